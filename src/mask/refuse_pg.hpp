// What a masked role may not do, since no mask could keep it from seeing raw values: by what runs later as someone
// else, by other ways to the data, by the messages of constraints.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

void install_refusals();

} // namespace confiture::mask
