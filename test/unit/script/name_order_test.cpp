#include "script/name_order.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace confiture::script {
namespace {

using Names = std::vector<std::string>;

// Sorted, whatever the order before.
void expect_order(Names const &names) {
	for (std::size_t left = 0; left < names.size(); ++left)
		for (std::size_t right = 0; right < names.size(); ++right)
			EXPECT_EQ(comes_before(names[left], names[right]), left < right) << names[left] << " and " << names[right];
	std::mt19937 random(1);
	for (int i = 0; i < 20; ++i) {
		Names shuffled = names;
		std::ranges::shuffle(shuffled, random);
		std::ranges::sort(shuffled, comes_before);
		EXPECT_EQ(shuffled, names);
	}
}

TEST(NumberPrefix, ends_before_a_separator_or_with_the_name) {
	EXPECT_EQ(number_prefix("10_tables"), "10");
	EXPECT_EQ(number_prefix("0A-x"), "0A");
	EXPECT_EQ(number_prefix("1.sql"), "1");
	EXPECT_EQ(number_prefix("2 x"), "2");
	EXPECT_EQ(number_prefix("00"), "00");
	EXPECT_EQ(number_prefix("1f"), "1f");
	EXPECT_EQ(number_prefix("20240131120000_init.sql"), "20240131120000");
}

TEST(NumberPrefix, begins_with_a_digit_and_is_one_number) {
	EXPECT_EQ(number_prefix(""), "");
	EXPECT_EQ(number_prefix("a_x"), "");
	EXPECT_EQ(number_prefix("A0_x"), "");
	EXPECT_EQ(number_prefix("_1"), "");
	EXPECT_EQ(number_prefix("1st_x"), "");
	EXPECT_EQ(number_prefix("10x_y"), "");
	EXPECT_EQ(number_prefix("1,2"), "");
	EXPECT_EQ(number_prefix("V1__init.sql"), "");
	EXPECT_EQ(number_prefix("-1"), "");
}

TEST(NameOrder, numbers_sort_by_value) {
	expect_order({"1_a", "2_a", "9_a", "10_a", "11_a", "100_a"});
	expect_order({"1.sql", "2.sql", "10.sql"});
	expect_order({"0_x", "1_x"});
}

TEST(NameOrder, hexadecimal_numbers_sort_by_value) {
	expect_order({"00_a", "09_a", "0A_a", "0b_a", "0F_a", "10_a", "1a_a", "1B_a"});
}

TEST(NameOrder, width_does_not_matter) { expect_order({"001_a", "2_a", "03_a", "0004_a", "00010_a"}); }

TEST(NameOrder, equal_numbers_sort_by_bytes) {
	expect_order({"010_a", "10_a", "10_b"});
	expect_order({"1-a", "1.a", "1_a"});
	expect_order({"0A_x", "0a_x"});
	expect_order({"00_x", "0_x"});
}

TEST(NameOrder, names_without_a_number_come_last_by_bytes) {
	expect_order({"99_z", "B", "a", "a1", "a10", "a2", "z", "\xC3\xA4"});
	expect_order({"5_x", "10x", "1st"});
	expect_order({"1_a", "", "V10__x", "V1__x", "V2__x"});
}

TEST(NameOrder, numbers_may_be_of_any_size) {
	expect_order({"18446744073709551615_a", "18446744073709551616_a", "99999999999999999999999999999999_a"});
	std::string const huge(5000, '9');
	expect_order({"1_a", huge + "8_a", huge + "9_a"});
	expect_order({"20231231235959_a", "20240101000000_a"});
}

} // namespace
} // namespace confiture::script
