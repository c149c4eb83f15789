# Anonymous dumps with the ordinary pg_dump: each format, and what is restored from it is whole, masked and consistent.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use MaskServer;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('dump');
my $folder = PostgreSQL::Test::Utils::tempdir();

$node->safe_psql('postgres', <<'SQL');
CREATE TABLE accounts (
	number bigint PRIMARY KEY,
	email text NOT NULL UNIQUE CHECK (email LIKE '%@%'),
	"full name" varchar(60),
	balance numeric,
	profile jsonb,
	initials text GENERATED ALWAYS AS (left("full name", 2)) STORED);
INSERT INTO accounts SELECT 918273645000000 + i, 'zq7canary' || i || '@mail.example', 'Zq7Canary ' || i, i * 1.5, '{}' FROM generate_series(1, 500) i;
CREATE TABLE transfers (
	id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	sender bigint NOT NULL REFERENCES accounts,
	receiver_email text REFERENCES accounts (email) ON UPDATE CASCADE,
	amount int);
INSERT INTO transfers (sender, receiver_email, amount)
SELECT 918273645000000 + 1 + i % 500, 'zq7canary' || 1 + i * 7 % 500 || '@mail.example', i FROM generate_series(1, 2000) i;
CREATE TABLE visits (at date, email text REFERENCES accounts (email), page text) PARTITION BY RANGE (at);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE visits_2 PARTITION OF visits DEFAULT;
INSERT INTO visits SELECT date '2020-06-01' + i, 'zq7canary' || i || '@mail.example', 'page ' || i FROM generate_series(1, 500) i;
CREATE TABLE log (id int, line text);
INSERT INTO log SELECT i, 'zq7canary' || i FROM generate_series(1, 100) i;
CREATE TABLE recent (id int, line text);
INSERT INTO recent SELECT i, 'line ' || i FROM generate_series(1, 100) i;
CREATE TABLE plain (id int, line text);
INSERT INTO plain SELECT i, 'line ' || i FROM generate_series(1, 100) i;

SECURITY LABEL FOR confiture ON COLUMN accounts.number IS 'fpe';
SECURITY LABEL FOR confiture ON COLUMN accounts.email IS 'email';
SECURITY LABEL FOR confiture ON COLUMN accounts."full name" IS 'name';
SECURITY LABEL FOR confiture ON COLUMN accounts.balance IS 'keep';
SECURITY LABEL FOR confiture ON COLUMN visits.email IS 'email';
SECURITY LABEL FOR confiture ON TABLE log IS 'empty';
SECURITY LABEL FOR confiture ON TABLE recent IS 'where(id > 90)';
CREATE ROLE exporter LOGIN;
SECURITY LABEL FOR confiture ON ROLE exporter IS 'masked';
GRANT SELECT ON ALL TABLES IN SCHEMA public, confiture TO exporter;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA confiture TO exporter;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO exporter;
SQL

# All that a dump wrote.
sub contents {
	my ($path) = @_;
	my $all = '';
	for my $file (-d $path ? glob("$path/*") : $path) {
		if ($file =~ /\.gz$/) { $all .= `gzip -dc $file` }
		else { $all .= slurp_file($file) }
	}
	return $all;
}

my $facts = <<'SQL';
SELECT (SELECT count(*) FROM accounts), (SELECT count(DISTINCT number) FROM accounts), (SELECT count(DISTINCT email) FROM accounts),
	(SELECT count(*) FROM transfers), (SELECT count(*) FROM transfers t JOIN accounts a ON a.number = t.sender),
	(SELECT count(*) FROM transfers t JOIN accounts a ON a.email = t.receiver_email), (SELECT sum(balance) FROM accounts),
	(SELECT count(*) FROM visits), (SELECT count(*) FROM visits v JOIN accounts a USING (email)), (SELECT count(*) FROM plain),
	(SELECT bool_and(initials = left("full name", 2)) FROM accounts), (SELECT bool_and(convalidated) FROM pg_constraint)
SQL
my $original = $node->safe_psql('postgres', $facts);
my $number = 0;

sub try {
	my ($what, $masking, $user, $format, @options) = @_;
	my $path = "$folder/dump" . ++$number;
	my ($out, $err);
	{
		local $ENV{PGOPTIONS} = length $masking ? "-c confiture.masking=$masking" : '';
		ok(run_log([ 'pg_dump', '--no-sync', '-d', $node->connstr('postgres') . " user=$user", '-f', $path, "-F$format", @options ], '2>', \$err), "$what: dumps") or diag($err);
	}
	unlike($err, qr/error/, "$what: without errors");
	my $text = contents($path);
	if ($format eq 'c') { # compressed; what is in it is what it restores
		run_log([ 'pg_restore', '-f', "$path.sql", $path ]);
		$text .= slurp_file("$path.sql");
	}
	is_deeply([ canaries_in($text) ], [], "$what: holds no raw value");

	my $database = "restored$number";
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	my $source = $node->connstr($database);
	my @load = $format eq 'p' ? ('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $source, '-f', $path)
		: ('pg_restore', '--exit-on-error', '-d', $source, ($format eq 'd' ? '-j2' : ()), $path);
	ok(run_log(\@load, '>', \$out, '2>', \$err), "$what: restores, with every constraint valid") or diag($err);
	is($node->safe_psql($database, $facts), $original, "$what: all rows are there, distinct as before, and keys match");
	is($node->safe_psql($database, 'SELECT count(*) FROM log'), 0, "$what: a table labelled empty is empty");
	is($node->safe_psql($database, 'SELECT min(id), count(*) FROM recent'), '91|10', "$what: of another come the rows that its label lets through");
	return $database;
}

my @databases = (
	try('plain', 'copy', 'postgres', 'p'),
	try('custom', 'copy', 'postgres', 'c'),
	try('directory with two jobs', 'copy', 'postgres', 'd', '-j2'),
	try('--inserts', 'on', 'postgres', 'p', '--inserts'),
	try('--column-inserts', 'on', 'postgres', 'p', '--column-inserts', '--rows-per-insert=50'),
	try('partitions through their root', 'copy', 'postgres', 'p', '--load-via-partition-root'),
	try('a masked role', '', 'exporter', 'p'),
	$node->pg_version >= 18 ? try('statistics too', 'copy', 'postgres', 'p', '--statistics') : ());

my $all = 'SELECT md5(string_agg(a::text, $$|$$ ORDER BY number)) FROM accounts a';
my $first = $node->safe_psql($databases[0], $all);
is($node->safe_psql($_, $all), $first, 'each way gives the same masked values') for @databases[ 1 .. $#databases ];
is($node->safe_psql('postgres', "SET confiture.masking = on; $all"), $first, 'which are those of a masked read');
isnt($node->safe_psql('postgres', $all), $first, 'and not the raw ones');
is($node->safe_psql($databases[0], 'SELECT count(*) FROM pg_seclabels WHERE provider = $$confiture$$'), 8, 'labels come along');

{
	local $ENV{PGOPTIONS} = '-c confiture.masking=copy -c confiture.dump_labels=off';
	my $out;
	run_log([ 'pg_dump', '--no-sync', '-d', $node->connstr('postgres') ], '>', \$out);
	unlike($out, qr/SECURITY LABEL/, 'unless confiture.dump_labels is off');
	run_log([ 'pg_dump', '--no-sync', '--data-only', '-t', 'accounts', '-d', $node->connstr('postgres') ], '>', \$out);
	like($out, qr/COPY public.accounts/, 'data only');
	is_deeply([ canaries_in($out) ], [], 'is masked too');
}
{
	my $out;
	run_log([ 'pg_dump', '--no-sync', '-d', $node->connstr('postgres') ], '>', \$out);
	isnt(scalar canaries_in($out), 0, 'without masking a dump is raw: the search finds what there is');
	local $ENV{PGOPTIONS} = '-c confiture.masking=copy -c confiture.unclassified=error';
	my $err;
	ok(!run_log([ 'pg_dump', '--no-sync', '-f', "$folder/refused", '-d', $node->connstr('postgres') ], '2>', \$err), 'columns without a label stop a dump that asks for it');
	like($err, qr/column "profile" of table "accounts" has no label/, 'which says which');
}

# SQL inside of labels is resolved in the database that it is restored into, whatever was renamed since it was written
{
	$node->safe_psql('postgres', 'ALTER SYSTEM SET confiture.trusted_schemas = rules');
	$node->reload;
	$node->safe_psql('postgres', 'CREATE DATABASE written');
	$node->safe_psql('written', <<'SQL');
CREATE EXTENSION confiture;
CREATE SCHEMA rules;
CREATE FUNCTION rules.first(text) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT pg_catalog.left($1, 1) $$;
CREATE TABLE person (id int, name text, "group" text, born date);
INSERT INTO person VALUES (1, 'zq7canary', 'a', '1990-01-02'), (2, 'zq7canary', 'b', '1980-01-02');
SECURITY LABEL FOR confiture ON COLUMN person.name IS 'when("group" = ''a'' OR born < ''1985-01-01'', expression(rules.first(name) || ''.'' || "group"))';
SECURITY LABEL FOR confiture ON COLUMN person."group" IS 'function(rules.first)';
SECURITY LABEL FOR confiture ON TABLE person IS 'where(born IS NOT NULL)';
ALTER TABLE person RENAME "group" TO "Team name";
ALTER TABLE person RENAME born TO birthday;
ALTER FUNCTION rules.first(text) RENAME TO initial;
SQL
	my $rows = 'SET confiture.masking = on; SELECT * FROM person ORDER BY id';
	my $labels = q{SELECT objname, label FROM pg_seclabels WHERE provider = 'confiture' AND objtype IN ('table', 'column') ORDER BY 1};
	my $trees = q{SELECT relation::regclass, attribute, part, label, definition FROM confiture.label_expression ORDER BY 1, 2, 3};
	my $masked = $node->safe_psql('written', $rows);
	is($masked, "1|z.a|a|1990-01-02\n2|z.b|b|1980-01-02", 'renamed columns and functions mask as before');
	my ($dump, $err);
	run_log([ 'pg_dump', '--no-sync', '-f', "$folder/labels", '-d', $node->connstr('written') ]);
	$dump = slurp_file("$folder/labels");
	unlike($dump, qr/label_expression/, 'what labels were resolved to is in no dump');
	$node->safe_psql('postgres', 'CREATE DATABASE relabelled');
	ok(run_log([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('relabelled'), '-f', "$folder/labels" ], '2>', \$err), 'labels with their new names are restored') or diag($err);
	is($node->safe_psql('relabelled', $labels), $node->safe_psql('written', $labels), 'as they are');
	is($node->safe_psql('relabelled', $trees), $node->safe_psql('written', $trees), 'resolved again');
	is($node->safe_psql('relabelled', $rows), $masked, 'and mask the same');

	# without its trees, a label masks nothing, and nothing is read; with the extension they come back
	$node->safe_psql('relabelled', 'DROP EXTENSION confiture');
	is($node->psql('relabelled', $rows, stderr => \$err), 3, 'without the extension nothing is read');
	$node->safe_psql('relabelled', 'CREATE EXTENSION confiture');
	is($node->safe_psql('relabelled', $rows), $masked, 'a new extension resolves the labels that are there');

	# somebody tampered with them
	$node->safe_psql('written', 'DELETE FROM confiture.label_expression WHERE attribute = 3');
	isnt($node->psql('written', $rows, stderr => \$err), 0, 'a label whose trees are gone');
	like($err, qr/SQL of a masking label is not resolved/, 'is an error');
	$node->safe_psql('written', q{UPDATE confiture.label_expression SET expression = (SELECT expression FROM confiture.label_expression WHERE attribute = 0) WHERE attribute = 2});
	isnt($node->psql('written', $rows, stderr => \$err), 0, 'one with a tree of another type too');
	unlike($err, qr/zq7canary/, 'and shows no value');

	# what sessions without the library rename or drop, nobody follows; the mask goes by what was meant
	$node->append_conf('postgresql.conf', "shared_preload_libraries = ''");
	$node->restart;
	my $loaded = "LOAD 'confiture'; $rows";
	$node->safe_psql('relabelled', 'ALTER TABLE person RENAME birthday TO born; ALTER FUNCTION rules.initial(text) RENAME TO first');
	is($node->safe_psql('relabelled', $loaded), $masked, 'renamed in a session without the library, a label masks as before');
	$node->safe_psql('relabelled', "LOAD 'confiture'; ALTER TABLE person RENAME name TO \"full name\"");
	like($node->safe_psql('relabelled', $labels), qr/\bborn\b.*rules\.first\("full name"\)/s, 'the next with it brings the texts up to date');
	$node->safe_psql('relabelled', 'DROP FUNCTION rules.first(text)');
	isnt($node->psql('relabelled', $loaded, stderr => \$err), 0, 'dropped in one, a function');
	like($err, qr/function of a masking expression does not exist/, 'is missed');
	is($node->psql('relabelled', q{LOAD 'confiture'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION f()}), 0, 'which keeps nobody from dropping others');
}

$node->stop;
done_testing();
