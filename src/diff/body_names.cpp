#include "diff/body_names.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace confiture::diff {

namespace {

bool is_word(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
		   static_cast<unsigned char>(c) >= 0x80;
}

std::string lower(std::string_view text) {
	std::string result{text};
	for (char &c : result)
		if (c >= 'A' && c <= 'Z')
			c = static_cast<char>(c - 'A' + 'a');
	return result;
}

// Whether the name stands in the body without its schema.
bool is_bare_in(std::string_view body, std::string_view name) {
	for (std::size_t at = body.find(name); at != std::string_view::npos; at = body.find(name, at + 1)) {
		std::size_t const end = at + name.size();
		std::size_t start = at;
		if (start > 0 && body[start - 1] == '"')
			--start;
		bool const whole = (at == 0 || !is_word(body[at - 1])) && (end == body.size() || !is_word(body[end]));
		if (whole && (start == 0 || body[start - 1] != '.'))
			return true;
	}
	return false;
}

// The next word at or after "at", which moves behind it; empty if something else comes first.
std::string_view next_word(std::string_view body, std::size_t &at) {
	while (at < body.size() && (body[at] == ' ' || body[at] == '\n' || body[at] == '\t'))
		++at;
	std::size_t const start = at;
	while (at < body.size() && is_word(body[at]))
		++at;
	return body.substr(start, at - start);
}

bool is_relation(Side const &side, std::string_view name) {
	return std::ranges::any_of(side.snapshot.objects, [&](Object const &object) {
		return (object.kind == Kind::table || object.kind == Kind::view || object.kind == Kind::materialized_view) &&
			   object.name.size() == name.size() && lower(object.name) == name;
	});
}

bool is_procedure(Side const &side, std::string_view name) {
	return std::ranges::any_of(side.snapshot.objects, [&](Object const &object) {
		return object.kind == Kind::procedure && object.name.size() == name.size() && lower(object.name) == name;
	});
}

bool names_unknown(Side const &side, std::string_view body) {
	for (std::size_t at = 0; at < body.size();) {
		std::string_view const word = next_word(body, at);
		at += word.empty();
		if (word == "call") {
			std::size_t end = at;
			std::string_view const name = next_word(body, end);
			if (!name.empty() && end < body.size() && body[end] == '(' && !is_procedure(side, name))
				return true;
		}
		if (word != "from" && word != "join" && word != "into" && word != "update")
			continue;
		std::size_t end = at;
		std::string_view name = next_word(body, end);
		if (name == "only")
			name = next_word(body, end);
		bool const more = end < body.size() && (body[end] == '.' || (body[end] == '(' && word != "into"));
		if (!name.empty() && !more && !name.starts_with("pg_") && !is_relation(side, name))
			return true;
	}
	return false;
}

} // namespace

bool needs_more_than_is_there(Side const &side, Position function, std::vector<Position> const &needs) {
	std::string_view const definition = side[function].at("definition");
	std::string_view const body = definition.substr(std::min(definition.find("\nAS "), definition.size()));
	if (definition.find("\n SET search_path ") == std::string_view::npos &&
		std::ranges::any_of(needs, [&](Position target) {
			return side[target].kind != Kind::column && side[target].schema != "public" &&
				   is_bare_in(body, side[target].name);
		}))
		return true;
	return side[function].at("language") == "sql" && names_unknown(side, lower(body));
}

} // namespace confiture::diff
