-- resolve => true: statements whose objects do not exist yet wait for them.
CREATE SCHEMA r;
SET search_path = r, public;

-- a view before its table, a foreign key before its target, a function's result type, data before its table
SELECT ordinal, file, statements, rows, moved FROM confiture_build(jsonb_build_object('1_views.sql', $build$
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT * FROM v;
$build$, '2_tables.sql', $build$
CREATE TABLE child (id int REFERENCES t);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
COPY t FROM stdin;
1	one
2	two
\.
CREATE TABLE fine ();
COMMENT ON COLUMN t.name IS 'late';
$build$, '3_t.sql', $build$
CREATE TABLE t (id int PRIMARY KEY, name text);
$build$), resolve => true);
SELECT * FROM w ORDER BY id;
SELECT * FROM f() ORDER BY id;
SELECT col_description('t'::regclass, 2);
-- without it, the first of them is an error
DROP VIEW w, v;
DROP FUNCTION f;
DROP TABLE child, t, fine;
SELECT * FROM confiture_build('{"1.sql": "CREATE VIEW v AS SELECT * FROM t;", "2.sql": "CREATE TABLE t ();"}'::jsonb);
\echo :SQLSTATE

-- it runs with the settings of its place: search_path and role
CREATE SCHEMA other;
CREATE ROLE regress_confiture_builder;
GRANT ALL ON SCHEMA r, other TO regress_confiture_builder;
SELECT file, statements, moved FROM confiture_build(jsonb_build_object('1.sql', $build$
SET search_path = other;
SET check_function_bodies = off;
CREATE VIEW placed AS SELECT * FROM source;
$build$, '2.sql', $build$
SET ROLE regress_confiture_builder;
CREATE TABLE owned (x int) INHERITS (other.source);
$build$, '3.sql', $build$
CREATE TABLE other.source (y int);
ALTER TABLE other.source OWNER TO regress_confiture_builder;
$build$), resolve => true);
SELECT oid::regclass, pg_get_userbyid(relowner) = 'regress_confiture_builder' AS owned FROM pg_class
WHERE oid IN ('other.placed'::regclass, 'r.owned'::regclass) ORDER BY 1;
SHOW search_path;

-- variables have been replaced when it stood in line; places are those of its file
SELECT file, moved FROM confiture_build(jsonb_build_object('1.sql', $build$\set name early
CREATE VIEW :name AS SELECT * FROM late;
\set name other
$build$, '2.sql', 'CREATE TABLE late ();'), resolve => true);
SELECT to_regclass('early'), to_regclass('other');

-- in files that are included
SELECT file, statements, rows, moved FROM confiture_build(jsonb_build_object('1.sql', '\ir data.inc', 'data.inc',
	E'COPY included FROM stdin;\n1\n2\n\\.\nSELECT 1;', '2.sql', 'CREATE TABLE included (x int);'), resolve => true);
SELECT count(*) FROM included;
SELECT file, statements, rows, moved FROM confiture_build(jsonb_build_object('1.sql', '\copy copied from data.csv',
	'data.csv', E'1\n2\n', '2.sql', 'CREATE TABLE copied (x int);'), resolve => true);
SELECT count(*) FROM copied;

-- what never succeeds: the first error of each, and nothing is left
SELECT * FROM confiture_build(jsonb_build_object('1.sql', $build$
CREATE VIEW c1 AS SELECT * FROM c2;
CREATE TABLE left_behind ();
$build$, '2.sql', $build$
SELECT 1;
  CREATE VIEW c2 AS SELECT * FROM c1;
CREATE VIEW c3 AS SELECT nothing FROM late;
$build$), resolve => true);
\echo :SQLSTATE
SELECT to_regclass('left_behind');
SELECT * FROM confiture_build('{"1.sql": "SELECT 1;\nSELECT * FROM never;"}'::jsonb, resolve => true);
\echo :SQLSTATE

-- the error keeps all that the server says of it
DO $do$
DECLARE s text; t text; c text; d text; k text;
BEGIN
	PERFORM * FROM confiture_build(jsonb_build_object('1.sql', $build$
DO $$ BEGIN RAISE undefined_object USING MESSAGE = 'no such thing', SCHEMA = 's', TABLE = 't', COLUMN = 'c',
	DATATYPE = 'd', CONSTRAINT = 'k'; END $$;
$build$), resolve => true);
EXCEPTION WHEN undefined_object THEN
	GET STACKED DIAGNOSTICS s = SCHEMA_NAME, t = TABLE_NAME, c = COLUMN_NAME, d = PG_DATATYPE_NAME, k = CONSTRAINT_NAME;
	RAISE NOTICE '% % % % % %', SQLERRM, s, t, c, d, k;
END $do$;
SELECT * FROM confiture_build(jsonb_build_object('1.sql', E'SELECT 1;\nSELECT 2,\n  absent FROM pg_class;'), resolve => true);

-- other errors do not wait
SELECT * FROM confiture_build('{"1.sql": "SELECT * FROM never; SELECT 1/0;", "2.sql": "SELECT 1"}'::jsonb, resolve => true);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"1.sql": "SELECT * FROM never; SELEC;", "2.sql": "SELECT 1"}'::jsonb, resolve => true);
\echo :SQLSTATE
-- what fails in another way at its last attempt says so
SELECT * FROM confiture_build(jsonb_build_object('1.sql', 'INSERT INTO strict VALUES (1);',
	'2.sql', 'CREATE TABLE strict (x int CHECK (x > 1));'), resolve => true);
\echo :SQLSTATE
-- COPY data without an end is one, whether it waits or not
SELECT * FROM confiture_build(jsonb_build_object('1.sql', E'COPY never FROM stdin;\n1\n'), resolve => true);
\echo :SQLSTATE

-- a tree in order is built as ever
SELECT file, statements, moved FROM confiture_build('{"1.sql": "CREATE TABLE plain (); CREATE VIEW plain_view AS TABLE plain;"}'::jsonb,
	resolve => true);

SET client_min_messages = warning;
DROP SCHEMA r, other CASCADE;
DROP ROLE regress_confiture_builder;
