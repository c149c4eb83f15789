# The demonstration of "make demo" runs through, and shows what it says.
use strict;
use warnings;
use BuildServer;
use FindBin;
use PostgreSQL::Test::Utils;
use Test::More;

chdir "$FindBin::Bin/../..";
my $node = start_server("shared_preload_libraries = 'confiture'\n");
$node->safe_psql('postgres', 'CREATE DATABASE shop');
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'shop';
my ($out, $err) = run_command([ 'psql', '--no-psqlrc', '--set=ON_ERROR_STOP=1', '--file=examples/demo.sql' ]);

like($out, qr/More: docs/, 'it comes to its end');
like($err, qr/\A[^\n]*ERROR:  column b.autor_id does not exist(?!.*ERROR)/s, 'with the one error that it shows');
like($out, qr/drop +\| sales.orders_by_ip .*alter +\| crm.customers.email .*drop +\| crm.customers.nickname/s, 'drift is found');
my ($masked) = $out =~ /(SET confiture.masking = on;.*)/s;
like($masked, qr/ask for Mrs. \[NAME\]/, 'reads and the dump are masked');
unlike($masked, qr/Lindqvist|Keller|1985-12-10|192\.0\.2\.10|\+46701740605/, 'whatever they hold');

$node->stop;
done_testing();
