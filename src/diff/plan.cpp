#include "diff/plan.hpp"

#include "diff/bodies.hpp"
#include "diff/clone_trigger.hpp"
#include "diff/column_order.hpp"
#include "diff/extension_move.hpp"
#include "diff/extension_version.hpp"
#include "diff/compare.hpp"
#include "diff/create_steps.hpp"
#include "diff/draft.hpp"
#include "diff/drop_steps.hpp"
#include "diff/edges.hpp"
#include "diff/index_marks.hpp"
#include "diff/inherit.hpp"
#include "diff/match.hpp"
#include "diff/not_null.hpp"
#include "diff/online.hpp"
#include "diff/parent_order.hpp"
#include "diff/partition.hpp"
#include "diff/propagate.hpp"
#include "diff/property_steps.hpp"
#include "diff/select.hpp"
#include "diff/persistence.hpp"
#include "diff/printed.hpp"
#include "diff/quote.hpp"
#include "diff/type_aside.hpp"
#include "diff/way_back.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace confiture::diff {

namespace {

// What becomes of each object.
void decide(Comparison &compared) {
	match(compared);
	suggest(compared);
	compare(compared);
	break_persistence_cycles(compared);
	remake_unshared_indexes(compared);
	propagate(compared);
	free_clones(compared);
	write_not_null_names(compared);
	suppress_inherited(compared);
	keep_comments_of_partitions(compared);
	keep_children_validated(compared);
	adjust_index_marks(compared);
	keep_own_states(compared);
}

// The steps that do it, in no order yet.
void add_steps(Draft &draft) {
	add_drop_nodes(draft);
	add_make_nodes(draft);
	add_property_nodes(draft);
	order_parents(draft);
	add_edges(draft);
}

struct Ordered {
	std::vector<Step> steps;
	Unchanged unchanged;
	bool goes_back_whole;
};

Ordered ordered_steps(Snapshot from, Snapshot to) {
	Draft draft{std::move(from), std::move(to)};
	decide(draft);
	Ordered result{{}, {tables_in_another_order(draft), newer_extensions(draft)}, goes_back_whole(draft)};
	add_steps(draft);
	std::vector<NodeId> const order = draft.graph.sorted();
	leave_bodies_unchecked(draft, order);
	name_types_aside(draft, order);
	for (NodeId const id : order)
		if (!draft.steps[id].sql.empty())
			result.steps.push_back(std::move(draft.steps[id]));
	return result;
}

// What a way back of an online plan has to undo beside the plan to the old schema.
void add_own_not_null(std::vector<std::string> &back, Snapshot const &from, Snapshot const &to) {
	Side const before{from}, after{to};
	for (Position old = 0; old < before.size(); ++old) {
		Object const &column = before[old];
		if (column.kind != Kind::column || column.is("not_null") || before.parent(column).is("is_partition"))
			continue;
		if (Position const now = after.find(column.kind, column.identity); now != nowhere && after[now].is("not_null"))
			std::ranges::move(undo_own_not_null(before, before.parent(column).identity, quote_name(column.name)),
							  std::back_inserter(back));
	}
}

// Puts the way back of all steps at the last one, unless there is none.
void go_back_whole(std::vector<Step> &steps, Snapshot const &from, Snapshot const &to, bool online) {
	if (steps.empty() || std::ranges::any_of(steps, [](Step const &step) { return !step.reverse_sql; }))
		return;
	std::vector<std::string> back;
	for (Step const &step : ordered_steps(to, from).steps)
		back.push_back(step.sql);
	if (online)
		add_own_not_null(back, from, to);
	for (Step &step : steps)
		step.reverse_sql = "";
	steps.back().reverse_sql = join(back, ";\n");
	steps.back().reason +=
		(steps.back().reason.empty() ? "" : "; ") + std::string{"its way back undoes the whole plan"};
}

std::vector<Step> nested(std::vector<Step> steps) {
	for (Step &step : steps) {
		step.sql = reads_back(std::move(step.sql));
		if (step.reverse_sql)
			step.reverse_sql = reads_back(std::move(*step.reverse_sql));
	}
	return steps;
}

} // namespace

std::vector<Step> plan(Snapshot from, Snapshot to, Options const &options, Unchanged *unchanged) {
	select(from, to, options);
	auto const planned = [&](Snapshot &before) {
		bool const again = options.online || may_go_back_whole(before) || may_go_back_whole(to);
		Ordered ordered = again ? ordered_steps(before, to) : ordered_steps(std::move(before), std::move(to));
		if (unchanged)
			*unchanged = std::move(ordered.unchanged);
		std::vector<Step> steps =
			options.online ? make_online(std::move(ordered.steps), Side{before}, Side{to}) : std::move(ordered.steps);
		if (ordered.goes_back_whole)
			go_back_whole(steps, before, to, options.online);
		return steps;
	};
	std::vector<Step> steps;
	auto const take = [&](Renamed renamed) {
		from = std::move(renamed.snapshot);
		std::ranges::move(renamed.steps, std::back_inserter(steps));
	};
	if (moves_extensions(from, to))
		take(move_extensions(from, to));
	if (!options.renames.empty())
		take(apply_renames(from, to, options.renames));
	bool const named_anew = !steps.empty();
	for (Step &step : planned(from)) {
		// On the way back the names that an old body uses come last.
		if (named_anew && step.reverse_sql && step.reverse_sql->find("\n LANGUAGE sql\n") != std::string::npos)
			step.reverse_sql = unchecked(*step.reverse_sql);
		steps.push_back(std::move(step));
	}
	return nested(std::move(steps));
}

} // namespace confiture::diff
