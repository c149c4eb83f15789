# Proof after a run: original values that are still in a database which should only have masked ones.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('verify');
$node->init;
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\n");
# One secret, so that a country which is masked by itself by chance is the same in each run: none.
append_to_file($node->data_dir . '/confiture_secret', '5' x 64);
chmod 0600, $node->data_dir . '/confiture_secret' or die;
$node->start;

$node->safe_psql('postgres', 'CREATE DATABASE prod');
$node->safe_psql('prod', q{
	CREATE EXTENSION confiture;
	CREATE TABLE users (id int PRIMARY KEY, email text, phone text, first_name text, iban text, born date, tier text);
	CREATE TABLE audit (id int, line text, data jsonb, mails text[]);
	INSERT INTO users SELECT i, 'canary' || i || '@corp.example', '+33 6 12 34 ' || 1000 + i, 'Anna', 'FR76' || 1000000 + i,
		'1980-01-01'::date + i, 'gold' FROM generate_series(1, 300) AS i;
	INSERT INTO audit VALUES (1, 'nothing', '{}', '{}');
	SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN users.phone IS 'phone';
	SECURITY LABEL FOR confiture ON COLUMN users.iban IS 'hash';
	SECURITY LABEL FOR confiture ON COLUMN users.born IS 'truncate_date(unit => ''year'')';
	SECURITY LABEL FOR confiture ON COLUMN users.first_name IS 'keep';
	SECURITY LABEL FOR confiture ON COLUMN users.tier IS 'keep'});
$node->safe_psql('postgres', 'CREATE DATABASE staging TEMPLATE prod');
sub verify {
	my ($in, $arguments) = @_;
	return $node->safe_psql($in, "SELECT source_column, target_column, compared, values_found, rows_found
		FROM confiture_mask_verify($arguments)");
}

is(verify('prod', q{'current', 'db:staging'}),
	"public.users.born|public.users.born|300|300|300\npublic.users.email|public.users.email|300|300|300\npublic.users.iban|public.users.iban|300|300|300\n" .
	'public.users.phone|public.users.phone|300|300|300', 'a copy that is not masked is found out, column by column');
$node->safe_psql('staging', q{CALL confiture_mask_table('users')});
is(verify('prod', q{'current', 'db:staging'}), '', 'in a masked one nothing is found');
is(verify('staging', q{'db:prod'}), '', 'from the other side neither');

$node->safe_psql('staging', q{
	UPDATE users SET phone = '+33 6 12 34 1007' WHERE id = 7;
	INSERT INTO audit VALUES (2, 'mail to <canary9@corp.example>; again canary9@corp.example', '{"who": ["canary8@corp.example"]}',
		'{x,canary7@corp.example}')});
is(verify('staging', q{'db:prod'}),
	"public.users.email|public.audit.data|300|1|1\npublic.users.email|public.audit.line|300|1|1\n" .
	"public.users.email|public.audit.mails|300|1|1\npublic.users.phone|public.users.phone|300|1|1",
	'single values are found: in other columns, free text, json and arrays as well');

# ---- Short values, and strategies that change values little: by key --------------------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE short_prod');
$node->safe_psql('short_prod', q{
	CREATE EXTENSION confiture;
	CREATE TABLE people (id int, site int, sex text, code varchar(4), flag boolean, salary int, born date, mixed text, place text, shuffled int, PRIMARY KEY (site, id));
	CREATE TABLE loose (sex text, code text, grade text, salary int);
	INSERT INTO people SELECT i, i % 3, CASE WHEN i % 2 = 0 THEN 'F' ELSE 'M' END, 'c' || i % 90, i % 2 = 0, 1000000 + i * 7, '1970-01-01'::date + i * 11,
		CASE WHEN i % 3 = 0 THEN 'x' || i % 7 ELSE 'canarymixed' || i END, (ARRAY['DE','FR','IT','ES','PT','NL'])[i % 6 + 1], i FROM generate_series(1, 600) AS i;
	INSERT INTO loose SELECT sex, code, 'g' || floor(sqrt(i)), i FROM (SELECT *, row_number() OVER (ORDER BY id) AS i FROM people) AS t;
	SECURITY LABEL FOR confiture ON COLUMN people.sex IS 'value(''F'')';
	SECURITY LABEL FOR confiture ON COLUMN people.code IS 'pseudonym';
	SECURITY LABEL FOR confiture ON COLUMN people.flag IS 'value(false)';
	SECURITY LABEL FOR confiture ON COLUMN people.salary IS 'noise(ratio => 0.2)';
	SECURITY LABEL FOR confiture ON COLUMN people.born IS 'truncate_date(unit => ''month'')';
	SECURITY LABEL FOR confiture ON COLUMN people.mixed IS 'hash(length => 8)';
	SECURITY LABEL FOR confiture ON COLUMN people.place IS 'pseudonym';
	SECURITY LABEL FOR confiture ON COLUMN people.shuffled IS 'shuffle';
	SECURITY LABEL FOR confiture ON COLUMN loose.sex IS 'value(''F'')';
	SECURITY LABEL FOR confiture ON COLUMN loose.grade IS 'pseudonym';
	SECURITY LABEL FOR confiture ON COLUMN loose.salary IS 'noise(ratio => 0.2)'});
$node->safe_psql('postgres', 'CREATE DATABASE short_staging TEMPLATE short_prod');
# (A shuffle is random: it leaves one row in place on average, and five or more, which is no longer called chance, in one run of 270.)
my $by_key = q{SELECT source_column || ' ' || compared || ' ' || values_found || ' ' || rows_found FROM confiture_mask_verify('db:short_prod') WHERE (note LIKE 'Rows of equal site, id %' OR note LIKE 'No key%')
	AND (source_column <> 'public.people.shuffled' OR rows_found > 10) ORDER BY 1};
is($node->safe_psql('short_staging', $by_key), join("\n", 'public.loose.grade 24 24 600', map { "public.people.$_" }
	'born 600 600 600', 'code 600 90 600', 'flag 600 2 600', 'mixed 200 7 200', 'place 600 6 600', 'salary 600 600 600', 'sex 600 2 600', 'shuffled 600 600 600'),
	'what is not masked is found in the rows of equal key; without a key by how often values are there');
$node->safe_psql('short_staging', q{CALL confiture_mask_table('people', force => true); CALL confiture_mask_table('loose', force => true)});
my $firsts = $node->safe_psql('short_prod', q{SELECT count(*) FROM people WHERE extract(day FROM born) = 1});
cmp_ok($firsts, '>', 0, 'some dates are round');
my $kept = $node->safe_psql('short_staging', $by_key);
is($kept, "public.people.born 600 $firsts $firsts", 'masked, but those that were round already; a constant, or a value dealt to another row, is chance') or diag($kept);
is($node->safe_psql('short_staging', q{SELECT note FROM confiture_mask_verify('db:short_prod')}) =~ s/about \d+/about N/r,
	'Rows of equal site, id that keep their value; by chance it would be about N.', 'which the note tells');
$node->safe_psql('short_staging', q{UPDATE people SET place = 'DE' WHERE id = 6; UPDATE people SET salary = 1000000 + id * 7 WHERE id BETWEEN 20 AND 22});
is($node->safe_psql('short_staging', $by_key), join("\n", "public.people.born 600 $firsts $firsts", 'public.people.place 600 1 1', 'public.people.salary 600 3 3'),
	'single rows are found: a value of two letters that others with it lost, a salary');
$node->safe_psql('short_staging', q{ALTER TABLE people RENAME id TO "i""d"});
is($node->safe_psql('short_staging', $by_key), '', 'where the target has no such key, rows are not compared');

# names of the source become no SQL of the target
for my $database ('short_prod', 'short_staging') {
	$node->safe_psql($database, q{CREATE TABLE "odd, t" ("id = 1/0; --" int PRIMARY KEY, "x"", (1/0) AS ""	x" text); INSERT INTO "odd, t" SELECT i, 'a' || i % 9 FROM generate_series(1, 50) AS i;
		SECURITY LABEL FOR confiture ON COLUMN "odd, t"."x"", (1/0) AS ""	x" IS 'pseudonym'});
}
is($node->safe_psql('short_staging', q{SELECT rows_found FROM confiture_mask_verify('db:short_prod') WHERE source_column LIKE '%odd, t%'}), 50, 'names of the other database become no SQL');

# ---- Composite types ------------------------------------------------------------------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE comp_prod');
$node->safe_psql('comp_prod', q{
	CREATE EXTENSION confiture;
	CREATE TYPE inner_type AS (e_mail text, n int);
	CREATE TYPE contact AS (phone text, inside inner_type, kept text);
	CREATE TABLE c (id int PRIMARY KEY, one contact, many contact[]);
	INSERT INTO c SELECT i, ROW('+33 6 12 34 ' || 1000 + i, ROW('canary' || i || '@corp.example', i), 'keepkeep')::contact,
		ARRAY[ROW('+33 7 12 34 ' || 1000 + i, ROW('canarymany' || i || '@corp.example', i), 'keepkeep')::contact] FROM generate_series(1, 50) AS i;
	SECURITY LABEL FOR confiture ON COLUMN c.one IS $l$fields(phone => 'phone', inside => 'fields(e_mail => ''email'', n => ''noise(ratio => 0.5)'')', kept => 'keep')$l$;
	SECURITY LABEL FOR confiture ON COLUMN c.many IS $l$fields(phone => 'phone', inside => 'fields(e_mail => ''email'', n => ''keep'')', kept => 'keep')$l$});
$node->safe_psql('postgres', 'CREATE DATABASE comp_staging TEMPLATE comp_prod');
is(verify('comp_staging', q{'db:comp_prod'}), join("\n", map { "public.c.$_|public.c.$_|50|50|50" } 'many.inside.e_mail', 'many.phone',
	'one.inside.e_mail', 'one.inside.n', 'one.phone'),
	'fields of composites are compared one by one, as their strategies are');
$node->safe_psql('comp_staging', q{CALL confiture_mask_table('c', force => true); ALTER TABLE c ADD copy text;
	UPDATE c SET copy = 'was canary7@corp.example', one.inside.e_mail = 'canarymany8@corp.example' WHERE id = 9});
is($node->safe_psql('comp_staging', q{SELECT source_column || ' ' || target_column FROM confiture_mask_verify('db:comp_prod') WHERE note = ''  OR note IS NULL}),
	qq{public.c.many.inside.e_mail public.c.one.inside.e_mail\npublic.c.one.inside.e_mail public.c.copy}, 'and found in other columns and fields');

my ($status, undef, $error) = $node->psql('prod', q{SELECT confiture_mask_verify('current', 'db:nowhere')});
like($error, qr/database "nowhere" does not exist/, 'the databases have to be there');
(undef, undef, $error) = $node->psql('prod', q{SELECT confiture_mask_verify('staging')});
like($error, qr/unrecognized database to verify: "staging"/, 'and be named in full');
(undef, undef, $error) = $node->psql('prod', q{SELECT confiture_mask_verify('current')});
like($error, qr/are the same database/, 'and be two');

$node->safe_psql('prod', q{CREATE ROLE analyst LOGIN; SECURITY LABEL FOR confiture ON ROLE analyst IS 'masked'});
(undef, undef, $error) = $node->psql('prod', q{SELECT confiture_mask_verify('current', 'db:staging')}, extra_params => [ '-U', 'analyst' ]);
like($error, qr/masked roles may not verify masks/, 'a masked role learns nothing by comparing');
$node->safe_psql('prod', 'CREATE ROLE stranger LOGIN');
is($node->safe_psql('prod', q{SELECT count(*) FROM confiture_mask_verify('current', 'db:staging')}, extra_params => [ '-U', 'stranger' ]),
	0, 'who may read nothing finds nothing');

# ---- A source on another server: only digests leave it ----------------------------------------------------------------

my $far = PostgreSQL::Test::Cluster->new('far');
$far->init;
$far->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\nlog_statement = 'all'\n");
$far->start;
$far->safe_psql('postgres', q{
	CREATE EXTENSION confiture;
	CREATE TABLE users (id int PRIMARY KEY, email text, secret text);
	INSERT INTO users SELECT i, 'canary' || i || '@corp.example', 'canarysecret' || i FROM generate_series(1, 20) AS i;
	SECURITY LABEL FOR confiture ON COLUMN users.email IS 'email';
	SECURITY LABEL FOR confiture ON COLUMN users.secret IS 'hash';
	CREATE ROLE reader LOGIN; GRANT SELECT (id, email) ON users TO reader;
	ALTER ROLE reader SET confiture.masking = on;
	CREATE ROLE analyst LOGIN; SECURITY LABEL FOR confiture ON ROLE analyst IS 'masked'});
my ($host, $port) = ($far->host, $far->port);
$node->safe_psql('staging', qq{
	CREATE EXTENSION postgres_fdw;
	CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$host', port '$port', dbname 'postgres');
	CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (user 'reader');
	INSERT INTO audit VALUES (3, 'canarysecret7 and canary19\@corp.example', '{}', '{}')});
is(verify('staging', q{'server:far'}),
	"public.users.email|public.audit.data|20|1|1\npublic.users.email|public.audit.line|20|2|2\npublic.users.email|public.audit.mails|20|1|1",
	'a source behind a foreign server, read with the rights of the role there, whatever its settings');
unlike($far->safe_psql('postgres', q{SELECT confiture.original_digests(decode(repeat('00', 64), 'hex'), 100)}), qr/canary/, 'and gives digests alone');
sub refused { my ($sql, $pattern, $name, @as) = @_; my (undef, undef, $error) = $node->psql('staging', $sql, extra_params => [@as]); like($error, $pattern, $name); }
refused(q{SELECT * FROM confiture_mask_verify('current', 'server:far')}, qr/unrecognized database to verify.*verify a database of another server there/s,
	'digests and their key are not sent to another server');
refused(q{SELECT * FROM confiture_mask_verify('server:near')}, qr/server "near" does not exist/, 'a server that does not exist');
refused(q{SELECT * FROM confiture_mask_verify('server:far')}, qr/permission denied for foreign server far/, 'or that the caller may not use', '-U', 'stranger');
$node->safe_psql('staging', q{ALTER USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (SET user 'analyst')});
refused(q{SELECT * FROM confiture_mask_verify('server:far')}, qr/masked roles may not verify masks/, 'a role that is masked there learns nothing');
refused(q{SELECT confiture.original_digests('\x00', 1)}, qr/key must have 64 bytes/, 'a key is one');

for my $answer (q{E'Cx\\n'}, q{E'Ca.b.c\\t\\ta.b\\tc\\t\\t\\nDzz\\n'}) {
	$far->safe_psql('postgres', qq{CREATE SCHEMA IF NOT EXISTS liar; DROP EXTENSION IF EXISTS confiture CASCADE; CREATE SCHEMA IF NOT EXISTS confiture;
		CREATE OR REPLACE FUNCTION confiture.original_digests(bytea, integer) RETURNS text LANGUAGE sql AS \$\$SELECT $answer\$\$;
		GRANT USAGE ON SCHEMA confiture TO PUBLIC});
	refused(q{SELECT * FROM confiture_mask_verify('server:far')}, qr/ERROR:  source gave no digests/, 'a server that answers something else');
}

done_testing;
