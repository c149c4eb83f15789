#include "diff/default_length.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace confiture::diff {

namespace {

// The length of 'literal'::type, or npos if the expression is anything else. Spaces at the end of a text don't count:
// these are cut off.
std::size_t length_of(std::string_view expression, bool bits) {
	constexpr std::size_t unknown = std::string_view::npos;
	if (!expression.starts_with('\''))
		return unknown;
	std::size_t const cast = expression.rfind("'::");
	if (cast == 0 || cast == unknown)
		return unknown;
	std::string_view const value = expression.substr(1, cast - 1), type = expression.substr(cast + 3);
	auto const is_plain = [&](char c) { // and one character for one byte in all encodings
		return bits ? c == '0' || c == '1' : c >= ' ' && c <= '~' && c != '\'' && c != '\\';
	};
	if (!std::ranges::all_of(value, is_plain) ||
		(bits ? type != "\"bit\"" : type != "text" && type != "character varying" && type != "bpchar"))
		return unknown;
	return bits ? value.size() : value.find_last_not_of(' ') + 1;
}

// The length of "name(10)", or 0 for another type.
std::size_t limit_of(std::string_view type, std::string_view name) {
	std::size_t limit = 0;
	if (type.starts_with(name) && type.substr(name.size()).starts_with('(') && type.ends_with(')'))
		std::from_chars(type.data() + name.size() + 1, type.data() + type.size(), limit);
	return limit;
}

} // namespace

bool is_refused_length(std::string_view type, std::string_view expression) {
	bool const bits = type.starts_with("bit");
	std::size_t const length = length_of(expression, bits);
	if (length == std::string_view::npos)
		return false;
	if (std::size_t const exact = limit_of(type, "bit"); exact > 0)
		return length != exact;
	std::size_t const most =
		std::max({limit_of(type, "bit varying"), limit_of(type, "character varying"), limit_of(type, "character")});
	return most > 0 && length > most;
}

} // namespace confiture::diff
