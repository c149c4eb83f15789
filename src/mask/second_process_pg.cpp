#include "mask/second_process_pg.hpp"

#include "mask/rule_pg.hpp"

namespace confiture::mask {

namespace {

bool is_wanted = false;

// How many of the masks this process takes. Writing a column costs some two fifths of a mask more than reading it.
int share_of(int masks, int columns) { return std::max(0, (masks - columns * 2 / 5) / 2); }

// The call that masks a column of a plan by its value alone, if that is what the column is. The mask gives the value's
// own type.
FuncExpr *mask_of(Expr *column, Oid mask_function) {
	Node *node = reinterpret_cast<Node *>(column);
	if (IsA(node, RelabelType))
		node = reinterpret_cast<Node *>(castNode(RelabelType, node)->arg);
	if (!IsA(node, FuncExpr) || castNode(FuncExpr, node)->funcid != mask_function)
		return nullptr;
	return IsA(list_nth(castNode(FuncExpr, node)->args, 0), Var) ? castNode(FuncExpr, node) : nullptr;
}

// A column that the lower node masks and the upper one passes on.
struct Masked {
	TargetEntry *upper, *lower;
	FuncExpr *mask;
};

// Has the upper node mask it.
void move_up(Masked const &column) {
	auto *const passed = column.upper->expr;
	column.upper->expr = column.lower->expr;
	ListCell *const value = list_nth_cell(column.mask->args, 0);
	column.lower->expr = static_cast<Expr *>(value->ptr_value);
	value->ptr_value = passed;
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
		auto *const masked = static_cast<Masked *>(palloc(sizeof(Masked) * list_length(columns)));
		int count = 0;
		for (int i = 0; i < list_length(top->targetlist); ++i) {
			auto *const upper = list_nth_node(TargetEntry, top->targetlist, i);
			if (!IsA(upper->expr, Var) || castNode(Var, upper->expr)->varno != OUTER_VAR)
				continue;
			auto *const lower = list_nth_node(TargetEntry, columns, castNode(Var, upper->expr)->varattno - 1);
			if (FuncExpr *const mask = mask_of(lower->expr, mask_function))
				masked[count++] = {upper, lower, mask};
		}
		for (int left = share_of(count, list_length(columns)); left > 0; --left)
			move_up(masked[count - left]);
		pfree(masked);
	});
}

} // namespace confiture::mask
