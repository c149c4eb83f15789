// What PostgreSQL does to children by itself when it is done to their parent.
#pragma once

#include "diff/comparison.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

// The foreign key that a partition has of its parent goes with that one where it shall be its own, or where the
// partition is detached and what the key references goes.
void free_clones(Comparison &compared);

// In what a child has from its parent, the parent's step stands for the child's.
void suppress_inherited(Comparison &compared);

// A type change makes indexes anew, and gives those of partitions the comment of their parent's.
void keep_comments_of_partitions(Comparison &compared);

// It makes checks anew as well, and one that is not valid comes down to children unvalidated.
void keep_children_validated(Comparison &compared);

// What a column that a table has got from its parent's new one must be given or freed of.
[[nodiscard]] std::vector<std::string> unlike_parent(Side const &side, Position column, Position source);

// The check of the parent that comes down to a child unvalidated, though the child's is valid: that of a table made
// with its parent is. Nowhere if there is none.
[[nodiscard]] Position unvalidated_source(Side const &side, Position check);

// "ALTER TABLE app.users VALIDATE CONSTRAINT adult"
[[nodiscard]] std::string validate(Side const &side, Position constraint);

} // namespace confiture::diff
