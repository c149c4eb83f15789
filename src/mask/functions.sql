-- The strategies as functions that mask.sql does not define by itself. Left to everyone, but where it is said.

-- Constants and conditions are SQL's own: there is nothing to look up in these bodies, so no search_path matters.
CREATE FUNCTION confiture."null"(value text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT CASE WHEN false THEN $1 END $$;
CREATE FUNCTION confiture."null"(value anyelement)
RETURNS anyelement
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT CASE WHEN false THEN $1 END $$;
COMMENT ON FUNCTION confiture."null"(text) IS 'masks by the strategy null: null';
COMMENT ON FUNCTION confiture."null"(anyelement) IS 'masks by the strategy null: null';

-- Not strict, as the label: it stands for nulls too.
CREATE FUNCTION confiture.value(value text, constant text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT $2 $$;
CREATE FUNCTION confiture.value(value anyelement, constant anyelement)
RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT $2 $$;
COMMENT ON FUNCTION confiture.value(text, text) IS 'masks by the strategy value: a constant, also for nulls';
COMMENT ON FUNCTION confiture.value(anyelement, anyelement) IS 'masks by the strategy value: a constant, also for nulls';

-- Not strict: where the condition is null, the value is masked; and a mask may be null.
CREATE FUNCTION confiture."when"(value text, condition boolean, masked text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN $2 IS FALSE THEN $1 ELSE $3 END $$;
CREATE FUNCTION confiture."when"(value anyelement, condition boolean, masked anyelement)
RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN $2 IS FALSE THEN $1 ELSE $3 END $$;
COMMENT ON FUNCTION confiture."when"(text, boolean, text)
IS 'masks by the strategy when: the value where the condition is false, elsewhere what masks it';
COMMENT ON FUNCTION confiture."when"(anyelement, boolean, anyelement)
IS 'masks by the strategy when: the value where the condition is false, elsewhere what masks it';

CREATE FUNCTION confiture.regex(value text, pattern text, replacement text DEFAULT '', flags text DEFAULT 'g')
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT pg_catalog.regexp_replace($1, $2, $3, $4) $$;
COMMENT ON FUNCTION confiture.regex(text, text, text, text)
IS 'masks by the strategy regex: matches of a pattern replaced';

-- What masks the parts is written as in a label. Masked roles are refused where a strategy inside needs the key.
CREATE FUNCTION confiture.json(value anyelement, rules text)
RETURNS anyelement
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_strategy';
CREATE FUNCTION confiture.fields(value anyelement, rules text)
RETURNS anyelement
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_strategy';
COMMENT ON FUNCTION confiture.json(anyelement, text)
IS 'masks by the strategy json: leaves of jsonb, json and xml, as json(path => ''strategy'', ...)';
COMMENT ON FUNCTION confiture.fields(anyelement, text)
IS 'masks by the strategy fields: composite values, as fields(field => ''strategy'', ...)';

CREATE FUNCTION confiture.tokenize(value text, vault text DEFAULT 'confiture.vault', domain text DEFAULT '')
RETURNS text
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_tokenize';
CREATE FUNCTION confiture.tokenize(value anyelement, vault text DEFAULT 'confiture.vault', domain text DEFAULT '')
RETURNS anyelement
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'confiture_tokenize';
COMMENT ON FUNCTION confiture.tokenize(text, text, text)
IS 'masks by the strategy tokenize: a random token, kept with the value in a vault table';
COMMENT ON FUNCTION confiture.tokenize(anyelement, text, text)
IS 'masks by the strategy tokenize: a random token, kept with the value in a vault table';
-- It writes the vault, and tells who may call it which token stands for a value. Grant it to those who may know.
REVOKE ALL ON FUNCTION confiture.tokenize(text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION confiture.tokenize(anyelement, text, text) FROM PUBLIC;
