// Where a schema comes from: "current", "db:NAME", "snapshot:NAME", and what other rooms add.
#pragma once

#include "catalog/snapshot.hpp"

#include <functional>

namespace confiture::catalog {

// Reads the schema that a source names, with the caller's rights. A source with a slash and no prefix is "dir:" and it.
[[nodiscard]] Snapshot snapshot_of_source(std::string const &source);

// The same in two steps: another database is read by a background worker while the caller does something else.
using Reading = std::function<Snapshot()>; // waits for it; to be called once
[[nodiscard]] Reading start_reading(std::string const &source);

// Adds a form of source; in _PG_init. "read" gets what follows the colon.
using ReadSource = Snapshot (*)(std::string const &rest);
void register_source(char const *form, ReadSource read);

// The schema of this database, with nothing kept for later: for databases that do not last.
[[nodiscard]] Snapshot read_this_database();

// The schema of a closed database that changes no more, read once by a background worker with the caller's rights, and
// kept under a name.
[[nodiscard]] Snapshot snapshot_of_sealed_database(unsigned database, std::string const &name);
// Keeps it, packed, where it was read already.
void keep_sealed_snapshot(unsigned database, std::string const &name, std::string const &packed);

// Makes the background worker's job and the setting confiture.schema_path known; in _PG_init.
void install();

} // namespace confiture::catalog
