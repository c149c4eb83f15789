// Views that need themselves: by a function over their rows that they call, or by another view that reads them.
#pragma once

#include "diff/side.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

// Of each object of a side, whether it is such a view.
[[nodiscard]] std::vector<bool> cyclic_views(Side const &side);

// A view with the columns of the real one, for as long as that can't be there.
[[nodiscard]] std::string placeholder(Side const &side, Position view);

// CREATE OR REPLACE instead of CREATE.
[[nodiscard]] std::string or_replace(std::string create);

} // namespace confiture::diff
