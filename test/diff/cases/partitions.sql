-- case: partitioned table comes
-- old
SELECT 1;
-- new
CREATE TABLE p (id int NOT NULL, k int, CONSTRAINT ck CHECK (k > 0)) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE TABLE pd PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id);
CREATE INDEX i ON p (k);
-- case: partitioned table goes
-- old
CREATE TABLE p (id int NOT NULL, k int) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 2);
CREATE TABLE pd PARTITION OF p DEFAULT;
ALTER TABLE p ADD PRIMARY KEY (id);
CREATE INDEX i ON p (k);
-- new
SELECT 1;
-- case: partition added and dropped
-- old
CREATE TABLE p (id int PRIMARY KEY, k int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX i ON p (k);
-- new
CREATE TABLE p (id int PRIMARY KEY, k int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30);
CREATE INDEX i ON p (k);
-- case: partition detached
-- old
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int PRIMARY KEY, k int REFERENCES r) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX i ON p (k);
-- new
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int PRIMARY KEY, k int REFERENCES r) PARTITION BY RANGE (id);
CREATE TABLE p1 (id int NOT NULL PRIMARY KEY, k int);
CREATE INDEX p1_k_idx ON p1 (k);
CREATE INDEX i ON p (k);
-- case: partition attached
-- old
CREATE TABLE p (id int PRIMARY KEY, k int CHECK (k > 0)) PARTITION BY RANGE (id);
CREATE TABLE p1 (id int NOT NULL, k int);
CREATE INDEX i ON p (k);
-- new
CREATE TABLE p (id int PRIMARY KEY, k int CHECK (k > 0)) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX i ON p (k);
-- case: partition bound changed
-- old
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
-- case: column of a partitioned table added, dropped, changed
-- old
CREATE TABLE p (id int, a int, b int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE VIEW v AS SELECT a FROM p1;
-- new
CREATE TABLE p (id int NOT NULL, a bigint DEFAULT 4, c text NOT NULL DEFAULT 'x') PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE VIEW v AS SELECT a FROM p1;
-- case: index on partitioned table added
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX i ON p (a);
ALTER TABLE p ADD CONSTRAINT u UNIQUE (id, a);
-- case: index on partitioned table dropped
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX i ON p (a);
ALTER TABLE p ADD CONSTRAINT u UNIQUE (id, a);
-- new
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: index on partitioned table changed
-- old
CREATE TABLE p (id int, a int, b int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX i ON p (a);
ALTER TABLE p ADD PRIMARY KEY (id);
-- new
CREATE TABLE p (id int, a int, b int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX i ON p (a, b);
ALTER TABLE p ADD PRIMARY KEY (id, a);
-- case: foreign keys from and to partitioned tables
-- old
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int PRIMARY KEY, a int REFERENCES r) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE c (x int REFERENCES p);
-- case: foreign keys of partitioned tables dropped
-- old
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int PRIMARY KEY, a int REFERENCES r) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE c (x int REFERENCES p);
-- new
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: plain becomes partitioned
-- old
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x');
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT * FROM t;
-- new
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x') PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000);
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT * FROM t;
-- case: partitioned becomes plain
-- old
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x') PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000);
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT * FROM t;
-- new
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x');
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT * FROM t;
-- case: plain with serial becomes partitioned
-- old
CREATE TABLE t (id serial PRIMARY KEY, a text);
CREATE TABLE c (t int REFERENCES t);
-- new
CREATE TABLE t (id serial PRIMARY KEY, a text) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000);
CREATE TABLE c (t int REFERENCES t);
-- case: plain with identity becomes partitioned
-- old
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text);
-- new
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text) PARTITION BY HASH (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0);
-- case: partition key changes
-- old
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000);
-- new
CREATE TABLE t (id int, a int) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
-- case: partition key column changes type
-- old
CREATE TABLE t (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000);
-- new
CREATE TABLE t (id bigint, a int) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000);
-- case: two levels
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10) PARTITION BY LIST (a);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES IN (1);
-- new
CREATE TABLE p (id int, a int, b int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10) PARTITION BY LIST (a);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES IN (1);
CREATE TABLE p12 PARTITION OF p1 FOR VALUES IN (2);
ALTER TABLE p ADD PRIMARY KEY (id, a);
CREATE INDEX i ON p (b);
CREATE TABLE c (x int, y int, FOREIGN KEY (x, y) REFERENCES p);
-- case: partitions with own things
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p (a DEFAULT 5, CONSTRAINT own CHECK (a < 100)) FOR VALUES FROM (0) TO (10) WITH (fillfactor = 70);
CREATE INDEX own_i ON p1 (a);
COMMENT ON TABLE p1 IS 'part';
GRANT SELECT ON p1 TO alice;
-- case: triggers on partitioned tables
-- old
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TRIGGER gone AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER changed AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();
-- new
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TRIGGER changed AFTER UPDATE ON p FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER fresh AFTER DELETE ON p FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE p1 DISABLE TRIGGER fresh;
-- case: hash partitions
-- old
CREATE TABLE p (id int) PARTITION BY HASH (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- new
CREATE TABLE p (id int) PARTITION BY HASH (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE p1 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE p3 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 3);
-- case: default partition gives room
-- old
CREATE TABLE p (id int) PARTITION BY LIST (id);
CREATE TABLE pd PARTITION OF p DEFAULT;
-- new
CREATE TABLE p (id int) PARTITION BY LIST (id);
CREATE TABLE p7 PARTITION OF p FOR VALUES IN (7);
CREATE TABLE pd PARTITION OF p DEFAULT;
-- case: partition by expression with function
-- old
SELECT 1;
-- new
CREATE FUNCTION b(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 10';
CREATE TABLE p (id int) PARTITION BY RANGE (b(id));
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: constraint of a partitioned table dropped and added
-- old
CREATE TABLE p (id int, a int, CONSTRAINT c1 CHECK (a > 0)) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int, a int, CONSTRAINT c2 CHECK (a > 1)) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: plain to partitioned with everything
-- old
CREATE SCHEMA app;
CREATE TABLE app.ref (id int PRIMARY KEY);
CREATE TABLE app.events (id bigserial, at timestamptz NOT NULL DEFAULT now(), kind text NOT NULL CHECK (kind <> ''), ref int REFERENCES app.ref ON DELETE CASCADE, payload jsonb, CONSTRAINT events_pkey PRIMARY KEY (id, at), CONSTRAINT events_kind_at_key UNIQUE (kind, at, id));
CREATE INDEX events_at_idx ON app.events (at DESC);
CREATE INDEX events_payload_idx ON app.events USING gin (payload);
COMMENT ON TABLE app.events IS 'all events';
COMMENT ON COLUMN app.events.kind IS 'what';
GRANT SELECT ON app.events TO readonly;
GRANT INSERT (kind) ON app.events TO app_user;
ALTER TABLE app.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON app.events FOR SELECT TO readonly USING (kind <> 'secret');
CREATE FUNCTION app.tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.tf();
CREATE VIEW app.recent AS SELECT id, kind FROM app.events WHERE at > now() - interval '1 day';
GRANT SELECT ON app.recent TO readonly;
CREATE MATERIALIZED VIEW app.mv AS SELECT kind, count(*) AS n FROM app.events GROUP BY kind;
CREATE UNIQUE INDEX mv_kind ON app.mv (kind);
CREATE TABLE app.notes (id int PRIMARY KEY, event bigint, at timestamptz, FOREIGN KEY (event, at) REFERENCES app.events (id, at));
CREATE FUNCTION app.last() RETURNS SETOF app.events LANGUAGE sql AS 'SELECT * FROM app.events ORDER BY at DESC LIMIT 1';
CREATE STATISTICS app.st (dependencies) ON kind, ref FROM app.events;
-- new
CREATE SCHEMA app;
CREATE TABLE app.ref (id int PRIMARY KEY);
CREATE TABLE app.events (id bigserial, at timestamptz NOT NULL DEFAULT now(), kind text NOT NULL CHECK (kind <> ''), ref int REFERENCES app.ref ON DELETE CASCADE, payload jsonb, CONSTRAINT events_pkey PRIMARY KEY (id, at), CONSTRAINT events_kind_at_key UNIQUE (kind, at, id)) PARTITION BY RANGE (at);
CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.events_default PARTITION OF app.events DEFAULT;
CREATE INDEX events_at_idx ON app.events (at DESC);
CREATE INDEX events_payload_idx ON app.events USING gin (payload);
COMMENT ON TABLE app.events IS 'all events';
COMMENT ON COLUMN app.events.kind IS 'what';
GRANT SELECT ON app.events TO readonly;
GRANT INSERT (kind) ON app.events TO app_user;
ALTER TABLE app.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON app.events FOR SELECT TO readonly USING (kind <> 'secret');
CREATE FUNCTION app.tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.tf();
CREATE VIEW app.recent AS SELECT id, kind FROM app.events WHERE at > now() - interval '1 day';
GRANT SELECT ON app.recent TO readonly;
CREATE MATERIALIZED VIEW app.mv AS SELECT kind, count(*) AS n FROM app.events GROUP BY kind;
CREATE UNIQUE INDEX mv_kind ON app.mv (kind);
CREATE TABLE app.notes (id int PRIMARY KEY, event bigint, at timestamptz, FOREIGN KEY (event, at) REFERENCES app.events (id, at));
CREATE FUNCTION app.last() RETURNS SETOF app.events LANGUAGE sql AS 'SELECT * FROM app.events ORDER BY at DESC LIMIT 1';
CREATE STATISTICS app.st (dependencies) ON kind, ref FROM app.events;
-- case: plain to partitioned with everything: the other way
-- old
CREATE SCHEMA app;
CREATE TABLE app.ref (id int PRIMARY KEY);
CREATE TABLE app.events (id bigserial, at timestamptz NOT NULL DEFAULT now(), kind text NOT NULL CHECK (kind <> ''), ref int REFERENCES app.ref ON DELETE CASCADE, payload jsonb, CONSTRAINT events_pkey PRIMARY KEY (id, at), CONSTRAINT events_kind_at_key UNIQUE (kind, at, id)) PARTITION BY RANGE (at);
CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.events_default PARTITION OF app.events DEFAULT;
CREATE INDEX events_at_idx ON app.events (at DESC);
CREATE INDEX events_payload_idx ON app.events USING gin (payload);
COMMENT ON TABLE app.events IS 'all events';
COMMENT ON COLUMN app.events.kind IS 'what';
GRANT SELECT ON app.events TO readonly;
GRANT INSERT (kind) ON app.events TO app_user;
ALTER TABLE app.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON app.events FOR SELECT TO readonly USING (kind <> 'secret');
CREATE FUNCTION app.tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.tf();
CREATE VIEW app.recent AS SELECT id, kind FROM app.events WHERE at > now() - interval '1 day';
GRANT SELECT ON app.recent TO readonly;
CREATE MATERIALIZED VIEW app.mv AS SELECT kind, count(*) AS n FROM app.events GROUP BY kind;
CREATE UNIQUE INDEX mv_kind ON app.mv (kind);
CREATE TABLE app.notes (id int PRIMARY KEY, event bigint, at timestamptz, FOREIGN KEY (event, at) REFERENCES app.events (id, at));
CREATE FUNCTION app.last() RETURNS SETOF app.events LANGUAGE sql AS 'SELECT * FROM app.events ORDER BY at DESC LIMIT 1';
CREATE STATISTICS app.st (dependencies) ON kind, ref FROM app.events;
-- new
CREATE SCHEMA app;
CREATE TABLE app.ref (id int PRIMARY KEY);
CREATE TABLE app.events (id bigserial, at timestamptz NOT NULL DEFAULT now(), kind text NOT NULL CHECK (kind <> ''), ref int REFERENCES app.ref ON DELETE CASCADE, payload jsonb, CONSTRAINT events_pkey PRIMARY KEY (id, at), CONSTRAINT events_kind_at_key UNIQUE (kind, at, id));
CREATE INDEX events_at_idx ON app.events (at DESC);
CREATE INDEX events_payload_idx ON app.events USING gin (payload);
COMMENT ON TABLE app.events IS 'all events';
COMMENT ON COLUMN app.events.kind IS 'what';
GRANT SELECT ON app.events TO readonly;
GRANT INSERT (kind) ON app.events TO app_user;
ALTER TABLE app.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON app.events FOR SELECT TO readonly USING (kind <> 'secret');
CREATE FUNCTION app.tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr AFTER INSERT ON app.events FOR EACH ROW EXECUTE FUNCTION app.tf();
CREATE VIEW app.recent AS SELECT id, kind FROM app.events WHERE at > now() - interval '1 day';
GRANT SELECT ON app.recent TO readonly;
CREATE MATERIALIZED VIEW app.mv AS SELECT kind, count(*) AS n FROM app.events GROUP BY kind;
CREATE UNIQUE INDEX mv_kind ON app.mv (kind);
CREATE TABLE app.notes (id int PRIMARY KEY, event bigint, at timestamptz, FOREIGN KEY (event, at) REFERENCES app.events (id, at));
CREATE FUNCTION app.last() RETURNS SETOF app.events LANGUAGE sql AS 'SELECT * FROM app.events ORDER BY at DESC LIMIT 1';
CREATE STATISTICS app.st (dependencies) ON kind, ref FROM app.events;
-- case: partitioned to plain with everything
-- old
CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE m (id int GENERATED BY DEFAULT AS IDENTITY, day date NOT NULL, r int REFERENCES ref, x int DEFAULT 3, PRIMARY KEY (id, day, x), UNIQUE (r, day, x)) PARTITION BY RANGE (day);
CREATE TABLE m_a PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m_b PARTITION OF m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (x);
CREATE TABLE m_b1 PARTITION OF m_b FOR VALUES IN (1);
CREATE TABLE m_b2 PARTITION OF m_b DEFAULT;
CREATE INDEX ON m (x);
CREATE INDEX own ON m_a (r, x);
CREATE VIEW v AS SELECT * FROM m;
CREATE TABLE k (id int, day date, x int, FOREIGN KEY (id, day, x) REFERENCES m);
-- new
CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE m (id int GENERATED BY DEFAULT AS IDENTITY, day date NOT NULL, r int REFERENCES ref, x int DEFAULT 3, PRIMARY KEY (id, day, x), UNIQUE (r, day, x));
CREATE INDEX ON m (x);
CREATE VIEW v AS SELECT * FROM m;
CREATE TABLE k (id int, day date, x int, FOREIGN KEY (id, day, x) REFERENCES m);
-- case: partitioned to plain with everything: the other way
-- before: 170000
-- (ATTACH gives the parent's identity to the partition, and there not to its own partitions; DETACH then fails)
-- old
CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE m (id int GENERATED BY DEFAULT AS IDENTITY, day date NOT NULL, r int REFERENCES ref, x int DEFAULT 3, PRIMARY KEY (id, day, x), UNIQUE (r, day, x));
CREATE INDEX ON m (x);
CREATE VIEW v AS SELECT * FROM m;
CREATE TABLE k (id int, day date, x int, FOREIGN KEY (id, day, x) REFERENCES m);
-- new
CREATE TABLE ref (id int PRIMARY KEY);
CREATE TABLE m (id int GENERATED BY DEFAULT AS IDENTITY, day date NOT NULL, r int REFERENCES ref, x int DEFAULT 3, PRIMARY KEY (id, day, x), UNIQUE (r, day, x)) PARTITION BY RANGE (day);
CREATE TABLE m_a PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m_b PARTITION OF m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (x);
CREATE TABLE m_b1 PARTITION OF m_b FOR VALUES IN (1);
CREATE TABLE m_b2 PARTITION OF m_b DEFAULT;
CREATE INDEX ON m (x);
CREATE INDEX own ON m_a (r, x);
CREATE VIEW v AS SELECT * FROM m;
CREATE TABLE k (id int, day date, x int, FOREIGN KEY (id, day, x) REFERENCES m);
-- case: partition becomes subpartitioned
-- old
CREATE TABLE p (a int NOT NULL, b int NOT NULL, c text, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_c ON p (c);
-- new
CREATE TABLE p (a int NOT NULL, b int NOT NULL, c text, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
CREATE TABLE p1x PARTITION OF p1 DEFAULT;
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_c ON p (c);
-- case: partition becomes subpartitioned: the other way
-- old
CREATE TABLE p (a int NOT NULL, b int NOT NULL, c text, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
CREATE TABLE p1x PARTITION OF p1 DEFAULT;
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_c ON p (c);
-- new
CREATE TABLE p (a int NOT NULL, b int NOT NULL, c text, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_c ON p (c);
-- case: partitions regrouped from list to hash
-- old
CREATE TABLE q (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE q_a PARTITION OF q FOR VALUES IN ('a');
CREATE TABLE q_d PARTITION OF q DEFAULT;
-- new
CREATE TABLE q (id int, k text, PRIMARY KEY (id, k)) PARTITION BY HASH (id);
CREATE TABLE q_a PARTITION OF q FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE q_d PARTITION OF q FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- case: partitions regrouped from list to hash: the other way
-- old
CREATE TABLE q (id int, k text, PRIMARY KEY (id, k)) PARTITION BY HASH (id);
CREATE TABLE q_a PARTITION OF q FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE q_d PARTITION OF q FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- new
CREATE TABLE q (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE q_a PARTITION OF q FOR VALUES IN ('a');
CREATE TABLE q_d PARTITION OF q DEFAULT;
-- case: partition moves to another parent
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE q (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX pi ON p (x);
CREATE INDEX qi ON q (x);
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE q (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE c PARTITION OF q FOR VALUES FROM (0) TO (10);
CREATE INDEX pi ON p (x);
CREATE INDEX qi ON q (x);
-- case: partition moves to another parent: the other way
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE q (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE c PARTITION OF q FOR VALUES FROM (0) TO (10);
CREATE INDEX pi ON p (x);
CREATE INDEX qi ON q (x);
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE q (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX pi ON p (x);
CREATE INDEX qi ON q (x);
-- case: local index of a partition becomes attached
-- old
CREATE TABLE p (id int, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p1_x_idx ON p1 (x);
CREATE UNIQUE INDEX p1_u ON p1 (id, y);
-- new
CREATE TABLE p (id int, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p1_x_idx ON p1 (x);
CREATE UNIQUE INDEX p1_u ON p1 (id, y);
CREATE INDEX p_x_idx ON ONLY p (x);
CREATE INDEX p2_x_idx ON p2 (x);
ALTER INDEX p_x_idx ATTACH PARTITION p1_x_idx;
ALTER INDEX p_x_idx ATTACH PARTITION p2_x_idx;
ALTER TABLE p ADD CONSTRAINT pu UNIQUE (id, y);
-- case: local index of a partition becomes attached: the other way
-- old
CREATE TABLE p (id int, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p1_x_idx ON p1 (x);
CREATE UNIQUE INDEX p1_u ON p1 (id, y);
CREATE INDEX p_x_idx ON ONLY p (x);
CREATE INDEX p2_x_idx ON p2 (x);
ALTER INDEX p_x_idx ATTACH PARTITION p1_x_idx;
ALTER INDEX p_x_idx ATTACH PARTITION p2_x_idx;
ALTER TABLE p ADD CONSTRAINT pu UNIQUE (id, y);
-- new
CREATE TABLE p (id int, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX p1_x_idx ON p1 (x);
CREATE UNIQUE INDEX p1_u ON p1 (id, y);
-- case: index only on the parent, invalid until attached
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON ONLY p (x);
-- case: index only on the parent, invalid until attached: the other way
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON ONLY p (x);
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: primary key only on parent
-- old
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE ONLY p ADD CONSTRAINT pk PRIMARY KEY (id);
-- case: primary key only on parent: the other way
-- old
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE ONLY p ADD CONSTRAINT pk PRIMARY KEY (id);
-- new
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: primary key local to partition, then attached
-- old
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT p1_pk PRIMARY KEY (id);
-- new
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT p1_pk PRIMARY KEY (id);
ALTER TABLE p ADD CONSTRAINT pk PRIMARY KEY (id);
-- case: primary key local to partition, then attached: the other way
-- old
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT p1_pk PRIMARY KEY (id);
ALTER TABLE p ADD CONSTRAINT pk PRIMARY KEY (id);
-- new
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT p1_pk PRIMARY KEY (id);
-- case: foreign key on partition only becomes the parent's
-- old
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES r;
-- new
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES r;
-- case: foreign key on partition only becomes the parent's: the other way
-- old
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES r;
-- new
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT fk FOREIGN KEY (x) REFERENCES r;
-- case: self reference of partitioned table
-- old
CREATE TABLE p (id int PRIMARY KEY, up int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int PRIMARY KEY, up int REFERENCES p) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: self reference of partitioned table: the other way
-- old
CREATE TABLE p (id int PRIMARY KEY, up int REFERENCES p) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int PRIMARY KEY, up int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: not valid check of partitioned
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p ADD CONSTRAINT c CHECK (x > 0) NOT VALID;
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p ADD CONSTRAINT c CHECK (x > 0);
-- case: not valid check of partitioned: the other way
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p ADD CONSTRAINT c CHECK (x > 0);
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p ADD CONSTRAINT c CHECK (x > 0) NOT VALID;
-- case: not null per partition
-- old
CREATE TABLE p (id int, x int, y int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p (x NOT NULL, y DEFAULT 5) FOR VALUES FROM (0) TO (10);
-- case: not null per partition: the other way
-- old
CREATE TABLE p (id int, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p (x NOT NULL, y DEFAULT 5) FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (id int, x int, y int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: partition of a new type of column
-- old
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE p (id int, m mood) PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE pb PARTITION OF p FOR VALUES IN ('b');
-- new
CREATE TYPE mood AS ENUM ('b', 'c', 'a');
CREATE TABLE p (id int, m mood) PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE pb PARTITION OF p FOR VALUES IN ('b', 'c');
-- case: partition of a new type of column: the other way
-- old
CREATE TYPE mood AS ENUM ('b', 'c', 'a');
CREATE TABLE p (id int, m mood) PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE pb PARTITION OF p FOR VALUES IN ('b', 'c');
-- new
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE p (id int, m mood) PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE pb PARTITION OF p FOR VALUES IN ('b');
-- case: enum value added and used by a partition and a default
-- old
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE p (id int, m mood DEFAULT 'a') PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE t (m mood DEFAULT 'b', CHECK (m <> 'a'));
-- new
CREATE TYPE mood AS ENUM ('a', 'b', 'c');
CREATE TABLE p (id int, m mood DEFAULT 'c') PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE pc PARTITION OF p FOR VALUES IN ('c');
CREATE TABLE t (m mood DEFAULT 'c', CHECK (m <> 'c'));
CREATE INDEX ON t (m) WHERE m = 'c';
CREATE VIEW v AS SELECT * FROM t WHERE m = 'c';
-- case: enum value added and used by a partition and a default: the other way
-- old
CREATE TYPE mood AS ENUM ('a', 'b', 'c');
CREATE TABLE p (id int, m mood DEFAULT 'c') PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE pc PARTITION OF p FOR VALUES IN ('c');
CREATE TABLE t (m mood DEFAULT 'c', CHECK (m <> 'c'));
CREATE INDEX ON t (m) WHERE m = 'c';
CREATE VIEW v AS SELECT * FROM t WHERE m = 'c';
-- new
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE p (id int, m mood DEFAULT 'a') PARTITION BY LIST (m);
CREATE TABLE pa PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE t (m mood DEFAULT 'b', CHECK (m <> 'a'));
-- case: trigger on partitioned in another schema, child cloned with comment
-- old
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE FUNCTION a.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE a.p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE b.p1 PARTITION OF a.p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON a.p (x);
COMMENT ON INDEX b.p1_x_idx IS 'child index';
COMMENT ON CONSTRAINT p1_pkey ON b.p1 IS 'child key';
-- new
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE FUNCTION a.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE a.p (id int PRIMARY KEY, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE b.p1 PARTITION OF a.p FOR VALUES FROM (0) TO (10);
CREATE TABLE b.p2 PARTITION OF a.p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_x ON a.p (x, y);
COMMENT ON INDEX b.p1_x_y_idx IS 'child index 2';
COMMENT ON INDEX b.p2_x_y_idx IS 'other child index';
COMMENT ON CONSTRAINT p2_pkey ON b.p2 IS 'other child key';
CREATE TRIGGER tr BEFORE UPDATE ON a.p FOR EACH ROW WHEN (OLD.x IS DISTINCT FROM NEW.x) EXECUTE FUNCTION a.f();
COMMENT ON TRIGGER tr ON a.p IS 'on parent';
COMMENT ON TRIGGER tr ON b.p1 IS 'on child';
-- case: trigger on partitioned in another schema, child cloned with comment: the other way
-- old
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE FUNCTION a.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE a.p (id int PRIMARY KEY, x int, y int) PARTITION BY RANGE (id);
CREATE TABLE b.p1 PARTITION OF a.p FOR VALUES FROM (0) TO (10);
CREATE TABLE b.p2 PARTITION OF a.p FOR VALUES FROM (10) TO (20);
CREATE INDEX p_x ON a.p (x, y);
COMMENT ON INDEX b.p1_x_y_idx IS 'child index 2';
COMMENT ON INDEX b.p2_x_y_idx IS 'other child index';
COMMENT ON CONSTRAINT p2_pkey ON b.p2 IS 'other child key';
CREATE TRIGGER tr BEFORE UPDATE ON a.p FOR EACH ROW WHEN (OLD.x IS DISTINCT FROM NEW.x) EXECUTE FUNCTION a.f();
COMMENT ON TRIGGER tr ON a.p IS 'on parent';
COMMENT ON TRIGGER tr ON b.p1 IS 'on child';
-- new
CREATE SCHEMA a; CREATE SCHEMA b;
CREATE FUNCTION a.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE a.p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE b.p1 PARTITION OF a.p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON a.p (x);
COMMENT ON INDEX b.p1_x_idx IS 'child index';
COMMENT ON CONSTRAINT p1_pkey ON b.p1 IS 'child key';
-- case: child index of parent has own name, storage and cluster
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON p (x);
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON p (x);
ALTER INDEX p1_x_idx RENAME TO special;
ALTER INDEX special SET (fillfactor = 50);
ALTER TABLE p1 CLUSTER ON special;
-- case: child index of parent has own name, storage and cluster: the other way
-- old
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON p (x);
ALTER INDEX p1_x_idx RENAME TO special;
ALTER INDEX special SET (fillfactor = 50);
ALTER TABLE p1 CLUSTER ON special;
-- new
CREATE TABLE p (id int, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX p_x ON p (x);
-- case: partition key with expression and collation and opclass
-- old
CREATE TABLE p (a text, b int) PARTITION BY RANGE (lower(a) COLLATE "C", b);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE, MINVALUE) TO ('m', 0);
-- new
CREATE TABLE p (a text, b int) PARTITION BY RANGE (a COLLATE "C" text_pattern_ops, b);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE, MINVALUE) TO ('m', 0);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('m', 0) TO (MAXVALUE, MAXVALUE);
-- case: partition key with expression and collation and opclass: the other way
-- old
CREATE TABLE p (a text, b int) PARTITION BY RANGE (a COLLATE "C" text_pattern_ops, b);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE, MINVALUE) TO ('m', 0);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('m', 0) TO (MAXVALUE, MAXVALUE);
-- new
CREATE TABLE p (a text, b int) PARTITION BY RANGE (lower(a) COLLATE "C", b);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (MINVALUE, MINVALUE) TO ('m', 0);
-- case: drop a column under partitions with index and own default
-- old
CREATE TABLE p (id int, x int DEFAULT 1, y int, z text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p (x DEFAULT 2) FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 (y int, id int, z text, x int);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
CREATE INDEX ON p (x, y);
CREATE INDEX ON p1 (x);
-- new
CREATE TABLE p (id int, y int, z text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 (y int, id int, z text);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
-- case: drop a column under partitions with index and own default: the other way
-- old
CREATE TABLE p (id int, y int, z text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 (y int, id int, z text);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
-- new
CREATE TABLE p (id int, x int DEFAULT 1, y int, z text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p (x DEFAULT 2) FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 (y int, id int, z text, x int);
ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);
CREATE INDEX ON p (x, y);
CREATE INDEX ON p1 (x);
-- case: publication of partitioned via root
-- old
CREATE TABLE p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE PUBLICATION pub FOR TABLE p1;
-- new
CREATE TABLE p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE PUBLICATION pub FOR TABLE p (id) WHERE (id > 3) WITH (publish_via_partition_root = true, publish = 'insert');
-- case: publication of partitioned via root: the other way
-- old
CREATE TABLE p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE PUBLICATION pub FOR TABLE p (id) WHERE (id > 3) WITH (publish_via_partition_root = true, publish = 'insert');
-- new
CREATE TABLE p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE PUBLICATION pub FOR TABLE p1;
-- case: published plain table becomes partitioned
-- old
CREATE TABLE p (id int PRIMARY KEY, x int);
CREATE PUBLICATION pub FOR TABLE p WHERE (id > 3);
-- new
CREATE TABLE p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE PUBLICATION pub FOR TABLE p WHERE (id > 3) WITH (publish_via_partition_root = true);
-- case: published plain table becomes partitioned: the other way
-- old
CREATE TABLE p (id int PRIMARY KEY, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE PUBLICATION pub FOR TABLE p WHERE (id > 3) WITH (publish_via_partition_root = true);
-- new
CREATE TABLE p (id int PRIMARY KEY, x int);
CREATE PUBLICATION pub FOR TABLE p WHERE (id > 3);
-- case: a partition moves to other bounds while a check of both comes anew in the parent
-- old
CREATE TABLE p (a integer, b integer CONSTRAINT positive CHECK (b > 0)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (a integer, b integer CONSTRAINT positive CHECK (b > 0)) PARTITION BY RANGE (a);
COMMENT ON CONSTRAINT positive ON p IS 'of all';
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (20);
-- case: a table with a check gets another partition key
-- old
CREATE TABLE p (a integer, b integer CHECK (b > 0)) PARTITION BY LIST (a);
CREATE TABLE p0 PARTITION OF p FOR VALUES IN (0);
-- new
CREATE TABLE p (c integer, b integer CHECK (b > 0)) PARTITION BY LIST (c);
CREATE TABLE p0 PARTITION OF p FOR VALUES IN (0);

-- case: indexes of partitions are attached to one that is there
-- old
CREATE TABLE reading (meter int, zone text) PARTITION BY LIST (zone);
CREATE TABLE reading_n PARTITION OF reading FOR VALUES IN ('n');
CREATE TABLE reading_s PARTITION OF reading FOR VALUES IN ('s');
CREATE TABLE reading_w PARTITION OF reading FOR VALUES IN ('w');
CREATE INDEX reading_meter ON ONLY reading (meter);
CREATE INDEX reading_n_meter ON reading_n (meter);
ALTER INDEX reading_meter ATTACH PARTITION reading_n_meter;
CREATE INDEX reading_s_meter ON reading_s (meter);
-- new
CREATE TABLE reading (meter int, zone text) PARTITION BY LIST (zone);
CREATE TABLE reading_n PARTITION OF reading FOR VALUES IN ('n');
CREATE TABLE reading_s PARTITION OF reading FOR VALUES IN ('s');
CREATE TABLE reading_w PARTITION OF reading FOR VALUES IN ('w');
CREATE INDEX reading_meter ON ONLY reading (meter);
CREATE INDEX reading_n_meter ON reading_n (meter);
ALTER INDEX reading_meter ATTACH PARTITION reading_n_meter;
CREATE INDEX reading_s_meter ON reading_s (meter);
ALTER INDEX reading_meter ATTACH PARTITION reading_s_meter;
CREATE INDEX reading_w_meter ON reading_w (meter);
ALTER INDEX reading_meter ATTACH PARTITION reading_w_meter;
-- case: a partition's key is attached to an index that becomes a key
-- old
CREATE TABLE reading (meter int NOT NULL, zone text NOT NULL) PARTITION BY LIST (zone);
CREATE TABLE reading_n PARTITION OF reading FOR VALUES IN ('n');
CREATE UNIQUE INDEX reading_key ON ONLY reading (zone, meter);
ALTER TABLE reading_n ADD CONSTRAINT reading_n_key PRIMARY KEY (zone, meter);
ALTER INDEX reading_key ATTACH PARTITION reading_n_key;
-- new
CREATE TABLE reading (meter int NOT NULL, zone text NOT NULL) PARTITION BY LIST (zone);
CREATE TABLE reading_n PARTITION OF reading FOR VALUES IN ('n');
ALTER TABLE reading_n ADD CONSTRAINT reading_n_key PRIMARY KEY (zone, meter);
ALTER TABLE ONLY reading ADD CONSTRAINT reading_key PRIMARY KEY (zone, meter);
ALTER INDEX reading_key ATTACH PARTITION reading_n_key;
-- case: a table with partitions of partitions becomes a plain one with their rows
-- old
CREATE TABLE reading (meter int, zone text) PARTITION BY LIST (zone);
CREATE TABLE reading_r PARTITION OF reading DEFAULT PARTITION BY RANGE (meter);
CREATE TABLE reading_r_low PARTITION OF reading_r DEFAULT PARTITION BY RANGE (meter);
CREATE TABLE reading_r_low_a PARTITION OF reading_r_low DEFAULT;
-- new
CREATE TABLE reading (meter int, zone text);
-- case: a partition gives way to one that has none itself yet
-- old
CREATE TABLE reading (meter int, zone text) PARTITION BY LIST (zone);
CREATE TABLE reading_1 PARTITION OF reading FOR VALUES IN ('n');
-- new
CREATE TABLE reading (meter int, zone text) PARTITION BY LIST (zone);
CREATE TABLE reading_ns PARTITION OF reading FOR VALUES IN ('n', 's') PARTITION BY LIST (zone);
-- case: the state of a trigger of a partitioned table is that of its partitions
-- old
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE reading (meter int) PARTITION BY LIST (meter);
CREATE TABLE reading_1 PARTITION OF reading FOR VALUES IN (1);
CREATE TRIGGER noted AFTER INSERT ON reading FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE reading DISABLE TRIGGER noted;
-- new
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE reading (meter int) PARTITION BY LIST (meter);
CREATE TABLE reading_1 PARTITION OF reading FOR VALUES IN (1);
CREATE TRIGGER noted AFTER INSERT ON reading FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER always AFTER INSERT ON reading FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE reading ENABLE ALWAYS TRIGGER always;
-- case: a table becomes a partition under its parent's foreign key
-- old
CREATE TABLE meter (id int PRIMARY KEY);
CREATE TABLE reading (meter int REFERENCES meter, zone text) PARTITION BY LIST (zone);
CREATE TABLE reading_n (meter int, zone text);
-- new
CREATE TABLE meter (id int PRIMARY KEY);
CREATE TABLE reading (meter int REFERENCES meter, zone text) PARTITION BY LIST (zone);
CREATE TABLE reading_n PARTITION OF reading FOR VALUES IN ('n');
-- case: a partitioned table that refers to itself goes
-- old
CREATE TABLE part (id int PRIMARY KEY, whole int REFERENCES part) PARTITION BY LIST (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
-- new
-- case: a partition comes under a key that others refer to
-- old
CREATE TABLE meter (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE meter_1 PARTITION OF meter FOR VALUES IN (1);
CREATE TABLE reading (meter int REFERENCES meter);
-- new
CREATE TABLE meter (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE meter_1 PARTITION OF meter FOR VALUES IN (1);
CREATE TABLE meter_2 PARTITION OF meter FOR VALUES IN (2);
CREATE TABLE reading (meter int REFERENCES meter);
-- case: partition comes that has no share in an index that comes as well
-- old
CREATE TABLE p (id int, a int, gone int) PARTITION BY RANGE (id);
-- new
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 (a int, id int);
CREATE INDEX p1_own ON p1 (id, a);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (10);
CREATE INDEX whole ON ONLY p (id, a);
CREATE INDEX half ON ONLY p ((id + a)) WHERE id > 1;
-- case: partition joins a table whose key it does not get
-- old
CREATE TABLE p (id int NOT NULL, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 (id int NOT NULL, a int);
ALTER TABLE ONLY p ADD PRIMARY KEY (id);
-- new
CREATE TABLE p (id int NOT NULL, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE ONLY p ADD PRIMARY KEY (id);
-- case: partition that is not whole gets a bound
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (100) PARTITION BY RANGE (id);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (1) TO (10);
CREATE INDEX i ON ONLY p (a);
CREATE INDEX j ON ONLY q (a);
ALTER INDEX i ATTACH PARTITION j;
-- new
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE q PARTITION OF p FOR VALUES FROM (0) TO (200) PARTITION BY RANGE (id);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (50);
CREATE TABLE r PARTITION OF p FOR VALUES FROM (200) TO (300) PARTITION BY RANGE (id);
-- case: partition whose bound changes keeps an index while the tree loses its own
-- old
CREATE TABLE p (id int NOT NULL, a text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (2000);
ALTER TABLE p ADD PRIMARY KEY (id, a);
CREATE UNIQUE INDEX i ON p (id);
-- new
CREATE TABLE p (id int NOT NULL, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (100);
CREATE UNIQUE INDEX p1_id_idx ON p1 (id);
ALTER TABLE ONLY p ADD PRIMARY KEY (id);
-- case: tree of partitions goes, with an index that only its root has
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
CREATE INDEX i ON ONLY p (a);
-- new
SELECT 1;
-- case: tree of indexes goes while the table loses partitions and gets columns
-- old
CREATE TABLE p (id int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE q PARTITION OF p FOR VALUES FROM (10) TO (100) PARTITION BY RANGE (id);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (10) TO (20);
CREATE TABLE q2 PARTITION OF q FOR VALUES FROM (20) TO (30);
CREATE INDEX i ON p (id);
-- new
CREATE TABLE p (id int, a int, b text) PARTITION BY RANGE (id);
CREATE TABLE p1 (id int, a int, b text);
CREATE INDEX p1_id_idx ON p1 (id);
CREATE INDEX p1_a_b_idx ON p1 (a, b);
CREATE INDEX i2 ON ONLY p (id);
CREATE INDEX i3 ON ONLY p (a, b);
-- case: default partition whose own key the table had as its own
-- old
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES FROM (0) TO (1000);
-- new
CREATE TABLE p (id int) PARTITION BY RANGE (id);
CREATE TABLE p0 (id int UNIQUE);
ALTER TABLE p ATTACH PARTITION p0 DEFAULT;
-- case: key of a tree changes its name while what refers to it goes
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p ADD PRIMARY KEY (id);
CREATE TABLE c (x int REFERENCES p);
-- new
CREATE TABLE p (id int NOT NULL, x int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT own PRIMARY KEY (id);
ALTER TABLE p ADD CONSTRAINT all_of_it PRIMARY KEY (id);
-- case: partition goes while its parent gets a check
-- old
CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
-- new
CREATE TABLE p (id int, a int, CONSTRAINT ck CHECK (a > 0)) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- case: states of partitions' triggers come and go
-- old
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TABLE t (a integer) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
CREATE TABLE t3 PARTITION OF t FOR VALUES FROM (20) TO (30);
CREATE TRIGGER stays BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER changes BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER changes_more BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER anew BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER goes BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER stays;
ALTER TABLE t1 ENABLE TRIGGER stays;
ALTER TABLE t2 ENABLE ALWAYS TRIGGER stays;
ALTER TABLE t1 DISABLE TRIGGER changes;
ALTER TABLE t1 DISABLE TRIGGER changes_more;
ALTER TABLE t2 ENABLE ALWAYS TRIGGER changes_more;
ALTER TABLE t1 DISABLE TRIGGER anew;
ALTER TABLE t2 DISABLE TRIGGER goes;
-- new
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE TABLE t (a integer) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
CREATE TABLE t3 PARTITION OF t FOR VALUES FROM (20) TO (30);
CREATE TRIGGER stays BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER changes BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER changes_more BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER anew AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER stays;
ALTER TABLE t2 ENABLE REPLICA TRIGGER stays;
ALTER TABLE t3 ENABLE TRIGGER stays;
ALTER TABLE t ENABLE ALWAYS TRIGGER changes;
ALTER TABLE t1 DISABLE TRIGGER changes;
ALTER TABLE t2 ENABLE TRIGGER changes;
ALTER TABLE t DISABLE TRIGGER changes_more;
ALTER TABLE t1 ENABLE TRIGGER changes_more;
ALTER TABLE t2 ENABLE ALWAYS TRIGGER changes_more;
ALTER TABLE t2 DISABLE TRIGGER anew;
-- case: a table is attached whose own index equals the one that is its share
-- old
CREATE TABLE p (a integer, b integer) PARTITION BY RANGE (a);
CREATE INDEX p_b ON p (b);
CREATE TABLE q (a integer, b integer) PARTITION BY RANGE (a);
CREATE INDEX q_b ON q (b);
CREATE TABLE t (a integer, b integer);
CREATE INDEX own ON t (b);
CREATE TABLE u (a integer, b integer);
CREATE INDEX u_own ON u (b);
CREATE INDEX u_share ON u (b);
-- new
CREATE TABLE p (a integer, b integer) PARTITION BY RANGE (a);
CREATE INDEX p_b ON p (b);
CREATE TABLE t PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX own ON t (b);
CREATE TABLE q (a integer, b integer) PARTITION BY RANGE (a);
CREATE INDEX q_b ON q (b);
CREATE TABLE u (a integer, b integer);
CREATE INDEX u_share ON u (b);
ALTER TABLE q ATTACH PARTITION u FOR VALUES FROM (0) TO (10);
CREATE INDEX u_own ON u (b);
-- case: a partition with its parent's foreign key moves while the referenced table is made anew
-- old
CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE a (id integer, r integer REFERENCES r) PARTITION BY LIST (id);
CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1);
-- new
CREATE TABLE r (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE a (id integer, r integer REFERENCES r) PARTITION BY RANGE (id);
CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (1) TO (2);
-- case: a column of a tree of partitions changes its type, with what hangs on it in each
-- old
CREATE TABLE p (a int, b text, c int NOT NULL DEFAULT 3, d int, PRIMARY KEY (a), CONSTRAINT p_c_check CHECK (c > 0), UNIQUE (a, c)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p (c DEFAULT 4) FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (a);
CREATE TABLE p21 PARTITION OF p2 FOR VALUES FROM (10) TO (15);
CREATE TABLE p3 (c int NOT NULL, b text, d int, a int NOT NULL, CONSTRAINT p_c_check CHECK (c > 0));
ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (20) TO (30);
CREATE INDEX ON p (b, c) WHERE c > 1;
CREATE UNIQUE INDEX ON p1 (c, d);
ALTER TABLE p21 ADD CONSTRAINT small CHECK (c < 2000 OR d > 4);
COMMENT ON COLUMN p21.c IS 'a number';
GRANT SELECT (c) ON p2 TO bob;
COMMENT ON CONSTRAINT p1_a_c_key ON p1 IS 'a key';
-- new
CREATE TABLE p (a int, b text, c bigint NOT NULL DEFAULT 3, d int, PRIMARY KEY (a), CONSTRAINT p_c_check CHECK (c > 0), UNIQUE (a, c)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p (c DEFAULT 4) FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (a);
CREATE TABLE p21 PARTITION OF p2 FOR VALUES FROM (10) TO (15);
CREATE TABLE p3 (c bigint NOT NULL, b text, d int, a int NOT NULL, CONSTRAINT p_c_check CHECK (c > 0));
ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (20) TO (30);
CREATE INDEX ON p (b, c) WHERE c > 1;
CREATE UNIQUE INDEX ON p1 (c, d);
ALTER TABLE p21 ADD CONSTRAINT small CHECK (c < 2000 OR d > 4);
COMMENT ON COLUMN p21.c IS 'a number';
GRANT SELECT (c) ON p2 TO bob;
COMMENT ON CONSTRAINT p1_a_c_key ON p1 IS 'a key';
-- case: a column of partitions gets a type that needs a conversion
-- old
CREATE TABLE p (a int NOT NULL, at text COLLATE "C", u text) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT at FROM p1;
CREATE INDEX ON ONLY p (at);
CREATE STATISTICS st ON at, u FROM p2;
-- new
CREATE TABLE p (a int NOT NULL, at date, u varchar(20)) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p DEFAULT;
CREATE VIEW v AS SELECT at FROM p1;
CREATE INDEX ON ONLY p (at);
CREATE STATISTICS st ON at, u FROM p2;
-- case: the key of a partition has comments, and a column changes its type
-- old
CREATE TABLE p (a int, c int, UNIQUE (a, c)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
COMMENT ON CONSTRAINT p1_a_c_key ON p1 IS 'a key';
COMMENT ON INDEX p1_a_c_key IS 'an index';
-- new
CREATE TABLE p (a int, c bigint, UNIQUE (a, c)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
COMMENT ON CONSTRAINT p1_a_c_key ON p1 IS 'a key';
COMMENT ON INDEX p1_a_c_key IS 'an index';
-- case: the index of a partition has a comment, and the column changes its type
-- old
CREATE TABLE p (a int, c int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX ON p (c);
COMMENT ON INDEX p1_c_idx IS 'an index';
-- new
CREATE TABLE p (a int, c bigint) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX ON p (c);
COMMENT ON INDEX p1_c_idx IS 'an index';
-- case: the index of a partition has a name of its own, and the column changes its type
-- old
CREATE TABLE p (a int, c int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX mine ON p1 (c) WITH (fillfactor = 70);
CREATE INDEX ON p (c);
-- new
CREATE TABLE p (a int, c bigint) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE INDEX mine ON p1 (c) WITH (fillfactor = 70);
CREATE INDEX ON p (c);
-- case: the key of a partition has a name of its own and marks, and a column changes its type
-- old
CREATE TABLE p (a int NOT NULL, c int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT mine UNIQUE (a, c) WITH (fillfactor = 70);
ALTER TABLE p1 REPLICA IDENTITY USING INDEX mine;
ALTER TABLE p1 CLUSTER ON mine;
ALTER TABLE p ADD UNIQUE (a, c);
CREATE INDEX ON p ((c + 1));
ALTER INDEX p1_expr_idx ALTER COLUMN 1 SET STATISTICS 7;
-- new
CREATE TABLE p (a int NOT NULL, c bigint NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
ALTER TABLE p1 ADD CONSTRAINT mine UNIQUE (a, c) WITH (fillfactor = 70);
ALTER TABLE p1 REPLICA IDENTITY USING INDEX mine;
ALTER TABLE p1 CLUSTER ON mine;
ALTER TABLE p ADD UNIQUE (a, c);
CREATE INDEX ON p ((c + 1));
ALTER INDEX p1_expr_idx ALTER COLUMN 1 SET STATISTICS 7;
-- case: a partition goes, and its parent gets an index
-- old
CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- new
CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
CREATE UNIQUE INDEX ON p (a, b);
CREATE TABLE r (a int, b int, FOREIGN KEY (a, b) REFERENCES p (a, b));
-- case: the key of a partitioned table changes, and a partition takes the place of another
-- old
CREATE TABLE e (id int, at int, k int, PRIMARY KEY (id, at, k)) PARTITION BY RANGE (at);
CREATE TABLE e2 PARTITION OF e FOR VALUES FROM (2) TO (3);
-- new
CREATE TABLE e (id int, at int, k int NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (1) TO (2);
-- case: a key moves from a partitioned table to a partition
-- old
CREATE TABLE t (a text, b text, PRIMARY KEY (a), UNIQUE (a, b)) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN ('x');
CREATE TABLE r (a text, b text);
ALTER TABLE r ADD CONSTRAINT r_fk FOREIGN KEY (a, b) REFERENCES t (a, b);
-- new
CREATE TABLE t (a text, b text) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t (CONSTRAINT k PRIMARY KEY (a)) FOR VALUES IN ('x');
