CREATE FUNCTION @extschema@.confiture_build(
	path text,
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	variables jsonb DEFAULT NULL,
	seeds text[] DEFAULT NULL,
	dry_run boolean DEFAULT false,
	resolve boolean DEFAULT false)
RETURNS TABLE (ordinal integer, file text, statements bigint, rows bigint, elapsed interval, moved text[])
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_build_path';
COMMENT ON FUNCTION @extschema@.confiture_build(text, text[], text[], jsonb, text[], boolean, boolean)
IS 'build this database from a tree of DDL files, in the current transaction';
-- Left to everyone: statements run with the rights of the caller, who needs those of pg_read_server_files.

CREATE FUNCTION @extschema@.confiture_build(
	files jsonb,
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	variables jsonb DEFAULT NULL,
	seeds text[] DEFAULT NULL,
	dry_run boolean DEFAULT false,
	resolve boolean DEFAULT false)
RETURNS TABLE (ordinal integer, file text, statements bigint, rows bigint, elapsed interval, moved text[])
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_build_files';
COMMENT ON FUNCTION @extschema@.confiture_build(jsonb, text[], text[], jsonb, text[], boolean, boolean)
IS 'build this database from DDL texts {"path": "content", ...}, in the current transaction';
-- Left to everyone: statements run with the rights of the caller.

CREATE FUNCTION confiture.build_progress(
	OUT pid integer, OUT datid oid, OUT usesysid oid, OUT started_at timestamptz,
	OUT files_done bigint, OUT files_total bigint, OUT statements_done bigint,
	OUT bytes_done bigint, OUT bytes_total bigint, OUT current_file text)
RETURNS SETOF record
LANGUAGE C VOLATILE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'confiture_build_progress';
COMMENT ON FUNCTION confiture.build_progress() IS 'running builds; see the view of that name';
-- Left to everyone: the file is shown to roles with the privileges of the builder or of pg_read_all_stats only.

CREATE VIEW confiture.build_progress AS
SELECT p.pid, d.datname, a.rolname AS usename, p.started_at, p.files_done, p.files_total, p.statements_done,
	p.bytes_done, p.bytes_total, p.current_file
FROM confiture.build_progress() AS p
	LEFT JOIN pg_catalog.pg_database AS d ON d.oid OPERATOR(pg_catalog.=) p.datid
	LEFT JOIN pg_catalog.pg_roles AS a ON a.oid OPERATOR(pg_catalog.=) p.usesysid;
COMMENT ON VIEW confiture.build_progress IS 'how far each running build is';
GRANT SELECT ON confiture.build_progress TO PUBLIC;

CREATE PROCEDURE @extschema@.confiture_create_database(
	name name,
	path text,
	owner name DEFAULT NULL,
	include text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	variables jsonb DEFAULT NULL,
	seeds text[] DEFAULT NULL,
	use_template boolean DEFAULT true,
	replace boolean DEFAULT false,
	pool boolean DEFAULT false,
	resolve boolean DEFAULT false)
LANGUAGE C
AS 'MODULE_PATHNAME', 'confiture_create_database';
COMMENT ON PROCEDURE @extschema@.confiture_create_database(
	name, text, name, text[], text[], jsonb, text[], boolean, boolean, boolean, boolean)
IS 'create a database from a tree of DDL files, by cloning a template of that tree';
-- Left to everyone: it needs CREATEDB and the privileges of pg_read_server_files, as its parts would.

CREATE PROCEDURE @extschema@.confiture_drop_database(name name, force boolean DEFAULT false)
LANGUAGE C
AS 'MODULE_PATHNAME', 'confiture_drop_database';
COMMENT ON PROCEDURE @extschema@.confiture_drop_database(name, boolean)
IS 'drop a database without waiting for its files to be removed';
-- Left to everyone: it needs the ownership that DROP DATABASE needs.

CREATE PROCEDURE @extschema@.confiture_prune_templates(keep interval DEFAULT '7 days')
LANGUAGE C
AS 'MODULE_PATHNAME', 'confiture_prune_templates';
COMMENT ON PROCEDURE @extschema@.confiture_prune_templates(interval)
IS 'drop the templates that were not used for so long, with their clones in store';
-- Left to everyone: a role drops its own templates, a superuser all.

CREATE FUNCTION confiture.template(
	OUT hash text, OUT database name, OUT owner name, OUT bytes bigint, OUT created_at timestamptz,
	OUT last_used_at timestamptz, OUT clones bigint)
RETURNS SETOF record
LANGUAGE C VOLATILE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'confiture_template';
COMMENT ON FUNCTION confiture.template() IS 'templates of trees of DDL files; see the view of that name';
-- Left to everyone: it shows no more than pg_database does.

CREATE VIEW confiture.template AS
SELECT t.hash, t.database, t.bytes, t.created_at, t.last_used_at, t.clones, t.owner
FROM confiture.template() AS t;
COMMENT ON VIEW confiture.template IS 'templates of trees of DDL files, and their use';
GRANT SELECT ON confiture.template TO PUBLIC;
