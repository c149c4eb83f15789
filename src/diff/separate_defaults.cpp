#include "diff/separate_defaults.hpp"

#include <set>

namespace confiture::diff {

namespace {

// Whether what the object needs needs the table in turn.
bool reaches(Comparison const &compared, Position position, Position table, std::set<Position> &seen) {
	if (position == table)
		return true;
	if (!seen.insert(position).second)
		return false;
	Object const &object = compared.to[position];
	if (object.parent != nowhere && reaches(compared, object.parent, table, seen))
		return true;
	for (Position const target : object.depends)
		if (reaches(compared, target, table, seen))
			return true;
	if (auto const found = compared.body_needs.find(position); found != compared.body_needs.end())
		for (Position const target : found->second)
			if (reaches(compared, target, table, seen))
				return true;
	return false;
}

} // namespace

void find_separate_defaults(Comparison &compared) {
	compared.separate_defaults.assign(compared.to.size(), false);
	for (Position position = 0; position < compared.to.size(); ++position) {
		Object const &object = compared.to[position];
		if (object.kind != Kind::default_value || object.depends.empty())
			continue;
		Position const relation = compared.to.parent(object).parent;
		if (compared.to[relation].kind != Kind::table) {
			compared.separate_defaults[position] = true;
			continue;
		}
		std::set<Position> seen;
		for (Position const target : object.depends)
			if (reaches(compared, target, relation, seen))
				compared.separate_defaults[position] = true;
	}
	for (Position position = 0; position < compared.to.size(); ++position)
		if (compared.to[position].kind == Kind::default_value &&
			compared.to[compared.to.parent(compared.to[position]).parent].kind != Kind::table)
			compared.separate_defaults[position] = true;
}

} // namespace confiture::diff
