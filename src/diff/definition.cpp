#include "diff/definition.hpp"

#include "diff/ddl.hpp"
#include "diff/properties.hpp"

namespace confiture::diff {

// What CREATE TABLE says of its parts is not said again.
static bool stands_in_parent(Side const &side, Object const &part) {
	bool const is_identity =
		part.kind == Kind::sequence && part.parent != nowhere && side.parent(part).kind == Kind::column;
	return part.kind == Kind::column || part.kind == Kind::default_value || is_identity || inherited_part(part);
}

static void add(std::string &text, std::vector<std::string> const &statements) {
	for (std::string const &statement : statements)
		text += statement + ";\n";
}

static void add_all(std::string &text, Side const &side, Position position) {
	if (!stands_in_parent(side, side[position]))
		add(text, create(side, position));
	add(text, finish(side, position));
	for (Property const &property : created_properties(side, position, side.snapshot.role))
		text += property.sql + ";\n";
	for (Position const part : side.parts[position])
		add_all(text, side, part);
}

std::string definition(Side const &side, Position position) {
	std::string text;
	add_all(text, side, position);
	return text;
}

} // namespace confiture::diff
