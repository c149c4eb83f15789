#include "diff/script.hpp"

#include "catalog/json.hpp"
#include "diff/page.hpp"
#include "error.hpp"

#include <map>
#include <optional>

namespace confiture::diff {

namespace {

// A step that waits for a strong lock makes all others wait behind it, so an online plan rather gives up. What waits
// outside of a transaction block keeps nobody waiting, and would leave things half done.
std::string sql_script(std::vector<Step> const &steps, bool online) {
	std::string text;
	std::optional<bool> limited;
	for (Step const &step : steps) {
		if (online && step.transactional != limited) {
			limited = step.transactional;
			text += *limited ? "SET lock_timeout = '2s';\n" : "SET lock_timeout = 0;\n";
		}
		if (!step.reason.empty()) {
			std::string line = "-- " + step.reason;
			for (char &c : line)
				if (c == '\n')
					c = ' ';
			text += line + "\n";
		}
		text += step.sql + ";\n";
	}
	return online && !steps.empty() ? text + "RESET lock_timeout;\n" : text;
}

std::string json_script(std::vector<Step> const &steps) {
	std::string text = "[";
	int ordinal = 0;
	for (Step const &step : steps) {
		text += ordinal == 0 ? "\n{\"ordinal\": " : ",\n{\"ordinal\": ";
		text += std::to_string(++ordinal);
		auto const field = [&](std::string_view name, std::string_view value) {
			text += ", ";
			catalog::append_json_string(text, name);
			text += ": ";
			if (value.empty())
				text += "null";
			else
				catalog::append_json_string(text, value);
		};
		auto const flag = [&](std::string_view name, bool value) {
			text += ", \"" + std::string{name} + "\": " + (value ? "true" : "false");
		};
		field("operation", to_string(step.operation));
		field("object_type", step.object_type);
		field("object_identity", step.object_identity);
		field("risk", to_string(step.risk));
		field("lock", step.lock);
		flag("rewrites", step.rewrites);
		flag("transactional", step.transactional);
		field("sql", step.sql);
		field("reverse_sql", step.reverse_sql.value_or(""));
		field("reason", step.reason);
		text += "}";
	}
	return text + (steps.empty() ? "]\n" : "\n]\n");
}

// As text in a cell of a table.
std::string escaped(std::string_view text) {
	std::string result;
	for (char const c : text) {
		if (std::string_view("|*_`\\<>&").find(c) != std::string_view::npos)
			result += '\\';
		result += c == '\n' ? ' ' : c;
	}
	return result;
}

std::string summary(std::vector<Step> const &steps) {
	std::map<Risk, int> count;
	for (Step const &step : steps)
		++count[step.risk];
	std::string text = std::to_string(steps.size()) + (steps.size() == 1 ? " step" : " steps");
	for (auto const &[risk, number] : count)
		text += ", " + std::to_string(number) + " " + std::string{to_string(risk)};
	return text;
}

// A fence longer than any in the text.
std::string fence(std::string_view text) {
	std::string marks = "```";
	while (text.find(marks) != std::string_view::npos)
		marks += '`';
	return marks;
}

std::string markdown_script(std::vector<Step> const &steps, bool online) {
	if (steps.empty())
		return "The schemas are the same.\n";
	std::string text = "**" + summary(steps) + "**\n\n| | object | risk | lock | |\n|---|---|---|---|---|\n";
	for (Step const &step : steps)
		text += "| " + std::string{to_string(step.operation)} + " | " + escaped(step.subject()) + " | " +
				std::string{to_string(step.risk)} + " | " + step.lock + " | " + escaped(step.reason) + " |\n";
	std::string const sql = sql_script(steps, online);
	std::string const marks = fence(sql);
	return text + "\n" + marks + "sql\n" + sql + marks + "\n";
}

} // namespace

std::string script(std::vector<Step> const &steps, catalog::Snapshot const &from, catalog::Snapshot const &to,
				   std::string_view format, bool online) {
	if (format == "sql")
		return sql_script(steps, online);
	if (format == "markdown")
		return markdown_script(steps, online);
	if (format == "json")
		return json_script(steps);
	if (format == "html")
		return html_page(steps, from, to);
	throw Error(sqlstate::invalid_parameter_value, "invalid format \"" + std::string{format} + "\"", {},
				"It is \"sql\", \"markdown\", \"json\" or \"html\".");
}

} // namespace confiture::diff
