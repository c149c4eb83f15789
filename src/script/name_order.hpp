// The order of the entries of a folder: a numeric or hexadecimal prefix sorts by its value, before names without one;
// the rest sorts by bytes (the C collation). The same order on every machine, whatever the locale.
#pragma once

#include <string_view>

namespace confiture::script {

// A prefix begins with a digit, holds hexadecimal digits, and ends before "_", "-", "." or a space: 00_, 0A_, 10-, 2.
// Read as hexadecimal, decimal prefixes keep their order, so both kinds may stand side by side.
[[nodiscard]] std::string_view number_prefix(std::string_view name);

[[nodiscard]] bool comes_before(std::string_view left, std::string_view right);

} // namespace confiture::script
