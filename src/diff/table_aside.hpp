// Tables that are made anew and keep their rows: the old one stands aside under another name until the rows have moved
// over.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

void add_table_stepping_aside(Draft &draft, Position old);

// Rows that a table takes over from partitions are there before those are dropped.
void add_table_edges(Draft &draft);

} // namespace confiture::diff
