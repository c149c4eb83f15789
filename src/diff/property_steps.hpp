// The steps that give objects their owner, privileges, comment and labels.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

void add_property_nodes(Draft &draft);

void add_default_privileges(Draft &draft, Position old, Position position);

} // namespace confiture::diff
