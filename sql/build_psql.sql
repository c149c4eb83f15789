-- psql's commands and variables in a build.
CREATE SCHEMA q;
SET search_path = q, public;
CREATE TABLE result (n serial, x text);

-- :name, :'name', :"name", :{?name}; the value goes in as it is, or quoted
SELECT statements FROM confiture_build(jsonb_build_object('forms.sql', $build$
INSERT INTO result (x) VALUES (:number), (:'text'), (:'back');
CREATE TABLE :"table" (:"column" int DEFAULT :number);
INSERT INTO result (x) SELECT concat_ws(',', :{?number}, :{?nothing}, :expression);
INSERT INTO result (x) SELECT :'DBNAME' = current_database() AND :'USER' = current_user AND :'ENCODING' = 'UTF8';
INSERT INTO result (x) SELECT current_setting('server_version_num') = :'SERVER_VERSION_NUM'
	AND split_part(current_setting('server_version'), ' ', 1) = split_part(:'SERVER_VERSION_NAME', ' ', 1);
$build$), variables => '{"number": 42, "text": "it''s", "back": "\\n''", "table": "Ta\"ble", "column": "a b", "expression": "1 + 1, ''x''",
	"nothing": null}');
SELECT x FROM result ORDER BY n;
SELECT attrelid::regclass, attname FROM pg_attribute WHERE attrelid = '"Ta""ble"'::regclass AND attnum > 0;
TRUNCATE result;

-- a variable that is not set stays as it is, as do casts, slices and what stands in quotes and comments
SELECT statements FROM confiture_build(jsonb_build_object('left.sql', $build$
INSERT INTO result (x) SELECT (ARRAY[1,2,3])[1:2]::text;
INSERT INTO result (x) SELECT a[:n]::text FROM (SELECT ARRAY[1,2,3]) AS s(a); -- :nothing
INSERT INTO result (x) VALUES (':n'), ($$:n$$), (E':n'), (':''n''');
DO $$ DECLARE n int := 1; m int:=n; BEGIN INSERT INTO result (x) VALUES (m + n); END $$;
$build$), variables => '{"n": "2"}');
SELECT x FROM result ORDER BY n;
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\nSELECT :nothing;"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "SELECT :''nothing'';"}'::jsonb);
TRUNCATE result;

-- a value may hold references to others, and whole statements; to itself it is no reference
SELECT statements FROM confiture_build(jsonb_build_object('recursive.sql', $build$
\set inner 2
\set outer ':inner + :inner'
\set quoted ':inner'
INSERT INTO result (x) SELECT :outer;
INSERT INTO result (x) SELECT :'quoted';
\set self ':self'
\set two 'INSERT INTO result (x) VALUES (1); INSERT INTO result (x) VALUES (2)'
:two;
$build$));
SELECT x FROM result ORDER BY n;
SELECT * FROM confiture_build('{"a.sql": "\\set self '':self''\nSELECT :self;"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\set two ''SELECT 1; SELECT :two''\n:two;"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\set a '':b''\n\\set b '':a''\nSELECT :a;"}'::jsonb);
TRUNCATE result;

-- \set: several values are joined, with escapes and quotes; \unset; psql's own variables mean nothing here
SELECT statements FROM confiture_build(jsonb_build_object('set.sql', $build$
\set ON_ERROR_STOP on
\set AUTOCOMMIT off
\set ECHO all
\set joined a b 'c d' "e f"
\set escaped 'tab\tnewline\nquote''backslash\\hex\x41octal\101'
\set none
\set number 1 \set other :number
INSERT INTO result (x) VALUES (:'joined'), (:'escaped'), (:'none'), (:'other');
\unset number
INSERT INTO result (x) VALUES (:{?number}), (:{?none});
\set
$build$));
SELECT x FROM result ORDER BY n;
-- variables last to the end of the build, in later files too
TRUNCATE result;
SELECT file FROM confiture_build('{"1.sql": "\\set v one", "2.sql": "INSERT INTO result (x) VALUES (:''v'');"}'::jsonb,
	variables => '{"v": "given"}');
SELECT x FROM result;
TRUNCATE result;

-- \if: what is not taken is not run, its variables are not replaced, its commands are not looked at
SELECT statements FROM confiture_build(jsonb_build_object('if.sql', $build$
\if :yes
	INSERT INTO result (x) VALUES ('if');
	\if :no
		INSERT INTO result (x) VALUES ('inner if');
		\if :nothing \elif nonsense \else \endif
		\! rm -rf /
		\unknown `command`
	\elif yes
		INSERT INTO result (x) VALUES ('inner elif');
	\elif nonsense
		INSERT INTO result (x) VALUES ('second elif');
	\else
		INSERT INTO result (x) VALUES ('inner else');
	\endif
\else
	INSERT INTO result (x) VALUES ('else');
\endif
\if :{?nothing} \quit \endif
\if 0 \elif off \elif NO \elif f \else \\ INSERT INTO result (x) VALUES ('all false'); \endif
$build$), variables => '{"yes": true, "no": false}');
SELECT x FROM result ORDER BY n;
TRUNCATE result;
-- inside a statement
SELECT statements FROM confiture_build(jsonb_build_object('inside.sql', $build$
INSERT INTO result (x) SELECT
\if :{?nothing}
	'nothing' || :nothing; SELECT (
\else
	'something'
\endif
	|| '!';
SELECT \if false \\ 1; SELECT \endif \\ 2;
\if false
SELECT (
\endif
INSERT INTO result (x) VALUES ('last');
$build$));
SELECT x FROM result ORDER BY n;
-- what stands behind a command in its line is no SQL: psql warns, and so does a build
TRUNCATE result;
SELECT statements FROM confiture_build(jsonb_build_object('behind.sql', $build$
\if true
INSERT INTO result (x) VALUES ('if');
\else INSERT INTO result (x) VALUES ('behind else');
\endif INSERT INTO result (x) VALUES ('behind endif');
\if false
\else CREATE TABLE behind_else ();
INSERT INTO result (x) VALUES ('else');
\endif \\ INSERT INTO result (x) VALUES ('behind backslashes');
SELECT 1/0 \r INSERT INTO result (x) VALUES ('behind r');
\unset a b
\timing on `ls`
$build$));
\echo :SQLSTATE
SELECT statements FROM confiture_build(jsonb_build_object('behind.sql', $build$
\if true
INSERT INTO result (x) VALUES ('if');
\else INSERT INTO result (x) VALUES ('behind else');
\endif INSERT INTO result (x) VALUES ('behind endif');
\if false
\else CREATE TABLE behind_else ();
INSERT INTO result (x) VALUES ('else');
\endif \\ INSERT INTO result (x) VALUES ('behind backslashes');
SELECT 1/0 \r INSERT INTO result (x) VALUES ('behind r');
\unset a b
$build$));
SELECT x FROM result ORDER BY n;
-- what is wrong with \if
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\n\\if maybe\n\\endif"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "\\if :nothing\n\\endif"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\if\n\\endif"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\if true false\n\\endif"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\n  \\if true\n \\if false"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\n\\endif"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "\\if true\n\\else\n\\elif true\n\\endif"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\if false\n\\else\n\\else\n\\endif"}'::jsonb);
SELECT * FROM confiture_build('{"1.sql": "\\if true", "2.sql": "\\endif"}'::jsonb);
TRUNCATE result;

-- \gset stores the columns of one row; nulls unset
SELECT statements FROM confiture_build(jsonb_build_object('gset.sql', $build$
\set b before
SELECT 1 AS a, NULL AS b, 'it''s' AS c \gset
SELECT 2 AS a \gset second_
INSERT INTO result (x) VALUES (:a), (:second_a), (:{?b}), (:'c');
INSERT INTO result (x) VALUES ('returned') RETURNING x \gset
INSERT INTO result (x) VALUES (:'x');
$build$));
SELECT x FROM result ORDER BY n;
SELECT * FROM confiture_build('{"a.sql": "SELECT 1 AS a WHERE false\n\\gset"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "SELECT generate_series(1, 2)\n\\gset"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\gset"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "SELECT 1 AS \"a b\" \\gset"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\n SELECT\n  1 / 0 AS x \\gset"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\n SELECT\n  nothing AS x \\gset"}'::jsonb);
\echo :SQLSTATE
TRUNCATE result;

-- \gexec runs each value as a statement, row by row
SELECT statements, rows FROM confiture_build(jsonb_build_object('gexec.sql', $build$
SELECT format('INSERT INTO result (x) VALUES (%s)', i), CASE WHEN i = 2 THEN 'INSERT INTO result (x) VALUES (''two''); SELECT 1' END
FROM generate_series(1, 3) AS i ORDER BY i
\gexec
SELECT 1 WHERE false \gexec
$build$));
SELECT x FROM result ORDER BY n;
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\n\nSELECT ''SELECT 1'', ''SELECT nothing''\n\\gexec"}'::jsonb);
\echo :SQLSTATE
TRUNCATE result;

-- \g and \gx send, \; separates, \r forgets, \q ends the file
SELECT file, statements FROM confiture_build(jsonb_build_object('1.sql', $build$
INSERT INTO result (x) VALUES ('g') \g
INSERT INTO result (x) VALUES ('gx') \gx (border=2)
INSERT INTO result (x) VALUES ('one') \; INSERT INTO result (x) VALUES ('two');
SELECT nonsense \r \\ INSERT INTO result (x) VALUES ('after reset');
SELECT nonsense
\reset
\q
SELECT nonsense;
$build$, '2.sql', 'INSERT INTO result (x) VALUES (''next file'')'));
SELECT x FROM result ORDER BY n;
TRUNCATE result;
SELECT * FROM confiture_build('{"a.sql": "SELECT 1 \\g /tmp/file"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "SELECT 1 \\g |cat"}'::jsonb);

-- \i: relative to the root, or else to the folder; \ir: to the folder
SELECT file, statements FROM confiture_build(jsonb_build_object(
	'a/1.sql', E'\\i b/x.inc\n\\ir x.inc\n\\include only_here.inc\n\\include_relative ../b/x.inc\nSELECT 1;',
	'a/x.inc', 'INSERT INTO result (x) VALUES (''a/x'');',
	'a/only_here.inc', 'INSERT INTO result (x) VALUES (''a/only_here'');',
	'b/x.inc', E'INSERT INTO result (x) VALUES (''b/x'');\n\\ir y.inc',
	'b/y.inc', 'INSERT INTO result (x) VALUES (''b/y'')'));
SELECT x FROM result ORDER BY n;
TRUNCATE result;
SELECT * FROM confiture_build('{"a.sql": "\\i absent.sql"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "\\i ../a.sql"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "\\i /etc/passwd"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\i"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "SELECT 1;\n\\i a.sql"}'::jsonb);
\echo :SQLSTATE

-- \echo, \qecho and \warn are messages; settings of psql's display are passed over
SELECT statements FROM confiture_build(jsonb_build_object('echo.sql', $build$
\echo created  in :place 'with  quotes' % done
\qecho -n also
\warn beware
\pset format unaligned
\timing on
\x \t \a
\C title \\ SELECT 1;
\f ,
\H
\html
\T border
\errverbose
$build$), variables => '{"place": "here"}');

-- \connect to where the build is already; elsewhere it is refused, whatever the variables say
SELECT statements FROM confiture_build(jsonb_build_object('connect.sql', $build$
\connect -
\c :DBNAME
\c - :USER
\connect :"DBNAME"
\connect -reuse-previous=on dbname=:DBNAME
\c
\unset DBNAME
\c -
$build$));
\set VERBOSITY sqlstate
SELECT * FROM confiture_build('{"a.sql": "\\c postgres"}'::jsonb, variables => '{"DBNAME": "postgres"}');
SELECT * FROM confiture_build('{"a.sql": "\\connect -reuse-previous=on \"dbname=''postgres''\""}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\c - pg_monitor"}'::jsonb);
\set VERBOSITY default

-- \restrict: no command until \unrestrict with the same key
SELECT statements FROM confiture_build(jsonb_build_object('restrict.sql', E'\\restrict key\nSELECT 1;\n\\unrestrict key\n\\echo allowed again'));
SELECT * FROM confiture_build('{"a.sql": "\\restrict key\nSELECT 1;\n\\echo no"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "\\restrict key\n\\unrestrict other"}'::jsonb);
SELECT * FROM confiture_build('{"a.sql": "\\unrestrict other"}'::jsonb);
SELECT file FROM confiture_build('{"a.sql": "\\restrict key", "b.sql": "\\echo each file for itself"}'::jsonb);

-- what reaches outside the server is refused, what means nothing here too
CREATE PROCEDURE try(command text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM confiture_build(jsonb_build_object('try.sql', command));
	RAISE NOTICE '% is accepted', command;
EXCEPTION WHEN OTHERS THEN
	RAISE NOTICE '% %', sqlstate, sqlerrm;
END $$;
CALL try('\! ls');
CALL try('\setenv A b');
CALL try('\getenv a HOME');
CALL try('\cd /');
CALL try('\o file');
CALL try('\out |cat');
CALL try('SELECT 1 \w file');
CALL try('\write file');
CALL try('\s');
CALL try('\set a `ls`');
CALL try('\echo `ls`');
CALL try('\d');
CALL try('\dt+ x');
CALL try('\l');
CALL try('\ef f');
CALL try('SELECT 1 \watch 1');
CALL try('SELECT 1 \crosstabview');
CALL try('SELECT 1 \gdesc');
CALL try('\prompt a');
CALL try('\password');
CALL try('\p');
CALL try('\lo_import file');
CALL try('\?');
CALL try('\h');
CALL try('\conninfo');
CALL try('\sf now');
CALL try('\bind 1');
CALL try('\no_such_command');
CALL try('\');
CALL try('SELECT 1 \ SELECT 2;');
CALL try('\set 1a 2');
CALL try('\set a-b 2');
CALL try('\echo ''unterminated');
CALL try('\unset');
CALL try('\encoding');
CALL try('\encoding nonsense');

SET client_min_messages = warning;
DROP SCHEMA q CASCADE;
