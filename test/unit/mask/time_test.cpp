#include "fixture.hpp"

#include <set>

#include "mask/range.hpp"

namespace confiture::mask {
namespace {

std::string text(Date value) {
	std::string out;
	append(out, value);
	return out;
}
Date date(std::string_view written) { return parse_date(written).value(); }

TEST(Calendar, agrees_with_the_days_that_follow_one_another) {
	CivilDay day{-4713, 11, 24};
	EXPECT_EQ(date_of(day).days, Date::earliest);
	for (std::int32_t days = Date::earliest; days < 1'000'000; ++days) {
		ASSERT_EQ(civil_day({days}), day);
		ASSERT_EQ(date_of(day).days, days);
		if (++day.day > days_in_month(day.year, day.month)) {
			day.day = 1;
			if (++day.month > 12) {
				day.month = 1;
				++day.year;
			}
		}
	}
	EXPECT_EQ(date_of({2000, 1, 1}).days, 0);
	EXPECT_EQ(date_of({1970, 1, 1}).days, -10957);
	EXPECT_EQ(date_of({5874897, 12, 31}).days, Date::latest);
	EXPECT_EQ(text({Date::latest}), "5874897-12-31");
	EXPECT_EQ(text({Date::earliest}), "4714-11-24 BC");
}

TEST(Calendar, reads_dates_of_iso_8601) {
	EXPECT_EQ(text(date("1985-04-12")), "1985-04-12");
	EXPECT_EQ(text(date("0099-02-28")), "0099-02-28");
	for (char const *const value :
		 {"", "1985-4", "1985-13-01", "1985-02-29", "85-04-12", "1985-04-12x", "x985-04-12", "1985/04/12"})
		EXPECT_FALSE(parse_date(value)) << value;
}

TEST(TruncateDate, goes_back_to_the_start_of_the_unit) {
	auto const truncated = [](char const *unit, char const *value) {
		return text(
			mask_of("truncate_date(unit => '" + std::string{unit} + "')", {.type = Type::date})->date(date(value), {}));
	};
	EXPECT_EQ(truncated("month", "1985-04-12"), "1985-04-01");
	EXPECT_EQ(truncated("quarter", "1985-06-30"), "1985-04-01");
	EXPECT_EQ(truncated("year", "1985-04-12"), "1985-01-01");
	EXPECT_EQ(truncated("decade", "1985-04-12"), "1980-01-01");
	EXPECT_EQ(truncated("century", "2000-04-12"), "1901-01-01");
	EXPECT_EQ(truncated("century", "2001-04-12"), "2001-01-01");
	EXPECT_EQ(truncated("week", "2024-06-12"), "2024-06-10"); // a Monday
	EXPECT_EQ(truncated("week", "2024-06-10"), "2024-06-10");
	EXPECT_EQ(truncated("week", "1999-12-31"), "1999-12-27");
	EXPECT_NE(error_of([] { (void) mask_of("truncate_date(unit => 'hour')", {.type = Type::date}); }), "");
	auto const hour = mask_of("truncate_date(unit => 'hour')", {.type = Type::timestamp});
	EXPECT_EQ(hour->timestamp({-1}, {}).microseconds, -3'600'000'000);
	auto const month = mask_of("truncate_date", {.type = Type::timestamp});
	EXPECT_EQ(month->timestamp({40 * Timestamp::day + 5}, {}).microseconds, 31 * Timestamp::day);
}

TEST(DateShift, keeps_the_intervals_of_an_entity) {
	auto const dates = mask_of("date_shift(entity => 'id', max => '100 days')", {.type = Type::date});
	auto const times = mask_of("date_shift(entity => 'id', max => '100 days')", {.type = Type::timestamp});
	std::set<int> shifts;
	for (int id = 0; id < 3000; ++id) {
		std::string const entity = std::to_string(id);
		Row const row{.entity = entity};
		int const shift = dates->date({1000}, row).days - 1000;
		shifts.insert(shift);
		ASSERT_NE(shift, 0);
		ASSERT_LE(std::abs(shift), 100);
		ASSERT_EQ(dates->date({-77}, row).days + 77, shift);
		ASSERT_EQ(times->timestamp({12345}, row).microseconds - 12345,
				  shift * Timestamp::day); // in another column, too
	}
	EXPECT_EQ(shifts.size(), 200u);
	EXPECT_NE(error_of([] { (void) mask_of("date_shift(entity => 'id', max => '1 hour')", {.type = Type::date}); }),
			  "");
	EXPECT_EQ(dates->date({1000}, {}), dates->date({1000}, {})); // a row without an entity
}

TEST(Birthdate, keeps_the_year_or_the_decade) {
	auto const year = mask_of("birthdate", {.type = Type::date});
	auto const decade = mask_of("birthdate(keep => 'decade')", {.type = Type::date});
	auto const none = mask_of("birthdate(keep => 'none')", {.type = Type::date});
	std::set<int> days;
	for (int i = 0; i < 5000; ++i) {
		Date const value{date_of({1984, 1, 1}).days + i % 366 - 3660 * (i / 366)};
		ASSERT_EQ(civil_day(year->date(value, {})).year, civil_day(value).year);
		ASSERT_EQ(civil_day(decade->date(value, {})).year / 10, civil_day(value).year / 10);
		int const chosen = civil_day(none->date(value, {})).year;
		ASSERT_TRUE(chosen >= 1940 && chosen <= 2004);
		days.insert(year->date({i}, {}).days % 365);
	}
	EXPECT_GT(days.size(), 300u);
	EXPECT_EQ(mask_of("birthdate", {.type = Type::timestamp})->timestamp({12345}, {}).microseconds % Timestamp::day, 0);
}

TEST(Birthdate, is_written_as_the_value_is) {
	std::string const iso = masked("birthdate", "1985-04-13");
	ASSERT_EQ(iso.substr(0, 5), "1985-");
	EXPECT_EQ(masked("birthdate", "13.04.1985"), iso.substr(8, 2) + "." + iso.substr(5, 2) + ".1985");
	EXPECT_EQ(masked("birthdate", "13/04/1985"), iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/1985");
	EXPECT_EQ(masked("birthdate", "04/13/1985"), iso.substr(5, 2) + "/" + iso.substr(8, 2) + "/1985");
	EXPECT_NE(masked("birthdate", "in spring 1985"), "in spring 1985");
	EXPECT_EQ(masked("birthdate", "31.02.1985").find("31.02"), std::string::npos); // no date: its shape
}

TEST(Interval, is_read_as_the_server_writes_it) {
	EXPECT_EQ(parse_interval("30 days"), (Interval{0, 30, 0}));
	EXPECT_EQ(parse_interval("1 year 6 mons"), (Interval{18, 0, 0}));
	EXPECT_EQ(parse_interval("2 weeks"), (Interval{0, 14, 0}));
	EXPECT_EQ(parse_interval("12:30:05"), (Interval{0, 0, 45'005'000'000}));
	EXPECT_EQ(parse_interval(" 1 day 01:00 "), (Interval{0, 1, 3'600'000'000}));
	EXPECT_EQ(parse_interval("3 hours 5 minutes 1 second"), (Interval{0, 0, 11'101'000'000}));
	for (char const *const value :
		 {"", "days", "30", "1 fortnight", "1 day 2", "99999999999 days", "12:99", "1:", "P1D", "1 year x"})
		EXPECT_FALSE(parse_interval(value)) << value;
}

} // namespace
} // namespace confiture::mask
