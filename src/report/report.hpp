// A report: sections of text and rows, written as plain text, Markdown, HTML or JSON. Whatever the texts hold (names
// are their owners' to choose), it stays text in each of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace confiture::report {

struct Section {
	std::string title;
	std::string text; // may be empty
	std::vector<std::string> columns;
	std::vector<std::vector<std::string>> rows; // each as long as columns
};

struct Report {
	std::string title;
	std::vector<Section> sections;
};

enum class Format { text, markdown, json, html };

// An Error that lists the formats, if it is none of them.
[[nodiscard]] Format parse_format(std::string_view name);
[[nodiscard]] std::string render(Report const &report, Format format);

} // namespace confiture::report
