-- Which files of a tree are run, and in which order.
\getenv abs_srcdir PG_ABS_SRCDIR
\set data :abs_srcdir '/sql/data'
\set tree :data '/tree'

-- Folders and files by the value of their number, hexadecimal or not; names without one come last. Files come after
-- those that they depend on. Hidden files, *.down.sql, seeds and what is not *.sql are left out.
SELECT ordinal, file, bytes > 0 AS has_bytes, length(sha256) FROM confiture_files(:'tree') ORDER BY ordinal;

-- The digest is that of the bytes in the file.
SELECT sha256 = encode(sha256(pg_read_binary_file(:'tree' || '/' || file)), 'hex') AS same, bytes = size AS same_size
FROM confiture_files(:'tree', include => '{comments.sql}'), pg_stat_file(:'tree' || '/' || file);

-- A build runs the same files.
SELECT ordinal, file, statements, rows FROM confiture_build(:'tree') ORDER BY ordinal;
SELECT relname FROM pg_class WHERE relnamespace = 'tree_test'::regnamespace AND relkind IN ('r', 'v') ORDER BY relname;
SET client_min_messages = warning;
DROP SCHEMA tree_test CASCADE;
RESET client_min_messages;

-- seeds are loaded after all else, in the order in which they are named: folders, or a file
SELECT ordinal, file, rows FROM confiture_build(:'tree', seeds => '{seeds/common, seeds/test/customers.sql}', dry_run => true)
ORDER BY ordinal DESC LIMIT 2;
SELECT * FROM confiture_build(:'tree', seeds => '{seeds/absent}');
\echo :SQLSTATE
SELECT * FROM confiture_build(:'tree', seeds => '{../circle}');
\echo :SQLSTATE

-- include and exclude are patterns on relative paths; one that names a folder means all below it
SELECT file FROM confiture_files(:'tree', include => '{10_tables}');
SELECT file FROM confiture_files(:'tree', include => '{10_tables/}', exclude => '{*orders*}');
SELECT file FROM confiture_files(:'tree', include => '{*/?.sql, comments.sql}');
SELECT file FROM confiture_files(:'tree', include => '{**/b.sql, **/comments.sql}');
SELECT file FROM confiture_files(:'tree', exclude => '{*}');
SELECT file FROM confiture_files(:'tree', include => '{}', exclude => '{[!c]*}');
SELECT file FROM confiture_files(:'tree', include => '{NULL}');
\echo :SQLSTATE
-- a pattern that includes nothing is a mistake
SELECT file FROM confiture_files(:'tree', include => '{10_tables, 20_veiws}');
\echo :SQLSTATE
SELECT file FROM confiture_files(:'tree', include => '{README.md}');
SELECT file FROM confiture_files(:'tree', include => '{10_tables}', exclude => '{10_tables}');
-- what is left out cannot be depended on
SELECT file FROM confiture_files(:'tree', exclude => '{*regions*}');
\echo :SQLSTATE

-- the hash of a tree knows names, contents and order of the files that are run, and no others
SELECT confiture_schema_hash(:'tree') = confiture_schema_hash(:'tree' || '/../tree/') AS same,
	confiture_schema_hash(:'tree') = confiture_schema_hash(:'tree', exclude => '{README.md, seeds}') AS same_files,
	confiture_schema_hash(:'tree') = confiture_schema_hash(:'tree', exclude => '{comments.sql}') AS other_files,
	confiture_schema_hash(:'tree') ~ '^[0-9a-f]{64}$' AS looks_right;

-- one file is a tree of its own; its name need not end in .sql, nor match anything
SELECT file FROM confiture_files(:'tree' || '/20_views/b.sql');
SELECT file FROM confiture_files(:'tree' || '/10_tables/2_orders.down.sql');

-- a tree without SQL files is built at once
SELECT * FROM confiture_build(:'data' || '/empty');
SELECT confiture_schema_hash(:'data' || '/empty') = encode(sha256(''), 'hex') AS hash_of_nothing;

-- links are followed inside the root, but not in circles, and not outside
SELECT file FROM confiture_files(:'data' || '/linked');
SELECT file FROM confiture_files(:'data' || '/links');
\echo :SQLSTATE
SELECT file FROM confiture_files(:'data' || '/dangling');
\echo :SQLSTATE
SELECT file FROM confiture_files(:'data' || '/dangling', exclude => '{gone.sql}');

SELECT file FROM confiture_files(:'data' || '/circle');
\echo :SQLSTATE

-- relative paths start at confiture.root
SELECT file FROM confiture_files('tree');
\echo :SQLSTATE
SET confiture.root = :'data';
SELECT file FROM confiture_files('tree', include => '{20_views}');
SELECT file FROM confiture_files('./tree/20_views');
RESET confiture.root;

-- what is not there
SELECT * FROM confiture_files('/nonexistent/tree');
\echo :SQLSTATE
SELECT * FROM confiture_build('/nonexistent/tree');
\echo :SQLSTATE
SELECT * FROM confiture_build('/dev/null');
\echo :SQLSTATE
SELECT * FROM confiture_build('');
\echo :SQLSTATE
SELECT * FROM confiture_build(NULL::text);
\echo :SQLSTATE
SELECT * FROM confiture_schema_hash(NULL);
\echo :SQLSTATE

-- texts are ordered as files are
SELECT ordinal, file FROM confiture_build('{
	"z.sql": "", "10_b/2.sql": "", "10_b/10.sql": "", "10_b/1.sql": "", "9.sql": "", "0A_c.sql": "", "B_d.sql": "",
	"a.sql": "-- depends: z.sql", "0a_c.sql": "", "a.down.sql": "", ".a.sql": "", "x/.y/a.sql": "", "a.txt": "",
	"seeds/a.sql": "", "x/seeds/a.sql": "", "10_b.sql": ""}'::jsonb) ORDER BY ordinal;
SELECT ordinal, file FROM confiture_build('{"a.sql": "", "seeds/b.sql": "", "seeds/a.sql": "", "x/1.sql": ""}'::jsonb,
	include => '{x}', seeds => '{seeds}') ORDER BY ordinal;
SELECT * FROM confiture_build('{"a/../../b.sql": ""}'::jsonb);
\echo :SQLSTATE
-- their paths have one form, so that none is passed over for its form
SELECT * FROM confiture_build('{"/a.sql": ""}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"": ""}'::jsonb);
SELECT * FROM confiture_build('{"./a.sql": ""}'::jsonb);
SELECT * FROM confiture_build('{"a//b.sql": ""}'::jsonb);
-- seeds may depend on each other, if all of them are asked for
SELECT ordinal, file FROM confiture_build('{"seeds/a/1.sql": "-- depends: seeds/b/1.sql", "seeds/b/1.sql": ""}'::jsonb,
	seeds => '{seeds/a, seeds/b}') ORDER BY ordinal;
SELECT * FROM confiture_build('{"seeds/a/1.sql": "-- depends: seeds/b/1.sql", "seeds/b/1.sql": ""}'::jsonb,
	seeds => '{seeds/a}');
SELECT * FROM confiture_build('{"a.sql": "-- depends: seeds/1.sql", "seeds/1.sql": ""}'::jsonb, seeds => '{seeds}');
SELECT * FROM confiture_build('{"a.sql": "-- depends: b.sql"}'::jsonb);
\echo :SQLSTATE
SELECT * FROM confiture_build('{"a.sql": "-- depends: a.sql"}'::jsonb);
\echo :SQLSTATE
