#include "diff/clone_trigger.hpp"

#include "diff/ddl.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <iterator>

namespace confiture::diff {

namespace {

Position source(Side const &side, Position clone) {
	for (Position const target : side[clone].depends)
		if (side[target].kind == Kind::trigger)
			return target;
	return nowhere;
}

bool changes(Comparison const &compared, Position trigger) {
	return trigger != nowhere && compared.new_fate[trigger] != Fate::keep;
}

std::string set_state(Side const &side, Position clone, Object const &like) {
	return alter_table(side, side[clone].parent, false) + " " + (like.is("enabled") ? like.at("enabled") : "ENABLE") +
		   " TRIGGER " + quote_name(side[clone].name);
}

} // namespace

bool is_clone_trigger(Object const &object) { return object.kind == Kind::trigger && object.is("clone"); }

void add_state_of_parent(Draft &draft, Position old) {
	Position const parent = source(draft.from, old);
	Position const now = parent == nowhere ? nowhere : draft.to_of[parent];
	if (now == nowhere || draft.new_fate[now] != Fate::keep || draft.goes(draft.from[old].parent))
		return;
	int const priority = 200 + static_cast<int>(Kind::trigger);
	draft.extend(draft.drops[old], draft.node(priority, draft.step(draft.from, old, Operation::alter,
																   set_state(draft.from, old, draft.to[now]),
																   finish(draft.from, old).front())));
}

std::string undo_own_state(Comparison const &compared, Position clone) {
	Position const parent = source(compared.to, clone);
	bool const stays = parent != nowhere && !changes(compared, parent) && !compared.comes(compared.to[clone].parent);
	return stays ? set_state(compared.to, clone, compared.to[parent]) : "";
}

std::vector<std::string> own_states(Comparison const &compared, Position trigger) {
	std::vector<std::string> statements;
	for (Position const clone : compared.from.dependents[trigger])
		if (is_clone_trigger(compared.from[clone]) && !compared.goes(compared.from[clone].parent))
			std::ranges::move(finish(compared.from, clone), std::back_inserter(statements));
	return statements;
}

void keep_own_states(Comparison &compared) {
	for (Position trigger = 0; trigger < compared.to.size(); ++trigger) {
		if (compared.to[trigger].kind != Kind::trigger || compared.from_of[trigger] == nowhere ||
			!changes(compared, trigger))
			continue;
		if (!compared.alterations[trigger].empty())
			for (std::string const &sql : own_states(compared, compared.from_of[trigger]))
				compared.alterations[trigger].front().reverse += ";\n" + sql;
		for (Position const clone : compared.to.dependents[trigger])
			if (is_clone_trigger(compared.to[clone]) && compared.from_of[clone] != nowhere && !compared.comes(clone)) {
				compared.set_fate(compared.from_of[clone], Fate::alter);
				compared.alterations[clone] = {{Operation::alter, finish(compared.to, clone).front(), ""}};
			}
	}
}

} // namespace confiture::diff
