// Indexes of partitions as PostgreSQL makes them along with that of the parent: a type change makes them all anew, and
// knows nothing of other names, options and comments that they had.
#pragma once

#include "diff/side.hpp"

namespace confiture::diff {

// Whether the index or key of a partitioned table, made anew, has the same shares in the partitions as now.
[[nodiscard]] bool comes_back_alike(Side const &side, Position index);

} // namespace confiture::diff
