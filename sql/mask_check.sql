-- What is wrong with rules, before anything is masked by them.
CREATE SCHEMA chk;
SET search_path = chk, public;
SET confiture.secret = 'a secret of the tests, of enough bits';
\set check 'SELECT severity, problem, relation, "column", message FROM confiture_mask_check(''{chk}'')'
CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE NOT NULL, first_name text, kind text);
CREATE TABLE orders (id int PRIMARY KEY, user_email text REFERENCES users (email));
INSERT INTO users SELECT i, 'user' || i || '@corp.example', 'Ann', 'x' FROM generate_series(1, 300) AS i;
INSERT INTO orders SELECT i, 'user' || i || '@corp.example' FROM generate_series(1, 300) AS i;
ANALYZE users, orders;

-- personal data without a rule
:check;
-- none is found where all is decided; the referencing column follows its key
SECURITY LABEL FOR confiture ON COLUMN users.id IS 'keep';
SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email';
SECURITY LABEL FOR confiture ON COLUMN users.first_name IS 'first_name';
SECURITY LABEL FOR confiture ON COLUMN users.kind IS 'keep';
:check;
-- a key that is masked where it is referenced, and not there
SECURITY LABEL FOR confiture ON COLUMN orders.user_email IS 'keep';
:check;
SECURITY LABEL FOR confiture ON COLUMN orders.user_email IS 'hash';
:check;
SECURITY LABEL FOR confiture ON COLUMN orders.user_email IS NULL;
-- which is told wherever one of the two is asked about
SECURITY LABEL FOR confiture ON COLUMN orders.user_email IS 'hash';
SELECT problem, relation FROM confiture_mask_check('{chk.orders}', sample => 0) WHERE problem = 'key_mismatch';
SELECT problem, relation FROM confiture_mask_check('{chk.users}', sample => 0) WHERE problem = 'key_mismatch';
SECURITY LABEL FOR confiture ON COLUMN orders.user_email IS NULL;
SELECT problem, relation FROM confiture_mask_check('{chk.users}', sample => 0) WHERE problem = 'key_mismatch';
-- masks that are not unique, under a unique index
SECURITY LABEL FOR confiture ON COLUMN users.email IS 'redact';
:check;
-- masks that are null, or random
SECURITY LABEL FOR confiture ON COLUMN users.email IS 'null';
:check;
SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email(seed => ''random'')';
:check;
SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email';
-- columns that nobody decided about
ALTER TABLE users ADD COLUMN added int, ADD COLUMN shout text GENERATED ALWAYS AS (upper(email)) STORED;
:check;
ALTER TABLE users DROP COLUMN added;
-- constraints are tried on masked rows
ALTER TABLE users ADD CONSTRAINT at_corp CHECK (email LIKE '%@corp.example');
:check;
ALTER TABLE users DROP CONSTRAINT at_corp;
CREATE DOMAIN tiny AS text CHECK (length(VALUE) <= 4);
ALTER TABLE users ADD COLUMN code tiny DEFAULT 'ab';
SECURITY LABEL FOR confiture ON COLUMN users.code IS 'value(''too long'')';
:check;
ALTER TABLE users DROP COLUMN code;
-- an expression that reads what is masked elsewhere
SECURITY LABEL FOR confiture ON COLUMN users.kind IS 'expression(email)';
:check;
-- strategies of static masking, which no constraint is tried on
ALTER TABLE users ADD CONSTRAINT some_kind CHECK (kind <> ''), ALTER COLUMN kind SET NOT NULL;
SECURITY LABEL FOR confiture ON COLUMN users.kind IS 'shuffle';
:check;
ALTER TABLE users DROP CONSTRAINT some_kind, ALTER COLUMN kind DROP NOT NULL;
SECURITY LABEL FOR confiture ON COLUMN users.kind IS 'keep';
-- ways around: copies of the values
CREATE MATERIALIZED VIEW copy AS SELECT email AS e FROM users;
SET client_min_messages = error; -- of wal_level
CREATE PUBLICATION confiture_check FOR TABLE users;
RESET client_min_messages;
SELECT problem, relation, message FROM confiture_mask_check('{chk}', sample => 0);
DROP PUBLICATION confiture_check;
DROP MATERIALIZED VIEW copy;
-- and roles that no mask holds
CREATE ROLE regress_confiture_strong SUPERUSER;
CREATE ROLE regress_confiture_files IN ROLE pg_read_server_files;
SECURITY LABEL FOR confiture ON ROLE regress_confiture_strong IS 'masked';
SECURITY LABEL FOR confiture ON ROLE regress_confiture_files IS 'masked';
SELECT severity, problem, message FROM confiture_mask_check('{chk}', sample => 0);
DROP ROLE regress_confiture_strong, regress_confiture_files;
-- schemas that labels trust, where others may put functions
CREATE ROLE regress_confiture_maker;
CREATE SCHEMA confiture_trusted;
GRANT CREATE ON SCHEMA confiture_trusted TO regress_confiture_maker;
CREATE FUNCTION confiture_trusted.f(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
ALTER FUNCTION confiture_trusted.f(text) OWNER TO regress_confiture_maker;
SET confiture.trusted_schemas = 'confiture_trusted';
SELECT severity, problem, message FROM confiture_mask_check('{chk}', sample => 0);
REVOKE CREATE ON SCHEMA confiture_trusted FROM regress_confiture_maker;
ALTER FUNCTION confiture_trusted.f(text) OWNER TO CURRENT_USER;
SELECT severity, problem, message FROM confiture_mask_check('{chk}', sample => 0);
RESET confiture.trusted_schemas;
DROP SCHEMA confiture_trusted CASCADE;
DROP ROLE regress_confiture_maker;
-- columns that became too narrow for what is encrypted
CREATE TABLE chk.narrow (code text UNIQUE);
SECURITY LABEL FOR confiture ON COLUMN chk.narrow.code IS 'encrypt';
ALTER TABLE chk.narrow ALTER code TYPE varchar(60);
SELECT severity, problem, relation, "column", message FROM confiture_mask_check('{chk.narrow}', sample => 0);
DROP TABLE chk.narrow;
-- values that a mask refuses, before anything is read or written under masks
CREATE TABLE chk.refused (id int UNIQUE, card text CHECK (card <> ''), rate int NOT NULL, doc json);
INSERT INTO chk.refused SELECT i, lpad(i::text, 16, '4'), i, '{"a": "1234567"}' FROM generate_series(1, 20) AS i;
SECURITY LABEL FOR confiture ON COLUMN chk.refused.id IS 'keep';
SECURITY LABEL FOR confiture ON COLUMN chk.refused.card IS 'fpe';
SECURITY LABEL FOR confiture ON COLUMN chk.refused.rate IS 'expression(1000000 / rate + rate)';
SECURITY LABEL FOR confiture ON COLUMN chk.refused.doc IS 'json(a => ''fpe'')';
SELECT severity, problem, relation, "column", message FROM confiture_mask_check('{chk.refused}') WHERE problem = 'unmaskable_value';
-- too short for FF1, not of jsonb: masked all the same; what has no result isn't
UPDATE chk.refused SET card = '123', rate = 0, doc = '{"a": "\u0000"}' WHERE id = 7;
SELECT severity, problem, relation, "column", message FROM confiture_mask_check('{chk.refused}') WHERE problem = 'unmaskable_value';
CALL confiture_mask_table('chk.refused');
DROP TABLE chk.refused;
-- masks that a limit cuts: equal values of a wider column have others
CREATE TABLE chk.short (firm varchar(12), name varchar(12), alone varchar(5));
CREATE TABLE chk.long (firm text, name varchar(60), alone varchar(5));
CREATE TABLE chk.middle (firm varchar(200));
INSERT INTO chk.short SELECT 'Firm ' || i, 'Ann', 'a' || i FROM generate_series(1, 50) AS i;
SECURITY LABEL FOR confiture ON COLUMN chk.short.firm IS 'company';
SECURITY LABEL FOR confiture ON COLUMN chk.long.firm IS 'company';
SECURITY LABEL FOR confiture ON COLUMN chk.middle.firm IS 'company';
SECURITY LABEL FOR confiture ON COLUMN chk.short.name IS 'partial(prefix => 1, pad => ''*'')';
SECURITY LABEL FOR confiture ON COLUMN chk.long.name IS 'partial(prefix => 1, pad => ''*'')';
SECURITY LABEL FOR confiture ON COLUMN chk.short.alone IS 'hash(length => 5)';
SECURITY LABEL FOR confiture ON COLUMN chk.long.alone IS 'hash(length => 5)';
SELECT severity, problem, relation, "column", regexp_replace(message, '[1-9]\d* of 50', 'some of 50') AS message
	FROM confiture_mask_check('{chk.short,chk.long,chk.middle}') WHERE severity <> 'error';
SELECT message FROM confiture_mask_check('{chk.short,chk.long,chk.middle}', sample => 0) WHERE problem = 'cut_by_length';
DROP TABLE chk.short, chk.long, chk.middle;
-- constraints are tried with the rights of the owner, never with the caller's
CREATE ROLE regress_confiture_owner;
GRANT ALL ON SCHEMA chk TO regress_confiture_owner;
CREATE FUNCTION who(text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS
	$$BEGIN RAISE NOTICE 'runs as %', current_user; RETURN true; END$$;
CREATE TABLE theirs (email text NOT NULL CONSTRAINT asks CHECK (who(email)));
ALTER TABLE theirs OWNER TO regress_confiture_owner;
INSERT INTO theirs VALUES ('a@corp.example');
SECURITY LABEL FOR confiture ON COLUMN theirs.email IS 'email';
SELECT * FROM confiture_mask_check('{chk.theirs}');
DROP TABLE theirs;
DROP OWNED BY regress_confiture_owner;
DROP ROLE regress_confiture_owner;
:check;

\set VERBOSITY terse
DROP SCHEMA chk CASCADE;
RESET search_path;
RESET confiture.secret;
