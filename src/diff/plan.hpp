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

// Both snapshots are taken by value: who needs them no more moves them in, and spares the copies.
// "reordered", if given, gets the tables whose columns will stand in another order than in "to": PostgreSQL can't move
// columns.
[[nodiscard]] std::vector<Step> plan(catalog::Snapshot from, catalog::Snapshot to, Options const &options = {},
									 std::vector<std::string> *reordered = nullptr);

} // namespace confiture::diff
