#include "diff/domain.hpp"

#include <algorithm>

namespace confiture::diff {

bool is_contained(Side const &side, Position domain) {
	return std::any_of(side.dependents[domain].begin(), side.dependents[domain].end(), [&](Position user) {
		Object const &object = side[user];
		return (object.kind == Kind::column &&
				(object.at("type").ends_with("[]") || side.parent(object).kind == Kind::type)) ||
			   (object.kind == Kind::type && object.at("form") != "domain");
	});
}

void decide_domain(Comparison &compared, Position old) {
	Position const position = compared.to_of[old];
	if (compared.from[old].kind != Kind::type || compared.from[old].at("form") != "domain" ||
		compared.to[position].at("form") != "domain" || !is_contained(compared.from, old))
		return;
	bool tightened = compared.to[position].is("not_null") && !compared.from[old].is("not_null");
	for (Position const part : compared.to.parts[position])
		if (compared.to[part].kind == Kind::domain_constraint &&
			(compared.from_of[part] == nowhere || compared.old_fate[compared.from_of[part]] != Fate::keep))
			tightened = true;
	if (tightened) {
		compared.set_fate(old, Fate::rebuild);
		compared.alterations[position].clear();
	}
}

} // namespace confiture::diff
