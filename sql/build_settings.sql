-- A file's settings end with it, and the session's come back.
CREATE SCHEMA one;
CREATE SCHEMA two;
CREATE ROLE regress_confiture_owner;
GRANT ALL ON SCHEMA one, two TO regress_confiture_owner;
CREATE TABLE seen (file text, search_path text, work_mem text, usr text, session text);
GRANT ALL ON seen TO regress_confiture_owner;
SET search_path = one, public;

-- SET and SET LOCAL last to the end of the file
CREATE FUNCTION public.files(VARIADIC texts text[]) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_object_agg(n || '.sql', text || format('; INSERT INTO public.seen SELECT %L, current_setting(''search_path''),
		current_setting(''work_mem''), current_user, session_user', n || '.sql'))
	FROM unnest(texts) WITH ORDINALITY AS u(text, n) $$;
SELECT file, statements FROM confiture_build(files(
	'CREATE TABLE a ()',
	'SET search_path = two; CREATE TABLE b (); SET LOCAL work_mem = ''1MB''',
	'CREATE TABLE c ()',
	'SELECT pg_catalog.set_config(''search_path'', '''', false), pg_catalog.set_config(''work_mem'', ''2MB'', true)',
	'SET ROLE regress_confiture_owner; CREATE TABLE d (); SET work_mem = ''3MB'';',
	'SET SESSION AUTHORIZATION regress_confiture_owner; CREATE TABLE e ()',
	'SET search_path = two; RESET search_path; CREATE TABLE f ()',
	'CREATE TABLE g ()')) ORDER BY ordinal;
SELECT file, search_path, work_mem, usr = current_user AS same_user, session = session_user AS same_session FROM seen;
SELECT relnamespace::regnamespace, relname, pg_get_userbyid(relowner) = current_user AS mine FROM pg_class
WHERE relnamespace IN ('one'::regnamespace, 'two'::regnamespace) ORDER BY 2;
SHOW search_path;
SHOW work_mem;
SELECT current_user = session_user AS same;

-- also behind an error
SET work_mem = '5MB';
SELECT confiture_build('{"a.sql": "SET work_mem = ''6MB''; SET ROLE regress_confiture_owner; SELECT 1/0;"}'::jsonb);
SHOW work_mem;
SELECT current_user = session_user AS same;
-- and inside a transaction, where SET LOCAL of the caller holds
BEGIN;
SET LOCAL work_mem = '7MB';
SELECT file FROM confiture_build('{"a.sql": "SET work_mem = ''8MB'';"}'::jsonb);
SHOW work_mem;
COMMIT;
SHOW work_mem;
RESET work_mem;

-- a role set by the caller is the one to which a file goes back
SET ROLE regress_confiture_owner;
TRUNCATE seen;
SELECT file FROM confiture_build(files('SELECT 1', 'RESET ROLE', 'SELECT 1'));
SELECT current_user;
RESET ROLE;
SELECT file, usr FROM seen WHERE usr LIKE 'regress_%';

-- the head of a pg_dump; the next file finds the session's settings
TRUNCATE seen;
SELECT file, statements FROM confiture_build(files($dump$
--
-- PostgreSQL database dump
--
\restrict abc123
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE FUNCTION one.later() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM one.dumped';
CREATE TABLE one.dumped (x int);
\unrestrict abc123
$dump$, 'CREATE TABLE after ()'));
SELECT file, search_path FROM seen;
SHOW check_function_bodies;
SHOW client_min_messages;
SHOW row_security;
SHOW statement_timeout;

-- what a role or a database is given stays, as in any session
SELECT file FROM confiture_build('{"a.sql": "ALTER ROLE regress_confiture_owner SET work_mem = ''9MB'';"}'::jsonb);
SELECT setconfig FROM pg_db_role_setting WHERE setrole = 'regress_confiture_owner'::regrole;

-- a build in a function starts from the function's settings
CREATE FUNCTION one.pinned() RETURNS text LANGUAGE plpgsql SET search_path = two AS $$
BEGIN
	PERFORM confiture_build_in('{"a.sql": "CREATE TABLE pinned ()"}');
	RETURN current_setting('search_path');
END $$;
CREATE FUNCTION two.confiture_build_in(files jsonb) RETURNS void LANGUAGE sql AS 'SELECT public.confiture_build(files)';
SELECT one.pinned(), to_regclass('two.pinned'), to_regclass('one.pinned');

SET client_min_messages = warning;
RESET search_path;
DROP SCHEMA one, two CASCADE;
DROP TABLE seen, f;
DROP FUNCTION files;
DROP ROLE regress_confiture_owner;
