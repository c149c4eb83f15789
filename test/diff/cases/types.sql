-- case: enum value appended
-- old
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (x e DEFAULT 'a');
-- new
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (x e DEFAULT 'c');
-- case: enum values before and between
-- old
CREATE TYPE e AS ENUM ('b', 'd');
-- new
CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'e', 'f');
-- case: enum value removed with everything on it
-- old
CREATE TYPE e AS ENUM ('a', 'b', 'c');
COMMENT ON TYPE e IS 'hello';
CREATE TABLE t (id int PRIMARY KEY, x e NOT NULL DEFAULT 'a', y e[], CHECK (x <> 'b'));
CREATE INDEX i ON t (x) WHERE x = 'a';
CREATE VIEW v AS SELECT x FROM t WHERE x = 'b';
CREATE FUNCTION f(p e) RETURNS e LANGUAGE sql AS 'SELECT p';
-- new
CREATE TYPE e AS ENUM ('a', 'b');
COMMENT ON TYPE e IS 'hello';
CREATE TABLE t (id int PRIMARY KEY, x e NOT NULL DEFAULT 'a', y e[], CHECK (x <> 'b'));
CREATE INDEX i ON t (x) WHERE x = 'a';
CREATE VIEW v AS SELECT x FROM t WHERE x = 'b';
CREATE FUNCTION f(p e) RETURNS e LANGUAGE sql AS 'SELECT p';
-- case: enum reordered
-- old
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (x e);
-- new
CREATE TYPE e AS ENUM ('c', 'b', 'a');
CREATE TABLE t (x e);
-- case: text to new enum
-- old
CREATE TABLE t (x text NOT NULL DEFAULT 'a', y varchar(10));
-- new
CREATE TYPE e AS ENUM ('a', '1');
CREATE TABLE t (x e NOT NULL DEFAULT 'a', y e);
-- case: enum to text, type dropped
-- old
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (x e NOT NULL DEFAULT 'a');
-- new
CREATE TABLE t (x text NOT NULL DEFAULT 'a');
-- case: enum to another enum
-- old
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (x e DEFAULT 'a', y e[]);
-- new
CREATE TYPE e2 AS ENUM ('a', 'b', 'c');
CREATE TABLE t (x e2 DEFAULT 'a', y e2[]);
-- case: enum to integer and back
-- old
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (x e DEFAULT 'a', y int);
-- new
CREATE TYPE g AS ENUM ('a', 'b');
CREATE TABLE t (x int DEFAULT 1, y g);
-- case: composite attributes
-- old
CREATE TYPE c AS (a int, b text, d int);
-- new
CREATE TYPE c AS (a bigint, b text, e text);
COMMENT ON COLUMN c.b IS 'attr';
-- case: composite used in a table
-- old
CREATE TYPE c AS (a int, b text);
CREATE TABLE t (x c);
-- new
CREATE TYPE c AS (a int, b text, d int);
CREATE TABLE t (x c);
-- case: composite used by a function and a view
-- old
CREATE TYPE c AS (a int, b text);
CREATE FUNCTION f(x c) RETURNS c LANGUAGE sql AS 'SELECT x';
CREATE VIEW v AS SELECT (f(ROW(1, 'a')::c)).a AS a;
-- new
CREATE TYPE c AS (a int, b varchar(10));
CREATE FUNCTION f(x c) RETURNS c LANGUAGE sql AS 'SELECT x';
CREATE VIEW v AS SELECT (f(ROW(1, 'a')::c)).a AS a;
-- case: composite attribute order
-- old
CREATE TYPE c AS (a int, b text);
-- new
CREATE TYPE c AS (b text, a int, z int);
-- case: domain default, not null, checks
-- old
CREATE DOMAIN d AS int DEFAULT 1 CONSTRAINT pos CHECK (VALUE > 0);
CREATE TABLE t (x d);
-- new
CREATE DOMAIN d AS int DEFAULT 2 NOT NULL CONSTRAINT pos CHECK (VALUE > 1) CONSTRAINT small CHECK (VALUE < 100);
CREATE TABLE t (x d);
COMMENT ON DOMAIN d IS 'dom';
COMMENT ON CONSTRAINT pos ON DOMAIN d IS 'con';
-- case: domain base type
-- old
CREATE DOMAIN d AS varchar(10) CHECK (VALUE <> '');
CREATE TABLE t (x d DEFAULT 'x');
CREATE FUNCTION f(d) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (x d DEFAULT 'x');
CREATE FUNCTION f(d) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: domain not valid check validated
-- old
CREATE DOMAIN d AS int;
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;
-- new
CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 0);
-- case: domain over enum that loses a value
-- old
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE DOMAIN d AS e DEFAULT 'a';
CREATE TABLE t (x d, y e);
-- new
CREATE TYPE e AS ENUM ('a', 'b');
CREATE DOMAIN d AS e DEFAULT 'a';
CREATE TABLE t (x d, y e);
-- case: column to domain and back
-- old
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (x text, y d);
-- new
CREATE DOMAIN d AS text CHECK (VALUE <> '');
CREATE TABLE t (x d, y text);
-- case: range types
-- old
CREATE TYPE r AS RANGE (SUBTYPE = float8);
-- new
CREATE TYPE r AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = mr);
CREATE TYPE r2 AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TABLE t (a r2, b r2[]);
-- case: range with own diff function
-- old
SELECT 1;
-- new
CREATE FUNCTION time_diff(x time, y time) RETURNS float8 AS 'SELECT EXTRACT(EPOCH FROM (x - y))' LANGUAGE sql STRICT IMMUTABLE;
CREATE TYPE timerange AS RANGE (SUBTYPE = time, SUBTYPE_DIFF = time_diff);
CREATE TABLE t (x timerange);
-- case: base type
-- old
SELECT 1;
-- new
CREATE TYPE bt;
CREATE FUNCTION bt_in(cstring) RETURNS bt LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION bt_out(bt) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE bt (INPUT = bt_in, OUTPUT = bt_out, LIKE = text);
CREATE TABLE t (x bt);
-- case: base type dropped
-- old
CREATE TYPE bt;
CREATE FUNCTION bt_in(cstring) RETURNS bt LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION bt_out(bt) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE bt (INPUT = bt_in, OUTPUT = bt_out, LIKE = text);
CREATE TABLE t (x bt);
-- new
CREATE TABLE t (x text);
-- case: shell type
-- old
SELECT 1;
-- new
CREATE TYPE sh;
-- case: type comment, owner, privileges
-- old
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS int;
-- new
CREATE TYPE e AS ENUM ('a');
ALTER TYPE e OWNER TO alice;
GRANT USAGE ON TYPE e TO bob;
REVOKE USAGE ON TYPE e FROM PUBLIC;
COMMENT ON TYPE e IS 'x';
CREATE DOMAIN d AS int;
ALTER DOMAIN d OWNER TO alice;
GRANT USAGE ON DOMAIN d TO bob WITH GRANT OPTION;
-- case: enum becomes domain
-- old
CREATE TYPE x AS ENUM ('a');
-- new
CREATE DOMAIN x AS text;
-- case: enum becomes domain under a column
-- old
CREATE TYPE x AS ENUM ('a');
CREATE TABLE t (c x DEFAULT 'a');
-- new
CREATE DOMAIN x AS text CHECK (VALUE IN ('a', 'b'));
CREATE TABLE t (c x DEFAULT 'a');
-- case: enum value used in check, index, view and function
-- old
CREATE TYPE st AS ENUM ('new', 'old');
CREATE TABLE t (s st, CONSTRAINT c CHECK (s <> 'old'));
-- new
CREATE TYPE st AS ENUM ('new', 'mid', 'old');
CREATE TABLE t (s st DEFAULT 'mid', CONSTRAINT c CHECK (s <> 'mid'));
CREATE INDEX i ON t (s) WHERE s = 'mid';
CREATE VIEW v AS SELECT * FROM t WHERE s = 'mid';
CREATE FUNCTION f(x st DEFAULT 'mid') RETURNS st LANGUAGE sql AS $$ SELECT 'mid'::st $$;
-- case: enum to enum of the same table under partitioning
-- old
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int, x e) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
-- new
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (id int, x e) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
