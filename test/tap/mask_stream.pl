# The stream of changes, masked at the publisher: a real subscriber over a masked role, what every message says, and what
# such a role may not stream. The subscriber doesn't know of confiture.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use MaskServer;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use File::Find;

my $publisher = start_server('publisher', "wal_level = logical\nmax_wal_senders = 20\nmax_replication_slots = 30\n"
	. "max_prepared_transactions = 10\nlogical_decoding_work_mem = '64kB'\n");
# minor releases since August 2026 know which plugins may be used
if ($publisher->safe_psql('postgres', q{SELECT count(*) FROM pg_settings WHERE name = 'output_plugin_libraries'})) {
	$publisher->append_conf('postgresql.conf', q{output_plugin_libraries = 'pgoutput, test_decoding, confiture_decode, "$libdir/pgoutput"'});
	$publisher->reload;
}
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
$subscriber->init;
$subscriber->append_conf('postgresql.conf', "max_prepared_transactions = 10\n");
$subscriber->start;

my $tables = q{
	CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, name text, phone varchar(40), born date, notes text,
		tags text[], data jsonb, vip bool NOT NULL DEFAULT false, plan text);
	CREATE TABLE orders (email text, n int, PRIMARY KEY (email, n), amount numeric);
	CREATE TABLE whole (email text, name text, big text);
	CREATE TABLE audit (id int PRIMARY KEY, line text);
	CREATE TABLE clear (id int PRIMARY KEY, t text);
};
$publisher->safe_psql('postgres', $tables . q{
	ALTER TABLE orders ADD FOREIGN KEY (email) REFERENCES people (email) ON UPDATE CASCADE;
	ALTER TABLE whole REPLICA IDENTITY FULL;
	SECURITY LABEL FOR confiture ON COLUMN people.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN people.name IS 'when(not vip, name)';
	SECURITY LABEL FOR confiture ON COLUMN people.phone IS 'phone';
	SECURITY LABEL FOR confiture ON COLUMN people.born IS 'date_shift(entity => ''email'')';
	SECURITY LABEL FOR confiture ON COLUMN people.notes IS 'redact_text(columns => ''name'')';
	SECURITY LABEL FOR confiture ON COLUMN people.tags IS 'hash';
	SECURITY LABEL FOR confiture ON COLUMN people.data IS 'json(mail => ''email'')';
	SECURITY LABEL FOR confiture ON COLUMN people.plan IS 'expression(upper(left(plan, 1)))';
	SECURITY LABEL FOR confiture ON COLUMN whole.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN whole.name IS 'null';
	SECURITY LABEL FOR confiture ON COLUMN whole.big IS 'hash';
	SECURITY LABEL FOR confiture ON TABLE audit IS 'empty';
	CREATE ROLE staging LOGIN REPLICATION;
	SECURITY LABEL FOR confiture ON ROLE staging IS 'masked';
	CREATE ROLE open LOGIN REPLICATION;
	GRANT SELECT ON ALL TABLES IN SCHEMA public TO staging, open;
	CREATE PUBLICATION everything FOR TABLE people, orders, whole, audit, clear;
	INSERT INTO people SELECT i, 'zq7canary' || i || '@corp.example', 'Zq7canary Person' || i, '+33 6 12 34 56 ' || 10 + i,
		'1873-04-01'::date + i, 'call zq7canary' || i || '@corp.example', ARRAY['zq7canary' || i, 'b'],
		jsonb_build_object('mail', 'zq7canary' || i || '@corp.example', 'n', i), false, 'zq7canary gold' FROM generate_series(1, 9) AS i;
	INSERT INTO orders SELECT email, id, id * 3 FROM people;
	INSERT INTO whole VALUES ('zq7canary1@corp.example', 'zq7canary', repeat('zq7canary', 3)), ('zq7canary2@corp.example', NULL, 'x');
	INSERT INTO audit VALUES (1, 'zq7canary was here');
	INSERT INTO clear VALUES (1, 'clear')});
$subscriber->safe_psql('postgres', $tables);

my $connection = $publisher->connstr . ' dbname=postgres user=staging';
my %columns = (people => 'id', orders => 'n', whole => 'email', clear => 'id');

# What a masked reader of the publisher sees is what the subscriber has.
sub is_same {
	my ($what) = @_;
	$publisher->wait_for_catchup('masked');
	for my $table (sort keys %columns) {
		my $rows = "SELECT * FROM $table ORDER BY $columns{$table}, 1, 2";
		is($subscriber->safe_psql('postgres', $rows), $publisher->safe_psql('postgres', "SET confiture.masking = on; $rows"),
			"$what: $table");
	}
	is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM audit'), 0, "$what: an empty table");
}

# ---- An ordinary subscription ----------------------------------------------------------------------------------------

$subscriber->safe_psql('postgres', "CREATE SUBSCRIPTION masked CONNECTION '$connection' PUBLICATION everything");
$subscriber->wait_for_subscription_sync($publisher, 'masked');
is_same('the first copy');
is(scalar(canaries_in($subscriber->safe_psql('postgres', 'SELECT email, name, notes FROM people'))), 0, 'which has no raw value');

$publisher->safe_psql('postgres', q{
	INSERT INTO people VALUES (20, 'zq7canary20@corp.example', 'Zq7canary', '+33 6 12 34 56 99', '1873-04-11', 'x', NULL, NULL, false, 'gold');
	INSERT INTO people VALUES (21, 'boss@corp.example', 'The Boss', NULL, NULL, NULL, '{}', '{"a": 1}', true, 'p');
	INSERT INTO orders VALUES ('zq7canary20@corp.example', 20, 1);
	UPDATE people SET plan = 'silver' WHERE id = 1;
	UPDATE people SET email = 'zq7canary99@corp.example' WHERE id = 2;
	UPDATE orders SET amount = 77 WHERE n = 3;
	DELETE FROM orders WHERE n = 4;
	DELETE FROM people WHERE id = 4;
	UPDATE whole SET name = 'zq7canaryagain' WHERE big = 'x';
	DELETE FROM whole WHERE name = 'zq7canary';
	INSERT INTO whole SELECT 'zq7canary5@corp.example', 'zq7canary', string_agg('zq7canary' || i, '') FROM generate_series(1, 20000) AS i;
	INSERT INTO audit VALUES (2, 'zq7canary again');
	UPDATE audit SET line = 'zq7canary';
	INSERT INTO clear VALUES (2, 'more');
	UPDATE clear SET id = 3 WHERE id = 1});
is_same('changes');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM people'), 10, 'none of which is missing');
is($subscriber->safe_psql('postgres', 'SELECT name FROM people WHERE id = 21'), 'The Boss', 'a condition of a label is asked');

# ---- Values out of line ----------------------------------------------------------------------------------------------

$publisher->safe_psql('postgres', q{
	UPDATE people SET tags = (SELECT array_agg('zq7canary' || md5(i::text)) FROM generate_series(1, 3000) AS i) WHERE id = 5;
	UPDATE people SET plan = 'platinum' WHERE id = 5;
	UPDATE whole SET email = 'zq7canary6@corp.example' WHERE email = 'zq7canary5@corp.example'});
is_same('large values, changed and unchanged');
like($subscriber->safe_psql('postgres', 'SELECT cardinality(tags) FROM people WHERE id = 5'), qr/^3000$/, 'which are all there');

# ---- Transactions in progress, prepared ones, TRUNCATE ---------------------------------------------------------------

$subscriber->safe_psql('postgres', q{ALTER SUBSCRIPTION masked SET (streaming = on, binary = false)});
$publisher->safe_psql('postgres', q{
	BEGIN;
	INSERT INTO people SELECT i, 'zq7canary' || i || '@corp.example', CASE i % 2 WHEN 0 THEN 'Known' ELSE 'Zq7canary' END, NULL, '1873-04-01',
		'at zq7canary' || i || '@corp.example', NULL, NULL, i % 2 = 0, NULL
		FROM generate_series(1000, 4000) AS i;
	SAVEPOINT s;
	UPDATE people SET name = 'zq7canary again' WHERE id > 1000;
	ROLLBACK TO s;
	UPDATE people SET phone = '+33 6 12 34 57 ' || id WHERE id > 3000;
	COMMIT});
is_same('a transaction that is streamed');
cmp_ok($publisher->safe_psql('postgres', q{SELECT stream_txns FROM pg_stat_replication_slots WHERE slot_name = 'masked'}), '>', 0,
	'and it was, while in progress');
$publisher->safe_psql('postgres', q{TRUNCATE whole; DELETE FROM people WHERE id >= 1000});
is_same('TRUNCATE');

# ---- Labels that change while the subscription runs ------------------------------------------------------------------

sub is_row {
	my ($id, $what) = @_;
	$publisher->wait_for_catchup('masked');
	my $row = "SELECT * FROM clear WHERE id = $id";
	my $masked = $publisher->safe_psql('postgres', "SET confiture.masking = on; $row");
	is($subscriber->safe_psql('postgres', $row), $masked, $what);
	return $masked;
}
$publisher->safe_psql('postgres', q{
	INSERT INTO clear VALUES (9, 'seen');
	SECURITY LABEL FOR confiture ON COLUMN clear.t IS 'hash';
	INSERT INTO clear VALUES (10, 'zq7canary10')});
is(scalar(canaries_in(is_row(10, 'a new label counts'))), 0, '... from then on');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM clear WHERE length(t) = 64'), 1, '... for that row');
$publisher->safe_psql('postgres', q{SECURITY LABEL FOR confiture ON COLUMN clear.t IS 'redact'; INSERT INTO clear VALUES (11, 'zq7canary11')});
is_row(11, 'another label, too');
$publisher->safe_psql('postgres', q{SELECT confiture_rotate_secret(); SECURITY LABEL FOR confiture ON COLUMN clear.t IS 'hash'; INSERT INTO clear VALUES (12, 'zq7canary12')});
is_row(12, 'and another secret');
$publisher->safe_psql('postgres', q{INSERT INTO confiture.dictionary VALUES ('en', 'company', 'Acme of the test');
	SECURITY LABEL FOR confiture ON COLUMN clear.t IS 'company'; INSERT INTO clear VALUES (13, 'zq7canary13')});
is_row(13, 'and other words');
$publisher->safe_psql('postgres', q{SECURITY LABEL FOR confiture ON COLUMN clear.t IS NULL; INSERT INTO clear VALUES (14, 'seen again')});
is_row(14, 'without a label, rows are sent as they are');

# ---- The bytes -------------------------------------------------------------------------------------------------------

# Whatever the plugin says, as the protocol has it.
sub start_capture { $publisher->safe_psql('postgres', qq{SELECT pg_create_logical_replication_slot('$_[0]', '$_[1]')}) }
sub capture {
	my ($slot, $publication, $options) = @_;
	$options //= '';
	my ($status, $out, $error) = $publisher->psql('postgres', qq{
		SELECT encode(data, 'escape') FROM pg_logical_slot_peek_binary_changes('$slot', NULL, NULL, 'proto_version', '3',
			'publication_names', '$publication' $options)});
	return $error || $out;
}
start_capture('ours', 'confiture_decode');
start_capture('raw', 'pgoutput');
$publisher->safe_psql('postgres', q{
	CREATE TABLE later (id int PRIMARY KEY, secret text, other text);
	ALTER PUBLICATION everything ADD TABLE later;
	INSERT INTO later VALUES (1, 'zq7canary', 'o');
	INSERT INTO people (id, email) VALUES (30, 'zq7canary30@corp.example');
	SELECT pg_logical_emit_message(true, 'p', 'zq7canary in a message');
	BEGIN; INSERT INTO people (id, email) VALUES (31, 'zq7canary31@corp.example'); PREPARE TRANSACTION 'p'; COMMIT PREPARED 'p'});
my @seen = canaries_in(capture('raw', 'everything', q{, 'messages', 'on'}));
isnt(scalar(@seen), 0, 'the search finds values in the stream of pgoutput');
@seen = canaries_in(capture('ours', 'people'));
like(capture('ours', 'nothing'), qr/publication "nothing" does not exist|skipped loading publication "nothing"/, 'publications are checked as ever');
my $bytes = capture('ours', 'everything', q{, 'messages', 'on'});
like($bytes, qr/zq7canary/, 'a table without labels is sent as it is');
unlike($bytes, qr/canary3\d@|in a message/, 'and others masked, and no message');

# a label counts for changes that were made before it, too
$publisher->safe_psql('postgres', q{SECURITY LABEL FOR confiture ON COLUMN later.secret IS 'hash'});
is(join(' ', canaries_in(capture('ours', 'everything', q{, 'messages', 'on'}))), '', 'a label counts for older changes, too');

# and counts for them when it has gone
$publisher->safe_psql('postgres', q{
	INSERT INTO later VALUES (2, 'zq7canary2', 'o');
	SECURITY LABEL FOR confiture ON COLUMN later.secret IS NULL;
	SECURITY LABEL FOR confiture ON COLUMN later.other IS 'hash';
	INSERT INTO later VALUES (3, 'shown', 'zq7canary');
	ALTER TABLE later DROP COLUMN other});
$bytes = capture('ours', 'everything');
like($bytes, qr/shown/, 'without a label, a value is sent');
like($bytes, qr/zq7canaryt/, 'those from before there was any label, too');
unlike($bytes, qr/zq7canary2/, 'what was labelled when it changed stays masked');
unlike($bytes =~ s/.*?shown//sr, qr/zq7canary/, 'also that of a dropped column');
$publisher->safe_psql('postgres', q{
	SECURITY LABEL FOR confiture ON COLUMN later.secret IS 'hash';
	INSERT INTO later VALUES (4, 'zq7canary4');
	ALTER TABLE later RENAME secret TO renamed;
	ALTER TABLE later ALTER renamed TYPE varchar(12);
	INSERT INTO later VALUES (5, 'zq7canary5');
	DROP TABLE later});
unlike(capture('ours', 'everything'), qr/zq7canary[245]/, 'nor of a dropped table, a renamed column, or of another type before');

# with a label that reads the row
$publisher->safe_psql('postgres', q{
	CREATE TABLE moved (id int PRIMARY KEY, a text, b text);
	ALTER PUBLICATION everything ADD TABLE moved;
	INSERT INTO moved VALUES (1, 'zq7canary6', 'B');
	ALTER TABLE moved RENAME b TO c;
	SECURITY LABEL FOR confiture ON COLUMN moved.a IS 'expression(c || ''-'' || length(a))'});
$bytes = capture('ours', 'everything');
like($bytes, qr/B-10/, 'an expression reads the columns of older changes, whatever they were called');
unlike($bytes, qr/zq7canary6/, 'and nothing else is sent');

# with a label of then, whose SQL was resolved then
$publisher->safe_psql('postgres', q{
	CREATE TABLE bygone (id int PRIMARY KEY, a text, b text);
	ALTER PUBLICATION everything ADD TABLE bygone;
	SECURITY LABEL FOR confiture ON COLUMN bygone.a IS 'expression(b || ''-'' || length(a))';
	INSERT INTO bygone VALUES (1, 'zq7canary7', 'P');
	ALTER TABLE bygone RENAME b TO c;
	INSERT INTO bygone VALUES (2, 'zq7canary7', 'Q');
	DROP TABLE bygone});
$bytes = capture('ours', 'everything');
like($bytes, qr/P-10.*Q-10/s, 'an expression of then masks the changes of then');
unlike($bytes, qr/zq7canary7/, 'and nothing of them is sent in clear');

# of a prepared transaction, before it commits
$publisher->safe_psql('postgres', q{
	SELECT pg_create_logical_replication_slot('two_phase', 'confiture_decode', false, true);
	BEGIN; INSERT INTO people (id, email) VALUES (40, 'zq7canary40@corp.example'); PREPARE TRANSACTION 'two'});
$bytes = capture('two_phase', 'everything', q{, 'two_phase', 'on'});
like($bytes, qr/people.*@/s, 'a prepared transaction is sent');
is(join(' ', canaries_in($bytes)), '', '... masked');
$publisher->safe_psql('postgres', q{COMMIT PREPARED 'two'});
is(join(' ', canaries_in(capture('two_phase', 'everything', q{, 'two_phase', 'on'}))), '', '... and committed');
$publisher->safe_psql('postgres', q{SELECT pg_drop_replication_slot('two_phase')});

# ---- What the bytes of the subscriber say -----------------------------------------------------------------------------

$subscriber->safe_psql('postgres', 'CHECKPOINT');
my @leaks;
find({ no_chdir => 1, wanted => sub {
	return if !-f $_;
	push @leaks, map { "$File::Find::name: $_" } canaries_in(slurp_file($_));
} }, $subscriber->data_dir);
# large values that are compressed would hide; people.tags of 5 are hashed each, so nothing compresses that was raw
is(join("\n", @leaks), '', 'no file of the subscriber holds a raw value');

# ---- Partitions, published as their root, and generated columns ------------------------------------------------------

$publisher->safe_psql('postgres', q{
	CREATE TABLE events (id int, at date, who text, shout text GENERATED ALWAYS AS (upper(who)) STORED, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
	CREATE TABLE events_1 (junk int, who text, at date NOT NULL, id int NOT NULL, shout text GENERATED ALWAYS AS (upper(who)) STORED);
	ALTER TABLE events_1 DROP COLUMN junk;
	ALTER TABLE events ATTACH PARTITION events_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
	SECURITY LABEL FOR confiture ON COLUMN events.who IS 'hash(length => 8)';
	GRANT SELECT ON events, events_1 TO staging;
	CREATE PUBLICATION rooted FOR TABLE events WITH (publish_via_partition_root = true);
	CREATE PUBLICATION leaves FOR TABLE events;
	SELECT pg_create_logical_replication_slot('parts', 'confiture_decode');
	INSERT INTO events VALUES (1, '2020-02-02', 'zq7canary');
	UPDATE events SET who = 'zq7canary again';
	DELETE FROM events});
for my $publication ('rooted', 'leaves') {
	$bytes = capture('parts', $publication);
	like($bytes, qr/events/, "$publication: changes of partitions are sent");
	is(join(' ', canaries_in($bytes)), '', '... masked');
}
$publisher->safe_psql('postgres', q{SELECT pg_drop_replication_slot('parts'), pg_drop_replication_slot('ours'), pg_drop_replication_slot('raw')});

# ---- What can't be masked is refused ---------------------------------------------------------------------------------

sub is_refused {
	my ($what, $sql, $message, $publication) = @_;
	start_capture('refused', 'confiture_decode');
	$publisher->safe_psql('postgres', $sql);
	like(capture('refused', $publication // 'odd'), $message, $what);
	$publisher->safe_psql('postgres', q{SELECT pg_drop_replication_slot('refused')});
}
$publisher->safe_psql('postgres', q{
	CREATE TABLE odd (id int PRIMARY KEY, key text UNIQUE NOT NULL, region text, x text);
	CREATE PUBLICATION odd FOR TABLE odd;
	CREATE PUBLICATION other FOR TABLE clear});
is_refused('a row filter by a masked column', q{
	SECURITY LABEL FOR confiture ON COLUMN odd.region IS 'country';
	ALTER PUBLICATION odd SET TABLE odd WHERE (region = 'DE');
	INSERT INTO odd VALUES (1, 'k', 'DE')}, qr/cannot mask column "region" of table "odd", by which rows are filtered/);
is_refused('... but not for a publication without the table', q{INSERT INTO odd VALUES (2, 'k2', 'DE'); INSERT INTO clear VALUES (50, 'through')},
	qr/through/, 'other');
$publisher->safe_psql('postgres', q{ALTER PUBLICATION odd SET TABLE odd; SECURITY LABEL FOR confiture ON COLUMN odd.region IS NULL});
is_refused('a replica identity whose mask reads other columns', q{
	ALTER TABLE odd REPLICA IDENTITY USING INDEX odd_key_key;
	SECURITY LABEL FOR confiture ON COLUMN odd.key IS 'when(id > 0, hash)';
	UPDATE odd SET region = 'FR'}, qr/cannot mask updates and deletes of table "odd"/);
is_refused('a replica identity whose mask is random', q{
	SECURITY LABEL FOR confiture ON COLUMN odd.key IS 'hash(seed => ''random'')';
	DELETE FROM odd WHERE id = 2}, qr/cannot mask updates and deletes of table "odd"/);
is_refused('a label that says which rows are read', q{
	SECURITY LABEL FOR confiture ON COLUMN odd.key IS 'hash';
	SECURITY LABEL FOR confiture ON TABLE odd IS 'where(id > 1)';
	INSERT INTO odd VALUES (3, 'k3', 'DE')}, qr/cannot mask table "odd" in a stream of changes/);
is_refused('a function in SQL', q{
	SECURITY LABEL FOR confiture ON TABLE odd IS NULL;
	CREATE SCHEMA trusted;
	CREATE FUNCTION trusted.f(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN upper($1); END';
	ALTER SYSTEM SET confiture.trusted_schemas = 'trusted';
	SELECT pg_reload_conf();
	SELECT pg_sleep(0.5);
	SET confiture.trusted_schemas = 'trusted';
	SECURITY LABEL FOR confiture ON COLUMN odd.x IS 'function(trusted.f)';
	INSERT INTO odd VALUES (4, 'k4', 'DE', 'zq7canary')}, qr/calls a function that is written in SQL or a procedural language/);
is_refused('a mask that lacks a value which is out of line', q{
	SECURITY LABEL FOR confiture ON COLUMN odd.x IS 'when(id > 0, hash)';
	ALTER TABLE odd ALTER x SET STORAGE EXTERNAL;
	UPDATE odd SET x = repeat('zq7canary', 1000) WHERE id = 4;
	UPDATE odd SET region = 'x' WHERE id = 4}, qr/in a change that lacks a value/);
is_refused('labels that contradict one another', q{
	CREATE TABLE odd_child () INHERITS (odd);
	SECURITY LABEL FOR confiture ON COLUMN odd.x IS 'hash';
	SECURITY LABEL FOR confiture ON COLUMN odd_child.x IS 'null';
	INSERT INTO odd VALUES (5, 'k5', 'DE', 'zq7canary')}, qr/contradict one another/);
is_refused('... where the table is not published, do no harm', q{INSERT INTO odd VALUES (6, 'k6', 'DE', 'zq7canary'); INSERT INTO clear VALUES (51, 'again')},
	qr/again/, 'other');

# ---- What a masked role may stream -----------------------------------------------------------------------------------

sub runs { # COMMAND...: status and what it said
	my ($out, $error) = ('', '');
	my $status = IPC::Run::run([@_], '>', \$out, '2>', \$error, IPC::Run::timeout(60));
	return ($status, $out . $error);
}
my $dir = PostgreSQL::Test::Utils::tempdir();
my ($ok, $said) = runs('pg_basebackup', '-d', $connection, '-D', "$dir/backup", '-X', 'none', '-c', 'fast');
ok(!$ok, 'no base backup');
like($said, qr/a masked role cannot take a base backup/, '... refused by name');
ok(!-s "$dir/backup/PG_VERSION", '... nothing arrives');
$publisher->safe_psql('postgres', q{
	CREATE TABLE streamed (id int, t text); INSERT INTO streamed VALUES (1, 'zq7canary');
	SELECT pg_create_physical_replication_slot('physical', true)});
($ok, $said) = runs('pg_receivewal', '-d', $connection, '-D', $dir, '--endpos', $publisher->lsn('insert'), '--no-loop');
like($said, qr/a masked role cannot stream raw changes/, 'no WAL');
for my $plugin ('test_decoding', '$libdir/pgoutput') {
	my $slot = 'raw_' . ($plugin =~ /test/ ? 1 : 2);
	start_capture($slot, $plugin);
	$publisher->safe_psql('postgres', q{INSERT INTO people (email, id) SELECT 'zq7canary' || max(id) + 1, max(id) + 1 FROM people});
	my @options = $plugin =~ /test/ ? () : ('-o', 'proto_version=1', '-o', 'publication_names=everything');
	# since 18 "$libdir/" is no path: the name is looked for, and leads to ours
	my $is_ours = $plugin !~ /test/ && $publisher->pg_version >= 18;
	for my $user ('staging', 'open') {
		next if $is_ours && $user eq 'open'; # the other has read what there was
		($ok, $said) = runs('pg_recvlogical', '-d', $publisher->connstr('postgres') . " user=$user", '--slot', $slot, '--start', '-f', '-', '--no-loop',
			'--endpos', $publisher->lsn('insert'), @options);
		if ($user eq 'staging') {
			like($said, $is_ours ? qr/people.*@/s : qr/a masked role cannot stream raw changes/, "$plugin: " . ($is_ours ? 'masked' : 'refused'));
			is(join(' ', canaries_in($said)), '', '... and nothing sent');
		} else {
			isnt(join(' ', canaries_in($said)), '', '... but to who is not masked');
		}
	}
	$publisher->safe_psql('postgres', qq{SELECT pg_drop_replication_slot('$slot')});
}
start_capture('named', 'confiture_decode');
$publisher->safe_psql('postgres', q{UPDATE people SET email = 'zq7canary-named' WHERE id = 30});
my @start = ('--slot', 'named', '--start', '-f', '-', '--no-loop', '--endpos', $publisher->lsn('insert'), '-o', 'proto_version=1', '-o',
	'publication_names=everything');
($ok, $said) = runs('pg_recvlogical', '-d', $publisher->connstr('postgres') . ' user=open', @start);
like($said, qr/output plugin "confiture_decode" is for masked roles/, 'a subscription over another role would copy raw rows: refused');
($ok, $said) = runs('pg_recvlogical', '-d', $connection, @start);
ok($ok, 'a slot of confiture_decode streams to a masked role') or diag($said);
like($said, qr/people/, '... its changes');
is(join(' ', canaries_in($said)), '', '... masked');
my (undef, undef, $error) = $publisher->psql('postgres', q{SELECT * FROM pg_logical_slot_get_changes('named', NULL, NULL)}, extra_params => [ '-U', 'staging' ]);
like($error, qr/a masked role cannot call function/, 'functions of slots are refused as before');
$publisher->safe_psql('postgres', q{SELECT pg_drop_replication_slot('named'), pg_drop_replication_slot('physical')});

# a member of a masked role is masked
$publisher->safe_psql('postgres', q{CREATE ROLE member LOGIN REPLICATION; GRANT staging TO member});
($ok, $said) = runs('pg_basebackup', '-d', $publisher->connstr('postgres') . ' user=member', '-D', "$dir/other", '-X', 'none', '-c', 'fast');
like($said, qr/a masked role cannot take a base backup/, 'nor a base backup for its members');
($ok, $said) = runs('pg_basebackup', '-d', $publisher->connstr('postgres') . ' user=open', '-D', "$dir/open", '-X', 'none', '-c', 'fast');
ok($ok, 'who is not masked takes one') or diag($said);

# ---- Roles that become masked while they stream ----------------------------------------------------------------------

$publisher->safe_psql('postgres', q{
	CREATE ROLE late LOGIN REPLICATION; CREATE ROLE late_wal LOGIN REPLICATION; CREATE PUBLICATION only_people FOR TABLE people;
	GRANT SELECT ON ALL TABLES IN SCHEMA public TO late});
$subscriber->safe_psql('postgres', 'CREATE DATABASE late');
$subscriber->append_conf('postgresql.conf', "wal_retrieve_retry_interval = '100ms'\n");
$subscriber->reload;
$subscriber->safe_psql('late', $tables);
$subscriber->safe_psql('late', 'CREATE SUBSCRIPTION late CONNECTION $$' . $publisher->connstr('postgres') . ' user=late$$ PUBLICATION only_people');
$subscriber->wait_for_subscription_sync($publisher, 'late', 'late');
like($subscriber->safe_psql('late', 'SELECT email FROM people WHERE id = 1'), qr/^zq7canary/, 'a role that is not masked copies raw rows');
$publisher->safe_psql('postgres', q{INSERT INTO people (id, email) VALUES (70, 'zq7canary70@corp.example')});
$publisher->wait_for_catchup('late');
is($subscriber->safe_psql('late', 'SELECT email FROM people WHERE id = 70'), 'zq7canary70@corp.example', 'and changes');
$publisher->safe_psql('postgres', q{BEGIN; SECURITY LABEL FOR confiture ON ROLE late IS 'masked'; ROLLBACK});
my $log = -s $publisher->logfile;
$publisher->safe_psql('postgres', q{SECURITY LABEL FOR confiture ON ROLE late IS 'masked'});
$publisher->safe_psql('postgres', q{INSERT INTO people (id, email) VALUES (71, 'zq7canary71@corp.example')});
$subscriber->poll_query_until('late', 'SELECT count(*) = 1 FROM people WHERE id = 71');
is($subscriber->safe_psql('late', 'SELECT email FROM people WHERE id = 71'),
	$publisher->safe_psql('postgres', 'SET confiture.masking = on; SELECT email FROM people WHERE id = 71'),
	'labelled while it streams, it gets masked rows from the next change on');
like(slurp_file($publisher->logfile, $log), qr/role of this stream may have become masked/, 'since its stream ends');
{
	my ($out, $err) = ('', '');
	my $receiver = IPC::Run::start([ 'pg_receivewal', '-d', $publisher->connstr('postgres') . ' user=late_wal', '-D', $dir, '--no-loop', '-s', '1' ],
		'>', \$out, '2>', \$err, IPC::Run::timeout(60));
	$publisher->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_replication WHERE usename = 'late_wal'});
	$publisher->safe_psql('postgres', q{GRANT open TO late_wal; SELECT pg_switch_wal()});
	IPC::Run::finish($receiver);
	like($err, qr/role of this stream may have become masked/, 'nor does WAL go on to a role that was granted another');
}
my (undef, undef, $prepared) = $publisher->psql('postgres', q{BEGIN; GRANT staging TO late_wal; PREPARE TRANSACTION 'labels'});
like($prepared, qr/cannot PREPARE a transaction that has labelled roles/, 'whoever commits a prepared transaction does not tell: refused');
$subscriber->safe_psql('late', 'DROP SUBSCRIPTION late');

$subscriber->safe_psql('postgres', q{DROP SUBSCRIPTION masked});

# where confiture isn't preloaded nothing holds such a role, and the check says so
like($subscriber->safe_psql('postgres', q{
	SET client_min_messages = error;
	CREATE EXTENSION confiture;
	LOAD 'confiture';
	CREATE ROLE replicator REPLICATION;
	SECURITY LABEL FOR confiture ON ROLE replicator IS 'masked';
	SELECT message FROM confiture_mask_check(sample => 0) WHERE problem = 'strong_role'}), qr/role "replicator" is labelled masked, and has REPLICATION/,
	'confiture_mask_check warns of REPLICATION without shared_preload_libraries');
is($publisher->safe_psql('postgres', q{SELECT count(*) FROM confiture_mask_check(sample => 0) WHERE problem = 'strong_role'}), 0,
	'and only there');
done_testing;
