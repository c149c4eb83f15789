// The order of a table's parents: INHERIT puts a new one behind those that are there.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// Gives tables that stay their parents in the new order, and on the way back in the old one. A parent moves by being
// let go and inherited from again; where columns or checks would become the table's own by that, all stay where they
// are.
void order_parents(Draft &draft);

} // namespace confiture::diff
