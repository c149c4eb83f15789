-- Files in other encodings: client_encoding says which, and a file may change it as it goes.
\getenv abs_srcdir PG_ABS_SRCDIR
\set data :abs_srcdir '/sql/data/encoding'
CREATE TABLE names (how text, name text);

-- SET client_encoding and \encoding hold from the next line on; the byte order mark of UTF-8 is no text
SELECT file, statements, rows FROM confiture_build(:'data' || '/good') ORDER BY ordinal;
SELECT how, name, length(name) FROM names;
SHOW client_encoding;
TRUNCATE names;

-- a file begins in the encoding of the session, but for the mark
SET client_encoding = 'LATIN1';
SELECT rows FROM confiture_build(:'data' || '/good/3_mark.sql');
SELECT rows FROM confiture_build(:'data' || '/good/1_set.sql');
RESET client_encoding;
SELECT how, name, length(name) FROM names;
TRUNCATE names;

-- texts are in the encoding of the database, whatever that of the client, and whatever they say themselves
SET client_encoding = 'LATIN1';
SELECT rows FROM confiture_build(jsonb_build_object('a.sql', U&'INSERT INTO names VALUES (''jsonb'', ''\00e9'')'));
SELECT rows FROM confiture_build(jsonb_build_object('a.sql', U&'COPY names FROM stdin (DELIMITER '','');\000acopy,\00e9\000a\\.\000a'));
RESET client_encoding;
SELECT rows FROM confiture_build(jsonb_build_object('a.sql', $build$
SET client_encoding = 'LATIN1';
INSERT INTO names VALUES ('set', 'é');
COPY names FROM stdin (FORMAT csv);
copy,é
\.
\copy names from data.csv with csv
$build$, 'data.csv', '\copy,é'));
SELECT how, name, length(name) FROM names;

-- what is not text is an error at its place
SELECT * FROM confiture_build(:'data' || '/nul');
\echo :SQLSTATE
SELECT * FROM confiture_build(:'data' || '/invalid');
\echo :SQLSTATE
SELECT * FROM confiture_build(:'data' || '/truncated');
\echo :SQLSTATE
SELECT * FROM confiture_build(:'data' || '/wrong_sjis');
\echo :SQLSTATE
SELECT * FROM confiture_build(:'data' || '/utf16');
\echo :SQLSTATE
SELECT * FROM confiture_build(:'data' || '/utf16be');
\echo :SQLSTATE
SELECT * FROM confiture_build(:'data' || '/invalid_copy');
\echo :SQLSTATE


-- an encoding that does not exist
SELECT rows FROM confiture_build(jsonb_build_object('a.sql', $build$
SET client_encoding = 'nonsense';
$build$));
\echo :SQLSTATE
SHOW client_encoding;
DROP TABLE names;
