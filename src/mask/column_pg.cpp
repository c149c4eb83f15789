#include "mask/column_pg.hpp"

#include "mask/expression_pg.hpp"

namespace confiture::mask {

Node *masked_column(Relation relation, ColumnRule const &rule, Var *var) {
	Call const *const compiled = compiled_part(rule.call);
	Node *const call = compiled == nullptr ? nullptr : mask_call(rule, relation, var);
	return compiled == &rule.call ? call : expression_of(relation, var->varattno, rule.call, call);
}

} // namespace confiture::mask
