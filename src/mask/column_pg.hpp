// What a column's rule makes of its value, as an expression.
#pragma once

#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Over Vars of relation 1, of the column's type; the rule is not "keep".
[[nodiscard]] Node *masked_column(Relation relation, ColumnRule const &rule, Var *var);

} // namespace confiture::mask
