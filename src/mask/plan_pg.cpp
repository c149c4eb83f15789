#include "mask/plan_pg.hpp"

#include "mask/rewrite_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/second_process_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/writes_pg.hpp"

namespace confiture::mask {

namespace {

// A mark is an item among those that invalidate the plan; no cache has these numbers, so that they invalidate nothing.
// Beside it stands what the labels said, and the generation of the rules that it was last compared with.
constexpr int mark_cache = -0x636f6e66;
constexpr int labels_cache = mark_cache - 1;
constexpr int generation_cache = mark_cache - 2;

planner_hook_type next_planner = nullptr;
ExecutorStart_hook_type next_executor_start = nullptr;
needs_fmgr_hook_type next_needs_fmgr_hook = nullptr;

// The planner would pull up the query of a set-returning SQL function into the one being planned, after that was
// rewritten. While this is set it doesn't, and the function's query comes to the planner's hook by itself.
bool keeps_functions_whole = false;

bool keys_are_checked = false;

bool is_user_relation(Oid relation) { return relation >= FirstNormalObjectId; }

// A digest of the labels on what a plan reads.
uint32 labels_read(PlannedStmt const *plan) {
	std::size_t digest = 0;
	auto const add = [&](std::size_t part) { digest = digest * 0x9e3779b97f4a7c15 + part; };
	for (int i = 0; i < list_length(plan->relationOids); ++i) {
		Oid const relation = list_nth_oid(plan->relationOids, i);
		auto const rules = is_user_relation(relation) ? rules_of(relation) : nullptr;
		if (!rules)
			continue;
		add(relation);
		add(std::hash<std::string>{}(rules->table ? to_string(*rules->table) : ""));
		for (ColumnRule const &rule : rules->columns) {
			add(static_cast<std::size_t>(rule.attribute));
			add(std::hash<std::string>{}(rule.label));
		}
	}
	return static_cast<uint32>(digest ^ digest >> 32);
}

PlanInvalItem *find_item(PlannedStmt const *plan, int cache) noexcept {
	for (int i = 0; i < list_length(plan->invalItems); ++i)
		if (auto *const item = static_cast<PlanInvalItem *>(list_nth(plan->invalItems, i)); item->cacheId == cache)
			return item;
	return nullptr;
}

void add_item(PlannedStmt *plan, int cache, uint32 value) {
	pg::call([&] {
		PlanInvalItem *const item = makeNode(PlanInvalItem);
		item->cacheId = cache;
		item->hashValue = value;
		plan->invalItems = lappend(plan->invalItems, item);
	});
}

void set_mark(PlannedStmt *plan, Mark mark) {
	add_item(plan, mark_cache, static_cast<uint32>(mark));
	if (mark == Mark::exempt)
		return;
	add_item(plan, labels_cache, labels_read(plan));
	add_item(plan, generation_cache, static_cast<uint32>(rule_generation()));
}

bool has_old_labels(PlannedStmt const *plan) {
	PlanInvalItem *const generation = find_item(plan, generation_cache);
	auto const now = static_cast<uint32>(rule_generation());
	if (generation == nullptr || generation->hashValue == now)
		return false;
	if (find_item(plan, labels_cache)->hashValue != labels_read(plan))
		return true;
	generation->hashValue = now;
	return false;
}

bool reads_labelled(PlannedStmt const *plan) {
	for (int i = 0; i < list_length(plan->relationOids); ++i) {
		Oid const relation = list_nth_oid(plan->relationOids, i);
		if (is_user_relation(relation) && is_ruled(relation))
			return true;
	}
	return false;
}

// Whether a text begins with one of the words of ri_triggers.c in front of a relation, whose name it always quotes;
// "ONLY" is left out for partitioned tables.
bool begins(std::string_view text, std::string_view words) {
	return text.starts_with(words) &&
		   (text.substr(words.size()).starts_with("ONLY \"") || text.substr(words.size()).starts_with("\""));
}

// What the triggers of a foreign key ask, in the words of ri_triggers.c: whether rows exist, and nothing of them. They
// compare raw keys, or a row would be referenced by what doesn't match it.
bool is_key_check(Query const *query, char const *text) {
	if (text == nullptr)
		return false;
	std::string_view const source{text};
	if (keys_are_checked && query->commandType == CMD_SELECT && source.starts_with("SELECT fk.\""))
		return true;
	if (!InNoForceRLSOperation() || query->cteList != NIL || query->returningList != NIL)
		return false;
	switch (query->commandType) {
	case CMD_SELECT:
		if (!begins(source, "SELECT 1 FROM ") && !source.starts_with("SELECT 1 FROM (SELECT "))
			return false;
		if (query->targetList == NIL || query->setOperations != nullptr)
			return false;
		for (int i = 0; i < list_length(query->targetList); ++i) {
			auto const *const entry = list_nth_node(TargetEntry, query->targetList, i);
			if (!entry->resjunk && !IsA(entry->expr, Const))
				return false;
		}
		return true;
	case CMD_DELETE:
		return begins(source, "DELETE FROM ");
	case CMD_UPDATE:
		return begins(source, "UPDATE ");
	default:
		return false;
	}
}

PlannedStmt *make_plan(Query *query, char const *text, int options, ParamListInfo parameters) {
	return pg::call([&] {
		return next_planner != nullptr ? next_planner(query, text, options, parameters)
									   : standard_planner(query, text, options, parameters);
	});
}

struct FunctionsKeptWhole {
	bool const before = keeps_functions_whole;
	explicit FunctionsKeptWhole(bool keep) { keeps_functions_whole = keep; }
	~FunctionsKeptWhole() { keeps_functions_whole = before; }
};

PlannedStmt *plan(Query *query, char const *text, int options, ParamListInfo parameters) {
	return pg::enter([&] {
		hear_of_changes();
		if (!has_rules() && dumps_labels())
			return make_plan(query, text, options, parameters);

		bool const labelled = has_rules();
		Masking const masking = labelled ? effective_masking() : Masking::off;
		bool const exempt = masking == Masking::on && is_key_check(query, text);
		Rewriting const what{.reads = masking == Masking::on && !exempt,
							 .statistics = masking != Masking::off && !exempt,
							 .labels = !dumps_labels(),
							 .refuse_writes = masking == Masking::on && !exempt && role_is_masked()};
		if (exempt && role_is_masked())
			refuse_cascade(query);
		Rewritten rewritten;
		if (what.reads || what.statistics || what.labels)
			rewritten = rewrite(query, what);

		PlannedStmt *const result = [&] {
			FunctionsKeptWhole const kept{what.reads};
			return make_plan(query, text, options, parameters);
		}();
		if (what.reads)
			share_masks(result);
		if (what.reads || exempt || (labelled && reads_labelled(result)))
			result->dependsOnRole = true;
		if (exempt)
			set_mark(result, Mark::exempt);
		else if (rewritten.expressions)
			set_mark(result, Mark::expressions);
		else if (what.reads)
			set_mark(result, Mark::masked);
		return result;
	});
}

void start(QueryDesc *description, int flags) {
	pg::enter([&] {
		refuse_stale(description->plannedstmt);
		pg::call([&] {
			if (next_executor_start != nullptr)
				next_executor_start(description, flags);
			else
				standard_ExecutorStart(description, flags);
		});
	});
}

// Runs among the server's own code, without a frame of ours: it may report errors as it likes.
bool needs_hook(Oid function) {
	if (next_needs_fmgr_hook != nullptr && next_needs_fmgr_hook(function))
		return true;
	if (!keeps_functions_whole || function < FirstNormalObjectId)
		return false;
	HeapTuple const tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return false;
	auto const *const row = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
	bool const needed = row->prolang == SQLlanguageId && row->proretset;
	ReleaseSysCache(tuple);
	return needed;
}

} // namespace

KeysAreChecked::KeysAreChecked(bool checked) : before_{std::exchange(keys_are_checked, checked)} {}
KeysAreChecked::~KeysAreChecked() { keys_are_checked = before_; }

void refuse_stale(PlannedStmt const *plan) {
	if (IsParallelWorker())
		return;
	hear_of_changes();
	if (!has_rules() || effective_masking() != Masking::on)
		return;
	bool const unmarked = mark_of(plan) == Mark::none;
	if (unmarked ? !reads_labelled(plan) : !has_old_labels(plan))
		return;
	pg::call([] { ResetPlanCache(); });
	throw Error(sqlstate::object_not_in_prerequisite_state, "plan of the query reads labelled columns unmasked",
				unmarked ? "It was made before masking began for this session, or before there was a label."
						 : "It was made before a label changed.",
				"Run the statement again.");
}

Mark mark_of(PlannedStmt const *plan) noexcept {
	PlanInvalItem const *const item = find_item(plan, mark_cache);
	return item == nullptr ? Mark::none : static_cast<Mark>(item->hashValue);
}

void install_plan() {
	next_planner = planner_hook;
	planner_hook = plan;
	next_executor_start = ExecutorStart_hook;
	ExecutorStart_hook = start;
	next_needs_fmgr_hook = needs_fmgr_hook;
	needs_fmgr_hook = needs_hook;
}

} // namespace confiture::mask
