// Steps of online plans.
#pragma once

#include "diff/effect.hpp"
#include "diff/step.hpp"

#include <optional>
#include <string>

namespace confiture::diff {

// A step like "model" that holds its lock only for a moment, or one that keeps neither readers nor writers waiting.
[[nodiscard]] Step quick(Step const &model, std::string sql, std::optional<std::string> reverse, Lock lock);

// Likewise, by the strongest lock that the change takes.
[[nodiscard]] Step quick(Step const &model, std::string sql, std::optional<std::string> reverse, Change change);

// One that can't run in a transaction block: it waits for other transactions, and keeps neither readers nor writers
// waiting.
[[nodiscard]] Step concurrent(Step const &model, std::string sql, std::optional<std::string> reverse);

} // namespace confiture::diff
