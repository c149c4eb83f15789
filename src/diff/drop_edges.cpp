#include "diff/drop_edges.hpp"

#include "diff/make_edges.hpp"
#include "diff/stand_in.hpp"

#include <algorithm>
#include <set>

namespace confiture::diff {

namespace {

bool detached_first(Draft const &draft, Position table) {
	return std::any_of(draft.from.parts[table].begin(), draft.from.parts[table].end(), [&](Position link) {
		return draft.from[link].kind == Kind::inheritance && draft.from[link].is("bound") &&
			   !draft.drops[link].empty() && draft.drops[link].first != draft.drops[table].first;
	});
}

// What depends on an object that needs itself may do so until the object itself goes.
NodeId drop_starts(Draft const &draft, Position old) {
	Position const view = draft.from[old].kind == Kind::column ? draft.from[old].parent : old;
	return draft.cyclic_old[view] ? draft.drops[old].last : draft.drops[old].first;
}

// What goes with an object that goes: a partition's share in an index goes when the partition is detached.
Span gone_with(Draft const &draft, Position old) {
	if (draft.from[old].kind == Kind::index_attachment) {
		Position const table = draft.from.parent(draft.from[old]).parent;
		if (detached_first(draft, table))
			return draft.drops[draft.from.part(table, Kind::inheritance)];
	}
	return draft.drops[old];
}

// Columns of other tables that are of a table's row type go before the table changes.
void add_row_type_edges(Draft &draft, Position table) {
	for (Position const user : draft.from.dependents[table]) {
		if (draft.from[user].kind != Kind::column || draft.from[user].parent == table || draft.drops[user].empty())
			continue;
		for (Position const column : draft.to.columns(draft.to_of[table]))
			draft.graph.order(draft.drops[user].last, draft.makes[column].first, true);
	}
}

bool adds_values(Comparison const &compared, Position position) {
	return !compared.alterations[position].empty() && compared.alterations[position].front().reason == "enum value";
}

// On the way back a view that got columns is made anew, before what reads it.
void add_replaced_view_edges(Draft &draft, Position old) {
	std::set<Position> views;
	find_views(draft.from, old, views);
	for (Position const view : views)
		if (Position const now = draft.to_of[view];
			view != old && now != nowhere && draft.new_fate[now] == Fate::alter && !draft.makes[now].empty())
			draft.graph.order(draft.drops[old].last, draft.makes[now].first, true);
}

// On the way back what used a composite type comes after the type's attributes are as they were.
void add_attribute_edges(Draft &draft, Position type) {
	for (Position const dependent : draft.from.dependents[type]) {
		Span const gone = draft.drops[dependent];
		if (gone.empty())
			continue;
		for (Position const attribute : draft.to.columns(draft.to_of[type]))
			if (!draft.makes[attribute].empty())
				draft.graph.order(gone.last, draft.makes[attribute].first, true);
		for (Position const attribute : draft.from.columns(type))
			if (!draft.drops[attribute].empty())
				draft.graph.order(gone.last, draft.drops[attribute].first, true);
	}
}

} // namespace

void add_drop_edges(Draft &draft, Position old) {
	Position const position = draft.to_of[old];
	if (draft.from[old].at("form") == "composite" && position != nowhere && !draft.goes(old))
		add_attribute_edges(draft, old);
	if (draft.from[old].kind == Kind::table && position != nowhere && !draft.goes(old))
		add_row_type_edges(draft, old);
	if (!draft.drops[old].empty())
		add_replaced_view_edges(draft, old);
	if (draft.drops[old].empty() && (position == nowhere || draft.makes[position].empty()))
		return;
	auto const visit = [&](Position dependent, bool is_part) {
		// A partition's share in its parent's foreign key goes with that.
		if (draft.from[dependent].kind == Kind::constraint && draft.from[dependent].is("clone") && !is_part &&
			!detached_first(draft, draft.from[dependent].parent))
			return;
		Span const gone = gone_with(draft, dependent);
		Position const now = draft.to_of[dependent];
		// (What a domain lets go first it has no more.)
		Span const changed =
			now != nowhere && draft.new_fate[now] == Fate::alter && gone.empty() ? draft.makes[now] : Span{};
		if (!draft.drops[old].empty()) {
			if (!gone.empty() && gone.last != draft.drops[old].last) {
				// A partition that goes hands its rows over first.
				bool const partition = draft.from[dependent].kind == Kind::inheritance &&
									   draft.from[dependent].is("bound") && draft.copies.contains(old) &&
									   draft.old_fate[draft.from[dependent].parent] == Fate::drop;
				draft.graph.order(draft.cyclic_old[dependent] && spares(draft.from, dependent, old) ? gone.first
																									: gone.last,
								  partition ? draft.aside[old] : drop_starts(draft, old));
				Position const whole =
					draft.from[dependent].kind == Kind::column && !is_part ? draft.from[dependent].parent : dependent;
				if (draft.from[dependent].kind == Kind::inheritance && draft.aside.contains(old) &&
					draft.aside.contains(draft.from[dependent].parent))
					draft.graph.order(draft.aside[draft.from[dependent].parent], draft.aside[old]);
				if (draft.aside.contains(old) && draft.aside.contains(whole) && whole != old)
					draft.graph.order(draft.aside[whole], draft.aside[old]);
			}
			if (!changed.empty()) {
				auto const aside = draft.aside.find(old);
				draft.graph.order(changed.last, aside != draft.aside.end() ? aside->second : drop_starts(draft, old));
			}
			if (changed.empty() && now != nowhere && !draft.late[now].empty() && draft.new_fate[now] == Fate::alter)
				draft.graph.order(draft.late[now].last, drop_starts(draft, old));
		}
		if (position != nowhere && draft.new_fate[position] == Fate::alter && !draft.makes[position].empty() &&
			!gone.empty() && !(is_part && draft.from[dependent].kind == Kind::column) && !adds_values(draft, position))
			draft.graph.order(gone.last, draft.makes[position].first);
	};
	for (Position const dependent : draft.from.dependents[old])
		visit(dependent, false);
	for (Position const part : draft.from.parts[old])
		visit(part, true);
	if (position != nowhere && draft.new_fate[position] == Fate::rebuild && !draft.makes[position].empty()) {
		draft.graph.order(draft.drops[old].last, draft.makes[position].first);
		if (auto const aside = draft.aside.find(old); aside != draft.aside.end())
			draft.graph.order(draft.makes[position].last, aside->second);
		if (auto const copy = draft.copies.find(old); copy != draft.copies.end())
			draft.graph.order(draft.makes[position].last, copy->second);
	}
}

} // namespace confiture::diff
