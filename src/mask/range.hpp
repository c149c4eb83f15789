// Values generalised to the ranges that they lie in, as [lower, upper): for confiture.generalize(), which makes
// PostgreSQL ranges of them, for labels on text, and for k-anonymity. Beside it, dates truncated to a unit.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "mask/types.hpp"

namespace confiture::mask {

enum class Unit { minute, hour, day, week, month, quarter, year, decade, century };
[[nodiscard]] std::optional<Unit> unit_of(std::string_view name);

template <typename T>
struct Range {
	T lower;
	T upper; // not in it
	friend bool operator==(Range const &, Range const &) = default;
};

// step is above 0. Bounds stay within the type.
[[nodiscard]] Range<std::int64_t> generalize(std::int64_t value, std::int64_t step);
[[nodiscard]] Range<double> generalize(double value, double step);
[[nodiscard]] Range<Decimal> generalize(Decimal const &value, Decimal const &step);
[[nodiscard]] Range<Date> generalize(Date value, Unit unit); // finite; at least a day
[[nodiscard]] Range<Timestamp> generalize(Timestamp value, Unit unit);

// The start of the unit; weeks start on Monday. Timestamps with time zone are truncated in UTC, so that the session's
// zone doesn't change the result.
[[nodiscard]] Date truncate(Date value, Unit unit);
[[nodiscard]] Timestamp truncate(Timestamp value, Unit unit);

// The largest multiple of step, counted from origin, that isn't above the value.
[[nodiscard]] std::int64_t floor_to(std::int64_t value, std::int64_t step, std::int64_t origin = 0);

// 10^digits, from 0 to 38.
inline constexpr auto powers_of_ten = [] {
	std::array<__int128, 39> powers{1};
	for (std::size_t i = 1; i < powers.size(); ++i)
		powers[i] = powers[i - 1] * 10;
	return powers;
}();
[[nodiscard]] constexpr __int128 power_of_ten(int digits) { return powers_of_ten[static_cast<std::size_t>(digits)]; }

// a * 10^b, saturated.
[[nodiscard]] __int128 scaled(__int128 value, int digits);
[[nodiscard]] Decimal decimal_of(double value, int scale);

// Dates as ISO 8601 writes them.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
void append(std::string &out, Date value);

} // namespace confiture::mask
