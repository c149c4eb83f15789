-- What SQL inside of labels was resolved to when they were written: see label_tree_pg.hpp. Written by the extension alone,
-- and for nobody else to read. In no dump: labels are, and writing them fills it again.
CREATE TABLE confiture.label_expression (
	relation oid NOT NULL,
	attribute smallint NOT NULL,
	part smallint NOT NULL,
	server_version integer NOT NULL,
	label text NOT NULL,
	definition text NOT NULL,
	expression pg_node_tree NOT NULL,
	PRIMARY KEY (relation, attribute, part)
) WITH (user_catalog_table = true); -- confiture_decode reads it while it decodes
ALTER TABLE confiture.label_expression -- in the row, since changes of the past have no TOAST
	ALTER label SET STORAGE MAIN, ALTER definition SET STORAGE MAIN, ALTER expression SET STORAGE MAIN;
COMMENT ON TABLE confiture.label_expression
IS 'SQL inside of masking labels, as it was resolved when they were written; the extension alone reads and writes it';

CREATE FUNCTION confiture.resolve_labels()
RETURNS integer
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_resolve_labels';
COMMENT ON FUNCTION confiture.resolve_labels()
IS 'resolves SQL inside of masking labels that is not resolved, as after pg_upgrade; the number of labels';
-- For superusers: labels that nobody wrote by SECURITY LABEL count then, too.
REVOKE ALL ON FUNCTION confiture.resolve_labels() FROM PUBLIC;
SELECT confiture.resolve_labels(); -- those that were written before the extension was here
