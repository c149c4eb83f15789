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
-- case: materialized view chain under a type change
-- old
CREATE TABLE t (id int PRIMARY KEY, v numeric(5,2), d text);
CREATE MATERIALIZED VIEW m1 AS SELECT id, v FROM t;
CREATE UNIQUE INDEX ON m1 (id);
CREATE MATERIALIZED VIEW m2 AS SELECT sum(v) AS s FROM m1;
CREATE VIEW v3 AS SELECT s FROM m2;
-- new
CREATE TABLE t (id bigint PRIMARY KEY, v numeric(8,2), e text);
CREATE MATERIALIZED VIEW m1 AS SELECT id, v FROM t;
CREATE UNIQUE INDEX ON m1 (id);
CREATE MATERIALIZED VIEW m2 AS SELECT sum(v) AS s, count(*) AS n FROM m1;
CREATE VIEW v3 AS SELECT s, n FROM m2;
-- case: materialized view chain under a type change: the other way
-- old
CREATE TABLE t (id bigint PRIMARY KEY, v numeric(8,2), e text);
CREATE MATERIALIZED VIEW m1 AS SELECT id, v FROM t;
CREATE UNIQUE INDEX ON m1 (id);
CREATE MATERIALIZED VIEW m2 AS SELECT sum(v) AS s, count(*) AS n FROM m1;
CREATE VIEW v3 AS SELECT s, n FROM m2;
-- new
CREATE TABLE t (id int PRIMARY KEY, v numeric(5,2), d text);
CREATE MATERIALIZED VIEW m1 AS SELECT id, v FROM t;
CREATE UNIQUE INDEX ON m1 (id);
CREATE MATERIALIZED VIEW m2 AS SELECT sum(v) AS s FROM m1;
CREATE VIEW v3 AS SELECT s FROM m2;
-- case: function overload replaced by default argument, used by trigger, policy, view, index
-- old
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f(1), b int CHECK (f(b, 1) > 0));
CREATE VIEW v AS SELECT f(a) AS x, f(a, b) AS y FROM t;
-- new
CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f(1), b int CHECK (f(b, 1) > 0));
CREATE VIEW v AS SELECT f(a) AS x, f(a, b) AS y FROM t;
-- case: function overload replaced by default argument, used by trigger, policy, view, index: the other way
-- old
CREATE FUNCTION f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f(1), b int CHECK (f(b, 1) > 0));
CREATE VIEW v AS SELECT f(a) AS x, f(a, b) AS y FROM t;
-- new
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE TABLE t (a int DEFAULT f(1), b int CHECK (f(b, 1) > 0));
CREATE VIEW v AS SELECT f(a) AS x, f(a, b) AS y FROM t;
-- case: schema renamed by hand with everything
-- old
CREATE SCHEMA a;
CREATE TYPE a.e AS ENUM ('x');
CREATE TABLE a.t (id serial PRIMARY KEY, e a.e);
CREATE FUNCTION a.f() RETURNS a.e LANGUAGE sql AS 'SELECT e FROM a.t';
CREATE VIEW a.v AS SELECT a.f() AS e;
GRANT USAGE ON SCHEMA a TO alice;
-- new
CREATE SCHEMA b;
CREATE TYPE b.e AS ENUM ('x');
CREATE TABLE b.t (id serial PRIMARY KEY, e b.e);
CREATE FUNCTION b.f() RETURNS b.e LANGUAGE sql AS 'SELECT e FROM b.t';
CREATE VIEW b.v AS SELECT b.f() AS e;
GRANT USAGE ON SCHEMA b TO alice;
-- case: schema renamed by hand with everything: the other way
-- old
CREATE SCHEMA b;
CREATE TYPE b.e AS ENUM ('x');
CREATE TABLE b.t (id serial PRIMARY KEY, e b.e);
CREATE FUNCTION b.f() RETURNS b.e LANGUAGE sql AS 'SELECT e FROM b.t';
CREATE VIEW b.v AS SELECT b.f() AS e;
GRANT USAGE ON SCHEMA b TO alice;
-- new
CREATE SCHEMA a;
CREATE TYPE a.e AS ENUM ('x');
CREATE TABLE a.t (id serial PRIMARY KEY, e a.e);
CREATE FUNCTION a.f() RETURNS a.e LANGUAGE sql AS 'SELECT e FROM a.t';
CREATE VIEW a.v AS SELECT a.f() AS e;
GRANT USAGE ON SCHEMA a TO alice;
-- case: type moves between schemas with its users
-- old
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE TYPE a.e AS ENUM ('x', 'y');
CREATE DOMAIN a.d AS int CHECK (VALUE > 0);
CREATE TABLE t (e a.e DEFAULT 'x', d a.d, c int);
CREATE FUNCTION f(a.e) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE TYPE b.e AS ENUM ('x', 'y');
CREATE DOMAIN b.d AS int CHECK (VALUE > 0);
CREATE TABLE t (e b.e DEFAULT 'x', d b.d, c b.d);
CREATE FUNCTION f(b.e) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: type moves between schemas with its users: the other way
-- old
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE TYPE b.e AS ENUM ('x', 'y');
CREATE DOMAIN b.d AS int CHECK (VALUE > 0);
CREATE TABLE t (e b.e DEFAULT 'x', d b.d, c b.d);
CREATE FUNCTION f(b.e) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE TYPE a.e AS ENUM ('x', 'y');
CREATE DOMAIN a.d AS int CHECK (VALUE > 0);
CREATE TABLE t (e a.e DEFAULT 'x', d a.d, c int);
CREATE FUNCTION f(a.e) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- case: sequences owned, shared, moved between tables
-- old
CREATE SEQUENCE s;
CREATE TABLE a (id int DEFAULT nextval('s'));
CREATE TABLE b (id int DEFAULT nextval('s'));
ALTER SEQUENCE s OWNED BY a.id;
CREATE TABLE c (id serial);
CREATE TABLE d (id serial);
-- new
CREATE SEQUENCE s;
CREATE TABLE b (id int DEFAULT nextval('s'));
ALTER SEQUENCE s OWNED BY b.id;
CREATE TABLE c (id serial, x int);
CREATE TABLE d (id int DEFAULT nextval('c_id_seq'));
-- case: sequences owned, shared, moved between tables: the other way
-- old
CREATE SEQUENCE s;
CREATE TABLE b (id int DEFAULT nextval('s'));
ALTER SEQUENCE s OWNED BY b.id;
CREATE TABLE c (id serial, x int);
CREATE TABLE d (id int DEFAULT nextval('c_id_seq'));
-- new
CREATE SEQUENCE s;
CREATE TABLE a (id int DEFAULT nextval('s'));
CREATE TABLE b (id int DEFAULT nextval('s'));
ALTER SEQUENCE s OWNED BY a.id;
CREATE TABLE c (id serial);
CREATE TABLE d (id serial);
-- case: identity with names and options of all sorts
-- old
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME foo START 5));
CREATE TABLE b (id int GENERATED BY DEFAULT AS IDENTITY, x int);
CREATE TABLE c (id bigint NOT NULL);
CREATE SEQUENCE c_seq; ALTER TABLE c ALTER id SET DEFAULT nextval('c_seq');
-- new
CREATE TABLE a (id bigint GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME bar START 6 CACHE 20));
CREATE TABLE b (id int NOT NULL, x int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE c (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME c_seq));
-- case: identity with names and options of all sorts: the other way
-- old
CREATE TABLE a (id bigint GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME bar START 6 CACHE 20));
CREATE TABLE b (id int NOT NULL, x int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE c (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME c_seq));
-- new
CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME foo START 5));
CREATE TABLE b (id int GENERATED BY DEFAULT AS IDENTITY, x int);
CREATE TABLE c (id bigint NOT NULL);
CREATE SEQUENCE c_seq; ALTER TABLE c ALTER id SET DEFAULT nextval('c_seq');
-- case: foreign keys in a ring with type changes
-- old
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL;
CREATE TABLE c (a int REFERENCES a, b int REFERENCES b, PRIMARY KEY (a, b));
CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self);
-- new
CREATE TABLE a (id bigint PRIMARY KEY, b uuid);
CREATE TABLE b (id uuid PRIMARY KEY, a bigint REFERENCES a NOT NULL);
ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE c (a bigint REFERENCES a, b uuid REFERENCES b, PRIMARY KEY (b, a));
CREATE TABLE self (id text PRIMARY KEY, up text REFERENCES self ON UPDATE CASCADE);
-- case: foreign keys in a ring with type changes: the other way
-- old
CREATE TABLE a (id bigint PRIMARY KEY, b uuid);
CREATE TABLE b (id uuid PRIMARY KEY, a bigint REFERENCES a NOT NULL);
ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE c (a bigint REFERENCES a, b uuid REFERENCES b, PRIMARY KEY (b, a));
CREATE TABLE self (id text PRIMARY KEY, up text REFERENCES self ON UPDATE CASCADE);
-- new
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL;
CREATE TABLE c (a int REFERENCES a, b int REFERENCES b, PRIMARY KEY (a, b));
CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self);
-- case: exclusion constraint with types and functions that change
-- old
CREATE EXTENSION btree_gist;
CREATE TABLE r (room int, during tsrange, EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0));
-- new
CREATE EXTENSION btree_gist;
CREATE TABLE r (room bigint, during tstzrange, note text, EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0) DEFERRABLE);
-- case: exclusion constraint with types and functions that change: the other way
-- old
CREATE EXTENSION btree_gist;
CREATE TABLE r (room bigint, during tstzrange, note text, EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0) DEFERRABLE);
-- new
CREATE EXTENSION btree_gist;
CREATE TABLE r (room int, during tsrange, EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0));
-- case: range of a new subtype in use
-- old
CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE t (r fr, m fr[]);
CREATE INDEX ON t USING gist (r);
CREATE FUNCTION f(fr) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT isempty($1)';
CREATE VIEW v AS SELECT f(r) AS e, lower(r) AS l FROM t;
-- new
CREATE TYPE fr AS RANGE (subtype = numeric, multirange_type_name = frs);
CREATE TABLE t (r fr, m frs);
CREATE INDEX ON t USING gist (r);
CREATE FUNCTION f(fr) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT isempty($1)';
CREATE VIEW v AS SELECT f(r) AS e, lower(r) AS l FROM t;
-- case: range of a new subtype in use: the other way
-- old
CREATE TYPE fr AS RANGE (subtype = numeric, multirange_type_name = frs);
CREATE TABLE t (r fr, m frs);
CREATE INDEX ON t USING gist (r);
CREATE FUNCTION f(fr) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT isempty($1)';
CREATE VIEW v AS SELECT f(r) AS e, lower(r) AS l FROM t;
-- new
CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE t (r fr, m fr[]);
CREATE INDEX ON t USING gist (r);
CREATE FUNCTION f(fr) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT isempty($1)';
CREATE VIEW v AS SELECT f(r) AS e, lower(r) AS l FROM t;
-- case: collation and type change under index, check, unique, partition
-- old
CREATE COLLATION co (provider = icu, locale = 'de');
CREATE TABLE t (a text COLLATE co UNIQUE, b text COLLATE "C", CHECK (a < 'x'));
CREATE INDEX ON t (lower(a), b COLLATE co);
CREATE TABLE p (a text COLLATE co) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('a') TO ('m');
CREATE DOMAIN d AS text COLLATE co;
-- new
CREATE COLLATION co (provider = icu, locale = 'sv', deterministic = false);
CREATE TABLE t (a text COLLATE co UNIQUE, b text COLLATE co, CHECK (a < 'x'));
CREATE INDEX ON t (lower(a), b);
CREATE TABLE p (a text COLLATE co) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('a') TO ('m');
CREATE DOMAIN d AS text COLLATE co;
-- case: collation and type change under index, check, unique, partition: the other way
-- old
CREATE COLLATION co (provider = icu, locale = 'sv', deterministic = false);
CREATE TABLE t (a text COLLATE co UNIQUE, b text COLLATE co, CHECK (a < 'x'));
CREATE INDEX ON t (lower(a), b);
CREATE TABLE p (a text COLLATE co) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('a') TO ('m');
CREATE DOMAIN d AS text COLLATE co;
-- new
CREATE COLLATION co (provider = icu, locale = 'de');
CREATE TABLE t (a text COLLATE co UNIQUE, b text COLLATE "C", CHECK (a < 'x'));
CREATE INDEX ON t (lower(a), b COLLATE co);
CREATE TABLE p (a text COLLATE co) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('a') TO ('m');
CREATE DOMAIN d AS text COLLATE co;
-- case: text search in generated column with weights
-- old
CREATE TABLE a (id int, t text, b text);
-- new
CREATE FUNCTION tsv(text, text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT setweight(to_tsvector('english', coalesce($1, '')), 'A') || to_tsvector('english', coalesce($2, '')) $$;
CREATE TABLE a (id int, t text, b text, v tsvector GENERATED ALWAYS AS (tsv(t, b)) STORED);
CREATE INDEX av ON a USING gin (v);
-- case: text search in generated column with weights: the other way
-- old
CREATE FUNCTION tsv(text, text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT setweight(to_tsvector('english', coalesce($1, '')), 'A') || to_tsvector('english', coalesce($2, '')) $$;
CREATE TABLE a (id int, t text, b text, v tsvector GENERATED ALWAYS AS (tsv(t, b)) STORED);
CREATE INDEX av ON a USING gin (v);
-- new
CREATE TABLE a (id int, t text, b text);
-- case: event trigger and objects under it change
-- old
CREATE FUNCTION lg() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (tg_tag); END $$;
CREATE TABLE log (t text);
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION lg();
CREATE TABLE a (x int);
-- new
CREATE FUNCTION lg() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (tg_tag, now()); END $$;
CREATE TABLE log (t text, at timestamptz);
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION lg();
CREATE TABLE a (x bigint, y int);
-- case: event trigger and objects under it change: the other way
-- old
CREATE FUNCTION lg() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (tg_tag, now()); END $$;
CREATE TABLE log (t text, at timestamptz);
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION lg();
CREATE TABLE a (x bigint, y int);
-- new
CREATE FUNCTION lg() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (tg_tag); END $$;
CREATE TABLE log (t text);
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION lg();
CREATE TABLE a (x int);
-- case: publications of all kinds
-- old
CREATE SCHEMA s; CREATE TABLE s.t (a int PRIMARY KEY, b int); CREATE TABLE u (a int PRIMARY KEY);
CREATE PUBLICATION p1 FOR ALL TABLES;
CREATE PUBLICATION p2 FOR TABLE s.t (a), u;
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA s;
-- new
CREATE SCHEMA s; CREATE TABLE s.t (a bigint PRIMARY KEY, b int, c int); CREATE TABLE u (a int PRIMARY KEY, b int);
CREATE PUBLICATION p1 FOR TABLE u WHERE (a > 1);
CREATE PUBLICATION p2 FOR TABLE s.t (a, c) WHERE (a > 2), u WITH (publish = 'insert,update');
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA s, public WITH (publish_via_partition_root);
ALTER PUBLICATION p2 OWNER TO postgres; COMMENT ON PUBLICATION p3 IS 'x';
-- case: publications of all kinds: the other way
-- old
CREATE SCHEMA s; CREATE TABLE s.t (a bigint PRIMARY KEY, b int, c int); CREATE TABLE u (a int PRIMARY KEY, b int);
CREATE PUBLICATION p1 FOR TABLE u WHERE (a > 1);
CREATE PUBLICATION p2 FOR TABLE s.t (a, c) WHERE (a > 2), u WITH (publish = 'insert,update');
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA s, public WITH (publish_via_partition_root);
ALTER PUBLICATION p2 OWNER TO postgres; COMMENT ON PUBLICATION p3 IS 'x';
-- new
CREATE SCHEMA s; CREATE TABLE s.t (a int PRIMARY KEY, b int); CREATE TABLE u (a int PRIMARY KEY);
CREATE PUBLICATION p1 FOR ALL TABLES;
CREATE PUBLICATION p2 FOR TABLE s.t (a), u;
CREATE PUBLICATION p3 FOR TABLES IN SCHEMA s;
-- case: table with dropped columns, then partitions attached in another column order
-- old
CREATE TABLE p (x int, a int, b text, c date) PARTITION BY RANGE (a);
ALTER TABLE p DROP COLUMN x;
CREATE TABLE q (c date, b text, z int, a int NOT NULL);
ALTER TABLE q DROP COLUMN z;
-- new
CREATE TABLE p (x int, a int, b text, c date) PARTITION BY RANGE (a);
ALTER TABLE p DROP COLUMN x;
CREATE TABLE q (c date, b text, z int, a int NOT NULL);
ALTER TABLE q DROP COLUMN z;
ALTER TABLE p ATTACH PARTITION q FOR VALUES FROM (1) TO (9);
CREATE INDEX pi ON p (b, c);
-- case: table with dropped columns, then partitions attached in another column order: the other way
-- old
CREATE TABLE p (x int, a int, b text, c date) PARTITION BY RANGE (a);
ALTER TABLE p DROP COLUMN x;
CREATE TABLE q (c date, b text, z int, a int NOT NULL);
ALTER TABLE q DROP COLUMN z;
ALTER TABLE p ATTACH PARTITION q FOR VALUES FROM (1) TO (9);
CREATE INDEX pi ON p (b, c);
-- new
CREATE TABLE p (x int, a int, b text, c date) PARTITION BY RANGE (a);
ALTER TABLE p DROP COLUMN x;
CREATE TABLE q (c date, b text, z int, a int NOT NULL);
ALTER TABLE q DROP COLUMN z;
-- case: view with check option, security options, recursive and column names
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v1 AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW v2 WITH (security_barrier) AS SELECT a FROM v1;
CREATE RECURSIVE VIEW v3 (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM v3 WHERE n < 9;
-- new
CREATE TABLE t (a int, b int);
CREATE VIEW v1 AS SELECT a, b FROM t WHERE a > 1 WITH CASCADED CHECK OPTION;
CREATE VIEW v2 WITH (security_invoker) AS SELECT a, b AS c FROM v1;
CREATE RECURSIVE VIEW v3 (n, m) AS SELECT 1, 2 UNION ALL SELECT n + 1, m FROM v3 WHERE n < 9;
-- case: view with check option, security options, recursive and column names: the other way
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v1 AS SELECT a, b FROM t WHERE a > 1 WITH CASCADED CHECK OPTION;
CREATE VIEW v2 WITH (security_invoker) AS SELECT a, b AS c FROM v1;
CREATE RECURSIVE VIEW v3 (n, m) AS SELECT 1, 2 UNION ALL SELECT n + 1, m FROM v3 WHERE n < 9;
-- new
CREATE TABLE t (a int, b int);
CREATE VIEW v1 AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW v2 WITH (security_barrier) AS SELECT a FROM v1;
CREATE RECURSIVE VIEW v3 (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM v3 WHERE n < 9;
-- case: domain constraints named, not valid, over arrays
-- old
CREATE DOMAIN d AS text CONSTRAINT c1 CHECK (VALUE <> 'a') CONSTRAINT c2 CHECK (VALUE <> 'b');
CREATE TABLE t (x d, y d[]);
-- new
CREATE DOMAIN d AS text DEFAULT 'q' CONSTRAINT c1 CHECK (VALUE <> 'x') CONSTRAINT c3 CHECK (VALUE <> 'c');
CREATE TABLE t (x d NOT NULL, y d[]);
-- case: domain constraints named, not valid, over arrays: the other way
-- old
CREATE DOMAIN d AS text DEFAULT 'q' CONSTRAINT c1 CHECK (VALUE <> 'x') CONSTRAINT c3 CHECK (VALUE <> 'c');
CREATE TABLE t (x d NOT NULL, y d[]);
-- new
CREATE DOMAIN d AS text CONSTRAINT c1 CHECK (VALUE <> 'a') CONSTRAINT c2 CHECK (VALUE <> 'b');
CREATE TABLE t (x d, y d[]);
-- case: a table is made anew together with the type of its column
-- old
CREATE TYPE pair AS (a text);
CREATE TABLE other (c pair);
CREATE TABLE t (p pair NOT NULL, q pair[], r integer);
-- new
CREATE TYPE pair AS (a integer);
CREATE TABLE other (c pair);
CREATE TABLE g (s integer);
CREATE TABLE t (p pair NOT NULL, q pair[], r integer) INHERITS (g);
-- case: a child that stops being one lies under views of which the last changes
-- old
CREATE TABLE p (a integer);
CREATE TABLE c (b text) INHERITS (p);
CREATE VIEW v AS SELECT a, b FROM c;
CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
-- new
CREATE TABLE p (a integer);
CREATE TABLE c (a integer, b text);
CREATE VIEW v AS SELECT a, b FROM c;
CREATE MATERIALIZED VIEW m AS SELECT b FROM v;
-- case: a child goes and its parent gets another default
-- old
CREATE TABLE p (a integer DEFAULT 42);
CREATE TABLE c (b text) INHERITS (p);
-- new
CREATE SEQUENCE s;
CREATE TABLE p (a integer DEFAULT nextval('s'));
-- case: table with a sequence of its own becomes a child
-- old
CREATE TABLE b (id serial, x text);
CREATE TABLE c (id serial);
-- new
CREATE TABLE b (id int DEFAULT 1, x text);
CREATE TABLE c (z int) INHERITS (b);
