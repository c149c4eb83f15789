#include "mask/range.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace confiture::mask {

std::optional<Unit> unit_of(std::string_view name) {
	static constexpr std::string_view names[] = {"minute",  "hour", "day",    "week",   "month",
												 "quarter", "year", "decade", "century"};
	auto const *const found = std::ranges::find(names, name);
	if (found == std::end(names))
		return std::nullopt;
	return static_cast<Unit>(found - std::begin(names));
}

std::int64_t floor_to(std::int64_t value, std::int64_t step, std::int64_t origin) {
	__int128 const offset = static_cast<__int128>(value) - origin;
	__int128 quotient = offset / step;
	if (offset % step < 0)
		--quotient;
	__int128 const result = quotient * step + origin;
	return static_cast<std::int64_t>(std::clamp<__int128>(result, INT64_MIN, INT64_MAX));
}

namespace {

std::int64_t floor_div(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

__int128 floor_to_wide(__int128 value, __int128 step) {
	__int128 const rest = value % step;
	return rest < 0 ? value - rest - step : value - rest;
}

// The first day of the unit that starts `units` later.
Date start_of(Date value, Unit unit, int units) {
	CivilDay day = civil_day(value);
	auto const to_years = [&](std::int32_t years, std::int32_t first) {
		day = {static_cast<std::int32_t>(floor_to(day.year, years, first)) + units * years, 1, 1};
	};
	switch (unit) {
	case Unit::minute:
	case Unit::hour:
	case Unit::day:
		return {value.days + units};
	case Unit::week: // 2000-01-03 was a Monday
		return {static_cast<std::int32_t>(floor_to(value.days, 7, 2)) + units * 7};
	case Unit::month:
	case Unit::quarter: {
		int const size = unit == Unit::month ? 1 : 3;
		std::int64_t const months = floor_to(std::int64_t{day.year} * 12 + day.month - 1, size) + units * size;
		day = {static_cast<std::int32_t>(floor_div(months, 12)),
			   static_cast<unsigned>(months - floor_div(months, 12) * 12) + 1, 1};
		break;
	}
	case Unit::year:
		to_years(1, 0);
		break;
	case Unit::decade:
		to_years(10, 0);
		break;
	case Unit::century: // 1901 to 2000, as date_trunc has it
		to_years(100, 1);
		break;
	}
	return date_of(day);
}

std::int64_t unit_size(Unit unit) {
	return unit == Unit::minute ? 60'000'000 : unit == Unit::hour ? 3'600'000'000 : Timestamp::day;
}

Timestamp start_of(Timestamp value, Unit unit, int units) {
	if (unit <= Unit::day) {
		std::int64_t const size = unit_size(unit);
		return {floor_to(value.microseconds, size) + units * size};
	}
	Date const day{static_cast<std::int32_t>(floor_div(value.microseconds, Timestamp::day))};
	return {std::int64_t{start_of(day, unit, units).days} * Timestamp::day};
}

} // namespace

Date truncate(Date value, Unit unit) {
	return value.finite() ? std::max(start_of(value, unit, 0), Date{Date::earliest}) : value;
}
Timestamp truncate(Timestamp value, Unit unit) {
	return value.finite() ? std::max(start_of(value, unit, 0), Timestamp{Timestamp::earliest}) : value;
}

Range<Date> generalize(Date value, Unit unit) {
	return {truncate(value, unit), std::min(start_of(value, unit, 1), Date{Date::latest})};
}
Range<Timestamp> generalize(Timestamp value, Unit unit) {
	return {truncate(value, unit), std::min(start_of(value, unit, 1), Timestamp{Timestamp::latest})};
}

Range<std::int64_t> generalize(std::int64_t value, std::int64_t step) {
	std::int64_t const lower = floor_to(value, step);
	return {lower, lower > INT64_MAX - step ? INT64_MAX : lower + step};
}

Range<double> generalize(double value, double step) {
	double const lower = std::floor(value / step) * step;
	return {lower, lower + step};
}

__int128 scaled(__int128 value, int digits) {
	static constexpr __int128 largest = std::numeric_limits<__int128>::max();
	__int128 result;
	if (value == 0 || digits <= 0)
		return value;
	if (digits > 38 || __builtin_mul_overflow(value, power_of_ten(digits), &result))
		return value > 0 ? largest : -largest;
	return result;
}

Decimal decimal_of(double value, int scale) {
	scale = std::clamp(scale, 0, 30);
	long double const mantissa = std::round(static_cast<long double>(value) * std::pow(10.0L, scale));
	constexpr long double limit = 1e37L;
	return {static_cast<__int128>(std::clamp(mantissa, -limit, limit)), scale};
}

Range<Decimal> generalize(Decimal const &value, Decimal const &step) {
	int const scale = std::max(value.scale, step.scale);
	__int128 const width = scaled(step.mantissa, scale - step.scale);
	__int128 const lower = floor_to_wide(scaled(value.mantissa, scale - value.scale), width);
	Range<Decimal> range{{lower, scale}, {lower + width, scale}};
	// Bounds have the step's digits: 20, and not 20.00.
	while (range.lower.scale > step.scale && range.lower.mantissa % 10 == 0 && range.upper.mantissa % 10 == 0) {
		for (Decimal *const bound : {&range.lower, &range.upper}) {
			bound->mantissa /= 10;
			--bound->scale;
		}
	}
	return range;
}

std::optional<Date> parse_date(std::string_view text) {
	if (text.size() < 8 || text.size() > 13)
		return std::nullopt;
	CivilDay day{0, 0, 0};
	char const *const end = text.data() + text.size();
	auto part = std::from_chars(text.data(), end, day.year);
	if (part.ec != std::errc{} || part.ptr == end || *part.ptr != '-' || day.year < 1 || part.ptr - text.data() < 4)
		return std::nullopt;
	part = std::from_chars(part.ptr + 1, end, day.month);
	if (part.ec != std::errc{} || part.ptr == end || *part.ptr != '-' || day.month < 1 || day.month > 12)
		return std::nullopt;
	part = std::from_chars(part.ptr + 1, end, day.day);
	if (part.ec != std::errc{} || part.ptr != end || day.day < 1 || day.year > 5'000'000 ||
		day.day > days_in_month(day.year, day.month))
		return std::nullopt;
	return date_of(day);
}

void append(std::string &out, Date value) {
	if (!value.finite()) {
		out.append(value.days == Date::infinity ? "infinity" : "-infinity");
		return;
	}
	CivilDay const day = civil_day(value);
	std::int32_t const shown = day.year > 0 ? day.year : 1 - day.year;
	std::string const year = std::to_string(shown);
	out.append(year.size() < 4 ? 4 - year.size() : 0, '0').append(year);
	for (unsigned const part : {day.month, day.day}) {
		out.push_back('-');
		out.push_back(static_cast<char>('0' + part / 10));
		out.push_back(static_cast<char>('0' + part % 10));
	}
	if (day.year <= 0)
		out.append(" BC");
}

} // namespace confiture::mask
