#include "diff/base_type.hpp"

#include <algorithm>

namespace confiture::diff {

bool is_base_type(Side const &side, Position position) {
	return side[position].kind == Kind::type && side[position].at("form") == "base";
}

std::vector<Position> type_functions(Side const &side, Position type) {
	std::vector<Position> result;
	for (Position const target : side[type].depends) {
		auto const &depends = side[target].depends;
		if (side[target].kind == Kind::function && std::binary_search(depends.begin(), depends.end(), type))
			result.push_back(target);
	}
	return result;
}

bool made_for_shell(Comparison const &compared, Position function) {
	if (compared.to[function].kind != Kind::function)
		return false;
	for (Position const type : compared.to[function].depends)
		if (compared.to[type].kind == Kind::type && compared.comes(type) && needs_shell(compared, type))
			for (Position const other : type_functions(compared.to, type))
				if (other == function)
					return true;
	return false;
}

bool needs_shell(Comparison const &compared, Position position) {
	Object const &type = compared.to[position];
	if (type.at("form") == "base")
		return true;
	return type.at("form") == "range" && (type.is("canonical") || type.is("subtype_diff")) &&
		   std::any_of(type.depends.begin(), type.depends.end(), [&](Position target) {
			   auto const &depends = compared.to[target].depends;
			   return std::find(depends.begin(), depends.end(), position) != depends.end();
		   });
}

bool is_type_function(Comparison const &compared, Position function, Position type) {
	Kind const kind = compared.to[function].kind;
	if (kind != Kind::function)
		return false;
	auto const &depends = compared.to[type].depends;
	return std::find(depends.begin(), depends.end(), function) != depends.end();
}

} // namespace confiture::diff
