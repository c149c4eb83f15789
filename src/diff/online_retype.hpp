// A change of type that writes the table anew, by a new column that takes the place of the old one.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace confiture::diff {

struct Retyped {
	std::vector<Step> before;    // the column is made, kept alike, filled, and gets its indexes and constraints
	bool at_once;                // this needs nothing that the plan makes
	Step swap;                   // it takes the place of the old one
	std::set<std::string> along; // type and identity of what else the plan drops and makes, and that moves with it
};

// In partitions and children, too. Nothing where too much hangs on the column: foreign keys, generated columns,
// exclusion constraints, a child's column that is its own as well... "dropped" is what the plan drops, by type and
// identity, and so is not there any more when the columns are swapped; "moved" what has moved along with a column,
// which it can do once.
[[nodiscard]] std::optional<Retyped> retyped_online(Step const &step, Side const &from, Side const &to,
													std::set<std::string> const &dropped, std::set<std::string> &moved);

} // namespace confiture::diff
