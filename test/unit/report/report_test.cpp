#include "report/report.hpp"

#include <gtest/gtest.h>

#include "error.hpp"

using namespace confiture::report;

namespace {

Report const hostile{
	"Rules of \"a\"",
	{{"Column <script>", "one & two", {"name", "label"}, {{"a|b\n# c", "<b>\"x\"</b>"}, {"naïve", "`*_`"}}},
	 {"Empty", "", {}, {}}}};

TEST(Report, TextHasColumnsInLine) {
	EXPECT_EQ(render(hostile, Format::text),
			  "Rules of \"a\"\n============\n\nColumn <script>\n---------------\none & two\n"
			  "name     label\na|b # c  <b>\"x\"</b>\nnaïve    `*_`\n\nEmpty\n-----\n");
}

TEST(Report, MarkdownKeepsTextAsText) {
	EXPECT_EQ(render(hostile, Format::markdown),
			  "# Rules of \"a\"\n\n## Column \\<script\\>\n\none \\& two\n\n"
			  "| name      | label          |\n|-----------|----------------|\n"
			  "| a\\|b \\# c | \\<b\\>\"x\"\\</b\\> |\n| naïve     | \\`\\*\\_\\`       |\n\n## Empty\n");
}

TEST(Report, HtmlKeepsTextAsText) {
	std::string const html = render(hostile, Format::html);
	EXPECT_EQ(html.find("<script>"), std::string::npos);
	EXPECT_NE(html.find("<h2>Column &lt;script&gt;</h2>"), std::string::npos);
	EXPECT_NE(html.find("<td>&lt;b&gt;&quot;x&quot;&lt;/b&gt;</td>"), std::string::npos);
}

TEST(Report, JsonKeepsTextAsText) {
	EXPECT_EQ(render(hostile, Format::json),
			  "{\"title\": \"Rules of \\\"a\\\"\", \"sections\": [\n{\"title\": \"Column <script>\", \"text\": \"one & "
			  "two\", \"rows\": [\n{\"name\": \"a|b\\u000a# c\", \"label\": \"<b>\\\"x\\\"</b>\"},\n{\"name\": "
			  "\"naïve\", \"label\": \"`*_`\"}]},\n{\"title\": \"Empty\", \"rows\": []}]}\n");
}

TEST(Report, FormatsAreNamed) {
	EXPECT_EQ(parse_format("html"), Format::html);
	EXPECT_THROW(static_cast<void>(parse_format("pdf")), confiture::Error);
}

} // namespace
