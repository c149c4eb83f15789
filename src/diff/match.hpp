// Which object of the new schema is which of the old one.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

void match(Comparison &compared);

// What one side lacks and the other has may be the same thing under another name.
void suggest(Comparison &compared);

} // namespace confiture::diff
