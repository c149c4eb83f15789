# Round trips: pairs of schemas, written by hand and random ones. The plan leads to the second, its way back to the first.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "wal_level = logical\nautovacuum = off\n");
$node->start;

my $run = "$ENV{SANDBOX}/built/diff/run";
my $server = 'host=' . $node->host . ' port=' . $node->port;

sub passes {
	my ($name, @arguments) = @_;
	my ($out, $err) = ('', '');
	my $result = IPC::Run::run([ $run, $server, @arguments ], '>', \$out, '2>', \$err);
	my ($total) = $out =~ /^(\d+ of \d+ .*)$/m;
	ok($result, "$name: " . ($total // 'no result')) or diag($out . $err);
}

passes('random pairs, half of them with rows', '-r', '-s', '1-160');
passes('random pairs, planned online', '-o', '-s', '161-220');
passes("$_, each step with the lock and the rewrite that it announced", '-q', '-w', "test/diff/cases/$_.sql")
	for qw(renames partitions columns views evolutions);

done_testing();
