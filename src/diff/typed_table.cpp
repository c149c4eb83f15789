#include "diff/typed_table.hpp"

#include "diff/ddl.hpp"

namespace confiture::diff {

Position type_attribute(Side const &side, Position column) {
	Object const &object = side[column];
	if (object.kind != Kind::column || !side.parent(object).is("of_type"))
		return nowhere;
	Position const type = side.find(Kind::type, side.parent(object).at("of_type"));
	if (type == nowhere)
		return nowhere;
	for (Position const part : side.parts[type])
		if (side[part].kind == Kind::column && side[part].name == object.name)
			return part;
	return nowhere;
}

void decide_attribute(Comparison &compared, Position old) {
	Position const type = compared.from[old].parent;
	if (compared.from[type].kind != Kind::type)
		return;
	if (!compared.changes_type(compared.to_of[old]))
		return;
	for (Position const dependent : compared.from.dependents[type])
		if (!(compared.from[dependent].kind == Kind::table && compared.from[dependent].is("of_type"))) {
			compared.set_fate(type, Fate::rebuild);
			compared.alterations[compared.to_of[type]].clear();
			return;
		}
}

void retype_table(Comparison &compared, Position old) {
	Position const position = compared.to_of[old];
	std::string const alter = alter_table(compared.to, position);
	compared.alterations[position].insert(
		compared.alterations[position].begin(),
		{Operation::alter, alter + " NOT OF", alter + " OF " + compared.from[old].at("of_type")});
	compared.alterations[position].push_back(
		{Operation::alter, alter + " OF " + compared.to[position].at("of_type"), alter + " NOT OF", true});
	compared.set_fate(old, Fate::alter);
}

} // namespace confiture::diff
