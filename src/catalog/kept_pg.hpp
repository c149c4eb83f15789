// Snapshots kept in files below the data directory. What is kept can be read again, so a file that is lost or damaged
// costs time and nothing else.
#pragma once

#include "pg/guard.hpp"

namespace confiture::catalog {

// The packed snapshot kept for a database under a name, if it was kept with this mark.
[[nodiscard]] std::optional<std::string> kept_snapshot(Oid database, std::string const &name, std::string const &mark);

// Keeps one, in place of what was kept under that name; forgets those of databases that are gone.
void keep_snapshot(Oid database, std::string const &name, std::string const &mark, std::string const &packed);

} // namespace confiture::catalog
