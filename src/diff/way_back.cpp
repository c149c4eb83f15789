#include "diff/way_back.hpp"

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

std::string statements_between(Snapshot const &from, Snapshot const &to) {
	std::vector<std::string> statements;
	for (Step const &step : plan(from, to))
		statements.push_back(step.sql);
	return join(statements, ";\n");
}

} // namespace confiture::diff
