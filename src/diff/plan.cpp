#include "diff/plan.hpp"

#include "diff/bodies.hpp"
#include "diff/column_order.hpp"
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
#include "diff/propagate.hpp"
#include "diff/property_steps.hpp"
#include "diff/select.hpp"
#include "diff/type_aside.hpp"

#include <utility>

namespace confiture::diff {

namespace {

// What becomes of each object.
void decide(Comparison &compared) {
	match(compared);
	suggest(compared);
	compare(compared);
	propagate(compared);
	free_clones(compared);
	write_not_null_names(compared);
	suppress_inherited(compared);
	keep_comments_of_partitions(compared);
	keep_children_validated(compared);
	adjust_index_marks(compared);
}

// The steps that do it, in no order yet.
void add_steps(Draft &draft) {
	add_drop_nodes(draft);
	add_make_nodes(draft);
	add_property_nodes(draft);
	add_edges(draft);
}

std::vector<Step> ordered_steps(Snapshot from, Snapshot to, std::vector<std::string> *reordered) {
	Draft draft{std::move(from), std::move(to)};
	decide(draft);
	if (reordered)
		*reordered = tables_in_another_order(draft);
	add_steps(draft);
	std::vector<NodeId> const order = draft.graph.sorted();
	leave_bodies_unchecked(draft, order);
	name_types_aside(draft, order);
	std::vector<Step> steps;
	for (NodeId const id : order)
		if (!draft.steps[id].sql.empty())
			steps.push_back(std::move(draft.steps[id]));
	return steps;
}

} // namespace

std::vector<Step> plan(Snapshot from, Snapshot to, Options const &options, std::vector<std::string> *reordered) {
	select(from, to, options);
	auto const planned = [&](Snapshot &before) {
		if (options.online)
			return make_online(ordered_steps(before, to, reordered), Side{before}, Side{to});
		return ordered_steps(std::move(before), std::move(to), reordered);
	};
	if (options.renames.empty())
		return planned(from);
	Renamed renamed = apply_renames(from, to, options.renames);
	std::vector<Step> steps = std::move(renamed.steps);
	for (Step &step : planned(renamed.snapshot)) {
		// On the way back the names that an old body uses come last.
		if (step.reverse_sql && step.reverse_sql->find("\n LANGUAGE sql\n") != std::string::npos)
			step.reverse_sql = unchecked(*step.reverse_sql);
		steps.push_back(std::move(step));
	}
	return steps;
}

} // namespace confiture::diff
