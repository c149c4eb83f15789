-- The strategies as SQL functions.
SET confiture.secret = 'a secret of the tests';
\set VERBOSITY default

-- the table of strategies; all are functions too, but the one that needs the table, and what SQL has itself
SELECT name, category, input_types, deterministic, uniqueness, reversible FROM confiture.strategy() ORDER BY name;
SELECT arguments FROM confiture.strategy() WHERE name = 'partial';
SELECT s.name FROM confiture.strategy() s
WHERE NOT EXISTS (SELECT FROM pg_proc p WHERE p.proname = s.name AND p.pronamespace = 'confiture'::regnamespace)
ORDER BY s.name;
-- all of them strict, safe in parallel, and commented
SELECT proname FROM pg_proc WHERE prosrc = 'confiture_strategy'
	AND NOT (proisstrict AND proparallel = 's' AND provolatile = 'i' AND obj_description(oid, 'pg_proc') IS NOT NULL);
SELECT confiture.email(NULL), confiture.hash(NULL::uuid), confiture.partial('x', prefix => NULL);

-- the same value has the same mask, another one another; an equal value of another type too
SELECT confiture.email('a@corp.example') = confiture.email('a@corp.example') AS same,
	confiture.email('a@corp.example') <> confiture.email('b@corp.example') AS other,
	confiture.hash('x'::text) = confiture.hash('x'::varchar) AS types_agree;
SELECT confiture.email('someone@corp.example') LIKE '%@example.com' AS domain,
	confiture.email('someone@corp.example', 'original') LIKE '%@corp.example' AS original,
	confiture.email('someone@corp.example', domain => 'test.invalid') LIKE '%@test.invalid' AS own;
-- masking domains, and no domain at all
SELECT confiture.hash('x', domain => 'a') <> confiture.hash('x', domain => 'b') AS domains_differ,
	confiture.hash('x', domain => '') = confiture.hash('x') AS common,
	confiture.hash('x', seed => 'random') <> confiture.hash('x', seed => 'random') AS random;
-- another secret, other masks
SELECT confiture.hash('x') AS before \gset
SET confiture.secret = 'another secret of the tests';
SELECT confiture.hash('x') <> :'before' AS differs;
SET confiture.secret = 'a secret of the tests';
SELECT confiture.hash('x') = :'before' AS same;

-- types keep their form
SELECT confiture.phone('+44 20 7946 0958') ~ '^\+44 \d\d \d{4} \d{4}$' AS phone,
	confiture.iban('DE89 3704 0044 0532 0130 00') ~ '^DE\d\d \d{4} \d{4} \d{4} \d{4} \d\d$' AS iban,
	confiture.credit_card('4111 1111 1111 1111') ~ '^\d{4} \d{4} \d{4} \d{4}$' AS card,
	confiture.credit_card(4111111111111111) BETWEEN 1e15 AND 1e16 AS card_number;
SELECT pg_typeof(confiture.ip('10.1.2.3'::inet)) AS inet, pg_typeof(confiture.ip('10.1.2.3')) AS text,
	masklen(confiture.ip('10.1.2.0/24'::cidr)) AS bits, host(network(confiture.ip('10.1.2.0/24'::cidr))) = host(confiture.ip('10.1.2.0/24'::cidr)) AS is_network,
	confiture.ip('10.1.2.3'::inet) << network(set_masklen(confiture.ip('10.1.2.4'::inet), 24)) AS prefix_shared,
	family(confiture.ip('2001:db8::1'::inet)) AS family;
SELECT pg_typeof(confiture.mac('08:00:2b:01:02:03'::macaddr)), pg_typeof(confiture.mac('08:00:2b:01:02:03:04:05'::macaddr8)),
	trunc(confiture.mac('08:00:2b:01:02:03'::macaddr, keep_vendor => true)) = trunc('08:00:2b:01:02:03'::macaddr) AS vendor;
SELECT confiture.uuid('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid) <> 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' AS masked,
	pg_typeof(confiture.hash('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid)), length(confiture.hash('\x0102'::bytea)) AS bytes;
SELECT confiture.birthdate(date '1980-05-06') BETWEEN '1980-01-01' AND '1980-12-31' AS year_kept,
	confiture.birthdate(date '1980-05-06', keep => 'decade') BETWEEN '1980-01-01' AND '1989-12-31' AS decade_kept,
	confiture.truncate_date(timestamp '2024-05-06 07:08:09', 'hour'), confiture.truncate_date(date 'infinity');
SELECT confiture.noise(100, ratio => 0.5) BETWEEN 50 AND 150 AS int4, confiture.noise(100::smallint, amount => 3) BETWEEN 97 AND 103 AS int2,
	confiture.noise(1e300::float8, ratio => 0.1) BETWEEN 0.9e300 AND 1.1e300 AS float8,
	confiture.noise(12.50, amount => 2) BETWEEN 10.5 AND 14.5 AS numeric, scale(confiture.noise(12.50, amount => 2)) AS scale,
	confiture.noise('NaN'::numeric), confiture.noise('Infinity'::float4),
	confiture.noise(date '2024-01-01', "interval" => '10 days') - date '2024-01-01' BETWEEN -10 AND 10 AS date;
SELECT confiture.round(123.456, digits => 1), confiture.round(127, "to" => 10), confiture.bucket(37), confiture.bucket(37.5, width => 5);
SELECT confiture.date_shift(date '2024-03-01', '7') - confiture.date_shift(date '2024-02-01', '7') AS interval_kept,
	confiture.date_shift(date '2024-03-01', '7') <> date '2024-03-01' AS shifted;
-- numbers of any size; NaN and infinity stay
SELECT confiture.round(repeat('7', 60)::numeric, digits => -18) AS rounded,
	confiture.bucket(-1.50000000000000000000000000000000000000000000000000000001::numeric, width => 0.5) AS bucket,
	confiture.noise('NaN'::numeric) AS nan, confiture.round('-Infinity'::numeric) AS infinite;
SELECT abs(confiture.noise(x) - x) <= x * 0.1 AND confiture.noise(x) <> x AS small, confiture.noise(x) = confiture.noise(x * 1.000) AS repeats
FROM (VALUES (repeat('7', 60)::numeric), (repeat('5', 131072)::numeric), (('1.' || repeat('3', 16383))::numeric)) AS t (x);
-- fitted into the type, be it odd
CREATE TEMP TABLE odd (wide numeric(60, 2), tiny numeric(2, 4), rough numeric(3, -38), any_size numeric);
SECURITY LABEL FOR confiture ON COLUMN odd.wide IS 'noise(ratio => 10)';
SECURITY LABEL FOR confiture ON COLUMN odd.tiny IS 'noise(amount => 5)';
SECURITY LABEL FOR confiture ON COLUMN odd.rough IS 'noise(ratio => 10)';
SECURITY LABEL FOR confiture ON COLUMN odd.any_size IS 'round(digits => 2)';
INSERT INTO odd SELECT (repeat('9', 58) || '.99')::numeric - i, 0.0099, -9.99e40, 'NaN' FROM generate_series(1, 20) AS i;
SET confiture.masking = on;
CREATE TEMP TABLE fits (LIKE odd);
INSERT INTO fits SELECT * FROM odd;
SELECT count(*), bool_and(any_size = 'NaN') AS nan, max(wide) <= (repeat('9', 58) || '.99')::numeric AS wide FROM fits;
RESET confiture.masking;
DROP TABLE odd, fits;
-- without a key
SELECT confiture.partial('4111111111111111', prefix => 4, suffix => 4), confiture.partial('abc', prefix => 2, suffix => 2),
	confiture.partial('abcdef', 2, ''), confiture.redact('secret'), confiture.redact('secret', "char" => '#', keep_length => true),
	confiture.empty_string('x') = '' AS empty;
SELECT confiture.redact_text('Ada at ada@corp.example or +44 20 7946 0958', words => '{Ada}');

-- constants and conditions; nulls are masked by a constant, and where the condition is null
SELECT confiture.keep('x'), confiture.keep(42), confiture.keep(point(1, 2)), confiture."null"('x') IS NULL AS text_null, confiture."null"(42) IS NULL AS int_null,
	pg_typeof(confiture."null"(date '2024-01-01'));
SELECT confiture.value('x', 'constant'), confiture.value(42, 7), confiture.value(NULL::int, 7) AS of_null, confiture.value('x', NULL) IS NULL AS "null";
SELECT c, confiture."when"('raw', c, 'masked'), confiture."when"(1, c, 0) FROM (VALUES (true), (false), (NULL)) v(c) ORDER BY c;
SELECT confiture.regex('a1b22', '[0-9]+', '#'), confiture.regex('a1b22', '[0-9]+'), confiture.regex('a1b22', '([0-9])', '<\1>', ''), confiture.regex(NULL, 'x') IS NULL AS "null";
-- documents and composites by what a label has in its parentheses
SELECT confiture.json('{"a": {"b": "secret"}, "n": [12, 37], "ok": "x"}'::jsonb, $$a.b => 'redact', n[*] => 'bucket'$$) AS jsonb,
	confiture.json('{"a": "secret"}'::json, $$a => 'redact'$$) AS json, confiture.json(ARRAY['{"a": "s"}'::jsonb, NULL], $$a => 'redact'$$) AS of_array;
SELECT confiture.json('{"a": "x"}'::jsonb, $$a => 'hash'$$) ->> 'a' = confiture.hash('x') AS alike, confiture.json(NULL::jsonb, $$a => 'hash'$$) IS NULL AS "null";
CREATE TYPE pair AS (word text, number int);
SELECT confiture.fields(('secret', 37)::pair, $$word => 'redact', number => 'bucket'$$), confiture.fields(ARRAY[('s', 1)::pair], $$word => 'null', number => 'keep'$$);
SELECT confiture.fields(('secret', 37)::pair, $$word => 'redact'$$);
SELECT confiture.fields(ROW('secret', 37), $$word => 'redact'$$);
SELECT confiture.json('{}'::jsonb, $$a => 'nonsense'$$);
SELECT confiture.json('{}'::jsonb, $$a => 'hash'), json(b => 'hash'$$);
SELECT confiture.json('{}'::jsonb, '');
SELECT confiture.json('x'::text, $$a => 'hash'$$);
DROP TYPE pair;
-- tokens come from the vault, which few may ask
SELECT confiture.tokenize('ada') AS token \gset
SELECT confiture.tokenize('ada') = :'token' AS same, confiture.tokenize('bob') <> :'token' AS other, length(:'token'),
	confiture.tokenize('ada', domain => 'd') <> :'token' AS domain, confiture.tokenize(42) = confiture.tokenize(42::bigint) AS int,
	pg_typeof(confiture.tokenize('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid)), confiture.tokenize(NULL::int) IS NULL AS "null";
SELECT domain, value, token = :'token' AS same FROM confiture.vault WHERE value = 'ada' ORDER BY domain;
SELECT confiture.tokenize(ARRAY['a']);
SELECT confiture.tokenize(1.5);
SELECT confiture.tokenize('a', vault => 'no.vault');
BEGIN READ ONLY;
SELECT confiture.tokenize('somebody else');
ROLLBACK;
DELETE FROM confiture.vault;

-- ranges
SELECT confiture.generalize(37), confiture.generalize(37::bigint, 100), confiture.generalize(3.75, 0.5),
	confiture.generalize(date '1984-05-06', 'decade'), confiture.generalize(timestamp '2024-05-06 07:08:09', 'hour'),
	confiture.generalize('37');
SELECT confiture.generalize(37, 2.5);
SELECT confiture.generalize(date '1984-05-06', 'fortnight');
SELECT confiture.generalize(2147483647, 10), confiture.generalize(9223372036854775807, 10), confiture.generalize(-2147483648, 1000) @> -2147483648 AS at_the_other;

-- arrays by element, nulls and dimensions kept
SELECT confiture.redact(x) FROM (SELECT ARRAY[['a', NULL], ['b', 'c']]) t(x);
SELECT (confiture.hash(ARRAY['a', NULL]::varchar[], length => 8))[1] = confiture.hash('a', length => 8) AS by_element;
SELECT array_ndims(confiture.noise(ARRAY[[1, 2], [3, 4]])), array_lower(confiture.noise('[5:6]={1,2}'::int[]), 1), confiture.noise('{}'::int[]);
-- domains
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
SELECT pg_typeof(confiture.noise(5::positive)) AS type, confiture.noise(5::positive) BETWEEN 4 AND 6 AS value;

-- entities: fakes that belong together
SELECT confiture.email('ada@corp.example', entity => '7') LIKE lower(confiture.first_name('Ada', entity => '7')) || '%' AS belongs;
SELECT confiture.first_name('Ada', locale => 'fr') IN (SELECT value FROM confiture.dictionary WHERE locale = 'fr' AND kind = 'first_name') AS french;
SELECT confiture.first_name('Ada', locale => 'xx');

-- arguments are checked as a label's are
SELECT confiture.partial('x', prefix => -1);
SELECT confiture.hash('x', algorithm => 'md5');
SELECT confiture.hash(1);
SELECT confiture.noise('x'::text);
SELECT confiture.hash(point(1, 2));
SELECT confiture.hash('x', length => 4);
-- also when they change from row to row
SELECT n, length(confiture.hash('x', length => n)) FROM generate_series(16, 32, 8) n;

-- back to the value, for who may
SELECT confiture.decrypt(confiture.encrypt('größer')) AS text, confiture.decrypt(confiture.encrypt('\x00ff'::bytea)) AS bytea,
	confiture.fpe_decrypt(confiture.fpe('4111-1111-1111-1111')) AS digits, confiture.fpe_decrypt(confiture.fpe(1234567)) AS int4,
	confiture.fpe_decrypt(confiture.fpe(-12345678901::bigint)) AS int8,
	confiture.fpe_decrypt(confiture.fpe('abcdefg', alphabet => 'lower', domain => 'd'), alphabet => 'lower', domain => 'd') AS letters;
-- short texts are permuted as well; equal numbers of all widths have equal noise
SELECT count(DISTINCT confiture.fpe(lpad(i::text, 3, '0'))) AS different, bool_and(confiture.fpe_decrypt(confiture.fpe(lpad(i::text, 3, '0'))) = lpad(i::text, 3, '0')) AS back,
	count(*) FILTER (WHERE confiture.fpe(lpad(i::text, 3, '0')) = lpad(i::text, 3, '0')) < 10 AS masked FROM generate_series(0, 999) i;
SELECT confiture.fpe('12345') ~ '^\d{5}$' AS five, confiture.fpe('') = '' AS empty, confiture.fpe('Ada') ~ '^[A-Z][a-z]{2}$' AND confiture.fpe('Ada') <> 'Ada' AS word;
SELECT bool_and(confiture.noise(n::smallint) = confiture.noise(n) AND confiture.noise(n) = confiture.noise(n::bigint)) FROM generate_series(-32768, 32767, 7) n;
SELECT confiture.decrypt(confiture.encrypt('x', domain => 'a'), domain => 'b');
SELECT confiture.decrypt('nonsense');
CREATE ROLE regress_confiture_user;
SET ROLE regress_confiture_user;
SELECT confiture.decrypt('x');
SELECT confiture.fpe_decrypt(1);
SELECT confiture.encrypt('x') IS NOT NULL AS allowed;
SELECT confiture_rotate_secret();
SELECT confiture.function_definitions('x');
SET confiture.secret = 'a secret of a user who may not';
INSERT INTO confiture.dictionary VALUES ('en', 'first_name', 'Mallory');
RESET ROLE;

-- a masked role masks no guesses of its own under the key
SECURITY LABEL FOR confiture ON ROLE regress_confiture_user IS 'masked';
SET ROLE regress_confiture_user;
SELECT confiture.hash('guess');
SELECT confiture.email(email) FROM (VALUES ('guess')) v(email);
SELECT confiture.partial('nothing secret', prefix => 3);
SELECT confiture.json('{"a": "guess"}'::jsonb, $$a => 'hash'$$);
SELECT confiture.json('{"a": "nothing secret"}'::jsonb, $$a => 'partial(prefix => 3)'$$);
SELECT confiture.tokenize('guess');
RESET ROLE;
SECURITY LABEL FOR confiture ON ROLE regress_confiture_user IS NULL;

-- in indexes, generated columns, and parallel plans
CREATE TABLE staff (mail text, masked text GENERATED ALWAYS AS (confiture.email(mail)) STORED);
INSERT INTO staff SELECT 'u' || i || '@corp.example' FROM generate_series(1, 20000) i;
CREATE INDEX ON staff (confiture.hash(mail));
SELECT count(DISTINCT masked), bool_and(masked = confiture.email(mail)) FROM staff;
ANALYZE staff;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT mail FROM staff WHERE confiture.hash(mail) = confiture.hash('u7@corp.example');
SELECT mail FROM staff WHERE confiture.hash(mail) = confiture.hash('u7@corp.example');
RESET enable_seqscan;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT count(*) FROM staff WHERE confiture.email(mail) = masked;
SELECT count(*) FROM staff WHERE confiture.email(mail) = masked;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
DROP TABLE staff;

-- the secret is shown to nobody, and is in no catalog
SHOW confiture.secret;
SELECT current_setting('confiture.secret');
SELECT count(*) FROM pg_settings WHERE name = 'confiture.secret';
SET confiture.secret = 'too short';
ALTER DATABASE postgres SET confiture.secret = 'a secret of the tests';
ALTER SYSTEM SET confiture.secret = 'a secret of the tests';
ALTER ROLE regress_confiture_user SET confiture.secret = 'a secret of the tests';
SELECT confiture_rotate_secret();
DROP DOMAIN positive;
DROP ROLE regress_confiture_user;
