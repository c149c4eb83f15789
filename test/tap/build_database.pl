# Databases made from trees: templates, prefixes, the store of clones, failures, crashes, rights.
use strict;
use warnings;
use BuildServer;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my $node = start_server(<<SETTINGS);
shared_preload_libraries = 'confiture'
max_worker_processes = 20
restart_after_crash = on
max_locks_per_transaction = 10 # at its default some minor versions have shared memory left for 2,000 tables, others not
SETTINGS

sub call { return error_of("CALL $_[0]") }
sub databases {
	my ($pattern) = @_;
	return one("SELECT count(*) FROM pg_database WHERE datname ~ '$pattern'");
}
sub schema {
	my ($database) = @_;
	my ($dump, $error) = run_command([ 'pg_dump', '-d', $node->connstr($database) ]);
	return $dump =~ s/^\\(un)?restrict.*\n//gmr;
}

# ---- A tree becomes a database ---------------------------------------------------------------------------------------

my $shop = tree('shop',
	'10_tables/1_user.sql' => "CREATE TABLE person (id int PRIMARY KEY, mail text);\nCOPY person FROM stdin;\n1\ta\@b\n\\.\n",
	'10_tables/2_order.sql' => 'CREATE TABLE purchase (id int PRIMARY KEY, person int REFERENCES person);',
	'20_views/mails.sql' => 'CREATE VIEW mails AS SELECT mail FROM person;',
	'seeds/test/x.sql' => "INSERT INTO person VALUES (2, :'mail');");
is(call("confiture_create_database('first', '$shop')"), '', 'a database is created from a tree');
is(one('SELECT * FROM mails', 'first'), 'a@b', 'with its data');
$node->safe_psql('postgres', 'CREATE DATABASE plain TEMPLATE template0');
command_ok([ 'psql', '-X', '-q', '-1', '-d', $node->connstr('plain'),
	map { ('-f', "$shop/$_") } '10_tables/1_user.sql', '10_tables/2_order.sql', '20_views/mails.sql' ], 'psql builds it too');
is(schema('first'), schema('plain'), 'what pg_dump gives is what it gives of a database that psql built');
is(one('SELECT clones FROM confiture.template'), 1, 'the template is listed with its use');
my $shop_pool = 'confiture_pool_' . one('SELECT hash FROM confiture.template') . '_%';

is(call("confiture_create_database('second', '$shop')"), '', 'a second one is created');
is(one('SELECT clones FROM confiture.template'), 2, 'from the same template');
$node->connect_fails($node->connstr(one('SELECT database FROM confiture.template')), 'nobody connects to a template',
	expected_stderr => qr/is not currently accepting connections/);
is(one("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'confiture%'"), 0, 'no worker stays in one');

is(call("confiture_create_database('seeded', '$shop', seeds => '{seeds/test}', variables => '{\"mail\": \"c\@d\"}')"),
	'', 'seeds and variables are taken');
is(one('SELECT string_agg(mail, $$,$$) FROM person', 'seeded'), 'a@b,c@d', 'and run after the schema');

like(call("confiture_create_database('first', '$shop')"), qr/database "first" already exists.*HINT:.*replace => true/s,
	'a name that is taken is refused');
$node->safe_psql('first', 'CREATE TABLE old (a int)');
is(call("confiture_create_database('first', '$shop', replace => true)"), '', 'unless it is to be replaced');
is(one("SELECT to_regclass('old') IS NULL", 'first'), 't', 'then the new one is in its place');
wait_for("SELECT count(*) = 0 FROM pg_database WHERE datname LIKE 'confiture_dropping_%'", 'and the old one is gone');
is(call("confiture_create_database('direct', '$shop', use_template => false)"), '', 'it works without a template');
is(schema('direct'), schema('plain'), 'with the same result');
like(call("confiture_create_database('confiture_x', '$shop')"), qr/database name "confiture_x" is reserved/, 'names of ours are reserved');
like(call("confiture_create_database('x', '/nix')"), qr/could not open "\/nix": No such file/, 'a missing path is named');

# ---- What one transaction cannot do ----------------------------------------------------------------------------------

my $commits = tree('commits', '1.sql' => <<'SQL', '2.sql' => 'BEGIN; CREATE TEMP TABLE t (a int) ON COMMIT DROP; INSERT INTO t VALUES (1); LOCK TABLE item; COMMIT;');
CREATE TYPE state AS ENUM ('new');
ALTER TYPE state ADD VALUE 'old';
CREATE TABLE item (id int, s state DEFAULT 'old');
CREATE INDEX CONCURRENTLY item_id ON item (id);
CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO item VALUES (1); COMMIT; INSERT INTO item VALUES (2); END $$;
CALL fill();
DO $$ BEGIN INSERT INTO item VALUES (3); COMMIT; END $$;
VACUUM ANALYZE item;
REINDEX TABLE CONCURRENTLY item;
LISTEN news; NOTIFY news, 'built';
SQL
is(call("confiture_create_database('commits', '$commits')"), '', 'statements that no transaction block takes are run');
is(one('SELECT count(*), min(s) FROM item', 'commits'), '3|old', 'where they stand');

my $many = tree('many', map { ("$_.sql" => join('', map { "CREATE TABLE t$_ (id int PRIMARY KEY, x int UNIQUE, y text UNIQUE);\n" } ($_ * 100) .. ($_ * 100 + 99))) } 10 .. 29);
$node->safe_psql('postgres', 'CREATE DATABASE locks');
$node->safe_psql('locks', 'CREATE EXTENSION confiture');
my (undef, undef, $error) = $node->psql('locks', "SELECT count(*) FROM confiture_build('$many')");
like($error, qr/out of shared memory.*HINT:.*"max_locks_per_transaction" of about (\d+)/s, 'one transaction runs out of locks, and says what it needs');
my ($needed) = $error =~ /of about (\d+)/;
is(call("confiture_create_database('many', '$many')"), '', 'a new database does not');
is(one("SELECT count(*) FROM pg_class WHERE relname ~ '^t\\d+\$'", 'many'), 2000, 'all its tables are there');

# ---- Failures --------------------------------------------------------------------------------------------------------

my $broken = tree('broken', '1.sql' => 'CREATE TABLE a (b int);', '2/x.sql' => "SELECT 1;\n  SELECT 1 / 0;\n");
for my $how ('', ', use_template => false') {
	my $message = call("confiture_create_database('broken', '$broken'$how)");
	like($message, qr/division by zero.*file "2\/x.sql", line 2, column 3/s, 'the error of a build comes with its place' . $how);
	wait_for("SELECT count(*) = 0 FROM pg_database WHERE datname ~ '^(broken|confiture_building)'", 'and nothing is left' . $how);
}

my $slow = tree('slow', '1.sql' => 'CREATE TABLE a (b int);', '2.sql' => 'SELECT pg_sleep(600);');
my $building = "SELECT count(*) > 0 FROM pg_stat_activity WHERE backend_type = 'confiture worker' AND wait_event = 'PgSleep'";
my $nothing_left = "SELECT count(*) = 0 FROM pg_database WHERE datname ~ '^(slow|confiture_building)'";
for my $end (
	[ 'cancelled', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL%'} ],
	[ 'terminated', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL%'} ],
	[ 'without its worker', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'confiture worker'} ])
{
	my $session = $node->background_psql('postgres', on_error_stop => 0);
	$session->query_until(qr/started/, "\\echo started\nCALL confiture_create_database('slow', '$slow');\n");
	wait_for($building, 'a build runs');
	one($end->[1]);
	if ($end->[0] eq 'terminated') { # then the launcher does it, which looks every minute, and after a reload
		wait_for("SELECT count(*) = 0 FROM pg_stat_activity WHERE query LIKE 'CALL%'", 'the session ends');
		one('SELECT pg_reload_conf()');
	}
	wait_for($nothing_left, "when it is $end->[0], nothing is left");
	wait_for("SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'confiture worker'", 'nor is the worker');
	eval { $session->quit };
}

# progress of a build in another database
{
	my $session = $node->background_psql('postgres', on_error_stop => 0);
	$session->query_until(qr/started/, "\\echo started\nCALL confiture_create_database('slow', '$slow');\n");
	wait_for($building, 'a build runs');
	is(one('SELECT files_done, files_total, current_file FROM confiture.build_progress'), '1|2|2.sql', 'its progress is seen');

	# a crash
	my $pid = one("SELECT pid FROM pg_stat_activity WHERE backend_type = 'confiture worker'");
	kill 'KILL', $pid;
	eval { $session->quit };
	$node->poll_query_until('postgres', 'SELECT true');
	wait_for($nothing_left, 'after a crash of the server, nothing is left');
}
$node->stop('immediate');
$node->start;
wait_for("SELECT count(*) = 0 FROM pg_database WHERE datname ~ '^confiture_(building|dropping)'", 'nor after a restart');

# ---- Prefixes --------------------------------------------------------------------------------------------------------

my %long = map { sprintf('%02d.sql', $_) => "CREATE TABLE p$_ (a int);\nSELECT pg_sleep(0.03);\n" } 1 .. 40;
my $long = tree('long', %long);
is(call("confiture_create_database('long1', '$long')"), '', 'a longer build');
my $kept = one('SELECT count(*) FROM confiture.template');
cmp_ok(databases('^confiture_template_'), '>=', 6, 'keeps points on its way');
tree('long', '40.sql' => 'CREATE TABLE other (a int);');
is(call("confiture_create_database('long2', '$long')"), '', 'after an edit it is built again');
is(one("SELECT to_regclass('p40') IS NULL AND to_regclass('p39') IS NOT NULL AND to_regclass('other') IS NOT NULL", 'long2'),
	't', 'with the edit');
cmp_ok(one("SELECT max(clones) FROM confiture.template WHERE created_at > now() - interval '1 hour' AND clones = 1"), '==', 1,
	'on a template of its prefix');

# ---- Two at once -----------------------------------------------------------------------------------------------------

my $both = tree('both', '1.sql' => "CREATE TABLE a (b int);\nSELECT pg_sleep(1);\n");
my $before = databases('^confiture_template_');
my @sessions = map { $node->background_psql('postgres') } 1, 2;
$sessions[$_]->query_until(qr/started/, "\\echo started\nCALL confiture_create_database('both$_', '$both');\n") for 0, 1;
wait_for("SELECT count(*) = 2 FROM pg_database WHERE datname ~ '^both\\d'", 'two callers at once get their databases');
is(databases('^confiture_template_'), $before + 1, 'of one template');
is(one('SELECT count(*) FROM confiture.template WHERE clones = 2 AND bytes > 0'), one('SELECT count(*) FROM confiture.template WHERE clones = 2'), 'which both have cloned');
$_->quit for @sessions;

# ---- What is outside the key -----------------------------------------------------------------------------------------

my $roles = tree('roles', '1.sql' => <<'SQL');
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shopkeeper') THEN CREATE ROLE shopkeeper; END IF;
END $$;
SQL
is(call("confiture_create_database('roles1', '$roles')"), '', 'a tree that makes a role');
one('DROP ROLE shopkeeper');
is(call("confiture_create_database('roles2', '$roles')"), '', 'is built anew');
is(one("SELECT count(*) FROM pg_roles WHERE rolname = 'shopkeeper'"), 1, 'when the role is gone');
one('CREATE ROLE unrelated');
my $created = one('SELECT max(created_at) FROM confiture.template');
is(call("confiture_create_database('roles3', '$roles')"), '', 'another role');
is(one('SELECT max(created_at) FROM confiture.template'), $created, 'is no reason to build again');

{
	my $folder = one("SELECT setting FROM pg_config WHERE name = 'SHAREDIR'") . '/extension';
	my $write = sub { my ($name, $text) = @_; open(my $out, '>', "$folder/$name") or die "$folder/$name: $!"; print {$out} $text; close $out; };
	$write->('jam.control', "default_version = '1'\n");
	$write->('jam--1.sql', "CREATE FUNCTION jam() RETURNS int LANGUAGE sql RETURN 1;\n");
	$write->('jam--2.sql', "CREATE FUNCTION jam() RETURNS int LANGUAGE sql RETURN 2;\n");
	my $extended = tree('extended', '1.sql' => 'CREATE EXTENSION jam;');
	is(call("confiture_create_database('jam1', '$extended')"), '', 'a tree with an extension');
	$write->('jam.control', "default_version = '2'\n");
	is(call("confiture_create_database('jam2', '$extended')"), '', 'is built anew');
	is(one('SELECT jam()', 'jam1') . one('SELECT jam()', 'jam2'), '12', 'when the extension has a new version');
	unlink map { "$folder/$_" } 'jam.control', 'jam--1.sql', 'jam--2.sql';
}

my $including = tree('including', '1.sql' => '\\i part.psql', 'part.psql' => 'CREATE TABLE part (a int);');
is(call("confiture_create_database('part1', '$including')"), '', 'a tree that includes what is not of it');
tree('including', 'part.psql' => 'CREATE TABLE part (a int, b int);');
is(call("confiture_create_database('part2', '$including')"), '', 'is built anew');
is(one("SELECT count(*) FROM information_schema.columns WHERE table_name = 'part'", 'part2'), 2, 'when the included file has changed');

# ---- Rights ----------------------------------------------------------------------------------------------------------

$node->safe_psql('postgres', <<SQL);
CREATE ROLE builder LOGIN CREATEDB IN ROLE pg_read_server_files;
CREATE ROLE reader LOGIN IN ROLE pg_read_server_files;
CREATE ROLE maker LOGIN CREATEDB;
CREATE ROLE team NOLOGIN CREATEDB IN ROLE pg_read_server_files;
GRANT team TO builder;
GRANT builder TO maker;
SQL
sub call_as {
	my ($role, $call, $set) = @_;
	my (undef, undef, $stderr) = $node->psql('postgres', ($set ? "SET ROLE $set; " : '') . "CALL $call", extra_params => [ '-U', $role ]);
	return $stderr;
}
like(call_as('reader', "confiture_create_database('r', '$shop')"), qr/permission denied to create database/, 'CREATEDB is needed');
like(call_as('maker', "confiture_create_database('r', '$shop')"), qr/permission denied to read files/, 'so are the rights to read files')
	if one("SELECT NOT pg_has_role('maker', 'pg_read_server_files', 'USAGE')") eq 't';
is(call_as('builder', "confiture_create_database('mine', '$shop')"), '', 'a role with both can');
is(one("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'mine'"), 'builder', 'and owns the database');
is(one("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'", 'mine'), 'builder', 'and what is in it');
is(call_as('builder', "confiture_create_database('ours', '$shop', owner => 'team')"), '', 'it can give it to a role it belongs to');
is(one("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'ours'"), 'team', 'which then owns it');
is(call_as('builder', "confiture_create_database('teams', '$shop')", 'team'), '', 'a role that cannot log in can, through one that can');
is(one("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'", 'teams'), 'team', 'and it is the owner');
like(call_as('builder', "confiture_drop_database('first')"), qr/must be owner of database/, 'only an owner drops');
my $rights = tree('rights', '1.sql' => 'CREATE TABLE a (b int); ALTER SYSTEM SET work_mem = 1;');
like(call_as('builder', "confiture_create_database('r', '$rights')"), qr/permission denied.*file "1.sql", line 1, column 25/s,
	'a tree has the rights of the caller alone');
my $escape = tree('escape', '1.sql' => "RESET ROLE; RESET SESSION AUTHORIZATION; CREATE TABLE a (b int);\nALTER SYSTEM SET work_mem = 1;");
like(call_as('builder', "confiture_create_database('r', '$escape')", 'team'), qr/permission denied/, 'and finds no way out of them');

# ---- Dropping --------------------------------------------------------------------------------------------------------

is(call("confiture_drop_database('second')"), '', 'a database is dropped');
is(databases('^second$'), 0, 'its name is free at once');
wait_for("SELECT count(*) = 0 FROM pg_database WHERE datname LIKE 'confiture_dropping_%'", 'and soon it is gone');
$node->safe_psql('postgres', "BEGIN; CALL confiture_drop_database('direct'); ROLLBACK");
usleep(300_000);
is(one('SELECT count(*) FROM person', 'direct'), 1, 'a rollback keeps it');
my $guest = $node->background_psql('direct');
like(call("confiture_drop_database('direct')"), qr/is being accessed by other users/, 'one in use is not dropped');
is(call("confiture_drop_database('direct', force => true)"), '', 'unless by force');
eval { $guest->quit };
like(call("confiture_drop_database('direct')"), qr/database "direct" does not exist/, 'one that is gone is named');

# ---- In a transaction ------------------------------------------------------------------------------------------------

# A new database is part of the caller's transaction, where there is one: with a template, without, and in place of another.
my $gone = "SELECT count(*) = 0 FROM pg_database WHERE datname ~ '^confiture_(building|dropping)'";
for my $how ('', ', use_template => false', ', pool => true') {
	one("BEGIN; CALL confiture_create_database('rolled', '$shop'$how); ROLLBACK");
	is(databases('^rolled$'), 0, "a rollback takes the new database back$how");
	wait_for($gone, 'and nothing is left of it');
	one("BEGIN; CALL confiture_create_database('kept', '$shop'$how); CALL confiture_create_database('too', '$shop'$how); COMMIT");
	is(schema($_), schema('plain'), "a commit keeps it$how") for 'kept', 'too';
	one("BEGIN; CALL confiture_drop_database('kept'); CALL confiture_create_database('kept', '$shop'$how); COMMIT");
	is(schema('kept'), schema('plain'), "it can take the name of one that the same transaction drops$how");
	one("BEGIN; SAVEPOINT s; CALL confiture_create_database('rolled', '$shop'$how); ROLLBACK TO s; COMMIT");
	is(databases('^rolled$'), 0, "a rollback to a savepoint takes it back$how");
	wait_for($gone, 'and nothing is left of it');
	one("BEGIN; CALL confiture_create_database('kept', '$shop', replace => true$how); ROLLBACK");
	is(schema('kept'), schema('plain'), "one that it was to replace stays$how");
	wait_for($gone, 'and nothing is left of it');
	call("confiture_drop_database('$_')") for 'kept', 'too';
}

# what goes on after the call may fail
like(error_of("DO \$\$ BEGIN CALL confiture_create_database('in_do', '$shop'); RAISE EXCEPTION 'later'; END \$\$"), qr/later/,
	'a DO block that creates a database may go on and fail');
is(one("SELECT count(*) FROM pg_ls_dir('base') AS d WHERE d ~ '^[0-9]+\$' AND d::oid NOT IN (SELECT oid FROM pg_database)"), 0,
	'no files are left without a database');
call("confiture_drop_database('in_do')");
error_of("CALL confiture_create_database('two1', '$shop')\\; CALL confiture_create_database('two2', '$shop')\\; SELECT 1/0");
is(databases('^two'), 0, 'nor do several statements that are sent as one leave anything');

# ---- The store -------------------------------------------------------------------------------------------------------

$node->append_conf('postgresql.conf', 'confiture.pool_size = 2');
$node->reload;
is(call("confiture_create_database('pool1', '$shop', pool => true)"), '', 'an empty store is no obstacle');
wait_for("SELECT count(*) >= 2 FROM pg_database WHERE datname LIKE '$shop_pool'", 'then it is filled');
my $oids = one("SELECT string_agg(oid::text, ',') FROM pg_database WHERE datname LIKE '$shop_pool'");
is(call("confiture_create_database('pool2', '$shop', pool => true)"), '', 'a database is taken from it');
is(one("SELECT oid IN ($oids) FROM pg_database WHERE datname = 'pool2'"), 't', 'which was there before');
is(schema('pool2'), schema('plain'), 'and is what it should be');
wait_for("SELECT count(*) >= 2 FROM pg_database WHERE datname LIKE '$shop_pool'", 'and filled up again');
$node->restart;
is(call("confiture_create_database('pool3', '$shop', pool => true)"), '', 'a restart keeps it');
wait_for("SELECT count(*) >= 2 FROM pg_database WHERE datname LIKE '$shop_pool'", 'in use');

# an edit is built on a clone in store of what is unchanged
tree('long', '40.sql' => 'CREATE TABLE second (a int);');
my $clones = one("SELECT string_agg(hash || clones, ',') FROM confiture.template");
is(call("confiture_create_database('long3', '$long', pool => true)"), '', 'after an edit, nothing in store is no obstacle');
my $prefix = one("SELECT hash FROM confiture.template WHERE NOT hash || clones = ANY ('{$clones}')");
my $prefix_pool = "confiture_pool_${prefix}_%";
wait_for("SELECT count(*) >= 1 FROM pg_database WHERE datname LIKE '$prefix_pool'", 'then clones of the prefix are');
my $prefix_oids = one("SELECT string_agg(oid::text, ',') FROM pg_database WHERE datname LIKE '$prefix_pool'");
tree('long', '40.sql' => 'CREATE TABLE third (a int);');
is(call("confiture_create_database('long4', '$long', pool => true)"), '', 'the next edit');
is(one("SELECT oid IN ($prefix_oids) FROM pg_database WHERE datname = 'long4'"), 't', 'takes one of them');
is(one("SELECT to_regclass('second') IS NULL AND to_regclass('p39') IS NOT NULL AND to_regclass('third') IS NOT NULL", 'long4'),
	't', 'and runs the rest in it');
tree('long', '40.sql' => 'SELECT 1/0;');
like(call("confiture_create_database('long5', '$long', pool => true)"), qr/division by zero/, 'where that fails');
wait_for("SELECT count(*) = 0 FROM pg_database WHERE datname ~ '^(long5|confiture_(building|dropping))'", 'nothing is left of it');
$node->append_conf('postgresql.conf', 'confiture.pool_size = 0');
$node->reload;
wait_for("SELECT count(*) = 0 FROM pg_database WHERE datname LIKE 'confiture_pool_%'", 'and it can be given up');

# ---- Pruning ---------------------------------------------------------------------------------------------------------

is(call('confiture_prune_templates()'), '', 'pruning');
cmp_ok(databases('^confiture_template_'), '>', 0, 'keeps what was used lately');
is(call("confiture_prune_templates('0')"), '', 'until it is told otherwise');
is(databases('^confiture_template_'), 0, 'then there are no templates');
is(one('SELECT count(*) FROM confiture.template'), 0, 'and none are listed');

# a superuser prunes those of others, and their clones in store
$node->append_conf('postgresql.conf', 'confiture.pool_size = 2');
$node->reload;
is(call_as('builder', "confiture_create_database('stored', '$shop', pool => true)"), '', 'another role has a template');
wait_for("SELECT count(*) = 2 FROM pg_database WHERE datname LIKE 'confiture_pool_%' AND pg_get_userbyid(datdba) = 'builder'",
	'and clones in store');
is(one("CALL confiture_prune_templates('0'); SELECT count(*) FROM pg_database WHERE datname ~ '^confiture_(template|pool)'"), 0,
	'a superuser drops both');
$node->append_conf('postgresql.conf', 'confiture.pool_size = 0');
$node->reload;

# ---- The locks that one transaction needs ----------------------------------------------------------------------------

$node->append_conf('postgresql.conf', "max_locks_per_transaction = $needed");
$node->restart;
is(one("SELECT count(*) FROM confiture_build('$many')", 'locks'), 20, 'with the locks that the error named, one transaction is enough');

# ---- Without shared_preload_libraries --------------------------------------------------------------------------------

$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
$node->restart;
is(call("confiture_create_database('late', '$shop')"), '', 'without shared_preload_libraries a database is created too');
is(schema('late'), schema('plain'), 'with the same result');

done_testing();
