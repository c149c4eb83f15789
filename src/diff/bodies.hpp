// Functions whose body is text: PostgreSQL knows nothing of what such a body needs.
#pragma once

#include "diff/draft.hpp"

#include <unordered_map>
#include <vector>

namespace confiture::diff {

// Creates functions whose bodies use what is there only later.
[[nodiscard]] std::string unchecked(std::string const &sql);

// Which objects the texts of functions' bodies name, as far as it matters: those of functions that do not just stay.
void find_body_needs(Side const &side, std::vector<Fate> const &fate,
					 std::unordered_map<Position, std::vector<Position>> &needs);

void add_body_edges(Draft &draft);

// PostgreSQL checks a body when it gets it. That is left out where not all that the body names is as it shall be:
// for functions that call each other, and for those whose tables and types are still to change.
void leave_bodies_unchecked(Draft &draft, std::vector<NodeId> const &order);

} // namespace confiture::diff
