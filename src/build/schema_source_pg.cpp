#include "build/schema_source_pg.hpp"

#include "build/template_pg.hpp"
#include "catalog/catalog_pg.hpp"
#include "catalog/packed.hpp"

namespace confiture::build {

// What the tree means is what the template built from it holds.
static catalog::Snapshot snapshot_of_tree(std::string const &path) {
	Template const made = find_or_build_schema(plan_of(path, {}));
	Oid const database = pg::call([&] {
		AcceptInvalidationMessages();
		return get_database_oid(made.database.c_str(), false);
	});
	note_use(made.key);
	if (auto snapshot = catalog::kept(database, made.key))
		return *std::move(snapshot);
	catalog::Snapshot snapshot = catalog::snapshot_of_closed_database(database);
	catalog::keep(database, made.key, catalog::to_packed(snapshot));
	return snapshot;
}

void register_schema_source() { catalog::register_source("dir", snapshot_of_tree); }

} // namespace confiture::build
