#include "diff/domain.hpp"

#include "diff/stand_in.hpp"
#include "diff/type_aside.hpp"

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

bool is_of_default(Kind kind) { return kind != Kind::type && kind != Kind::collation; }

void let_default_go(Comparison &compared, Position old) {
	Position const position = compared.to_of[old];
	std::vector<Alteration> &changes = compared.alterations[position];
	std::erase_if(changes,
				  [](Alteration const &change) { return change.sql.find(" SET DEFAULT ") != std::string::npos; });
	changes.push_back({Operation::alter, complete(compared.to, position), hollow_out(compared.to, position)});
	compared.set_fate(old, Fate::alter);
	compared.default_goes[old] = true;
}

void find_defaults_dropped_first(Comparison &compared) {
	for (Position old = 0; old < compared.from.size(); ++old) {
		Object const &domain = compared.from[old];
		if (domain.is("default") && domain.at("form") == "domain" && steps_aside(compared, old) &&
			std::ranges::any_of(domain.depends, [&](Position on) {
				return compared.goes(on) && is_of_default(compared.from[on].kind);
			}))
			compared.cyclic_old[old] = true;
	}
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
