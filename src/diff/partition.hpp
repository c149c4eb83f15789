// Rows of partitions that go, and indexes of partitions that come.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// A partition that goes is detached first if keys refer to it through its parent, or if others come in its place.
[[nodiscard]] bool leaves_first(Comparison const &compared, Position link);

// Whether a partition has a share in an index of its parent that is whole itself. Without one, attaching the partition
// would make it.
[[nodiscard]] bool shares_index(Side const &side, Position partition, Position index);

// Whether it is an index or a constraint that has one.
[[nodiscard]] bool has_index(Object const &part);

// Whether an index of a partition is its own, while an equal one is attached to the parent's. Attaching the partition
// might take it for that.
[[nodiscard]] bool is_spare(Side const &side, Position index);

// An index that a new partition shall have no share in is made after that is attached, and so anew if it stands
// already. So is one of the partition's own that would be taken for its share.
void remake_unshared_indexes(Comparison &compared);

// The rows of a partition that goes move to those that come, as far as they have a place there.
void add_rehoming(Draft &draft, Position old);

} // namespace confiture::diff
