// The way back from a DROP.
#pragma once

#include "diff/draft.hpp"

#include <string>

namespace confiture::diff {

// The statements that make an old object what it was, with all its parts or bare.
[[nodiscard]] std::string restore(Draft const &draft, Position old, bool with_parts);

// The sequences that go with the column or table.
[[nodiscard]] std::vector<Position> owned_sequences(Comparison const &compared, Position old);

// What CREATE does not say of a sequence. It must have its table's owner before it is tied to that again, and gets it
// "with_owner" if the table does not bring it along later.
[[nodiscard]] std::vector<std::string> sequence_rest(Comparison const &compared, Position sequence, bool with_owner);

} // namespace confiture::diff
