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

// The schema of a closed database, read by a background worker with the caller's rights.
[[nodiscard]] Snapshot snapshot_of_closed_database(unsigned database);

// Snapshots under names that stand for all that they follow from; kept as long as the database that they belong to, but
// of those whose names start with "text" only the latest.
[[nodiscard]] std::optional<Snapshot> kept(unsigned database, std::string const &name);
void keep(unsigned database, std::string const &name, std::string const &packed);

// Makes the background worker's job and the setting confiture.schema_path known; in _PG_init.
void install();

} // namespace confiture::catalog
