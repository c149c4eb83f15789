CREATE FUNCTION @extschema@.confiture_diff(
	from_source text DEFAULT 'current',
	to_source text DEFAULT pg_catalog.current_setting('confiture.schema_path', true),
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	renames jsonb DEFAULT NULL,
	online boolean DEFAULT false,
	prove boolean DEFAULT false)
RETURNS TABLE (ordinal integer, operation text, object_type text, object_identity text, risk text, lock text,
	rewrites boolean, transactional boolean, sql text, reverse_sql text, reason text)
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_diff';
COMMENT ON FUNCTION @extschema@.confiture_diff(text, text, text[], text[], jsonb, boolean, boolean)
IS 'the steps that turn one schema into another, in the order in which they run';
-- Left to everyone: schemas are read with the rights of the caller, and nothing is changed.

CREATE FUNCTION @extschema@.confiture_diff_script(
	from_source text DEFAULT 'current',
	to_source text DEFAULT pg_catalog.current_setting('confiture.schema_path', true),
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	renames jsonb DEFAULT NULL,
	online boolean DEFAULT false,
	prove boolean DEFAULT false,
	format text DEFAULT 'sql')
RETURNS text
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_diff_script';
COMMENT ON FUNCTION @extschema@.confiture_diff_script(text, text, text[], text[], jsonb, boolean, boolean, text)
IS 'the same as one text: sql, markdown, json or html';
-- Left to everyone: see confiture_diff.

CREATE FUNCTION @extschema@.confiture_drift(expected text)
RETURNS TABLE (ordinal integer, operation text, object_type text, object_identity text, risk text, lock text,
	rewrites boolean, transactional boolean, sql text, reverse_sql text, reason text)
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_drift';
COMMENT ON FUNCTION @extschema@.confiture_drift(text)
IS 'what this database lacks of the expected schema, or has beyond it; no rows: nothing';
-- Left to everyone: see confiture_diff.
