// The columns of a label's row in expressions: Vars of relation 1, level 0.
#pragma once

#include "mask/harmless_pg.hpp"

namespace confiture::mask {

// All inside of pg::call.

[[nodiscard]] Node *as_type(Node *node, Oid type, int32 typmod, Oid collation);
[[nodiscard]] Node *column_of(Relation relation, AttrNumber number);
// The value under a domain: expressions never see one, and so never make one of its functions and checks run.
[[nodiscard]] Node *base_column_of(Relation relation, AttrNumber number);
// To a column's base type, by an assignment cast; longer texts are cut, as masks never are too long. nullptr: refused.
// The state says where in the text an error is; nullptr: there is none.
[[nodiscard]] Node *coerce_to_column(Scope &scope, ParseState *state, Node *tree, AttrNumber attribute);
// From a column's base type to the column's own.
[[nodiscard]] Node *relabel_as(Relation relation, Node *tree, AttrNumber attribute);

} // namespace confiture::mask
