#include "mask/numeric_pg.hpp"

#include "mask/range.hpp"

namespace confiture::mask {

std::optional<Decimal> to_decimal(Datum numeric) {
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
	if (result.scale >= 0 && result.mantissa >= INT64_MIN && result.mantissa <= INT64_MAX)
		return pg::call([&] {
			return NumericGetDatum(result.scale == 0
									   ? int64_to_numeric(static_cast<int64>(result.mantissa))
									   : int64_div_fast_to_numeric(static_cast<int64>(result.mantissa), result.scale));
		});
	std::string text;
	append(text, result);
	return pg::call([&] {
		return DirectFunctionCall3(numeric_in, CStringGetDatum(text.c_str()), ObjectIdGetDatum(InvalidOid),
								   Int32GetDatum(typmod));
	});
}

} // namespace confiture::mask
