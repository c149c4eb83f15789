#include "mask/writes_pg.hpp"

#include "mask/quote.hpp"

namespace confiture::mask {

namespace {

std::string name_of(Relation relation) { return in_quotes(RelationGetRelationName(relation)); }

[[noreturn]] void refuse_triggers(std::string const &table) {
	throw Error(sqlstate::insufficient_privilege, "a masked role cannot modify table " + table + ", which has triggers",
				"Triggers see the values that are masked for the role.");
}

bool has_user_trigger(Oid oid) {
	return pg::call([&] {
		Relation const relation = table_open(oid, NoLock);
		bool found = false;
		if (relation->trigdesc != nullptr)
			for (int i = 0; i < relation->trigdesc->numtriggers; ++i)
				found = found || (!relation->trigdesc->triggers[i].tgisinternal &&
								  relation->trigdesc->triggers[i].tgenabled != TRIGGER_DISABLED);
		table_close(relation, NoLock);
		return found;
	});
}

// ---- Constraints as oracles ----------------------------------------------------------------------------------------

// Whether of the columns that are read one is in each set; the whole row has all.
bool overlaps_both(Bitmapset *read, Bitmapset *masked, Bitmapset *written) {
	if (bms_is_member(-FirstLowInvalidHeapAttributeNumber, read))
		return !bms_is_empty(masked) && !bms_is_empty(written);
	return bms_overlap(read, masked) && bms_overlap(read, written);
}

// Whether an expression over the relation reads a column of each set.
bool spans(Node *expression, int relation, Bitmapset *masked, Bitmapset *written) {
	Bitmapset *read = nullptr;
	pull_varattnos(expression, static_cast<Index>(relation), &read);
	return overlaps_both(read, masked, written);
}

// The columns, and those that are generated from them.
Bitmapset *with_generated(Relation relation, Bitmapset *columns) {
	Bitmapset *result = bms_copy(columns);
	for (int i = 0; i < RelationGetDescr(relation)->natts; ++i) {
		if (TupleDescAttr(RelationGetDescr(relation), i)->attgenerated == '\0')
			continue;
		Bitmapset *read = nullptr;
		pull_varattnos(pg::generation_expression(relation, static_cast<AttrNumber>(i + 1)), 1, &read);
		if (bms_overlap(read, columns))
			result = bms_add_member(result, i + 1 - FirstLowInvalidHeapAttributeNumber);
	}
	return result;
}

Bitmapset *numbers(int16 const *columns, int count) {
	Bitmapset *set = nullptr;
	for (int i = 0; i < count; ++i)
		if (columns[i] > 0)
			set = bms_add_member(set, columns[i] - FirstLowInvalidHeapAttributeNumber);
	return set;
}

// The columns of the same names in a descendant.
Bitmapset *same_columns(Relation relation, Bitmapset *columns, Oid descendant) {
	Bitmapset *same = nullptr;
	for (int member = -1; (member = bms_next_member(columns, member)) >= 0;) {
		int const attribute = member + FirstLowInvalidHeapAttributeNumber;
		if (attribute <= 0)
			continue;
		AttrNumber const other =
			get_attnum(descendant, NameStr(TupleDescAttr(RelationGetDescr(relation), attribute - 1)->attname));
		if (other > 0)
			same = bms_add_member(same, other - FirstLowInvalidHeapAttributeNumber);
	}
	return same;
}

// Who may write one side of a constraint learns of the other by what it lets through.
bool has_constraint_over(Relation relation, Bitmapset *masked, Bitmapset *written) {
	masked = with_generated(relation, masked);
	written = with_generated(relation, written);
	if (TupleConstr const *const constraints = RelationGetDescr(relation)->constr) {
		for (int i = 0; i < constraints->num_check; ++i)
			if (spans(static_cast<Node *>(stringToNode(constraints->check[i].ccbin)), 1, masked, written))
				return true;
	}
	for (int i = 0; i < RelationGetDescr(relation)->natts;
		 ++i) { // errors of the expression, or nulls where none may be
		Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), i);
		int const member = i + 1 - FirstLowInvalidHeapAttributeNumber;
		bool const computed =
			column->attgenerated == ATTRIBUTE_GENERATED_STORED || (column->attgenerated != '\0' && column->attnotnull);
		if (computed && bms_is_member(member, masked) && bms_is_member(member, written))
			return true;
	}
	List *const indexes = RelationGetIndexList(relation);
	for (int i = 0; i < list_length(indexes); ++i) {
		Relation const index = index_open(list_nth_oid(indexes, i), AccessShareLock);
		Form_pg_index const form = index->rd_index;
		bool over = false;
		if (form->indisunique || form->indisexclusion) {
			Bitmapset *read = numbers(form->indkey.values, form->indnatts);
			pull_varattnos(reinterpret_cast<Node *>(RelationGetIndexExpressions(index)), 1, &read);
			pull_varattnos(reinterpret_cast<Node *>(RelationGetIndexPredicate(index)), 1, &read);
			over = overlaps_both(read, masked, written);
		}
		index_close(index, AccessShareLock);
		if (over)
			return true;
	}
	List *const keys = RelationGetFKeyList(relation);
	for (int i = 0; i < list_length(keys); ++i) {
		auto const *const key = static_cast<ForeignKeyCacheInfo *>(list_nth(keys, i));
		Bitmapset *const read = numbers(key->conkey, key->nkeys);
		if (bms_overlap(read, masked) && bms_overlap(read, written))
			return true;
	}
	return false;
}

// The same for a relation and its descendants, and the policies of this query.
bool has_constraint_over(Query *query, int index, Relation relation, List *tables, Bitmapset *masked,
						 Bitmapset *written) {
	return pg::call([&] {
		Bitmapset *const told = with_generated(relation, masked);
		Bitmapset *const changed = with_generated(relation, written);
		for (int i = 0; i < list_length(query->withCheckOptions); ++i)
			if (spans(list_nth_node(WithCheckOption, query->withCheckOptions, i)->qual, index, told, changed))
				return true;
		for (int i = 0; i < list_length(tables); ++i) {
			Oid const oid = list_nth_oid(tables, i);
			Relation const table = table_open(oid, NoLock);
			bool const over =
				has_constraint_over(table, same_columns(relation, masked, oid), same_columns(relation, written, oid));
			table_close(table, NoLock);
			if (over)
				return true;
		}
		return false;
	});
}

} // namespace

void refuse_write(Query *query, int index, Relation relation, RelationRules const &rules, bool by_masked_role) {
	if (query->commandType != CMD_INSERT && rules.table && rules.table->kind != TableRule::keep)
		throw Error(sqlstate::insufficient_privilege,
					"cannot modify table " + name_of(relation) + " while it is masked",
					"Its label decides which of its rows are seen.");
	pg::WrittenColumns const written =
		pg::call([&] { return pg::written_columns(query, list_nth_node(RangeTblEntry, query->rtable, index - 1)); });
	for (ColumnRule const &rule : rules.columns) {
		if (rule.keeps())
			continue;
		int const member = rule.attribute - FirstLowInvalidHeapAttributeNumber;
		bool const updated = pg::call([&] { return bms_is_member(member, written.updated); });
		bool const inserted = pg::call([&] { return bms_is_member(member, written.inserted); });
		std::string const column =
			in_quotes(NameStr(TupleDescAttr(RelationGetDescr(relation), rule.attribute - 1)->attname));
		if (by_masked_role && (updated || inserted))
			throw Error(sqlstate::insufficient_privilege,
						"a masked role cannot write column " + column + " of table " + name_of(relation),
						"The column has a label of masking, or references a column that has one.");
		if (updated)
			throw Error(sqlstate::insufficient_privilege,
						"cannot update column " + column + " of table " + name_of(relation) + " while reads are masked",
						"What it holds would be replaced by what is read, which is masked.",
						"Set confiture.masking to off.");
	}
	if (!by_masked_role)
		return;
	Bitmapset *const masked = pg::call([&] {
		Bitmapset *set = nullptr;
		for (ColumnRule const &rule : rules.columns)
			if (!rule.keeps())
				set = bms_add_member(set, rule.attribute - FirstLowInvalidHeapAttributeNumber);
		return set;
	});
	Bitmapset *const all = pg::call([&] { return bms_union(written.updated, written.inserted); });
	List *const tables =
		pg::call([&] { return find_all_inheritors(RelationGetRelid(relation), AccessShareLock, nullptr); });
	if (has_constraint_over(query, index, relation, tables, masked, all))
		throw Error(sqlstate::insufficient_privilege,
					"a masked role cannot write columns of table " + name_of(relation) +
						" that share a constraint with masked ones",
					"What the constraint lets through would tell of the masked values.");
	for (int i = 0; i < list_length(tables); ++i)
		if (has_user_trigger(list_nth_oid(tables, i)))
			refuse_triggers(name_of(relation));
}

void refuse_cascade(Query const *query) {
	if (query->resultRelation == 0)
		return;
	Oid const table = list_nth_node(RangeTblEntry, query->rtable, query->resultRelation - 1)->relid;
	if (rules_of(table) && has_user_trigger(table)) {
		char const *const name = pg::call([&] { return get_rel_name(table); });
		refuse_triggers(in_quotes(name == nullptr ? "" : name));
	}
}

} // namespace confiture::mask
