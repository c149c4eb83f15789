// CREATE TABLE takes a default whatever its value is, but ADD COLUMN computes it at once.
#pragma once

#include <string_view>

namespace confiture::diff {

// Whether a default is a text or bit string of a length that the column's type refuses. False where that is not sure.
[[nodiscard]] bool is_refused_length(std::string_view type, std::string_view expression);

} // namespace confiture::diff
