-- case: a rule and a policy of a parent use its child, and all go
-- old
CREATE TABLE zoo (animal int, seen date);
CREATE TABLE aviary (wings int) INHERITS (zoo);
CREATE RULE birds AS ON INSERT TO zoo WHERE new.animal > 9 DO INSTEAD INSERT INTO aviary VALUES (new.animal, new.seen);
COMMENT ON RULE birds ON zoo IS 'they fly';
ALTER TABLE zoo ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON zoo USING (animal IN (SELECT wings FROM aviary));
-- new
-- case: a rule and a policy of a table use a view of it, and a rule of that view another view
-- old
CREATE TABLE zoo (animal int);
CREATE VIEW seen AS SELECT animal FROM zoo;
CREATE VIEW fed AS SELECT animal FROM seen;
CREATE POLICY known ON zoo USING (animal NOT IN (SELECT animal FROM fed));
CREATE RULE again AS ON UPDATE TO zoo DO ALSO DELETE FROM zoo WHERE animal IN (SELECT animal FROM seen);
CREATE RULE instead AS ON DELETE TO seen DO INSTEAD DELETE FROM zoo WHERE animal IN (SELECT animal FROM fed);
-- new
CREATE TABLE plants (name text);
-- case: a check of a parent calls a function over its child, and all go
-- old
CREATE TABLE game (best int, note text DEFAULT 'none');
CREATE TABLE won (CONSTRAINT sure CHECK (best IS NOT NULL)) INHERITS (game);
CREATE FUNCTION known(won) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true';
ALTER TABLE game ADD CONSTRAINT again CHECK (known(NULL::won));
ALTER TABLE game ADD CONSTRAINT still CHECK (known(NULL::won)) NOT VALID;
COMMENT ON CONSTRAINT again ON game IS 'circular';
-- new
-- case: a check of a parent calls a function over its child, and all come
-- old
-- new
CREATE TABLE game (best int, note text DEFAULT 'none');
CREATE TABLE won (CONSTRAINT sure CHECK (best IS NOT NULL)) INHERITS (game);
CREATE FUNCTION known(won) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true';
ALTER TABLE game ADD CONSTRAINT again CHECK (known(NULL::won));
COMMENT ON CONSTRAINT again ON game IS 'circular';
-- case: checks, triggers and indexes of a partitioned table call a function over its partition, and all go
-- old
CREATE TABLE m (id int) PARTITION BY LIST (id);
CREATE TABLE m1 PARTITION OF m DEFAULT;
CREATE FUNCTION k(m1) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
ALTER TABLE m ADD CONSTRAINT again CHECK (k(NULL::m1));
CREATE TRIGGER noted BEFORE INSERT ON m FOR EACH ROW WHEN (k(NULL::m1)) EXECUTE FUNCTION noted();
CREATE INDEX i ON m ((k(NULL::m1)), id);
CREATE STATISTICS st ON id, (k(NULL::m1)) FROM m1;
-- new
-- case: a check of a domain calls a function over a table that uses it, and all go
-- old
CREATE DOMAIN score AS int;
CREATE TABLE game (best score);
CREATE FUNCTION plausible(game, score) RETURNS bool IMMUTABLE LANGUAGE sql AS 'SELECT true';
ALTER DOMAIN score ADD CONSTRAINT plausible CHECK (plausible(NULL, VALUE));
-- new
-- case: a default needs a table with a column of its table's type, and all come
-- old
-- new
CREATE TABLE t (id int, x int);
CREATE TABLE u (t t);
CREATE FUNCTION f(u) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t ALTER x SET DEFAULT f(NULL);
-- case: a default needs a table with a column of its table's type, and all go
-- old
CREATE TABLE t (id int, x int);
CREATE TABLE u (t t);
CREATE FUNCTION f(u) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t ALTER x SET DEFAULT f(NULL);
-- new
-- case: a column with a default that reads it comes
-- old
CREATE TABLE t (id int);
-- new
CREATE TABLE t (id int, x bigint);
CREATE FUNCTION f() RETURNS bigint STABLE LANGUAGE sql RETURN (SELECT max(x) FROM t);
ALTER TABLE t ALTER x SET DEFAULT f();
-- case: a column with a default that reads it goes
-- old
CREATE TABLE t (id int, x bigint);
CREATE FUNCTION f() RETURNS bigint STABLE LANGUAGE sql RETURN (SELECT max(x) FROM t);
ALTER TABLE t ALTER x SET DEFAULT f();
-- new
CREATE TABLE t (id int);
-- case: a default takes from the sequence of a child, which goes with another default than its parent
-- old
CREATE TABLE p (id int, kind int DEFAULT 1);
CREATE TABLE c (n serial) INHERITS (p);
ALTER TABLE p ALTER id SET DEFAULT nextval('c_n_seq');
ALTER TABLE c ALTER kind SET DEFAULT 2;
-- new
-- case: a domain's default calls a function that returns it, and all go
-- old
CREATE DOMAIN code AS text CHECK (VALUE <> '');
CREATE FUNCTION next_code() RETURNS code LANGUAGE sql AS $$ SELECT 'a'::code $$;
ALTER DOMAIN code SET DEFAULT next_code();
COMMENT ON DOMAIN code IS 'short';
CREATE TABLE item (code code, note text);
-- new
-- case: a domain's default calls a function that returns it, and all come
-- old
-- new
CREATE DOMAIN code AS text CHECK (VALUE <> '');
CREATE FUNCTION next_code() RETURNS code LANGUAGE sql AS $$ SELECT 'a'::code $$;
ALTER DOMAIN code SET DEFAULT next_code();
COMMENT ON DOMAIN code IS 'short';
CREATE TABLE item (code code, note text);
-- case: functions with SQL bodies call each other, and an index and a view call them: all come
-- old
CREATE TABLE item (id int, note text);
-- new
CREATE TABLE item (id int, note text);
CREATE FUNCTION is_even(n int, depth int DEFAULT 0) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0;
CREATE FUNCTION is_odd(n int) RETURNS bool IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT n <> 0 AND is_even(n - 1); END;
CREATE OR REPLACE FUNCTION is_even(n int, depth int DEFAULT 0) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0 OR is_odd(n - 1);
CREATE INDEX evens ON item (id) WHERE is_even(id);
CREATE VIEW odd AS SELECT * FROM item WHERE is_odd(id);
CREATE MATERIALIZED VIEW even AS SELECT * FROM item WHERE is_even(id);
COMMENT ON FUNCTION is_odd IS 'not even';
-- case: functions with SQL bodies call each other, and an index and a view call them: all go
-- old
CREATE TABLE item (id int, note text);
CREATE FUNCTION is_even(n int, depth int DEFAULT 0) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0;
CREATE FUNCTION is_odd(n int) RETURNS bool IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT n <> 0 AND is_even(n - 1); END;
CREATE OR REPLACE FUNCTION is_even(n int, depth int DEFAULT 0) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0 OR is_odd(n - 1);
CREATE INDEX evens ON item (id) WHERE is_even(id);
CREATE VIEW odd AS SELECT * FROM item WHERE is_odd(id);
CREATE MATERIALIZED VIEW even AS SELECT * FROM item WHERE is_even(id);
COMMENT ON FUNCTION is_odd IS 'not even';
-- new
CREATE TABLE item (id int, note text);
-- case: a function with an SQL body comes to call one that calls it
-- old
CREATE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0;
-- new
CREATE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0;
CREATE FUNCTION is_odd(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n <> 0 AND is_even(n - 1);
CREATE OR REPLACE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0 OR is_odd(n - 1);
-- case: a function with an SQL body no longer calls one that calls it
-- old
CREATE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0;
CREATE FUNCTION is_odd(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n <> 0 AND is_even(n - 1);
CREATE OR REPLACE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0 OR is_odd(n - 1);
-- new
CREATE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0;
-- case: functions with SQL bodies that call each other are made anew
-- old
CREATE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0;
CREATE FUNCTION is_odd(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n <> 0 AND is_even(n - 1);
CREATE OR REPLACE FUNCTION is_even(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n = 0 OR is_odd(n - 1);
-- new
CREATE FUNCTION is_even(m int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN m = 0;
CREATE FUNCTION is_odd(n int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN n <> 0 AND is_even(n - 1);
CREATE OR REPLACE FUNCTION is_even(m int) RETURNS bool IMMUTABLE LANGUAGE sql RETURN m = 0 OR is_odd(m - 1);
-- case: an operator's function uses it in its SQL body, and both go
-- old
CREATE FUNCTION near(int, int) RETURNS bool LANGUAGE sql RETURN true;
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = int, RIGHTARG = int);
CREATE OR REPLACE FUNCTION near(int, int) RETURNS bool LANGUAGE sql RETURN CASE WHEN $1 > $2 THEN $2 ~~~ $1 ELSE $2 - $1 < 3 END;
-- new
-- case: a domain whose default calls a function that returns it gets another type
-- old
CREATE DOMAIN code AS int;
CREATE FUNCTION next_code() RETURNS code LANGUAGE sql AS $$ SELECT 1::code $$;
ALTER DOMAIN code SET DEFAULT next_code()::int;
CREATE TABLE item (code code, note text);
-- new
CREATE DOMAIN code AS bigint;
CREATE FUNCTION next_code() RETURNS code LANGUAGE sql AS $$ SELECT 1::code $$;
ALTER DOMAIN code SET DEFAULT next_code()::int;
CREATE TABLE item (code code, note text);
-- case: a table under circular policies, defaults and checks is made anew
-- old
CREATE TABLE t (id int, x int, y int);
CREATE FUNCTION f(t) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t ALTER x SET DEFAULT f(NULL);
ALTER TABLE t ADD CONSTRAINT k CHECK (f(t) > 0);
CREATE TABLE o (id int);
CREATE POLICY pol ON t USING (EXISTS (SELECT FROM o));
CREATE POLICY pol ON o USING (EXISTS (SELECT FROM t));
-- new
CREATE TABLE g (y int);
CREATE TABLE t (id int, x int) INHERITS (g);
CREATE FUNCTION f(t) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t ALTER x SET DEFAULT f(NULL);
ALTER TABLE t ADD CONSTRAINT k CHECK (f(t) > 0);
CREATE TABLE o (id int);
CREATE POLICY pol ON t USING (EXISTS (SELECT FROM o));
CREATE POLICY pol ON o USING (EXISTS (SELECT FROM t));
