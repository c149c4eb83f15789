#include "script/reader.hpp"

#include "fixture.hpp"

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace confiture::script {
namespace {

std::string numbered_lines(int count) {
	std::string text;
	for (int i = 0; i < count; ++i)
		text += "line " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 50), '.') + '\n';
	return text;
}

// Everything, in blocks that each must be whole lines.
std::string all_of(Reader &reader, std::size_t block) {
	std::string text;
	while (true) {
		std::string const lines = reader.lines(block);
		if (lines.empty())
			break;
		EXPECT_TRUE(text.empty() || text.ends_with('\n'));
		text += lines;
		EXPECT_EQ(reader.offset(), text.size());
	}
	EXPECT_EQ(reader.lines(block), "");
	return text;
}

std::string const texts[] = {"",
							 "\n",
							 "\n\n\n",
							 "one line",
							 "one line\n",
							 "a\nb",
							 "a\r\nb\r\n",
							 std::string("zero \0 byte\n\0", 13),
							 "\xEF\xBB\xBF"
							 "a\n",
							 numbered_lines(20000),
							 numbered_lines(20000) + "no newline",
							 std::string(300000, 'x'),
							 std::string(300000, 'x') + "\ny",
							 "a\n" + std::string(300000, 'x') + "\n" + std::string(65535, 'y') + "\n",
							 std::string(65536, 'x'),
							 std::string(65535, 'x') + "\n",
							 std::string(65535, 'x') + "\ny\n"};

TEST(Reader, gives_a_file_in_blocks_of_lines) {
	Folder const folder;
	for (std::string const &text : texts) {
		folder.write("x.sql", text);
		for (std::size_t const block : {1, 100, 65536, 1000000}) {
			Reader reader = Reader::of_file(folder / "x.sql", "x.sql");
			EXPECT_TRUE(all_of(reader, block) == text) << text.size() << " bytes in blocks of " << block;
		}
	}
}

TEST(Reader, gives_a_text_in_blocks_of_lines) {
	for (std::string const &text : texts) {
		Reader reader = Reader::of_text(text, "x.sql");
		EXPECT_TRUE(all_of(reader, 100) == text) << text.size();
	}
}

TEST(Reader, reads_no_more_than_it_needs) {
	Folder const folder;
	folder.write("x.sql", numbered_lines(100000));
	Reader reader = Reader::of_file(folder / "x.sql", "x.sql");
	EXPECT_LE(reader.lines(1).size(), 65536u);
	EXPECT_LE(reader.lines(200000).size(), 200000u + 65536u);
}

TEST(Reader, gives_again_what_was_put_back) {
	Folder const folder;
	std::string const text = numbered_lines(10000) + "the end";
	folder.write("x.sql", text);
	for (bool const from_file : {true, false}) {
		Reader reader = from_file ? Reader::of_file(folder / "x.sql", "x.sql") : Reader::of_text(text, "x.sql");
		std::string read;
		for (std::string lines = reader.lines(1000); !lines.empty(); lines = reader.lines(1000)) {
			std::size_t const keep = std::min(lines.size(), lines.size() / 2 + 1);
			reader.put_back(std::string_view(lines).substr(keep));
			read += lines.substr(0, keep);
			ASSERT_EQ(reader.offset(), read.size());
		}
		EXPECT_TRUE(read == text);
		reader.put_back("the end");
		EXPECT_EQ(reader.lines(1), "the end");
		EXPECT_EQ(reader.lines(1), "");
	}
}

TEST(Reader, goes_on_at_an_offset) {
	Folder const folder;
	std::string const text = numbered_lines(20000);
	folder.write("x.sql", text);
	for (bool const from_file : {true, false}) {
		for (std::size_t const offset : {std::size_t(0), std::size_t(7), std::size_t(70000), text.size()}) {
			Reader reader = from_file ? Reader::of_file(folder / "x.sql", "x.sql") : Reader::of_text(text, "x.sql");
			reader.skip_to(offset);
			EXPECT_EQ(reader.offset(), offset);
			std::string read;
			for (std::string lines = reader.lines(1000); !lines.empty(); lines = reader.lines(1000))
				read += lines;
			EXPECT_TRUE(read == text.substr(offset)) << offset;
			EXPECT_EQ(reader.offset(), text.size());
		}
	}
}

TEST(Reader, goes_on_at_an_offset_after_it_has_read) {
	Folder const folder;
	folder.write("x.sql", "one\ntwo\nthree\n");
	Reader file = Reader::of_file(folder / "x.sql", "x.sql");
	(void) file.lines(1);
	file.skip_to(4);
	EXPECT_EQ(file.lines(100), "two\nthree\n");
	Reader text = Reader::of_text("one\ntwo\nthree\n", "x.sql");
	std::string const all = text.lines(100);
	text.put_back(std::string_view(all).substr(4));
	text.skip_to(8);
	EXPECT_EQ(text.lines(1), "three\n");
	EXPECT_EQ(text.offset(), 14u);
}

TEST(Reader, moves_with_its_file) {
	Folder const folder;
	folder.write("x.sql", "SELECT 1;\n");
	folder.write("y.sql", "SELECT 2;\n");
	Reader reader = Reader::of_file(folder / "x.sql", "x.sql");
	Reader other = std::move(reader);
	EXPECT_EQ(other.lines(1), "SELECT 1;\n");
	other = Reader::of_file(folder / "y.sql", "y.sql");
	EXPECT_EQ(other.lines(1), "SELECT 2;\n");
}

TEST(Reader, says_what_cannot_be_opened) {
	Folder const folder;
	folder.make_folder("folder.sql");
	auto const error = [&](std::string const &name) {
		return error_of([&] { (void) Reader::of_file(folder / name, "shown/" + name); });
	};
	EXPECT_TRUE(
		holds(error("missing.sql"), "58P01 could not open file \"shown/missing.sql\": No such file or directory"));
	EXPECT_TRUE(holds(error("folder.sql"), "22023 \"shown/folder.sql\" is not a regular file"));
	folder.write("plain");
	EXPECT_TRUE(holds(error("plain/x.sql"), "58P01 could not open file \"shown/plain/x.sql\": Not a directory"));
	ASSERT_EQ(mkfifo((folder / "fifo.sql").c_str(), 0600), 0);
	EXPECT_TRUE(holds(error("fifo.sql"), "is not a regular file"));
	folder.write("secret.sql");
	std::filesystem::permissions(folder / "secret.sql", std::filesystem::perms::none);
	if (geteuid() != 0) { // root may read all
		EXPECT_TRUE(holds(error("secret.sql"), "42501 could not open file \"shown/secret.sql\": Permission denied"));
	}
}

} // namespace
} // namespace confiture::script
