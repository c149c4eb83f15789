-- Labels are checked as they are written: strategy, arguments, the column's type, the row's columns.
\set VERBOSITY default
CREATE SCHEMA lab;
SET search_path = lab;
CREATE DOMAIN address AS varchar(100) CHECK (VALUE LIKE '%@%');
CREATE TABLE person (id bigint PRIMARY KEY, email address, name text, names text[], born date, seen timestamptz,
	score numeric(6, 2), small smallint, ip inet, doc jsonb, paper xml, place point, photo bytea, flag boolean);
CREATE VIEW person_view AS SELECT * FROM person;
CREATE MATERIALIZED VIEW person_copy AS SELECT id, name FROM person;
CREATE FUNCTION labels() RETURNS TABLE (object text, label text) LANGUAGE sql AS
	$$SELECT objname, label FROM pg_seclabels WHERE provider = 'confiture' ORDER BY objname COLLATE "C"$$;

-- what fits is kept as it was written
SECURITY LABEL FOR confiture ON COLUMN person.email IS 'email(domain => ''masked'')';
SECURITY LABEL FOR confiture ON COLUMN person.names IS 'first_name';
SECURITY LABEL FOR confiture ON COLUMN person.score IS 'Noise( amount => 5 )';
SECURITY LABEL FOR confiture ON COLUMN person.photo IS 'null';
SECURITY LABEL FOR confiture ON COLUMN person.place IS 'keep';
SECURITY LABEL FOR confiture ON COLUMN person_copy.name IS 'name';
SECURITY LABEL FOR confiture ON TABLE person IS 'sample(5)';
SELECT * FROM labels();
SECURITY LABEL FOR confiture ON TABLE person IS NULL;
SECURITY LABEL FOR confiture ON COLUMN person.photo IS NULL;
SELECT count(*) FROM labels();

-- what doesn't is refused, with what is allowed
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'emial';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'partial(prefx => 2)';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'partial(prefix => -2)';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'partial(prefix => ''two'')';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'redact(char => ''ab'')';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'email, name';
SECURITY LABEL FOR confiture ON COLUMN person.name IS '';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'masked';
-- the type counts: of a domain its base, of an array its elements
SECURITY LABEL FOR confiture ON COLUMN person.born IS 'email';
SECURITY LABEL FOR confiture ON COLUMN person.names IS 'birthdate';
SECURITY LABEL FOR confiture ON COLUMN person.names IS 'noise';
SECURITY LABEL FOR confiture ON COLUMN person.email IS 'noise';
SECURITY LABEL FOR confiture ON COLUMN person.place IS 'hash';
SECURITY LABEL FOR confiture ON COLUMN person.born IS 'noise(ratio => 0.5)';
SECURITY LABEL FOR confiture ON COLUMN person.small IS 'fpe';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'fpe(alphabet => ''a'')';
-- masks that a column would cut off, by itself or by what joins it with a narrower one
CREATE TABLE narrow (code varchar(60) PRIMARY KEY, short char(8), name name, ip varchar(10), long text, other text);
CREATE TABLE narrower (code varchar(20) REFERENCES narrow);
SECURITY LABEL FOR confiture ON COLUMN narrow.code IS 'encrypt';
SECURITY LABEL FOR confiture ON COLUMN narrow.name IS 'encrypt';
SECURITY LABEL FOR confiture ON COLUMN narrow.other IS 'when(short IS NOT NULL, encrypt)';
SECURITY LABEL FOR confiture ON COLUMN narrow.short IS 'when(long IS NOT NULL, encrypt)';
SECURITY LABEL FOR confiture ON COLUMN narrow.short IS 'hash(length => 9)';
SECURITY LABEL FOR confiture ON COLUMN narrow.short IS 'partial(prefix => 3, suffix => 3)';
SECURITY LABEL FOR confiture ON COLUMN narrow.ip IS 'ip';
SECURITY LABEL FOR confiture ON COLUMN narrow.code IS 'hash(length => 21)';
SECURITY LABEL FOR confiture ON COLUMN narrow.short IS 'hash(domain => ''codes'')';
SECURITY LABEL FOR confiture ON COLUMN narrow.long IS 'encrypt(domain => ''codes'')';
DROP TABLE narrow, narrower;
-- json by paths, with strategies for leaves
SECURITY LABEL FOR confiture ON COLUMN person.doc IS 'json(user.email => ''email'', ''tags[*]'' => ''redact'')';
SECURITY LABEL FOR confiture ON COLUMN person.doc IS 'email';
SECURITY LABEL FOR confiture ON COLUMN person.doc IS 'json(user.email => ''emial'')';
SECURITY LABEL FOR confiture ON COLUMN person.doc IS 'json(''user[x]'' => ''email'')';
SECURITY LABEL FOR confiture ON COLUMN person.doc IS 'json(user => ''birthdate(entity => ''''id'''')'')';
SECURITY LABEL FOR confiture ON COLUMN person.doc IS 'json(user => ''first_name(entity => ''''id'''')'')';
SECURITY LABEL FOR confiture ON COLUMN person.doc IS 'json(user => ''ip'')';
SECURITY LABEL FOR confiture ON COLUMN person.paper IS 'json(user => ''redact'')';
SECURITY LABEL FOR confiture ON COLUMN person.paper IS 'null';
-- columns of the row
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'name(entity => ''id'')';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'name(entity => ''nobody'')';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'name(entity => ''ctid'')';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'name(entity => ''seen'')';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'redact_text(columns => ''email, nobody'')';
SECURITY LABEL FOR confiture ON COLUMN person.born IS 'date_shift';
SECURITY LABEL FOR confiture ON COLUMN person.born IS 'date_shift(entity => ''id'')';
-- conditions and nested strategies
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'when(flag, name(locale => ''fr''))';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'when(flag, noise)';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'when(flag)';
-- a dictionary that isn't there may come later, as in a dump that is restored; until then nothing is shown
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'first_name(locale => ''tlh'')';
INSERT INTO person (id, name) VALUES (1, 'canary');
SET confiture.masking = on;
SELECT name FROM person;
RESET confiture.masking;
INSERT INTO confiture.dictionary VALUES ('tlh', 'first_name', 'Worf'), ('tlh', 'last_name', 'Mogh');
SET confiture.masking = on;
SELECT name FROM person;
RESET confiture.masking;
UPDATE confiture.dictionary SET value = 'Gowron' WHERE locale = 'tlh' AND kind = 'first_name';
SET confiture.masking = on;
SELECT name FROM person;
RESET confiture.masking;
BEGIN;
UPDATE confiture.dictionary SET value = 'Kurn' WHERE locale = 'tlh' AND kind = 'first_name';
SET LOCAL confiture.masking = on;
SELECT name FROM person;
ROLLBACK;
SET confiture.masking = on;
SELECT name FROM person;
RESET confiture.masking;
DELETE FROM confiture.dictionary WHERE NOT supplied;

-- SQL inside of labels is analysed over the table, by the rules of docs/reference/masking.md
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'expression(upper(left(name, 1)))';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'expression(upper(nobody))';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'expression((SELECT usename FROM pg_user))';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'when(nobody, redact)';
SECURITY LABEL FOR confiture ON COLUMN person.born IS 'value(''2000-01-01'')';
SECURITY LABEL FOR confiture ON COLUMN person.born IS 'value(''never'')';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(born > ''2000-01-01'')';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(nobody)';

-- tables
SECURITY LABEL FOR confiture ON TABLE person IS 'email';
SECURITY LABEL FOR confiture ON TABLE person IS 'sample(0)';
SECURITY LABEL FOR confiture ON TABLE person IS 'empty';
SECURITY LABEL FOR confiture ON TABLE person IS NULL;

-- what has no rows of its own can't be labelled, nor what is the system's
SECURITY LABEL FOR confiture ON COLUMN person_view.name IS 'name';
SECURITY LABEL FOR confiture ON VIEW person_view IS 'empty';
SECURITY LABEL FOR confiture ON COLUMN person.ctid IS 'null';
SECURITY LABEL FOR confiture ON COLUMN pg_class.relname IS 'redact';
SECURITY LABEL FOR confiture ON SCHEMA lab IS 'masked';
SECURITY LABEL FOR confiture ON FUNCTION labels() IS 'masked';

-- roles
CREATE ROLE regress_confiture_analyst;
CREATE ROLE regress_confiture_owner;
CREATE ROLE regress_confiture_trainee IN ROLE regress_confiture_analyst;
SECURITY LABEL FOR confiture ON ROLE regress_confiture_analyst IS 'redacted';
SECURITY LABEL FOR confiture ON ROLE regress_confiture_analyst IS 'masked';
SELECT objname, label FROM pg_seclabels WHERE objtype = 'role' AND provider = 'confiture';
-- a masked role changes no label: neither its own, nor those of its tables; its members neither
GRANT CREATE, USAGE ON SCHEMA lab TO regress_confiture_analyst, regress_confiture_owner;
CREATE TABLE mine (x text);
ALTER TABLE mine OWNER TO regress_confiture_analyst;
SECURITY LABEL FOR confiture ON COLUMN mine.x IS 'redact';
ALTER ROLE regress_confiture_analyst CREATEROLE;
SET ROLE regress_confiture_analyst;
SECURITY LABEL FOR confiture ON ROLE regress_confiture_analyst IS NULL;
SECURITY LABEL FOR confiture ON COLUMN mine.x IS NULL;
SET ROLE regress_confiture_trainee;
SECURITY LABEL FOR confiture ON COLUMN mine.x IS 'keep';
RESET ROLE;
-- nor does anybody who isn't the owner
SET ROLE regress_confiture_owner;
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'keep';
\set VERBOSITY sqlstate
SECURITY LABEL FOR confiture ON ROLE regress_confiture_analyst IS NULL;
\set VERBOSITY default
RESET ROLE;
-- owners may label what is theirs
ALTER TABLE mine OWNER TO regress_confiture_owner;
SET ROLE regress_confiture_owner;
SECURITY LABEL FOR confiture ON COLUMN mine.x IS 'hash';
RESET ROLE;
SECURITY LABEL FOR confiture ON ROLE regress_confiture_analyst IS NULL;
SELECT count(*) FROM pg_seclabels WHERE objtype = 'role' AND provider = 'confiture';

SET client_min_messages = warning;
DROP SCHEMA lab CASCADE;
DROP ROLE regress_confiture_trainee, regress_confiture_analyst, regress_confiture_owner;
