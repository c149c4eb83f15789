#include "mask/expression_pg.hpp"

#include "mask/own_schema_pg.hpp"
#include "mask/state_pg.hpp"
#include "pg/datum.hpp"
#include "pg/settings.hpp"

namespace confiture::mask {

namespace {

// What the server's callbacks find out of place: plain, since they can't throw. The texts are palloc'd or literals.
struct Refusal {
	char const *message = nullptr;
	char const *detail = nullptr;
	char const *hint = nullptr;
	SqlState state = sqlstate::feature_not_supported;
	int location = -1;

	explicit operator bool() const { return message != nullptr; }
};

// Where an expression is read: whose columns it may name, and whose functions it may call.
struct Scope {
	Relation relation;
	bool columns;       // it may name columns
	Oid const *schemas; // trusted: pg_catalog, confiture, confiture.trusted_schemas
	std::size_t schema_count;
	Oid masks; // the schema confiture
	Refusal refusal = {};

	[[nodiscard]] bool trusts(Oid schema) const {
		return std::find(schemas, schemas + schema_count, schema) != schemas + schema_count;
	}
	bool refuse(int location, char const *message, char const *detail = nullptr, char const *hint = nullptr,
				SqlState state = sqlstate::feature_not_supported) {
		refusal = {message, detail, hint, state, location};
		return true;
	}
};

constexpr char const trusted_hint[] =
	"A superuser can name schemas whose functions may be used in confiture.trusted_schemas.";

// ---- Types ---------------------------------------------------------------------------------------------------------

// Whether values of the type can be read, written and compared without code of anybody but a superuser: base types
// (only superusers make them) and what is made of them. Domains check constraints, ranges call functions of their
// maker.
bool is_safe(Scope const &scope, Oid type) {
	check_stack_depth();
	HeapTuple const tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	if (!HeapTupleIsValid(tuple))
		return false;
	auto const row = *reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple));
	ReleaseSysCache(tuple);
	bool const trusted = scope.trusts(row.typnamespace);
	switch (row.typtype) {
	case TYPTYPE_BASE:
		return !OidIsValid(row.typelem) || !OidIsValid(row.typsubscript) || is_safe(scope, row.typelem);
	case TYPTYPE_ENUM:
		return true;
	case TYPTYPE_DOMAIN:
		return trusted && is_safe(scope, row.typbasetype);
	case TYPTYPE_RANGE:
		return trusted && is_safe(scope, get_range_subtype(type));
	case TYPTYPE_MULTIRANGE:
		return trusted && is_safe(scope, get_multirange_range(type));
	case TYPTYPE_COMPOSITE: {
		TupleDesc const description = lookup_rowtype_tupdesc(type, -1);
		bool safe = true;
		for (int i = 0; i < description->natts; ++i) {
			auto const *const attribute = TupleDescAttr(description, i);
			safe = safe && (attribute->attisdropped || is_safe(scope, attribute->atttypid));
		}
		ReleaseTupleDesc(description);
		return safe;
	}
	default: // pseudo-types
		return type == RECORDOID || type == UNKNOWNOID || type == RECORDARRAYOID;
	}
}

bool refuse_type(Scope &scope, Oid type, int location) {
	return scope.refuse(location, psprintf("masking expression may not use type %s", format_type_be(type)),
						"Domains and ranges of other schemas run code of those who made them.", trusted_hint);
}

// Literals are made into values while they are analysed: no type may come in by a name before it is known to be safe.
bool check_type_name(Scope &scope, TypeName const *name) {
	if (name->setof || name->pct_type)
		return scope.refuse(name->location, "masking expression may not use SETOF or %TYPE");
	Oid const type = typenameTypeId(nullptr, name);
	if (get_typtype(type) == TYPTYPE_PSEUDO || !is_safe(scope, type))
		return refuse_type(scope, type, name->location);
	return false;
}

// name(x) and (x).name are casts, too, if a type has that name.
bool check_function_name(Scope &scope, List *name, int location) {
	HeapTuple const tuple = LookupTypeName(nullptr, makeTypeNameFromNameList(name), nullptr, true);
	if (tuple == nullptr)
		return false;
	Oid const type = typeTypeId(tuple);
	ReleaseSysCache(tuple);
	return is_safe(scope, type) ? false : refuse_type(scope, type, location);
}

// ---- Before analysis: the tree as it was parsed
// ----------------------------------------------------------------------

bool check_raw(Scope &scope, Node *node);

bool check_raw_list(Scope &scope, List *list) {
	for (int i = 0; i < list_length(list); ++i)
		if (check_raw(scope, static_cast<Node *>(list_nth(list, i))))
			return true;
	return false;
}

bool check_column(Scope &scope, ColumnRef const *reference) {
	Node const *const first = static_cast<Node *>(linitial(reference->fields));
	if (list_length(reference->fields) != 1 || !IsA(first, String))
		return scope.refuse(reference->location, "masking expression names columns by their name alone",
							"Whole rows and columns of other relations can't be read.", nullptr,
							sqlstate::undefined_column);
	char const *const name = strVal(first);
	if (!scope.columns)
		return scope.refuse(reference->location, psprintf("masking constant names a column \"%s\"", name), nullptr,
							"Use expression(...) for what is made of the row's columns.");
	AttrNumber const number = get_attnum(RelationGetRelid(scope.relation), name);
	if (number <= 0)
		return scope.refuse(
			reference->location,
			psprintf("column \"%s\" of relation \"%s\" does not exist", name, RelationGetRelationName(scope.relation)),
			nullptr, nullptr, sqlstate::undefined_column);
	Oid const type = getBaseType(TupleDescAttr(RelationGetDescr(scope.relation), number - 1)->atttypid);
	return is_safe(scope, type) ? false : refuse_type(scope, type, reference->location);
}

bool check_call(Scope &scope, FuncCall const *call) {
	if (call->agg_order != NIL || call->agg_filter != nullptr || call->over != nullptr || call->agg_within_group ||
		call->agg_star || call->agg_distinct)
		return scope.refuse(call->location, "masking expression may not use aggregate or window functions");
	return check_function_name(scope, call->funcname, call->location) || check_raw_list(scope, call->args);
}

bool check_indirection(Scope &scope, A_Indirection const *node) {
	for (int i = 0; i < list_length(node->indirection); ++i) {
		Node *const step = static_cast<Node *>(list_nth(node->indirection, i));
		if (IsA(step, String)) {
			if (check_function_name(scope, list_make1(step), exprLocation(node->arg)))
				return true;
		} else if (IsA(step, A_Indices)) {
			auto const *const indices = reinterpret_cast<A_Indices *>(step);
			if (check_raw(scope, indices->lidx) || check_raw(scope, indices->uidx))
				return true;
		} else {
			return scope.refuse(exprLocation(node->arg), "masking expression may not use a whole row");
		}
	}
	return check_raw(scope, node->arg);
}

// What isn't known here is refused.
bool check_raw(Scope &scope, Node *node) {
	if (node == nullptr)
		return false;
	check_stack_depth();
	switch (nodeTag(node)) {
	case T_A_Const:
	case T_SQLValueFunction:
		return false;
	case T_List:
		return check_raw_list(scope, castNode(List, node));
	case T_ColumnRef:
		return check_column(scope, castNode(ColumnRef, node));
	case T_FuncCall:
		return check_call(scope, castNode(FuncCall, node));
	case T_TypeCast:
		return check_type_name(scope, castNode(TypeCast, node)->typeName) ||
			   check_raw(scope, castNode(TypeCast, node)->arg);
	case T_A_Expr:
		return check_raw(scope, castNode(A_Expr, node)->lexpr) || check_raw(scope, castNode(A_Expr, node)->rexpr);
	case T_BoolExpr:
		return check_raw_list(scope, castNode(BoolExpr, node)->args);
	case T_A_ArrayExpr:
		return check_raw_list(scope, castNode(A_ArrayExpr, node)->elements);
	case T_A_Indirection:
		return check_indirection(scope, castNode(A_Indirection, node));
	case T_CollateClause:
		return check_raw(scope, castNode(CollateClause, node)->arg);
	case T_CaseExpr: {
		auto const *const expression = castNode(CaseExpr, node);
		return check_raw(scope, reinterpret_cast<Node *>(expression->arg)) || check_raw_list(scope, expression->args) ||
			   check_raw(scope, reinterpret_cast<Node *>(expression->defresult));
	}
	case T_CaseWhen:
		return check_raw(scope, reinterpret_cast<Node *>(castNode(CaseWhen, node)->expr)) ||
			   check_raw(scope, reinterpret_cast<Node *>(castNode(CaseWhen, node)->result));
	case T_CoalesceExpr:
		return check_raw_list(scope, castNode(CoalesceExpr, node)->args);
	case T_MinMaxExpr:
		return check_raw_list(scope, castNode(MinMaxExpr, node)->args);
	case T_RowExpr:
		return check_raw_list(scope, castNode(RowExpr, node)->args);
	case T_NullTest:
		return check_raw(scope, reinterpret_cast<Node *>(castNode(NullTest, node)->arg));
	case T_BooleanTest:
		return check_raw(scope, reinterpret_cast<Node *>(castNode(BooleanTest, node)->arg));
	case T_NamedArgExpr:
		return check_raw(scope, reinterpret_cast<Node *>(castNode(NamedArgExpr, node)->arg));
	case T_SubLink:
		return scope.refuse(castNode(SubLink, node)->location, "masking expression may not use a sub-select");
	case T_ParamRef:
		return scope.refuse(castNode(ParamRef, node)->location, "masking expression may not use a parameter");
	default:
		return scope.refuse(exprLocation(node), "masking expression uses a form of SQL that is not supported here",
							"Columns, constants, operators, functions, casts, CASE, COALESCE, arrays and tests are.");
	}
}

// The parser's mode for one expression, as PL/pgSQL uses it, takes the rest of a SELECT behind it as well.
Node *only_expression(Scope &scope, List *parsed) {
	auto const *const select = reinterpret_cast<SelectStmt *>(linitial_node(RawStmt, parsed)->stmt);
	bool const alone = IsA(select, SelectStmt) && list_length(select->targetList) == 1 &&
					   select->distinctClause == NIL && select->fromClause == NIL && select->whereClause == nullptr &&
					   select->groupClause == NIL && select->havingClause == nullptr && select->windowClause == NIL &&
					   select->sortClause == NIL && select->limitOffset == nullptr && select->limitCount == nullptr &&
					   select->lockingClause == NIL && select->withClause == nullptr && select->valuesLists == NIL &&
					   select->intoClause == nullptr && select->op == SETOP_NONE;
	auto const *const target = alone ? linitial_node(ResTarget, select->targetList) : nullptr;
	if (target == nullptr || target->name != nullptr || target->indirection != NIL) {
		scope.refuse(-1, "masking expression must be one expression", nullptr, nullptr, sqlstate::syntax_error);
		return nullptr;
	}
	return target->val;
}

// ---- After analysis: what names have come to mean
// --------------------------------------------------------------------

// Stable functions of pg_catalog are few that read nothing but their arguments and settings of format and time zone.
// Those behind operators and casts are as well; others read catalogs, or whole tables.
constexpr std::string_view harmless_stable[] = {"age",
												"array_to_string",
												"concat",
												"concat_ws",
												"convert",
												"convert_from",
												"convert_to",
												"date",
												"date_part",
												"date_trunc",
												"enum_first",
												"enum_last",
												"enum_range",
												"extract",
												"format",
												"length",
												"make_timestamptz",
												"money",
												"now",
												"numeric",
												"overlaps",
												"phraseto_tsquery",
												"plainto_tsquery",
												"quote_literal",
												"quote_nullable",
												"statement_timestamp",
												"textanycat",
												"anytextcat",
												"time",
												"timestamp",
												"timestamptz",
												"timetz",
												"timezone",
												"to_char",
												"to_date",
												"to_number",
												"to_timestamp",
												"to_tsquery",
												"to_tsvector",
												"transaction_timestamp",
												"websearch_to_tsquery"};
// These look for a cast to json, which the maker of a type can define.
constexpr std::string_view stable_for_builtin_types[] = {
	"array_to_json",      "json_build_array", "json_build_object", "jsonb_build_array",
	"jsonb_build_object", "row_to_json",      "to_json",           "to_jsonb"};

bool contains(std::span<std::string_view const> names, std::string_view name) {
	return std::ranges::find(names, name) != names.end();
}

bool is_builtin_scalar(Oid type) { return type < FirstNormalObjectId && type != RECORDOID && type != RECORDARRAYOID; }

struct FunctionCheck {
	Scope *scope;
	Node *node;
};

bool refuse_function(Scope &scope, Oid function, Node *node, char const *why, char const *hint) {
	return scope.refuse(exprLocation(node),
						psprintf("masking expression may not use function %s", format_procedure(function)), why, hint);
}

bool check_function(Oid function, void *context) {
	auto const &[scope, node] = *static_cast<FunctionCheck *>(context);
	HeapTuple const tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return scope->refuse(-1, "function of a masking expression does not exist");
	auto const row = *reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
	ReleaseSysCache(tuple);
	std::string_view const name = NameStr(row.proname);

	if (!scope->trusts(row.pronamespace))
		return refuse_function(*scope, function, node, "It belongs to none of the trusted schemas.", trusted_hint);
	if (row.proretset)
		return refuse_function(*scope, function, node, "It returns a set.", nullptr);
	if (row.prokind != PROKIND_FUNCTION)
		return refuse_function(*scope, function, node, "It is an aggregate or window function.", nullptr);
	if (row.provolatile == PROVOLATILE_VOLATILE)
		return refuse_function(*scope, function, node,
							   "It is volatile: a row that is read twice would be masked in two ways.",
							   "Strategies that make up values, as uuid and noise, do so by the key.");
	if (row.pronamespace == scope->masks) {
		Strategy const *const strategy = find_strategy(name);
		if (strategy == nullptr || strategy->takes_key || holds_strategies(*strategy))
			return refuse_function(*scope, function, node, "It needs the key, which no expression has.",
								   "Use the strategy itself, perhaps inside of when(condition, strategy).");
		return false;
	}
	if (row.pronamespace != PG_CATALOG_NAMESPACE || row.provolatile == PROVOLATILE_IMMUTABLE)
		return false;
	bool const is_called = IsA(node, FuncExpr);
	bool harmless = !is_called || contains(harmless_stable, name);
	if (is_called && contains(stable_for_builtin_types, name)) {
		harmless = true;
		List *const arguments = castNode(FuncExpr, node)->args;
		for (int i = 0; i < list_length(arguments); ++i)
			harmless = harmless && is_builtin_scalar(exprType(static_cast<Node *>(list_nth(arguments, i))));
	}
	return harmless
			   ? false
			   : refuse_function(*scope, function, node, "It may read more than the row.",
								 "Immutable functions of pg_catalog may be used, and those of date, time and format.");
}

bool check_analysed(Node *node, void *context) {
	if (node == nullptr)
		return false;
	auto &scope = *static_cast<Scope *>(context);
	switch (nodeTag(node)) {
	case T_List:
	case T_CaseWhen:
		return pg::walk_expression(node, check_analysed, context);
	case T_Var:
	case T_Const:
	case T_FuncExpr:
	case T_NamedArgExpr:
	case T_OpExpr:
	case T_DistinctExpr:
	case T_NullIfExpr:
	case T_ScalarArrayOpExpr:
	case T_BoolExpr:
	case T_SubscriptingRef:
	case T_FieldSelect:
	case T_RelabelType:
	case T_CoerceViaIO:
	case T_ArrayCoerceExpr:
	case T_CoerceToDomain:
	case T_CollateExpr:
	case T_CaseExpr:
	case T_CaseTestExpr:
	case T_ArrayExpr:
	case T_RowExpr:
	case T_RowCompareExpr:
	case T_CoalesceExpr:
	case T_MinMaxExpr:
	case T_SQLValueFunction:
	case T_NullTest:
	case T_BooleanTest:
		break;
	case T_Aggref:
	case T_WindowFunc:
	case T_GroupingFunc:
		return scope.refuse(exprLocation(node), "masking expression may not use aggregate or window functions");
	default:
		return scope.refuse(exprLocation(node), "masking expression uses a form of SQL that is not supported here");
	}
	if (IsA(node, Const) && castNode(Const, node)->constisnull)
		return false;
	FunctionCheck check{&scope, node};
	if (check_functions_in_node(node, check_function, &check))
		return true;
	// a column of a domain stands under a relabelling; its value is never checked again
	if (!IsA(node, Var) && !IsA(node, RowCompareExpr) && !is_safe(scope, exprType(node)))
		return refuse_type(scope, exprType(node), exprLocation(node));
	return pg::walk_expression(node, check_analysed, context);
}

// ---- Columns of the row
// ----------------------------------------------------------------------------------------------

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

// The value under a domain: expressions never see one, and so never make one of its functions and checks run.
Node *base_column_of(Relation relation, AttrNumber number) {
	auto const *const attribute = TupleDescAttr(RelationGetDescr(relation), number - 1);
	int32 typmod = attribute->atttypmod;
	Oid const type = getBaseTypeAndTypmod(attribute->atttypid, &typmod);
	return as_type(column_of(relation, number), type, typmod, attribute->attcollation);
}

Node *column_named(ParseState *state, ColumnRef *reference) {
	auto const &scope = *static_cast<Scope *>(state->p_ref_hook_state);
	AttrNumber const number = get_attnum(RelationGetRelid(scope.relation), strVal(linitial(reference->fields)));
	return number > 0 ? base_column_of(scope.relation, number) : nullptr;
}

// ---- From text to a tree
// ---------------------------------------------------------------------------------------------

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

enum class Result { condition, column };

class Reader {
	Relation const relation_;
	std::string search_path_;
	std::vector<Oid> schemas_;
	Oid masks_ = InvalidOid;

	void trust(std::string const &name) {
		Oid const schema =
			name == "confiture" ? own_schema() : pg::call([&] { return get_namespace_oid(name.c_str(), true); });
		if (!OidIsValid(schema))
			return;
		schemas_.push_back(schema);
		search_path_ += pg::call([&] { return quote_identifier(name.c_str()); });
		search_path_ += ", ";
	}

public:
	explicit Reader(Relation relation) : relation_{relation} {
		trust("pg_catalog");
		trust("confiture");
		masks_ = own_schema();
		for (std::string const &name : trusted_schemas())
			if (name != "$user" && name != "pg_temp" && name != "pg_catalog" && name != "confiture")
				trust(name);
		search_path_ += "pg_temp"; // else it would be first
	}

	[[nodiscard]] Node *read(std::string const &text, std::string const &where, bool columns, Result result,
							 AttrNumber attribute, bool is_function) const {
		pg::MessageContext const context(text, [&](int) { return where; });
		PinnedSettings settings(search_path_);
		Scope scope{relation_, columns, schemas_.data(), schemas_.size(), masks_};
		Node *const node = pg::call([&]() -> Node * {
			Node *raw = only_expression(scope, raw_parser(text.c_str(), RAW_PARSE_PLPGSQL_EXPR));
			if (raw != nullptr && is_function)
				raw = call_of(scope, raw, attribute);
			if (raw == nullptr || check_raw(scope, raw))
				return nullptr;
			ParseState *const state = make_parsestate(nullptr);
			state->p_sourcetext = text.c_str();
			state->p_pre_columnref_hook = column_named;
			state->p_ref_hook_state = &scope;
			Node *tree = transformExpr(state, raw, EXPR_KIND_OTHER);
			if (result == Result::condition)
				tree = coerce_to_boolean(state, tree, "WHERE");
			else
				tree = coerce_to_column(scope, state, tree, attribute);
			if (tree == nullptr)
				return nullptr;
			assign_expr_collations(state, tree);
			// the last relabelling, to the column's own type, is ours
			if (check_analysed(tree, &scope))
				return nullptr;
			free_parsestate(state);
			return result == Result::condition ? tree : relabel_as(tree, attribute);
		});
		if (scope.refusal) {
			Refusal const &refusal = scope.refusal;
			auto const text_of = [](char const *value) { return std::string(value == nullptr ? "" : value); };
			Error error(refusal.state, refusal.message, text_of(refusal.detail), text_of(refusal.hint));
			error.context = where;
			throw error;
		}
		settings.end();
		return node;
	}

private:
	// schema.name to schema.name(column)
	static Node *call_of(Scope &scope, Node *raw, AttrNumber attribute) {
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

	// To the base type, by an assignment cast; longer texts are cut, as masks never are too long.
	static Node *coerce_to_column(Scope &scope, ParseState *state, Node *tree, AttrNumber attribute) {
		auto const *const column = TupleDescAttr(RelationGetDescr(scope.relation), attribute - 1);
		int32 typmod = column->atttypmod;
		Oid const base = getBaseTypeAndTypmod(column->atttypid, &typmod);
		Oid const given = exprType(tree);
		if (IsA(tree, Const) && castNode(Const, tree)->constisnull && given == UNKNOWNOID)
			return reinterpret_cast<Node *>(makeNullConst(base, typmod, column->attcollation));
		if (!is_safe(scope, base)) {
			refuse_type(scope, base, -1);
			return nullptr;
		}
		Node *result =
			coerce_to_target_type(state, tree, given, base, -1, COERCION_ASSIGNMENT, COERCE_IMPLICIT_CAST, -1);
		if (result == nullptr) {
			scope.refuse(-1,
						 psprintf("masking expression is of type %s, but column \"%s\" is of type %s",
								  format_type_be(given), NameStr(column->attname), format_type_be(column->atttypid)),
						 nullptr, "Cast the expression.", sqlstate::datatype_mismatch);
			return nullptr;
		}
		if (typmod >= 0)
			result =
				coerce_to_target_type(state, result, base, base, typmod, COERCION_EXPLICIT, COERCE_IMPLICIT_CAST, -1);
		return result;
	}

	[[nodiscard]] Node *relabel_as(Node *tree, AttrNumber attribute) const {
		auto const *const column = TupleDescAttr(RelationGetDescr(relation_), attribute - 1);
		return as_type(tree, column->atttypid, column->atttypmod, column->attcollation);
	}
};

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

std::string place_of(Relation relation, AttrNumber attribute) {
	return "masking rule of column \"" + column_name(relation, attribute) + "\" of relation \"" +
		   RelationGetRelationName(relation) + "\"";
}

Node *build(Reader const &reader, Relation relation, AttrNumber attribute, Call const &call, Node *compiled) {
	std::string const where = place_of(relation, attribute);
	if (call.strategy == "keep")
		return pg::call([&] { return column_of(relation, attribute); });
	if (call.strategy == "null")
		return pg::call([&] {
			auto const *const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
			return reinterpret_cast<Node *>(makeNullConst(column->atttypid, column->atttypmod, column->attcollation));
		});
	if (call.strategy == "value")
		return reader.read(text_of(call, "value"), where, false, Result::column, attribute, false);
	if (call.strategy == "expression")
		return reader.read(text_of(call, "expression"), where, true, Result::column, attribute, false);
	if (call.strategy == "function")
		return reader.read(text_of(call, "function"), where, true, Result::column, attribute, true);
	if (call.strategy == "regex")
		return replacement_of(relation, attribute, call);
	if (call.strategy == "when") {
		Node *const condition =
			reader.read(text_of(call, "condition"), where, true, Result::condition, attribute, false);
		auto const *const nested = std::get_if<Nested>(call.find("strategy"));
		if (nested == nullptr)
			throw Error(sqlstate::internal_error, "masking condition has no strategy");
		Node *const masked = build(reader, relation, attribute, *nested->call, compiled);
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
	return contains(expressions, call.strategy) ? nullptr : &call;
}

Node *expression_of(Relation relation, AttrNumber attribute, Call const &call, Node *compiled) {
	return build(Reader(relation), relation, attribute, call, compiled);
}

Node *condition_of(Relation relation, std::string const &condition) {
	return Reader(relation).read(condition,
								 std::string("masking rule of relation \"") + RelationGetRelationName(relation) + "\"",
								 true, Result::condition, InvalidAttrNumber, false);
}

void check_expressions(Relation relation, AttrNumber attribute, Call const &call) {
	Node *const column = pg::call([&] { return column_of(relation, attribute); });
	Node *const expression = expression_of(relation, attribute, call, column);
	// wrong constants and patterns are errors now
	pg::call([&] { eval_const_expressions(nullptr, expression); });
	if (call.strategy == "regex") {
		std::string const pattern = text_of(call, "pattern");
		std::string const flags = call.find("flags") == nullptr ? "g" : text_of(call, "flags");
		pg::call([&] {
			OidFunctionCall4Coll(F_REGEXP_REPLACE_TEXT_TEXT_TEXT_TEXT, DEFAULT_COLLATION_OID, CStringGetTextDatum(""),
								 CStringGetTextDatum(pattern.c_str()), CStringGetTextDatum(""),
								 CStringGetTextDatum(flags.c_str()));
		});
	}
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
