#include "diff/way_back.hpp"

#include "diff/partition.hpp"
#include "diff/plan.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <utility>

namespace confiture::diff {

namespace {

// What a child has from that parent and not by itself.
bool inherited_only(Side const &side, Position position, Position link) {
	Object const &part = side[position];
	Position const parent = side.find(Kind::table, side[link].at("parent_table"));
	return (part.kind == Kind::column || part.at("form") == "check") && part.is("not_local") && parent != nowhere &&
		   side.part_named(parent, part.kind, part.name) != nowhere;
}

// Whether an object stands on both sides and is not made anew.
bool stays(Comparison const &compared, Side const &side, Position position) {
	return &side == &compared.from ? !compared.goes(position) : !compared.comes(position);
}

// Whether more changes about a partition that goes, or about its parent, than that it goes.
bool parting_changes_more(Comparison const &compared, Position link) {
	Side const &from = compared.from;
	Position const partition = from[link].parent;
	Position const parent = from.find(Kind::table, from[link].at("parent_table"));
	if (parent == nowhere || from[partition].at("form") == "foreign")
		return false;
	bool const partition_stays = !compared.goes(partition);
	if (std::ranges::any_of(from.parts[parent], [&](Position part) {
			return has_index(from[part]) &&
				   (!shares_index(from, partition, part) || (partition_stays && compared.goes(part)));
		}))
		return true;
	if (compared.goes(parent))
		return false;
	Position const now = compared.to_of[parent];
	auto const changes = [&](Position column) {
		return compared.from[column].kind == Kind::column &&
			   (compared.goes(column) || compared.changes_type(compared.to_of[column]));
	};
	return std::ranges::any_of(from.parts[parent], changes) ||
		   std::ranges::any_of(compared.to.columns(now), [&](Position column) { return compared.comes(column); });
}

// Whether a child that parts from its parent has more to get back than the parent, so that it can't come anew by
// itself.
bool child_changes_more(Comparison const &compared, Position link) {
	if (!child_comes_anew(compared, link))
		return false;
	Side const &from = compared.from;
	Position const child = from[link].parent;
	Position const parent = from.find(Kind::table, from[link].at("parent_table"));
	auto const changes = [&](Position part) {
		return (from[part].kind == Kind::column || from[part].kind == Kind::constraint) && compared.goes(part);
	};
	return std::ranges::any_of(from.parts[child], changes) ||
		   (parent != nowhere && std::ranges::any_of(from.parts[parent], changes));
}

// Whether a child gives up a parent of some, and keeps for itself what it had from that one.
bool keeps_as_its_own(Comparison const &compared, Position link) {
	Side const &from = compared.from;
	Position const child = from[link].parent;
	if (from[link].is("bound") || compared.goes(child) || child_comes_anew(compared, link))
		return false;
	return std::ranges::any_of(from.parts[child], [&](Position part) {
		Position const now = compared.to_of[part];
		return inherited_only(from, part, link) && now != nowhere && !compared.to[now].is("not_local");
	});
}

// Whether an attachment comes or goes between two indexes of which one is of a partition that has partitions.
bool is_moved(Comparison const &compared, Side const &side, Position attachment) {
	Position const table = side[side[attachment].parent].parent;
	return side[table].is("partition_key") && stays(compared, side, table) &&
		   std::ranges::any_of(side[attachment].depends,
							   [&](Position index) { return stays(compared, side, side[index].parent); });
}

} // namespace

std::string former_definition(Comparison const &compared, Position position) {
	Position const old = compared.from_of[position];
	std::vector<bool> out(compared.from.size());
	for (Position other = 0; other < compared.from.size(); ++other)
		out[other] = compared.goes(other);
	Snapshot const base = catalog::without(compared.from.snapshot, out);
	Snapshot with = base;
	Position const view = Side{base}.find(compared.from[old].kind, compared.from[old].identity);
	with.objects[view].set("definition", compared.to[position].at("definition"));
	with.objects[view].set("defaults", compared.to[position].at("defaults"));
	for (Position const column : compared.to.columns(position)) {
		if (Side{with}.find(Kind::column, compared.to[column].identity) != nowhere)
			continue;
		Object added = compared.to[column];
		added.parent = view;
		added.depends.clear();
		with.objects.push_back(std::move(added));
	}
	catalog::sort(with);
	return statements_between(with, base);
}

bool child_comes_anew(Comparison const &compared, Position link) {
	Position const child = compared.from[link].parent;
	if (compared.from[child].is("is_partition") || compared.goes(child) || compared.from[link].is("bound"))
		return false;
	Position const now = compared.to_of[child];
	bool const has_other = now != nowhere && std::ranges::any_of(compared.to.parts[now], [&](Position part) {
							   return compared.to[part].kind == Kind::inheritance;
						   });
	return !has_other && std::ranges::any_of(compared.from.parts[child],
											 [&](Position part) { return inherited_only(compared.from, part, link); });
}

std::string former_child(Comparison const &compared, Position link) {
	Position const child = compared.from[link].parent;
	Position const parent = compared.from.find(Kind::table, compared.from[link].at("parent_table"));
	std::vector<bool> out(compared.from.size());
	// Columns that the child gives up when it is none any more are there again by then.
	auto const there_again = [&](Position part) {
		return compared.from[part].parent == child && compared.from[part].kind == Kind::column &&
			   inherited_only(compared.from, part, link);
	};
	for (Position other = 0; other < compared.from.size(); ++other)
		out[other] = compared.goes(other) && other != parent && other != link &&
					 compared.from[other].parent != parent && !there_again(other) &&
					 !(compared.from[other].kind == Kind::default_value && there_again(compared.from[other].parent));
	Snapshot const base = catalog::without(compared.from.snapshot, out);
	Snapshot with = base;
	std::vector<bool> gone(with.objects.size());
	Side const here{base};
	Position const link_here = here.find(Kind::inheritance, compared.from[link].identity);
	gone[link_here] = true;
	for (Position const part : here.parts[here.find(Kind::table, compared.from[child].identity)])
		if (inherited_only(here, part, link_here)) {
			with.objects[part].set("not_local", "");
			with.objects[part].set("inherited", "");
		}
	return statements_between(catalog::without(with, gone), base);
}

bool goes_back_whole(Comparison const &compared) {
	Side const &from = compared.from;
	for (Position old = 0; old < from.size(); ++old)
		if (from[old].kind == Kind::inheritance && from[old].is("bound") && compared.goes(old) &&
			parting_changes_more(compared, old))
			return true;
		else if (from[old].kind == Kind::inheritance && compared.goes(old) &&
				 (child_changes_more(compared, old) || keeps_as_its_own(compared, old)))
			return true;
		else if (from[old].kind == Kind::index_attachment && compared.goes(old) && is_moved(compared, from, old))
			return true;
	for (Position position = 0; position < compared.to.size(); ++position)
		if (compared.to[position].kind == Kind::index_attachment && compared.comes(position) &&
			is_moved(compared, compared.to, position))
			return true;
	return false;
}

bool may_go_back_whole(Snapshot const &snapshot) {
	return std::ranges::any_of(snapshot.objects, [](Object const &object) {
		return object.kind == Kind::index_attachment || object.kind == Kind::inheritance;
	});
}

std::string statements_between(Snapshot const &from, Snapshot const &to) {
	std::vector<std::string> statements;
	for (Step const &step : plan(from, to))
		statements.push_back(step.sql);
	return join(statements, ";\n");
}

} // namespace confiture::diff
