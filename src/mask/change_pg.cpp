#include "mask/change_pg.hpp"

namespace confiture::mask {

Hidden hide_policies(Query *query) {
	Hidden hidden{query, query->withCheckOptions, nullptr};
	query->withCheckOptions = NIL;
	int const size = list_length(query->rtable);
	hidden.quals = static_cast<List **>(palloc0(sizeof(List *) * static_cast<Size>(size + 1)));
	for (int i = 0; i < size; ++i)
		std::swap(hidden.quals[i], list_nth_node(RangeTblEntry, query->rtable, i)->securityQuals);
	return hidden;
}

void show_policies(Hidden const &hidden) {
	hidden.query->withCheckOptions = hidden.checks;
	for (int i = 0; i < list_length(hidden.query->rtable); ++i)
		list_nth_node(RangeTblEntry, hidden.query->rtable, i)->securityQuals = hidden.quals[i];
}

namespace {

Change *change_of(Level const *level, Var const *var) {
	if (static_cast<int>(var->varlevelsup) != level->depth || var->varno < 1 || var->varno > level->size)
		return nullptr;
	Change *const change = &level->changes[var->varno - 1];
	return change->kind == Change::none ? nullptr : change;
}

} // namespace

bool find_uses(Node *node, void *context) {
	if (node == nullptr)
		return false;
	auto *const level = static_cast<Level *>(context);
	if (IsA(node, Var)) {
		auto const *const var = reinterpret_cast<Var *>(node);
		if (Change *const change = change_of(level, var)) {
			if (var->varattno == 0)
				change->uses_whole_row = true;
			else if (var->varattno < 0)
				change->uses[-var->varattno - 1] = true;
		}
		return false;
	}
	if (IsA(node, Query)) {
		++level->depth;
		bool const result = pg::walk_query(reinterpret_cast<Query *>(node), find_uses, context);
		--level->depth;
		return result;
	}
	return pg::walk_expression(node, find_uses, context);
}

namespace {

// An expression over relation 1, in the place of a Var.
struct Place {
	Var const *var;
};

Node *put_in_place(Node *node, void *context) {
	if (node == nullptr)
		return nullptr;
	if (IsA(node, Var)) {
		auto const *const place = static_cast<Place *>(context)->var;
		Var *const var = reinterpret_cast<Var *>(copyObjectImpl(node));
		if (var->varlevelsup == 0) {
			var->varno = place->varno;
			var->varnosyn = static_cast<Index>(place->varno);
			var->varlevelsup = place->varlevelsup;
			pg::copy_returning(var, place);
		}
		return reinterpret_cast<Node *>(var);
	}
	return pg::mutate_expression(node, put_in_place, context);
}

// The row of a relation as its Vars: for moved ones those of the subquery, which are masked in there.
Node *row_of(Change const *change, Var const *place) {
	RowExpr *const row = makeNode(RowExpr);
	row->row_typeid = place->vartype;
	row->row_format = COERCE_IMPLICIT_CAST;
	row->location = -1;
	Place context{place};
	for (int i = 0; i < change->columns; ++i) {
		Node *column = change->kind == Change::in_place && change->masked[i] != nullptr
						   ? change->masked[i]
						   : reinterpret_cast<Node *>(change->plain[i]);
		column = column == nullptr ? reinterpret_cast<Node *>(makeNullConst(INT4OID, -1, InvalidOid))
								   : put_in_place(column, &context);
		row->args = lappend(row->args, column);
	}
	return reinterpret_cast<Node *>(row);
}

} // namespace

Node *change_vars(Node *node, void *context) {
	if (node == nullptr)
		return nullptr;
	auto *const level = static_cast<Level *>(context);
	if (IsA(node, Query)) {
		++level->depth;
		Query *const query = pg::mutate_query(reinterpret_cast<Query *>(node), change_vars, context);
		--level->depth;
		return reinterpret_cast<Node *>(query);
	}
	if (!IsA(node, Var))
		return pg::mutate_expression(node, change_vars, context);

	auto const *const var = reinterpret_cast<Var *>(node);
	Change const *const change = change_of(level, var);
	if (change == nullptr)
		return reinterpret_cast<Node *>(copyObjectImpl(node));
	if (change->kind == Change::in_place) {
		if (var->varattno == 0)
			return pg::as_returned(row_of(change, var), var);
		if (var->varattno < 0 || change->masked[var->varattno - 1] == nullptr)
			return reinterpret_cast<Node *>(copyObjectImpl(node));
		Place place{var};
		return pg::as_returned(put_in_place(change->masked[var->varattno - 1], &place), var);
	}
	if (var->varattno > 0)
		return reinterpret_cast<Node *>(copyObjectImpl(node));
	auto *const copy = reinterpret_cast<Var *>(copyObjectImpl(node));
	if (var->varattno < 0) {
		copy->varattno = copy->varattnosyn = change->moved_to[-var->varattno - 1];
		return reinterpret_cast<Node *>(copy);
	}
	bool any_system_column = false;
	for (bool const used : change->uses)
		any_system_column = any_system_column || used;
	if (!any_system_column)
		return reinterpret_cast<Node *>(copy); // the planner expands it
	// The subquery has more columns than the row. Its row is null where an outer join has made it so.
	copy->varattno = copy->varattnosyn = change->moved_to[-TableOidAttributeNumber - 1];
	copy->vartype = OIDOID;
	copy->vartypmod = -1;
	copy->varcollid = InvalidOid;
	NullTest *const is_null = makeNode(NullTest);
	is_null->arg = reinterpret_cast<Expr *>(copy);
	is_null->nulltesttype = IS_NOT_NULL;
	is_null->location = -1;
	CaseWhen *const when = makeNode(CaseWhen);
	when->expr = reinterpret_cast<Expr *>(is_null);
	when->result = reinterpret_cast<Expr *>(row_of(change, var));
	when->location = -1;
	CaseExpr *const expression = makeNode(CaseExpr);
	expression->casetype = var->vartype;
	expression->args = list_make1(when);
	expression->defresult = reinterpret_cast<Expr *>(makeNullConst(var->vartype, -1, InvalidOid));
	expression->location = -1;
	return reinterpret_cast<Node *>(expression);
}

Change describe(Relation relation, Change::Kind kind) {
	return pg::call([&] {
		Change change{};
		change.kind = kind;
		TupleDesc const columns = RelationGetDescr(relation);
		change.columns = columns->natts;
		change.masked = static_cast<Node **>(palloc0(sizeof(Node *) * static_cast<Size>(columns->natts + 1)));
		change.plain = static_cast<Var **>(palloc0(sizeof(Var *) * static_cast<Size>(columns->natts + 1)));
		for (int i = 0; i < columns->natts; ++i) {
			Form_pg_attribute const column = TupleDescAttr(columns, i);
			if (!column->attisdropped)
				change.plain[i] = makeVar(1, static_cast<AttrNumber>(i + 1), column->atttypid, column->atttypmod,
										  column->attcollation, 0);
		}
		return change;
	});
}

} // namespace confiture::mask
