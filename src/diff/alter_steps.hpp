// The steps that change what stays.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

void add_alterations(Draft &draft, Position position);

} // namespace confiture::diff
