// The triggers that partitions have from their parent's. A snapshot holds those whose state is another than that one's;
// a change of the parent's trigger gives all of them its state.
#pragma once

#include "diff/draft.hpp"

#include <optional>
#include <string>
#include <vector>

namespace confiture::diff {

[[nodiscard]] bool is_clone_trigger(Object const &object);

// A partition's trigger has the state of the parent's again, which itself stays as it is.
void add_state_of_parent(Draft &draft, Position old);

// The way back of giving a partition's trigger a state of its own.
[[nodiscard]] std::string undo_own_state(Comparison const &compared, Position clone);

// The states that partitions' triggers had, which a trigger made anew does not give them.
[[nodiscard]] std::vector<std::string> own_states(Comparison const &compared, Position trigger);

// Where a trigger changes, those of partitions keep what they have of their own.
void keep_own_states(Comparison &compared);

} // namespace confiture::diff
