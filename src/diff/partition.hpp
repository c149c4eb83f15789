// Rows of partitions that go.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// A partition that goes is detached first if keys refer to it through its parent, or if others come in its place.
[[nodiscard]] bool leaves_first(Comparison const &compared, Position link);

// The rows of a partition that goes move to those that come, as far as they have a place there.
void add_rehoming(Draft &draft, Position old);

} // namespace confiture::diff
