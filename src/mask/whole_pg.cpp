#include "mask/whole_pg.hpp"

#include "mask/harmless_pg.hpp"

namespace confiture::mask {

namespace {

bool is_missing(SysCacheIdentifier cache, Oid object) {
	return OidIsValid(object) && !SearchSysCacheExists1(cache, ObjectIdGetDatum(object));
}

bool is_missing_function(Oid function, void *) { return is_missing(PROCOID, function); }

Oid operator_of(Node *node) {
	switch (nodeTag(node)) {
	case T_OpExpr:
	case T_DistinctExpr:
	case T_NullIfExpr:
		return reinterpret_cast<OpExpr *>(node)->opno;
	case T_ScalarArrayOpExpr:
		return castNode(ScalarArrayOpExpr, node)->opno;
	default:
		return InvalidOid;
	}
}

bool is_missing_column(TupleDesc columns, Var const *var) {
	if (var->varattno <= 0 || var->varattno > columns->natts)
		return true;
	Form_pg_attribute const column = TupleDescAttr(columns, var->varattno - 1);
	return column->attisdropped || column->atttypid != var->vartype || column->atttypmod != var->vartypmod ||
		   column->attcollation != var->varcollid;
}

bool lacks(Node *node, void *context) {
	if (node == nullptr)
		return false;
	if (IsA(node, List) || IsA(node, CaseWhen))
		return pg::walk_expression(node, lacks, context);
	// Types first: what finds functions by them takes them for granted.
	if (!is_supported(node) || is_missing(TYPEOID, exprType(node)) || is_missing(COLLOID, exprCollation(node)) ||
		is_missing(OPEROID, operator_of(node)))
		return true;
	if (IsA(node, CoerceViaIO) &&
		is_missing(TYPEOID, exprType(reinterpret_cast<Node *>(castNode(CoerceViaIO, node)->arg))))
		return true;
	if (IsA(node, Var) && is_missing_column(static_cast<TupleDesc>(context), castNode(Var, node)))
		return true;
	return check_functions_in_node(node, is_missing_function, nullptr) || pg::walk_expression(node, lacks, context);
}

} // namespace

bool is_whole(Relation relation, std::span<Part const> parts) {
	return std::ranges::none_of(parts, [&](Part const &part) {
		return pg::call(
			[&] { return lacks(static_cast<Node *>(stringToNode(part.tree.c_str())), RelationGetDescr(relation)); });
	});
}

} // namespace confiture::mask
