// Before an object goes or changes, what depends on it goes or lets go.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// Before an object goes or changes, what depends on it goes or lets go.
void add_drop_edges(Draft &draft, Position old);

} // namespace confiture::diff
