// Types and collations that are made anew while columns have them: the old one stands aside under another name
// until the columns have moved over.
#pragma once

#include "diff/draft.hpp"

#include <vector>

namespace confiture::diff {

// A type under whose name another comes while columns hold its values: it steps aside until they have moved.
[[nodiscard]] bool steps_aside(Comparison const &compared, Position old);

// The plain name in "schema.name", as SQL writes it.
[[nodiscard]] std::string multirange_name(std::string const &identity);

void add_stepping_aside(Draft &draft, Position old);

// While an old type is aside, what goes has that type on the way back.
void name_types_aside(Draft &draft, std::vector<NodeId> const &order);

} // namespace confiture::diff
