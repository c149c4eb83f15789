-- An error of a build says where it is, keeps what its cause said, and leaves nothing behind.
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL UNIQUE, CONSTRAINT email_check CHECK (email LIKE '%@%'));

-- the statement begins in line 3, the error stands in line 4
SELECT * FROM confiture_build(jsonb_build_object('10_tables/orders.sql', $build$-- orders
CREATE TABLE kept ();
    CREATE TABLE orders (
        id bgint);
$build$));
\echo :SQLSTATE

-- columns count characters, a tab as one
SELECT * FROM confiture_build(jsonb_build_object('multi.sql', $build$SELECT '日本'; 	SELECT 'é', nothing;$build$));
SELECT * FROM confiture_build(jsonb_build_object('multi.sql', $build$
/* é */ SELECT '日本',
'𝄞é', 	nothing;$build$));

-- lines end with a newline, also where they are Windows'
SELECT * FROM confiture_build(jsonb_build_object('crlf.sql', E'SELECT 1;\r\nSELECT 1,\r\n  nothing;\r\n'));

-- in what a variable stands for, it is where the reference stands; behind it, where the file has it
SELECT * FROM confiture_build(jsonb_build_object('variable.sql', $build$SELECT :long, :wrong FROM users;$build$),
	variables => '{"long": "id, id, id, email", "wrong": "nothing"}');
SELECT * FROM confiture_build(jsonb_build_object('variable.sql', $build$SELECT :long,
	:'long', nothing FROM users;
$build$), variables => '{"long": "id,\nid, email"}');
SELECT * FROM confiture_build(jsonb_build_object('variable.sql', $build$SELECT :long; SELECT nothing;$build$),
	variables => '{"long": "1; SELECT 2,\n3"}');

-- behind branches of \if that were taken out, the lines are the file's
SELECT * FROM confiture_build(jsonb_build_object('if.sql', $build$SELECT 1,
\if false
	2,
	3,
\else
	4, \echo hello
\endif
	nothing;
$build$));
SELECT * FROM confiture_build(jsonb_build_object('if.sql', $build$\if false
SELECT 1;
\endif
SELECT 1; \if true \\ SELECT nothing; \endif
$build$));

-- in an included file: its place, and the way to it
SELECT * FROM confiture_build(jsonb_build_object('a.sql', E'SELECT 1;\n  \\ir sub/b.inc\n',
	'sub/b.inc', E'\n\\i sub/c.inc', 'sub/c.inc', E'SELECT 1;\nSELECT nothing;'));
SELECT * FROM confiture_build(jsonb_build_object('a.sql', '\ir b.inc', 'b.inc', 'SELECT ''open'));
SELECT * FROM confiture_build(jsonb_build_object('a.sql', '\ir b.inc', 'b.inc', E'\n\\nonsense'));
SELECT * FROM confiture_build(jsonb_build_object('1.sql', '\ir 2.inc', '2.inc', '\ir 3.inc', '3.inc', '\ir 4.inc',
	'4.inc', '\ir 5.inc', '5.inc', '\ir 6.inc', '6.inc', 'SELECT nothing'));

-- errors of the scanner and of the parser
SELECT * FROM confiture_build(jsonb_build_object('syntax.sql', E'SELECT 1;\nSELEC 2;\n'));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('syntax.sql', E'SELECT 1;\nSELECT (1;\nSELECT 2;'));
SELECT * FROM confiture_build(jsonb_build_object('syntax.sql', E'SELECT 1;\n  SELECT 2,\n U&''\\00zz'';'));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('syntax.sql', E'SELECT 1;\n  SELECT 2,\n 1a;'));
\echo :SQLSTATE

-- SQLSTATE, detail, hint, and the names of what it is about are those of the cause
CREATE FUNCTION failure(text text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE a text; b text; c text; d text; e text; f text; g text; h text; i text;
BEGIN
	CREATE TABLE IF NOT EXISTS before_build (x int);
	PERFORM confiture_build(jsonb_build_object('a.sql', text));
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS a = RETURNED_SQLSTATE, b = MESSAGE_TEXT, c = PG_EXCEPTION_DETAIL, d = PG_EXCEPTION_HINT,
		e = SCHEMA_NAME, f = TABLE_NAME, g = COLUMN_NAME, h = CONSTRAINT_NAME, i = PG_EXCEPTION_CONTEXT;
	RETURN QUERY SELECT 'state ' || a UNION ALL SELECT b UNION ALL SELECT 'detail ' || nullif(c, '')
		UNION ALL SELECT 'hint ' || nullif(d, '') UNION ALL SELECT 'about ' || nullif(concat_ws('.', e, f, g, h), '...')
		UNION ALL SELECT split_part(i, E'\nSQL statement "SELECT confiture_build', 1);
END $$;
SELECT * FROM failure('INSERT INTO users VALUES (1, ''a@b''), (1, ''c@d'');') AS f WHERE f IS NOT NULL;
SELECT * FROM failure('INSERT INTO users VALUES (1, ''nobody'');') AS f WHERE f IS NOT NULL;
SELECT * FROM failure('INSERT INTO users VALUES (1);') AS f WHERE f IS NOT NULL;
SELECT * FROM failure('DROP TABLE users_; ') AS f WHERE f IS NOT NULL;
SELECT * FROM failure('CREATE VIEW v AS SELECT emial FROM users;') AS f WHERE f IS NOT NULL;
SELECT * FROM failure('CREATE VIEW v AS SELECT 1; CREATE VIEW w AS TABLE v; DROP VIEW v;') AS f WHERE f IS NOT NULL;
SELECT * FROM failure('DO $x$ BEGIN RAISE ''own'' USING ERRCODE = ''AB123'', DETAIL = ''d'', HINT = ''h''; END $x$;') AS f WHERE f IS NOT NULL;
-- nothing is left behind, and what came before the block of EXCEPTION is still there
CREATE FUNCTION builds_twice() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	CREATE TABLE before_build ();
	BEGIN
		PERFORM confiture_build('{"1.sql": "CREATE TABLE lost ();", "2.sql": "SELECT nothing;"}'::jsonb);
	EXCEPTION WHEN undefined_column THEN
		NULL;
	END;
	PERFORM confiture_build('{"1.sql": "CREATE TABLE built ();"}'::jsonb);
	RETURN 'built';
END $$;
SELECT builds_twice();
SELECT to_regclass('before_build'), to_regclass('lost'), to_regclass('built'), to_regclass('kept');

-- an error deep inside functions keeps their context
CREATE FUNCTION inner_function() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE division_by_zero; END $$;
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\nSELECT inner_function();"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "CREATE FUNCTION broken() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETRUN 1;\nEND $$;"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "CREATE FUNCTION broken() RETURNS int LANGUAGE sql AS $$\n  SELECT nothing;\n$$;"}'::jsonb);
\echo :SQLSTATE

-- a build that PL/pgSQL calls tells the same: the query is that of the file, its caller comes last in the context
DO $do$
BEGIN
	PERFORM confiture_build('{"a.sql": "SELECT 1;\n\nSELECT 2, nothing;"}'::jsonb);
END $do$;
DO $do$
BEGIN
	PERFORM confiture_build('{"a.sql": "SELECT 1;\n  SELECT ''open"}'::jsonb);
END $do$;
-- and a statement of many blocks is read as one there too
DO $do$
BEGIN
	PERFORM confiture_build(jsonb_build_object('a.sql', E'SELECT 1;\nSELECT ''' || repeat(repeat('x', 250) || E';\n', 1000) || ''', nothing;'));
END $do$;

-- only the beginning of a long statement is shown, cut between characters
SELECT * FROM confiture_build(jsonb_build_object('long.sql', 'SELECT ' || repeat('''é'', ', 80) || 'nothing'));

-- warnings and notices go their way
SELECT statements FROM confiture_build('{"a.sql": "DROP TABLE IF EXISTS absent; DO $$ BEGIN RAISE WARNING ''careful''; END $$;"}'::jsonb);

-- a cancelled build leaves nothing either
SET statement_timeout = '100ms';
SELECT * FROM confiture_build('{"a.sql": "CREATE TABLE lost (); SELECT pg_sleep(60);"}'::jsonb);
\echo :SQLSTATE
RESET statement_timeout;
SELECT to_regclass('lost');

DROP TABLE users, before_build, built;
DROP FUNCTION failure, builds_twice, inner_function;
