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

// The value of a column as one of a type that has no cast from its own: "kind::text::app.kind"
[[nodiscard]] std::string through_text(std::string const &column, std::string const &type);

} // namespace confiture::diff
