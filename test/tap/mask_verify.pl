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

done_testing;
