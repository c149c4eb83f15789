-- SQL inside labels is resolved when they are written: to functions, operators, types and columns, not to their names.
CREATE SCHEMA resolved;
CREATE SCHEMA trusted;
SET confiture.trusted_schemas = trusted;
SET search_path = resolved;
SET confiture.secret = 'a secret of the tests';
CREATE FUNCTION trusted.first(value text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT pg_catalog.left(value, 1) $$;
CREATE FUNCTION trusted.hide(value anyelement) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT 'hidden' $$;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE person (id int PRIMARY KEY, email text, tier varchar(5), nick text, mood mood, born date, active boolean);
INSERT INTO person VALUES (1, 'ann@corp.example', 'gold', 'annie', 'sad', '1990-05-06', true),
	(2, 'bob@corp.example', 'lead', 'bobby', 'sad', '1980-07-08', false);
SECURITY LABEL FOR confiture ON COLUMN person.email IS 'expression(trusted.first(email) || ''@'' || tier)';
SECURITY LABEL FOR confiture ON COLUMN person.tier IS 'when(born > ''1985-01-01'' AND mood = ''sad'', value(''some''))';
SECURITY LABEL FOR confiture ON COLUMN person.nick IS 'function(trusted.first)';
SECURITY LABEL FOR confiture ON COLUMN person.mood IS 'value(''happy'')';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(active OR id = 2)';
CREATE VIEW labels AS SELECT objname, label FROM pg_seclabels
	WHERE provider = 'confiture' AND objoid IN ('person'::regclass) ORDER BY objsubid;
CREATE VIEW resolved AS SELECT attribute, part, label, definition FROM confiture.label_expression
	WHERE relation = 'person'::regclass ORDER BY 1, 2;
SELECT * FROM resolved;
SET confiture.masking = on;
SELECT * FROM person ORDER BY id;
RESET confiture.masking;

-- a field of a column, of a type or of a table as a type
CREATE TYPE place AS (zip text, city text);
CREATE TABLE town (zip text, "the ""city" text);
CREATE TABLE visit (id int, a place, b town);
INSERT INTO visit VALUES (1, '(75001,Paris)', '(10115,Berlin)');
SECURITY LABEL FOR confiture ON COLUMN visit.a IS 'expression(ROW((a).city, (b)."the ""city"))';
SECURITY LABEL FOR confiture ON COLUMN visit.b IS 'null';
SECURITY LABEL FOR confiture ON TABLE visit IS 'where(length((a).zip) > 0)';
ALTER TYPE place RENAME ATTRIBUTE zip TO code;
ALTER TYPE place RENAME ATTRIBUTE city TO "name of city";
ALTER TABLE town RENAME "the ""city" TO "another ""city";
SELECT objname, label FROM pg_seclabels WHERE provider = 'confiture' AND objoid = 'visit'::regclass ORDER BY objsubid;
SET confiture.masking = on;
SELECT * FROM visit;
RESET confiture.masking;

-- what is renamed or moved is still meant, and the labels' texts, which dumps take, say its new name; others stay
ALTER TABLE person RENAME COLUMN tier TO "the level";
ALTER TABLE person RENAME COLUMN born TO birthday;
ALTER FUNCTION trusted.first(text) RENAME TO initial;
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE feeling RENAME VALUE 'happy' TO 'glad';
ALTER TABLE person RENAME TO people;
SELECT objname, label FROM labels;
SELECT attribute, part, definition FROM resolved;
SET confiture.masking = on;
SELECT * FROM people ORDER BY id;
RESET confiture.masking;
-- also as labels to write again
SELECT format('SECURITY LABEL FOR confiture ON %s %s IS %L', objtype, replace(objname, 'the level', '"the level"'), label) FROM pg_seclabels
WHERE provider = 'confiture' AND objoid = 'people'::regclass ORDER BY objsubid \gexec
SET confiture.masking = on;
SELECT * FROM people ORDER BY id;
RESET confiture.masking;
-- another function of the old name is not meant, nor one that fits better
CREATE FUNCTION trusted.first(value text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT value $$;
CREATE FUNCTION trusted.initial(value varchar) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT value::text $$;
SET confiture.masking = on;
SELECT nick FROM people ORDER BY id;
RESET confiture.masking;
-- a schema's new name has to be trusted, too
ALTER SCHEMA trusted RENAME TO approved;
SELECT objname, label FROM labels;
SET confiture.masking = on;
SELECT nick FROM people ORDER BY id;
SET confiture.trusted_schemas = approved;
SELECT nick FROM people ORDER BY id;
RESET confiture.masking;
ALTER SCHEMA approved RENAME TO trusted;
SET confiture.trusted_schemas = trusted;
-- a label that was renamed in a transaction that failed has its old text
BEGIN;
ALTER TABLE people RENAME COLUMN birthday TO x;
SELECT label FROM labels WHERE label LIKE 'when%';
ROLLBACK;
SELECT label FROM labels WHERE label LIKE 'when%';

-- what a label uses is not dropped unnoticed
DROP FUNCTION trusted.initial(text);
\set VERBOSITY terse
ALTER TABLE people DROP COLUMN birthday;
DROP TYPE feeling;
ALTER TABLE people DROP COLUMN mood;
ALTER TABLE people DROP COLUMN nick, DROP COLUMN birthday;
BEGIN;
SECURITY LABEL FOR confiture ON COLUMN people.nick IS 'null';
SECURITY LABEL FOR confiture ON COLUMN people.email IS 'null';
DROP FUNCTION trusted.initial(text);
ROLLBACK;
\set VERBOSITY default
-- with CASCADE it is, and then nothing is read in clear
DROP FUNCTION trusted.initial(text) CASCADE;
SET confiture.masking = on;
SELECT nick FROM people;
SELECT email FROM people;
COPY people (id, nick) TO stdout;
RESET confiture.masking;
-- not by a new one of the same name either
CREATE FUNCTION trusted.initial(value text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT value $$;
SET confiture.masking = on;
SELECT nick FROM people;
RESET confiture.masking;
SELECT relation, column_name, problem FROM confiture.masking_rule WHERE problem IS NOT NULL ORDER BY 2;
SELECT "column", problem FROM public.confiture_mask_check(include => '{resolved.people}'::text[]) WHERE problem = 'invalid_label' ORDER BY 1;
-- but once the label is written again
SECURITY LABEL FOR confiture ON COLUMN people.nick IS 'function(trusted.hide)';
SECURITY LABEL FOR confiture ON COLUMN people.email IS NULL;
SET confiture.masking = on;
SELECT nick FROM people ORDER BY id;
RESET confiture.masking;
-- all that is dropped together goes together
CREATE SCHEMA joint;
SET confiture.trusted_schemas = trusted, joint;
CREATE FUNCTION joint.f(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT 'f' $$;
CREATE TABLE joint.t (a text);
SECURITY LABEL FOR confiture ON COLUMN joint.t.a IS 'function(joint.f)';
SET client_min_messages = warning;
DROP SCHEMA joint CASCADE;
RESET client_min_messages;
SET confiture.trusted_schemas = trusted;
SELECT count(*) FROM confiture.label_expression WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = relation);

-- trust that is taken away counts at once
RESET confiture.trusted_schemas;
SET confiture.masking = on;
SELECT nick FROM people;
RESET confiture.masking;
SET confiture.trusted_schemas = trusted;
-- so does a function that became volatile
ALTER FUNCTION trusted.hide(anyelement) VOLATILE;
SET confiture.masking = on;
SELECT nick FROM people;
RESET confiture.masking;
ALTER FUNCTION trusted.hide(anyelement) IMMUTABLE;

-- a column of another type has the label resolved again, if it fits
ALTER TABLE people ALTER COLUMN birthday TYPE timestamp, ALTER COLUMN "the level" TYPE varchar(4);
SET confiture.masking = on;
SELECT "the level" FROM people ORDER BY id;
RESET confiture.masking;
ALTER TABLE people ALTER COLUMN birthday TYPE boolean USING true;
SET confiture.masking = on;
SELECT "the level" FROM people;
RESET confiture.masking;
ALTER TABLE people ALTER COLUMN birthday TYPE date USING '2000-01-01';
SECURITY LABEL FOR confiture ON COLUMN people."the level" IS 'when(birthday > ''1985-01-01'', value(''some''))';
SET confiture.masking = on;
SELECT "the level" FROM people ORDER BY id;
RESET confiture.masking;

-- partitions and children have the columns in other places, and other types nowhere
CREATE TABLE event (id int, who text, what text) PARTITION BY RANGE (id);
CREATE TABLE event_1 (what text, gone int, id int, who text);
ALTER TABLE event_1 DROP COLUMN gone;
ALTER TABLE event ATTACH PARTITION event_1 FOR VALUES FROM (0) TO (10);
INSERT INTO event VALUES (1, 'ann', 'login');
SECURITY LABEL FOR confiture ON COLUMN event.who IS 'expression(id || left(who, 1) || what)';
SECURITY LABEL FOR confiture ON TABLE event IS 'where(what = ''login'')';
SET confiture.masking = on;
SELECT who FROM event UNION ALL SELECT who FROM event_1;
RESET confiture.masking;
ALTER TABLE event RENAME COLUMN what TO action;
SET confiture.masking = on;
SELECT who FROM event UNION ALL SELECT who FROM event_1;
RESET confiture.masking;
-- a child's own label counts for its parent, whose columns are others
CREATE TABLE base (a text, b text);
CREATE TABLE derived (c text, b text, a text);
ALTER TABLE derived INHERIT base;
INSERT INTO base VALUES ('a1', 'b1');
INSERT INTO derived VALUES ('c2', 'b2', 'a2');
SECURITY LABEL FOR confiture ON COLUMN derived.a IS 'expression(b || ''-'' || upper(a))';
SET confiture.masking = on;
SELECT a FROM base ORDER BY a;
RESET confiture.masking;
SECURITY LABEL FOR confiture ON COLUMN derived.a IS 'expression(c || a)';
SET confiture.masking = on;
SELECT a FROM base;
RESET confiture.masking;
-- what references a labelled key has another name and type
CREATE TABLE code (code varchar(10) PRIMARY KEY);
CREATE TABLE use (of text REFERENCES code, n int);
INSERT INTO code VALUES ('abc');
INSERT INTO use VALUES ('abc', 1);
SECURITY LABEL FOR confiture ON COLUMN code.code IS 'expression(upper(code) || ''!'')';
SET confiture.masking = on;
SELECT of, (SELECT code FROM code) FROM use;
RESET confiture.masking;

-- a label in a transaction that fails leaves no trace
BEGIN;
SECURITY LABEL FOR confiture ON COLUMN people.active IS 'value(false)';
SELECT count(*) FROM confiture.label_expression WHERE relation = 'people'::regclass AND definition = 'false';
ROLLBACK;
SELECT count(*) FROM confiture.label_expression WHERE relation = 'people'::regclass AND definition = 'false';
-- one that is taken away, or replaced by one without SQL, neither
SECURITY LABEL FOR confiture ON COLUMN people.active IS 'value(false)';
SECURITY LABEL FOR confiture ON COLUMN people.active IS 'keep';
SELECT count(*) FROM confiture.label_expression WHERE relation = 'people'::regclass AND definition = 'false';
SECURITY LABEL FOR confiture ON COLUMN people.active IS 'value(false)';
SECURITY LABEL FOR confiture ON COLUMN people.active IS NULL;
SELECT count(*) FROM confiture.label_expression WHERE relation = 'people'::regclass AND definition = 'false';

-- labels that were not written as such mask nothing, so nothing is read
SET allow_system_table_mods = on;
CREATE TABLE by_hand (a text, b text);
INSERT INTO by_hand VALUES ('raw', 'raw');
INSERT INTO pg_seclabel VALUES ('by_hand'::regclass, 'pg_class'::regclass, 1, 'confiture', 'expression(upper(a))');
UPDATE pg_seclabel SET label = 'expression(mood)' WHERE objoid = 'people'::regclass AND label LIKE 'value(%';
RESET allow_system_table_mods;
\c
SET search_path = resolved;
SET confiture.secret = 'a secret of the tests';
SET confiture.trusted_schemas = trusted;
SET confiture.masking = on;
SELECT a FROM by_hand;
SELECT mood FROM people;
RESET confiture.masking;
SELECT relation, column_name, problem FROM confiture.masking_rule WHERE problem IS NOT NULL ORDER BY 1, 2;
-- a superuser may have them resolved
SELECT confiture.resolve_labels();
SELECT confiture.resolve_labels();
SET confiture.masking = on;
SELECT a FROM by_hand;
SELECT DISTINCT mood FROM people;
RESET confiture.masking;
-- likewise those of another version of the server, as pg_upgrade brings them along
UPDATE confiture.label_expression SET server_version = server_version - 1 WHERE relation = 'by_hand'::regclass;
\c
SET search_path = resolved;
SET confiture.masking = on;
SELECT a FROM by_hand;
RESET confiture.masking;
SELECT confiture.resolve_labels();
SET confiture.masking = on;
SELECT a FROM by_hand;
RESET confiture.masking;
-- nobody else may read, write or call any of this
CREATE ROLE regress_confiture_owner;
GRANT USAGE ON SCHEMA resolved TO regress_confiture_owner;
ALTER TABLE by_hand OWNER TO regress_confiture_owner;
SET ROLE regress_confiture_owner;
SELECT label FROM confiture.label_expression;
UPDATE confiture.label_expression SET label = 'keep';
DELETE FROM confiture.label_expression;
SELECT confiture.resolve_labels();
-- but an owner's labels are resolved
SECURITY LABEL FOR confiture ON COLUMN by_hand.b IS 'expression(a || lower(b))';
SET confiture.masking = on;
SELECT * FROM by_hand;
RESET confiture.masking;
RESET ROLE;
-- not even a superuser can make a tree out of text
UPDATE confiture.label_expression SET expression = '{CONST}';

-- in a copy of the database they are as in this one
SELECT current_database() AS here \gset
CREATE EXTENSION IF NOT EXISTS confiture;
\c template1
CREATE DATABASE regress_confiture_copy TEMPLATE :here;
\c regress_confiture_copy
SET confiture.masking = on;
SELECT * FROM resolved.by_hand;
\c :here
DROP DATABASE regress_confiture_copy;
SET client_min_messages = warning;
DROP SCHEMA resolved, trusted CASCADE;
DROP ROLE regress_confiture_owner;
SELECT count(*) FROM confiture.label_expression;
