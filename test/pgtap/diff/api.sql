-- The interface of the room: differences between schemas.
BEGIN;
\ir ../api.psql
SELECT plan(18);

\set sources 'from_source text DEFAULT ''current''::text, to_source text DEFAULT current_setting(''confiture.schema_path''::text, true), include text[] DEFAULT NULL::text[], exclude text[] DEFAULT NULL::text[], renames jsonb DEFAULT NULL::jsonb, online boolean DEFAULT false'
\set steps 'TABLE(ordinal integer, operation text, object_type text, object_identity text, risk text, lock text, rewrites boolean, transactional boolean, sql text, reverse_sql text, reason text)'
SELECT pg_temp.has_routine('confiture_diff', :'sources' || ', prove boolean DEFAULT false', :'steps', 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_diff_script', :'sources' || ', prove boolean DEFAULT false, format text DEFAULT ''sql''::text', 'text', 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_drift', 'expected text', :'steps', 'volatile, strict, parallel unsafe', true);

SELECT * FROM finish();
ROLLBACK;
