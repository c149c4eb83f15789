#include "mask/copy_pg.hpp"

#include "mask/load_pg.hpp"
#include "mask/quote.hpp"
#include "mask/rule_pg.hpp"
#include "mask/second_process_pg.hpp"
#include "mask/state_pg.hpp"

namespace confiture::mask {

namespace {

ProcessUtility_hook_type next_utility = nullptr;

// COPY TO reads these relations itself; of others (views, partitioned tables) it says that it can't.
bool is_copied(char kind) { return kind == RELKIND_RELATION || kind == RELKIND_MATVIEW; }

void warn_of_unlabelled(Relation relation, List *attributes, RelationRules const &rules) {
	if (!rules.labelled || unclassified() != Unclassified::warn)
		return;
	std::string names;
	for (int i = 0; i < list_length(attributes); ++i) {
		auto const attribute = static_cast<AttrNumber>(list_nth_int(attributes, i));
		if (rules.find(attribute) == nullptr)
			names += (names.empty() ? "" : ", ") +
					 in_quotes(NameStr(TupleDescAttr(RelationGetDescr(relation), attribute - 1)->attname));
	}
	if (names.empty())
		return;
	pg::call([&] {
		ereport(WARNING, (errcode(ERRCODE_WARNING),
						  errmsg("columns of table \"%s\" are copied in clear without a label",
								 RelationGetRelationName(relation)),
						  errdetail("They are %s.", names.c_str()),
						  errhint("Label them; \"keep\" says that a column may be seen in clear.")));
	});
}

// COPY of a relation as COPY of a query over it, which is then planned with masks. This is what COPY itself does under
// row security; the query's own checks of privileges are those of COPY. Whether the query is worth a second process.
bool read_by_query(CopyStmt *statement) {
	Relation const relation = pg::call([&] { return table_openrv(statement->relation, AccessShareLock); });
	Oid const oid = RelationGetRelid(relation);
	bool const catalog = oid == StatisticRelationId || oid == StatisticExtDataRelationId;
	bool const materialized = relation->rd_rel->relkind == RELKIND_MATVIEW;
	std::shared_ptr<RelationRules const> const rules = catalog ? nullptr : rules_of(oid);
	if (is_copied(relation->rd_rel->relkind) && (rules != nullptr || catalog || materialized)) {
		List *const attributes =
			pg::call([&] { return CopyGetAttnums(RelationGetDescr(relation), relation, statement->attlist); });
		if (rules != nullptr)
			warn_of_unlabelled(relation, attributes, *rules);
		pg::call([&] {
			List *columns = NIL;
			for (int i = 0; i < list_length(attributes); ++i) {
				Form_pg_attribute const column =
					TupleDescAttr(RelationGetDescr(relation), list_nth_int(attributes, i) - 1);
				ColumnRef *const reference = makeNode(ColumnRef);
				reference->fields = list_make1(makeString(pstrdup(NameStr(column->attname))));
				reference->location = -1;
				ResTarget *const target = makeNode(ResTarget);
				target->val = reinterpret_cast<Node *>(reference);
				target->location = -1;
				columns = lappend(columns, target);
			}
			RangeVar *const from = makeRangeVar(get_namespace_name(RelationGetNamespace(relation)),
												pstrdup(RelationGetRelationName(relation)), -1);
			from->inh = false; // COPY leaves children out
			SelectStmt *const select = makeNode(SelectStmt);
			select->targetList = columns;
			select->fromClause = list_make1(from);
			statement->query = reinterpret_cast<Node *>(select);
			statement->relation = nullptr;
			statement->attlist = NIL;
		});
	}
	bool const is_large =
		statement->query != nullptr && rules != nullptr && pg::call([&] {
			return RelationGetNumberOfBlocks(relation) >= static_cast<BlockNumber>(min_parallel_table_scan_size);
		});
	pg::call([&] { table_close(relation, NoLock); });
	return is_large;
}

struct Utility {
	PlannedStmt *statement;
	char const *text;
	bool read_only;
	ProcessUtilityContext context;
	ParamListInfo parameters;
	QueryEnvironment *environment;
	DestReceiver *receiver;
	QueryCompletion *completion;

	void next() const {
		pg::call([&] {
			if (next_utility != nullptr)
				next_utility(statement, text, read_only, context, parameters, environment, receiver, completion);
			else
				standard_ProcessUtility(statement, text, read_only, context, parameters, environment, receiver,
										completion);
		});
	}
};

void copy_to(Utility utility) {
	Masking const masking = effective_masking();
	if (masking == Masking::off)
		return utility.next();
	utility.statement = pg::call([&] { return static_cast<PlannedStmt *>(copyObjectImpl(utility.statement)); });
	auto *const statement = reinterpret_cast<CopyStmt *>(utility.statement->utilityStmt);
	std::optional<SecondProcess> second;
	if (statement->relation != nullptr && read_by_query(statement))
		second.emplace();
	std::optional<MaskedReads> masked;
	if (masking != Masking::on)
		masked.emplace();
	utility.next();
	if (masked)
		masked->end();
	if (second)
		second->end();
}

void copy_from(Utility const &utility) {
	auto *const statement = reinterpret_cast<CopyStmt *>(utility.statement->utilityStmt);
	if (!masks_loads() ||
		!load_masked(utility.statement, statement, utility.text, utility.environment, utility.completion))
		utility.next();
}

void utility(PlannedStmt *statement, char const *text, bool read_only, ProcessUtilityContext context,
			 ParamListInfo parameters, QueryEnvironment *environment, DestReceiver *receiver,
			 QueryCompletion *completion) {
	pg::enter([&] {
		Utility const utility{statement, text, read_only, context, parameters, environment, receiver, completion};
		if (!IsA(statement->utilityStmt, CopyStmt) || !IsTransactionState() || !has_rules())
			utility.next();
		else if (reinterpret_cast<CopyStmt *>(statement->utilityStmt)->is_from)
			copy_from(utility);
		else
			copy_to(utility);
	});
}

} // namespace

void install_copy() {
	next_utility = ProcessUtility_hook;
	ProcessUtility_hook = utility;
}

} // namespace confiture::mask
