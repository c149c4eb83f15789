#include "script/copy_command.hpp"

#include "fixture.hpp"

namespace confiture::script {
namespace {

// The statement and the file.
std::string parsed(std::string_view text) {
	CopyCommand const command = CopyCommand::parse(text);
	return command.statement + " <- " + command.file;
}
std::string error(std::string_view text) {
	return error_of([&] { (void) CopyCommand::parse(text); });
}

TEST(CopyCommand, reads_from_a_file) {
	EXPECT_EQ(parsed(" t from 'data.csv'"), "COPY t from STDIN <- data.csv");
	EXPECT_EQ(parsed(" t FROM data.csv"), "COPY t FROM STDIN <- data.csv");
	EXPECT_EQ(parsed(" t from 'a folder/data.csv' with (format csv, header)"),
			  "COPY t from STDIN with (format csv, header) <- a folder/data.csv");
	EXPECT_EQ(parsed(" t from data.csv csv header;"), "COPY t from STDIN csv header <- data.csv");
	EXPECT_EQ(parsed("\tt\tfrom\t'it''s.csv' ; "), "COPY\tt\tfrom STDIN <- it's.csv");
}

TEST(CopyCommand, reads_from_the_script) {
	EXPECT_EQ(parsed(" t from stdin"), "COPY t from STDIN <- ");
	EXPECT_EQ(parsed(" t from STDIN with csv"), "COPY t from STDIN with csv <- ");
	EXPECT_EQ(parsed(" t from 'stdin'"), "COPY t from STDIN <- stdin");
}

TEST(CopyCommand, takes_any_name_and_columns) {
	EXPECT_EQ(parsed(" s.t (a, b) from x"), "COPY s.t (a, b) from STDIN <- x");
	EXPECT_EQ(parsed(" s.t(a,b) from x"), "COPY s.t(a,b) from STDIN <- x");
	EXPECT_EQ(parsed(" \"from\" from x"), "COPY \"from\" from STDIN <- x");
	EXPECT_EQ(parsed(" \"to\".\"a b\" (\"from\", \"to\", \")\") from x"),
			  "COPY \"to\".\"a b\" (\"from\", \"to\", \")\") from STDIN <- x");
	EXPECT_EQ(parsed(" t(\"a(\") from x"), "COPY t(\"a(\") from STDIN <- x");
	EXPECT_EQ(parsed(" fromage from x"), "COPY fromage from STDIN <- x");
	EXPECT_EQ(parsed(" t from x with (delimiter ';', null '''')"),
			  "COPY t from STDIN with (delimiter ';', null '''') <- x");
}

TEST(CopyCommand, writes_nothing_and_runs_nothing) {
	EXPECT_TRUE(holds(error(" t to 'x'"), "0A000 \\copy ... to is not supported"));
	EXPECT_TRUE(holds(error(" (select 'a from b') TO stdout"), "0A000 \\copy ... to is not supported"));
	EXPECT_TRUE(holds(error(" t from pstdin"), "0A000 \\copy ... from pstdin is not supported"));
	EXPECT_TRUE(holds(error(" t from program 'rm x'"), "42501 \\copy ... from program is not allowed"));
	EXPECT_TRUE(holds(error(" t FROM PROGRAM'rm x'"), "42501 \\copy ... from program is not allowed"));
	EXPECT_TRUE(holds(error(" t from pstdin"), "0A000 \\copy ... from pstdin is not supported"));
}

TEST(CopyCommand, must_be_whole) {
	EXPECT_TRUE(holds(error(""), "42601 \\copy lacks FROM"));
	EXPECT_TRUE(holds(error("  "), "42601 \\copy lacks FROM"));
	EXPECT_TRUE(holds(error(" t"), "42601 \\copy lacks FROM"));
	EXPECT_TRUE(holds(error(" t (a, b"), "42601 \\copy lacks FROM"));
	EXPECT_TRUE(holds(error(" \"t from x"), "42601 \\copy lacks FROM"));
	EXPECT_TRUE(holds(error(" t from"), "42601 \\copy lacks a file name"));
	EXPECT_TRUE(holds(error(" t from  "), "42601 \\copy lacks a file name"));
}

} // namespace
} // namespace confiture::script
