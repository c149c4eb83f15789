#include "diff/stand_in.hpp"

#include "diff/bodies.hpp"
#include "diff/components.hpp"
#include "diff/ddl.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <cstdint>

namespace confiture::diff {

namespace {

bool has_sql_body(Object const &object) {
	return (object.kind == Kind::function || object.kind == Kind::procedure) && object.at("language") == "sql" &&
		   !object.is("text_body");
}

bool is_domain(Object const &object) { return object.kind == Kind::type && object.at("form") == "domain"; }

bool can_stand_in(Object const &object) {
	return object.kind == Kind::view || has_sql_body(object) || (is_domain(object) && object.is("default"));
}

std::string without_query(Side const &side, Position view) {
	std::vector<std::string> columns;
	for (Position const column : side.columns(view))
		columns.push_back("NULL::" + side[column].at("type") +
						  (side[column].is("collation") ? " COLLATE " + side[column].at("collation") : "") + " AS " +
						  quote_name(side[column].name));
	return "CREATE VIEW " + side[view].identity + " AS\n SELECT " + join(columns, ",\n    ");
}

// The empty body fails if it is called nevertheless.
std::string without_body(Object const &function) {
	std::string const &definition = function.at("definition");
	std::size_t const language = definition.find("\n LANGUAGE sql\n");
	std::size_t const body =
		std::min(definition.find("\nRETURN ", language), definition.find("\nBEGIN ATOMIC", language));
	return unchecked(definition.substr(0, body) + "\nAS ''");
}

std::string or_replace(std::string create) { return create.replace(0, 6, "CREATE OR REPLACE"); }

} // namespace

std::vector<bool> need_themselves(Side const &side) {
	std::vector<bool> result(side.size());
	if (std::ranges::none_of(side.snapshot.objects, can_stand_in))
		return result;
	std::vector<std::vector<Position>> targets(side.size());
	for (Position position = 0; position < side.size(); ++position) {
		targets[position] = side[position].depends;
		if (side[position].parent != nowhere)
			targets[position].push_back(side[position].parent);
	}
	Components const found = components(
		side.size(), [&](Position position) -> auto const & { return targets[position]; },
		[](Position target) { return target; }, [](Position) { return false; });
	std::vector<std::uint32_t> members(found.count);
	for (std::uint32_t const component : found.of)
		++members[component];
	for (Position position = 0; position < side.size(); ++position)
		result[position] = members[found.of[position]] > 1 && can_stand_in(side[position]);
	return result;
}

bool spares(Side const &side, Position position, Position target) {
	if (side[position].kind == Kind::view)
		return true;
	switch (side[target].kind) {
	case Kind::function:
	case Kind::procedure:
	case Kind::aggregate:
	case Kind::operator_:
		return !side[position].is("defaults"); // of arguments
	default:
		return false;
	}
}

std::string_view spared_part(Object const &object) {
	return object.kind == Kind::view ? "query" : object.kind == Kind::type ? "default" : "body";
}

std::string create_stand_in(Side const &side, Position position) {
	Object const &object = side[position];
	if (object.kind == Kind::view)
		return without_query(side, position);
	return is_domain(object) ? create(side, position, [](Position) { return false; }).front() : without_body(object);
}

std::string complete(Side const &side, Position position) {
	Object const &object = side[position];
	if (is_domain(object))
		return "ALTER DOMAIN " + object.identity + " SET DEFAULT " + object.at("default");
	std::string const real = create(side, position).front();
	return object.kind == Kind::view ? or_replace(real) : real;
}

std::string hollow_out(Side const &side, Position position) {
	Object const &object = side[position];
	if (is_domain(object))
		return "ALTER DOMAIN " + object.identity + " DROP DEFAULT";
	std::string const stand_in = create_stand_in(side, position);
	return object.kind == Kind::view ? or_replace(stand_in) : stand_in;
}

} // namespace confiture::diff
