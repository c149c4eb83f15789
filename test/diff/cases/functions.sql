-- case: function body and attributes
-- old
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
-- new
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 5 AS 'SELECT a + 1';
CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS 'BEGIN NULL; END';
-- case: function signature changes
-- old
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION h(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION i(OUT x int, OUT y int) LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION j() RETURNS TABLE (x int) LANGUAGE sql AS 'SELECT 1';
-- new
CREATE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT a::text';
CREATE FUNCTION g(b int) RETURNS int LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION h(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION i(OUT x int, OUT z int) LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION j() RETURNS TABLE (x int, y int) LANGUAGE sql AS 'SELECT 1, 2';
-- case: function used by everything changes its argument name
-- old
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE TABLE t (x int DEFAULT f(1), y int GENERATED ALWAYS AS (f(2)) STORED, CONSTRAINT c CHECK (f(x) > 0));
CREATE INDEX i ON t (f(x));
CREATE VIEW v AS SELECT f(x) AS q FROM t;
CREATE POLICY p ON t USING (f(x) = 1);
CREATE STATISTICS st ON (f(x)), y FROM t;
COMMENT ON FUNCTION f(int) IS 'f';
-- new
CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT b';
CREATE TABLE t (x int DEFAULT f(1), y int GENERATED ALWAYS AS (f(2)) STORED, CONSTRAINT c CHECK (f(x) > 0));
CREATE INDEX i ON t (f(x));
CREATE VIEW v AS SELECT f(x) AS q FROM t;
CREATE POLICY p ON t USING (f(x) = 1);
CREATE STATISTICS st ON (f(x)), y FROM t;
COMMENT ON FUNCTION f(int) IS 'f';
-- case: overloads
-- old
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: function becomes procedure
-- old
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
-- new
CREATE PROCEDURE f() LANGUAGE plpgsql AS 'BEGIN END';
COMMENT ON PROCEDURE f() IS 'p';
-- case: procedures
-- old
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE q(INOUT a int) LANGUAGE plpgsql AS 'BEGIN END';
-- new
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 2';
GRANT EXECUTE ON PROCEDURE p(int) TO alice;
ALTER PROCEDURE p(int) OWNER TO bob;
-- case: sql functions call each other in the wrong order
-- old
SELECT 1;
-- new
CREATE FUNCTION z() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT z()';
CREATE TABLE t (x int);
CREATE FUNCTION b() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t';
CREATE VIEW w AS SELECT b() AS n;
CREATE FUNCTION c() RETURNS bigint LANGUAGE sql AS 'SELECT n FROM w';
-- case: sql function uses a new column
-- old
CREATE TABLE t (x int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(x) FROM t';
-- new
CREATE TABLE t (x int, y int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(y) FROM t';
-- case: functions with standard bodies
-- old
CREATE TABLE t (x int, y int);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(x) FROM t; END;
-- new
CREATE TABLE t (x bigint);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(x) FROM t; END;
CREATE FUNCTION g() RETURNS bigint LANGUAGE sql RETURN f() + 1;
-- case: plpgsql with row types
-- old
CREATE TABLE t (x int);
-- new
CREATE TABLE t (x int);
CREATE TABLE zz (y int);
CREATE FUNCTION a() RETURNS int LANGUAGE plpgsql AS 'DECLARE r zz%ROWTYPE; c t.x%TYPE; BEGIN SELECT * INTO r FROM zz; RETURN r.y; END';
CREATE FUNCTION b(zz) RETURNS zz LANGUAGE sql AS 'SELECT $1';
-- case: trigger functions and triggers
-- old
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER gone BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER changed BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER state AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- new
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER changed BEFORE INSERT OR UPDATE OF b ON t FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION g('x', '1');
CREATE TRIGGER state AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t ENABLE ALWAYS TRIGGER state;
CREATE TRIGGER tt AFTER UPDATE ON t REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION g();
CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION g();
COMMENT ON TRIGGER tt ON t IS 'tt';
ALTER TABLE t DISABLE TRIGGER tt;
-- case: constraint trigger changes
-- old
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
-- new
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE CONSTRAINT TRIGGER ct AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
-- case: trigger function dropped with its triggers
-- old
CREATE TABLE t (a int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
-- new
CREATE TABLE t (a int);
-- case: aggregates
-- old
CREATE AGGREGATE s(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE AGGREGATE gone(int) (SFUNC = int4pl, STYPE = int);
-- new
CREATE AGGREGATE s(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1', PARALLEL = safe);
CREATE AGGREGATE s2(bigint) (SFUNC = int8pl, STYPE = bigint, COMBINEFUNC = int8pl, INITCOND = '0', MSFUNC = int8pl, MINVFUNC = int8mi, MSTYPE = bigint, MINITCOND = '0');
COMMENT ON AGGREGATE s(int) IS 'sum';
GRANT EXECUTE ON FUNCTION s2(bigint) TO alice;
ALTER AGGREGATE s2(bigint) OWNER TO bob;
-- case: aggregate with own functions, changed result
-- old
CREATE FUNCTION acc(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE a(int) (SFUNC = acc, STYPE = int);
CREATE VIEW v AS SELECT a(x) AS y FROM generate_series(1, 3) x;
-- new
CREATE FUNCTION acc(bigint, int) RETURNS bigint LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE a(int) (SFUNC = acc, STYPE = bigint);
CREATE VIEW v AS SELECT a(x) AS y FROM generate_series(1, 3) x;
-- case: ordered-set and hypothetical aggregates
-- old
SELECT 1;
-- new
CREATE AGGREGATE my_percentile(float8 ORDER BY anyelement) (STYPE = internal, SFUNC = ordered_set_transition, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE my_rank(VARIADIC "any" ORDER BY VARIADIC "any") (STYPE = internal, SFUNC = ordered_set_transition_multi, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE my_count(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE my_count(*) IS 'c';
-- case: function privileges
-- old
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT EXECUTE ON FUNCTION f() TO alice;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION g() FROM PUBLIC;
-- new
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f() TO bob WITH GRANT OPTION;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: variadic, defaults, window, returns trigger
-- old
SELECT 1;
-- new
CREATE FUNCTION v(a int, VARIADIC b text[] DEFAULT ARRAY['x']) RETURNS text LANGUAGE sql AS $$ SELECT b[1] || $1 $$;
CREATE FUNCTION w() RETURNS int LANGUAGE internal WINDOW AS 'window_row_number';
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', tg_tag; END $$;
CREATE EVENT TRIGGER e1 ON ddl_command_start WHEN TAG IN ('DROP TABLE', 'DROP VIEW') EXECUTE FUNCTION et();
ALTER EVENT TRIGGER e1 DISABLE;
COMMENT ON EVENT TRIGGER e1 IS 'et';
-- case: event triggers change
-- old
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER e1 ON ddl_command_start EXECUTE FUNCTION et();
CREATE EVENT TRIGGER e2 ON sql_drop EXECUTE FUNCTION et();
CREATE EVENT TRIGGER e3 ON sql_drop EXECUTE FUNCTION et();
-- new
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER e1 ON ddl_command_end EXECUTE FUNCTION et();
CREATE EVENT TRIGGER e3 ON sql_drop EXECUTE FUNCTION et();
ALTER EVENT TRIGGER e3 ENABLE ALWAYS;
-- case: mutually recursive functions
-- old
SELECT 1;
-- new
SET check_function_bodies = off;
CREATE FUNCTION a(n int) RETURNS int LANGUAGE sql AS 'SELECT CASE WHEN n = 0 THEN 0 ELSE b(n - 1) END';
CREATE FUNCTION b(n int) RETURNS int LANGUAGE sql AS 'SELECT CASE WHEN n = 0 THEN 0 ELSE a(n - 1) END';
-- case: function body only differs in whitespace
-- old
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ' SELECT 1 ';
-- new
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: table default calls a function that reads the table
-- old
SELECT 1;
-- new
CREATE TABLE t (a int, b int);
CREATE FUNCTION nxt() RETURNS int LANGUAGE sql AS 'SELECT coalesce(max(a), 0) + 1 FROM t';
ALTER TABLE t ALTER a SET DEFAULT nxt();
-- case: function over row type, table changes
-- old
CREATE TABLE t (a int, b int);
CREATE FUNCTION full_name(t) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.a::text';
CREATE VIEW v AS SELECT full_name(t) AS n FROM t;
-- new
CREATE TABLE t (a bigint, c text);
CREATE FUNCTION full_name(t) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.c';
CREATE VIEW v AS SELECT full_name(t) AS n FROM t;
-- case: drop a table whose row type a function takes, used in a check of another
-- old
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
CREATE TABLE b (x int, r a, CHECK (fa(r)));
ALTER TABLE a ADD CHECK (fa(a.*));
CREATE INDEX ai ON a ((fa(a.*)));
-- new
CREATE TABLE b (x int);
-- case: drop a table whose row type a function takes, used in a check of another: the other way
-- old
CREATE TABLE b (x int);
-- new
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
CREATE TABLE b (x int, r a, CHECK (fa(r)));
ALTER TABLE a ADD CHECK (fa(a.*));
CREATE INDEX ai ON a ((fa(a.*)));
-- case: create a table with a check that calls a function over its row type
-- old
SELECT 1;
-- new
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
ALTER TABLE a ADD CHECK (fa(a.*));
CREATE INDEX ai ON a ((fa(a.*)));
-- case: create a table with a check that calls a function over its row type: the other way
-- old
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
ALTER TABLE a ADD CHECK (fa(a.*));
CREATE INDEX ai ON a ((fa(a.*)));
-- new
SELECT 1;
-- case: partitioned comes in place of a table with a row-type function in a check
-- old
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
ALTER TABLE a ADD CONSTRAINT c CHECK (fa(a.*));
-- new
CREATE TABLE a (x int) PARTITION BY LIST (x);
CREATE TABLE a1 PARTITION OF a DEFAULT;
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
-- case: partitioned comes in place of a table with a row-type function in a check: the other way
-- old
CREATE TABLE a (x int) PARTITION BY LIST (x);
CREATE TABLE a1 PARTITION OF a DEFAULT;
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
-- new
CREATE TABLE a (x int);
CREATE FUNCTION fa(a) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > 0';
ALTER TABLE a ADD CONSTRAINT c CHECK (fa(a.*));
-- case: computed column function in view and column type change
-- old
CREATE TABLE p (first text, last text, n int);
CREATE FUNCTION full_name(p) RETURNS text LANGUAGE sql STABLE AS $$ SELECT $1.first || ' ' || $1.last $$;
CREATE VIEW v AS SELECT p.full_name, n FROM p;
-- new
CREATE TABLE p (first varchar(10), last text, middle text, n bigint);
CREATE FUNCTION full_name(p) RETURNS text LANGUAGE sql STABLE AS $$ SELECT $1.first || ' ' || $1.middle || ' ' || $1.last $$;
CREATE VIEW v AS SELECT p.full_name, n, middle FROM p;
-- case: computed column function in view and column type change: the other way
-- old
CREATE TABLE p (first varchar(10), last text, middle text, n bigint);
CREATE FUNCTION full_name(p) RETURNS text LANGUAGE sql STABLE AS $$ SELECT $1.first || ' ' || $1.middle || ' ' || $1.last $$;
CREATE VIEW v AS SELECT p.full_name, n, middle FROM p;
-- new
CREATE TABLE p (first text, last text, n int);
CREATE FUNCTION full_name(p) RETURNS text LANGUAGE sql STABLE AS $$ SELECT $1.first || ' ' || $1.last $$;
CREATE VIEW v AS SELECT p.full_name, n FROM p;
-- case: function with sql standard body over a view that changes
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(a) FROM v; END;
CREATE VIEW w AS SELECT f() AS s;
-- new
CREATE TABLE t (a bigint, b int);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE FUNCTION f() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT sum(a) FROM v; END;
CREATE VIEW w AS SELECT f() AS s;
-- case: function with sql standard body over a view that changes: the other way
-- old
CREATE TABLE t (a bigint, b int);
CREATE VIEW v AS SELECT b, a FROM t;
CREATE FUNCTION f() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT sum(a) FROM v; END;
CREATE VIEW w AS SELECT f() AS s;
-- new
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(a) FROM v; END;
CREATE VIEW w AS SELECT f() AS s;
-- case: functions returning table types and setof
-- old
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE FUNCTION f1() RETURNS TABLE (id int, a text) LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION f2(OUT x int, OUT y text) LANGUAGE sql AS $$SELECT 1, 'a'$$;
CREATE FUNCTION f3(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE VIEW v AS SELECT * FROM f1();
CREATE VIEW v3 AS SELECT f3(1) AS x;
-- new
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE FUNCTION f1() RETURNS TABLE (id int, a text, b int) LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION f2(OUT x int, OUT z text) LANGUAGE sql AS $$SELECT 1, 'a'$$;
CREATE FUNCTION f3(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE VIEW v AS SELECT * FROM f1();
CREATE VIEW v3 AS SELECT f3(1, 3) AS x;
-- case: functions returning table types and setof: the other way
-- old
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE FUNCTION f1() RETURNS TABLE (id int, a text, b int) LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION f2(OUT x int, OUT z text) LANGUAGE sql AS $$SELECT 1, 'a'$$;
CREATE FUNCTION f3(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE VIEW v AS SELECT * FROM f1();
CREATE VIEW v3 AS SELECT f3(1, 3) AS x;
-- new
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE FUNCTION f1() RETURNS TABLE (id int, a text) LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION f2(OUT x int, OUT y text) LANGUAGE sql AS $$SELECT 1, 'a'$$;
CREATE FUNCTION f3(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE VIEW v AS SELECT * FROM f1();
CREATE VIEW v3 AS SELECT f3(1) AS x;
-- case: argument default dropped while others use it
-- old
CREATE FUNCTION f3(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f3(1), CHECK (f3(a) > 0), g int GENERATED ALWAYS AS (f3(a, 4)) STORED);
CREATE INDEX ON t (f3(a));
CREATE VIEW v AS SELECT f3(a) AS x FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (f3(NEW.a) > 1) EXECUTE FUNCTION tf();
CREATE POLICY pp ON t USING (f3(a) > 5);
CREATE DOMAIN d AS int CHECK (f3(VALUE) > 0);
CREATE TABLE u (d d);
-- new
CREATE FUNCTION f3(a int, c int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f3(1, 3), CHECK (f3(a, 3) > 0), g int GENERATED ALWAYS AS (f3(a, 4)) STORED);
CREATE INDEX ON t (f3(a, 3));
CREATE VIEW v AS SELECT f3(a, 3) AS x FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (f3(NEW.a, 3) > 1) EXECUTE FUNCTION tf();
CREATE POLICY pp ON t USING (f3(a, 3) > 5);
CREATE DOMAIN d AS int CHECK (f3(VALUE, 3) > 0);
CREATE TABLE u (d d);
-- case: argument default dropped while others use it: the other way
-- old
CREATE FUNCTION f3(a int, c int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f3(1, 3), CHECK (f3(a, 3) > 0), g int GENERATED ALWAYS AS (f3(a, 4)) STORED);
CREATE INDEX ON t (f3(a, 3));
CREATE VIEW v AS SELECT f3(a, 3) AS x FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (f3(NEW.a, 3) > 1) EXECUTE FUNCTION tf();
CREATE POLICY pp ON t USING (f3(a, 3) > 5);
CREATE DOMAIN d AS int CHECK (f3(VALUE, 3) > 0);
CREATE TABLE u (d d);
-- new
CREATE FUNCTION f3(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f3(1), CHECK (f3(a) > 0), g int GENERATED ALWAYS AS (f3(a, 4)) STORED);
CREATE INDEX ON t (f3(a));
CREATE VIEW v AS SELECT f3(a) AS x FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (f3(NEW.a) > 1) EXECUTE FUNCTION tf();
CREATE POLICY pp ON t USING (f3(a) > 5);
CREATE DOMAIN d AS int CHECK (f3(VALUE) > 0);
CREATE TABLE u (d d);
-- case: sql functions use each other and tables in names sorted badly
-- old
SELECT 1;
-- new
CREATE TABLE zz (id int);
SET check_function_bodies = off;
CREATE FUNCTION aa() RETURNS int LANGUAGE sql AS 'SELECT bb()';
CREATE FUNCTION bb() RETURNS int LANGUAGE sql AS 'SELECT cc(1)';
CREATE FUNCTION cc(int) RETURNS int LANGUAGE sql AS 'SELECT max(id) FROM vv';
CREATE VIEW vv AS SELECT id FROM zz;
CREATE PROCEDURE ab() LANGUAGE sql AS 'INSERT INTO zz VALUES (aa()); CALL ac()';
CREATE PROCEDURE ac() LANGUAGE sql AS 'DELETE FROM zz';
CREATE VIEW ww AS SELECT aa() AS a, bb() AS b;
CREATE TABLE ya (x int DEFAULT aa());
-- case: sql functions use each other and tables in names sorted badly: the other way
-- old
CREATE TABLE zz (id int);
SET check_function_bodies = off;
CREATE FUNCTION aa() RETURNS int LANGUAGE sql AS 'SELECT bb()';
CREATE FUNCTION bb() RETURNS int LANGUAGE sql AS 'SELECT cc(1)';
CREATE FUNCTION cc(int) RETURNS int LANGUAGE sql AS 'SELECT max(id) FROM vv';
CREATE VIEW vv AS SELECT id FROM zz;
CREATE PROCEDURE ab() LANGUAGE sql AS 'INSERT INTO zz VALUES (aa()); CALL ac()';
CREATE PROCEDURE ac() LANGUAGE sql AS 'DELETE FROM zz';
CREATE VIEW ww AS SELECT aa() AS a, bb() AS b;
CREATE TABLE ya (x int DEFAULT aa());
-- new
SELECT 1;
-- case: sql functions in lower order go
-- old
CREATE TABLE zz (id int);
SET check_function_bodies = off;
CREATE FUNCTION aa() RETURNS int LANGUAGE sql AS 'SELECT bb()';
CREATE FUNCTION bb() RETURNS int LANGUAGE sql AS 'SELECT max(id) FROM vv';
CREATE VIEW vv AS SELECT id FROM zz;
CREATE VIEW ww AS SELECT aa() AS a, bb() AS b;
-- new
CREATE TABLE zz (id text);
CREATE FUNCTION aa() RETURNS text LANGUAGE sql AS 'SELECT max(id) FROM zz';
-- case: sql functions in lower order go: the other way
-- old
CREATE TABLE zz (id text);
CREATE FUNCTION aa() RETURNS text LANGUAGE sql AS 'SELECT max(id) FROM zz';
-- new
CREATE TABLE zz (id int);
SET check_function_bodies = off;
CREATE FUNCTION aa() RETURNS int LANGUAGE sql AS 'SELECT bb()';
CREATE FUNCTION bb() RETURNS int LANGUAGE sql AS 'SELECT max(id) FROM vv';
CREATE VIEW vv AS SELECT id FROM zz;
CREATE VIEW ww AS SELECT aa() AS a, bb() AS b;
-- case: function attributes of all kinds
-- old
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS SETOF int LANGUAGE sql IMMUTABLE STRICT LEAKPROOF SECURITY DEFINER PARALLEL SAFE COST 7 ROWS 9 SET search_path = pg_catalog, public SET work_mem = '4MB' AS 'SELECT 1';
CREATE PROCEDURE p(INOUT x int) LANGUAGE plpgsql AS 'BEGIN x := 1; END';
CREATE FUNCTION h(a int, VARIADIC b text[] DEFAULT '{}') RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE STRICT LEAKPROOF SECURITY DEFINER PARALLEL SAFE COST 7 SET search_path = '' SET "my.x" = 'a b' AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(INOUT x int) LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS 'BEGIN x := 2; END';
CREATE FUNCTION h(a int, VARIADIC b text[] DEFAULT '{x}') RETURNS int LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT 1';
-- case: function attributes of all kinds: the other way
-- old
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE STRICT LEAKPROOF SECURITY DEFINER PARALLEL SAFE COST 7 SET search_path = '' SET "my.x" = 'a b' AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(INOUT x int) LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS 'BEGIN x := 2; END';
CREATE FUNCTION h(a int, VARIADIC b text[] DEFAULT '{x}') RETURNS int LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT 1';
-- new
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(int) RETURNS SETOF int LANGUAGE sql IMMUTABLE STRICT LEAKPROOF SECURITY DEFINER PARALLEL SAFE COST 7 ROWS 9 SET search_path = pg_catalog, public SET work_mem = '4MB' AS 'SELECT 1';
CREATE PROCEDURE p(INOUT x int) LANGUAGE plpgsql AS 'BEGIN x := 1; END';
CREATE FUNCTION h(a int, VARIADIC b text[] DEFAULT '{}') RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: overloaded functions and arguments renamed
-- old
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT a';
COMMENT ON FUNCTION g(int, text) IS 'g';
GRANT EXECUTE ON FUNCTION g(int, text) TO alice;
REVOKE ALL ON FUNCTION f(int) FROM PUBLIC;
-- new
CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION f(a text, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(x int, b text) RETURNS int LANGUAGE sql AS 'SELECT x';
COMMENT ON FUNCTION g(int, text) IS 'g';
GRANT EXECUTE ON FUNCTION g(int, text) TO alice;
REVOKE ALL ON FUNCTION f(int) FROM PUBLIC;
-- case: overloaded functions and arguments renamed: the other way
-- old
CREATE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION f(a text, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(x int, b text) RETURNS int LANGUAGE sql AS 'SELECT x';
COMMENT ON FUNCTION g(int, text) IS 'g';
GRANT EXECUTE ON FUNCTION g(int, text) TO alice;
REVOKE ALL ON FUNCTION f(int) FROM PUBLIC;
-- new
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT a';
COMMENT ON FUNCTION g(int, text) IS 'g';
GRANT EXECUTE ON FUNCTION g(int, text) TO alice;
REVOKE ALL ON FUNCTION f(int) FROM PUBLIC;
-- case: function that returns a domain, an array of composite, polymorphic
-- old
CREATE TYPE c AS (a int);
CREATE DOMAIN d AS int;
CREATE FUNCTION f() RETURNS d LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(c[]) RETURNS c[] LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION h(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
-- new
CREATE TYPE c AS (a text, b int);
CREATE DOMAIN d AS bigint;
CREATE FUNCTION f() RETURNS d LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION g(c[]) RETURNS c[] LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION h(anyelement, anyarray) RETURNS anyarray LANGUAGE sql AS 'SELECT $2';
-- case: function that returns a domain, an array of composite, polymorphic: the other way
-- old
CREATE TYPE c AS (a text, b int);
CREATE DOMAIN d AS bigint;
CREATE FUNCTION f() RETURNS d LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION g(c[]) RETURNS c[] LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION h(anyelement, anyarray) RETURNS anyarray LANGUAGE sql AS 'SELECT $2';
-- new
CREATE TYPE c AS (a int);
CREATE DOMAIN d AS int;
CREATE FUNCTION f() RETURNS d LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(c[]) RETURNS c[] LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION h(anyelement, anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
-- case: view cycle through functions and rules
-- old
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- new
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT NULL::int AS a;
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT ($1).a';
CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE f(ROW(a)::v) > 0;
-- case: view cycle through functions and rules: the other way
-- old
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT NULL::int AS a;
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT ($1).a';
CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE f(ROW(a)::v) > 0;
-- new
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- case: view cycle comes from nothing
-- old
CREATE TABLE t (a int);
-- new
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT NULL::int AS a;
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT ($1).a';
CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE f(ROW(a)::v) > 0;
CREATE VIEW x AS SELECT 1 AS a;
CREATE VIEW y AS SELECT a FROM x;
CREATE OR REPLACE VIEW x AS SELECT a FROM y;
-- case: view cycle goes
-- old
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT NULL::int AS a;
CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT ($1).a';
CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE f(ROW(a)::v) > 0;
-- new
CREATE TABLE t (a int);
-- case: swap what two views read
-- old
CREATE TABLE t (a int);
CREATE VIEW x AS SELECT a FROM t;
CREATE VIEW y AS SELECT a FROM x;
-- new
CREATE TABLE t (a int);
CREATE VIEW y AS SELECT a FROM t;
CREATE VIEW x AS SELECT a FROM y;
-- case: swap what two views read: the other way
-- old
CREATE TABLE t (a int);
CREATE VIEW y AS SELECT a FROM t;
CREATE VIEW x AS SELECT a FROM y;
-- new
CREATE TABLE t (a int);
CREATE VIEW x AS SELECT a FROM t;
CREATE VIEW y AS SELECT a FROM x;
-- case: view columns renamed, retyped, reordered with grants, rules, triggers and dependents
-- old
CREATE TABLE t (a int, b text, c date);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW v WITH (security_barrier) AS SELECT a, b, c FROM t;
ALTER VIEW v ALTER COLUMN a SET DEFAULT 7;
GRANT SELECT, INSERT ON v TO alice;
GRANT UPDATE (b) ON v TO bob;
COMMENT ON VIEW v IS 'vv'; COMMENT ON COLUMN v.a IS 'aa';
CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION tf();
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT * FROM w;
CREATE INDEX mi ON m (a);
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
-- new
CREATE TABLE t (a bigint, b text, c date);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW v WITH (security_barrier, security_invoker) AS SELECT b, a, c AS d FROM t;
ALTER VIEW v ALTER COLUMN a SET DEFAULT 7;
GRANT SELECT, INSERT ON v TO alice;
GRANT UPDATE (b) ON v TO bob;
COMMENT ON VIEW v IS 'vv'; COMMENT ON COLUMN v.a IS 'aa';
CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION tf();
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT * FROM w;
CREATE INDEX mi ON m (a);
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
-- case: view columns renamed, retyped, reordered with grants, rules, triggers and dependents: the other way
-- old
CREATE TABLE t (a bigint, b text, c date);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW v WITH (security_barrier, security_invoker) AS SELECT b, a, c AS d FROM t;
ALTER VIEW v ALTER COLUMN a SET DEFAULT 7;
GRANT SELECT, INSERT ON v TO alice;
GRANT UPDATE (b) ON v TO bob;
COMMENT ON VIEW v IS 'vv'; COMMENT ON COLUMN v.a IS 'aa';
CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION tf();
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT * FROM w;
CREATE INDEX mi ON m (a);
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
-- new
CREATE TABLE t (a int, b text, c date);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE VIEW v WITH (security_barrier) AS SELECT a, b, c FROM t;
ALTER VIEW v ALTER COLUMN a SET DEFAULT 7;
GRANT SELECT, INSERT ON v TO alice;
GRANT UPDATE (b) ON v TO bob;
COMMENT ON VIEW v IS 'vv'; COMMENT ON COLUMN v.a IS 'aa';
CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION tf();
CREATE VIEW w AS SELECT a FROM v;
CREATE MATERIALIZED VIEW m AS SELECT * FROM w;
CREATE INDEX mi ON m (a);
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
-- case: materialized view gets other columns, with indexes, stats, comments
-- old
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t WITH NO DATA;
CREATE UNIQUE INDEX mu ON m (a);
CREATE INDEX ml ON m (lower(b));
COMMENT ON MATERIALIZED VIEW m IS 'mm'; COMMENT ON COLUMN m.a IS 'ma'; COMMENT ON INDEX mu IS 'mmu';
GRANT SELECT ON m TO readonly;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STATISTICS 50;
ALTER MATERIALIZED VIEW m CLUSTER ON mu;
CREATE VIEW v AS SELECT * FROM m;
CREATE STATISTICS ms ON a, b FROM m;
-- new
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 60) AS SELECT a, b, a + 1 AS c FROM t WITH NO DATA;
CREATE UNIQUE INDEX mu ON m (a);
CREATE INDEX ml ON m (lower(b));
COMMENT ON MATERIALIZED VIEW m IS 'mm'; COMMENT ON COLUMN m.a IS 'ma'; COMMENT ON INDEX mu IS 'mmu';
GRANT SELECT ON m TO readonly;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STATISTICS 50;
ALTER MATERIALIZED VIEW m CLUSTER ON mu;
CREATE VIEW v AS SELECT * FROM m;
CREATE STATISTICS ms ON a, b FROM m;
-- case: materialized view gets other columns, with indexes, stats, comments: the other way
-- old
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 60) AS SELECT a, b, a + 1 AS c FROM t WITH NO DATA;
CREATE UNIQUE INDEX mu ON m (a);
CREATE INDEX ml ON m (lower(b));
COMMENT ON MATERIALIZED VIEW m IS 'mm'; COMMENT ON COLUMN m.a IS 'ma'; COMMENT ON INDEX mu IS 'mmu';
GRANT SELECT ON m TO readonly;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STATISTICS 50;
ALTER MATERIALIZED VIEW m CLUSTER ON mu;
CREATE VIEW v AS SELECT * FROM m;
CREATE STATISTICS ms ON a, b FROM m;
-- new
CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t WITH NO DATA;
CREATE UNIQUE INDEX mu ON m (a);
CREATE INDEX ml ON m (lower(b));
COMMENT ON MATERIALIZED VIEW m IS 'mm'; COMMENT ON COLUMN m.a IS 'ma'; COMMENT ON INDEX mu IS 'mmu';
GRANT SELECT ON m TO readonly;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW m ALTER COLUMN b SET STATISTICS 50;
ALTER MATERIALIZED VIEW m CLUSTER ON mu;
CREATE VIEW v AS SELECT * FROM m;
CREATE STATISTICS ms ON a, b FROM m;
-- case: table column dropped and added of same name with other type under view
-- old
CREATE TABLE t (id int PRIMARY KEY, data json);
CREATE VIEW v AS SELECT id, data FROM t;
CREATE VIEW v2 AS SELECT data->>'x' AS x FROM v;
-- new
CREATE TABLE t (id bigint PRIMARY KEY, data jsonb);
CREATE VIEW v AS SELECT id, data FROM t;
CREATE VIEW v2 AS SELECT data->>'x' AS x FROM v;
-- case: table column dropped and added of same name with other type under view: the other way
-- old
CREATE TABLE t (id bigint PRIMARY KEY, data jsonb);
CREATE VIEW v AS SELECT id, data FROM t;
CREATE VIEW v2 AS SELECT data->>'x' AS x FROM v;
-- new
CREATE TABLE t (id int PRIMARY KEY, data json);
CREATE VIEW v AS SELECT id, data FROM t;
CREATE VIEW v2 AS SELECT data->>'x' AS x FROM v;
-- case: large evolution
-- old
CREATE TYPE role AS ENUM ('admin', 'user', 'guest');
CREATE SEQUENCE ord_seq;
CREATE TABLE users (id serial PRIMARY KEY, mail varchar(100) UNIQUE NOT NULL, role role DEFAULT 'guest', created timestamp DEFAULT now());
CREATE TABLE orders (id int PRIMARY KEY DEFAULT nextval('ord_seq'), usr int REFERENCES users, total numeric(8,2), status text DEFAULT 'new');
CREATE VIEW user_orders AS SELECT u.id, u.mail, count(o.*) AS n FROM users u LEFT JOIN orders o ON o.usr = u.id GROUP BY u.id;
CREATE VIEW top AS SELECT * FROM user_orders WHERE n > 10;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created := now(); RETURN NEW; END $$;
CREATE TRIGGER t_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION total(int) RETURNS numeric LANGUAGE sql AS 'SELECT sum(total) FROM orders WHERE usr = $1';
CREATE FUNCTION is_admin(role) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'admin' $$;
CREATE INDEX adm ON users (id) WHERE is_admin(role);
-- new
CREATE TYPE role AS ENUM ('admin', 'member');
CREATE TYPE status AS ENUM ('new', 'paid');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail email UNIQUE NOT NULL, role role DEFAULT 'member', created timestamptz DEFAULT now(), updated timestamptz);
CREATE TABLE orders (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, usr bigint REFERENCES users ON DELETE CASCADE, total numeric(12,2) NOT NULL DEFAULT 0, status status DEFAULT 'new');
CREATE TABLE items (ord bigint REFERENCES orders, n int, PRIMARY KEY (ord, n));
CREATE VIEW user_orders AS SELECT u.id, u.mail, count(o.*) AS n, sum(o.total) AS total FROM users u LEFT JOIN orders o ON o.usr = u.id GROUP BY u.id;
CREATE VIEW top AS SELECT * FROM user_orders WHERE n > 10 AND total > 5;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated := now(); RETURN NEW; END $$;
CREATE TRIGGER t_touch BEFORE UPDATE OF mail ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION total(bigint) RETURNS numeric LANGUAGE sql AS 'SELECT sum(total) FROM orders WHERE usr = $1';
CREATE FUNCTION is_admin(role) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'admin' $$;
CREATE INDEX adm ON users (id) WHERE is_admin(role);
-- case: large evolution: the other way
-- old
CREATE TYPE role AS ENUM ('admin', 'member');
CREATE TYPE status AS ENUM ('new', 'paid');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail email UNIQUE NOT NULL, role role DEFAULT 'member', created timestamptz DEFAULT now(), updated timestamptz);
CREATE TABLE orders (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, usr bigint REFERENCES users ON DELETE CASCADE, total numeric(12,2) NOT NULL DEFAULT 0, status status DEFAULT 'new');
CREATE TABLE items (ord bigint REFERENCES orders, n int, PRIMARY KEY (ord, n));
CREATE VIEW user_orders AS SELECT u.id, u.mail, count(o.*) AS n, sum(o.total) AS total FROM users u LEFT JOIN orders o ON o.usr = u.id GROUP BY u.id;
CREATE VIEW top AS SELECT * FROM user_orders WHERE n > 10 AND total > 5;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated := now(); RETURN NEW; END $$;
CREATE TRIGGER t_touch BEFORE UPDATE OF mail ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION total(bigint) RETURNS numeric LANGUAGE sql AS 'SELECT sum(total) FROM orders WHERE usr = $1';
CREATE FUNCTION is_admin(role) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'admin' $$;
CREATE INDEX adm ON users (id) WHERE is_admin(role);
-- new
CREATE TYPE role AS ENUM ('admin', 'user', 'guest');
CREATE SEQUENCE ord_seq;
CREATE TABLE users (id serial PRIMARY KEY, mail varchar(100) UNIQUE NOT NULL, role role DEFAULT 'guest', created timestamp DEFAULT now());
CREATE TABLE orders (id int PRIMARY KEY DEFAULT nextval('ord_seq'), usr int REFERENCES users, total numeric(8,2), status text DEFAULT 'new');
CREATE VIEW user_orders AS SELECT u.id, u.mail, count(o.*) AS n FROM users u LEFT JOIN orders o ON o.usr = u.id GROUP BY u.id;
CREATE VIEW top AS SELECT * FROM user_orders WHERE n > 10;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created := now(); RETURN NEW; END $$;
CREATE TRIGGER t_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION total(int) RETURNS numeric LANGUAGE sql AS 'SELECT sum(total) FROM orders WHERE usr = $1';
CREATE FUNCTION is_admin(role) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'admin' $$;
CREATE INDEX adm ON users (id) WHERE is_admin(role);
-- case: inherited tables of all sorts
-- old
CREATE TABLE a (id int NOT NULL, x int DEFAULT 1 CHECK (x > 0));
CREATE TABLE b (y int) INHERITS (a);
CREATE TABLE c (id int, x int, y int, z int);
CREATE TABLE d () INHERITS (b);
CREATE INDEX bi ON b (x);
-- new
CREATE TABLE a (id int NOT NULL, x bigint DEFAULT 1 CHECK (x > 0), n text NOT NULL DEFAULT 'n');
CREATE TABLE b (y int, x bigint DEFAULT 2) INHERITS (a);
CREATE TABLE c (id int NOT NULL, x bigint CHECK (x > 0), y int, z int, n text NOT NULL);
ALTER TABLE c ADD CONSTRAINT a_x_check CHECK (x > 0);
ALTER TABLE c INHERIT a;
CREATE TABLE d (id int NOT NULL, x bigint, y int);
CREATE INDEX bi ON b (x);
-- case: procedures that differ in what they put out only
-- old
CREATE PROCEDURE p(OUT a int) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE q(IN a int, OUT b text, INOUT c int) LANGUAGE plpgsql AS 'BEGIN b := a; END';
-- new
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE p(int) IS 'takes one';
CREATE PROCEDURE q(IN a int, OUT b text, INOUT c int) LANGUAGE plpgsql AS 'BEGIN b := a + 1; END';
CREATE PROCEDURE q(IN a int, IN b text, INOUT c int) LANGUAGE plpgsql AS 'BEGIN END';
-- case: bodies that need a search path, or a table that comes when they run
-- old
CREATE SCHEMA app;
SET search_path = app;
CREATE TABLE t (id int);
CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql AS 'SELECT id FROM t';
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql AS 'SELECT f()';
SET check_function_bodies = off;
CREATE FUNCTION h(a int) RETURNS void LANGUAGE sql AS 'INSERT INTO scratch VALUES (a)';
-- new
CREATE SCHEMA app;
SET search_path = app;
CREATE TABLE t (id int);
CREATE TABLE u (id int);
CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql AS 'SELECT id + 1 FROM t';
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql AS 'SELECT f() + 1';
SET check_function_bodies = off;
CREATE FUNCTION h(a int) RETURNS void LANGUAGE sql AS 'INSERT INTO scratch VALUES (a + 1)';
CREATE FUNCTION i(a int) RETURNS void LANGUAGE sql AS 'UPDATE ONLY scratch SET b = a';
-- case: a window function becomes an ordinary one
-- old
CREATE FUNCTION f(integer) RETURNS bigint LANGUAGE internal WINDOW AS $$window_rank$$;
CREATE FUNCTION g(integer) RETURNS bigint LANGUAGE sql AS $$SELECT 1::bigint$$;
-- new
CREATE FUNCTION f(integer) RETURNS bigint LANGUAGE sql AS $$SELECT 1::bigint$$;
CREATE FUNCTION g(integer) RETURNS bigint LANGUAGE internal WINDOW AS $$window_rank$$;
-- case: bodies that name what comes later in quotes, and types of their own schema
-- old
CREATE SCHEMA s;
-- new
CREATE SCHEMA s;
SET check_function_bodies = off;
CREATE FUNCTION a_counts() RETURNS bigint LANGUAGE sql AS $$SELECT count(*) FROM public."My View"$$;
CREATE FUNCTION s.typed() RETURNS integer LANGUAGE plpgsql AS $$DECLARE r ty; n "My Type"; BEGIN RETURN r.a; END$$;
CREATE VIEW "My View" AS SELECT 1 AS a;
CREATE TYPE s.ty AS (a integer);
CREATE TYPE s."My Type" AS (a integer);
