#include "mask/types.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace confiture::mask {

// Days by the method of eras of 400 years, counted from 1 March (as in the public algorithms of civil calendars).
Date date_of(CivilDay day) {
	std::int64_t const year = std::int64_t{day.year} - (day.month <= 2 ? 1 : 0);
	std::int64_t const era = (year >= 0 ? year : year - 399) / 400;
	auto const year_of_era = static_cast<unsigned>(year - era * 400);
	unsigned const day_of_year = (153 * (day.month > 2 ? day.month - 3 : day.month + 9) + 2) / 5 + day.day - 1;
	unsigned const day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return {static_cast<std::int32_t>(era * 146097 + day_of_era - 730425)}; // 730425: 0000-03-01 to 2000-01-01
}

CivilDay civil_day(Date date) {
	std::int64_t const days = std::int64_t{date.days} + 730425;
	std::int64_t const era = (days >= 0 ? days : days - 146096) / 146097;
	auto const day_of_era = static_cast<unsigned>(days - era * 146097);
	unsigned const year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	unsigned const day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	unsigned const shifted = (5 * day_of_year + 2) / 153;
	unsigned const month = shifted < 10 ? shifted + 3 : shifted - 9;
	std::int64_t const year = static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0);
	return {static_cast<std::int32_t>(year), month, day_of_year - (153 * shifted + 2) / 5 + 1};
}

bool is_leap_year(std::int32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

unsigned days_in_month(std::int32_t year, unsigned month) {
	static constexpr unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

std::optional<Decimal> parse_decimal(std::string_view text) {
	Decimal value;
	bool const negative = text.starts_with('-');
	if (negative || text.starts_with('+'))
		text.remove_prefix(1);
	int digits = 0;
	bool point = false, any = false;
	for (char const c : text) {
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			return std::nullopt;
		any = true;
		if (digits == 38) { // no room: a fraction loses its tail, a larger number is none of ours
			if (!point)
				return std::nullopt;
			continue;
		}
		value.mantissa = value.mantissa * 10 + (c - '0');
		if (value.mantissa != 0)
			++digits;
		if (point)
			++value.scale;
	}
	if (!any)
		return std::nullopt;
	if (negative)
		value.mantissa = -value.mantissa;
	return value;
}

void append(std::string &out, Decimal const &value) {
	char buffer[64];
	char *at = std::end(buffer);
	bool const negative = value.mantissa < 0;
	auto rest =
		negative ? -static_cast<unsigned __int128>(value.mantissa) : static_cast<unsigned __int128>(value.mantissa);
	std::size_t written = 0;
	do {
		*--at = static_cast<char>('0' + static_cast<int>(rest % 10));
		rest /= 10;
		++written;
	} while (rest != 0);
	std::string_view const digits{at, written};
	if (negative)
		out.push_back('-');
	auto const scale = static_cast<std::size_t>(value.scale);
	if (scale == 0) {
		out.append(digits);
	} else if (digits.size() > scale) {
		out.append(digits.substr(0, digits.size() - scale)).append(1, '.').append(digits.substr(digits.size() - scale));
	} else {
		out.append("0.").append(scale - digits.size(), '0').append(digits);
	}
}

double to_double(Decimal const &value) {
	return static_cast<double>(static_cast<long double>(value.mantissa) / std::pow(10.0L, value.scale));
}

namespace {

int hex_digit(char c) {
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool parse_v4(std::string_view text, std::uint8_t *bytes) {
	for (int part = 0; part < 4; ++part) {
		unsigned number = 0;
		auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
		std::size_t const size = static_cast<std::size_t>(end - text.data());
		if (error != std::errc{} || number > 255 || size > 3)
			return false;
		bytes[part] = static_cast<std::uint8_t>(number);
		text.remove_prefix(size);
		if (part < 3) {
			if (!text.starts_with('.'))
				return false;
			text.remove_prefix(1);
		}
	}
	return text.empty();
}

bool parse_v6(std::string_view text, std::array<std::uint8_t, 16> &bytes) {
	std::array<std::uint8_t, 16> found{};
	std::size_t count = 0;
	std::optional<std::size_t> gap;
	if (text.starts_with("::")) {
		gap = 0;
		text.remove_prefix(2);
	}
	while (!text.empty()) {
		if (text.find('.') != std::string_view::npos && text.find(':') == std::string_view::npos) {
			if (count > 12 || !parse_v4(text, found.data() + count))
				return false;
			count += 4;
			break;
		}
		unsigned group = 0;
		auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), group, 16);
		std::size_t const size = static_cast<std::size_t>(end - text.data());
		if (error != std::errc{} || size > 4 || count > 14)
			return false;
		found[count++] = static_cast<std::uint8_t>(group >> 8);
		found[count++] = static_cast<std::uint8_t>(group);
		text.remove_prefix(size);
		if (text.empty())
			break;
		if (!text.starts_with(':'))
			return false;
		text.remove_prefix(1);
		if (text.starts_with(':')) {
			if (gap)
				return false;
			gap = count;
			text.remove_prefix(1);
		} else if (text.empty()) {
			return false;
		}
	}
	if (gap ? count > 14 : count != 16)
		return false;
	bytes = {};
	std::size_t const head = gap.value_or(count);
	std::copy_n(found.begin(), head, bytes.begin());
	std::copy(found.begin() + static_cast<std::ptrdiff_t>(head), found.begin() + static_cast<std::ptrdiff_t>(count),
			  bytes.end() - static_cast<std::ptrdiff_t>(count - head));
	return true;
}

void append_number(std::string &out, unsigned value, int base = 10) {
	char buffer[12];
	out.append(buffer, std::to_chars(buffer, std::end(buffer), value, base).ptr);
}

} // namespace

std::optional<Inet> parse_inet(std::string_view text) {
	Inet value;
	std::string_view bits;
	if (std::size_t const slash = text.find('/'); slash != std::string_view::npos) {
		bits = text.substr(slash + 1);
		text = text.substr(0, slash);
		if (bits.empty() || bits.size() > 3)
			return std::nullopt;
	}
	if (text.find(':') == std::string_view::npos) {
		if (!parse_v4(text, value.bytes.data()))
			return std::nullopt;
	} else {
		if (!parse_v6(text, value.bytes))
			return std::nullopt;
		value.v6 = true;
		value.bits = 128;
	}
	if (!bits.empty()) {
		unsigned number = 0;
		auto const [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), number);
		if (error != std::errc{} || end != bits.data() + bits.size() || number > value.bits)
			return std::nullopt;
		value.bits = static_cast<std::uint8_t>(number);
	}
	return value;
}

// As inet_out does: the longest run of zero groups as "::" (RFC 5952), the netmask if it isn't whole.
void append(std::string &out, Inet const &value) {
	if (!value.v6) {
		for (std::size_t i = 0; i < 4; ++i) {
			if (i > 0)
				out.push_back('.');
			append_number(out, value.bytes[i]);
		}
	} else {
		unsigned groups[8];
		for (std::size_t i = 0; i < 8; ++i)
			groups[i] = static_cast<unsigned>(value.bytes[2 * i] << 8 | value.bytes[2 * i + 1]);
		int best = -1, best_length = 1;
		for (int i = 0; i < 8; ++i) {
			int length = 0;
			while (i + length < 8 && groups[i + length] == 0)
				++length;
			if (length > best_length) {
				best = i;
				best_length = length;
			}
		}
		for (int i = 0; i < 8; ++i) {
			if (i == best) {
				out.append("::");
				i += best_length - 1;
				continue;
			}
			if (i > 0 && !out.ends_with(':'))
				out.push_back(':');
			append_number(out, groups[i], 16);
		}
	}
	if (value.bits != (value.v6 ? 128 : 32)) {
		out.push_back('/');
		append_number(out, value.bits);
	}
}

std::optional<Uuid> parse_uuid(std::string_view text) {
	if (text.starts_with('{') && text.ends_with('}'))
		text = text.substr(1, text.size() - 2);
	Uuid value;
	std::size_t digits = 0;
	for (std::size_t i = 0; i < text.size(); ++i) {
		if (text[i] == '-' && digits % 4 == 0 && i > 0 && i + 1 < text.size())
			continue;
		int const digit = hex_digit(text[i]);
		if (digit < 0 || digits == 32)
			return std::nullopt;
		auto &byte = value[digits / 2];
		byte = static_cast<std::uint8_t>(digits % 2 == 0 ? digit << 4 : byte | digit);
		++digits;
	}
	if (digits != 32)
		return std::nullopt;
	return value;
}

void append(std::string &out, Uuid const &value) {
	static constexpr char hex[] = "0123456789abcdef";
	for (std::size_t i = 0; i < value.size(); ++i) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out.push_back('-');
		out.push_back(hex[value[i] >> 4]);
		out.push_back(hex[value[i] & 15]);
	}
}

std::optional<Interval> parse_interval(std::string_view text) {
	Interval result;
	bool any = false;
	auto const skip_spaces = [&] {
		while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
			text.remove_prefix(1);
	};
	auto const number = [&]() -> std::optional<std::int64_t> {
		std::int64_t value = 0;
		auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
		if (error != std::errc{} || value > 1'000'000'000 || value < -1'000'000'000)
			return std::nullopt;
		text.remove_prefix(static_cast<std::size_t>(end - text.data()));
		return value;
	};
	for (skip_spaces(); !text.empty(); skip_spaces()) {
		auto const count = number();
		if (!count)
			return std::nullopt;
		any = true;
		if (text.starts_with(':')) { // 12:30 or 12:30:15
			std::int64_t time = *count * 3600;
			std::int64_t const sign = *count < 0 ? -1 : 1;
			for (std::int64_t unit = 60; unit >= 1 && text.starts_with(':'); unit /= 60) {
				text.remove_prefix(1);
				auto const part = number();
				if (!part || *part < 0 || *part > 59)
					return std::nullopt;
				time += sign * *part * unit;
			}
			result.microseconds += time * 1'000'000;
			continue;
		}
		skip_spaces();
		std::string unit;
		while (!text.empty() && std::isalpha(static_cast<unsigned char>(text.front()))) {
			unit.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(text.front()))));
			text.remove_prefix(1);
		}
		if (unit.size() > 1 && unit.ends_with('s'))
			unit.pop_back();
		auto const whole = static_cast<std::int32_t>(*count);
		if ((unit == "year" || unit == "y") && std::abs(*count) <= 10'000)
			result.months += 12 * whole;
		else if ((unit == "month" || unit == "mon") && std::abs(*count) <= 100'000)
			result.months += whole;
		else if ((unit == "week" || unit == "w") && std::abs(*count) <= 1'000'000)
			result.days += 7 * whole;
		else if ((unit == "day" || unit == "d") && std::abs(*count) <= 10'000'000)
			result.days += whole;
		else if (unit == "hour" || unit == "h")
			result.microseconds += *count * 3'600'000'000;
		else if (unit == "minute" || unit == "min" || unit == "m")
			result.microseconds += *count * 60'000'000;
		else if (unit == "second" || unit == "sec" || unit == "s")
			result.microseconds += *count * 1'000'000;
		else
			return std::nullopt;
	}
	return any ? std::optional{result} : std::nullopt;
}

} // namespace confiture::mask
