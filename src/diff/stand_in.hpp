// Objects that need themselves: views by what their queries call or read, domains by their defaults, functions by their
// SQL bodies. A stand-in without that is there before and after the real one.
#pragma once

#include "diff/side.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace confiture::diff {

// Of each object of a side, whether it is such an object.
[[nodiscard]] std::vector<bool> need_themselves(Side const &side);

// Whether the stand-in does without what the real one needs.
[[nodiscard]] bool spares(Side const &side, Position position, Position target);

// What is not in the stand-in: "query", "default" or "body".
[[nodiscard]] std::string_view spared_part(Object const &object);

[[nodiscard]] std::string create_stand_in(Side const &side, Position position);

// The statements that put the real one into the place of the stand-in, and the other way round.
[[nodiscard]] std::string complete(Side const &side, Position position);
[[nodiscard]] std::string hollow_out(Side const &side, Position position);

} // namespace confiture::diff
