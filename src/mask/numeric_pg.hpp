// Masks of numeric as the server holds it.
#pragma once

#include "mask/mask.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// NaN and the infinities stay: they say nothing of anybody. The result fits the type modifier.
[[nodiscard]] Datum mask_numeric(Mask const &mask, Datum numeric, Row const &row, std::int32_t typmod);

// Nothing for NaN, the infinities and what has more than 38 digits before the point.
[[nodiscard]] std::optional<Decimal> to_decimal(Datum numeric);

// Rounded to the type modifier's scale and limited to its precision, so that the column takes it.
[[nodiscard]] Datum to_numeric(Decimal const &value, std::int32_t typmod);

} // namespace confiture::mask
