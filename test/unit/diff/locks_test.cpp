#include "diff/bound.hpp"
#include "diff/effect.hpp"
#include "diff/key_index.hpp"

#include <gtest/gtest.h>

namespace confiture::diff {
namespace {

using Conditions = std::vector<std::string>;

TEST(Bound, says_what_its_rows_fulfil) {
	EXPECT_EQ(conditions_of_bound("RANGE (k)", "FOR VALUES FROM (1) TO ('a)b')"),
			  (Conditions{"k IS NOT NULL", "k >= 1", "k < 'a)b'"}));
	EXPECT_EQ(conditions_of_bound("RANGE (k)", "FOR VALUES FROM (MINVALUE) TO (9)"),
			  (Conditions{"k IS NOT NULL", "k < 9"}));
	EXPECT_EQ(conditions_of_bound("LIST (\"K k\")", "FOR VALUES IN ('x', 'y')"),
			  (Conditions{"\"K k\" IS NOT NULL", "\"K k\" IN ('x', 'y')"}));
	EXPECT_EQ(conditions_of_bound("LIST (k)", "FOR VALUES IN (1)"), (Conditions{"k IS NOT NULL", "k = 1"}));
}

TEST(Bound, is_not_always_that_simple) {
	EXPECT_FALSE(conditions_of_bound("RANGE (a, b)", "FOR VALUES FROM (1, 2) TO (3, 4)"));
	EXPECT_FALSE(conditions_of_bound("RANGE (lower(a))", "FOR VALUES FROM ('a') TO ('b')"));
	EXPECT_FALSE(conditions_of_bound("LIST (k)", "FOR VALUES IN (NULL, 1)"));
	EXPECT_FALSE(conditions_of_bound("HASH (k)", "FOR VALUES WITH (modulus 4, remainder 0)"));
	EXPECT_FALSE(conditions_of_bound("LIST (k)", "DEFAULT"));
}

TEST(Check, has_parts_that_all_must_hold) {
	EXPECT_EQ(conjuncts("CHECK ((a IS NOT NULL))"), (Conditions{"a IS NOT NULL"}));
	EXPECT_EQ(conjuncts("CHECK (((a > 0) AND (b = ' AND )') AND (c IS NOT NULL)))"),
			  (Conditions{"a > 0", "b = ' AND )'", "c IS NOT NULL"}));
	EXPECT_EQ(conjuncts("CHECK (((a IS NOT NULL) = false))"), (Conditions{"(a IS NOT NULL) = false"}));
	EXPECT_EQ(conjuncts("CHECK (((a IS NOT NULL) OR ((b > 0) AND (c > 0))))"),
			  (Conditions{"(a IS NOT NULL) OR ((b > 0) AND (c > 0))"}));
}

TEST(Check, proves_only_what_it_says) {
	Conditions const conditions{"k IS NOT NULL", "k >= '2024-01-01'"};
	EXPECT_TRUE(check_says("CHECK (((k >= '2024-01-01'::date) AND (k IS NOT NULL)))", conditions, false));
	EXPECT_TRUE(check_says("CHECK ((k >= '2024-01-01'::date))", conditions, true));
	EXPECT_FALSE(check_says("CHECK ((k >= '2024-01-01'::date))", conditions, false));
	EXPECT_FALSE(check_says("CHECK (((k >= '2024-01-01'::date) OR (k IS NOT NULL)))", conditions, true));
}

TEST(KeyIndex, is_what_the_constraint_says) {
	auto const key = key_index("UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c) WITH (fillfactor='70') DEFERRABLE");
	ASSERT_TRUE(key);
	EXPECT_EQ(key->words, "UNIQUE ");
	EXPECT_EQ(key->columns, "(a, b) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor='70')");
	EXPECT_EQ(key->timing, " DEFERRABLE");
	EXPECT_FALSE(key_index("PRIMARY KEY (a, b WITHOUT OVERLAPS)"));
	EXPECT_FALSE(key_index("EXCLUDE USING gist (a WITH =)"));
}

TEST(Effect, may_differ_by_version) {
	EXPECT_EQ(effect_of("GRANT", 170004).on(Who::table), Lock::none);
	EXPECT_EQ(effect_of("GRANT", 180001).on(Who::table), Lock::access_share);
	EXPECT_EQ(effect_of("DROP FOREIGN KEY", 150000).on(Who::referenced), Lock::access_exclusive);
}

} // namespace
} // namespace confiture::diff
