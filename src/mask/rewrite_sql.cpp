// The SQL functions that rewritten queries call: see rewrite.sql.
#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace {

using namespace confiture;

// Of an index its table; what it holds comes from any of the table's columns.
Oid table_of_index(Oid relation) {
	HeapTuple const tuple = pg::call([&] { return SearchSysCache1(INDEXRELID, ObjectIdGetDatum(relation)); });
	if (tuple == nullptr)
		return InvalidOid;
	Oid const table = reinterpret_cast<Form_pg_index>(GETSTRUCT(tuple))->indrelid;
	pg::call([&] { ReleaseSysCache(tuple); });
	return table;
}

bool is_shown(Oid relation, AttrNumber attribute) {
	if (relation < FirstNormalObjectId)
		return true;
	if (Oid const table = table_of_index(relation); OidIsValid(table))
		return mask::rules_of(table) == nullptr;
	std::shared_ptr<mask::RelationRules const> const rules = mask::rules_of(relation);
	if (rules == nullptr) // a materialized view may hold what it was made from
		return pg::call([&] { return get_rel_relkind(relation); }) != RELKIND_MATVIEW;
	if (rules->table && rules->table->kind != mask::TableRule::keep) // of rows that are not read
		return false;
	if (mask::ColumnRule const *const rule = rules->find(attribute))
		return rule->keeps();
	return pg::call([&] { return get_attgenerated(relation, attribute); }) == '\0';
}

} // namespace

CONFITURE_FUNCTION(confiture_statistics_shown) { PG_RETURN_BOOL(is_shown(PG_GETARG_OID(0), PG_GETARG_INT16(1))); }

CONFITURE_FUNCTION(confiture_extended_statistics_shown) {
	Oid const statistics = PG_GETARG_OID(0);
	HeapTuple const tuple = pg::call([&] { return SearchSysCache1(STATEXTOID, ObjectIdGetDatum(statistics)); });
	if (tuple == nullptr)
		PG_RETURN_BOOL(false);
	Oid const relation = reinterpret_cast<Form_pg_statistic_ext>(GETSTRUCT(tuple))->stxrelid;
	pg::call([&] { ReleaseSysCache(tuple); });
	PG_RETURN_BOOL(mask::rules_of(relation) == nullptr);
}
