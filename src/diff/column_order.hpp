// The order of columns, which PostgreSQL can't change: what stays comes first, as it stood, then what is new.
#pragma once

#include "diff/comparison.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

// Whether a table that stands on both sides gets its columns in another order than that side has them.
[[nodiscard]] bool in_another_order(Comparison const &compared, Side const &side, Position table);

// The identities of the tables whose columns will stand in another order than in the new schema.
[[nodiscard]] std::vector<std::string> tables_in_another_order(Comparison const &compared);

} // namespace confiture::diff
