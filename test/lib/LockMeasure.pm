# What statements lock and do, measured on a server.
package LockMeasure;
use strict;
use warnings;
use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT_OK = qw(changes create_schemas measure start_server stronger weaker_or_same);

my @modes = ('', map { "${_}Lock" } qw(AccessShare RowShare RowExclusive ShareUpdateExclusive Share ShareRowExclusive Exclusive AccessExclusive));
my %strength = map { $modes[$_] => $_ } 0 .. $#modes;
sub stronger { my ($locks, $name, $mode) = @_; $locks->{$name} = $mode if $strength{$mode} > $strength{ $locks->{$name} // '' } }
sub weaker_or_same { my ($mode, $other) = @_; return $strength{$mode} <= $strength{$other} }

sub start_server {
	my $node = PostgreSQL::Test::Cluster->new('main');
	$node->init;
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\nallow_in_place_tablespaces = on\nautovacuum = off\n"
		. "max_locks_per_transaction = 1000\nTimeZone = 'Europe/Paris'\n");
	$node->start;
	$node->safe_psql('postgres', "CREATE EXTENSION confiture; CREATE ROLE locks_other");
	$node->safe_psql('postgres', "CREATE TABLESPACE other LOCATION ''");
	return $node;
}

# The statements of test/diff/locks, for all versions. Some change no schema, or make another table of one.
sub changes {
	my (undef, @lines) = grep { !/^#/ } split /\n/, slurp_file('test/diff/locks/changes.tsv');
	return map {
		my ($change, $since, $relations, $statement, $setup) = split /\t/;
		my %who = map { reverse split /=/ } split / /, $relations;
		+{ change => $change, since => $since, who => \%who, statement => $statement, setup => $setup // '',
			changes_schema => $statement !~ /^(reindex|refresh|insert) | restart | using a\+1| set schema | rename to t2/ };
	} @lines;
}

# A database with a schema for each change: with what must be there before, and with the change if told.
sub create_schemas {
	my ($node, $database, $and_change, @rows) = @_;
	my $base = slurp_file('test/diff/locks/base.sql');
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	my $sql = "\\set ON_ERROR_STOP 1\nCREATE EXTENSION confiture;\nCREATE ACCESS METHOD locks_heap TYPE TABLE HANDLER heap_tableam_handler;\n"
		. "CREATE SCHEMA elsewhere;\n";
	for my $i (0 .. $#rows) {
		my $row = $rows[$i];
		$sql .= "CREATE SCHEMA s$i; SET search_path = s$i, public;\n$base\n$row->{setup};\n";
		$sql .= "$row->{statement};\n" if $and_change && $row->{changes_schema};
	}
	$node->safe_psql($database, $sql);
}

# Runs statements one by one, each in a transaction that ends with "end", or in none if told. Gives for each what pg_locks, pg_class and
# DEBUG messages told of the tables, indexes and materialized views that were there.
sub measure {
	my ($node, $database, $end, @statements) = @_;
	my $newest = $node->safe_psql($database, 'SELECT max(oid) FROM pg_class');
	my $sql = "SET client_min_messages = warning;\n";
	for my $i (0 .. $#statements) {
		my ($schema, $statement, $in_none) = @{ $statements[$i] };
		$sql .= "\\warn == $i\n$statement;\n" if $in_none;
		next if $in_none;
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

1;
