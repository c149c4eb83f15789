#include "script/variables.hpp"

#include "fixture.hpp"

namespace confiture::script {
namespace {

using Form = Reference::Form;

// The form, the name and the length of the reference at the start of a text; empty if there is none.
std::string reference(std::string_view text) {
	auto const found = Reference::at(text);
	if (!found)
		return {};
	char const *const forms[] = {"plain", "literal", "identifier", "is_defined"};
	return std::string(forms[static_cast<int>(found->form)]) + ' ' + std::string(found->name) + ' ' +
		   std::to_string(found->length);
}

TEST(Reference, has_four_forms) {
	EXPECT_EQ(reference(":name"), "plain name 5");
	EXPECT_EQ(reference(":'name'"), "literal name 7");
	EXPECT_EQ(reference(":\"name\""), "identifier name 7");
	EXPECT_EQ(reference(":{?name}"), "is_defined name 8");
}

TEST(Reference, ends_with_its_name) {
	EXPECT_EQ(reference(":a.b"), "plain a 2");
	EXPECT_EQ(reference(":a:b"), "plain a 2");
	EXPECT_EQ(reference(":a::int"), "plain a 2");
	EXPECT_EQ(reference(":a-b"), "plain a 2");
	EXPECT_EQ(reference(":'a'b"), "literal a 4");
	EXPECT_EQ(reference(":a_1)"), "plain a_1 4");
	EXPECT_EQ(reference(":1"), "plain 1 2"); // psql takes digits, too
	EXPECT_EQ(reference(":gr\xC3\xBCn "), "plain gr\xC3\xBCn 6");
}

TEST(Reference, is_not_everything_behind_a_colon) {
	for (char const *const text :
		 {"",      ":",     "::",    "::int",   ":=",      ": a",  ":'a",     ":'a b'", ":''",  ":\"a",
		  ":\"a'", ":'a\"", ":\"\"", ":{name}", ":{?name", ":{?}", ":{?a b}", ":{ ?a}", "name", ":-a"})
		EXPECT_EQ(reference(text), "") << text;
}

TEST(Reference, stands_for_its_variable) {
	Variables const variables{{"a", "x"}, {"empty", ""}, {"odd", "it's a \"\\\""}};
	auto const value = [&](std::string_view text) { return Reference::at(text)->value(variables); };
	EXPECT_EQ(value(":a"), "x");
	EXPECT_EQ(value(":'a'"), "'x'");
	EXPECT_EQ(value(":\"a\""), "\"x\"");
	EXPECT_EQ(value(":{?a}"), "TRUE");
	EXPECT_EQ(value(":empty"), "");
	EXPECT_EQ(value(":'empty'"), "''");
	EXPECT_EQ(value(":{?empty}"), "TRUE");
	EXPECT_EQ(value(":odd"), "it's a \"\\\"");
	EXPECT_EQ(value(":'odd'"), " E'it''s a \"\\\\\"'");
	EXPECT_EQ(value(":\"odd\""), "\"it's a \"\"\\\"\"\"");
}

TEST(Reference, stays_where_there_is_no_variable) {
	auto const value = [&](std::string_view text) { return Reference::at(text)->value({{"A", "x"}}); };
	EXPECT_EQ(value(":a"), std::nullopt);
	EXPECT_EQ(value(":'a'"), std::nullopt);
	EXPECT_EQ(value(":\"a\""), std::nullopt);
	EXPECT_EQ(value(":{?a}"), "FALSE");
}

TEST(VariableName, is_made_of_letters_digits_and_underscores) {
	for (char const *const name : {"a", "A_1", "1", "_", "\xC3\xA4"})
		EXPECT_TRUE(is_variable_name(name)) << name;
	for (char const *const name : {"", "a b", "a-b", "a.b", "a'", "a\n"})
		EXPECT_FALSE(is_variable_name(name)) << name;
}

TEST(ToBool, knows_psqls_words_and_their_beginnings) {
	for (char const *const text : {"true", "t", "tr", "TRUE", "yes", "y", "Ye", "on", "ON", "1"})
		EXPECT_EQ(to_bool(text), true) << text;
	for (char const *const text : {"false", "f", "fal", "FALSE", "no", "n", "off", "of", "0"})
		EXPECT_EQ(to_bool(text), false) << text;
	for (char const *const text : {"", "o", "2", "10", "01", "truely", "yess", "nope", "maybe", " true", "-1"})
		EXPECT_EQ(to_bool(text), std::nullopt) << text;
}

} // namespace
} // namespace confiture::script
