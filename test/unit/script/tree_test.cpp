#include "script/tree.hpp"

#include "fixture.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace confiture::script {
namespace {

using Paths = std::vector<std::string>;
using Texts = std::map<std::string, std::string>;

Paths paths(std::vector<File> const &files) {
	Paths result;
	for (File const &file : files)
		result.push_back(file.path);
	return result;
}
Paths listed(Folder const &folder, Selection const &selection = {}) {
	return paths(Tree::of_path(folder.path(), selection).files());
}
std::string refused(Folder const &folder, Selection const &selection = {}) {
	return error_of([&] { (void) Tree::of_path(folder.path(), selection); });
}

std::string text_of(Tree const &tree, std::string const &path) {
	Reader reader = tree.open(path);
	return reader.lines(1000000);
}

// ---- Order
// -----------------------------------------------------------------------------------------------------------

Paths const in_order = {
	"00_first.sql",     "2_types/a.sql",      "2_types/b.sql",     "10_tables/9.sql", "10_tables/0A/x.sql",
	"10_tables/11.sql", "10_tables/user.sql", "functions/a/a.sql", "functions/a.sql", "z.sql"};

TEST(Tree, is_run_depth_first_by_name) {
	Folder const folder;
	for (auto path = in_order.rbegin(); path != in_order.rend(); ++path)
		folder.write(*path);
	EXPECT_EQ(listed(folder), in_order);
}

TEST(Tree, of_texts_has_the_same_order) {
	Texts texts;
	for (std::string const &path : in_order)
		texts[path] = "x";
	EXPECT_EQ(paths(Tree::of_texts(texts, {}).files()), in_order);
}

TEST(Tree, knows_the_sizes_of_its_files) {
	Folder const folder;
	folder.write("a.sql", "12345");
	folder.write("b.sql", "");
	EXPECT_EQ(Tree::of_path(folder.path(), {}).files(), (std::vector<File>{{"a.sql", 5}, {"b.sql", 0}}));
	EXPECT_EQ(Tree::of_texts({{"a.sql", "12345"}, {"b.sql", ""}}, {}).files(),
			  (std::vector<File>{{"a.sql", 5}, {"b.sql", 0}}));
}

TEST(Tree, holds_sql_files_and_nothing_else) {
	Paths const all = {".hidden.sql",      ".git/x.sql",    "a.sql",      "a.SQL",
					   "a.sql.bak",        "a.txt",         "sql",        "b.down.sql",
					   "down.sql",         "c/.x/y.sql",    "c/d.sql",    "seeds/x.sql",
					   "seeds/deep/x.sql", "e/seeds/x.sql", "x.sql/y.txt"};
	Paths const expected = {"a.sql", "c/d.sql", "down.sql", "e/seeds/x.sql"};
	Folder const folder;
	Texts texts;
	for (std::string const &path : all) {
		folder.write(path);
		texts[path] = "x";
	}
	EXPECT_EQ(listed(folder), expected);
	EXPECT_EQ(paths(Tree::of_texts(texts, {}).files()), expected);
}

TEST(Tree, may_be_empty) {
	Folder const folder;
	EXPECT_EQ(listed(folder), Paths{});
	EXPECT_EQ(paths(Tree::of_texts({}, {}).files()), Paths{});
}

TEST(Tree, may_be_one_file) {
	Folder const folder;
	folder.write("x/a.sql", "SELECT 1;");
	folder.write("x/b.sql");
	folder.write("x/data.txt");
	Tree const tree = Tree::of_path(folder / "x/a.sql", {});
	EXPECT_EQ(tree.files(), (std::vector<File>{{"a.sql", 9}}));
	EXPECT_EQ(tree.find("b.sql", "", false), "b.sql"); // its folder is the root
	EXPECT_EQ(paths(Tree::of_path(folder / "x/data.txt", {}).files()), Paths{"data.txt"});
}

TEST(Tree, must_exist) {
	Folder const folder;
	folder.write("plain.sql");
	auto const error = [](std::string const &path) { return error_of([&] { (void) Tree::of_path(path, {}); }); };
	EXPECT_EQ(error(folder / "missing"),
			  "58P01 could not open \"" + (folder / "missing") + "\": No such file or directory|||");
	EXPECT_TRUE(holds(error(folder / "plain.sql/x"), "58P01 could not open"));
}

TEST(Tree, must_be_readable) {
	if (geteuid() == 0)
		GTEST_SKIP() << "root may read all";
	Folder const folder;
	folder.write("a/x.sql");
	std::filesystem::permissions(folder / "a", std::filesystem::perms::none);
	EXPECT_TRUE(holds(refused(folder), "42501 could not open \"a\": Permission denied"));
	std::filesystem::permissions(folder / "a", std::filesystem::perms::owner_all);
	std::filesystem::permissions(folder / "a/x.sql", std::filesystem::perms::none);
	EXPECT_TRUE(holds(refused(folder), "42501 could not open file \"a/x.sql\": Permission denied"));
}

TEST(Tree, must_be_made_of_regular_files) {
	Folder const folder;
	ASSERT_EQ(mkfifo((folder / "fifo.sql").c_str(), 0600), 0);
	EXPECT_TRUE(holds(refused(folder), "22023 \"fifo.sql\" is not a regular file"));
}

// ---- Links
// -----------------------------------------------------------------------------------------------------------

TEST(Tree, follows_links_inside) {
	Folder const folder;
	folder.write("shared/x.sql", "SELECT 1;");
	folder.write("shared/data.txt", "SELECT 2;");
	folder.link("a", "shared");
	folder.link("b.sql", "shared/data.txt");
	folder.link("c.sql", folder.path() / "shared/x.sql");
	Tree const tree = Tree::of_path(folder.path(), {});
	EXPECT_EQ(tree.files(), (std::vector<File>{{"a/x.sql", 9}, {"b.sql", 9}, {"c.sql", 9}, {"shared/x.sql", 9}}));
	EXPECT_EQ(text_of(tree, "b.sql"), "SELECT 2;");
}

TEST(Tree, follows_no_link_outside) {
	Folder const outside;
	outside.write("x.sql");
	{
		Folder const folder;
		folder.link("a.sql", outside.path() / "x.sql");
		EXPECT_TRUE(holds(refused(folder), "42501 path \"a.sql\" leaves the root of the tree"));
	}
	{
		Folder const folder;
		folder.link("deep/a", outside.path());
		EXPECT_TRUE(holds(refused(folder), "42501 path \"deep/a\" leaves the root of the tree"));
	}
	{
		Folder const folder; // by way of a link inside
		folder.link("deep/b", outside.path());
		folder.link("a.sql", "deep/b/x.sql");
		EXPECT_TRUE(holds(refused(folder), "42501 path \"a.sql\" leaves the root of the tree"));
	}
	{
		Folder const folder; // a folder whose name begins like the root's is not inside
		folder.write("root/x.sql");
		folder.write("root2/y.sql");
		folder.link("root/a.sql", folder.path() / "root2/y.sql");
		EXPECT_TRUE(holds(error_of([&] { (void) Tree::of_path(folder / "root", {}); }), "42501 path \"a.sql\" leaves"));
	}
}

TEST(Tree, reads_nothing_outside_behind_a_link_made_later) {
	Folder const outside;
	outside.write("secret.sql");
	Folder const folder;
	folder.write("a.sql");
	Tree const tree = Tree::of_path(folder.path(), {});
	std::filesystem::remove(folder / "a.sql");
	folder.link("a.sql", outside.path() / "secret.sql");
	EXPECT_TRUE(
		holds(error_of([&] { (void) tree.open("a.sql"); }), "42501 path \"a.sql\" leaves the root of the tree"));
}

TEST(Tree, may_itself_be_a_link) {
	Folder const folder;
	folder.write("real/x.sql");
	folder.link("root", "real");
	EXPECT_EQ(paths(Tree::of_path(folder / "root", {}).files()), Paths{"x.sql"});
}

TEST(Tree, does_not_go_in_circles) {
	Folder const folder;
	folder.write("a/x.sql");
	folder.link("a/self", ".");
	folder.link("a/up", "..");
	folder.link("b/c/d", "../../b");
	folder.write("b/y.sql");
	EXPECT_EQ(listed(folder), (Paths{"a/x.sql", "b/y.sql"}));
}

TEST(Tree, names_broken_links_that_would_be_run) {
	{
		Folder const folder;
		folder.write("a.sql");
		folder.link("data.csv", "nowhere");
		EXPECT_EQ(listed(folder), Paths{"a.sql"});
		folder.link("b.sql", "nowhere");
		EXPECT_TRUE(holds(refused(folder), "58P01 could not open \"b.sql\": No such file or directory"));
		EXPECT_EQ(listed(folder, {{}, {"b.sql"}}), Paths{"a.sql"}); // not, where they are left out
	}
	{
		Folder const folder;
		folder.link("loop.sql", "loop.sql");
		EXPECT_TRUE(holds(refused(folder), "could not open \"loop.sql\": Too many levels of symbolic links"));
	}
}

// ---- Selection
// -------------------------------------------------------------------------------------------------------

bool selects(std::string const &pattern, std::string const &path) { return Selection{{pattern}, {}}.selects(path); }

TEST(Selection, takes_patterns_over_whole_paths) {
	EXPECT_TRUE(selects("*.sql", "a.sql"));
	EXPECT_TRUE(selects("*.sql", "a/b/c.sql")); // "*" matches "/"
	EXPECT_TRUE(selects("10_*", "10_tables/users.sql"));
	EXPECT_TRUE(selects("a/?.sql", "a/b.sql"));
	EXPECT_TRUE(selects("a/[a-c].sql", "a/b.sql"));
	EXPECT_FALSE(selects("a/[!a-c].sql", "a/b.sql"));
	EXPECT_TRUE(selects("a\\*.sql", "a*.sql"));
	EXPECT_FALSE(selects("a\\*.sql", "ab.sql"));
	EXPECT_FALSE(selects("users.sql", "10_tables/users.sql"));
	EXPECT_FALSE(selects("a.sql", "b.sql"));
	EXPECT_FALSE(selects("A.sql", "a.sql"));
	EXPECT_FALSE(selects("", "a.sql"));
}

TEST(Selection, takes_folders) {
	EXPECT_TRUE(selects("a", "a/b/c.sql"));
	EXPECT_TRUE(selects("a/", "a/b/c.sql"));
	EXPECT_TRUE(selects("a/b", "a/b/c.sql"));
	EXPECT_FALSE(selects("a", "ab/c.sql"));
	EXPECT_FALSE(selects("b", "a/b/c.sql"));
	EXPECT_TRUE(selects("*/b", "a/b/c.sql"));
}

TEST(Selection, takes_two_stars_for_any_folders) {
	EXPECT_TRUE(selects("**/users.sql", "users.sql"));
	EXPECT_TRUE(selects("**/users.sql", "a/users.sql"));
	EXPECT_TRUE(selects("**/users.sql", "a/b/users.sql"));
	EXPECT_FALSE(selects("**/users.sql", "a/superusers.sql"));
	EXPECT_TRUE(selects("**/*.sql", "a.sql"));
	EXPECT_TRUE(selects("a/**", "a/b/c.sql"));
	EXPECT_FALSE(selects("a/**", "b/a/c.sql"));
	EXPECT_TRUE(selects("a/**/x.sql", "a/b/x.sql"));
	EXPECT_TRUE(selects("a/**/x.sql", "a/b/c/x.sql"));
	EXPECT_TRUE(selects("a/**/x.sql", "a/x.sql"));
	EXPECT_FALSE(selects("a/**/x.sql", "a/bx.sql"));
	EXPECT_TRUE(selects("**/b/**", "a/b/c.sql"));
	for (char const *const path : {"b/x.sql", "a/b/x.sql", "b/c/x.sql", "a/b/c/x.sql"})
		EXPECT_TRUE(selects("**/b/**/x.sql", path)) << path;
}

TEST(Selection, takes_all_unless_told_and_leaves_out_what_is_excluded) {
	EXPECT_TRUE((Selection{}.selects("a.sql")));
	EXPECT_FALSE((Selection{{}, {"a.sql"}}.selects("a.sql")));
	EXPECT_FALSE((Selection{{"a.sql"}, {"a.sql"}}.selects("a.sql")));
	EXPECT_TRUE((Selection{{"b.sql", "a.sql"}, {"c.sql"}}.selects("a.sql")));
	EXPECT_FALSE((Selection{{"b.sql"}, {"c.sql"}}.selects("a.sql")));
}

TEST(Selection, selects_in_trees) {
	Folder const folder;
	for (std::string const path : {"a/x.sql", "a/y.sql", "b/x.sql", "z.sql"})
		folder.write(path);
	EXPECT_EQ(listed(folder, {{"a"}, {}}), (Paths{"a/x.sql", "a/y.sql"}));
	EXPECT_EQ(listed(folder, {{}, {"**/x.sql"}}), (Paths{"a/y.sql", "z.sql"}));
	EXPECT_EQ(listed(folder, {{"a", "z.sql"}, {"a/x.sql"}}), (Paths{"a/y.sql", "z.sql"}));
	Texts const texts{{"a/x.sql", ""}, {"a/y.sql", ""}, {"z.sql", ""}};
	EXPECT_EQ(paths(Tree::of_texts(texts, {{"a"}, {"a/x.sql"}}).files()), Paths{"a/y.sql"});
}

// ---- Dependencies
// ----------------------------------------------------------------------------------------------------

TEST(DeclaredDependencies, stand_in_the_comments_at_the_head) {
	EXPECT_EQ(declared_dependencies("-- depends: a.sql\n"), Paths{"a.sql"});
	EXPECT_EQ(declared_dependencies("--depends: a.sql, b/c.sql ,\n-- x\n\n  -- depends:d e.sql\r\nSELECT 1;"),
			  (Paths{"a.sql", "b/c.sql", "d e.sql"}));
	EXPECT_EQ(declared_dependencies("\xEF\xBB\xBF-- depends: a.sql"), Paths{"a.sql"});
	EXPECT_EQ(declared_dependencies("SELECT 1;\n-- depends: a.sql\n"), Paths{});
	EXPECT_EQ(declared_dependencies("/* */\n-- depends: a.sql\n"), Paths{});
	EXPECT_EQ(declared_dependencies("-- it depends: a.sql\n-- depends on a.sql\n-- depends:\n"), Paths{});
	EXPECT_EQ(declared_dependencies(""), Paths{});
}

TEST(Dependencies, come_first_and_leave_the_rest_in_order) {
	Texts const texts{{"a.sql", "-- depends: c.sql\n"},
					  {"b.sql", ""},
					  {"c.sql", "-- depends: e.sql, d.sql"},
					  {"d.sql", ""},
					  {"e.sql", ""},
					  {"f.sql", "-- depends: a.sql\n"}};
	Paths const expected = {"e.sql", "d.sql", "c.sql", "a.sql", "b.sql", "f.sql"};
	EXPECT_EQ(paths(Tree::of_texts(texts, {}).files()), expected);
	Folder const folder;
	for (auto const &[path, text] : texts)
		folder.write(path, text);
	EXPECT_EQ(listed(folder), expected);
}

TEST(Dependencies, are_named_from_the_root_or_from_the_folder) {
	EXPECT_EQ(paths(Tree::of_texts({{"a/x.sql", "-- depends: y.sql"}, {"a/y.sql", ""}}, {}).files()),
			  (Paths{"a/y.sql", "a/x.sql"}));
	EXPECT_EQ(paths(Tree::of_texts({{"a/x.sql", "-- depends: ../b/y.sql"}, {"b/y.sql", ""}}, {}).files()),
			  (Paths{"b/y.sql", "a/x.sql"}));
	EXPECT_EQ(paths(Tree::of_texts({{"a/x.sql", "-- depends: b/y.sql"}, {"b/y.sql", ""}}, {}).files()),
			  (Paths{"b/y.sql", "a/x.sql"}));
	EXPECT_EQ(paths(Tree::of_texts({{"a/x.sql", "-- depends: ./y.sql"}, {"a/y.sql", ""}, {"y.sql", ""}}, {}).files()),
			  (Paths{"y.sql", "a/x.sql", "a/y.sql"})); // the root's goes first
}

TEST(Dependencies, must_be_in_the_tree) {
	std::string const expected =
		"58P01 file \"no.sql\" does not exist in the tree|File \"a/x.sql\" declares that it depends on it.||"
		"file \"a/x.sql\"";
	EXPECT_EQ(error_of([] { (void) Tree::of_texts({{"a/x.sql", "-- depends: no.sql"}}, {}); }), expected);
	Folder const folder;
	folder.write("a/x.sql", "-- depends: no.sql\n");
	EXPECT_EQ(refused(folder), expected);
}

TEST(Dependencies, must_not_go_in_circles) {
	Texts const circle{{"a.sql", "-- depends: b.sql"}, {"b.sql", "-- depends: c.sql"}, {"c.sql", "-- depends: b.sql"}};
	EXPECT_EQ(error_of([&] { (void) Tree::of_texts(circle, {}); }),
			  "22023 files depend on each other in a circle|"
			  "File \"b.sql\" depends on \"c.sql\" depends on \"b.sql\".||");
	EXPECT_TRUE(holds(error_of([] {
						  (void) Tree::of_texts({{"a.sql", "-- depends: a.sql"}}, {});
					  }),
					  "File \"a.sql\" depends on \"a.sql\"."));
}

TEST(Dependencies, may_form_long_chains) {
	Texts texts;
	for (int i = 1; i <= 2000; ++i)
		texts[std::to_string(i) + ".sql"] = i < 2000 ? "-- depends: " + std::to_string(i + 1) + ".sql" : "";
	Paths const files = paths(Tree::of_texts(texts, {}).files());
	EXPECT_EQ(files.size(), 2000u);
	EXPECT_EQ(files.front(), "2000.sql");
	EXPECT_EQ(files.back(), "1.sql");
}

// ---- What is left out
// -----------------------------------------------------------------------------------------------

TEST(Tree, says_what_leaves_out_a_dependency) {
	Texts const texts{{"a.sql", "-- depends: b/1.sql"}, {"b/1.sql", ""},     {"c.sql", "-- depends: seeds/1.sql"},
					  {"d.sql", "-- depends: d.txt"},   {"seeds/1.sql", ""}, {"d.txt", ""},
					  {"e.sql", "-- depends: f.sql"}};
	Folder const folder;
	for (auto const &[path, text] : texts)
		folder.write(path, text);
	auto const expect = [&](Selection const &selection, std::string const &error) {
		EXPECT_TRUE(holds(refused(folder, selection), "58P01 " + error)) << refused(folder, selection);
		EXPECT_TRUE(holds(error_of([&] { (void) Tree::of_texts(texts, selection); }), error));
	};
	expect({{"a.sql"}, {}}, "file \"b/1.sql\" is not among the files to be run|File \"a.sql\" declares that it depends "
							"on it. \"include\" leaves out \"b/1.sql\".");
	expect({{"a.sql"}, {"b"}}, "file \"b/1.sql\" is not among the files to be run|File \"a.sql\" declares that it "
							   "depends on it. \"exclude\" leaves out \"b/1.sql\".");
	expect({{"c.sql"}, {}}, "file \"seeds/1.sql\" is not among the files to be run|File \"c.sql\" declares that it "
							"depends on it. Seed data is run after all else.");
	expect({{"d.sql"}, {}}, "file \"d.txt\" is not among the files to be run");
	expect({{"e.sql"}, {}}, "file \"f.sql\" does not exist in the tree");
}

TEST(Tree, includes_something_by_each_pattern) {
	Folder const folder;
	folder.write("a/1.sql");
	folder.write("b/1.txt");
	EXPECT_EQ(refused(folder, {{"a", "*.sql"}, {}}), "");
	for (char const *const pattern : {"b", "1.sql", "a/2.sql"}) {
		std::string const error =
			std::string("58P01 no SQL file matches the pattern \"") + pattern + "\" of \"include\"";
		EXPECT_TRUE(holds(refused(folder, {{"a", pattern}, {}}), error));
		EXPECT_TRUE(holds(error_of([&] { (void) Tree::of_texts({{"a/1.sql", ""}}, {{"a", pattern}, {}}); }), error));
	}
}

TEST(Tree, of_texts_has_paths_of_one_form) {
	for (char const *const path :
		 {"", "/", "/a.sql", "./a.sql", "a//b.sql", "a/./b.sql", "a/b/../c.sql", "a.sql/", "."})
		EXPECT_TRUE(holds(error_of([&] {
							  (void) Tree::of_texts({{path, ""}}, {});
						  }),
						  std::string("22023 invalid path of a file: \"") + path + '"'));
	for (char const *const path : {"../a.sql", "a/../../b.sql", ".."})
		EXPECT_TRUE(holds(error_of([&] { (void) Tree::of_texts({{path, ""}}, {}); }), "42501 path"));
}

// ---- Sub-trees
// -------------------------------------------------------------------------------------------------------

TEST(Tree, has_subtrees_whatever_the_selection) {
	Paths const all = {
		"a.sql",        "seeds/common/1.sql", "seeds/common/10.sql", "seeds/common/9/x.sql", "seeds/test/x.sql",
		"seeds/one.sql"};
	Folder const folder;
	Texts texts;
	for (std::string const &path : all) {
		folder.write(path);
		texts[path] = "x";
	}
	Selection const selection{{"a.sql"}, {"seeds"}};
	for (Tree const &tree : {Tree::of_path(folder.path(), selection), Tree::of_texts(texts, selection)}) {
		EXPECT_EQ(paths(tree.files()), Paths{"a.sql"});
		Paths const common = {"seeds/common/1.sql", "seeds/common/9/x.sql", "seeds/common/10.sql"};
		EXPECT_EQ(paths(tree.below({"seeds/common"})), common);
		EXPECT_EQ(paths(tree.below({"seeds/common/"})), common);
		EXPECT_EQ(paths(tree.below({"seeds/one.sql"})), Paths{"seeds/one.sql"});
		EXPECT_EQ(paths(tree.below({"seeds"})).size(), 5u);
		EXPECT_TRUE(holds(error_of([&] { (void) tree.below({"seeds/none"}); }), "58P01"));
		EXPECT_EQ(text_of(tree, "seeds/test/x.sql").empty(), false);
	}
}

TEST(Tree, has_subtrees_with_dependencies) {
	Texts const texts{
		{"seeds/t/1.sql", "-- depends: seeds/t/2.sql"}, {"seeds/t/2.sql", "-- depends: 3.sql"}, {"seeds/t/3.sql", ""}};
	Folder const folder;
	for (auto const &[path, text] : texts)
		folder.write(path, text);
	Paths const expected = {"seeds/t/3.sql", "seeds/t/2.sql", "seeds/t/1.sql"};
	EXPECT_EQ(paths(Tree::of_texts(texts, {}).below({"seeds/t"})), expected);
	EXPECT_EQ(paths(Tree::of_path(folder.path(), {}).below({"seeds/t"})), expected);
}

TEST(Tree, has_subtrees_that_depend_on_each_other) {
	Texts const texts{{"seeds/a/1.sql", "-- depends: seeds/b/2.sql"}, {"seeds/b/1.sql", ""}, {"seeds/b/2.sql", ""}};
	Folder const folder;
	for (auto const &[path, text] : texts)
		folder.write(path, text);
	for (Tree const &tree : {Tree::of_path(folder.path(), {}), Tree::of_texts(texts, {})}) {
		EXPECT_EQ(paths(tree.below({"seeds/a", "seeds/b"})),
				  (Paths{"seeds/b/2.sql", "seeds/a/1.sql", "seeds/b/1.sql"}));
		EXPECT_EQ(paths(tree.below({"seeds/b", "seeds/a"})),
				  (Paths{"seeds/b/1.sql", "seeds/b/2.sql", "seeds/a/1.sql"}));
		EXPECT_EQ(paths(tree.below({"seeds/a", "seeds/a", "seeds"})).size(), 3u); // each once
		EXPECT_TRUE(holds(error_of([&] { (void) tree.below({"seeds/a"}); }),
						  "58P01 file \"seeds/b/2.sql\" is not among the files to be run"));
	}
}

TEST(Tree, has_subtrees_that_depend_on_the_tree) {
	Texts const texts{
		{"a/1.sql", ""}, {"seeds/t/1.sql", "-- depends: a/1.sql"}, {"seeds/bad.sql", "-- depends: a/2.sql"}};
	Folder const folder;
	for (auto const &[path, text] : texts)
		folder.write(path, text);
	for (Tree const &tree : {Tree::of_path(folder.path(), {}), Tree::of_texts(texts, {})}) {
		EXPECT_EQ(paths(tree.below({"seeds/t"})), Paths{"seeds/t/1.sql"});
		EXPECT_TRUE(
			holds(error_of([&] { (void) tree.below({"seeds/bad.sql"}); }), "58P01 file \"a/2.sql\" does not exist"));
	}
}

TEST(Tree, has_no_subtree_outside) {
	Folder const folder;
	folder.write("root/a.sql");
	folder.write("other/b.sql");
	Tree const tree = Tree::of_path(folder / "root", {});
	EXPECT_TRUE(holds(error_of([&] { (void) tree.below({"../other"}); }),
					  "42501 path \"../other\" leaves the root of the tree"));
}

TEST(Tree, has_an_empty_subtree_only_by_mistake) {
	Folder const folder;
	folder.make_folder("seeds/empty");
	EXPECT_TRUE(holds(error_of([&] { (void) Tree::of_path(folder.path(), {}).below({"seeds/empty"}); }),
					  "58P01 no SQL files below \"seeds/empty\""));
}

// ---- Included files
// --------------------------------------------------------------------------------------------------

TEST(Tree, finds_included_files) {
	Folder const folder;
	Texts texts;
	for (std::string const path : {"top.sql", "a/here.sql", "a/both.sql", "both.sql"}) {
		folder.write(path);
		texts[path] = "x";
	}
	for (Tree const &tree : {Tree::of_path(folder.path(), {}), Tree::of_texts(texts, {})}) {
		EXPECT_EQ(tree.find("top.sql", "a", false), "top.sql");
		EXPECT_EQ(tree.find("a/here.sql", "a", false), "a/here.sql");
		EXPECT_EQ(tree.find("here.sql", "a", false), "a/here.sql"); // only there it exists
		EXPECT_EQ(tree.find("both.sql", "a", false), "both.sql");
		EXPECT_EQ(tree.find("both.sql", "a", true), "a/both.sql");
		EXPECT_EQ(tree.find("../both.sql", "a", true), "both.sql");
		EXPECT_EQ(tree.find("./a/../top.sql", "", false), "top.sql");
		EXPECT_EQ(tree.find("nowhere.sql", "a", false), "nowhere.sql");
		EXPECT_EQ(tree.find("nowhere.sql", "a", true), "a/nowhere.sql");
		for (std::string const leaving : {"../x.sql", "a/../../x.sql", "..", "/etc/passwd"})
			EXPECT_TRUE(holds(error_of([&] { (void) tree.find(leaving, "", false); }),
							  "42501 path \"" + leaving + "\" leaves the root of the tree"))
				<< leaving;
		EXPECT_TRUE(holds(error_of([&] { (void) tree.find("../../x.sql", "a", true); }), "42501 path"));
		EXPECT_TRUE(holds(error_of([&] { (void) tree.open(tree.find("nowhere.sql", "", false)); }), "58P01"));
	}
	Tree const tree = Tree::of_path(folder.path(), {});
	EXPECT_EQ(tree.find(folder / "a/here.sql", "a", false), "a/here.sql");
	EXPECT_EQ(tree.find(folder / "top.sql", "a", true), "top.sql");
}

TEST(Tree, of_texts_stays_inside) {
	for (std::string const path : {"../x.sql", "a/../../x.sql"})
		EXPECT_TRUE(holds(error_of([&] { (void) Tree::of_texts({{path, ""}}, {}); }), "42501 path"));
}

TEST(Tree, has_digests_of_its_files) {
	Folder const folder;
	folder.write("a.sql", "abc");
	folder.write("big.sql", std::string(1000000, 'a'));
	folder.write("empty.sql", "");
	for (Tree const &tree :
		 {Tree::of_path(folder.path(), {}),
		  Tree::of_texts({{"a.sql", "abc"}, {"big.sql", std::string(1000000, 'a')}, {"empty.sql", ""}}, {})}) {
		EXPECT_EQ(tree.sha256("a.sql"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		EXPECT_EQ(tree.sha256("big.sql"), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
		EXPECT_EQ(tree.sha256("empty.sql"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	}
}

TEST(FolderOf, is_all_before_the_last_slash) {
	EXPECT_EQ(folder_of("a/b/c.sql"), "a/b");
	EXPECT_EQ(folder_of("a.sql"), "");
}

} // namespace
} // namespace confiture::script
