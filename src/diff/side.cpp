#include "diff/side.hpp"

#include "diff/quote.hpp"

#include <algorithm>

namespace confiture::diff {

Side::Side(Snapshot const &of) : snapshot{of}, index{of}, parts(of.objects.size()), dependents(of.objects.size()) {
	for (Position position = 0; position < size(); ++position) {
		Object const &object = of.objects[position];
		if (object.parent != nowhere)
			parts[object.parent].push_back(position);
		for (Position const target : object.depends)
			dependents[target].push_back(position);
	}
}

std::vector<Position> Side::columns(Position relation) const {
	std::vector<std::pair<int, Position>> numbered;
	for (Position const part : parts[relation])
		if (snapshot.objects[part].kind == Kind::column)
			numbered.emplace_back(std::stoi(snapshot.objects[part].at("position")), part);
	std::sort(numbered.begin(), numbered.end());
	std::vector<Position> result;
	for (auto const &[number, position] : numbered)
		result.push_back(position);
	return result;
}

bool Side::in_partition_key(Position column) const {
	Object const &table = parent(snapshot.objects[column]);
	return table.is("partition_key") && mentions(table.at("partition_key"), quote_name(snapshot.objects[column].name));
}

bool Side::has_default_partition(std::string_view table) const {
	return std::ranges::any_of(snapshot.objects, [&](Object const &object) {
		return object.kind == Kind::inheritance && object.at("bound") == "DEFAULT" &&
			   object.at("parent_table") == table;
	});
}

Position Side::part(Position position, Kind kind) const {
	for (Position const part : parts[position])
		if (snapshot.objects[part].kind == kind)
			return part;
	return nowhere;
}

Position Side::part_named(Position position, Kind kind, std::string_view name) const {
	for (Position const part : parts[position])
		if (snapshot.objects[part].kind == kind && snapshot.objects[part].name == name)
			return part;
	return nowhere;
}

} // namespace confiture::diff
