-- case: indexes of all forms
-- old
CREATE TABLE t (a int, b text, c int[], r int4range);
CREATE INDEX gone ON t (a);
CREATE INDEX changed ON t (a);
CREATE INDEX ff ON t (a) WITH (fillfactor = 70);
-- new
CREATE TABLE t (a int, b text, c int[], r int4range);
CREATE INDEX changed ON t (a DESC NULLS LAST, b);
CREATE INDEX ff ON t (a) WITH (fillfactor = 80);
CREATE UNIQUE INDEX u ON t (lower(b)) WHERE a > 1;
CREATE INDEX h ON t USING hash (a);
CREATE INDEX g ON t USING gin (c) WITH (fastupdate = off);
CREATE INDEX gs ON t USING gist (r);
CREATE INDEX br ON t USING brin (a) WITH (pages_per_range = 4);
CREATE INDEX sp ON t USING spgist (r);
CREATE INDEX op ON t (b text_pattern_ops, b COLLATE "C");
CREATE UNIQUE INDEX nn ON t (a) INCLUDE (b) NULLS NOT DISTINCT;
COMMENT ON INDEX u IS 'u';
-- case: index statistics
-- old
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t ((a + b), (a - b));
-- new
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t ((a + b), (a - b));
ALTER INDEX i ALTER 1 SET STATISTICS 50;
-- case: opclass index under a type change
-- old
CREATE TABLE t (a varchar(10));
CREATE INDEX i ON t (a varchar_pattern_ops);
-- new
CREATE TABLE t (a int);
CREATE INDEX i ON t (a);
-- case: policies
-- old
CREATE TABLE t (a int, b text);
CREATE POLICY gone ON t USING (a = 1);
CREATE POLICY expr ON t USING (a = 1);
CREATE POLICY roles ON t TO alice USING (a = 1);
CREATE POLICY cmd ON t FOR SELECT USING (a = 1);
CREATE POLICY chk ON t FOR INSERT WITH CHECK (a = 1);
CREATE POLICY lose ON t USING (a = 1) WITH CHECK (a = 2);
-- new
CREATE TABLE t (a int, b text);
CREATE POLICY expr ON t USING (a = 2);
CREATE POLICY roles ON t TO bob, alice USING (a = 1);
CREATE POLICY cmd ON t FOR UPDATE USING (a = 1);
CREATE POLICY chk ON t FOR INSERT WITH CHECK (a = 3);
CREATE POLICY lose ON t USING (a = 1);
CREATE POLICY fresh ON t AS RESTRICTIVE FOR DELETE TO bob USING (b = 'x');
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
COMMENT ON POLICY fresh ON t IS 'p';
-- case: policy over another table
-- old
CREATE TABLE t (a int);
-- new
CREATE TABLE t (a int);
CREATE TABLE m (a int, who name);
CREATE POLICY p ON t USING (EXISTS (SELECT FROM m WHERE m.a = t.a AND who = current_user));
-- case: statistics objects
-- old
CREATE TABLE t (a int, b int);
CREATE STATISTICS gone ON a, b FROM t;
CREATE STATISTICS kinds (ndistinct) ON a, b FROM t;
CREATE STATISTICS target ON a, b FROM t;
-- new
CREATE TABLE t (a int, b int);
CREATE STATISTICS kinds (ndistinct, dependencies) ON a, b FROM t;
CREATE STATISTICS target ON a, b FROM t;
ALTER STATISTICS target SET STATISTICS 100;
CREATE STATISTICS fresh ON (a + b) FROM t;
COMMENT ON STATISTICS fresh IS 's';
ALTER STATISTICS fresh OWNER TO alice;
-- case: statistics under a type change
-- old
CREATE TABLE t (a int, b int);
CREATE STATISTICS s (mcv) ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 77;
-- new
CREATE TABLE t (a bigint, b int);
CREATE STATISTICS s (mcv) ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 77;
-- case: casts
-- old
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION to_e(int) RETURNS e LANGUAGE sql AS 'SELECT $1::text::e';
CREATE CAST (int AS e) WITH FUNCTION to_e(int);
-- new
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION to_e(int) RETURNS e LANGUAGE sql AS 'SELECT $1::text::e';
CREATE CAST (int AS e) WITH FUNCTION to_e(int) AS ASSIGNMENT;
CREATE CAST (text AS e) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (text AS e) IS 'c';
-- case: cast used by a type change
-- old
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION to_e(int) RETURNS e LANGUAGE sql AS 'SELECT $1::text::e';
CREATE CAST (int AS e) WITH FUNCTION to_e(int);
CREATE TABLE t (a int);
-- new
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION to_e(int) RETURNS e LANGUAGE sql AS 'SELECT $1::text::e';
CREATE CAST (int AS e) WITH FUNCTION to_e(int);
CREATE TABLE t (a e);
-- case: operators
-- old
CREATE FUNCTION eq(int, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = int, RIGHTARG = text);
CREATE OPERATOR !!! (FUNCTION = int4abs, RIGHTARG = int);
-- new
CREATE FUNCTION eq(int, text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = int, RIGHTARG = text, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE FUNCTION eq2(text, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $2::text = $1';
CREATE OPERATOR ==== (FUNCTION = eq2, LEFTARG = text, RIGHTARG = int);
COMMENT ON OPERATOR === (int, text) IS 'op';
ALTER OPERATOR === (int, text) OWNER TO alice;
CREATE VIEW v AS SELECT 1 === '1' AS x;
-- case: operator with commutator and negator
-- old
SELECT 1;
-- new
CREATE TYPE c AS (a int);
CREATE FUNCTION c_eq(c, c) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2.a';
CREATE FUNCTION c_ne(c, c) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.a <> $2.a';
CREATE OPERATOR == (FUNCTION = c_eq, LEFTARG = c, RIGHTARG = c, COMMUTATOR = ==, NEGATOR = <<>>);
CREATE OPERATOR <<>> (FUNCTION = c_ne, LEFTARG = c, RIGHTARG = c, COMMUTATOR = <<>>, NEGATOR = ==);
-- case: operator classes and families
-- old
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR FAMILY gone USING hash;
-- new
CREATE OPERATOR FAMILY fam USING btree;
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (int4, int8), FUNCTION 1 (int4, int8) btint48cmp(int4, int8);
CREATE OPERATOR CLASS oc FOR TYPE int4 USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int4, int4);
CREATE OPERATOR CLASS oc2 FOR TYPE int4 USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int4);
CREATE TABLE t (a int);
CREATE INDEX i ON t (a oc);
COMMENT ON OPERATOR CLASS oc USING btree IS 'oc';
COMMENT ON OPERATOR FAMILY fam USING btree IS 'fam';
ALTER OPERATOR CLASS oc USING btree OWNER TO alice;
-- case: operator class changes under an index
-- old
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS oc FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int4, int4);
CREATE TABLE t (a int);
CREATE INDEX i ON t (a oc);
-- new
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS oc FOR TYPE int4 USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 cmp(int4, int4);
CREATE TABLE t (a int);
CREATE INDEX i ON t (a oc);
-- case: text search
-- old
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, accept = false);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR asciiword, word WITH d;
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR email WITH simple;
CREATE TEXT SEARCH CONFIGURATION gone (COPY = english);
-- new
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, accept = true, stopwords = 'english');
CREATE TEXT SEARCH DICTIONARY d2 (TEMPLATE = snowball, language = 'german');
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR asciiword WITH d2, d;
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE tm (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY d3 (TEMPLATE = tm);
CREATE TEXT SEARCH CONFIGURATION c2 (PARSER = p);
COMMENT ON TEXT SEARCH CONFIGURATION c2 IS 'c2';
COMMENT ON TEXT SEARCH PARSER p IS 'p';
COMMENT ON TEXT SEARCH TEMPLATE tm IS 'tm';
COMMENT ON TEXT SEARCH DICTIONARY d3 IS 'd3';
ALTER TEXT SEARCH DICTIONARY d3 OWNER TO alice;
CREATE TABLE t (a text);
CREATE INDEX i ON t USING gin (to_tsvector('public.c', a));
-- case: text search goes, with parser and column
-- old
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION c2 (PARSER = p);
ALTER TEXT SEARCH CONFIGURATION c2 ADD MAPPING FOR word WITH simple;
CREATE TABLE t (a text, b tsvector GENERATED ALWAYS AS (to_tsvector('public.c2', a)) STORED);
-- new
CREATE TABLE t (a text);
-- case: collations
-- old
CREATE COLLATION gone FROM "C";
CREATE COLLATION changed (locale = 'C');
-- new
CREATE COLLATION changed (provider = icu, locale = 'und');
CREATE COLLATION nd (provider = icu, locale = 'und', deterministic = false);
CREATE TABLE t (a text COLLATE nd);
COMMENT ON COLLATION nd IS 'nd';
ALTER COLLATION nd OWNER TO alice;
-- case: collation in use changes
-- old
CREATE COLLATION cc (locale = 'C');
CREATE TABLE t (a text COLLATE cc, b text);
CREATE INDEX i ON t (b COLLATE cc);
-- new
CREATE COLLATION cc (provider = icu, locale = 'und');
CREATE TABLE t (a text COLLATE cc, b text);
CREATE INDEX i ON t (b COLLATE cc);
-- case: conversions
-- old
CREATE CONVERSION gone FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- new
CREATE DEFAULT CONVERSION fresh FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION fresh IS 'x';
-- case: languages
-- old
SELECT 1;
-- new
CREATE LANGUAGE mylang HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION f() RETURNS int LANGUAGE mylang AS 'BEGIN RETURN 1; END';
COMMENT ON LANGUAGE mylang IS 'l';
CREATE TRUSTED LANGUAGE trusty HANDLER plpgsql_call_handler;
GRANT USAGE ON LANGUAGE trusty TO alice;
ALTER LANGUAGE trusty OWNER TO bob;
-- case: transforms
-- old
CREATE TYPE c AS (a int);
-- new
CREATE TYPE c AS (a int);
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
-- case: foreign data
-- old
CREATE FOREIGN DATA WRAPPER w OPTIONS (a '1', b '2');
CREATE SERVER s VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'h');
CREATE USER MAPPING FOR alice SERVER s OPTIONS (x 'y');
CREATE USER MAPPING FOR bob SERVER s;
CREATE FOREIGN TABLE ft (a int OPTIONS (n '1'), b text) SERVER s OPTIONS (t 'x');
CREATE SERVER s2 FOREIGN DATA WRAPPER w;
-- new
CREATE FOREIGN DATA WRAPPER w OPTIONS (a '3', c '4');
CREATE SERVER s VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'h2', port '1');
CREATE USER MAPPING FOR alice SERVER s OPTIONS (x 'z', w '1');
CREATE USER MAPPING FOR PUBLIC SERVER s;
CREATE FOREIGN TABLE ft (a bigint OPTIONS (n '2', m '3') NOT NULL, c text DEFAULT 'x') SERVER s OPTIONS (t 'y', u 'z');
CREATE FOREIGN TABLE ft2 (a int, CONSTRAINT ck CHECK (a > 1)) SERVER s;
GRANT USAGE ON FOREIGN SERVER s TO alice;
GRANT USAGE ON FOREIGN DATA WRAPPER w TO alice;
COMMENT ON SERVER s IS 's';
COMMENT ON FOREIGN DATA WRAPPER w IS 'w';
COMMENT ON FOREIGN TABLE ft IS 'ft';
COMMENT ON COLUMN ft.a IS 'a';
ALTER SERVER s OWNER TO bob;
ALTER FOREIGN TABLE ft2 OWNER TO alice;
-- case: foreign data goes
-- old
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR alice SERVER s;
CREATE FOREIGN TABLE ft (a int) SERVER s;
-- new
SELECT 1;
-- case: server of another type
-- old
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR alice SERVER s;
CREATE FOREIGN TABLE ft (a int) SERVER s;
-- new
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s TYPE 'y' FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR alice SERVER s;
CREATE FOREIGN TABLE ft (a int) SERVER s;
-- case: foreign partition
-- old
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE p (a int) PARTITION BY LIST (a);
-- new
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE p (a int) PARTITION BY LIST (a);
CREATE FOREIGN TABLE fp PARTITION OF p FOR VALUES IN (1) SERVER s;
-- case: publications
-- old
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE TABLE u (a int);
CREATE SCHEMA s;
CREATE PUBLICATION p FOR TABLE t, u WITH (publish = 'insert');
CREATE PUBLICATION q FOR ALL TABLES;
CREATE PUBLICATION gone FOR TABLE u;
CREATE PUBLICATION sch FOR TABLES IN SCHEMA s;
-- new
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE TABLE u (a int);
CREATE SCHEMA s;
CREATE PUBLICATION p FOR TABLE t (a) WHERE (a > 1) WITH (publish = 'insert, update', publish_via_partition_root = true);
CREATE PUBLICATION q FOR TABLE u;
CREATE PUBLICATION sch FOR TABLES IN SCHEMA public;
CREATE PUBLICATION e;
COMMENT ON PUBLICATION e IS 'e';
ALTER PUBLICATION e OWNER TO alice;
-- case: publication over a changing column
-- old
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE PUBLICATION p FOR TABLE t WHERE (a > 1);
-- new
CREATE TABLE t (a bigint PRIMARY KEY, b int);
CREATE PUBLICATION p FOR TABLE t WHERE (a > 1);
-- case: published table goes
-- old
CREATE TABLE t (a int PRIMARY KEY);
CREATE TABLE u (a int);
CREATE PUBLICATION p FOR TABLE t, u;
-- new
CREATE TABLE u (a int);
CREATE PUBLICATION p FOR TABLE u;
-- case: subscriptions
-- old
CREATE SUBSCRIPTION sub_changed CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION sub_gone CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = 'sl');
-- new
CREATE SUBSCRIPTION sub_changed CONNECTION 'dbname=y' PUBLICATION p, q WITH (connect = false, slot_name = 'abc', binary = true, synchronous_commit = 'on');
COMMENT ON SUBSCRIPTION sub_changed IS 'x';
-- case: subscription comes
-- old
SELECT 1;
-- new
CREATE SUBSCRIPTION sub_fresh CONNECTION 'dbname=x password=''a b''' PUBLICATION p WITH (connect = false, streaming = true, two_phase = true, disable_on_error = true);
-- case: extensions
-- old
CREATE EXTENSION hstore;
CREATE TABLE t (a hstore);
-- new
CREATE SCHEMA ext;
CREATE EXTENSION hstore;
CREATE EXTENSION citext SCHEMA ext;
CREATE TABLE t (a hstore, b ext.citext);
CREATE INDEX i ON t USING gin (a);
-- case: extension goes
-- old
CREATE EXTENSION hstore;
CREATE TABLE t (a hstore, b int);
-- new
CREATE TABLE t (a text, b int);
-- case: extension moves
-- old
CREATE EXTENSION hstore;
CREATE SCHEMA ext;
-- new
CREATE SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
-- case: text to citext
-- old
CREATE EXTENSION citext;
CREATE TABLE t (a text UNIQUE, b citext);
-- new
CREATE EXTENSION citext;
CREATE TABLE t (a citext UNIQUE, b text);
-- case: function depends on extension
-- old
CREATE EXTENSION hstore;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE EXTENSION hstore;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() DEPENDS ON EXTENSION hstore;
-- case: system object privileges
-- old
SELECT 1;
-- new
REVOKE EXECUTE ON FUNCTION pg_sleep(double precision) FROM PUBLIC;
GRANT SELECT ON pg_authid TO alice;
