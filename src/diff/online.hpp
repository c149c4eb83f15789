// Plans that keep nobody waiting: steps that would scan, write or index a table under a strong lock become several
// that do the long part under a weak one.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <vector>

namespace confiture::diff {

// What has no such way stays, and its reason says so. The steps are to be run one by one, each in its own transaction.
[[nodiscard]] std::vector<Step> make_online(std::vector<Step> steps, Side const &from, Side const &to);

} // namespace confiture::diff
