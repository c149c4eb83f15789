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

CREATE PROCEDURE @extschema@.confiture_mask_table(
	relation regclass,
	cascade boolean DEFAULT false,
	force boolean DEFAULT false)
LANGUAGE C
AS 'MODULE_PATHNAME', 'confiture_mask_table';
COMMENT ON PROCEDURE @extschema@.confiture_mask_table(regclass, boolean, boolean)
IS 'replace the values of a table''s labelled columns by masked ones, for good';
-- Left to everyone: it needs the ownership of each table.

CREATE PROCEDURE @extschema@.confiture_mask_database(
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	resume boolean DEFAULT true,
	workers integer DEFAULT 1,
	force boolean DEFAULT false)
LANGUAGE C
AS 'MODULE_PATHNAME', 'confiture_mask_database';
COMMENT ON PROCEDURE @extschema@.confiture_mask_database(text[], text[], boolean, integer, boolean)
IS 'replace the values of all labelled columns by masked ones, for good, table by table';
-- Left to everyone: it needs the ownership of each table.

CREATE TABLE confiture.masking_run (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	started_by name NOT NULL DEFAULT session_user,
	finished_at timestamptz,
	include text[] NOT NULL,
	exclude text[] NOT NULL,
	secret text NOT NULL,
	token uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid());
COMMENT ON TABLE confiture.masking_run IS 'runs of confiture_mask_database';

CREATE TABLE confiture.masked_table (
	run bigint NOT NULL REFERENCES confiture.masking_run ON DELETE CASCADE,
	relation oid NOT NULL,
	name text NOT NULL,
	masked_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	PRIMARY KEY (run, relation));
COMMENT ON TABLE confiture.masked_table IS 'tables that runs of confiture_mask_database have masked';

CREATE TABLE confiture.suspended_key (
	run bigint NOT NULL REFERENCES confiture.masking_run ON DELETE CASCADE,
	"constraint" oid NOT NULL,
	name text NOT NULL,
	PRIMARY KEY (run, "constraint"));
COMMENT ON TABLE confiture.suspended_key IS 'foreign keys that are NOT VALID until a run has masked both sides';
COMMENT ON COLUMN confiture.masking_run.secret IS 'tells the secret of the run from others, and nothing else of it';
-- Who may read these is for their owner to say; the procedures write them, and nobody else should.

CREATE FUNCTION confiture.refuse_write()
RETURNS trigger
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_refuse_write';
COMMENT ON FUNCTION confiture.refuse_write()
IS 'trigger that refuses writes to a table while a run of confiture_mask_database has half masked what its keys join';
-- Left to everyone: it refuses, and does nothing else.

CREATE FUNCTION @extschema@.confiture_mask_check(
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	sample integer DEFAULT 1000)
RETURNS TABLE (
	severity text,
	problem text,
	relation regclass,
	"column" name,
	message text,
	hint text)
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_mask_check';
COMMENT ON FUNCTION @extschema@.confiture_mask_check(text[], text[], integer)
IS 'problems of masking rules: personal data without one, broken keys and constraints, ways around; no rows: none found';
-- Left to everyone: values are read with the rights of the caller, constraints tried with those of the table's owner.

CREATE FUNCTION @extschema@.confiture_k_anonymity(
	relation regclass,
	columns text[],
	k integer DEFAULT 5)
RETURNS TABLE (
	smallest bigint,
	groups bigint,
	rows bigint,
	groups_below bigint,
	rows_below bigint)
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_k_anonymity';
COMMENT ON FUNCTION @extschema@.confiture_k_anonymity(regclass, text[], integer)
IS 'sizes of the groups of rows that agree in some columns, as they are read masked';
-- Left to everyone: it reads with the rights of the caller.

CREATE FUNCTION @extschema@.confiture_masking_report(
	format text DEFAULT 'text',
	quasi_identifiers jsonb DEFAULT NULL,
	k integer DEFAULT 5)
RETURNS text
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_masking_report';
COMMENT ON FUNCTION @extschema@.confiture_masking_report(text, jsonb, integer)
IS 'what is masked how, what is not, and problems of it, for an auditor: text, markdown, json or html';
-- Left to everyone: it reads with the rights of the caller.

CREATE FUNCTION @extschema@.confiture_mask_verify(
	source text,
	target text DEFAULT 'current',
	sample integer DEFAULT 100000)
RETURNS TABLE (
	source_column text,
	target_column text,
	compared bigint,
	values_found bigint,
	rows_found bigint,
	note text)
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_mask_verify';
COMMENT ON FUNCTION @extschema@.confiture_mask_verify(text, text, integer)
IS 'original values of labelled columns of one database that are found in another; no rows: none';
-- Left to everyone: both databases are read with the rights of the caller.

CREATE FUNCTION confiture.original_digests(key bytea, sample integer)
RETURNS text
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_original_digests';
COMMENT ON FUNCTION confiture.original_digests(bytea, integer)
IS 'keyed digests of values of labelled columns; what confiture_mask_verify of another server calls';
-- Left to everyone: it reads what the caller may read, and is refused to masked roles.

CREATE TABLE confiture.vault (
	domain text NOT NULL,
	value text NOT NULL,
	token text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	PRIMARY KEY (domain, value),
	UNIQUE (domain, token));
COMMENT ON TABLE confiture.vault IS 'original values of the strategy tokenize, and their tokens; not in dumps';
-- Original values: grant it to nobody who should not have them. pg_dump leaves its rows out, as it does with all tables
-- of extensions that are not said to be configuration.
