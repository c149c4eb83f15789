#include "diff/script.hpp"

#include "catalog/json.hpp"
#include "error.hpp"

#include <map>

namespace confiture::diff {

namespace {

std::string sql_script(std::vector<Step> const &steps) {
	std::string text;
	for (Step const &step : steps) {
		if (!step.reason.empty()) {
			std::string line = "-- " + step.reason;
			for (char &c : line)
				if (c == '\n')
					c = ' ';
			text += line + "\n";
		}
		text += step.sql + ";\n";
	}
	return text;
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

std::string escaped(std::string_view text, std::string_view special) {
	std::string result;
	for (char const c : text) {
		if (special == "html" && (c == '<' || c == '>' || c == '&' || c == '"')) {
			result += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "&quot;";
			continue;
		}
		if (special == "markdown" && (c == '|' || c == '*' || c == '_' || c == '`' || c == '\\'))
			result += '\\';
		result += c == '\n' && special == "markdown" ? ' ' : c;
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

std::string markdown_script(std::vector<Step> const &steps) {
	if (steps.empty())
		return "The schemas are the same.\n";
	std::string text = "**" + summary(steps) + "**\n\n| | object | risk | lock | |\n|---|---|---|---|---|\n";
	for (Step const &step : steps)
		text += "| " + std::string{to_string(step.operation)} + " | " +
				escaped(step.object_type + " " + step.object_identity, "markdown") + " | " +
				std::string{to_string(step.risk)} + " | " + step.lock + " | " + escaped(step.reason, "markdown") +
				" |\n";
	std::string const sql = sql_script(steps);
	std::string const marks = fence(sql);
	return text + "\n" + marks + "sql\n" + sql + marks + "\n";
}

std::string html_script(std::vector<Step> const &steps) {
	std::string text =
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Schema changes</title>\n"
		"<style>body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:80rem;padding:0 1rem}"
		"article{border:1px solid #ccc;border-left:6px solid #888;border-radius:4px;margin:1rem 0;padding:.5rem 1rem}"
		"article.destructive{border-left-color:#c22}article.rewrite{border-left-color:#d80}"
		"article.locking{border-left-color:#cb0}article.safe,article.reversible{border-left-color:#2a6}"
		".sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem}"
		"pre{background:#f6f6f6;margin:0;overflow-x:auto;padding:.5rem;white-space:pre-wrap}h3{margin:.2rem 0}"
		"</style></head><body>\n<h1>Schema changes</h1>\n<p>" +
		(steps.empty() ? std::string{"The schemas are the same."} : summary(steps)) + "</p>\n";
	for (Step const &step : steps) {
		std::string const risk{to_string(step.risk)};
		text += "<article class=\"" + risk + "\"><h3>" + std::string{to_string(step.operation)} + " " +
				escaped(step.object_type + " " + step.object_identity, "html") + "</h3><p>" + risk +
				(step.lock.empty() ? "" : ", " + step.lock) + (step.rewrites ? ", rewrites the table" : "") +
				(step.reason.empty() ? "" : ": " + escaped(step.reason, "html")) + "</p><div class=\"sides\"><pre>" +
				escaped(step.sql, "html") + "</pre><pre>" + escaped(step.reverse_sql.value_or(""), "html") +
				"</pre></div></article>\n";
	}
	return text + "</body></html>\n";
}

} // namespace

std::string script(std::vector<Step> const &steps, std::string_view format) {
	if (format == "sql")
		return sql_script(steps);
	if (format == "markdown")
		return markdown_script(steps);
	if (format == "json")
		return json_script(steps);
	if (format == "html")
		return html_script(steps);
	throw Error(sqlstate::invalid_parameter_value, "invalid format \"" + std::string{format} + "\"", {},
				"It is \"sql\", \"markdown\", \"json\" or \"html\".");
}

} // namespace confiture::diff
