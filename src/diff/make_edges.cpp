#include "diff/make_edges.hpp"

#include "diff/base_type.hpp"
#include "diff/stand_in.hpp"

#include <set>

namespace confiture::diff {

namespace {

// Rows are moved into a bare table.
bool waits_for_rows(Object const &object) {
	return object.kind == Kind::constraint || object.kind == Kind::index || object.kind == Kind::trigger ||
		   object.kind == Kind::rule || object.kind == Kind::policy || object.kind == Kind::materialized_view;
}

bool is_query(Kind kind) {
	return kind == Kind::view || kind == Kind::materialized_view || kind == Kind::rule || kind == Kind::function;
}

// A sequence gets its new owner when that is there with the same role, and lets go of the one that goes.
void add_ownership_edges(Draft &draft, Position position) {
	Object const &sequence = draft.to[position];
	Span const &late = draft.late[position];
	if (late.empty())
		return;
	Position const old = draft.from_of[position];
	Position const held = old != nowhere && draft.from[old].is("owned_by")
							  ? draft.from.find(Kind::column, draft.from[old].at("owned_by"))
							  : nowhere;
	if (!sequence.is("owned_by")) {
		if (held != nowhere)
			draft.graph.order(late.last, draft.drops[held].first);
		if (auto const owner = draft.owners.find(position); owner != draft.owners.end())
			draft.graph.order(late.last, owner->second);
		return;
	}
	Position const column = draft.to.find(Kind::column, sequence.at("owned_by"));
	if (column == nowhere)
		return;
	draft.graph.order(draft.makes[column].last, late.first);
	for (Position const owned : {position, draft.to[column].parent})
		if (auto const owner = draft.owners.find(owned); owner != draft.owners.end())
			draft.graph.order(owner->second, late.first);
	if (held == nowhere)
		return;
	auto const aside = draft.aside.find(draft.from[held].parent);
	draft.graph.order(late.last, aside != draft.aside.end() ? aside->second : draft.drops[held].first);
}

// Making a materialized view reads what it is of with the rights of the owners of the views on the way, so a view that
// changes hands does so between the old one and the new one.
void add_reading_edges(Draft &draft, Position materialized_view) {
	std::set<Position> views;
	find_views(draft.to, materialized_view, views);
	Position const old = draft.from_of[materialized_view];
	for (Position const view : views) {
		auto const owner = draft.owners.find(view);
		if (owner == draft.owners.end() || draft.comes(view))
			continue;
		draft.graph.order(owner->second, draft.makes[materialized_view].first, true);
		if (old != nowhere)
			draft.graph.order(draft.drops[old].last, owner->second, true);
	}
}

// A query's text names as many columns of what it reads as that has ("t(a, b, c)"), and fewer are allowed, more are
// not: so it is made while tables, and row types of functions, are at their widest.
void add_width_edges(Draft &draft, Position query) {
	Span const make = draft.makes[query];
	std::set<Position> tables;
	for (Position const target : draft.to[query].depends)
		if (draft.to[target].kind == Kind::column)
			tables.insert(draft.to[target].parent);
		else if (draft.to[target].kind == Kind::function)
			tables.insert(draft.to[target].depends.begin(), draft.to[target].depends.end());
	for (Position const table : tables) {
		for (Position const column : draft.to.columns(table))
			if (draft.comes(column) && !draft.makes[column].empty())
				draft.graph.order(draft.makes[column].last, make.first, true);
		if (Position const old = draft.from_of[table]; old != nowhere)
			for (Position const column : draft.from.columns(old))
				if (!draft.drops[column].empty())
					draft.graph.order(make.last, draft.drops[column].first, true);
	}
}

// On the way back a view that got columns takes those along that read it, so what comes waits for it.
void add_replaced_view_edges(Draft &draft, Position position) {
	std::set<Position> views;
	find_views(draft.to, position, views);
	for (Position const view : views)
		if (view != position && draft.new_fate[view] == Fate::alter && !draft.makes[view].empty())
			draft.graph.order(draft.makes[view].last, draft.makes[position].first, true);
}

} // namespace

void find_views(Side const &side, Position reader, std::set<Position> &views) {
	for (Position const target : side[reader].depends) {
		Position const read = side[target].kind == Kind::column ? side[target].parent : target;
		if (read != nowhere && side[read].kind == Kind::view && views.insert(read).second)
			find_views(side, read, views);
	}
}

void add_make_edges(Draft &draft, Position position) {
	Span const make = draft.makes[position];
	Object const &object = draft.to[position];
	if (object.kind == Kind::event_trigger && draft.new_fate[position] == Fate::alter)
		return; // its state needs nothing
	auto const need = [&](Position target, Span const &span) {
		if (span.empty())
			return;
		auto const shell = draft.shells.find(target);
		if (shell != draft.shells.end() && is_type_function(draft, position, target)) {
			draft.graph.order(shell->second, span.first);
			return;
		}
		// A query takes little notice of what changes about a column, and may have to let go of a key before.
		bool const little = draft.to[target].kind == Kind::column && draft.new_fate[target] == Fate::alter &&
							!draft.changes_type(target) && is_query(object.kind);
		if (!draft.makes[target].empty() && draft.makes[target].last != span.last)
			draft.graph.order(draft.makes[target].last, span.first, little);
		// An attribute can't change its type while a column is of the composite type, and rows have all attributes.
		if (draft.to[target].at("form") == "composite" && target != object.parent) {
			for (Position const part : draft.to.parts[target])
				if (!draft.makes[part].empty())
					draft.graph.order(draft.makes[part].last, span.first, true);
			if (Position const old = draft.from_of[target]; old != nowhere && !draft.goes(old))
				for (Position const part : draft.from.columns(old))
					if (!draft.drops[part].empty())
						draft.graph.order(draft.drops[part].last, span.first, true);
		}
		// A domain is complete before it is used.
		if (draft.to[target].kind == Kind::type && draft.to[target].at("form") == "domain" && target != object.parent)
			for (Position const part : draft.to.parts[target])
				if (draft.to[part].kind == Kind::domain_constraint && !draft.makes[part].empty())
					draft.graph.order(draft.makes[part].last, span.first, true);
		// (A check that a child has from its parent comes with the table itself.)
		if (auto const copied = draft.from_of[target]; copied != nowhere)
			if (auto const copy = draft.copies.find(copied);
				copy != draft.copies.end() && waits_for_rows(object) && span.first != draft.makes[target].first)
				draft.graph.order(copy->second, span.first);
	};
	if (draft.cyclic_new[position]) {
		for (Position const column : draft.to.columns(position))
			for (Position const target : draft.to[column].depends)
				need(target, make);
		for (Position other = 0; other < draft.to.size(); ++other)
			if (draft.to[other].kind == Kind::materialized_view && !draft.makes[other].empty())
				draft.graph.order(draft.late[position].last, draft.makes[other].first, true);
		for (Position const target : object.depends)
			if (!spares(draft.to, position, target))
				need(target, make);
		// What is made may call a function.
		if (object.kind != Kind::view)
			for (Position const dependent : draft.to.dependents[position])
				if (!draft.makes[dependent].empty())
					draft.graph.order(draft.late[position].last, draft.makes[dependent].first, true);
	}
	for (Span const &span : {draft.cyclic_new[position] ? Span{} : make, draft.late[position]}) {
		if (span.empty())
			continue;
		for (Position const target : object.depends) {
			need(target, span);
			// A view that is replaced is so before others read it.
			if (draft.to[target].kind == Kind::column && draft.to.parent(draft.to[target]).kind == Kind::view &&
				draft.to[target].parent != position)
				need(draft.to[target].parent, span);
		}
		if (object.parent != nowhere)
			need(object.parent, span);
	}
	if ((object.kind == Kind::view || object.kind == Kind::materialized_view || object.kind == Kind::function) &&
		!make.empty())
		add_width_edges(draft, position);
	if (draft.comes(position) && !make.empty())
		add_replaced_view_edges(draft, position);
	if (object.kind == Kind::materialized_view && draft.comes(position))
		add_reading_edges(draft, position);
	if (object.kind == Kind::sequence)
		add_ownership_edges(draft, position);
	// What is left to a child's column comes after what the parent's does to it.
	if (Position const source = draft.stands_for[position]; source != nowhere && object.kind == Kind::column &&
															draft.new_fate[position] == Fate::alter && !make.empty() &&
															draft.makes[source].last != make.last)
		draft.graph.order(draft.makes[source].last, make.first);
	// What is said of a table's TOAST table is lost before a column needs one.
	if (object.kind == Kind::table && draft.new_fate[position] == Fate::alter && !draft.late[position].empty())
		for (Position const column : draft.to.columns(position))
			if (!draft.makes[column].empty())
				draft.graph.order(draft.makes[column].last, draft.late[position].first, true);
	if (object.is("of_type") && !draft.late[position].empty()) {
		for (Position const column : draft.to.columns(position))
			draft.graph.order(draft.makes[column].last, draft.late[position].first);
		if (Position const old = draft.from_of[position]; old != nowhere)
			for (Position const column : draft.from.columns(old))
				draft.graph.order(draft.drops[column].last, draft.late[position].first);
	}
	// A column is an identity or has a default.
	if (object.kind == Kind::default_value && !make.empty())
		if (Position const column = draft.from_of[object.parent]; column != nowhere)
			if (Position const sequence = draft.from.part(column, Kind::sequence);
				sequence != nowhere && !draft.drops[sequence].empty())
				draft.graph.order(draft.drops[sequence].last, make.first);
	// A foreign key needs the referenced index to be valid, and so attached everywhere.
	if (object.at("form") == "foreign key" && !make.empty())
		for (Position const target : object.depends)
			wait_for_attachments(draft, target, make.first);
}

void wait_for_attachments(Draft &draft, Position index, NodeId node) {
	for (Position const attachment : draft.to.dependents[index]) {
		if (draft.to[attachment].kind != Kind::index_attachment)
			continue;
		if (!draft.makes[attachment].empty())
			draft.graph.order(draft.makes[attachment].last, node);
		wait_for_attachments(draft, draft.to[attachment].parent, node);
	}
}

} // namespace confiture::diff
