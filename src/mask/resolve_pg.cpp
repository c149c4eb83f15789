#include "mask/resolve_pg.hpp"

#include "mask/expression_pg.hpp"
#include "mask/row_column_pg.hpp"
#include "pg/datum.hpp"
#include "pg/settings.hpp"

namespace confiture::mask {

namespace {

// Names and literals mean the same for everybody while it lives.
class PinnedSettings : public pg::LocalSettings {
	void pin(char const *name, char const *value) {
		if (std::strcmp(pg::call([&] { return GetConfigOption(name, false, false); }), value) != 0)
			set(name, value);
	}

public:
	explicit PinnedSettings(std::string const &search_path) {
		pin("search_path", search_path.c_str());
		pin("standard_conforming_strings", "on");
		pin("DateStyle", "ISO, MDY");
		pin("IntervalStyle", "postgres");
		pin("TimeZone", "UTC");
	}
};

// What an expression stands for in its label.
enum class Kind { constant, column, function, condition };

Kind kind_in(Call const &call) {
	return call.strategy == "value"      ? Kind::constant
		   : call.strategy == "function" ? Kind::function
		   : call.strategy == "when"     ? Kind::condition
										 : Kind::column;
}

Node *column_named(ParseState *state, ColumnRef *reference) {
	auto const &scope = *static_cast<Scope *>(state->p_ref_hook_state);
	AttrNumber const number = get_attnum(RelationGetRelid(scope.relation), strVal(linitial(reference->fields)));
	return number > 0 ? base_column_of(scope.relation, number) : nullptr;
}

// schema.name to schema.name(column)
Node *call_of(Scope &scope, Node *raw, AttrNumber attribute) {
	auto const *const name = reinterpret_cast<ColumnRef *>(raw);
	bool named = IsA(name, ColumnRef);
	for (int i = 0; named && i < list_length(name->fields); ++i)
		named = IsA(static_cast<Node *>(list_nth(name->fields, i)), String);
	if (!named) {
		scope.refuse(-1, "masking function must be the name of a function", nullptr,
					 "Use expression(...) for a call with arguments.", sqlstate::syntax_error);
		return nullptr;
	}
	auto *const column = makeNode(ColumnRef);
	column->fields =
		list_make1(makeString(NameStr(TupleDescAttr(RelationGetDescr(scope.relation), attribute - 1)->attname)));
	column->location = -1;
	return reinterpret_cast<Node *>(
		makeFuncCall(name->fields, list_make1(column), COERCE_EXPLICIT_CALL, name->location));
}

// Of the column's base type, or boolean.
Node *read(Relation relation, Trusted const &trusted, AttrNumber attribute, Kind kind, std::string const &text,
		   std::string const &where) {
	pg::MessageContext const context(text, [&](int) { return where; });
	PinnedSettings settings(trusted.search_path());
	Scope scope = trusted.scope(relation, kind != Kind::constant);
	Node *const node = pg::call([&]() -> Node * {
		Node *raw = only_expression(scope, raw_parser(text.c_str(), RAW_PARSE_PLPGSQL_EXPR));
		if (raw != nullptr && kind == Kind::function)
			raw = call_of(scope, raw, attribute);
		if (raw == nullptr || check_raw(scope, raw))
			return nullptr;
		ParseState *const state = make_parsestate(nullptr);
		state->p_sourcetext = text.c_str();
		state->p_pre_columnref_hook = column_named;
		state->p_ref_hook_state = &scope;
		Node *tree = transformExpr(state, raw, EXPR_KIND_OTHER);
		tree = kind == Kind::condition ? coerce_to_boolean(state, tree, "WHERE")
									   : coerce_to_column(scope, state, tree, attribute);
		if (tree == nullptr)
			return nullptr;
		assign_expr_collations(state, tree);
		if (check_analysed(tree, &scope))
			return nullptr;
		free_parsestate(state);
		return tree;
	});
	if (scope.refusal)
		throw_refusal(scope, where);
	settings.end();
	return node;
}

// The function that a label names, under the casts of its argument and result.
Oid called(Node *tree) {
	while (tree != nullptr) {
		if (IsA(tree, FuncExpr)) {
			auto const *const call = castNode(FuncExpr, tree);
			if (call->funcformat == COERCE_EXPLICIT_CALL)
				return call->funcid;
			tree = static_cast<Node *>(linitial(call->args));
		} else if (IsA(tree, RelabelType)) {
			tree = reinterpret_cast<Node *>(castNode(RelabelType, tree)->arg);
		} else if (IsA(tree, CoerceViaIO)) {
			tree = reinterpret_cast<Node *>(castNode(CoerceViaIO, tree)->arg);
		} else if (IsA(tree, ArrayCoerceExpr)) {
			tree = reinterpret_cast<Node *>(castNode(ArrayCoerceExpr, tree)->arg);
		} else {
			return InvalidOid;
		}
	}
	return InvalidOid;
}

Part part_of(Relation relation, Node *node, bool is_function) {
	Part part{pg::call([&] { return nodeToString(node); }), {}};
	part.definition = definition_now(RelationGetRelid(relation), part, is_function);
	return part;
}

void resolve_into(Relation relation, Trusted const &trusted, AttrNumber attribute, Call const &call,
				  std::vector<Part> &parts) {
	for (Given const &given : call.arguments) {
		if (auto const *const expression = std::get_if<Expression>(&given.value)) {
			Kind const kind = kind_in(call);
			Node *const tree =
				read(relation, trusted, attribute, kind, expression->text, place_of(relation, attribute));
			parts.push_back(part_of(relation, tree, kind == Kind::function));
		} else if (auto const *const nested = std::get_if<Nested>(&given.value)) {
			resolve_into(relation, trusted, attribute, *nested->call, parts);
		}
	}
}

} // namespace

std::vector<Part> resolve(Relation relation, AttrNumber attribute, Call const &call) {
	std::vector<Part> parts;
	resolve_into(relation, Trusted(), attribute, call, parts);
	return parts;
}

std::vector<Part> resolve(Relation relation, TableRule const &rule) {
	if (rule.kind != TableRule::where)
		return {};
	Node *const tree = read(relation, Trusted(), InvalidAttrNumber, Kind::condition, rule.condition,
							place_of(relation, InvalidAttrNumber));
	return {part_of(relation, tree, false)};
}

std::vector<Part> check_expressions(Relation relation, AttrNumber attribute, Call const &call) {
	std::vector<Part> parts;
	Call resolved = call;
	if (!is_resolved(call)) {
		parts = resolve(relation, attribute, call);
		resolved = with_trees(call, {RelationGetRelid(relation), attribute}, parts);
	}
	Node *const column = pg::call([&] { return column_of(relation, attribute); });
	Node *const expression = expression_of(relation, attribute, resolved, column);
	// wrong constants and patterns are errors now
	pg::call([&] { eval_const_expressions(nullptr, expression); });
	check_pattern(call);
	return parts;
}

std::optional<Error> problem_of(Oid relation, AttrNumber attribute, Call const &call) {
	if (!has_expressions(call))
		return {};
	return pg::try_in_subtransaction([&] {
		with_relation(relation, [&](Relation open) {
			Node *const column = pg::call([&] { return column_of(open, attribute); });
			static_cast<void>(expression_of(open, attribute, call, column));
		});
	});
}

std::optional<Error> problem_of(Oid relation, TableRule const &rule) {
	if (rule.kind != TableRule::where)
		return {};
	return pg::try_in_subtransaction(
		[&] { with_relation(relation, [&](Relation open) { static_cast<void>(condition_of(open, rule)); }); });
}

std::string definition_now(Oid relation, Part const &part, bool is_function) {
	PinnedSettings settings("pg_catalog, pg_temp"); // all other names with their schema
	std::string const definition = pg::call([&] {
		Node *const tree = static_cast<Node *>(stringToNode(part.tree.c_str()));
		if (Oid const function = is_function ? called(tree) : InvalidOid; OidIsValid(function))
			return quote_qualified_identifier(get_namespace_name(get_func_namespace(function)),
											  get_func_name(function));
		if (IsA(tree, Const) && castNode(Const, tree)->constisnull)
			return pstrdup("NULL");
		Datum const written = CStringGetTextDatum(part.tree.c_str());
		return TextDatumGetCString(DirectFunctionCall2(pg_get_expr, written, ObjectIdGetDatum(relation)));
	});
	settings.end();
	return definition;
}

} // namespace confiture::mask
