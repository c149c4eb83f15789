#include "mask/numeric_pg.hpp"

#include "mask/range.hpp"
#include "mask/varlena_pg.hpp"

namespace confiture::mask {

namespace {

// A numeric as it is stored: digits to base 10,000 without zeros at the ends, the highest first, behind a header that
// says sign, scale and the first digit's weight. Most fit the short header.
constexpr int base = 10000;
constexpr std::uint16_t kind_of_header = 0xC000, short_header = 0x8000, not_finite = 0xC000;
constexpr std::uint16_t short_negative = 0x2000, short_weight_is_negative = 0x40, long_negative = 0x4000;
constexpr int most_digits = 35; // of a mantissa that may be moved by three places without an overflow

// Nothing for what is not finite or has too many digits.
std::optional<Decimal> decimal_as_stored(varlena const *numeric) {
	if (VARATT_IS_COMPRESSED(numeric) || VARATT_IS_EXTERNAL(numeric))
		return {};
	char const *at = VARDATA_ANY(numeric);
	char const *const end = at + VARSIZE_ANY_EXHDR(numeric);
	auto const take = [&at] {
		std::uint16_t number;
		std::memcpy(&number, at, sizeof number);
		at += sizeof number;
		return number;
	};
	std::uint16_t const header = take();
	bool negative;
	int scale, weight;
	switch (header & kind_of_header) {
	case short_header:
		negative = (header & short_negative) != 0;
		scale = (header & 0x1F80) >> 7;
		weight = (header & 0x3F) - (header & short_weight_is_negative);
		break;
	case not_finite:
		return {};
	default:
		negative = (header & long_negative) != 0;
		scale = header & 0x3FFF;
		weight = static_cast<std::int16_t>(take());
	}
	int const digits = static_cast<int>((end - at) / 2);
	int const places = 4 * (weight - digits + 1) + scale; // from the digits to the mantissa
	if (digits == 0)
		return Decimal{0, scale};
	if (places < -3 || 4 * digits + std::max(places, 0) > most_digits)
		return {};
	__int128 mantissa = 0;
	for (int i = 0; i < digits; ++i)
		mantissa = mantissa * base + take();
	mantissa = places < 0 ? mantissa / static_cast<int>(power_of_ten(-places)) : mantissa * power_of_ten(places);
	return Decimal{negative ? -mantissa : mantissa, scale};
}

// The digits of a number, the lowest first, behind those that are there already.
int append_digits(std::uint64_t number, int least, std::array<std::uint16_t, 16> &digits, int count) {
	for (int i = 0; i < least || number != 0; ++i, number /= base)
		digits[static_cast<std::size_t>(count++)] = static_cast<std::uint16_t>(number % base);
	return count;
}

// Null for what has too many digits.
varlena *stored(Decimal const &value) {
	if (value.scale < 0 || value.scale > 63 || value.mantissa >= power_of_ten(most_digits) ||
		value.mantissa <= -power_of_ten(most_digits))
		return nullptr;
	int const fraction = (value.scale + 3) / 4; // digits behind the point
	auto const mantissa = static_cast<unsigned __int128>(value.mantissa < 0 ? -value.mantissa : value.mantissa) *
						  static_cast<unsigned __int128>(power_of_ten(4 * fraction - value.scale));
	std::array<std::uint16_t, 16> digits;
	static constexpr std::uint64_t half = 10'000'000'000'000'000; // four digits; dividing by it once is enough
	int count = 0;
	if (auto const small = static_cast<std::uint64_t>(mantissa); small == mantissa) {
		count = append_digits(small, 0, digits, 0);
	} else {
		unsigned __int128 const high = mantissa / half;
		count = append_digits(static_cast<std::uint64_t>(mantissa % half), 4, digits, 0);
		if (high >= half) {
			count = append_digits(static_cast<std::uint64_t>(high % half), 4, digits, count);
			count = append_digits(static_cast<std::uint64_t>(high / half), 0, digits, count);
		} else {
			count = append_digits(static_cast<std::uint64_t>(high), 0, digits, count);
		}
	}
	int zeros = 0;
	while (zeros < count && digits[static_cast<std::size_t>(zeros)] == 0)
		++zeros;
	int const weight = zeros == count ? 0 : count - 1 - fraction;
	auto header = static_cast<std::uint16_t>(short_header | value.scale << 7 | (weight & 0x3F));
	if (weight < 0)
		header |= short_weight_is_negative;
	if (value.mantissa < 0)
		header |= short_negative;
	std::size_t const size = VARHDRSZ + sizeof header * static_cast<std::size_t>(1 + count - zeros);
	auto *const result = allocate<varlena>(size);
	SET_VARSIZE(result, size);
	char *at = VARDATA(result);
	std::memcpy(at, &header, sizeof header);
	for (int i = count; i-- > zeros;)
		std::memcpy(at += sizeof header, &digits[static_cast<std::size_t>(i)], sizeof header);
	return result;
}

// As the server writes it; nothing for NaN and the infinities.
std::optional<std::string> text_of(Datum numeric) {
	char const *const text = pg::call([&]() -> char const * {
		Numeric const number = DatumGetNumeric(numeric);
		if (numeric_is_nan(number) || numeric_is_inf(number))
			return nullptr;
		return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
	});
	return text == nullptr ? std::nullopt : std::optional<std::string>{text};
}

struct Limits {
	int precision, scale;
};

std::optional<Limits> limits_of(std::int32_t typmod) {
	if (typmod < static_cast<std::int32_t>(VARHDRSZ))
		return {};
	std::int32_t const modifier = typmod - static_cast<std::int32_t>(VARHDRSZ);
	return Limits{modifier >> 16 & 0xffff, ((modifier & 0x7ff) ^ 1024) - 1024}; // scales are signed since 15
}

Datum from_text(std::string const &text, std::int32_t typmod) {
	return pg::call([&] {
		return DirectFunctionCall3(numeric_in, CStringGetDatum(text.c_str()), ObjectIdGetDatum(InvalidOid),
								   Int32GetDatum(typmod));
	});
}

std::size_t scale_of(std::string_view text) {
	std::size_t const point = text.find('.');
	return point == std::string_view::npos ? 0 : text.size() - point - 1;
}

// Without zeros at the end of the fraction, but for `scale` digits.
void show(std::string &text, std::size_t scale) {
	while (scale_of(text) > scale && text.ends_with('0'))
		text.pop_back();
	if (text.ends_with('.'))
		text.pop_back();
	if (scale_of(text) < scale)
		text.append(scale_of(text) == 0 ? "." : "").append(scale - scale_of(text), '0');
}

// No mask is an error for its size: the largest number of the type stands for larger ones. Without a type modifier, it
// is shown with `scale` digits behind the point, or as many as it has.
Datum to_numeric(LongDecimal value, std::size_t scale, std::int32_t typmod) {
	constexpr int most_digits_before_point = 131072, most_digits_behind_point = 16383;
	auto const given = limits_of(typmod);
	Limits const limits =
		given.value_or(Limits{most_digits_before_point + most_digits_behind_point, most_digits_behind_point});
	if (given || value.scale > limits.scale)
		value = value.at(std::max(limits.scale, 0));
	int const digits = limits.precision - limits.scale; // before the point
	int const unit = given ? std::max(-limits.scale, 0) : value.scale;
	if (value.mantissa.most_digits() >= digits + value.scale) {
		Big const limit = Big::power_of_ten(digits + value.scale) - Big::power_of_ten(unit);
		if (limit < value.mantissa.magnitude())
			value.mantissa = value.mantissa.negative() ? Big{} - limit : limit;
	}
	std::string text;
	append(text, value);
	if (!given)
		show(text, scale);
	return from_text(text, typmod);
}

// With up to `scale` digits behind the point: as many as leave it short, so that a mask has places to fill.
Decimal with_zeros(Decimal value, int scale) {
	while (value.scale < scale) {
		Decimal const longer{value.mantissa * 10, value.scale + 1};
		if (!is_short(longer))
			break;
		value = longer;
	}
	return value;
}

} // namespace

std::optional<Decimal> to_decimal(Datum numeric) {
	if (auto const decimal = decimal_as_stored(reinterpret_cast<varlena const *>(DatumGetPointer(numeric))))
		return decimal;
	auto const text = text_of(numeric);
	return text ? parse_decimal(*text) : std::nullopt;
}

Datum to_numeric(Decimal const &value, std::int32_t typmod) {
	Decimal result = value;
	if (auto const limits = limits_of(typmod)) {
		auto const [precision, scale] = *limits;
		int const behind_point = std::max(scale, 0), zeros = std::max(-scale, 0);
		if (result.scale > scale) { // rounded half away from zero, as the server does
			__int128 const unit = scaled(1, result.scale - scale);
			__int128 const half = unit / 2;
			result.mantissa = (result.mantissa + (result.mantissa < 0 ? -half : half)) / unit;
			result = {scaled(result.mantissa, zeros), behind_point};
		}
		if (int const digits = precision - scale + result.scale; digits <= 38) {
			__int128 const limit = power_of_ten(std::max(digits, 0)) - power_of_ten(zeros);
			result.mantissa = std::clamp(result.mantissa, -limit, limit);
		}
	}
	if (varlena *const numeric = stored(result))
		return PointerGetDatum(numeric);
	std::string text;
	append(text, result);
	return from_text(text, typmod);
}

Datum mask_numeric(Mask const &mask, Datum numeric, Row const &row, std::int32_t typmod) {
	auto const stored = decimal_as_stored(reinterpret_cast<varlena const *>(DatumGetPointer(numeric)));
	if (stored && is_short(*stored))
		return to_numeric(mask.numeric(*stored, row), typmod);
	auto const text = text_of(numeric);
	if (!text)
		return numeric;
	std::string least = *text;
	show(least, 0);
	auto const decimal = parse_decimal(least);
	bool const is_whole = decimal && decimal->scale == static_cast<int>(scale_of(least)); // lost no digits
	auto const scale = scale_of(*text);
	LongDecimal const masked = is_whole && is_short(*decimal)
								   ? to_long(mask.numeric(with_zeros(*decimal, static_cast<int>(scale)), row))
								   : mask.numeric(parse_long_decimal(least), row);
	return to_numeric(masked, scale, typmod);
}

} // namespace confiture::mask
