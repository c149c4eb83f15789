#include "script/variables.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace confiture::script {

static bool is_name_character(char c) {
	unsigned char const byte = static_cast<unsigned char>(c);
	return byte >= 128 || std::isalnum(byte) != 0 || c == '_';
}

bool is_variable_name(std::string_view name) { return !name.empty() && std::ranges::all_of(name, is_name_character); }

std::optional<Reference> Reference::at(std::string_view text) {
	if (text.size() < 2 || text[0] != ':')
		return {};
	auto const name_from = [&](std::size_t start) {
		std::size_t end = start;
		while (end < text.size() && is_name_character(text[end]))
			++end;
		return text.substr(start, end - start);
	};
	auto const enclosed = [&](Form form, std::size_t start, char close) -> std::optional<Reference> {
		std::string_view const name = name_from(start);
		std::size_t const end = start + name.size();
		if (name.empty() || end >= text.size() || text[end] != close)
			return {};
		return Reference{form, name, end + 1};
	};
	if (text[1] == '\'')
		return enclosed(Form::literal, 2, '\'');
	if (text[1] == '"')
		return enclosed(Form::identifier, 2, '"');
	if (text.starts_with(":{?"))
		return enclosed(Form::is_defined, 3, '}');
	std::string_view const name = name_from(1);
	if (name.empty())
		return {};
	return Reference{Form::plain, name, 1 + name.size()};
}

std::optional<std::string> Reference::value(Variables const &variables) const {
	auto const found = variables.find(name);
	if (form == Form::is_defined)
		return found == variables.end() ? "FALSE" : "TRUE";
	if (found == variables.end())
		return {};
	switch (form) {
	case Form::literal:
		return quoted_literal(found->second);
	case Form::identifier:
		return quoted_identifier(found->second);
	case Form::plain:
	case Form::is_defined:
		break;
	}
	return found->second;
}

std::string quoted_literal(std::string_view text) {
	bool const has_backslash = text.find('\\') != std::string_view::npos;
	std::string result = has_backslash ? " E'" : "'";
	for (char const c : text) {
		if (c == '\'' || c == '\\')
			result += c;
		result += c;
	}
	return result += '\'';
}

std::string quoted_identifier(std::string_view text) {
	std::string result = "\"";
	for (char const c : text) {
		if (c == '"')
			result += c;
		result += c;
	}
	return result += '"';
}

std::optional<bool> to_bool(std::string_view text) {
	struct Word {
		std::string_view text;
		std::size_t shortest; // how much of it is enough
		bool value;
	};
	static constexpr std::array<Word, 8> words{{{"true", 1, true},
												{"false", 1, false},
												{"yes", 1, true},
												{"no", 1, false},
												{"on", 2, true},
												{"off", 2, false},
												{"1", 1, true},
												{"0", 1, false}}};
	std::string lower(text);
	std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
	for (Word const &word : words) {
		if (lower.size() >= word.shortest && word.text.starts_with(lower))
			return word.value;
	}
	return {};
}

} // namespace confiture::script
