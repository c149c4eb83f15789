-- case: add nullable column
-- old
CREATE TABLE t (a int);
-- new
CREATE TABLE t (a int, b text);
-- case: add column in the middle
-- old
CREATE TABLE t (a int, c int);
-- new
CREATE TABLE t (a int, b text NOT NULL DEFAULT 'x', c int);
-- case: drop column
-- old
CREATE TABLE t (a int, b text);
-- new
CREATE TABLE t (a int);
-- case: default set, changed, dropped
-- old
CREATE TABLE t (a int, b int DEFAULT 1, c int DEFAULT 2);
-- new
CREATE TABLE t (a int DEFAULT 5, b int DEFAULT 2, c int);
-- case: not null set and dropped
-- old
CREATE TABLE t (a int, b int NOT NULL);
-- new
CREATE TABLE t (a int NOT NULL, b int);
-- case: varchar widened
-- old
CREATE TABLE t (a varchar(10) DEFAULT 'x');
-- new
CREATE TABLE t (a varchar(20) DEFAULT 'x');
-- case: varchar to text with default and check
-- old
CREATE TABLE t (a varchar(10) DEFAULT 'x' CHECK (a <> ''));
CREATE INDEX ON t (a);
-- new
CREATE TABLE t (a text DEFAULT 'x' CHECK (a <> ''));
CREATE INDEX ON t (a);
-- case: int to bigint on a referenced key
-- old
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- new
CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p);
-- case: int to uuid on a referenced key
-- old
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- new
CREATE TABLE p (id uuid PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p uuid REFERENCES p);
-- case: text to int
-- old
CREATE TABLE t (a text);
-- new
CREATE TABLE t (a int);
-- case: int to text
-- old
CREATE TABLE t (a int DEFAULT 3);
-- new
CREATE TABLE t (a text DEFAULT '3');
-- case: bytea to jsonb
-- old
CREATE TABLE t (a bytea);
-- new
CREATE TABLE t (a jsonb);
-- case: json to jsonb and back
-- old
CREATE TABLE t (a json, b jsonb);
-- new
CREATE TABLE t (a jsonb, b json);
-- case: int to bool, bool to int
-- old
CREATE TABLE t (a int, b bool, c bigint);
-- new
CREATE TABLE t (a bool, b int, c bool);
-- case: timestamp conversions
-- old
CREATE TABLE t (a timestamp, b timestamptz, c date, d timestamp DEFAULT now(), e bigint, f timestamptz);
-- new
CREATE TABLE t (a timestamptz, b date, c timestamp, d timestamptz DEFAULT now(), e timestamptz, f bigint);
-- case: scalar to array and back
-- old
CREATE TABLE t (a text, b int[], c varchar(5)[]);
-- new
CREATE TABLE t (a text[], b int, c text[]);
-- case: numeric precision
-- old
CREATE TABLE t (a numeric(10,2), b numeric, c real);
-- new
CREATE TABLE t (a numeric(12,4), b numeric(5), c double precision);
-- case: type change under a view
-- old
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v WHERE b > 1;
COMMENT ON VIEW w IS 'a comment';
COMMENT ON COLUMN v.a IS 'col';
-- new
CREATE TABLE t (a bigint, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v WHERE b > 1;
COMMENT ON VIEW w IS 'a comment';
COMMENT ON COLUMN v.a IS 'col';
-- case: type change under policy, rule, trigger
-- old
CREATE TABLE t (a int, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE POLICY p ON t USING (a > 1);
CREATE TRIGGER tg BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (OLD.a <> NEW.a) EXECUTE FUNCTION f();
CREATE TABLE log (a bigint);
CREATE RULE r AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (NEW.a);
ALTER TABLE t DISABLE TRIGGER tg;
-- new
CREATE TABLE t (a bigint, b int);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE POLICY p ON t USING (a > 1);
CREATE TRIGGER tg BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (OLD.a <> NEW.a) EXECUTE FUNCTION f();
CREATE TABLE log (a bigint);
CREATE RULE r AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (NEW.a);
ALTER TABLE t DISABLE TRIGGER tg;
-- case: collation
-- old
CREATE TABLE t (a text, b text COLLATE "C");
-- new
CREATE TABLE t (a text COLLATE "C", b text);
-- case: storage, compression, statistics, options
-- old
CREATE TABLE t (a text, b text, c text, d int);
ALTER TABLE t ALTER a SET STORAGE external, ALTER b SET COMPRESSION pglz, ALTER c SET STATISTICS 10, ALTER d SET (n_distinct = 5);
-- new
CREATE TABLE t (a text, b text, c text, d int);
ALTER TABLE t ALTER b SET STORAGE main, ALTER a SET COMPRESSION pglz, ALTER c SET STATISTICS 100, ALTER d SET (n_distinct = 6, n_distinct_inherited = 4);
-- case: storage of new columns
-- old
CREATE TABLE t (a text);
-- new
CREATE TABLE t (a text, b text, c int);
ALTER TABLE t ALTER b SET STORAGE external, ALTER c SET STATISTICS 20;
ALTER TABLE t ALTER b SET COMPRESSION pglz;
-- case: storage with type change
-- old
CREATE TABLE t (a text);
ALTER TABLE t ALTER a SET STORAGE external;
-- new
CREATE TABLE t (a jsonb);
ALTER TABLE t ALTER a SET STORAGE external;
-- case: generated column added, changed, dropped
-- old
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int GENERATED ALWAYS AS (a + 1) STORED);
-- new
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 3) STORED, d int GENERATED ALWAYS AS (a - 1) STORED);
-- case: generated to plain and plain to generated
-- old
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int);
-- new
CREATE TABLE t (a int, b int, c int GENERATED ALWAYS AS (a * 2) STORED);
-- case: type change under a generated column
-- old
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX i ON t (b);
-- new
CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX i ON t (b);
-- case: identity added and dropped
-- old
CREATE TABLE t (a int NOT NULL);
CREATE TABLE u (a int GENERATED ALWAYS AS IDENTITY);
-- new
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE u (a int NOT NULL);
-- case: identity kind and options
-- old
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b int);
-- new
CREATE TABLE t (a int GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY 5 CACHE 3), b int);
-- case: identity to bigint
-- old
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- new
CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
-- case: identity sequence renamed
-- old
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s1));
-- new
CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s2));
-- case: serial to identity
-- old
CREATE TABLE t (id serial PRIMARY KEY, x int);
-- new
CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x int);
-- case: identity to serial
-- old
CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x int);
-- new
CREATE TABLE t (id serial PRIMARY KEY, x int);
-- case: serial to identity, with all that the sequence has
-- old
CREATE TABLE t (id serial, d date);
ALTER TABLE t OWNER TO alice;
GRANT USAGE ON SEQUENCE t_id_seq TO bob WITH GRANT OPTION;
REVOKE UPDATE ON SEQUENCE t_id_seq FROM alice;
COMMENT ON SEQUENCE t_id_seq IS 'numbers of t';
-- new
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, d date);
ALTER TABLE t OWNER TO bob;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO readonly;

-- case: identity to serial, with all that the sequence has
-- old
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, d date);
ALTER TABLE t OWNER TO alice;
GRANT USAGE ON SEQUENCE t_id_seq TO bob WITH GRANT OPTION;
REVOKE UPDATE ON SEQUENCE t_id_seq FROM alice;
COMMENT ON SEQUENCE t_id_seq IS 'numbers of t';
-- new
CREATE TABLE t (id serial, d date);
ALTER TABLE t OWNER TO bob;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO readonly;

-- case: serial to identity, and the table becomes partitioned
-- old
CREATE TABLE t (id serial, d date);
ALTER TABLE t OWNER TO alice;
GRANT USAGE ON SEQUENCE t_id_seq TO bob WITH GRANT OPTION;
REVOKE UPDATE ON SEQUENCE t_id_seq FROM alice;
COMMENT ON SEQUENCE t_id_seq IS 'numbers of t';
-- new
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, d date) PARTITION BY LIST (d);
CREATE TABLE t_all PARTITION OF t DEFAULT;
ALTER TABLE t OWNER TO bob;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO readonly;

-- case: identity to serial, and the table becomes partitioned
-- old
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, d date);
ALTER TABLE t OWNER TO alice;
GRANT USAGE ON SEQUENCE t_id_seq TO bob WITH GRANT OPTION;
REVOKE UPDATE ON SEQUENCE t_id_seq FROM alice;
COMMENT ON SEQUENCE t_id_seq IS 'numbers of t';
-- new
CREATE TABLE t (id serial, d date) PARTITION BY LIST (d);
CREATE TABLE t_all PARTITION OF t DEFAULT;
ALTER TABLE t OWNER TO bob;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO readonly;

-- case: identity stays, and the table becomes partitioned
-- old
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, d date);
ALTER TABLE t OWNER TO alice;
GRANT USAGE ON SEQUENCE t_id_seq TO bob WITH GRANT OPTION;
REVOKE UPDATE ON SEQUENCE t_id_seq FROM alice;
COMMENT ON SEQUENCE t_id_seq IS 'numbers of t';
-- new
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, d date) PARTITION BY LIST (d);
CREATE TABLE t_all PARTITION OF t DEFAULT;
ALTER TABLE t OWNER TO bob;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO readonly;

-- case: serial goes, and the table becomes partitioned
-- old
CREATE TABLE t (id serial, d date);
ALTER TABLE t OWNER TO alice;
GRANT USAGE ON SEQUENCE t_id_seq TO bob WITH GRANT OPTION;
REVOKE UPDATE ON SEQUENCE t_id_seq FROM alice;
COMMENT ON SEQUENCE t_id_seq IS 'numbers of t';
-- new
CREATE TABLE t (id int NOT NULL, d date) PARTITION BY LIST (d);
CREATE TABLE t_all PARTITION OF t DEFAULT;
ALTER TABLE t OWNER TO bob;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO readonly;

-- case: identity goes, and the table becomes partitioned
-- old
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, d date);
ALTER TABLE t OWNER TO alice;
GRANT USAGE ON SEQUENCE t_id_seq TO bob WITH GRANT OPTION;
REVOKE UPDATE ON SEQUENCE t_id_seq FROM alice;
COMMENT ON SEQUENCE t_id_seq IS 'numbers of t';
-- new
CREATE TABLE t (id int NOT NULL, d date) PARTITION BY LIST (d);
CREATE TABLE t_all PARTITION OF t DEFAULT;
ALTER TABLE t OWNER TO bob;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO readonly;

-- case: serial to bigserial
-- old
CREATE TABLE t (id serial PRIMARY KEY);
-- new
CREATE TABLE t (id bigserial PRIMARY KEY);
-- case: serial added and dropped
-- old
CREATE TABLE t (a serial, x int);
-- new
CREATE TABLE t (x int, b bigserial);
-- case: serial column becomes plain
-- old
CREATE TABLE t (a serial, x int);
-- new
CREATE TABLE t (a int NOT NULL, x int);
-- case: default with a function
-- old
CREATE TABLE t (a int);
-- new
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f(), b int DEFAULT f() + 1);
-- case: default function dropped
-- old
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f());
-- new
CREATE TABLE t (a int DEFAULT 2);
-- case: default function recreated with another result
-- old
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a bigint DEFAULT f());
-- new
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE TABLE t (a bigint DEFAULT f());
-- case: comment on column
-- old
CREATE TABLE t (a int, b int, c int);
COMMENT ON COLUMN t.a IS 'one';
COMMENT ON COLUMN t.b IS 'two';
-- new
CREATE TABLE t (a int, b int, c int);
COMMENT ON COLUMN t.a IS 'uno''s';
COMMENT ON COLUMN t.c IS 'back\slash';
-- case: quoted names
-- old
CREATE TABLE "Odd Table" ("Select" int, "weird""name" text);
-- new
CREATE TABLE "Odd Table" ("Select" bigint NOT NULL DEFAULT 1, "weird""name" text, "user" int);
CREATE INDEX "Idx" ON "Odd Table" ("Select");
ALTER TABLE "Odd Table" ADD CONSTRAINT "Check It" CHECK ("user" > 1);
COMMENT ON CONSTRAINT "Check It" ON "Odd Table" IS 'x';
-- case: not null column without default on a table
-- old
CREATE TABLE t (a int);
-- new
CREATE TABLE t (a int, b int NOT NULL);
-- case: a generated column becomes a plain one, stored otherwise
-- old
CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a * 2) STORED NOT NULL, c text GENERATED ALWAYS AS ('x' || a::text) STORED);
-- new
CREATE TABLE t (a bigint, b text COLLATE "C", c text);
ALTER TABLE t ALTER b SET STORAGE EXTERNAL, ALTER b SET STATISTICS 7, ALTER c SET STORAGE MAIN, ALTER c SET COMPRESSION pglz;
-- case: columns with defaults that are too long for them
-- old
CREATE TABLE p (id int);
CREATE TABLE c () INHERITS (p);
INSERT INTO c VALUES (1);
-- new
CREATE TABLE p (id int, a bit(8) DEFAULT B'101', b bit varying(2) DEFAULT B'101', c varchar(3) DEFAULT 'long',
	d char(3) DEFAULT 'long', e varchar(3) DEFAULT 'abcd'::text, f varchar(3) DEFAULT 'abcd'::varchar(3),
	g varchar(4) DEFAULT 'abc  ', h bit(3) DEFAULT B'101', i varchar(3)[] DEFAULT '{a}', j char(3) DEFAULT '1   ');
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN b SET DEFAULT B'1';
-- case: columns with the names of variables get another type, or a volatile default
-- old
CREATE TABLE t (first int, last int, turn text, tree text);
-- new
CREATE TABLE t (first bigint, last bigint, turn text, tree varchar(9), a uuid DEFAULT gen_random_uuid());
