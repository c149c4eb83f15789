// Defaults that are set once their table is there, since what they need needs the table.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

void find_separate_defaults(Comparison &compared);

} // namespace confiture::diff
