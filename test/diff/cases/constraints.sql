-- case: check added, changed, dropped
-- old
CREATE TABLE t (a int, CONSTRAINT c1 CHECK (a > 0), CONSTRAINT c2 CHECK (a < 10));
-- new
CREATE TABLE t (a int, CONSTRAINT c1 CHECK (a > 1), CONSTRAINT c3 CHECK (a <> 5));
-- case: primary key added, dropped, changed
-- old
CREATE TABLE t (a int, b int PRIMARY KEY);
CREATE TABLE u (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a));
CREATE TABLE w (a int);
-- new
CREATE TABLE t (a int, b int);
CREATE TABLE u (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b));
CREATE TABLE w (a int PRIMARY KEY);
-- case: unique variants
-- old
CREATE TABLE t (a int, b int, c int, UNIQUE (a), CONSTRAINT ub UNIQUE (b));
-- new
CREATE TABLE t (a int, b int, c int, UNIQUE (a, b), CONSTRAINT ub UNIQUE NULLS NOT DISTINCT (b), UNIQUE (c) INCLUDE (a) DEFERRABLE INITIALLY DEFERRED);
-- case: unique with storage parameters
-- old
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a) WITH (fillfactor = 70));
-- new
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a) WITH (fillfactor = 80), CONSTRAINT w UNIQUE (b) WITH (fillfactor = 50) DEFERRABLE);
-- case: exclusion constraint
-- old
CREATE TABLE t (r int4range, s int4range);
-- new
CREATE TABLE t (r int4range, s int4range, CONSTRAINT x EXCLUDE USING gist (r WITH &&) WHERE (NOT isempty(r)), CONSTRAINT y EXCLUDE USING gist (s WITH &&) DEFERRABLE);
-- case: foreign keys
-- old
CREATE TABLE p (id int PRIMARY KEY, k int UNIQUE);
CREATE TABLE c (a int REFERENCES p, b int, d int, CONSTRAINT f FOREIGN KEY (b) REFERENCES p (k));
-- new
CREATE TABLE p (id int PRIMARY KEY, k int UNIQUE);
CREATE TABLE c (a int, b int, d int REFERENCES p (id) ON DELETE SET NULL ON UPDATE CASCADE, CONSTRAINT f FOREIGN KEY (b) REFERENCES p (k) ON DELETE CASCADE);
-- case: foreign key deferrability
-- old
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (a int CONSTRAINT f REFERENCES p, b int CONSTRAINT g REFERENCES p DEFERRABLE INITIALLY DEFERRED);
-- new
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (a int CONSTRAINT f REFERENCES p DEFERRABLE, b int CONSTRAINT g REFERENCES p);
-- case: not valid constraints validated and created
-- old
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (a int, b int);
ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT VALID, ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
-- new
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (a int CONSTRAINT f REFERENCES p CONSTRAINT k CHECK (a > 0), b int);
ALTER TABLE c ADD CONSTRAINT f2 FOREIGN KEY (b) REFERENCES p NOT VALID, ADD CONSTRAINT k2 CHECK (b > 0) NOT VALID;
-- case: referenced key replaced
-- old
CREATE TABLE p (id int CONSTRAINT old_pk PRIMARY KEY);
CREATE TABLE c (a int CONSTRAINT f REFERENCES p);
-- new
CREATE TABLE p (id int CONSTRAINT new_pk PRIMARY KEY);
CREATE TABLE c (a int CONSTRAINT f REFERENCES p);
-- case: mutual foreign keys come
-- old
SELECT 1;
-- new
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
-- case: mutual foreign keys go
-- old
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
-- new
SELECT 1;
-- case: self reference
-- old
CREATE TABLE t (id int PRIMARY KEY);
-- new
CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t);
-- case: self reference dropped with table
-- old
CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t);
-- new
SELECT 1;
-- case: no inherit check
-- old
CREATE TABLE t (a int);
-- new
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0) NO INHERIT);
-- case: check with a function
-- old
CREATE TABLE t (a int);
-- new
CREATE FUNCTION ok(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE TABLE t (a int CHECK (ok(a)));
-- case: check over a dropped column
-- old
CREATE TABLE t (a int, b int, CHECK (a > b), UNIQUE (a, b));
-- new
CREATE TABLE t (a int);
-- case: constraint becomes index and index becomes constraint
-- old
CREATE TABLE t (a int, b int, CONSTRAINT x UNIQUE (a));
CREATE UNIQUE INDEX y ON t (b);
-- new
CREATE TABLE t (a int, b int, CONSTRAINT y UNIQUE (b));
CREATE UNIQUE INDEX x ON t (a);
-- case: comments on constraints and their indexes
-- old
CREATE TABLE t (a int CONSTRAINT pk PRIMARY KEY, b int CONSTRAINT ch CHECK (b > 1));
-- new
CREATE TABLE t (a int CONSTRAINT pk PRIMARY KEY, b int CONSTRAINT ch CHECK (b > 1));
COMMENT ON CONSTRAINT pk ON t IS 'pk';
COMMENT ON INDEX pk IS 'pk index';
COMMENT ON CONSTRAINT ch ON t IS 'ch';
-- case: foreign key over two columns, match full, set null columns
-- old
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (a int, b int);
-- new
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (a int, b int, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p MATCH FULL ON DELETE SET NULL (b));
-- case: constraint moved between tables
-- old
CREATE TABLE t (a int, CONSTRAINT x UNIQUE (a));
CREATE TABLE u (a int);
-- new
CREATE TABLE t (a int);
CREATE TABLE u (a int, CONSTRAINT x UNIQUE (a));
-- case: a column under an inherited check that is valid in the child alone
-- old
CREATE TABLE p (a integer);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
CREATE TABLE c (b text) INHERITS (p);
-- new
CREATE TABLE p (a bigint);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
CREATE TABLE c (b text) INHERITS (p);
-- case: an inherited check that is valid in the child alone changes
-- old
CREATE TABLE p (a integer);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
CREATE TABLE c (b text) INHERITS (p);
-- new
CREATE TABLE p (a integer);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 1) NOT VALID;
CREATE TABLE c (b text) INHERITS (p);
-- case: a table with such a check is made anew with its child
-- old
CREATE TABLE p (a integer, b integer);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
CREATE TABLE c (d text) INHERITS (p);
-- new
CREATE TABLE g (b integer);
CREATE TABLE p (a integer) INHERITS (g);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
CREATE TABLE c (d text) INHERITS (p);
-- case: conditions within conditions, which PostgreSQL prints as it would not read them
-- old
CREATE TABLE t (a integer, b integer, c integer);
CREATE TABLE u (a integer, b integer, c integer, CHECK (a = 1 AND b BETWEEN 0 AND 10));
-- new
CREATE TABLE t (a integer, b integer, c integer, CHECK (b BETWEEN 0 AND 10 AND a >= 0),
	CHECK (b NOT BETWEEN 0 AND 10 OR a >= 0), CHECK ((a, b) = (1, 2) AND c > 0),
	g boolean GENERATED ALWAYS AS ((a, b, c) IS DISTINCT FROM (1, 2, 3)) STORED);
CREATE TABLE u (a integer, b integer, c integer, CHECK (b BETWEEN 0 AND 10 AND a = 1));
CREATE INDEX i ON t (a) WHERE b BETWEEN 0 AND 10 AND c > 0 AND a > 0;
CREATE DOMAIN d AS integer CHECK (VALUE BETWEEN 1 AND 2 AND VALUE <> 1);
CREATE VIEW v AS SELECT a BETWEEN 1 AND 2 AND b = 1 AS f FROM t WHERE b BETWEEN 0 AND 10 AND '((a AND b) AND c)' <> '';
CREATE TABLE p (a integer, b integer) PARTITION BY RANGE ((b BETWEEN 0 AND 10 AND a > 0));
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (b BETWEEN 0 AND 10 AND a > 0);
CREATE FUNCTION f(a integer, x boolean DEFAULT 1 BETWEEN 0 AND 2 AND true) RETURNS boolean LANGUAGE sql
	RETURN a BETWEEN 0 AND 10 AND x;
-- case: lists of varchar, whose printed form PostgreSQL reads as another
-- old
CREATE TABLE t (s varchar(20), state varchar(10) DEFAULT 'a' CHECK (state IN ('a', 'b')));
-- new
CREATE TABLE t (s varchar(20) CHECK (s IN ('a', 'it''s, ]')), state varchar(10) DEFAULT 'a' CHECK (state IN ('a', 'b', 'c')),
	CHECK (s NOT IN ('c', state)));
CREATE DOMAIN d AS varchar(10) CHECK (VALUE IN ('x', 'y'));
CREATE INDEX i ON t (s) WHERE s IN ('a', 'b');
CREATE VIEW v AS SELECT s FROM t WHERE s IN ('a', 'b') OR s BETWEEN 'c' AND 'd' AND state IN ('a', 'b');
CREATE FUNCTION f(s varchar) RETURNS boolean LANGUAGE sql RETURN s IN ('a', 'b');
-- case: exclusion constraints with storage parameters
-- old
CREATE TABLE t (c circle, k circle, d circle);
ALTER TABLE t ADD CONSTRAINT t_k EXCLUDE USING gist (k WITH &&) WITH (fillfactor = 60) WHERE (area(k) > 0) DEFERRABLE;
ALTER TABLE t ADD CONSTRAINT t_d EXCLUDE USING gist (d WITH &&);
-- new
CREATE TABLE t (c circle, k circle, d circle);
ALTER TABLE t ADD CONSTRAINT t_c EXCLUDE USING gist (c WITH &&) WITH (buffering = off);
ALTER TABLE t ADD CONSTRAINT t_k EXCLUDE USING gist (k WITH &&) WITH (fillfactor = 70, buffering = on) WHERE (area(k) > 0) DEFERRABLE;
ALTER TABLE t ADD CONSTRAINT t_d EXCLUDE USING gist (d WITH &&) WITH (fillfactor = 50);
CREATE TABLE n (c circle, EXCLUDE USING gist (c WITH &&) WITH (fillfactor = 50));
-- case: a check that has not been validated comes down to a new child, and an old one is validated alone
-- old
CREATE TABLE p (a int);
ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
CREATE TABLE q (a int);
CREATE TABLE q1 () INHERITS (q);
ALTER TABLE q ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
-- new
CREATE TABLE p (a int);
CREATE TABLE c () INHERITS (p);
ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
CREATE TABLE q (a int);
CREATE TABLE q1 () INHERITS (q);
ALTER TABLE q ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
ALTER TABLE q1 VALIDATE CONSTRAINT k;
