-- case: rename a column with all that hangs on it
-- rename: public.users.mail -> public.users.email
-- old
CREATE TABLE users (id int PRIMARY KEY, mail text NOT NULL DEFAULT 'x@y', other text);
CREATE INDEX users_lower ON users (lower(mail)) WHERE mail <> '';
ALTER TABLE users ADD CONSTRAINT has_at CHECK (mail LIKE '%@%');
ALTER TABLE users ADD CONSTRAINT once UNIQUE (mail);
CREATE VIEW names AS SELECT id, mail FROM users;
CREATE VIEW more AS SELECT * FROM names WHERE mail IS NOT NULL;
CREATE POLICY own ON users USING (mail = CURRENT_USER);
CREATE STATISTICS st ON mail, other FROM users;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE OF mail ON users FOR EACH ROW WHEN (OLD.mail IS DISTINCT FROM NEW.mail) EXECUTE FUNCTION f();
COMMENT ON COLUMN users.mail IS 'where to write';
GRANT SELECT (mail) ON users TO bob;
CREATE TABLE refs (mail text REFERENCES users (mail));
-- new
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL DEFAULT 'x@y', other text);
CREATE INDEX users_lower ON users (lower(email)) WHERE email <> '';
ALTER TABLE users ADD CONSTRAINT has_at CHECK (email LIKE '%@%');
ALTER TABLE users ADD CONSTRAINT once UNIQUE (email);
CREATE VIEW names AS SELECT id, email FROM users;
CREATE VIEW more AS SELECT * FROM names WHERE email IS NOT NULL;
CREATE POLICY own ON users USING (email = CURRENT_USER);
CREATE STATISTICS st ON email, other FROM users;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE OF email ON users FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION f();
COMMENT ON COLUMN users.email IS 'where to write';
GRANT SELECT (email) ON users TO bob;
CREATE TABLE refs (mail text REFERENCES users (email));
-- case: rename a table, its sequence, key and index follow
-- rename: public.users -> public.people
-- old
CREATE TABLE users (id serial PRIMARY KEY, boss int REFERENCES users, name text UNIQUE);
CREATE INDEX ON users (name);
CREATE VIEW v AS SELECT users.id, users.name FROM users;
CREATE TABLE orders (id int, by_user int REFERENCES users ON DELETE CASCADE);
CREATE FUNCTION one() RETURNS users LANGUAGE sql AS 'SELECT NULL::users';
CREATE RULE r AS ON DELETE TO users DO INSTEAD NOTHING;
GRANT SELECT ON users TO readonly;
-- new
CREATE TABLE people (id serial PRIMARY KEY, boss int REFERENCES people, name text UNIQUE);
CREATE INDEX ON people (name);
CREATE VIEW v AS SELECT people.id, people.name FROM people;
CREATE TABLE orders (id int, by_user int REFERENCES people ON DELETE CASCADE);
CREATE FUNCTION one() RETURNS people LANGUAGE sql AS 'SELECT NULL::people';
CREATE RULE r AS ON DELETE TO people DO INSTEAD NOTHING;
GRANT SELECT ON people TO readonly;
-- case: rename a table and a column of it, into another schema, and change the type too
-- rename: public.users -> crm.people
-- rename: public.users.mail -> crm.people.email
-- old
CREATE SCHEMA crm;
CREATE TABLE users (id int PRIMARY KEY, mail varchar(20), CHECK (mail <> ''));
CREATE TABLE o (u int REFERENCES users);
-- new
CREATE SCHEMA crm;
CREATE TABLE crm.people (id int PRIMARY KEY, email text, age int, CHECK (email <> ''));
CREATE TABLE o (u int REFERENCES crm.people);
-- case: rename a schema
-- rename: old -> fresh
-- old
CREATE SCHEMA old;
CREATE TYPE old.mood AS ENUM ('a', 'b');
CREATE TABLE old.t (id serial PRIMARY KEY, m old.mood DEFAULT 'a');
CREATE VIEW old.v AS SELECT * FROM old.t;
CREATE FUNCTION old.f(old.mood) RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM old.t';
-- new
CREATE SCHEMA fresh;
CREATE TYPE fresh.mood AS ENUM ('a', 'b');
CREATE TABLE fresh.t (id serial PRIMARY KEY, m fresh.mood DEFAULT 'a');
CREATE VIEW fresh.v AS SELECT * FROM fresh.t;
CREATE FUNCTION fresh.f(fresh.mood) RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM fresh.t';
-- case: rename types and functions
-- rename: public.mood -> public.feeling
-- rename: public.weight(integer) -> public.load(integer)
-- rename: public.pair -> public.couple
-- rename: public.pair.a -> public.couple.one
-- old
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE pair AS (a int, b text);
CREATE FUNCTION weight(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (m mood DEFAULT 'a', ms mood[], p pair, w int DEFAULT weight(1));
CREATE INDEX i ON t (weight(w));
-- new
CREATE TYPE feeling AS ENUM ('a', 'b');
CREATE TYPE couple AS (one int, b text);
CREATE FUNCTION load(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (m feeling DEFAULT 'a', ms feeling[], p couple, w int DEFAULT load(1));
CREATE INDEX i ON t (load(w));
-- case: rename parts
-- rename: small on public.t -> tiny on public.t
-- rename: public.i -> public.j
-- rename: tr on public.t -> trigger on public.t
-- rename: po on public.t -> policy on public.t
-- old
CREATE TABLE t (a int CONSTRAINT small CHECK (a < 9));
CREATE INDEX i ON t (a);
ALTER TABLE t CLUSTER ON i;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY po ON t USING (a > 0);
-- new
CREATE TABLE t (a int CONSTRAINT tiny CHECK (a < 9));
CREATE INDEX j ON t (a);
ALTER TABLE t CLUSTER ON j;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER trigger BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY policy ON t USING (a > 0);
-- case: rename a column under inheritance and partitions
-- rename: public.p.a -> public.p.b
-- rename: public.q.k -> public.q.key
-- old
CREATE TABLE p (a int, x int);
CREATE TABLE c (y int) INHERITS (p);
CREATE TABLE q (k int, v text) PARTITION BY RANGE (k);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (9);
CREATE INDEX i ON q (k);
-- new
CREATE TABLE p (b int, x int);
CREATE TABLE c (y int) INHERITS (p);
CREATE TABLE q (key int, v text) PARTITION BY RANGE (key);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (9);
CREATE INDEX i ON q (key);
-- case: two columns swap their names
-- rename: public.t.a -> public.t.c
-- old
CREATE TABLE t (a int, b text);
-- new
CREATE TABLE t (c int, b text, a date);
