# The boundary between C++ and the server: errors cross it whole, in both directions, and leave nothing behind.
# The functions are those of test/modules/guard.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# AddressSanitizer ends a process that asks for too much memory, and keeps freed memory for a while.
my $is_sanitized = ($ENV{VARIANT} // '') eq 'asan';

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', <<SETTINGS);
max_worker_processes = 20
restart_after_crash = off
SETTINGS
$node->start;

my %functions = (
	alive => '() RETURNS bigint',
	made => '() RETURNS bigint',
	run => '(sql text) RETURNS text',
	throw_error => "(state text, message text, detail text = '', hint text = '', context text = '', query text = '') RETURNS void",
	throw_standard => '(kind text) RETURNS void',
	run_annotated => "(sql text, context text, query text = '', hint text = '') RETURNS text",
	attempt_numeric => '(value text) RETURNS text',
	try_run => "(sql text, kind text = '') RETURNS text",
	run_undone => '(sql text) RETURNS text',
	growth => '(sql text, count int) RETURNS bigint',
	scan_until => '(name text) RETURNS int',
	busy => "(seconds float8, way text = '') RETURNS boolean",
	in_worker => '(job text, request text) RETURNS text',
	alone => '(job text, request text) RETURNS boolean',
	same_text => '(value text) RETURNS text',
	same_texts => '("values" text[]) RETURNS text[]',
	fields => '("values" jsonb) RETURNS TABLE (name text, value text)',
	cells => "(sql text, parameters text[] = '{}', path text = '') RETURNS TABLE (name text, value text)");
my $set_up = 'CREATE SCHEMA guard;';
$set_up .= "CREATE FUNCTION guard.$_$functions{$_} LANGUAGE C STRICT AS 'confiture_guard_test', '$_';\n" for sort keys %functions;

# catch(sql): all fields of the error of a statement. errors(sql, count): how often it failed with which SQLSTATE.
$set_up .= <<'SQL';
CREATE FUNCTION guard.catch(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	st text; message text; detail text; hint text; context text; sch text; tab text; col text; typ text; con text;
BEGIN
	EXECUTE sql;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS st = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
		hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT, sch = SCHEMA_NAME, tab = TABLE_NAME,
		col = COLUMN_NAME, typ = PG_DATATYPE_NAME, con = CONSTRAINT_NAME;
	context := split_part(E'\n' || context, E'\nSQL statement "' || sql, 1); -- without that of this function
	RETURN concat_ws('|', st, message, detail, hint, sch, tab, col, typ, con, substr(context, 2));
END $$;
CREATE FUNCTION guard.errors(sql text, count int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	failed int := 0; states text[] := '{}';
BEGIN
	FOR i IN 1 .. count LOOP
		BEGIN
			EXECUTE sql;
		EXCEPTION WHEN OTHERS THEN
			failed := failed + 1;
			IF NOT SQLSTATE = ANY (states) THEN states := states || SQLSTATE; END IF;
		END;
	END LOOP;
	RETURN failed || ' ' || array_to_string(states, ',');
END $$;
CREATE TABLE item (id int CONSTRAINT item_key PRIMARY KEY, price int CONSTRAINT item_price CHECK (price > 0));
INSERT INTO item SELECT i, i FROM generate_series(1, 5000) i;
SQL
$node->safe_psql('postgres', $set_up);

sub one { return $node->safe_psql('postgres', $_[0]); }
# What one session prints, whatever fails in it; and what went to stderr.
sub session {
	my ($out, $err) = ('', '');
	$node->psql('postgres', $_[0], stdout => \$out, stderr => \$err, on_error_stop => 0);
	return ($out, $err);
}
sub literal { return q{'} . ($_[0] =~ s/'/''/gr) . q{'}; }
sub catch { return one('SELECT guard.catch(' . literal($_[0]) . ')'); }

# ---- A server error through C++ --------------------------------------------------------------------------------------

is(one(q{SELECT guard.run('SELECT 1 + 1')}), '2', 'C++ runs a query');
is(catch(q{SELECT guard.run('SELECT 1 / 0')}), '22012|division by zero||||||||SQL statement "SELECT 1 / 0"', 'a server error passes C++ frames');
like(catch(q{SELECT guard.run('INSERT INTO item VALUES (1, 1)')}),
	qr/^23505\|duplicate key value violates unique constraint "item_key"\|Key \(id\)=\(1\) already exists.\|\|public\|item\|\|\|item_key\|/,
	'with detail, schema, table and constraint');
like(catch(q{SELECT guard.run('INSERT INTO item VALUES (NULL, 1)')}), qr/^23502\|.*\|public\|item\|id\|\|\|/, 'with the column');
my $raise = q{DO $$ BEGIN RAISE EXCEPTION 'message' USING ERRCODE = 'CF042', DETAIL = 'Detail.', HINT = 'Hint.', }
	. q{COLUMN = 'c', CONSTRAINT = 'k', DATATYPE = 'd', TABLE = 't', SCHEMA = 's'; END $$};
my $raised = 'CF042|message|Detail.|Hint.|s|t|c|d|k|PL/pgSQL function inline_code_block line 1 at RAISE';
like(catch('SELECT guard.run(' . literal($raise) . ')'), qr/^\Q$raised\E\nSQL statement "DO/, 'with every field');
like(catch('SELECT guard.run(' . literal('SELECT guard.run(' . literal($raise) . ')') . ')'),
	qr/^\Q$raised\E\nSQL statement "DO.*\nSQL statement "SELECT guard.run/s, 'through a query in C++ in a query in C++ too');

my (undef, $error) = session(q{SELECT guard.run('SELECT missing FROM item')});
like($error, qr/column "missing" does not exist\nLINE 1: SELECT missing FROM item\n               \^\nQUERY:  SELECT missing FROM item/,
	'the position in the inner query stays');
(undef, $error) = session(q{SELECT guard.run('SELECT 1'), missing});
like($error, qr/LINE 1: SELECT guard.run\('SELECT 1'\), missing\n +\^$/m, 'the position in the outer query stays');
(undef, $error) = session("\\set VERBOSITY verbose\n" . q{SELECT guard.run('SELECT 1 / 0')});
like($error, qr/LOCATION: +int4div, int\.c:\d+/, 'the place in the sources of the server stays');

(undef, $error) = session(q{SELECT guard.run_annotated('SELECT 1 / 0', 'file "x.sql", line 3', 'the query', 'Do not.')});
like($error, qr/HINT:  Do not\.\n.*CONTEXT:  SQL statement "SELECT 1 \/ 0"\nfile "x\.sql", line 3$/s, 'context and hint are added');
(undef, $error) = session(q{SELECT guard.run_annotated('SELECT 1 / 0', 'there', 'the query')});
like($error, qr/QUERY:  the query/, 'and a query');
(undef, $error) = session(q{SELECT guard.run_annotated('SELECT missing FROM item', 'there', 'the query')});
like($error, qr/QUERY:  SELECT missing FROM item/, 'unless there is a deeper one');

# ---- Our error through the server ------------------------------------------------------------------------------------

is(catch(q{SELECT guard.throw_error('CF001', 'message', 'Detail.', 'Hint.', 'where')}), 'CF001|message|Detail.|Hint.||||||where',
	'an error of ours has all its fields');
is(catch(q{SELECT guard.throw_error('CF001', 'message')}), 'CF001|message||||||||', 'those that it lacks are empty');
is(catch(q{SELECT guard.throw_error('CF001', '100 %s %d %n', '%s', '%n', '%d')}), 'CF001|100 %s %d %n|%s|%n||||||%d', 'percent signs mean nothing');
like(catch('SELECT guard.run(' . literal(q{SELECT guard.throw_error('CF001', 'message', 'Detail.', 'Hint.', 'where')}) . ')'),
	qr/^CF001\|message\|Detail.\|Hint.\|\|\|\|\|\|where\nSQL statement "SELECT guard.throw_error/, 'below a query in C++ too');
(undef, $error) = session(q{SELECT guard.throw_error('CF001', 'message', '', '', '', 'SELECT culprit')});
like($error, qr/ERROR:  message\nQUERY:  SELECT culprit/, 'the query at fault is shown');
cmp_ok(length(catch(q{SELECT guard.throw_error('CF001', repeat('x', 1000000))})), '>', 1000000, 'a long message stays whole');

like(catch(q{SELECT guard.throw_standard('bad_alloc')}), qr/^53200\|out of memory\|/, 'std::bad_alloc is "out of memory"');
SKIP: {
	skip 'not under AddressSanitizer', 1 if $is_sanitized;
	like(catch(q{SELECT guard.throw_standard('real bad_alloc')}), qr/^53200\|out of memory\|/, 'a real one too');
}
like(catch(q{SELECT guard.throw_standard('length_error')}), qr/^XX000\|basic_string/, 'others are internal errors with their text');
like(catch(q{SELECT guard.throw_standard('out_of_range')}), qr/^XX000\|basic_string::at/, 'of whatever class');
like(catch(q{SELECT guard.throw_standard('%s by us')}), qr/^XX000\|%s by us\|/, 'whatever the text');
like(catch('SELECT guard.run(' . literal(q{SELECT guard.throw_standard('bad_alloc')}) . ')'), qr/^53200\|out of memory\|/, 'below a query in C++ too');

# ---- A thousand of each ----------------------------------------------------------------------------------------------

for my $case (
	[ 'server errors', q{SELECT guard.run('SELECT 1 / 0')}, '22012' ],
	[ 'errors of ours', q{SELECT guard.throw_error('CF001', 'message', 'Detail.', 'Hint.', 'where', 'query')}, 'CF001' ],
	[ 'standard exceptions', q{SELECT guard.throw_standard('x')}, 'XX000' ],
	[ 'lacks of memory', q{SELECT guard.throw_standard('bad_alloc')}, '53200' ],
	[ 'server errors through two layers', q{SELECT guard.run('SELECT guard.run(''SELECT 1 / 0'')')}, '22012' ],
	[ 'errors of ours through two layers', q{SELECT guard.run('SELECT guard.throw_error(''CF001'', ''m'')')}, 'CF001' ])
{
	my ($name, $sql, $state) = @$case;
	my ($out, $err) = session('SELECT guard.errors(' . literal($sql) . ", 1000);\nSELECT guard.alive(), guard.made() >= 6000;");
	is($out, "1000 $state\n0|t", "a thousand $name, caught in PL/pgSQL: every object is destroyed");
	($out, $err) = session("$sql;\n" x 1000 . 'SELECT guard.alive(), guard.made() >= 6000;');
	is($out, '0|t', "a thousand $name in statements of their own: every object is destroyed");
	is(scalar(() = $err =~ /ERROR: /g), 1000, 'and every error is reported');
}

# ---- Going on after an error -----------------------------------------------------------------------------------------

is(one(q{SELECT guard.attempt_numeric('1.5') IS NULL}), 't', 'attempt gives nothing when there is no error');
is(one(q{SELECT guard.attempt_numeric('x')}), '22P02|invalid input syntax for type numeric: "x"||||', 'and the error when there is one');
is(one(q{SELECT count(guard.attempt_numeric('x' || i)) FROM generate_series(1, 1000) i}), 1000, 'a thousand times');

is(one(q{SELECT guard.try_run('INSERT INTO item VALUES (-1, 1)') IS NULL}), 't', 'a subtransaction that succeeds gives no error');
is(one('DELETE FROM item WHERE id < 0 RETURNING id'), '-1', 'and what it did is kept');
like(one('SELECT guard.try_run(' . literal("INSERT INTO item VALUES (-1, 1); $raise") . ')'),
	qr/^CF042\|message\|Detail.\|Hint.\|PL\/pgSQL function inline_code_block line 1 at RAISE\nSQL statement ".*\|$/s,
	'one that fails gives the error');
like(one(q{SELECT guard.try_run('SELECT missing FROM item')}), qr/^42703\|.*\|SELECT missing FROM item$/s, 'and the query at fault');
is(one('SELECT count(*) FROM item WHERE id < 0'), 0, 'and what it did is undone');
my $long = 'a long text ' x 20000;
is(one("SELECT guard.try_run('DO \$\$ BEGIN RAISE EXCEPTION ''%'', ''$long''; END \$\$') LIKE 'P0001|$long|%'"), 't', 'a long message survives the rollback');
is(one(q{SELECT guard.try_run('INSERT INTO item VALUES (-1, 1)', 'ours')}), '42704|ours|Detail.|Hint.||', 'an error of ours does the same');
is(one('SELECT count(*) FROM item WHERE id < 0'), 0, 'what it did is undone');
like(catch(q{SELECT guard.try_run('INSERT INTO item VALUES (-1, 1)', 'bad_alloc')}), qr/^53200/, 'std::bad_alloc goes on outwards');
like(catch(q{SELECT guard.try_run('INSERT INTO item VALUES (-1, 1)', 'odd')}), qr/^XX000\|odd\|/, 'and so do others');

is(one(q{SELECT guard.run_undone('INSERT INTO item VALUES (-1, 1) RETURNING price')}), '1', 'work that is undone gives its result');
is(one('SELECT count(*) FROM item WHERE id < 0'), 0, 'and leaves nothing');
like(catch('SELECT guard.run_undone(' . literal("INSERT INTO item VALUES (-1, 1); $raise") . ')'), qr/^\Q$raised\E\n/, 'its error has all fields');
like(catch("SELECT guard.run_undone('DO \$\$ BEGIN RAISE EXCEPTION ''%'', ''$long''; END \$\$')"), qr/^P0001\|$long\|/, 'however long');

# What a failure held is let go while its transaction goes on.
my ($out) = session(<<'SQL');
BEGIN;
SELECT guard.try_run('LOCK TABLE item; SELECT count(*) FROM item WHERE 1 / (4000 - id) > 0') LIKE '22012|%';
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'item'::regclass;
SELECT guard.try_run('LOCK TABLE item; SELECT guard.scan_until(''item'')') LIKE '42710|found item|%';
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'item'::regclass;
SELECT guard.run_undone('LOCK TABLE item; SELECT 7');
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'item'::regclass;
SAVEPOINT s;
SELECT guard.scan_until('item');
ROLLBACK TO s;
SELECT guard.scan_until('nothing') > 100;
COMMIT;
SELECT guard.alive();
SQL
is($out, "t\n0\nt\n0\n7\n0\nt\n0", 'locks of a failed or undone subtransaction are released');
one('CREATE EXTENSION pg_buffercache');
($out) = session(<<'SQL');
BEGIN;
SELECT guard.errors('SELECT 1 / length(guard.try_run(''SELECT count(*) FROM item WHERE 1 / (4000 - id) > 0'')) - 1 / 0', 100);
SELECT guard.errors('SELECT guard.scan_until(''item'')', 1000);
SELECT count(*) FROM pg_buffercache WHERE pinning_backends > 0
	AND relfilenode IN (pg_relation_filenode('item'), pg_relation_filenode('item_key'));
COMMIT;
SQL
is($out, "100 22012\n1000 42710\n0", 'as are pins of buffers');

# ---- Cancel and terminate --------------------------------------------------------------------------------------------

my $at_work = "state = 'active' AND query LIKE 'SELECT guard.%' AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
# Runs a statement, ends it with pg_cancel_backend or the like, and gives what its session printed.
sub interrupt {
	my ($sql, $how) = @_;
	my ($out, $err) = ('', '');
	my $psql = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c', $sql, '-c', 'SELECT guard.alive(), guard.made() > 0' ],
		'<', \'', '>', \$out, '2>', \$err);
	$node->poll_query_until('postgres', "SELECT count(*) = 1 FROM pg_stat_activity WHERE $at_work") or die 'does not start';
	select(undef, undef, undef, 0.2);
	one("SELECT $how(pid) FROM pg_stat_activity WHERE $at_work");
	$psql->finish;
	return ($out, $err);
}
for my $way ('', 'subtransaction', 'undone', 'query') {
	my $sql = "SELECT guard.busy(60, '$way')";
	my ($out, $err) = interrupt($sql, 'pg_cancel_backend');
	like($err, qr/^ERROR:  canceling statement due to user request$/m, "C++ at work is cancelled ($way)");
	is($out, "0|t\n", 'its objects are destroyed, and the session goes on');
	($out, $err) = interrupt($sql, 'pg_terminate_backend');
	like($err, qr/^FATAL:  terminating connection due to administrator command$/m, "C++ at work is terminated ($way)");
	is($out, '', 'and the session ends');
}
(undef, $error) = session(q{SET statement_timeout = '200ms'; SELECT guard.busy(60)});
like($error, qr/canceling statement due to statement timeout/, 'a timeout ends it');
is(one('SELECT guard.busy(0.2)'), 't', 'undisturbed, it comes to its end');

# ---- Memory ----------------------------------------------------------------------------------------------------------

for my $case (
	[ 'server errors', q{SELECT guard.run('SELECT 1 / 0');} ],
	[ 'errors of ours', q{SELECT guard.throw_error('CF001', repeat('m', 500), repeat('d', 500), repeat('h', 500), repeat('c', 500));} ],
	[ 'standard exceptions', q{SELECT guard.throw_standard('x');} ],
	[ 'errors given back', q{SELECT length(guard.try_run('SELECT 1 / 0')) / (SELECT 0);} ])
{
	my ($name, $sql) = @$case;
	my $measure = q{SELECT 'total', sum(total_bytes), (regexp_match(pg_read_file('/proc/self/status'), 'VmRSS:\s*(\d+)'))[1] FROM pg_backend_memory_contexts;};
	my ($out) = session("$measure\n" . "$sql\n" x 1000 . "$measure\n" . "$sql\n" x 10000 . "$measure\nSELECT guard.alive();");
	my @measures = map { [ split /\|/ ] } grep { /^total/ } split /\n/, $out;
	cmp_ok($measures[2][1] - $measures[1][1], '<', 65536, "10,000 $name: memory contexts do not grow");
	SKIP: {
		skip 'not under AddressSanitizer', 1 if $is_sanitized;
		cmp_ok($measures[2][2] - $measures[1][2], '<', 1024, "10,000 $name: the process does not grow (kB)");
	}
	like($out, qr/\n0$/, 'every object is destroyed');
}
cmp_ok(one(q{SELECT guard.growth('SELECT 1 / 0', 10000)}), '<', 65536, 'nor does a statement in which 10,000 subtransactions fail');

# ---- Workers ---------------------------------------------------------------------------------------------------------

is(one(q{SELECT guard.in_worker('query', 'SELECT pg_backend_pid()') <> pg_backend_pid()::text}), 't', 'a job runs in another process');
is(one(q{SELECT guard.in_worker('query', 'SELECT current_database() || current_user')}), 'postgrespostgres', 'in the same database, as the same role');
for my $size (0, 1, 100000, 10000000) {
	is(one("SELECT guard.in_worker('echo', repeat('x', $size)) = repeat('x', $size)"), 't', "a request and a result of $size bytes pass");
}
like(catch('SELECT guard.in_worker(\'query\', ' . literal($raise) . ')'), qr/^\Q$raised\E\nSQL statement/, 'the error of a worker has all fields');
like(catch(q{SELECT guard.in_worker('query', 'INSERT INTO item VALUES (1, 1)')}), qr/^23505\|.*already exists.*\|public\|item\|\|\|item_key\|/, 'such as constraints');
(undef, $error) = session(q{SELECT guard.in_worker('query', 'SELECT missing FROM item')});
like($error, qr/LINE 1: SELECT missing FROM item\n               \^\nQUERY:  SELECT missing FROM item/, 'and the position in the inner query');
like(catch(q{SELECT guard.in_worker('throw', 'bad_alloc')}), qr/^53200\|out of memory/, 'a lack of memory there');
like(catch(q{SELECT guard.in_worker('throw', 'odd')}), qr/^XX000\|odd\|/, 'and other exceptions arrive');
like(catch(q{SELECT guard.in_worker('nothing', '')}), qr/^XX000\|unknown job "nothing"/, 'a job that nobody knows is an error');
(undef, $error) = session('SELECT guard.in_worker(\'query\', ' . literal(
	q{DO $$ BEGIN RAISE NOTICE 'noted' USING DETAIL = 'Detail.', HINT = 'Hint.', ERRCODE = 'CF007'; RAISE WARNING 'warned'; END $$}) . ')');
like($error, qr/NOTICE:  noted\nDETAIL:  Detail.\nHINT:  Hint.\n(.*\n)*.*WARNING:  warned/, 'notices and warnings come through');
like(catch(q{SELECT guard.in_worker('query', 'SELECT pg_terminate_backend(pg_backend_pid())')}), qr/^57P01\|terminating/, 'so does the end of the worker');
is(one(q{SELECT guard.errors('SELECT guard.in_worker(''query'', ''SELECT 1 / 0'')', 50)}), '50 22012', 'fifty workers fail, one after the other');
my $no_worker = q{SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'confiture worker'};
ok($node->poll_query_until('postgres', $no_worker), 'none of them stays');

for my $how ('pg_cancel_backend', 'pg_terminate_backend') {
	my ($out, $err) = interrupt(q{SELECT guard.in_worker('compute', '')}, $how);
	like($err, qr/canceling statement due to user request|terminating connection/, "$how ends who waits for a worker");
	ok($node->poll_query_until('postgres', $no_worker), 'and the worker in the middle of its C++ work');
}
is(one(q{SELECT guard.alone('query', 'INSERT INTO item VALUES (-5, 1)')}), 't', 'a worker starts that nobody waits for');
ok($node->poll_query_until('postgres', 'SELECT count(*) = 1 FROM item WHERE id = -5'), 'and does its work');
is(one(q{SELECT guard.alone('query', rpad('INSERT INTO item VALUES (-6, 1)', 76))}), 't', 'also with the longest request');
ok($node->poll_query_until('postgres', 'SELECT count(*) = 1 FROM item WHERE id = -6'), 'that there may be');
like(catch(q{SELECT guard.alone('query', repeat('x', 77))}), qr/^XX000\|request of a background worker is too long/, 'a longer one is an error');
one('CREATE ROLE clerk LOGIN; GRANT USAGE ON SCHEMA guard TO clerk');
(undef, $error) = session(q{SET ROLE clerk; SELECT guard.in_worker('query', 'SELECT count(*) FROM item')});
like($error, qr/permission denied for table item/, 'a worker has the rights of the role that asks, and no more');
is(one(q{SET ROLE clerk; SELECT guard.in_worker('query', 'SELECT session_user')}), 'clerk', 'also as its session user');

# ---- Values and queries ----------------------------------------------------------------------------------------------

is(one(q{SELECT guard.same_text('') = '' AND guard.same_text('ä') = 'ä' AND guard.same_text(repeat('xy', 1000000)) = repeat('xy', 1000000)}), 't', 'texts pass');
one('CREATE TABLE toasted (t text); ALTER TABLE toasted ALTER t SET STORAGE external');
one('INSERT INTO toasted SELECT repeat(md5(i::text), 5000) FROM generate_series(1, 3) i');
is(one('SELECT bool_and(guard.same_text(t) = t) FROM toasted'), 't', 'stored out of line too');
is(one(q{SELECT guard.same_texts('{}')}), '{}', 'arrays pass');
is(one(q{SELECT guard.same_texts('{a,"",NULL2,"b c"}')}), '{a,"",NULL2,"b c"}', 'with whatever texts');
is(one('SELECT guard.same_texts(array_agg(t)) = array_agg(t) FROM toasted'), 't', 'however large');
like(catch(q{SELECT guard.same_texts('{a,NULL}')}), qr/^22023\|argument must not contain nulls/, 'but no nulls');
is(one(q{SELECT string_agg(name || '=' || coalesce(value, '<null>'), ',') FROM guard.fields('{"a": "x", "b": 1.50, "c": true, "d": null, "e": ""}')}),
	'a=x,b=1.50,c=true,d=<null>,e=', 'jsonb objects of scalars pass');
is(one(q{SELECT count(*) FROM guard.fields('{}')}), 0, 'an empty one too');
for my $shape ('[]', '"text"', '1', 'null', '{"a": []}', '{"a": {"b": 1}}', '[{"a": 1}]') {
	like(catch('SELECT * FROM guard.fields(' . literal($shape) . ')'), qr/^22023\|argument must be a JSON object of scalar values/, "$shape is refused");
}
is(one(q{SELECT string_agg(name || '=' || coalesce(value, '<null>'), ',') FROM guard.cells('SELECT $1 AS a, $2 AS b, NULL::int AS c, 1.5 AS d', '{it''s,"$1"}')}),
	q{a=it's,b=$1,c=<null>,d=1.5}, 'queries take parameters and give text');
is(one(q{SELECT count(*) FROM guard.cells('CREATE TABLE made (a int)')}), 0, 'a statement without rows gives none');
is(one(q{SELECT count(*) FROM guard.cells('SELECT i FROM generate_series(1, 20000) i')}), 20000, 'many rows come');
one('CREATE FUNCTION public.length(text) RETURNS int LANGUAGE sql AS $$ SELECT -1 $$');
my $shadowed = literal(q{SELECT length('abc'::text) AS l});
is(one("SET search_path = public, pg_catalog; SELECT value FROM guard.cells($shadowed)"), -1, 'a query sees the search_path of its caller');
is(one("SET search_path = public, pg_catalog; SELECT value FROM guard.cells($shadowed, '{}', 'catalog')"), 3, 'one of ours does not');
is(one("SET search_path = public; SELECT count(*) FROM guard.cells('SELECT 1', '{}', 'catalog'); SHOW search_path"), "1\npublic", 'and puts it back');
($out) = session("SET search_path = public; SELECT count(*) FROM guard.cells('SELECT 1 / 0', '{}', 'catalog');\nSHOW search_path;");
is($out, 'public', 'after an error too');

# ---- What the server says of it --------------------------------------------------------------------------------------

my $log = slurp_file($node->logfile);
unlike($log, qr/leak|not closed|still referenced|out of order|lost track/i, 'the server knows of nothing that leaked');
is(join("\n", grep { !/warned/ } $log =~ /^.*(?:WARNING|PANIC):.*$/mg), '', 'and warns of nothing');
unlike($log, qr/terminated by signal|terminate called|TRAP:/, 'nothing crashed');
$node->stop;
done_testing();
