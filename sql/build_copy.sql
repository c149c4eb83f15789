-- COPY with its data in the file.
CREATE SCHEMA c;
SET search_path = c, public;
CREATE TABLE t (id int PRIMARY KEY, name text);

-- text and csv, several in a file, statements between them; rows counts what was loaded
SELECT statements, rows FROM confiture_build(jsonb_build_object('data.sql', $build$
COPY t FROM stdin;
1	one
2	\N
3	semi;colon 'quote $$ /* -- \\ back
\.

COPY t (name, id) FROM STDIN WITH (FORMAT csv, HEADER);
name,id
"four
lines; 4",4
"",5
\.
CREATE TABLE between (x int);
copy t from stdin (delimiter '|', null 'nothing') WHERE id < 8;
6|nothing
7|no \\. here
8|left out
\.
COPY between FROM stdin;
\.
INSERT INTO between VALUES (1);
$build$));
SELECT id, name, length(name) FROM t ORDER BY id;
TRUNCATE t;

-- line ends of Windows, and no newline at the end of the file
SELECT file, rows FROM confiture_build(jsonb_build_object(
	'1_crlf.sql', E'COPY t FROM stdin;\r\n1\tone\r\n2\ttwo\r\n\\.\r\nINSERT INTO t VALUES (3, ''three'');\r\n',
	'2_no_newline.sql', E'COPY t FROM stdin;\n4\tfour\n\\.',
	'3_crlf_no_newline.sql', E'COPY t FROM stdin;\r\n5\tfive\r\n\\.\r')) ORDER BY ordinal;
SELECT id, name, length(name) FROM t ORDER BY id;
TRUNCATE t;

-- What stands behind the semicolon in the line of COPY runs after it, with its own data after that of COPY, as in psql.
SELECT statements, rows FROM confiture_build(jsonb_build_object('behind.sql', $build$
COPY t FROM stdin; INSERT INTO t VALUES (20, 'behind'); COPY t FROM stdin; -- and a comment
1	first
\.
2	second
\.
INSERT INTO t SELECT 30, count(*) FROM t;
$build$));
SELECT * FROM t ORDER BY id;
TRUNCATE t;

-- the options come from variables, the data does not
SELECT rows FROM confiture_build(jsonb_build_object('variables.sql', $build$
\set separator ,
COPY :"table" FROM stdin (DELIMITER :'separator');
1,:table
2,:'table' :{?table}
\.
$build$), variables => '{"table": "t"}');
SELECT * FROM t ORDER BY id;
TRUNCATE t;

-- \g sends it as a semicolon does
SELECT rows FROM confiture_build(jsonb_build_object('commands.sql', $build$
COPY t FROM stdin \g
1	one
\.
$build$));

-- triggers fire, defaults are computed, constraints are checked
CREATE TABLE audit (id int, at text DEFAULT 'now');
CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE NOTICE 'row %', NEW.id;
	INSERT INTO audit VALUES (NEW.id);
	RETURN NEW;
END $$;
CREATE TRIGGER log BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION log();
SELECT rows FROM confiture_build(jsonb_build_object('trigger.sql', E'COPY t FROM stdin;\n10\tten\n11\televen\n\\.\n'));
TABLE audit ORDER BY id;
DROP TRIGGER log ON t;

-- a partitioned table, some of its columns
CREATE TABLE p (id int, name text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
SELECT rows FROM confiture_build(jsonb_build_object('p.sql', E'COPY p (id) FROM stdin;\n1\n11\n12\n\\.\n'));
SELECT tableoid::regclass, count(*) FROM p GROUP BY 1 ORDER BY 1;

-- many blocks of data
SELECT rows FROM confiture_build(jsonb_build_object('large.sql',
	'COPY p1 FROM stdin;' || E'\n' || (SELECT string_agg(i % 10 || E'\t' || repeat('x', 100), E'\n') FROM generate_series(1, 5000) AS i)
	|| E'\n\\.\nSELECT 1;\n'));
SELECT count(*), sum(length(name)) FROM p1;

-- bad data: the place of the COPY in the file, and the line in its data as COPY tells it
SELECT * FROM confiture_build(jsonb_build_object('bad.sql', $build$
-- some lines
CREATE TABLE kept (x int);
    COPY t FROM stdin;
100	fine
x101	not a number
\.
$build$));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('bad.sql', E'COPY t FROM stdin;\n1\tone\t1\n\\.\n'));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('bad.sql', E'COPY t FROM stdin;\n50\ta\n50\tb\n\\.\n'));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('bad.sql', E'COPY nowhere FROM stdin;\n50\ta\n\\.\n'));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('bad.sql', E'COPY t FROM stdin (FORMAT csv);\n50,"a\n\\.\n'));
\echo :SQLSTATE
-- data without an end
SELECT * FROM confiture_build(jsonb_build_object('unterminated.sql', E'SELECT 1;\n  COPY t FROM stdin;\n60\tsixty\n'));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('unterminated.sql', E'COPY t FROM stdin (FORMAT csv);\n60,sixty\n \\.\n'));
SELECT * FROM confiture_build(jsonb_build_object('unterminated.sql', E'COPY t FROM stdin'));
\echo :SQLSTATE
-- binary data cannot stand in a text file
SELECT * FROM confiture_build(jsonb_build_object('binary.sql', E'COPY t FROM stdin (FORMAT binary);\n\\.\n'));
\echo :SQLSTATE
SELECT to_regclass('kept'), count(*) FROM t WHERE id >= 50;
TRUNCATE t;

-- \copy from a file of the tree: relative to the root, or else to the folder of the script; or from lines that follow
SELECT file, statements, rows FROM confiture_build(jsonb_build_object(
	'a/1.sql', $build$
\copy t from 'data/t.csv' with (format csv, header)
\COPY t (id, name) FROM here.tsv
	\copy t from stdin delimiter ','
3,three
\.
\copy "t"(id,name) from 'it''s.tsv' where id < 100;
$build$,
	'data/t.csv', E'id,name\n1,"o\nne"\n',
	'a/here.tsv', E'2\ttwo\n\\.\n',
	'a/it''s.tsv', E'4\tfour\n100\tleft out'));
SELECT id, name FROM t ORDER BY id;

-- what reaches out of the tree is refused
SELECT * FROM confiture_build('{"a/1.sql": "\\copy t from ../../etc/passwd"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a/1.sql": "\\copy t from ''/etc/passwd''"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a/1.sql": "\\copy t from absent.csv"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a/1.sql": "\\copy t from program ''ls''"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a/1.sql": "\\copy t to ''t.csv''"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a/1.sql": "\\copy (select 1) to stdout"}'::jsonb);
SELECT * FROM confiture_build('{"a/1.sql": "\\copy t"}'::jsonb);
SELECT * FROM confiture_build('{"a/1.sql": "\\copy t from"}'::jsonb);
\echo :SQLSTATE
-- in a branch that is not taken, data goes with its COPY: it is no SQL
SELECT statements, rows FROM confiture_build(jsonb_build_object('branch.sql', $build$
\if false
COPY (SELECT 1 FROM stdin) TO '/dev/null';
COPY nowhere (a, b) FROM stdin WITH (FORMAT text);
it's	(
\endif
\nonsense	/* $$
\.
\copy nowhere from stdin
"
\.
\elif true
COPY t FROM stdin;
200	taken
\.
\else
COPY nowhere FROM stdin; SELECT 1/0;
it's
\.
\endif
$build$));
SELECT * FROM t WHERE id = 200;
SELECT * FROM confiture_build(jsonb_build_object('branch.sql', E'\\if false\n  COPY t FROM stdin;\n1\n\\endif\n'));
\echo :SQLSTATE
SELECT * FROM confiture_build(jsonb_build_object('branch.sql', E'\\if false\nCOPY t FROM stdin;\n1\n\\.\n\\endif\nSELECT 1/0;'));

-- lines of data inside a statement count, but are no text of it
SELECT * FROM confiture_build(jsonb_build_object('inside.sql', $build$SELECT
\copy t from stdin
300	a
301	b
\.
  nothing, :'x'
\copy t from stdin
302	c
\.
$build$), variables => '{"x": "x"}');
SELECT * FROM confiture_build(jsonb_build_object('inside.sql', $build$SELECT 1,
\copy t from stdin
300	a
301	b
\.
:'x'; SELECT nothing;
$build$), variables => '{"x": "x"}');

-- errors of \copy
SELECT * FROM confiture_build('{"a/1.sql": "SELECT 1;\n \\copy t from data.csv (nonsense)", "a/data.csv": "1"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a/1.sql": "SELECT 1;\n \\copy t from data.csv", "a/data.csv": "5\tfive\nx"}'::jsonb);
\echo :SQLSTATE

SET client_min_messages = warning;
DROP SCHEMA c CASCADE;
