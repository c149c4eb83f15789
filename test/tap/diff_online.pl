# Online plans keep nobody waiting: no step reads, indexes or rewrites a table under a lock that keeps readers or writers
# out, but those that say that there is no other way. Steps that can't run in a transaction block run beside sessions that
# read and write.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use IPC::Run;
use JSON::PP qw(decode_json);
use LockMeasure qw(changes create_schemas measure start_server stronger weaker_or_same);

my $node = start_server();
my $version = $node->safe_psql('postgres', 'SHOW server_version_num');
my @rows = grep { $version >= $_->{since} * 10000 } changes();
create_schemas($node, 'measured', 0, @rows);
create_schemas($node, 'wanted', 1, @rows);

sub planned {
	my ($from, $to) = @_;
	return map { decode_json($_) } split /\n/, $node->safe_psql('postgres',
		"SELECT row_to_json(d) FROM confiture_diff('db:$from', 'db:$to', online => true) AS d ORDER BY ordinal");
}

# ---- each step by itself
my @steps = planned('measured', 'wanted');
my @results = measure($node, 'measured', 'COMMIT', map {
	my ($number) = "$_->{object_identity} $_->{sql}" =~ /\bs(\d+)\./;
	[ defined $number ? "s$number" : 'public', $_->{sql}, !$_->{transactional} ] } @steps);
my %is_known = map { $_ => 1 } split /\n/, slurp_file('test/diff/locks/no_other_way.txt');
my %no_other_way;
for my $i (0 .. $#steps) {
	my ($step, $result) = ($steps[$i], $results[$i]);
	is($result->{error}, '', "runs: $step->{sql}") if $result->{error};
	next if !$step->{transactional};
	my %took;
	stronger(\%took, 'lock', $_) for values %{ $result->{locked} };
	my $lock = $took{lock} // '';
	my $keeps_waiting = $result->{work} ne 'none' && !weaker_or_same($lock, 'ShareUpdateExclusiveLock');
	my $said = ($step->{reason} // '') =~ /there is no other way/ ? 1 : 0;
	$no_other_way{ $rows[$1]{statement} } = 1 if $said && "$step->{object_identity} $step->{sql}" =~ /\bs(\d+)\./;
	is($keeps_waiting ? 1 : 0, $said, "$step->{sql}: $result->{work} under $lock");
}
is($node->safe_psql('postgres', q{SELECT string_agg(sql, '; ') FROM confiture_diff('db:measured', 'db:wanted')}), '', 'the plan leads to the schema');
is(join("\n", sort keys %no_other_way), join("\n", sort keys %{ { map { $_ => 1 } grep { $is_known{$_} } map { $_->{statement} } @rows } }), 'the known changes have no other way, and no more');

# ---- beside other sessions
sub session {
	my ($sql) = @_;
	my %session = (in => '', out => '', err => '');
	$session{run} = IPC::Run::start([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('busy') ], '<', \$session{in}, '>', \$session{out}, '2>', \$session{err});
	$session{in} = "$sql\n\\echo done\n";
	return \%session;
}
sub say_in { my ($session, $sql) = @_; $session->{out} = ''; $session->{in} .= "$sql;\n\\echo done\n"; $session->{run}->pump until $session->{out} =~ /done/ || $session->{err} =~ /ERROR/ }
sub ended { my ($session) = @_; $session->{run}->pump_nb; return $session->{out} =~ /done/ || $session->{err} =~ /ERROR|FATAL/ }

for my $database (qw(busy calm)) {
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, q{
		CREATE EXTENSION confiture;
		CREATE TABLE r (id int PRIMARY KEY);
		CREATE TABLE t (id int PRIMARY KEY CHECK (id <> 0), a int, b text, c int, d text, rid int);
		CREATE INDEX t_b ON t (b); CREATE INDEX t_d ON t (d);
		CREATE TABLE p (k int, u int) PARTITION BY RANGE (k);
		CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
		CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
		CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (20) TO (30);
		CREATE TABLE n (k int, u int);
		INSERT INTO r VALUES (1);
		INSERT INTO t SELECT i, i, i, i, i, 1 FROM generate_series(1, 3000) AS i;
		INSERT INTO p SELECT i % 30, i FROM generate_series(1, 300) AS i;
		INSERT INTO n VALUES (30, 1)});
}
for my $case ([ 'busy', 'int' ], [ 'calm', 'bigint' ]) {
	my ($database, $type) = @$case;
	$node->safe_psql($database, qq{
		CREATE TABLE q (k int, u $type DEFAULT 5 NOT NULL CHECK (u > 0), UNIQUE (k, u)) PARTITION BY RANGE (k);
		CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (3000);
		CREATE TABLE q2 PARTITION OF q FOR VALUES FROM (3000) TO (9000) PARTITION BY RANGE (k);
		CREATE TABLE q21 PARTITION OF q2 FOR VALUES FROM (3000) TO (6000);
		CREATE TABLE q22 PARTITION OF q2 DEFAULT;
		CREATE INDEX its_own ON q21 (u);
		CREATE INDEX ON q (u);
		CREATE TABLE h (k int PRIMARY KEY, u $type);
		CREATE TABLE h1 (UNIQUE (u, k)) INHERITS (h);
		INSERT INTO q SELECT i, i + 1 FROM generate_series(1, 6000) AS i;
		INSERT INTO h SELECT i, i + 1 FROM generate_series(1, 2000) AS i;
		INSERT INTO h1 SELECT i, i + 1 FROM generate_series(2001, 4000) AS i});
}
$node->safe_psql('calm', q{
	DROP INDEX t_b;
	CREATE INDEX t_a ON t (a);
	CREATE UNIQUE INDEX t_c ON t (c);
	ALTER INDEX t_d SET TABLESPACE other;
	ALTER TABLE t ADD CONSTRAINT t_b_key UNIQUE (b), ADD FOREIGN KEY (rid) REFERENCES r, ADD CHECK (a > 0), ALTER a SET NOT NULL,
		ADD z uuid DEFAULT gen_random_uuid(), ADD y int GENERATED BY DEFAULT AS IDENTITY, ALTER rid TYPE bigint, ALTER id TYPE bigint, ALTER d TYPE varchar(5);
	ALTER TABLE p DETACH PARTITION p1;
	DROP TABLE p2;
	ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (30) TO (40)});
# An index that could not be built stays behind, invalid.
$node->safe_psql('busy', 'UPDATE t SET c = 1 WHERE id = 2');
$node->psql('busy', 'CREATE UNIQUE INDEX CONCURRENTLY t_c ON t (c)');
$node->safe_psql('busy', 'UPDATE t SET c = 2 WHERE id = 2');
is($node->safe_psql('busy', q{SELECT indisvalid FROM pg_index WHERE indexrelid = 't_c'::regclass}), 'f', 'an invalid index');

@steps = planned('busy', 'calm');
my %ran;
for my $step (@steps) {
	if ($step->{transactional}) {
		$node->safe_psql('busy', $step->{sql});
		next;
	}
	my $writer = session('');
	say_in($writer, 'BEGIN; SELECT count(*) FROM t; SELECT count(*) FROM p; UPDATE t SET b = b WHERE id = 1; INSERT INTO t (id, a, b, c, rid) SELECT max(id) + 1, 1, max(id) + 1, max(id) + 1, 1 FROM t;
		UPDATE q SET u = k + 2 WHERE k IN (1, 4000); INSERT INTO q SELECT max(k) + 1, max(k) + 2 FROM q; UPDATE h SET u = k + 2 WHERE k IN (1, 4000)');
	my $runner = session("$step->{sql};");
	# It has ended, or waits for the writer.
	until (ended($runner)) {
		last if $node->safe_psql('postgres', q{SELECT count(*) FROM pg_stat_activity WHERE datname = 'busy' AND wait_event_type = 'Lock' AND state = 'active'}) > 0;
	}
	# Whoever comes now does not.
	my ($status, $out, $err) = $node->psql('busy', q{SET lock_timeout = '20s'; SET deadlock_timeout = '100s';
		SELECT count(*) FROM t; SELECT count(*) FROM p; UPDATE t SET b = b WHERE id = 2; INSERT INTO t (id, a, b, c, rid) SELECT -count(*), 1, 'x' || count(*), -count(*), 1 FROM t; DELETE FROM t WHERE id < 0; INSERT INTO p VALUES (25, 1);
		UPDATE q SET u = k + 1 WHERE k IN (2, 4001); UPDATE h SET u = k + 1 WHERE k IN (2, 3999)});
	is("$status $err", '0 ', "nobody waits for: " . substr($step->{sql}, 0, 120));
	say_in($writer, 'COMMIT');
	is($writer->{err}, '', 'nor does the writer fail');
	$writer->{in} .= "\\q\n";
	$writer->{run}->finish;
	$runner->{run}->pump until ended($runner);
	is($runner->{err} =~ s/^NOTICE.*\n//rgm, '', 'and it ends');
	$runner->{in} .= "\\q\n";
	$runner->{run}->finish;
	$ran{ $step->{sql} =~ /^(CREATE INDEX CONC|CREATE UNIQUE INDEX CONC|DROP INDEX CONC|REINDEX INDEX CONC|REINDEX \(|DO )/ ? $1 : $step->{sql} =~ /(DETACH)/ ? $1 : $step->{sql} }++;
}
is(join(', ', sort keys %ran), 'CREATE INDEX CONC, CREATE UNIQUE INDEX CONC, DETACH, DO , DROP INDEX CONC, REINDEX (, REINDEX INDEX CONC', 'all kinds of them ran');
is($node->safe_psql('postgres', q{SELECT string_agg(sql, '; ') FROM confiture_diff('db:busy', 'db:calm')}), '', 'the plan leads to the schema, beside others');
is($node->safe_psql('busy', 'SELECT count(*) FILTER (WHERE y IS NULL OR z IS NULL OR rid IS NULL) FROM t'), '0', 'and all rows have their values');
is($node->safe_psql('busy', q{SELECT count(*) > 3000, count(*) - count(DISTINCT id), count(*) - count(DISTINCT y), bool_and(d = id::text) FILTER (WHERE id BETWEEN 3 AND 3000), pg_typeof(min(id)) FROM t}),
	't|0|0|t|bigint', 'the right ones');
is($node->safe_psql('busy', q{SELECT count(*) > 6000, count(*) FILTER (WHERE u <> k + 1), bool_and(u = k + 2) FILTER (WHERE k IN (1, 4000)), pg_typeof(min(u)), (SELECT count(*) || ' ' || count(*) FILTER (WHERE u <> k + 1) || ' ' || pg_typeof(min(u)) FROM h) FROM q}),
	't|2|t|bigint|4000 2 bigint', 'in partitions and children, too');

# ---- the pairs of schemas, planned online
my ($out, $err) = ('', '');
ok(IPC::Run::run([ "$ENV{SANDBOX}/built/diff/run", 'host=' . $node->host . ' port=' . $node->port, '-o', '-q', glob 'test/diff/cases/*.sql' ], '>', \$out, '2>', \$err),
	$out =~ /^(\d+ of \d+ .*)$/m ? $1 : 'no result') or diag($out . $err);

# ---- what can't be done
is($node->safe_psql('postgres', q{SELECT string_agg(sql, '; ') || ': ' || bool_and(reason ~ 'there is no other way') FROM confiture_diff('sql:CREATE TABLE t (a int); CREATE PUBLICATION p FOR TABLE t',
	'sql:CREATE TABLE t (a bigint); CREATE PUBLICATION p FOR TABLE t', online => true)}), 'ALTER TABLE public.t ALTER COLUMN a TYPE bigint: true', 'rows that can not be updated are not filled in batches');

# ---- scripts
my $script = $node->safe_psql('postgres', q{SELECT confiture_diff_script('sql:CREATE TABLE t (a int, b int)', 'sql:CREATE TABLE t (a int, b int CHECK (b > 0)); CREATE INDEX i ON t (a)', online => true)});
like($script, qr/^SET lock_timeout = '2s';\nALTER TABLE .*SET lock_timeout = 0;\nCREATE INDEX CONCURRENTLY .*RESET lock_timeout;\n?\z/s, 'a script does not wait long for a lock, but as long as it takes where nobody else does');
unlike($node->safe_psql('postgres', q{SELECT confiture_diff_script('sql:CREATE TABLE t (a int)', 'sql:CREATE TABLE t (a int, b int)')}), qr/lock_timeout/, 'one that is not for a database in use says nothing of it');

done_testing();
