CREATE DOMAIN crm.email AS text
    CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:].]+$');

CREATE DOMAIN crm.phone AS text
    CHECK (VALUE ~ '^\+[1-9][0-9]{6,14}$');
COMMENT ON DOMAIN crm.phone IS 'E.164: "+", country code, number, without blanks';

CREATE DOMAIN catalog.amount AS numeric(12, 2)
    CHECK (VALUE >= 0);

CREATE DOMAIN catalog.currency AS char(3)
    CHECK (VALUE ~ '^[A-Z]{3}$');
