#include "mask/harmless_pg.hpp"

#include "mask/own_schema_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/strategy.hpp"

namespace confiture::mask {

namespace {

constexpr char const trusted_hint[] =
	"A superuser can name schemas whose functions may be used in confiture.trusted_schemas.";

} // namespace

Trusted::Trusted() {
	trust("pg_catalog");
	trust("confiture");
	masks_ = own_schema();
	for (std::string const &name : trusted_schemas())
		if (name != "$user" && name != "pg_temp" && name != "pg_catalog" && name != "confiture")
			trust(name);
	search_path_ += "pg_temp"; // else it would be first
}

void Trusted::trust(std::string const &name) {
	Oid const schema =
		name == "confiture" ? own_schema() : pg::call([&] { return get_namespace_oid(name.c_str(), true); });
	if (!OidIsValid(schema))
		return;
	schemas_.push_back(schema);
	search_path_ += pg::call([&] { return quote_identifier(name.c_str()); });
	search_path_ += ", ";
}

void throw_refusal(Scope const &scope, std::string const &where) {
	Refusal const &refusal = scope.refusal;
	auto const text_of = [](char const *value) { return std::string(value == nullptr ? "" : value); };
	Error error(refusal.state, refusal.message, text_of(refusal.detail), text_of(refusal.hint));
	error.context = where;
	throw error;
}

// ---- Types ---------------------------------------------------------------------------------------------------------

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

namespace {

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

// ---- Before analysis: the tree as it was parsed ---------------------------------------------------------------------

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

} // namespace

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

// ---- After analysis: what names have come to mean -------------------------------------------------------------------

namespace {

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

bool takes(Oid declared, Oid given) {
	return declared == given || IsPolymorphicType(declared) || declared == ANYOID || declared == RECORDOID ||
		   declared == RECORDARRAYOID;
}

// A tree may be older than the function that has its OID now: it must at least be called with what it takes.
bool fits_signature(Form_pg_proc function, Node *node) {
	List *arguments = NIL;
	Oid result = InvalidOid;
	if (IsA(node, FuncExpr)) {
		arguments = castNode(FuncExpr, node)->args;
		result = castNode(FuncExpr, node)->funcresulttype;
	} else if (IsA(node, OpExpr) || IsA(node, DistinctExpr) || IsA(node, NullIfExpr)) {
		auto const *const call = reinterpret_cast<OpExpr const *>(node);
		arguments = call->args;
		result = get_func_rettype(get_opcode(call->opno));
		if (call->opfuncid != get_opcode(call->opno))
			return false;
	} else {
		return true; // found by operator or type, when it is called
	}
	int const given = list_length(arguments);
	if (function->provariadic != ANYOID &&
		(given > function->pronargs || given < function->pronargs - function->pronargdefaults))
		return false;
	for (int i = 0; i < std::min<int>(given, function->pronargs); ++i) {
		Node const *const argument = static_cast<Node *>(list_nth(arguments, i));
		int const number = IsA(argument, NamedArgExpr) ? castNode(NamedArgExpr, argument)->argnumber : i;
		if (number >= function->pronargs || !takes(function->proargtypes.values[number], exprType(argument)))
			return false;
	}
	return takes(function->prorettype, result);
}

bool check_function(Oid function, void *context) {
	auto const &[scope, node] = *static_cast<FunctionCheck *>(context);
	HeapTuple const tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return scope->refuse(-1, "function of a masking expression does not exist", nullptr, "Write the label again.",
							 sqlstate::undefined_function);
	auto const row = *reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
	bool const is_itself = fits_signature(reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple)), node);
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
	}
	if (!is_itself)
		return scope->refuse(-1, "masking expression calls a function that is not the one it was written with", nullptr,
							 "Write the label again.", sqlstate::object_not_in_prerequisite_state);
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

} // namespace

bool is_supported(Node const *node) {
	switch (nodeTag(node)) {
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
		return true;
	default:
		return false;
	}
}

bool check_analysed(Node *node, void *context) {
	if (node == nullptr)
		return false;
	auto &scope = *static_cast<Scope *>(context);
	switch (nodeTag(node)) {
	case T_List:
	case T_CaseWhen:
		return pg::walk_expression(node, check_analysed, context);
	case T_Aggref:
	case T_WindowFunc:
	case T_GroupingFunc:
		return scope.refuse(exprLocation(node), "masking expression may not use aggregate or window functions");
	default:
		if (!is_supported(node))
			return scope.refuse(exprLocation(node), "masking expression uses a form of SQL that is not supported here");
	}
	if (IsA(node, Const) && castNode(Const, node)->constisnull)
		return false;
	FunctionCheck check{&scope, node};
	if (check_functions_in_node(node, check_function, &check))
		return true;
	if (IsA(node, Var) && !is_safe(scope, getBaseType(exprType(node))))
		return refuse_type(scope, exprType(node), -1);
	// a column of a domain stands under a relabelling; its value is never checked again
	if (!IsA(node, Var) && !IsA(node, RowCompareExpr) && !is_safe(scope, exprType(node)))
		return refuse_type(scope, exprType(node), exprLocation(node));
	return pg::walk_expression(node, check_analysed, context);
}
} // namespace confiture::mask
