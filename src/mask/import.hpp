// Masking rules of other tools, said in our labels. What has no counterpart is said as well: nothing is left out
// silently. Labels are built as values and printed by to_string(), so no text of a rule can become another rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace confiture::mask {

struct ImportedRule {
	std::string schema; // empty: by the search_path
	std::string table;  // empty: a role's rule
	std::string column; // empty: the table's rule; the role's name if there is no table
	std::string source; // the rule as it was, shortened
	std::string label;  // empty: it could not be taken over
	std::string note;   // why, or what is different now
};

// A call as PostgreSQL Anonymizer's labels hold it; arguments that aren't constants are missing.
struct ForeignCall {
	std::string schema;
	std::string name;
	std::vector<std::optional<std::string>> arguments;
	std::string text; // the whole expression
};

struct Translation {
	std::string label;
	std::string note;
};

// MASKED WITH FUNCTION …; functions of others than anon become expression(…), for the server part to judge.
[[nodiscard]] Translation translate_anon(ForeignCall const &call);
// MASKED WITH VALUE …; the constant as it was written.
[[nodiscard]] Translation constant(std::string_view sql);

// The configuration of Greenmask (dump.transformation), and of Confiture: tables with columns and strategies, profiles
// with named strategies, or `anonymization: columns:`. Errors if it is neither YAML nor of that shape.
[[nodiscard]] std::vector<ImportedRule> import_greenmask(std::string_view yaml);
[[nodiscard]] std::vector<ImportedRule> import_confiture(std::string_view yaml);

} // namespace confiture::mask
