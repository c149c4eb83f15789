-- What confiture is for, in a minute. "make demo" runs this against a private server; by hand, on a server of yours:
--     cd examples/.. && psql -X -f examples/demo.sql
\set ON_ERROR_STOP on
\set QUIET on
\pset pager off
\pset footer off
\pset null ''
\set root `pwd`/examples
CREATE EXTENSION IF NOT EXISTS confiture;
SET confiture.root = :'root';
SET client_min_messages = warning;
\set ECHO queries

\echo
\echo '=== 1. A schema is a tree of files; their names give the order ==='
\echo '    A number in front of a name sorts by value; "-- depends: other.sql" overrides the order.'
\echo
SELECT ordinal, file, bytes, left(sha256, 12) AS sha256 FROM confiture_files('shop');

\echo
\echo '=== 2. A dry run does everything, and takes it back ==='
\echo
SELECT count(*) AS files, sum(statements) AS statements, sum(elapsed) AS elapsed
FROM confiture_build('shop', dry_run => true);

\echo
\echo '=== 3. A build is one transaction: tables, functions, triggers, policies, then seed data ==='
\echo '    No psql, no shell: SQL calls it. Rows come back, so jobs can filter them.'
\echo
SELECT ordinal, file, statements, rows, elapsed
FROM confiture_build('shop', variables => '{"currency": "EUR"}', seeds => '{seeds/common,seeds/demo}')
WHERE file NOT LIKE '30_tables/%';

SELECT month, category, orders, net FROM sales.revenue_by_month ORDER BY net DESC LIMIT 3;

\echo
\echo '=== 4. A mistake is named by file, line and column, and nothing stays behind ==='
\echo
\set ON_ERROR_STOP off
SELECT * FROM confiture_build('library_mistake');
\set ON_ERROR_STOP on
SELECT count(*) AS schemas_left_behind FROM pg_namespace WHERE nspname = 'library';

\echo
\echo '=== 5. Files in any order: "resolve" puts off what needs an object that is not there yet ==='
\echo
SELECT ordinal, file, statements, moved FROM confiture_build('library', resolve => true);

\echo
\echo '=== 6. A database for each test: built once, then cloned, then ready before you ask ==='
\echo
ALTER SYSTEM SET confiture.pool_size = 2;
SELECT pg_reload_conf() \g /dev/null
\timing on
CALL confiture_create_database('test_1', 'shop', seeds => '{seeds/common,seeds/test}');
CALL confiture_create_database('test_2', 'shop', seeds => '{seeds/common,seeds/test}');
\timing off
\set ECHO none
-- give the pool a moment to fill
DO $$
BEGIN
    FOR attempt IN 1..200 LOOP
        EXIT WHEN EXISTS (SELECT FROM pg_database WHERE datname LIKE 'confiture\_pool\_%');
        PERFORM pg_sleep(0.05);
    END LOOP;
END;
$$;
\set ECHO queries
\timing on
CALL confiture_create_database('test_3', 'shop', seeds => '{seeds/common,seeds/test}', pool => true);
CALL confiture_drop_database('test_1');
\timing off

SELECT hash, pg_size_pretty(bytes) AS size, clones FROM confiture.template;

\echo
\echo '    The third one is a database like any other:'
\echo
\connect test_3
SELECT id, customer, city, gross, currency, status FROM sales.order_overview ORDER BY id;

\echo
\echo 'More: docs/tutorial/first-database.md and docs/guides/build.md'
