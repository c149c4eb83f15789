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
