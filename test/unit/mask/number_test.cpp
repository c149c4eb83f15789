#include "fixture.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "mask/range.hpp"

namespace confiture::mask {
namespace {

std::string text(Decimal const &value) {
	std::string out;
	append(out, value);
	return out;
}
Decimal decimal(std::string_view written) { return parse_decimal(written).value(); }
std::string numeric(std::string_view label, std::string_view value) {
	return text(mask_of(label, {.type = Type::numeric})->numeric(decimal(value), {}));
}
std::int64_t integer(std::string_view label, std::int64_t value, Type type = Type::bigint) {
	return mask_of(label, {.type = type})->integer(value, {});
}
double real(std::string_view label, double value) { return mask_of(label, {.type = Type::real})->real(value, {}); }

TEST(Noise, stays_within_its_ratio_or_amount) {
	auto const by_ratio = mask_of("noise(ratio => 0.1)", {.type = Type::integer});
	auto const by_amount = mask_of("noise(amount => 3)", {.type = Type::integer});
	std::set<std::int64_t> changes;
	for (std::int64_t value = -5000; value < 5000; ++value) {
		EXPECT_LE(std::abs(by_ratio->integer(value, {}) - value), std::max<std::int64_t>(1, std::abs(value) / 10));
		std::int64_t const change = by_amount->integer(value, {}) - value;
		EXPECT_LE(std::abs(change), 3);
		changes.insert(change);
	}
	EXPECT_EQ(changes.size(), 7u); // all of -3 to 3
	for (double const value : {1.0, -1e300, 1e-300, 0.5}) {
		double const out = real("noise(ratio => 0.1)", value);
		EXPECT_LE(std::abs(out - value), std::abs(value) * 0.1000001);
		EXPECT_NE(out, value);
	}
	Decimal const salary = decimal(numeric("noise(ratio => 0.1)", "52345.67"));
	EXPECT_EQ(salary.scale, 2);
	EXPECT_NEAR(to_double(salary), 52345.67, 5234.57);
}

TEST(Noise, averages_to_nothing_over_values_and_is_fixed_for_each) {
	auto const mask = mask_of("noise(amount => 1000)", {.type = Type::bigint});
	double sum = 0;
	for (std::int64_t value = 0; value < 20000; ++value) {
		sum += static_cast<double>(mask->integer(value, {}) - value);
		ASSERT_EQ(mask->integer(value, {}), mask->integer(value, {}));
	}
	EXPECT_LT(std::abs(sum / 20000), 20); // 5 standard errors
}

TEST(Noise, keeps_its_bounds) {
	for (std::int64_t age = 0; age < 120; ++age) {
		EXPECT_GE(integer("noise(amount => 50, min => 18, max => 90)", age), 18);
		EXPECT_LE(integer("noise(amount => 50, min => 18, max => 90)", age), 90);
	}
	EXPECT_GE(real("noise(ratio => 1, min => 0.5)", 0.5), 0.5);
	EXPECT_GE(to_double(decimal(numeric("noise(amount => 5, min => 0)", "0.50"))), 0);
	EXPECT_LE(integer("noise(ratio => 10)", 32000, Type::smallint), 32767);
}

TEST(Noise, of_equal_whole_numbers_is_equal_whatever_their_type) {
	std::size_t at_the_end = 0;
	for (std::int64_t const value :
		 {0, 1, -1, 42, 29000, 32000, 32767, -32768, -32000, 40000, 2147483647, -2147483647 - 1}) {
		for (char const *const label : {"noise(ratio => 0.1)", "noise(amount => 5000)", "noise(ratio => 10)"}) {
			std::int64_t const wide = integer(label, value, Type::bigint);
			EXPECT_EQ(integer(label, value, Type::integer), wide) << label << " of " << value;
			if (value >= INT16_MIN && value <= INT16_MAX) {
				EXPECT_EQ(integer(label, value, Type::smallint), wide) << label << " of " << value;
			}
		}
	}
	for (std::int64_t value = 30000; value < 32768; ++value) // none are heaped up there
		at_the_end += integer("noise(ratio => 0.1)", value, Type::integer) == INT16_MAX;
	EXPECT_LT(at_the_end, 20u);
	EXPECT_LE(std::abs(integer("noise(ratio => 0.1)", 32767, Type::integer) - 32767), 3276);
}

TEST(Noise, of_equal_numerics_is_equal) {
	auto const mask = mask_of("noise(amount => 100)", {.type = Type::numeric});
	EXPECT_NEAR(to_double(mask->numeric(decimal("1.5"), {})), to_double(mask->numeric(decimal("1.500"), {})), 0.11);
	EXPECT_EQ(
		text(mask->numeric(decimal("7.00"), {})).substr(text(mask->numeric(decimal("7.00"), {})).find('.')).size(), 3u);
	EXPECT_NO_THROW((void) mask->numeric(decimal(std::string(38, '9')), {}));
	EXPECT_NO_THROW((void) mask->numeric(decimal("-" + std::string(38, '9')), {}));
}

TEST(Noise, of_times_stays_within_its_interval) {
	auto const dates = mask_of("noise(interval => '10 days')", {.type = Type::date});
	std::set<int> changes;
	for (int day = 0; day < 2000; ++day)
		changes.insert(dates->date({day}, {}).days - day);
	EXPECT_EQ(*changes.begin(), -10);
	EXPECT_EQ(*changes.rbegin(), 10);
	auto const bounded =
		mask_of("noise(interval => '10 days', earliest => '2000-01-01', latest => '2000-01-31')", {.type = Type::date});
	auto const bounded_times = mask_of("noise(interval => '10 days', earliest => '2000-01-01', latest => '2000-01-31')",
									   {.type = Type::timestamp});
	for (int day = 0; day < 31; ++day) {
		EXPECT_GE(bounded->date({day}, {}).days, 0);
		EXPECT_LE(bounded->date({day}, {}).days, 30);
		EXPECT_GE(bounded_times->timestamp({day * Timestamp::day}, {}).microseconds, 0);
		EXPECT_LT(bounded_times->timestamp({day * Timestamp::day}, {}).microseconds, 31 * Timestamp::day);
	}
	auto const times = mask_of("noise(interval => '1 hour')", {.type = Type::timestamp});
	for (std::int64_t at = 0; at < 1000; ++at)
		EXPECT_LE(std::abs(times->timestamp({at * 1000003}, {}).microseconds - at * 1000003), 3'600'000'000);
}

TEST(Noise, refuses_arguments_that_do_not_fit_the_type) {
	auto const error = [](char const *label, Type type) {
		return error_of([&] { (void) mask_of(label, {.type = type}); });
	};
	EXPECT_NE(error("noise(ratio => 0.1)", Type::date).find("takes no \"ratio\" for dates"), std::string::npos);
	EXPECT_NE(error("noise(interval => '1 day')", Type::integer).find("takes no \"interval\""), std::string::npos);
	EXPECT_NE(error("noise(ratio => 0.1, amount => 1)", Type::integer), "");
	EXPECT_NE(error("noise(ratio => 0)", Type::integer), "");
	EXPECT_NE(error("noise(min => 5, max => 1)", Type::integer), "");
	EXPECT_NE(error("noise(interval => '1 hour')", Type::date), "");
	EXPECT_NE(error("noise(earliest => '2000-01-01')", Type::integer), "");
	EXPECT_NE(error("noise(earliest => 'long ago')", Type::date).find("needs a day"), std::string::npos);
	EXPECT_NE(error("noise(earliest => '2000-01-02', latest => '2000-01-01')", Type::date), "");
}

TEST(Bucket, is_the_lower_end) {
	EXPECT_EQ(integer("bucket", 27), 20);
	EXPECT_EQ(integer("bucket", 20), 20);
	EXPECT_EQ(integer("bucket", -1), -10);
	EXPECT_EQ(integer("bucket(width => 5, origin => 3)", 7), 3);
	EXPECT_EQ(integer("bucket(width => 5, origin => 3)", 8), 8);
	EXPECT_EQ(integer("bucket(width => 1000)", INT16_MIN, Type::smallint), INT16_MIN); // as low as the type goes
	EXPECT_EQ(numeric("bucket(width => 0.5)", "1.74"), "1.50");
	EXPECT_EQ(numeric("bucket(width => 0.25)", "1.8"), "1.75");
	EXPECT_EQ(numeric("bucket", "-0.01"), "-10.00");
	EXPECT_EQ(real("bucket(width => 0.5)", -0.2), -0.5);
	EXPECT_NE(error_of([] { (void) mask_of("bucket(width => 0)", {.type = Type::integer}); }), "");
	EXPECT_NE(error_of([] { (void) mask_of("bucket(width => 2.5)", {.type = Type::integer}); }), "");
}

TEST(Round, rounds_halves_away_from_zero) {
	EXPECT_EQ(integer("round(digits => -2)", 1250), 1300);
	EXPECT_EQ(integer("round(digits => -2)", -1250), -1300);
	EXPECT_EQ(integer("round(digits => -2)", 1249), 1200);
	EXPECT_EQ(integer("round(to => 25)", 37), 25);
	EXPECT_EQ(integer("round(to => 25)", 38), 50);
	EXPECT_EQ(integer("round(digits => -3)", INT64_MAX), INT64_MAX);
	EXPECT_EQ(numeric("round", "2.50"), "3.00");
	EXPECT_EQ(numeric("round(digits => 1)", "-2.25"), "-2.30");
	EXPECT_EQ(numeric("round(digits => -1)", "15.00"), "20.00");
	EXPECT_EQ(numeric("round(to => 0.05)", "1.13"), "1.15");
	EXPECT_EQ(real("round(digits => 1)", 2.34), 2.3);
	EXPECT_EQ(real("round(to => 50)", 1.0), 0.0);
	EXPECT_NE(error_of([] { (void) mask_of("round", {.type = Type::integer}); }).find("changes no whole number"),
			  std::string::npos);
	EXPECT_NE(error_of([] { (void) mask_of("round(digits => 1, to => 5)", {.type = Type::real}); }), "");
}

TEST(Generalize, gives_the_range_that_the_value_lies_in) {
	EXPECT_EQ(generalize(std::int64_t{27}, 10), (Range<std::int64_t>{20, 30}));
	EXPECT_EQ(generalize(std::int64_t{-1}, 10), (Range<std::int64_t>{-10, 0}));
	EXPECT_EQ(generalize(INT64_MAX, 10).upper, INT64_MAX);
	EXPECT_EQ(generalize(1.3, 0.5), (Range<double>{1.0, 1.5}));
	EXPECT_EQ(masked("generalize", "27"), "[20,30)");
	EXPECT_EQ(masked("generalize(step => 0.5)", "27.31"), "[27.0,27.5)");
	EXPECT_EQ(masked("generalize", "-3.2"), "[-10,0)");
	EXPECT_EQ(masked("generalize", "1985-04-12"), "[1985-01-01,1986-01-01)");
	EXPECT_EQ(masked("generalize(unit => 'month')", "1985-12-31 10:00:00"), "[1985-12-01,1986-01-01)");
	EXPECT_EQ(masked("generalize", "unknown"), "(,)");
}

TEST(Decimal, is_read_and_written_as_the_server_does) {
	for (char const *const value :
		 {"0", "1", "-1", "0.1", "-0.05", "123.4500", "99999999999999999999999999999999999999", "0.00"})
		EXPECT_EQ(text(decimal(value)), value);
	EXPECT_EQ(text(decimal(".5")), "0.5");
	EXPECT_EQ(text(decimal("+5.")), "5");
	EXPECT_EQ(text(decimal("0.000000000000000000000000000000000000000000000000001")).size(), 53u);
	for (char const *const value :
		 {"", "NaN", "Infinity", "1e5", "-", ".", "1.2.3", "999999999999999999999999999999999999999"})
		EXPECT_FALSE(parse_decimal(value)) << value;
}

std::string long_numeric(std::string_view label, std::string_view value) {
	LongDecimal const out = mask_of(label, {.type = Type::numeric})->numeric(parse_long_decimal(value), {});
	std::string text;
	append(text, out);
	return text;
}

TEST(LongDecimal, is_masked_exactly) {
	std::string const digits(60, '7');
	EXPECT_EQ(long_numeric("bucket(width => 100)", digits), digits.substr(2) + "00");
	EXPECT_EQ(long_numeric("bucket(width => 100)", "-" + digits), "-" + digits.substr(3) + "800");
	EXPECT_EQ(long_numeric("bucket(width => 0.5, origin => 0.25)", digits), digits.substr(1) + "6.75");
	EXPECT_EQ(long_numeric("round(digits => -3)", digits), digits.substr(4) + "8000");
	EXPECT_EQ(long_numeric("round(to => 5)", "-" + digits + ".6"), "-" + digits.substr(2) + "80.0");
	EXPECT_EQ(long_numeric("keep", digits), digits);
}

TEST(LongDecimal, gets_noise_within_its_ratio_amount_and_bounds) {
	std::string const digits(60, '5');
	std::string const by_ratio = long_numeric("noise(ratio => 0.1)", digits + ".25");
	EXPECT_EQ(by_ratio.size(), 63u);
	EXPECT_TRUE(by_ratio > "5" && by_ratio < "6111") << by_ratio; // of 5.5…: 5.0 to 6.1
	EXPECT_EQ(by_ratio, long_numeric("noise(ratio => 0.1)", digits + ".25"));
	EXPECT_EQ(long_numeric("noise(amount => 1000)", digits).substr(0, 55), digits.substr(0, 55));
	EXPECT_EQ(long_numeric("noise(amount => 1000, max => 7.5)", digits), "7");
	EXPECT_EQ(long_numeric("noise(amount => 1000, min => -7.5)", "-" + digits), "-7");
	EXPECT_EQ(long_numeric("noise(amount => 1, min => -7.55)", "-" + digits + ".0"), "-7.5");
}

TEST(Generalize, that_the_column_would_cut_off_is_the_widest) {
	EXPECT_EQ(masked("generalize", "23", {.max_length = 7}), "[20,30)");
	EXPECT_EQ(masked("generalize", "2301", {.max_length = 7}), "(,)");
}

} // namespace
} // namespace confiture::mask
