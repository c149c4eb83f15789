// A YAML document read into a tree, by libyaml: scalars as their text, aliases and merge keys resolved.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace confiture::mask {

struct Yaml {
	enum Kind { scalar, sequence, mapping } kind = scalar;
	std::string text = {}; // of a scalar
	bool plain = true;     // written without quotes
	std::vector<Yaml> items = {};
	std::vector<std::pair<std::string, Yaml>> fields = {};
	std::size_t line = 0; // from 1

	[[nodiscard]] Yaml const *find(std::string_view name) const;    // a field of a mapping
	[[nodiscard]] std::string text_of(std::string_view name) const; // of a scalar field; else empty
	[[nodiscard]] bool is_null() const;                             // ~, null, or nothing
};

// An Error with the line if it isn't YAML, has more than a hundred thousand nodes (aliases count each time), or is
// nested deeper than 64 levels.
[[nodiscard]] Yaml parse_yaml(std::string_view text);

} // namespace confiture::mask
