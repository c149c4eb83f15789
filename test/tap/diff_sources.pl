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

done_testing();
