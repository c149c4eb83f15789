-- Rules of other tools said in labels, and what of them could not be.
CREATE SCHEMA imp;
SET search_path = imp, public;
CREATE TABLE users (id int PRIMARY KEY, email text, first_name text, phone text, notes text, born date, salary numeric, tier text);
CREATE ROLE regress_confiture_reader;
CREATE FUNCTION evil(text) RETURNS text LANGUAGE sql AS $$SELECT $1$$;
-- PostgreSQL Anonymizer: statements as they are; what isn't a label is not run, what hides in one not pasted
SELECT object_type, object_identity, label, applied, note FROM confiture_import_rules('anon', $$
-- rules of the shop
SECURITY LABEL FOR anon ON COLUMN users.email IS 'MASKED WITH FUNCTION anon.pseudo_email(users.email)';
SECURITY LABEL FOR anon ON COLUMN imp.users.first_name IS ' masked  with function anon.fake_first_name() ';
SECURITY LABEL FOR anon ON COLUMN users.phone IS 'MASKED WITH FUNCTION anon.partial(phone, 2, $m$** it''s **$m$, 2)';
SECURITY LABEL FOR anon ON COLUMN users.notes IS 'MASKED WITH VALUE ''it''''s CONFIDENTIAL''';
SECURITY LABEL FOR anon ON COLUMN users.born IS 'MASKED WITH FUNCTION anon.dnoise(born, ''30 days''::interval)';
SECURITY LABEL FOR anon ON COLUMN users.salary IS 'MASKED WITH FUNCTION anon.noise(salary, 0.33)';
SECURITY LABEL FOR anon ON COLUMN users.tier IS 'MASKED WITH FUNCTION evil(tier)';
SECURITY LABEL FOR anon ON COLUMN users.tier IS 'MASKED WITH FUNCTION pg_catalog.upper(tier)';
SECURITY LABEL FOR anon ON COLUMN users.tier IS 'MASKED WITH VALUE (SELECT passwd FROM pg_shadow LIMIT 1)';
SECURITY LABEL FOR anon ON COLUMN users.tier IS 'MASKED WITH VALUE ''x''), email';
SECURITY LABEL FOR anon ON COLUMN users.id IS 'NOT MASKED';
SECURITY LABEL FOR anon ON COLUMN users.id IS 'MASKED WITH FUNCTION anon.random_in(ARRAY[1,2])';
SECURITY LABEL FOR anon ON COLUMN users.gone IS 'MASKED WITH VALUE NULL';
SECURITY LABEL FOR anon ON COLUMN missing.x IS 'MASKED WITH VALUE NULL';
SECURITY LABEL FOR anon ON TABLE users IS 'TABLESAMPLE BERNOULLI(10)';
SECURITY LABEL FOR anon ON ROLE regress_confiture_reader IS 'MASKED';
DROP TABLE users;
$$, apply => true);
SELECT objtype, objname, label FROM pg_seclabels WHERE provider = 'confiture' AND objname ~ 'imp|users|reader' ORDER BY 1, 2;
SELECT count(*) FROM users;

-- Greenmask
SELECT object_identity, source, label, statement, note FROM confiture_import_rules('greenmask', $$
dump:
  transformation:
    - schema: "imp"
      name: "users"
      query: "SELECT 1"
      transformers:
        - &mail
          name: "RandomEmail"
          params: {column: email, engine: hash}
        - name: "NoiseDate"
          params:
            column: "born"
            max_ratio: "30 days"
          when: "raw.tier == 'gold'"
        - name: "Replace"
          params: {column: "tier", value: "it's"}
        - name: "Cmd"
          params: {column: notes}
        - name: "RandomPerson"
          params:
            columns:
              - {name: first_name, template: "{{ .FirstName }}"}
        - name: "RandomUuid"
          params: {column: id}
        - *mail
$$);
-- Confiture: tables, profiles, columns
SELECT object_identity, source, label, note FROM confiture_import_rules('confiture', $$
users:
  - {column: email, strategy: email, seed: 2}
  - {column: first_name, strategy: name}
  - {column: notes, strategy: redact}
  - {column: salary, strategy: hash}
  - {column: tier, strategy: sorcery}
$$);
SELECT object_identity, source, label, note FROM confiture_import_rules('confiture', $$
name: production
version: "1.0"
global_seed: 12345
strategies:
  mail: {type: email}
tables:
  imp.users:
    rules:
      - {column: email, strategy: mail}
$$);
SELECT object_identity, source, label, note FROM confiture_import_rules('confiture', $$
anonymization:
  columns:
    email: email
    nowhere: name
$$);
-- what is none of these, or would never end
SELECT * FROM confiture_import_rules('confiture', 'a: [1');
SELECT * FROM confiture_import_rules('confiture', 'just text');
SELECT * FROM confiture_import_rules('greenmask', 'x: y');
SELECT * FROM confiture_import_rules('other', 'x: y');
SELECT * FROM confiture_import_rules('anon', 'SELECT 1; SECURITY');
SELECT * FROM confiture_import_rules('confiture', 'a: &a [x,x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]');
-- labels are set with the rights of the caller
CREATE ROLE regress_confiture_importer;
GRANT USAGE ON SCHEMA imp TO regress_confiture_importer;
SET ROLE regress_confiture_importer;
SELECT label, applied, note FROM confiture_import_rules('confiture', 'users: [{column: tier, strategy: email}]', apply => true);
RESET ROLE;
DROP OWNED BY regress_confiture_importer;
DROP ROLE regress_confiture_importer, regress_confiture_reader;
\set VERBOSITY terse
DROP SCHEMA imp CASCADE;
RESET search_path;
