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

// The comment on a database; empty where there is none.
[[nodiscard]] std::string comment_on_database(Oid database);

} // namespace confiture::build
