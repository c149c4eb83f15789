#include "mask/second_process_pg.hpp"

#include "mask/rule_pg.hpp"

namespace confiture::mask {

namespace {

bool is_wanted = false;

// How many of the masks this process takes. Writing a column costs some two fifths of a mask more than reading it.
int share_of(int masks, int columns) { return std::max(0, (masks - columns * 2 / 5) / 2); }

// The value that a column of a plan masks, if it masks one and asks for no other. The mask gives the value's own type.
Var *masked_value(Expr *column, Oid mask_function) {
	Node *node = reinterpret_cast<Node *>(column);
	if (IsA(node, RelabelType))
		node = reinterpret_cast<Node *>(castNode(RelabelType, node)->arg);
	if (!IsA(node, FuncExpr) || castNode(FuncExpr, node)->funcid != mask_function)
		return nullptr;
	auto *const value = static_cast<Node *>(list_nth(castNode(FuncExpr, node)->args, 0));
	return IsA(value, Var) ? castNode(Var, value) : nullptr;
}

// Has the upper node mask what the lower one did, in the column of this number.
void move_up(TargetEntry *upper, TargetEntry *lower, Var *value) {
	Var *const passed = castNode(Var, upper->expr);
	upper->expr = lower->expr;
	Node *const call = reinterpret_cast<Node *>(upper->expr);
	auto *const function =
		castNode(FuncExpr, IsA(call, RelabelType) ? reinterpret_cast<Node *>(castNode(RelabelType, call)->arg) : call);
	lower->expr = reinterpret_cast<Expr *>(value);
	list_nth_cell(function->args, 0)->ptr_value = passed;
}

} // namespace

SecondProcess::SecondProcess() : LocalSettings{{pg::run_in_worker_setting, "on"}} { is_wanted = true; }
SecondProcess::~SecondProcess() { is_wanted = false; }

void share_masks(PlannedStmt *plan) {
	Plan *const top = plan->planTree;
	if (!is_wanted || !IsA(top, Gather) || !castNode(Gather, top)->single_copy)
		return;
	Oid const mask_function = mask_functions().of_value;
	pg::call([&] {
		List *const columns = outerPlan(top)->targetlist;
		struct Masked {
			TargetEntry *upper, *lower;
			Var *value;
		};
		auto *const masked = static_cast<Masked *>(palloc(sizeof(Masked) * list_length(columns)));
		int count = 0;
		for (int i = 0; i < list_length(top->targetlist); ++i) {
			auto *const upper = list_nth_node(TargetEntry, top->targetlist, i);
			if (!IsA(upper->expr, Var) || castNode(Var, upper->expr)->varno != OUTER_VAR)
				continue;
			auto *const lower = list_nth_node(TargetEntry, columns, castNode(Var, upper->expr)->varattno - 1);
			if (Var *const value = masked_value(lower->expr, mask_function))
				masked[count++] = {upper, lower, value};
		}
		for (int left = share_of(count, list_length(columns)); left > 0; --left)
			move_up(masked[count - left].upper, masked[count - left].lower, masked[count - left].value);
		pfree(masked);
	});
}

} // namespace confiture::mask
