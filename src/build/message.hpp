// A list of texts as one text: how jobs are told what to do, and how they answer.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace confiture::build {

[[nodiscard]] std::string pack(std::span<std::string const> fields);
[[nodiscard]] std::vector<std::string> unpack(std::string_view packed);

} // namespace confiture::build
