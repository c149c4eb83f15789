-- What rewritten queries call beside confiture.mask(). Everybody's: they tell no more than that a relation has labels.

CREATE FUNCTION confiture.statistics_shown(relation oid, attribute smallint)
RETURNS boolean
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_statistics_shown';
COMMENT ON FUNCTION confiture.statistics_shown(oid, smallint)
IS 'whether statistics on a column hold no value that masking hides';

CREATE FUNCTION confiture.statistics_shown(statistics oid)
RETURNS boolean
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'confiture_extended_statistics_shown';
COMMENT ON FUNCTION confiture.statistics_shown(oid)
IS 'whether extended statistics hold no value that masking hides';
