// What turns an object of one schema into the object of the same name in the other.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <optional>
#include <string>
#include <vector>

namespace confiture::diff {

struct Alteration {
	Operation operation{Operation::alter};
	std::string sql;
	std::string reverse;
	bool late{}; // after the object's new parts: a replica identity needs its index
	std::string reason{};
};

// Empty: nothing to do. Nothing: it must be dropped and created. Owner, privileges, comment, labels and parts are not
// looked at.
[[nodiscard]] std::optional<std::vector<Alteration>> alterations(Side const &from, Position before, Side const &to,
																 Position after);

// Whether the columns of a view allow CREATE OR REPLACE: the old ones first, under the same names and types.
[[nodiscard]] bool view_columns_extend(Side const &from, Position before, Side const &to, Position after);

} // namespace confiture::diff
