#include "mask/column_pg.hpp"

#include "mask/expression_pg.hpp"
#include "mask/quote.hpp"
#include "mask/state_pg.hpp"

namespace confiture::mask {

Node *masked_column(Relation relation, ColumnRule const &rule, Var *var) {
	Call const *const compiled = compiled_part(rule.call);
	Node *const call = compiled == nullptr ? nullptr : mask_call(rule, relation, var);
	return compiled == &rule.call ? call : expression_of(relation, var->varattno, rule.call, call);
}

namespace {

struct Masks {
	Node *const *masked;
	int columns;
};

// Vars of columns that have a mask are replaced by it.
Node *mask_vars(Node *node, void *context) {
	if (node == nullptr)
		return nullptr;
	if (IsA(node, Var)) {
		auto const *const var = reinterpret_cast<Var *>(node);
		auto const *const masks = static_cast<Masks *>(context);
		if (var->varattno > 0 && var->varattno <= masks->columns && masks->masked[var->varattno - 1] != nullptr)
			return reinterpret_cast<Node *>(copyObjectImpl(masks->masked[var->varattno - 1]));
		return reinterpret_cast<Node *>(copyObjectImpl(node));
	}
	return pg::mutate_expression(node, mask_vars, context);
}

} // namespace

Node *generated_again(Relation relation, AttrNumber attribute, Node *const *masked) {
	return pg::call([&]() -> Node * {
		Masks masks{masked, RelationGetDescr(relation)->natts};
		Node *const expression = pg::generation_expression(relation, attribute);
		Bitmapset *read = nullptr;
		pull_varattnos(expression, 1, &read);
		for (int i = 0; i < masks.columns; ++i)
			if (masked[i] != nullptr && bms_is_member(i + 1 - FirstLowInvalidHeapAttributeNumber, read))
				return mask_vars(expression, &masks);
		return nullptr;
	});
}

void check_classified(Relation relation, RelationRules const &rules, std::vector<bool> const &decided) {
	if (unclassified() != Unclassified::error || !rules.labelled)
		return;
	TupleDesc const columns = RelationGetDescr(relation);
	for (int i = 0; i < columns->natts; ++i)
		if (!TupleDescAttr(columns, i)->attisdropped && !decided[static_cast<std::size_t>(i)])
			throw Error(sqlstate::insufficient_privilege,
						"column " + in_quotes(NameStr(TupleDescAttr(columns, i)->attname)) + " of table " +
							in_quotes(RelationGetRelationName(relation)) + " has no label",
						"With confiture.unclassified = error, every column of a table with labels needs one.",
						"Label it; \"keep\" says that it may be seen in clear.");
}

} // namespace confiture::mask
