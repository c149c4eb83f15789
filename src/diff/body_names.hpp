// What the text of a SQL function names without saying where it is.
#pragma once

#include "diff/side.hpp"

#include <vector>

namespace confiture::diff {

// Whether PostgreSQL would refuse the body where the search path is the usual one, or before the function has run:
// it names an object of another schema than public without that, or a relation or procedure that is nowhere.
[[nodiscard]] bool needs_more_than_is_there(Side const &side, Position function, std::vector<Position> const &needs);

} // namespace confiture::diff
