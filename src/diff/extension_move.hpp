// Extensions that change their schema: what uses their types and functions follows, and is not touched.
#pragma once

#include "diff/rename.hpp"

namespace confiture::diff {

// The moves, after the schemas that they lead to, and the old schema as these leave it.
[[nodiscard]] Renamed move_extensions(Snapshot const &from, Snapshot const &to);

// Whether there are any; what may be asked of any two schemas.
[[nodiscard]] bool moves_extensions(Snapshot const &from, Snapshot const &to);

} // namespace confiture::diff
