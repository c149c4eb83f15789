# What diff/effect.hpp says of each change is measured again on this server: the locks that a statement holds at its end,
# whether it reads, indexes or rewrites a table. Then plans are made of the same changes, and each of their steps run.
use strict;
use warnings;
use Test::More;
use JSON::PP qw(decode_json);
use LockMeasure qw(changes create_schemas measure start_server stronger weaker_or_same);

my $node = start_server();
my $version = $node->safe_psql('postgres', 'SHOW server_version_num');

# ---- the table in the code, and the statements that it is measured with
my %effect;
for my $line (split /\n/, `"$ENV{SANDBOX}/built/diff/run" -t`) {
	my ($change, $since, $before, $work, $locked) = split /\t/, $line;
	$effect{$change} = { work => $work, locked => { map { split /=/ } split / /, $locked // '' }, exists => 1 } if $version >= $since && $version < $before;
	$effect{$change} //= { exists => 0 };
}
my @all = changes();
my %measured = map { $_->{change} => 1 } @all;
my @rows = grep { $version >= $_->{since} * 10000 } @all;
is(join(', ', grep { !$measured{$_} } sort keys %effect), '', 'every change of the table has statements that measure it');
is(join(', ', grep { !$effect{$_} } sort keys %measured), '', 'and every statement a change');

create_schemas($node, 'measured', 0, @rows);

# ---- the table
my @results = measure($node, 'measured', 'ROLLBACK', map { [ "s$_", $rows[$_]{statement} ] } 0 .. $#rows);
is(scalar @results, scalar @rows, scalar(@rows) . ' statements have been measured');
for my $i (0 .. $#rows) {
	my ($row, $result) = ($rows[$i], $results[$i]);
	my ($effect, %took) = ($effect{ $row->{change} });
	for my $relation (sort keys %{ $result->{locked} }) {
		my $mode = $result->{locked}{$relation};
		my $table = $result->{table}{$relation};
		my $who = $row->{who}{$relation};
		# An index is locked with its table. Nothing is said of one that is locked no stronger than that.
		next if $table && !$who && weaker_or_same($mode, $result->{locked}{$table} // '');
		stronger(\%took, $who // $relation, $mode);
	}
	my %said = map { $_ => $effect->{locked}{$_} } grep { my $who = $_; grep { $_ eq $who } values %{ $row->{who} } } keys %{ $effect->{locked} // {} };
	my $text = sub { my (%locks) = @_; join ' ', map { "$_=$locks{$_}" } sort keys %locks };
	is(($result->{error} || $text->(%took)) . " $result->{work}", $text->(%said) . " " . ($effect->{work} // 'not in this version'), "$row->{change}: $row->{statement}");
}

# ---- plans that make the same changes
create_schemas($node, 'wanted', 1, @rows);
my @steps = map { decode_json($_) } split /\n/, $node->safe_psql('postgres',
	q{SELECT row_to_json(d) FROM confiture_diff('db:measured', 'db:wanted') AS d ORDER BY ordinal});
my %planned;
my @run = map { my ($number) = "$_->{object_identity} $_->{sql}" =~ /\bs(\d+)\./; $planned{ $number // '' }++; [ defined $number ? "s$number" : 'public', $_->{sql} ] } @steps;
is(join(', ', map { $rows[$_]{statement} } grep { !$planned{$_} && $rows[$_]{changes_schema} } 0 .. $#rows), '', 'each change is planned');
@results = measure($node, 'measured', 'COMMIT', @run);
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
@results = measure($node, 'types0', 'COMMIT', map { [ 's', $_->{sql} ] } @steps);
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
