# Files larger than what a build reads at once, trees of many files, and files in another encoding: places stay right,
# memory stays small, and what is missing is told.
use strict;
use warnings;
use utf8;
use BuildServer;
use Encode qw(encode);
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server(
	"max_connections = 12\nmax_locks_per_transaction = 10\nstatement_timeout = '60s'\n",
	extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);

# What a build of a tree adds to the memory of its backend, in kB.
sub memory_of {
	my ($tree) = @_;
	my $memory = q{(regexp_match(pg_read_file('/proc/self/status'), 'VmHWM:\s+(\d+)'))[1]::int};
	my ($before, undef, $after) = split /\n/,
		one("SELECT $memory; SELECT count(*) FROM confiture_build('$tree'); SELECT $memory;");
	return $after - $before;
}

sub is_small {
	my ($memory, $name) = @_;
SKIP: {
		skip 'AddressSanitizer keeps what is freed', 1 if ($ENV{VARIANT} // '') eq 'asan';
		cmp_ok($memory, '<', 10_000, $name);
	}
}

# ---- Places ----------------------------------------------------------------------------------------------------------

my $comment = "-- forty characters of what is not run\n";

# a statement with a variable that begins in one window and ends in another
my $straddles = tree('straddles', 'a.sql' => "\\set one 1\n" . $comment x 1500 . "SELECT :one,\n" . $comment x 4000 . "2;\nSELECT no_such;\n");
like(error_of("SELECT confiture_build('$straddles')"), qr/CONTEXT:  file "a.sql", line 5504, column 1\nerror at line 5504, column 8/,
	'lines are counted behind a statement with a variable that is longer than a window');

# a value that holds lines and ends statements
my $value = tree('value', 'a.sql' => "\\set two 'SELECT 1;\\n\\n\\nSELECT 2'\n:two;\n\nSELECT no_such;\n");
like(error_of("SELECT confiture_build('$value')"), qr/file "a.sql", line 4, column 1\nerror at line 4, column 8/,
	'the lines of a value are none of the file');
my $in_value = tree('in_value', 'a.sql' => "\\set two 'SELECT 1; SELECT no_such'\n  :two;\n");
like(error_of("SELECT confiture_build('$in_value')"), qr/file "a.sql", line 2, column 3\nerror at line 2, column 3/,
	'an error in the second statement of a value is where the value stands');

# a value that grows beyond its first length before it names itself
my $itself = tree('itself', 'a.sql' => "\\set b 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'\n\\set a ':b :b :b :a'\nSELECT :a;\n");
like(error_of("SELECT confiture_build('$itself')"), qr/^QUERY:  SELECT x.* :a$/m, 'a variable within itself stays as it is');

# ---- Encodings -------------------------------------------------------------------------------------------------------

# LATIN1 in a database in UTF8: more than a window, variables with lines, COPY data behind them, an error in the end
my $latin1 = encode('iso-8859-1', "SET client_encoding = 'LATIN1';\n\\set lines 'é\\né'\n"
		. "CREATE TABLE latin (a text);\n" . ("INSERT INTO latin VALUES ('é'), (:'lines');\n" . "-- ü\n" x 30) x 1000
		. "COPY latin FROM stdin;\nà\n\\.\n" . "-- ü\n" x 20000 . "COPY latin FROM stdin;\nç\n\\.\nSELECT 'é', nö_such;\n");
my $file = tree('latin1', 'a.sql' => $latin1);
my $message = error_of("SET client_encoding = 'UTF8'; SELECT confiture_build('$file')");
utf8::decode($message);
like($message, qr/column "nö_such" does not exist\nLINE 1: SELECT 'é', nö_such\n/, 'an error goes out in the encoding of the client');
my $last = () = $latin1 =~ /\n/g;
like($message, qr/file "a.sql", line $last, column 1\nerror at line $last, column 13/, 'at the right line and column');
$latin1 =~ s/SELECT .*\n\z//;
tree('latin1', 'a.sql' => $latin1);
one("SELECT confiture_build('$file')");
my $sum = one(q{SELECT count(*), count(*) FILTER (WHERE a = 'é'), count(*) FILTER (WHERE a = E'é\né'), string_agg(a, ',') FILTER (WHERE a !~ 'é') FROM latin});
utf8::decode($sum);
is($sum, '2002|1000|1000|à,ç', 'text, values and data of COPY are converted');

# ---- Memory ----------------------------------------------------------------------------------------------------------

one('DROP TABLE latin');
my %many = map { (sprintf('%04d.sql', $_) => "SELECT $_;\n" . $comment x 1200) } 1 .. 600;
my $many = tree('many', %many);
is_small(memory_of($many), 'many files need no more than one');

my $large_tree = tree('large', 'a.sql' => encode('iso-8859-1', "SET client_encoding = 'LATIN1';\n" . ("SELECT 'é';\n" . "-- ü............................................\n" x 20) x 30_000));
is_small(memory_of($large_tree), 'a large file in another encoding is read piece by piece');

# ---- Folders ---------------------------------------------------------------------------------------------------------

my $closed = tree('closed', 'a.sql' => 'SELECT 1', 'old/b.sql' => 'SELECT 2');
chmod 0, "$closed/old";
like(error_of("SELECT confiture_build('$closed')"), qr/could not open "old": Permission denied/, 'a folder that cannot be read is an error');
is(one("SELECT count(*) FROM confiture_build('$closed', exclude => '{old}')"), 1, 'unless it is excluded');
chmod 0755, "$closed/old";

# ---- Locks -----------------------------------------------------------------------------------------------------------

my $table = 'CREATE TABLE t%d (a int PRIMARY KEY, b text UNIQUE);' . "\n";
my %trees = (
	'one file' => { 'a.sql' => join '', map { sprintf $table, $_ } 1 .. 400 },
	'many files' => { map { ("$_.sql" => sprintf $table, $_) } 1 .. 400 },
	'includes' => {
		'a.sql' => join('', map { "\\i parts/$_.part\n" } 1 .. 400),
		map { ("parts/$_.part" => sprintf $table, $_) } 1 .. 400,
	},
);
for my $kind (sort keys %trees) {
	my $path = tree("locks $kind", %{ $trees{$kind} });
	my $error = error_of("SELECT confiture_build('$path')");
	like($error, qr/out of shared memory.*HINT:  .*max_locks_per_transaction/s, "too many tables in $kind: the locks run out");
	my ($needed) = $error =~ /"max_locks_per_transaction" of about (\d+)/;
	$node->append_conf('postgresql.conf', 'max_locks_per_transaction = ' . ($needed // 10));
	$node->stop;
	$node->start;
	is(one("BEGIN; SELECT count(*) > 0 FROM confiture_build('$path'); ROLLBACK"), 't', 'with as many as the hint says they are enough');
	$node->append_conf('postgresql.conf', 'max_locks_per_transaction = 10');
	$node->stop;
	$node->start;
}

# ---- Messages of files in other encodings ----------------------------------------------------------------------------

# A tree in Latin-1 that says so, and speaks: notices, warnings, errors reach each client in the encoding of that client.
my %speaking = (
	'1.sql' => encode('latin1', "SET client_encoding = latin1;\nCREATE TABLE speech (t text);\n"
		. "DO \$\$ BEGIN RAISE NOTICE 'crème'; END \$\$;\n\\echo brûlée\nCOPY speech FROM stdin;\nflambée\n\\.\n"
		. "INSERT INTO speech VALUES (current_setting('client_encoding'));\n"),
	'2.sql' => encode('UTF-8', "DO \$\$ BEGIN RAISE NOTICE 'sorbet à la fraise'; END \$\$;\n"));
my $speaking = tree('speaking', %speaking);
my $failing = tree('speech_fails', '1.sql' => encode('latin1', "\\encoding latin1\nSELECT 'é';\nSELECT * FROM \"gâteau\";\n"));

sub said {
	my ($encoding, $sql) = @_;
	local $ENV{PGCLIENTENCODING} = $encoding;
	my ($out, $err) = ('', '');
	IPC::Run::run([ 'psql', '-XqAt', '-d', $node->connstr('postgres') ], '<', \$sql, '>', \$out, '2>', \$err);
	return Encode::decode($encoding eq 'latin1' ? 'latin1' : 'UTF-8', $err);
}

for my $encoding ('utf8', 'latin1') {
	for my $how ("SELECT count(*) FROM confiture_build('%s')", "CALL confiture_create_database('speech_$encoding', '%s')") {
		# the second tree is in UTF-8, which is what a client says it uses
		my $tree = $encoding eq 'utf8' ? $speaking : tree("speaking_$encoding", %speaking, '2.sql' => '');
		my $said = said($encoding, sprintf($how, $tree));
		like($said, qr/crème.*brûlée/s, "a client of $encoding reads notices of a file in Latin-1: $how");
		like($said, qr/sorbet à la fraise/, 'and those of later files') if $encoding eq 'utf8';
		one('DROP TABLE IF EXISTS speech');
		$said = said($encoding, sprintf($how =~ s/speech_/speechless_/r, $failing));
		like($said, qr/relation "gâteau" does not exist.*file "1.sql", line 3/s, "and its errors");
	}
	is($node->safe_psql("speech_$encoding", "SELECT string_agg(t, ' ' ORDER BY t COLLATE \"C\") FROM speech"), encode('UTF-8', 'LATIN1 flambée'),
		'while the file has its own encoding');
}

done_testing();
