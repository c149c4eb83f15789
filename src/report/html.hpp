// What pages of HTML have in common. They are self-contained, and fit a phone, the dark and paper.
#pragma once

#include <string>
#include <string_view>

namespace confiture::report {

// Text as text, between tags and in attributes.
[[nodiscard]] std::string html_text(std::string_view text);

// The page down to its heading.
[[nodiscard]] std::string html_head(std::string_view title);

inline constexpr char html_end[] = "</body></html>\n";

} // namespace confiture::report
