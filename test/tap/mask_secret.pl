# The secret: made once, kept where no SQL shows it, taken from elsewhere where a setting says so, rotated for all
# sessions; and values in databases of other encodings.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use MaskServer;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('secret', "wal_level = replica\n");
my $file = $node->data_dir . '/confiture_secret';

sub one { return $node->safe_psql($_[1] // 'postgres', $_[0]) }

sub error_of {
	my ($sql, $database) = @_;
	my ($status, $out, $err) = $node->psql($database // 'postgres', $sql, on_error_stop => 0);
	return $err;
}

sub write_file {
	my ($path, $content, $mode) = @_;
	open(my $out, '>', $path) or die "could not write \"$path\": $!";
	print $out $content;
	close $out;
	chmod $mode, $path;
}

sub reload_with {
	$node->append_conf('postgresql.conf', $_[0]);
	$node->reload;
	my ($name, $value) = $_[0] =~ /^(\S+) = '(.*)'/;
	$node->poll_query_until('postgres', "SELECT current_setting('$name') = \$value\$$value\$value\$");
}

# ---- Made at first use, by whoever comes first

ok(!-e $file, 'nothing is made before it is needed');
one('CREATE TABLE masks (x text)');
{
	my @sessions;
	for my $i (1 .. 12) {
		my ($in, $out) = ("INSERT INTO masks SELECT confiture.hash('x');\n", '');
		push @sessions, IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') ], '<', \$in, '>', \$out, '2>&1');
	}
	$_->finish for @sessions;
}
is(one('SELECT count(*), count(DISTINCT x) FROM masks'), '12|1', 'sessions that race for the secret get the same');
ok(-e $file, 'it is in the data directory');
is(sprintf('%04o', (stat $file)[2] & 07777), '0600', 'for nobody else to read');
is(-s $file, 65, '256 bits in hexadecimal');
cmp_ok(scalar keys %{ { map { $_ => 1 } split //, slurp_file($file) } }, '>', 8, 'of many different digits');
is_deeply([ glob("$file.*") ], [], 'and nothing is left beside it');
my $secret = slurp_file($file) =~ s/\s//gr;
my $mask = one("SELECT confiture.hash('x')");
$node->restart;
is(one("SELECT confiture.hash('x')"), $mask, 'it stays over a restart');
is(one("SELECT confiture.hash('x')", 'postgres'), $mask, 'and is the same in each session');
one('CREATE DATABASE other');
one('CREATE EXTENSION confiture', 'other');
is(one("SELECT confiture.hash('x')", 'other'), $mask, 'and in each database');
is(system("grep -rqF $secret '" . $node->logfile . "'") >> 8, 1, 'it is in no log');

# ---- Files that anybody may read, or that are no secret

chmod 0644, $file;
like(error_of("SELECT confiture.hash('x')"), qr/can be read or written by everybody/, 'a file that everybody may read is refused');
chmod 0600, $file;
write_file($file, "short\n", 0600);
like(error_of("SELECT confiture.hash('x')"), qr/is too short/, 'a secret that is too short is refused');
unlike(error_of("SELECT confiture.hash('x')"), qr/short\b.*short\b/, 'without showing it');
write_file($file, 'x' x 5000, 0600);
like(error_of("SELECT confiture.hash('x')"), qr/is too long/, 'a file that is too long is refused');
write_file($file, "$secret\n", 0600);
is(one("SELECT confiture.hash('x')"), $mask, 'the file put back, the masks are back');

# ---- Rotation

# A session that stays, and answers one query at a time.
my ($in, $out) = ('', '');
my $session = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('other') ], '<', \$in, '>', \$out, '2>&1',
	IPC::Run::timeout(180));
sub ask {
	my ($sql) = @_;
	$out = '';
	$in = "$sql\n\\echo done\n";
	$session->pump until $out =~ /^done$/m;
	return $out =~ s/\n?done\n//r;
}
one('CREATE TABLE t (x text); INSERT INTO t VALUES (\'x\'); SECURITY LABEL FOR confiture ON COLUMN t.x IS \'hash\'', 'other');
is(ask("PREPARE p AS SELECT confiture.hash(x), confiture.hash('x') FROM t; EXECUTE p;"), "$mask|$mask", 'a session uses the secret');
is(ask('SET confiture.masking = on; SELECT x FROM t;'), $mask, 'and by a label');
my $former = one('SELECT confiture_rotate_secret()');
like($former, qr/^confiture_secret\.\d{8}T\d{6}Z$/, 'rotation names the file that keeps the former secret');
is(slurp_file($node->data_dir . "/$former"), "$secret\n", 'which it does');
isnt(slurp_file($file), "$secret\n", 'the secret is another');
my $new = one("SELECT confiture.hash('x')");
isnt($new, $mask, 'so the masks are others');
is(ask('SET confiture.masking = off; EXECUTE p;'), "$new|$new", 'in sessions that were there, of other databases too, also where a plan held a mask');
is(ask('SET confiture.masking = on; SELECT x FROM t;'), $new, 'and by labels');
my $again = one('SELECT confiture_rotate_secret()');
isnt($again, $former, 'a rotation keeps what the former one kept');
is(sprintf('%04o', (stat $file)[2] & 07777), '0600', 'files keep their mode');
one('BEGIN; SELECT confiture_rotate_secret(); ROLLBACK');
# the file is replaced whether or not the transaction commits
is(ask('SELECT x FROM t;'), one("SELECT confiture.hash('x')"), 'after a rotation that was rolled back all sessions agree');
one('CREATE ROLE nobody LOGIN');
like(($node->psql('postgres', 'SELECT confiture_rotate_secret()', connstr => $node->connstr('postgres') . ' user=nobody'))[2],
	qr/permission denied/, 'rotation is for superusers');
one('GRANT EXECUTE ON FUNCTION confiture_rotate_secret() TO nobody');
like(($node->psql('postgres', 'SELECT confiture_rotate_secret()', connstr => $node->connstr('postgres') . ' user=nobody'))[2],
	qr/permission denied to rotate/, 'also where somebody granted it');

# ---- Another file, a command

my $elsewhere = $node->basedir . '/vault';
write_file($elsewhere, "$secret\n", 0600);
reload_with("confiture.secret_file = '$elsewhere'\n");
is(one("SELECT confiture.hash('x')"), $mask, 'confiture.secret_file');
is(ask('SELECT x FROM t;'), $mask, 'also in a session that was there');
like(error_of('SELECT confiture_rotate_secret()'), qr/not kept in the data directory/, 'what is kept elsewhere is rotated elsewhere');
reload_with("confiture.secret_file = '$elsewhere.gone'\n");
like(error_of("SELECT confiture.hash('x')"), qr/does not exist/, 'a file that is not there is an error, and no new secret');
ok(!-e "$elsewhere.gone", 'and is not made');
reload_with("confiture.secret_command = 'cat \"$elsewhere\"'\n");
is(one("SELECT confiture.hash('x')"), $mask, 'confiture.secret_command');
reload_with("confiture.secret_command = 'echo no; exit 3'\n");
like(error_of("SELECT confiture.hash('x')"), qr/"confiture.secret_command" failed.*exit code 3/s, 'a command that fails is an error');
reload_with("confiture.secret_command = 'exit 0'\n");
like(error_of("SELECT confiture.hash('x')"), qr/is too short/, 'and so is one that prints nothing');
is(one("SELECT count(*) FROM pg_settings WHERE name = 'confiture.secret'"), 0, 'confiture.secret is not in pg_settings');
like(($node->psql('postgres', 'SHOW confiture.secret_command', connstr => $node->connstr('postgres') . ' user=nobody'))[2],
	qr/must be superuser|permission denied/, 'users do not see where the secret is from');
reload_with("confiture.secret_command = ''\n");
reload_with("confiture.secret_file = ''\n");
$in = "\\q\n";
$session->finish;

# ---- Workers of a parallel query mask alike, with a secret of the session too

one('CREATE TABLE many AS SELECT \'u\' || i || \'@corp.example\' AS email FROM generate_series(1, 20000) i;'
	. "SECURITY LABEL FOR confiture ON COLUMN many.email IS 'email'; ANALYZE many", 'other');
my $parallel = 'SET confiture.masking = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;';
my $query = 'SELECT md5(string_agg(email, \',\' ORDER BY email COLLATE "C")) FROM (SELECT email FROM many WHERE length(email) > 1 OFFSET 0) x';
like(one("$parallel EXPLAIN $query", 'other'), qr/Gather/, 'the query is one of several workers');
is(one("$parallel $query", 'other'), one("SET confiture.masking = on; SET max_parallel_workers_per_gather = 0; $query", 'other'),
	'workers mask as the leader does');
my $set = "SET confiture.secret = 'a secret of this session';";
is(one("$set $parallel $query", 'other'), one("$set SET confiture.masking = on; SET max_parallel_workers_per_gather = 0; $query", 'other'),
	'also by a secret of the session');

# ---- Other encodings: the same values have the same masks, and what is made up fits

one("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
one('CREATE EXTENSION confiture', 'latin');
one("CREATE DATABASE plain ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
one('CREATE EXTENSION confiture', 'plain');
my $person = "U&'Zo\\00eb Mayst\\00e4tter'";
for my $function ("confiture.name(%s, locale => 'de')", "confiture.pseudonym(%s)", "confiture.hash(%s)", "confiture.username(%s)") {
	my $call = sprintf $function, $person;
	is(one("SELECT encode(convert_to($call, 'UTF8'), 'hex')", 'latin'),
		one("SELECT encode(convert_to($call, 'UTF8'), 'hex')"), "$function is the same in LATIN1");
}
is(one("SELECT confiture.hash(E'Zo\\xc3\\xab')", 'plain'), one("SELECT confiture.hash(U&'Zo\\00eb')"), 'bytes of UTF-8 in SQL_ASCII are taken as such');
isnt(one("SELECT confiture.hash(E'Zo\\xeb')", 'plain'), '', 'and other bytes stop no mask');
cmp_ok(one("SELECT count(*) FROM confiture.dictionary WHERE locale = 'fr'", 'latin'), '>', 1000, 'dictionaries have the words that LATIN1 can hold');
is(one("SELECT count(DISTINCT confiture.first_name(i::text, locale => 'fr')) > 50 FROM generate_series(1, 500) i", 'latin'), 't', 'fakes in LATIN1');

# ---- citext: equal values have equal masks

SKIP: {
	skip 'citext is not installed', 2 if !one("SELECT count(*) FROM pg_available_extensions WHERE name = 'citext'");
	one("CREATE EXTENSION citext; CREATE TABLE c (mail citext); INSERT INTO c VALUES ('Ada\@Corp.Example'), ('ada\@corp.example');"
		. "SECURITY LABEL FOR confiture ON COLUMN c.mail IS 'email'");
	is(one('SET confiture.masking = on; SELECT count(DISTINCT mail::text), pg_typeof(min(mail)) FROM c'), '1|citext', 'values that differ in case only have one mask');
	one("SECURITY LABEL FOR confiture ON COLUMN c.mail IS 'keep'");
	is(one('SET confiture.masking = on; SELECT count(DISTINCT mail::text) FROM c'), 2, 'and are left alone by keep');
}

# ---- A dump that is restored brings the labels, also those that need words of its own dictionaries

one("INSERT INTO confiture.dictionary VALUES ('tlh', 'first_name', 'Worf'), ('tlh', 'last_name', 'Mogh');"
	. 'CREATE TABLE crew (id int PRIMARY KEY, name text); INSERT INTO crew VALUES (1, \'canary\');'
	. "SECURITY LABEL FOR confiture ON COLUMN crew.name IS 'first_name(locale => ''tlh'')'");
$node->command_ok([ 'pg_dump', '-Fc', '-f', $node->basedir . '/dump', $node->connstr('postgres') ], 'a dump');
one('CREATE DATABASE restored');
my ($stdout, $stderr) = run_command([ 'pg_restore', '-d', $node->connstr('restored'), $node->basedir . '/dump' ]);
unlike($stderr, qr/error/i, 'is restored without an error');
is(one('SET confiture.masking = on; SELECT name FROM crew', 'restored'), 'Worf', 'and masks');
is(one('SELECT count(*) FROM confiture.dictionary WHERE NOT supplied', 'restored'), 2, 'with the words of one\'s own, and those once');

# ---- A standby makes no secret of its own

unlink $file;
$node->stop;
$node->append_conf('postgresql.conf', 'hot_standby = on');
write_file($node->data_dir . '/standby.signal', '', 0600);
$node->start;
like(error_of("SELECT confiture.hash('x')"), qr/cannot create a masking secret during recovery/, 'a standby without the secret makes none of its own');

done_testing;
