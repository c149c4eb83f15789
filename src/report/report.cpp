#include "report/report.hpp"

#include "error.hpp"
#include "report/html.hpp"

#include <algorithm>
#include <cstdio>

namespace confiture::report {

namespace {

using Row = std::vector<std::string>;

// Characters, not bytes: continuation bytes of UTF-8 take no place.
std::size_t width(std::string_view text) {
	return static_cast<std::size_t>(
		std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::vector<std::size_t> widths(Section const &section, auto &&shown) {
	std::vector<std::size_t> result;
	for (std::string const &column : section.columns)
		result.push_back(width(shown(column)));
	for (Row const &row : section.rows)
		for (std::size_t i = 0; i < row.size() && i < result.size(); ++i)
			result[i] = std::max(result[i], width(shown(row[i])));
	return result;
}

void add_padded(std::string &out, std::string const &text, std::size_t to) {
	out += text;
	out.append(to - std::min(to, width(text)), ' ');
}

// ---- Text ----------------------------------------------------------------------------------------------------------

// Line ends and control characters would break the lines of a table.
std::string one_line(std::string_view text) {
	std::string result;
	for (char const c : text)
		result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
	return result;
}

void trim_end(std::string &out) {
	while (out.ends_with(' '))
		out.pop_back();
}

std::string to_text(Report const &report) {
	std::string out = report.title + "\n" + std::string(width(report.title), '=') + "\n";
	for (Section const &section : report.sections) {
		out += "\n" + section.title + "\n" + std::string(width(section.title), '-') + "\n";
		if (!section.text.empty())
			out += section.text + "\n";
		if (section.columns.empty())
			continue;
		std::vector<std::size_t> const columns = widths(section, one_line);
		auto const add_row = [&](Row const &row) {
			for (std::size_t i = 0; i < row.size() && i < columns.size(); ++i) {
				out += i == 0 ? "" : "  ";
				add_padded(out, one_line(row[i]), columns[i]);
			}
			trim_end(out);
			out += '\n';
		};
		add_row(section.columns);
		std::ranges::for_each(section.rows, add_row);
	}
	return out;
}

// ---- Markdown ------------------------------------------------------------------------------------------------------

std::string markdown_text(std::string_view text) {
	std::string result;
	for (char const c : one_line(text)) {
		if (std::string_view("\\`*_{}[]<>#|~&").find(c) != std::string_view::npos)
			result += '\\';
		result += c;
	}
	return result;
}

std::string to_markdown(Report const &report) {
	std::string out = "# " + markdown_text(report.title) + "\n";
	for (Section const &section : report.sections) {
		out += "\n## " + markdown_text(section.title) + "\n";
		if (!section.text.empty())
			out += "\n" + markdown_text(section.text) + "\n";
		if (section.columns.empty())
			continue;
		std::vector<std::size_t> const columns = widths(section, markdown_text);
		auto const add_row = [&](Row const &row) {
			out += '|';
			for (std::size_t i = 0; i < row.size() && i < columns.size(); ++i) {
				out += ' ';
				add_padded(out, markdown_text(row[i]), columns[i]);
				out += " |";
			}
			out += '\n';
		};
		out += '\n';
		add_row(section.columns);
		out += '|';
		for (std::size_t const column : columns)
			out += std::string(column + 2, '-') + "|";
		out += '\n';
		std::ranges::for_each(section.rows, add_row);
	}
	return out;
}

// ---- HTML ----------------------------------------------------------------------------------------------------------

std::string to_html(Report const &report) {
	std::string out = html_head(report.title);
	for (Section const &section : report.sections) {
		out += "<h2>" + html_text(section.title) + "</h2>\n";
		if (!section.text.empty())
			out += "<p>" + html_text(section.text) + "</p>\n";
		if (section.columns.empty())
			continue;
		auto const add_row = [&](Row const &row, char const *cell) {
			out += "<tr>";
			for (std::string const &value : row)
				out += "<" + std::string(cell) + ">" + html_text(value) + "</" + cell + ">";
			out += "</tr>\n";
		};
		out += "<table>\n";
		add_row(section.columns, "th");
		for (Row const &row : section.rows)
			add_row(row, "td");
		out += "</table>\n";
	}
	return out + html_end;
}

// ---- JSON ----------------------------------------------------------------------------------------------------------

std::string json_text(std::string_view text) {
	std::string result = "\"";
	for (char const c : text) {
		if (c == '"' || c == '\\') {
			result += '\\';
			result += c;
		} else if (static_cast<unsigned char>(c) < 0x20) {
			char escape[8];
			std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
			result += escape;
		} else {
			result += c;
		}
	}
	return result + "\"";
}

std::string to_json(Report const &report) {
	std::string out = "{\"title\": " + json_text(report.title) + ", \"sections\": [";
	for (bool first = true; Section const &section : report.sections) {
		out += (first ? "\n" : ",\n") + std::string("{\"title\": ") + json_text(section.title);
		first = false;
		if (!section.text.empty())
			out += ", \"text\": " + json_text(section.text);
		out += ", \"rows\": [";
		for (bool first_row = true; Row const &row : section.rows) {
			out += first_row ? "\n{" : ",\n{";
			first_row = false;
			for (std::size_t i = 0; i < row.size() && i < section.columns.size(); ++i)
				out += (i == 0 ? "" : ", ") + json_text(section.columns[i]) + ": " + json_text(row[i]);
			out += "}";
		}
		out += "]}";
	}
	return out + "]}\n";
}

} // namespace

Format parse_format(std::string_view name) {
	if (name == "text")
		return Format::text;
	if (name == "markdown")
		return Format::markdown;
	if (name == "json")
		return Format::json;
	if (name == "html")
		return Format::html;
	throw Error(sqlstate::invalid_parameter_value, "unrecognized format of a report: \"" + std::string(name) + "\"", "",
				"Formats are: text, markdown, json, html.");
}

std::string render(Report const &report, Format format) {
	switch (format) {
	case Format::text:
		return to_text(report);
	case Format::markdown:
		return to_markdown(report);
	case Format::json:
		return to_json(report);
	case Format::html:
		return to_html(report);
	}
	return {};
}

} // namespace confiture::report
