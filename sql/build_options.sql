-- dry_run, variables, seeds, and what the arguments must look like.
CREATE SCHEMA o;
SET search_path = o, public;

-- dry_run does it all and leaves nothing
CREATE SEQUENCE numbers;
SELECT ordinal, file, statements, rows FROM confiture_build('{
	"1.sql": "CREATE TABLE t (x int); SET search_path = pg_catalog; SET ROLE pg_monitor;",
	"2.sql": "INSERT INTO t VALUES (1), (2); DO $$ BEGIN RAISE NOTICE ''run''; END $$;"}'::jsonb, dry_run => true);
SELECT to_regclass('t'), current_user = session_user AS same_user;
SHOW search_path;
-- it has the same errors, also those of a commit
SELECT * FROM confiture_build('{"1.sql": "SELECT nothing;"}'::jsonb, dry_run => true);
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('1.sql', $build$
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
INSERT INTO b VALUES (1, 1);
$build$), dry_run => true);
\echo :SQLSTATE
SELECT statements FROM confiture_build(jsonb_build_object('1.sql', $build$
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
INSERT INTO b VALUES (1, 1);
INSERT INTO a VALUES (1, 1);
$build$), dry_run => true);
-- without dry_run they come with the commit, and nothing is left either
SELECT file FROM confiture_build(jsonb_build_object('1.sql', $build$
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
INSERT INTO b VALUES (1, 1);
$build$));
\echo :SQLSTATE
SELECT to_regclass('a'), to_regclass('b');
-- the caller's transaction goes on
BEGIN;
CREATE TABLE mine ();
SELECT file FROM confiture_build('{"1.sql": "DROP TABLE mine;"}'::jsonb, dry_run => true);
SELECT to_regclass('mine');
COMMIT;
-- resolve too
SELECT file, moved FROM confiture_build('{"1.sql": "SELECT * FROM late;", "2.sql": "CREATE TABLE late ();"}'::jsonb,
	dry_run => true, resolve => true);
SELECT to_regclass('late');

-- variables: scalars; nulls are not set
SELECT file FROM confiture_build('{"1.sql": "CREATE TABLE v AS SELECT :n AS n, :''t'' AS t, :''b'' AS b, :{?null} AS d"}'::jsonb,
	variables => '{"n": 1.50, "t": "text", "b": true, "null": null, "größe_1": 1}');
TABLE v;
SELECT * FROM confiture_build('{}'::jsonb, variables => '{"a-b": 1}');
\echo :SQLSTATE
SELECT * FROM confiture_build('{}'::jsonb, variables => '{"": 1}');
SELECT * FROM confiture_build('{}'::jsonb, variables => '{"a": {"b": 1}}');
\echo :SQLSTATE
SELECT * FROM confiture_build('{}'::jsonb, variables => '{"a": [1]}');
SELECT * FROM confiture_build('{}'::jsonb, variables => '[1]');
SELECT * FROM confiture_build('{}'::jsonb, variables => '"a"');
SELECT * FROM confiture_build('{}'::jsonb, variables => 'null');
\echo :SQLSTATE

-- files
SELECT * FROM confiture_build('{}'::jsonb);
SELECT * FROM confiture_build(NULL::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('[]'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('1'::jsonb);
SELECT * FROM confiture_build('{"a.sql": null}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": ["SELECT 1"]}'::jsonb);

-- arrays
SELECT * FROM confiture_build('{}'::jsonb, include => '{NULL}');
\echo :SQLSTATE
SELECT * FROM confiture_build('{}'::jsonb, exclude => ARRAY['a', NULL]);
SELECT * FROM confiture_build('{}'::jsonb, seeds => ARRAY[NULL]);
SELECT * FROM confiture_build('{}'::jsonb, seeds => '{seeds}');
\echo :SQLSTATE
-- nulls are defaults
SELECT file FROM confiture_build('{"a.sql": "CREATE TABLE nulls ()"}'::jsonb, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT to_regclass('nulls');

-- seeds run in the order in which they are named, each once, after the schema
CREATE TABLE ran (n serial, what text);
SELECT ordinal, file, rows FROM confiture_build('{
	"1.sql": "INSERT INTO ran (what) VALUES (''schema'')",
	"seeds/a/1.sql": "INSERT INTO ran (what) VALUES (''a1'')",
	"seeds/a/2.sql": "INSERT INTO ran (what) VALUES (''a2'')",
	"seeds/b/1.sql": "INSERT INTO ran (what) VALUES (''b1'')",
	"data/x.sql": "INSERT INTO ran (what) VALUES (''data'')"}'::jsonb, seeds => '{seeds/b, seeds/a/2.sql, seeds/a/, data, seeds/b}');
SELECT what FROM ran ORDER BY n;

-- a build in a build
SELECT file, statements FROM confiture_build('{"a.sql": "SELECT confiture_build(''{\"b.sql\": \"CREATE TABLE nested ()\"}''::jsonb)"}'::jsonb);
SELECT to_regclass('nested');
SELECT * FROM confiture_build('{"a.sql": "SELECT confiture_build(''{\"b.sql\": \"SELECT nothing\"}''::jsonb)"}'::jsonb);
\echo :SQLSTATE

-- in a transaction that only reads
BEGIN READ ONLY;
SELECT * FROM confiture_build('{"a.sql": "CREATE TABLE never ()"}'::jsonb);
\echo :SQLSTATE
ROLLBACK;

SET client_min_messages = warning;
DROP SCHEMA o CASCADE;
