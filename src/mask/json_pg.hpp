// The strategy json(path => 'strategy', …): masks of the leaves of json and jsonb.
//
// A path is keys and indexes from the root, as user.emails[*].address: a name or * for a member of an object, [2] or
// [*] for an element of an array; a leading $ may stand for the root. It takes the leaf that it names, or all leaves
// below the object or array that it names; of several paths that match, the first. Strings are masked as text. Numbers
// are masked as numbers by strategies that take numeric, and become masked strings by others. true and false become
// null, unless they are kept; null stays.
#pragma once

#include "mask/value_pg.hpp"

namespace confiture::mask {

[[nodiscard]] std::unique_ptr<ValueMask> make_json_mask(Call const &call, Target const &target, bool binary);
void check_json_mask(Call const &call, Oid type, Dictionaries const &dictionaries);

} // namespace confiture::mask
