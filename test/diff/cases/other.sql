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
-- case: grants by a role with grant option
-- old
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT ON t TO bob WITH GRANT OPTION; RESET ROLE;
-- new
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT, INSERT ON t TO bob WITH GRANT OPTION; GRANT UPDATE (a) ON t TO bob WITH GRANT OPTION; RESET ROLE;
SET ROLE bob; GRANT SELECT ON t TO carol; GRANT INSERT ON t TO carol WITH GRANT OPTION; GRANT UPDATE (a) ON t TO readonly; RESET ROLE;
SET ROLE carol; GRANT INSERT ON t TO readonly; RESET ROLE;
-- case: grants by a role with grant option: the other way
-- old
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT, INSERT ON t TO bob WITH GRANT OPTION; GRANT UPDATE (a) ON t TO bob WITH GRANT OPTION; RESET ROLE;
SET ROLE bob; GRANT SELECT ON t TO carol; GRANT INSERT ON t TO carol WITH GRANT OPTION; GRANT UPDATE (a) ON t TO readonly; RESET ROLE;
SET ROLE carol; GRANT INSERT ON t TO readonly; RESET ROLE;
-- new
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT ON t TO bob WITH GRANT OPTION; RESET ROLE;
-- case: grants of a role with grant option go
-- old
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT, INSERT ON t TO bob WITH GRANT OPTION; RESET ROLE;
SET ROLE bob; GRANT SELECT ON t TO carol; GRANT INSERT ON t TO carol WITH GRANT OPTION; RESET ROLE;
SET ROLE carol; GRANT INSERT ON t TO readonly; RESET ROLE;
CREATE SCHEMA s AUTHORIZATION bob;
SET ROLE bob; GRANT USAGE ON SCHEMA s TO carol WITH GRANT OPTION; RESET ROLE;
SET ROLE carol; GRANT USAGE ON SCHEMA s TO alice; RESET ROLE;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() OWNER TO alice;
SET ROLE alice; GRANT EXECUTE ON FUNCTION f() TO bob WITH GRANT OPTION; RESET ROLE;
SET ROLE bob; GRANT EXECUTE ON FUNCTION f() TO carol; RESET ROLE;
-- new
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT, INSERT ON t TO bob; RESET ROLE;
CREATE SCHEMA s AUTHORIZATION bob;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() OWNER TO alice;
SET ROLE alice; GRANT EXECUTE ON FUNCTION f() TO bob WITH GRANT OPTION; RESET ROLE;
-- case: grants of a role with grant option go: the other way
-- old
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT, INSERT ON t TO bob; RESET ROLE;
CREATE SCHEMA s AUTHORIZATION bob;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() OWNER TO alice;
SET ROLE alice; GRANT EXECUTE ON FUNCTION f() TO bob WITH GRANT OPTION; RESET ROLE;
-- new
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO alice;
SET ROLE alice; GRANT SELECT, INSERT ON t TO bob WITH GRANT OPTION; RESET ROLE;
SET ROLE bob; GRANT SELECT ON t TO carol; GRANT INSERT ON t TO carol WITH GRANT OPTION; RESET ROLE;
SET ROLE carol; GRANT INSERT ON t TO readonly; RESET ROLE;
CREATE SCHEMA s AUTHORIZATION bob;
SET ROLE bob; GRANT USAGE ON SCHEMA s TO carol WITH GRANT OPTION; RESET ROLE;
SET ROLE carol; GRANT USAGE ON SCHEMA s TO alice; RESET ROLE;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() OWNER TO alice;
SET ROLE alice; GRANT EXECUTE ON FUNCTION f() TO bob WITH GRANT OPTION; RESET ROLE;
SET ROLE bob; GRANT EXECUTE ON FUNCTION f() TO carol; RESET ROLE;
-- case: owner changes with grants of the former owner
-- old
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO alice;
GRANT SELECT ON t TO bob;
REVOKE DELETE ON t FROM alice;
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO alice;
-- new
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO bob;
GRANT SELECT ON t TO alice;
REVOKE UPDATE ON t FROM bob;
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO bob;
-- case: owner changes with grants of the former owner: the other way
-- old
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO bob;
GRANT SELECT ON t TO alice;
REVOKE UPDATE ON t FROM bob;
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO bob;
-- new
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO alice;
GRANT SELECT ON t TO bob;
REVOKE DELETE ON t FROM alice;
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO alice;
-- case: everything owned by others
-- old
CREATE SCHEMA s;
-- new
CREATE SCHEMA s AUTHORIZATION alice;
SET ROLE alice;
CREATE TABLE s.t (id serial PRIMARY KEY, i int GENERATED ALWAYS AS IDENTITY);
CREATE VIEW s.v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW s.m AS SELECT 1 AS a;
CREATE SEQUENCE s.q;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE s.p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE s.a(int) (sfunc = int4pl, stype = int);
CREATE TYPE s.e AS ENUM ('a');
CREATE TYPE s.c AS (a int);
CREATE DOMAIN s.d AS int;
CREATE TYPE s.r AS RANGE (subtype = int);
CREATE COLLATION s.co FROM "C";
CREATE CONVERSION s.cv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE OPERATOR s.*** (leftarg = int, rightarg = int, function = int4pl);
CREATE TEXT SEARCH DICTIONARY s.td (template = simple);
CREATE TEXT SEARCH CONFIGURATION s.tc (copy = simple);
CREATE STATISTICS s.st ON id, i FROM s.t;
RESET ROLE;
ALTER TABLE s.t OWNER TO bob;
CREATE FOREIGN DATA WRAPPER w; ALTER FOREIGN DATA WRAPPER w OWNER TO postgres;
CREATE SERVER srv FOREIGN DATA WRAPPER w; ALTER SERVER srv OWNER TO alice;
CREATE PUBLICATION pub FOR TABLE s.t; ALTER PUBLICATION pub OWNER TO postgres;
CREATE USER MAPPING FOR bob SERVER srv OPTIONS (a 'b');
CREATE USER MAPPING FOR PUBLIC SERVER srv;
-- case: everything owned by others: the other way
-- old
CREATE SCHEMA s AUTHORIZATION alice;
SET ROLE alice;
CREATE TABLE s.t (id serial PRIMARY KEY, i int GENERATED ALWAYS AS IDENTITY);
CREATE VIEW s.v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW s.m AS SELECT 1 AS a;
CREATE SEQUENCE s.q;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE s.p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE s.a(int) (sfunc = int4pl, stype = int);
CREATE TYPE s.e AS ENUM ('a');
CREATE TYPE s.c AS (a int);
CREATE DOMAIN s.d AS int;
CREATE TYPE s.r AS RANGE (subtype = int);
CREATE COLLATION s.co FROM "C";
CREATE CONVERSION s.cv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE OPERATOR s.*** (leftarg = int, rightarg = int, function = int4pl);
CREATE TEXT SEARCH DICTIONARY s.td (template = simple);
CREATE TEXT SEARCH CONFIGURATION s.tc (copy = simple);
CREATE STATISTICS s.st ON id, i FROM s.t;
RESET ROLE;
ALTER TABLE s.t OWNER TO bob;
CREATE FOREIGN DATA WRAPPER w; ALTER FOREIGN DATA WRAPPER w OWNER TO postgres;
CREATE SERVER srv FOREIGN DATA WRAPPER w; ALTER SERVER srv OWNER TO alice;
CREATE PUBLICATION pub FOR TABLE s.t; ALTER PUBLICATION pub OWNER TO postgres;
CREATE USER MAPPING FOR bob SERVER srv OPTIONS (a 'b');
CREATE USER MAPPING FOR PUBLIC SERVER srv;
-- new
CREATE SCHEMA s;
-- case: default privileges of all kinds with new objects
-- old
CREATE SCHEMA s;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO readonly;
CREATE TABLE s.old (a int);
-- new
CREATE SCHEMA s;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT, INSERT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO app_user;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT ALL ON TYPES TO bob;
ALTER DEFAULT PRIVILEGES GRANT CREATE ON SCHEMAS TO bob WITH GRANT OPTION;
CREATE TABLE s.old (a int);
GRANT SELECT ON s.old TO readonly;
CREATE TABLE s.fresh (id serial);
CREATE TABLE s.bare (id int GENERATED ALWAYS AS IDENTITY);
REVOKE ALL ON s.bare FROM readonly;
CREATE VIEW s.v AS SELECT 1 AS a;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION s.g() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT EXECUTE ON FUNCTION s.g() TO PUBLIC;
CREATE SCHEMA z;
CREATE TYPE s.e AS ENUM ('a');
-- case: default privileges of all kinds with new objects: the other way
-- old
CREATE SCHEMA s;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT, INSERT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO app_user;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE alice GRANT ALL ON TYPES TO bob;
ALTER DEFAULT PRIVILEGES GRANT CREATE ON SCHEMAS TO bob WITH GRANT OPTION;
CREATE TABLE s.old (a int);
GRANT SELECT ON s.old TO readonly;
CREATE TABLE s.fresh (id serial);
CREATE TABLE s.bare (id int GENERATED ALWAYS AS IDENTITY);
REVOKE ALL ON s.bare FROM readonly;
CREATE VIEW s.v AS SELECT 1 AS a;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION s.g() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT EXECUTE ON FUNCTION s.g() TO PUBLIC;
CREATE SCHEMA z;
CREATE TYPE s.e AS ENUM ('a');
-- new
CREATE SCHEMA s;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO readonly;
CREATE TABLE s.old (a int);
-- case: default privileges go, objects stay
-- old
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM postgres;
CREATE TABLE a (x int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE TABLE a (x int);
GRANT SELECT ON a TO readonly;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE b (x int);
-- case: default privileges go, objects stay: the other way
-- old
CREATE TABLE a (x int);
GRANT SELECT ON a TO readonly;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE b (x int);
-- new
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM postgres;
CREATE TABLE a (x int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: column grants and table grants
-- old
CREATE TABLE t (a int, b int, c int);
GRANT SELECT (a, b), UPDATE (c) ON t TO alice;
GRANT SELECT ON t TO bob;
-- new
CREATE TABLE t (a int, b int, d int);
GRANT SELECT (a, d), UPDATE (a) ON t TO alice WITH GRANT OPTION;
GRANT INSERT ON t TO bob;
GRANT SELECT (b) ON t TO PUBLIC;
GRANT REFERENCES (a) ON t TO bob;
-- case: column grants and table grants: the other way
-- old
CREATE TABLE t (a int, b int, d int);
GRANT SELECT (a, d), UPDATE (a) ON t TO alice WITH GRANT OPTION;
GRANT INSERT ON t TO bob;
GRANT SELECT (b) ON t TO PUBLIC;
GRANT REFERENCES (a) ON t TO bob;
-- new
CREATE TABLE t (a int, b int, c int);
GRANT SELECT (a, b), UPDATE (c) ON t TO alice;
GRANT SELECT ON t TO bob;
-- case: grants on everything else
-- old
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int; CREATE SEQUENCE s; CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE ag(int) (sfunc = int4pl, stype = int);
GRANT USAGE ON FOREIGN SERVER srv TO alice;
GRANT USAGE ON LANGUAGE sql TO alice;
-- new
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int; CREATE SEQUENCE s; CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE ag(int) (sfunc = int4pl, stype = int);
GRANT USAGE ON FOREIGN DATA WRAPPER w TO bob;
GRANT USAGE ON TYPE e TO bob; REVOKE ALL ON TYPE e FROM PUBLIC;
GRANT USAGE ON DOMAIN d TO bob;
GRANT USAGE, UPDATE ON SEQUENCE s TO alice;
REVOKE ALL ON PROCEDURE p() FROM PUBLIC; GRANT EXECUTE ON PROCEDURE p() TO bob;
GRANT EXECUTE ON FUNCTION ag(int) TO bob;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO PUBLIC;
-- case: grants on everything else: the other way
-- old
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int; CREATE SEQUENCE s; CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE ag(int) (sfunc = int4pl, stype = int);
GRANT USAGE ON FOREIGN DATA WRAPPER w TO bob;
GRANT USAGE ON TYPE e TO bob; REVOKE ALL ON TYPE e FROM PUBLIC;
GRANT USAGE ON DOMAIN d TO bob;
GRANT USAGE, UPDATE ON SEQUENCE s TO alice;
REVOKE ALL ON PROCEDURE p() FROM PUBLIC; GRANT EXECUTE ON PROCEDURE p() TO bob;
GRANT EXECUTE ON FUNCTION ag(int) TO bob;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO PUBLIC;
-- new
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int; CREATE SEQUENCE s; CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE ag(int) (sfunc = int4pl, stype = int);
GRANT USAGE ON FOREIGN SERVER srv TO alice;
GRANT USAGE ON LANGUAGE sql TO alice;
-- case: text search parsers and configurations
-- old
CREATE TEXT SEARCH PARSER ps (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION c1 (parser = ps);
ALTER TEXT SEARCH CONFIGURATION c1 ADD MAPPING FOR word, asciiword WITH simple;
CREATE TEXT SEARCH TEMPLATE tt (lexize = dsimple_lexize, init = dsimple_init);
CREATE TEXT SEARCH DICTIONARY td (template = tt, stopwords = english);
CREATE TEXT SEARCH CONFIGURATION c2 (copy = english);
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED);
CREATE INDEX ON doc USING gin (to_tsvector('c1', body));
-- new
CREATE TEXT SEARCH PARSER ps (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
CREATE TEXT SEARCH CONFIGURATION c1 (parser = ps);
ALTER TEXT SEARCH CONFIGURATION c1 ADD MAPPING FOR word, email WITH simple, english_stem;
CREATE TEXT SEARCH TEMPLATE tt (lexize = dsimple_lexize, init = dsimple_init);
CREATE TEXT SEARCH DICTIONARY td (template = tt, accept = false);
CREATE TEXT SEARCH CONFIGURATION c2 (copy = english);
ALTER TEXT SEARCH CONFIGURATION c2 ALTER MAPPING FOR asciiword WITH td, english_stem;
ALTER TEXT SEARCH CONFIGURATION c2 DROP MAPPING FOR url;
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED);
CREATE INDEX ON doc USING gin (to_tsvector('c1', body));
COMMENT ON TEXT SEARCH PARSER ps IS 'p'; COMMENT ON TEXT SEARCH CONFIGURATION c1 IS 'c'; COMMENT ON TEXT SEARCH DICTIONARY td IS 'd'; COMMENT ON TEXT SEARCH TEMPLATE tt IS 't';
-- case: text search parsers and configurations: the other way
-- old
CREATE TEXT SEARCH PARSER ps (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
CREATE TEXT SEARCH CONFIGURATION c1 (parser = ps);
ALTER TEXT SEARCH CONFIGURATION c1 ADD MAPPING FOR word, email WITH simple, english_stem;
CREATE TEXT SEARCH TEMPLATE tt (lexize = dsimple_lexize, init = dsimple_init);
CREATE TEXT SEARCH DICTIONARY td (template = tt, accept = false);
CREATE TEXT SEARCH CONFIGURATION c2 (copy = english);
ALTER TEXT SEARCH CONFIGURATION c2 ALTER MAPPING FOR asciiword WITH td, english_stem;
ALTER TEXT SEARCH CONFIGURATION c2 DROP MAPPING FOR url;
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED);
CREATE INDEX ON doc USING gin (to_tsvector('c1', body));
COMMENT ON TEXT SEARCH PARSER ps IS 'p'; COMMENT ON TEXT SEARCH CONFIGURATION c1 IS 'c'; COMMENT ON TEXT SEARCH DICTIONARY td IS 'd'; COMMENT ON TEXT SEARCH TEMPLATE tt IS 't';
-- new
CREATE TEXT SEARCH PARSER ps (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION c1 (parser = ps);
ALTER TEXT SEARCH CONFIGURATION c1 ADD MAPPING FOR word, asciiword WITH simple;
CREATE TEXT SEARCH TEMPLATE tt (lexize = dsimple_lexize, init = dsimple_init);
CREATE TEXT SEARCH DICTIONARY td (template = tt, stopwords = english);
CREATE TEXT SEARCH CONFIGURATION c2 (copy = english);
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED);
CREATE INDEX ON doc USING gin (to_tsvector('c1', body));
-- case: text search configuration of another parser, in use
-- old
CREATE TEXT SEARCH CONFIGURATION c2 (copy = english);
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED, d regconfig DEFAULT 'c2');
CREATE INDEX ON doc USING gin (to_tsvector('c2', body));
CREATE VIEW dv AS SELECT to_tsvector('c2', body) AS t FROM doc;
-- new
CREATE TEXT SEARCH PARSER ps (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION c2 (parser = ps);
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED, d regconfig DEFAULT 'c2');
CREATE INDEX ON doc USING gin (to_tsvector('c2', body));
CREATE VIEW dv AS SELECT to_tsvector('c2', body) AS t FROM doc;
-- case: text search configuration of another parser, in use: the other way
-- old
CREATE TEXT SEARCH PARSER ps (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
CREATE TEXT SEARCH CONFIGURATION c2 (parser = ps);
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED, d regconfig DEFAULT 'c2');
CREATE INDEX ON doc USING gin (to_tsvector('c2', body));
CREATE VIEW dv AS SELECT to_tsvector('c2', body) AS t FROM doc;
-- new
CREATE TEXT SEARCH CONFIGURATION c2 (copy = english);
CREATE TABLE doc (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('c2', body)) STORED, d regconfig DEFAULT 'c2');
CREATE INDEX ON doc USING gin (to_tsvector('c2', body));
CREATE VIEW dv AS SELECT to_tsvector('c2', body) AS t FROM doc;
-- case: casts of all kinds
-- old
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1::text::int';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS ASSIGNMENT;
CREATE CAST (e AS varchar) WITH INOUT;
CREATE TYPE c AS (a int);
CREATE CAST (c AS text) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (e AS int) IS 'x';
CREATE VIEW v AS SELECT '1'::e::int AS i;
-- new
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1::text::int + 1';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS IMPLICIT;
CREATE CAST (varchar AS e) WITH INOUT AS IMPLICIT;
CREATE TYPE c AS (a int);
CREATE FUNCTION c_text(c) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a::text';
CREATE CAST (c AS text) WITH FUNCTION c_text(c);
COMMENT ON CAST (e AS int) IS 'y';
CREATE VIEW v AS SELECT '1'::e::int AS i;
-- case: casts of all kinds: the other way
-- old
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1::text::int + 1';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS IMPLICIT;
CREATE CAST (varchar AS e) WITH INOUT AS IMPLICIT;
CREATE TYPE c AS (a int);
CREATE FUNCTION c_text(c) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a::text';
CREATE CAST (c AS text) WITH FUNCTION c_text(c);
COMMENT ON CAST (e AS int) IS 'y';
CREATE VIEW v AS SELECT '1'::e::int AS i;
-- new
CREATE TYPE e AS ENUM ('1', '2');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1::text::int';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS ASSIGNMENT;
CREATE CAST (e AS varchar) WITH INOUT;
CREATE TYPE c AS (a int);
CREATE CAST (c AS text) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (e AS int) IS 'x';
CREATE VIEW v AS SELECT '1'::e::int AS i;
-- case: cast's type made anew
-- old
CREATE TYPE e AS ENUM ('1', '2', '3');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS ASSIGNMENT;
CREATE TABLE t (x e, y int); CREATE FUNCTION e_eq(e, e) RETURNS boolean LANGUAGE sql AS $$SELECT true$$;
CREATE OPERATOR === (leftarg = e, rightarg = e, function = e_eq);
CREATE INDEX ON t (e_int(x));
-- new
CREATE TYPE e AS ENUM ('1', '3');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS ASSIGNMENT;
CREATE TABLE t (x e, y int); CREATE FUNCTION e_eq(e, e) RETURNS boolean LANGUAGE sql AS $$SELECT true$$;
CREATE OPERATOR === (leftarg = e, rightarg = e, function = e_eq);
CREATE INDEX ON t (e_int(x));
-- case: cast's type made anew: the other way
-- old
CREATE TYPE e AS ENUM ('1', '3');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS ASSIGNMENT;
CREATE TABLE t (x e, y int); CREATE FUNCTION e_eq(e, e) RETURNS boolean LANGUAGE sql AS $$SELECT true$$;
CREATE OPERATOR === (leftarg = e, rightarg = e, function = e_eq);
CREATE INDEX ON t (e_int(x));
-- new
CREATE TYPE e AS ENUM ('1', '2', '3');
CREATE FUNCTION e_int(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (e AS int) WITH FUNCTION e_int(e) AS ASSIGNMENT;
CREATE TABLE t (x e, y int); CREATE FUNCTION e_eq(e, e) RETURNS boolean LANGUAGE sql AS $$SELECT true$$;
CREATE OPERATOR === (leftarg = e, rightarg = e, function = e_eq);
CREATE INDEX ON t (e_int(x));
-- case: operators of all kinds
-- old
CREATE FUNCTION eq(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION eq2(text, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (leftarg = int, rightarg = text, function = eq);
CREATE OPERATOR ### (rightarg = int, function = int4um);
CREATE VIEW v AS SELECT 1 OPERATOR(public.===) 'x' AS a;
CREATE TABLE t (a int, CHECK (a OPERATOR(public.===) 'x'));
-- new
CREATE FUNCTION eq(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION eq2(text, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (leftarg = int, rightarg = text, function = eq, commutator = ===, negator = !==, restrict = eqsel, join = eqjoinsel, hashes, merges);
CREATE OPERATOR ### (rightarg = bigint, function = int8um);
CREATE VIEW v AS SELECT 1 OPERATOR(public.===) 'x' AS a;
CREATE TABLE t (a int, CHECK (a OPERATOR(public.===) 'x'));
COMMENT ON OPERATOR === (int, text) IS 'eq';
-- case: operators of all kinds: the other way
-- old
CREATE FUNCTION eq(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION eq2(text, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (leftarg = int, rightarg = text, function = eq, commutator = ===, negator = !==, restrict = eqsel, join = eqjoinsel, hashes, merges);
CREATE OPERATOR ### (rightarg = bigint, function = int8um);
CREATE VIEW v AS SELECT 1 OPERATOR(public.===) 'x' AS a;
CREATE TABLE t (a int, CHECK (a OPERATOR(public.===) 'x'));
COMMENT ON OPERATOR === (int, text) IS 'eq';
-- new
CREATE FUNCTION eq(int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION eq2(text, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR === (leftarg = int, rightarg = text, function = eq);
CREATE OPERATOR ### (rightarg = int, function = int4um);
CREATE VIEW v AS SELECT 1 OPERATOR(public.===) 'x' AS a;
CREATE TABLE t (a int, CHECK (a OPERATOR(public.===) 'x'));
-- case: operator class with family, index, changes
-- old
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 cmp(int, int);
CREATE TABLE t (a int);
CREATE INDEX ON t (a oc);
-- new
CREATE FUNCTION cmp2(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS oc FOR TYPE int USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 cmp2(int, int);
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (int4, int8), FUNCTION 1 btint48cmp(int4, int8);
CREATE TABLE t (a int);
CREATE INDEX ON t (a oc);
COMMENT ON OPERATOR CLASS oc USING btree IS 'c'; COMMENT ON OPERATOR FAMILY fam USING btree IS 'f';
-- case: operator class with family, index, changes: the other way
-- old
CREATE FUNCTION cmp2(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS oc FOR TYPE int USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 cmp2(int, int);
ALTER OPERATOR FAMILY fam USING btree ADD OPERATOR 1 < (int4, int8), FUNCTION 1 btint48cmp(int4, int8);
CREATE TABLE t (a int);
CREATE INDEX ON t (a oc);
COMMENT ON OPERATOR CLASS oc USING btree IS 'c'; COMMENT ON OPERATOR FAMILY fam USING btree IS 'f';
-- new
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 cmp(int, int);
CREATE TABLE t (a int);
CREATE INDEX ON t (a oc);
-- case: statistics of all kinds
-- old
CREATE TABLE t (a int, b int, c text, d date);
CREATE STATISTICS s1 ON a, b FROM t;
CREATE STATISTICS s2 (ndistinct) ON a, b, c FROM t;
CREATE STATISTICS s3 ON (a + b) FROM t;
ALTER STATISTICS s1 SET STATISTICS 100;
COMMENT ON STATISTICS s1 IS 's1';
ALTER STATISTICS s2 OWNER TO alice;
-- new
CREATE TABLE t (a bigint, b int, c text, d date);
CREATE STATISTICS s1 ON a, b FROM t;
CREATE STATISTICS s2 (ndistinct, mcv) ON a, c FROM t;
CREATE STATISTICS s3 ON (a * b), (lower(c)), d FROM t;
CREATE STATISTICS s4 (dependencies) ON b, c FROM t;
ALTER STATISTICS s1 SET STATISTICS 0;
ALTER STATISTICS s3 SET STATISTICS 77;
COMMENT ON STATISTICS s1 IS 's1';
ALTER STATISTICS s2 OWNER TO bob;
-- case: statistics of all kinds: the other way
-- old
CREATE TABLE t (a bigint, b int, c text, d date);
CREATE STATISTICS s1 ON a, b FROM t;
CREATE STATISTICS s2 (ndistinct, mcv) ON a, c FROM t;
CREATE STATISTICS s3 ON (a * b), (lower(c)), d FROM t;
CREATE STATISTICS s4 (dependencies) ON b, c FROM t;
ALTER STATISTICS s1 SET STATISTICS 0;
ALTER STATISTICS s3 SET STATISTICS 77;
COMMENT ON STATISTICS s1 IS 's1';
ALTER STATISTICS s2 OWNER TO bob;
-- new
CREATE TABLE t (a int, b int, c text, d date);
CREATE STATISTICS s1 ON a, b FROM t;
CREATE STATISTICS s2 (ndistinct) ON a, b, c FROM t;
CREATE STATISTICS s3 ON (a + b) FROM t;
ALTER STATISTICS s1 SET STATISTICS 100;
COMMENT ON STATISTICS s1 IS 's1';
ALTER STATISTICS s2 OWNER TO alice;
-- case: column options, storage, compression, statistics
-- old
CREATE TABLE t (a text, b text COMPRESSION pglz, c int, d text);
ALTER TABLE t ALTER a SET (n_distinct = 5, n_distinct_inherited = -0.5), ALTER c SET STATISTICS 10;
-- new
CREATE TABLE t (a text, b text, c bigint, d varchar(10), e text COMPRESSION pglz);
ALTER TABLE t ALTER a SET (n_distinct_inherited = 7), ALTER c SET STATISTICS 20, ALTER c SET (n_distinct = 3);
-- case: column options, storage, compression, statistics: the other way
-- old
CREATE TABLE t (a text, b text, c bigint, d varchar(10), e text COMPRESSION pglz);
ALTER TABLE t ALTER a SET (n_distinct_inherited = 7), ALTER c SET STATISTICS 20, ALTER c SET (n_distinct = 3);
-- new
CREATE TABLE t (a text, b text COMPRESSION pglz, c int, d text);
ALTER TABLE t ALTER a SET (n_distinct = 5, n_distinct_inherited = -0.5), ALTER c SET STATISTICS 10;
-- case: sequences with all bounds
-- old
CREATE SEQUENCE s1 AS smallint START 5 MAXVALUE 100 CYCLE CACHE 10;
CREATE SEQUENCE s2 INCREMENT -1;
CREATE SEQUENCE s3 MINVALUE 10 MAXVALUE 20 START 15;
CREATE SEQUENCE s4 AS int;
CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY);
CREATE SEQUENCE s5;
CREATE SEQUENCE s6 START 1000;
-- new
CREATE SEQUENCE s1 AS bigint START 1 NO MAXVALUE NO CYCLE;
CREATE SEQUENCE s2 INCREMENT 2 MINVALUE 4;
CREATE SEQUENCE s3 MINVALUE 100 MAXVALUE 200 START 150;
CREATE SEQUENCE s4 AS smallint INCREMENT -5 START -1;
CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY (MINVALUE 5 START 7 MAXVALUE 70 CYCLE));
CREATE UNLOGGED SEQUENCE s5;
CREATE SEQUENCE s6 START 1 MAXVALUE 500;
-- case: sequences with all bounds: the other way
-- old
CREATE SEQUENCE s1 AS bigint START 1 NO MAXVALUE NO CYCLE;
CREATE SEQUENCE s2 INCREMENT 2 MINVALUE 4;
CREATE SEQUENCE s3 MINVALUE 100 MAXVALUE 200 START 150;
CREATE SEQUENCE s4 AS smallint INCREMENT -5 START -1;
CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY (MINVALUE 5 START 7 MAXVALUE 70 CYCLE));
CREATE UNLOGGED SEQUENCE s5;
CREATE SEQUENCE s6 START 1 MAXVALUE 500;
-- new
CREATE SEQUENCE s1 AS smallint START 5 MAXVALUE 100 CYCLE CACHE 10;
CREATE SEQUENCE s2 INCREMENT -1;
CREATE SEQUENCE s3 MINVALUE 10 MAXVALUE 20 START 15;
CREATE SEQUENCE s4 AS int;
CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY);
CREATE SEQUENCE s5;
CREATE SEQUENCE s6 START 1000;
-- case: unlogged identity sequences apart
-- old
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, s serial);
CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY, s serial);
-- new
CREATE UNLOGGED TABLE t (id int GENERATED ALWAYS AS IDENTITY, s serial);
CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY, s serial);
ALTER SEQUENCE u_id_seq SET UNLOGGED;
-- case: unlogged identity sequences apart: the other way
-- old
CREATE UNLOGGED TABLE t (id int GENERATED ALWAYS AS IDENTITY, s serial);
CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY, s serial);
ALTER SEQUENCE u_id_seq SET UNLOGGED;
-- new
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, s serial);
CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY, s serial);
-- case: event triggers with tags and functions
-- old
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION f();
CREATE EVENT TRIGGER gone ON sql_drop EXECUTE FUNCTION f();
-- new
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION g() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE VIEW', 'DROP INDEX') EXECUTE FUNCTION g();
ALTER EVENT TRIGGER et ENABLE ALWAYS;
CREATE EVENT TRIGGER fresh ON table_rewrite EXECUTE FUNCTION f();
ALTER EVENT TRIGGER fresh DISABLE;
COMMENT ON EVENT TRIGGER et IS 'et';
-- case: event triggers with tags and functions: the other way
-- old
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION g() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE VIEW', 'DROP INDEX') EXECUTE FUNCTION g();
ALTER EVENT TRIGGER et ENABLE ALWAYS;
CREATE EVENT TRIGGER fresh ON table_rewrite EXECUTE FUNCTION f();
ALTER EVENT TRIGGER fresh DISABLE;
COMMENT ON EVENT TRIGGER et IS 'et';
-- new
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION f();
CREATE EVENT TRIGGER gone ON sql_drop EXECUTE FUNCTION f();
-- case: event trigger that refuses ddl comes last
-- old
CREATE TABLE t (a int);
-- new
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF tg_tag LIKE 'CREATE%' THEN RAISE 'no'; END IF; END $$;
CREATE TABLE t (a int, b int);
CREATE INDEX ON t (b);
CREATE VIEW zz AS SELECT 1 AS a;
CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION f();
-- case: event trigger that refuses ddl comes last: the other way
-- old
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF tg_tag LIKE 'CREATE%' THEN RAISE 'no'; END IF; END $$;
CREATE TABLE t (a int, b int);
CREATE INDEX ON t (b);
CREATE VIEW zz AS SELECT 1 AS a;
CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION f();
-- new
CREATE TABLE t (a int);
-- case: foreign tables and servers
-- old
CREATE EXTENSION postgres_fdw;
CREATE SERVER s1 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a', port '1');
CREATE FOREIGN TABLE ft (a int OPTIONS (column_name 'x'), b text) SERVER s1 OPTIONS (table_name 't');
CREATE USER MAPPING FOR alice SERVER s1 OPTIONS (user 'u', password 'p');
CREATE VIEW v AS SELECT a FROM ft;
-- new
CREATE EXTENSION postgres_fdw;
CREATE SERVER s1 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'b', dbname 'c');
CREATE SERVER s2 FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE ft (a bigint OPTIONS (column_name 'y'), b text COLLATE "C" NOT NULL DEFAULT 'x', c int, CHECK (a > 0)) SERVER s2 OPTIONS (schema_name 's');
CREATE USER MAPPING FOR alice SERVER s1 OPTIONS (user 'v');
CREATE USER MAPPING FOR CURRENT_USER SERVER s2 OPTIONS (user 'v');
CREATE VIEW v AS SELECT a FROM ft;
COMMENT ON FOREIGN TABLE ft IS 'ft'; COMMENT ON SERVER s2 IS 's';
-- case: foreign tables and servers: the other way
-- old
CREATE EXTENSION postgres_fdw;
CREATE SERVER s1 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'b', dbname 'c');
CREATE SERVER s2 FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE ft (a bigint OPTIONS (column_name 'y'), b text COLLATE "C" NOT NULL DEFAULT 'x', c int, CHECK (a > 0)) SERVER s2 OPTIONS (schema_name 's');
CREATE USER MAPPING FOR alice SERVER s1 OPTIONS (user 'v');
CREATE USER MAPPING FOR CURRENT_USER SERVER s2 OPTIONS (user 'v');
CREATE VIEW v AS SELECT a FROM ft;
COMMENT ON FOREIGN TABLE ft IS 'ft'; COMMENT ON SERVER s2 IS 's';
-- new
CREATE EXTENSION postgres_fdw;
CREATE SERVER s1 FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a', port '1');
CREATE FOREIGN TABLE ft (a int OPTIONS (column_name 'x'), b text) SERVER s1 OPTIONS (table_name 't');
CREATE USER MAPPING FOR alice SERVER s1 OPTIONS (user 'u', password 'p');
CREATE VIEW v AS SELECT a FROM ft;
-- case: foreign table becomes table and back
-- old
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE a (x int) SERVER s;
CREATE TABLE b (x int);
-- new
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE a (x int);
CREATE FOREIGN TABLE b (x int) SERVER s;
-- case: foreign table becomes table and back: the other way
-- old
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE a (x int);
CREATE FOREIGN TABLE b (x int) SERVER s;
-- new
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE a (x int) SERVER s;
CREATE TABLE b (x int);
-- case: subscriptions
-- old
CREATE SUBSCRIPTION s1 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION s2 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = 'x', binary = true);
-- new
CREATE SUBSCRIPTION s1 CONNECTION 'host=elsewhere port=7' PUBLICATION p, q WITH (connect = false, streaming = true, synchronous_commit = 'on', disable_on_error = true);
CREATE SUBSCRIPTION s3 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, two_phase = true);
COMMENT ON SUBSCRIPTION s3 IS 's3';
-- case: subscriptions: the other way
-- old
CREATE SUBSCRIPTION s1 CONNECTION 'host=elsewhere port=7' PUBLICATION p, q WITH (connect = false, streaming = true, synchronous_commit = 'on', disable_on_error = true);
CREATE SUBSCRIPTION s3 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, two_phase = true);
COMMENT ON SUBSCRIPTION s3 IS 's3';
-- new
CREATE SUBSCRIPTION s1 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION s2 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = 'x', binary = true);
-- case: subscription two_phase changes
-- old
CREATE SUBSCRIPTION s1 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, two_phase = false);
-- new
CREATE SUBSCRIPTION s1 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, two_phase = true);
-- case: subscription two_phase changes: the other way
-- old
CREATE SUBSCRIPTION s1 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, two_phase = true);
-- new
CREATE SUBSCRIPTION s1 CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, two_phase = false);
-- case: access method and tables
-- old
CREATE TABLE t (a int PRIMARY KEY, b text);
CREATE INDEX i ON t (b);
CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
-- new
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int PRIMARY KEY, b text) USING heap2;
CREATE INDEX i ON t (b);
CREATE MATERIALIZED VIEW m USING heap2 AS SELECT * FROM t;
-- case: access method and tables: the other way
-- old
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int PRIMARY KEY, b text) USING heap2;
CREATE INDEX i ON t (b);
CREATE MATERIALIZED VIEW m USING heap2 AS SELECT * FROM t;
-- new
CREATE TABLE t (a int PRIMARY KEY, b text);
CREATE INDEX i ON t (b);
CREATE MATERIALIZED VIEW m AS SELECT * FROM t;
-- case: nulls not distinct and include
-- old
CREATE TABLE t (a int, b int, c int, UNIQUE (a), CONSTRAINT u UNIQUE (b) INCLUDE (c));
CREATE UNIQUE INDEX i ON t (a, b);
-- new
CREATE TABLE t (a int, b int, c int, UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT u UNIQUE (b) INCLUDE (a, c));
CREATE UNIQUE INDEX i ON t (a, b) INCLUDE (c) NULLS NOT DISTINCT WHERE c > 0;
-- case: nulls not distinct and include: the other way
-- old
CREATE TABLE t (a int, b int, c int, UNIQUE NULLS NOT DISTINCT (a), CONSTRAINT u UNIQUE (b) INCLUDE (a, c));
CREATE UNIQUE INDEX i ON t (a, b) INCLUDE (c) NULLS NOT DISTINCT WHERE c > 0;
-- new
CREATE TABLE t (a int, b int, c int, UNIQUE (a), CONSTRAINT u UNIQUE (b) INCLUDE (c));
CREATE UNIQUE INDEX i ON t (a, b);
-- case: typed tables with options, constraints, key
-- old
CREATE TYPE pt AS (a int, b text);
CREATE TABLE t OF pt (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'x' NOT NULL);
CREATE TABLE u OF pt;
CREATE VIEW v AS SELECT * FROM t;
-- new
CREATE TYPE pt AS (a bigint, b text, c date);
CREATE TABLE t OF pt (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'y', CHECK (a > 0));
CREATE TABLE u (a bigint, b text, c date);
CREATE TABLE w OF pt;
CREATE VIEW v AS SELECT * FROM t;
-- case: typed tables with options, constraints, key: the other way
-- old
CREATE TYPE pt AS (a bigint, b text, c date);
CREATE TABLE t OF pt (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'y', CHECK (a > 0));
CREATE TABLE u (a bigint, b text, c date);
CREATE TABLE w OF pt;
CREATE VIEW v AS SELECT * FROM t;
-- new
CREATE TYPE pt AS (a int, b text);
CREATE TABLE t OF pt (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'x' NOT NULL);
CREATE TABLE u OF pt;
CREATE VIEW v AS SELECT * FROM t;
-- case: extension comes, goes, moves, with dependents
-- old
CREATE EXTENSION pg_trgm;
CREATE EXTENSION hstore;
CREATE TABLE t (a text, h hstore);
CREATE INDEX ON t USING gin (a gin_trgm_ops);
-- new
CREATE SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE EXTENSION citext;
CREATE TABLE t (a citext, h jsonb);
CREATE INDEX ON t USING gin ((a::text) ext.gin_trgm_ops);
COMMENT ON EXTENSION citext IS 'mine';
-- case: extension comes, goes, moves, with dependents: the other way
-- old
CREATE SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE EXTENSION citext;
CREATE TABLE t (a citext, h jsonb);
CREATE INDEX ON t USING gin ((a::text) ext.gin_trgm_ops);
COMMENT ON EXTENSION citext IS 'mine';
-- new
CREATE EXTENSION pg_trgm;
CREATE EXTENSION hstore;
CREATE TABLE t (a text, h hstore);
CREATE INDEX ON t USING gin (a gin_trgm_ops);
-- case: operator class goes, its family stays
-- old
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR CLASS own_ops FOR TYPE int USING btree AS
	OPERATOR 1 < (int, int), OPERATOR 3 = (int, int), OPERATOR 5 > (int, int), FUNCTION 1 cmp(int, int);
CREATE OPERATOR FAMILY other_ops USING btree;
ALTER OPERATOR FAMILY other_ops USING btree ADD OPERATOR 1 < (int, int), FUNCTION 1 btint4cmp(int, int);
-- new
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR FAMILY own_ops USING btree;
CREATE OPERATOR CLASS other_ops FOR TYPE int USING btree AS
	OPERATOR 1 < (int, int), OPERATOR 3 = (int, int), OPERATOR 5 > (int, int), FUNCTION 1 cmp(int, int);
-- case: rules are replaced and change their state at once
-- old
CREATE TABLE t (a int);
CREATE RULE r AS ON INSERT TO t DO ALSO NOTHING;
CREATE RULE s AS ON DELETE TO t DO ALSO NOTHING;
ALTER TABLE t DISABLE RULE s;
-- new
CREATE TABLE t (a int);
CREATE RULE r AS ON INSERT TO t WHERE NEW.a > 0 DO ALSO NOTHING;
ALTER TABLE t DISABLE RULE r;
CREATE RULE s AS ON DELETE TO t WHERE OLD.a > 0 DO ALSO NOTHING;
-- case: extensions of other versions than the server's default; a newer one stays
-- old
CREATE EXTENSION pg_trgm VERSION '1.4';
CREATE EXTENSION hstore VERSION '1.5';
-- new
CREATE EXTENSION citext VERSION '1.5';
CREATE EXTENSION pg_trgm VERSION '1.5';
CREATE EXTENSION hstore VERSION '1.4';
-- case: event triggers that refuse all other steps
-- old
CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no'; END$$;
CREATE FUNCTION goes() RETURNS integer LANGUAGE sql AS $$SELECT 1$$;
CREATE TABLE t (a integer);
COMMENT ON FUNCTION no() IS 'refuses';
CREATE EVENT TRIGGER goes ON ddl_command_start EXECUTE FUNCTION no();
CREATE EVENT TRIGGER sleeps ON ddl_command_start EXECUTE FUNCTION no();
CREATE EVENT TRIGGER wakes ON ddl_command_start EXECUTE FUNCTION no();
ALTER EVENT TRIGGER wakes DISABLE;
-- new
CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no, no'; END$$;
CREATE FUNCTION comes() RETURNS integer LANGUAGE sql AS $$SELECT 1$$;
CREATE TABLE t (a integer, b integer);
GRANT SELECT ON t TO PUBLIC;
COMMENT ON COLUMN t.b IS 'new';
CREATE EVENT TRIGGER comes ON ddl_command_start EXECUTE FUNCTION no();
COMMENT ON EVENT TRIGGER comes IS 'refuses';
CREATE EVENT TRIGGER sleeps ON ddl_command_start EXECUTE FUNCTION no();
ALTER EVENT TRIGGER sleeps DISABLE;
CREATE EVENT TRIGGER wakes ON ddl_command_start EXECUTE FUNCTION no();
-- case: an extension moves to another schema, and what uses it follows
-- old
CREATE SCHEMA e;
CREATE EXTENSION citext;
CREATE TABLE t (a citext, b int);
-- new
CREATE SCHEMA e;
CREATE EXTENSION citext SCHEMA e;
CREATE TABLE t (a e.citext, b int);
-- case: two extensions move to a new schema with grants, and others that use them change
-- old
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO carol;
CREATE SCHEMA f;
CREATE EXTENSION citext SCHEMA f;
CREATE EXTENSION pg_trgm;
SET search_path = public, f;
CREATE TABLE t (a citext DEFAULT 'x', b text DEFAULT 'x', CHECK (a <> 'y'));
CREATE INDEX ON t USING gin (b gin_trgm_ops);
CREATE VIEW v AS SELECT similarity(b, 'f.x') s, a FROM t WHERE a = 'x';
CREATE FUNCTION f(citext) RETURNS citext LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(a citext) RETURNS citext LANGUAGE sql AS 'SELECT a::f.citext';
CREATE FUNCTION h() RETURNS citext LANGUAGE sql RETURN 'x'::citext;
CREATE AGGREGATE ag(citext) (SFUNC = citext_larger, STYPE = citext);
CREATE DOMAIN d AS citext CHECK (VALUE <> '');
CREATE TABLE gone (a citext);
-- new
CREATE SCHEMA e AUTHORIZATION bob;
COMMENT ON SCHEMA e IS 'extensions';
GRANT USAGE ON SCHEMA e TO alice;
CREATE EXTENSION citext SCHEMA e;
CREATE EXTENSION pg_trgm SCHEMA e;
SET search_path = public, e;
CREATE TABLE t (a citext DEFAULT 'x', b text DEFAULT 'x', c citext, CHECK (a <> 'z'));
CREATE INDEX ON t USING gin (b gin_trgm_ops);
CREATE VIEW v AS SELECT similarity(b, 'f.x') s, a, c FROM t WHERE a = 'x';
CREATE FUNCTION f(citext) RETURNS citext LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(a citext) RETURNS citext LANGUAGE sql AS 'SELECT a::e.citext';
CREATE FUNCTION h() RETURNS citext LANGUAGE sql RETURN 'x'::citext;
CREATE AGGREGATE ag(citext) (SFUNC = citext_larger, STYPE = citext);
CREATE DOMAIN d AS citext CHECK (VALUE <> '');
CREATE TABLE come (a citext);
-- case: an extension moves to a schema that had an own table's name in it
-- old
CREATE SCHEMA e;
CREATE FUNCTION e.plus(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE EXTENSION citext;
CREATE TABLE t (a citext, b int, CHECK (e.plus(b) > 0 AND a > 'e.x'));
-- new
CREATE SCHEMA e;
CREATE FUNCTION plus(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE EXTENSION citext SCHEMA e;
SET search_path = public, e;
CREATE TABLE t (a citext, b int, CHECK (plus(b) > 0 AND a > 'e.x'));
-- case: a publication of columns that stand in another order
-- old
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE PUBLICATION pub FOR TABLE t (a, b);
-- new
CREATE TABLE t (b int, a int PRIMARY KEY, c int);
CREATE PUBLICATION pub FOR TABLE t (a, b);
