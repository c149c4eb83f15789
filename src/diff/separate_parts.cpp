#include "diff/separate_parts.hpp"

#include "diff/along.hpp"
#include "diff/components.hpp"
#include "diff/ddl.hpp"

#include <algorithm>
#include <unordered_map>

namespace confiture::diff {

namespace {

using Needs = std::unordered_map<Position, std::vector<Position>>;

bool is_separable(Object const &object) {
	switch (object.kind) {
	case Kind::constraint:
		return object.at("form") != "foreign key"; // these are separate anyway
	case Kind::default_value:
	case Kind::domain_constraint:
	case Kind::index:
	case Kind::statistics:
	case Kind::rule:
	case Kind::trigger:
	case Kind::policy:
		return true;
	default:
		return false;
	}
}

// The object that this one comes or goes with in the end, which may be itself.
Position whole_of(Comparison const &compared, Position position,
				  Position (*with)(Comparison const &compared, Position position)) {
	for (int depth = 0; depth < 8; ++depth) {
		Position const next = with(compared, position);
		if (next == nowhere)
			break;
		position = next;
	}
	return position;
}

// The parts that hold their wholes up. "whole" says of each object which it comes or goes with; nowhere: neither. These
// are one node; a part that leads from one node to another of the same component is what closes a circle.
std::vector<Position> parts_in_circles(Side const &side, std::vector<Position> const &whole, Needs const &more) {
	auto const leads_out = [&](Position position, Position target) {
		return whole[target] != nowhere && whole[target] != whole[position];
	};
	std::vector<Position> parts;
	for (Position position = 0; position < side.size(); ++position)
		if (whole[position] != nowhere && whole[position] != position && is_separable(side[position]) &&
			std::ranges::any_of(side[position].depends, [&](Position target) { return leads_out(position, target); }))
			parts.push_back(position);
	if (parts.empty())
		return parts;
	std::vector<std::vector<Position>> edges(side.size());
	auto const need = [&](Position position, Position target) {
		if (leads_out(position, target))
			edges[whole[position]].push_back(whole[target]);
	};
	for (Position position = 0; position < side.size(); ++position) {
		if (whole[position] == nowhere || (side[position].kind == Kind::constraint && side[position].is("clone")))
			continue;
		for (Position const target : side[position].depends)
			need(position, target);
		if (Position const parent = side[position].parent; parent != nowhere)
			need(position, parent);
		if (auto const found = more.find(position); found != more.end())
			for (Position const target : found->second)
				need(position, target);
	}
	Components const found = components(
		side.size(), [&](Position position) -> auto const & { return edges[position]; },
		[](Position target) { return target; }, [&](Position position) { return whole[position] != position; });
	std::erase_if(parts, [&](Position part) {
		return std::ranges::none_of(side[part].depends, [&](Position target) {
			return leads_out(part, target) && found.of[whole[target]] == found.of[whole[part]];
		});
	});
	return parts;
}

} // namespace

Position source_of(Side const &side, Position position) {
	Object const &object = side[position];
	if (Position const attachment = side.part(position, Kind::index_attachment); attachment != nowhere)
		return side[attachment].depends.empty() ? nowhere : side[attachment].depends.front();
	if (object.kind == Kind::constraint ? !inherited_part(object) : !object.is("clone"))
		return nowhere;
	for (Position const link : side.parts[object.parent])
		if (side[link].kind == Kind::inheritance)
			if (Position const parent = side.find(Kind::table, side[link].at("parent_table")); parent != nowhere)
				if (Position const source = side.part_named(parent, object.kind, object.name); source != nowhere)
					return source;
	return nowhere;
}

void find_parts_made_later(Comparison &compared) {
	Side const &to = compared.to;
	std::vector<Position> whole(to.size());
	for (Position position = 0; position < to.size(); ++position)
		whole[position] = compared.comes(position) ? whole_of(compared, position, made_with) : position;
	for (Position const part : parts_in_circles(to, whole, {}))
		compared.made_later[part] = true;
	// A function with a text as its body may need a column only by the looks of it, and rows that are there get its
	// default.
	if (!compared.body_needs.empty())
		for (Position const part : parts_in_circles(to, whole, compared.body_needs))
			if (to[whole[part]].kind != Kind::column)
				compared.made_later[part] = true;
	for (Position position = 0; position < to.size(); ++position)
		if (to[position].kind == Kind::default_value && to.parent(to.parent(to[position])).kind != Kind::table)
			compared.made_later[position] = true;
}

void find_parts_dropped_first(Comparison &compared) {
	Side const &from = compared.from;
	std::vector<Position> whole(from.size(), nowhere);
	for (Position old = 0; old < from.size(); ++old)
		if (compared.goes(old))
			whole[old] = whole_of(compared, old, dropped_with);
	for (Position const part : parts_in_circles(from, whole, {}))
		compared.dropped_first[part] = true;
}

} // namespace confiture::diff
