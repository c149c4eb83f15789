// The steps by which objects come.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

void add_make_nodes(Draft &draft);

} // namespace confiture::diff
