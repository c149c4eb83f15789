#include "diff/link_edges.hpp"

#include "diff/along.hpp"
#include "diff/inherit.hpp"
#include "diff/make_edges.hpp"
#include "diff/partition.hpp"
#include "diff/way_back.hpp"

namespace confiture::diff {

namespace {

// An index is attached to the parent's once its table is attached.
void add_index_attachment_edges(Draft &draft, Position position) {
	Object const &object = draft.to[position];
	// Undone, the parent's index takes the child's along.
	for (Position const parent : object.depends)
		if (!draft.makes[parent].empty() && !draft.makes[object.parent].empty())
			draft.graph.order(draft.makes[object.parent].last, draft.makes[parent].first);
	// Undone, one attachment makes the parent's index anew, which takes all of them along.
	for (Position const parent : object.depends)
		if (draft.makes[parent].empty())
			for (Position const other : draft.to.dependents[parent])
				if (draft.to[other].kind == Kind::index_attachment && other != position &&
					!draft.makes[draft.to[other].parent].empty())
					draft.graph.order(draft.makes[draft.to[other].parent].last, draft.makes[position].first);
	Position const child = draft.to[object.parent].parent;
	if (child != nowhere)
		for (Position const link : draft.to.parts[child])
			if (draft.to[link].kind == Kind::inheritance && !draft.makes[link].empty())
				draft.graph.order(draft.makes[link].last, draft.makes[position].first);
}

void add_attach_edges(Draft &draft, Position position) {
	Object const &object = draft.to[position];
	NodeId const attach = draft.makes[position].first;
	Position const child = object.parent;
	Position const parent = draft.to.find(Kind::table, object.at("parent_table"));
	bool const inlined = made_with(draft, position) != nowhere;
	if (!inlined)
		for (Position const part : draft.to.parts[child]) {
			Object const &own = draft.to[part];
			bool const wanted = own.kind == Kind::column || own.kind == Kind::index ||
								(own.kind == Kind::constraint && own.at("form") != "foreign key");
			if (object.is("bound") && is_spare(draft.to, part)) {
				if (Position const old = draft.from_of[part]; old != nowhere && !draft.drops[old].empty())
					draft.graph.order(draft.drops[old].last, attach);
				if (!draft.makes[part].empty())
					draft.graph.order(attach, draft.makes[part].first);
				continue;
			}
			if (wanted && !draft.makes[part].empty())
				draft.graph.order(draft.makes[part].last, attach);
			// An index that is not whole is none to attach: PostgreSQL would make another.
			if (wanted && object.is("bound") && own.kind != Kind::column)
				wait_for_attachments(draft, part, attach);
		}
	if (parent == nowhere)
		return;
	if (object.is("bound"))
		for (Position const part : draft.to.parts[parent])
			if (has_index(draft.to[part]) && draft.comes(part) && !draft.makes[part].empty() &&
				!shares_index(draft.to, child, part))
				draft.graph.order(attach, draft.makes[part].first);
	// A check that the child has already is the parent's first: undone, it does not go with the parent's.
	for (Position const part : draft.to.parts[parent])
		if (draft.to[part].at("form") == "check" && !draft.makes[part].empty()) {
			Position const own = draft.to.part_named(child, Kind::constraint, draft.to[part].name);
			// One that comes later is not valid in the child either.
			if (inlined && own != nowhere && draft.to[own].is("not_local") && draft.to[own].is("not_valid"))
				draft.graph.order(attach, draft.makes[part].first, true);
			else if (inlined || (own != nowhere && !draft.comes(own)))
				draft.graph.order(draft.makes[part].last, attach, true);
		}
	for (Position const part : draft.to.parts[parent])
		if (draft.to[part].kind == Kind::column && !draft.makes[part].empty() && draft.makes[part].last != attach)
			draft.graph.order(draft.makes[part].last, attach);
	if (Position const old_parent = draft.from_of[parent]; old_parent != nowhere) {
		// An index that goes would take along what the child has like it.
		for (Position const part : draft.from.parts[old_parent])
			if (object.is("bound") && has_index(draft.from[part]) && !draft.drops[part].empty())
				draft.graph.order(draft.drops[part].last, attach, true);
		auto const old_child = draft.aside.find(draft.from_of[child]);
		for (Position const part : draft.from.parts[old_parent]) {
			if (draft.from[part].kind != Kind::column || draft.drops[part].empty())
				continue;
			// What the child keeps as its own column has its values from the parent's until they have moved.
			if (inlined && old_child != draft.aside.end() &&
				draft.to.part_named(child, Kind::column, draft.from[part].name) != nowhere)
				draft.graph.order(old_child->second, draft.drops[part].first);
			else
				draft.graph.order(draft.drops[part].last, attach);
		}
		if (auto const copy = draft.copies.find(old_parent); copy != draft.copies.end())
			draft.graph.order(attach, copy->second);
	}
	// Of the child, what the parent does not have must have gone.
	if (Position const old_child = draft.from_of[child]; old_child != nowhere && !inlined)
		for (Position const part : draft.from.parts[old_child])
			if ((draft.from[part].kind == Kind::column || draft.from[part].kind == Kind::constraint) &&
				!draft.drops[part].empty())
				draft.graph.order(draft.drops[part].last, attach);
}

// A child that is dropped goes as it is: what its parent changes may not suit it, and on the way back it gets from its
// parent what it had from it.
void add_dropped_heir_edges(Draft &draft, Position link) {
	Position const parent = draft.from.find(Kind::table, draft.from[link].at("parent_table"));
	if (parent == nowhere || draft.old_fate[draft.from[link].parent] != Fate::drop)
		return;
	for (Position const part : draft.from.parts[parent]) {
		if (draft.from[part].kind != Kind::column && draft.from[part].kind != Kind::constraint)
			continue;
		NodeId const goes = draft.drops[link].last;
		draft.graph.order(goes, draft.drops[part].first, true);
		for (Position const value : draft.from.parts[part])
			draft.graph.order(goes, draft.drops[value].first, true);
		Position const now = draft.to_of[part];
		if (now == nowhere)
			continue;
		draft.graph.order(goes, draft.makes[now].first, true);
		for (Position const value : draft.to.parts[now])
			draft.graph.order(goes, draft.makes[value].first, true);
	}
}

// Likewise a partition: on the way back it fits its parent.
void add_dropped_partition_edges(Draft &draft, Position old) {
	Object const &object = draft.from[old];
	if (Position const parent = draft.from.find(Kind::table, object.at("parent_table"));
		parent != nowhere && object.is("bound") && !draft.copies.contains(parent) && !draft.keeps_rows(object.parent)) {
		for (Position key = 0; key < draft.from.size(); ++key)
			if (draft.from[key].kind == Kind::constraint &&
				draft.from[key].at("references") == draft.from[parent].identity && !draft.from[key].is("clone") &&
				draft.drops[key].first != draft.drops[old].first)
				draft.graph.order(draft.drops[key].last, draft.drops[old].first);
		for (Position const part : draft.from.parts[parent])
			if (draft.from[part].kind == Kind::column) {
				if (!draft.drops[part].empty() && draft.drops[part].last != draft.drops[old].last)
					draft.graph.order(draft.drops[old].last, draft.drops[part].first);
				if (Position const now = draft.to_of[part]; now != nowhere)
					draft.graph.order(draft.drops[old].last, draft.makes[now].first);
			}
		if (Position const now = draft.to_of[parent]; now != nowhere)
			for (Position const part : draft.to.parts[now])
				if ((draft.to[part].at("form") == "check" || has_index(draft.to[part])) && draft.comes(part) &&
					!draft.makes[part].empty()) // an index lacks what a partition that is there does not have
					draft.graph.order(draft.drops[old].last, draft.makes[part].first, true);
	}
}

// On the way back the child is made anew: then nothing that comes or changes after it is there yet, and nothing that
// goes before it is there again.
void add_former_child_edges(Draft &draft, Position link) {
	std::vector<bool> seen(draft.from.size());
	std::vector<Position> work{draft.from[link].parent};
	while (!work.empty()) {
		Position const old = work.back();
		work.pop_back();
		for (auto const *const users : {&draft.from.parts[old], &draft.from.dependents[old]})
			for (Position const user : *users) {
				if (seen[user] || user == link)
					continue;
				seen[user] = true;
				work.push_back(user);
				Kind const kind = draft.from[user].kind;
				if (kind != Kind::view && kind != Kind::materialized_view)
					continue;
				draft.graph.order(draft.drops[user].last, draft.drops[link].first, true);
				if (Position const now = draft.to_of[user]; now != nowhere)
					draft.graph.order(draft.drops[link].last, draft.makes[now].first, true);
			}
	}
}

void add_detach_edges(Draft &draft, Position old) {
	Object const &object = draft.from[old];
	// What a child has from its parent can be dropped once it is no child any more.
	for (Position const part : draft.from.parts[object.parent])
		if ((draft.from.part(part, Kind::index_attachment) != nowhere ||
			 (draft.from[part].kind == Kind::constraint && draft.from[part].is("inherited"))) &&
			!draft.drops[part].empty() && dropped_with(draft, part) == nowhere)
			draft.graph.order(draft.drops[old].last, draft.drops[part].first);
	Position const parent = draft.from.find(Kind::table, object.at("parent_table"));
	if (parent == nowhere)
		return;
	// An index that stays is no part of the parent's any more when that goes.
	for (Position const part : draft.from.parts[object.parent])
		for (Position const attachment : draft.from.parts[part])
			if (draft.from[attachment].kind == Kind::index_attachment && draft.drops[part].empty())
				for (Position const index : draft.from[attachment].depends)
					draft.graph.order(draft.drops[old].last, draft.drops[index].first);
	// Partitions that come need the room of those that go.
	if (object.is("bound") && draft.to_of[parent] != nowhere)
		for (Position const link : draft.to.dependents[draft.to_of[parent]])
			if (draft.to[link].kind == Kind::inheritance && draft.to[link].is("bound") &&
				!draft.copies.contains(parent))
				draft.graph.order(draft.drops[old].last, draft.makes[link].first);
	// A check that is a partition's as well goes there by itself.
	for (Position const part : draft.from.parts[parent])
		if (draft.from[part].kind == Kind::constraint && !draft.drops[part].empty() &&
			draft.drops[part].last != draft.drops[old].last)
			draft.graph.order(draft.drops[old].last, draft.drops[part].first);
	// Rows of a partitioned table that is made anew are moved while the partitions are attached.
	if (draft.copies.contains(parent))
		return;
	for (Position const part : draft.from.parts[parent]) {
		if (draft.from[part].kind != Kind::column && draft.from[part].kind != Kind::constraint)
			continue;
		if (!draft.drops[part].empty() && draft.drops[part].last != draft.drops[old].last)
			draft.graph.order(draft.drops[old].last, draft.drops[part].first);
		if (Position const now = draft.to_of[part]; now != nowhere && !draft.makes[now].empty())
			draft.graph.order(draft.drops[old].last, draft.makes[now].first);
	}
	Position const now = draft.to_of[parent];
	if (now == nowhere)
		return;
	for (Position const part : draft.to.parts[now]) {
		if (draft.makes[part].empty())
			continue;
		if (draft.to[part].kind == Kind::column && draft.from_of[part] == nowhere)
			draft.graph.order(draft.drops[old].last, draft.makes[part].first);
		else if (has_index(draft.to[part]) && draft.comes(part))
			draft.graph.order(draft.drops[old].last, draft.makes[part].first, true);
	}
}

void add_letting_go_edges(Draft &draft, Position old) {
	Object const &object = draft.from[old];
	// Another parent comes first, so that what the child has from both stays inherited.
	if (Position const child = draft.to_of[object.parent]; child != nowhere && !object.is("bound"))
		for (Position const link : draft.to.parts[child])
			if (draft.to[link].kind == Kind::inheritance && !draft.to[link].is("bound") && !draft.makes[link].empty() &&
				made_with(draft, link) == nowhere)
				draft.graph.order(draft.makes[link].last, draft.drops[old].first, true);
	Position const parent = draft.from.find(Kind::table, object.at("parent_table"));
	if (parent == nowhere || object.is("bound"))
		return;
	// A child goes, or lets go, while its parent is still itself.
	if (draft.keeps_rows(parent) && !draft.keeps_rows(object.parent))
		draft.graph.order(draft.drops[old].last, draft.drops[parent].first);
	// On the way back a check that comes down unvalidated is validated where the child has its name again.
	for (Position const part : draft.from.parts[object.parent])
		if (Position const check = unvalidated_source(draft.from, part);
			check != nowhere && draft.drops[check].first != draft.drops[object.parent].first)
			draft.graph.order(draft.drops[check].last, draft.drops[object.parent].first);
}

bool is_own_too(Side const &side, Position position) {
	Object const &part = side[position];
	return (part.kind == Kind::column || part.at("form") == "check") && part.parent != nowhere &&
		   side[part.parent].kind == Kind::table && part.is("inherited") && !part.is("not_local") &&
		   !side[part.parent].is("is_partition");
}

// Visits what a table's parents have under the name of a part of its own.
void for_each_source(Side const &side, Position position, auto const &visit) {
	for (Position const link : side.parts[side[position].parent]) {
		if (side[link].kind != Kind::inheritance)
			continue;
		Position const parent = side.find(Kind::table, side[link].at("parent_table"));
		Position const source =
			parent == nowhere ? nowhere : side.part_named(parent, side[position].kind, side[position].name);
		if (source != nowhere)
			visit(link, source);
	}
}

// What a child has both of its own and from its parent comes before the parent's, which joins it, and goes after.
void add_own_part_edges(Draft &draft) {
	for (Position position = 0; position < draft.to.size(); ++position)
		if (!draft.makes[position].empty() && is_own_too(draft.to, position) && !draft.comes(draft.to[position].parent))
			for_each_source(draft.to, position, [&](Position link, Position source) {
				if (draft.makes[link].empty() && draft.comes(source) && !draft.makes[source].empty())
					draft.graph.order(draft.makes[position].last, draft.makes[source].first);
			});
	for (Position old = 0; old < draft.from.size(); ++old)
		if (!draft.drops[old].empty() && is_own_too(draft.from, old) && !draft.goes(draft.from[old].parent))
			for_each_source(draft.from, old, [&](Position link, Position source) {
				if (draft.drops[link].empty() && !draft.drops[source].empty())
					draft.graph.order(draft.drops[source].last, draft.drops[old].first);
			});
}

// A primary key of a child alone comes when its parent has let go of NOT NULL, which the child then has for itself.
void add_own_key_edges(Draft &draft) {
	for (Position key = 0; key < draft.to.size(); ++key) {
		if (draft.to[key].at("form") != "primary key" || !draft.comes(key) || draft.makes[key].empty())
			continue;
		for (Position const column : draft.to[key].depends)
			if (draft.to[column].kind == Kind::column)
				for_each_source(draft.to, column, [&](Position, Position source) {
					if (draft.new_fate[source] == Fate::alter && !draft.makes[source].empty())
						draft.graph.order(draft.makes[source].last, draft.makes[key].first, true);
				});
	}
}

} // namespace

void add_link_edges(Draft &draft) {
	add_own_part_edges(draft);
	add_own_key_edges(draft);
	for (Position position = 0; position < draft.to.size(); ++position)
		if (draft.makes[position].empty())
			continue;
		else if (draft.to[position].kind == Kind::index_attachment)
			add_index_attachment_edges(draft, position);
		else if (draft.to[position].kind == Kind::inheritance)
			add_attach_edges(draft, position);
	for (Position old = 0; old < draft.from.size(); ++old) {
		if (draft.from[old].kind != Kind::inheritance || draft.drops[old].empty())
			continue;
		add_letting_go_edges(draft, old);
		if (dropped_with(draft, old) != nowhere) {
			add_dropped_partition_edges(draft, old);
			if (!draft.from[old].is("bound"))
				add_dropped_heir_edges(draft, old);
		} else
			add_detach_edges(draft, old);
		if (child_comes_anew(draft, old))
			add_former_child_edges(draft, old);
	}
}

void add_clone_edges(Draft &draft) {
	for (Position old = 0; old < draft.from.size(); ++old)
		if (draft.from[old].kind == Kind::constraint && draft.from[old].is("clone")) {
			if (!draft.drops[old].empty())
				for (Position const link : draft.from.parts[draft.from[old].parent])
					if (draft.from[link].kind == Kind::inheritance && !draft.drops[link].empty())
						draft.graph.order(draft.drops[link].last, draft.drops[old].first);
			if (Position const position = draft.to_of[old]; position != nowhere && draft.old_fate[old] == Fate::rebuild)
				for (Position other = 0; other < draft.from.size(); ++other)
					if (draft.from[other].kind == Kind::constraint && !draft.from[other].is("clone") &&
						draft.from[other].at("definition") == draft.from[old].at("definition"))
						draft.graph.order(draft.drops[other].last, draft.makes[position].first);
		}
}

} // namespace confiture::diff
