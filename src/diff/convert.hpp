// Turning the values of one type into those of another.
#pragma once

#include "diff/side.hpp"

#include <string>
#include <string_view>

namespace confiture::diff {

// The expression for ALTER COLUMN ... TYPE ... USING; empty where PostgreSQL finds the way itself. Always one that
// PostgreSQL accepts; it fails only on values that have no counterpart.
[[nodiscard]] std::string conversion(Side const &from, Object const &before, Side const &to, Object const &after);

// A type's name without "(10,2)", and without "[]" if told.
[[nodiscard]] std::string without_modifier(std::string_view type);

// Whether a stored value of the one is, bit for bit, one of the other.
[[nodiscard]] bool binary_coercible(std::string_view from, std::string_view to);

} // namespace confiture::diff
