// psql variables, and what :name, :'name', :"name" and :{?name} stand for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace confiture::script {

using Variables = std::map<std::string, std::string, std::less<>>;

// A reference to a variable at the start of a text, which begins with its colon.
struct Reference {
	enum class Form { plain, literal, identifier, is_defined };
	Form form;
	std::string_view name;
	std::size_t length; // of the whole reference

	// Nothing, where the text is no reference: a cast, an array slice, an assignment.
	[[nodiscard]] static std::optional<Reference> at(std::string_view text);

	// What it stands for; nothing where the variable is not defined, since the text then stays as it is.
	[[nodiscard]] std::optional<std::string> value(Variables const &variables) const;
};

[[nodiscard]] bool is_variable_name(std::string_view name);

[[nodiscard]] std::string quoted_literal(std::string_view text);
[[nodiscard]] std::string quoted_identifier(std::string_view text);

// What psql takes for true and false: on, off, true, false, yes, no, 1, 0 and their beginnings.
[[nodiscard]] std::optional<bool> to_bool(std::string_view text);

} // namespace confiture::script
