// Objects that stand in both schemas under different names: renamed as told, or suggested.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <string>
#include <utility>
#include <vector>

namespace confiture::diff {

// Identities: "app.users.mail" becomes "app.users.email".
using Rename = std::pair<std::string, std::string>;

struct Renamed {
	Snapshot snapshot;       // what "from" is once the steps have run
	std::vector<Step> steps; // the renames, parts before what they are parts of
};

// Throws Error where a name is not there. Indexes, constraints and sequences of renamed tables that differ in nothing
// but the name follow it.
[[nodiscard]] Renamed apply_renames(Snapshot const &from, Snapshot const &to, std::vector<Rename> const &renames);

struct Suggestion {
	Position old;
	Position fresh;
	double score; // 0 to 1
};

// Pairs of objects of one side only that may be the same: "unmatched" says which are. Best first, each object once.
[[nodiscard]] std::vector<Suggestion> suggest_renames(Side const &from, std::vector<bool> const &unmatched_old,
													  Side const &to, std::vector<bool> const &unmatched_new);

} // namespace confiture::diff
