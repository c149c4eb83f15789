-- Which rule a column has: its own label's, an ancestor's, a descendant's, or that of the key that it references.
SET confiture.secret = 'a secret of the tests';
CREATE SCHEMA app;
SET search_path = app;
CREATE VIEW rules AS
SELECT relation, column_name, label, source, source_relation, domain, is_unique, problem FROM confiture.masking_rule
ORDER BY relation::text COLLATE "C", column_name;

-- without labels there are no rules
SELECT * FROM rules;

-- a label of the table's own; of its columns, those under a unique index are told apart
CREATE TABLE person (id bigint PRIMARY KEY, email text, alias text, phone text, name text, UNIQUE (name, phone));
CREATE UNIQUE INDEX ON person (lower(alias));
SECURITY LABEL FOR confiture ON COLUMN person.email IS 'email';
SECURITY LABEL FOR confiture ON COLUMN person.alias IS 'username';
SECURITY LABEL FOR confiture ON COLUMN person.phone IS 'phone';
SELECT * FROM rules;
-- which follows the indexes
CREATE UNIQUE INDEX person_email ON person (email);
SELECT column_name, is_unique FROM rules WHERE column_name = 'email';
DROP INDEX person_email;
SELECT column_name, is_unique FROM rules WHERE column_name = 'email';

-- a key's mask is that of the columns that reference it, directly or over others, and they share one domain
CREATE TABLE account (id int PRIMARY KEY, owner bigint REFERENCES person);
CREATE TABLE profile (person bigint PRIMARY KEY REFERENCES person, bio text);
CREATE TABLE badge (profile bigint REFERENCES profile);
SECURITY LABEL FOR confiture ON COLUMN person.id IS 'fpe';
SELECT * FROM rules WHERE label = 'fpe';
INSERT INTO person VALUES (1001, 'a@corp.example', 'a', '+1 202 555 0101', 'A'), (1002, 'b@corp.example', 'b', '+1 202 555 0102', 'B');
INSERT INTO account VALUES (1, 1001), (2, 1002);
INSERT INTO profile VALUES (1001, 'x'), (1002, 'y');
INSERT INTO badge VALUES (1002);
SET confiture.masking = on;
SELECT count(*) FROM person p JOIN account a ON a.owner = p.id JOIN profile r ON r.person = p.id;
SELECT count(*) FROM person p JOIN badge b ON b.profile = p.id;
SELECT id BETWEEN 1001 AND 1002 AS clear FROM person ORDER BY id;
RESET confiture.masking;
-- a label of its own goes before the key's
SECURITY LABEL FOR confiture ON COLUMN badge.profile IS 'keep';
SELECT label, source FROM rules WHERE relation = 'badge'::regclass;
SECURITY LABEL FOR confiture ON COLUMN badge.profile IS NULL;
SELECT label, source FROM rules WHERE relation = 'badge'::regclass;
-- without the foreign key there is no rule, and no domain
ALTER TABLE badge DROP CONSTRAINT badge_profile_fkey;
SELECT count(*) FROM rules WHERE relation = 'badge'::regclass;
ALTER TABLE badge ADD FOREIGN KEY (profile) REFERENCES profile;
SELECT label, source, domain FROM rules WHERE relation = 'badge'::regclass;
-- a key of several columns joins them pairwise
CREATE TABLE tenant_user (tenant int, login text, PRIMARY KEY (tenant, login));
CREATE TABLE session (tenant int, login text, FOREIGN KEY (tenant, login) REFERENCES tenant_user);
SECURITY LABEL FOR confiture ON COLUMN tenant_user.login IS 'username';
SELECT relation, column_name, label, source, domain, is_unique FROM rules WHERE label = 'username' AND column_name = 'login';
-- keys in a circle, and of a table to itself
CREATE TABLE employee (id int PRIMARY KEY, manager int REFERENCES employee);
CREATE TABLE left_side (id int PRIMARY KEY);
CREATE TABLE right_side (id int PRIMARY KEY REFERENCES left_side);
ALTER TABLE left_side ADD FOREIGN KEY (id) REFERENCES right_side;
SECURITY LABEL FOR confiture ON COLUMN employee.id IS 'fpe';
SECURITY LABEL FOR confiture ON COLUMN right_side.id IS 'fpe(tweak => ''x'')';
SELECT relation, column_name, label, source, domain FROM rules
WHERE relation IN ('employee'::regclass, 'left_side'::regclass, 'right_side'::regclass);
-- a column that references two keys with different masks: nothing is certain
CREATE TABLE first_key (id int PRIMARY KEY);
CREATE TABLE second_key (id int PRIMARY KEY);
CREATE TABLE both_keys (id int REFERENCES first_key REFERENCES second_key);
SECURITY LABEL FOR confiture ON COLUMN first_key.id IS 'fpe';
SECURITY LABEL FOR confiture ON COLUMN second_key.id IS 'fpe(tweak => ''y'')';
SELECT relation, problem FROM rules WHERE problem IS NOT NULL;
SET confiture.masking = on;
SELECT * FROM both_keys;
RESET confiture.masking;
DROP TABLE both_keys, first_key, second_key;

-- bigint keys referenced by integer columns are compiled as one type
CREATE TABLE item (id bigint PRIMARY KEY);
CREATE TABLE item_line (item int REFERENCES item);
INSERT INTO item SELECT i FROM generate_series(1, 50) i;
INSERT INTO item_line SELECT i FROM generate_series(1, 50) i;
SECURITY LABEL FOR confiture ON COLUMN item.id IS 'fpe';
SET confiture.masking = on;
SELECT count(*), count(DISTINCT i.id), bool_or(i.id <= 50) AS clear FROM item i JOIN item_line l ON l.item = i.id;
RESET confiture.masking;

-- columns that no key joins share a domain by name, and are unique or not together: their masks match
CREATE TABLE customer (phone text UNIQUE);
CREATE TABLE caller (phone text);
INSERT INTO customer SELECT '+44 20 7946 0' || i FROM generate_series(100, 199) i;
INSERT INTO caller SELECT phone FROM customer;
SECURITY LABEL FOR confiture ON COLUMN customer.phone IS 'phone(domain => ''phones'')';
SECURITY LABEL FOR confiture ON COLUMN caller.phone IS 'phone(domain => ''phones'')';
SELECT relation, is_unique FROM rules WHERE label LIKE '%phones%';
SET confiture.masking = on;
SELECT count(*), count(DISTINCT c.phone) FROM customer c JOIN caller USING (phone);
RESET confiture.masking;

-- partitions have the rule of their parent, also when they are read directly
CREATE TABLE event (id int, email text) PARTITION BY RANGE (id);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (1) TO (10);
CREATE TABLE event_2 (note text, email text, id int);
ALTER TABLE event_2 DROP COLUMN note;
INSERT INTO event_1 VALUES (1, 'one@corp.example');
INSERT INTO event_2 VALUES ('two@corp.example', 11);
SECURITY LABEL FOR confiture ON COLUMN event.email IS 'email';
SET confiture.masking = on;
SELECT email LIKE '%corp%' AS clear FROM event_1;
SELECT email LIKE '%corp%' AS clear FROM event_2; -- not yet one
ALTER TABLE event ATTACH PARTITION event_2 FOR VALUES FROM (10) TO (20);
SELECT email LIKE '%corp%' AS clear FROM event_2;
SELECT id, email LIKE '%corp%' AS clear FROM event ORDER BY id;
RESET confiture.masking;
SELECT relation, column_name, label, source, source_relation FROM rules WHERE relation::text LIKE 'event%';
-- the same values under both
SET confiture.masking = on;
SELECT count(*) FROM (SELECT email FROM event INTERSECT (SELECT email FROM event_1 UNION SELECT email FROM event_2)) same;
RESET confiture.masking;
ALTER TABLE event DETACH PARTITION event_2;
SELECT count(*) FROM rules WHERE relation = 'event_2'::regclass;

-- a child's label counts for its parent, through which its rows are read
CREATE TABLE base (id int, secret text);
CREATE TABLE child (more text) INHERITS (base);
CREATE TABLE grandchild () INHERITS (child);
INSERT INTO grandchild VALUES (1, 'canary', 'more');
SECURITY LABEL FOR confiture ON COLUMN grandchild.secret IS 'redact';
SELECT relation, column_name, source, source_relation FROM rules WHERE column_name = 'secret';
SET confiture.masking = on;
SELECT secret FROM base;
SELECT secret FROM child;
SELECT base FROM base;
RESET confiture.masking;
-- labels that contradict one another: refused until they agree
SECURITY LABEL FOR confiture ON COLUMN base.secret IS 'keep';
SELECT relation, problem FROM rules WHERE problem IS NOT NULL;
SET confiture.masking = on;
SELECT secret FROM base;
SELECT secret FROM grandchild;
RESET confiture.masking;
SECURITY LABEL FOR confiture ON COLUMN base.secret IS 'redact()';
SELECT relation, column_name, label, source FROM rules WHERE column_name = 'secret';
-- of several parents none is nearer
CREATE TABLE other_base (secret text);
SECURITY LABEL FOR confiture ON COLUMN other_base.secret IS 'hash';
CREATE TABLE two_parents () INHERITS (base, other_base);
SELECT problem FROM rules WHERE relation = 'two_parents'::regclass;
DROP TABLE two_parents;

-- rules of tables
CREATE TABLE log (line text);
CREATE TABLE log_old () INHERITS (log);
SECURITY LABEL FOR confiture ON TABLE log IS 'empty';
SELECT relation, label FROM rules WHERE relation::text LIKE 'log%';
SECURITY LABEL FOR confiture ON TABLE log IS NULL;
SECURITY LABEL FOR confiture ON TABLE log_old IS 'sample(5)';
SELECT relation, label, problem FROM rules WHERE relation::text LIKE 'log%';

-- columns dropped, added and renamed; labels rolled back
CREATE TABLE moving (a text, b text, c text);
SECURITY LABEL FOR confiture ON COLUMN moving.b IS 'redact';
SECURITY LABEL FOR confiture ON COLUMN moving.c IS 'first_name(entity => ''a'')';
SELECT column_name, label FROM rules WHERE relation = 'moving'::regclass;
ALTER TABLE moving RENAME b TO bb;
SELECT column_name, label FROM rules WHERE relation = 'moving'::regclass;
ALTER TABLE moving DROP COLUMN bb;
SELECT column_name, label FROM rules WHERE relation = 'moving'::regclass;
ALTER TABLE moving DROP COLUMN a;
SELECT column_name, problem FROM rules WHERE relation = 'moving'::regclass;
INSERT INTO moving VALUES ('x'); -- what isn't masked goes on
SET confiture.masking = on;
SELECT * FROM moving;
RESET confiture.masking;
SECURITY LABEL FOR confiture ON COLUMN moving.c IS 'redact';
BEGIN;
SECURITY LABEL FOR confiture ON COLUMN moving.c IS 'keep';
SELECT label FROM rules WHERE relation = 'moving'::regclass;
ROLLBACK;
SELECT label FROM rules WHERE relation = 'moving'::regclass;

-- the row's own columns: fakes of one entity belong together, and words of a name are found in free text
CREATE TABLE customer_row (id int, first_name text, last_name text, mail text, note text);
INSERT INTO customer_row VALUES (1, 'Ada', 'Lovelace', 'ada@corp.example', 'Ada Lovelace called'),
	(1, 'Ada', 'King', 'ada@corp.example', 'Mrs King called');
SECURITY LABEL FOR confiture ON COLUMN customer_row.first_name IS 'first_name(entity => ''id'')';
SECURITY LABEL FOR confiture ON COLUMN customer_row.last_name IS 'last_name(entity => ''id'')';
SECURITY LABEL FOR confiture ON COLUMN customer_row.mail IS 'email(entity => ''id'')';
SECURITY LABEL FOR confiture ON COLUMN customer_row.note IS 'redact_text(columns => ''first_name, last_name'')';
SET confiture.masking = on;
SELECT count(DISTINCT (first_name, last_name)) AS persons, bool_and(mail LIKE lower(first_name) || '%') AS belongs FROM customer_row;
SELECT note FROM customer_row;
-- as functions, the same
SELECT bool_and(r.first_name = confiture.first_name('Ada', entity => '1')) AS same FROM customer_row r;
RESET confiture.masking;

-- json: leaves by paths, the first that matches; what an error is about isn't shown
CREATE TABLE document (id int, b jsonb, j json);
INSERT INTO document VALUES (1, '{"user": {"mail": "ada@corp.example", "age": 37, "vip": true, "none": null}, "tags": ["x", {"y": "z"}, 5], "open": "seen"}',
	'{"a": 1, "a": "last", "list": [[1, "two"], []]}'), (2, '"a string"', '17'), (3, '[]', '{}'), (4, NULL, NULL);
SECURITY LABEL FOR confiture ON COLUMN document.b IS
	'json(user.mail => ''redact'', user.age => ''bucket'', user.* => ''keep'', tags[0] => ''keep'', tags => ''redact'')';
SECURITY LABEL FOR confiture ON COLUMN document.j IS 'json($ => ''redact'')';
SET confiture.masking = on;
SELECT * FROM document ORDER BY id;
RESET confiture.masking;
-- what jsonb can't hold is redacted whole; of members with one name the last is there
INSERT INTO document VALUES (5, NULL, '{"canary": "\u0000"}'), (6, NULL, '{"n": 1e400000, "canary": 1}'),
	(7, NULL, '{"canary": "first", "canary": "second"}');
SET confiture.masking = on;
SELECT id, j FROM document WHERE id >= 5 ORDER BY id;
COPY (SELECT id, j FROM document WHERE id >= 5 ORDER BY id) TO stdout;
RESET confiture.masking;

-- a rule is no value: none can be written, so nobody masks guesses of their own by a column's rule
SELECT confiture.mask('guess'::text, '1'::confiture.rule);
SELECT confiture.mask('guess'::text, 5::bigint::confiture.rule);
SELECT '{1}'::confiture.rule[];
CREATE TYPE holder AS (rule confiture.rule);
SELECT jsonb_populate_record(NULL::holder, '{"rule": 5}');
CREATE FUNCTION forge() RETURNS confiture.rule LANGUAGE plpgsql AS $$BEGIN RETURN 5; END$$;
SELECT forge();
SELECT confiture.mask('guess'::text, NULL::confiture.rule);
-- what a plan shows of it
SET confiture.masking = on;
EXPLAIN (VERBOSE, COSTS OFF) SELECT email FROM person;
RESET confiture.masking;

-- equal values of one label match, whatever joins their columns: a key, a column that references it, and neither; one that
-- has to be unique makes all with its label keep values different
CREATE TABLE one (mail text PRIMARY KEY, phone text, card text);
CREATE TABLE two (mail text REFERENCES one, phone text, card text);
CREATE TABLE three (mail text, phone text UNIQUE, card varchar(30));
INSERT INTO one VALUES ('ann@corp.example', '+1 202 555 0101', '4111111111111111');
INSERT INTO two TABLE one;
INSERT INTO three TABLE one;
SECURITY LABEL FOR confiture ON COLUMN one.mail IS 'email';
SECURITY LABEL FOR confiture ON COLUMN three.mail IS 'email';
SECURITY LABEL FOR confiture ON COLUMN one.phone IS 'phone';
SECURITY LABEL FOR confiture ON COLUMN two.phone IS 'when(true, phone)';
SECURITY LABEL FOR confiture ON COLUMN three.phone IS 'phone';
SECURITY LABEL FOR confiture ON COLUMN one.card IS 'credit_card';
SECURITY LABEL FOR confiture ON COLUMN two.card IS 'credit_card(domain => ''other'')';
SECURITY LABEL FOR confiture ON COLUMN three.card IS 'credit_card';
SELECT relation, column_name, domain, is_unique FROM rules WHERE relation IN ('one'::regclass, 'two'::regclass, 'three'::regclass);
SET confiture.masking = on;
SELECT one.mail = two.mail AS referenced, one.mail = three.mail AS beside, one.phone = three.phone AS unique_elsewhere,
	one.card = three.card AS not_unique, one.card = two.card AS own_domain
FROM one, two, three;
RESET confiture.masking;
DROP TABLE one, two, three;

-- a label that goes while a query runs: nothing in clear comes after
CREATE TABLE live (id int, email text);
INSERT INTO live VALUES (1, 'one@corp.example'), (2, 'two@corp.example');
SECURITY LABEL FOR confiture ON COLUMN live.email IS 'email';
SET confiture.masking = on;
BEGIN;
DECLARE c CURSOR FOR SELECT email LIKE '%corp%' AS clear FROM live;
FETCH c;
RESET confiture.masking;
SECURITY LABEL FOR confiture ON COLUMN live.email IS NULL;
FETCH c;
ROLLBACK;
RESET confiture.masking;

SET client_min_messages = warning;
DROP SCHEMA app CASCADE;
