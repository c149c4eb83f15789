// Names in messages.
#pragma once

#include <string>
#include <string_view>

namespace confiture::mask {

[[nodiscard]] inline std::string in_quotes(std::string_view name) {
	return std::string{"\""}.append(name).append("\"");
}

} // namespace confiture::mask
