// COPY TO gives masked values while masking is copy or on; COPY FROM masks what it loads under confiture.mask_load.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

void install_copy();

} // namespace confiture::mask
