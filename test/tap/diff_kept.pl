# Snapshots that are kept while no catalog changes: never another than one read anew.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nshared_preload_libraries = 'confiture'");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION confiture; CREATE TABLE t (a int); CREATE ROLE someone;');

my $folder = $node->data_dir . '/confiture/snapshots';
my $oid = $node->safe_psql('postgres', "SELECT oid FROM pg_database WHERE datname = 'postgres'");
my $kept = "$folder/${oid}_10";
my $digest = "SELECT md5(confiture_snapshot()::text)";

sub now { return $node->safe_psql('postgres', $digest) }
# At this level a transaction may see an older state than the catalogs' own functions do, so nothing kept is used.
sub read_anew { return $node->safe_psql('postgres', "BEGIN ISOLATION LEVEL REPEATABLE READ; $digest; COMMIT") }
sub inode { return (stat $kept)[1] }

my $first = now();
ok(-e $kept, 'a snapshot is kept');
is((stat $kept)[2] & 07777, 0600, 'for the server alone');
my $inode = inode();
is(now(), $first, 'an unchanged database has the same one');
is(inode(), $inode, 'which is not read again');
is(read_anew(), $first, 'reading it again would give the same');

# ---- whatever changes, it is seen
my $changes = <<'SQL';
ALTER TABLE t ADD b text DEFAULT 'x';
ALTER TABLE t ALTER a SET STATISTICS 77;
ALTER TABLE t ALTER b SET STORAGE EXTERNAL;
COMMENT ON COLUMN t.a IS 'c';
ALTER TABLE t SET (fillfactor = 70);
ALTER TABLE t ADD CHECK (a > 0) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT t_a_check;
CREATE INDEX i ON t (b);
ALTER TABLE t CLUSTER ON i;
ALTER INDEX i RENAME TO j;
CREATE SEQUENCE s;
ALTER SEQUENCE s INCREMENT 5;
CREATE VIEW v AS SELECT a FROM t;
CREATE OR REPLACE VIEW v AS SELECT a + 1 AS a FROM t;
ALTER VIEW v SET (security_barrier);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION f() COST 7;
GRANT EXECUTE ON FUNCTION f() TO pg_monitor;
CREATE TYPE e AS ENUM ('a');
ALTER TYPE e ADD VALUE 'b';
ALTER TYPE e RENAME VALUE 'b' TO 'c';
CREATE DOMAIN d AS int CHECK (VALUE > 0);
ALTER DOMAIN d SET DEFAULT 5;
ALTER TABLE t OWNER TO someone;
ALTER ROLE someone RENAME TO somebody;
GRANT SELECT (a) ON t TO somebody;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO somebody;
CREATE POLICY p ON t USING (a > 1);
ALTER POLICY p ON t USING (a > 2);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
ALTER TABLE t DISABLE TRIGGER tr;
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE STATISTICS st ON a, b FROM t;
ALTER STATISTICS st SET STATISTICS 9;
CREATE PUBLICATION pub FOR TABLE t;
ALTER PUBLICATION pub SET (publish = 'insert');
CREATE SUBSCRIPTION sub CONNECTION 'dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE, enabled = false);
ALTER SUBSCRIPTION sub SET (binary);
DROP SUBSCRIPTION sub;
CREATE EXTENSION postgres_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
ALTER SERVER far OPTIONS (host 'x');
CREATE USER MAPPING FOR PUBLIC SERVER far;
CREATE TABLE part (k int) PARTITION BY LIST (k);
CREATE TABLE part1 PARTITION OF part FOR VALUES IN (1);
ALTER TABLE part DETACH PARTITION part1;
SECURITY LABEL FOR confiture ON COLUMN t.b IS 'email';
CREATE SCHEMA shop;
ALTER SCHEMA shop RENAME TO store;
DROP VIEW v;
DROP TABLE part;
SQL
for my $change (split /\n/, $changes) {
	my $before = now();
	$node->safe_psql('postgres', $change);
	my ($after, $fresh) = (now(), read_anew());
	ok($after eq $fresh && $after ne $before, $change) or diag("before $before, kept $after, read $fresh");
}

# ---- what changes no schema
for my $change ('VACUUM FULL pg_catalog.pg_class', 'VACUUM FREEZE', 'REINDEX TABLE pg_class', 'INSERT INTO part1 SELECT generate_series(1, 10)') {
	my $before = now();
	$node->safe_psql('postgres', $change);
	is(now(), $before, "$change changes nothing");
}
$inode = inode();
$node->safe_psql('postgres', 'ANALYZE');
now();
is(inode(), $inode, 'statistics are none of its business');

# ---- a transaction sees what it has done itself, and nobody else does
my $before = now();
my $out = $node->safe_psql('postgres', "BEGIN; CREATE TABLE own (a int); $digest; ROLLBACK");
isnt($out, $before, 'a transaction sees its own changes');
is(now(), $before, 'which are not kept when they are undone');
is($node->safe_psql('postgres', "BEGIN; DROP TABLE part1; SAVEPOINT s; ROLLBACK TO s; SELECT count(*) FROM jsonb_array_elements(confiture_snapshot() -> 'objects') o WHERE o ->> 'name' = 'part1'; ROLLBACK"), 0,
	'nor does it see what it has dropped');
is(now(), $before, 'which is there again after it');

# ---- another role keeps its own
$node->safe_psql('postgres', 'CREATE ROLE other LOGIN');
my $other = $node->safe_psql('postgres', $digest, extra_params => [ '-U', 'other' ]);
my $role = $node->safe_psql('postgres', "SELECT oid FROM pg_roles WHERE rolname = 'other'");
ok(-e "$folder/${oid}_$role", 'another role has one of its own');
is($node->safe_psql('postgres', $digest, extra_params => [ '-U', 'other' ]), $other, 'which it gets again');
$node->safe_psql('postgres', 'REVOKE SELECT ON pg_proc FROM PUBLIC');
my ($status) = $node->psql('postgres', $digest, extra_params => [ '-U', 'other' ]);
isnt($status, 0, 'but not when it may not read the catalogs any more');
$node->safe_psql('postgres', 'GRANT SELECT ON pg_proc TO PUBLIC');

# ---- damaged, lost, from before a crash
my $good = now();
for my $damage ('', 'x', substr(slurp_file($kept), 0, 1000), slurp_file($kept) =~ s/part1/part2/r) {
	open my $file, '>:raw', $kept or die;
	print $file $damage;
	close $file;
	is(now(), $good, 'a damaged file is read anew');
}
ok(unlink($kept), 'a file taken away');
is(now(), $good, 'too');
$node->stop('immediate');
$node->start;
is(now(), $good, 'after a crash it is the same');

# ---- another database, by a worker, and when it is gone
$node->safe_psql('postgres', 'CREATE DATABASE gone TEMPLATE template0');
is($node->safe_psql('postgres', "SELECT count(*) FROM confiture_diff('db:gone', 'db:gone')"), 0, 'another database');
my ($file) = map { "$folder/${_}_10" } $node->safe_psql('postgres', "SELECT oid FROM pg_database WHERE datname = 'gone'");
ok(-e $file, 'is kept as well');
$node->safe_psql('gone', 'CREATE TABLE late (a int)');
like($node->safe_psql('postgres', "SELECT confiture_snapshot('db:gone')"), qr/public\.late/, 'until it changes');
$node->safe_psql('postgres', 'DROP DATABASE gone');
$node->safe_psql('postgres', 'CREATE TABLE another (a int)');
now();
ok(!-e $file, 'and forgotten once it is gone');

done_testing();
