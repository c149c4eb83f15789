#include "mask/survival.hpp"

#include <gtest/gtest.h>

using namespace confiture::mask;

TEST(Survival, chance_of_is_poissons) {
	EXPECT_EQ(chance_of(0, 3), 1);
	EXPECT_NEAR(chance_of(1, 1), 0.6321, 1e-4);
	EXPECT_NEAR(chance_of(5, 1), 0.00366, 1e-5);
	EXPECT_NEAR(chance_of(12, 11.3), 0.4562, 1e-3);
	EXPECT_EQ(chance_of(1, 0), 0);
	EXPECT_NEAR(chance_of(500, 500), 0.506, 1e-2);
	EXPECT_EQ(chance_of(3000, 5000), 1);
	EXPECT_EQ(chance_of(6000, 5000), 0);
}

// Values 0 to 9, 100 rows each; mask(value) is what the target has.
template <typename Mask>
RowsByKey rows_of(Mask mask) {
	RowsByKey rows;
	for (std::uint64_t row = 0; row < 1000; ++row)
		rows.add(row % 10, mask(row % 10, row));
	return rows;
}

TEST(Survival, a_column_that_nothing_changed_survived) {
	RowsByKey const rows = rows_of([](auto value, auto) { return value; });
	EXPECT_EQ(rows.rows(), 1000);
	EXPECT_EQ(rows.unchanged(), 1000);
	EXPECT_EQ(rows.unchanged_values(), 10);
	EXPECT_DOUBLE_EQ(rows.by_chance(), 100);
	EXPECT_TRUE(rows.is_beyond_chance(true));
	EXPECT_TRUE(rows.is_beyond_chance(false));
}

TEST(Survival, two_values_that_nothing_changed_survived) {
	RowsByKey rows;
	for (std::uint64_t row = 0; row < 100; ++row)
		rows.add(row % 2, row % 2);
	EXPECT_TRUE(rows.is_beyond_chance(true));
}

TEST(Survival, a_value_that_is_its_own_mask_is_chance) {
	RowsByKey const rows = rows_of([](auto value, auto) { return value == 3 ? 3 : (value * 7 + 5) % 11; });
	EXPECT_GE(rows.unchanged(), 100);
	EXPECT_FALSE(rows.is_beyond_chance(true));
}

TEST(Survival, a_constant_is_chance) {
	RowsByKey const rows = rows_of([](auto, auto) { return std::uint64_t{3}; });
	EXPECT_EQ(rows.unchanged(), 100);
	EXPECT_FALSE(rows.is_beyond_chance(true));
	EXPECT_FALSE(rows.is_beyond_chance(false));
}

TEST(Survival, one_row_of_a_value_whose_others_changed_survived) {
	RowsByKey const rows = rows_of([](auto value, auto row) { return row == 42 ? value : value + 100; });
	EXPECT_EQ(rows.unchanged(), 1);
	EXPECT_TRUE(rows.is_beyond_chance(true));
}

TEST(Survival, values_dealt_at_random_are_chance) {
	RowsByKey const rows = rows_of([](auto, auto row) { return (row * 7919 + row / 10) % 10; });
	EXPECT_GT(rows.unchanged(), 50);
	EXPECT_FALSE(rows.is_beyond_chance(false));
}

TEST(Survival, half_of_the_rows_unchanged_are_not) {
	RowsByKey const rows =
		rows_of([](auto value, auto row) { return row % 20 < 10 ? value : (row * 7919 + row / 10) % 10; });
	EXPECT_TRUE(rows.is_beyond_chance(false));
}

TEST(Survival, nothing_is_nothing) {
	EXPECT_FALSE(RowsByKey{}.is_beyond_chance(true));
	EXPECT_FALSE(RowsByKey{}.is_beyond_chance(false));
	EXPECT_FALSE(compare_counts({}, {}).is_beyond_chance);
	EXPECT_FALSE(compare_counts({{1, 5}}, {}).is_beyond_chance);
}

TEST(Survival, values_as_often_as_before_survived) {
	Counts counts;
	for (std::uint64_t value = 0; value < 12; ++value)
		counts[value] = static_cast<std::int64_t>(100 << (value % 7));
	ByCount const same = compare_counts(counts, counts);
	EXPECT_NEAR(same.share, 1, 1e-9);
	EXPECT_LT(same.by_chance, 0.7);
	EXPECT_TRUE(same.is_beyond_chance);
}

TEST(Survival, counts_dealt_to_other_values_are_chance) {
	Counts source, target;
	for (std::uint64_t value = 0; value < 12; ++value) {
		source[value] = static_cast<std::int64_t>(100 << (value % 7));
		target[(value * 5 + 3) % 12] = static_cast<std::int64_t>(100 << (value % 7));
	}
	EXPECT_FALSE(compare_counts(source, target).is_beyond_chance);
}

TEST(Survival, values_of_one_count_tell_nothing) {
	Counts source, target;
	for (std::uint64_t value = 0; value < 20; ++value) {
		source[value] = 50;
		target[value] = 50;
	}
	EXPECT_FALSE(compare_counts(source, target).is_beyond_chance);
}
