#include "diff/volatility.hpp"

#include "diff/convert.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <string>

namespace confiture::diff {

namespace {

// "LANGUAGE plpgsql\n STABLE STRICT\n", which comes before the body
bool says_volatility(std::string_view definition) {
	std::string_view const head = definition.substr(0, definition.find("\nAS "));
	return head.find("\n IMMUTABLE") != std::string_view::npos || head.find("\n STABLE") != std::string_view::npos;
}

bool is_volatile_function(Side const &side, std::string_view name) {
	if (name.find('.') == std::string_view::npos)
		return std::ranges::find(volatile_functions, name) != volatile_functions.end() ||
			   std::ranges::any_of(volatile_prefixes,
								   [&](std::string_view prefix) { return name.starts_with(prefix); });
	bool known = false;
	for (Object const &object : side.snapshot.objects)
		if (object.kind == Kind::function && object.identity.starts_with(name) &&
			object.identity.substr(name.size(), 1) == "(") {
			known = true;
			if (!says_volatility(object.at("definition")))
				return true;
		}
	return !known;
}

} // namespace

bool is_volatile(Side const &side, std::string_view expression) {
	std::size_t start = 0; // of the name that we are in or behind
	for (std::size_t at = 0; at < expression.size();) {
		char const c = expression[at];
		if (c == '\'') {
			at = end_of_quoted(expression, at);
			start = at;
		} else if (c == '"')
			at = end_of_quoted(expression, at);
		else if (in_word(c) || c == '.')
			++at;
		else {
			if (c == '(' && at > start && is_volatile_function(side, expression.substr(start, at - start)))
				return true;
			start = ++at;
		}
	}
	return false;
}

bool has_volatile_default(Side const &side, std::string_view type) {
	Position const position = side.find(Kind::type, without_modifier(type));
	if (position == nowhere || side[position].at("form") != "domain")
		return false;
	std::string const &value = side[position].at("default");
	return value.empty() ? has_volatile_default(side, side[position].at("base")) : is_volatile(side, value);
}

} // namespace confiture::diff
