# A page of documentation as something to run: its fenced blocks, its links, and a psql session that they are typed into.
#
#   ```sql                    typed into psql; must not give an error, unless a text block with it follows
#   ```text                   right behind a sql block: what psql prints for that, to the letter
#   ```... file=a/b.sql       written to the file a/b.sql below the root, where the examples of the source tree lie too;
#                             the text in front of it names the file, since readers do not see this line
#   ```console, ```ini, ...   for people only
#
# Pages call the root /srv/ddl; where it really is depends on the test.
package DocPage;
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Path qw(make_path);
use IPC::Run ();

our $root_in_pages = '/srv/ddl';

sub new {
	my ($class, $path) = @_;
	open(my $in, '<:raw', $path) or die "could not read \"$path\": $!";
	my $self = bless { path => $path, blocks => [], links => [], anchors => {}, problems => [] }, $class;
	my ($block, $text_before) = (undef, '');
	while (my $line = <$in>) {
		if ($block) {
			if ($line =~ /^\s*\Q$block->{fence}\E\s*$/) {
				push @{ $self->{blocks} }, $block;
				undef $block;
			} else {
				$block->{text} .= $line;
			}
		} elsif ($line =~ /^\s*(```+|~~~+)\s*(\w*)(?:\s+file=(\S+))?/) {
			$block = { fence => $1, language => $2, file => $3, line => $., text => '' };
			push @{ $self->{problems} }, "line $.: a block names no language" if $2 eq '';
			push @{ $self->{problems} }, "line $.: the text does not name the file"
				if defined $3 && index($text_before, "`$3`") < 0;
			$text_before = '';
		} else {
			$self->read_prose($line);
			$text_before .= $line;
		}
	}
	push @{ $self->{problems} }, "line $block->{line}: a block has no end" if $block;
	$self->pair_output;
	return $self;
}

sub read_prose {
	my ($self, $line) = @_;
	if ($line =~ /^#+\s+(.*?)\s*$/) { # the anchor that GitHub makes of a heading
		my $anchor = lc $1;
		$anchor =~ s/[^\w\- ]//g;
		$anchor =~ tr/ /-/;
		$self->{anchors}{$anchor} = 1;
	}
	$line =~ s/`[^`]*`//g;
	push @{ $self->{links} }, { line => $., target => $1 } while $line =~ /\]\(([^)\s]+)\)/g;
}

# A text block belongs to the sql block in front of it.
sub pair_output {
	my ($self) = @_;
	my $previous;
	for my $block (@{ $self->{blocks} }) {
		if ($block->{language} eq 'text') {
			if ($previous && $previous->{language} eq 'sql' && !$previous->{file}) {
				$previous->{output} = $block;
			} else {
				push @{ $self->{problems} }, "line $block->{line}: no SQL in front of this output";
			}
		}
		$previous = $block;
	}
}

# Links that lead nowhere in the source tree.
sub broken_links {
	my ($self, $pages) = @_;
	my @broken;
	for my $link (@{ $self->{links} }) {
		next if $link->{target} =~ /^[a-z]+:/;
		my ($path, $anchor) = split /#/, $link->{target}, 2;
		my $target = $path eq '' ? $self->{path} : dirname($self->{path}) . "/$path";
		1 while $target =~ s{(^|/)(?!\.\./)[^/]+/\.\./}{$1};
		my $found = -e $target && (!$anchor || !$pages->{$target} || $pages->{$target}{anchors}{$anchor});
		push @broken, "line $link->{line}: \"$link->{target}\" leads nowhere" if !$found;
	}
	return @broken;
}

# Types the page into psql. Gives for each sql block { line, problem, expected, actual }; no problem where all is well.
sub run {
	my ($self, $psql, $root) = @_;
	my ($in, $out) = ('', '');
	my $timeout = IPC::Run::timeout(120);
	my $session = IPC::Run::start($psql, '<', \$in, '>', \$out, '2>&1', $timeout);
	my @blocks = grep { $_->{file} || $_->{language} eq 'sql' } @{ $self->{blocks} };
	my @results;
	while (my $block = shift @blocks) {
		if ($block->{file}) {
			write_file("$root/$block->{file}", $block->{text});
			next;
		}
		(my $typed = $block->{text}) =~ s/\Q$root_in_pages\E/$root/g;
		my $end = qr/^end of line $block->{line}\n/m;
		$in .= "$typed\n\\echo end of line $block->{line}\n";
		$timeout->start;
		eval {
			if (@blocks) {
				$session->pump until $out =~ $end || !$session->pumpable;
			} else { # then psql sees the end of its input, and a statement without an end does not wait for one
				$session->finish;
			}
		};
		my $result = { line => $block->{line} };
		push @results, $result;
		if ($out !~ $end) {
			@$result{qw(problem actual)} = ('psql waits for the end of a statement', $out);
			last;
		}
		judge($result, $block, substr($out, 0, $-[0]) =~ s/\Q$root\E/$root_in_pages/gr);
		$out = substr($out, $+[0]);
	}
	$session->kill_kill;
	return @results;
}

sub judge {
	my ($result, $block, $actual) = @_;
	$result->{actual} = without_blanks($actual);
	if ($block->{output}) {
		$result->{expected} = without_blanks($block->{output}{text});
		$result->{problem} = "line $block->{output}{line} shows other output" if $result->{expected} ne $result->{actual};
	} elsif ($actual =~ /^(ERROR|FATAL|PANIC|psql|invalid command)\b/m) {
		$result->{problem} = 'the block fails';
	}
}

sub without_blanks {
	my ($text) = @_;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n+\z//;
	return $text;
}

sub write_file {
	my ($path, $text) = @_;
	make_path(dirname($path));
	open(my $file, '>:raw', $path) or die "could not write \"$path\": $!";
	print {$file} $text;
	close $file;
}

1;
