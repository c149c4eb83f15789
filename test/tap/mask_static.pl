# Static masking: what was there is gone from the table's files, keys still match, and an interrupted run goes on.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('static');
$node->init;
$node->append_conf('postgresql.conf', <<SETTINGS);
shared_preload_libraries = 'confiture'
autovacuum = off
SETTINGS
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION confiture');
sub one { return $node->safe_psql('postgres', $_[0]); }

sub error_of {
	my ($sql, %options) = @_;
	my ($status, undef, $stderr) = $node->psql('postgres', $sql, %options);
	return $status == 0 ? '' : $stderr;
}

# All files of a relation: heap, TOAST and indexes, as they are on disk.
sub files_of {
	my ($relation) = @_;
	one('CHECKPOINT');
	my @paths = split /\n/, one(qq{
		WITH heap AS (SELECT oid, reltoastrelid FROM pg_class WHERE oid = '$relation'::regclass)
		SELECT pg_relation_filepath(oid) FROM heap
		UNION ALL SELECT pg_relation_filepath(reltoastrelid) FROM heap WHERE reltoastrelid <> 0
		UNION ALL SELECT pg_relation_filepath(indexrelid) FROM pg_index, heap
			WHERE indrelid IN (heap.oid, heap.reltoastrelid)});
	return map { slurp_file($node->data_dir . "/$_") } grep { length } @paths;
}
sub holds { my ($relation, $value) = @_; return scalar grep { index($_, $value) >= 0 } files_of($relation); }

one(q{
	CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE NOT NULL, name varchar(40),
		notes text, salary int, lower_email text GENERATED ALWAYS AS (lower(email)) STORED, dropped text);
	ALTER TABLE users ALTER COLUMN notes SET STORAGE EXTERNAL;
	ALTER TABLE users DROP COLUMN dropped;
	CREATE INDEX ON users (name);
	CREATE INDEX ON users (upper(email));
	CREATE TABLE orders (id int PRIMARY KEY, user_email text REFERENCES users (email), placed date);
	CREATE TABLE log (id int, line text) PARTITION BY RANGE (id);
	CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (50);
	CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (50) TO (1000);
	INSERT INTO users SELECT i, 'canary' || i || '@corp.example', 'Canaryname' || i, repeat('canarynote' || i || ' ', 500), i
		FROM generate_series(1, 500) AS i;
	INSERT INTO orders SELECT i, 'canary' || i || '@corp.example', '2024-01-01' FROM generate_series(1, 500) AS i;
	INSERT INTO log SELECT i, 'canaryline' || i FROM generate_series(1, 100) AS i;
	DELETE FROM users WHERE id IN (SELECT 400) AND false;
	UPDATE users SET name = 'Canarydead' || id WHERE id = 7;
	UPDATE users SET name = 'Canaryname7' WHERE id = 7;
	ANALYZE;
	SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN users.name IS 'name';
	SECURITY LABEL FOR confiture ON COLUMN users.notes IS 'lorem';
	SECURITY LABEL FOR confiture ON COLUMN users.salary IS 'shuffle';
	SECURITY LABEL FOR confiture ON COLUMN log.line IS 'redact';
});

# ---- The old values are found before, so that not finding them afterwards means something -----------------------------

ok(holds('users', 'Canarydead7'), 'a dead row holds an old value');
ok(holds('users', 'canarynote77 '), 'TOAST holds one');
ok(holds('orders', 'canary77@'), 'a referencing table holds one');

# ---- One table ------------------------------------------------------------------------------------------------------

like(error_of('CALL confiture_mask_table($$users$$)'), qr/can't be masked without others.*public\.orders/s,
	'a table whose masked key others reference is not masked alone');
is(one('SELECT count(*) FROM users WHERE email LIKE $$canary%$$'), 500, 'and is as it was');
my ($status, undef, $notice) = $node->psql('postgres', 'CALL confiture_mask_table($$users$$, cascade => true)');
is($status, 0, 'it is masked with them');
like($notice, qr/NOTICE:  original values may be left outside/, 'a notice names what it does not reach');
ok(!holds('users', 'anary') && !holds('users', 'CANARY'), 'heap, TOAST and indexes hold no old value, dead ones neither');
ok(!holds('orders', 'anary'), 'nor do those of the referencing table');
is(one('SELECT count(*) FROM users JOIN orders ON email = user_email'), 500, 'keys match');
is(one('SELECT count(DISTINCT email) || $$ $$ || count(*) FILTER (WHERE lower_email = lower(email)) FROM users'),
	'500 500', 'unique stays unique, generated columns follow');
is(one('SELECT sum(salary) || $$ $$ || count(*) FILTER (WHERE salary = id) FROM users') =~ /^125250 (\d+)$/ && $1 < 50,
	1, 'shuffled values are the same ones on other rows');
is(one(q{SELECT count(*) FROM pg_stats WHERE tablename IN ('users', 'orders') AND pg_stats::text LIKE '%anary%'}),
	0, 'statistics are of masked values');
is(one('SET enable_seqscan = off; SELECT count(*) FROM users WHERE upper(email) LIKE $$%@EXAMPLE.COM$$'), 500,
	'expression indexes work');
ok(one('SELECT bool_and(convalidated) FROM pg_constraint WHERE contype = $$f$$') eq 't', 'foreign keys are valid');
is(error_of('INSERT INTO orders VALUES (1000, $$nobody@example.com$$)') =~ /foreign key/ ? 1 : 0, 1,
	'and enforced');

# ---- Virtual columns -------------------------------------------------------------------------------------------------

SKIP: {
	skip 'virtual columns came with 18', 4 if $node->pg_version < 18;
	one(q{
		CREATE TABLE computed (id int PRIMARY KEY, email text, note text, shout text GENERATED ALWAYS AS (upper(email)) VIRTUAL NOT NULL,
			CHECK (shout LIKE '%@%'));
		INSERT INTO computed SELECT i, 'canary' || i || '@corp.example', 'canary' FROM generate_series(10, 49) AS i;
		SECURITY LABEL FOR confiture ON COLUMN computed.email IS 'email';
		SECURITY LABEL FOR confiture ON COLUMN computed.note IS 'expression(length(shout)::text)'});
	is(error_of('CALL confiture_mask_table($$computed$$)'), '', 'a table with a virtual column is masked');
	is(one('SELECT count(*) FROM computed WHERE shout = upper(email) AND shout NOT LIKE $$CANARY%$$ AND note = $$21$$'), 40, 'which expressions see, and which follows the masks');
	one(q{ALTER TABLE computed DROP CONSTRAINT computed_shout_check, ADD CHECK (shout LIKE '%@%.EXAMPLE') NOT VALID; UPDATE computed SET email = 'a@b.example';
		ALTER TABLE computed VALIDATE CONSTRAINT computed_shout_check});
	like(error_of('CALL confiture_mask_table($$computed$$, force => true)'), qr/Check constraint "computed_shout_check" is violated/, 'a check over it is checked');
	one(q{SECURITY LABEL FOR confiture ON COLUMN computed.shout IS 'redact'});
	like(error_of('CALL confiture_mask_table($$computed$$, force => true)'), qr/cannot mask virtual column "shout" in place/, 'a label of its own has nothing to write');
}

# ---- Partitions ------------------------------------------------------------------------------------------------------

one('CALL confiture_mask_table($$log$$)');
is(one('SELECT count(*) || $$ $$ || count(DISTINCT line) FROM log'), '100 1', 'a partitioned table is masked in its leaves');
ok(!holds('log_1', 'canaryline') && !holds('log_2', 'canaryline'), 'whose files hold no old value');

one(q{
	CREATE TABLE part (email text PRIMARY KEY, n int) PARTITION BY HASH (email);
	CREATE TABLE part_0 (n int, email text NOT NULL);
	ALTER TABLE part ATTACH PARTITION part_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
	CREATE TABLE part_ref (id int, email text REFERENCES part) PARTITION BY LIST (id);
	CREATE TABLE part_ref_1 PARTITION OF part_ref FOR VALUES IN (1);
	CREATE TABLE part_ref_2 PARTITION OF part_ref DEFAULT;
	INSERT INTO part SELECT 'canary' || i || '@corp.example', i FROM generate_series(1, 50) AS i;
	INSERT INTO part_ref SELECT i, 'canary' || i || '@corp.example' FROM generate_series(1, 50) AS i;
	SECURITY LABEL FOR confiture ON COLUMN part.email IS 'email'});
like(error_of('CALL confiture_mask_table($$part$$)'), qr/can't be masked without others.*part_ref_1, public\.part_ref_2/s,
	'partitions that reference a partitioned table are masked with it');
one('CALL confiture_mask_table($$part$$, cascade => true)');
is(one('SELECT count(*) FROM part JOIN part_ref USING (email) WHERE email LIKE $$%@example.com$$'), 50, 'and match');

# ---- What breaks a constraint leaves all as it was -------------------------------------------------------------------

one(q{
	CREATE DOMAIN short AS text CHECK (length(VALUE) < 5);
	CREATE TABLE strict (id int, a text CHECK (a LIKE 'x%'), b text NOT NULL, c short);
	INSERT INTO strict VALUES (1, 'xa', 'b', 'c');
	SECURITY LABEL FOR confiture ON COLUMN strict.a IS 'value(''y'')'});
like(error_of('CALL confiture_mask_table($$strict$$, force => true)'), qr/Check constraint "strict_a_check" is violated/, 'a check constraint holds');
one(q{SECURITY LABEL FOR confiture ON COLUMN strict.a IS NULL; SECURITY LABEL FOR confiture ON COLUMN strict.b IS 'null'});
like(error_of('CALL confiture_mask_table($$strict$$, force => true)'), qr/The mask of column "b" gives null/, 'so does NOT NULL');
one(q{SECURITY LABEL FOR confiture ON COLUMN strict.b IS NULL; SECURITY LABEL FOR confiture ON COLUMN strict.c IS 'value(''too long'')'});
like(error_of('CALL confiture_mask_table($$strict$$, force => true)'), qr/violates check constraint "short_check"/, 'and a domain');
like(error_of('CALL confiture_mask_table($$strict$$)'), qr/masking rules have problems.*public\.strict\.c: some mask is no value of the domain/s, 'which is told before, if asked');
is(one('SELECT * FROM strict'), '1|xa|b|c', 'the row is as it was');
one('DROP TABLE strict');

# ---- Rights ------------------------------------------------------------------------------------------------------------

one(q{
	CREATE ROLE owner_1 LOGIN; CREATE ROLE stranger LOGIN; CREATE ROLE analyst LOGIN; GRANT owner_1 TO analyst;
	SECURITY LABEL FOR confiture ON ROLE analyst IS 'masked';
	CREATE TABLE theirs (id int, email text); ALTER TABLE theirs OWNER TO owner_1;
	INSERT INTO theirs VALUES (1, 'canary@corp.example');
	CREATE FUNCTION public.who(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS
		'BEGIN PERFORM pg_notify(''who'', ''''); RAISE NOTICE ''runs as %'', current_user; RETURN $1; END';
	CREATE INDEX ON theirs (who(email));
	SECURITY LABEL FOR confiture ON COLUMN theirs.email IS 'email'});
like(error_of('SET ROLE stranger; CALL confiture_mask_table($$theirs$$)'), qr/must be owner/, 'a stranger may not mask a table');
like(error_of('SET SESSION AUTHORIZATION analyst; SET ROLE owner_1; CALL confiture_mask_table($$theirs$$)'),
	qr/masked roles may not mask tables/, 'nor a masked role that is a member of the owner');
(undef, undef, $notice) = $node->psql('postgres', 'CALL confiture_mask_table($$theirs$$)');
like($notice, qr/runs as owner_1/, 'code of the owner runs as the owner,');
unlike($notice, qr/runs as (?!owner_1)/, 'and never as the superuser who masks');
is(one('SELECT email LIKE $$%@example.com$$ FROM theirs'), 't', 'the table is masked');

one(q{GRANT CREATE ON SCHEMA public TO owner_1; SET SESSION AUTHORIZATION owner_1;
	CREATE TYPE mood AS ENUM ('a');
	CREATE FUNCTION to_number(mood) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE NOTICE ''runs as %'', current_user; RETURN 1; END';
	CREATE CAST (mood AS int) WITH FUNCTION to_number(mood) AS IMPLICIT;
	CREATE TABLE key_of (email text, kind int, PRIMARY KEY (email, kind));
	CREATE TABLE refers (email text, kind mood, FOREIGN KEY (email, kind) REFERENCES key_of);
	INSERT INTO key_of VALUES ('canary1@corp.example', 1); INSERT INTO refers VALUES ('canary1@corp.example', 'a')});
one(q{SECURITY LABEL FOR confiture ON COLUMN key_of.email IS 'email'});
(undef, undef, $notice) = $node->psql('postgres', 'CALL confiture_mask_table($$key_of$$, cascade => true)');
like($notice, qr/runs as owner_1/, 'casts of keys too run as the owner who made them,');
unlike($notice, qr/runs as (?!owner_1)/, 'when a superuser masks');
is(one('SELECT count(*) FROM key_of JOIN refers USING (email) WHERE email LIKE $$%@example.com$$'), 1, 'and the key holds');

# what the owner's code sets is not set for the superuser who masks, or who asks for a check
one(q{SET SESSION AUTHORIZATION owner_1;
	CREATE FUNCTION sets(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$BEGIN PERFORM set_config('search_path', 'evil', false); RETURN true; END$$;
	CREATE OR REPLACE FUNCTION to_number(mood) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$BEGIN PERFORM set_config('search_path', 'evil', false); RETURN 1; END$$;
	ALTER TABLE key_of ADD CHECK (sets(email))});
for my $asked (q{SELECT FROM public.confiture_mask_check('{public.key_of,public.refers}')}, q{CALL public.confiture_mask_table('public.key_of', cascade => true)},
	q{CALL public.confiture_mask_database('{public.key_of}')}) {
	is(one("SET search_path = ''; SET client_min_messages = error; $asked; SHOW search_path") =~ s/\s//gr, '""', "and what it sets goes with it: $asked");
}

# ---- Statistics: of parents, of expressions in indexes, of tables that are emptied ------------------------------------------------

one(q{
	CREATE TABLE parts (id int, line text) PARTITION BY RANGE (id);
	CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
	CREATE STATISTICS parts_most (mcv) ON id, line FROM parts;
	CREATE TABLE emptied (id int, line text); CREATE INDEX ON emptied (upper(line));
	CREATE TABLE parent (id int, line text); CREATE TABLE child () INHERITS (parent); CREATE TABLE grandchild () INHERITS (child);
	INSERT INTO parts SELECT i, 'canary' || i % 10 FROM generate_series(1, 500) AS i;
	INSERT INTO emptied TABLE parts; INSERT INTO grandchild TABLE parts;
	ANALYZE parts, emptied, parent, child, grandchild;
	SECURITY LABEL FOR confiture ON COLUMN parts.line IS 'redact'; SECURITY LABEL FOR confiture ON TABLE emptied IS 'empty';
	SECURITY LABEL FOR confiture ON COLUMN grandchild.line IS 'redact'});
my $in_statistics = q{SELECT string_agg(DISTINCT t, ',' ORDER BY t) FROM (
	SELECT tablename::text AS t FROM pg_stats WHERE pg_stats::text ILIKE '%canary%' AND tablename ~ '^(parts|emptied|parent|child|grandchild)'
	UNION ALL SELECT stxname::text FROM pg_statistic_ext_data JOIN pg_statistic_ext AS e ON e.oid = stxoid, pg_mcv_list_items(stxdmcv) AS m WHERE m::text LIKE '%canary%') AS t};
is(one($in_statistics), 'child,emptied,emptied_upper_idx,grandchild,parent,parts,parts_1,parts_most', 'statistics hold original values');
one(q{CALL confiture_mask_table('parts')}); one(q{CALL confiture_mask_table('emptied')}); one(q{CALL confiture_mask_table('grandchild')});
is(one($in_statistics), '', 'none are left');
is(one(q{SELECT string_agg(DISTINCT tablename, ',' ORDER BY tablename) FROM pg_stats WHERE tablename IN ('parts', 'parts_1', 'parent', 'child', 'grandchild') AND attname = 'line'}),
	'child,grandchild,parent,parts,parts_1', 'there are new ones');
one(q{UPDATE parts SET line = 'canary' || id % 10; ANALYZE parts}); one(q{CALL confiture_mask_database('{public.parts_1}')});
is(one($in_statistics), '', 'nor after a run over the database');
one(q{CREATE FOREIGN DATA WRAPPER far; CREATE SERVER far FOREIGN DATA WRAPPER far; CREATE FOREIGN TABLE remote (email text) SERVER far;
	SECURITY LABEL FOR confiture ON COLUMN remote.email IS 'email'});
(undef, undef, $notice) = $node->psql('postgres', 'CALL confiture_mask_table($$parts$$)');
like($notice, qr/and in foreign tables: public\.remote\./, 'foreign tables with labels are named');
one('DROP FOREIGN TABLE remote');

# ---- The whole database, interrupted --------------------------------------------------------------------------------

one(q{
	CREATE TABLE a1 (id int, email text); INSERT INTO a1 VALUES (1, 'one@corp.example');
	CREATE TABLE a2 (id int, email text NOT NULL CHECK (email LIKE '%@corp.example')); INSERT INTO a2 VALUES (1, 'two@corp.example');
	CREATE TABLE a3 (id int, email text); INSERT INTO a3 VALUES (1, 'three@corp.example');
	SECURITY LABEL FOR confiture ON COLUMN a1.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN a2.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN a3.email IS 'email'});
my $include = q{include => '{public.a?}', force => true};
like(error_of("CALL confiture_mask_database($include)"), qr/a2_email_check/, 'a run stops at a table that it cannot mask');
my $first = one('SELECT email FROM a1');
like($first, qr/\@example\.com$/, 'what was before is masked');
is(one('SELECT email FROM a3'), 'three@corp.example', 'what comes after is not');
one('ALTER TABLE a2 DROP CONSTRAINT a2_email_check');
one("CALL confiture_mask_database($include)");
is(one('SELECT email FROM a1'), $first, 'the next run goes on, and masks nothing twice');
is(one('SELECT count(*) FROM (TABLE a2 UNION ALL TABLE a3) AS t WHERE email LIKE $$%@example.com$$'), 2, 'all is masked');
is(one('SELECT string_agg(name, $$,$$ ORDER BY name) FROM confiture.masked_table WHERE name LIKE $$public.a_$$ GROUP BY run'),
	'public.a1,public.a2,public.a3', 'the run is on record');
is(one('SELECT count(*) FROM confiture.masking_run WHERE finished_at IS NULL'), 0, 'and finished');
like(error_of('SET ROLE stranger; INSERT INTO confiture.masked_table VALUES (1, 1, $$x$$)'), qr/permission denied/,
	'nobody else can call a table masked');

# ---- By several workers ---------------------------------------------------------------------------------------------

one(q{
	DO $$ BEGIN
		FOR i IN 1..6 LOOP
			EXECUTE format('CREATE TABLE w%s (id int, email text)', i);
			EXECUTE format('INSERT INTO w%s SELECT n, ''canary'' || n || ''@corp.example'' FROM generate_series(1, 100) AS n', i);
			EXECUTE format('SECURITY LABEL FOR confiture ON COLUMN w%s.email IS ''email''', i);
			EXECUTE format('ALTER TABLE w%s OWNER TO owner_1', i);
		END LOOP;
	END $$;
	ALTER TABLE w1 ADD PRIMARY KEY (id), ADD UNIQUE (email);
	CREATE TABLE w1_ref (email text REFERENCES w1 (email)); ALTER TABLE w1_ref OWNER TO owner_1;
	INSERT INTO w1_ref SELECT email FROM w1;
	CREATE TABLE w7 (id int, email text CHECK (email LIKE '%@corp.example')); ALTER TABLE w7 OWNER TO owner_1;
	INSERT INTO w7 VALUES (1, 'canary1@corp.example');
	SECURITY LABEL FOR confiture ON COLUMN w7.email IS 'email'});
my $at_once = q{include => '{public.w*}', workers => 3, force => true};
my $clear = join ' UNION ALL ', map { "SELECT email FROM $_ WHERE email LIKE 'canary%'" } map({ "w$_" } 1 .. 7), 'w1_ref';
like(error_of("BEGIN; CALL confiture_mask_database($at_once)"), qr/inside a transaction block/, 'workers commit by themselves: not in a block');
like(error_of("SET confiture.secret = 'a secret of this session'; CALL confiture_mask_database($at_once)"), qr/do not have the session's secret/,
	'nor do they have a secret of the session');
like(error_of("SET default_transaction_isolation = 'repeatable read'; CALL confiture_mask_database(include => '{public.w*}')"),
	qr/needs the isolation level READ COMMITTED/, 'what others have masked has to be seen');
like(error_of("SET SESSION AUTHORIZATION stranger; CALL confiture_mask_database($at_once)"), qr/must be owner/, 'workers have the rights of the caller alone');
is(one("SELECT count(*) FROM ($clear) AS t"), 701, 'nothing is masked so far');
like(error_of("SET SESSION AUTHORIZATION owner_1; CALL confiture_mask_database($at_once)"), qr/w7_email_check/, 'an error of one is that of the call');
one('ALTER TABLE w7 DROP CONSTRAINT w7_email_check');
{
	# a table that another session holds keeps its worker waiting, and no other
	my $holder = $node->background_psql('postgres', on_error_stop => 0);
	$holder->query('BEGIN; SELECT * FROM w7, w6 LIMIT 0');
	my $caller = $node->background_psql('postgres', on_error_stop => 0);
	my $pid = $caller->query('SELECT pg_backend_pid()');
	$caller->{stdin} .= "CALL confiture_mask_database($at_once);\n";
	$caller->{run}->pump_nb;
	my $others = join ' UNION ALL ', map { "SELECT email FROM $_ WHERE email LIKE 'canary%'" } map({ "w$_" } 1 .. 5), 'w1_ref';
	ok($node->poll_query_until('postgres', "SELECT count(*) = 0 FROM ($others) AS t"), 'the others are masked meanwhile');
	is(one(q{SELECT count(*) FROM confiture.masked_table WHERE name = 'public.w7'}), 0, 'what is held is not');
	ok($node->poll_query_until('postgres',
		"SELECT count(*) = 2 FROM pg_stat_activity WHERE backend_type = 'confiture worker' AND wait_event_type = 'Lock'"),
		'two workers wait for them at the same time');
	one("SELECT pg_cancel_backend($pid)");
	ok($node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'confiture worker'"),
		'a canceled call ends its workers');
	$holder->quit;
	$caller->quit;
}
my $before = one('SELECT string_agg(email, $$,$$ ORDER BY id) FROM w1');
one("CALL confiture_mask_database($at_once)");
is(one("SELECT count(*) FROM ($clear) AS t"), 0, 'the next call masks what is left');
is(one('SELECT string_agg(email, $$,$$ ORDER BY id) FROM w1'), $before, 'and nothing twice');
is(one('SELECT count(*) FROM w1 JOIN w1_ref USING (email)'), 100, 'keys match');
is(one('SELECT count(DISTINCT email) FROM (TABLE w1 UNION ALL TABLE w5) AS t'), 100, 'all workers have the same secret');
is(one('SELECT count(*) FROM confiture.masking_run WHERE finished_at IS NULL'), 0, 'the run is finished');

# ---- Tokens and their vault ------------------------------------------------------------------------------------------

one(q{
	CREATE TABLE patients (id bigint PRIMARY KEY, code varchar(12) UNIQUE, key uuid);
	CREATE TABLE visits (patient bigint REFERENCES patients, code varchar(12) REFERENCES patients (code));
	INSERT INTO patients SELECT i, 'canary' || i, gen_random_uuid() FROM generate_series(1, 300) AS i;
	INSERT INTO visits SELECT id, code FROM patients;
	CREATE TABLE patients_before AS SELECT * FROM patients;
	SECURITY LABEL FOR confiture ON COLUMN patients.id IS 'tokenize';
	SECURITY LABEL FOR confiture ON COLUMN patients.code IS 'tokenize';
	SECURITY LABEL FOR confiture ON COLUMN patients.key IS 'tokenize(domain => ''keys'')'});
one(q{CALL confiture_mask_table('patients', cascade => true)});
is(one(q{SELECT count(*) FROM patients JOIN visits ON visits.patient = patients.id AND visits.code = patients.code}), 300,
	'tokens of keys match');
is(one(q{SELECT count(*) FROM patients WHERE code LIKE 'canary%' OR length(code) <> 12}), 0, 'and fit the column');
is(one(q{SELECT count(*) FROM patients AS p JOIN confiture.vault AS c ON c.domain = 'text(12)' AND c.token = p.code
		JOIN confiture.vault AS k ON k.domain = 'keys' AND k.token = p.key::text
		JOIN patients_before AS b ON b.code = c.value AND b.key::text = k.value}), 300, 'the vault gives the values back');
is(one('SELECT count(*) FROM confiture.vault'), 900, 'one token for each value');
like(error_of('SET ROLE stranger; SELECT * FROM confiture.vault'), qr/permission denied/, 'to nobody else');
one(q{
	CREATE TABLE narrow (n int, code varchar(6)); INSERT INTO narrow SELECT id, left(code, 6) FROM patients_before LIMIT 50;
	CREATE TABLE broad (n bigint PRIMARY KEY); INSERT INTO broad SELECT n FROM narrow; INSERT INTO broad VALUES (5000000000);
	ALTER TABLE narrow ADD FOREIGN KEY (n) REFERENCES broad;
	CREATE TABLE apart (n bigint); INSERT INTO apart TABLE broad;
	SECURITY LABEL FOR confiture ON COLUMN broad.n IS 'tokenize';
	SECURITY LABEL FOR confiture ON COLUMN apart.n IS 'tokenize'});
one(q{CALL confiture_mask_table('broad', cascade => true)});
one(q{CALL confiture_mask_table('apart')});
is(one('SELECT count(*) FROM narrow JOIN broad USING (n) JOIN apart USING (n)'), 50, 'numbers have the same token in columns of both sizes');
unlike($node->safe_psql('postgres', 'SELECT 1') && do {
	my ($out, $err) = run_command([ 'pg_dump', '--data-only', '--dbname', $node->connstr('postgres') ]); $out },
	qr/public\.patients\.code/, 'dumps leave it out');
like(error_of('SET confiture.masking = on; SELECT code FROM patients'), qr/not one of single values/, 'tokens are not made by reads');
one('DROP TABLE patients_before');

# ---- Killed in the middle: either state, never a mixture -------------------------------------------------------------

one(q{
	CREATE TABLE big (id int PRIMARY KEY, email text UNIQUE);
	CREATE TABLE big_ref (email text REFERENCES big (email));
	INSERT INTO big SELECT i, 'canary' || i || '@corp.example' FROM generate_series(1, 60000) AS i;
	INSERT INTO big_ref SELECT email FROM big;
	SECURITY LABEL FOR confiture ON COLUMN big.email IS 'email'});
{
	my $session = $node->background_psql('postgres', on_error_stop => 0);
	my $pid = $session->query('SELECT pg_backend_pid()');
	$session->{stdin} .= "CALL confiture_mask_table('big', cascade => true);\n";
	$session->{run}->pump_nb;
	$node->poll_query_until('postgres', "SELECT query LIKE 'CALL%' AND state = 'active' FROM pg_stat_activity WHERE pid = $pid");
	$node->stop('immediate');
	eval { $session->{run}->finish };
	$node->start;
}
is(one(q{SELECT count(*) FROM big JOIN big_ref USING (email)}), 60000, 'after a crash all keys match');
is(one(q{SELECT count(*) FILTER (WHERE email LIKE 'canary%') % 60000 FROM big}), 0, 'and all rows are in one state');
one(q{CALL confiture_mask_table('big', cascade => true)});
is(one(q{SELECT count(*) FROM big JOIN big_ref USING (email) WHERE email LIKE '%@example.com'}), 60000, 'the next run masks them');

done_testing;
