#include "build/own_databases_pg.hpp"

#include "build/names.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/datum.hpp"

namespace confiture::build {

std::vector<OwnDatabase> own_databases(std::string_view prefix) {
	std::vector<OwnDatabase> found;
	pg::scan_catalog(DatabaseRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc) {
		auto const *const database = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
		std::string_view const name = NameStr(database->datname);
		if (name.starts_with(prefix) && !database->datallowconn)
			found.push_back({database->oid, std::string(name), database->datdba});
	});
	std::ranges::sort(found, {}, &OwnDatabase::oid);
	return found;
}

std::string new_building_name(std::string_view what) {
	static unsigned count = 0;
	return std::string(building_prefix) + std::string(what) + '_' + std::to_string(++count) + '_' +
		   std::to_string(MyProcPid);
}

int builder_of(std::string const &name) {
	return name.starts_with(building_prefix) ? std::atoi(name.c_str() + name.rfind('_') + 1) : 0;
}

std::string comment_on_database(Oid database) {
	std::array<ScanKeyData, 2> keys;
	ScanKeyInit(&keys[0], Anum_pg_shdescription_objoid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(database));
	ScanKeyInit(&keys[1], Anum_pg_shdescription_classoid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(DatabaseRelationId));
	std::string comment;
	pg::scan_catalog(
		SharedDescriptionRelationId, SharedDescriptionObjIndexId, keys, [&](HeapTuple tuple, TupleDesc description) {
			bool is_null;
			Datum const text = heap_getattr(tuple, Anum_pg_shdescription_description, description, &is_null);
			if (!is_null)
				comment = pg::to_string(text);
		});
	return comment;
}

} // namespace confiture::build
