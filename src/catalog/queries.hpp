// The SQL that reads a database's catalogs: one statement for each kind of object, none for each object.
#pragma once

#include "catalog/snapshot.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace confiture::catalog {

// OIDs of system catalogs, which are the same in every version.
enum CatalogOid : std::uint32_t {
	pg_default_acl = 826,
	pg_type = 1247,
	pg_proc = 1255,
	pg_class = 1259,
	pg_foreign_server = 1417,
	pg_user_mapping = 1418,
	pg_foreign_data_wrapper = 2328,
	pg_am = 2601,
	pg_amop = 2602,
	pg_amproc = 2603,
	pg_attrdef = 2604,
	pg_cast = 2605,
	pg_constraint = 2606,
	pg_conversion = 2607,
	pg_inherits = 2611,
	pg_language = 2612,
	pg_namespace = 2615,
	pg_opclass = 2616,
	pg_operator = 2617,
	pg_rewrite = 2618,
	pg_trigger = 2620,
	pg_opfamily = 2753,
	pg_extension = 3079,
	pg_policy = 3256,
	pg_statistic_ext = 3381,
	pg_collation = 3456,
	pg_event_trigger = 3466,
	pg_transform = 3576,
	pg_ts_dict = 3600,
	pg_ts_parser = 3601,
	pg_ts_config = 3602,
	pg_ts_template = 3764,
	pg_subscription = 6100,
	pg_publication = 6104,
	pg_publication_rel = 6106,
	pg_publication_namespace = 6237,
};

// The result columns "oid", "sub" (objsubid), "schema", "name", "identity", "parent", "owner", "acl", "alias" (more
// addresses that mean the object) and "needs" (a dependency that pg_depend does not tell) fill the fields of Object;
// every other column is an attribute, unless null or empty. Addresses are written "catalog:oid" or "catalog:oid:sub".
struct CatalogQuery {
	Kind kind;
	CatalogOid catalog;
	std::string_view probe; // a scalar that is true if the query has rows; empty: always run
	std::string sql;
};

// For the settings below and an empty search_path, so that every name is qualified.
[[nodiscard]] std::vector<CatalogQuery> catalog_queries(int server_version);

// What all sessions that read must have set: so that equal things have equal texts, and reading takes linear time.
inline constexpr std::string_view reading_settings[][2] = {
	{"search_path", ""},
	{"datestyle", "ISO"},
	{"intervalstyle", "postgres"},
	{"extra_float_digits", "3"},
	{"quote_all_identifiers", "off"},
	{"timezone", "UTC"},
	{"bytea_output", "hex"},
	{"standard_conforming_strings", "on"},
	{"lc_monetary", "C"},
	{"row_security", "off"},
	// the catalogs of a new database have no statistics: a loop over thousands of rows looks like one over a few
	{"enable_nestloop", "off"},
	{"jit", "off"}, // a loop without another way is planned as very costly, and compiling takes longer than reading
};

// (catalog, oid, sub, referenced catalog, oid, sub, type)
inline constexpr std::string_view dependency_query =
	"SELECT classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype FROM pg_catalog.pg_depend "
	"WHERE objid >= 16384 AND classid <> 0";

// (catalog, oid, sub, text)
inline constexpr std::string_view comment_query =
	"SELECT classoid, objoid, objsubid, description FROM pg_catalog.pg_description "
	"WHERE objoid >= 16384 OR (classoid = 2615 AND objoid = 2200)";

// (catalog, oid, sub, provider, text)
inline constexpr std::string_view label_query =
	"SELECT classoid, objoid, objsubid, provider, label FROM pg_catalog.pg_seclabel ORDER BY 1, 2, 3, 4";

} // namespace confiture::catalog
