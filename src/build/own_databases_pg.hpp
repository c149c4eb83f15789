// The databases of the server that are confiture's own: those whose names say so, and that are closed.
#pragma once

#include "pg/guard.hpp"

namespace confiture::build {

struct OwnDatabase {
	Oid oid;
	std::string name;
	Oid owner;
};

// Those whose names start with "prefix", oldest first: one pass over pg_database, without a query to plan.
[[nodiscard]] std::vector<OwnDatabase> own_databases(std::string_view prefix);

// A name for a database that this process builds, for the first time and for once: one of the same name may still be
// about to be dropped, or be renamed by the current transaction.
[[nodiscard]] std::string new_building_name(std::string_view what);

// The process that builds the database of such a name; 0 for other names.
[[nodiscard]] int builder_of(std::string const &name);

// The comment on a database; empty where there is none.
[[nodiscard]] std::string comment_on_database(Oid database);

} // namespace confiture::build
