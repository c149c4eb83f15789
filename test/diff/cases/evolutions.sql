-- case: keys of partitions differ
-- old
CREATE TABLE f (id int, foo text, bar text, fizz bytea) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f (CONSTRAINT "K1" PRIMARY KEY (foo, id)) FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f (CONSTRAINT "K2" PRIMARY KEY (foo, bar)) FOR VALUES IN ('2');
CREATE TABLE f3 PARTITION OF f (CONSTRAINT "K3" UNIQUE (foo, fizz)) FOR VALUES IN ('3');
-- new
CREATE TABLE f (id int, foo text, bar text, fizz bytea) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f (CONSTRAINT "K2" PRIMARY KEY (foo, fizz)) FOR VALUES IN ('2');
CREATE TABLE f3 PARTITION OF f (CONSTRAINT "K3" PRIMARY KEY (foo, id)) FOR VALUES IN ('3');
-- case: keys of partitions differ: the other way
-- old
CREATE TABLE f (id int, foo text, bar text, fizz bytea) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f (CONSTRAINT "K2" PRIMARY KEY (foo, fizz)) FOR VALUES IN ('2');
CREATE TABLE f3 PARTITION OF f (CONSTRAINT "K3" PRIMARY KEY (foo, id)) FOR VALUES IN ('3');
-- new
CREATE TABLE f (id int, foo text, bar text, fizz bytea) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f (CONSTRAINT "K1" PRIMARY KEY (foo, id)) FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f (CONSTRAINT "K2" PRIMARY KEY (foo, bar)) FOR VALUES IN ('2');
CREATE TABLE f3 PARTITION OF f (CONSTRAINT "K3" UNIQUE (foo, fizz)) FOR VALUES IN ('3');
-- case: parent gets the key its partitions have in part
-- old
CREATE TABLE f (id int, foo text) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f (CONSTRAINT "K1" PRIMARY KEY (foo, id)) FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f FOR VALUES IN ('2');
CREATE UNIQUE INDEX f2u ON f2 (foo, id);
-- new
CREATE TABLE f (id int, foo text, PRIMARY KEY (foo, id)) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f FOR VALUES IN ('2');
CREATE UNIQUE INDEX f2u ON f2 (foo, id);
-- case: parent gets the key its partitions have in part: the other way
-- old
CREATE TABLE f (id int, foo text, PRIMARY KEY (foo, id)) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f FOR VALUES IN ('2');
CREATE UNIQUE INDEX f2u ON f2 (foo, id);
-- new
CREATE TABLE f (id int, foo text) PARTITION BY LIST (foo);
CREATE TABLE f1 PARTITION OF f (CONSTRAINT "K1" PRIMARY KEY (foo, id)) FOR VALUES IN ('1');
CREATE TABLE f2 PARTITION OF f FOR VALUES IN ('2');
CREATE UNIQUE INDEX f2u ON f2 (foo, id);
-- case: circular foreign keys of partitioned tables and partitions go
-- old
CREATE TABLE a (id int, foo text, bar text, PRIMARY KEY (foo, id), UNIQUE (foo, bar)) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1');
CREATE TABLE a2 PARTITION OF a FOR VALUES IN ('2');
CREATE UNIQUE INDEX a2u ON a2 (foo);
CREATE TABLE b (foo text, bar text, UNIQUE (foo, bar)) PARTITION BY LIST (foo);
CREATE TABLE b1 PARTITION OF b FOR VALUES IN ('1');
CREATE UNIQUE INDEX b1u ON b1 (foo);
ALTER TABLE b ADD CONSTRAINT bf FOREIGN KEY (foo, bar) REFERENCES a (foo, bar);
ALTER TABLE a ADD CONSTRAINT af FOREIGN KEY (foo, bar) REFERENCES b (foo, bar);
ALTER TABLE b1 ADD CONSTRAINT b1f FOREIGN KEY (foo) REFERENCES a2 (foo);
ALTER TABLE a1 ADD CONSTRAINT a1f FOREIGN KEY (foo) REFERENCES b1 (foo);
-- new
CREATE TABLE a (id int, foo text, bar text, PRIMARY KEY (foo, id), UNIQUE (foo, bar)) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1');
-- case: circular foreign keys of partitioned tables and partitions go: the other way
-- old
CREATE TABLE a (id int, foo text, bar text, PRIMARY KEY (foo, id), UNIQUE (foo, bar)) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1');
-- new
CREATE TABLE a (id int, foo text, bar text, PRIMARY KEY (foo, id), UNIQUE (foo, bar)) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1');
CREATE TABLE a2 PARTITION OF a FOR VALUES IN ('2');
CREATE UNIQUE INDEX a2u ON a2 (foo);
CREATE TABLE b (foo text, bar text, UNIQUE (foo, bar)) PARTITION BY LIST (foo);
CREATE TABLE b1 PARTITION OF b FOR VALUES IN ('1');
CREATE UNIQUE INDEX b1u ON b1 (foo);
ALTER TABLE b ADD CONSTRAINT bf FOREIGN KEY (foo, bar) REFERENCES a (foo, bar);
ALTER TABLE a ADD CONSTRAINT af FOREIGN KEY (foo, bar) REFERENCES b (foo, bar);
ALTER TABLE b1 ADD CONSTRAINT b1f FOREIGN KEY (foo) REFERENCES a2 (foo);
ALTER TABLE a1 ADD CONSTRAINT a1f FOREIGN KEY (foo) REFERENCES b1 (foo);
-- case: default partition comes and goes with rows to spare
-- old
CREATE TABLE a (id int, foo text) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1', '2');
CREATE TABLE ad PARTITION OF a DEFAULT;
-- new
CREATE TABLE a (id int, foo text) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1');
CREATE TABLE a2 PARTITION OF a FOR VALUES IN ('2');
-- case: default partition comes and goes with rows to spare: the other way
-- old
CREATE TABLE a (id int, foo text) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1');
CREATE TABLE a2 PARTITION OF a FOR VALUES IN ('2');
-- new
CREATE TABLE a (id int, foo text) PARTITION BY LIST (foo);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN ('1', '2');
CREATE TABLE ad PARTITION OF a DEFAULT;
-- case: partitioned by two levels changes depth
-- old
CREATE TABLE m (d date NOT NULL, r text NOT NULL, v int, PRIMARY KEY (d, r)) PARTITION BY RANGE (d);
CREATE TABLE m24 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (r);
CREATE TABLE m24e PARTITION OF m24 FOR VALUES IN ('e');
CREATE TABLE m24d PARTITION OF m24 DEFAULT;
CREATE INDEX mv ON m (v);
CREATE TABLE x (d date, r text, FOREIGN KEY (d, r) REFERENCES m);
-- new
CREATE TABLE m (d date NOT NULL, r text NOT NULL, v int, PRIMARY KEY (d, r)) PARTITION BY LIST (r);
CREATE TABLE m24e PARTITION OF m FOR VALUES IN ('e');
CREATE TABLE m24d PARTITION OF m DEFAULT PARTITION BY RANGE (d);
CREATE TABLE m24 PARTITION OF m24d FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX mv ON m (v);
CREATE TABLE x (d date, r text, FOREIGN KEY (d, r) REFERENCES m);
-- case: partitioned by two levels changes depth: the other way
-- old
CREATE TABLE m (d date NOT NULL, r text NOT NULL, v int, PRIMARY KEY (d, r)) PARTITION BY LIST (r);
CREATE TABLE m24e PARTITION OF m FOR VALUES IN ('e');
CREATE TABLE m24d PARTITION OF m DEFAULT PARTITION BY RANGE (d);
CREATE TABLE m24 PARTITION OF m24d FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX mv ON m (v);
CREATE TABLE x (d date, r text, FOREIGN KEY (d, r) REFERENCES m);
-- new
CREATE TABLE m (d date NOT NULL, r text NOT NULL, v int, PRIMARY KEY (d, r)) PARTITION BY RANGE (d);
CREATE TABLE m24 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (r);
CREATE TABLE m24e PARTITION OF m24 FOR VALUES IN ('e');
CREATE TABLE m24d PARTITION OF m24 DEFAULT;
CREATE INDEX mv ON m (v);
CREATE TABLE x (d date, r text, FOREIGN KEY (d, r) REFERENCES m);
-- case: partition gets renamed by drop and create with grants and owner
-- old
CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE p_old PARTITION OF p FOR VALUES FROM (1) TO (10);
ALTER TABLE p OWNER TO alice; ALTER TABLE p_old OWNER TO bob;
GRANT SELECT ON p_old TO readonly;
-- new
CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE p_new PARTITION OF p FOR VALUES FROM (1) TO (10);
ALTER TABLE p OWNER TO bob; ALTER TABLE p_new OWNER TO alice;
GRANT SELECT ON p_new TO readonly;
-- case: partition gets renamed by drop and create with grants and owner: the other way
-- old
CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE p_new PARTITION OF p FOR VALUES FROM (1) TO (10);
ALTER TABLE p OWNER TO bob; ALTER TABLE p_new OWNER TO alice;
GRANT SELECT ON p_new TO readonly;
-- new
CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE p_old PARTITION OF p FOR VALUES FROM (1) TO (10);
ALTER TABLE p OWNER TO alice; ALTER TABLE p_old OWNER TO bob;
GRANT SELECT ON p_old TO readonly;
-- case: generated column under partitions
-- old
CREATE TABLE p (a int, b int, c int GENERATED ALWAYS AS (a + b) STORED) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE INDEX pc ON p (c);
-- new
CREATE TABLE p (a int, b bigint, c bigint GENERATED ALWAYS AS (a * b) STORED) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE INDEX pc ON p (c);
-- case: generated column under partitions: the other way
-- old
CREATE TABLE p (a int, b bigint, c bigint GENERATED ALWAYS AS (a * b) STORED) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE INDEX pc ON p (c);
-- new
CREATE TABLE p (a int, b int, c int GENERATED ALWAYS AS (a + b) STORED) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE INDEX pc ON p (c);
-- case: partitions with sequences and defaults of their own
-- old
CREATE SEQUENCE s;
CREATE TABLE p (a int, b int DEFAULT nextval('s')) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
-- new
CREATE SEQUENCE s;
CREATE SEQUENCE s1;
CREATE TABLE p (a int, b int DEFAULT nextval('s'), c int DEFAULT nextval('s1')) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p (b DEFAULT nextval('s1'), c DEFAULT 5) FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF p (b DEFAULT NULL) FOR VALUES FROM (10) TO (20);
ALTER SEQUENCE s1 OWNED BY p1.b;
-- case: partitions with sequences and defaults of their own: the other way
-- old
CREATE SEQUENCE s;
CREATE SEQUENCE s1;
CREATE TABLE p (a int, b int DEFAULT nextval('s'), c int DEFAULT nextval('s1')) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p (b DEFAULT nextval('s1'), c DEFAULT 5) FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF p (b DEFAULT NULL) FOR VALUES FROM (10) TO (20);
ALTER SEQUENCE s1 OWNED BY p1.b;
-- new
CREATE SEQUENCE s;
CREATE TABLE p (a int, b int DEFAULT nextval('s')) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
-- case: inheritance child with identity and unique, parent gets columns
-- old
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, x text);
CREATE TABLE b (y int UNIQUE) INHERITS (a);
-- new
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, x text, n bigint GENERATED BY DEFAULT AS IDENTITY, g text GENERATED ALWAYS AS (x || '!') STORED);
CREATE TABLE b (y int UNIQUE) INHERITS (a);
-- case: inheritance child with identity and unique, parent gets columns: the other way
-- old
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, x text, n bigint GENERATED BY DEFAULT AS IDENTITY, g text GENERATED ALWAYS AS (x || '!') STORED);
CREATE TABLE b (y int UNIQUE) INHERITS (a);
-- new
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, x text);
CREATE TABLE b (y int UNIQUE) INHERITS (a);
-- case: inheritance goes and comes with checks and defaults
-- old
CREATE TABLE a (id int DEFAULT 1 NOT NULL, x text CHECK (x <> ''), CHECK (id > 0) NO INHERIT);
CREATE TABLE b (y int) INHERITS (a);
CREATE TABLE c (z int) INHERITS (b);
-- new
CREATE TABLE a (id int DEFAULT 2 NOT NULL, x text CHECK (x <> 'a'), CHECK (id > 1) NO INHERIT);
CREATE TABLE b (id int NOT NULL DEFAULT 1, x text, y int);
CREATE TABLE c (z int) INHERITS (b);
-- case: inheritance goes and comes with checks and defaults: the other way
-- old
CREATE TABLE a (id int DEFAULT 2 NOT NULL, x text CHECK (x <> 'a'), CHECK (id > 1) NO INHERIT);
CREATE TABLE b (id int NOT NULL DEFAULT 1, x text, y int);
CREATE TABLE c (z int) INHERITS (b);
-- new
CREATE TABLE a (id int DEFAULT 1 NOT NULL, x text CHECK (x <> ''), CHECK (id > 0) NO INHERIT);
CREATE TABLE b (y int) INHERITS (a);
CREATE TABLE c (z int) INHERITS (b);
-- case: unique constraint under a foreign key changes columns order and name
-- old
CREATE TABLE a (x int, y int, CONSTRAINT u UNIQUE (x, y));
CREATE TABLE b (x int, y int, CONSTRAINT f FOREIGN KEY (x, y) REFERENCES a (x, y));
-- new
CREATE TABLE a (x int, y int, CONSTRAINT u2 UNIQUE (y, x));
CREATE TABLE b (x int, y int, CONSTRAINT f FOREIGN KEY (x, y) REFERENCES a (x, y) ON UPDATE CASCADE DEFERRABLE);
-- case: unique constraint under a foreign key changes columns order and name: the other way
-- old
CREATE TABLE a (x int, y int, CONSTRAINT u2 UNIQUE (y, x));
CREATE TABLE b (x int, y int, CONSTRAINT f FOREIGN KEY (x, y) REFERENCES a (x, y) ON UPDATE CASCADE DEFERRABLE);
-- new
CREATE TABLE a (x int, y int, CONSTRAINT u UNIQUE (x, y));
CREATE TABLE b (x int, y int, CONSTRAINT f FOREIGN KEY (x, y) REFERENCES a (x, y));
-- case: key over index becomes constraint using index and back
-- old
CREATE TABLE a (x int NOT NULL, y int NOT NULL);
CREATE UNIQUE INDEX ax ON a (x);
CREATE UNIQUE INDEX ay ON a (y);
ALTER TABLE a REPLICA IDENTITY USING INDEX ay;
ALTER TABLE a CLUSTER ON ax;
CREATE TABLE b (x int REFERENCES a (x));
-- new
CREATE TABLE a (x int NOT NULL, y int NOT NULL);
CREATE UNIQUE INDEX ax ON a (x);
ALTER TABLE a ADD CONSTRAINT ay PRIMARY KEY USING INDEX ax;
CREATE UNIQUE INDEX ax ON a (y) INCLUDE (x);
ALTER TABLE a CLUSTER ON ay;
CREATE TABLE b (x int REFERENCES a (x));
-- case: key over index becomes constraint using index and back: the other way
-- old
CREATE TABLE a (x int NOT NULL, y int NOT NULL);
CREATE UNIQUE INDEX ax ON a (x);
ALTER TABLE a ADD CONSTRAINT ay PRIMARY KEY USING INDEX ax;
CREATE UNIQUE INDEX ax ON a (y) INCLUDE (x);
ALTER TABLE a CLUSTER ON ay;
CREATE TABLE b (x int REFERENCES a (x));
-- new
CREATE TABLE a (x int NOT NULL, y int NOT NULL);
CREATE UNIQUE INDEX ax ON a (x);
CREATE UNIQUE INDEX ay ON a (y);
ALTER TABLE a REPLICA IDENTITY USING INDEX ay;
ALTER TABLE a CLUSTER ON ax;
CREATE TABLE b (x int REFERENCES a (x));
-- case: columns in another order with views, rules and rowtypes
-- old
CREATE TABLE a (x int, y text, z date);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS SETOF a LANGUAGE sql AS 'SELECT * FROM a';
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO a VALUES (NEW.x, NEW.y, NEW.z);
-- new
CREATE TABLE a (z date, x int, w int, y text);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS SETOF a LANGUAGE sql AS 'SELECT z, x, w, y FROM a';
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO a (x, y, z) VALUES (NEW.x, NEW.y, NEW.z);
-- case: columns in another order with views, rules and rowtypes: the other way
-- old
CREATE TABLE a (z date, x int, w int, y text);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS SETOF a LANGUAGE sql AS 'SELECT z, x, w, y FROM a';
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO a (x, y, z) VALUES (NEW.x, NEW.y, NEW.z);
-- new
CREATE TABLE a (x int, y text, z date);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS SETOF a LANGUAGE sql AS 'SELECT * FROM a';
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO a VALUES (NEW.x, NEW.y, NEW.z);
-- case: trigger renamed, disabled, deferred, with transition tables, on view
-- old
CREATE TABLE a (x int, y int);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t1 BEFORE INSERT OR UPDATE OF x ON a FOR EACH ROW EXECUTE FUNCTION f('a', 'b');
CREATE TRIGGER t2 AFTER UPDATE ON a REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER t3 AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER t4 INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE a DISABLE TRIGGER t1; ALTER TABLE a ENABLE REPLICA TRIGGER t2;
-- new
CREATE TABLE a (x bigint, y int);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
CREATE TRIGGER t1 BEFORE INSERT OR UPDATE OF x, y ON a FOR EACH ROW WHEN (NEW.x > 0) EXECUTE FUNCTION f('a');
CREATE TRIGGER t2 AFTER UPDATE ON a REFERENCING OLD TABLE AS o FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER t3 AFTER INSERT ON a FROM pg_class NOT DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER t4 INSTEAD OF DELETE OR UPDATE ON v FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE a ENABLE ALWAYS TRIGGER t1;
COMMENT ON TRIGGER t4 ON v IS 'x';
-- case: trigger renamed, disabled, deferred, with transition tables, on view: the other way
-- old
CREATE TABLE a (x bigint, y int);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
CREATE TRIGGER t1 BEFORE INSERT OR UPDATE OF x, y ON a FOR EACH ROW WHEN (NEW.x > 0) EXECUTE FUNCTION f('a');
CREATE TRIGGER t2 AFTER UPDATE ON a REFERENCING OLD TABLE AS o FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER t3 AFTER INSERT ON a FROM pg_class NOT DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER t4 INSTEAD OF DELETE OR UPDATE ON v FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE a ENABLE ALWAYS TRIGGER t1;
COMMENT ON TRIGGER t4 ON v IS 'x';
-- new
CREATE TABLE a (x int, y int);
CREATE VIEW v AS SELECT * FROM a;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t1 BEFORE INSERT OR UPDATE OF x ON a FOR EACH ROW EXECUTE FUNCTION f('a', 'b');
CREATE TRIGGER t2 AFTER UPDATE ON a REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER t3 AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER t4 INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE a DISABLE TRIGGER t1; ALTER TABLE a ENABLE REPLICA TRIGGER t2;
-- case: row level security of all sorts
-- old
CREATE TABLE a (x int, o text);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE POLICY p1 ON a FOR SELECT TO alice, bob USING (x > 0);
CREATE POLICY p2 ON a AS RESTRICTIVE FOR ALL TO PUBLIC USING (o = current_user) WITH CHECK (true);
CREATE POLICY p3 ON a FOR INSERT WITH CHECK (x IN (SELECT x FROM a));
CREATE FUNCTION ok(int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
CREATE POLICY p4 ON a FOR UPDATE USING (ok(x));
-- new
CREATE TABLE a (x bigint, o name);
ALTER TABLE a FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON a FOR SELECT TO alice, carol USING (x > 1);
CREATE POLICY p2 ON a FOR ALL TO PUBLIC USING (o = current_user);
CREATE POLICY p3 ON a FOR DELETE USING (x IN (SELECT x FROM a));
CREATE FUNCTION ok(bigint) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
CREATE POLICY p4 ON a FOR UPDATE USING (ok(x)) WITH CHECK (ok(x));
-- case: row level security of all sorts: the other way
-- old
CREATE TABLE a (x bigint, o name);
ALTER TABLE a FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON a FOR SELECT TO alice, carol USING (x > 1);
CREATE POLICY p2 ON a FOR ALL TO PUBLIC USING (o = current_user);
CREATE POLICY p3 ON a FOR DELETE USING (x IN (SELECT x FROM a));
CREATE FUNCTION ok(bigint) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
CREATE POLICY p4 ON a FOR UPDATE USING (ok(x)) WITH CHECK (ok(x));
-- new
CREATE TABLE a (x int, o text);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE POLICY p1 ON a FOR SELECT TO alice, bob USING (x > 0);
CREATE POLICY p2 ON a AS RESTRICTIVE FOR ALL TO PUBLIC USING (o = current_user) WITH CHECK (true);
CREATE POLICY p3 ON a FOR INSERT WITH CHECK (x IN (SELECT x FROM a));
CREATE FUNCTION ok(int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
CREATE POLICY p4 ON a FOR UPDATE USING (ok(x));
-- case: comments come, change and go on everything
-- old
CREATE SCHEMA s; CREATE TABLE s.t (a int PRIMARY KEY, b int CHECK (b > 0));
CREATE INDEX ti ON s.t (b); CREATE VIEW s.v AS SELECT a FROM s.t; CREATE SEQUENCE s.q; CREATE TYPE s.e AS ENUM ('x'); CREATE DOMAIN s.d AS int CONSTRAINT dc CHECK (VALUE > 0); CREATE TYPE s.c AS (f int);
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f(); CREATE POLICY p ON s.t; CREATE RULE r AS ON DELETE TO s.v DO INSTEAD NOTHING; CREATE STATISTICS s.st ON a, b FROM s.t;
COMMENT ON SCHEMA s IS '1'; COMMENT ON TABLE s.t IS '1'; COMMENT ON COLUMN s.t.a IS '1'; COMMENT ON CONSTRAINT t_pkey ON s.t IS '1'; COMMENT ON INDEX s.ti IS '1'; COMMENT ON VIEW s.v IS '1'; COMMENT ON COLUMN s.v.a IS '1'; COMMENT ON SEQUENCE s.q IS '1'; COMMENT ON TYPE s.e IS '1'; COMMENT ON DOMAIN s.d IS '1'; COMMENT ON CONSTRAINT dc ON DOMAIN s.d IS '1'; COMMENT ON COLUMN s.c.f IS '1'; COMMENT ON FUNCTION s.f() IS '1'; COMMENT ON TRIGGER tr ON s.t IS '1'; COMMENT ON POLICY p ON s.t IS '1'; COMMENT ON RULE r ON s.v IS '1'; COMMENT ON STATISTICS s.st IS '1'; COMMENT ON SCHEMA public IS NULL;
-- new
CREATE SCHEMA s; CREATE TABLE s.t (a bigint PRIMARY KEY, b int CHECK (b > 0));
CREATE INDEX ti ON s.t (b); CREATE VIEW s.v AS SELECT a FROM s.t; CREATE SEQUENCE s.q; CREATE TYPE s.e AS ENUM ('x', 'y'); CREATE DOMAIN s.d AS int CONSTRAINT dc CHECK (VALUE > 1); CREATE TYPE s.c AS (f bigint);
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f(); CREATE POLICY p ON s.t; CREATE RULE r AS ON DELETE TO s.v DO INSTEAD NOTHING; CREATE STATISTICS s.st ON a, b FROM s.t;
COMMENT ON SCHEMA s IS '2'; COMMENT ON TABLE s.t IS E'it''s \\ "2"\nnew line'; COMMENT ON COLUMN s.t.a IS '2'; COMMENT ON CONSTRAINT t_b_check ON s.t IS '2'; COMMENT ON INDEX s.t_pkey IS '2'; COMMENT ON VIEW s.v IS '2'; COMMENT ON COLUMN s.v.a IS '2'; COMMENT ON DOMAIN s.d IS '2'; COMMENT ON CONSTRAINT dc ON DOMAIN s.d IS '2'; COMMENT ON COLUMN s.c.f IS '2'; COMMENT ON FUNCTION s.f() IS '2'; COMMENT ON TRIGGER tr ON s.t IS '2'; COMMENT ON POLICY p ON s.t IS '2'; COMMENT ON RULE r ON s.v IS '2'; COMMENT ON STATISTICS s.st IS '2';
-- case: comments come, change and go on everything: the other way
-- old
CREATE SCHEMA s; CREATE TABLE s.t (a bigint PRIMARY KEY, b int CHECK (b > 0));
CREATE INDEX ti ON s.t (b); CREATE VIEW s.v AS SELECT a FROM s.t; CREATE SEQUENCE s.q; CREATE TYPE s.e AS ENUM ('x', 'y'); CREATE DOMAIN s.d AS int CONSTRAINT dc CHECK (VALUE > 1); CREATE TYPE s.c AS (f bigint);
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f(); CREATE POLICY p ON s.t; CREATE RULE r AS ON DELETE TO s.v DO INSTEAD NOTHING; CREATE STATISTICS s.st ON a, b FROM s.t;
COMMENT ON SCHEMA s IS '2'; COMMENT ON TABLE s.t IS E'it''s \\ "2"\nnew line'; COMMENT ON COLUMN s.t.a IS '2'; COMMENT ON CONSTRAINT t_b_check ON s.t IS '2'; COMMENT ON INDEX s.t_pkey IS '2'; COMMENT ON VIEW s.v IS '2'; COMMENT ON COLUMN s.v.a IS '2'; COMMENT ON DOMAIN s.d IS '2'; COMMENT ON CONSTRAINT dc ON DOMAIN s.d IS '2'; COMMENT ON COLUMN s.c.f IS '2'; COMMENT ON FUNCTION s.f() IS '2'; COMMENT ON TRIGGER tr ON s.t IS '2'; COMMENT ON POLICY p ON s.t IS '2'; COMMENT ON RULE r ON s.v IS '2'; COMMENT ON STATISTICS s.st IS '2';
-- new
CREATE SCHEMA s; CREATE TABLE s.t (a int PRIMARY KEY, b int CHECK (b > 0));
CREATE INDEX ti ON s.t (b); CREATE VIEW s.v AS SELECT a FROM s.t; CREATE SEQUENCE s.q; CREATE TYPE s.e AS ENUM ('x'); CREATE DOMAIN s.d AS int CONSTRAINT dc CHECK (VALUE > 0); CREATE TYPE s.c AS (f int);
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f(); CREATE POLICY p ON s.t; CREATE RULE r AS ON DELETE TO s.v DO INSTEAD NOTHING; CREATE STATISTICS s.st ON a, b FROM s.t;
COMMENT ON SCHEMA s IS '1'; COMMENT ON TABLE s.t IS '1'; COMMENT ON COLUMN s.t.a IS '1'; COMMENT ON CONSTRAINT t_pkey ON s.t IS '1'; COMMENT ON INDEX s.ti IS '1'; COMMENT ON VIEW s.v IS '1'; COMMENT ON COLUMN s.v.a IS '1'; COMMENT ON SEQUENCE s.q IS '1'; COMMENT ON TYPE s.e IS '1'; COMMENT ON DOMAIN s.d IS '1'; COMMENT ON CONSTRAINT dc ON DOMAIN s.d IS '1'; COMMENT ON COLUMN s.c.f IS '1'; COMMENT ON FUNCTION s.f() IS '1'; COMMENT ON TRIGGER tr ON s.t IS '1'; COMMENT ON POLICY p ON s.t IS '1'; COMMENT ON RULE r ON s.v IS '1'; COMMENT ON STATISTICS s.st IS '1'; COMMENT ON SCHEMA public IS NULL;
-- case: tables with reserved and odd names
-- old
CREATE SCHEMA "Order By"; CREATE TYPE "Order By"."select" AS ENUM ('a''b', 'c"d', '');
CREATE TABLE "Order By"."user" ("from" serial PRIMARY KEY, "a.b" text, "c""d" "Order By"."select", "ünï" int);
CREATE VIEW "Order By"."group" AS SELECT "from", "a.b" FROM "Order By"."user";
CREATE INDEX "user.idx" ON "Order By"."user" ("a.b", lower("a.b"));
-- new
CREATE SCHEMA "Order By"; CREATE TYPE "Order By"."select" AS ENUM ('a''b', 'x y', '');
CREATE TABLE "Order By"."user" ("from" bigserial PRIMARY KEY, "a.b" varchar(9) DEFAULT 'it''s', "c""d" "Order By"."select" DEFAULT 'a''b', "ünï" bigint CHECK ("ünï" > 0));
CREATE VIEW "Order By"."group" AS SELECT "a.b", "from" FROM "Order By"."user";
CREATE INDEX "user.idx" ON "Order By"."user" (lower("a.b"), "a.b");
CREATE FUNCTION "Order By"."f.g"("in x" int DEFAULT 3) RETURNS "Order By"."user" LANGUAGE sql AS 'SELECT * FROM "Order By"."user"';
-- case: tables with reserved and odd names: the other way
-- old
CREATE SCHEMA "Order By"; CREATE TYPE "Order By"."select" AS ENUM ('a''b', 'x y', '');
CREATE TABLE "Order By"."user" ("from" bigserial PRIMARY KEY, "a.b" varchar(9) DEFAULT 'it''s', "c""d" "Order By"."select" DEFAULT 'a''b', "ünï" bigint CHECK ("ünï" > 0));
CREATE VIEW "Order By"."group" AS SELECT "a.b", "from" FROM "Order By"."user";
CREATE INDEX "user.idx" ON "Order By"."user" (lower("a.b"), "a.b");
CREATE FUNCTION "Order By"."f.g"("in x" int DEFAULT 3) RETURNS "Order By"."user" LANGUAGE sql AS 'SELECT * FROM "Order By"."user"';
-- new
CREATE SCHEMA "Order By"; CREATE TYPE "Order By"."select" AS ENUM ('a''b', 'c"d', '');
CREATE TABLE "Order By"."user" ("from" serial PRIMARY KEY, "a.b" text, "c""d" "Order By"."select", "ünï" int);
CREATE VIEW "Order By"."group" AS SELECT "from", "a.b" FROM "Order By"."user";
CREATE INDEX "user.idx" ON "Order By"."user" ("a.b", lower("a.b"));
-- case: rules on tables, conditional, multiple commands, disabled
-- old
CREATE TABLE a (x int); CREATE TABLE l (x int, w text);
CREATE RULE r1 AS ON INSERT TO a DO ALSO INSERT INTO l VALUES (NEW.x, 'i');
CREATE RULE r2 AS ON UPDATE TO a WHERE OLD.x > 0 DO INSTEAD NOTHING;
-- new
CREATE TABLE a (x bigint, y int); CREATE TABLE l (x int, w text, z date);
CREATE RULE r1 AS ON INSERT TO a DO ALSO (INSERT INTO l VALUES (NEW.y, 'i'); DELETE FROM l WHERE x < NEW.x);
CREATE RULE r3 AS ON UPDATE TO a WHERE OLD.x > 0 DO INSTEAD NOTHING;
ALTER TABLE a DISABLE RULE r3;
-- case: rules on tables, conditional, multiple commands, disabled: the other way
-- old
CREATE TABLE a (x bigint, y int); CREATE TABLE l (x int, w text, z date);
CREATE RULE r1 AS ON INSERT TO a DO ALSO (INSERT INTO l VALUES (NEW.y, 'i'); DELETE FROM l WHERE x < NEW.x);
CREATE RULE r3 AS ON UPDATE TO a WHERE OLD.x > 0 DO INSTEAD NOTHING;
ALTER TABLE a DISABLE RULE r3;
-- new
CREATE TABLE a (x int); CREATE TABLE l (x int, w text);
CREATE RULE r1 AS ON INSERT TO a DO ALSO INSERT INTO l VALUES (NEW.x, 'i');
CREATE RULE r2 AS ON UPDATE TO a WHERE OLD.x > 0 DO INSTEAD NOTHING;
-- case: languages, transforms, aggregates with everything
-- old
CREATE FUNCTION sf(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE ag(int) (sfunc = sf, stype = int, initcond = '0');
CREATE VIEW v AS SELECT ag(x) FROM generate_series(1, 3) x;
-- new
CREATE FUNCTION sf(bigint, int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION ff(bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE ag(int) (sfunc = sf, stype = bigint, initcond = '0', finalfunc = ff, combinefunc = int8pl, parallel = safe);
CREATE VIEW v AS SELECT ag(x) FROM generate_series(1, 3) x;
COMMENT ON AGGREGATE ag(int) IS 'x';
-- case: languages, transforms, aggregates with everything: the other way
-- old
CREATE FUNCTION sf(bigint, int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION ff(bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE ag(int) (sfunc = sf, stype = bigint, initcond = '0', finalfunc = ff, combinefunc = int8pl, parallel = safe);
CREATE VIEW v AS SELECT ag(x) FROM generate_series(1, 3) x;
COMMENT ON AGGREGATE ag(int) IS 'x';
-- new
CREATE FUNCTION sf(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE ag(int) (sfunc = sf, stype = int, initcond = '0');
CREATE VIEW v AS SELECT ag(x) FROM generate_series(1, 3) x;
