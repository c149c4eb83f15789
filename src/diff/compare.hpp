// What becomes of each object by itself: it stays, is altered, goes, comes or is made anew.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

void compare(Comparison &compared);

} // namespace confiture::diff
