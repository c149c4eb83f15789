#include "catalog/queries.hpp"

#include <initializer_list>
#include <utility>

namespace confiture::catalog {

namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

std::string expand(std::string_view sql, std::initializer_list<Replacement> replacements) {
	std::string result{sql};
	for (auto const &[name, text] : replacements)
		for (std::size_t at = 0; (at = result.find(name, at)) != std::string::npos; at += text.size())
			result.replace(at, name.size(), text);
	return result;
}

constexpr std::string_view schemas = R"(
SELECT n.oid, n.nspname AS name, format('%I', n.nspname) AS identity, pg_get_userbyid(n.nspowner) AS owner,
	coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl, CASE WHEN n.oid = 2200 THEN 'true' END AS builtin
FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')";

constexpr std::string_view extensions = R"(
SELECT e.oid, e.extname AS name, format('%I', e.extname) AS identity, n.nspname AS in_schema, e.extversion AS version,
	CASE WHEN e.extrelocatable THEN 'true' END AS relocatable
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.oid >= 16384)";

constexpr std::string_view languages = R"(
SELECT l.oid, l.lanname AS name, format('%I', l.lanname) AS identity, pg_get_userbyid(l.lanowner) AS owner,
	coalesce(l.lanacl, acldefault('l', l.lanowner)) AS acl, CASE WHEN l.lanpltrusted THEN 'true' END AS trusted,
	nullif(l.lanplcallfoid, 0)::regproc AS handler, nullif(l.laninline, 0)::regproc AS inline,
	nullif(l.lanvalidator, 0)::regproc AS validator
FROM pg_language l
WHERE l.oid >= 16384 AND l.lanispl)";

constexpr std::string_view access_methods = R"(
SELECT a.oid, a.amname AS name, format('%I', a.amname) AS identity,
	CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END AS form, a.amhandler AS handler
FROM pg_am a
WHERE a.oid >= 16384)";

constexpr std::string_view collations = R"(
SELECT c.oid, n.nspname AS schema, c.collname AS name, format('%I.%I', n.nspname, c.collname) AS identity,
	pg_get_userbyid(c.collowner) AS owner,
	CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'default' END AS provider,
	c.collcollate AS lc_collate, c.collctype AS lc_ctype, {locale} AS locale, {rules} AS rules,
	CASE WHEN NOT c.collisdeterministic THEN 'true' END AS nondeterministic
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid >= 16384)";

constexpr std::string_view conversions = R"(
SELECT c.oid, n.nspname AS schema, c.conname AS name, format('%I.%I', n.nspname, c.conname) AS identity,
	pg_get_userbyid(c.conowner) AS owner, pg_encoding_to_char(c.conforencoding) AS source,
	pg_encoding_to_char(c.contoencoding) AS target, c.conproc AS function,
	CASE WHEN c.condefault THEN 'true' END AS is_default
FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE c.oid >= 16384)";

// Row types of relations belong to their relation, array and multirange types to their element.
constexpr std::string_view types = R"(
SELECT t.oid, n.nspname AS schema, t.typname AS name, format('%I.%I', n.nspname, t.typname) AS identity,
	pg_get_userbyid(t.typowner) AS owner, coalesce(t.typacl, acldefault('T', t.typowner)) AS acl,
	concat_ws(' ', '1247:' || nullif(t.typarray, 0), '1259:' || nullif(t.typrelid, 0), CASE WHEN t.typtype = 'r' THEN (
		SELECT concat_ws(' ', '1247:' || m.oid, '1247:' || nullif(m.typarray, 0),
			(SELECT string_agg('1255:' || d.objid, ' ') FROM pg_depend d
			WHERE d.classid = 1255 AND d.refclassid = 1247 AND d.refobjid IN (t.oid, m.oid) AND d.deptype = 'i'))
		FROM pg_type m WHERE m.oid = r.rngmultitypid) END) AS alias,
	CASE WHEN NOT t.typisdefined THEN 'shell'
		ELSE CASE t.typtype WHEN 'b' THEN 'base' WHEN 'c' THEN 'composite' WHEN 'd' THEN 'domain' WHEN 'e' THEN 'enum'
			WHEN 'r' THEN 'range' END END AS form,
	CASE t.typtype WHEN 'e' THEN (
		SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e
		WHERE e.enumtypid = t.oid) END AS labels,
	CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
	CASE WHEN t.typtype = 'd' AND t.typcollation <> bt.typcollation THEN (
		SELECT format('%I.%I', cn.nspname, c.collname) FROM pg_collation c
		JOIN pg_namespace cn ON cn.oid = c.collnamespace WHERE c.oid = t.typcollation) END AS collation,
	CASE t.typtype WHEN 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) END AS default,
	CASE WHEN t.typtype = 'd' AND t.typnotnull THEN 'true' END AS not_null,
	format_type(r.rngsubtype, NULL) AS subtype,
	CASE WHEN NOT o.opcdefault THEN (
		SELECT format('%I.%I', opn.nspname, o.opcname) FROM pg_namespace opn WHERE opn.oid = o.opcnamespace)
		END AS subtype_opclass,
	CASE WHEN r.rngcollation <> st.typcollation THEN (
		SELECT format('%I.%I', cn.nspname, c.collname) FROM pg_collation c
		JOIN pg_namespace cn ON cn.oid = c.collnamespace WHERE c.oid = r.rngcollation) END AS subtype_collation,
	nullif(r.rngcanonical::oid, 0)::regproc AS canonical, nullif(r.rngsubdiff::oid, 0)::regproc AS subtype_diff,
	(SELECT format('%I.%I', mn.nspname, m.typname) FROM pg_type m JOIN pg_namespace mn ON mn.oid = m.typnamespace
		WHERE m.oid = r.rngmultitypid) AS multirange,
	CASE WHEN t.typtype = 'b' AND t.typisdefined THEN concat_ws(', ',
		'INPUT = ' || t.typinput, 'OUTPUT = ' || t.typoutput,
		'RECEIVE = ' || nullif(t.typreceive::oid, 0)::regproc, 'SEND = ' || nullif(t.typsend::oid, 0)::regproc,
		'TYPMOD_IN = ' || nullif(t.typmodin::oid, 0)::regproc, 'TYPMOD_OUT = ' || nullif(t.typmodout::oid, 0)::regproc,
		'ANALYZE = ' || nullif(t.typanalyze::oid, 0)::regproc,
		'SUBSCRIPT = ' || nullif(t.typsubscript::oid, 0)::regproc,
		'INTERNALLENGTH = ' || CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END,
		CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END, 'DEFAULT = ' || quote_literal(t.typdefault),
		'ELEMENT = ' || format_type(nullif(t.typelem, 0), NULL),
		'CATEGORY = ' || quote_literal(nullif(t.typcategory, 'U')::text),
		CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,
		'DELIMITER = ' || quote_literal(nullif(t.typdelim, ',')::text),
		'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
		'STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended'
			ELSE 'main' END,
		CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END) END AS definition
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_type bt ON bt.oid = t.typbasetype
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_opclass o ON o.oid = r.rngsubopc
LEFT JOIN pg_type st ON st.oid = r.rngsubtype
LEFT JOIN pg_class rel ON rel.oid = t.typrelid
LEFT JOIN pg_type element ON element.oid = t.typelem AND element.typarray = t.oid
WHERE t.oid >= 16384 AND t.typtype <> 'm' AND n.nspname !~ '^pg_(toast|temp)'
	AND (rel.relkind IS NULL OR rel.relkind = 'c') AND element.oid IS NULL)";

// "signature" is what CREATE OR REPLACE cannot change. Constructors of range types are internal to the type.
constexpr std::string_view functions = R"(
SELECT p.oid, n.nspname AS schema, p.proname AS name, p.oid::regprocedure AS identity,
	pg_get_userbyid(p.proowner) AS owner, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl,
	pg_get_functiondef(p.oid) AS definition,
	concat_ws(' ', pg_get_function_identity_arguments(p.oid), '->', pg_get_function_result(p.oid), p.proargmodes::text,
		p.proargnames::text, CASE WHEN p.proallargtypes IS NOT NULL THEN
			ARRAY(SELECT format_type(a, NULL) FROM unnest(p.proallargtypes) WITH ORDINALITY u(a, i) ORDER BY i)::text
		END) AS signature,
	nullif(p.pronargdefaults, 0) AS defaults, l.lanname AS language,
	CASE WHEN p.prosqlbody IS NULL AND l.lanname NOT IN ('c', 'internal') THEN 'true' END AS text_body
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE p.oid >= 16384 AND n.nspname !~ '^pg_temp' AND p.prokind IN ({kinds})
	AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 1255 AND d.objid = p.oid AND d.deptype IN ('i', 'e')))";

constexpr std::string_view aggregates = R"(
SELECT p.oid, n.nspname AS schema, p.proname AS name, p.oid::regprocedure AS identity,
	pg_get_userbyid(p.proowner) AS owner, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl,
	CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END AS arguments,
	format_type(p.prorettype, NULL) AS result,
	format('%I.%I(%s)', n.nspname, p.proname, CASE WHEN p.pronargs = 0 THEN '*'
		ELSE pg_get_function_identity_arguments(p.oid) END) AS address,
	concat_ws(E',\n\t', 'SFUNC = ' || aggtransfn, 'STYPE = ' || format_type(aggtranstype, NULL),
		'SSPACE = ' || nullif(aggtransspace, 0), 'INITCOND = ' || quote_literal(agginitval),
		'FINALFUNC = ' || nullif(aggfinalfn::oid, 0)::regproc, CASE WHEN aggfinalextra THEN 'FINALFUNC_EXTRA' END,
		CASE WHEN aggfinalfn <> 0 AND aggfinalmodify <> CASE aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END THEN
			'FINALFUNC_MODIFY = ' || CASE aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE'
				ELSE 'READ_WRITE' END END,
		'COMBINEFUNC = ' || nullif(aggcombinefn::oid, 0)::regproc,
		'SERIALFUNC = ' || nullif(aggserialfn::oid, 0)::regproc,
		'DESERIALFUNC = ' || nullif(aggdeserialfn::oid, 0)::regproc,
		'MSFUNC = ' || nullif(aggmtransfn::oid, 0)::regproc, 'MINVFUNC = ' || nullif(aggminvtransfn::oid, 0)::regproc,
		'MSTYPE = ' || format_type(nullif(aggmtranstype, 0), NULL), 'MSSPACE = ' || nullif(aggmtransspace, 0),
		'MINITCOND = ' || quote_literal(aggminitval), 'MFINALFUNC = ' || nullif(aggmfinalfn::oid, 0)::regproc,
		CASE WHEN aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
		CASE WHEN aggmfinalfn <> 0 AND aggmfinalmodify <> CASE aggkind WHEN 'n' THEN 'r'::"char" ELSE 'w' END THEN
			'MFINALFUNC_MODIFY = ' || CASE aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE'
				ELSE 'READ_WRITE' END END,
		(SELECT format('SORTOP = OPERATOR(%I.%s)', opn.nspname, op.oprname) FROM pg_operator op
			JOIN pg_namespace opn ON opn.oid = op.oprnamespace WHERE op.oid = aggsortop),
		CASE WHEN aggkind = 'h' THEN 'HYPOTHETICAL' END,
		CASE p.proparallel WHEN 's' THEN 'PARALLEL = safe' WHEN 'r' THEN 'PARALLEL = restricted' END) AS definition
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE p.oid >= 16384 AND p.prokind = 'a' AND n.nspname !~ '^pg_temp')";

constexpr std::string_view operators = R"(
SELECT o.oid, n.nspname AS schema, o.oprname AS name, o.oid::regoperator AS identity,
	pg_get_userbyid(o.oprowner) AS owner, format('%I.%s', n.nspname, o.oprname) AS address, o.oprcode AS function,
	format_type(nullif(o.oprleft, 0), NULL) AS leftarg, format_type(nullif(o.oprright, 0), NULL) AS rightarg,
	(SELECT format('OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator c
		JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom) AS commutator,
	(SELECT format('OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator c
		JOIN pg_namespace cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate) AS negator,
	nullif(o.oprrest::oid, 0)::regproc AS restrict, nullif(o.oprjoin::oid, 0)::regproc AS join,
	CASE WHEN o.oprcanhash THEN 'true' END AS hashes, CASE WHEN o.oprcanmerge THEN 'true' END AS merges
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oid >= 16384 AND o.oprcode <> 0)";

constexpr std::string_view operator_families = R"(
SELECT f.oid, n.nspname AS schema, f.opfname AS name, format('%I.%I USING %I', n.nspname, f.opfname, am.amname) AS identity,
	pg_get_userbyid(f.opfowner) AS owner, am.amname AS method,
	(SELECT string_agg(concat_ws(' ', 'OPERATOR', ao.amopstrategy, ao.amopopr::regoperator, 'FOR ORDER BY ' || (
			SELECT format('%I.%I', sn.nspname, s.opfname) FROM pg_opfamily s JOIN pg_namespace sn ON sn.oid = s.opfnamespace
			WHERE s.oid = ao.amopsortfamily)), E',\n\t' ORDER BY ao.amopstrategy, ao.amopopr::regoperator::text)
		FROM pg_amop ao JOIN pg_depend d ON d.classid = 2602 AND d.objid = ao.oid AND d.refclassid = 2753 AND d.refobjid = f.oid
		WHERE ao.amopfamily = f.oid) AS operators,
	(SELECT string_agg(format('FUNCTION %s (%s, %s) %s', ap.amprocnum, format_type(ap.amproclefttype, NULL),
			format_type(ap.amprocrighttype, NULL), ap.amproc::regprocedure), E',\n\t' ORDER BY ap.amprocnum, ap.amproclefttype::regtype::text, ap.amprocrighttype::regtype::text)
		FROM pg_amproc ap JOIN pg_depend d ON d.classid = 2603 AND d.objid = ap.oid AND d.refclassid = 2753 AND d.refobjid = f.oid
		WHERE ap.amprocfamily = f.oid) AS functions,
	(SELECT string_agg(d.classid || ':' || d.objid, ' ') FROM pg_depend d
		WHERE d.classid IN (2602, 2603) AND d.refclassid = 2753 AND d.refobjid = f.oid) AS alias
FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am am ON am.oid = f.opfmethod
WHERE f.oid >= 16384)";

constexpr std::string_view operator_classes = R"(
SELECT o.oid, n.nspname AS schema, o.opcname AS name, format('%I.%I USING %I', n.nspname, o.opcname, am.amname) AS identity,
	pg_get_userbyid(o.opcowner) AS owner, am.amname AS method, format_type(o.opcintype, NULL) AS for_type,
	CASE WHEN o.opcdefault THEN 'true' END AS is_default, format('%I.%I', fn.nspname, f.opfname) AS family,
	nullif(o.opckeytype, 0)::regtype AS storage,
	(SELECT string_agg(concat_ws(' ', 'OPERATOR', ao.amopstrategy, ao.amopopr::regoperator, 'FOR ORDER BY ' || (
			SELECT format('%I.%I', sn.nspname, s.opfname) FROM pg_opfamily s JOIN pg_namespace sn ON sn.oid = s.opfnamespace
			WHERE s.oid = ao.amopsortfamily)), E',\n\t' ORDER BY ao.amopstrategy)
		FROM pg_amop ao JOIN pg_depend d ON d.classid = 2602 AND d.objid = ao.oid AND d.refclassid = 2616 AND d.refobjid = o.oid
		WHERE ao.amopfamily = f.oid) AS operators,
	(SELECT string_agg(format('FUNCTION %s (%s, %s) %s', ap.amprocnum, format_type(ap.amproclefttype, NULL),
			format_type(ap.amprocrighttype, NULL), ap.amproc::regprocedure), E',\n\t' ORDER BY ap.amprocnum)
		FROM pg_amproc ap JOIN pg_depend d ON d.classid = 2603 AND d.objid = ap.oid AND d.refclassid = 2616 AND d.refobjid = o.oid
		WHERE ap.amprocfamily = f.oid) AS functions,
	(SELECT string_agg(d.classid || ':' || d.objid, ' ') FROM pg_depend d
		WHERE d.classid IN (2602, 2603) AND d.refclassid = 2616 AND d.refobjid = o.oid) AS alias
FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am am ON am.oid = o.opcmethod
JOIN pg_opfamily f ON f.oid = o.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace
WHERE o.oid >= 16384)";

constexpr std::string_view casts = R"(
SELECT c.oid, format('(%s AS %s)', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)) AS identity,
	format_type(c.castsource, NULL) AS source, format_type(c.casttarget, NULL) AS target,
	CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT'
		ELSE 'WITHOUT FUNCTION' END AS method,
	CASE c.castcontext WHEN 'a' THEN 'ASSIGNMENT' WHEN 'i' THEN 'IMPLICIT' END AS context
FROM pg_cast c
WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 2605 AND d.objid = c.oid AND d.deptype = 'i'))";

constexpr std::string_view transforms = R"(
SELECT t.oid, format('for %s on language %I', format_type(t.trftype, NULL), l.lanname) AS identity,
	format_type(t.trftype, NULL) AS for_type, l.lanname AS language,
	nullif(t.trffromsql::oid, 0)::regprocedure AS from_sql, nullif(t.trftosql::oid, 0)::regprocedure AS to_sql
FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384)";

constexpr std::string_view text_search_parsers = R"(
SELECT p.oid, n.nspname AS schema, p.prsname AS name, format('%I.%I', n.nspname, p.prsname) AS identity,
	concat_ws(', ', 'START = ' || p.prsstart, 'GETTOKEN = ' || p.prstoken, 'END = ' || p.prsend,
		'HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc, 'LEXTYPES = ' || p.prslextype) AS definition
FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE p.oid >= 16384)";

constexpr std::string_view text_search_templates = R"(
SELECT t.oid, n.nspname AS schema, t.tmplname AS name, format('%I.%I', n.nspname, t.tmplname) AS identity,
	concat_ws(', ', 'INIT = ' || nullif(t.tmplinit::oid, 0)::regproc, 'LEXIZE = ' || t.tmpllexize) AS definition
FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
WHERE t.oid >= 16384)";

constexpr std::string_view text_search_dictionaries = R"(
SELECT d.oid, n.nspname AS schema, d.dictname AS name, format('%I.%I', n.nspname, d.dictname) AS identity,
	pg_get_userbyid(d.dictowner) AS owner, format('%I.%I', tn.nspname, t.tmplname) AS template,
	d.dictinitoption AS options
FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE d.oid >= 16384)";

// "mappings": a line for each token type, "token: dictionary, dictionary".
constexpr std::string_view text_search_configurations = R"(
SELECT c.oid, n.nspname AS schema, c.cfgname AS name, format('%I.%I', n.nspname, c.cfgname) AS identity,
	pg_get_userbyid(c.cfgowner) AS owner, format('%I.%I', pn.nspname, p.prsname) AS parser,
	(SELECT string_agg(token || ': ' || dictionaries, E'\n' ORDER BY token) FROM (
		SELECT (SELECT format('%I', tt.alias) FROM ts_token_type(c.cfgparser) tt WHERE tt.tokid = m.maptokentype) AS token,
			string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
		FROM pg_ts_config_map m WHERE m.mapcfg = c.oid GROUP BY m.maptokentype) mapping) AS mappings
FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn ON pn.oid = p.prsnamespace
WHERE c.oid >= 16384)";

constexpr std::string_view foreign_data_wrappers = R"(
SELECT w.oid, w.fdwname AS name, format('%I', w.fdwname) AS identity, pg_get_userbyid(w.fdwowner) AS owner,
	coalesce(w.fdwacl, acldefault('F', w.fdwowner)) AS acl, nullif(w.fdwhandler, 0)::regproc AS handler,
	nullif(w.fdwvalidator, 0)::regproc AS validator,
	(SELECT string_agg(format('%I %L', option_name, option_value), ', ' ORDER BY option_name) FROM pg_options_to_table(w.fdwoptions)) AS options
FROM pg_foreign_data_wrapper w
WHERE w.oid >= 16384)";

constexpr std::string_view servers = R"(
SELECT s.oid, s.srvname AS name, format('%I', s.srvname) AS identity, pg_get_userbyid(s.srvowner) AS owner,
	coalesce(s.srvacl, acldefault('S', s.srvowner)) AS acl, w.fdwname AS wrapper, s.srvtype AS type, s.srvversion AS version,
	(SELECT string_agg(format('%I %L', option_name, option_value), ', ' ORDER BY option_name) FROM pg_options_to_table(s.srvoptions)) AS options
FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE s.oid >= 16384)";

constexpr std::string_view user_mappings = R"(
SELECT u.umid AS oid, CASE WHEN u.umuser = 0 THEN 'public' ELSE pg_get_userbyid(u.umuser) END AS name,
	format('%s on server %I', CASE WHEN u.umuser = 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(u.umuser)) END, s.srvname) AS identity,
	CASE WHEN u.umuser = 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(u.umuser)) END AS user,
	'1417:' || s.oid AS parent,
	(SELECT string_agg(format('%I %L', option_name, option_value), ', ' ORDER BY option_name) FROM pg_options_to_table(u.umoptions)) AS options
FROM pg_user_mappings u JOIN pg_foreign_server s ON s.oid = u.srvid
WHERE u.umid >= 16384)";

constexpr std::string_view sequences = R"(
SELECT c.oid, n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS identity,
	pg_get_userbyid(c.relowner) AS owner, coalesce(c.relacl, acldefault('s', c.relowner)) AS acl,
	format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS min, s.seqmax AS max,
	s.seqcache AS cache, CASE WHEN s.seqcycle THEN 'true' END AS cycle,
	CASE c.relpersistence WHEN 'u' THEN 'true' END AS unlogged,
	CASE d.deptype WHEN 'a' THEN format('%I.%I.%I', tn.nspname, t.relname, a.attname) END AS owned_by,
	CASE d.deptype WHEN 'i' THEN CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END END AS identity_form,
	CASE WHEN d.deptype = 'i' THEN '1259:' || t.oid || ':' || a.attnum END AS parent,
	'1247:' || nullif(c.reltype, 0) AS alias
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
LEFT JOIN pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 1259 AND d.refobjsubid > 0
	AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND c.oid >= 16384)";

constexpr std::string_view tables = R"(
SELECT c.oid, n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS identity,
	pg_get_userbyid(c.relowner) AS owner, coalesce(c.relacl, acldefault('r', c.relowner)) AS acl,
	concat_ws(' ', '1247:' || c.reltype, '1247:' || nullif(rt.typarray, 0)) AS alias,
	CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' ELSE 'plain' END AS form,
	CASE c.relpersistence WHEN 'u' THEN 'true' END AS unlogged,
	CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
	CASE WHEN c.relispartition THEN 'true' END AS is_partition,
	CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
	am.amname AS access_method, ts.spcname AS tablespace,
	CASE WHEN c.reloptions IS NOT NULL THEN (SELECT string_agg(format('%I=%L', option_name, coalesce(option_value, '')), ', ')
		FROM pg_options_to_table(c.reloptions)) END AS options,
	CASE WHEN tc.reloptions IS NOT NULL THEN (SELECT string_agg(format('toast.%I=%L', option_name, coalesce(option_value, '')), ', ')
		FROM pg_options_to_table(tc.reloptions)) END AS toast_options,
	CASE WHEN c.relkind <> 'f' THEN CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' WHEN 'i' THEN 'USING INDEX ' || (
		SELECT format('%I', ic.relname) FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
		WHERE i.indrelid = c.oid AND i.indisreplident) END END AS replica_identity,
	CASE WHEN c.relhasindex AND c.relkind = 'r' THEN (SELECT format('%I', ic.relname) FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
		WHERE i.indrelid = c.oid AND i.indisclustered) END AS clustered_on,
	CASE WHEN c.relrowsecurity THEN 'true' END AS row_security,
	CASE WHEN c.relforcerowsecurity THEN 'true' END AS force_row_security,
	s.srvname AS server, CASE WHEN ft.ftoptions IS NOT NULL THEN (
		SELECT string_agg(format('%I %L', option_name, option_value), ', ' ORDER BY option_name) FROM pg_options_to_table(ft.ftoptions)) END AS foreign_options
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_type rt ON rt.oid = c.reltype
LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid
LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid LEFT JOIN pg_foreign_server s ON s.oid = ft.ftserver
WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND c.oid >= 16384 AND n.nspname !~ '^pg_(toast|temp)')";

constexpr std::string_view views = R"(
SELECT c.oid, n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS identity,
	pg_get_userbyid(c.relowner) AS owner, coalesce(c.relacl, acldefault('r', c.relowner)) AS acl,
	concat_ws(' ', '1247:' || c.reltype, '1247:' || nullif(rt.typarray, 0), '2618:' || rw.oid) AS alias,
	rtrim(pg_get_viewdef(c.oid), ';') AS definition, CASE WHEN NOT c.relispopulated THEN 'true' END AS unpopulated,
	CASE WHEN c.relkind = 'm' THEN am.amname END AS access_method, ts.spcname AS tablespace,
	CASE WHEN c.relkind = 'm' THEN (SELECT format('%I', ic.relname) FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
		WHERE i.indrelid = c.oid AND i.indisclustered) END AS clustered_on,
	CASE WHEN c.reloptions IS NOT NULL THEN (SELECT string_agg(format('%I=%L', option_name, coalesce(option_value, '')), ', ')
		FROM pg_options_to_table(c.reloptions) WHERE option_name <> 'check_option') END AS options,
	CASE WHEN c.reloptions IS NOT NULL THEN (SELECT upper(option_value)
		FROM pg_options_to_table(c.reloptions) WHERE option_name = 'check_option') END AS check_option
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type rt ON rt.oid = c.reltype
LEFT JOIN pg_rewrite rw ON rw.ev_class = c.oid AND rw.rulename = '_RETURN'
LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.relkind = '{kind}' AND c.relpersistence <> 't' AND c.oid >= 16384)";

// Since 18 a NOT NULL is a constraint; only what is special about one is an attribute.
constexpr std::string_view not_null_18 = R"(
	CASE WHEN nn.conname <> c.relname || '_' || a.attname || '_not_null' AND (nn.conislocal OR c.relispartition) THEN nn.conname
		END AS not_null_name,
	CASE WHEN nn.conname <> c.relname || '_' || a.attname || '_not_null' AND NOT nn.conislocal AND NOT c.relispartition
		THEN nn.conname END AS inherited_not_null_name,
	CASE WHEN nn.connoinherit THEN 'true' END AS not_null_no_inherit,
	CASE WHEN NOT nn.convalidated THEN 'true' END AS not_null_not_valid,)";
constexpr std::string_view not_null_join_18 =
	"LEFT JOIN pg_constraint nn ON nn.contype = 'n' AND nn.conrelid = a.attrelid AND nn.conkey[1] = a.attnum";

// "identity" is that of pg_identify_object: the relation's with the column's name. The option pg_attver is PostgreSQL's
// own note of a column's version (since 15.20 and its siblings), which pg_dump leaves out as well.
constexpr std::string_view columns = R"(
SELECT a.attrelid AS oid, a.attnum AS sub, n.nspname AS schema, a.attname AS name,
	format('%I.%I.%I', n.nspname, c.relname, a.attname) AS identity, '1259:' || a.attrelid AS parent, a.attacl AS acl,
	a.attnum AS position, format_type(a.atttypid, a.atttypmod) AS type,
	CASE WHEN a.attcollation <> t.typcollation THEN (
		SELECT format('%I.%I', cn.nspname, co.collname) FROM pg_collation co
		JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation) END AS collation,
	CASE WHEN a.attnotnull THEN 'true' END AS not_null, {not_null}
	CASE a.attgenerated WHEN 's' THEN 'STORED' WHEN 'v' THEN 'VIRTUAL' END AS generated,
	CASE WHEN a.attgenerated <> '' THEN (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
		WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END AS expression,
	CASE WHEN a.attgenerated <> '' THEN (SELECT '2604:' || d.oid FROM pg_attrdef d
		WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END AS alias,
	CASE WHEN a.attidentity <> '' THEN 'true' END AS is_identity,
	CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
		WHEN 'x' THEN 'EXTENDED' WHEN 'm' THEN 'MAIN' END END AS storage,
	CASE t.typstorage WHEN 'p' THEN NULL WHEN 'e' THEN 'EXTERNAL' WHEN 'x' THEN 'EXTENDED' ELSE 'MAIN' END AS type_storage,
	CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
	CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,
	CASE WHEN cardinality(a.attoptions) > 1 OR a.attoptions[1] !~~ 'pg\_attver=%' THEN (
		SELECT string_agg(format('%I=%L', option_name, option_value), ', ') FROM pg_options_to_table(a.attoptions)
		WHERE option_name <> 'pg_attver') END AS options,
	CASE WHEN a.attfdwoptions IS NOT NULL THEN (SELECT string_agg(format('%I %L', option_name, option_value), ', ' ORDER BY option_name)
		FROM pg_options_to_table(a.attfdwoptions)) END AS foreign_options,
	CASE WHEN a.attinhcount > 0 THEN 'true' END AS inherited, CASE WHEN NOT a.attislocal THEN 'true' END AS not_local
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid {join}
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid >= 16384 AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
	AND c.relpersistence <> 't' AND n.nspname !~ '^pg_(toast|temp)')";

// No default refers to a column, so there is no need to look at the table.
constexpr std::string_view default_values = R"(
SELECT d.oid, n.nspname AS schema, a.attname AS name, format('for %I.%I.%I', n.nspname, c.relname, a.attname) AS identity,
	'1259:' || d.adrelid || ':' || d.adnum AS parent, pg_get_expr(d.adbin, 0) AS expression
FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = ''
JOIN pg_class c ON c.oid = d.adrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE d.oid >= 16384 AND c.relpersistence <> 't')";

constexpr std::string_view inheritance = R"(
SELECT i.inhrelid AS oid, i.inhseqno AS sub, n.nspname AS schema, c.relname AS name,
	format('%I.%I in %I.%I', n.nspname, c.relname, pn.nspname, p.relname) AS identity, '1259:' || i.inhrelid AS parent,
	format('%I.%I', pn.nspname, p.relname) AS parent_table, '1259:' || i.inhparent AS needs, i.inhseqno AS position,
	CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
	CASE WHEN i.inhdetachpending THEN 'true' END AS detach_pending
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND i.inhrelid >= 16384 AND c.relpersistence <> 't')";

// A foreign key with "clone" is what a partition has of its parent's (or has by the partitions of the table it
// references): it comes and goes with that, but stays behind when the partition is detached.
constexpr std::string_view constraints = R"(
SELECT k.oid, n.nspname AS schema, k.conname AS name, format('%I on %I.%I', k.conname, n.nspname, c.relname) AS identity,
	'1259:' || k.conrelid AS parent, CASE WHEN i.oid IS NOT NULL THEN '1259:' || i.oid END AS alias,
	CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclude' WHEN 'f' THEN 'foreign key'
		WHEN 'c' THEN 'check' WHEN 'n' THEN 'not null' ELSE k.contype::text END AS form,
	pg_get_constraintdef(k.oid) AS definition,
	CASE WHEN k.condeferrable THEN 'true' END AS deferrable, CASE WHEN k.condeferred THEN 'true' END AS deferred,
	CASE WHEN NOT k.convalidated THEN 'true' END AS not_valid, {not_enforced} AS not_enforced,
	CASE WHEN k.connoinherit AND k.contype IN ('c', 'n') THEN 'true' END AS no_inherit,
	CASE WHEN k.coninhcount > 0 THEN 'true' END AS inherited, CASE WHEN NOT k.conislocal THEN 'true' END AS not_local,
	CASE WHEN k.contype = 'f' AND k.conparentid <> 0 THEN 'true' END AS clone,
	CASE WHEN k.contype = 'f' THEN format('%I.%I', fn.nspname, f.relname) END AS references,
	CASE k.contype WHEN 'n' THEN (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1]) END AS column,
	CASE WHEN i.reloptions IS NOT NULL THEN (SELECT string_agg(format('%I=%L', option_name, coalesce(option_value, '')), ', ')
		FROM pg_options_to_table(i.reloptions)) END AS options,
	ts.spcname AS tablespace
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_tablespace ts ON ts.oid = i.reltablespace
LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.oid >= 16384 AND k.conrelid <> 0 AND c.relpersistence <> 't'
	AND k.contype NOT IN ('t', 'n'))";

constexpr std::string_view domain_constraints = R"(
SELECT k.oid, n.nspname AS schema, k.conname AS name, format('%I on %I.%I', k.conname, n.nspname, t.typname) AS identity,
	'1247:' || k.contypid AS parent, pg_get_constraintdef(k.oid) AS definition,
	CASE k.contype WHEN 'n' THEN 'not null' ELSE 'check' END AS form,
	CASE WHEN NOT k.convalidated THEN 'true' END AS not_valid
FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE k.oid >= 16384 AND k.contypid <> 0 AND k.contype <> 'n')";

// Those that belong to a constraint are the constraint's.
constexpr std::string_view indexes = R"(
SELECT c.oid, n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS identity,
	'1259:' || i.indrelid AS parent, pg_get_indexdef(c.oid) AS definition,
	CASE WHEN i.indisunique THEN 'true' END AS is_unique,
	CASE WHEN NOT i.indisvalid AND c.relkind = 'i' THEN 'true' END AS invalid,
	CASE WHEN c.relkind = 'I' THEN 'true' END AS partitioned, ts.spcname AS tablespace,
	CASE WHEN c.reloptions IS NOT NULL THEN (SELECT string_agg(format('%I=%L', option_name, coalesce(option_value, '')), ', ')
		FROM pg_options_to_table(c.reloptions)) END AS options,
	CASE WHEN i.indexprs IS NOT NULL THEN (SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute a
		WHERE a.attrelid = c.oid AND a.attstattarget >= 0) END AS statistics
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.refclassid = 2606 AND d.deptype = 'i'
WHERE c.oid >= 16384 AND d.objid IS NULL AND c.relpersistence <> 't' AND n.nspname !~ '^pg_(toast|temp)')";

constexpr std::string_view index_attachments = R"(
SELECT h.inhrelid AS oid, n.nspname AS schema, c.relname AS name,
	format('%I.%I in %I.%I', n.nspname, c.relname, pn.nspname, p.relname) AS identity, '1259:' || h.inhrelid AS parent,
	'1259:' || h.inhparent AS needs, format('%I.%I', n.nspname, c.relname) AS index,
	format('%I.%I', pn.nspname, p.relname) AS parent_index
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE c.relkind IN ('i', 'I') AND h.inhrelid >= 16384)";

constexpr std::string_view statistics = R"(
SELECT s.oid, n.nspname AS schema, s.stxname AS name, format('%I.%I', n.nspname, s.stxname) AS identity,
	pg_get_userbyid(s.stxowner) AS owner, '1259:' || s.stxrelid AS parent, pg_get_statisticsobjdef(s.oid) AS definition,
	CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS statistics
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
WHERE s.oid >= 16384)";

constexpr std::string_view rules = R"(
SELECT r.oid, n.nspname AS schema, r.rulename AS name, format('%I on %I.%I', r.rulename, n.nspname, c.relname) AS identity,
	'1259:' || r.ev_class AS parent, pg_get_ruledef(r.oid) AS definition,
	CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' END AS enabled
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.oid >= 16384 AND (r.rulename <> '_RETURN' OR c.relkind NOT IN ('v', 'm')))";

// Clones in partitions follow from the parent's trigger, but may be enabled differently.
// Of the triggers that partitions have from their parent's, those in another state, with the one that they are from.
constexpr std::string_view triggers = R"(
SELECT t.oid, n.nspname AS schema, t.tgname AS name, format('%I on %I.%I', t.tgname, n.nspname, c.relname) AS identity,
	'1259:' || t.tgrelid AS parent, pg_get_triggerdef(t.oid) AS definition,
	CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' END AS enabled,
	CASE WHEN t.tgparentid <> 0 THEN 'true' END AS clone, CASE WHEN t.tgconstraint <> 0 THEN 'true' END AS is_constraint,
	CASE WHEN t.tgconstraint <> 0 THEN '2606:' || t.tgconstraint END AS alias,
	'2620:' || CASE WHEN g.tgenabled = p.tgenabled THEN g.oid ELSE p.oid END AS needs
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_trigger p ON p.oid = t.tgparentid LEFT JOIN pg_trigger g ON g.oid = p.tgparentid
WHERE t.oid >= 16384 AND (NOT t.tgisinternal OR (t.tgparentid <> 0 AND NOT p.tgisinternal AND t.tgenabled <> p.tgenabled))
	AND (t.tgparentid = 0 OR t.tgenabled <> p.tgenabled))";

constexpr std::string_view policies = R"(
SELECT p.oid, n.nspname AS schema, p.polname AS name, format('%I on %I.%I', p.polname, n.nspname, c.relname) AS identity,
	'1259:' || p.polrelid AS parent, CASE WHEN NOT p.polpermissive THEN 'true' END AS restrictive,
	CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' END AS command,
	CASE WHEN p.polroles <> '{0}' THEN (SELECT string_agg(format('%I', rolname), ', ' ORDER BY rolname) FROM pg_roles
		WHERE oid = ANY (p.polroles)) END AS roles,
	pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE p.oid >= 16384)";

constexpr std::string_view publications = R"(
SELECT p.oid, p.pubname AS name, format('%I', p.pubname) AS identity, pg_get_userbyid(p.pubowner) AS owner,
	CASE WHEN p.puballtables THEN 'true' END AS all_tables,
	concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
		CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS publish,
	CASE WHEN p.pubviaroot THEN 'true' END AS via_root, {generated} AS generated_columns
FROM pg_publication p
WHERE p.oid >= 16384)";

constexpr std::string_view publication_relations = R"(
SELECT r.oid, c.relname AS name, format('%I.%I in publication %I', n.nspname, c.relname, p.pubname) AS identity,
	'6104:' || p.oid AS parent, format('%I.%I', n.nspname, c.relname) AS table,
	pg_get_expr(r.prqual, r.prrelid) AS filter,
	CASE WHEN r.prattrs IS NOT NULL THEN (SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
		WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) END AS columns
FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid
JOIN pg_namespace n ON n.oid = c.relnamespace)";

constexpr std::string_view publication_schemas = R"(
SELECT s.oid, n.nspname AS name, format('%I in publication %I', n.nspname, p.pubname) AS identity, '6104:' || p.oid AS parent,
	format('%I', n.nspname) AS published_schema
FROM pg_publication_namespace s JOIN pg_publication p ON p.oid = s.pnpubid JOIN pg_namespace n ON n.oid = s.pnnspid)";

constexpr std::string_view subscriptions = R"(
SELECT s.oid, s.subname AS name, format('%I', s.subname) AS identity, pg_get_userbyid(s.subowner) AS owner,
	s.subconninfo AS connection, (SELECT string_agg(format('%I', p), ', ' ORDER BY i) FROM unnest(s.subpublications) WITH ORDINALITY u(p, i)) AS publications,
	coalesce(s.subslotname, 'NONE') AS slot_name, CASE WHEN s.subenabled THEN 'true' END AS enabled,
	CASE WHEN s.subbinary THEN 'true' END AS binary, {streaming} AS streaming,
	CASE WHEN s.subtwophasestate <> 'd' THEN 'true' END AS two_phase, CASE WHEN s.subdisableonerr THEN 'true' END AS disable_on_error,
	s.subsynccommit AS synchronous_commit{more}
FROM pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()))";

constexpr std::string_view event_triggers = R"(
SELECT e.oid, e.evtname AS name, format('%I', e.evtname) AS identity, pg_get_userbyid(e.evtowner) AS owner,
	e.evtevent AS event, e.evtfoid::regproc AS function,
	(SELECT string_agg(quote_literal(t), ', ' ORDER BY i) FROM unnest(e.evttags) WITH ORDINALITY u(t, i)) AS tags,
	CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' END AS enabled
FROM pg_event_trigger e
WHERE e.oid >= 16384)";

constexpr std::string_view default_privileges = R"(
SELECT d.oid, concat_ws(' ', 'for role', format('%I', pg_get_userbyid(d.defaclrole)), 'in schema ' || quote_ident(n.nspname), 'on',
		CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types'
		WHEN 'n' THEN 'schemas' ELSE 'large objects' END) AS identity,
	pg_get_userbyid(d.defaclrole) AS role, n.nspname AS in_schema,
	CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
		WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS on,
	d.defaclacl AS acl, CASE WHEN d.defaclnamespace = 0 THEN
		acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)::text ELSE '{}' END AS builtin_acl
FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace)";

// What initdb and extensions made is not described, but who may use it is.
constexpr std::string_view system_privileges = R"(
SELECT p.oid, n.nspname AS schema, format('%s %s', o.type, o.identity) AS identity, o.type,
	o.target, o.acl, coalesce(ip.initprivs, o.builtin)::text AS builtin_acl
FROM (
	SELECT 1255 AS class, oid, 0 AS sub, CASE prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS type,
		oid::regprocedure::text AS identity,
		CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || oid::regprocedure AS target, proacl AS acl,
		acldefault('f', proowner) AS builtin, pronamespace AS namespace
	FROM pg_proc WHERE proacl IS NOT NULL
	UNION ALL
	SELECT 1259, oid, 0, CASE relkind WHEN 'v' THEN 'view' ELSE 'table' END, oid::regclass::text, 'TABLE ' || oid::regclass, relacl,
		acldefault('r', relowner), relnamespace
	FROM pg_class WHERE relacl IS NOT NULL AND relkind IN ('r', 'p', 'v', 'm', 'f')
	UNION ALL
	SELECT 2615, oid, 0, 'schema', format('%I', nspname), format('SCHEMA %I', nspname), nspacl, acldefault('n', nspowner), oid
	FROM pg_namespace WHERE nspacl IS NOT NULL AND oid <> 2200
	UNION ALL
	SELECT 1259, oid, 0, 'sequence', oid::regclass::text, 'SEQUENCE ' || oid::regclass, relacl, acldefault('s', relowner), relnamespace
	FROM pg_class WHERE relacl IS NOT NULL AND relkind = 'S'
	UNION ALL
	SELECT 1247, oid, 0, 'type', oid::regtype::text, 'TYPE ' || oid::regtype, typacl, acldefault('T', typowner), typnamespace
	FROM pg_type WHERE typacl IS NOT NULL AND typrelid = 0
	UNION ALL
	SELECT 2612, oid, 0, 'language', format('%I', lanname), format('LANGUAGE %I', lanname), lanacl, acldefault('l', lanowner), NULL
	FROM pg_language WHERE lanacl IS NOT NULL AND lanispl
	UNION ALL
	SELECT 2328, oid, 0, 'foreign-data wrapper', format('%I', fdwname), format('FOREIGN DATA WRAPPER %I', fdwname), fdwacl,
		acldefault('F', fdwowner), NULL
	FROM pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL
) o(class, oid, sub, type, identity, target, acl, builtin, namespace)
LEFT JOIN pg_namespace n ON n.oid = o.namespace
LEFT JOIN pg_init_privs ip ON ip.classoid = o.class AND ip.objoid = o.oid AND ip.objsubid = 0
CROSS JOIN LATERAL (SELECT o.oid) p
WHERE (o.oid < 16384 OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e'))
	AND o.acl IS DISTINCT FROM coalesce(ip.initprivs, o.builtin) AND coalesce(n.nspname, '') !~ '^pg_(toast|temp)')";

} // namespace

std::vector<CatalogQuery> catalog_queries(int version) {
	auto const plain = [](std::string_view sql) { return std::string{sql}; };
	bool const has_17 = version >= 170000;
	bool const has_16 = version >= 160000;
	std::string const more_of_subscriptions =
		std::string{
			has_16 ? ", s.suborigin AS origin, CASE WHEN NOT s.subpasswordrequired THEN 'true' END AS no_password, "
					 "CASE WHEN s.subrunasowner THEN 'true' END AS run_as_owner"
				   : ""} +
		(has_17 ? ", CASE WHEN s.subfailover THEN 'true' END AS failover" : "");

	return {
		{Kind::schema, pg_namespace, "", plain(schemas)},
		{Kind::extension, pg_extension, "EXISTS (SELECT FROM pg_extension WHERE oid >= 16384)", plain(extensions)},
		{Kind::language, pg_language, "EXISTS (SELECT FROM pg_language WHERE oid >= 16384)", plain(languages)},
		{Kind::access_method, pg_am, "EXISTS (SELECT FROM pg_am WHERE oid >= 16384)", plain(access_methods)},
		{Kind::collation, pg_collation, "EXISTS (SELECT FROM pg_collation WHERE oid >= 16384)",
		 expand(collations, {{"{locale}", has_17 ? "c.colllocale" : "c.colliculocale"},
							 {"{rules}", has_16 ? "c.collicurules" : "NULL"}})},
		{Kind::conversion, pg_conversion, "EXISTS (SELECT FROM pg_conversion WHERE oid >= 16384)", plain(conversions)},
		{Kind::type, pg_type,
		 "EXISTS (SELECT FROM pg_type WHERE oid >= 16384 AND (typtype IN ('d', 'e', 'r', 'p') OR (typtype = 'b' AND "
		 "typelem = 0))) "
		 "OR EXISTS (SELECT FROM pg_class WHERE relkind = 'c' AND oid >= 16384)",
		 plain(types)},
		{Kind::function, pg_proc, "EXISTS (SELECT FROM pg_proc WHERE oid >= 16384 AND prokind IN ('f', 'w'))",
		 expand(functions, {{"{kinds}", "'f', 'w'"}})},
		{Kind::procedure, pg_proc, "EXISTS (SELECT FROM pg_proc WHERE oid >= 16384 AND prokind = 'p')",
		 expand(functions, {{"{kinds}", "'p'"}})},
		{Kind::aggregate, pg_proc, "EXISTS (SELECT FROM pg_proc WHERE oid >= 16384 AND prokind = 'a')",
		 plain(aggregates)},
		{Kind::operator_, pg_operator, "EXISTS (SELECT FROM pg_operator WHERE oid >= 16384)", plain(operators)},
		{Kind::operator_family, pg_opfamily, "EXISTS (SELECT FROM pg_opfamily WHERE oid >= 16384)",
		 plain(operator_families)},
		{Kind::operator_class, pg_opclass, "EXISTS (SELECT FROM pg_opclass WHERE oid >= 16384)",
		 plain(operator_classes)},
		{Kind::cast, pg_cast, "EXISTS (SELECT FROM pg_cast WHERE oid >= 16384)", plain(casts)},
		{Kind::transform, pg_transform, "EXISTS (SELECT FROM pg_transform WHERE oid >= 16384)", plain(transforms)},
		{Kind::text_search_parser, pg_ts_parser, "EXISTS (SELECT FROM pg_ts_parser WHERE oid >= 16384)",
		 plain(text_search_parsers)},
		{Kind::text_search_template, pg_ts_template, "EXISTS (SELECT FROM pg_ts_template WHERE oid >= 16384)",
		 plain(text_search_templates)},
		{Kind::text_search_dictionary, pg_ts_dict, "EXISTS (SELECT FROM pg_ts_dict WHERE oid >= 16384)",
		 plain(text_search_dictionaries)},
		{Kind::text_search_configuration, pg_ts_config, "EXISTS (SELECT FROM pg_ts_config WHERE oid >= 16384)",
		 plain(text_search_configurations)},
		{Kind::foreign_data_wrapper, pg_foreign_data_wrapper,
		 "EXISTS (SELECT FROM pg_foreign_data_wrapper WHERE oid >= 16384)", plain(foreign_data_wrappers)},
		{Kind::server, pg_foreign_server, "EXISTS (SELECT FROM pg_foreign_server)", plain(servers)},
		{Kind::user_mapping, pg_user_mapping, "EXISTS (SELECT FROM pg_user_mappings)", plain(user_mappings)},
		{Kind::sequence, pg_class, "EXISTS (SELECT FROM pg_sequence)", plain(sequences)},
		{Kind::table, pg_class, "", plain(tables)},
		{Kind::view, pg_class, "EXISTS (SELECT FROM pg_class WHERE oid >= 16384 AND relkind = 'v')",
		 expand(views, {{"{kind}", "v"}})},
		{Kind::materialized_view, pg_class, "EXISTS (SELECT FROM pg_class WHERE oid >= 16384 AND relkind = 'm')",
		 expand(views, {{"{kind}", "m"}})},
		{Kind::column, pg_class, "",
		 expand(columns, {{"{not_null}", version >= 180000 ? not_null_18 : ""},
						  {"{join}", version >= 180000 ? not_null_join_18 : ""}})},
		{Kind::default_value, pg_attrdef, "EXISTS (SELECT FROM pg_attrdef WHERE oid >= 16384)", plain(default_values)},
		{Kind::inheritance, pg_inherits, "EXISTS (SELECT FROM pg_inherits)", plain(inheritance)},
		{Kind::constraint, pg_constraint, "EXISTS (SELECT FROM pg_constraint WHERE oid >= 16384 AND conrelid <> 0)",
		 expand(constraints,
				{{"{not_enforced}", version >= 180000 ? "CASE WHEN NOT k.conenforced THEN 'true' END" : "NULL"}})},
		{Kind::domain_constraint, pg_constraint,
		 "EXISTS (SELECT FROM pg_constraint WHERE oid >= 16384 AND contypid <> 0)", plain(domain_constraints)},
		{Kind::index, pg_class, "EXISTS (SELECT FROM pg_index WHERE indexrelid >= 16384)", plain(indexes)},
		{Kind::index_attachment, pg_inherits, "EXISTS (SELECT FROM pg_inherits)", plain(index_attachments)},
		{Kind::statistics, pg_statistic_ext, "EXISTS (SELECT FROM pg_statistic_ext)", plain(statistics)},
		{Kind::rule, pg_rewrite, "EXISTS (SELECT FROM pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN')",
		 plain(rules)},
		{Kind::trigger, pg_trigger, "EXISTS (SELECT FROM pg_trigger WHERE oid >= 16384)", plain(triggers)},
		{Kind::policy, pg_policy, "EXISTS (SELECT FROM pg_policy)", plain(policies)},
		{Kind::publication, pg_publication, "EXISTS (SELECT FROM pg_publication)",
		 expand(publications,
				{{"{generated}", version >= 180000 ? "CASE p.pubgencols WHEN 's' THEN 'stored' END" : "NULL"}})},
		{Kind::publication_relation, pg_publication_rel, "EXISTS (SELECT FROM pg_publication_rel)",
		 plain(publication_relations)},
		{Kind::publication_schema, pg_publication_namespace, "EXISTS (SELECT FROM pg_publication_namespace)",
		 plain(publication_schemas)},
		{Kind::subscription, pg_subscription,
		 "EXISTS (SELECT subname FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = "
		 "current_database()))",
		 expand(subscriptions,
				{{"{streaming}", has_16 ? "CASE s.substream WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' END"
										: "CASE WHEN s.substream THEN 'on' END"},
				 {"{more}", more_of_subscriptions}})},
		{Kind::event_trigger, pg_event_trigger, "EXISTS (SELECT FROM pg_event_trigger)", plain(event_triggers)},
		{Kind::system_privileges, CatalogOid{0}, "", plain(system_privileges)},
		{Kind::default_privileges, pg_default_acl, "EXISTS (SELECT FROM pg_default_acl)", plain(default_privileges)},
	};
}

} // namespace confiture::catalog
