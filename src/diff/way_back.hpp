// Ways back that take a plan of their own.
#pragma once

#include "diff/comparison.hpp"

#include <string>

namespace confiture::diff {

// CREATE OR REPLACE can't take columns from a view, nor defaults from a function: on the way back it is dropped,
// with all that hangs on it and is there at that time.
[[nodiscard]] std::string former_definition(Comparison const &compared, Position position);

// What a child had from its parent only is its own after NO INHERIT, and stays so after INHERIT: on the way back
// the child is made anew.
[[nodiscard]] bool child_comes_anew(Comparison const &compared, Position link);
[[nodiscard]] std::string former_child(Comparison const &compared, Position link);

// Partitions and children that part from a table while columns, indexes or constraints change, and indexes that change
// places in a tree of them, don't come back one by one: the way back is a plan of its own, for all steps together.
[[nodiscard]] bool goes_back_whole(Comparison const &compared);
// Whether a schema has anything that this could be asked for.
[[nodiscard]] bool may_go_back_whole(Snapshot const &snapshot);

[[nodiscard]] std::string statements_between(Snapshot const &from, Snapshot const &to);

} // namespace confiture::diff
