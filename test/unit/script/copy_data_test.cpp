#include "script/copy_data.hpp"

#include "fixture.hpp"

#include <algorithm>

namespace confiture::script {
namespace {

struct Outcome {
	std::string data;
	std::string rest; // of the file
	bool terminated;
	int lines;

	friend bool operator==(Outcome const &, Outcome const &) = default;
};

std::string rest_of(Reader &reader) {
	std::string text;
	for (std::string lines = reader.lines(1 << 16); !lines.empty(); lines = reader.lines(1 << 16))
		text += lines;
	return text;
}

Outcome read(Reader reader, std::size_t buffer_size) {
	CopyData data(reader);
	Outcome outcome;
	std::string buffer(buffer_size, '\0');
	while (std::size_t const count = data.read(buffer.data(), buffer.size()))
		outcome.data.append(buffer, 0, count);
	EXPECT_EQ(data.read(buffer.data(), buffer.size()), 0u);
	outcome.terminated = data.terminated();
	outcome.lines = data.lines();
	outcome.rest = rest_of(reader);
	return outcome;
}

// The same from a file and from a text, whatever the buffer; passing over it ends at the same place.
void expect(std::string const &text, Outcome const &expected) {
	Folder const folder;
	folder.write("x.sql", text);
	for (std::size_t const size : {std::size_t(1000), std::size_t(8192), std::size_t(65536), std::size_t(1000000)}) {
		EXPECT_TRUE(read(Reader::of_file(folder / "x.sql", "x.sql"), size) == expected) << text.size() << ' ' << size;
		EXPECT_TRUE(read(Reader::of_text(text, "x.sql"), size) == expected) << text.size() << ' ' << size;
	}
	if (text.size() < 1000) {
		EXPECT_TRUE(read(Reader::of_file(folder / "x.sql", "x.sql"), 1) == expected) << text;
	}
	Reader reader = Reader::of_file(folder / "x.sql", "x.sql");
	CopyData data(reader);
	while (data.pass_over())
		;
	EXPECT_EQ(data.terminated(), expected.terminated);
	EXPECT_EQ(data.lines(), expected.lines);
	EXPECT_TRUE(rest_of(reader) == expected.rest) << text.size();
}

// So many bytes of lines.
std::string lines_of(std::size_t bytes, std::size_t length) {
	std::string text;
	while (text.size() < bytes) {
		std::size_t const size = std::min(length, bytes - text.size());
		text += std::string(size - 1, 'd') + '\n';
	}
	return text;
}

TEST(CopyData, ends_at_its_terminator) {
	expect("1\ta\n2\tb\n\\.\nSELECT 1;\n", {"1\ta\n2\tb\n", "SELECT 1;\n", true, 3});
	expect("\\.\nSELECT 1;\n", {"", "SELECT 1;\n", true, 1});
	expect("\\.\n", {"", "", true, 1});
	expect("\n\\.\n\\.\n", {"\n", "\\.\n", true, 2});
	expect("1\n\\.\nrest", {"1\n", "rest", true, 2});
}

TEST(CopyData, ends_at_a_terminator_without_newline) {
	expect("1\n\\.", {"1\n", "", true, 1});
	expect("\\.", {"", "", true, 0});
	expect("1\r\n\\.\r", {"1\r\n", "", true, 1});
}

TEST(CopyData, keeps_carriage_returns_of_data) {
	expect("1\ta\r\n2\tb\r\n\\.\r\nSELECT 1;\r\n", {"1\ta\r\n2\tb\r\n", "SELECT 1;\r\n", true, 3});
}

TEST(CopyData, ends_with_the_file) {
	expect("", {"", "", false, 0});
	expect("1\n2\n", {"1\n2\n", "", false, 2});
	expect("1\n2", {"1\n2", "", false, 1});
	expect(lines_of(200000, 100), {lines_of(200000, 100), "", false, 2000});
	expect(lines_of(200000, 100) + "x", {lines_of(200000, 100) + "x", "", false, 2000});
}

TEST(CopyData, may_hold_what_looks_like_a_terminator) {
	for (std::string const line :
		 {"\\\\.", "a\\.", "\\.a", "\\. ", " \\.", "\\.\\.", "\\", ".", "\\.\t", "\\.\rx", "\\N\\."})
		expect(line + "\n" + line + "\n\\.\nrest\n", {line + "\n" + line + "\n", "rest\n", true, 3});
	expect("a\\.", {"a\\.", "", false, 0});
	expect("1\n\\. ", {"1\n\\. ", "", false, 1});
}

// The terminator at every place around the borders of blocks of 64 KiB.
TEST(CopyData, finds_its_terminator_wherever_blocks_end) {
	for (std::size_t const border : {65536, 131072}) {
		for (std::size_t bytes = border - 6; bytes <= border + 2; ++bytes) {
			std::string const data = lines_of(bytes, 1024);
			int const count = static_cast<int>(std::count(data.begin(), data.end(), '\n'));
			expect(data + "\\.\nrest\n", {data, "rest\n", true, count + 1});
			expect(data + "\\.\r\nrest\n", {data, "rest\n", true, count + 1});
			expect(data + "\\.", {data, "", true, count});
			expect(data + "\\.\n", {data, "", true, count + 1});
			expect(data + "\\\\.\n\\.\nrest\n", {data + "\\\\.\n", "rest\n", true, count + 2});
		}
	}
}

TEST(CopyData, may_have_lines_longer_than_blocks) {
	for (std::size_t const length : {65535, 65536, 65537, 300000}) {
		std::string const line = std::string(length, 'x') + '\n';
		expect(line + line + "\\.\nrest\n", {line + line, "rest\n", true, 3});
		expect("\\\\." + line + "\\.\n", {"\\\\." + line, "", true, 2});
		expect(line.substr(0, length), {line.substr(0, length), "", false, 0});
	}
}

TEST(CopyData, may_have_much_behind_it) {
	expect("1\n\\.\n" + lines_of(500000, 100), {"1\n", lines_of(500000, 100), true, 2});
}

TEST(CopyData, may_be_followed_by_more_of_it) {
	Reader reader = Reader::of_text("1\n\\.\n2\n\\.\n", "x.sql");
	CopyData first(reader);
	char buffer[100];
	EXPECT_EQ(std::string(buffer, first.read(buffer, sizeof buffer)), "1\n");
	EXPECT_EQ(first.read(buffer, sizeof buffer), 0u);
	CopyData second(reader);
	EXPECT_EQ(std::string(buffer, second.read(buffer, sizeof buffer)), "2\n");
	EXPECT_EQ(second.read(buffer, sizeof buffer), 0u);
	EXPECT_TRUE(second.terminated());
}

TEST(CopyData, passes_over_what_was_not_read) {
	Reader reader = Reader::of_text("1\n2\n3\n\\.\nrest\n", "x.sql");
	CopyData data(reader);
	char buffer[2];
	EXPECT_EQ(data.read(buffer, sizeof buffer), 2u);
	while (data.pass_over())
		;
	EXPECT_TRUE(data.terminated());
	EXPECT_EQ(data.lines(), 4);
	EXPECT_EQ(reader.lines(1), "rest\n");
}

} // namespace
} // namespace confiture::script
