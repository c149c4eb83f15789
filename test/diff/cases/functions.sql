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
