CREATE FUNCTION @extschema@.confiture_detect_pii(
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	sample integer DEFAULT 1000)
RETURNS TABLE (
	relation regclass,
	"column" name,
	category text,
	confidence numeric,
	evidence text,
	suggested_label text,
	label text,
	statement text)
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_detect_pii';
COMMENT ON FUNCTION @extschema@.confiture_detect_pii(text[], text[], integer)
IS 'columns that seem to hold personal data, why, and the masking labels that would do';
-- Left to everyone: values are sampled with the rights of the caller.

CREATE FUNCTION @extschema@.confiture_import_rules(
	format text,
	rules text DEFAULT NULL,
	apply boolean DEFAULT false)
RETURNS TABLE (
	object_type text,
	object_identity text,
	source text,
	label text,
	statement text,
	applied boolean,
	note text)
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_import_rules';
COMMENT ON FUNCTION @extschema@.confiture_import_rules(text, text, boolean)
IS 'masking rules of PostgreSQL Anonymizer, Greenmask or Confiture as labels, and what could not be taken over';
-- Left to everyone: labels are set with the rights of the caller.
