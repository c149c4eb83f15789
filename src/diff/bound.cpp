#include "diff/bound.hpp"

#include "diff/quote.hpp"

#include <algorithm>

namespace confiture::diff {

namespace {

// The column of "RANGE (k)"; nothing for more columns, expressions, collations and operator classes of their own.
std::optional<std::string> only_column(std::string_view key, std::string_view strategy) {
	if (!key.starts_with(strategy) || !key.ends_with(')'))
		return std::nullopt;
	std::string_view const column = key.substr(strategy.size(), key.size() - strategy.size() - 1);
	bool const quoted = column.starts_with('"') && column.find('"', 1) == column.size() - 1;
	if (column.empty() || (!quoted && column.find_first_of(" ,()\"") != std::string_view::npos))
		return std::nullopt;
	return std::string{column};
}

// What stands in the parentheses after "before".
std::optional<std::string> values_after(std::string_view bound, std::string_view before) {
	std::size_t const at = bound.find(before);
	if (at == std::string_view::npos)
		return std::nullopt;
	std::size_t const start = at + before.size();
	bool quoted = false;
	for (std::size_t end = start; end < bound.size(); ++end) {
		if (bound[end] == '\'')
			quoted = !quoted;
		if (bound[end] == ')' && !quoted)
			return std::string{bound.substr(start, end - start)};
	}
	return std::nullopt;
}

// Where the parenthesis or quote that opens at "at" closes.
std::size_t closing(std::string_view text, std::size_t at) {
	char const opening = text[at];
	if (opening != '(')
		return std::min(text.find(opening, at + 1), text.size() - 1);
	for (std::size_t end = at + 1; end < text.size(); ++end) {
		if (text[end] == ')')
			return end;
		if (text[end] == '(' || text[end] == '\'' || text[end] == '"')
			end = closing(text, end);
	}
	return text.size() - 1;
}

std::string_view without_parentheses(std::string_view text) {
	while (text.starts_with('(') && closing(text, 0) == text.size() - 1)
		text = text.substr(1, text.size() - 2);
	return text;
}

} // namespace

std::optional<std::vector<std::string>> conditions_of_bound(std::string_view partition_key, std::string_view bound) {
	if (auto const column = only_column(partition_key, "RANGE (")) {
		auto const from = values_after(bound, "FROM (");
		auto const to = values_after(bound, " TO (");
		if (!from || !to)
			return std::nullopt;
		std::vector<std::string> conditions{*column + " IS NOT NULL"};
		if (*from != "MINVALUE")
			conditions.push_back(*column + " >= " + *from);
		if (*to != "MAXVALUE")
			conditions.push_back(*column + " < " + *to);
		return conditions;
	}
	if (auto const column = only_column(partition_key, "LIST (")) {
		auto const values = values_after(bound, " IN (");
		if (!values)
			return std::nullopt;
		std::vector<std::string> const list = split_list(*values);
		if (std::ranges::find(list, "NULL") != list.end())
			return std::nullopt;
		return std::vector<std::string>{*column + " IS NOT NULL", list.size() == 1 ? *column + " = " + *values
																				   : *column + " IN (" + *values + ")"};
	}
	return std::nullopt;
}

std::vector<std::string> conjuncts(std::string_view check) {
	std::vector<std::string> result;
	if (!check.starts_with("CHECK (") || closing(check, 6) != check.size() - 1)
		return result;
	std::string_view const all = without_parentheses(check.substr(6));
	std::size_t start = 0;
	for (std::size_t at = 0; at < all.size(); ++at) {
		if (all[at] == '(' || all[at] == '\'' || all[at] == '"')
			at = closing(all, at);
		else if (all.substr(at).starts_with(" AND ")) {
			result.emplace_back(without_parentheses(all.substr(start, at - start)));
			start = at + 5;
		}
	}
	result.emplace_back(without_parentheses(all.substr(start)));
	return result;
}

bool check_says(std::string_view check, std::vector<std::string> const &conditions, bool not_null) {
	std::vector<std::string> const parts = conjuncts(check);
	return std::ranges::all_of(conditions, [&](std::string const &condition) {
		return (not_null && condition.ends_with(" IS NOT NULL")) ||
			   std::ranges::any_of(parts, [&](std::string const &part) {
				   return part == condition || part.starts_with(condition + "::");
			   });
	});
}

} // namespace confiture::diff
