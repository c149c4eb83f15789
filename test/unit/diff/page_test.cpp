#include "diff/page.hpp"

#include "diff/lines.hpp"

#include <gtest/gtest.h>

namespace confiture::diff {
namespace {

std::string marked(std::vector<Line> const &lines) {
	std::string text;
	for (Line const &line : lines)
		text += std::string(line.shared ? " " : "*") + std::string(line.text);
	return text;
}

TEST(Lines, are_shared_or_in_one_text_only) {
	auto const [before, after] = compare_lines("a\nb\nc\nd\n", "a\nx\nc\ny\nd");
	EXPECT_EQ(marked(before), " a*b c d");
	EXPECT_EQ(marked(after), " a*x c*y d");
}

TEST(Lines, of_no_text_are_none) {
	auto const [before, after] = compare_lines("", "a\n\nb\n");
	EXPECT_EQ(marked(before), "");
	EXPECT_EQ(marked(after), "*a**b");
}

TEST(Lines, of_very_long_texts_share_their_ends) {
	std::string before = "first\n", after = "first\n";
	for (int i = 0; i < 3000; ++i) {
		before += "x" + std::to_string(i) + "\n";
		after += "y" + std::to_string(i) + "\nx" + std::to_string(i) + "\n";
	}
	auto const lines = compare_lines(before + "last", after + "last");
	EXPECT_TRUE(lines.before.front().shared && lines.before.back().shared);
	EXPECT_FALSE(lines.before[1].shared);
}

Snapshot with_function(std::string const &body) {
	Object function;
	function.kind = Kind::function;
	function.schema = "public";
	function.name = "f";
	function.identity = "public.f()";
	function.set("definition", "CREATE OR REPLACE FUNCTION public.f()\n AS " + body);
	return {150000, "owner", {function}};
}

Step replacing() {
	Step step;
	step.operation = Operation::replace;
	step.object_type = "function";
	step.object_identity = "public.f()";
	step.risk = Risk::reversible;
	step.sql = "SELECT '<new>'";
	step.reverse_sql = "SELECT '<old>'";
	step.reason = "a & b";
	return step;
}

bool has(std::string const &page, std::string_view text) { return page.find(text) != std::string::npos; }

TEST(Page, shows_an_object_before_and_after) {
	std::string const page = html_page({replacing()}, with_function("'old'"), with_function("'new'"));
	EXPECT_TRUE(has(page, "<span>CREATE OR REPLACE FUNCTION public.f()</span>"));
	EXPECT_TRUE(has(page, "<span class=\"gone\"> AS &#39;old&#39;;</span>"));
	EXPECT_TRUE(has(page, "<span class=\"new\"> AS &#39;new&#39;;</span>"));
}

TEST(Page, shows_an_object_that_only_comes_back_among_the_steps) {
	std::string const page = html_page({replacing()}, with_function("'same'"), with_function("'same'"));
	EXPECT_FALSE(has(page, "same"));
	EXPECT_TRUE(has(page, "1. replace function public.f()"));
}

TEST(Page, escapes_what_schemas_hold) {
	std::string const page = html_page({replacing()}, with_function("<b>"), with_function("<i>"));
	EXPECT_FALSE(has(page, "<b>") || has(page, "<i>") || has(page, "<new>") || has(page, "<old>"));
	EXPECT_TRUE(has(page, "&lt;b&gt;") && has(page, "&#39;&lt;new&gt;&#39;") && has(page, "a &amp; b"));
}

TEST(Page, of_equal_schemas_says_so) { EXPECT_TRUE(has(html_page({}, {}, {}), "The schemas are the same.")); }

} // namespace
} // namespace confiture::diff
