# Labels that come, change and go while others read: in their transactions, prepared statements, cursors and functions no
# raw value is read by a statement that begins after the label was committed.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use MaskServer;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('concurrent');
sub one { return $node->safe_psql('postgres', $_[0]) }
one(q{
	CREATE ROLE reader LOGIN; SECURITY LABEL FOR confiture ON ROLE reader IS 'masked';
	CREATE ROLE later LOGIN;
	CREATE ROLE maskers; SECURITY LABEL FOR confiture ON ROLE maskers IS 'masked'});

# Two columns, of which one has a label all the time, or none has; many rows, so that cursors aren't at their end.
sub prepare {
	my ($first) = @_;
	one(q{
		SET client_min_messages = warning;
		DROP TABLE IF EXISTS part, child, t CASCADE;
		CREATE TABLE t (id int PRIMARY KEY, a text, b text) PARTITION BY RANGE (id);
		CREATE TABLE part PARTITION OF t FOR VALUES FROM (0) TO (100000);
		CREATE VIEW v AS SELECT id, upper(a) AS a, b FROM t;
		CREATE OR REPLACE FUNCTION f(i int) RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN (SELECT t.b FROM t WHERE t.id = f.i); END';
		CREATE OR REPLACE FUNCTION s() RETURNS SETOF text LANGUAGE sql STABLE AS 'SELECT b FROM t ORDER BY id LIMIT 3';
		CREATE OR REPLACE FUNCTION w() RETURNS void LANGUAGE plpgsql AS 'BEGIN RAISE WARNING ''%'', (SELECT b FROM t WHERE id = 1); END';
		INSERT INTO t SELECT i, 'a' || i, 'zq7canary' || i FROM generate_series(1, 2000) AS i;
		GRANT SELECT ON t, part, v TO reader, later, maskers});
	one($first) if $first;
}

my %reads = (
	'a query' => [ '', 'SELECT * FROM t ORDER BY id LIMIT 3' ],
	'a query of the partition' => [ '', 'SELECT * FROM part ORDER BY id LIMIT 3' ],
	'a prepared statement' => [ 'PREPARE p AS SELECT * FROM t ORDER BY id LIMIT 3; EXECUTE p', 'EXECUTE p' ],
	'a generic plan' => [ 'SET plan_cache_mode = force_generic_plan; PREPARE p(int) AS SELECT * FROM t WHERE id = $1; EXECUTE p(1)', 'EXECUTE p(2)' ],
	'a prepared COPY of a query' => [ '', 'COPY (SELECT b FROM t LIMIT 3) TO STDOUT' ],
	'a COPY of a table' => [ '', 'COPY part TO STDOUT' ],
	'a cursor' => [ 'DECLARE c CURSOR FOR SELECT * FROM t ORDER BY id; FETCH 2 FROM c', 'FETCH 2 FROM c' ],
	'a cursor that was not read from' => [ 'DECLARE c CURSOR FOR SELECT * FROM t ORDER BY id', 'FETCH 2 FROM c' ],
	'a cursor that is held' => [ 'BEGIN; DECLARE h CURSOR WITH HOLD FOR SELECT * FROM t ORDER BY id; COMMIT', 'FETCH 2 FROM h' ],
	'a view' => [ 'SELECT * FROM v ORDER BY id LIMIT 1', 'SELECT * FROM v ORDER BY id LIMIT 3' ],
	'a PL/pgSQL function' => [ 'SELECT f(1)', 'SELECT f(2)' ],
	'a SQL function' => [ 'SELECT s()', 'SELECT s()' ],
	'a warning' => [ 'SELECT w()', 'SELECT w()' ],
	'EXPLAIN ANALYZE' => [ '', q{EXPLAIN (ANALYZE, VERBOSE, COSTS OFF, TIMING OFF) SELECT count(*) FROM t WHERE b = 'zq7' || 'x'} ],
	'CREATE TABLE AS' => [ '', 'CREATE TEMP TABLE mine AS SELECT * FROM t LIMIT 3; TABLE mine' ]);

my %changes = (
	'the first label' => [ '', 'reader', q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'hash'} ],
	'a label on the partition' => [ '', 'reader', q{SECURITY LABEL FOR confiture ON COLUMN part.b IS 'hash'} ],
	'a second label' => [ q{SECURITY LABEL FOR confiture ON COLUMN t.a IS 'hash'}, 'reader', q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'hash'} ],
	'a label instead of keep' => [ q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'keep'}, 'reader', q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'null'} ],
	'a label that is an expression' => [ q{SECURITY LABEL FOR confiture ON COLUMN t.a IS 'hash'}, 'reader', q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'expression(left(b, 1))'} ],
	'a condition that comes to hold for more' => [ q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'when(id < 0, hash)'}, 'reader', q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'when(id > 0, hash)'} ],
	'a foreign key to a key with a label' => [ q{CREATE TABLE IF NOT EXISTS keys (b text PRIMARY KEY); INSERT INTO keys SELECT b FROM t ON CONFLICT DO NOTHING;
		SECURITY LABEL FOR confiture ON COLUMN keys.b IS 'hash'}, 'reader', 'ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES keys' ],
	'a role that is labelled' => [ q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'hash'}, 'later', q{SECURITY LABEL FOR confiture ON ROLE later IS 'masked'},
		q{SECURITY LABEL FOR confiture ON ROLE later IS NULL} ],
	'a role that becomes a member' => [ q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'hash'}, 'later', 'GRANT maskers TO later', 'REVOKE maskers FROM later' ],
	'a table that is emptied' => [ q{SECURITY LABEL FOR confiture ON COLUMN t.a IS 'hash'}, 'reader', q{SECURITY LABEL FOR confiture ON TABLE t IS 'empty'} ]);

my $errors = 0;
for my $change (sort keys %changes) {
	my ($first, $role, $label, $undo) = @{ $changes{$change} };
	for my $read (sort keys %reads) {
		my ($begin, $again) = @{ $reads{$read} };
		for my $block ('BEGIN', 'BEGIN ISOLATION LEVEL REPEATABLE READ', '') {
			next if $block eq '' && $begin =~ /^DECLARE/ || $block ne '' && $begin =~ /HOLD/;
			next if $block ne '' && $change =~ /foreign key/; # its lock waits for readers
			prepare($first);
			my $session = $node->background_psql('postgres', on_error_stop => 0, extra_params => [ '-U', $role ]);
			my @before = map { $_ eq '' ? '' : $session->query($_) } $block, 'SELECT * FROM t LIMIT 1', $begin;
			my $shown = $session->{stderr} // '';
			my $raw = canaries_in(join "\n", @before, $shown);
			$session->{stderr} = '';
			one($label);
			my $after = $session->query($again);
			my $stderr = $session->{stderr} // '';
			$errors++ if $stderr =~ /ERROR/;
			my @leaks = canaries_in("$after$stderr");
			ok($raw && !@leaks, "$change, $read" . ($block ? ", in a transaction ($block)" : ''))
				or diag($raw ? "raw: $after $stderr" : 'no raw value before');
			unlike($stderr, qr/ERROR/, '... and is not refused') if $read eq 'a query' && $change !~ /foreign/;
			$session->quit;
			one($undo) if $undo;
		}
	}
}
note "$errors of the reads were refused";

# ---- While a statement runs --------------------------------------------------------------------------------------------

# A label that is taken away, or changed to one that can't be computed row by row, stops what runs under it.
prepare(q{SECURITY LABEL FOR confiture ON COLUMN t.b IS 'hash'});
my $copy = $node->background_psql('postgres', on_error_stop => 0, extra_params => [ '-U', 'reader' ]);
$copy->query(q{SELECT count(DISTINCT b) FROM t});
my $out = '';
my ($in, $error) = ('', '');
my $running = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr . ' dbname=postgres user=reader', '-c',
		'COPY (SELECT b, pg_sleep(0.002) FROM t) TO STDOUT' ], '>', \$out, '2>', \$error);
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
one(q{SECURITY LABEL FOR confiture ON COLUMN t.b IS NULL});
$running->finish;
is(scalar(canaries_in($out . $error)), 0, 'a COPY that runs while its label goes shows no raw value');
$copy->quit;

done_testing;
