-- What holds of builds, whatever the tree.
BEGIN;
SET client_min_messages = warning;
SELECT plan(13);

CREATE SCHEMA built;
SET search_path = built, public;
CREATE FUNCTION pg_temp.objects() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM pg_depend $$;
CREATE TEMPORARY TABLE tree AS SELECT jsonb_build_object('1.sql', 'CREATE TABLE t (id int PRIMARY KEY);',
	'2.sql', $$SET search_path = pg_catalog; SET work_mem = '1MB'; CREATE VIEW built.v AS TABLE built.t;$$,
	'3.sql', 'INSERT INTO t VALUES (1), (2);') AS files;

-- a dry run reports what a build does, and does nothing
CREATE TEMPORARY TABLE before AS SELECT pg_temp.objects() AS objects, current_setting('search_path') AS path, current_setting('work_mem') AS work_mem;
CREATE TEMPORARY TABLE dry AS SELECT ordinal, file, statements, rows, moved FROM tree, confiture_build(files, dry_run => true);
SELECT is(to_regclass('built.t'), NULL, 'a dry run leaves no table');
SELECT results_eq('SELECT ordinal, file, statements, rows, moved FROM tree, confiture_build(files)', 'SELECT * FROM dry',
	'but tells what a build then does');
SELECT is(array_agg(file ORDER BY ordinal), '{1.sql,2.sql,3.sql}', 'files are told in the order of their ordinals') FROM dry;
SELECT is(array_agg(ordinal ORDER BY ordinal), '{1,2,3}', 'which count from one') FROM dry;
SELECT is(sum(statements)::int, 5, 'statements are counted') FROM dry;
SELECT is(sum(rows)::int, 2, 'and rows') FROM dry;
SELECT is(current_setting('search_path'), path, 'search_path is what it was') FROM before;
SELECT is(current_setting('work_mem'), work_mem, 'and so are other settings') FROM before;
SELECT results_eq('TABLE v', 'VALUES (1), (2)', 'the objects are there');

-- a failure leaves nothing, and keeps the SQLSTATE
CREATE TEMPORARY TABLE after AS SELECT pg_temp.objects() AS objects;
SELECT throws_ok($$SELECT * FROM confiture_build('{"1.sql": "CREATE TABLE u (); SET work_mem = ''2MB'';", "2.sql": "INSERT INTO t VALUES (1);"}'::jsonb)$$,
	'23505', NULL, 'the error of a statement has its own SQLSTATE');
SELECT is(pg_temp.objects(), (SELECT objects FROM after), 'a failed build leaves nothing');
SELECT is(current_setting('work_mem'), (SELECT work_mem FROM before), 'no setting either');
SELECT lives_ok($$SELECT * FROM confiture_build('{"u.sql": "CREATE TABLE u ();"}'::jsonb)$$, 'and the transaction can go on');

SELECT * FROM finish();
ROLLBACK;
