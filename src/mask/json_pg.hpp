// The strategy json(path => 'strategy', …): masks of the leaves of json and jsonb, and of xml (see xml.hpp).
//
// Strings are masked as text. Numbers are masked as numbers by strategies that take numeric, and become masked strings
// by others. true and false become null, unless they are kept; null stays.
#pragma once

#include "mask/value_pg.hpp"

namespace confiture::mask {

[[nodiscard]] std::unique_ptr<ValueMask> make_json_mask(Call const &call, Target const &target, Oid type);
void check_json_mask(Call const &call, Oid type, Dictionaries const &dictionaries);

} // namespace confiture::mask
