-- a plan is rows in the order in which they run
\pset format unaligned
CREATE TABLE book (id int PRIMARY KEY, title varchar(20));
CREATE VIEW titles AS SELECT title FROM book;
SELECT confiture_save_snapshot('before');
ALTER TABLE book ADD COLUMN isbn text;
DROP VIEW titles;
ALTER TABLE book ALTER COLUMN title TYPE text;
CREATE VIEW titles AS SELECT title FROM book;
SELECT ordinal, operation, object_type, object_identity, risk, lock, rewrites, split_part(sql, E'\n', 1) AS sql FROM confiture_diff('snapshot:before', 'current') ORDER BY ordinal;

-- drift is what the database lacks of the expected schema
SELECT split_part(sql, E'\n', 1) AS sql FROM confiture_drift('snapshot:before') ORDER BY ordinal;
SELECT confiture_save_snapshot('after');
SELECT count(*) FROM confiture_drift('snapshot:after');

-- a part of the schema
SELECT sql FROM confiture_diff('snapshot:before', 'current', include => ARRAY['public.nothing*']) ORDER BY ordinal;


-- as one text
SELECT confiture_diff_script('snapshot:before', 'current', include => ARRAY['public.book']);
SELECT confiture_diff_script('snapshot:before', 'current', format => 'pdf');

-- what is no source
SELECT confiture_snapshot('nonsense');
SELECT confiture_snapshot('snapshot:nothing');
SELECT confiture_snapshot('db:no_such_database');
SELECT count(*) FROM confiture_diff();

DROP VIEW titles;
DROP TABLE book;
DELETE FROM confiture.snapshot;

-- renames: given, or suggested in the reason, never made unasked
CREATE SCHEMA shop;
CREATE TABLE shop.users (id int PRIMARY KEY, mail text, CHECK (mail <> ''));
SELECT confiture_save_snapshot('before');
ALTER TABLE shop.users RENAME COLUMN mail TO email;
SELECT confiture_save_snapshot('after');
SELECT operation, object_identity, risk, reason FROM confiture_diff('snapshot:before', 'snapshot:after') WHERE object_type = 'table column' ORDER BY ordinal;
SELECT operation, object_identity, risk, lock, sql, reverse_sql FROM confiture_diff('snapshot:before', 'snapshot:after', renames => '{"shop.users.mail": "shop.users.email"}') ORDER BY ordinal;
SELECT sql FROM confiture_diff('snapshot:before', 'snapshot:after', renames => '{"shop.users.male": "shop.users.email"}');
SELECT sql FROM confiture_diff('snapshot:before', 'snapshot:after', renames => '{"shop.users.mail": "shop.users.e_mail"}');

-- online plans hold no strong lock while they read or write a table
CREATE TABLE shop.parts (id uuid DEFAULT gen_random_uuid() NOT NULL, user_id int NOT NULL REFERENCES shop.users, code text CONSTRAINT code_is_one UNIQUE);
CREATE TABLE shop.orders (n int);
SELECT confiture_save_snapshot('before');
DROP TABLE shop.parts;
CREATE TABLE shop.parts (user_id int, code text);
SELECT confiture_save_snapshot('bare');
SELECT lock, transactional, sql FROM confiture_diff('snapshot:bare', 'snapshot:before', online => true) ORDER BY ordinal;

-- columns in another order are told, and left where they are
DROP TABLE shop.orders;
CREATE TABLE shop.orders (n int, placed_at date);
SELECT confiture_save_snapshot('after');
DROP TABLE shop.orders;
CREATE TABLE shop.orders (placed_at date, n int);
SELECT count(*) FROM confiture_diff('current', 'snapshot:after') WHERE object_identity = 'shop.orders';
DROP SCHEMA shop CASCADE;
DELETE FROM confiture.snapshot;

-- a table whose rows have nowhere to go stops the plan
CREATE EXTENSION postgres_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
CREATE TABLE kept (id int);
INSERT INTO kept VALUES (1);
SELECT confiture_save_snapshot('before');
ALTER TABLE kept RENAME TO put_by;
CREATE FOREIGN TABLE kept (id int) SERVER far;
SELECT confiture_save_snapshot('after');
DROP FOREIGN TABLE kept;
ALTER TABLE put_by RENAME TO kept;
SELECT operation, object_identity, reason FROM confiture_diff('snapshot:before', 'snapshot:after', include => ARRAY['public.kept']) WHERE ordinal = 1;
SELECT sql AS stop FROM confiture_diff('current', 'snapshot:after', include => ARRAY['public.kept']) WHERE operation = 'error' \gexec
TRUNCATE kept;
SELECT sql FROM confiture_diff('current', 'snapshot:after', include => ARRAY['public.kept']) ORDER BY ordinal \gexec
SELECT count(*) FROM confiture_diff('current', 'snapshot:after', include => ARRAY['public.kept']);
DROP FOREIGN TABLE kept;
DROP SERVER far;
DROP EXTENSION postgres_fdw;
DELETE FROM confiture.snapshot;
