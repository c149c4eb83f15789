-- case: view created, replaced, dropped
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW gone AS SELECT b FROM t;
-- new
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t WHERE a > 1;
CREATE VIEW fresh AS SELECT a + b AS s FROM t;
-- case: view loses a column under other views
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v;
GRANT SELECT ON w TO alice;
COMMENT ON VIEW w IS 'w';
GRANT SELECT ON v TO bob;
ALTER VIEW w OWNER TO bob;
CREATE MATERIALIZED VIEW m AS SELECT a FROM w;
CREATE UNIQUE INDEX mi ON m (a);
GRANT SELECT ON m TO bob;
-- new
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM v;
GRANT SELECT ON w TO alice;
COMMENT ON VIEW w IS 'w';
GRANT SELECT ON v TO bob;
ALTER VIEW w OWNER TO bob;
CREATE MATERIALIZED VIEW m AS SELECT a FROM w;
CREATE UNIQUE INDEX mi ON m (a);
GRANT SELECT ON m TO bob;
-- case: view over a dropped column
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
-- new
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- case: view stops using a table that goes
-- old
CREATE TABLE t (a int);
CREATE TABLE u (a int);
CREATE VIEW v AS SELECT a FROM t;
-- new
CREATE TABLE u (a int);
CREATE VIEW v AS SELECT a FROM u;
-- case: view column names
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a AS x, b AS y FROM t;
-- new
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a AS x, b AS z FROM t;
-- case: view options
-- old
CREATE TABLE t (a int);
CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t WHERE a > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW w AS SELECT a FROM t WHERE a > 0;
-- new
CREATE TABLE t (a int);
CREATE VIEW v WITH (security_invoker = true) AS SELECT a FROM t WHERE a > 0;
CREATE VIEW w WITH (security_barrier = true) AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION;
-- case: view column defaults
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER VIEW v ALTER a SET DEFAULT 1;
-- new
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
ALTER VIEW v ALTER b SET DEFAULT 2;
CREATE VIEW w AS SELECT a, b FROM t;
ALTER VIEW w ALTER b SET DEFAULT 2;
-- case: materialized view
-- old
CREATE TABLE t (a int, b int);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE INDEX mi ON m (a);
CREATE MATERIALIZED VIEW gone AS SELECT a FROM t;
-- new
CREATE TABLE t (a int, b int);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE INDEX mi ON m (a);
CREATE INDEX mj ON m (b);
CREATE MATERIALIZED VIEW fresh WITH (fillfactor = 50) AS SELECT b FROM t WITH NO DATA;
COMMENT ON MATERIALIZED VIEW fresh IS 'x';
-- case: materialized view settings
-- old
CREATE TABLE t (a text, b int);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE INDEX mi ON m (a);
-- new
CREATE TABLE t (a text, b int);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
CREATE INDEX mi ON m (a);
ALTER MATERIALIZED VIEW m SET (autovacuum_enabled = false);
ALTER MATERIALIZED VIEW m CLUSTER ON mi;
ALTER MATERIALIZED VIEW m ALTER a SET STORAGE external;
ALTER MATERIALIZED VIEW m ALTER b SET STATISTICS 5;
-- case: chain of views in an order that is not the alphabet's
-- old
SELECT 1;
-- new
CREATE TABLE z (a int);
CREATE VIEW y AS SELECT a FROM z;
CREATE VIEW x AS SELECT a FROM y;
CREATE VIEW w AS SELECT a FROM x;
CREATE FUNCTION a() RETURNS SETOF w LANGUAGE sql AS 'SELECT * FROM w';
CREATE VIEW b AS SELECT * FROM a();
-- case: chain of views goes
-- old
CREATE TABLE z (a int);
CREATE VIEW y AS SELECT a FROM z;
CREATE VIEW x AS SELECT a FROM y;
CREATE FUNCTION a() RETURNS SETOF x LANGUAGE sql AS 'SELECT * FROM x';
CREATE VIEW b AS SELECT * FROM a();
-- new
CREATE TABLE z (a int);
-- case: view with group by primary key
-- old
CREATE TABLE t (id int, a int);
-- new
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
-- case: view with a function that changes its result
-- old
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT f() AS x;
-- new
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''1''';
CREATE VIEW v AS SELECT f() AS x;
-- case: rules
-- old
CREATE TABLE t (a int);
CREATE TABLE l (a int);
CREATE RULE r1 AS ON INSERT TO t DO ALSO INSERT INTO l VALUES (NEW.a);
CREATE RULE r2 AS ON DELETE TO t DO INSTEAD NOTHING;
-- new
CREATE TABLE t (a int);
CREATE TABLE l (a int);
CREATE RULE r1 AS ON INSERT TO t DO ALSO INSERT INTO l VALUES (NEW.a + 1);
CREATE RULE r3 AS ON UPDATE TO t DO INSTEAD NOTHING;
ALTER TABLE t DISABLE RULE r3;
COMMENT ON RULE r3 ON t IS 'rule';
-- case: rules on views
-- old
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE RULE ins AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (NEW.a);
-- new
CREATE TABLE t (a bigint);
CREATE VIEW v AS SELECT a FROM t;
CREATE RULE ins AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (NEW.a);
-- case: instead of trigger on a view made anew
-- old
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tg INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
-- new
CREATE TABLE t (a bigint);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tg INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
-- case: recursive view
-- old
SELECT 1;
-- new
CREATE TABLE t (id int, parent int);
CREATE RECURSIVE VIEW r (id, depth) AS SELECT id, 1 FROM t WHERE parent IS NULL UNION ALL SELECT t.id, depth + 1 FROM t JOIN r ON t.parent = r.id;
-- case: view privileges on columns
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
GRANT SELECT (a) ON v TO alice;
-- new
CREATE TABLE t (a bigint, b int);
CREATE VIEW v AS SELECT a, b FROM t;
GRANT SELECT (a) ON v TO alice;
GRANT SELECT (b) ON v TO bob;
-- case: a view that changes hands under a new materialized view
-- old
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
ALTER VIEW v OWNER TO alice;
-- new
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
-- case: stored columns of a materialized view change their type
-- old
CREATE TABLE t (a text, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
ALTER MATERIALIZED VIEW m ALTER a SET STORAGE external;
ALTER MATERIALIZED VIEW m ALTER b SET COMPRESSION pglz;
-- new
CREATE TABLE t (a int, b varchar(9));
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t;
ALTER MATERIALIZED VIEW m ALTER b SET STORAGE main;
-- case: views name all columns of a table that gets more and loses some
-- old
CREATE TABLE t (x integer, y integer, w integer);
CREATE TABLE u (x integer, z integer);
CREATE TABLE l (a integer, b integer, c integer);
CREATE VIEW v AS SELECT * FROM t JOIN u u(x_1, z) ON z = y;
CREATE VIEW m AS SELECT n.p FROM l n(p, q);
-- new
CREATE TABLE t (x integer, y integer, w integer, more text);
CREATE TABLE u (x integer, z integer, more text);
CREATE TABLE l (a integer, b integer);
CREATE VIEW v AS SELECT t.x, y, w, x_1, z FROM t JOIN u u(x_1, z) ON z = y;
CREATE VIEW m AS SELECT n.p FROM l n(p, q);
-- case: columns without a name
-- old
CREATE TABLE t (a text, b integer);
-- new
CREATE TABLE t (a text, b integer);
CREATE VIEW v AS SELECT a FROM t UNION ALL SELECT 'x' UNION SELECT NULL;
CREATE VIEW w AS SELECT 'x', (SELECT 'q') AS q, ARRAY(SELECT 'y' FROM t), b, -1 AS n FROM t;
CREATE MATERIALIZED VIEW m AS WITH RECURSIVE r(x) AS (SELECT 'a' UNION SELECT x || 'a' FROM r WHERE length(x) < 3) SELECT x FROM r;
CREATE FUNCTION f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT 'a' UNION SELECT 'b' LIMIT 1; END;
CREATE RULE r AS ON UPDATE TO t DO ALSO INSERT INTO t SELECT 'z', 1 FROM t;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (a IN (SELECT 'a' UNION SELECT 'b'));
-- case: two views over one that is made anew read each other the other way round
-- old
CREATE TABLE t (id integer, n text);
CREATE VIEW base AS SELECT id, n FROM t;
CREATE VIEW a AS SELECT id FROM base;
CREATE VIEW b AS SELECT id FROM a;
COMMENT ON VIEW b IS 'stays';
-- new
CREATE TABLE t (id integer, n text);
CREATE VIEW base AS SELECT id FROM t;
CREATE VIEW b AS SELECT id FROM base;
CREATE VIEW a AS SELECT id FROM b;
COMMENT ON VIEW b IS 'stays';
-- case: queries name the columns of the rows of functions and joins that get more
-- old
CREATE TABLE t (a integer);
CREATE TABLE u (id integer, x integer);
CREATE TABLE w (id integer, y integer);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql AS $$SELECT 1$$;
CREATE VIEW v AS SELECT r.k FROM f() r(k);
CREATE VIEW j AS SELECT q.x FROM (u JOIN w USING (id)) q;
CREATE FUNCTION g() RETURNS integer LANGUAGE sql RETURN (SELECT r.k FROM f() r(k));
-- new
CREATE TABLE t (a integer, b integer);
CREATE TABLE u (id integer, x integer);
CREATE TABLE w (id integer, y integer, x integer);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql AS $$SELECT 1, 2$$;
CREATE VIEW v AS SELECT r.k, r.b FROM f() r(k);
CREATE VIEW j AS SELECT q.y FROM (u JOIN w USING (id)) q(id, x, y);
CREATE FUNCTION g() RETURNS integer LANGUAGE sql RETURN (SELECT r.b FROM f() r(k));
-- case: views come and go over one that stays over one that gets a column
-- old
CREATE TABLE t (a integer);
CREATE VIEW v1 AS SELECT a FROM t;
CREATE VIEW v2 AS SELECT a FROM v1;
CREATE MATERIALIZED VIEW goes AS SELECT a FROM v2;
-- new
CREATE TABLE t (a integer, b integer);
CREATE VIEW v1 AS SELECT a, b FROM t;
CREATE VIEW v2 AS SELECT a FROM v1;
CREATE MATERIALIZED VIEW comes AS SELECT a FROM v2;
-- case: a view lets go of the key that it groups by
-- old
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE VIEW v AS SELECT a, b FROM t GROUP BY a;
CREATE VIEW w AS SELECT b FROM v;
-- new
CREATE TABLE t (a int, b int, c int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT b FROM v;
