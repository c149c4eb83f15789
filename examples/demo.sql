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
\echo '=== 7. What has drifted from the files, and the DDL that puts it right: ordered, with risk, lock and way back ==='
\echo
SET client_min_messages = warning;
CREATE EXTENSION confiture;
SET confiture.root = :'root';
ALTER TABLE crm.customers ADD nickname text, ALTER email DROP NOT NULL;
CREATE INDEX orders_by_ip ON sales.orders (client_ip);
SELECT operation, object_identity, risk, lock, sql, reverse_sql FROM confiture_diff('current', 'dir:shop');

\echo
\echo '=== 8. Personal data: find it, label it, and nobody who is masked sees a raw value ==='
\echo
SELECT relation, "column", category, confidence, suggested_label FROM confiture_detect_pii() WHERE confidence >= 0.8 ORDER BY 1, 2;
\set ECHO none
-- each row has the statement that writes its label
SELECT statement FROM confiture_detect_pii() WHERE confidence >= 0.8 \gexec
\set ECHO queries
-- what stands in free text, a human has to decide
SECURITY LABEL FOR confiture ON COLUMN crm.customers.notes IS 'redact_text(columns => ''given_name, family_name'')';
SELECT given_name, family_name, email, phone, notes FROM crm.customers ORDER BY id;
SET confiture.masking = on;
SELECT given_name, family_name, email, phone, notes FROM crm.customers ORDER BY id;
RESET confiture.masking;

\echo
\echo '    An ordinary pg_dump is an anonymous dump. What is in it of crm.customers:'
\echo
\! PGOPTIONS='-c confiture.masking=copy' pg_dump -d test_3 --data-only -t crm.customers 2>/dev/null | sed -n '/^COPY/,/^\\\./p'

\echo
\echo 'More: docs/tutorial/first-database.md, docs/guides/build.md, docs/guides/diff.md and docs/guides/mask.md'
