// Masks see text in UTF-8, whatever the database's encoding is.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

[[nodiscard]] inline bool is_utf8_database() {
	return GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII;
}

[[nodiscard]] inline bool is_ascii(std::string_view text) {
	std::size_t i = 0;
	for (; i + 8 <= text.size(); i += 8) {
		std::uint64_t word;
		std::memcpy(&word, text.data() + i, 8);
		if ((word & 0x8080808080808080) != 0)
			return false;
	}
	for (; i < text.size(); ++i)
		if (static_cast<unsigned char>(text[i]) >= 0x80)
			return false;
	return true;
}

// What can't be converted is taken byte by byte: no value stops a mask, and no error shows a part of one.
[[nodiscard]] std::string to_utf8(std::string_view text);

// Letters that the database's encoding lacks become question marks: masks must not fail on what they make up.
[[nodiscard]] std::string from_utf8(std::string_view text);

} // namespace confiture::mask
