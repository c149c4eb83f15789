CREATE FUNCTION @extschema@.confiture_files(
	path text,
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL)
RETURNS TABLE (ordinal integer, file text, bytes bigint, sha256 text)
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_files';
COMMENT ON FUNCTION @extschema@.confiture_files(text, text[], text[])
IS 'files of a tree of DDL files, in the order in which a build runs them';
-- Left to everyone: it reads with the rights of its caller, who needs those of pg_read_server_files.

CREATE FUNCTION @extschema@.confiture_schema_hash(
	path text,
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL)
RETURNS text
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_schema_hash';
COMMENT ON FUNCTION @extschema@.confiture_schema_hash(text, text[], text[])
IS 'SHA-256 of a tree of DDL files: of the paths and contents in the order of a build';
-- Left to everyone, as above.
