// Two Snapshots to the ordered steps that turn the one into the other.
#pragma once

#include "catalog/snapshot.hpp"
#include "diff/rename.hpp"
#include "diff/step.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

struct Options {
	std::vector<std::string> include; // schemas, or objects as "schema.name"; '*' and '?' stand for any; empty: all
	std::vector<std::string> exclude;
	std::vector<Rename> renames{};
	bool online{};
};

// What PostgreSQL can't change, so that it stays as it is in "from".
struct Unchanged {
	std::vector<std::string> reordered_tables; // their columns stand in another order in "to"
	std::vector<std::string> newer_extensions; // and are of an older version in "to"
};

// Both snapshots are taken by value: who needs them no more moves them in, and spares the copies.
[[nodiscard]] std::vector<Step> plan(catalog::Snapshot from, catalog::Snapshot to, Options const &options = {},
									 Unchanged *unchanged = nullptr);

} // namespace confiture::diff
