-- case: create and drop table
-- old
CREATE TABLE a (id int PRIMARY KEY);
-- new
CREATE TABLE b (id int PRIMARY KEY, name text NOT NULL UNIQUE);
-- case: schema with objects comes
-- old
SELECT 1;
-- new
CREATE SCHEMA app;
CREATE TABLE app.t (id serial PRIMARY KEY, x text);
CREATE VIEW app.v AS SELECT * FROM app.t;
COMMENT ON SCHEMA app IS 'the app';
GRANT USAGE ON SCHEMA app TO alice;
-- case: schema with objects goes
-- old
CREATE SCHEMA app;
CREATE TABLE app.t (id serial PRIMARY KEY, x text);
CREATE VIEW app.v AS SELECT * FROM app.t;
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- new
SELECT 1;
-- case: logged to unlogged with foreign keys
-- old
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- new
CREATE TABLE p (id int PRIMARY KEY);
CREATE UNLOGGED TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- case: unlogged pair becomes logged
-- old
CREATE UNLOGGED TABLE p (id int PRIMARY KEY);
CREATE UNLOGGED TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- new
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- case: pair becomes unlogged
-- old
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- new
CREATE UNLOGGED TABLE p (id int PRIMARY KEY);
CREATE UNLOGGED TABLE c (id int PRIMARY KEY, p int REFERENCES p);
-- case: unlogged with identity
-- old
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY);
CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY);
-- new
CREATE UNLOGGED TABLE t (id int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY);
-- case: identity sequence logged apart
-- old
CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY);
-- new
CREATE UNLOGGED TABLE u (id int GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE u_id_seq SET LOGGED;
-- case: storage parameters
-- old
CREATE TABLE t (a text) WITH (fillfactor = 70, autovacuum_enabled = false);
-- new
CREATE TABLE t (a text) WITH (fillfactor = 80, parallel_workers = 2, toast.autovacuum_enabled = false);
-- case: storage parameters come and go
-- old
CREATE TABLE t (a text) WITH (fillfactor = 70);
CREATE TABLE u (a text);
-- new
CREATE TABLE t (a text);
CREATE TABLE u (a text) WITH (fillfactor = 70);
-- case: row level security
-- old
CREATE TABLE t (a int);
CREATE TABLE u (a int);
ALTER TABLE u ENABLE ROW LEVEL SECURITY;
ALTER TABLE u FORCE ROW LEVEL SECURITY;
-- new
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE TABLE u (a int);
-- case: replica identity
-- old
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX i ON t (a);
ALTER TABLE t REPLICA IDENTITY FULL;
CREATE TABLE u (a int NOT NULL);
CREATE UNIQUE INDEX ui ON u (a);
ALTER TABLE u REPLICA IDENTITY USING INDEX ui;
CREATE TABLE w (a int PRIMARY KEY);
ALTER TABLE w REPLICA IDENTITY NOTHING;
-- new
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX i ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
CREATE TABLE u (a int NOT NULL);
CREATE UNIQUE INDEX ui ON u (a);
CREATE TABLE w (a int PRIMARY KEY);
-- case: replica identity index is made anew
-- old
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX i ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
ALTER TABLE t CLUSTER ON i;
-- new
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
CREATE UNIQUE INDEX i ON t (a, b);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
ALTER TABLE t CLUSTER ON i;
-- case: clustered index
-- old
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE INDEX i ON t (b);
ALTER TABLE t CLUSTER ON i;
-- new
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE INDEX i ON t (b);
ALTER TABLE t CLUSTER ON t_pkey;
-- case: clustered new table
-- old
SELECT 1;
-- new
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE INDEX i ON t (b);
ALTER TABLE t CLUSTER ON i;
ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey;
-- case: comments on everything of a table
-- old
CREATE TABLE t (a int PRIMARY KEY);
CREATE INDEX i ON t (a);
-- new
CREATE TABLE t (a int PRIMARY KEY);
CREATE INDEX i ON t (a);
COMMENT ON TABLE t IS 'table';
COMMENT ON INDEX i IS 'index';
COMMENT ON COLUMN t.a IS 'column';
-- case: typed table
-- old
CREATE TYPE ty AS (a int, b text);
CREATE TABLE t OF ty;
-- new
CREATE TYPE ty AS (a int, b text, c int);
CREATE TABLE t OF ty (a WITH OPTIONS NOT NULL DEFAULT 1, PRIMARY KEY (a));
-- case: typed table loses and changes attributes
-- old
CREATE TYPE ty AS (a int, b text, c int);
CREATE TABLE t OF ty (PRIMARY KEY (a));
-- new
CREATE TYPE ty AS (a bigint, b text);
CREATE TABLE t OF ty (PRIMARY KEY (a));
-- case: table becomes typed and stops being typed
-- old
CREATE TYPE ty AS (a int, b text);
CREATE TABLE t (a int, b text);
CREATE TABLE u OF ty;
-- new
CREATE TYPE ty AS (a int, b text);
CREATE TABLE t OF ty;
CREATE TABLE u (a int, b text);
-- case: typed table created
-- old
SELECT 1;
-- new
CREATE TYPE ty AS (a int, b text);
CREATE TABLE t OF ty (b DEFAULT 'x', UNIQUE (a));
-- case: table becomes view
-- old
CREATE TABLE t (a int);
CREATE TABLE base (a int);
-- new
CREATE TABLE base (a int);
CREATE VIEW t AS SELECT a FROM base;
-- case: view becomes table
-- old
CREATE TABLE base (a int);
CREATE VIEW t AS SELECT a FROM base;
-- new
CREATE TABLE base (a int);
CREATE TABLE t (a int);
-- case: inheritance
-- old
SELECT 1;
-- new
CREATE TABLE p (a int NOT NULL DEFAULT 1, b text, CONSTRAINT c CHECK (a > 0));
CREATE TABLE k (d int) INHERITS (p);
CREATE TABLE k2 (a int DEFAULT 2, e int) INHERITS (p);
-- case: parent changes
-- old
CREATE TABLE p (a int, b text, c int);
CREATE TABLE k (d int) INHERITS (p);
CREATE VIEW kv AS SELECT a FROM k;
-- new
CREATE TABLE p (a bigint NOT NULL DEFAULT 5, b text, e int DEFAULT 3, CONSTRAINT ch CHECK (a > 0));
CREATE TABLE k (d int) INHERITS (p);
CREATE VIEW kv AS SELECT a FROM k;
-- case: inheritance added with local columns, and removed
-- old
CREATE TABLE p (a int);
CREATE TABLE k (a int, b int);
CREATE TABLE p2 (x int);
CREATE TABLE k2 (x int, y int) INHERITS (p2);
-- new
CREATE TABLE p (a int);
CREATE TABLE k (a int, b int) INHERITS (p);
CREATE TABLE p2 (x int);
CREATE TABLE k2 (x int, y int);
-- case: inheritance goes with the parent
-- old
CREATE TABLE p (a int);
CREATE TABLE k (b int) INHERITS (p);
-- new
CREATE TABLE k (a int, b int);
-- case: multiple inheritance, child default differs
-- old
CREATE TABLE p (a int DEFAULT 1);
CREATE TABLE q (b int);
CREATE TABLE k () INHERITS (p, q);
-- new
CREATE TABLE p (a int DEFAULT 2);
CREATE TABLE q (b int, c int NOT NULL);
CREATE TABLE k () INHERITS (p, q);
ALTER TABLE k ALTER a SET DEFAULT 9;
-- case: sequences
-- old
CREATE SEQUENCE a;
CREATE SEQUENCE b INCREMENT 2 START 5 CACHE 3 CYCLE;
CREATE SEQUENCE c AS int;
CREATE SEQUENCE d;
-- new
CREATE SEQUENCE a INCREMENT 5 MAXVALUE 1000;
CREATE SEQUENCE b;
CREATE SEQUENCE c AS bigint;
CREATE SEQUENCE e AS smallint START 3 MINVALUE -5;
CREATE UNLOGGED SEQUENCE f;
-- case: sequence bounds with restart
-- old
CREATE SEQUENCE a;
CREATE SEQUENCE b MAXVALUE 50;
CREATE SEQUENCE c INCREMENT -1;
-- new
CREATE SEQUENCE a MINVALUE 100 START 100;
CREATE SEQUENCE b MINVALUE 100 MAXVALUE 200 START 150;
CREATE SEQUENCE c;
-- case: sequence ownership
-- old
CREATE TABLE t (a int, b int);
CREATE SEQUENCE s;
CREATE SEQUENCE s2 OWNED BY t.a;
CREATE SEQUENCE s3 OWNED BY t.a;
-- new
CREATE TABLE t (a int, b int);
CREATE SEQUENCE s OWNED BY t.a;
CREATE SEQUENCE s2 OWNED BY t.b;
CREATE SEQUENCE s3;
-- case: owned sequence survives its table
-- old
CREATE TABLE t (a serial);
-- new
CREATE SEQUENCE t_a_seq AS int;
CREATE TABLE u (b int DEFAULT nextval('t_a_seq'));
-- case: tables of all kinds with owners and grants
-- old
CREATE TABLE t (a int, b int);
GRANT SELECT ON t TO alice;
GRANT SELECT (a) ON t TO bob;
CREATE SEQUENCE s;
-- new
CREATE TABLE t (a int, b int);
ALTER TABLE t OWNER TO carol;
GRANT INSERT, SELECT ON t TO alice WITH GRANT OPTION;
GRANT UPDATE (b) ON t TO bob;
REVOKE DELETE ON t FROM carol;
CREATE SEQUENCE s;
GRANT USAGE ON SEQUENCE s TO alice;
CREATE TABLE u (x serial, y int);
ALTER TABLE u OWNER TO alice;
GRANT ALL ON u TO PUBLIC;
GRANT REFERENCES (y) ON u TO bob;
-- case: default privileges change
-- old
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES FOR ROLE alice REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE TABLE t (a int);
-- new
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO readonly;
CREATE TABLE t (a int);
REVOKE INSERT ON t FROM readonly;
CREATE SCHEMA s;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT USAGE ON SEQUENCES TO app_user;
ALTER DEFAULT PRIVILEGES FOR ROLE bob GRANT USAGE ON SCHEMAS TO alice;
CREATE TABLE s.u (a serial);
CREATE SEQUENCE s.q;
-- case: new objects under unchanged default privileges
-- old
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
-- new
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO readonly;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE TABLE t (a int);
CREATE TABLE u (a int);
REVOKE ALL ON u FROM readonly;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT EXECUTE ON FUNCTION g() TO PUBLIC;
-- case: public schema
-- old
SELECT 1;
-- new
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO alice;
COMMENT ON SCHEMA public IS 'changed';
-- case: access method
-- old
SELECT 1;
-- new
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int) USING heap2;
COMMENT ON ACCESS METHOD heap2 IS 'x';
-- case: access method of a table
-- old
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int);
-- new
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int) USING heap2;
-- case: access method goes
-- old
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE t (a int) USING heap2;
-- new
CREATE TABLE t (a int);
-- case: children of a table with a generated column and a check of their own
-- old
CREATE TABLE shape (side int, area int GENERATED ALWAYS AS (side * side) STORED);
-- new
CREATE TABLE shape (side int, area int GENERATED ALWAYS AS (side * side) STORED, CONSTRAINT real CHECK (side > 0));
CREATE TABLE tile (side int, area int, CONSTRAINT real CHECK (side > 0)) INHERITS (shape);
-- case: a child keeps as its own what its parent drops
-- old
CREATE TABLE shape (name text, colour int DEFAULT 7);
CREATE TABLE tile (size int) INHERITS (shape);
CREATE TABLE hexagon (edge int) INHERITS (tile);
-- new
CREATE TABLE shape (name text);
CREATE TABLE tile (size int, colour int DEFAULT 7) INHERITS (shape);
CREATE TABLE hexagon (edge int) INHERITS (tile);
-- case: a column and a check of a child and of its parent come and go together
-- old
CREATE TABLE shape (name text, code int);
CREATE TABLE tile (size int, code int) INHERITS (shape);
-- new
CREATE TABLE shape (name text, weight int, CONSTRAINT real CHECK (name > ''));
CREATE TABLE tile (size int, weight int, CONSTRAINT real CHECK (name > '')) INHERITS (shape);
-- case: identity sequence comes that is logged apart from a table that changes
-- old
CREATE TABLE u (a int, b text);
-- new
CREATE UNLOGGED TABLE u (a int, b text, id int GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE u_id_seq SET LOGGED;
-- case: child's own column joins a generated one
-- old
CREATE TABLE shape (name text);
CREATE TABLE tile (size int) INHERITS (shape);
-- new
CREATE TABLE shape (side int, area int GENERATED ALWAYS AS (side * side) STORED);
CREATE TABLE tile (side int, area int) INHERITS (shape);
-- case: child comes that is to be validated like its parent
-- old
CREATE TABLE p (a int);
-- new
CREATE TABLE p (a int);
CREATE TABLE c (b int) INHERITS (p);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- case: children part from their parents, which lose what they gave
-- old
CREATE TABLE g (b int);
CREATE TABLE p (a int) INHERITS (g);
CREATE TABLE c (d text) INHERITS (p);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
ALTER TABLE c VALIDATE CONSTRAINT positive;
-- new
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (a int, b int);
ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p;
-- case: replica identity stays when its index becomes a key
-- old
CREATE TABLE p (id int NOT NULL, code text NOT NULL);
CREATE UNIQUE INDEX p_id ON p (id);
ALTER TABLE p CLUSTER ON p_id;
ALTER TABLE p REPLICA IDENTITY USING INDEX p_id;
CREATE TABLE c (p_id int REFERENCES p (id));
-- new
CREATE TABLE p (id int NOT NULL, code text NOT NULL);
ALTER TABLE p ADD CONSTRAINT p_id PRIMARY KEY (id);
ALTER TABLE p CLUSTER ON p_id;
ALTER TABLE p REPLICA IDENTITY USING INDEX p_id;
CREATE TABLE c (p_id int REFERENCES p (id));
-- case: table changes hands and loses a serial column
-- old
CREATE TABLE u (x serial, y int);
ALTER TABLE u OWNER TO alice;
-- new
CREATE TABLE u (a int);
-- case: tables that reference each other are logged no more, others again
-- old
CREATE TABLE a (id integer PRIMARY KEY, b integer);
CREATE TABLE b (id integer PRIMARY KEY, c integer);
CREATE TABLE c (id integer PRIMARY KEY, a integer REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;
COMMENT ON CONSTRAINT a_b_fkey ON a IS 'stays';
CREATE UNLOGGED TABLE x (id integer PRIMARY KEY, y integer);
CREATE UNLOGGED TABLE y (id integer PRIMARY KEY, x integer REFERENCES x);
ALTER TABLE x ADD FOREIGN KEY (y) REFERENCES y;
-- new
CREATE UNLOGGED TABLE a (id integer PRIMARY KEY, b integer);
CREATE UNLOGGED TABLE b (id integer PRIMARY KEY, c integer);
CREATE UNLOGGED TABLE c (id integer PRIMARY KEY, a integer REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;
COMMENT ON CONSTRAINT a_b_fkey ON a IS 'stays';
CREATE TABLE x (id integer PRIMARY KEY, y integer);
CREATE TABLE y (id integer PRIMARY KEY, x integer REFERENCES x);
ALTER TABLE x ADD FOREIGN KEY (y) REFERENCES y;
-- case: parents change places, columns and check of its own
-- old
CREATE TABLE a (x int CHECK (x > 0));
CREATE TABLE b (y int NOT NULL);
CREATE TABLE c (x int, y int, CONSTRAINT a_x_check CHECK (x > 0)) INHERITS (a, b);
-- new
CREATE TABLE a (x int CHECK (x > 0));
CREATE TABLE b (y int NOT NULL);
CREATE TABLE c (x int, y int NOT NULL, CONSTRAINT a_x_check CHECK (x > 0));
ALTER TABLE c INHERIT b, INHERIT a;
-- case: parents change places, columns from both
-- old
CREATE TABLE a (x int, y int);
CREATE TABLE b (x int, y int);
CREATE TABLE d (x int);
CREATE TABLE c () INHERITS (a, b, d);
-- new
CREATE TABLE a (x int, y int);
CREATE TABLE b (x int, y int);
CREATE TABLE d (x int);
CREATE TABLE c () INHERITS (d, b, a);
-- case: a parent comes before the others
-- old
CREATE TABLE a (x int);
CREATE TABLE z (x int);
CREATE TABLE c (x int) INHERITS (a);
-- new
CREATE TABLE a (x int);
CREATE TABLE z (x int);
CREATE TABLE m (x int);
CREATE TABLE b (x int);
CREATE TABLE c (x int) INHERITS (z, m, a, b);
-- case: a parent before the others goes
-- old
CREATE TABLE a (x int);
CREATE TABLE z (x int);
CREATE TABLE m (x int);
CREATE TABLE c (x int) INHERITS (z, m, a);
-- new
CREATE TABLE z (x int);
CREATE TABLE a (x int);
CREATE TABLE c (x int) INHERITS (a);
-- case: parents go all, in another order
-- old
CREATE TABLE a (x int);
CREATE TABLE z (x int);
CREATE TABLE m (x int);
CREATE TABLE c (x int) INHERITS (z, a, m);
-- new
CREATE TABLE a (x int);
CREATE TABLE z (x int);
CREATE TABLE m (x int);
CREATE TABLE c (x int);
-- case: parents come all, in another order
-- old
CREATE TABLE a (x int);
CREATE TABLE z (x int);
CREATE TABLE m (x int);
CREATE TABLE c (x int);
-- new
CREATE TABLE a (x int);
CREATE TABLE z (x int);
CREATE TABLE m (x int);
CREATE TABLE c (x int) INHERITS (z, a, m);
-- case: a parent goes, one comes, two change places
-- old
CREATE TABLE a (x int);
CREATE TABLE b (x int);
CREATE TABLE d (x int);
CREATE TABLE e (x int);
CREATE TABLE c (x int) INHERITS (d, b, a);
-- new
CREATE TABLE a (x int, w int);
CREATE TABLE b (x int);
CREATE TABLE d (x int);
CREATE TABLE e (x int);
CREATE TABLE c (x int, w int) INHERITS (a, e, b);
-- case: parameters of a TOAST table that only the new type of a column brings
-- old
CREATE TABLE t (a numeric(10,2)) WITH (toast.autovacuum_enabled = off);
CREATE VIEW a AS SELECT a FROM t;
CREATE POLICY p ON t USING (a::text <> '3');
-- new
CREATE TABLE t (a jsonb) WITH (toast.autovacuum_enabled = off);
CREATE VIEW a AS SELECT a FROM t;
CREATE POLICY p ON t USING (a::text <> '3');
-- case: a table with a sequence that changes comes under a parent with a check, and a child under it
-- old
CREATE SEQUENCE s INCREMENT 5;
CREATE TABLE t (c int, d int DEFAULT nextval('s'));
-- new
CREATE TABLE a (x int NOT NULL, y text);
ALTER TABLE a ADD CONSTRAINT ck CHECK (x <> -5);
CREATE SEQUENCE s;
CREATE TABLE t (c int, d int DEFAULT nextval('s')) INHERITS (a);
CREATE TABLE b (e int) INHERITS (t);
-- case: a column of a table with children changes its type, with what hangs on it in each
-- old
CREATE SEQUENCE s;
CREATE TABLE t (id int PRIMARY KEY, x int NOT NULL DEFAULT nextval('s'), y text, CONSTRAINT k CHECK (x > 0));
ALTER SEQUENCE s OWNED BY t.x;
CREATE TABLE t1 (z int, UNIQUE (x, z)) INHERITS (t);
CREATE TABLE t11 (CONSTRAINT large CHECK (x < 1000000)) INHERITS (t1);
CREATE INDEX ON t (x);
CREATE INDEX ON t11 ((x + 1));
ALTER TABLE t11 ALTER x SET DEFAULT 5, ALTER x SET STATISTICS 7;
-- new
CREATE SEQUENCE s;
CREATE TABLE t (id int PRIMARY KEY, x bigint NOT NULL DEFAULT nextval('s'), y text, CONSTRAINT k CHECK (x > 0));
ALTER SEQUENCE s OWNED BY t.x;
CREATE TABLE t1 (z int, UNIQUE (x, z)) INHERITS (t);
CREATE TABLE t11 (CONSTRAINT large CHECK (x < 1000000)) INHERITS (t1);
CREATE INDEX ON t (x);
CREATE INDEX ON t11 ((x + 1));
ALTER TABLE t11 ALTER x SET DEFAULT 5, ALTER x SET STATISTICS 7;
-- case: a column that children have for themselves, too, changes its type
-- old
CREATE TABLE t (x int, y text);
CREATE TABLE t1 (x int, z int) INHERITS (t);
-- new
CREATE TABLE t (x bigint, y text);
CREATE TABLE t1 (x bigint, z int) INHERITS (t);
-- case: a child goes that would not bear what its parent gets
-- old
CREATE TABLE p (a text, b int, at date);
CREATE TABLE c (CHECK (length(a) > 3)) INHERITS (p);
CREATE INDEX ON c (lower(a));
CREATE INDEX ON c (at);
CREATE POLICY po ON c USING (at > '2020-01-01' AND b > 0);
-- new
CREATE TABLE p (a int, b bigint);
-- case: what is of a table's row type goes, and the table changes
-- old
CREATE TABLE p (a int);
CREATE TABLE x (k int, r p, rs p[]);
CREATE TABLE y (r p);
-- new
CREATE TABLE p (a bigint, b int DEFAULT 3);
CREATE TABLE x (k int);
-- case: what refers to a table goes, and the table becomes unlogged
-- old
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int REFERENCES a);
-- new
CREATE UNLOGGED TABLE a (id int PRIMARY KEY);
-- case: a table in the middle of a line of children goes
-- old
CREATE TABLE p (x int);
CREATE TABLE m (z int) INHERITS (p);
CREATE TABLE c () INHERITS (m);
-- new
CREATE TABLE p (x int);
CREATE TABLE c (z int) INHERITS (p);
-- case: a sequence of another's table goes, and one that is free gets an owner
-- old
CREATE TABLE users (id serial);
ALTER TABLE users OWNER TO alice;
CREATE TABLE b (x int);
CREATE SEQUENCE s OWNED BY b.x;
-- new
CREATE TABLE users (id int);
CREATE TABLE b (x int);
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO alice;
