-- Where statements end, and which of them a build takes.
CREATE SCHEMA s;
SET search_path = s, public;

-- what stands between semicolons: quotes of all kinds, comments, parentheses
SELECT statements FROM confiture_build(jsonb_build_object('quotes.sql', $build$
CREATE TABLE a ("x;y" text DEFAULT 'it''s; ok', b text DEFAULT E'it\'s; \\', c text DEFAULT U&'\0061;');
/* a comment; /* nested; */ still one; */ CREATE TABLE b (x int); -- and; this
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT ';'; SELECT $x$;$x$; $$;
CREATE FUNCTION g() RETURNS text LANGUAGE sql AS $f$ SELECT $$;$$; $f$;
CREATE TABLE U&"\0063" (x text DEFAULT 'a;'
	'b;', y bytea DEFAULT '\x3b', z bit(8) DEFAULT B'00111011', n "char" DEFAULT ';');
CREATE FUNCTION "weird;name"() RETURNS int LANGUAGE sql AS 'SELECT 1;';
$build$));
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid IN ('a'::regclass, 'c'::regclass) ORDER BY adrelid::regclass::text, adnum;
SELECT f(), g(), "weird;name"();

-- where a quote ends depends on standard_conforming_strings, which the file may change as it goes
SELECT statements FROM confiture_build(jsonb_build_object('strings.sql', $build$
SET standard_conforming_strings = off;
SET escape_string_warning = off;
CREATE TABLE old_style AS SELECT 'it\'s; one' AS x;
SET standard_conforming_strings = on;
INSERT INTO old_style VALUES ('\'), (';');
$build$));
TABLE old_style;

-- operators that hold what looks like something else
SELECT statements FROM confiture_build(jsonb_build_object('operators.sql', $build$
CREATE OPERATOR @-@ (leftarg = int, rightarg = int, function = int4mi);
CREATE OPERATOR *<> (leftarg = int, rightarg = int, function = int4ne);
CREATE TABLE operators AS SELECT 3 @-@ 1 AS a, 3 *<>1 AS b, 2*-1 AS c, '{1,2}'::int[] <@ '{1,2,3}' AS d, 7 - -1 AS e,
	'{"a;b": 1}'::jsonb ? 'a;b' AS f, 5--;
	AS g;
$build$));
TABLE operators;

-- bodies of BEGIN ATOMIC end with their END, not with the END of a CASE
SELECT statements FROM confiture_build(jsonb_build_object('atomic.sql', $build$
CREATE FUNCTION atomic(i int) RETURNS text LANGUAGE sql
BEGIN ATOMIC
	SELECT 'no';
	SELECT CASE WHEN i = 1 THEN 'one' ELSE CASE i WHEN 2 THEN 'two' ELSE 'many' END END;
END;
CREATE OR REPLACE PROCEDURE atomic_insert(i int) LANGUAGE sql
BEGIN ATOMIC
	INSERT INTO b VALUES (i);
	INSERT INTO b SELECT CASE WHEN (CASE WHEN i > 1 THEN 1 ELSE 2 END) = 1 THEN 10 END;
END;
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
CREATE FUNCTION "begin"(atomic int DEFAULT (CASE WHEN true THEN 1 END)) RETURNS int RETURN atomic;
CALL atomic_insert(2);
$build$));
SELECT atomic(1), atomic(2), atomic(3), "begin"();
TABLE b ORDER BY x;

-- rules with several actions stand in parentheses
SELECT statements FROM confiture_build(jsonb_build_object('rules.sql', $build$
CREATE TABLE log (what text);
CREATE RULE logged AS ON INSERT TO b DO ALSO (
	INSERT INTO log VALUES ('first;');
	INSERT INTO log VALUES ('second'););
INSERT INTO b VALUES (7);
$build$));
TABLE log;

-- begin and end are words like others elsewhere
SELECT statements FROM confiture_build(jsonb_build_object('words.sql', $build$
CREATE TABLE words ("begin" int, "end" int, atomic int, "case" text);
CREATE VIEW words_view AS SELECT CASE WHEN "begin" = 1 THEN "end" END AS begin FROM words;
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN IF true THEN NULL; END IF; END; $$;
DO $$ BEGIN FOR i IN 1..2 LOOP INSERT INTO words VALUES (i, i); END LOOP; END $$;
CALL p();
$build$));
SELECT count(*) FROM words;

-- the last statement needs no semicolon, and empty ones are none
SELECT file, statements FROM confiture_build(jsonb_build_object(
	'1_no_newline.sql', 'CREATE TABLE last1 (x int);',
	'2_no_semicolon.sql', 'CREATE TABLE last2 (x int)',
	'3_comment.sql', 'CREATE TABLE last3 (x int) -- the end',
	'4_semicolons.sql', E';;\n; CREATE TABLE last4 (x int);;/* nothing */;',
	'5_empty.sql', '',
	'6_blank.sql', E' \n\t\n',
	'7_only_comments.sql', E'-- nothing here\n/* nor;\n here */',
	'8_crlf.sql', E'CREATE TABLE last8 (\r\n\tx int, -- a comment\r\n\ty text DEFAULT ''a\r\nb'');\r\nCREATE TABLE last9 ();\r\n',
	'9_bom.sql', E'\uFEFFCREATE TABLE last10 ();',
	'10_only_bom.sql', E'\uFEFF')) ORDER BY ordinal;
SELECT relname FROM pg_class WHERE relname ~ '^last' AND relnamespace = 's'::regnamespace ORDER BY relname COLLATE "C";
SELECT length(pg_get_expr(adbin, adrelid)) FROM pg_attrdef WHERE adrelid = 'last8'::regclass; -- 'a\r\nb'::text

-- rows are those that INSERT, UPDATE, DELETE and COPY count; what a query gives is not shown
SELECT statements, rows FROM confiture_build(jsonb_build_object('rows.sql', $build$
INSERT INTO words SELECT i, i FROM generate_series(1, 10) AS i;
UPDATE words SET atomic = 1 WHERE "begin" < 3;
DELETE FROM words WHERE "begin" = 10;
SELECT * FROM words;
CREATE TABLE words_copy AS SELECT * FROM words;
$build$));

-- BEGIN and COMMIT are ignored: a build is one transaction with that of its caller
BEGIN;
SELECT statements FROM confiture_build(jsonb_build_object('transaction.sql', $build$
BEGIN;
CREATE TABLE gone (x int);
COMMIT;
START TRANSACTION ISOLATION LEVEL SERIALIZABLE;
CREATE TABLE gone2 (x int);
END;
$build$));
ROLLBACK;
SELECT to_regclass('gone'), to_regclass('gone2');

-- all else that ends, splits or prepares a transaction is refused; after an error nothing of the build is left
CREATE PROCEDURE try(statement text) LANGUAGE plpgsql AS $$
DECLARE message text; detail text; hint text; context text;
BEGIN
	PERFORM confiture_build(jsonb_build_object('try.sql', E'CREATE TABLE kept ();\n' || statement));
	RAISE EXCEPTION 'no error: %', statement;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
		context = PG_EXCEPTION_CONTEXT;
	RAISE NOTICE E'% %', sqlstate, message
		|| coalesce(E'\n  ' || nullif(detail, ''), '') || coalesce(E'\n  ' || nullif(hint, ''), '')
		|| E'\n  ' || split_part(context, E'\n', 1);
END $$;
CALL try('ROLLBACK');
CALL try('ABORT');
CALL try('SAVEPOINT a');
CALL try('RELEASE a');
CALL try('ROLLBACK TO a');
CALL try($$PREPARE TRANSACTION 'a'$$);
CALL try($$COMMIT PREPARED 'a'$$);
CALL try('ROLLBACK AND CHAIN');
CALL try('COMMIT AND CHAIN');
CALL try('COPY words TO stdout');
CALL try('COPY (SELECT 1) TO stdout WITH (FORMAT csv)');
-- what cannot run in a transaction block
CALL try('CREATE INDEX CONCURRENTLY ON words ("begin")');
CALL try('DROP INDEX CONCURRENTLY words_begin_idx');
CALL try('REINDEX TABLE CONCURRENTLY words');
CALL try('VACUUM words');
CALL try('CREATE DATABASE confiture_never');
CALL try('DROP DATABASE confiture_never');
CALL try($$ALTER SYSTEM SET work_mem = '1MB'$$);
CALL try($$CREATE TABLESPACE never LOCATION '/never'$$);
CALL try('DO $x$ BEGIN COMMIT; END $x$');
CALL try('DISCARD ALL');
SELECT to_regclass('kept');

-- cursors and prepared statements work as in any transaction
SELECT statements FROM confiture_build(jsonb_build_object('cursor.sql', $build$
DECLARE c CURSOR FOR SELECT 1;
FETCH c;
CLOSE c;
PREPARE prepared AS SELECT 2 AS two;
EXECUTE prepared;
$build$));
EXECUTE prepared;
DEALLOCATE prepared;

-- unterminated: the place is where it begins
CALL try(E'\n SELECT ''a;');
CALL try('SELECT "a;');
CALL try('SELECT $$a; $x$');
CALL try('/* a /* b */;');
CALL try('SELECT (1;');
CALL try('CREATE FUNCTION f2() RETURNS int BEGIN ATOMIC SELECT 1;');
CALL try('SELECT 1 END;');
CALL try('SELECT 1)); SELECT 2;');

SET client_min_messages = warning;
DROP SCHEMA s CASCADE;
