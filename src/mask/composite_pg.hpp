// The strategy fields(field => 'strategy', …): masks of composite values, a strategy for each field.
//
// Every field has to be named, with keep if it stays: so a field that the type gets later is an Error, and not in
// clear.
#pragma once

#include "mask/value_pg.hpp"

namespace confiture::mask {

[[nodiscard]] std::unique_ptr<ValueMask> make_composite_mask(Call const &call, TypeInfo const &type,
															 std::string_view domain);
void check_composite_mask(Call const &call, TypeInfo const &type);

} // namespace confiture::mask
