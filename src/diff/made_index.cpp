#include "diff/made_index.hpp"

#include "diff/partition.hpp"
#include "diff/quote.hpp"

#include <algorithm>

namespace confiture::diff {

namespace {

// The name that PostgreSQL gives, if none is given; empty where that is not told here.
std::string given_name(Side const &side, Object const &index) {
	std::string const &table = side.parent(index).name;
	if (index.at("form") == "primary key")
		return table + "_pkey";
	std::string const &definition = index.at("definition");
	std::size_t const start = definition.find('(', index.kind == Kind::index ? definition.find(" USING ") : 0);
	std::size_t const end = definition.find(')', start);
	if (end == std::string::npos || definition.find(" INCLUDE ") != std::string::npos)
		return {};
	std::string name = table;
	for (std::string const &element : split_list(std::string_view{definition}.substr(start + 1, end - start - 1))) {
		auto const word = std::ranges::find_if_not(element, in_word);
		if (word == element.begin() || (word != element.end() && *word != ' '))
			return {}; // an expression, or a quoted name
		name += "_" + std::string(element.begin(), word);
	}
	return name + (index.kind == Kind::index ? "_idx" : "_key");
}

bool is_marked(Object const &table, std::string const &index) {
	std::string const name = quote_name(index);
	return table.at("clustered_on") == name || table.at("replica_identity") == "USING INDEX " + name;
}

// Whether it is as if it had been made for the parent's.
bool is_as_made(Side const &side, Object const &index, Object const &parent) {
	std::string const name = given_name(side, index);
	auto const same = [&](char const *attribute) { return index.at(attribute) == parent.at(attribute); };
	return index.name == name && name.size() < 64 && index.comment.empty() && !index.is("index_comment") &&
		   index.labels.empty() && same("options") && same("tablespace") &&
		   (index.kind == Kind::index || same("definition")) && !is_marked(side.parent(index), index.name);
}

} // namespace

bool comes_back_alike(Side const &side, Position index) {
	if (!has_index(side[index]) || !side.parent(side[index]).is("partition_key"))
		return true;
	std::ptrdiff_t shares = 0;
	for (Position const attachment : side.dependents[index]) {
		if (side[attachment].kind != Kind::index_attachment)
			continue;
		++shares;
		Position const part = side[attachment].parent;
		if (!is_as_made(side, side[part], side[index]) || !comes_back_alike(side, part))
			return false;
	}
	auto const &links = side.dependents[side[index].parent];
	return shares == std::ranges::count_if(links, [&](Position link) {
			   return side[link].kind == Kind::inheritance && side[link].is("bound") &&
					  side.parent(side[link]).at("form") != "foreign";
		   });
}

} // namespace confiture::diff
