#include "build/options.hpp"

#include "error.hpp"

#include <gtest/gtest.h>

namespace confiture::build {
namespace {

using Paths = std::vector<std::string>;

std::map<std::string, std::string> const texts{
	{"1.sql", ""},           {"2.sql", ""}, {"data/a.sql", ""}, {"seeds/common/1.sql", ""}, {"seeds/common/2.sql", ""},
	{"seeds/test/1.sql", ""}};

Paths run(Paths const &seeds, script::Selection const &selection = {}) {
	Options options;
	options.selection = selection;
	options.seeds = seeds;
	Paths paths;
	for (script::File const &file : files_to_run(script::Tree::of_texts(texts, selection), options))
		paths.push_back(file.path);
	return paths;
}

TEST(FilesToRun, are_the_tree_without_seeds) { EXPECT_EQ(run({}), (Paths{"1.sql", "2.sql", "data/a.sql"})); }

TEST(FilesToRun, end_with_the_seeds_as_they_are_named) {
	EXPECT_EQ(run({"seeds/test", "seeds/common"}),
			  (Paths{"1.sql", "2.sql", "data/a.sql", "seeds/test/1.sql", "seeds/common/1.sql", "seeds/common/2.sql"}));
}

TEST(FilesToRun, are_run_once) {
	EXPECT_EQ(run({"seeds/common/2.sql", "seeds/common", "seeds/common"}),
			  (Paths{"1.sql", "2.sql", "data/a.sql", "seeds/common/2.sql", "seeds/common/1.sql"}));
	EXPECT_EQ(run({"data"}), (Paths{"1.sql", "2.sql", "data/a.sql"}));
	EXPECT_EQ(run({"1.sql"}), (Paths{"2.sql", "data/a.sql", "1.sql"})); // a seed runs after all else
}

TEST(FilesToRun, are_selected_but_for_the_seeds) {
	EXPECT_EQ(run({"seeds/test"}, {{"1.sql"}, {}}), (Paths{"1.sql", "seeds/test/1.sql"}));
	EXPECT_EQ(run({"seeds/test"}, {{}, {"seeds", "2.sql"}}), (Paths{"1.sql", "data/a.sql", "seeds/test/1.sql"}));
}

TEST(FilesToRun, need_seeds_that_exist) { EXPECT_THROW(run({"seeds/none"}), Error); }

} // namespace
} // namespace confiture::build
