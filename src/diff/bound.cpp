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

bool check_says(std::string_view check, std::vector<std::string> const &conditions, bool not_null) {
	if (check.find(" OR ") != std::string_view::npos || check.find("NOT (") != std::string_view::npos ||
		check.find("CASE ") != std::string_view::npos)
		return false;
	return std::ranges::all_of(conditions, [&](std::string const &condition) {
		if (not_null && condition.ends_with(" IS NOT NULL"))
			return true;
		std::size_t const at = check.find("(" + condition);
		if (at == std::string_view::npos)
			return false;
		std::string_view const rest = check.substr(at + 1 + condition.size());
		return rest.starts_with(')') || rest.starts_with("::");
	});
}

} // namespace confiture::diff
