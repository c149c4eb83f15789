#include "diff/way_back.hpp"

#include "diff/plan.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <utility>

namespace confiture::diff {

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

std::string former_child(Comparison const &compared, Position link, std::string plain) {
	Position const child = compared.from[link].parent;
	Position const parent = compared.from.find(Kind::table, compared.from[link].at("parent_table"));
	auto const only_inherited = [&](Object const &part) {
		return (part.kind == Kind::column || part.at("form") == "check") && part.is("not_local") && parent != nowhere &&
			   compared.from.part_named(parent, part.kind, part.name) != nowhere;
	};
	auto const &parts = compared.from.parts[child];
	bool const has_other =
		compared.to_of[child] != nowhere &&
		std::any_of(compared.to.parts[compared.to_of[child]].begin(), compared.to.parts[compared.to_of[child]].end(),
					[&](Position part) { return compared.to[part].kind == Kind::inheritance; });
	if (has_other || compared.from[child].is("is_partition") || compared.goes(child) ||
		std::none_of(parts.begin(), parts.end(), [&](Position part) { return only_inherited(compared.from[part]); }))
		return plain;
	std::vector<bool> out(compared.from.size());
	// Columns that the child gives up when it is none any more are there again by then.
	auto const there_again = [&](Position part) {
		return compared.from[part].parent == child && compared.from[part].kind == Kind::column &&
			   only_inherited(compared.from[part]);
	};
	for (Position other = 0; other < compared.from.size(); ++other)
		out[other] = (compared.goes(other)) && other != parent && other != link &&
					 compared.from[other].parent != parent && !there_again(other) &&
					 !(compared.from[other].kind == Kind::default_value && there_again(compared.from[other].parent));
	Snapshot const base = catalog::without(compared.from.snapshot, out);
	Snapshot with = base;
	std::vector<bool> gone(with.objects.size());
	Side const here{base};
	gone[here.find(Kind::inheritance, compared.from[link].identity)] = true;
	for (Position const part : here.parts[here.find(Kind::table, compared.from[child].identity)])
		if (only_inherited(base.objects[part])) {
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
