# Thousands of labels, taken apart and put together again at random, written by SECURITY LABEL and read under masks, on
# columns of many types: no crash and no internal error; none runs code of the table's owner; none that hides values shows
# one; and what is kept of a label is read back as the same. FUZZ_SEED repeats a run, FUZZ_COUNT sets the number of labels.
use strict;
use warnings;
use File::Path qw(make_path);
use Test::More;

my $seed = $ENV{FUZZ_SEED} || 1;
my $count = $ENV{FUZZ_COUNT} || 4000;
srand($seed);
note "FUZZ_SEED=$seed FUZZ_COUNT=$count";

sub pick { return $_[int rand @_] }

my %columns = (
	t => "text:zq7canary\$i\@corp.example", v => "varchar(12):zq7canary\$i", c => "char(14):zq7canary\$i", n => 'name:zq7canary$i',
	i => 'int:918273640+$i', b => 'bigint:9182736450+$i', m => 'numeric(12,2):918273645.5+$i', f => 'float8:918273645.5+$i',
	d => "date:1873-04-1\$i", z => "timestamptz:1873-04-1\$i 10:00Z", u => "uuid:5a71c0de-0000-4000-8000-00000000000\$i",
	a => "inet:10.66.77.\$i", j => "jsonb:{\"mail\": \"zq7canary\$i\", \"n\": [\"zq7canary\", 918273645]}", l => "text[]:{zq7canary\$i,x}",
	y => "bytea:zq7canary\$i", o => 'bool:true', x => "xml:<a>zq7canary\$i</a>", h => "f.short:zq7canary\$i");

# Whole labels, and pieces of them.
my @labels = (
	qw(address birthdate city company country credit_card email empty_string encrypt first_name fpe hash iban ip keep last_name lorem
		mac name null phone postcode pseudonym redact redact_text ssn street url user_agent username uuid noise date_shift generalize
		bucket round truncate_date shuffle tokenize partial regex value expression function when json),
	'value(NULL)', q{value('x')}, 'value(1 + 1)', q{value($a$x$a$)}, q{value(now())}, 'value((SELECT 1))', 'value(a)',
	'expression(upper(left(t, 1)))', 'expression(t || v)', 'expression(f.evil(t))', 'expression(t::f.trap)', 'expression(CASE WHEN i > 1 THEN t END)',
	q{expression(t OPERATOR(f.=) 'x')}, 'expression((SELECT t FROM f.t LIMIT 1))', 'expression(pg_read_file(t))', 'expression(nextval(\'f.touched\'))',
	'expression(query_to_xml(t, true, true, t))', 'expression(lo_import(t))', 'expression(max(t))', 'expression(generate_series(1, 3))', 'expression($1)',
	'function(pg_catalog.upper)', 'function(f.evil)', 'function(pg_catalog.pg_read_file)', 'function(pg_catalog.pg_terminate_backend)',
	q{when(i > 1, hash)}, q{when(t = 'x', when(i > 0, null))}, q{when(f.evil(t) = 'x', null)}, q{when(true, expression(t))},
	q{json(mail => 'email')}, q{json(mail => 'hash', 'n[*]' => 'redact')}, q{json(* => 'redact')}, q{json(mail => 'expression(1)')},
	q{partial(2, '***', 2)}, q{partial(prefix => 1)}, q{regex(pattern => '[a-z]', replacement => '#')}, q{regex('(a+)+$', 'b')}, q{regex('[', 'b')},
	q{hash(length => 12, encoding => 'base32', algorithm => 'sha512')}, q{hash(domain => 'd', seed => 'random')}, q{fpe(alphabet => 'abc')},
	q{fpe(alphabet => 'lower', tweak => 't')}, q{noise(ratio => 0.1)}, q{noise(amount => 5, min => 0)}, q{noise(interval => '1 day')},
	q{date_shift(entity => 'i')}, q{first_name(entity => 't', locale => 'fr')}, q{name(locale => 'xx')}, q{email(domain => 'original')},
	q{redact_text(columns => 't, v')}, q{truncate_date(unit => 'month')}, q{generalize(step => 10)}, q{bucket(10)}, q{round(-2)}, q{lorem(words => 3)},
	q{redact(char => 'x', keep_length => true)}, q{phone(keep_country => true)}, q{ip(keep => 16)});
my @pieces = (
	'(', ')', ',', '=>', '=', "'", "''", '"', '$$', '$a$', 'E\'', "E'\\'", '--', '/*', '*/', ';', '::text', '::f.trap', '::xml', '[*]', '.', '\\', "\n", ' ',
	'null', 'true', 'false', 'NULL', '0', '-1', '1e308', '1e-400', '99999999999999999999', '0.1', '0x1', 'NaN', '%', '%s', '$1', ':x', 'é', '😀', "\x{1}", '((((((((',
	'hash(', 'when(', 'json(', 'value(', 'expression(', 'length => ', 'domain => ', 'seed => ', 'entity => ', 'f.evil(t)', 't', 'i', 'f.t', '*', '(t)', 'SELECT',
	'UNION ALL SELECT', 'OVER ()', 'COLLATE "C"', 'ARRAY[', 'ROW(', "interval '1 day'", 'CAST(t AS', 'x' x 300);

sub tokens { return $_[0] =~ /(\w+|\s+|=>|'(?:[^']|'')*'|.)/gs }

sub mutated {
	my @tokens = tokens(pick(@labels));
	for (1 .. 1 + int rand 4) {
		my $at = int rand(@tokens + 1);
		my $how = int rand 7;
		if ($how == 0) { splice @tokens, $at, 1 if $at < @tokens }
		elsif ($how == 1) { splice @tokens, $at, 0, pick(@pieces) }
		elsif ($how == 2) { $tokens[$at] = pick(@pieces) if $at < @tokens }
		elsif ($how == 3) { splice @tokens, $at, 0, tokens(pick(@labels)) }
		elsif ($how == 4 && @tokens > 1) { my $other = int rand @tokens; @tokens[$at - 1, $other] = @tokens[$other, $at - 1] }
		elsif ($how == 5) { splice @tokens, $at, 0, @tokens[$at .. ($at + 2 < $#tokens ? $at + 2 : $#tokens)] if $at < @tokens }
		elsif ($how == 6) { @tokens = ('when(true, ', @tokens, ')') }
	}
	my $label = join '', @tokens;
	return rand() < 0.35 ? pick(@labels) : $label;
}

my @names = sort keys %columns;
my $sql = q{
\set VERBOSITY terse
SET client_min_messages = error;
DROP SCHEMA IF EXISTS f CASCADE;
CREATE SCHEMA f;
CREATE EXTENSION IF NOT EXISTS confiture;
SET confiture.secret = 'a secret of the fuzz test';
CREATE SEQUENCE f.touched;
CREATE DOMAIN f.short AS text CHECK (length(VALUE) < 40);
CREATE FUNCTION f.evil(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM nextval(''f.touched''); RETURN ''x''; END';
CREATE FUNCTION f.evil(text, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM nextval(''f.touched''); RETURN true; END';
CREATE OPERATOR f.= (LEFTARG = text, RIGHTARG = text, FUNCTION = f.evil);
CREATE DOMAIN f.trap AS text CHECK (f.evil(VALUE) = 'x');
SET search_path = f, public;
} . 'CREATE TABLE f.t (' . join(', ', map { "$_ " . ($columns{$_} =~ /^(.*?):/)[0] } @names) . ");\n";
for my $i (1 .. 3) {
	$sql .= 'INSERT INTO f.t VALUES (' . join(', ', map {
		my ($type, $value) = $columns{$_} =~ /^(.*?):(.*)/;
		$value =~ s/\$i/$i/;
		$value =~ /^918/ ? $value : "'$value'";
	} @names) . ");\n";
}
# What a column with a label reads as; a label that is refused, and one that can't be read, say why.
$sql .= q{
CREATE FUNCTION f.try(col text, label text) RETURNS text LANGUAGE plpgsql SET search_path = f, public AS $f$
DECLARE
	shown text; kept text; again text;
BEGIN
	BEGIN
		EXECUTE format('SECURITY LABEL FOR confiture ON COLUMN f.t.%I IS %L', col, label);
	EXCEPTION WHEN OTHERS THEN
		RETURN 'refused ' || SQLSTATE || ' ' || SQLERRM;
	END;
	BEGIN
		SELECT r.label INTO kept FROM confiture.masking_rule AS r WHERE r.relation = 'f.t'::regclass AND r.column_name = col;
		EXECUTE format('SECURITY LABEL FOR confiture ON COLUMN f.t.%I IS %L', col, kept);
		SELECT r.label INTO again FROM confiture.masking_rule AS r WHERE r.relation = 'f.t'::regclass AND r.column_name = col;
	EXCEPTION WHEN OTHERS THEN
		again := 'unreadable ' || SQLSTATE || ' ' || SQLERRM;
	END;
	BEGIN
		PERFORM set_config('confiture.masking', 'on', true);
		EXECUTE format('SELECT string_agg(coalesce(%I::text, ''NULL''), '' '') FROM f.t', col) INTO shown;
	EXCEPTION WHEN OTHERS THEN
		shown := 'unreadable ' || SQLSTATE || ' ' || SQLERRM;
	END;
	PERFORM set_config('confiture.masking', 'off', true);
	EXECUTE format('SECURITY LABEL FOR confiture ON COLUMN f.t.%I IS NULL', col);
	RETURN 'accepted ' || (again IS NOT DISTINCT FROM kept)::text || ' ' || kept || E'\x02' || shown;
END $f$;
SET statement_timeout = '20s';
};
my @tries;
for my $n (1 .. $count) {
	my ($column, $label) = (pick(@names), mutated());
	$label =~ s/\0//g;
	push @tries, [ $column, $label ];
	my $quoted = $label =~ s/'/''/gr =~ s/\\/\\\\/gr;
	$sql .= "SELECT '<$n>' || translate(f.try('$column', E'$quoted'), E'\\n\\r', '  ');\n";
}
$sql .= "SELECT 'touched ' || is_called FROM f.touched;\nDROP SCHEMA f CASCADE;\n";

make_path($ENV{TESTLOGDIR} // '/tmp');
my $file = ($ENV{TESTLOGDIR} // '/tmp') . "/mask_labels_$$.sql";
open(my $out, '>:utf8', $file) or die "could not write \"$file\": $!";
print {$out} $sql;
close $out;
binmode(STDOUT, ':utf8');
open(my $psql, '-|:utf8', "psql -XAtq -f $file 2>&1") or die;
my $said = do { local $/; <$psql> };
close $psql;

# Those that show a part of the value, or as much of it as their arguments say.
my %shows = map { $_ => 1 }
	qw(keep partial regex expression function when json redact_text value generalize truncate_date round bucket noise date_shift fpe postcode ip);
my @raw = qw(zq7canary 918273641 918273642 918273643 9182736451 9182736452 9182736453 1873-04-11 1873-04-12 1873-04-13 5a71c0de-0000 10.66.77.1 7a713763616e617279);
my (%count, @crashes, @internal, @changed, @leaks);
for my $n (1 .. $count) {
	my ($column, $label) = @{ $tries[$n - 1] };
	my ($result) = $said =~ /^<$n>(.*)$/m;
	my $what = "column $column, label: $label";
	if (!defined $result) {
		push @crashes, $what;
		next;
	}
	push @internal, "$what: $result" if $result =~ /XX000|unreadable 57014/;
	if ($result =~ /^refused/) { $count{refused}++; next }
	my ($same, $kept, $shown) = $result =~ /^accepted (\w+) (.*)\x{2}(.*)$/ or die $result;
	$count{ $shown =~ /^unreadable/ ? 'not readable' : 'read' }++;
	push @changed, "$what: $result" if $same ne 'true';
	my ($strategy) = $kept =~ /^(\w+)/;
	push @leaks, "$what: $shown" if !$shows{$strategy} && grep { index(lc $shown, $_) >= 0 } @raw;
}
note join ', ', map { "$count{$_} $_" } sort keys %count;
is(join("\n", @crashes), '', 'the server answers each') or diag(substr $said, -2000);
is(join("\n", @internal), '', 'there is no internal error, and none that takes long');
is(join("\n", @changed), '', 'what is kept of a label is read as the same label');
is(join("\n", @leaks), '', 'none that hides values shows one');
like($said, qr/^touched (false|f)$/m, 'no code of the owner runs');
cmp_ok($count{read} // 0, '>', $count / 20, 'many were read');
cmp_ok($count{refused} // 0, '>', $count / 4, 'many were refused');
unlink $file if !grep { @$_ } \@crashes, \@internal, \@changed, \@leaks;
done_testing;
