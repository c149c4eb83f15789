#include "diff/cyclic_views.hpp"

#include "diff/quote.hpp"

#include <algorithm>
#include <cstdint>

namespace confiture::diff {

std::vector<bool> cyclic_views(Side const &side) {
	std::vector<bool> result(side.size());
	if (std::none_of(side.snapshot.objects.begin(), side.snapshot.objects.end(),
					 [](Object const &object) { return object.kind == Kind::view; }))
		return result;
	auto const targets = [&](Position position, auto const &visit) {
		Object const &object = side[position];
		if (object.parent != nowhere)
			visit(object.parent);
		for (Position const target : object.depends)
			visit(target);
	};
	std::vector<Position> reached, work; // by views: a cycle with a view in it is among them
	std::vector<bool> out(side.size(), true);
	auto const reach = [&](Position position) {
		if (out[position]) {
			out[position] = false;
			reached.push_back(position);
		}
	};
	for (Position position = 0; position < side.size(); ++position)
		if (side[position].kind == Kind::view)
			reach(position);
	for (std::size_t i = 0; i < reached.size(); ++i)
		targets(reached[i], reach);
	std::vector<std::uint32_t> needs(side.size()), wanted(side.size());
	std::vector<std::vector<Position>> needed_by(side.size());
	for (Position const position : reached)
		targets(position, [&](Position target) {
			needed_by[target].push_back(position);
			++needs[position];
			++wanted[target];
		});
	auto const peel = [&](std::vector<std::uint32_t> &counts, auto const &neighbours) {
		for (Position const position : reached)
			if (!out[position] && counts[position] == 0)
				work.push_back(position);
		while (!work.empty()) {
			Position const position = work.back();
			work.pop_back();
			if (out[position])
				continue;
			out[position] = true;
			neighbours(position, [&](Position other) {
				if (!out[other] && --counts[other] == 0)
					work.push_back(other);
			});
		}
	};
	peel(needs, [&](Position position, auto const &visit) {
		for (Position const other : needed_by[position])
			visit(other);
		targets(position, [&](Position target) { --wanted[target]; });
	});
	peel(wanted, targets);
	for (Position const position : reached)
		result[position] = !out[position] && side[position].kind == Kind::view;
	return result;
}

std::string placeholder(Side const &side, Position view) {
	std::vector<std::string> columns;
	for (Position const column : side.columns(view))
		columns.push_back("NULL::" + side[column].at("type") +
						  (side[column].is("collation") ? " COLLATE " + side[column].at("collation") : "") + " AS " +
						  quote_name(side[column].name));
	return "CREATE VIEW " + side[view].identity + " AS\n SELECT " + join(columns, ",\n    ");
}

std::string or_replace(std::string create) { return create.replace(0, 6, "CREATE OR REPLACE"); }

} // namespace confiture::diff
