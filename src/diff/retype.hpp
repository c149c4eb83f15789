// Columns whose type or collation is made anew under its name: their values move over to it.
#pragma once

#include "diff/comparison.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

// The column's type is made anew under its name: its values must move to it.
void retype(Comparison &compared, Position old);

[[nodiscard]] std::vector<std::string> storage_statements(Side const &side, Position column);

// The values stay as they are.
void recollate(Comparison &compared, Position old, Position collation);

} // namespace confiture::diff
