// Whether tables are logged: a logged one references logged ones only, so tables change one after the other.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// Of tables that reference each other none can be the first to change: a foreign key goes meanwhile.
void break_persistence_cycles(Comparison &compared);

void add_persistence_edges(Draft &draft);

} // namespace confiture::diff
