#include "diff/draft.hpp"

#include "diff/risk.hpp"

#include <utility>

namespace confiture::diff {

Draft::Draft(Snapshot before, Snapshot after)
	: Comparison{std::move(before), std::move(after)}, drops(from.size()), makes(to.size()), late(to.size()),
	  properties(to.size()) {}

NodeId Draft::node(int priority, Step made) {
	NodeId const id = graph.add(priority);
	steps.push_back(std::move(made));
	return id;
}

void Draft::extend(Span &span, NodeId id) {
	if (span.empty())
		span.first = id;
	else
		graph.order(span.last, id);
	span.last = id;
}

Step Draft::step(Side const &side, Position position, Operation operation, std::string sql, std::string reverse,
				 std::string reason) const {
	Step result;
	result.operation = operation;
	result.object_type = catalog::object_type(side.snapshot, side[position]);
	result.object_identity = side[position].identity;
	result.sql = std::move(sql);
	result.reverse_sql = std::move(reverse);
	result.reason = std::move(reason);
	bool const fresh = &side == &to;
	if (result.reason.empty() && (operation == Operation::create || operation == Operation::drop)) {
		auto const &maybe = fresh ? maybe_renamed_new : maybe_renamed_old;
		if (auto const found = maybe.find(position); found != maybe.end())
			result.reason = found->second;
	}
	Position relation = position;
	while (side[relation].parent != nowhere && side[relation].kind != Kind::table)
		relation = side[relation].parent;
	bool const on_new = fresh && side[relation].kind == Kind::table && new_fate[relation] == Fate::create;
	Position const old = fresh ? from_of[position] : nowhere;
	assess(result, {side, position, from, old, on_new});
	return result;
}

} // namespace confiture::diff
