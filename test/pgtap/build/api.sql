-- The interface of the room: builds, databases, templates.
BEGIN;
\ir ../api.psql
SELECT plan(50);

\set options 'include text[] DEFAULT NULL::text[], exclude text[] DEFAULT NULL::text[], variables jsonb DEFAULT NULL::jsonb, seeds text[] DEFAULT NULL::text[]'
\set report 'TABLE(ordinal integer, file text, statements bigint, rows bigint, elapsed interval, moved text[])'
SELECT pg_temp.has_routine('confiture_build', 'path text, ' || :'options' || ', dry_run boolean DEFAULT false, resolve boolean DEFAULT false',
	:'report', 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_build', 'files jsonb, ' || :'options' || ', dry_run boolean DEFAULT false, resolve boolean DEFAULT false',
	:'report', 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_create_database', 'IN name name, IN path text, IN owner name DEFAULT NULL::name, '
	|| 'IN include text[] DEFAULT NULL::text[], IN exclude text[] DEFAULT NULL::text[], IN variables jsonb DEFAULT NULL::jsonb, '
	|| 'IN seeds text[] DEFAULT NULL::text[], IN use_template boolean DEFAULT true, IN replace boolean DEFAULT false, '
	|| 'IN pool boolean DEFAULT false, IN resolve boolean DEFAULT false', NULL, 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_drop_database', 'IN name name, IN force boolean DEFAULT false', NULL, 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_prune_templates', 'IN keep interval DEFAULT ''7 days''::interval', NULL, 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture.build_progress', 'OUT pid integer, OUT datid oid, OUT usesysid oid, OUT started_at timestamp with time zone, '
	|| 'OUT files_done bigint, OUT files_total bigint, OUT statements_done bigint, OUT bytes_done bigint, OUT bytes_total bigint, '
	|| 'OUT current_file text', 'SETOF record', 'volatile, parallel restricted', true);
SELECT pg_temp.has_routine('confiture.template', 'OUT hash text, OUT database name, OUT owner name, OUT bytes bigint, '
	|| 'OUT created_at timestamp with time zone, OUT last_used_at timestamp with time zone, OUT clones bigint', 'SETOF record',
	'volatile, parallel restricted', true);

SELECT pg_temp.has_table_of('confiture.build_progress', 'pid integer, datname name, usename name, started_at timestamp with time zone, '
	|| 'files_done bigint, files_total bigint, statements_done bigint, bytes_done bigint, bytes_total bigint, current_file text', 'SELECT');
SELECT pg_temp.has_table_of('confiture.template', 'hash text, database name, bytes bigint, created_at timestamp with time zone, '
	|| 'last_used_at timestamp with time zone, clones bigint, owner name', 'SELECT');

SELECT * FROM finish();
ROLLBACK;
