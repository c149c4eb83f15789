#include "build/template_key.hpp"

#include "build/names.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace confiture::build {
namespace {

using Base = std::vector<std::string>;
using Files = std::vector<HashedFile>;

Files files(int count) {
	Files result;
	for (int i = 0; i < count; ++i)
		result.push_back({std::to_string(i) + ".sql", std::string(64, static_cast<char>('a' + i))});
	return result;
}

std::size_t common(std::vector<std::string> const &left, std::vector<std::string> const &right) {
	auto const [end, other] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
	return static_cast<std::size_t>(end - left.begin());
}

TEST(PrefixKeys, are_one_more_than_the_files_and_all_different) {
	auto const keys = prefix_keys({"base"}, files(10));
	EXPECT_EQ(keys.size(), 11u);
	EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 11u);
	for (std::string const &key : keys) {
		EXPECT_EQ(key.size(), key_length);
		EXPECT_EQ(key.find_first_not_of("0123456789abcdef"), std::string::npos);
	}
	EXPECT_EQ(prefix_keys({"base"}, {}).size(), 1u);
}

TEST(PrefixKeys, of_a_longer_tree_begin_with_those_of_the_shorter) {
	auto const all = prefix_keys({"base"}, files(10));
	for (int count = 0; count <= 10; ++count) {
		auto const some = prefix_keys({"base"}, files(count));
		EXPECT_EQ(common(all, some), some.size());
	}
}

TEST(PrefixKeys, differ_from_the_first_file_that_differs) {
	auto const keys = prefix_keys({"base"}, files(10));
	for (std::size_t i = 0; i < 10; ++i) {
		Files edited = files(10);
		edited[i].sha256 = std::string(64, 'z');
		EXPECT_EQ(common(keys, prefix_keys({"base"}, edited)), i + 1) << i;
		EXPECT_NE(keys.back(), prefix_keys({"base"}, edited).back());
		Files renamed = files(10);
		renamed[i].path = "other.sql";
		EXPECT_EQ(common(keys, prefix_keys({"base"}, renamed)), i + 1) << i;
	}
	Files swapped = files(10);
	std::swap(swapped[3], swapped[4]);
	EXPECT_EQ(common(keys, prefix_keys({"base"}, swapped)), 4u);
}

TEST(PrefixKeys, have_nothing_in_common_when_the_base_differs) {
	auto const keys = prefix_keys({"a", "b"}, files(3));
	for (Base const &base :
		 {Base{"a", "c"}, Base{"ab"}, Base{"a", "b", ""}, Base{"", "a", "b"}, Base{"b", "a"}, Base{}}) {
		auto const others = prefix_keys(base, files(3));
		for (std::string const &key : others)
			EXPECT_EQ(std::ranges::count(keys, key), 0);
	}
}

TEST(PrefixKeys, tell_path_and_content_apart) {
	EXPECT_NE(prefix_keys({}, {{"ab", "c"}}).back(), prefix_keys({}, {{"a", "bc"}}).back());
}

} // namespace
} // namespace confiture::build
