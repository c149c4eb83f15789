// An object as a reader knows it: with its parts, its properties and what can't be said in its CREATE statement.
#pragma once

#include "diff/side.hpp"

#include <string>

namespace confiture::diff {

// The statements that would make the object, each with its semicolon. Not for parts of others: they are in their
// parent's.
[[nodiscard]] std::string definition(Side const &side, Position position);

} // namespace confiture::diff
