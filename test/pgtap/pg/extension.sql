-- What holds of every object of the extension, of whatever room.
BEGIN;
SELECT plan(11);
CREATE ROLE confiture_stranger;

CREATE TEMPORARY VIEW member AS
SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
WHERE e.extname = 'confiture' AND d.deptype = 'e';
CREATE TEMPORARY VIEW routine AS
SELECT p.*, n.nspname, p.oid::regprocedure::text AS identity FROM member AS m JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
	JOIN pg_namespace AS n ON n.oid = p.pronamespace;
CREATE TEMPORARY VIEW relation AS
SELECT c.*, n.nspname, c.oid::regclass::text AS identity FROM member AS m JOIN pg_class AS c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
	JOIN pg_namespace AS n ON n.oid = c.relnamespace;

SELECT cmp_ok((SELECT count(*)::int FROM routine), '>', 10, 'the extension has functions');
SELECT cmp_ok((SELECT count(*)::int FROM relation WHERE relkind IN ('r', 'v')), '>', 2, 'and tables and views');
SELECT is_empty($$SELECT identity FROM routine WHERE coalesce(obj_description(oid, 'pg_proc'), '') = ''$$, 'each function has a comment');
SELECT is_empty($$SELECT identity FROM relation WHERE relkind IN ('r', 'v') AND coalesce(obj_description(oid, 'pg_class'), '') = ''$$,
	'each table and view has a comment');
SELECT is_empty($$SELECT identity FROM routine WHERE nspname = 'confiture' AND proname LIKE 'confiture\_%'
	OR nspname <> 'confiture' AND proname NOT LIKE 'confiture\_%'$$,
	'functions are named confiture_* in the schema that is chosen, and without that in the schema confiture');
SELECT is_empty($$SELECT identity FROM relation WHERE nspname <> 'confiture' AND relkind IN ('r', 'v', 'S')$$,
	'tables and views are in the schema confiture');
SELECT is_empty($$SELECT identity FROM routine WHERE prosecdef AND (proconfig IS NULL
	OR NOT proconfig @> '{"search_path=pg_catalog, pg_temp"}')$$, 'what runs with the rights of its owner pins its search_path');
SELECT is_empty($$SELECT r.identity FROM routine AS r JOIN pg_language AS l ON l.oid = r.prolang
	WHERE l.lanname = 'c' AND r.probin <> '$libdir/confiture'$$, 'what is written in C is in our library');
SELECT is_empty($$SELECT identity FROM routine AS r WHERE provolatile = 'v' AND proparallel = 's'$$,
	'what is volatile is not parallel safe');
SELECT is_empty($$SELECT identity FROM relation WHERE relkind IN ('r', 'S') AND
	has_table_privilege('confiture_stranger', oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')$$, 'tables are not for everyone to change');
SELECT ok(has_schema_privilege('confiture_stranger', 'confiture', 'USAGE')
	AND NOT has_schema_privilege('confiture_stranger', 'confiture', 'CREATE'), 'the schema confiture is open to read, not to write');

SELECT * FROM finish();
ROLLBACK;
