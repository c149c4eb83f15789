// What comes after what.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

void add_edges(Draft &draft);

} // namespace confiture::diff
