// Tables of a composite type, which have their columns from it.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

// The attribute of the composite type that a typed table has its column from.
[[nodiscard]] Position type_attribute(Side const &side, Position column);

// A composite type in use can't have the type of an attribute changed in place, unless by tables of the type.
void decide_attribute(Comparison &compared, Position old);

void retype_table(Comparison &compared, Position old);

} // namespace confiture::diff
