# Planted values are looked for in every byte that a masked role gets: hundreds of shapes of queries, plans, errors,
# catalogs, cursors, functions. The same is asked without masks, and must find them: the search itself is tested.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use MaskServer;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('leaks', "max_parallel_workers_per_gather = 2\n");

$node->safe_psql('postgres', <<'SQL');
CREATE TYPE place AS (street text, city text);
CREATE TABLE users (
	id int PRIMARY KEY,
	gone int,
	email text UNIQUE,
	name varchar(40),
	phone text,
	salary int,
	born date,
	tags text[],
	badge uuid,
	address inet,
	seen boolean DEFAULT true,
	home place,
	shout text GENERATED ALWAYS AS (upper(email)) STORED,
	CONSTRAINT lower_case CHECK (email = lower(email)));
ALTER TABLE users DROP COLUMN gone;
INSERT INTO users (id, email, name, phone, salary, born, tags, badge, address, home)
SELECT i, 'zq7canary' || i || '@mail.example', 'Zq7Canary Name' || i, '+33 zq7canary ' || i, 918273645,
	date '1873-04-01' + i % 19, ARRAY['zq7canary', 'Zq7Canary tag'], ('5a71c0de-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid,
	('10.66.77.' || i)::inet, ROW('zq7canary street', 'Rome')::place
FROM generate_series(1, 50) i;
CREATE INDEX ON users (lower(name));
CREATE STATISTICS users_statistics (mcv) ON salary, name FROM users;

CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, email text REFERENCES users (email), amount int);
INSERT INTO orders SELECT i, 1 + i % 50, 'zq7canary' || 1 + i % 50 || '@mail.example', i FROM generate_series(1, 100) i;

CREATE TABLE events (id int, at date, email text) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (50);
CREATE TABLE events_2 (email text, extra int, at date, id int);
ALTER TABLE events_2 DROP COLUMN extra;
ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM (50) TO (200);
INSERT INTO events SELECT i, '2020-01-01', 'zq7canary' || i FROM generate_series(1, 100) i;

CREATE TABLE person (id int, name text);
CREATE TABLE employee (salary int) INHERITS (person);
INSERT INTO employee SELECT i, 'Zq7Canary ' || i, 918273645 FROM generate_series(1, 20) i;
INSERT INTO person SELECT i, 'Zq7Canary ' || i FROM generate_series(1, 20) i;

CREATE TABLE hidden (id int, secret text);
INSERT INTO hidden SELECT i, 'zq7canary' || i FROM generate_series(1, 20) i;
CREATE TABLE letters (id int, paper xml, places place[]);
INSERT INTO letters SELECT i, ('<letter by="zq7canary"><to>zq7canary' || i || '</to><n>Z</n></letter>')::xml, ARRAY[ROW('zq7canary', 'Rome')::place]
FROM generate_series(1, 20) i;
CREATE TABLE clear (id int, word text);
INSERT INTO clear SELECT i, 'word' || i FROM generate_series(1, 20) i;

CREATE VIEW few AS SELECT DISTINCT ON (id) id, word FROM clear;
CREATE VIEW users_view AS SELECT * FROM users;
CREATE VIEW users_view_2 WITH (security_barrier) AS SELECT u.*, o.amount FROM users_view u JOIN orders o ON o.user_id = u.id;
CREATE VIEW users_invoker WITH (security_invoker) AS SELECT * FROM users WHERE id < 40;
CREATE MATERIALIZED VIEW users_kept AS SELECT * FROM users;
CREATE MATERIALIZED VIEW users_unlabelled AS SELECT * FROM users;

CREATE FUNCTION all_users() RETURNS SETOF users LANGUAGE sql STABLE AS 'SELECT * FROM users';
CREATE FUNCTION all_users_definer() RETURNS SETOF users LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT * FROM users';
CREATE FUNCTION all_users_plpgsql() RETURNS SETOF users LANGUAGE plpgsql SECURITY DEFINER AS
	'BEGIN RETURN QUERY SELECT * FROM users; END';
CREATE FUNCTION all_users_dynamic() RETURNS SETOF users LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
	$$BEGIN RETURN QUERY EXECUTE 'SELECT * FROM users'; END$$;
CREATE FUNCTION all_users_atomic() RETURNS SETOF users STABLE BEGIN ATOMIC SELECT * FROM users; END;
CREATE FUNCTION email_of(i int) RETURNS text LANGUAGE sql STABLE AS 'SELECT email FROM users WHERE id = i';
CREATE FUNCTION email_of_definer(i int) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS
	'BEGIN RETURN (SELECT email FROM users WHERE id = i); END';
CREATE FUNCTION cursor_of_users() RETURNS refcursor LANGUAGE plpgsql SECURITY DEFINER AS
	$$DECLARE c refcursor := 'users_cursor'; BEGIN OPEN c FOR SELECT * FROM users; RETURN c; END$$;
CREATE PROCEDURE shout(i int) LANGUAGE plpgsql SECURITY DEFINER AS
	$$BEGIN RAISE NOTICE '%', (SELECT u FROM users u WHERE id = i); END$$;
CREATE FUNCTION fail(value anyelement) RETURNS boolean LANGUAGE plpgsql COST 0.000001 AS
	$$BEGIN RAISE NOTICE 'seen %', value; RETURN true; END$$;
SELECT email_of_definer(1), email_of_definer(2), email_of_definer(3), email_of_definer(4), email_of_definer(5),
	email_of_definer(6), email_of_definer(7);

SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email';
SECURITY LABEL FOR confiture ON COLUMN users.name IS 'name';
SECURITY LABEL FOR confiture ON COLUMN users.phone IS 'pseudonym';
SECURITY LABEL FOR confiture ON COLUMN users.salary IS 'bucket(width => 1000000)';
SECURITY LABEL FOR confiture ON COLUMN users.born IS 'truncate_date(unit => ''year'')';
SECURITY LABEL FOR confiture ON COLUMN users.tags IS 'redact';
SECURITY LABEL FOR confiture ON COLUMN users.badge IS 'uuid';
SECURITY LABEL FOR confiture ON COLUMN users.address IS 'ip';
SECURITY LABEL FOR confiture ON COLUMN users.home IS 'fields(street => ''redact'', city => ''keep'')';
SECURITY LABEL FOR confiture ON COLUMN letters.paper IS 'json(letter.to => ''redact'', ''letter.@by'' => ''hash'')';
SECURITY LABEL FOR confiture ON COLUMN letters.places IS 'fields(street => ''hash'', city => ''keep'')';
SECURITY LABEL FOR confiture ON COLUMN events.email IS 'hash';
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'name';
SECURITY LABEL FOR confiture ON COLUMN employee.salary IS 'null';
SECURITY LABEL FOR confiture ON TABLE hidden IS 'empty';
SECURITY LABEL FOR confiture ON COLUMN hidden.secret IS 'keep';
SECURITY LABEL FOR confiture ON COLUMN users_kept.email IS 'email';
SECURITY LABEL FOR confiture ON COLUMN users_kept.name IS 'name';
SECURITY LABEL FOR confiture ON COLUMN users_kept.phone IS 'redact';
SECURITY LABEL FOR confiture ON COLUMN users_kept.salary IS 'null';
SECURITY LABEL FOR confiture ON COLUMN users_kept.born IS 'null';
SECURITY LABEL FOR confiture ON COLUMN users_kept.tags IS 'null';
SECURITY LABEL FOR confiture ON COLUMN users_kept.badge IS 'null';
SECURITY LABEL FOR confiture ON COLUMN users_kept.address IS 'null';
SECURITY LABEL FOR confiture ON COLUMN users_kept.home IS 'null';
SECURITY LABEL FOR confiture ON COLUMN users_kept.shout IS 'redact';

CREATE ROLE team;
CREATE ROLE analyst LOGIN IN ROLE team;
CREATE ROLE open LOGIN;
SECURITY LABEL FOR confiture ON ROLE team IS 'masked';
GRANT ALL ON ALL TABLES IN SCHEMA public TO analyst, open;
GRANT SELECT ON ALL TABLES IN SCHEMA confiture TO analyst;
GRANT CREATE ON SCHEMA public TO analyst, open;
ANALYZE;
SQL

my $version = $node->pg_version;

# Virtual columns are computed from what they are generated from, wherever they are read.
$node->safe_psql('postgres', <<'SQL') if $version >= 18;
CREATE TABLE computed (
	id int PRIMARY KEY,
	email text,
	seen boolean DEFAULT true,
	shout text GENERATED ALWAYS AS (upper(email)) VIRTUAL,
	mixed text GENERATED ALWAYS AS (email || ' ' || seen::int) VIRTUAL);
INSERT INTO computed SELECT i, 'zq7canary' || i FROM generate_series(1, 20) i;
CREATE VIEW computed_view AS SELECT * FROM computed WHERE shout IS NOT NULL;
CREATE TABLE computed_parts (id int, email text, shout text GENERATED ALWAYS AS (upper(email)) VIRTUAL) PARTITION BY RANGE (id);
CREATE TABLE computed_part PARTITION OF computed_parts FOR VALUES FROM (0) TO (50);
INSERT INTO computed_parts SELECT i, 'zq7canary' || i FROM generate_series(1, 20) i;
SECURITY LABEL FOR confiture ON COLUMN computed.email IS 'hash';
SECURITY LABEL FOR confiture ON COLUMN computed_parts.email IS 'hash';
GRANT ALL ON computed, computed_view, computed_parts, computed_part TO analyst, open;
SQL

# ---- Shapes ----------------------------------------------------------------------------------------------------------

# What is made of the row u of users.
my @expressions = (
	'u.*', 'u', 'u::text', 'row(u.*)', 'to_json(u)', 'row_to_json(u)::jsonb', 'xmlforest(u.email, u.name, u.born)',
	'u.email', 'upper(u.name)', 'reverse(u.phone)', 'left(u.email, 9)', 'u.salary', 'u.salary + 0', 'u.born', 'u.born::text',
	'u.tags', 'u.tags[1]', 'u.home', '(u.home).street', '(u.home).*', 'to_json(u.home)', 'max((u.home).street)', 'u.badge', 'u.address', 'host(u.address)', 'u.shout', 'substring(u.shout from 1 for 12)',
	q{format('%s %L', u.email, u.name)}, q{encode(convert_to(u.email, 'UTF8'), 'hex')}, q{encode(convert_to(u.email, 'UTF8'), 'base64')},
	'coalesce(u.email, u.name)', q{case when u.salary > 0 then u.email end}, 'greatest(u.email, u.name)', 'quote_literal(u.name)',
	'(select u.email)', 'array(select u.email union select u.name)', 'u.email::bytea', 'to_tsvector(u.email)',
	q{regexp_replace(u.email, '@.*', '')}, 'array[u.email, u.name]', '(u).email', 'jsonb_build_object(u.id, u.email)', 'u, u.ctid',
	'max(u.email), min(u.name), sum(u.salary)', 'string_agg(u.email, $$,$$)', 'array_agg(u)', 'json_agg(u)', 'json_object_agg(u.id, u.name)',
	'mode() within group (order by u.email)', 'percentile_disc(0.5) within group (order by u.salary)',
	'count(*) filter (where fail(u.email))');
my @windows = ('first_value(u.email) over (order by u.id)', 'lag(u) over (order by u.email)', 'sum(u.salary) over (partition by u.name)');

# Where it comes from.
my @sources = (
	'users u', 'only users u', '(select * from users) u', '(select * from users offset 0) u', 'users_view u', 'users_view_2 u', 'users_invoker u',
	'users_kept u', 'all_users() u', 'all_users_definer() u', 'all_users_plpgsql() u', 'all_users_dynamic() u', 'all_users_atomic() u',
	'users u tablesample bernoulli (100)', 'users u tablesample system (100) repeatable (1)',
	'orders o join users u on u.id = o.user_id', 'orders o left join users u on u.id = o.user_id and o.amount > 50',
	'users x full join users u using (id)', 'users x cross join lateral (select * from users y where y.id = x.id) u',
	'(select * from users union all select * from users) u', '(select * from users except select * from users where id = 3) u',
	'(select distinct * from users) u', '(select distinct on (salary) * from users) u', '(select * from users order by email limit 20) u',
	'clear c join users u using (id) join events e using (id)');

my @queries;
for my $i (0 .. $#expressions) {
	for my $j (0 .. $#sources) {
		# all pairs would be a thousand; every expression with every third source, every source with every third expression
		push @queries, "SELECT $expressions[$i] FROM $sources[$j]" if ($i + $j) % 3 == 0;
	}
}
push @queries, map { my $window = $_; map { "SELECT $window FROM $_" } @sources[0, 4, 9, 15] } @windows;
push @queries, (
	'WITH w AS (SELECT * FROM users) SELECT * FROM w',
	'WITH w AS MATERIALIZED (SELECT * FROM users) SELECT w FROM w',
	'WITH RECURSIVE w AS (SELECT id, email FROM users WHERE id = 1 UNION ALL SELECT u.id, u.email FROM users u JOIN w ON u.id = w.id + 1) SELECT * FROM w',
	'SELECT email FROM users GROUP BY email', 'SELECT id, email, name FROM users GROUP BY id', 'SELECT email, count(*) FROM users GROUP BY ROLLUP (email, name)',
	'SELECT name FROM users GROUP BY CUBE (name, salary) HAVING max(email) IS NOT NULL', 'SELECT email FROM users ORDER BY salary, name',
	'TABLE letters', 'SELECT letters FROM letters', 'SELECT paper::text, xpath($$//to$$, paper), xmlserialize(DOCUMENT paper AS text) FROM letters',
	'SELECT x.* FROM letters, XMLTABLE($$letter$$ PASSING paper COLUMNS t text PATH $$to$$, b text PATH $$@by$$) x', 'SELECT paper::text::int FROM letters',
	'SELECT places[1].street, unnest(places) FROM letters', 'SELECT * FROM letters WHERE fail(paper)', 'SELECT places::text::int[] FROM letters',
	'SELECT (home).street FROM users GROUP BY home', 'SELECT id FROM users WHERE home IS DISTINCT FROM ROW($$x$$, $$y$$)::place AND fail(home)',
	'COPY letters TO STDOUT', 'COPY letters TO STDOUT (FORMAT binary)', 'COPY (SELECT (home).* FROM users) TO STDOUT', 'UPDATE users SET home.street = $$x$$ WHERE id = 1',
	'UPDATE letters SET id = id RETURNING *', 'SELECT xmlagg(paper), xmlconcat(paper, paper) FROM letters GROUP BY id, paper::text',
	'TABLE users', 'TABLE events', 'TABLE events_1', 'TABLE events_2', 'SELECT e, tableoid::regclass FROM events e', 'SELECT * FROM ONLY person',
	'SELECT * FROM person', 'SELECT * FROM employee', 'SELECT p, p.tableoid FROM person p', 'SELECT p.*, p.xmin FROM person p',
	'TABLE hidden', 'SELECT h, ctid FROM hidden h', 'SELECT string_agg(secret, $$,$$) FROM hidden', 'TABLE users_unlabelled',
	'SELECT email FROM users_unlabelled', 'SELECT * FROM clear WHERE word IN (SELECT email FROM users)',
	'SELECT (SELECT email FROM users WHERE users.id = c.id) FROM clear c', 'SELECT c.id, u FROM clear c LEFT JOIN users u ON u.id = c.id + 45',
	'SELECT c.id, u, u.tableoid FROM clear c LEFT JOIN users u ON u.id = c.id + 45', 'SELECT EXISTS (SELECT 1 FROM users WHERE fail(users))',
	'SELECT * FROM users WHERE fail(email)', 'SELECT id FROM users WHERE fail(name) AND id < 5', 'SELECT id FROM users ORDER BY fail(phone)',
	'SELECT id FROM users u WHERE fail(u) LIMIT 5', 'SELECT id FROM users_view_2 WHERE fail(email)',
	'SELECT o.id FROM orders o JOIN users u ON fail(u.email) LIMIT 3', 'SELECT * FROM orders', 'SELECT email FROM orders NATURAL JOIN users',
	'SELECT email_of(3)', 'SELECT email_of_definer(3)', 'SELECT email_of(id) FROM clear', 'CALL shout(4)', 'SELECT cursor_of_users(); FETCH ALL FROM users_cursor',
	'BEGIN; SELECT cursor_of_users(); FETCH ALL FROM users_cursor; COMMIT', 'DO $$BEGIN RAISE NOTICE $n$%$n$, (SELECT array_agg(u) FROM users u); END$$',
	'DO $$DECLARE r record; BEGIN FOR r IN SELECT * FROM users LOOP RAISE NOTICE $n$%$n$, r; END LOOP; END$$',
	'DO $$DECLARE r users%ROWTYPE; BEGIN SELECT * INTO r FROM users LIMIT 1; RAISE NOTICE $n$%$n$, r.email; END$$',
	'DO $$DECLARE t text; BEGIN EXECUTE $q$SELECT email FROM users LIMIT 1$q$ INTO t; RAISE EXCEPTION $n$%$n$, t; END$$',
	'PREPARE p (int) AS SELECT * FROM users WHERE id = $1; EXECUTE p (1); EXECUTE p (2); EXECUTE p (3); EXECUTE p (4); EXECUTE p (5); EXECUTE p (6); EXECUTE p (7)',
	'BEGIN; DECLARE c CURSOR FOR SELECT * FROM users; FETCH 3 FROM c; MOVE 2 IN c; FETCH 1 FROM c; COMMIT',
	'DECLARE h CURSOR WITH HOLD FOR SELECT * FROM users ORDER BY email; FETCH 3 FROM h; CLOSE h',
	'BEGIN; DECLARE c SCROLL CURSOR FOR SELECT * FROM users_view; FETCH LAST FROM c; FETCH PRIOR FROM c; COMMIT',
	'SELECT * FROM users FOR UPDATE', 'SELECT u FROM users u FOR KEY SHARE', 'SELECT email FROM users_view FOR SHARE', 'SELECT * FROM users u JOIN orders o ON o.user_id = u.id FOR UPDATE OF o',
	'SELECT * FROM users FOR UPDATE SKIP LOCKED',
	'CREATE TEMP TABLE stolen AS SELECT * FROM users; TABLE stolen', 'SELECT * INTO TEMP stolen_2 FROM users_view; TABLE stolen_2',
	'CREATE TEMP VIEW v AS SELECT * FROM users; TABLE v', 'CREATE TEMP TABLE stolen_3 (LIKE users); INSERT INTO stolen_3 SELECT * FROM users; TABLE stolen_3',
	'CREATE TEMP TABLE stolen_4 (a text, b text); INSERT INTO stolen_4 SELECT email, shout FROM users RETURNING *',
	'CREATE TEMP TABLE stolen_5 (a int, b text); INSERT INTO stolen_5 SELECT id FROM users; UPDATE stolen_5 SET b = u.email FROM users u WHERE u.id = a RETURNING *',
	'CREATE TEMP TABLE stolen_6 (a int, b text); MERGE INTO stolen_6 s USING users u ON s.a = u.id WHEN NOT MATCHED THEN INSERT VALUES (u.id, u.email); TABLE stolen_6',
	'CREATE TEMP TABLE stolen_7 AS SELECT id, NULL::text AS b FROM clear; DELETE FROM stolen_7 USING users u WHERE u.id = stolen_7.id RETURNING u.*',
	'CREATE MATERIALIZED VIEW mine AS SELECT * FROM users; TABLE mine',
	'UPDATE users SET seen = false WHERE id = 1 RETURNING *', 'UPDATE users SET seen = false RETURNING users', 'UPDATE users u SET seen = fail(email) WHERE id = 2',
	'UPDATE users SET seen = true WHERE fail(email) AND id = 3', 'UPDATE users_view SET seen = true WHERE id = 3 RETURNING *', 'UPDATE users SET seen = true FROM orders o WHERE o.user_id = users.id AND users.id = 4 RETURNING users, o',
	'UPDATE users SET seen = (email LIKE $$zq7%$$) WHERE id = 5 RETURNING seen, shout', 'UPDATE users SET email = email', 'UPDATE users SET name = $$x$$ WHERE id = 1', 'UPDATE users SET phone = email',
	'WITH w AS (UPDATE users SET seen = true WHERE id = 6 RETURNING *) SELECT * FROM w', 'WITH w AS (DELETE FROM users WHERE id = 9999 RETURNING *) SELECT * FROM w',
	'BEGIN; DELETE FROM orders; DELETE FROM users WHERE id = 7 RETURNING *; ROLLBACK', 'BEGIN; DELETE FROM orders; DELETE FROM users u USING clear c WHERE c.id = u.id RETURNING u; ROLLBACK',
	'INSERT INTO users (id) VALUES (1)', 'INSERT INTO users (id, email) VALUES (99, $$zq7x$$)', 'INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET seen = true RETURNING *',
	'INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET seen = fail(users.email) RETURNING users', 'INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET seen = users.email > $$a$$ WHERE users.name > $$A$$ RETURNING name, shout',
	'MERGE INTO users u USING clear c ON c.id = u.id WHEN MATCHED AND fail(u.email) THEN UPDATE SET seen = true', 'MERGE INTO users u USING clear c ON u.email = c.word WHEN MATCHED THEN DELETE',
	'DELETE FROM users WHERE id = 1', 'DELETE FROM users WHERE fail(email) AND id = 2', 'INSERT INTO clear SELECT id, email FROM users RETURNING *', 'UPDATE clear SET word = u.email FROM users u WHERE u.id = clear.id RETURNING *',
	'INSERT INTO orders VALUES (1, 2, $$x$$, 3)', 'INSERT INTO orders VALUES (1000, 9999)', 'INSERT INTO orders (id, email) VALUES (1001, $$zq7x$$)', 'UPDATE orders SET id = 2 WHERE id = 1', 'INSERT INTO events VALUES (1000, $$2020-01-01$$)',
	'COPY users TO STDOUT', 'COPY users (email, name) TO STDOUT (FORMAT csv, HEADER)', 'COPY users TO STDOUT (FORMAT binary)', 'COPY (SELECT * FROM users_view) TO STDOUT', 'COPY (SELECT u FROM all_users() u) TO STDOUT',
	'COPY events_1 TO STDOUT', 'COPY events_2 TO STDOUT', 'COPY events TO STDOUT', 'COPY (TABLE events) TO STDOUT', 'COPY person TO STDOUT', 'COPY employee TO STDOUT', 'COPY hidden TO STDOUT', 'COPY users_kept TO STDOUT',
	'COPY (UPDATE users SET seen = true WHERE id = 1 RETURNING *) TO STDOUT', 'COPY (SELECT email_of(1), email_of_definer(2)) TO STDOUT',
	'EXPLAIN (VERBOSE) SELECT * FROM users WHERE email = $$a$$', 'EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM users u JOIN orders o ON o.email = u.email', 'EXPLAIN (ANALYZE, VERBOSE, FORMAT json) SELECT * FROM users WHERE lower(name) = $$x$$ ORDER BY born',
	'EXPLAIN (ANALYZE, VERBOSE) UPDATE users SET seen = true WHERE id = 3 RETURNING *', 'EXPLAIN VERBOSE SELECT email, count(*) FROM users GROUP BY 1 ORDER BY 2', 'EXPLAIN (VERBOSE) EXECUTE p (3)', 'EXPLAIN VERBOSE SELECT * FROM users WHERE salary BETWEEN 918273640 AND 918273700 - 1',
	'SELECT * FROM pg_stats', 'SELECT * FROM pg_stats_ext', 'SELECT * FROM pg_stats_ext_exprs', 'SELECT * FROM pg_statistic', 'SELECT * FROM pg_statistic_ext_data', 'SELECT * FROM pg_seclabels', 'SELECT pg_get_viewdef($$users_view$$)',
	'SELECT * FROM pg_catalog.pg_class', 'SELECT * FROM pg_attribute', 'SELECT * FROM pg_prepared_statements', 'SELECT * FROM pg_cursors', 'SELECT query FROM pg_stat_activity', 'SELECT * FROM pg_settings WHERE name LIKE $$confiture%$$', 'SHOW confiture.secret', 'SHOW ALL',
	'SELECT table_to_xml($$users$$, true, true, $$$$)', 'SELECT query_to_xml($$SELECT * FROM users$$, true, true, $$$$)', 'SELECT cursor_to_xml($$x$$, 10, true, true, $$$$)', 'SELECT schema_to_xml($$public$$, true, true, $$$$)', 'SELECT database_to_xml(true, true, $$$$)',
	'SELECT ts_stat($$SELECT to_tsvector(email) FROM users$$)', 'SELECT * FROM ts_stat($$SELECT to_tsvector(name) FROM users$$)',
	'SELECT email::int FROM users', 'SELECT name::date FROM users', 'SELECT phone::inet FROM users', 'SELECT (email || $$x$$)::uuid FROM users', 'SELECT 1 / (salary - salary) FROM users', 'SELECT tags::int[] FROM users', 'SELECT u::text::int FROM users u', 'SELECT salary::smallint FROM users', 'SELECT shout::numeric FROM users', 'SELECT string_to_array(email, NULL)::int[] FROM users',
	'CREATE UNIQUE INDEX ON users (salary)', 'ALTER TABLE users ADD CHECK (salary < 0)', 'CREATE TEMP TABLE t8 (a int UNIQUE); INSERT INTO t8 SELECT salary FROM users', 'CREATE TEMP TABLE t9 (a text CHECK (a = $$x$$)); INSERT INTO t9 SELECT email FROM users',
	'CREATE TEMP TABLE t10 AS SELECT email AS a FROM orders; ALTER TABLE t10 ADD FOREIGN KEY (a) REFERENCES users (email)', 'CREATE TEMP TABLE t11 (a text REFERENCES users (email))', 'CREATE TABLE t12 (a text REFERENCES users (email))', 'LOCK TABLE users', 'ALTER TABLE users ADD COLUMN c text GENERATED ALWAYS AS (email) STORED',
	'CREATE FUNCTION mine() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS $$SELECT email FROM users$$', 'CREATE RULE r AS ON UPDATE TO clear DO ALSO SELECT * FROM users', 'CREATE TRIGGER t BEFORE UPDATE ON clear EXECUTE FUNCTION fail()', 'CREATE POLICY p ON clear USING (true)', 'CREATE OPERATOR === (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)',
	'CREATE AGGREGATE a (text) (SFUNC = textcat, STYPE = text)', 'CREATE CAST (users AS text) WITH INOUT', 'SECURITY LABEL FOR confiture ON COLUMN users.email IS NULL', 'SECURITY LABEL FOR confiture ON ROLE analyst IS NULL', 'CREATE ROLE another LOGIN', 'GRANT SELECT ON users TO PUBLIC', 'COPY clear FROM $$/etc/passwd$$', 
	'SELECT lo_import($$/etc/passwd$$)', 'SELECT lo_get(1)', 'SELECT pg_read_file($$confiture_secret$$)', 'SELECT pg_logical_slot_peek_changes($$x$$, NULL, NULL)', 'SELECT pg_ls_dir($$.$$)', 'SET confiture.masking = off; SELECT * FROM users', 'SET SESSION confiture.masking TO off; TABLE users', 'SELECT set_config($$confiture.masking$$, $$off$$, false); TABLE users_view',
	'RESET ALL; TABLE users', 'DISCARD ALL; TABLE users', 'SET ROLE analyst; TABLE users', 'RESET ROLE; TABLE users', 'SET ROLE team; TABLE users', 'SET row_security = off; TABLE users', 'SET enable_seqscan = off; SELECT * FROM users WHERE email > $$$$', 'SET LOCAL confiture.mask_load = on; TABLE users',
	'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SELECT * FROM users; SELECT email_of(id) FROM users; EXPLAIN (ANALYZE, VERBOSE) SELECT max(email) FROM users',
	'SET force_parallel_mode = on; SELECT max(email), email_of(max(id)) FROM users', 'SET jit_above_cost = 0; SELECT email FROM users',
	'SELECT confiture.mask(email, NULL) FROM users', q{SELECT confiture.mask('zq7guess'::text, '1'::confiture.rule)}, 'SELECT confiture.email(email) FROM users', 'SELECT * FROM confiture.masking_rule');

push @queries, (
	'SELECT any_value(email) FROM users', 'EXPLAIN (GENERIC_PLAN, VERBOSE) SELECT * FROM users WHERE email = $1', 'SELECT JSON_OBJECT(u.id : u.email) FROM users u',
	'SELECT JSON_ARRAYAGG(u.email), JSON_OBJECTAGG(u.id : u.name) FROM users u', 'SELECT JSON_ARRAY(email, name) FROM users', 'SELECT email IS JSON FROM users',
	'SELECT (pg_input_error_info(email, $$integer$$)).* FROM users', 'SELECT (pg_input_error_info(u::text, $$users$$)).* FROM users u', 'SELECT array_shuffle(array_agg(email)), array_sample(array_agg(name), 3) FROM users',
	'SET debug_parallel_query = on; SELECT max(email), email_of(max(id)) FROM users', 'SET debug_parallel_query = on; COPY users TO STDOUT') if $version >= 16;
push @queries, (
	'MERGE INTO users u USING few c ON c.id = u.id WHEN MATCHED THEN UPDATE SET seen = true RETURNING merge_action(), u.*', 'MERGE INTO users u USING few c ON c.id = u.id WHEN MATCHED AND fail(u) THEN UPDATE SET seen = true RETURNING u, c',
	'MERGE INTO users u USING few c ON c.id = u.id AND c.id < 3 WHEN NOT MATCHED BY SOURCE AND u.id < 6 THEN UPDATE SET seen = fail(u.email) RETURNING u.shout, u.name', 'MERGE INTO users u USING few c ON u.email = c.word WHEN NOT MATCHED BY SOURCE AND u.email > $$$$ THEN UPDATE SET seen = true RETURNING *',
	'WITH m AS (MERGE INTO users u USING few c ON c.id = u.id WHEN MATCHED THEN UPDATE SET seen = true RETURNING u.*) SELECT * FROM m', 'COPY (MERGE INTO users u USING few c ON c.id = u.id WHEN MATCHED THEN UPDATE SET seen = true RETURNING u) TO STDOUT',
	'MERGE INTO users_view v USING few c ON c.id = v.id WHEN MATCHED AND fail(v.email) THEN UPDATE SET seen = true RETURNING v.*', 'MERGE INTO clear c USING users u ON c.id = u.id WHEN MATCHED THEN UPDATE SET word = u.email RETURNING c.*, u.*',
	q{SELECT j.* FROM users u, JSON_TABLE(to_jsonb(u), '$' COLUMNS (email text PATH '$.email', NESTED PATH '$.tags[*]' COLUMNS (tag text PATH '$'))) j}, q{SELECT j.* FROM users_view u, JSON_TABLE(row_to_json(u)::jsonb, '$' PASSING u.name AS n COLUMNS (name text PATH '$n', n FOR ORDINALITY)) j},
	q{SELECT JSON_VALUE(to_jsonb(u), '$.email'), JSON_QUERY(to_jsonb(u), '$' WITH WRAPPER) FROM users u}, q{SELECT JSON_VALUE(to_jsonb(u), '$.email' RETURNING int ERROR ON ERROR) FROM users u},
	q{SELECT JSON_EXISTS(to_jsonb(u), '$ ? (@.email starts with "x")'), JSON_SERIALIZE(JSON_SCALAR(u.email)) FROM users u}, 'SELECT JSON(email) FROM users', 'SELECT xmltext(email) FROM users',
	'EXPLAIN (ANALYZE, VERBOSE, SERIALIZE text) SELECT * FROM users', 'EXPLAIN (ANALYZE, SERIALIZE binary, MEMORY) SELECT u FROM users u', 'ANALYZE VERBOSE users', 'VACUUM VERBOSE users', 'BEGIN; CLUSTER VERBOSE users USING users_pkey; ROLLBACK', 'BEGIN; REINDEX (VERBOSE) TABLE users; ROLLBACK',
	'BEGIN; REFRESH MATERIALIZED VIEW users_kept; TABLE users_kept; ROLLBACK', 'BEGIN; REFRESH MATERIALIZED VIEW users_unlabelled; TABLE users_unlabelled; ROLLBACK') if $version >= 17;
push @queries, (
	'UPDATE users SET seen = true WHERE id = 1 RETURNING old.*, new.*', 'UPDATE users SET seen = true RETURNING old, new', 'UPDATE users SET seen = false WHERE id = 2 RETURNING WITH (OLD AS o, NEW AS n) o.email, n.name, o, n.shout',
	'UPDATE users SET seen = true WHERE id = 3 RETURNING (SELECT old.email), (SELECT string_agg(t, $$,$$) FROM unnest(new.tags) t), (SELECT new)', 'UPDATE users u SET seen = true WHERE id = 3 RETURNING old::text, to_json(new), old.ctid, new.tableoid, u',
	'UPDATE users_view SET seen = true WHERE id = 3 RETURNING old, new.email', 'WITH w AS (UPDATE users SET seen = true WHERE id = 6 RETURNING old.email AS a, new.shout AS b, old) SELECT * FROM w', 'UPDATE users SET seen = fail(email) WHERE id = 8 RETURNING fail(old.name), fail(new)',
	'BEGIN; DELETE FROM orders; DELETE FROM users WHERE id = 7 RETURNING old.*, new.*, old; ROLLBACK', 'INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET seen = true RETURNING old.*, new.*, old', 'INSERT INTO users (id) VALUES (1), (2) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen RETURNING old.email, new.email, old.shout, new',
	'MERGE INTO users u USING few c ON c.id = u.id WHEN MATCHED THEN UPDATE SET seen = true RETURNING merge_action(), old.email, new, old.shout', 'BEGIN; DELETE FROM orders; MERGE INTO users u USING few c ON c.id = u.id WHEN MATCHED THEN DELETE RETURNING old, new, u; ROLLBACK',
	'BEGIN; UPDATE events SET at = at WHERE id = 60 RETURNING old, new; UPDATE events SET id = id + 50 WHERE id < 10 RETURNING old.*, new.*, old, new; ROLLBACK', 'UPDATE person SET id = id RETURNING old.*, new', 'COPY (UPDATE users SET seen = true WHERE id = 1 RETURNING old, new) TO STDOUT',
	'DO $$DECLARE t text; BEGIN UPDATE users SET seen = true WHERE id = 9 RETURNING old.email INTO t; RAISE NOTICE $n$%$n$, t; END$$',
	(map { my $table = $_; map { "$_ FROM $table c" } 'SELECT *', 'SELECT c', 'SELECT shout', 'SELECT c.*::text', 'SELECT to_json(c), c.ctid', 'SELECT count(*) FILTER (WHERE fail(shout))', 'SELECT max(shout), array_agg(c)', 'SELECT id, fail(shout)' } 'computed', 'computed_parts'), 'TABLE computed_part', 'TABLE computed_view',
	'SELECT mixed FROM computed WHERE fail(mixed)', 'SELECT shout FROM computed GROUP BY shout HAVING fail(shout)', 'SELECT c.shout, d.mixed, d FROM computed c LEFT JOIN computed d ON d.id = c.id + 10', 'SELECT shout FROM computed ORDER BY mixed DESC LIMIT 3', 'SELECT * FROM computed FOR UPDATE',
	'UPDATE computed SET seen = true RETURNING *', 'UPDATE computed SET seen = false WHERE id = 1 RETURNING old.shout, new.mixed, old, new', 'UPDATE computed_view SET seen = false WHERE id = 1 RETURNING old.shout, new.*', 'UPDATE computed SET seen = true WHERE fail(shout) AND id = 2', 'INSERT INTO computed (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET seen = fail(computed.shout) RETURNING mixed, old, new.shout',
	'MERGE INTO computed u USING few c ON c.id = u.id WHEN MATCHED AND fail(u.mixed) THEN UPDATE SET seen = true RETURNING u.shout, old, new', 'BEGIN; DELETE FROM computed WHERE id < 3 RETURNING shout, old.mixed, computed; ROLLBACK',
	'COPY computed TO STDOUT', 'COPY computed_part TO STDOUT', 'COPY (TABLE computed) TO STDOUT', 'COPY (SELECT c FROM computed_parts c) TO STDOUT', 'COPY computed (id, shout) TO STDOUT', 'EXPLAIN (ANALYZE, VERBOSE) SELECT shout FROM computed WHERE shout = $$X$$',
	'CREATE TEMP TABLE t13 (LIKE computed INCLUDING ALL); INSERT INTO t13 (id, email) SELECT id, email FROM computed; TABLE t13', 'ALTER TABLE computed ADD COLUMN x text GENERATED ALWAYS AS (email)', 'CREATE TEMP TABLE t14 (x text REFERENCES users (email) NOT ENFORCED)',
	'SELECT reverse(email::bytea) FROM users', 'SELECT array_sort(array_agg(email)), array_reverse(array_agg(name)) FROM users', 'SELECT casefold(email) FROM users', 'SELECT max(u) FROM users u', 'SELECT max(u), min(c) FROM users u, computed c',
	'BEGIN; SELECT pg_clear_attribute_stats($$public$$, $$users$$, $$email$$, false); ROLLBACK', 'BEGIN; SELECT pg_restore_attribute_stats($$schemaname$$, $$public$$, $$relname$$, $$users$$, $$attname$$, $$email$$, $$inherited$$, false, $$null_frac$$, 0.5::real); SELECT * FROM pg_stats; ROLLBACK',
	'BEGIN; SELECT pg_restore_relation_stats($$schemaname$$, $$public$$, $$relname$$, $$users$$, $$relpages$$, 7); EXPLAIN VERBOSE SELECT * FROM users WHERE email > $$a$$; ROLLBACK') if $version >= 18;

my $markers = join("\n", map { "\\echo QUERY $_\nROLLBACK;\nRESET ROLE;\n$queries[$_];" } 0 .. $#queries) . "\n";
# What a query changes is undone by the next one's ROLLBACK, or does no harm.
my $script = PostgreSQL::Test::Utils::tempdir() . '/queries.sql';
append_to_file($script, $markers);

# The answers of all queries, in order: results, notices, errors, each as psql prints it.
sub ask {
	my ($role) = @_;
	my $out = '';
	IPC::Run::run(
		[ 'psql', '-XAt', '--set=VERBOSITY=verbose', '--set=SHOW_CONTEXT=always', '-d', $node->connstr('postgres') . " user=$role", '-f', $script ],
		'>', \$out, '2>&1') or 1;
	my (undef, @answers) = split /QUERY \d+\n/, $out;
	return @answers;
}

my @answers = ask('analyst');
is(scalar @answers, scalar @queries, 'all ' . @queries . ' queries were answered, and the server lives');
cmp_ok(scalar @queries, '>=', 300, 'which are at least 300');
my $leaks = 0;
for my $i (0 .. $#queries) {
	my $answer = $answers[$i] // '';
	# what the query itself says comes back in errors
	my $own = join '|', map { quotemeta } canaries_in($queries[$i]);
	my @found = grep { !length $own || $_ !~ /^(?:$own)$/ } canaries_in($answer);
	next unless @found;
	$leaks++;
	fail("no raw value comes out of: $queries[$i]");
	diag("found @found in:\n" . substr($answer, 0, 600));
}
is($leaks, 0, 'no query leaks a raw value');

my @kinds = (
	[ 'rows', scalar grep { !/ERROR:/ && length } @answers ],
	[ 'refusals', scalar grep { /ERROR:.*masked/ } @answers ]);
cmp_ok($kinds[0][1], '>=', 300, "$kinds[0][1] of them gave an answer without an error");
cmp_ok($kinds[1][1], '>=', 25, "$kinds[1][1] were refused to a masked role");
is((scalar grep { /ERROR:  XX/ } @answers), 0, 'none ended in an internal error') or do {
	for my $i (0 .. $#queries) { diag("$queries[$i]: $answers[$i]") if $answers[$i] =~ /ERROR:  XX/ }
};

# ---- What the server keeps -------------------------------------------------------------------------------------------

my @dump = ('pg_dump', '-d', $node->connstr('postgres') . ' user=analyst', '--no-sync');
for my $how ([], ['--inserts'], ['--data-only'], ['--column-inserts', '--rows-per-insert=10'], ['-Fc'], $version >= 18 ? (['--statistics'], ['--statistics-only']) : ()) {
	my ($out, $err) = ('', '');
	IPC::Run::run([ @dump, @$how, '--exclude-table=users_unlabelled', '--exclude-table=mine' ], '>', \$out, '2>', \$err);
	is_deeply([ canaries_in($out . $err) ], [], "a dump of the masked role (@$how) holds no raw value");
	cmp_ok(length $out, '>', 5000, 'but much else') or diag($err);
}

# ---- The search itself -----------------------------------------------------------------------------------------------

my @open = ask('open');
my $shown = grep { canaries_in($_) } @open;
cmp_ok($shown, '>=', 300, "the same search finds raw values in $shown answers of a role that is not masked");

$node->stop;
done_testing();
