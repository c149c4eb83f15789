// Which changes of a column's type leave the rows as they are.
#pragma once

#include "diff/side.hpp"

#include <string_view>

namespace confiture::diff {

// Whether the type is a domain that refuses some values, so that a column of it is looked at row by row.
[[nodiscard]] bool constrained(Side const &side, std::string_view type);

// Whether ALTER COLUMN ... TYPE leaves the table's rows as they are.
[[nodiscard]] bool keeps_rows_as_they_are(Side const &from, std::string_view before, Side const &to,
										  std::string_view after);

} // namespace confiture::diff
