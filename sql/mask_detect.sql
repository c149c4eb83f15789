-- Personal data in a database: names, types, and samples that the caller may read.
CREATE SCHEMA shop;
CREATE SCHEMA other;
CREATE TABLE shop.customer (
	id int PRIMARY KEY, email text, nom_de_famille text, tel varchar(20), birth_date date, ip inet, note text, total numeric,
	contact text, pan text);
INSERT INTO shop.customer
SELECT i, 'user' || i || '@corp.example', 'Dupont', '+33 6 12 34 56 ' || lpad((i % 100)::text, 2, '0'), '1980-01-01'::date + i,
	('10.0.0.' || i % 250)::inet, 'nothing', i, 'person' || i || '@corp.example', '4111111111111111'
FROM generate_series(1, 200) AS i;
-- names that would be SQL if they were pasted
CREATE TABLE other."we""ird'); DROP TABLE shop.customer; --" (id int, "e""mail'); SELECT 1; --" text);
INSERT INTO other."we""ird'); DROP TABLE shop.customer; --" SELECT i, 'user' || i || '@corp.example' FROM generate_series(1, 50) AS i;
CREATE TABLE other.plain (id int, quantity int, colour text, price numeric);
SECURITY LABEL FOR confiture ON COLUMN shop.customer.email IS 'email';

SELECT relation, "column", category, suggested_label, label FROM confiture_detect_pii('{shop,other}');
SELECT relation, "column", evidence FROM confiture_detect_pii('{shop.customer.contact,shop.customer.pan}');
-- without samples, names and types alone tell
SELECT "column", confidence, evidence FROM confiture_detect_pii('{shop}', sample => 0) WHERE "column" IN ('email', 'contact');
-- patterns choose schemas, tables and columns
SELECT "column" FROM confiture_detect_pii('{shop}', '{*.tel,*.ip}');
SELECT count(*) FROM confiture_detect_pii('{other.plain}');
SELECT confiture_detect_pii(sample => -1);
-- the statements are ready to be run, whatever the names
SELECT statement FROM confiture_detect_pii('{other}') \gexec
SELECT objname, label FROM pg_seclabels WHERE provider = 'confiture' AND objname LIKE 'other.%';

-- values are read with the rights of the caller
CREATE ROLE regress_confiture_looker;
GRANT USAGE ON SCHEMA shop TO regress_confiture_looker;
GRANT SELECT (id, contact) ON shop.customer TO regress_confiture_looker;
SET ROLE regress_confiture_looker;
SELECT "column", evidence FROM confiture_detect_pii('{shop}') WHERE "column" IN ('contact', 'pan', 'email');
-- a table under row-level security is not sampled
RESET ROLE;
ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
SET ROLE regress_confiture_looker;
SELECT "column" FROM confiture_detect_pii('{shop}') WHERE "column" = 'contact';
RESET ROLE;

-- no code of a table's owner runs for who looks: a cast to text is not used
CREATE TYPE other.mood AS ENUM ('a@corp.example');
CREATE FUNCTION other.evil(other.mood) RETURNS text LANGUAGE plpgsql AS
	$$BEGIN RAISE NOTICE 'code of the owner runs'; RETURN 'x'; END$$;
CREATE CAST (other.mood AS text) WITH FUNCTION other.evil(other.mood) AS IMPLICIT;
CREATE DOMAIN other.address AS text CHECK (length(VALUE) > 0);
CREATE TABLE other.traps (email other.mood, contact other.address, emails text[]);
INSERT INTO other.traps VALUES ('a@corp.example', 'b@corp.example', '{c@corp.example}');
SELECT "column", category FROM confiture_detect_pii('{other.traps}');

DROP OWNED BY regress_confiture_looker;
DROP ROLE regress_confiture_looker;
\set VERBOSITY terse
DROP SCHEMA shop, other CASCADE;
