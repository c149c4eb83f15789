#include "mask/rewrite_pg.hpp"

#include <unordered_set>

#include "mask/change_pg.hpp"
#include "mask/column_pg.hpp"
#include "mask/expression_pg.hpp"
#include "mask/own_schema_pg.hpp"
#include "mask/quote.hpp"
#include "mask/rule_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/writes_pg.hpp"
#include "pg/catalog_scan.hpp"

namespace confiture::mask {

namespace {

// ---- Finding queries -----------------------------------------------------------------------------------------------

// Queries before those in them.
bool collect_queries(Node *node, void *list) {
	if (node == nullptr)
		return false;
	if (!IsA(node, Query))
		return pg::walk_expression(node, collect_queries, list);
	auto *const query = reinterpret_cast<Query *>(node);
	auto **const queries = static_cast<List **>(list);
	*queries = lappend(*queries, query);
	Hidden const hidden = hide_policies(query);
	pg::walk_query(query, collect_queries, list);
	show_policies(hidden);
	return false;
}

void collect_joined(Node *node, std::vector<int> &joined) {
	if (node == nullptr)
		return;
	if (IsA(node, RangeTblRef)) {
		joined.push_back(reinterpret_cast<RangeTblRef *>(node)->rtindex);
	} else if (IsA(node, JoinExpr)) {
		collect_joined(reinterpret_cast<JoinExpr *>(node)->larg, joined);
		collect_joined(reinterpret_cast<JoinExpr *>(node)->rarg, joined);
	} else if (IsA(node, FromExpr)) {
		List const *const from = reinterpret_cast<FromExpr *>(node)->fromlist;
		for (int i = 0; i < list_length(from); ++i)
			collect_joined(static_cast<Node *>(list_nth(from, i)), joined);
	}
}

// ---- Rewriting -----------------------------------------------------------------------------------------------------

// Without our functions nothing can be masked, so nothing is read.
Oid needed_function(char const *name, std::span<Oid const> arguments) {
	Oid const function = own_function(name, arguments);
	if (!OidIsValid(function))
		throw Error(sqlstate::undefined_function, "cannot mask in a database without the extension confiture",
					"Labels of masking are here, but not its functions.",
					"Run CREATE EXTENSION confiture in this database.");
	return function;
}

std::string name_of(Relation relation) { return in_quotes(RelationGetRelationName(relation)); }

class Rewriter {
public:
	explicit Rewriter(Rewriting what) : what_{what} {}

	void run(Query *query) {
		List *queries = NIL;
		pg::call([&] { collect_queries(reinterpret_cast<Node *>(query), &queries); });
		for (int i = list_length(queries) - 1; i >= 0; --i)
			rewrite_level(static_cast<Query *>(list_nth(queries, i)));
	}
	[[nodiscard]] Rewritten result() const { return result_; }

private:
	void rewrite_level(Query *query);
	void rewrite_entry(Query *query, int index, Change &change);
	void mask_columns(Relation relation, RelationRules const &rules, Change &change);
	void move(Query *query, int index, Relation relation, RelationRules const &rules, Change &change);
	void move_catalog(Query *query, int index, Change &change);
	void check_materialized(Relation relation);
	Query *subquery_of(Query *query, int index, Relation relation, Change &change);

	Rewriting const what_;
	Rewritten result_;
	std::unordered_set<Oid> materialized_;
};

void Rewriter::rewrite_level(Query *query) {
	if (query->commandType == CMD_UTILITY)
		return;
	std::vector<int> entries;
	collect_joined(reinterpret_cast<Node *>(query->jointree), entries);
	if (query->resultRelation > 0 && std::ranges::find(entries, query->resultRelation) == entries.end())
		entries.push_back(query->resultRelation);

	int const size = list_length(query->rtable);
	Change *const changes =
		pg::call([&] { return static_cast<Change *>(palloc0(sizeof(Change) * static_cast<Size>(size + 1))); });
	Level level{changes, size, 0};

	// Which Vars there are is asked before any entry becomes a subquery.
	bool changed = false;
	for (int const index : entries) {
		auto const *const entry = list_nth_node(RangeTblEntry, query->rtable, index - 1);
		if (entry->rtekind == RTE_RELATION)
			changes[index - 1].kind = index == query->resultRelation ? Change::in_place : Change::moved;
	}
	pg::call([&] {
		Hidden const hidden = hide_policies(query);
		pg::walk_query(query, find_uses, &level);
		show_policies(hidden);
	});
	for (int const index : entries) {
		Change &change = changes[index - 1];
		if (change.kind == Change::none)
			continue;
		rewrite_entry(query, index, change);
		if (change.kind == Change::in_place)
			changed = true;
		else if (change.kind == Change::moved)
			changed = changed || std::ranges::find(change.uses, true) != std::end(change.uses);
	}
	if (!changed)
		return;
	pg::call([&] {
		Hidden const hidden = hide_policies(query);
		// What names an index is not read.
		List *arbiters = NIL;
		Node *arbiter_where = nullptr;
		if (query->onConflict != nullptr) {
			std::swap(arbiters, query->onConflict->arbiterElems);
			std::swap(arbiter_where, query->onConflict->arbiterWhere);
		}
		pg::mutate_query(query, change_vars, &level, QTW_DONT_COPY_QUERY);
		if (query->onConflict != nullptr) {
			query->onConflict->arbiterElems = arbiters;
			query->onConflict->arbiterWhere = arbiter_where;
		}
		show_policies(hidden);
	});
}

void Rewriter::rewrite_entry(Query *query, int index, Change &change) {
	auto *const entry = list_nth_node(RangeTblEntry, query->rtable, index - 1);
	Change::Kind const kind = change.kind;
	change.kind = Change::none;
	if (entry->relid < FirstNormalObjectId) {
		if (kind == Change::moved) {
			change.kind = kind;
			move_catalog(query, index, change);
		}
		return;
	}
	if (!what_.reads)
		return;
	if (entry->relkind == RELKIND_TOASTVALUE)
		throw Error(sqlstate::insufficient_privilege, "cannot mask TOAST tables");
	std::shared_ptr<RelationRules const> const rules = rules_of(entry->relid);
	if (!rules && entry->relkind != RELKIND_MATVIEW)
		return;

	Relation const relation = pg::call([&] { return table_open(entry->relid, NoLock); });
	if (!rules) {
		check_materialized(relation);
	} else {
		result_.masked = true;
		Change described = describe(relation, kind);
		std::ranges::copy(change.uses, described.uses);
		described.uses_whole_row = change.uses_whole_row;
		change = described;
		mask_columns(relation, *rules, change);
		if (kind == Change::moved)
			move(query, index, relation, *rules, change);
		else
			refuse_write(query, index, relation, *rules, what_.refuse_writes);
	}
	pg::call([&] { table_close(relation, NoLock); });
}

// ---- Columns -------------------------------------------------------------------------------------------------------

void Rewriter::mask_columns(Relation relation, RelationRules const &rules, Change &change) {
	std::vector<bool> decided(static_cast<std::size_t>(change.columns));
	for (ColumnRule const &rule : rules.columns) {
		int const i = rule.attribute - 1;
		if (i < 0 || i >= change.columns || change.plain[i] == nullptr)
			continue;
		decided[static_cast<std::size_t>(i)] = true;
		if (rule.keeps())
			continue;
		change.masked[i] = masked_column(relation, rule, change.plain[i]);
		result_.expressions =
			result_.expressions || (compiled_part(rule.call) != &rule.call && rule.call.strategy != "null");
	}
	TupleDesc const columns = RelationGetDescr(relation);
	for (int i = 0; i < change.columns; ++i) {
		Form_pg_attribute const column = TupleDescAttr(columns, i);
		if (column->attisdropped || decided[static_cast<std::size_t>(i)] || column->attgenerated == '\0')
			continue;
		change.masked[i] = generated_again(relation, static_cast<AttrNumber>(i + 1), change.masked);
		decided[static_cast<std::size_t>(i)] = true;
	}
	check_classified(relation, rules, decided);
}

// ---- Relations that are read ---------------------------------------------------------------------------------------

// Makes the entry a subquery over the same relation, which has the entry's place, checks, locks and policies.
Query *Rewriter::subquery_of(Query *query, int index, Relation relation, Change &change) {
	return pg::call([&] {
		auto *const entry = list_nth_node(RangeTblEntry, query->rtable, index - 1);
		RangeTblEntry *const moved = makeNode(RangeTblEntry);
		*moved = *entry;
		moved->alias = static_cast<Alias *>(copyObjectImpl(entry->alias));
		moved->eref = static_cast<Alias *>(copyObjectImpl(entry->eref));
		moved->lateral = false;

		Query *const inner = makeNode(Query);
		inner->commandType = CMD_SELECT;
		inner->querySource = QSRC_ORIGINAL;
		inner->canSetTag = true;
		inner->stmt_location = -1;
		inner->rtable = list_make1(moved);
		inner->hasRowSecurity = query->hasRowSecurity;
		RangeTblRef *const reference = makeNode(RangeTblRef);
		reference->rtindex = 1;
		inner->jointree = makeFromExpr(list_make1(reference), nullptr);
		pg::move_permissions(query, entry, inner, moved);

		ChangeVarNodes(reinterpret_cast<Node *>(moved->securityQuals), index, 1, 0);
		inner->hasSubLinks = checkExprHasSubLink(reinterpret_cast<Node *>(moved->securityQuals));
		bool lateral = false;
		if (moved->tablesample != nullptr) {
			lateral = contain_vars_of_level(reinterpret_cast<Node *>(moved->tablesample), 0);
			IncrementVarSublevelsUp(reinterpret_cast<Node *>(moved->tablesample), 1, 0);
			inner->hasSubLinks |= checkExprHasSubLink(reinterpret_cast<Node *>(moved->tablesample));
		}
		if (RowMarkClause const *const mark = get_parse_rowmark(query, static_cast<Index>(index))) {
			RowMarkClause *const inside = makeNode(RowMarkClause);
			inside->rti = 1;
			inside->strength = mark->strength;
			inside->waitPolicy = mark->waitPolicy;
			inside->pushedDown = true;
			inner->rowMarks = list_make1(inside);
		}

		entry->rtekind = RTE_SUBQUERY;
		entry->subquery = inner;
		entry->security_barrier = false;
		entry->relid = InvalidOid;
		entry->relkind = 0;
		entry->rellockmode = 0;
		entry->tablesample = nullptr;
		entry->inh = false;
		entry->lateral = lateral;
		entry->securityQuals = NIL;

		TupleDesc const columns = RelationGetDescr(relation);
		for (int i = 0; i < change.columns; ++i) {
			Node *column = change.masked[i];
			if (column == nullptr)
				column = change.plain[i] != nullptr ? reinterpret_cast<Node *>(change.plain[i])
													: reinterpret_cast<Node *>(makeNullConst(INT4OID, -1, InvalidOid));
			inner->targetList = lappend(inner->targetList,
										makeTargetEntry(reinterpret_cast<Expr *>(copyObjectImpl(column)),
														static_cast<AttrNumber>(i + 1),
														pstrdup(NameStr(TupleDescAttr(columns, i)->attname)), false));
			if (list_length(entry->eref->colnames) <= i) // added since the query was parsed, as under a view
				entry->eref->colnames =
					lappend(entry->eref->colnames, makeString(pstrdup(NameStr(TupleDescAttr(columns, i)->attname))));
		}
		bool any = false;
		for (bool const used : change.uses)
			any = any || used;
		if (any && change.uses_whole_row)
			change.uses[-TableOidAttributeNumber - 1] = true;
		for (int i = 0; i < system_columns; ++i) {
			if (!change.uses[i])
				continue;
			FormData_pg_attribute const *const column = SystemAttributeDefinition(static_cast<AttrNumber>(-i - 1));
			Var *const var = makeVar(1, static_cast<AttrNumber>(-i - 1), column->atttypid, column->atttypmod,
									 column->attcollation, 0);
			int const place = list_length(inner->targetList) + 1;
			change.moved_to[i] = static_cast<AttrNumber>(place);
			inner->targetList = lappend(inner->targetList,
										makeTargetEntry(reinterpret_cast<Expr *>(var), static_cast<AttrNumber>(place),
														pstrdup(NameStr(column->attname)), false));
			entry->eref->colnames = lappend(entry->eref->colnames, makeString(pstrdup(NameStr(column->attname))));
		}
		return inner;
	});
}

void sample(RangeTblEntry *entry, Relation relation, double percent) {
	if (entry->tablesample != nullptr)
		throw Error(sqlstate::feature_not_supported,
					"cannot sample table " + name_of(relation) + ", which is labelled as a sample already");
	if (entry->relkind == RELKIND_FOREIGN_TABLE)
		throw Error(sqlstate::feature_not_supported, "cannot take a sample of foreign table " + name_of(relation));
	pg::call([&] {
		Oid const internal = INTERNALOID;
		TableSampleClause *const clause = makeNode(TableSampleClause);
		clause->tsmhandler = LookupFuncName(
			list_make2(makeString(pstrdup("pg_catalog")), makeString(pstrdup("bernoulli"))), 1, &internal, false);
		clause->args = list_make1(makeConst(FLOAT4OID, -1, InvalidOid, sizeof(float4),
											Float4GetDatum(static_cast<float4>(percent)), false, true));
		clause->repeatable = reinterpret_cast<Expr *>(
			makeConst(FLOAT8OID, -1, InvalidOid, sizeof(float8), Float8GetDatum(0), false, FLOAT8PASSBYVAL));
		entry->tablesample = clause;
	});
}

void Rewriter::move(Query *query, int index, Relation relation, RelationRules const &rules, Change &change) {
	Query *const inner = subquery_of(query, index, relation, change);
	if (!rules.table)
		return;
	switch (rules.table->kind) {
	case TableRule::keep:
		return;
	case TableRule::empty:
		inner->jointree->quals = pg::call([] { return makeBoolConst(false, false); });
		return;
	case TableRule::where:
		result_.expressions = true;
		inner->jointree->quals = condition_of(relation, *rules.table);
		return;
	case TableRule::sample:
		sample(list_nth_node(RangeTblEntry, inner->rtable, 0), relation, rules.table->percent);
		return;
	}
}

// ---- Catalogs ------------------------------------------------------------------------------------------------------

Node *call_over(Relation relation, Oid function, std::span<AttrNumber const> attributes) {
	return pg::call([&] {
		List *arguments = NIL;
		for (AttrNumber const attribute : attributes) {
			Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
			arguments =
				lappend(arguments, makeVar(1, attribute, column->atttypid, column->atttypmod, column->attcollation, 0));
		}
		return reinterpret_cast<Node *>(
			makeFuncExpr(function, BOOLOID, arguments, InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL));
	});
}

// Catalogs that hold labelled values, or labels, without the rows that do.
void Rewriter::move_catalog(Query *query, int index, Change &change) {
	Oid const catalog = list_nth_node(RangeTblEntry, query->rtable, index - 1)->relid;
	bool const statistics = catalog == StatisticRelationId || catalog == StatisticExtDataRelationId;
	bool const labels = catalog == SecLabelRelationId || catalog == SharedSecLabelRelationId;
	if (!(statistics && what_.statistics) && !(labels && what_.labels)) {
		change.kind = Change::none;
		return;
	}
	Relation const relation = pg::call([&] { return table_open(catalog, NoLock); });
	Change described = describe(relation, Change::moved);
	std::ranges::copy(change.uses, described.uses);
	described.uses_whole_row = change.uses_whole_row;
	change = described;
	Query *const inner = subquery_of(query, index, relation, change);
	if (catalog == StatisticRelationId) {
		std::array<Oid, 2> const types{OIDOID, INT2OID};
		std::array<AttrNumber, 2> const columns{Anum_pg_statistic_starelid, Anum_pg_statistic_staattnum};
		inner->jointree->quals = call_over(relation, needed_function("statistics_shown", types), columns);
	} else if (catalog == StatisticExtDataRelationId) {
		std::array<Oid, 1> const types{OIDOID};
		std::array<AttrNumber, 1> const columns{Anum_pg_statistic_ext_data_stxoid};
		inner->jointree->quals = call_over(relation, needed_function("statistics_shown", types), columns);
	} else {
		AttrNumber const provider =
			catalog == SecLabelRelationId ? Anum_pg_seclabel_provider : Anum_pg_shseclabel_provider;
		inner->jointree->quals = pg::call([&] {
			Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), provider - 1);
			Var *const var = makeVar(1, provider, column->atttypid, column->atttypmod, column->attcollation, 0);
			Const *const name =
				makeConst(TEXTOID, -1, column->attcollation, -1, CStringGetTextDatum("confiture"), false, false);
			Oid const types[] = {TEXTOID, TEXTOID};
			Oid const function = LookupFuncName(
				list_make2(makeString(pstrdup("pg_catalog")), makeString(pstrdup("textne"))), 2, types, false);
			return reinterpret_cast<Node *>(makeFuncExpr(function, BOOLOID, list_make2(var, name), InvalidOid,
														 column->attcollation, COERCE_EXPLICIT_CALL));
		});
	}
	pg::call([&] { table_close(relation, NoLock); });
}

// ---- What can't be masked ------------------------------------------------------------------------------------------

bool collect_relations(Node *node, void *context) {
	if (node == nullptr)
		return false;
	if (IsA(node, RangeTblEntry)) {
		auto const *const entry = reinterpret_cast<RangeTblEntry *>(node);
		if (entry->rtekind == RTE_RELATION) {
			auto **const list = static_cast<List **>(context);
			*list = list_append_unique_oid(*list, entry->relid);
		}
		return false;
	}
	if (IsA(node, Query))
		return pg::walk_query(reinterpret_cast<Query *>(node), collect_relations, context, QTW_EXAMINE_RTES_BEFORE);
	return pg::walk_expression(node, collect_relations, context);
}

// A materialized view keeps values as whoever refreshed it read them. Without labels of its own it is not read if what
// it was made from has some.
void Rewriter::check_materialized(Relation relation) {
	std::vector<Oid> open{RelationGetRelid(relation)};
	while (!open.empty()) {
		Oid const oid = open.back();
		open.pop_back();
		if (!materialized_.insert(oid).second)
			continue;
		List *const relations = pg::call([&] {
			List *list = NIL;
			Relation const view = relation_open(oid, AccessShareLock);
			char const kind = view->rd_rel->relkind;
			if ((kind == RELKIND_VIEW || kind == RELKIND_MATVIEW) && view->rd_rules != nullptr)
				for (int i = 0; i < view->rd_rules->numLocks; ++i)
					if (view->rd_rules->rules[i]->event == CMD_SELECT)
						collect_relations(
							static_cast<Node *>(copyObjectImpl(linitial(view->rd_rules->rules[i]->actions))), &list);
			relation_close(view, AccessShareLock);
			return list;
		});
		for (int i = 0; i < list_length(relations); ++i) {
			Oid const source = list_nth_oid(relations, i);
			if (source < FirstNormalObjectId)
				continue;
			if (rules_of(source) != nullptr)
				throw Error(sqlstate::insufficient_privilege, "cannot mask materialized view " + name_of(relation),
							"It was made from tables with labels of masking, and has none itself.",
							"Label its columns; \"keep\" says that one may be seen in clear.");
			open.push_back(source);
		}
	}
}

} // namespace

Rewritten rewrite(Query *query, Rewriting what) {
	Rewriter rewriter{what};
	rewriter.run(query);
	return rewriter.result();
}

} // namespace confiture::mask
