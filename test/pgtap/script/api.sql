-- The interface of the room: which files a tree has.
BEGIN;
\ir ../api.psql
SELECT plan(12);

SELECT pg_temp.has_routine('confiture_files', 'path text, include text[] DEFAULT NULL::text[], exclude text[] DEFAULT NULL::text[]',
	'TABLE(ordinal integer, file text, bytes bigint, sha256 text)', 'stable, parallel safe', true);
SELECT pg_temp.has_routine('confiture_schema_hash', 'path text, include text[] DEFAULT NULL::text[], exclude text[] DEFAULT NULL::text[]',
	'text', 'stable, parallel safe', true);

SELECT * FROM finish();
ROLLBACK;
