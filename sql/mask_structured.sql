-- Masks inside of values: xml by paths, composites by fields, arrays of both.
\set VERBOSITY default
CREATE SCHEMA inner_values;
SET search_path = inner_values;
SET confiture.secret = 'the secret of this test';

-- xml: leaves by paths, whatever a document's prefixes and pieces are
CREATE TABLE letter (id int, paper xml, papers xml[]);
INSERT INTO letter VALUES
	(1, '<letter no="7"><to><email>ada@corp.example</email></to><body>Hello</body></letter>', NULL),
	(2, '<l:letter xmlns:l="urn:l" no=''8''><l:to><l:email>ada<![CDATA[@corp]]>.example<!-- ada --></l:email></l:to><body/></l:letter>', '{"<a>1</a>", NULL}'),
	(3, 'no <b>letter</b>', NULL), (4, NULL, NULL);
SECURITY LABEL FOR confiture ON COLUMN letter.paper IS 'json(letter.to.email => ''email'', ''letter.@no'' => ''redact'')';
SECURITY LABEL FOR confiture ON COLUMN letter.papers IS 'json(a => ''redact'')';
SET confiture.masking = on;
SELECT * FROM letter ORDER BY id;
SELECT DISTINCT (xpath('//*[local-name() = "email"]/text()', paper))[1]::text = confiture.email('ada@corp.example') AS as_text FROM letter WHERE id < 3;
RESET confiture.masking;
SECURITY LABEL FOR confiture ON COLUMN letter.paper IS 'json(''letter[2]'' => ''email'')';
SECURITY LABEL FOR confiture ON COLUMN letter.paper IS 'json(''l:letter'' => ''email'')';
SECURITY LABEL FOR confiture ON COLUMN letter.paper IS 'email';
-- what it can't be sure of is redacted whole, and stops no dump
TRUNCATE letter;
INSERT INTO letter VALUES (1, '<!DOCTYPE letter [<!ENTITY ada "ada@corp.example">]><letter>&ada;</letter>');
SET confiture.masking = on;
SELECT * FROM letter;
COPY letter TO stdout;
RESET confiture.masking;

-- composites: every field is decided
CREATE TYPE place AS (street text, city varchar(20), at point);
CREATE DOMAIN home AS place;
CREATE TYPE person AS (name text, born date, lives home, phones text[]);
CREATE TABLE member (id int PRIMARY KEY, who person, places place[]);
INSERT INTO member VALUES
	(1, ROW('Ada Lovelace', '1815-12-10', ROW('St James 12', 'London', '(1,2)')::place, '{"+44 20 7946 0958"}')::person,
	 ARRAY[ROW('A 1', 'Rome', NULL)::place, NULL, ROW(NULL, 'Bath', '(3,4)')::place]), (2, NULL, NULL);
SECURITY LABEL FOR confiture ON COLUMN member.who IS 'fields(name => ''redact'', born => ''truncate_date(unit => ''''year'''')'', lives => ''fields(street => ''''redact'''', city => ''''keep'''', at => ''''null'''')'', phones => ''partial(suffix => 2)'')';
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields(street => ''partial(prefix => 1)'', city => ''hash(length => 4)'', at => ''keep'')';
SET confiture.masking = on;
SELECT who, (who).name, ((who).lives).city FROM member ORDER BY id;
SELECT id, p.* FROM member, unnest(places) WITH ORDINALITY AS p (street, city, at, n) ORDER BY p.n;
COPY member (who) TO STDOUT;
RESET confiture.masking;
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields(street => ''redact'', city => ''redact'')';
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields(street => ''redact'', city => ''redact'', at => ''keep'', more => ''keep'')';
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields(street => ''redact'', city => ''redact'', at => ''redact'')';
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields(street => ''encrypt'', city => ''encrypt'', at => ''keep'')';
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields(street => ''expression(street)'', city => ''redact'', at => ''keep'')';
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields(street => ''first_name(entity => ''''id'''')'', city => ''redact'', at => ''keep'')';
SECURITY LABEL FOR confiture ON COLUMN member.places IS 'fields';
SECURITY LABEL FOR confiture ON COLUMN member.id IS 'fields(id => ''keep'')';
-- a field that comes later is refused, and not in clear; nor is one of a type inside
SET confiture.masking = on;
ALTER TYPE place ADD ATTRIBUTE secret text;
SELECT who FROM member;
SELECT places FROM member;
ALTER TYPE place DROP ATTRIBUTE secret;
SELECT count(who), count(places) FROM member;
RESET confiture.masking;

-- equal numbers have equal masks, whatever their size
CREATE TABLE small (n integer);
CREATE TABLE large (n bigint);
INSERT INTO small SELECT i * 7919 FROM generate_series(-100, 100) AS i;
INSERT INTO large SELECT n FROM small UNION ALL SELECT 10000000000;
SECURITY LABEL FOR confiture ON COLUMN small.n IS 'fpe';
SECURITY LABEL FOR confiture ON COLUMN large.n IS 'fpe';
SET confiture.masking = on;
SELECT count(*), count(DISTINCT l.n) AS different FROM small AS s JOIN large AS l USING (n);
SELECT count(*) FROM large WHERE n > 2147483647;
RESET confiture.masking;

\set VERBOSITY terse
SET client_min_messages = warning;
DROP SCHEMA inner_values CASCADE;
