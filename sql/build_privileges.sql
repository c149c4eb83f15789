-- A build runs with the rights of its caller, and with no more.
\getenv abs_srcdir PG_ABS_SRCDIR
\set tree :abs_srcdir '/sql/data/tree'
CREATE ROLE regress_confiture_user;
CREATE ROLE regress_confiture_reader;
GRANT pg_read_server_files TO regress_confiture_reader;
CREATE SCHEMA mine AUTHORIZATION regress_confiture_user;
CREATE SCHEMA theirs;
CREATE TABLE theirs.secret (x int);

-- files of the server are for those who may read them
SET ROLE regress_confiture_user;
SELECT * FROM confiture_files(:'tree');
\echo :SQLSTATE
SELECT * FROM confiture_schema_hash(:'tree');
SELECT * FROM confiture_build(:'tree');
\echo :SQLSTATE
-- nor is it told whether they exist
SELECT * FROM confiture_build('/nonexistent');
SET ROLE regress_confiture_reader;
SELECT count(*) FROM confiture_files(:'tree');
\set VERBOSITY sqlstate
SELECT * FROM confiture_build(:'tree'); -- no right to make a schema
\set VERBOSITY default

-- texts are for everyone, and do what the caller may do
SET ROLE regress_confiture_user;
SELECT file, statements, rows FROM confiture_build('{"a.sql": "SET search_path = mine; CREATE TABLE t (x int); INSERT INTO t VALUES (1);"}'::jsonb);
SELECT tableowner FROM pg_tables WHERE schemaname = 'mine';
SELECT * FROM confiture_build('{"a.sql": "CREATE TABLE theirs.t ();"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "\n  TABLE theirs.secret \\gset"}'::jsonb);
\echo :SQLSTATE
\set VERBOSITY sqlstate
SELECT * FROM confiture_build('{"a.sql": "COPY mine.t FROM ''/etc/passwd'';"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "COPY mine.t FROM PROGRAM ''ls'';"}'::jsonb);
\set VERBOSITY default
SELECT file FROM confiture_build('{"a.sql": "SET ROLE regress_confiture_reader; SELECT 1;"}'::jsonb);
-- (SET ROLE is up to the session's role, as everywhere: that is a superuser here.)
RESET ROLE;

-- in a SECURITY DEFINER function the rights are its owner's, and the role cannot be changed
CREATE FUNCTION theirs.build(files jsonb) RETURNS TABLE (file text, statements bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = theirs, pg_temp AS 'SELECT file, statements FROM public.confiture_build(files)';
GRANT USAGE ON SCHEMA theirs TO regress_confiture_user;
SET ROLE regress_confiture_user;
SELECT * FROM theirs.build('{"a.sql": "CREATE TABLE made (x int); INSERT INTO secret VALUES (1);"}');
SELECT tableowner = 'regress_confiture_user' AS own FROM pg_tables WHERE tablename = 'made';
SELECT * FROM theirs.build('{"a.sql": "SET ROLE regress_confiture_user;"}');
\echo :SQLSTATE
SELECT * FROM theirs.build('{"a.sql": "SET SESSION AUTHORIZATION regress_confiture_user;"}');
\echo :SQLSTATE
SELECT * FROM theirs.build('{"a.sql": "RESET ROLE;"}');
\echo :SQLSTATE
RESET ROLE;

-- such a function may read files of the server for others
CREATE FUNCTION theirs.hash(path text) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS 'SELECT public.confiture_schema_hash(path)';
SET ROLE regress_confiture_user;
SELECT length(theirs.hash(:'tree'));

-- running builds: all see that there is one, those who may see the builder's see its file
SELECT pid = pg_backend_pid() AS own, datname = current_database() AS here, usename, files_done, files_total, statements_done,
	bytes_done, bytes_total, current_file
FROM confiture.build_progress;
SELECT file FROM confiture_build(jsonb_build_object('1.sql', 'SELECT 1;', '2.sql', $build$
CREATE TABLE mine.seen AS SELECT usename, files_done, files_total, statements_done, bytes_done <= bytes_total AS bytes, current_file
FROM confiture.build_progress WHERE pid = pg_backend_pid();
$build$));
SELECT * FROM mine.seen;
RESET ROLE;
SET ROLE regress_confiture_reader;
SELECT count(*) FROM confiture.build_progress;
RESET ROLE;
CREATE TABLE public.seen (role text, builder text, current_file text);
GRANT INSERT ON public.seen TO PUBLIC;
SELECT file FROM confiture_build(jsonb_build_object('1.sql', $build$
INSERT INTO seen SELECT current_user, usename, current_file FROM confiture.build_progress WHERE pid = pg_backend_pid();
SET ROLE regress_confiture_user;
INSERT INTO seen SELECT current_user, usename, current_file FROM confiture.build_progress WHERE pid = pg_backend_pid();
SET ROLE pg_read_all_stats;
INSERT INTO seen SELECT current_user, usename, current_file FROM confiture.build_progress WHERE pid = pg_backend_pid();
$build$));
SELECT builder = current_user AS builder_is_me, role = current_user AS seen_by_me, current_file FROM seen;
SELECT count(*) FROM confiture.build_progress;

-- all that is called is described, and none of it runs with other rights than its caller's
SELECT p.oid::regprocedure AS undescribed_or_definer FROM pg_depend AS d JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'confiture') AND d.deptype = 'e'
	AND p.proname LIKE '%build%' AND (p.prosecdef OR obj_description(p.oid) IS NULL);

SET client_min_messages = warning;
DROP SCHEMA mine, theirs CASCADE;
DROP TABLE seen;
DROP ROLE regress_confiture_user, regress_confiture_reader;
