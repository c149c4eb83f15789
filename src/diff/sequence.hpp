// Sequences keep their value when they become, or stop being, those of an identity column.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

[[nodiscard]] bool hands_over(Comparison const &compared, Position old);

void add_handover(Draft &draft, Position old);

// A sequence owned by a column of a table that is made anew moves over to the new column.
void add_moved_ownerships(Draft &draft);

} // namespace confiture::diff
