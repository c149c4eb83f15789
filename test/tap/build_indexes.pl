# Indexes of empty tables, which a build makes in a way of its own: they are what the server would have made, take rows,
# survive a crash at any moment, and go with a failed build.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => ['--data-checksums']);
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'confiture'\nautovacuum = off\n");
$node->start;

my $schema = <<'SQL';
CREATE TABLE account (id bigint PRIMARY KEY, email text UNIQUE, tags text[], about text, born date);
CREATE INDEX ON account (lower(email)) WHERE born IS NOT NULL;
CREATE INDEX ON account (born DESC, id) INCLUDE (email);
CREATE INDEX ON account USING gin (tags);
CREATE INDEX ON account USING hash (born);
CREATE INDEX ON account USING brin (id);
CREATE UNLOGGED TABLE visit (id int PRIMARY KEY, at timestamptz);
CREATE TEMPORARY TABLE scratch (id int PRIMARY KEY);
INSERT INTO scratch VALUES (1), (2);
CREATE TABLE event (id bigint, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX ON event (at);
CREATE TABLE filled (id int, word text);
INSERT INTO filled SELECT i, 'word ' || i FROM generate_series(1, 5000) AS i;
CREATE UNIQUE INDEX filled_id ON filled (id);
CREATE INDEX filled_word ON filled (word);
CREATE MATERIALIZED VIEW total AS SELECT count(*) FROM filled WITH NO DATA;
CREATE UNIQUE INDEX ON total (count);
CREATE TABLE number (value numeric CHECK (value > 0));
CREATE INDEX number_value ON number (value);
SQL
my $tree = PostgreSQL::Test::Utils::tempdir();
append_to_file("$tree/schema.sql", $schema);

my $extensions = 'CREATE EXTENSION confiture; CREATE EXTENSION amcheck; CREATE EXTENSION pageinspect;';
$node->safe_psql('postgres', 'CREATE DATABASE by_psql');
$node->safe_psql('postgres', 'CREATE DATABASE by_build');
$node->safe_psql($_, $extensions) for 'by_psql', 'by_build';

# All B-trees of tables of ours that survive a session.
my $btrees = <<'SQL';
(SELECT c.oid, c.relpages, c.reltuples, i.indisvalid, i.indisready,
	CASE WHEN t.relkind = 't' THEN 'of the TOAST table of ' || h.relname ELSE c.relname END AS name
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_am a ON a.oid = c.relam LEFT JOIN pg_class h ON h.reltoastrelid = t.oid
WHERE a.amname = 'btree' AND c.relkind = 'i' AND i.indrelid >= 16384 AND c.relpersistence <> 't')
SQL
my $metapages = "SELECT i.name, i.relpages, i.reltuples, indisvalid, indisready, magic, version, root, level, allequalimage
	FROM $btrees i CROSS JOIN LATERAL bt_metap(i.oid::regclass::text) ORDER BY name";
my $check = "SELECT count(bt_index_parent_check(oid, true, true)) FROM $btrees i";

sub is_sound {
	my ($database, $when) = @_;
	my ($status, $found, $error) = $node->psql($database, $check);
	is($status, 0, "the indexes are sound $when") or diag $error;
	cmp_ok($found || 0, '>', 10, "and there are some $when");
}

$node->safe_psql('by_psql', $schema);
$node->safe_psql('by_build', "SELECT * FROM confiture_build('$tree')");
is($node->safe_psql('by_build', $metapages), $node->safe_psql('by_psql', $metapages),
	'the B-trees have the metapages that the server gives them');
is_sound('by_build', 'after a build');

# A crash right after the commit: nothing but WAL says what was in the indexes.
$node->stop('immediate');
$node->start;
is_sound('by_build', 'after a crash');
$node->safe_psql('by_build', q{INSERT INTO account SELECT i, i || '@x', ARRAY['a'], repeat('long ', 2000), '2000-01-01' FROM generate_series(1, 3000) AS i;
	INSERT INTO event VALUES (1, '2025-05-05'); INSERT INTO visit VALUES (1, now()); REFRESH MATERIALIZED VIEW total});
is_sound('by_build', 'with rows');
my (undef, undef, $duplicate) = $node->psql('by_build', q{INSERT INTO account (id) VALUES (7)});
like($duplicate, qr/duplicate key value violates unique constraint "account_pkey"/, 'and unique');

# A checkpoint in the middle of a build, a commit, and a crash.
append_to_file("$tree/checkpoint.sql", "CHECKPOINT;\nCREATE TABLE after_checkpoint (id int PRIMARY KEY);\n");
$node->safe_psql('postgres', 'CREATE DATABASE by_checkpoint');
$node->safe_psql('by_checkpoint', $extensions);
rename("$tree/checkpoint.sql", "$tree/zz.sql") or die;
append_to_file("$tree/zzz.sql", $schema =~ s/CREATE TEMP.*?;\n.*?;\n//sr =~ s/^/SET search_path = other;\n/r);
append_to_file("$tree/zz.sql", 'CREATE SCHEMA other;');
$node->safe_psql('by_checkpoint', "SELECT * FROM confiture_build('$tree')");
$node->stop('immediate');
$node->start;
is_sound('by_checkpoint', 'after a checkpoint during the build and a crash');

# No WAL for new relations at all.
$node->append_conf('postgresql.conf', "wal_level = minimal\nmax_wal_senders = 0\n");
$node->restart;
$node->safe_psql('postgres', 'CREATE DATABASE by_minimal');
$node->safe_psql('by_minimal', $extensions);
$node->safe_psql('by_minimal', "SELECT * FROM confiture_build('$tree')");
$node->stop('immediate');
$node->start;
is_sound('by_minimal', 'after a crash with wal_level = minimal');

# In a database that is built with commits on the way, and in its clones.
append_to_file("$tree/zzzz.sql", "CREATE INDEX CONCURRENTLY ON account (about);\nREINDEX TABLE account;\n");
append_to_file("$tree/00.sql", "CREATE EXTENSION amcheck;\n");
$node->safe_psql('postgres', 'CREATE EXTENSION confiture');
$node->safe_psql('postgres', "CALL confiture_create_database('cloned', '$tree')");
is_sound('cloned', 'in a clone of a template');

# What a session does after a build is the server's own way.
my $after = $node->safe_psql('by_build', qq{
	SELECT count(*) > 0 FROM confiture_build('{"x.sql": "CREATE TABLE late (id int)"}'::jsonb);
	CREATE INDEX late_id ON late (id);
	SELECT bt_index_check('late_id', true)});
is($after, "t\n", 'an index made after a build, in the same session');

# A failed build leaves no file behind.
my $files = sub { scalar(() = glob($node->data_dir . '/base/' . $node->safe_psql('by_build', 'SELECT oid FROM pg_database WHERE datname = current_database()') . '/*')) };
$node->safe_psql('by_build', 'CHECKPOINT');
my $before = $files->();
my ($failed) = $node->psql('by_build', q{SELECT * FROM confiture_build('{"x.sql": "CREATE TABLE gone (id int PRIMARY KEY, t text); SELECT 1/0"}'::jsonb)});
isnt($failed, 0, 'a build fails');
$node->safe_psql('by_build', 'CHECKPOINT');
is($files->(), $before, 'and its files are gone');

$node->stop;
done_testing();
