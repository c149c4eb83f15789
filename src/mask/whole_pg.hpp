// Whether all that a tree refers to is still there: functions, operators, types, collations, and columns of the type
// that they had. Quickly, and without an error.
#pragma once

#include "mask/label_tree_pg.hpp"

namespace confiture::mask {

// The relation is the label's own.
[[nodiscard]] bool is_whole(Relation relation, std::span<Part const> parts);

} // namespace confiture::mask
