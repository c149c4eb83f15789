// A table's replica identity and clustering, which name one of its indexes and go with that.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// An index takes the marks that a table sets on it along, and brings them back with it.
void adjust_index_marks(Comparison &compared);

// Dropping an index takes the table's replica identity and clustering along.
void add_reapplied(Draft &draft);

} // namespace confiture::diff
