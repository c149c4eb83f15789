# Schema sources: another database, a tree of DDL files (built once), and what a role may not read.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION confiture; CREATE TABLE t (a int);');
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('other', 'CREATE TABLE t (a int, b text)');

is($node->safe_psql('postgres', "SELECT sql FROM confiture_diff('current', 'db:other')"),
	'ALTER TABLE public.t ADD COLUMN b text', 'another database of the server');

my $tree = PostgreSQL::Test::Utils::tempdir();
append_to_file("$tree/10_t.sql", 'CREATE TABLE t (a int, c int DEFAULT 1);');
my $diff = "SELECT sql FROM confiture_diff('current', 'dir:$tree')";
is($node->safe_psql('postgres', $diff), 'ALTER TABLE public.t ADD COLUMN c integer DEFAULT 1', 'a tree of files');
my $templates = 'SELECT count(*), max(oid) FROM pg_database';
my $before = $node->safe_psql('postgres', $templates);
is($node->safe_psql('postgres', $diff), 'ALTER TABLE public.t ADD COLUMN c integer DEFAULT 1', 'the same tree again');
is($node->safe_psql('postgres', $templates), $before, 'builds nothing');

$node->safe_psql('postgres', $node->safe_psql('postgres', "SELECT confiture_diff_script('current', '$tree')"));
is($node->safe_psql('postgres', "SELECT count(*) FROM confiture_drift('$tree')"), '0', 'no drift once it has run');

append_to_file("$tree/10_t.sql", "\nCREATE VIEW v AS SELECT a FROM t;");
like($node->safe_psql('postgres', "SELECT sql FROM confiture_drift('$tree')"), qr/^CREATE VIEW public\.v/, 'a changed tree is built again');

$node->safe_psql('postgres', "CREATE ROLE nobody LOGIN; REVOKE CONNECT ON DATABASE other FROM PUBLIC");
my ($status, $out, $err) = $node->psql('postgres', "SELECT confiture_snapshot('db:other')", extra_params => [ '-U', 'nobody' ]);
isnt($status, 0, 'a database that the role may not connect to');
like($err, qr/permission denied for database "other"/, 'is refused as it is to a client');

# ---- texts are built once, too
my $text = "SELECT count(*) FROM confiture_diff('sql:CREATE TABLE x (a int)', 'sql:CREATE TABLE x (a int, b int)')";
is($node->safe_psql('postgres', $text), '1', 'two texts');
sub next_oid { return $node->safe_psql('postgres', "CREATE TABLE probe (); SELECT 'probe'::regclass::oid; DROP TABLE probe") }
my $oid = next_oid();
is($node->safe_psql('postgres', $text), '1', 'again');
cmp_ok(next_oid() - $oid, '<=', 3, 'make no database');
my @snapshots = glob $node->data_dir . '/confiture/snapshots/*_text*';
is(scalar @snapshots, 2, 'each is kept');
$node->safe_psql('postgres', "SELECT count(*) FROM confiture_diff('sql:CREATE EXTENSION hstore', 'sql:CREATE EXTENSION hstore')");
is(scalar(() = glob $node->data_dir . '/confiture/snapshots/*_text*'), 2, 'but for one that an extension of some version is in');
$node->safe_psql('postgres', "SELECT count(*) FROM generate_series(1, 40) i, confiture_snapshot('sql:CREATE TABLE t' || i || ' ()')");
@snapshots = glob $node->data_dir . '/confiture/snapshots/*_text*';
cmp_ok(scalar @snapshots, '<=', 33, 'and of many the latest');

# ---- a database of another server, through postgres_fdw's objects; here the server is the same
my $host = $node->host;
my $port = $node->port;
$node->safe_psql('postgres', <<SQL);
CREATE EXTENSION postgres_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname 'other', fetch_size '10');
CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (user '@{[ $node->safe_psql('postgres', 'SELECT current_user') ]}');
SQL
is($node->safe_psql('postgres', "SELECT count(*) FROM confiture_diff('server:far', 'db:other')"), '0', 'a database behind a foreign server');
like($node->safe_psql('postgres', "SELECT confiture_snapshot('server:far')"), qr/"public\.t"/, 'is read with all it holds');
sub refused {
	my ($sql, $pattern, $name, @as) = @_;
	my ($status, $out, $err) = $node->psql('postgres', $sql, extra_params => [@as]);
	like($err, $pattern, $name);
}
refused("SELECT confiture_snapshot('server:near')", qr/server "near" does not exist/, 'a server that does not exist');
refused("SELECT confiture_snapshot('server:far')", qr/permission denied for foreign server far/, 'one that the role may not use', '-U', 'nobody');
$node->safe_psql('postgres', "GRANT USAGE ON FOREIGN SERVER far TO nobody; CREATE USER MAPPING FOR nobody SERVER far OPTIONS (user 'nobody')");
refused("SELECT confiture_snapshot('server:far')", qr/password is required/, 'and no rights of the server itself', '-U', 'nobody');
$node->safe_psql('postgres', "ALTER SERVER far OPTIONS (SET dbname 'gone')");
refused("SELECT confiture_snapshot('server:far')", qr/could not connect to server "far".*database "gone" does not exist/s, 'the reason why it cannot be reached');

# ---- a second server, whose roles and rights are its own
my $second = PostgreSQL::Test::Cluster->new('second');
$second->init;
$second->start;
$second->safe_psql('postgres', <<'SQL');
CREATE ROLE reader LOGIN;
CREATE DATABASE shop;
REVOKE CONNECT ON DATABASE shop FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO reader;
SQL
$second->safe_psql('shop', <<'SQL');
CREATE TYPE mood AS ENUM ('fine', 'well');
CREATE TABLE t (a bigint, m mood DEFAULT 'fine');
CREATE VIEW v AS SELECT a FROM t;
SQL
my ($there, $its_port) = ($second->host, $second->port);
$node->safe_psql('postgres', <<SQL);
CREATE SERVER second FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$there', port '$its_port', dbname 'shop');
CREATE USER MAPPING FOR CURRENT_USER SERVER second OPTIONS (user 'reader');
CREATE DATABASE copy;
SQL
is($node->safe_psql('postgres', "SELECT sql FROM confiture_diff('server:second', 'sql:CREATE TABLE t (a bigint)') WHERE operation = 'drop' AND object_type = 'view'"),
	'DROP VIEW public.v', 'a database of a second server is compared as it is');
$node->safe_psql('copy', $node->safe_psql('postgres', "SELECT confiture_diff_script('db:copy', 'server:second')"));
is($node->safe_psql('copy', "INSERT INTO t (a) VALUES (1) RETURNING m"), 'fine', 'and can be made here');
$node->safe_psql('postgres', 'CREATE ROLE outsider LOGIN; GRANT USAGE ON FOREIGN SERVER second TO outsider');
refused("SELECT confiture_snapshot('server:second')", qr/user mapping not found for (user )?"outsider"/, 'by those who are known there', '-U', 'outsider');
$second->safe_psql('postgres', 'REVOKE CONNECT ON DATABASE shop FROM reader');
refused("SELECT confiture_snapshot('server:second')", qr/permission denied for database "shop"/, 'and may connect');
$second->stop;
refused("SELECT confiture_snapshot('server:second')", qr/could not connect to server "second"/, 'while it runs');

done_testing();
