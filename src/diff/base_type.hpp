// Base types, and ranges with functions of their own: these functions need the type's name before it is there.
#pragma once

#include "diff/comparison.hpp"

#include <vector>

namespace confiture::diff {

[[nodiscard]] bool is_base_type(Side const &side, Position position);

// The functions of a base type go with it, and need its name before it is there.
[[nodiscard]] std::vector<Position> type_functions(Side const &side, Position type);

[[nodiscard]] bool made_for_shell(Comparison const &compared, Position function);

// A base type needs its input and output functions, which need the type's name.
[[nodiscard]] bool needs_shell(Comparison const &compared, Position position);

[[nodiscard]] bool is_type_function(Comparison const &compared, Position function, Position type);

} // namespace confiture::diff
