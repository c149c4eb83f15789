# A build in the session that asks for it: memory, progress, interruption, who else sees its statements, bad files.
use strict;
use warnings;
use BuildServer;
use File::Path qw(make_path);
use POSIX qw(mkfifo);
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server(<<SETTINGS);
shared_preload_libraries = 'confiture, pg_stat_statements'
pg_stat_statements.track = all
restart_after_crash = on
SETTINGS
one('CREATE EXTENSION pg_stat_statements');

# ---- Memory ----------------------------------------------------------------------------------------------------------

{
	my $big = tree('big', '1.sql' => "CREATE TABLE big (a int, b text);\nCOPY big FROM stdin;\n");
	open(my $out, '>>', "$big/1.sql") or die $!;
	my $line = 'x' x 990;
	print {$out} "$_\t$line\n" for 1 .. 300_000;
	print {$out} "\\.\n";
	close $out;
	my $memory = q{(regexp_match(pg_read_file('/proc/self/status'), 'RssAnon:\s+(\d+)'))[1]::int};
	my ($before, $rows, $after) = split /\n/,
		$node->safe_psql('postgres',
		"SET synchronous_commit = off; SELECT $memory; SELECT rows FROM confiture_build('$big'); SELECT $memory;");
	is($rows, 300_000, '300 MB of data are loaded');
	# what is freed is kept by the address sanitizer, up to 256 MB
	cmp_ok($after - $before, '<', $ENV{VARIANT} eq 'asan' ? 400_000 : 40_000, 'in a few megabytes of memory');
	one('DROP TABLE big');
	unlink "$big/1.sql";
}

# ---- Interruption and progress ---------------------------------------------------------------------------------------

my $slow = tree('slow', '1.sql' => "CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);", '2.sql' => 'SELECT pg_sleep(600);');
my $sleeps = "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
for my $end (
	[ 'cancelled', 'SELECT pg_cancel_backend(pid) FROM confiture.build_progress' ],
	[ 'terminated', 'SELECT pg_terminate_backend(pid) FROM confiture.build_progress' ],
	[ 'killed', undef ])
{
	my $session = $node->background_psql('postgres', on_error_stop => 0);
	$session->query_until(qr/started/, "\\echo started\nSELECT confiture_build('$slow');\n");
	ok($node->poll_query_until('postgres', $sleeps), 'a build runs');
	is(one('SELECT datname, usename, files_done, files_total, statements_done, bytes_done > 0, bytes_total, current_file FROM confiture.build_progress'),
		'postgres|' . one('SELECT current_user') . '|1|2|2|t|70|2.sql', 'its progress is seen');
	my $pid = one('SELECT pid FROM confiture.build_progress');
	if ($end->[1]) { one($end->[1]) }
	else { kill 'KILL', $pid }
	$node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE query LIKE '%confiture_build%' AND state = 'active' AND pid <> pg_backend_pid()");
	is(one("SELECT to_regclass('a') IS NULL"), 't', "when it is $end->[0], nothing is left");
	is(one('SELECT count(*) FROM confiture.build_progress'), 0, 'nor its progress');
	eval { $session->quit };
}

# ---- Who sees the statements -----------------------------------------------------------------------------------------

one(<<'SQL');
CREATE TABLE seen (tag text, identity text);
CREATE FUNCTION see() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO seen SELECT command_tag, object_identity FROM pg_event_trigger_ddl_commands();
END $$;
CREATE EVENT TRIGGER see ON ddl_command_end EXECUTE FUNCTION see();
SELECT pg_stat_statements_reset();
SQL
my $watched = tree('watched', '1.sql' => "CREATE TABLE watched (a int);\nINSERT INTO watched VALUES (123);\nCREATE VIEW watching AS SELECT a FROM watched;");
my $log_start = -s $node->logfile;
$node->safe_psql('postgres', "SET log_statement = 'mod'; SELECT confiture_build('$watched')");
my $log = slurp_file($node->logfile, $log_start);
like($log, qr/LOG:  statement: CREATE TABLE watched/, 'log_statement logs the statements');
like($log, qr/LOG:  statement: INSERT INTO watched/, 'each that it is set to log');
is(one('SELECT string_agg(tag || $$ $$ || identity, $$, $$ ORDER BY ctid) FROM seen'),
	'CREATE TABLE public.watched, CREATE VIEW public.watching', 'event triggers see them');
is(one(q{SELECT calls, rows FROM pg_stat_statements WHERE query LIKE 'INSERT INTO watched%'}), '1|1', 'pg_stat_statements too');
one('DROP EVENT TRIGGER see');

# ---- Files -----------------------------------------------------------------------------------------------------------

my $files = tree('files', 'a.sql' => "SELECT 1;\nSELECT 'x\0y';\n");
like(error_of("SELECT confiture_build('$files')"), qr/file contains a NUL byte.*CONTEXT:  file "a.sql", line 2, column 10/s, 'a NUL byte has its place');
tree('files', 'a.sql' => "SELECT 1;\n  SELECT 'x\xffy';\n");
like(error_of("SELECT confiture_build('$files')"), qr/invalid byte sequence for encoding "UTF8".*CONTEXT:  file "a.sql", line 2, column 12/s, 'so has an invalid one');
unlink "$files/a.sql";
symlink('/etc/passwd', "$files/b.sql") or die $!;
like(error_of("SELECT confiture_build('$files')"), qr/path "b.sql" leaves the root of the tree/, 'a link that leaves the root is refused');
tree('files', 'c.sql' => "\\i ../slow/1.sql\n");
unlink "$files/b.sql";
like(error_of("SELECT confiture_build('$files')"), qr/leaves the root of the tree.*file "c.sql", line 1/s, 'and an include that does');
unlink "$files/c.sql";
tree('files', 'd.sql' => 'SELECT 1;');
chmod 0, "$files/d.sql";
like(error_of("SELECT confiture_build('$files')"), qr/could not open file "d.sql": Permission denied/, 'a file that cannot be read is named');
unlink "$files/d.sql";
mkfifo("$files/e.sql", 0600) or die $!;
like(error_of("SELECT confiture_build('$files')"), qr/"e.sql" is not a regular file/, 'a pipe is none');
unlink "$files/e.sql";
make_path("$files/f.sql");
is(one("SELECT count(*) FROM confiture_build('$files')"), 0, 'a folder is a folder, whatever its name');

# ---- Without shared_preload_libraries --------------------------------------------------------------------------------

$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
is(one("SELECT count(*) FROM confiture_build('{\"x.sql\": \"CREATE TABLE x (y int)\"}'::jsonb)"), 1, 'without shared_preload_libraries a build works');
like(error_of('SELECT * FROM confiture.build_progress'), qr/must be loaded via "shared_preload_libraries".*HINT:/s, 'its progress does not, and says so');

done_testing();
