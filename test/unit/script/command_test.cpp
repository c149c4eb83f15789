#include "script/command.hpp"

#include "fixture.hpp"

namespace confiture::script {
namespace {

Variables const variables{{"name", "value"}, {"odd", "it's"}, {"empty", ""}};

// The name and the arguments, each in brackets, as psql's \echo would get them.
std::string parsed(std::string_view line) {
	Command const command = Command::parse(line, variables);
	std::string result = command.name;
	for (std::string const &argument : command.arguments)
		result += " [" + argument + ']';
	return result;
}
std::string error(std::string_view line, bool inactive = false) {
	return error_of([&] { (void) Command::parse(line, variables, inactive); });
}
// What stands behind the command.
std::string_view behind(std::string_view line) { return line.substr(Command::parse(line, variables).length); }

TEST(Command, has_a_name_and_arguments_between_blanks) {
	EXPECT_EQ(parsed("\\timing"), "timing");
	EXPECT_EQ(parsed("\\echo a  b\tc "), "echo [a] [b] [c]");
	EXPECT_EQ(parsed("\\echo a -- b"), "echo [a] [--] [b]");
	EXPECT_EQ(parsed("\\set x = ;"), "set [x] [=] [;]");
	EXPECT_EQ(parsed("\\echo a\r"), "echo [a]");
	EXPECT_EQ(parsed("\\"), "");
}

TEST(Command, ends_with_its_line) {
	EXPECT_EQ(parsed("\\echo a\nSELECT 1;\n"), "echo [a]");
	EXPECT_EQ(behind("\\echo a\nSELECT 1;\n"), "\nSELECT 1;\n");
	EXPECT_EQ(behind("\\timing\nx"), "\nx");
	EXPECT_EQ(behind("\\echo 'a'"), "");
}

TEST(Command, ends_at_a_backslash) {
	EXPECT_EQ(parsed("\\echo a \\echo b"), "echo [a]");
	EXPECT_EQ(behind("\\echo a \\echo b"), "\\echo b");
	EXPECT_EQ(parsed("\\echo a\\echo b"), "echo [a]");
	EXPECT_EQ(behind("\\timing\\echo b"), "\\echo b");
	EXPECT_EQ(parsed("\\echo a \\\\ SELECT 1;"), "echo [a]");
	EXPECT_EQ(behind("\\echo a \\\\ SELECT 1;"), " SELECT 1;");
	EXPECT_EQ(behind("\\timing\\\\SELECT 1;"), "SELECT 1;");
}

TEST(Command, may_quote_its_arguments) {
	EXPECT_EQ(parsed("\\echo 'a b' ''"), "echo [a b] []");
	EXPECT_EQ(parsed("\\echo 'it''s'"), "echo [it's]");
	EXPECT_EQ(parsed("\\echo ''''"), "echo [']");
	EXPECT_EQ(parsed("\\echo a'b c'd'e'"), "echo [ab cde]");
	EXPECT_EQ(parsed("\\echo \"a b\"c"), "echo [\"a b\"c]");
	EXPECT_EQ(parsed("\\echo '\"'"), "echo [\"]");
	EXPECT_EQ(parsed("\\echo 'a \\\\ b'"), "echo [a \\ b]");
	EXPECT_EQ(parsed("\\echo \"a \\ b\""), "echo [\"a \\ b\"]");
}

TEST(Command, knows_psqls_escapes_in_single_quotes) {
	EXPECT_EQ(parsed("\\echo '\\n\\t\\b\\r\\f'"), "echo [\n\t\b\r\f]");
	EXPECT_EQ(parsed("\\echo '\\101\\60\\7'"), "echo [A0\a]");
	EXPECT_EQ(parsed("\\echo '\\1011'"), "echo [A1]");
	EXPECT_EQ(parsed("\\echo '\\x41\\x4a\\x4A\\x414'"), "echo [AJJA4]");
	EXPECT_EQ(parsed("\\echo '\\x9'"), "echo [\t]");
	EXPECT_EQ(parsed("\\echo '\\xg\\q\\8'"), "echo [xgq8]"); // no escape: the character itself
	EXPECT_EQ(parsed("\\echo '\\'' '\\\\'"), "echo ['] [\\]");
}

TEST(Command, has_variables_replaced_outside_quotes) {
	EXPECT_EQ(parsed("\\echo :name :missing"), "echo [value] [:missing]");
	EXPECT_EQ(parsed("\\echo a:name:name.b"), "echo [avaluevalue.b]");
	EXPECT_EQ(parsed("\\echo :'odd' :\"odd\""), "echo ['it''s'] [\"it's\"]");
	EXPECT_EQ(parsed("\\echo :'missing' :\"missing\""), "echo [:'missing'] [:\"missing\"]");
	EXPECT_EQ(parsed("\\if :{?name} x :{?missing}"), "if [TRUE] [x] [FALSE]");
	EXPECT_EQ(parsed("\\echo ':name' \":name\""), "echo [:name] [\":name\"]");
	EXPECT_EQ(parsed("\\echo :empty x"), "echo [] [x]");
	EXPECT_EQ(parsed("\\echo a::name"), "echo [a:value]");
}

TEST(Command, runs_no_shell) {
	EXPECT_TRUE(holds(error("\\set x `date`"), "42501 backquoted shell command is not allowed"));
	EXPECT_TRUE(holds(error("\\echo a`"), "42501 backquoted shell command is not allowed"));
	EXPECT_EQ(error("\\echo '`date`' \"`date`\""), "");
	EXPECT_EQ(error("\\set x `date`", true), "");
}

TEST(Command, must_close_its_quotes) {
	EXPECT_TRUE(holds(error("\\echo 'a"), "42601 unterminated quoted string in \\echo"));
	EXPECT_TRUE(holds(error("\\echo 'a\nb'"), "42601 unterminated quoted string in \\echo"));
	EXPECT_TRUE(holds(error("\\echo 'a''"), "42601 unterminated quoted string in \\echo"));
	EXPECT_TRUE(holds(error("\\echo 'a\\'"), "42601 unterminated quoted string in \\echo"));
	EXPECT_TRUE(holds(error("\\echo \"a"), "42601 unterminated quoted string in \\echo"));
	EXPECT_TRUE(holds(error("\\echo '"), "42601 unterminated quoted string in \\echo"));
	for (char const *const line : {"\\echo 'a", "\\echo \"a", "\\echo '", "\\echo '\\", "\\echo `"})
		EXPECT_EQ(error(line, true), "") << line;
}

TEST(Command, may_own_the_rest_of_its_line) {
	Command const copy = Command::parse("\\copy t from 'x \\ y' \\\\ :name\nSELECT 1;", variables);
	EXPECT_EQ(copy.name, "copy");
	EXPECT_EQ(copy.rest, " t from 'x \\ y' \\\\ :name");
	EXPECT_TRUE(copy.arguments.empty());
	EXPECT_EQ(behind("\\copy t from x\nSELECT 1;"), "\nSELECT 1;");
	EXPECT_EQ(Command::parse("\\! ls `x` \\ y", variables).rest, " ls `x` \\ y");
	EXPECT_EQ(Command::parse("\\!ls", variables).name, "!");
}

TEST(Command, ignores_arguments_that_it_does_not_take) {
	auto const ignored = [](std::string_view line) { return Command::parse(line, variables).ignored_arguments(); };
	EXPECT_EQ(ignored("\\endif SELECT 1;\nSELECT 2;"), "SELECT 1;");
	EXPECT_EQ(ignored("\\else"), "");
	EXPECT_EQ(ignored("\\endif \\\\ SELECT 1;"), "");
	EXPECT_EQ(ignored("\\r x"), "x");
	EXPECT_EQ(ignored("\\i a.sql b.sql"), "b.sql");
	for (char const *const line :
		 {"\\if a b c", "\\set a b c", "\\echo a b c", "\\copy t from x", "\\g a b", "\\nonsense a"})
		EXPECT_EQ(ignored(line), "") << line;
}

TEST(Command, may_be_a_separator) {
	EXPECT_EQ(behind("\\; SELECT 2;"), " SELECT 2;");
	EXPECT_EQ(parsed("\\;SELECT"), ";");
}

TEST(Command, keeps_what_is_behind_its_name) {
	EXPECT_EQ(Command::parse("\\g (format=csv) 'x'\n", variables).rest, " (format=csv) 'x'");
	EXPECT_EQ(Command::parse("\\unrestrict abc\n", variables).rest, " abc");
}

TEST(Meaning, of_a_command_is_known_by_its_whole_name) {
	EXPECT_EQ(meaning_of("pset"), Meaning::ignore);
	EXPECT_EQ(meaning_of("echo"), Meaning::print);
	EXPECT_EQ(meaning_of("i"), Meaning::include);
	EXPECT_EQ(meaning_of("ir"), Meaning::include_here);
	EXPECT_EQ(meaning_of("include_relative"), Meaning::include_here);
	EXPECT_EQ(meaning_of("g"), Meaning::execute);
	EXPECT_EQ(meaning_of("gexec"), Meaning::execute_cells);
	EXPECT_EQ(meaning_of(";"), Meaning::plain);
	for (char const *const name : {"!", "setenv", "getenv", "cd", "o", "w", "s"})
		EXPECT_EQ(meaning_of(name), Meaning::refuse_shell) << name;
	for (char const *const name : {"", "d", "dt", "ec", "echoo", "I", "watch", "password", "lo_import", "e"})
		EXPECT_EQ(meaning_of(name), Meaning::refuse) << name;
}

} // namespace
} // namespace confiture::script
