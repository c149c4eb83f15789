# What the tests of builds share: a server of their own, trees of files, and short ways to ask.
package BuildServer;
use strict;
use warnings;
use Exporter qw(import);
use File::Path qw(make_path);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(start_server tree one error_of wait_for);

my ($node, $trees);

# Starts the server that the others ask, with these settings, and confiture in its database postgres.
sub start_server {
	my ($settings, @init) = @_;
	$trees = PostgreSQL::Test::Utils::tempdir();
	$node = PostgreSQL::Test::Cluster->new('main');
	$node->init(@init);
	$node->append_conf('postgresql.conf', $settings);
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION confiture');
	return $node;
}

# Writes the files of a tree, whose texts are bytes, over those that it has, and gives its path.
sub tree {
	my ($name, %files) = @_;
	while (my ($path, $text) = each %files) {
		my $file = "$trees/$name/$path";
		make_path($file =~ s{/[^/]*$}{}r);
		open(my $out, '>:raw', $file) or die "$file: $!";
		print {$out} $text;
		close $out;
	}
	return "$trees/$name";
}

# The one value, or row, that a query gives.
sub one {
	my ($sql, $database) = @_;
	return $node->safe_psql($database // 'postgres', $sql);
}

# What psql says when a statement fails; nothing when it does not.
sub error_of {
	my ($sql) = @_;
	my ($status, undef, $stderr) = $node->psql('postgres', $sql);
	return $status == 0 ? '' : $stderr;
}

sub wait_for {
	my ($query, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return ok($node->poll_query_until('postgres', $query), $what);
}

1;
