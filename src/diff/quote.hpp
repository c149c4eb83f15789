// Names, literals and lists as SQL text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace confiture::diff {

// Like quote_ident(), but quotes every key word that is not plainly harmless.
[[nodiscard]] std::string quote_name(std::string_view name);
[[nodiscard]] std::string quote_name(std::string_view schema, std::string_view name);
[[nodiscard]] std::string quote_literal(std::string_view text);

// Splits "a 'x, y', b='z'" at the commas outside quotes and parentheses.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);

// The text of a literal as split_list gives it.
[[nodiscard]] std::string unquote_literal(std::string_view literal);

[[nodiscard]] std::string join(std::vector<std::string> const &parts, std::string_view separator);

// An option as it is stored: "name 'value'" or "name='value'".
struct Option {
	std::string name;  // quoted as SQL wants it
	std::string value; // with its quotes

	friend bool operator==(Option const &, Option const &) = default;
};
[[nodiscard]] std::vector<Option> parse_options(std::string_view text);

// For OPTIONS (...): ADD, SET and DROP that turn one list into the other; empty if they are equal.
[[nodiscard]] std::string change_generic_options(std::string_view from, std::string_view to);

// For ALTER ... SET (...) and RESET (...); each may be empty. Order is kept as in "to".
struct ParameterChange {
	std::string reset;
	std::string set;
};
[[nodiscard]] ParameterChange change_parameters(std::string_view from, std::string_view to);

[[nodiscard]] std::string replace_first(std::string text, std::string_view what, std::string_view with);
// Replaces a name where it is a name of its own and not the beginning of another.
[[nodiscard]] std::string replace_name(std::string text, std::string_view what, std::string_view with);

// Whether a character may be part of a name that needs no quotes.
[[nodiscard]] constexpr bool in_word(char c) {
	return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   static_cast<unsigned char>(c) >= 0x80;
}
// Whether it may be part of a name, quoted or not.
[[nodiscard]] constexpr bool in_name(char c) { return in_word(c) || c == '"'; }

// Past the literal or quoted name that starts here.
[[nodiscard]] std::size_t end_of_quoted(std::string_view text, std::size_t at);

// Whether the word occurs in the text as a word of its own, outside of other identifiers.
[[nodiscard]] bool mentions(std::string_view text, std::string_view word);

} // namespace confiture::diff
