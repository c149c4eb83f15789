// What comes and goes along with something else.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

// Parts that go with their parent and that the parent's DROP drops.
[[nodiscard]] bool goes_with_parent(Kind kind);

// Whether the default is one of a column that CREATE TABLE does not write.
[[nodiscard]] bool inherited_default(Side const &side, Position value);

// The old object whose DROP drops this one too; nowhere: it needs its own.
[[nodiscard]] Position dropped_with(Comparison const &compared, Position old);

// The new object whose CREATE makes this one too; nowhere: it needs its own.
[[nodiscard]] Position made_with(Comparison const &compared, Position position);

// Foreign keys between tables that both go are dropped first, and so are links to parents and what would hold up the
// parent's DROP.
[[nodiscard]] bool explicit_drop(Comparison const &compared, Position old);

// A default of a table that stands aside for a while, of which something that it needs goes meanwhile.
[[nodiscard]] bool lets_go_first(Comparison const &compared, Position old);

} // namespace confiture::diff
