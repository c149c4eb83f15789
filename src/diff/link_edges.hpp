// A child is attached when it has all that its parent has, and detached before the parent changes.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// A child is attached when it has all that the parent has, and detached before the parent changes.
void add_link_edges(Draft &draft);

// What a partition has of its parent's foreign keys stays behind, and goes then.
void add_clone_edges(Draft &draft);

} // namespace confiture::diff
