# confiture_mask_database, one transaction a table: what others see between them, and what is left when it is killed.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Time::HiRes qw(usleep);
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('resume');
$node->init;
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\nautovacuum = off\nrestart_after_crash = on\n");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION confiture');
sub one { return $node->safe_psql('postgres', $_[0]); }

sub error_of {
	my ($sql) = @_;
	my ($status, undef, $stderr) = $node->psql('postgres', $sql);
	return $status == 0 ? '' : $stderr;
}

# Customers, their orders by e-mail, whose items refer to orders by a masked number; parts of a partitioned table refer to
# customers too. What masks make of all of them is read before anything is masked.
my @tables = qw(customers orders items notes_1 notes_2);
sub make {
	my ($rows) = @_;
	one(qq{
		CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE NOT NULL);
		CREATE TABLE orders (id int PRIMARY KEY, email text REFERENCES customers (email) ON DELETE CASCADE ON UPDATE CASCADE);
		CREATE TABLE items (id int PRIMARY KEY, number int REFERENCES orders (id) ON DELETE CASCADE, follows int REFERENCES items);
		CREATE TABLE notes (id int, email text REFERENCES customers (email)) PARTITION BY RANGE (id);
		CREATE TABLE notes_1 PARTITION OF notes FOR VALUES FROM (0) TO (100);
		CREATE TABLE notes_2 (email text, id int);
		ALTER TABLE notes ATTACH PARTITION notes_2 DEFAULT;
		INSERT INTO customers SELECT i, 'canary' || i || '\@corp.example' FROM generate_series(1, $rows) AS i;
		INSERT INTO orders SELECT id + 1000000, email FROM customers;
		INSERT INTO items SELECT id - 1000000, id, 1 FROM orders;
		INSERT INTO notes SELECT id, email FROM customers;
		SECURITY LABEL FOR confiture ON COLUMN customers.email IS 'email';
		SECURITY LABEL FOR confiture ON COLUMN orders.id IS 'fpe';
		ANALYZE});
	one(join ';', map { "DROP TABLE IF EXISTS ${_}_raw, ${_}_expected; CREATE TABLE ${_}_raw AS TABLE $_" } @tables);
	one(join ';', 'SET confiture.masking = on', map { "CREATE TABLE ${_}_expected AS TABLE $_" } @tables);
	return;
}
sub drop { one('DROP TABLE customers, orders, items, notes'); return; }
sub is_same { return one("SELECT count(*) = 0 FROM (TABLE $_[0] EXCEPT ALL TABLE $_[1]) AS t") eq 't'; }
sub masked { return join ' ', grep { is_same($_, "${_}_expected") } @tables; }
sub raw { return join ' ', grep { is_same($_, "${_}_raw") } @tables; }
my $keys = q{SELECT string_agg(conname || ' ' || convalidated, ', ' ORDER BY conname) FROM pg_constraint
	WHERE contype = 'f' AND conrelid IN ('orders'::regclass, 'items'::regclass, 'notes'::regclass, 'notes_1'::regclass, 'notes_2'::regclass)};
my $all_valid = 'items_follows_fkey true, items_number_fkey true, notes_email_fkey true, notes_email_fkey true, notes_email_fkey true, orders_email_fkey true';
my $guards = q{SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'confiture%'};
my $call = q{CALL confiture_mask_database('{public.customers,public.orders,public.items,public.notes*}', force => true)};

# Begins a call in a session of its own.
sub start_call {
	my ($sql) = @_;
	my $session = $node->background_psql('postgres', on_error_stop => 0);
	my $pid = $session->query('SELECT pg_backend_pid()');
	$session->{stdin} .= "$sql;\n";
	$session->{run}->pump_nb;
	return ($session, $pid);
}

# ---- Killed between two tables -------------------------------------------------------------------------------------------

make(300);
isnt(masked(), raw(), 'masks are seen');
is(raw(), "@tables", 'nothing is masked yet');
my $holder = $node->background_psql('postgres', on_error_stop => 0);
$holder->query('BEGIN; SELECT FROM orders LIMIT 0');
my ($session, $pid) = start_call($call);
ok($node->poll_query_until('postgres', q{SELECT count(*) = 4 FROM confiture.masked_table}), 'each table is masked in a transaction of its own')
	or diag(one('TABLE confiture.masked_table'));
one("SELECT pg_terminate_backend($pid)");
$node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid");
eval { $session->quit };
$holder->quit;

is(masked() . '; ' . raw(), 'customers items notes_1 notes_2; orders', 'what is done stays, the rest is as it was');
is(one($keys), $all_valid =~ s/(number|email)_fkey true/$1_fkey false/gr, 'masked keys between them are not valid, as they are');
for my $write ('INSERT INTO orders VALUES (1, NULL)', 'UPDATE customers SET id = id', 'DELETE FROM customers', 'TRUNCATE items', 'DELETE FROM notes',
	'INSERT INTO notes VALUES (500, NULL)', 'SET session_replication_role = replica; DELETE FROM items') {
	like(error_of("BEGIN; $write"), qr/takes no writes while it is half masked/, "no writes: $write");
}
like(error_of('BEGIN; DELETE FROM customers WHERE id = 1'), qr/takes no writes while it is half masked/, 'no cascade can go astray');
like(error_of('INSERT INTO orders VALUES (1, NULL)'), qr/takes no writes while it is half masked.*if it was interrupted, call it again/s, 'writes wait for the next call');
is(one($guards), 10, 'by triggers');
like(error_of(q{CALL confiture_mask_table('orders', cascade => true)}), qr/table public\.customers is half masked by run 1/, 'no other call masks any of them');
like(error_of(q{CALL confiture_mask_table('notes', cascade => true, force => true)}), qr/is half masked by run 1/, 'whatever it is told');
like(error_of($call =~ s/force/resume => false, force/r), qr/is half masked by run 1/, 'nor a run anew');
like(error_of(q{CALL confiture_mask_database('{public.o*}', force => true)}), qr/is half masked by run 1.*arguments include and exclude of that run/s, 'nor one of another selection');
like(error_of("SET confiture.secret = 'another secret, which is long enough for it'; $call"), qr/run 1 of confiture_mask_database was begun under another secret/, 'nor one under another secret');
is(masked() . '; ' . raw(), 'customers items notes_1 notes_2; orders', 'all refused before they touched anything');
one('CREATE ROLE stranger LOGIN');
like(error_of("SET SESSION AUTHORIZATION stranger; $call"), qr/must be owner/, 'nor one of somebody else');
{
	# what is half masked can be dumped, and restored as it is
	my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump';
	$node->command_ok([ 'pg_dump', '--table=customers', '--table=orders', '--file', $dump, 'postgres' ], 'it can be dumped');
	one('CREATE DATABASE restored');
	$node->safe_psql('restored', 'CREATE EXTENSION confiture');
	$node->command_ok([ 'psql', '-Xq', '--set=ON_ERROR_STOP=1', '--file', $dump, 'restored' ], 'and restored, since its keys are not valid');
	my (undef, undef, $error) = $node->psql('restored', 'CALL confiture_mask_database(force => true)');
	like($error, qr/is half masked by run 1/, 'but not masked again by who does not know what is done');
}
is(error_of($call) =~ s/^NOTICE.*//sr, '', 'the next call goes on');
is(masked(), "@tables", 'masks the rest, and nothing twice');
is(one($keys), $all_valid, 'keys are valid again');
is(one($guards), 0, 'writes are taken');
is(one('SELECT count(*) FROM orders JOIN customers USING (email) JOIN items ON items.number = orders.id JOIN notes USING (email)'), 300, 'and all rows match');
is(one('SELECT count(*) || $$ $$ || count(finished_at) FROM confiture.masking_run') . one('SELECT count(*) FROM confiture.suspended_key'), '1 10', 'the run is finished');
is(error_of('DELETE FROM notes WHERE id = 7; DELETE FROM customers WHERE id = 7'), '', 'and cascade');
is(one('SELECT (SELECT count(*) FROM orders) || $$ $$ || (SELECT count(*) FROM items)'), '299 299', 'to the rows that they should');
drop();

# ---- A server that is killed, again and again ---------------------------------------------------------------------------

for my $workers (1, 2) {
	make(40000);
	my $killed = 0;
	my $mixed = '';
	for my $delay (30_000, 60_000, 100_000, 150_000, 220_000) {
		my ($session, $pid) = start_call($call =~ s/force => true/force => true, workers => $workers/r);
		usleep($delay);
		$node->stop('immediate');
		eval { $session->{run}->finish };
		$node->start;
		++$killed;
		last if one('SELECT bool_and(finished_at IS NOT NULL) FROM confiture.masking_run') eq 't' && masked() eq "@tables";
		my %whole = map { $_ => 1 } split(/ /, masked()), split(/ /, raw());
		$mixed = join ' ', grep { !$whole{$_} } @tables;
		last if length $mixed;
	}
	is($mixed, '', "$killed times killed, by $workers workers: every table is masked whole or not at all");
	is(one('SELECT count(*) FROM confiture.masking_run WHERE finished_at IS NULL') eq '0' ? '' : error_of($call) =~ s/^psql:<stdin>:1: NOTICE.*//sr, '', 'the next call ends it');
	is(masked(), "@tables", 'all are masked once');
	is(one($keys) . one($guards), $all_valid . '0', 'keys are valid, writes are taken');
	drop();
}

# ---- What other calls may do with a run --------------------------------------------------------------------------------

one(q{CREATE TABLE s1 (email text); CREATE TABLE s2 (email text CHECK (email LIKE '%@corp.example'));
	INSERT INTO s1 VALUES ('canary1@corp.example'); INSERT INTO s2 VALUES ('canary2@corp.example');
	SECURITY LABEL FOR confiture ON COLUMN s1.email IS 'email'; SECURITY LABEL FOR confiture ON COLUMN s2.email IS 'email'});
like(error_of(q{CALL confiture_mask_database('{public.s?}')}), qr/masking rules have problems.*public\.s2\.email: some masked row violates the check constraint.*force => true/s,
	'problems of rules stop a run');
is(one('SELECT email FROM s1') . one('SELECT count(*) FROM confiture.masking_run WHERE finished_at IS NULL'), 'canary1@corp.example0', 'before anything is touched');
like(error_of(q{CALL confiture_mask_database('{public.s?}', force => true)}), qr/s2_email_check/, 'unless it is told to go on');
my $once = one('SELECT email FROM s1');
unlike($once, qr/canary/, 'as far as it comes');
like(error_of(q{CALL confiture_mask_database('{public.s1}')}), qr/table public\.s1 was masked by run \d+, which is not finished/, 'a call with another selection does not mask it again');
one('ALTER TABLE s2 DROP CONSTRAINT s2_email_check');
is(error_of(q{CALL confiture_mask_database('{public.s2}')}) =~ s/^NOTICE.*//sr, '', 'but may mask what is left');
is(error_of(q{CALL confiture_mask_database('{public.s?}', force => true, resume => false)}) =~ s/^NOTICE.*//sr, '', 'and who wants a run anew gets it');
isnt(one('SELECT email FROM s1'), $once, 'which masks the masks');
one('DROP TABLE s1, s2');
like(error_of(q{CREATE TABLE plain_mail (email text); INSERT INTO plain_mail SELECT 'a' || i || '@corp.example' FROM generate_series(1, 50) AS i;
	CREATE TABLE plain_id (id int); SECURITY LABEL FOR confiture ON COLUMN plain_id.id IS 'noise(ratio => 0.1)';
	CALL confiture_mask_database('{public.plain*}')}), qr/public\.plain_mail\.email: it seems to hold personal data/, 'personal data without a label is a problem of a database');
is(error_of(q{CALL confiture_mask_table('plain_id')}) =~ s/^NOTICE.*//sr, '', 'but not of a table beside it');
one('DROP TABLE plain_mail, plain_id');

# ---- Keys that may break --------------------------------------------------------------------------------------------------

make(50);
one(q{SECURITY LABEL FOR confiture ON TABLE customers IS 'where(id <> 7)'});
like(error_of($call), qr/violates foreign key constraint/, 'rows that are left out break a key:');
is(one('SELECT bool_and(email LIKE $$canary%$$) FROM (SELECT email FROM customers UNION ALL SELECT email FROM orders UNION ALL SELECT email FROM notes) AS t'), 't', 'all that the key joins is as it was');
one('SECURITY LABEL FOR confiture ON TABLE customers IS NULL');
is(error_of($call) =~ s/^NOTICE.*//sr, '', 'without it they are masked');
is(masked(), "@tables", 'all of them once');
is(one($keys) . one($guards), $all_valid . '0', 'and all keys are valid');
drop();

make(50);
one(q{SET session_replication_role = replica; UPDATE orders SET email = 'nobody@corp.example' WHERE id = 1000007});
my ($status, undef, $warning) = $node->psql('postgres', $call);
is($status, 0, 'a key that was broken before does not stop a run,');
like($warning, qr/WARNING:  foreign key "orders_email_fkey" of table public\.orders is left NOT VALID.*ALTER TABLE \.\.\. VALIDATE CONSTRAINT/s, 'which says so');
unlike($warning, qr/nobody\@corp/, 'without the value');
is(one($keys), $all_valid =~ s/orders_email_fkey true/orders_email_fkey false/r, 'and leaves it alone not valid');
is(one($guards), 0, 'writes are taken');
drop();

# ---- Keys that are made while a run goes on --------------------------------------------------------------------------------

one(q{CREATE TABLE l0 (email text); CREATE TABLE l1 (email text UNIQUE); CREATE TABLE l2 (email text);
	INSERT INTO l0 VALUES ('canary1@corp.example'); INSERT INTO l1 TABLE l0; INSERT INTO l2 TABLE l0;
	SECURITY LABEL FOR confiture ON COLUMN l0.email IS 'email'; SECURITY LABEL FOR confiture ON COLUMN l1.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN l2.email IS 'email'});
{
	my $holder = $node->background_psql('postgres', on_error_stop => 0);
	$holder->query('BEGIN; SELECT FROM l0 LIMIT 0');
	my $masking = q{CALL confiture_mask_database('{public.l?}')};
	my ($session, $pid) = start_call($masking);
	$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'});
	one('ALTER TABLE l2 ADD CONSTRAINT late FOREIGN KEY (email) REFERENCES l1 (email)');
	$holder->quit;
	$session->query('SELECT 1');
	eval { $session->quit };
	is(one('SELECT (SELECT email LIKE $$canary%$$ FROM l0), (SELECT email LIKE $$canary%$$ FROM l1), (SELECT email LIKE $$canary%$$ FROM l2)'), 'f|t|t',
		'a key that came after a run had looked stops it before it breaks');
	is(error_of($masking) =~ s/^psql:<stdin>:1: NOTICE.*//sr, '', 'the next call knows the key');
	is(one('SELECT count(*) FROM l0 JOIN l1 USING (email) JOIN l2 USING (email) WHERE email LIKE $$%@example.com$$') .
		one(q{SELECT convalidated FROM pg_constraint WHERE conname = 'late'}), '1t', 'and masks what it joins');
}
one('DROP TABLE l2, l1, l0');
one(q{CREATE TABLE plain_id (id int)});
like(error_of(q{BEGIN ISOLATION LEVEL REPEATABLE READ; CALL confiture_mask_table('plain_id')}), qr/needs the isolation level READ COMMITTED/, 'keys of others have to be seen');
one('DROP TABLE plain_id');

# ---- An owner that changes while the call waits -----------------------------------------------------------------------------

one(q{CREATE ROLE former LOGIN; GRANT CREATE ON SCHEMA public TO former; CREATE TABLE given (email text); INSERT INTO given VALUES ('canary1@corp.example');
	ALTER TABLE given OWNER TO former; SECURITY LABEL FOR confiture ON COLUMN given.email IS 'email'});
for my $owned (q{CALL confiture_mask_table('given')}, q{CALL confiture_mask_database('{public.given}')}) {
	my $giver = $node->background_psql('postgres', on_error_stop => 0);
	$giver->query('BEGIN; ALTER TABLE given OWNER TO CURRENT_USER');
	my $former = $node->background_psql('postgres', on_error_stop => 0);
	my $of = $former->query('SET SESSION AUTHORIZATION former; SELECT pg_backend_pid()');
	$former->{stdin} .= "$owned;\n";
	$former->{run}->pump_nb;
	$node->poll_query_until('postgres', "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $of");
	$giver->query('COMMIT');
	$giver->quit;
	$former->query('SELECT 1');
	eval { $former->quit };
	is(one('SELECT email FROM given'), 'canary1@corp.example', "who is the owner no more masks nothing: $owned");
	one('ALTER TABLE given OWNER TO former');
}

done_testing;
