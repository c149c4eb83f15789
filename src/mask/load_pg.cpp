#include "mask/load_pg.hpp"

#include "mask/expression_pg.hpp"
#include "mask/load_rows_pg.hpp"
#include "mask/quote.hpp"
#include "mask/rule_pg.hpp"
#include "mask/value_pg.hpp"

namespace confiture::mask {

namespace {

// What stands in the place of an input function: reads a value with it, and masks that.
//
// A domain's constraints are code of its owner, who is to see no raw value: where there are some, a value is read as
// one of the base type, and its mask has to meet them.
struct Input {
	FmgrInfo original;
	ColumnMask *mask = nullptr; // nullptr: it is masked later
	Oid domain = InvalidOid;    // one with constraints
	FmgrInfo base{};
	Oid base_parameter = InvalidOid;
	std::int32_t base_typmod = -1;
	void *constraints = nullptr;
	MemoryContext context = nullptr;
};

// Called by COPY for each value; the input function runs without a frame of ours around it.
Datum read_masked(FunctionCallInfo call) {
	auto *const input = static_cast<Input *>(call->flinfo->fn_extra);
	// a null comes as such a pointer; it is no value to hide, and the domain may not take it
	if (OidIsValid(input->domain) && DatumGetPointer(call->args[0].value) != nullptr) {
		call->flinfo = &input->base;
		call->args[1].value = ObjectIdGetDatum(input->base_parameter);
		call->args[2].value = Int32GetDatum(input->base_typmod);
	} else {
		call->flinfo = &input->original;
	}
	Datum const value = FunctionCallInvoke(call);
	if (call->isnull || pg::failed_softly(call) || input->mask == nullptr)
		return value;
	Datum const masked = pg::enter([&] { return (*input->mask)(value); });
	if (OidIsValid(input->domain))
		domain_check(masked, false, input->domain, &input->constraints, input->context);
	return masked;
}

// Whether a type's input checks constraints of domains inside of it: of elements of arrays, of fields of composites.
bool has_constraints_inside(Oid type) {
	auto const is_checked = [](Oid inner) {
		return (get_typtype(inner) == TYPTYPE_DOMAIN && DomainHasConstraints(inner)) || has_constraints_inside(inner);
	};
	Oid const base = getBaseType(type);
	if (Oid const element = get_element_type(base); OidIsValid(element))
		return is_checked(element);
	if (get_typtype(base) != TYPTYPE_COMPOSITE)
		return false;
	TupleDesc const fields = lookup_rowtype_tupdesc_copy(base, -1);
	for (int i = 0; i < fields->natts; ++i)
		if (Form_pg_attribute const field = TupleDescAttr(fields, i);
			!field->attisdropped && is_checked(field->atttypid))
			return true;
	return false;
}

// Puts itself before a column's input function, if it has a mask or a domain to look after.
void install(Input &input, CopyFromState copy, Form_pg_attribute column, ColumnMask *mask) {
	FmgrInfo &function = copy->in_functions[column->attnum - 1];
	input.original = function;
	input.mask = mask;
	input.context = CurrentMemoryContext;
	if (pg::call([&] { return has_constraints_inside(column->atttypid); }))
		throw Error(sqlstate::feature_not_supported,
					"cannot read column " + in_quotes(NameStr(column->attname)) + " before it is masked",
					"Constraints of a domain inside of its type would see original values.",
					"Load it with confiture.mask_load off, then mask it.");
	pg::call([&] {
		if (get_typtype(column->atttypid) != TYPTYPE_DOMAIN || !DomainHasConstraints(column->atttypid))
			return;
		input.domain = column->atttypid;
		input.base_typmod = column->atttypmod;
		Oid const base = getBaseTypeAndTypmod(column->atttypid, &input.base_typmod);
		Oid reader = InvalidOid;
		if (copy->opts.binary)
			getTypeBinaryInputInfo(base, &reader, &input.base_parameter);
		else
			getTypeInputInfo(base, &reader, &input.base_parameter);
		fmgr_info(reader, &input.base);
	});
	if (mask == nullptr && !OidIsValid(input.domain))
		return;
	function.fn_addr = read_masked;
	function.fn_extra = &input;
}

// ---- What COPY FROM checks before it loads -------------------------------------------------------------------------

void check_file(CopyStmt const *statement) {
	if (statement->filename == nullptr)
		return;
	Oid const role = statement->is_program ? ROLE_PG_EXECUTE_SERVER_PROGRAM : ROLE_PG_READ_SERVER_FILES;
	if (!pg::call([&] { return has_privs_of_role(GetUserId(), role); }))
		throw Error(sqlstate::insufficient_privilege,
					statement->is_program ? "permission denied to COPY from an external program"
										  : "permission denied to COPY from a file",
					std::string{"Only roles with privileges of the role "} +
						(statement->is_program ? "pg_execute_server_program" : "pg_read_server_files") + " may.");
}

Node *condition(ParseState *state, ParseNamespaceItem *item, CopyStmt *statement, Relation relation) {
	if (statement->whereClause == nullptr)
		return nullptr;
	struct Result {
		Node *condition;
		AttrNumber generated;
	};
	Result const result = pg::call([&]() -> Result {
		addNSItemToQuery(state, item, false, true, true);
		Node *where = transformExpr(state, statement->whereClause, EXPR_KIND_COPY_WHERE);
		where = coerce_to_boolean(state, where, "WHERE");
		assign_expr_collations(state, where);
		Bitmapset *columns = nullptr;
		pull_varattnos(where, 1, &columns);
		bool const whole_row = bms_is_member(-FirstLowInvalidHeapAttributeNumber, columns);
		for (int i = 0; i < RelationGetNumberOfAttributes(relation); ++i)
			if (TupleDescAttr(RelationGetDescr(relation), i)->attgenerated != '\0' &&
				(whole_row || bms_is_member(i + 1 - FirstLowInvalidHeapAttributeNumber, columns)))
				return {nullptr, static_cast<AttrNumber>(i + 1)};
		where = eval_const_expressions(nullptr, where);
		where = reinterpret_cast<Node *>(canonicalize_qual(reinterpret_cast<Expr *>(where), false));
		return {reinterpret_cast<Node *>(make_ands_implicit(reinterpret_cast<Expr *>(where))), 0};
	});
	if (result.generated != 0)
		throw Error(
			sqlstate::invalid_column_reference, "generated columns are not supported in COPY FROM WHERE conditions",
			"Column " + in_quotes(NameStr(TupleDescAttr(RelationGetDescr(relation), result.generated - 1)->attname)) +
				" is a generated column.");
	return result.condition;
}

// The masks of the columns that are loaded, by column; nothing if one of them asks for more than the value, or rows are
// left out.
using Masks = std::vector<std::shared_ptr<ColumnMask>>;
std::optional<Masks> masks_of_values(Relation relation, List *attributes, RelationRules const &rules) {
	if (rules.table && rules.table->kind != TableRule::keep)
		return {};
	Masks masks(static_cast<std::size_t>(RelationGetNumberOfAttributes(relation)));
	for (ColumnRule const &rule : rules.columns) {
		if (rule.keeps() || !pg::call([&] { return list_member_int(attributes, rule.attribute); }))
			continue;
		if (compiled_part(rule.call) != &rule.call || rule.needs_row())
			return {};
		masks[static_cast<std::size_t>(rule.attribute - 1)] = mask_of(RelationGetRelid(relation), rule.attribute);
	}
	return masks;
}

struct Load {
	ParseState *state;
	Relation relation;
	Node *where;
	CopyStmt *statement;

	[[nodiscard]] CopyFromState begin(Node *condition) const {
		return pg::call([&] {
			return BeginCopyFrom(state, relation, condition, statement->filename, statement->is_program, nullptr,
								 statement->attlist, statement->options);
		});
	}
};

uint64 load_values(Load const &load, Masks const &masks) {
	CopyFromState const copy = load.begin(load.where);
	std::vector<Input> inputs(masks.size());
	for (std::size_t i = 0; i < masks.size(); ++i)
		if (masks[i])
			install(inputs[i], copy, TupleDescAttr(RelationGetDescr(load.relation), static_cast<int>(i)),
					masks[i].get());
	uint64 const rows = pg::call([&] { return CopyFrom(copy); });
	pg::call([&] { EndCopyFrom(copy); });
	return rows;
}

// Options of the COPY that takes what another has read: those that aren't about how to read.
List *options_for_rows(List *options) {
	List *result =
		list_make1(makeDefElem(pstrdup("format"), reinterpret_cast<Node *>(makeString(pstrdup("binary"))), -1));
	for (int i = 0; i < list_length(options); ++i) {
		auto *const option = list_nth_node(DefElem, options, i);
		if (std::strcmp(option->defname, "freeze") == 0)
			result = lappend(result, option);
	}
	return result;
}

uint64 load_rows(Load const &load, List *attributes, RelationRules const &rules) {
	for (int i = 0; i < list_length(load.statement->options); ++i)
		if (std::string_view{list_nth_node(DefElem, load.statement->options, i)->defname} == "on_error")
			throw Error(sqlstate::feature_not_supported,
						"option ON_ERROR is not supported where masks ask for the whole row");
	CopyFromState const source = load.begin(nullptr);
	std::vector<Input> inputs(rules.columns.size());
	for (std::size_t i = 0; i < inputs.size(); ++i)
		if (ColumnRule const &rule = rules.columns[i];
			!rule.keeps() && pg::call([&] { return list_member_int(attributes, rule.attribute); }))
			install(inputs[i], source, TupleDescAttr(RelationGetDescr(load.relation), rule.attribute - 1), nullptr);
	MaskedRows masked{source, load.relation, attributes, rules};
	CopyFromState const copy = pg::call([&] {
		return BeginCopyFrom(load.state, load.relation, load.where, nullptr, false, MaskedRows::read, masked.names(),
							 options_for_rows(load.statement->options));
	});
	uint64 const rows = pg::call([&] { return CopyFrom(copy); });
	masked.end();
	pg::call([&] {
		EndCopyFrom(copy);
		EndCopyFrom(source);
	});
	return rows;
}

} // namespace

bool load_masked(PlannedStmt const *, CopyStmt *statement, char const *text, QueryEnvironment *environment,
				 QueryCompletion *completion) {
	check_file(statement);
	Relation const relation = pg::call([&] { return table_openrv(statement->relation, RowExclusiveLock); });
	std::shared_ptr<RelationRules const> const rules = rules_of(RelationGetRelid(relation));
	if (!rules) {
		pg::call([&] { table_close(relation, NoLock); });
		return false;
	}

	ParseState *const state = pg::call([&] {
		ParseState *const made = make_parsestate(nullptr);
		made->p_sourcetext = text;
		made->p_queryEnv = environment;
		return made;
	});
	ParseNamespaceItem *const item = pg::call(
		[&] { return addRangeTableEntryForRelation(state, relation, RowExclusiveLock, nullptr, false, false); });
	Node *const where = condition(state, item, statement, relation);
	List *const attributes =
		pg::call([&] { return CopyGetAttnums(RelationGetDescr(relation), relation, statement->attlist); });
	bool const row_security = pg::call([&] {
		Bitmapset *columns = nullptr;
		for (int i = 0; i < list_length(attributes); ++i)
			columns = bms_add_member(columns, list_nth_int(attributes, i) - FirstLowInvalidHeapAttributeNumber);
		pg::check_insert(state, item, columns);
		return check_enable_rls(RelationGetRelid(relation), InvalidOid, false) == RLS_ENABLED;
	});
	if (row_security)
		throw Error(sqlstate::feature_not_supported, "COPY FROM not supported with row-level security", "",
					"Use INSERT statements instead.");
	if (XactReadOnly && !relation->rd_islocaltemp)
		pg::call([] { PreventCommandIfReadOnly("COPY FROM"); });

	Load const load{state, relation, where, statement};
	std::optional<Masks> const masks = masks_of_values(relation, attributes, *rules);
	uint64 const rows = masks ? load_values(load, *masks) : load_rows(load, attributes, *rules);
	pg::call([&] {
		free_parsestate(state);
		table_close(relation, NoLock);
	});
	if (completion != nullptr)
		SetQueryCompletion(completion, CMDTAG_COPY, rows);
	return true;
}

} // namespace confiture::mask
