#include "mask/row_column_pg.hpp"

namespace confiture::mask {

Node *as_type(Node *node, Oid type, int32 typmod, Oid collation) {
	if (exprType(node) == type && exprTypmod(node) == typmod && exprCollation(node) == collation)
		return node;
	return reinterpret_cast<Node *>(
		makeRelabelType(reinterpret_cast<Expr *>(node), type, typmod, collation, COERCE_IMPLICIT_CAST));
}

Node *column_of(Relation relation, AttrNumber number) {
	auto const *const attribute = TupleDescAttr(RelationGetDescr(relation), number - 1);
	return reinterpret_cast<Node *>(
		makeVar(1, number, attribute->atttypid, attribute->atttypmod, attribute->attcollation, 0));
}

Node *base_column_of(Relation relation, AttrNumber number) {
	auto const *const attribute = TupleDescAttr(RelationGetDescr(relation), number - 1);
	int32 typmod = attribute->atttypmod;
	Oid const type = getBaseTypeAndTypmod(attribute->atttypid, &typmod);
	return as_type(column_of(relation, number), type, typmod, attribute->attcollation);
}
Node *coerce_to_column(Scope &scope, ParseState *state, Node *tree, AttrNumber attribute) {
	auto const *const column = TupleDescAttr(RelationGetDescr(scope.relation), attribute - 1);
	int32 typmod = column->atttypmod;
	Oid const base = getBaseTypeAndTypmod(column->atttypid, &typmod);
	Oid const given = exprType(tree);
	if (IsA(tree, Const) && castNode(Const, tree)->constisnull)
		return reinterpret_cast<Node *>(makeNullConst(base, typmod, column->attcollation));
	if (!is_safe(scope, base)) {
		refuse_type(scope, base, -1);
		return nullptr;
	}
	Node *result = coerce_to_target_type(state, tree, given, base, -1, COERCION_ASSIGNMENT, COERCE_IMPLICIT_CAST, -1);
	if (result == nullptr) {
		scope.refuse(-1,
					 psprintf("masking expression is of type %s, but column \"%s\" is of type %s",
							  format_type_be(given), NameStr(column->attname), format_type_be(column->atttypid)),
					 nullptr, "Cast the expression.", sqlstate::datatype_mismatch);
		return nullptr;
	}
	if (typmod >= 0)
		result = coerce_to_target_type(state, result, base, base, typmod, COERCION_EXPLICIT, COERCE_IMPLICIT_CAST, -1);
	return result;
}

Node *relabel_as(Relation relation, Node *tree, AttrNumber attribute) {
	auto const *const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
	return as_type(tree, column->atttypid, column->atttypmod, column->attcollation);
}

} // namespace confiture::mask
