# What confiture_build makes of a real schema, and of dumps of it in several forms, is what psql makes of them: pg_dump
# of both is the same. The schema is that of zabbix, from Debian's package, which is taken at run time.
use strict;
use warnings;
use File::Path qw(make_path);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $package = 'zabbix-server-pgsql';
my $statements_of_data = 1500; # of 130,000
my $folder = PostgreSQL::Test::Utils::tempdir();

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
@ENV{'PGHOST', 'PGPORT'} = ($node->host, $node->port);

sub run {
	my $output = `@_ 2>&1`;
	return ($? >> 8, $output);
}

sub must {
	my ($code, $output) = run(@_);
	BAIL_OUT("@_: $output") if $code;
	return $output;
}

sub read_file {
	my ($path) = @_;
	open(my $in, '<:raw', $path) or die "$path: $!";
	local $/;
	return <$in>;
}

sub write_file {
	my ($path, $text) = @_;
	open(my $out, '>:raw', $path) or die "$path: $!";
	print {$out} $text;
	close $out;
}

sub one {
	my ($database, $sql) = @_;
	my $output = must("psql -XqAt -d $database -v ON_ERROR_STOP=1 -c \"$sql\"");
	chomp $output;
	return $output;
}

# ---- The tree ---------------------------------------------------------------------------------------------------------

my ($deb) = glob(($ENV{SANDBOX} // '') . "/built/packages/${package}_*.deb");
if (!$deb) {
	my ($code, $output) = run("cd $folder && apt-get -q download $package");
	($deb) = glob("$folder/${package}_*.deb");
	BAIL_OUT("could not download $package: $output") if !$deb;
}
must("dpkg-deb -x $deb $folder/package");
make_path("$folder/tree");
for my $part ([ schema => '10_schema' ], [ images => '20_images' ], [ data => '30_data' ]) {
	my $text = must("zcat $folder/package/usr/share/$package/$part->[0].sql.gz");
	if ($part->[0] eq 'data') {
		$text =~ s/^START TRANSACTION;\n//;
		my @statements = split /^(?=INSERT INTO )/m, $text;
		$text = join '', splice @statements, 0, $statements_of_data;
	}
	write_file("$folder/tree/$part->[1].sql", $text);
}

# ---- Databases, and what is in them -----------------------------------------------------------------------------------

sub new_database {
	my ($name) = @_;
	must("createdb -T template0 dump_$name");
	return "dump_$name";
}

sub build {
	my ($name, $path) = @_;
	my $database = new_database($name);
	one($database, 'CREATE SCHEMA confiture_is_here; CREATE EXTENSION confiture SCHEMA confiture_is_here');
	my $report = one($database, "SELECT count(*), sum(statements), sum(rows) FROM confiture_is_here.confiture_build('$path')");
	one($database, 'DROP EXTENSION confiture; DROP SCHEMA confiture_is_here');
	return ($database, $report);
}

sub dump_of {
	my ($database, $options) = @_;
	my $text = must("pg_dump --no-sync " . ($options // '') . " -d $database");
	$text =~ s/^\\(un)?restrict .*\n//mg;
	return $text;
}

# COPY and INSERT find different places for rows of different sizes, so these come in another order.
sub sorted { return join "\n", sort split /\n/, $_[0] }

sub is_same {
	my ($got, $expected, $name) = @_;
	return if ok($got eq $expected, $name);
	write_file("$folder/got", $got);
	write_file("$folder/expected", $expected);
	my (undef, $difference) = run("diff -u $folder/expected $folder/got | head -n 40");
	diag($difference);
}

# ---- The schema as its authors wrote it -------------------------------------------------------------------------------

my $psql = new_database('psql');
must("psql -Xq1 -v ON_ERROR_STOP=1 -d $psql " . join ' ', map { "-f $_" } glob("$folder/tree/*.sql"));
my ($built, $report) = build('built', "$folder/tree");
my $expected = dump_of($psql);
cmp_ok(one($psql, q{SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace}), '>', 150, 'the schema has its tables');
like($report, qr/^3\|\d{4,}\|\d{4,}$/m, 'its files, statements and rows are reported');
is_same(dump_of($built), $expected, 'a real schema with data is built as psql builds it');

# ---- Dumps of it ------------------------------------------------------------------------------------------------------

make_path("$folder/dumps");
for my $form (
	[ 'plain', '' ],
	[ 'inserts', '--inserts' ],
	[ 'column_inserts', '--column-inserts --rows-per-insert=7 --quote-all-identifiers' ],
	[ 'clean', '--clean --if-exists' ])
{
	my ($name, $options) = @$form;
	my $file = "$folder/dumps/$name.sql";
	must("pg_dump --no-sync $options -d $psql -f $file");
	my ($database) = build($name, $file);
	is_same(sorted(dump_of($database)), sorted($expected), 'a dump ' . ($options || 'as it comes') . ' is built as it stands');
}

# Schema and data apart, as a tree
make_path("$folder/parts");
must("pg_dump --no-sync --section=$_->[0] -d $psql -f $folder/parts/$_->[1].sql")
	for [ 'pre-data' => '1_before' ], [ 'data' => '2_data' ], [ 'post-data' => '3_after' ];
my ($parts) = build('parts', "$folder/parts");
is_same(sorted(dump_of($parts)), sorted($expected), 'a dump in sections is built file by file');

# One that creates its database cannot be built inside another
must("pg_dump --no-sync --create --schema-only -d $psql -f $folder/dumps/create.sql");
my $other = new_database('other');
one($other, 'CREATE EXTENSION confiture');
my ($code, $output) = run("psql -XqAt -d $other -c \"SELECT confiture_build('$folder/dumps/create.sql')\"");
isnt($code, 0, 'a dump that creates its database is refused');
like($output, qr/ERROR:  CREATE DATABASE cannot .*\nHINT:  .*confiture_create_database.*\n.*CONTEXT:  file "create.sql", line \d+, column 1/s, 'by name and place');
is(one($other, q{SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace}), 0, 'and nothing of it is left');

done_testing();
