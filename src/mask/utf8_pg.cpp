#include "mask/utf8_pg.hpp"

#include "mask/utf8.hpp"

namespace confiture::mask {

std::string to_utf8(std::string_view text) {
	if (is_utf8_database() || is_ascii(text))
		return std::string{text};
	char const *converted = nullptr;
	if (pg::attempt([&] { converted = pg_server_to_any(text.data(), static_cast<int>(text.size()), PG_UTF8); }))
		return std::string{text};
	return converted;
}

std::string from_utf8(std::string_view text) {
	if (is_utf8_database() || is_ascii(text))
		return std::string{text};
	auto const convert = [](std::string_view part) -> std::optional<std::string> {
		char const *converted = nullptr;
		auto const error =
			pg::attempt([&] { converted = pg_any_to_server(part.data(), static_cast<int>(part.size()), PG_UTF8); });
		if (error)
			return {};
		return std::string{converted};
	};
	if (auto whole = convert(std::string{text}))
		return *whole;
	std::string result;
	for (std::size_t at = 0; at < text.size();) {
		std::size_t const size = std::max<std::size_t>(utf8::prefix(text.substr(at), 1), 1);
		result += convert(std::string{text.substr(at, size)}).value_or("?");
		at += size;
	}
	return result;
}

} // namespace confiture::mask
