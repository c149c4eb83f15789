# Random scripts made of what is tricky to split, run by psql and by confiture_build: both succeed or both fail, and
# leave the same database. FUZZ_SEED repeats a run, FUZZ_COUNT sets the number of scripts; what differs is kept in
# $TESTLOGDIR/fuzz.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use FuzzScript;
use Time::HiRes qw(time);
use File::Path qw(make_path remove_tree);
use Test::More;

my $seed = $ENV{FUZZ_SEED} || 1; # the same scripts in every run; another seed makes others
my $count = $ENV{FUZZ_COUNT} || 200;
my $folder = ($ENV{TESTLOGDIR} // '/tmp') . '/fuzz';
remove_tree($folder);
make_path($folder);
srand($seed);
note "FUZZ_SEED=$seed FUZZ_COUNT=$count";

sub run { my $output = `@_ 2>&1`; return ($? >> 8, $output) }

sub write_file {
	my ($path, $text) = @_;
	open(my $file, '>:raw', $path) or die "could not write \"$path\": $!";
	print {$file} $text;
	close $file;
}

for my $database ('fuzz_psql', 'fuzz_build') {
	run("dropdb --if-exists $database");
	my ($code, $output) = run("createdb --template=template0 $database");
	die $output if $code;
}
my $prepare = join '', map { "CREATE SCHEMA s$_; SET search_path = s$_;" . FuzzScript::tables() . "\n" } 1 .. $count;
write_file("$folder/prepare.sql", $prepare);
run("psql -Xq -v ON_ERROR_STOP=1 -d $_ -f $folder/prepare.sql") for 'fuzz_psql', 'fuzz_build';
run('psql -Xq -d fuzz_build -c "CREATE SCHEMA extension" -c "CREATE EXTENSION confiture SCHEMA extension"');

# All scripts by confiture_build, in one session; it says which succeeded.
my $builds = '\set VERBOSITY verbose' . "\n";
for my $i (1 .. $count) {
	make_path("$folder/$i");
	my %files = FuzzScript::script($i);
	write_file("$folder/$i/$_", $files{$_}) for keys %files;
	$builds .= "SET search_path = s$i;\n\\echo build $i\nSELECT 'built $i' FROM extension.confiture_build("
		. "'$folder/$i', include => '{main.sql}') LIMIT 1;\n";
}
write_file("$folder/builds.sql", $builds);
my $start = time;
my (undef, $output) = run("psql -XqAt -d fuzz_build -f $folder/builds.sql");
my %built = map { $_ => 1 } $output =~ /^built (\d+)$/mg;
my %said = $output =~ /^build (\d+)\n((?:(?!build \d+$).*\n)*)/mg;
note sprintf '%d scripts built in %.1f s', $count, time - $start;

my (%psql, @different);
for my $i (1 .. $count) {
	($psql{$i}{code}, $psql{$i}{said}) =
		run("cd $folder/$i && PGOPTIONS='-c search_path=s$i' psql -Xq1 -v ON_ERROR_STOP=1 -d fuzz_psql -f main.sql");
	push @different, $i if ($psql{$i}{code} == 0) != !!$built{$i};
}
my $failed = grep { $_->{code} } values %psql;
note sprintf '%d succeeded, %d failed in psql; %.1f s', $count - $failed, $failed, time - $start;
cmp_ok($failed, '<', $count / 2, 'enough of the scripts are right to mean something');

sub dump_of {
	my ($database, $schema) = @_;
	my $only = $schema ? "--schema=$schema" : '--exclude-schema=extension --exclude-schema=confiture';
	my ($code, $text) = run("pg_dump $only -d $database");
	die $text if $code;
	$text =~ s/^(CREATE EXTENSION|COMMENT ON EXTENSION) .*confiture.*\n//mg;
	$text =~ s/^-- Name: (EXTENSION )?confiture; .*\n//mg;
	$text =~ s/^\\(un)?restrict .*\n//mg;
	$text =~ s/^SELECT pg_catalog.setval.*\n//mg; # sequences do not roll back
	$text =~ s/\n(--\n)*\n+/\n/g;
	return $text;
}
if (dump_of('fuzz_psql') ne dump_of('fuzz_build')) {
	for my $i (1 .. $count) {
		my ($psql, $build) = map { dump_of($_, "s$i") } 'fuzz_psql', 'fuzz_build';
		next if $psql eq $build;
		write_file("$folder/$i.psql", $psql);
		write_file("$folder/$i.build", $build);
		my (undef, $difference) = run("diff -u $folder/$i.psql $folder/$i.build");
		$psql{$i}{difference} = $difference;
		push @different, $i;
	}
}
ok(!@different, "psql and confiture_build agree on $count scripts");
for my $i (@different[0 .. ($#different < 4 ? $#different : 4)]) {
	diag("script $i of FUZZ_SEED=$seed FUZZ_COUNT=$count, in $folder/$i:");
	diag("psql: code $psql{$i}{code}: $psql{$i}{said}");
	diag('build: ' . ($built{$i} ? 'succeeded ' : '') . ($said{$i} // ''));
	diag($psql{$i}{difference}) if $psql{$i}{difference};
}
note("psql on $_: " . join " | ", grep { /ERROR|error/ } split /\n/, $psql{$_}{said}) for grep { $psql{$_}{code} } 1 .. $count;
diag("all that differ: @different") if @different;
run("dropdb $_") for 'fuzz_psql', 'fuzz_build';
done_testing();
