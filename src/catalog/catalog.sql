CREATE TABLE confiture.snapshot (
	name text PRIMARY KEY,
	snapshot jsonb NOT NULL,
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	created_by name NOT NULL DEFAULT current_user);
COMMENT ON TABLE confiture.snapshot IS 'saved schema snapshots';
SELECT pg_catalog.pg_extension_config_dump('confiture.snapshot', '');
-- Grant SELECT to those who may compare with saved schemas, INSERT and UPDATE to those who may save them.

CREATE FUNCTION @extschema@.confiture_snapshot(source text DEFAULT 'current')
RETURNS jsonb
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_snapshot';
COMMENT ON FUNCTION @extschema@.confiture_snapshot(text)
IS 'the schema that a source names: every object with its attributes and dependencies';
-- Left to everyone: catalogs are read with the rights of the caller.

CREATE FUNCTION @extschema@.confiture_save_snapshot(name text, source text DEFAULT 'current')
RETURNS void
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_save_snapshot';
COMMENT ON FUNCTION @extschema@.confiture_save_snapshot(text, text)
IS 'save the schema that a source names under a name, for "snapshot:NAME"';
-- Left to everyone: it writes confiture.snapshot with the rights of the caller.
