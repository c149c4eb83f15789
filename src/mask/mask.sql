-- Words that fakes are made of. The extension's own are filled in at the end of its script.
CREATE TABLE confiture.dictionary (
	locale text NOT NULL,
	kind text NOT NULL,
	value text NOT NULL,
	supplied boolean NOT NULL DEFAULT false,
	PRIMARY KEY (locale, kind, value)
) WITH (user_catalog_table = true); -- confiture_decode reads it while it decodes
COMMENT ON TABLE confiture.dictionary IS 'words that masks make fakes of, by locale and kind';
COMMENT ON COLUMN confiture.dictionary.supplied IS 'the word came with the extension';
SELECT pg_catalog.pg_extension_config_dump('confiture.dictionary', 'WHERE NOT supplied');
GRANT SELECT ON confiture.dictionary TO PUBLIC;
-- Writing it is left to its owner: the words are what every masked reader sees.

CREATE FUNCTION confiture.dictionary_changed()
RETURNS trigger
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_dictionary_changed';
COMMENT ON FUNCTION confiture.dictionary_changed() IS 'tells all sessions to read the dictionaries anew';
REVOKE ALL ON FUNCTION confiture.dictionary_changed() FROM PUBLIC;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON confiture.dictionary
FOR EACH STATEMENT EXECUTE FUNCTION confiture.dictionary_changed();

-- Stands for the rule of a column in the queries that masking makes. It has no input: nobody can mask values of their
-- own by a column's rule, to compare them with masked ones.
CREATE TYPE confiture.rule;
CREATE FUNCTION confiture.rule_in(cstring)
RETURNS confiture.rule
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_rule_in';
CREATE FUNCTION confiture.rule_out(confiture.rule)
RETURNS cstring
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_rule_out';
COMMENT ON FUNCTION confiture.rule_in(cstring) IS 'refuses: rules are not values';
COMMENT ON FUNCTION confiture.rule_out(confiture.rule) IS 'the column whose rule it is';
CREATE TYPE confiture.rule (
	INPUT = confiture.rule_in, OUTPUT = confiture.rule_out,
	INTERNALLENGTH = 8, PASSEDBYVALUE, ALIGNMENT = double, STORAGE = plain
);
COMMENT ON TYPE confiture.rule IS 'the masking rule of a column, in queries that are masked';

CREATE FUNCTION confiture.mask(value anyelement, rule confiture.rule)
RETURNS anyelement
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_mask';
COMMENT ON FUNCTION confiture.mask(anyelement, confiture.rule) IS 'the value masked by the rule of its column';
-- Left to everyone: masked queries call it as their reader, and there is no value of its second type to write.

CREATE FUNCTION confiture.mask(value anyelement, rule confiture.rule, entity text, words text[])
RETURNS anyelement
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_mask_in_row';
COMMENT ON FUNCTION confiture.mask(anyelement, confiture.rule, text, text[])
IS 'the value masked by the rule of its column, which asks for others of the row';
-- Left to everyone, as above.

CREATE FUNCTION confiture.strategy()
RETURNS TABLE (name text, category text, input_types text, arguments text, deterministic boolean, uniqueness text,
	reversible boolean, description text)
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_strategies';
COMMENT ON FUNCTION confiture.strategy() IS 'the masking strategies';
-- Left to everyone: it is documentation.

-- Each strategy of single values is a function too: confiture.email(value, …). They are made from the table of
-- strategies. Left to everyone, but that those under the key refuse masked roles.
CREATE FUNCTION confiture.function_definitions(library text)
RETURNS SETOF text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_function_definitions';
COMMENT ON FUNCTION confiture.function_definitions(text) IS 'the commands that define the strategies as functions';
REVOKE ALL ON FUNCTION confiture.function_definitions(text) FROM PUBLIC;
DO $define$
DECLARE
	command text;
BEGIN
	FOR command IN SELECT confiture.function_definitions('MODULE_PATHNAME') LOOP
		EXECUTE command;
	END LOOP;
END
$define$;

CREATE FUNCTION confiture.generalize(value integer, step double precision DEFAULT 10)
RETURNS int4range
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_generalize';
CREATE FUNCTION confiture.generalize(value bigint, step double precision DEFAULT 10)
RETURNS int8range
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_generalize';
CREATE FUNCTION confiture.generalize(value numeric, step double precision DEFAULT 10)
RETURNS numrange
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_generalize';
CREATE FUNCTION confiture.generalize(value date, unit text DEFAULT 'year')
RETURNS daterange
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_generalize';
CREATE FUNCTION confiture.generalize(value timestamp, unit text DEFAULT 'year')
RETURNS tsrange
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_generalize';
CREATE FUNCTION confiture.generalize(value timestamptz, unit text DEFAULT 'year')
RETURNS tstzrange
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_generalize';
COMMENT ON FUNCTION confiture.generalize(integer, double precision) IS 'the range of a number';
COMMENT ON FUNCTION confiture.generalize(bigint, double precision) IS 'the range of a number';
COMMENT ON FUNCTION confiture.generalize(numeric, double precision) IS 'the range of a number';
COMMENT ON FUNCTION confiture.generalize(date, text) IS 'the year of a day, or another unit, as a range';
COMMENT ON FUNCTION confiture.generalize(timestamp, text) IS 'the year of a time, or another unit, as a range';
COMMENT ON FUNCTION confiture.generalize(timestamptz, text)
IS 'the year of a time, or another unit, as a range; in UTC';
-- Left to everyone: no key is in them.

-- Back from masks that can be undone. For those who may see the values; grant it to them.
CREATE FUNCTION confiture.decrypt(value text, domain text DEFAULT '')
RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_reveal';
CREATE FUNCTION confiture.decrypt(value bytea, domain text DEFAULT '')
RETURNS bytea
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_reveal';
CREATE FUNCTION confiture.fpe_decrypt(value text, alphabet text DEFAULT 'digits', tweak text DEFAULT '',
	domain text DEFAULT '')
RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_reveal';
CREATE FUNCTION confiture.fpe_decrypt(value integer, alphabet text DEFAULT 'digits', tweak text DEFAULT '',
	domain text DEFAULT '')
RETURNS integer
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_reveal';
CREATE FUNCTION confiture.fpe_decrypt(value bigint, alphabet text DEFAULT 'digits', tweak text DEFAULT '',
	domain text DEFAULT '')
RETURNS bigint
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_reveal';
COMMENT ON FUNCTION confiture.decrypt(text, text) IS 'the value that the strategy encrypt masked';
COMMENT ON FUNCTION confiture.decrypt(bytea, text) IS 'the value that the strategy encrypt masked';
COMMENT ON FUNCTION confiture.fpe_decrypt(text, text, text, text) IS 'the value that the strategy fpe masked';
COMMENT ON FUNCTION confiture.fpe_decrypt(integer, text, text, text) IS 'the value that the strategy fpe masked';
COMMENT ON FUNCTION confiture.fpe_decrypt(bigint, text, text, text) IS 'the value that the strategy fpe masked';
REVOKE ALL ON FUNCTION confiture.decrypt(text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION confiture.decrypt(bytea, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION confiture.fpe_decrypt(text, text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION confiture.fpe_decrypt(integer, text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION confiture.fpe_decrypt(bigint, text, text, text) FROM PUBLIC;

CREATE FUNCTION confiture.masking_rules()
RETURNS TABLE (relation regclass, column_name name, data_type text, label text, strategy text, source text,
	source_relation regclass, domain text, is_unique boolean, problem text)
LANGUAGE C STABLE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_masking_rules';
COMMENT ON FUNCTION confiture.masking_rules() IS 'what the view confiture.masking_rule shows';
-- Left to everyone: labels are in pg_seclabels, for all to read.
CREATE VIEW confiture.masking_rule AS SELECT * FROM confiture.masking_rules();
COMMENT ON VIEW confiture.masking_rule
IS 'how each labelled table and column is masked, those included that take the rule of another';
COMMENT ON COLUMN confiture.masking_rule.source
IS 'own, ancestor, descendant, or key: the label of the key that the column references';
COMMENT ON COLUMN confiture.masking_rule.domain IS 'the masking domain that the label names; null: the common one';
COMMENT ON COLUMN confiture.masking_rule.problem IS 'why the relation cannot be read masked';
GRANT SELECT ON confiture.masking_rule TO PUBLIC;

CREATE FUNCTION @extschema@.confiture_rotate_secret()
RETURNS text
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_rotate_secret';
COMMENT ON FUNCTION @extschema@.confiture_rotate_secret()
IS 'makes a new masking secret; gives the name of the file that keeps the former';
-- For superusers: masked values of before and after do not match any more.
REVOKE ALL ON FUNCTION @extschema@.confiture_rotate_secret() FROM PUBLIC;
