# The documentation is true: each example is typed into psql and gives what its page shows, each link leads somewhere,
# and the reference has an entry for whatever there is.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../docs";
use DocPage;
use File::Basename qw(dirname);
use File::Find qw(find);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

chdir "$FindBin::Bin/../..";

my @paths = ('README.md');
find({ wanted => sub { push @paths, $_ if /\.md$/ }, no_chdir => 1 }, 'docs', 'examples');
my %pages = map { $_ => DocPage->new($_) } sort @paths;

my $node = PostgreSQL::Test::Cluster->new('docs');
$node->init;
$node->append_conf('postgresql.conf', <<SETTINGS);
shared_preload_libraries = 'confiture'
timezone = 'UTC'
max_connections = 30
SETTINGS
$node->start;

# Runs a page in a new database, in a root of its own that holds the examples.
sub run_page {
	my ($page) = @_;
	my $root = PostgreSQL::Test::Utils::tempdir();
	system('cp', '-r', glob('examples/*'), $root) == 0 or die 'could not copy the examples';
	$node->safe_psql('postgres', 'CREATE DATABASE docs');
	my $psql = [ 'psql', '--no-psqlrc', '--pset=pager=off', '--dbname=' . $node->connstr('docs') ];
	my @results = $page->run($psql, $root);
	# confiture's own databases go too, perhaps while a worker of confiture drops them
	for my $database (
		split /\n/,
		$node->safe_psql('postgres', "SELECT datname FROM pg_database WHERE datname !~ '^(postgres|template.)\$'"))
	{
		$node->psql('postgres', qq{DROP DATABASE IF EXISTS "$database" WITH (FORCE)}, on_error_stop => 0);
	}
	return @results;
}

# ---- A test that cannot fail is none: a page that is wrong in each way is found to be --------------------------------

{
	my $wrong = DocPage->new('test/docs/wrong.md');
	is_deeply(
		$wrong->{problems},
		[
			'line 4: the text does not name the file',
			'line 16: a block names no language',
			'line 12: no SQL in front of this output',
		],
		'blocks without a language, unnamed files, and output without SQL are found');
	is_deeply([ $wrong->broken_links({ %pages, 'test/docs/wrong.md' => $wrong }) ],
		[ map { "line 20: \"$_\" leads nowhere" } 'gone.md', '#gone', '../../README.md#gone' ],
		'links that lead nowhere are found');
	is_deeply(
		[ map { [ $_->{line}, $_->{problem} ] } run_page($wrong) ],
		[
			[ 25, 'line 28 shows other output' ],
			[ 37, 'the block fails' ],
			[ 44, 'line 47 shows other output' ],
			[ 53, undef ],
			[ 59, 'psql waits for the end of a statement' ],
		],
		'output that differs, errors and hanging statements are found');
}

# ---- The pages ------------------------------------------------------------------------------------------------------

for my $path (sort keys %pages) {
	my $page = $pages{$path};
	my @problems = (@{ $page->{problems} }, $page->broken_links(\%pages));
	ok(!@problems, "$path is well-formed") or diag(join "\n", map { "$path, $_" } @problems);
	next if !grep { $_->{language} eq 'sql' } @{ $page->{blocks} };
	for my $result (run_page($page)) {
		ok(!$result->{problem}, "$path, line $result->{line}")
			or diag("$path, line $result->{line}: $result->{problem}\n",
				defined $result->{expected} ? "--- the page shows:\n$result->{expected}\n" : '',
				"--- psql printed:\n$result->{actual}");
	}
}

# ---- The demonstration -----------------------------------------------------------------------------------------------

{
	$node->safe_psql('postgres', 'CREATE DATABASE demo');
	my ($out, $status) = ('', 0);
	IPC::Run::run([ 'psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--dbname=' . $node->connstr('demo'),
			'--file=examples/demo.sql' ], '>', \$out, '2>&1') or $status = $? >> 8;
	is($status, 0, 'examples/demo.sql ends well') or diag($out);
	my @steps = $out =~ /^=== (\d+)\./mg;
	is_deeply(\@steps, [ 1 .. 8 ], 'and shows each of its steps');
}

# ---- The reference is complete --------------------------------------------------------------------------------------

sub is_complete {
	my ($path, $what, @names) = @_;
	my $text = slurp_file($path);
	my @missing = grep { index($text, $_) < 0 } @names;
	ok(@names > 0 && !@missing, "$path has each $what") or diag(map { "$path lacks: $_\n" } @missing);
}

$node->safe_psql('postgres', 'CREATE EXTENSION confiture');
is_complete('docs/reference/functions.md', 'function, procedure, view and table', split /\n/,
	$node->safe_psql('postgres', q{
		SELECT DISTINCT CASE n.nspname WHEN 'confiture' THEN 'confiture.' ELSE '' END || coalesce(p.proname, c.relname)
		FROM pg_depend AS d
			JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'confiture'
			LEFT JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
			LEFT JOIN pg_class AS c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid AND c.relkind IN ('r', 'v')
			JOIN pg_namespace AS n ON n.oid IN (p.pronamespace, c.relnamespace)
		WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'}));
is_complete('docs/reference/settings.md', 'setting', split /\n/,
	$node->safe_psql('postgres', q{LOAD 'confiture'; SELECT name FROM pg_settings WHERE name LIKE 'confiture.%'}));

is_complete('docs/reference/masking.md', 'masking strategy', map { "| `$_` |" } split /\n/,
	$node->safe_psql('postgres', 'SELECT name FROM confiture.strategy()'));

my $string = qr/"((?:[^"\\]|\\.)*)"/;
my $parentheses = qr/(\((?:[^()"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'|(?-1))*\))/;
my %has_door = map { dirname($_) => 1 } 'src/pg/guard.cpp', glob('src/*/*_sql.cpp');
my %messages; # the fixed parts of those that users may meet
for my $file (grep { $has_door{ dirname($_) } } glob('src/*/*.cpp')) {
	my $source = slurp_file($file);
	while ($source =~ /sqlstate::\w+,\s*((?:[^,()"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'|$parentheses)+)/g) {
		my $message = $1;
		while ($message =~ /$string/g) {
			my $part = $1 =~ s/\\(.)/$1/gr;
			$part =~ s/^\s+|\s+$//g;
			$messages{$part} = 1 if length $part >= 10;
		}
	}
}
is_complete('docs/reference/errors.md', 'message', sort keys %messages);

my $commands = slurp_file('src/script/command.cpp');
my @commands = $commands =~ /Entry\{"([^"]+)"/g;
is_complete('docs/reference/psql-commands.md', 'psql command', map { "`\\$_" } @commands);

done_testing;
