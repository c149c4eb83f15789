// The version of an extension, which goes up only: PostgreSQL's extensions bring no scripts that lead back.
#pragma once

#include "diff/comparison.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

[[nodiscard]] bool is_update(Object const &old, Object const &fresh);

// The extensions that stay, since they are of an older version in the new schema.
[[nodiscard]] std::vector<std::string> newer_extensions(Comparison const &compared);

} // namespace confiture::diff
