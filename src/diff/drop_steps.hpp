// The steps by which objects go.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

void add_drop_nodes(Draft &draft);

} // namespace confiture::diff
