// Values as the server holds them, without the server: what masks of numbers, times and addresses take and give.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace confiture::mask {

// Days and microseconds since 2000-01-01, as DateADT and Timestamp. Infinities are masked as they are: they say
// nothing.
struct Date {
	std::int32_t days;
	static constexpr std::int32_t infinity = INT32_MAX, minus_infinity = INT32_MIN;
	static constexpr std::int32_t earliest = -2451545, latest = 2145031948; // 4714-11-24 BC to 5874897-12-31
	[[nodiscard]] bool finite() const { return days != infinity && days != minus_infinity; }
	friend auto operator<=>(Date, Date) = default;
};

struct Timestamp {
	std::int64_t microseconds;
	static constexpr std::int64_t infinity = INT64_MAX, minus_infinity = INT64_MIN;
	static constexpr std::int64_t day = 86'400'000'000;
	static constexpr std::int64_t earliest = -211813488000000000, latest = 9223371331199999999; // to 294276 AD
	[[nodiscard]] bool finite() const { return microseconds != infinity && microseconds != minus_infinity; }
	friend auto operator<=>(Timestamp, Timestamp) = default;
};

// A day of the Gregorian calendar, from 4714 BC on; year 0 is 1 BC.
struct CivilDay {
	std::int32_t year;
	unsigned month; // 1 to 12
	unsigned day;   // 1 to 31
	friend bool operator==(CivilDay, CivilDay) = default;
};
[[nodiscard]] Date date_of(CivilDay day);
[[nodiscard]] CivilDay civil_day(Date date);
[[nodiscard]] unsigned days_in_month(std::int32_t year, unsigned month);
[[nodiscard]] bool is_leap_year(std::int32_t year);

// A numeric whose digits fit 38: mantissa / 10^scale. Longer ones are a LongDecimal; NaN and the infinities are
// neither.
struct Decimal {
	__int128 mantissa = 0;
	int scale = 0; // digits after the point, as the server shows them
	friend bool operator==(Decimal const &, Decimal const &) = default;
};
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text); // nothing: not a number, or too many digits
void append(std::string &out, Decimal const &value);
[[nodiscard]] double to_double(Decimal const &value);

struct Inet {
	bool v6 = false;
	std::uint8_t bits = 32;               // of the netmask
	std::array<std::uint8_t, 16> bytes{}; // the first 4 or all
	friend bool operator==(Inet const &, Inet const &) = default;
};
[[nodiscard]] std::optional<Inet> parse_inet(std::string_view text); // "192.0.2.1", "2001:db8::/32"
void append(std::string &out, Inet const &value);

struct Mac {
	std::uint8_t size = 6; // or 8
	std::array<std::uint8_t, 8> bytes{};
	friend bool operator==(Mac const &, Mac const &) = default;
};

using Uuid = std::array<std::uint8_t, 16>;
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);
void append(std::string &out, Uuid const &value);

// An interval as the server keeps it: months and days have no fixed length.
struct Interval {
	std::int32_t months = 0;
	std::int32_t days = 0;
	std::int64_t microseconds = 0;
	friend bool operator==(Interval const &, Interval const &) = default;
	// A month counted as 30 days, as the server does to compare.
	[[nodiscard]] std::int64_t approximate() const {
		return (std::int64_t{months} * 30 + days) * Timestamp::day + microseconds;
	}
};
[[nodiscard]] std::optional<Interval>
parse_interval(std::string_view text); // '1 year 6 months', '12:30:00', 'P…' isn't taken

} // namespace confiture::mask
