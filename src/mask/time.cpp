// date_shift, truncate_date, birthdate.
#include <algorithm>
#include <charconv>

#include "mask/factories.hpp"
#include "mask/keyed.hpp"
#include "mask/range.hpp"
#include "mask/shape.hpp"

namespace confiture::mask {

namespace {

// One shift for all dates of an entity, so that the intervals between them survive; by whole days, so that times of day
// do.
class DateShift : public Keyed {
public:
	DateShift(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "date_shift"}, most_{arguments.interval("max").approximate() /
																	 Timestamp::day} {
		if (most_ < 1)
			arguments.refuse("needs a \"max\" of at least a day");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

	Date date(Date value, Row const &row) const override {
		if (!value.finite())
			return value;
		std::int64_t const days = value.days + shift(value.days, row);
		return {static_cast<std::int32_t>(std::clamp<std::int64_t>(days, Date::earliest, Date::latest))};
	}
	Timestamp timestamp(Timestamp value, Row const &row) const override {
		if (!value.finite())
			return value;
		std::int64_t const day = floor_to(value.microseconds, Timestamp::day);
		__int128 const result = static_cast<__int128>(value.microseconds) +
								static_cast<__int128>(shift(day / Timestamp::day, row)) * Timestamp::day;
		return {static_cast<std::int64_t>(std::clamp<__int128>(result, Timestamp::earliest, Timestamp::latest))};
	}

private:
	[[nodiscard]] std::int64_t shift(std::int64_t day, Row const &row) const {
		Block const chosen = row.entity ? prf().keyed(*row.entity) : prf()(day);
		auto const days = static_cast<std::int64_t>(scale(chosen.high, 2 * static_cast<std::uint64_t>(most_))) - most_;
		return days < 0 ? days : days + 1; // never none
	}

	std::int64_t const most_;
};

class TruncateDate : public Mask {
public:
	TruncateDate(Arguments const &arguments, Target const &target)
		: Mask{target}, unit_{unit_of(arguments.text("unit")).value_or(Unit::month)} {
		if (target.type == Type::date && unit_ <= Unit::day)
			arguments.refuse("changes no date with this \"unit\"",
							 "Use week, month, quarter, year, decade or century.");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

	Date date(Date value, Row const &) const override { return truncate(value, unit_); }
	Timestamp timestamp(Timestamp value, Row const &) const override { return truncate(value, unit_); }

private:
	Unit const unit_;
};

// Dates as people write them: three numbers, the year of four digits first or last, and the same character between.
struct WrittenDate {
	CivilDay day{};
	bool year_first = false;
	bool month_first = false; // of the two others
	char between = '-';
	bool padded = false;
};

std::optional<WrittenDate> read_date(std::string_view text) {
	std::int32_t parts[3];
	std::size_t sizes[3];
	WrittenDate written;
	char const *at = text.data(), *const end = text.data() + text.size();
	for (std::size_t i = 0; i < 3; ++i) {
		auto const [rest, error] = std::from_chars(at, end, parts[i]);
		if (error != std::errc{} || parts[i] < 0)
			return std::nullopt;
		sizes[i] = static_cast<std::size_t>(rest - at);
		at = rest;
		if (i == 2)
			break;
		if (at == end || (*at != '-' && *at != '.' && *at != '/') || (i == 1 && *at != written.between))
			return std::nullopt;
		written.between = *at++;
	}
	if (at != end)
		return std::nullopt;
	written.year_first = sizes[0] == 4;
	if (!written.year_first && sizes[2] != 4)
		return std::nullopt;
	std::int32_t const year = parts[written.year_first ? 0 : 2];
	std::int32_t first = parts[written.year_first ? 1 : 0], second = parts[written.year_first ? 2 : 1];
	// 1999-12-31, 31.12.1999, 31/12/1999; 12/31/1999 where it can't be otherwise.
	written.month_first = written.year_first || (second > 12 && first <= 12);
	written.padded = sizes[written.year_first ? 1 : 0] == 2 && sizes[written.year_first ? 2 : 1] == 2;
	if (!written.month_first)
		std::swap(first, second);
	if (first < 1 || first > 12 || second < 1 || year < 1 ||
		second > static_cast<std::int32_t>(days_in_month(year, static_cast<unsigned>(first))))
		return std::nullopt;
	written.day = {year, static_cast<unsigned>(first), static_cast<unsigned>(second)};
	return written;
}

void append_part(std::string &out, unsigned part, bool padded) {
	if (part >= 10 || padded)
		out.push_back(static_cast<char>('0' + part / 10));
	out.push_back(static_cast<char>('0' + part % 10));
}

void append_date(WrittenDate const &written, CivilDay day, std::string &out) {
	std::string year = std::to_string(day.year);
	year.insert(0, year.size() < 4 ? 4 - year.size() : 0, '0');
	if (written.year_first)
		out.append(year).append(1, written.between);
	append_part(out, written.month_first ? day.month : day.day, written.padded);
	out.push_back(written.between);
	append_part(out, written.month_first ? day.day : day.month, written.padded);
	if (!written.year_first)
		out.append(1, written.between).append(year);
}

class Birthdate : public Keyed {
public:
	Birthdate(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "birthdate"} {
		std::string const keep = arguments.text("keep");
		keep_ = keep == "year" ? Unit::year : Unit::decade;
		anything_ = keep == "none";
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

	Date date(Date value, Row const &row) const override {
		if (!value.finite())
			return value;
		std::uint64_t const chosen = choose_day(value, row);
		Range<Date> const range =
			anything_ ? Range<Date>{date_of({1940, 1, 1}), date_of({2005, 1, 1})} : generalize(value, keep_);
		auto const days = static_cast<std::uint64_t>(std::max(1, range.upper.days - range.lower.days));
		return {range.lower.days + static_cast<std::int32_t>(scale(chosen, days))};
	}
	Timestamp timestamp(Timestamp value, Row const &row) const override { // midnight: the hour of a birth tells much
		if (!value.finite())
			return value;
		auto const day = static_cast<std::int32_t>(floor_to(value.microseconds, Timestamp::day) / Timestamp::day);
		return {std::int64_t{date({day}, row).days} * Timestamp::day};
	}

private:
	[[nodiscard]] std::uint64_t choose_day(Date value, Row const &) const {
		return prf()(std::int64_t{value.days}).high;
	}

	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		if (auto const written = read_date(value))
			return append_date(*written, civil_day(date(date_of(written->day), row)), out);
		Draws draws{prf(), choose(value, row)};
		reshape(value, draws, out);
	}

	Unit keep_;
	bool anything_;
};

} // namespace

std::unique_ptr<Mask> make_date_shift(Arguments const &arguments, Target const &target,
									  Environment const &environment) {
	return std::make_unique<DateShift>(arguments, target, environment);
}
std::unique_ptr<Mask> make_truncate_date(Arguments const &arguments, Target const &target, Environment const &) {
	return std::make_unique<TruncateDate>(arguments, target);
}
std::unique_ptr<Mask> make_birthdate(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Birthdate>(arguments, target, environment);
}

} // namespace confiture::mask
