// Partitions that come, go and get foreign keys while the table is in use. Each gives the steps instead of "step", or
// none where there is no such way.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <vector>

namespace confiture::diff {

// A check that says what the bound says, validated first, spares ATTACH its scan; another spares that of the default
// partition; foreign keys of the parent are there and validated before.
[[nodiscard]] std::vector<Step> attached_online(Step const &step, Side const &from, Side const &to);

[[nodiscard]] std::vector<Step> detached_online(Step const &step, Side const &from);

// A foreign key of a partitioned table takes over those that its partitions have.
[[nodiscard]] std::vector<Step> partitioned_key_online(Step const &step, Side const &from, Side const &to);

} // namespace confiture::diff
