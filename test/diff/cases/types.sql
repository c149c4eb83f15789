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
-- case: types with using
-- old
CREATE TABLE t (a bytea, b integer, c text, d timestamp, e text, f varchar(10), g boolean, h text, i json, j text[], k int, l numeric, m inet, n text, o char(3), p text, q interval, r int, s date, u bigint);
-- new
CREATE TABLE t (a jsonb, b uuid, c jsonb, d bigint, e inet, f int[], g text, h uuid, i text, j jsonb, k bytea, l money, m text, n text[], o boolean, p date, q text, r text[], s timestamptz, u timestamp);
-- case: types with using: the other way
-- old
CREATE TABLE t (a jsonb, b uuid, c jsonb, d bigint, e inet, f int[], g text, h uuid, i text, j jsonb, k bytea, l money, m text, n text[], o boolean, p date, q text, r text[], s timestamptz, u timestamp);
-- new
CREATE TABLE t (a bytea, b integer, c text, d timestamp, e text, f varchar(10), g boolean, h text, i json, j text[], k int, l numeric, m inet, n text, o char(3), p text, q interval, r int, s date, u bigint);
-- case: types with using and defaults
-- old
CREATE TABLE t (a text DEFAULT 'x' NOT NULL, b int DEFAULT 0 NOT NULL, c varchar(5) DEFAULT '1', d boolean DEFAULT false, e text DEFAULT now()::text, f jsonb DEFAULT '{}', g int DEFAULT 5, h text DEFAULT '{}' NOT NULL);
CREATE INDEX ON t (a);
CREATE INDEX ON t (b) WHERE b > 0;
ALTER TABLE t ADD CHECK (g > 4);
-- new
CREATE TABLE t (a varchar(20) DEFAULT 'y' NOT NULL, b boolean DEFAULT false NOT NULL, c int DEFAULT 1, d int DEFAULT 0, e timestamptz DEFAULT now(), f text[] DEFAULT '{}', g text DEFAULT 'five', h jsonb DEFAULT '{}' NOT NULL);
CREATE INDEX ON t (a);
CREATE INDEX ON t (b) WHERE b;
ALTER TABLE t ADD CHECK (g <> '4');
-- case: types with using and defaults: the other way
-- old
CREATE TABLE t (a varchar(20) DEFAULT 'y' NOT NULL, b boolean DEFAULT false NOT NULL, c int DEFAULT 1, d int DEFAULT 0, e timestamptz DEFAULT now(), f text[] DEFAULT '{}', g text DEFAULT 'five', h jsonb DEFAULT '{}' NOT NULL);
CREATE INDEX ON t (a);
CREATE INDEX ON t (b) WHERE b;
ALTER TABLE t ADD CHECK (g <> '4');
-- new
CREATE TABLE t (a text DEFAULT 'x' NOT NULL, b int DEFAULT 0 NOT NULL, c varchar(5) DEFAULT '1', d boolean DEFAULT false, e text DEFAULT now()::text, f jsonb DEFAULT '{}', g int DEFAULT 5, h text DEFAULT '{}' NOT NULL);
CREATE INDEX ON t (a);
CREATE INDEX ON t (b) WHERE b > 0;
ALTER TABLE t ADD CHECK (g > 4);
-- case: enum to enum with default, index, check, array column
-- old
CREATE TYPE e1 AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int, x e1 DEFAULT 'a' NOT NULL, y e1[] DEFAULT '{a,b}', CHECK (x <> 'c'));
CREATE INDEX ti ON t (x) WHERE x = 'b';
CREATE VIEW v AS SELECT x, y FROM t WHERE x IN ('a', 'b');
CREATE FUNCTION f(e1) RETURNS e1 LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(x e1 DEFAULT 'c') RETURNS text LANGUAGE sql IMMUTABLE RETURN x::text;
-- new
CREATE TYPE e2 AS ENUM ('a', 'b', 'd');
CREATE TABLE t (id int, x e2 DEFAULT 'd' NOT NULL, y e2[] DEFAULT '{a,d}', CHECK (x <> 'd'));
CREATE INDEX ti ON t (x) WHERE x = 'b';
CREATE VIEW v AS SELECT x, y FROM t WHERE x IN ('a', 'b');
CREATE FUNCTION f(e2) RETURNS e2 LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(x e2 DEFAULT 'd') RETURNS text LANGUAGE sql IMMUTABLE RETURN x::text;
-- case: enum to enum with default, index, check, array column: the other way
-- old
CREATE TYPE e2 AS ENUM ('a', 'b', 'd');
CREATE TABLE t (id int, x e2 DEFAULT 'd' NOT NULL, y e2[] DEFAULT '{a,d}', CHECK (x <> 'd'));
CREATE INDEX ti ON t (x) WHERE x = 'b';
CREATE VIEW v AS SELECT x, y FROM t WHERE x IN ('a', 'b');
CREATE FUNCTION f(e2) RETURNS e2 LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(x e2 DEFAULT 'd') RETURNS text LANGUAGE sql IMMUTABLE RETURN x::text;
-- new
CREATE TYPE e1 AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int, x e1 DEFAULT 'a' NOT NULL, y e1[] DEFAULT '{a,b}', CHECK (x <> 'c'));
CREATE INDEX ti ON t (x) WHERE x = 'b';
CREATE VIEW v AS SELECT x, y FROM t WHERE x IN ('a', 'b');
CREATE FUNCTION f(e1) RETURNS e1 LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION g(x e1 DEFAULT 'c') RETURNS text LANGUAGE sql IMMUTABLE RETURN x::text;
-- case: enum values removed used everywhere
-- old
CREATE TYPE st AS ENUM ('new', 'open', 'held', 'done');
COMMENT ON TYPE st IS 'state';
GRANT USAGE ON TYPE st TO alice;
CREATE DOMAIN dst AS st DEFAULT 'open' CHECK (VALUE <> 'held');
CREATE TYPE pair AS (a st, b int);
CREATE TABLE t (id int PRIMARY KEY, s st DEFAULT 'new', d dst, ss st[], p pair, gen text GENERATED ALWAYS AS (CASE WHEN s = 'open' THEN 'o' ELSE 'x' END) STORED);
CREATE INDEX i1 ON t (s); CREATE INDEX i2 ON t (id) WHERE s = 'open';
CREATE VIEW v AS SELECT id, s FROM t WHERE s = 'open'::st;
CREATE VIEW vv AS SELECT count(*) AS n FROM v;
CREATE FUNCTION f(x st) RETURNS SETOF t LANGUAGE sql AS $$ SELECT * FROM t WHERE s = x $$;
CREATE FUNCTION g() RETURNS st LANGUAGE plpgsql AS $$ BEGIN RETURN 'open'; END $$;
CREATE POLICY p ON t USING (s <> 'done');
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.s = 'new') EXECUTE FUNCTION tf();
-- new
CREATE TYPE st AS ENUM ('open', 'new', 'done');
COMMENT ON TYPE st IS 'state';
GRANT USAGE ON TYPE st TO alice;
CREATE DOMAIN dst AS st DEFAULT 'open' CHECK (VALUE <> 'done');
CREATE TYPE pair AS (a st, b int);
CREATE TABLE t (id int PRIMARY KEY, s st DEFAULT 'new', d dst, ss st[], p pair, gen text GENERATED ALWAYS AS (CASE WHEN s = 'open' THEN 'o' ELSE 'x' END) STORED);
CREATE INDEX i1 ON t (s); CREATE INDEX i2 ON t (id) WHERE s = 'open';
CREATE VIEW v AS SELECT id, s FROM t WHERE s = 'open'::st;
CREATE VIEW vv AS SELECT count(*) AS n FROM v;
CREATE FUNCTION f(x st) RETURNS SETOF t LANGUAGE sql AS $$ SELECT * FROM t WHERE s = x $$;
CREATE FUNCTION g() RETURNS st LANGUAGE plpgsql AS $$ BEGIN RETURN 'open'; END $$;
CREATE POLICY p ON t USING (s <> 'done');
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.s = 'new') EXECUTE FUNCTION tf();
-- case: enum values removed used everywhere: the other way
-- old
CREATE TYPE st AS ENUM ('open', 'new', 'done');
COMMENT ON TYPE st IS 'state';
GRANT USAGE ON TYPE st TO alice;
CREATE DOMAIN dst AS st DEFAULT 'open' CHECK (VALUE <> 'done');
CREATE TYPE pair AS (a st, b int);
CREATE TABLE t (id int PRIMARY KEY, s st DEFAULT 'new', d dst, ss st[], p pair, gen text GENERATED ALWAYS AS (CASE WHEN s = 'open' THEN 'o' ELSE 'x' END) STORED);
CREATE INDEX i1 ON t (s); CREATE INDEX i2 ON t (id) WHERE s = 'open';
CREATE VIEW v AS SELECT id, s FROM t WHERE s = 'open'::st;
CREATE VIEW vv AS SELECT count(*) AS n FROM v;
CREATE FUNCTION f(x st) RETURNS SETOF t LANGUAGE sql AS $$ SELECT * FROM t WHERE s = x $$;
CREATE FUNCTION g() RETURNS st LANGUAGE plpgsql AS $$ BEGIN RETURN 'open'; END $$;
CREATE POLICY p ON t USING (s <> 'done');
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.s = 'new') EXECUTE FUNCTION tf();
-- new
CREATE TYPE st AS ENUM ('new', 'open', 'held', 'done');
COMMENT ON TYPE st IS 'state';
GRANT USAGE ON TYPE st TO alice;
CREATE DOMAIN dst AS st DEFAULT 'open' CHECK (VALUE <> 'held');
CREATE TYPE pair AS (a st, b int);
CREATE TABLE t (id int PRIMARY KEY, s st DEFAULT 'new', d dst, ss st[], p pair, gen text GENERATED ALWAYS AS (CASE WHEN s = 'open' THEN 'o' ELSE 'x' END) STORED);
CREATE INDEX i1 ON t (s); CREATE INDEX i2 ON t (id) WHERE s = 'open';
CREATE VIEW v AS SELECT id, s FROM t WHERE s = 'open'::st;
CREATE VIEW vv AS SELECT count(*) AS n FROM v;
CREATE FUNCTION f(x st) RETURNS SETOF t LANGUAGE sql AS $$ SELECT * FROM t WHERE s = x $$;
CREATE FUNCTION g() RETURNS st LANGUAGE plpgsql AS $$ BEGIN RETURN 'open'; END $$;
CREATE POLICY p ON t USING (s <> 'done');
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.s = 'new') EXECUTE FUNCTION tf();
-- case: text with check to enum, index and view
-- old
CREATE TABLE t (id serial PRIMARY KEY, s text NOT NULL DEFAULT 'a' CHECK (s IN ('a', 'b')));
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s, upper(s) AS u FROM t;
-- new
CREATE TYPE se AS ENUM ('a', 'b');
CREATE TABLE t (id serial PRIMARY KEY, s se NOT NULL DEFAULT 'a');
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s, upper(s::text) AS u FROM t;
-- case: text with check to enum, index and view: the other way
-- old
CREATE TYPE se AS ENUM ('a', 'b');
CREATE TABLE t (id serial PRIMARY KEY, s se NOT NULL DEFAULT 'a');
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s, upper(s::text) AS u FROM t;
-- new
CREATE TABLE t (id serial PRIMARY KEY, s text NOT NULL DEFAULT 'a' CHECK (s IN ('a', 'b')));
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s, upper(s) AS u FROM t;
-- case: enum to text with check
-- old
CREATE TYPE se AS ENUM ('a', 'b');
CREATE TABLE t (id serial PRIMARY KEY, s se NOT NULL DEFAULT 'a', l se[] NOT NULL DEFAULT '{}');
CREATE INDEX ON t (s);
-- new
CREATE TABLE t (id serial PRIMARY KEY, s text NOT NULL DEFAULT 'a' CHECK (s IN ('a', 'b')), l text[] NOT NULL DEFAULT '{}');
CREATE INDEX ON t (s);
-- case: enum to text with check: the other way
-- old
CREATE TABLE t (id serial PRIMARY KEY, s text NOT NULL DEFAULT 'a' CHECK (s IN ('a', 'b')), l text[] NOT NULL DEFAULT '{}');
CREATE INDEX ON t (s);
-- new
CREATE TYPE se AS ENUM ('a', 'b');
CREATE TABLE t (id serial PRIMARY KEY, s se NOT NULL DEFAULT 'a', l se[] NOT NULL DEFAULT '{}');
CREATE INDEX ON t (s);
-- case: int default to enum and enum to int with default
-- old
CREATE TYPE lev AS ENUM ('low', 'mid', 'high');
CREATE TABLE t (a int DEFAULT 1 NOT NULL, b lev DEFAULT 'low' NOT NULL);
-- new
CREATE TYPE lev AS ENUM ('low', 'mid', 'high');
CREATE TABLE t (a lev DEFAULT 'low' NOT NULL, b int DEFAULT 1 NOT NULL);
-- case: int default to enum and enum to int with default: the other way
-- old
CREATE TYPE lev AS ENUM ('low', 'mid', 'high');
CREATE TABLE t (a lev DEFAULT 'low' NOT NULL, b int DEFAULT 1 NOT NULL);
-- new
CREATE TYPE lev AS ENUM ('low', 'mid', 'high');
CREATE TABLE t (a int DEFAULT 1 NOT NULL, b lev DEFAULT 'low' NOT NULL);
-- case: boolean to enum and timestamp to int
-- old
CREATE TABLE t (a boolean DEFAULT true, b timestamptz DEFAULT now(), c real, d bit(8), e varbit, f xml, g point, h box, i tsvector, j oid, k name, l money, m macaddr, n int4range, o time, p timetz);
-- new
CREATE TYPE yn AS ENUM ('true', 'false');
CREATE TABLE t (a yn DEFAULT 'true', b int DEFAULT 0, c text, d int, e text, f jsonb, g text, h text, i text, j int, k text, l int, m text, n text, o text, p interval);
-- case: boolean to enum and timestamp to int: the other way
-- old
CREATE TYPE yn AS ENUM ('true', 'false');
CREATE TABLE t (a yn DEFAULT 'true', b int DEFAULT 0, c text, d int, e text, f jsonb, g text, h text, i text, j int, k text, l int, m text, n text, o text, p interval);
-- new
CREATE TABLE t (a boolean DEFAULT true, b timestamptz DEFAULT now(), c real, d bit(8), e varbit, f xml, g point, h box, i tsvector, j oid, k name, l money, m macaddr, n int4range, o time, p timetz);
-- case: domain to base and back, domain over domain
-- old
CREATE DOMAIN d1 AS text CHECK (VALUE <> '');
CREATE DOMAIN d2 AS d1 NOT NULL;
CREATE TABLE t (a d1 DEFAULT 'x', b d2, c text, d d1[]);
CREATE VIEW v AS SELECT a, b FROM t;
-- new
CREATE DOMAIN d1 AS varchar(40) CHECK (length(VALUE) > 2);
CREATE DOMAIN d2 AS d1 DEFAULT 'abc';
CREATE TABLE t (a d1 DEFAULT 'xxx', b d2, c d1, d d1[]);
CREATE VIEW v AS SELECT a, b FROM t;
-- case: domain to base and back, domain over domain: the other way
-- old
CREATE DOMAIN d1 AS varchar(40) CHECK (length(VALUE) > 2);
CREATE DOMAIN d2 AS d1 DEFAULT 'abc';
CREATE TABLE t (a d1 DEFAULT 'xxx', b d2, c d1, d d1[]);
CREATE VIEW v AS SELECT a, b FROM t;
-- new
CREATE DOMAIN d1 AS text CHECK (VALUE <> '');
CREATE DOMAIN d2 AS d1 NOT NULL;
CREATE TABLE t (a d1 DEFAULT 'x', b d2, c text, d d1[]);
CREATE VIEW v AS SELECT a, b FROM t;
-- case: composite attribute type changes in use by array, function, view, other type
-- old
CREATE TYPE addr AS (street text, zip int);
CREATE TYPE person AS (name text, home addr);
CREATE TABLE t (id int, a addr, l addr[], p person DEFAULT ROW('x', ROW('s', 1)));
CREATE FUNCTION f(addr) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street';
CREATE VIEW v AS SELECT id, (a).zip AS z, f(a) AS s FROM t;
CREATE INDEX ON t (f(a));
-- new
CREATE TYPE addr AS (street text, zip text, country char(2));
CREATE TYPE person AS (name varchar(20), home addr);
CREATE TABLE t (id int, a addr, l addr[], p person DEFAULT ROW('x', ROW('s', '1', 'de')));
CREATE FUNCTION f(addr) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street';
CREATE VIEW v AS SELECT id, (a).zip AS z, f(a) AS s FROM t;
CREATE INDEX ON t (f(a));
-- case: composite attribute type changes in use by array, function, view, other type: the other way
-- old
CREATE TYPE addr AS (street text, zip text, country char(2));
CREATE TYPE person AS (name varchar(20), home addr);
CREATE TABLE t (id int, a addr, l addr[], p person DEFAULT ROW('x', ROW('s', '1', 'de')));
CREATE FUNCTION f(addr) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street';
CREATE VIEW v AS SELECT id, (a).zip AS z, f(a) AS s FROM t;
CREATE INDEX ON t (f(a));
-- new
CREATE TYPE addr AS (street text, zip int);
CREATE TYPE person AS (name text, home addr);
CREATE TABLE t (id int, a addr, l addr[], p person DEFAULT ROW('x', ROW('s', 1)));
CREATE FUNCTION f(addr) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).street';
CREATE VIEW v AS SELECT id, (a).zip AS z, f(a) AS s FROM t;
CREATE INDEX ON t (f(a));
-- case: composite attribute renamed and dropped
-- old
CREATE TYPE c AS (a int, b int, c int);
CREATE TABLE t (x c);
CREATE FUNCTION f() RETURNS c LANGUAGE sql AS 'SELECT ROW(1,2,3)::c';
-- new
CREATE TYPE c AS (a int, bb int);
CREATE TABLE t (x c);
CREATE FUNCTION f() RETURNS c LANGUAGE sql AS 'SELECT ROW(1,2)::c';
-- case: composite attribute renamed and dropped: the other way
-- old
CREATE TYPE c AS (a int, bb int);
CREATE TABLE t (x c);
CREATE FUNCTION f() RETURNS c LANGUAGE sql AS 'SELECT ROW(1,2)::c';
-- new
CREATE TYPE c AS (a int, b int, c int);
CREATE TABLE t (x c);
CREATE FUNCTION f() RETURNS c LANGUAGE sql AS 'SELECT ROW(1,2,3)::c';
-- case: type of one form becomes another
-- old
CREATE TYPE a AS ENUM ('x');
CREATE TYPE b AS (x int);
CREATE DOMAIN c AS int;
CREATE TYPE d AS RANGE (subtype = int4);
CREATE TABLE t (a a, b b, c c, d d);
-- new
CREATE DOMAIN a AS text;
CREATE TYPE b AS ENUM ('x');
CREATE TYPE c AS (x int);
CREATE TYPE d AS ENUM ('y');
CREATE TABLE t (a a, b b, c c, d d);
-- case: type of one form becomes another: the other way
-- old
CREATE DOMAIN a AS text;
CREATE TYPE b AS ENUM ('x');
CREATE TYPE c AS (x int);
CREATE TYPE d AS ENUM ('y');
CREATE TABLE t (a a, b b, c c, d d);
-- new
CREATE TYPE a AS ENUM ('x');
CREATE TYPE b AS (x int);
CREATE DOMAIN c AS int;
CREATE TYPE d AS RANGE (subtype = int4);
CREATE TABLE t (a a, b b, c c, d d);
-- case: table replaced by type, type by table, view by function
-- old
CREATE TABLE a (x int);
CREATE TYPE b AS (x int);
CREATE VIEW c AS SELECT 1 AS x;
CREATE MATERIALIZED VIEW d AS SELECT 1 AS x;
CREATE SEQUENCE e;
CREATE TABLE f (x int);
CREATE INDEX g ON f (x);
-- new
CREATE TYPE a AS (x int);
CREATE TABLE b (x int);
CREATE MATERIALIZED VIEW c AS SELECT 1 AS x;
CREATE VIEW d AS SELECT 1 AS x;
CREATE TABLE e (x int);
CREATE TABLE f (x int);
CREATE VIEW g AS SELECT x FROM f;
-- case: table replaced by type, type by table, view by function: the other way
-- old
CREATE TYPE a AS (x int);
CREATE TABLE b (x int);
CREATE MATERIALIZED VIEW c AS SELECT 1 AS x;
CREATE VIEW d AS SELECT 1 AS x;
CREATE TABLE e (x int);
CREATE TABLE f (x int);
CREATE VIEW g AS SELECT x FROM f;
-- new
CREATE TABLE a (x int);
CREATE TYPE b AS (x int);
CREATE VIEW c AS SELECT 1 AS x;
CREATE MATERIALIZED VIEW d AS SELECT 1 AS x;
CREATE SEQUENCE e;
CREATE TABLE f (x int);
CREATE INDEX g ON f (x);
-- case: serial type changes
-- old
CREATE TABLE a (id smallserial PRIMARY KEY);
CREATE TABLE b (id serial PRIMARY KEY);
CREATE TABLE c (id bigserial PRIMARY KEY);
CREATE TABLE d (id int PRIMARY KEY);
CREATE TABLE e (id serial PRIMARY KEY);
CREATE TABLE f (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE g (id serial PRIMARY KEY);
CREATE TABLE h (id text PRIMARY KEY);
-- new
CREATE TABLE a (id serial PRIMARY KEY);
CREATE TABLE b (id bigserial PRIMARY KEY);
CREATE TABLE c (id serial PRIMARY KEY);
CREATE TABLE d (id bigserial PRIMARY KEY);
CREATE TABLE e (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE TABLE f (id bigint GENERATED BY DEFAULT AS IDENTITY (START 10 INCREMENT 5) PRIMARY KEY);
CREATE TABLE g (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE h (id serial PRIMARY KEY);
-- case: serial type changes: the other way
-- old
CREATE TABLE a (id serial PRIMARY KEY);
CREATE TABLE b (id bigserial PRIMARY KEY);
CREATE TABLE c (id serial PRIMARY KEY);
CREATE TABLE d (id bigserial PRIMARY KEY);
CREATE TABLE e (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE TABLE f (id bigint GENERATED BY DEFAULT AS IDENTITY (START 10 INCREMENT 5) PRIMARY KEY);
CREATE TABLE g (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE h (id serial PRIMARY KEY);
-- new
CREATE TABLE a (id smallserial PRIMARY KEY);
CREATE TABLE b (id serial PRIMARY KEY);
CREATE TABLE c (id bigserial PRIMARY KEY);
CREATE TABLE d (id int PRIMARY KEY);
CREATE TABLE e (id serial PRIMARY KEY);
CREATE TABLE f (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE g (id serial PRIMARY KEY);
CREATE TABLE h (id text PRIMARY KEY);
-- case: identity of uuid and back
-- old
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE b (a int REFERENCES a);
-- new
CREATE TABLE a (id uuid DEFAULT gen_random_uuid() PRIMARY KEY);
CREATE TABLE b (a uuid REFERENCES a);
-- case: identity of uuid and back: the other way
-- old
CREATE TABLE a (id uuid DEFAULT gen_random_uuid() PRIMARY KEY);
CREATE TABLE b (a uuid REFERENCES a);
-- new
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE b (a int REFERENCES a);
-- case: generated columns depend on each other's inputs
-- old
CREATE TABLE t (a int, b int, s int GENERATED ALWAYS AS (a + b) STORED, n text);
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s FROM t;
COMMENT ON COLUMN t.s IS 'sum';
-- new
CREATE TABLE t (a bigint, b int, s bigint GENERATED ALWAYS AS (a * b) STORED, n text GENERATED ALWAYS AS ('n' || b) STORED);
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s FROM t;
COMMENT ON COLUMN t.s IS 'product';
-- case: generated columns depend on each other's inputs: the other way
-- old
CREATE TABLE t (a bigint, b int, s bigint GENERATED ALWAYS AS (a * b) STORED, n text GENERATED ALWAYS AS ('n' || b) STORED);
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s FROM t;
COMMENT ON COLUMN t.s IS 'product';
-- new
CREATE TABLE t (a int, b int, s int GENERATED ALWAYS AS (a + b) STORED, n text);
CREATE INDEX ON t (s);
CREATE VIEW v AS SELECT s FROM t;
COMMENT ON COLUMN t.s IS 'sum';
-- case: generated by function that changes
-- old
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (f(a)) STORED, CHECK (f(a) > 0));
CREATE INDEX ON t (f(a));
-- new
CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1::bigint + 2';
CREATE TABLE t (a int, g bigint GENERATED ALWAYS AS (f(a)) STORED, CHECK (f(a) > 0));
CREATE INDEX ON t (f(a));
-- case: generated by function that changes: the other way
-- old
CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1::bigint + 2';
CREATE TABLE t (a int, g bigint GENERATED ALWAYS AS (f(a)) STORED, CHECK (f(a) > 0));
CREATE INDEX ON t (f(a));
-- new
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (f(a)) STORED, CHECK (f(a) > 0));
CREATE INDEX ON t (f(a));
-- case: a collation of the root locale comes
-- old
CREATE COLLATION loose (provider = icu, locale = '', deterministic = false);
-- new
CREATE COLLATION root (provider = icu, locale = '');
CREATE COLLATION loose (provider = icu, locale = '@colStrength=primary', deterministic = false);
-- case: shell becomes a type, and a type changes how it is stored
-- old
CREATE TYPE soon;
CREATE FUNCTION soon_in(cstring) RETURNS soon LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION soon_out(soon) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE words;
CREATE FUNCTION words_in(cstring) RETURNS words LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION words_out(words) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE words (INPUT = words_in, OUTPUT = words_out, STORAGE = main);
CREATE FUNCTION words_send(words) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE DOMAIN few AS words;
-- new
CREATE TYPE soon;
CREATE FUNCTION soon_in(cstring) RETURNS soon LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION soon_out(soon) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE soon (INPUT = soon_in, OUTPUT = soon_out, LIKE = int4, DEFAULT = '7');
CREATE TYPE words;
CREATE FUNCTION words_in(cstring) RETURNS words LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION words_out(words) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION words_send(words) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE TYPE words (INPUT = words_in, OUTPUT = words_out, SEND = words_send, STORAGE = extended);
CREATE DOMAIN few AS words;
CREATE TABLE t (a soon, b few);
-- case: table of a type stops being one and loses the type's columns
-- old
CREATE TYPE ty AS (z int, a text, b int);
CREATE TABLE u OF ty;
-- new
CREATE TABLE u (id int);
-- case: domain over an enum becomes a number
-- old
CREATE TYPE st AS ENUM ('open', 'new', 'done');
CREATE DOMAIN dst AS st CHECK (VALUE <> 'done');
CREATE TABLE t (d dst, e st);
-- new
CREATE TABLE t (d bigint, e int);
-- case: attributes change before a table has a column of their type
-- old
CREATE TYPE c AS (a int, b text, d int);
-- new
CREATE TYPE c AS (a int, b int, c int);
CREATE TABLE t (x c, y c[]);
-- case: composite in a composite in a table changes
-- old
CREATE TYPE i AS (x int, y text);
CREATE TYPE o AS (i i, n int);
CREATE TABLE t (o o, oo o[]);
CREATE FUNCTION f(o) RETURNS i LANGUAGE sql AS 'SELECT ($1).i';
CREATE VIEW v AS SELECT (o).i.x FROM t;
-- new
CREATE TYPE i AS (x bigint, y text);
CREATE TYPE o AS (i i, n text);
CREATE TABLE t (o o, oo o[]);
CREATE FUNCTION f(o) RETURNS i LANGUAGE sql AS 'SELECT ($1).i';
CREATE VIEW v AS SELECT (o).i.x, (o).n FROM t;
-- case: a view makes rows of a composite type that gets an attribute
-- old
CREATE TYPE c AS (a integer, b integer);
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT ROW(a, a)::c AS c FROM t;
-- new
CREATE TYPE c AS (a integer, b integer, d integer);
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT 1 AS first, ROW(a, a, a)::c AS c FROM t;
-- case: domain over a domain that has a default, and it has none
-- old
CREATE DOMAIN address AS text;
CREATE DOMAIN mail AS address;
ALTER DOMAIN address SET DEFAULT 'nobody';
CREATE TABLE t (id int);
-- new
CREATE DOMAIN address AS text DEFAULT 'somebody';
CREATE DOMAIN web AS address NOT NULL;
ALTER DOMAIN web DROP DEFAULT;
CREATE DOMAIN post AS address;
CREATE TABLE t (id int, a post, b web[]);
-- case: domain over a domain that gets a default, made anew without one
-- old
CREATE DOMAIN address AS text;
CREATE DOMAIN mail AS address CHECK (VALUE LIKE '%@%');
CREATE TABLE t (a mail, b mail[]);
-- new
CREATE DOMAIN address AS text;
CREATE DOMAIN mail AS address CHECK (VALUE LIKE '%_@%');
ALTER DOMAIN address SET DEFAULT 'nobody';
CREATE TABLE t (a mail, b mail[]);
-- case: base type with other functions
-- old
CREATE TYPE num;
CREATE FUNCTION old_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION old_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION old_modin(cstring[]) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'bpchartypmodin';
CREATE FUNCTION old_modout(int) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'bpchartypmodout';
CREATE TYPE num (INPUT = old_in, OUTPUT = old_out, TYPMOD_IN = old_modin, TYPMOD_OUT = old_modout, LIKE = int4);
COMMENT ON FUNCTION old_in(cstring) IS 'reads';
-- new
CREATE TYPE num;
CREATE FUNCTION new_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION new_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION new_modin(cstring[]) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'bpchartypmodin';
CREATE FUNCTION new_modout(int) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'bpchartypmodout';
CREATE TYPE num (INPUT = new_in, OUTPUT = new_out, TYPMOD_IN = new_modin, TYPMOD_OUT = new_modout, LIKE = int4);
CREATE FUNCTION twice(num) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4um';
-- case: base type that comes with a modifier
-- old
CREATE TABLE t (id int);
-- new
CREATE TYPE num;
CREATE FUNCTION old_in(cstring) RETURNS num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION old_out(num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION old_modin(cstring[]) RETURNS int LANGUAGE internal IMMUTABLE STRICT AS 'bpchartypmodin';
CREATE FUNCTION old_modout(int) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'bpchartypmodout';
CREATE TYPE num (INPUT = old_in, OUTPUT = old_out, TYPMOD_IN = old_modin, TYPMOD_OUT = old_modout, LIKE = int4);
CREATE TABLE t (id int, n num);
-- case: a domain whose default calls a function that gets a parameter
-- old
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN quantity AS int DEFAULT one();
CREATE TABLE t (q quantity, z int);
CREATE VIEW v AS SELECT q FROM t;
-- new
CREATE FUNCTION one(x int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN quantity AS int DEFAULT one();
CREATE TABLE t (q quantity, z int);
CREATE VIEW v AS SELECT q FROM t;
-- case: a domain whose default changes, and calls a function that returns another type
-- old
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN quantity AS int DEFAULT one();
CREATE TABLE t (q quantity[], z int);
-- new
CREATE FUNCTION one() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE DOMAIN quantity AS int DEFAULT one() + 1 NOT NULL;
CREATE TABLE t (q quantity[], z int);
-- case: a domain whose default calls no function any more
-- old
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN quantity AS int DEFAULT one();
CREATE TABLE t (q quantity, z int);
-- new
CREATE DOMAIN quantity AS int DEFAULT 3;
CREATE TABLE t (q quantity, z int);
