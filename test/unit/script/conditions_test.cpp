#include "script/conditions.hpp"

#include "fixture.hpp"

#include <sstream>

namespace confiture::script {
namespace {

// Follows commands such as "if1 elif0 else endif"; "+" and "-" say after each whether text is run there. Values are
// given only where they are asked for.
std::string run(std::string const &commands) {
	Conditions conditions;
	std::istringstream words(commands);
	std::string result;
	for (std::string word; words >> word;) {
		bool const value = word.back() == '1';
		if (word.back() == '0' || word.back() == '1')
			word.pop_back();
		conditions.follow(word, conditions.needs_value(word) && value);
		result += conditions.active() ? '+' : '-';
	}
	return result + (conditions.open() ? " open" : "");
}

TEST(Conditions, run_everything_outside) {
	Conditions const none;
	EXPECT_TRUE(none.active());
	EXPECT_FALSE(none.open());
}

TEST(Conditions, run_the_first_branch_that_is_true) {
	EXPECT_EQ(run("if1 endif"), "++");
	EXPECT_EQ(run("if0 endif"), "-+");
	EXPECT_EQ(run("if1 else endif"), "+-+");
	EXPECT_EQ(run("if0 else endif"), "-++");
	EXPECT_EQ(run("if1 elif1 else endif"), "+--+");
	EXPECT_EQ(run("if0 elif1 elif1 else endif"), "-+--+");
	EXPECT_EQ(run("if0 elif0 elif1 endif"), "--++");
	EXPECT_EQ(run("if0 elif0 elif0 endif"), "---+");
	EXPECT_EQ(run("if0 elif0 else endif"), "--++");
}

TEST(Conditions, nest) {
	EXPECT_EQ(run("if1 if0 else endif endif"), "+-+++");
	EXPECT_EQ(run("if0 if1 else endif endif"), "----+");
	EXPECT_EQ(run("if0 if1 elif1 else endif else endif"), "-----++");
	EXPECT_EQ(run("if1 if1 if1 endif endif endif"), "++++++");
	EXPECT_EQ(run("if1 else if1 elif1 else endif endif"), "+-----+");
}

TEST(Conditions, look_only_at_values_that_decide) {
	Conditions conditions;
	EXPECT_TRUE(conditions.needs_value("if"));
	EXPECT_FALSE(conditions.needs_value("elif"));
	conditions.follow("if", false);
	EXPECT_FALSE(conditions.needs_value("if"));
	EXPECT_TRUE(conditions.needs_value("elif"));
	EXPECT_FALSE(conditions.needs_value("else"));
	conditions.follow("elif", true);
	EXPECT_TRUE(conditions.needs_value("if"));
	EXPECT_FALSE(conditions.needs_value("elif"));
	conditions.follow("elif", false);
	EXPECT_FALSE(conditions.needs_value("elif"));
	EXPECT_FALSE(conditions.active());
}

TEST(Conditions, stay_open_until_they_end) {
	EXPECT_EQ(run("if1"), "+ open");
	EXPECT_EQ(run("if1 if0 endif"), "+-+ open");
}

TEST(Conditions, refuse_what_has_no_place) {
	EXPECT_EQ(error_of([] { (void) run("else"); }), "42601 \\else without \\if|||");
	EXPECT_EQ(error_of([] { (void) run("elif1"); }), "42601 \\elif without \\if|||");
	EXPECT_EQ(error_of([] { (void) run("endif"); }), "42601 \\endif without \\if|||");
	EXPECT_EQ(error_of([] { (void) run("if1 endif endif"); }), "42601 \\endif without \\if|||");
	EXPECT_EQ(error_of([] { (void) run("if1 else else"); }), "42601 \\else after \\else|||");
	EXPECT_EQ(error_of([] { (void) run("if1 else elif1"); }), "42601 \\elif after \\else|||");
	EXPECT_EQ(error_of([] { (void) run("if0 if1 else else"); }), "42601 \\else after \\else|||");
}

} // namespace
} // namespace confiture::script
