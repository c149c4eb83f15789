-- The interface of the room: rules, strategies as functions, tools.
BEGIN;
\ir ../api.psql
SELECT * FROM no_plan();

\set filter 'include text[] DEFAULT NULL::text[], exclude text[] DEFAULT NULL::text[]'
SELECT pg_temp.has_routine('confiture.strategy', '', 'TABLE(name text, category text, input_types text, arguments text, '
	|| 'deterministic boolean, uniqueness text, reversible boolean, description text)', 'immutable, strict, parallel safe', true);
SELECT pg_temp.has_routine('confiture_detect_pii', :'filter' || ', sample integer DEFAULT 1000', 'TABLE(relation regclass, "column" name, '
	|| 'category text, confidence numeric, evidence text, suggested_label text, label text, statement text)', 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_import_rules', 'format text, rules text DEFAULT NULL::text, apply boolean DEFAULT false',
	'TABLE(object_type text, object_identity text, source text, label text, statement text, applied boolean, note text)',
	'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_mask_table', 'IN relation regclass, IN cascade boolean DEFAULT false, IN force boolean DEFAULT false', NULL, 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_mask_database', 'IN include text[] DEFAULT NULL::text[], IN exclude text[] DEFAULT NULL::text[], '
	|| 'IN resume boolean DEFAULT true, IN workers integer DEFAULT 1, IN force boolean DEFAULT false', NULL, 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_mask_check', :'filter' || ', sample integer DEFAULT 1000', 'TABLE(severity text, problem text, '
	|| 'relation regclass, "column" name, message text, hint text)', 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_masking_report', 'format text DEFAULT ''text''::text, quasi_identifiers jsonb DEFAULT NULL::jsonb, '
	|| 'k integer DEFAULT 5', 'text', 'volatile, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture_mask_verify', 'source text, target text DEFAULT ''current''::text, sample integer DEFAULT 100000',
	'TABLE(source_column text, target_column text, compared bigint, values_found bigint, rows_found bigint, note text)',
	'volatile, strict, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture.original_digests', 'key bytea, sample integer', 'text', 'volatile, strict, parallel unsafe', true);
SELECT pg_temp.has_routine('confiture.decrypt', 'value text, domain text DEFAULT ''''::text', 'text', 'immutable, strict, parallel safe', false);
SELECT pg_temp.has_routine('confiture.fpe_decrypt', 'value text, alphabet text DEFAULT ''digits''::text, tweak text DEFAULT ''''::text, '
	|| 'domain text DEFAULT ''''::text', 'text', 'immutable, strict, parallel safe', false);

-- each strategy that masks single values of text is a function of that name: of the value alone, or with arguments
SELECT pg_temp.has_table_of('confiture.dictionary', 'locale text, kind text, value text, supplied boolean', 'SELECT');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p JOIN confiture.strategy() AS s ON s.name = p.proname
	WHERE p.pronamespace = 'confiture'::regnamespace AND NOT (p.provolatile <> 'v' OR NOT s.deterministic) AND s.name <> 'tokenize'$$,
	'functions of deterministic strategies are stable or immutable, but that which writes a vault');
SELECT cmp_ok((SELECT count(DISTINCT s.name)::int FROM pg_proc AS p JOIN confiture.strategy() AS s ON s.name = p.proname
	WHERE p.pronamespace = 'confiture'::regnamespace), '>', 20, 'strategies are functions');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p JOIN confiture.strategy() AS s ON s.name = p.proname
	WHERE p.pronamespace = 'confiture'::regnamespace AND p.proparallel <> 's' AND s.name <> 'tokenize'$$, 'and parallel safe');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.pronamespace = 'confiture'::regnamespace AND p.proname = 'tokenize'
	AND (p.provolatile <> 'v' OR p.proparallel <> 'u' OR NOT p.proisstrict OR p.proacl IS NULL)$$, 'which is nobody''s until it is granted');
SELECT results_eq($$SELECT s.name FROM confiture.strategy() AS s WHERE NOT EXISTS (SELECT FROM pg_proc AS p
	WHERE p.proname = s.name AND p.pronamespace = 'confiture'::regnamespace) ORDER BY 1$$,
	ARRAY['expression', 'function', 'shuffle'], 'the strategies that are no functions');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p JOIN confiture.strategy() AS s ON s.name = p.proname
	WHERE p.pronamespace = 'confiture'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL$$, 'and have a comment');

SELECT * FROM finish();
ROLLBACK;
