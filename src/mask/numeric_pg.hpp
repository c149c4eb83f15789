// numeric as the server holds it, from and to Decimal.
#pragma once

#include "mask/types.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Nothing: NaN or an infinity, which say nothing of anybody. An Error for more digits than a mask takes.
[[nodiscard]] std::optional<Decimal> to_decimal(Datum numeric);

// Rounded to the type modifier's scale and limited to its precision, so that the column takes it.
[[nodiscard]] Datum to_numeric(Decimal const &value, std::int32_t typmod);

} // namespace confiture::mask
