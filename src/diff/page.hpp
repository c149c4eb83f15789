// A plan as a page to read: self-contained HTML, with what changes side by side and the steps below it.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

[[nodiscard]] std::string html_page(std::vector<Step> const &steps, Snapshot const &from, Snapshot const &to);

} // namespace confiture::diff
