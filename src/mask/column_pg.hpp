// What a column's rule makes of its value, as an expression.
#pragma once

#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Over Vars of relation 1, of the column's type; the rule is not "keep".
[[nodiscard]] Node *masked_column(Relation relation, ColumnRule const &rule, Var *var);

// A generated column tells what it was generated from: its expression again, over `masked`, the masks by column (null:
// the column stays as it is). nullptr: it reads no masked column.
[[nodiscard]] Node *generated_again(Relation relation, AttrNumber attribute, Node *const *masked);

// Under confiture.unclassified = error, an Error for the first column that no label decides.
void check_classified(Relation relation, RelationRules const &rules, std::vector<bool> const &decided);

} // namespace confiture::mask
