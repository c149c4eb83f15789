# Proved plans: what runs, what does not, and the locks that were seen; schemas out of texts.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION confiture; CREATE TABLE t (a int PRIMARY KEY, b text); CREATE VIEW v AS SELECT b FROM t');

# ---- sources
is($node->safe_psql('postgres', q{SELECT sql FROM confiture_diff('sql:CREATE TABLE t (a int)', 'sql:CREATE TABLE t (a int, b text)')}),
	'ALTER TABLE public.t ADD COLUMN b text', 'a source that is text');
is($node->safe_psql('postgres', q{SELECT sql FROM confiture_diff('sql:SELECT 1/1; CREATE TABLE t (a int)', 'files:{"20/v.sql": "CREATE VIEW v AS SELECT 1/1 AS a", "10.sql": "CREATE TABLE t (a int)"}')}),
	"CREATE VIEW public.v AS\n SELECT (1 / 1) AS a", 'files, in their order; slashes are no paths in texts');
my ($status, $out, $err) = $node->psql('postgres', q{SELECT * FROM confiture_diff('current', 'sql:CREATE TABLE t (a nothing)')});
isnt($status, 0, 'wrong DDL');
like($err, qr/type "nothing" does not exist.*source\.sql.*line 1/s, 'is an error with its place');

# ---- proofs
my $prove = q{FROM confiture_diff('current', 'sql:CREATE TABLE t (a int PRIMARY KEY, b varchar(9) NOT NULL, c int DEFAULT 1); CREATE VIEW v AS SELECT b FROM t; CREATE INDEX i ON t (b)', prove => true)};
is($node->safe_psql('postgres', "SELECT count(*) > 3, bool_and(reason ~ 'proved\$') $prove"), 't|t', 'each step of a plan is proved');
is($node->safe_psql('postgres', "SELECT DISTINCT lock $prove WHERE sql LIKE '%TYPE%'"), 'AccessExclusiveLock', 'with the lock that was seen');
is($node->safe_psql('postgres', "SELECT DISTINCT lock $prove WHERE sql LIKE 'CREATE INDEX%'"), 'ShareLock', 'a weaker one for an index');
$prove =~ s/prove =>/online => true, prove =>/;
is($node->safe_psql('postgres', "SELECT bool_and(reason ~ 'proved\$'), count(*) FILTER (WHERE sql LIKE '%CONCURRENTLY%') $prove"), 't|1', 'an online plan, too');
is($node->safe_psql('postgres', q{SELECT bool_and(reason ~ 'proved$'), string_agg(sql, '; ' ORDER BY ordinal) FROM confiture_diff('sql:CREATE TABLE t (a int, b int)', 'sql:CREATE TABLE t (c int, b int)', renames => '{"public.t.a": "public.t.c"}', prove => true)}),
	't|ALTER TABLE public.t RENAME COLUMN a TO c', 'a rename');

# Event triggers of the scratch copy run there, and stop what they stop.
like($node->safe_psql('postgres', q{SELECT reason FROM confiture_diff(
	$$sql:CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not today''; END'; CREATE EVENT TRIGGER no ON ddl_command_start WHEN TAG IN ('CREATE SEQUENCE') EXECUTE FUNCTION no()$$,
	$$sql:CREATE SEQUENCE s; CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not today''; END'; CREATE EVENT TRIGGER no ON ddl_command_start WHEN TAG IN ('CREATE SEQUENCE') EXECUTE FUNCTION no()$$,
	prove => true)}), qr/^fails: not today; not proved/, 'a step that fails says why');

# ---- rights, and what is left behind
$node->safe_psql('postgres', 'CREATE ROLE nobody LOGIN');
($status, $out, $err) = $node->psql('postgres', q{SELECT * FROM confiture_diff('current', 'sql:SELECT 1')}, extra_params => [ '-U', 'nobody' ]);
isnt($status, 0, 'who may not create databases');
like($err, qr/permission denied to create database/, 'has no texts as sources');
$node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_database WHERE datname LIKE 'confiture\_%'}) or fail('scratch databases are left');
pass('no scratch database is left');

done_testing();
