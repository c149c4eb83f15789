#include "mask/numeric_pg.hpp"

#include "mask/range.hpp"

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
	auto *const result =
		static_cast<varlena *>(MemoryContextAllocExtended(CurrentMemoryContext, size, MCXT_ALLOC_NO_OOM));
	if (result == nullptr)
		throw std::bad_alloc();
	SET_VARSIZE(result, size);
	char *at = VARDATA(result);
	std::memcpy(at, &header, sizeof header);
	for (int i = count; i-- > zeros;)
		std::memcpy(at += sizeof header, &digits[static_cast<std::size_t>(i)], sizeof header);
	return result;
}

} // namespace

std::optional<Decimal> to_decimal(Datum numeric) {
	if (auto const decimal = decimal_as_stored(reinterpret_cast<varlena const *>(DatumGetPointer(numeric))))
		return decimal;
	struct Text {
		char const *text;
		bool special;
	};
	Text const value = pg::call([&] {
		Numeric const number = DatumGetNumeric(numeric);
		bool const special = numeric_is_nan(number) || numeric_is_inf(number);
		return Text{special ? nullptr : DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number))),
					special};
	});
	if (value.special)
		return {};
	auto decimal = parse_decimal(value.text);
	if (!decimal)
		throw Error(sqlstate::feature_not_supported, "cannot mask a number of more than 38 digits");
	return decimal;
}

Datum to_numeric(Decimal const &value, std::int32_t typmod) {
	Decimal result = value;
	if (typmod >= static_cast<std::int32_t>(VARHDRSZ)) {
		std::int32_t const modifier = typmod - static_cast<std::int32_t>(VARHDRSZ);
		int const precision = modifier >> 16 & 0xffff;
		int const scale = ((modifier & 0x7ff) ^ 1024) - 1024; // signed since 15
		if (result.scale > scale) {                           // rounded half away from zero, as the server does
			__int128 const unit = scaled(1, result.scale - scale);
			__int128 const half = unit / 2;
			result.mantissa = (result.mantissa + (result.mantissa < 0 ? -half : half)) / unit;
			result.scale = scale;
		}
		if (precision < 38) {
			__int128 const limit = scaled(1, precision - scale + result.scale) - 1;
			result.mantissa = std::clamp(result.mantissa, -limit, limit);
		}
	}
	if (varlena *const numeric = stored(result))
		return PointerGetDatum(numeric);
	std::string text;
	append(text, result);
	return pg::call([&] {
		return DirectFunctionCall3(numeric_in, CStringGetDatum(text.c_str()), ObjectIdGetDatum(InvalidOid),
								   Int32GetDatum(typmod));
	});
}

} // namespace confiture::mask
