#include "diff/key_index.hpp"

namespace confiture::diff {

std::optional<KeyIndex> key_index(std::string_view definition) {
	KeyIndex result;
	for (std::string_view const words : {"UNIQUE ", "PRIMARY KEY "})
		if (definition.starts_with(words))
			result.words = words;
	if (result.words.empty() || definition.find("WITHOUT OVERLAPS") != std::string_view::npos ||
		definition.find(" USING INDEX ") != std::string_view::npos)
		return std::nullopt;
	definition.remove_prefix(result.words.size());
	constexpr std::string_view distinct = "NULLS NOT DISTINCT ";
	bool const not_distinct = definition.starts_with(distinct);
	if (not_distinct)
		definition.remove_prefix(distinct.size());
	result.columns = definition;
	if (std::size_t const at = result.columns.find(" DEFERRABLE"); at != std::string::npos) {
		result.timing = result.columns.substr(at);
		result.columns.resize(at);
	}
	if (not_distinct) {
		std::size_t const with = result.columns.find(" WITH (");
		result.columns.insert(with == std::string::npos ? result.columns.size() : with, " NULLS NOT DISTINCT");
	}
	return result;
}

} // namespace confiture::diff
