#include "build/schema_source_pg.hpp"

#include "build/template_pg.hpp"
#include "catalog/catalog_pg.hpp"
#include "catalog/json.hpp"

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace confiture::build {

namespace fs = std::filesystem;

// Beside the template that it was read from, below the data directory: a template made anew has another OID.
static fs::path cached_snapshot(Template const &made, Oid database) {
	return fs::path("confiture/snapshots") / (made.key + '_' + std::to_string(database));
}

static void keep_snapshot(fs::path const &path, std::string const &text) {
	std::error_code problem;
	fs::create_directories(path.parent_path(), problem);
	fs::path const draft = path.string() + '.' + std::to_string(MyProcPid);
	std::ofstream(draft, std::ios::binary) << text;
	fs::rename(draft, path, problem); // without it the next diff reads the template again
}

// What the tree means is what the template built from it holds.
static catalog::Snapshot snapshot_of_tree(std::string const &path) {
	Template const made = find_or_build_template(plan_of(path, {}));
	Oid const database = pg::call([&] {
		AcceptInvalidationMessages();
		return get_database_oid(made.database.c_str(), false);
	});
	note_use(made.key);
	fs::path const cached = cached_snapshot(made, database);
	if (std::ifstream in{cached, std::ios::binary}; in) {
		std::ostringstream text;
		text << in.rdbuf();
		return catalog::from_json(text.view());
	}
	catalog::Snapshot snapshot = catalog::snapshot_of_database(database, true);
	keep_snapshot(cached, catalog::to_json(snapshot));
	return snapshot;
}

void register_schema_source() { catalog::register_source("dir", snapshot_of_tree); }

} // namespace confiture::build
