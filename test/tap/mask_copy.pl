# COPY TO under masking, in each form; COPY FROM that masks as it loads.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use MaskServer;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('copy');
my $folder = PostgreSQL::Test::Utils::tempdir();

sub one { return $node->safe_psql('postgres', $_[0]) }

sub answer { # of a role; errors and warnings too
	my ($role, $sql) = @_;
	my ($status, $out, $err) = $node->psql('postgres', $sql, connstr => $node->connstr('postgres') . " user=$role", on_error_stop => 0);
	return ($out, $err // '');
}

one(<<'SQL');
CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, "Full Name" text, upper_email text GENERATED ALWAYS AS (upper(email)) STORED, at date DEFAULT '2020-01-01');
INSERT INTO users (id, email, "Full Name") SELECT i, 'zq7canary' || i || '@mail.example', 'Zq7Canary ' || i FROM generate_series(1, 100) i;
CREATE TABLE minors (guardian text) INHERITS (users);
INSERT INTO minors (id, email, "Full Name", guardian) SELECT 1000 + i, 'zq7canary' || i || '@child.example', 'Zq7Canary', 'zq7canary' FROM generate_series(1, 10) i;
CREATE TABLE events (id int, email text) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (50);
CREATE TABLE events_2 (email text, id int);
ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM (50) TO (200);
INSERT INTO events SELECT i, 'zq7canary' || i || '@mail.example' FROM generate_series(1, 100) i;
CREATE TABLE plain (id int, word text);
INSERT INTO plain SELECT i, 'word' || i FROM generate_series(1, 5) i;
CREATE FUNCTION email_of(i int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT email FROM users WHERE id = i); END $$;
SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email';
SECURITY LABEL FOR confiture ON COLUMN users."Full Name" IS 'name';
SECURITY LABEL FOR confiture ON COLUMN minors.guardian IS 'redact';
SECURITY LABEL FOR confiture ON COLUMN events.email IS 'email';
CREATE ROLE exporter LOGIN;
CREATE ROLE analyst LOGIN;
CREATE ROLE stranger LOGIN;
SECURITY LABEL FOR confiture ON ROLE analyst IS 'masked';
GRANT SELECT ON users, minors, events, events_1, events_2, plain TO exporter, analyst;
GRANT SELECT (id, email) ON users TO stranger;
SQL

# ---- COPY TO ---------------------------------------------------------------------------------------------------------

my $copy = 'SET confiture.masking = copy; SET confiture.unclassified = off;';
for my $form ('users', 'ONLY', 'users (email)', 'users ("Full Name", id)', 'minors', 'events_1', 'events_2', '(SELECT * FROM users)', '(TABLE events)',
	'(SELECT u FROM users u)', '(SELECT email_of(id) FROM plain)', '(WITH w AS (SELECT * FROM users) SELECT * FROM w)', '(UPDATE users SET at = at WHERE id < 3 RETURNING *)')
{
	next if $form eq 'ONLY';
	for my $options ('', '(FORMAT csv, HEADER)', '(FORMAT binary)', "(FORMAT csv, FORCE_QUOTE *, DELIMITER ';')") {
		my ($raw) = answer('postgres', "COPY $form TO STDOUT $options");
		my ($masked, $error) = answer('postgres', "$copy COPY $form TO STDOUT $options");
		is($error, '', "COPY $form TO $options");
		is_deeply([ canaries_in($masked) ], [], '... holds no raw value');
		cmp_ok(scalar(canaries_in($raw)), '>', 0, '... which the raw one does');
		is(($masked =~ tr/\n//), ($raw =~ tr/\n//), '... and has as many rows') if $options !~ /binary/;
		my ($of_role) = answer($form =~ /UPDATE/ ? 'postgres' : 'analyst', ($form =~ /UPDATE/ ? 'SET confiture.masking = on; ' : '') . "SET confiture.unclassified = off; COPY $form TO STDOUT $options");
		is($of_role, $masked, '... as a masked role gets it');
	}
}
is((answer('postgres', "$copy COPY users TO STDOUT"))[0], (answer('postgres', "SET confiture.masking = on; COPY (SELECT id, email, \"Full Name\", at FROM ONLY users) TO STDOUT"))[0], 'COPY gives what a masked read gives, without children and generated columns');
is((answer('postgres', "$copy COPY plain TO STDOUT"))[0], (answer('postgres', 'COPY plain TO STDOUT'))[0], 'a table without labels comes as it is');
one("$copy COPY users TO '$folder/users'");
is_deeply([ canaries_in(slurp_file("$folder/users")) ], [], 'files of the server hold no raw value');
one("$copy COPY users TO PROGRAM 'cat > $folder/users2'");
is(slurp_file("$folder/users2"), slurp_file("$folder/users"), 'nor what a program is given');

my %errors = (
	'COPY events TO STDOUT' => qr/cannot copy from partitioned table "events"/,
	'COPY users (nothing) TO STDOUT' => qr/column "nothing" of relation "users" does not exist/,
	'COPY users (email, email) TO STDOUT' => qr/column "email" specified more than once/,
	'COPY users (upper_email) TO STDOUT' => qr/column "upper_email" is a generated column/,
	'COPY nowhere TO STDOUT' => qr/relation "nowhere" does not exist/);
like((answer('postgres', "$copy $_"))[1], $errors{$_}, "$_ fails as ever") for sort keys %errors;

like((answer('stranger', "$copy COPY users TO STDOUT"))[1], qr/permission denied for table users/, 'privileges are checked');
like((answer('stranger', "$copy COPY users (id, email) TO STDOUT"))[0], qr/^1\t[^\t]+@/m, 'by column');
like((answer('exporter', "$copy COPY users TO '/tmp/x'"))[1], qr/COPY to a file/, 'those for files too');

# what is raw stays raw elsewhere, also in plans that are kept
is(one("SELECT email_of(1); SELECT email_of(1); SET confiture.masking = copy; SELECT email_of(1); COPY (SELECT email_of(1)) TO '$folder/kept'; SELECT email_of(1)"),
	join("\n", ('zq7canary1@mail.example') x 4), 'under "copy" reads are raw before and after a COPY');
is_deeply([ canaries_in(slurp_file("$folder/kept")) ], [], 'and masked inside of it, in functions too');
like((answer('postgres', "$copy COPY (SELECT 1 / 0) TO STDOUT; SHOW confiture.masking; SELECT email_of(1)"))[0], qr/^copy\nzq7canary1@/, 'also when it fails');

# the unclassified
like((answer('postgres', 'SET confiture.masking = copy; COPY users TO STDOUT'))[1], qr/WARNING:  columns of table "users" are copied in clear without a label\n.*"id", "at"/, 'columns without a label are warned of');
like((answer('postgres', 'SET confiture.masking = copy; SET confiture.unclassified = error; COPY users TO STDOUT'))[1], qr/ERROR:  column "id" of table "users" has no label/, 'or are errors');

# row security holds beside masks
one("ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON users USING (email LIKE 'zq7canary1@%')");
my ($few) = answer('exporter', "$copy COPY users (id, email) TO STDOUT");
like($few, qr/^1\t[^\t\n]+$/, 'row security decides on raw values, and lets one row through');
is_deeply([ canaries_in($few) ], [], 'which is masked');
one('DROP POLICY few ON users; ALTER TABLE users DISABLE ROW LEVEL SECURITY');

# rules of tables
one(<<'SQL');
CREATE TABLE log (id int, line text); INSERT INTO log SELECT i, 'zq7canary' FROM generate_series(1, 1000) i;
CREATE TABLE part (id int, line text); INSERT INTO part SELECT i, 'line' FROM generate_series(1, 1000) i;
CREATE TABLE sampled (id int, line text); INSERT INTO sampled SELECT i, 'line' FROM generate_series(1, 1000) i;
SECURITY LABEL FOR confiture ON TABLE log IS 'empty';
SECURITY LABEL FOR confiture ON TABLE part IS 'where(id % 100 = 0)';
SECURITY LABEL FOR confiture ON TABLE sampled IS 'sample(5)';
SQL
is((answer('postgres', "$copy COPY log TO STDOUT"))[0], '', 'empty');
is((answer('postgres', "$copy COPY (SELECT count(*) FROM part) TO STDOUT"))[0], 10, 'where');
my ($sample) = answer('postgres', "$copy COPY sampled TO STDOUT");
cmp_ok(scalar(split /\n/, $sample), '<', 200, 'sample');
cmp_ok(scalar(split /\n/, $sample), '>', 5, 'is not empty');
is((answer('postgres', "$copy COPY sampled TO STDOUT"))[0], $sample, 'and always the same');

# ---- COPY FROM -------------------------------------------------------------------------------------------------------

one('CREATE TABLE loaded (LIKE users INCLUDING ALL)');
one("SECURITY LABEL FOR confiture ON COLUMN loaded.email IS 'email'; SECURITY LABEL FOR confiture ON COLUMN loaded.\"Full Name\" IS 'name'");
one("COPY (SELECT id, email, \"Full Name\", at FROM ONLY users ORDER BY id) TO '$folder/raw.$_' (FORMAT $_)") for qw(text csv binary);
for my $format (qw(text csv binary)) {
	one("TRUNCATE loaded; SET confiture.mask_load = on; COPY loaded FROM '$folder/raw.$format' (FORMAT $format)");
	is_deeply([ canaries_in(one('TABLE loaded')) ], [], "$format is masked as it is loaded");
	is(one('SELECT count(*), count(DISTINCT email) FROM loaded'), '100|100', 'each row, and distinct');
	is(one('SELECT bool_and(upper_email = upper(email)) FROM loaded'), 't', 'what is generated comes from masked values');
}
is(one('SELECT md5(string_agg(format($$%s %s$$, email, "Full Name"), $$,$$ ORDER BY id)) FROM loaded'),
	one('SET confiture.masking = on; SELECT md5(string_agg(format($$%s %s$$, email, "Full Name"), $$,$$ ORDER BY id)) FROM ONLY users'), 'to the values that masked reads give');
one("TRUNCATE loaded; SET confiture.mask_load = on; COPY loaded (id, email) FROM '$folder/raw.csv' (FORMAT csv) WHERE id < 0") if 0;
one("TRUNCATE loaded; SET confiture.mask_load = on; COPY loaded FROM '$folder/raw.text' WHERE id <= 10 AND email NOT LIKE 'zq7%'");
is(one('SELECT count(*) FROM loaded'), 10, 'WHERE sees masked values');
append_to_file("$folder/nulls", "1\t\\N\t\\N\n2\tzq7canary2\@mail.example\tZq7Canary 2\n");
one("TRUNCATE loaded; SET confiture.mask_load = on; COPY loaded (id, email, \"Full Name\") FROM '$folder/nulls'");
is(one('SELECT count(*), count(email), min(at) FROM loaded'), '2|1|2020-01-01', 'nulls stay null, defaults are filled in');
one("CREATE TABLE loaded_events (LIKE events) PARTITION BY RANGE (id); CREATE TABLE loaded_events_1 (email text, id int); ALTER TABLE loaded_events ATTACH PARTITION loaded_events_1 DEFAULT;
	SECURITY LABEL FOR confiture ON COLUMN loaded_events.email IS 'email'; COPY (TABLE events) TO '$folder/events'");
one("SET confiture.mask_load = on; COPY loaded_events FROM '$folder/events'");
is(one('SELECT count(*), bool_or(email LIKE $$%zq7canary%$$) FROM loaded_events'), '100|f', 'into partitions');
one("TRUNCATE loaded; COPY loaded FROM '$folder/raw.text'");
isnt(scalar(canaries_in(one('TABLE loaded'))), 0, 'without confiture.mask_load it is loaded as it is');

append_to_file("$folder/bad", "x\tzq7canary\tZq7Canary\t2020-01-01\n");
like((answer('postgres', "SET confiture.mask_load = on; COPY loaded FROM '$folder/bad'"))[1], qr/invalid input syntax for type integer: "x"/, 'errors are those of COPY');
one(q{CREATE TABLE by_row (id serial, line text, note text, born date, extra int DEFAULT 7, twice int GENERATED ALWAYS AS (id * 2) STORED)});
one(q{SECURITY LABEL FOR confiture ON COLUMN by_row.line IS 'expression(id::text || $$!$$)'; SECURITY LABEL FOR confiture ON COLUMN by_row.note IS 'null';
	SECURITY LABEL FOR confiture ON COLUMN by_row.born IS 'when(id > 1, truncate_date(unit => $$year$$))'}) if 0;
one(q{SECURITY LABEL FOR confiture ON COLUMN by_row.line IS 'expression(id::text)'; SECURITY LABEL FOR confiture ON COLUMN by_row.note IS 'null'});
append_to_file("$folder/by_row", "$_\tzq7canary\tZq7Canary\t1873-04-01\n") for 1 .. 5000;
append_to_file("$folder/by_row", "5001\t\\N\t\\N\t\\N\n");
one("SET confiture.mask_load = on; COPY by_row (id, line, note, born) FROM '$folder/by_row' WHERE id % 2 = 1");
is(one('SELECT count(*), bool_and(line = id::text), count(note), min(extra), bool_and(twice = 2 * id), count(born) FROM by_row'), '2501|t|0|7|t|2500', 'masks that ask for the row, or make nulls, are loaded row by row');
one("TRUNCATE by_row; SET confiture.mask_load = on; COPY by_row (line, note) FROM PROGRAM 'printf \"zq7canary,x\\nzq7canary,y\\n\"' (FORMAT csv)");
is(one('SELECT count(*), count(line), max(id) - min(id) FROM by_row'), '2|0|1', 'defaults are taken once');
like((answer('postgres', "SET confiture.mask_load = on; COPY by_row (id, line) FROM '$folder/bad'"))[1], qr/extra data after last expected column/, 'errors come through');
SKIP: {
	skip 'ON_ERROR came with 17', 4 if $node->pg_version < 17;
	append_to_file("$folder/mixed", "1\tzq7canary1\@mail.example\tZq7Canary 1\t2020-01-01\n2\tzq7canary2\@mail.example\tZq7Canary 2\tzq7\n3\tzq7canary3\@mail.example\tZq7Canary 3\t2020-01-01\n");
	my (undef, $notice) = answer('postgres', "TRUNCATE loaded; SET confiture.mask_load = on; COPY loaded FROM '$folder/mixed' (ON_ERROR ignore)");
	like($notice, qr/NOTICE:  1 row was skipped due to data type incompatibility/, 'rows that are no rows are skipped, if asked');
	my $rows = one('TABLE loaded');
	like($rows, qr/^1\|.*\n3\|.*$/, 'and the others loaded');
	is_deeply([ canaries_in($rows) ], [], 'masked');
	like((answer('postgres', "SET confiture.mask_load = on; COPY by_row (id, line) FROM '$folder/bad' (ON_ERROR ignore)"))[1], qr/option ON_ERROR is not supported where masks ask for the whole row/, 'but not where masks ask for the row');
}
SKIP: {
	skip 'virtual columns came with 18', 1 if $node->pg_version < 18;
	one(q{CREATE TABLE virtual (a int, twice int GENERATED ALWAYS AS (a * 2) VIRTUAL, b int); SECURITY LABEL FOR confiture ON COLUMN virtual.b IS 'expression(twice + 1)'});
	append_to_file("$folder/virtual", "20\t1\n30\t2\n");
	one("SET confiture.mask_load = on; COPY virtual FROM '$folder/virtual'");
	is(one('SELECT string_agg(b::text, $$,$$ ORDER BY a) FROM virtual'), '41,61', 'masks by the row see virtual columns');
}
# masks of a domain's values meet its constraints, or nothing is loaded
one(q{CREATE DOMAIN canary_mail AS text CHECK (VALUE LIKE '%@mail.example' OR VALUE LIKE '%@example.com'); CREATE DOMAIN only_canary AS text CHECK (VALUE LIKE 'zq7%');
	CREATE TABLE of_domain (mail canary_mail, other only_canary); SECURITY LABEL FOR confiture ON COLUMN of_domain.mail IS 'email'});
append_to_file("$folder/domain", "zq7canary\@mail.example\tzq7canary\n\\N\t\\N\n");
one("SET confiture.mask_load = on; COPY of_domain FROM '$folder/domain'");
is(one('SELECT count(*), count(*) FILTER (WHERE mail LIKE $$%@example.com$$) FROM of_domain'), '2|1', 'a domain that takes the masks');
one(q{SECURITY LABEL FOR confiture ON COLUMN of_domain.other IS 'redact'});
like((answer('postgres', "SET confiture.mask_load = on; COPY of_domain FROM '$folder/domain'"))[1], qr/value for domain only_canary violates check constraint/, 'and one that does not');
one('DROP TABLE of_domain');
# functions of the owner see no raw value
one(q{CREATE FUNCTION sees(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE NOTICE ''saw %'', $1; RETURN true; END';
	CREATE DOMAIN watched AS varchar(60) CHECK (sees(VALUE)) NOT NULL;
	CREATE TABLE of_owner (id int, mail watched, made text GENERATED ALWAYS AS (lower(mail)) STORED, made_by boolean GENERATED ALWAYS AS (sees(mail)) STORED);
	SECURITY LABEL FOR confiture ON COLUMN of_owner.mail IS 'email'});
for my $format (qw(text binary)) {
	one("COPY (SELECT 1, 'zq7canary\@mail.example'::varchar) TO '$folder/owner.$format' (FORMAT $format)");
	my $load = "TRUNCATE of_owner; SET confiture.mask_load = on; COPY of_owner (id, mail) FROM '$folder/owner.$format' (FORMAT $format)";
	my (undef, $notice) = answer('postgres', $load);
	like($notice, qr/saw .*\@example\.com/, "constraints and generated columns see masks, in $format,");
	unlike($notice, qr/zq7/, 'and nothing raw');
	is(one('SELECT count(*) FROM of_owner WHERE mail LIKE $$%@example.com$$'), 1, 'which is loaded');
	one(q{SECURITY LABEL FOR confiture ON COLUMN of_owner.mail IS 'expression(upper(substr(made, 16)))'});
	(undef, $notice) = answer('postgres', $load);
	like($notice, qr/saw EXAMPLE/, 'so where masks ask for the row');
	unlike($notice, qr/zq7/, 'nothing raw');
	is(one('SELECT mail FROM of_owner'), 'EXAMPLE', 'and masks see what built-in functions generate');
	one(q{SECURITY LABEL FOR confiture ON COLUMN of_owner.mail IS 'email'});
}
one(q{SECURITY LABEL FOR confiture ON TABLE of_owner IS 'where(made_by)'});
my (undef, $refusal) = answer('postgres', "SET confiture.mask_load = on; COPY of_owner (id, mail) FROM '$folder/owner.text'");
like($refusal, qr/cannot read generated column "made_by" of a row before it is masked/, 'a column that the owner makes of raw values is not read');
unlike($refusal, qr/saw/, 'nor made');
one(q{SECURITY LABEL FOR confiture ON TABLE of_owner IS NULL});
like((answer('postgres', "SET confiture.mask_load = on; COPY of_owner (id, mail) FROM PROGRAM 'echo 1,' (FORMAT csv)"))[1], qr/does not allow null values/, 'nulls are what they were');
like((answer('postgres', "SET confiture.mask_load = on; COPY of_owner (id, mail) FROM PROGRAM 'seq -s x 40 | sed s/^/1,/' (FORMAT csv)"))[1], qr/value too long for type character varying\(60\)/, 'and so is the length');
one('DROP TABLE of_owner');
one(q{CREATE TYPE with_watched AS (id int, mail watched); CREATE TABLE inside_of (mails watched[], one with_watched, plain text[]);
	SECURITY LABEL FOR confiture ON COLUMN inside_of.mails IS 'email'; SECURITY LABEL FOR confiture ON COLUMN inside_of.plain IS 'email'});
(undef, $refusal) = answer('postgres', q{SET confiture.mask_load = on; COPY inside_of (mails) FROM PROGRAM 'echo "{zq7canary@mail.example}"'});
like($refusal, qr/cannot read column "mails" before it is masked/, 'nor are domains inside of arrays');
unlike($refusal, qr/saw/, 'nothing of them is seen');
one(q{SET confiture.mask_load = on; COPY inside_of (plain) FROM PROGRAM 'echo "{zq7canary@mail.example}"'});
like(one('SELECT plain[1] FROM inside_of'), qr/\@example\.com$/, 'other arrays are loaded');
one(q{SECURITY LABEL FOR confiture ON COLUMN inside_of.mails IS NULL; SECURITY LABEL FOR confiture ON COLUMN inside_of.one IS $l$fields(id => 'keep', mail => 'email')$l$});
(undef, $refusal) = answer('postgres', q{SET confiture.mask_load = on; COPY inside_of (one) FROM PROGRAM 'echo "(1,zq7canary@mail.example)"'});
like($refusal, qr/cannot read column "one" before it is masked/, 'or composites');

# labels of tables say which rows are loaded
one(q{CREATE TABLE few (id int, line text, stays boolean DEFAULT true, shift serial, next int GENERATED ALWAYS AS (id + 1) STORED, seen int);
	CREATE TABLE unread (LIKE few INCLUDING DEFAULTS); CREATE TABLE tenth (LIKE few INCLUDING DEFAULTS);
	SECURITY LABEL FOR confiture ON COLUMN few.line IS 'redact'; SECURITY LABEL FOR confiture ON COLUMN few.seen IS 'expression(next * 2)';
	SECURITY LABEL FOR confiture ON TABLE few IS 'where(line LIKE $$zq7%0$$ AND stays AND next > 101 AND shift > 0)';
	SECURITY LABEL FOR confiture ON COLUMN tenth.line IS 'redact';
	SECURITY LABEL FOR confiture ON TABLE unread IS 'empty'; SECURITY LABEL FOR confiture ON TABLE tenth IS 'sample(10)'});
append_to_file("$folder/rows", "$_\tzq7canary$_\t1\n") for 1 .. 2000;
one("SET confiture.mask_load = on; COPY few (id, line, seen) FROM '$folder/rows' WHERE id <= 1000");
is(one('SELECT count(*), min(id), max(id), count(*) FILTER (WHERE line LIKE $$zq7%$$), bool_and(seen = 2 * (id + 1)) FROM few'), '90|110|1000|0|t',
	'where: rows that meet the condition as they were before masks, with defaults and what is generated, and those of COPY; masks see what is generated too');
is(one('SELECT max(shift) - min(shift) FROM few'), 890, 'defaults that a condition read are those that are stored');
is(one("TRUNCATE few; COPY few (id, line, stays) FROM PROGRAM 'echo 500,zq7canary500,f' (FORMAT csv); SET confiture.mask_load = on;
	COPY few (id, line, stays) FROM PROGRAM 'echo 500,zq7canary500,f' (FORMAT csv); SELECT count(*) FROM few"), 1, 'a column that is loaded is no default');
is((answer('postgres', "SET confiture.mask_load = on; COPY unread (id, line, seen) FROM '$folder/rows'; COPY unread (id, line, seen) FROM STDIN;\n1\tx\t1\n\\.\nTABLE unread;"))[1], '', 'empty: all that comes is read');
is(one('SELECT count(*) FROM unread'), 0, 'and none loaded');
like((answer('postgres', "SET confiture.mask_load = on; COPY unread FROM '$folder/bad'"))[1], qr/invalid input syntax for type integer: "x"/, 'and what is no row is an error still');
one("SET confiture.mask_load = on; COPY tenth (id, line, seen) FROM '$folder/rows'");
my ($loaded) = one('SELECT count(*) FROM tenth');
ok($loaded > 120 && $loaded < 280, "sample: some ($loaded of 2000)");
is(one('SELECT count(*) FROM tenth WHERE line LIKE $$zq7%$$'), 0, 'masked');
one("COPY unread (id, line, seen) FROM '$folder/rows'");
is(one('SELECT count(*) FROM unread'), 2000, 'without confiture.mask_load all are loaded');
# a trigger that loads rows itself
append_to_file("$folder/inside", "1\tzq7canary\n2\tzq7canary\n");
one(qq{CREATE TABLE outside (n int, line text); CREATE TABLE inside (LIKE outside); INSERT INTO outside VALUES (0, '');
	CREATE FUNCTION load_inside() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN COPY inside FROM ''$folder/inside''; RETURN NEW; END';
	CREATE TRIGGER load BEFORE INSERT ON outside FOR EACH ROW EXECUTE FUNCTION load_inside();
	SECURITY LABEL FOR confiture ON COLUMN outside.line IS 'expression(n::text)'; SECURITY LABEL FOR confiture ON COLUMN inside.line IS 'expression(n::text)'});
is((answer('postgres', "SET confiture.mask_load = on; COPY outside FROM PROGRAM 'seq -f \"%g,zq7canary\" 1 6000' (FORMAT csv)"))[1], '', 'a load inside of a load');
is(one('SELECT count(*), count(*) FILTER (WHERE line = n::text) FROM inside'), '12000|12000', 'is masked');
is(one('SELECT count(*), count(*) FILTER (WHERE line = n::text) FROM outside WHERE n > 0'), '6000|6000', 'as is the other');

like((answer('exporter', 'SET confiture.mask_load = on; COPY loaded FROM STDIN'))[1], qr/permission denied for table loaded/, 'privileges are checked');
one('GRANT ALL ON loaded TO exporter, analyst');
like((answer('exporter', "SET confiture.mask_load = on; COPY loaded FROM '$folder/raw.text'"))[1], qr/COPY from a file/, 'those for files too');
like((answer('analyst', 'SET confiture.mask_load = on; COPY loaded FROM STDIN'))[1], qr/a masked role cannot copy into table "loaded"/, 'a masked role does not write');

# ---- A second process for tables of some size ------------------------------------------------------------------------

one(q{CREATE TABLE large AS SELECT i AS id, 'zq7canary' || i || '@mail.example' AS email, repeat('x', 100) AS filler FROM generate_series(1, 60000) i;
	SECURITY LABEL FOR confiture ON COLUMN large.email IS 'email'});
# so many masks that both processes mask: of varchar(n), of a domain, of nulls, and one that asks for the row
one(q{CREATE DOMAIN word AS text CHECK (value <> '');
	CREATE TABLE wide AS SELECT i AS id, 'zq7canary' || i AS a, ('zq7canary' || i)::varchar(40) AS b, ('zq7canary' || i)::word AS c,
		CASE WHEN i % 3 > 0 THEN 'zq7canary' END AS d, i::numeric / 7 AS e, repeat('zq7canary', 20) AS f, 'zq7canary' || i AS g
		FROM generate_series(1, 30000) i;
	SECURITY LABEL FOR confiture ON COLUMN wide.a IS 'email(entity => ''id'')';
	SECURITY LABEL FOR confiture ON COLUMN wide.e IS 'noise(ratio => 0.5)'});
one("SECURITY LABEL FOR confiture ON COLUMN wide.$_ IS 'pseudonym'") for qw(b c d f g);
for my $table ('large', 'wide') {
	for my $format ('text', 'binary') {
		for my $workers (0, 2) {
			one("SET max_parallel_workers_per_gather = $workers; $copy COPY $table TO '$folder/$table.$format.$workers' (FORMAT $format)");
		}
		ok(slurp_file("$folder/$table.$format.0") eq slurp_file("$folder/$table.$format.2"),
			"one process and two copy the same of $table, in the same order: $format");
		unlike(slurp_file("$folder/$table.$format.2"), qr/zq7canary/, 'nothing of it raw');
	}
}
is(one("$copy COPY (SELECT 1) TO '$folder/one'; SHOW force_parallel_mode"), 'off', 'the setting is back') if $node->pg_version < 16;

$node->stop;
done_testing();
