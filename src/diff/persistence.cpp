#include "diff/persistence.hpp"

#include <set>

namespace confiture::diff {

namespace {

bool changes(Comparison const &compared, Position table) {
	Position const old = compared.from_of[table];
	return old != nowhere && compared.to[table].kind == Kind::table && !compared.comes(table) &&
		   compared.from[old].is("unlogged") != compared.to[table].is("unlogged");
}

// The table that a foreign key which stays references, if both change.
Position referenced(Comparison const &compared, Position key) {
	Object const &object = compared.to[key];
	if (object.kind != Kind::constraint || object.at("form") != "foreign key" || compared.comes(key) ||
		!changes(compared, object.parent))
		return nowhere;
	Position const table = compared.to.find(Kind::table, object.at("references"));
	return table != nowhere && table != object.parent && changes(compared, table) ? table : nowhere;
}

bool leads_to(Comparison const &compared, Position table, Position goal, std::set<Position> &seen) {
	if (table == goal)
		return true;
	if (!seen.insert(table).second)
		return false;
	for (Position const part : compared.to.parts[table])
		if (Position const next = referenced(compared, part); next != nowhere && leads_to(compared, next, goal, seen))
			return true;
	return false;
}

} // namespace

void break_persistence_cycles(Comparison &compared) {
	for (Position key = 0; key < compared.to.size(); ++key) {
		Position const table = referenced(compared, key);
		std::set<Position> seen;
		if (table == nowhere || !leads_to(compared, table, compared.to[key].parent, seen))
			continue;
		compared.set_fate(compared.from_of[key], Fate::rebuild);
		compared.alterations[key].clear();
	}
}

void add_persistence_edges(Draft &draft) {
	for (Position key = 0; key < draft.from.size(); ++key) {
		if (draft.from[key].at("form") != "foreign key" || draft.drops[key].empty())
			continue;
		for (Position const old :
			 {draft.from[key].parent, draft.from.find(Kind::table, draft.from[key].at("references"))})
			if (Position const now = old == nowhere ? nowhere : draft.to_of[old]; now != nowhere && changes(draft, now))
				draft.graph.order(draft.drops[key].last, draft.makes[now].first, true);
	}
	for (Position position = 0; position < draft.to.size(); ++position) {
		Object const &key = draft.to[position];
		if (key.kind != Kind::constraint || key.at("form") != "foreign key")
			continue;
		Position const table = key.parent, target = draft.to.find(Kind::table, key.at("references"));
		if (target == nowhere || target == table || draft.makes[target].empty() || draft.makes[table].empty())
			continue;
		if (draft.new_fate[position] == Fate::rebuild && changes(draft, table) && changes(draft, target)) {
			draft.graph.order(draft.drops[draft.from_of[position]].last, draft.makes[target].first);
			draft.graph.order(draft.drops[draft.from_of[position]].last, draft.makes[table].first);
			draft.graph.order(draft.makes[target].last, draft.makes[position].first);
		}
		if (draft.comes(position))
			continue;
		if (draft.to[table].is("unlogged"))
			draft.graph.order(draft.makes[table].last, draft.makes[target].first);
		else
			draft.graph.order(draft.makes[target].last, draft.makes[table].first);
	}
}

} // namespace confiture::diff
