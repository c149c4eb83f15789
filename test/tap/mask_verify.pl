# Proof after a run: original values that are still in a database which should only have masked ones.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('verify');
$node->init;
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\n");
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
	"public.users.email|public.users.email|300|300|300\npublic.users.iban|public.users.iban|300|300|300\n" .
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

done_testing;
