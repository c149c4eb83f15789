#include "mask/expression_pg.hpp"

#include "mask/label_tree_pg.hpp"
#include "mask/row_column_pg.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

namespace {

// ---- A label's tree, for a relation ---------------------------------------------------------------------------------

enum class Result { condition, column };

// From the relation that a label is on to one that takes it, whose columns have other numbers.
struct Place {
	Scope *scope;
	ColumnNode from;
	AttrNumber to; // the column that is masked; 0: none

	[[nodiscard]] bool is_own() const { return from.relation == RelationGetRelid(scope->relation); }
	[[nodiscard]] AttrNumber number_of(AttrNumber number) const {
		if (is_own())
			return number;
		if (number == from.attribute && to != InvalidAttrNumber)
			return to;
		char const *const name = get_attname(from.relation, number, true);
		return name == nullptr ? InvalidAttrNumber : get_attnum(RelationGetRelid(scope->relation), name);
	}
};

bool is_same(Var const *var, Form_pg_attribute column) {
	return column->atttypid == var->vartype && column->atttypmod == var->vartypmod &&
		   column->attcollation == var->varcollid;
}

Node *place_var(Place const &place, Var const *var) {
	Scope &scope = *place.scope;
	TupleDesc const columns = RelationGetDescr(scope.relation);
	AttrNumber const number = place.number_of(var->varattno);
	if (number <= 0 || number > columns->natts || TupleDescAttr(columns, number - 1)->attisdropped) {
		scope.refuse(-1, "column of a masking expression does not exist", nullptr, "Write the label again.",
					 sqlstate::undefined_column);
		return nullptr;
	}
	Form_pg_attribute const column = TupleDescAttr(columns, number - 1);
	if (is_same(var, column))
		return column_of(scope.relation, number);
	// A column that references the labelled one may be of another type.
	int32 typmod = var->vartypmod;
	Oid const base = getBaseTypeAndTypmod(var->vartype, &typmod);
	Node *value = nullptr;
	if (!place.is_own() && var->varattno == place.from.attribute) {
		value = base_column_of(scope.relation, number);
		value = coerce_to_target_type(nullptr, value, exprType(value), base, typmod, COERCION_ASSIGNMENT,
									  COERCE_IMPLICIT_CAST, -1);
	}
	if (value == nullptr)
		scope.refuse(-1,
					 psprintf("column \"%s\" is not of the type that a masking expression was written for",
							  NameStr(column->attname)),
					 nullptr, "Write the label again.", sqlstate::datatype_mismatch);
	else
		value = as_type(value, var->vartype, var->vartypmod, var->varcollid);
	return value;
}

Node *place_vars(Node *node, void *context) {
	auto const &place = *static_cast<Place *>(context);
	if (node == nullptr || place.scope->refusal)
		return node;
	if (!IsA(node, Var))
		return pg::mutate_expression(node, place_vars, context);
	auto const *const var = castNode(Var, node);
	Node *const placed = var->varno == 1 && var->varlevelsup == 0 ? place_var(place, var) : nullptr;
	if (placed == nullptr && !place.scope->refusal)
		place.scope->refuse(-1, "masking expression reads another relation");
	return placed == nullptr ? node : placed;
}

Node *placed(Relation relation, Trusted const &trusted, AttrNumber attribute, Resolution const &resolution,
			 Result result) {
	std::string const where = place_of(relation, attribute);
	if (!resolution.tree) {
		Error error(
			sqlstate::object_not_in_prerequisite_state, "SQL of a masking label is not resolved",
			"The label was not written in this database by SECURITY LABEL, or by another version of PostgreSQL.",
			"Write the label again; a superuser can have all resolved by confiture.resolve_labels().");
		error.context = where;
		throw error;
	}
	Resolved const &resolved = *resolution.tree;
	Scope scope = trusted.scope(relation, true);
	Place place{&scope, resolved.source, attribute};
	Node *const node = pg::call([&]() -> Node * {
		Node *const tree = place_vars(static_cast<Node *>(stringToNode(resolved.tree.c_str())), &place);
		Node *fitted = tree;
		if (!scope.refusal && result == Result::column)
			fitted = coerce_to_column(scope, nullptr, tree, attribute);
		if (scope.refusal)
			return nullptr;
		if (!place.is_own())
			assign_expr_collations(nullptr, fitted);
		if (check_analysed(fitted, &scope))
			return nullptr;
		return result == Result::condition ? fitted : relabel_as(relation, fitted, attribute);
	});
	if (scope.refusal)
		throw_refusal(scope, where);
	return node;
}

Resolution resolution_of(Call const &call, std::string_view argument) {
	Value const *const value = call.find(argument);
	auto const *const expression = value == nullptr ? nullptr : std::get_if<Expression>(value);
	return expression == nullptr ? Resolution{} : expression->resolution;
}

// ---- Strategies -----------------------------------------------------------------------------------------------------

std::string column_name(Relation relation, AttrNumber attribute) {
	return NameStr(TupleDescAttr(RelationGetDescr(relation), attribute - 1)->attname);
}

std::string text_of(Call const &call, std::string_view argument) {
	Value const *const value = call.find(argument);
	if (value == nullptr)
		return {};
	if (auto const *const expression = std::get_if<Expression>(value))
		return expression->text;
	auto const *const text = std::get_if<std::string>(value);
	return text == nullptr ? std::string{} : *text;
}

// regexp_replace(column, pattern, replacement, flags); the pattern is a value, never SQL.
Node *replacement_of(Relation relation, AttrNumber attribute, Call const &call) {
	std::string const pattern = text_of(call, "pattern");
	std::string const replacement = text_of(call, "replacement");
	std::string const flags = call.find("flags") == nullptr ? "g" : text_of(call, "flags");
	Node *const result = pg::call([&]() -> Node * {
		auto const *const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
		int32 typmod = column->atttypmod;
		Oid const base = getBaseTypeAndTypmod(column->atttypid, &typmod);
		Oid const collation = OidIsValid(column->attcollation) ? column->attcollation : DEFAULT_COLLATION_OID;
		auto const constant = [&](std::string const &value) {
			return makeConst(TEXTOID, -1, collation, -1,
							 PointerGetDatum(cstring_to_text_with_len(value.data(), static_cast<int>(value.size()))),
							 false, false);
		};
		ParseState *const state = make_parsestate(nullptr);
		Node *const source = coerce_to_target_type(state, base_column_of(relation, attribute), base, TEXTOID, -1,
												   COERCION_IMPLICIT, COERCE_IMPLICIT_CAST, -1);
		if (source == nullptr)
			return nullptr;
		Node *result = reinterpret_cast<Node *>(
			makeFuncExpr(F_REGEXP_REPLACE_TEXT_TEXT_TEXT_TEXT, TEXTOID,
						 list_make4(source, constant(pattern), constant(replacement), constant(flags)), collation,
						 collation, COERCE_EXPLICIT_CALL));
		result = coerce_to_target_type(state, result, TEXTOID, base, -1, COERCION_ASSIGNMENT, COERCE_IMPLICIT_CAST, -1);
		if (typmod >= 0)
			result =
				coerce_to_target_type(state, result, base, base, typmod, COERCION_EXPLICIT, COERCE_IMPLICIT_CAST, -1);
		return as_type(result, column->atttypid, column->atttypmod, column->attcollation);
	});
	if (result == nullptr)
		throw Error(sqlstate::feature_not_supported, "elements of arrays cannot be masked by \"regex\"");
	return result;
}

Node *build(Trusted const &trusted, Relation relation, AttrNumber attribute, Call const &call, Node *compiled) {
	if (call.strategy == "keep")
		return pg::call([&] { return column_of(relation, attribute); });
	if (call.strategy == "null")
		return pg::call([&] {
			auto const *const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
			return reinterpret_cast<Node *>(makeNullConst(column->atttypid, column->atttypmod, column->attcollation));
		});
	if (call.strategy == "value" || call.strategy == "expression" || call.strategy == "function")
		return placed(relation, trusted, attribute, resolution_of(call, call.strategy), Result::column);
	if (call.strategy == "regex")
		return replacement_of(relation, attribute, call);
	if (call.strategy == "when") {
		Node *const condition =
			placed(relation, trusted, attribute, resolution_of(call, "condition"), Result::condition);
		auto const *const nested = std::get_if<Nested>(call.find("strategy"));
		if (nested == nullptr)
			throw Error(sqlstate::internal_error, "masking condition has no strategy");
		Node *const masked = build(trusted, relation, attribute, *nested->call, compiled);
		// Kept is what certainly doesn't meet the condition: where it is null, the value is masked.
		return pg::call([&] {
			auto *const fails = makeNode(BooleanTest);
			fails->arg = reinterpret_cast<Expr *>(condition);
			fails->booltesttype = IS_FALSE;
			fails->location = -1;
			auto *const branch = makeNode(CaseWhen);
			branch->expr = reinterpret_cast<Expr *>(fails);
			branch->result = reinterpret_cast<Expr *>(column_of(relation, attribute));
			branch->location = -1;
			auto const *const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
			auto *const choice = makeNode(CaseExpr);
			choice->casetype = column->atttypid;
			choice->casecollid = column->attcollation;
			choice->args = list_make1(branch);
			choice->defresult = reinterpret_cast<Expr *>(masked);
			choice->location = -1;
			return as_type(reinterpret_cast<Node *>(choice), column->atttypid, column->atttypmod, column->attcollation);
		});
	}
	return compiled;
}

void add_column(Relation relation, std::string_view name, std::vector<AttrNumber> &columns) {
	std::string const copy(name);
	AttrNumber const number = pg::call([&] { return get_attnum(RelationGetRelid(relation), copy.c_str()); });
	if (number > 0)
		columns.push_back(number);
}

void add_named_columns(Relation relation, Call const &call, std::vector<AttrNumber> &columns) {
	if (std::string const entity = text_of(call, "entity"); !entity.empty())
		add_column(relation, entity, columns);
	if (call.strategy == "redact_text") {
		std::string const list = text_of(call, "columns");
		for (std::size_t at = 0; at < list.size();) {
			std::size_t const end = std::min(list.find(',', at), list.size());
			std::string_view name = std::string_view(list).substr(at, end - at);
			while (name.starts_with(' '))
				name.remove_prefix(1);
			while (name.ends_with(' '))
				name.remove_suffix(1);
			add_column(relation, name, columns);
			at = end + 1;
		}
	}
	if (Value const *const nested = call.find("strategy"); nested != nullptr)
		if (auto const *const inner = std::get_if<Nested>(nested))
			add_named_columns(relation, *inner->call, columns);
}

} // namespace

Call const *compiled_part(Call const &call) {
	if (call.strategy == "when") {
		auto const *const nested = std::get_if<Nested>(call.find("strategy"));
		return nested == nullptr ? nullptr : compiled_part(*nested->call);
	}
	constexpr std::string_view expressions[] = {"keep", "null", "value", "expression", "function", "regex"};
	return std::ranges::find(expressions, call.strategy) != std::end(expressions) ? nullptr : &call;
}

Node *expression_of(Relation relation, AttrNumber attribute, Call const &call, Node *compiled) {
	return build(Trusted(), relation, attribute, call, compiled);
}

Node *condition_of(Relation relation, TableRule const &rule) {
	return placed(relation, Trusted(), InvalidAttrNumber, rule.resolution, Result::condition);
}

bool is_resolved(Call const &call) {
	return std::ranges::any_of(call.arguments, [](Given const &given) {
		if (auto const *const expression = std::get_if<Expression>(&given.value))
			return expression->resolution.tree != nullptr;
		auto const *const nested = std::get_if<Nested>(&given.value);
		return nested != nullptr && is_resolved(*nested->call);
	});
}

void check_pattern(Call const &call) {
	if (call.strategy != "regex")
		return;
	std::string const pattern = text_of(call, "pattern");
	std::string const flags = call.find("flags") == nullptr ? "g" : text_of(call, "flags");
	pg::call([&] {
		OidFunctionCall4Coll(F_REGEXP_REPLACE_TEXT_TEXT_TEXT_TEXT, DEFAULT_COLLATION_OID, CStringGetTextDatum(""),
							 CStringGetTextDatum(pattern.c_str()), CStringGetTextDatum(""),
							 CStringGetTextDatum(flags.c_str()));
	});
}

std::string place_of(Relation relation, AttrNumber attribute) {
	std::string const table = std::string("relation \"") + RelationGetRelationName(relation) + "\"";
	return attribute == InvalidAttrNumber
			   ? "masking rule of " + table
			   : "masking rule of column \"" + column_name(relation, attribute) + "\" of " + table;
}

std::vector<AttrNumber> columns_read(Relation relation, AttrNumber attribute, Call const &call) {
	std::vector<AttrNumber> columns;
	Node *const nothing = pg::call([&] {
		auto const *const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
		return reinterpret_cast<Node *>(makeNullConst(column->atttypid, column->atttypmod, column->attcollation));
	});
	Node *const expression = expression_of(relation, attribute, call, nothing);
	Bitmapset *const numbers = pg::call([&] {
		Bitmapset *found = nullptr;
		pull_varattnos(expression, 1, &found);
		return found;
	});
	for (int bit = -1; (bit = bms_next_member(numbers, bit)) >= 0;)
		columns.push_back(static_cast<AttrNumber>(bit + FirstLowInvalidHeapAttributeNumber));
	add_named_columns(relation, call, columns);
	std::erase(columns, attribute);
	std::ranges::sort(columns);
	columns.erase(std::ranges::unique(columns).begin(), columns.end());
	return columns;
}

} // namespace confiture::mask
