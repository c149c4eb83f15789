#include "mask/rewrite_table_pg.hpp"

#include "mask/as_owner_pg.hpp"
#include "mask/expression_pg.hpp"
#include "mask/quote.hpp"
#include "mask/related_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/value_pg.hpp"
#include "mask/vault_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"

namespace confiture::mask {

namespace {

// What is computed for a column, from the old row or, for generated columns, from the masked one.
struct Computed {
	AttrNumber attribute;
	Node *expression;
	Oid domain; // whose constraints the result has to meet; InvalidOid: none
};

struct Tokenized {
	AttrNumber attribute;
	VaultName vault;
	TypeInfo type;
};

struct Check {
	char const *name;
	Node *condition;
};

// All that a rewriting needs to know, found before the first row is read.
struct Plan {
	std::vector<Computed> masked;
	std::vector<Computed> generated;
	std::vector<AttrNumber> shuffled;
	std::vector<Tokenized> tokenized;
	std::vector<Check> checks;
	Node *keep = nullptr; // rows for which it is true
	double fraction = 1;  // of rows
	bool keep_none = false;
};

Var *column_var(Form_pg_attribute attribute) {
	return makeVar(1, attribute->attnum, attribute->atttypid, attribute->atttypmod, attribute->attcollation, 0);
}

Computed masked_column(Relation relation, ColumnRule const &rule) {
	auto *const attribute = TupleDescAttr(RelationGetDescr(relation), rule.attribute - 1);
	Node *compiled = nullptr;
	if (compiled_part(rule.call) != nullptr) {
		Var *const value = pg::call([&] { return column_var(attribute); });
		compiled = mask_call(rule, relation, value);
	}
	Node *const written = expression_of(relation, rule.attribute, rule.call, compiled);
	Node *const expression = pg::call([&] { return pg::without_virtual_columns(written, relation); });
	bool const has_constraints = pg::call([&] {
		return get_typtype(attribute->atttypid) == TYPTYPE_DOMAIN && DomainHasConstraints(attribute->atttypid);
	});
	return {rule.attribute, expression, has_constraints ? attribute->atttypid : InvalidOid};
}

TypeInfo token_type(ColumnRule const &rule) {
	TypeInfo type = type_info(rule.type, rule.typmod);
	if (type.array)
		throw Error(sqlstate::feature_not_supported, "elements of arrays cannot be tokenized");
	type.max_length = rule.max_length; // of the narrowest column that it is joined with
	return type;
}

Node *is_not_null(Relation relation, Form_pg_attribute column) {
	NullTest *const test = makeNode(NullTest);
	test->arg =
		reinterpret_cast<Expr *>(pg::without_virtual_columns(reinterpret_cast<Node *>(column_var(column)), relation));
	test->nulltesttype = IS_NOT_NULL;
	test->location = -1;
	return reinterpret_cast<Node *>(test);
}

Plan plan_of(Relation relation, RelationRules const &rules) {
	Plan plan;
	if (rules.table) {
		switch (rules.table->kind) {
		case TableRule::keep:
			break;
		case TableRule::empty:
			plan.keep_none = true;
			break;
		case TableRule::where:
			plan.keep = condition_of(relation, *rules.table);
			plan.keep = pg::call([&] { return pg::without_virtual_columns(plan.keep, relation); });
			break;
		case TableRule::sample:
			plan.fraction = rules.table->percent / 100;
			break;
		}
	}
	for (ColumnRule const &rule : rules.columns) {
		if (rule.keeps())
			continue;
		Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), rule.attribute - 1);
		if (pg::is_virtual(column))
			throw Error(sqlstate::feature_not_supported,
						"cannot mask virtual column " + in_quotes(NameStr(column->attname)) + " in place",
						"It is computed whenever it is read.", "Label the columns that it is generated from.");
		if (rule.call.strategy == "shuffle")
			plan.shuffled.push_back(rule.attribute);
		else if (rule.call.strategy == "tokenize")
			plan.tokenized.push_back({rule.attribute, vault_of(rule), token_type(rule)});
		else
			plan.masked.push_back(masked_column(relation, rule));
	}
	TupleDesc const description = RelationGetDescr(relation);
	for (int i = 0; i < description->natts; ++i) {
		auto *const attribute = TupleDescAttr(description, i);
		ColumnRule const *const rule = rules.find(attribute->attnum);
		if (pg::is_virtual(attribute) && attribute->attnotnull)
			plan.checks.push_back(
				{NameStr(attribute->attname), pg::call([&] { return is_not_null(relation, attribute); })});
		bool const is_decided = rule != nullptr && !rule->keeps();
		if (!attribute->attisdropped && attribute->attgenerated == ATTRIBUTE_GENERATED_STORED && !is_decided)
			plan.generated.push_back({attribute->attnum,
									  pg::call([&] { return pg::generation_expression(relation, attribute->attnum); }),
									  InvalidOid});
	}
	if (TupleConstr const *const constraints = description->constr; constraints != nullptr) {
		for (int i = 0; i < constraints->num_check; ++i) {
			ConstrCheck const &check = constraints->check[i];
			if (check.ccvalid)
				plan.checks.push_back({check.ccname, pg::call([&] {
										   return pg::without_virtual_columns(
											   static_cast<Node *>(stringToNode(check.ccbin)), relation);
									   })});
		}
	}
	return plan;
}

// The values of a column in random order, on disk when they are many. Nulls are values as well.
class Shuffle {
	TupleDesc const description_;
	TupleTableSlot *const slot_;
	Tuplesortstate *const sort_;

	static TupleDesc describe(Form_pg_attribute attribute) {
		TupleDesc const description = CreateTemplateTupleDesc(2);
		TupleDescInitEntry(description, 1, "place", INT8OID, -1, 0);
		TupleDescInitEntry(description, 2, "value", attribute->atttypid, attribute->atttypmod, attribute->attndims);
		return description;
	}
	static Tuplesortstate *begin(TupleDesc description) {
		AttrNumber column = 1;
		Oid less = Int8LessOperator;
		Oid collation = InvalidOid;
		bool nulls_first = false;
		return tuplesort_begin_heap(description, 1, &column, &less, &collation, &nulls_first, work_mem, nullptr,
									TUPLESORT_NONE);
	}

public:
	// inside pg::call
	explicit Shuffle(Form_pg_attribute attribute)
		: description_{describe(attribute)}, slot_{MakeSingleTupleTableSlot(description_, &TTSOpsMinimalTuple)},
		  sort_{begin(description_)} {}

	void add(Datum value, bool is_null) {
		std::int64_t place = 0;
		if (!pg_strong_random(&place, sizeof place))
			ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random values")));
		HeapTuple tuple = nullptr;
		Datum values[] = {Int64GetDatum(place), value};
		bool nulls[] = {false, is_null};
		tuple = heap_form_tuple(description_, values, nulls);
		ExecForceStoreHeapTuple(tuple, slot_, true);
		tuplesort_puttupleslot(sort_, slot_);
	}
	void sort() { tuplesort_performsort(sort_); }
	Datum next(bool *is_null) {
		if (!tuplesort_gettupleslot(sort_, true, false, slot_, nullptr))
			elog(ERROR, "shuffled column has too few values");
		return slot_getattr(slot_, 2, is_null);
	}
	void end() {
		ExecDropSingleTupleTableSlot(slot_);
		tuplesort_end(sort_);
	}
};

// Masked rows on their way into the new table, many at a time: pages are locked and logged once for all of theirs.
struct Batch {
	static constexpr int most_rows = 500;
	static constexpr std::size_t most_bytes = 1 << 18;

	Relation const table;
	CommandId const command;
	int const options;
	BulkInsertState const bulk = GetBulkInsertState();
	MemoryContext const memory =
		AllocSetContextCreateInternal(CurrentMemoryContext, "masked rows", ALLOCSET_DEFAULT_SIZES);
	TupleTableSlot *slots[most_rows] = {};
	int rows = 0;
	std::size_t bytes = 0;

	void add(TupleTableSlot *row) {
		MemoryContext const outer = MemoryContextSwitchTo(memory);
		HeapTuple const tuple = heap_form_tuple(RelationGetDescr(table), row->tts_values, row->tts_isnull);
		tuple->t_tableOid = RelationGetRelid(table);
		MemoryContextSwitchTo(outer);
		ExecStoreHeapTuple(tuple, slots[rows++], false);
		bytes += tuple->t_len;
		if (rows == most_rows || bytes >= most_bytes)
			flush();
	}
	void flush() {
		if (rows > 0) {
			MemoryContext const outer = MemoryContextSwitchTo(memory);
			table_multi_insert(table, slots, rows, command, options, bulk);
			MemoryContextSwitchTo(outer);
		}
		for (int i = 0; i < rows; ++i)
			ExecClearTuple(slots[i]);
		MemoryContextReset(memory);
		rows = 0;
		bytes = 0;
	}
	void begin() {
		for (TupleTableSlot *&slot : slots)
			slot = MakeSingleTupleTableSlot(RelationGetDescr(table), &TTSOpsHeapTuple);
	}
	void end() {
		flush();
		for (TupleTableSlot *const slot : slots)
			ExecDropSingleTupleTableSlot(slot);
		FreeBulkInsertState(bulk);
		MemoryContextDelete(memory);
		table_finish_bulk_insert(table, options);
	}
};

// Rows of one table on their way; lives inside one pg::call, so it has no destructor.
struct Rewriting {
	Relation const old_table;
	Relation const new_table;
	EState *const state = CreateExecutorState();
	ExprContext *const context = GetPerTupleExprContext(state);
	TupleTableSlot *const old_slot = table_slot_create(old_table, nullptr);
	TupleTableSlot *const new_slot = MakeSingleTupleTableSlot(RelationGetDescr(old_table), &TTSOpsVirtual);
	ExprState *keep = nullptr;
	ExprState *partition = nullptr;
	ExprState **masked = nullptr;
	ExprState **generated = nullptr;
	ExprState **checks = nullptr;
	void **domains = nullptr;
	Shuffle **shuffles = nullptr;
	Tokens *tokens = nullptr;

	template <typename T>
	static T *array(std::size_t size) {
		return static_cast<T *>(palloc0(sizeof(T) * (size + 1)));
	}

	void prepare(Plan const &plan) {
		MemoryContext const outer = MemoryContextSwitchTo(state->es_query_cxt);
		if (plan.keep != nullptr)
			keep = ExecPrepareExpr(reinterpret_cast<Expr *>(plan.keep), state);
		if (List *const constraint = RelationGetPartitionQual(old_table); constraint != NIL)
			partition = ExecPrepareExpr(reinterpret_cast<Expr *>(make_ands_explicit(constraint)), state);
		masked = array<ExprState *>(plan.masked.size());
		domains = array<void *>(plan.masked.size());
		generated = array<ExprState *>(plan.generated.size());
		checks = array<ExprState *>(plan.checks.size());
		shuffles = array<Shuffle *>(plan.shuffled.size());
		for (std::size_t i = 0; i < plan.masked.size(); ++i)
			masked[i] = ExecPrepareExpr(reinterpret_cast<Expr *>(plan.masked[i].expression), state);
		for (std::size_t i = 0; i < plan.generated.size(); ++i)
			generated[i] = ExecPrepareExpr(reinterpret_cast<Expr *>(plan.generated[i].expression), state);
		for (std::size_t i = 0; i < plan.checks.size(); ++i)
			checks[i] = ExecPrepareExpr(reinterpret_cast<Expr *>(plan.checks[i].condition), state);
		for (std::size_t i = 0; i < plan.shuffled.size(); ++i)
			shuffles[i] =
				new (palloc(sizeof(Shuffle))) Shuffle(TupleDescAttr(RelationGetDescr(old_table), plan.shuffled[i] - 1));
		tokens = array<Tokens>(plan.tokenized.size());
		for (std::size_t i = 0; i < plan.tokenized.size(); ++i) {
			Tokenized const &column = plan.tokenized[i];
			new (&tokens[i]) Tokens{.table = column.vault.table.c_str(),
									.domain = column.vault.domain.c_str(),
									.owner = column.vault.owner,
									.type = column.type.base,
									.typmod = column.type.typmod,
									.type_class = column.type.type_class,
									.max_length = column.type.max_length};
			tokens[i].begin();
		}
		MemoryContextSwitchTo(outer);
	}

	// Deterministic, since a table with shuffled columns is read twice.
	[[nodiscard]] bool is_kept(Plan const &plan) {
		if (plan.fraction < 1) {
			std::uint32_t const number =
				hash_bytes(reinterpret_cast<unsigned char const *>(&old_slot->tts_tid), sizeof(ItemPointerData));
			if (number >= plan.fraction * 4294967296.0)
				return false;
		}
		context->ecxt_scantuple = old_slot;
		return keep == nullptr || is_true(keep);
	}
	// A condition of rows: null is no.
	[[nodiscard]] bool is_true(ExprState *condition) {
		bool is_null = false;
		Datum const result = ExecEvalExprSwitchContext(condition, context, &is_null);
		return !is_null && DatumGetBool(result);
	}
	// A constraint: null is yes.
	[[nodiscard]] bool holds(ExprState *constraint) {
		bool is_null = false;
		Datum const result = ExecEvalExprSwitchContext(constraint, context, &is_null);
		return is_null || DatumGetBool(result);
	}

	void collect(Plan const &plan, TableScanDesc scan) {
		while (table_scan_getnextslot(scan, ForwardScanDirection, old_slot)) {
			CHECK_FOR_INTERRUPTS();
			MemoryContext const outer = MemoryContextSwitchTo(context->ecxt_per_tuple_memory);
			if (is_kept(plan)) {
				for (std::size_t i = 0; i < plan.shuffled.size(); ++i) {
					bool is_null = false;
					Datum const value = slot_getattr(old_slot, plan.shuffled[i], &is_null);
					shuffles[i]->add(value, is_null);
				}
			}
			MemoryContextSwitchTo(outer);
			ResetExprContext(context);
		}
		for (std::size_t i = 0; i < plan.shuffled.size(); ++i)
			shuffles[i]->sort();
	}

	// The masked row, in new_slot.
	void mask(Plan const &plan) {
		TupleDesc const description = RelationGetDescr(old_table);
		slot_getallattrs(old_slot);
		ExecClearTuple(new_slot);
		std::memcpy(new_slot->tts_values, old_slot->tts_values, sizeof(Datum) * description->natts);
		std::memcpy(new_slot->tts_isnull, old_slot->tts_isnull, sizeof(bool) * description->natts);
		for (int i = 0; i < description->natts; ++i)
			if (TupleDescAttr(description, i)->attisdropped)
				new_slot->tts_isnull[i] = true;
		context->ecxt_scantuple = old_slot;
		for (std::size_t i = 0; i < plan.masked.size(); ++i) {
			int const at = plan.masked[i].attribute - 1;
			new_slot->tts_values[at] = ExecEvalExprSwitchContext(masked[i], context, &new_slot->tts_isnull[at]);
			if (OidIsValid(plan.masked[i].domain))
				domain_check(new_slot->tts_values[at], new_slot->tts_isnull[at], plan.masked[i].domain, &domains[i],
							 state->es_query_cxt);
		}
		for (std::size_t i = 0; i < plan.shuffled.size(); ++i) {
			int const at = plan.shuffled[i] - 1;
			new_slot->tts_values[at] = shuffles[i]->next(&new_slot->tts_isnull[at]);
		}
		for (std::size_t i = 0; i < plan.tokenized.size(); ++i) {
			int const at = plan.tokenized[i].attribute - 1;
			if (!new_slot->tts_isnull[at])
				new_slot->tts_values[at] = tokens[i](new_slot->tts_values[at]);
		}
		ExecStoreVirtualTuple(new_slot);
		new_slot->tts_tableOid = RelationGetRelid(old_table);
		context->ecxt_scantuple = new_slot;
		for (std::size_t i = 0; i < plan.generated.size(); ++i) {
			int const at = plan.generated[i].attribute - 1;
			new_slot->tts_values[at] = ExecEvalExprSwitchContext(generated[i], context, &new_slot->tts_isnull[at]);
		}
	}

	void check(Plan const &plan) {
		TupleDesc const description = RelationGetDescr(old_table);
		char const *const table = RelationGetRelationName(old_table);
		for (int i = 0; i < description->natts; ++i) {
			auto *const attribute = TupleDescAttr(description, i);
			if (attribute->attnotnull && !attribute->attisdropped && !pg::is_virtual(attribute) &&
				new_slot->tts_isnull[i])
				ereport(ERROR, (errcode(ERRCODE_NOT_NULL_VIOLATION),
								errmsg("masked rows of table \"%s\" break a constraint", table),
								errdetail("The mask of column \"%s\" gives null.", NameStr(attribute->attname)),
								errtablecol(old_table, i + 1)));
		}
		for (std::size_t i = 0; i < plan.checks.size(); ++i)
			if (!holds(checks[i]))
				ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION),
								errmsg("masked rows of table \"%s\" break a constraint", table),
								errdetail("Check constraint \"%s\" is violated.", plan.checks[i].name),
								errtableconstraint(old_table, plan.checks[i].name)));
		if (partition != nullptr && !holds(partition))
			ereport(ERROR,
					(errcode(ERRCODE_CHECK_VIOLATION), errmsg("masked rows of table \"%s\" break a constraint", table),
					 errdetail("Rows no longer belong into this partition: its key is masked."), errtable(old_table)));
	}

	MaskedRows run(Plan const &plan) {
		MaskedRows rows;
		Snapshot const snapshot = RegisterSnapshot(GetLatestSnapshot());
		PushActiveSnapshot(snapshot); // for functions of the rules
		// frozen: older snapshots see the masked rows, and not an empty table
		auto *const batch = new (palloc(sizeof(Batch))) Batch{.table = new_table,
															  .command = GetCurrentCommandId(true),
															  .options = TABLE_INSERT_SKIP_FSM | TABLE_INSERT_FROZEN};
		batch->begin();
		if (!plan.keep_none) {
			TableScanDesc const scan = table_beginscan_strat(old_table, snapshot, 0, nullptr, true, false);
			if (!plan.shuffled.empty()) {
				collect(plan, scan);
				table_rescan(scan, nullptr);
			}
			while (table_scan_getnextslot(scan, ForwardScanDirection, old_slot)) {
				CHECK_FOR_INTERRUPTS();
				MemoryContext const outer = MemoryContextSwitchTo(context->ecxt_per_tuple_memory);
				if (is_kept(plan)) {
					mask(plan);
					check(plan);
					batch->add(new_slot);
					++rows.kept;
				} else {
					++rows.removed;
				}
				MemoryContextSwitchTo(outer);
				ResetExprContext(context);
			}
			table_endscan(scan);
		} else {
			rows.removed = -1; // not counted
		}
		batch->end();
		for (std::size_t i = 0; i < plan.shuffled.size(); ++i)
			shuffles[i]->end();
		for (std::size_t i = 0; i < plan.tokenized.size(); ++i)
			tokens[i].end();
		PopActiveSnapshot();
		UnregisterSnapshot(snapshot);
		ExecDropSingleTupleTableSlot(old_slot);
		ExecDropSingleTupleTableSlot(new_slot);
		FreeExecutorState(state);
		return rows;
	}
};

// Of its indexes too: expressions in them have statistics of their own.
void forget_statistics(Relation relation) {
	RemoveStatistics(RelationGetRelid(relation), 0);
	List *const indexes = RelationGetIndexList(relation);
	for (int i = 0; i < list_length(indexes); ++i)
		RemoveStatistics(list_nth_oid(indexes, i), 0);
	List *const extended = RelationGetStatExtList(relation);
	for (int i = 0; i < list_length(extended); ++i) {
		RemoveStatisticsDataById(list_nth_oid(extended, i), false);
		RemoveStatisticsDataById(list_nth_oid(extended, i), true);
	}
}

} // namespace

void renew_statistics_of_parents(std::vector<Oid> const &tables) {
	std::vector<Oid> parents = tables;
	for (std::size_t i = 0; i < parents.size(); ++i)
		for (Oid const parent : parents_of(parents[i]))
			if (std::ranges::count(parents, parent) == 0)
				parents.push_back(parent);
	parents.erase(parents.begin(), parents.begin() + static_cast<std::ptrdiff_t>(tables.size()));
	std::ranges::sort(parents); // locked in the same order by all
	for (Oid const parent : parents) {
		pg::check_for_interrupts();
		pg::call([&] {
			Relation const table = table_open(parent, ShareUpdateExclusiveLock);
			forget_statistics(table);
			table_close(table, NoLock);
			CommandCounterIncrement();
		});
		pg::catalog_query("ANALYZE " + qualified_name(parent));
	}
}

MaskedRows rewrite_masked(Oid relation) {
	// kept alive: expressions may look it up again
	std::shared_ptr<RelationRules const> const rules = rules_of(relation);
	if (rules == nullptr)
		return {};

	Relation const table = pg::call([&] { return table_open(relation, NoLock); });
	AsOwner owner(table->rd_rel->relowner);
	Plan const plan = plan_of(table, *rules);
	MaskedRows const rows = pg::call([&] {
		TransferPredicateLocksToHeapRelation(table);
		char const persistence = table->rd_rel->relpersistence;
		Oid const copy = make_new_heap(relation, table->rd_rel->reltablespace, table->rd_rel->relam, persistence,
									   AccessExclusiveLock);
		Relation const new_table = table_open(copy, NoLock);
		auto *const rewriting = new (palloc(sizeof(Rewriting))) Rewriting{.old_table = table, .new_table = new_table};
		rewriting->prepare(plan);
		MaskedRows const done = rewriting->run(plan);
		table_close(new_table, NoLock);
		forget_statistics(table);
		table_close(table, NoLock);
		finish_heap_swap(relation, copy, false, false, true, true, RecentXmin, ReadNextMultiXactId(), persistence);
		CommandCounterIncrement();
		return done;
	});
	owner.end();
	return rows;
}

} // namespace confiture::mask
