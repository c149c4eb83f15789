# A server with confiture, a secret, and data that masks hide: values that are found wherever they slip through.
package MaskServer;
use strict;
use warnings;
use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(start_server canaries_in);

sub start_server {
	my ($name, $settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init;
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\n" . ($settings // ''));
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION confiture');
	return $node;
}

# What a raw value looks like, also reversed, encoded or as a digest; numbers and dates are their own canaries.
my @plain = ('zq7canary', 'yranac7qz', unpack('H*', 'zq7canary'), '918273645', '1873-04-0', '1873-04-1', 'fd5a:91c7', '10.66.77.',
	'5a71c0de-0000', unpack('H*', 'Zq7Canary'), unpack('H*', 'ZQ7CANARY'));

# Pieces of base64 that hold the word, at each of its three alignments.
sub base64_pieces {
	my ($word) = @_;
	require MIME::Base64;
	return map {
		my $skip = $_;
		my $encoded = MIME::Base64::encode_base64(('x' x $skip) . $word, '');
		substr($encoded, $skip ? 4 : 0, 8);
	} 0 .. 2;
}
my @encoded = map { base64_pieces($_) } 'zq7canary', 'Zq7Canary', 'ZQ7CANARY';

# The canaries that a text holds.
sub canaries_in {
	my ($text) = @_;
	my $lower = lc $text;
	my @found = grep { index($lower, $_) >= 0 } @plain;
	push @found, grep { index($text, $_) >= 0 } @encoded;
	return @found;
}

1;
