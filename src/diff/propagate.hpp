// What a change does to all that depends on what is changed.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

void propagate(Comparison &compared);

} // namespace confiture::diff
