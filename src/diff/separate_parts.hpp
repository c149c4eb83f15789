// Parts that come after what they are parts of, or go before it, since they need something that needs it in turn.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

// Of the new side: what CREATE would make along.
void find_parts_made_later(Comparison &compared);

// Of the old side: what DROP would drop along.
void find_parts_dropped_first(Comparison &compared);

// The part of a parent that one of a child or partition comes and goes with; nowhere: it is its own.
[[nodiscard]] Position source_of(Side const &side, Position position);

} // namespace confiture::diff
