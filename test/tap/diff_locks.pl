# What diff/effect.hpp says of each change is measured again on this server: the locks that a statement holds at its end,
# whether it reads, indexes or rewrites a table. Then plans are made of the same changes, and each of their steps run.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use JSON::PP qw(decode_json);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\nallow_in_place_tablespaces = on\nautovacuum = off\n"
	. "max_locks_per_transaction = 1000\nTimeZone = 'Europe/Paris'\nfsync = off\n");
$node->start;
my $version = $node->safe_psql('postgres', 'SHOW server_version_num');
$node->safe_psql('postgres', "CREATE EXTENSION confiture; CREATE ROLE locks_other; CREATE TABLESPACE other LOCATION ''");

sub lines { my ($file) = @_; return grep { !/^#/ } split /\n/, slurp_file($file) }

# ---- the table in the code, and the statements that it is measured with
my %effect;
for my $line (split /\n/, `"$ENV{SANDBOX}/built/diff/run" -t`) {
	my ($change, $since, $before, $work, $locked) = split /\t/, $line;
	$effect{$change} = { work => $work, locked => { map { split /=/ } split / /, $locked // '' }, exists => 1 } if $version >= $since && $version < $before;
	$effect{$change} //= { exists => 0 };
}
my (undef, @rows) = lines('test/diff/locks/changes.tsv');
my %measured;
@rows = map {
	my ($change, $since, $relations, $statement, $setup) = split /\t/;
	$measured{$change} = 1;
	my %who = map { reverse split /=/ } split / /, $relations;
	$version >= $since * 10000 ? { change => $change, who => \%who, statement => $statement, setup => $setup // '' } : ();
} @rows;
is(join(', ', grep { !$measured{$_} } sort keys %effect), '', 'every change of the table has statements that measure it');
is(join(', ', grep { !$effect{$_} } sort keys %measured), '', 'and every statement a change');

# These change no schema, or make another table of one.
my $no_change = qr/^(reindex|refresh|insert) | restart | using a\+1| set schema | rename to t2/;

# A schema for each statement, with what must be there before.
my $base = join "\n", slurp_file('test/diff/locks/base.sql');
sub schemas {
	my ($database, $and_change) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	my $sql = "\\set ON_ERROR_STOP 1\nCREATE EXTENSION confiture;\nCREATE ACCESS METHOD locks_heap TYPE TABLE HANDLER heap_tableam_handler;\n"
		. "CREATE SCHEMA elsewhere;\n";
	for my $i (0 .. $#rows) {
		my $row = $rows[$i];
		$sql .= "CREATE SCHEMA s$i; SET search_path = s$i, public;\n$base\n$row->{setup};\n";
		$sql .= "$row->{statement};\n" if $and_change && $row->{statement} !~ $no_change;
	}
	$node->safe_psql($database, $sql);
}

# Runs statements one by one, each in a transaction that ends with "end". Gives for each what pg_locks, pg_class and
# DEBUG messages told of the tables, indexes and materialized views that were there.
sub measure {
	my ($database, $end, @statements) = @_;
	my $newest = $node->safe_psql($database, 'SELECT max(oid) FROM pg_class');
	my $sql = "SET client_min_messages = warning;\n";
	for my $i (0 .. $#statements) {
		my ($schema, $statement) = @{ $statements[$i] };
		$sql .= qq{\\warn == $i
			SET search_path = $schema, public;
			BEGIN;
			CREATE TEMP TABLE was ON COMMIT DROP AS SELECT c.oid, relname, relkind, pg_relation_filenode(c.oid) AS file, pg_stat_get_xact_numscans(c.oid) AS scans,
				coalesce(indrelid::regclass::text, '') AS on_table FROM pg_class c LEFT JOIN pg_index ON indexrelid = c.oid
				WHERE relnamespace = '$schema'::regnamespace AND relkind IN ('r', 'p', 'm', 'f', 'i', 'I') AND c.oid <= $newest;
			SET LOCAL client_min_messages = debug1;
			$statement;
			SET LOCAL client_min_messages = warning;
			SELECT coalesce(string_agg(format('%s=%s=%s', relname, mode, on_table), ' '), 'none') AS locks
				FROM pg_locks JOIN was ON oid = relation WHERE pid = pg_backend_pid() AND locktype = 'relation' \\gset
			\\warn LOCKS :locks
			SELECT coalesce(string_agg(was.relkind::text, '') FILTER (WHERE file <> pg_relation_filenode(c.oid)), '') AS files,
				count(*) FILTER (WHERE pg_stat_get_xact_numscans(was.oid) > scans AND was.relkind IN ('r', 'm')) AS scans,
				string_agg(was.relname, '|') AS names FROM was LEFT JOIN pg_class c ON c.oid = was.oid \\gset
			\\warn FILES :files
			\\warn SCANS :scans
			\\warn NAMES :names
			$end;
		};
	}
	my ($status, $out, $err) = $node->psql($database, $sql, on_error_stop => 0);
	my (undef, @reports) = split /^== \d+\n/m, $err;
	return map {
		my $report = $_;
		my %result = (error => $report =~ /(ERROR: .*)/ ? $1 : '', locked => {});
		my ($files) = $report =~ /^FILES (.*)$/m;
		my ($names) = $report =~ /^NAMES (.*)$/m;
		$result{work} = ($files // '') =~ /[rm]/ ? 'rewrite' : $report =~ /building index \S+ on table "($names)"/ || ($files // '') =~ /i/ ? 'build'
			: $report =~ /^SCANS [^0]/m ? 'scan' : 'none';
		my ($locks) = $report =~ /^LOCKS (.*)$/m;
		for my $lock ($locks && $locks ne 'none' ? split / /, $locks : ()) {
			my ($relation, $mode, $table) = split /=/, $lock;
			stronger(\%{ $result{locked} }, $relation, $mode);
			$result{table}{$relation} = $table if $table;
		}
		\%result;
	} @reports;
}

my @modes = ('', map { "${_}Lock" } qw(AccessShare RowShare RowExclusive ShareUpdateExclusive Share ShareRowExclusive Exclusive AccessExclusive));
my %strength = map { $modes[$_] => $_ } 0 .. $#modes;
sub stronger { my ($locks, $name, $mode) = @_; $locks->{$name} = $mode if $strength{$mode} > $strength{ $locks->{$name} // '' } }

schemas('measured', 0);

# ---- the table
my @results = measure('measured', 'ROLLBACK', map { [ "s$_", $rows[$_]{statement} ] } 0 .. $#rows);
is(scalar @results, scalar @rows, scalar(@rows) . ' statements have been measured');
for my $i (0 .. $#rows) {
	my ($row, $result) = ($rows[$i], $results[$i]);
	my ($effect, %took) = ($effect{ $row->{change} });
	for my $relation (sort keys %{ $result->{locked} }) {
		my $mode = $result->{locked}{$relation};
		my $table = $result->{table}{$relation};
		my $who = $row->{who}{$relation};
		# An index is locked with its table. Nothing is said of one that is locked no stronger than that.
		next if $table && !$who && $strength{$mode} <= $strength{ $result->{locked}{$table} // '' };
		stronger(\%took, $who // $relation, $mode);
	}
	my %said = map { $_ => $effect->{locked}{$_} } grep { my $who = $_; grep { $_ eq $who } values %{ $row->{who} } } keys %{ $effect->{locked} // {} };
	my $text = sub { my (%locks) = @_; join ' ', map { "$_=$locks{$_}" } sort keys %locks };
	is(($result->{error} || $text->(%took)) . " $result->{work}", $text->(%said) . " " . ($effect->{work} // 'not in this version'), "$row->{change}: $row->{statement}");
}

# ---- plans that make the same changes
schemas('wanted', 1);
my @steps = map { decode_json($_) } split /\n/, $node->safe_psql('postgres',
	q{SELECT row_to_json(d) FROM confiture_diff('db:measured', 'db:wanted') AS d ORDER BY ordinal});
my %planned;
my @run = map { my ($number) = "$_->{object_identity} $_->{sql}" =~ /\bs(\d+)\./; $planned{ $number // '' }++; [ defined $number ? "s$number" : 'public', $_->{sql} ] } @steps;
is(join(', ', map { $rows[$_]{statement} } grep { !$planned{$_} && $rows[$_]{statement} !~ $no_change } 0 .. $#rows), '', 'each change is planned');
@results = measure('measured', 'COMMIT', @run);
for my $i (0 .. $#steps) {
	my ($step, $result) = ($steps[$i], $results[$i]);
	my %took;
	stronger(\%took, 'lock', $_) for values %{ $result->{locked} };
	# Reading a definition is not told.
	my $lock = $took{lock} // '';
	$lock = '' if $lock eq 'AccessShareLock' && !$step->{lock};
	my $work = $result->{work};
	my $said = $step->{rewrites} ? 'rewrite' : $step->{risk} eq 'locking' ? 'more' : 'none';
	$work = $work eq 'none' || $work eq 'rewrite' ? $work : $lock eq '' ? 'none' : 'more';
	$said = $work if $step->{risk} eq 'destructive';
	is(($result->{error} || $lock) . " $work", ($step->{lock} // '') . " $said", "a plan: $step->{sql}");
}
is($node->safe_psql('postgres', q{SELECT string_agg(sql, '; ') FROM confiture_diff('db:measured', 'db:wanted')}), '', 'nothing is left to do');

# ---- changes of type: which of them leave the rows as they are
my @families = (
	[ 'varchar', 'varchar(5)', 'varchar(9)', 'text', 'char(5)', 'char(9)', 'bpchar', 'name', 'dm', 'dmc', 'citizen' ],
	[ 'numeric', 'numeric(8,2)', 'numeric(10,2)', 'numeric(10,4)', 'integer', 'bigint', 'oid' ],
	[ 'bit(4)', 'bit(8)', 'varbit', 'varbit(4)', 'varbit(8)' ],
	[ 'timestamp', 'timestamp(3)', 'timestamp(6)', 'timestamptz', 'timestamptz(3)', 'date' ],
	[ 'time', 'time(3)', 'timetz', 'timetz(3)' ], [ 'interval', 'interval(3)', 'interval(0)' ], [ 'cidr', 'inet' ],
	[ 'varchar(5)[]', 'varchar(9)[]', 'text[]', 'varchar[]', 'numeric(8,2)[]', 'numeric(10,2)[]' ], [ 'json', 'jsonb', 'text', 'xml' ]);
my @pairs = map { my @types = @$_; map { my $from = $_; map { [ $from, $_ ] } grep { $_ ne $from } @types } @types } @families;
for my $side (0, 1) {
	$node->safe_psql('postgres', "CREATE DATABASE types$side");
	$node->safe_psql("types$side", "CREATE EXTENSION confiture; CREATE SCHEMA s; SET search_path = s; CREATE DOMAIN dm AS text; CREATE DOMAIN dmc AS text CHECK (VALUE <> 'no'); CREATE DOMAIN citizen AS varchar(9);"
		. join '', map { "CREATE TABLE t$_ (c $pairs[$_][$side]);" } 0 .. $#pairs);
}
@steps = map { decode_json($_) } split /\n/, $node->safe_psql('postgres', q{SELECT row_to_json(d) FROM confiture_diff('db:types0', 'db:types1') AS d WHERE sql ~ ' TYPE '});
@results = measure('types0', 'COMMIT', map { [ 's', $_->{sql} ] } @steps);
my @wrong;
for my $i (0 .. $#steps) {
	my $said = $steps[$i]{rewrites} ? 'rewrite' : 'none';
	push @wrong, "said $said, did $results[$i]{work} $results[$i]{error}: $steps[$i]{sql}" if $results[$i]{error} || $said ne $results[$i]{work};
}
is(join("\n", @wrong), '', scalar(@steps) . ' changes of type rewrite what they are said to');
cmp_ok(scalar @steps, '>', 250, 'and no fewer');

# ---- defaults: the volatile functions of this server
my @unknown = split /\n/, $node->safe_psql('postgres', q{SELECT DISTINCT proname FROM pg_proc WHERE provolatile = 'v' AND pronamespace = 'pg_catalog'::regnamespace
	AND proname !~ '^(pg_|lo_|binary_upgrade_|dsnowball_)' AND prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)});
my %known = map { $_ => 1 } split /\s+/, `"$ENV{SANDBOX}/built/diff/run" -d`;
is(join(' ', grep { !$known{$_} } @unknown), '', 'each is known to give another value each time');

done_testing();
