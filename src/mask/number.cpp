// noise, bucket, round, generalize.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "mask/factories.hpp"
#include "mask/keyed.hpp"
#include "mask/range.hpp"

namespace confiture::mask {

namespace {

bool is_time(Type type) { return type == Type::date || type == Type::timestamp; }
bool is_whole(Type type) { return type == Type::smallint || type == Type::integer || type == Type::bigint; }

Range<std::int64_t> limits_of(Type type) { // both in it, here
	switch (type) {
	case Type::smallint:
		return {INT16_MIN, INT16_MAX};
	case Type::integer:
		return {INT32_MIN, INT32_MAX};
	default:
		return {INT64_MIN, INT64_MAX};
	}
}

// The narrowest that takes a value.
Type narrowest(std::int64_t value) {
	for (Type const type : {Type::smallint, Type::integer})
		if (auto const [lowest, highest] = limits_of(type); value >= lowest && value <= highest)
			return type;
	return Type::bigint;
}

// What lies beyond a limit, as far on this side of it: no further from a value on this side than it was.
__int128 reflected(__int128 value, Range<std::int64_t> limits) {
	if (value > limits.upper)
		value = 2 * static_cast<__int128>(limits.upper) - value;
	else if (value < limits.lower)
		value = 2 * static_cast<__int128>(limits.lower) - value;
	return std::clamp<__int128>(value, limits.lower, limits.upper);
}

std::int64_t clamp_to(Type type, __int128 value) {
	auto const [lowest, highest] = limits_of(type);
	return static_cast<std::int64_t>(std::clamp<__int128>(value, lowest, highest));
}

template <typename Mantissa>
Decimal stripped(Mantissa mantissa, int scale) {
	for (; scale > 0 && mantissa % 10 == 0; --scale)
		mantissa /= 10;
	return {mantissa, scale};
}

Decimal without_trailing_zeros(Decimal const &value) {
	auto const small = static_cast<std::int64_t>(value.mantissa); // dividing these is several times faster
	return small == value.mantissa ? stripped(small, value.scale) : stripped(value.mantissa, value.scale);
}

constexpr __int128 largest_mantissa = std::numeric_limits<__int128>::max() / 4; // two of them make no overflow

// The change is drawn evenly from -size to size and fixed by the value, so that reading twice averages nothing away.
class Noise : public Keyed {
public:
	Noise(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "noise"} {
		bool const time = is_time(target.type);
		for (char const *const name : {"ratio", "amount", "min", "max"})
			if (time && arguments.given(name))
				arguments.refuse("takes no \"" + std::string{name} + "\" for dates and timestamps",
								 "Write noise(interval => '30 days', earliest => '1900-01-01').");
		for (char const *const name : {"interval", "earliest", "latest"})
			if (!time && arguments.given(name))
				arguments.refuse("takes no \"" + std::string{name} + "\" for numbers",
								 "Write noise(ratio => 0.1) or noise(amount => 5).");
		if (arguments.given("ratio") && arguments.given("amount"))
			arguments.refuse("takes either \"ratio\" or \"amount\"");
		ratio_ = arguments.given("amount") ? 0 : arguments.number("ratio");
		amount_ = arguments.number("amount");
		if (!time && !(ratio_ > 0) && !(amount_ > 0))
			arguments.refuse("needs a \"ratio\" or an \"amount\" above 0");
		if (arguments.given("min"))
			min_ = arguments.number("min");
		if (arguments.given("max"))
			max_ = arguments.number("max");
		has_amounts_ = amount_ > 0 || std::isfinite(min_) || std::isfinite(max_);
		if (min_ > max_)
			arguments.refuse("needs a \"min\" that is not above \"max\"");
		interval_ = arguments.interval("interval").approximate();
		for (auto const &[name, bound] : {std::pair{"earliest", &earliest_}, std::pair{"latest", &latest_}})
			if (arguments.given(name)) {
				auto const day = parse_date(arguments.text(name));
				if (!day)
					arguments.refuse("needs a day as \"" + std::string{name} + "\"", "Days are written as 1999-12-31.");
				*bound = *day;
			}
		if (earliest_ > latest_)
			arguments.refuse("needs an \"earliest\" that is not after \"latest\"");
		if (target.type == Type::date && interval_ < Timestamp::day)
			arguments.refuse("needs an \"interval\" of at least a day, for dates");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

	std::int64_t integer(std::int64_t value, Row const &row) const override {
		long double const wanted =
			amount_ > 0 ? static_cast<long double>(amount_) : std::abs(static_cast<long double>(value)) * ratio_;
		auto const size = static_cast<std::int64_t>(std::clamp(wanted, 1.0L, 9e18L)); // small numbers get some, too
		// Within what the narrowest type takes, so that equal values of all types have equal masks.
		__int128 const result =
			reflected(static_cast<__int128>(value) + evenly(choose(value, row), size), limits_of(narrowest(value)));
		auto const [lowest, highest] = limits_of(type());
		auto const low =
			static_cast<std::int64_t>(std::clamp(std::ceil(static_cast<long double>(min_)),
												 static_cast<long double>(lowest), static_cast<long double>(highest)));
		auto const high =
			static_cast<std::int64_t>(std::clamp(std::floor(static_cast<long double>(max_)),
												 static_cast<long double>(lowest), static_cast<long double>(highest)));
		return static_cast<std::int64_t>(std::clamp<__int128>(result, low, std::max(low, high)));
	}

	double real(double value, Row const &row) const override {
		if (!std::isfinite(value))
			return value;
		double const part = evenly(choose(std::bit_cast<std::int64_t>(value == 0 ? 0.0 : value), row));
		double const size = amount_ > 0 ? amount_ : std::abs(value) * ratio_;
		double const result = value + part * size;
		return std::clamp(std::isfinite(result) ? result : value, min_, max_);
	}

	Decimal numeric(Decimal const &value, Row const &row) const override {
		Decimal const least = without_trailing_zeros(value); // 1.5 and 1.50 are equal, and get the same change
		char key[20];
		for (std::size_t i = 0; i < 16; ++i)
			key[i] = static_cast<char>(static_cast<unsigned __int128>(least.mantissa) >> (8 * i));
		key[16] = static_cast<char>(least.scale);
		Block const chosen = choose({key, 17}, row);
		long double const unit = has_amounts_ ? std::pow(10.0L, value.scale) : 0;
		long double size = amount_ > 0
							   ? static_cast<long double>(amount_) * unit
							   : std::abs(static_cast<long double>(value.mantissa)) * static_cast<long double>(ratio_);
		size = std::clamp(size, 1.0L, static_cast<long double>(largest_mantissa));
		__int128 const change = size < 4e18L ? static_cast<__int128>(evenly(chosen, static_cast<std::int64_t>(size)))
											 : static_cast<__int128>(size * static_cast<long double>(evenly(chosen)));
		__int128 result = std::clamp(value.mantissa, -largest_mantissa, largest_mantissa) + change;
		if (std::isfinite(min_))
			result = std::max(result, bound(std::ceil(static_cast<long double>(min_) * unit)));
		if (std::isfinite(max_))
			result = std::min(result, bound(std::floor(static_cast<long double>(max_) * unit)));
		return {result, value.scale};
	}

	LongDecimal numeric(LongDecimal const &value, Row const &row) const override {
		std::string const key =
			(value.mantissa.negative() ? "-" : "+") + std::to_string(value.scale) + " " + value.mantissa.bytes();
		Block const chosen = choose(std::string_view{key}, row);
		Big const part =
			Big{static_cast<std::int64_t>(chosen.high >> 1)} * 2 + static_cast<std::int64_t>(chosen.high & 1);
		Big const largest = largest_change(value);
		Big const change = ((largest * 2 + 1) * part).floor_divided(two_to_the_64()) - largest;
		LongDecimal result{value.mantissa + change, value.scale};
		if (std::isfinite(min_))
			result = std::max(result, LongDecimal{ceiled(min_, value.scale), value.scale}, by_mantissa);
		if (std::isfinite(max_))
			result = std::min(result, LongDecimal{floored(max_, value.scale), value.scale}, by_mantissa);
		return result;
	}

	Date date(Date value, Row const &row) const override {
		if (!value.finite())
			return value;
		std::int64_t const days = value.days + evenly(choose(value.days, row), interval_ / Timestamp::day);
		return {static_cast<std::int32_t>(std::clamp<std::int64_t>(days, earliest_.days, latest_.days))};
	}

	Timestamp timestamp(Timestamp value, Row const &row) const override {
		if (!value.finite())
			return value;
		__int128 const result =
			static_cast<__int128>(value.microseconds) + evenly(choose(value.microseconds, row), interval_);
		__int128 const first =
			std::max<__int128>(static_cast<__int128>(earliest_.days) * Timestamp::day, Timestamp::earliest);
		__int128 const last =
			std::min<__int128>((static_cast<__int128>(latest_.days) + 1) * Timestamp::day - 1, Timestamp::latest);
		return {static_cast<std::int64_t>(std::clamp(result, first, std::max(first, last)))};
	}

private:
	using Keyed::choose;
	[[nodiscard]] Block choose(std::int64_t value, Row const &) const { return prf()(value); }

	static std::int64_t evenly(Block chosen, std::int64_t size) {
		return static_cast<std::int64_t>(scale(chosen.high, 2 * static_cast<std::uint64_t>(size) + 1)) - size;
	}
	static double evenly(Block chosen) { return static_cast<double>(chosen.high >> 11) / 0x1p52 - 1; } // -1 to 1
	static Big two_to_the_64() { return Big{std::int64_t{1} << 32} * (std::int64_t{1} << 32); }
	static bool by_mantissa(LongDecimal const &a, LongDecimal const &b) { return a.mantissa < b.mantissa; }
	static Big floored(double bound, int scale) {
		LongDecimal const exact = to_long(bound);
		return exact.scale <= scale ? exact.at(scale).mantissa
									: exact.mantissa.floor_divided(Big::power_of_ten(exact.scale - scale));
	}
	static Big ceiled(double bound, int scale) { return Big{} - floored(-bound, scale); }
	[[nodiscard]] Big largest_change(LongDecimal const &value) const {
		if (amount_ > 0)
			return std::max(Big{1}, floored(amount_, value.scale));
		LongDecimal const ratio = to_long(ratio_);
		return std::max(Big{1},
						(value.mantissa.magnitude() * ratio.mantissa).floor_divided(Big::power_of_ten(ratio.scale)));
	}
	static __int128 bound(long double value) {
		return static_cast<__int128>(
			std::clamp(value, -static_cast<long double>(largest_mantissa), static_cast<long double>(largest_mantissa)));
	}

	double ratio_;
	double amount_;
	double min_ = -std::numeric_limits<double>::infinity();
	double max_ = std::numeric_limits<double>::infinity();
	bool has_amounts_; // that a decimal's unit is needed for
	std::int64_t interval_;
	Date earliest_{Date::earliest};
	Date latest_{Date::latest};
};

// A step for every type of number, from an argument.
struct Step {
	std::int64_t whole;
	double real;
	Decimal decimal;

	Step(Arguments const &arguments, char const *name, Type type) : real{arguments.number(name)} {
		std::string text;
		if (Value const *const given = arguments.value_of(name))
			if (Number const *const number = std::get_if<Number>(given))
				text = number->text;
		auto const exact = text.empty() ? std::nullopt : parse_decimal(text);
		decimal = exact ? *exact : decimal_of(real, real == std::floor(real) ? 0 : 12);
		if (decimal.scale > 16)
			arguments.refuse("takes at most 16 digits behind the point as \"" + std::string{name} + "\"");
		whole = static_cast<std::int64_t>(real);
		if (is_whole(type) && real != std::floor(real))
			arguments.refuse("needs a whole number as \"" + std::string{name} + "\", for whole numbers");
	}
};

// Decimals on one scale, so that steps are exact.
struct Aligned {
	__int128 value, step, origin;
	int scale;
	Aligned(Decimal const &a, Decimal const &b, Decimal const &c) : scale{std::max({a.scale, b.scale, c.scale})} {
		value = scaled(a.mantissa, scale - a.scale);
		step = scaled(b.mantissa, scale - b.scale);
		origin = scaled(c.mantissa, scale - c.scale);
	}
};

struct AlignedLong {
	Big value, step, origin;
	int scale;
	AlignedLong(LongDecimal const &a, Decimal const &b, Decimal const &c)
		: scale{std::max({a.scale, b.scale, c.scale})} {
		value = a.at(scale).mantissa;
		step = to_long(b).at(scale).mantissa;
		origin = to_long(c).at(scale).mantissa;
	}
};

Decimal rescaled(__int128 mantissa, int from, int to) { // to fewer digits only where they are zeros
	while (from > to && mantissa % 10 == 0) {
		mantissa /= 10;
		--from;
	}
	return {mantissa, from};
}

class Bucket : public Mask {
public:
	Bucket(Arguments const &arguments, Target const &target)
		: Mask{target}, width_{arguments, "width", target.type}, origin_{arguments, "origin", target.type} {
		if (!(width_.real > 0))
			arguments.refuse("needs a \"width\" above 0");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

	std::int64_t integer(std::int64_t value, Row const &) const override {
		return clamp_to(type(), floor_to(value, width_.whole, origin_.whole));
	}
	double real(double value, Row const &) const override {
		return std::isfinite(value) ? std::floor((value - origin_.real) / width_.real) * width_.real + origin_.real
									: value;
	}
	Decimal numeric(Decimal const &value, Row const &) const override {
		Aligned const a{value, width_.decimal, origin_.decimal};
		__int128 rest = (a.value - a.origin) % a.step;
		if (rest < 0)
			rest += a.step;
		return rescaled(a.value - rest, a.scale, value.scale);
	}
	LongDecimal numeric(LongDecimal const &value, Row const &) const override {
		auto const [number, width, origin, scale] = AlignedLong{value, width_.decimal, origin_.decimal};
		return {number - (number - origin).remainder(width), scale};
	}

private:
	Step const width_, origin_;
};

class Round : public Mask {
public:
	Round(Arguments const &arguments, Target const &target)
		: Mask{target}, digits_{static_cast<int>(arguments.integer("digits"))}, to_{arguments, "to", target.type} {
		if (arguments.given("to") && arguments.given("digits"))
			arguments.refuse("takes either \"digits\" or \"to\"");
		if (arguments.given("to") && !(to_.real > 0))
			arguments.refuse("needs a \"to\" above 0");
		if (is_whole(target.type) && !arguments.given("to") && digits_ >= 0)
			arguments.refuse("changes no whole number with \"digits\" of 0 or more",
							 "Write round(digits => -2) or round(to => 50).");
		if (!arguments.given("to")) {
			to_.real = std::pow(10.0, -digits_);
			to_.decimal = digits_ > 0 ? Decimal{1, digits_} : Decimal{scaled(1, -digits_), 0};
			to_.whole = static_cast<std::int64_t>(to_.decimal.mantissa);
		}
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

	// Halves away from zero, as PostgreSQL rounds numeric.
	std::int64_t integer(std::int64_t value, Row const &) const override {
		auto const magnitude = static_cast<unsigned __int128>(value < 0 ? -static_cast<__int128>(value) : value);
		auto const step = static_cast<unsigned __int128>(to_.whole);
		auto const rounded = static_cast<__int128>((magnitude + step / 2) / step * step);
		return clamp_to(type(), value < 0 ? -rounded : rounded);
	}
	double real(double value, Row const &) const override {
		if (!std::isfinite(value))
			return value;
		// Dividing by a power of ten is exact where multiplying by its inverse isn't.
		double const result = digits_ > 0 ? std::round(value * std::pow(10.0, digits_)) / std::pow(10.0, digits_)
										  : std::round(value / to_.real) * to_.real;
		return std::isfinite(result) ? result : value;
	}
	Decimal numeric(Decimal const &value, Row const &) const override {
		if (digits_ >= value.scale && to_.decimal.mantissa == 1 && to_.decimal.scale == digits_)
			return value; // it has no more digits than that
		Aligned const a{value, to_.decimal, Decimal{}};
		__int128 const magnitude = a.value < 0 ? -a.value : a.value;
		__int128 const rounded = (magnitude + a.step / 2) / a.step * a.step;
		return rescaled(a.value < 0 ? -rounded : rounded, a.scale, value.scale);
	}
	LongDecimal numeric(LongDecimal const &value, Row const &) const override {
		auto const [number, step, origin, scale] = AlignedLong{value, to_.decimal, Decimal{}};
		Big const above = number.magnitude() + step.floor_divided(2);
		Big const rounded = above - above.remainder(step);
		return {number.negative() ? Big{} - rounded : rounded, scale};
	}

private:
	int const digits_;
	Step to_;
};

class Generalize : public Mask {
public:
	Generalize(Arguments const &arguments, Target const &target)
		: Mask{target}, step_{arguments, "step", Type::numeric},
		  unit_{unit_of(arguments.text("unit")).value_or(Unit::year)} {
		if (!(step_.real > 0))
			arguments.refuse("needs a \"step\" above 0");
		if (target.max_length != 0 && target.max_length < widest.size())
			arguments.refuse("needs a column of at least " + std::to_string(widest.size()) + " characters");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	// What is neither a number nor a date has no range, and so the widest; as has what the column would cut off.
	void mask_text(std::string_view value, Row const &, std::string &out) const override {
		std::size_t const start = out.size();
		if (auto const number = parse_decimal(value)) {
			auto const [lower, upper] = generalize(*number, step_.decimal);
			append_range(lower, upper, out);
		} else if (auto const date = parse_date(value.substr(0, value.find_first_of(" T")))) {
			auto const [lower, upper] = generalize(*date, unit_);
			append_range(lower, upper, out);
		} else {
			out.append(widest);
		}
		if (max_length() != 0 && out.size() - start > max_length())
			out.replace(start, std::string::npos, widest);
	}
	template <typename T>
	static void append_range(T const &lower, T const &upper, std::string &out) {
		out.push_back('[');
		append(out, lower);
		out.push_back(',');
		append(out, upper);
		out.push_back(')');
	}

	static constexpr std::string_view widest = "(,)";
	Step const step_;
	Unit const unit_;
};

} // namespace

std::unique_ptr<Mask> make_noise(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Noise>(arguments, target, environment);
}
std::unique_ptr<Mask> make_bucket(Arguments const &arguments, Target const &target, Environment const &) {
	return std::make_unique<Bucket>(arguments, target);
}
std::unique_ptr<Mask> make_round(Arguments const &arguments, Target const &target, Environment const &) {
	return std::make_unique<Round>(arguments, target);
}
std::unique_ptr<Mask> make_generalize(Arguments const &arguments, Target const &target, Environment const &) {
	return std::make_unique<Generalize>(arguments, target);
}

} // namespace confiture::mask
