// The name that an object bears while its successor has its own.
#pragma once

#include "diff/side.hpp"

#include <string>

namespace confiture::diff {

[[nodiscard]] std::string out_of_the_way(std::string const &name);
// With its schema, as SQL writes it.
[[nodiscard]] std::string identity_aside(Object const &object);

} // namespace confiture::diff
