-- SQL inside labels: expressions over the row, and no code of whoever wrote the label.
CREATE SCHEMA expr;
SET search_path = expr, public;
CREATE DOMAIN short AS text CHECK (length(VALUE) < 10);
CREATE TYPE trap AS (a int, b short);
CREATE TYPE address AS (zip text, city text);
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE FUNCTION evil(anyelement) RETURNS text IMMUTABLE LANGUAGE plpgsql AS
	$$BEGIN RAISE NOTICE 'code of the owner runs as %', current_user; RETURN 'x'; END$$;
CREATE FUNCTION evil_row(text, text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS
	$$BEGIN RAISE NOTICE 'operator of the owner runs as %', current_user; RETURN true; END$$;
CREATE OPERATOR = (LEFTARG = text, RIGHTARG = text, FUNCTION = evil_row);
CREATE DOMAIN evil_domain AS text CHECK (evil(VALUE) = 'x');
CREATE TYPE evil_type AS (a evil_domain);
CREATE CAST (mood AS text) WITH FUNCTION evil(anyelement) AS IMPLICIT;
CREATE TABLE person (
	id int PRIMARY KEY, email text, tier varchar(5), nick short, home address, mood mood, salary numeric(8,2),
	tags text[], hired date, trap evil_type, "Odd ""name" text);
INSERT INTO person VALUES (1, 'ann@corp.example', 'gold', 'annie', '(75001,Paris)', 'sad', 1234.50, '{a,b}', '2020-02-29', NULL, 'odd'),
	(2, 'bob@corp.example', NULL, 'bobby', '(10115,Berlin)', 'happy', 10, NULL, NULL, NULL, NULL);

-- what an expression may hold
SECURITY LABEL FOR confiture ON COLUMN person.email IS 'expression(upper(left(email, 1)) || ''***@'' || coalesce(tier, ''none''))';
SECURITY LABEL FOR confiture ON COLUMN person.tier IS 'value(''too long for it'')';
SECURITY LABEL FOR confiture ON COLUMN person.nick IS 'expression(nick || ''-'' || (home).city)';
SECURITY LABEL FOR confiture ON COLUMN person.salary IS 'expression(CASE WHEN salary > 100 THEN round(salary, -2) ELSE salary END)';
SECURITY LABEL FOR confiture ON COLUMN person.mood IS 'value(''happy'')';
SECURITY LABEL FOR confiture ON COLUMN person.tags IS 'expression(ARRAY[tags[1], to_char(hired, ''YYYY'')])';
SECURITY LABEL FOR confiture ON COLUMN person.hired IS 'expression(date_trunc(''year'', hired))';
SECURITY LABEL FOR confiture ON COLUMN person.trap IS 'value(NULL)';
SECURITY LABEL FOR confiture ON COLUMN person.home IS 'null';
SECURITY LABEL FOR confiture ON COLUMN person."Odd ""name" IS 'function(pg_catalog.upper)';
SET confiture.masking = on;
SELECT * FROM person ORDER BY id;
RESET confiture.masking;

-- elements of arrays are no texts for it
SECURITY LABEL FOR confiture ON COLUMN person.tags IS 'regex(pattern => ''a'', replacement => ''b'')';
SECURITY LABEL FOR confiture ON COLUMN person.tags IS 'when(true, regex(''['', ''b''))';

-- a mask for some rows; where the condition is null the value is masked as well
SECURITY LABEL FOR confiture ON COLUMN person.email IS 'when(tier = ''gold'', regex(pattern => ''[a-z]'', replacement => ''#''))';
SECURITY LABEL FOR confiture ON COLUMN person.tier IS NULL;
SET confiture.masking = on;
SELECT id, email FROM person ORDER BY id;
RESET confiture.masking;
UPDATE person SET tier = 'lead' WHERE id = 2;
SET confiture.masking = on;
SELECT id, email FROM person ORDER BY id;
RESET confiture.masking;

-- functions, operators, casts and domains of other schemas are no part of it, however they are spelled
\set VERBOSITY terse
\set e 'SECURITY LABEL FOR confiture ON COLUMN person.email IS '
:e 'expression(evil(email))';
:e 'expression(expr.evil(email))';
:e 'function(expr.evil)';
:e 'expression(CASE WHEN email OPERATOR(expr.=) ''x'' THEN ''a'' END)';
:e 'expression(email::expr.evil_domain)';
:e 'expression(CAST(email AS expr.short))';
:e 'expression(expr.evil_domain(email))';
:e 'expression(email::expr.evil_type::text)';
:e 'expression(''(1)''::expr.evil_type::text)';
:e 'expression(expr.evil_type(''(1)'')::text)';
:e 'expression((''(1)''::text).evil_type)';
:e 'expression(CASE WHEN trap = ''(1)'' THEN email END)';
:e 'expression(jsonb_populate_record(NULL::expr.evil_type, ''{"a": "x"}'')::text)';
:e 'expression(mood::text)';
:e 'expression(to_json(mood)::text)';
:e 'expression(ARRAY[''1'']::expr.evil_domain[]::text)';
-- the operator = of the reader's search_path is not the one that is meant
:e 'when(tier = ''gold'', value(''x''))';
SET confiture.masking = on;
SELECT email FROM person ORDER BY id;
RESET confiture.masking;

-- no other rows, no settings, no files, nothing that changes
:e 'expression((SELECT max(email) FROM person))';
:e 'expression(email FROM pg_authid)';
:e 'expression(email ORDER BY 1)';
:e 'expression(email AS x)';
:e 'expression(DISTINCT email)';
:e 'expression(EXISTS (SELECT 1)::text)';
:e 'expression(ARRAY(SELECT rolname FROM pg_authid)::text)';
:e 'expression(max(email))';
:e 'expression(lag(email) OVER ())';
:e 'expression(unnest(tags))';
:e 'expression($1)';
:e 'expression(person.*::text)';
:e 'expression(person::text)';
:e 'expression(person.email)';
:e 'expression(ctid::text)';
:e 'expression(missing)';
:e 'expression(random()::text)';
:e 'expression(nextval(''x'')::text)';
:e 'expression(current_setting(''confiture.secret''))';
:e 'expression(set_config(''a.b'', ''c'', false))';
:e 'expression(pg_read_file(''postgresql.conf''))';
:e 'expression(query_to_xml(''SELECT 1'', true, true, '''')::text)';
:e 'expression(table_to_xml(''person'', true, true, '''')::text)';
:e 'expression(pg_get_viewdef(''pg_user'')::text)';
:e 'expression(''person''::regclass::text)';
:e 'expression(confiture.email(email))';
:e 'expression(confiture.tokenize(email))';
:e 'expression(confiture.mask(email, NULL))';
:e 'expression(confiture.fpe_decrypt(email))';
:e 'expression(confiture.partial(email, 1, ''*'', 1))';
:e 'value(email)';
:e 'value(upper(''x''))';

-- labels pasted into SQL would be injections; these are errors, or texts
:e 'expression(email; DROP TABLE person)';
:e 'expression(email) , email';
:e 'expression(email /* )';
:e 'expression(email -- x)';
:e 'value(''x''); DROP TABLE person; --'')';
:e 'value($$x'' || evil(1) || ''$$)';
SET confiture.masking = on;
SELECT DISTINCT email FROM person;
RESET confiture.masking;

-- types and constants are checked when the label is written
SECURITY LABEL FOR confiture ON COLUMN person.salary IS 'expression(email)';
SECURITY LABEL FOR confiture ON COLUMN person.salary IS 'value(''abc'')';
SECURITY LABEL FOR confiture ON COLUMN person.mood IS 'value(''angry'')';
SECURITY LABEL FOR confiture ON COLUMN person.trap IS 'value(''(1)'')';
SECURITY LABEL FOR confiture ON COLUMN person.email IS 'regex(pattern => ''('')';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(evil(email) IS NULL)';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(id)';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(id IN (SELECT 1))';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(id < 2)';
SET confiture.masking = on;
SELECT id FROM person;
RESET confiture.masking;

-- schemas that a superuser trusts
SET confiture.trusted_schemas = 'expr';
:e 'function(expr.evil)';
:e 'expression(nick::short)';
SET confiture.masking = on;
SELECT email FROM person;
RESET confiture.masking;
-- which is checked again at every use
RESET confiture.trusted_schemas;
SET confiture.masking = on;
SELECT email FROM person;
RESET confiture.masking;
CREATE ROLE regress_confiture_labeller;
SET ROLE regress_confiture_labeller;
SET confiture.trusted_schemas = 'expr';
RESET ROLE;
DROP ROLE regress_confiture_labeller;

\set VERBOSITY default
:e 'expression(evil(email))';
:e 'expression(upper(email) || nope(1))';
DROP SCHEMA expr CASCADE;
RESET search_path;
