// The names of confiture's own databases. Nobody may connect to one.
#pragma once

#include <string>
#include <string_view>

namespace confiture::build {

inline constexpr std::string_view template_prefix = "confiture_template_"; // and the key: ready to be cloned
inline constexpr std::string_view pool_prefix = "confiture_pool_";         // the key and a number: a clone in store
inline constexpr std::string_view building_prefix = "confiture_building_"; // being built
inline constexpr std::string_view dropping_prefix = "confiture_dropping_"; // to be dropped

inline constexpr std::size_t key_length = 32; // hexadecimal digits

[[nodiscard]] inline std::string template_name(std::string_view key) {
	return std::string(template_prefix) + std::string(key);
}

} // namespace confiture::build
