-- The interface of the room: snapshots.
BEGIN;
\ir ../api.psql
SELECT plan(16);

SELECT pg_temp.has_routine('confiture_snapshot', 'source text DEFAULT ''current''::text', 'jsonb', 'volatile, strict, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_save_snapshot', 'name text, source text DEFAULT ''current''::text', 'void', 'volatile, strict, parallel unsafe', true);
SELECT pg_temp.has_table_of('confiture.snapshot', 'name text, snapshot jsonb, created_at timestamp with time zone, created_by name', '');

SELECT * FROM finish();
ROLLBACK;
