// UTF-8, character by character. Masks work on UTF-8; the server part converts from and to the database's encoding.
// Bytes that are no UTF-8 (a database in SQL_ASCII may hold any) count as one character each, above every real one, so
// that no input stops a mask, and none passes through it unseen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace confiture::mask::utf8 {

inline constexpr char32_t invalid = 0x110000; // + the byte

// Takes the first character off a text that isn't empty.
inline char32_t take(std::string_view &text) {
	auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
	auto const follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
	unsigned char const first = byte(0);
	char32_t character = invalid + first;
	std::size_t size = 1;
	if (first < 0x80) {
		character = first;
	} else if (first >= 0xC2 && first < 0xE0 && follows(1)) {
		character = static_cast<char32_t>((first & 0x1F) << 6 | (byte(1) & 0x3F));
		size = 2;
	} else if (first >= 0xE0 && first < 0xF0 && follows(1) && follows(2)) {
		char32_t const c = static_cast<char32_t>((first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
		if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) {
			character = c;
			size = 3;
		}
	} else if (first >= 0xF0 && first < 0xF5 && follows(1) && follows(2) && follows(3)) {
		char32_t const c = static_cast<char32_t>((first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 |
												 (byte(3) & 0x3F));
		if (c >= 0x10000 && c < invalid) {
			character = c;
			size = 4;
		}
	}
	text.remove_prefix(size);
	return character;
}

inline void append(std::string &out, char32_t character) {
	if (character < 0x80) {
		out.push_back(static_cast<char>(character));
	} else if (character >= invalid) {
		out.push_back(static_cast<char>(character - invalid));
	} else if (character < 0x800) {
		out.push_back(static_cast<char>(0xC0 | character >> 6));
		out.push_back(static_cast<char>(0x80 | (character & 0x3F)));
	} else if (character < 0x10000) {
		out.push_back(static_cast<char>(0xE0 | character >> 12));
		out.push_back(static_cast<char>(0x80 | (character >> 6 & 0x3F)));
		out.push_back(static_cast<char>(0x80 | (character & 0x3F)));
	} else {
		out.push_back(static_cast<char>(0xF0 | character >> 18));
		out.push_back(static_cast<char>(0x80 | (character >> 12 & 0x3F)));
		out.push_back(static_cast<char>(0x80 | (character >> 6 & 0x3F)));
		out.push_back(static_cast<char>(0x80 | (character & 0x3F)));
	}
}

[[nodiscard]] inline std::size_t length(std::string_view text) {
	std::size_t count = 0;
	while (!text.empty()) {
		take(text);
		++count;
	}
	return count;
}

// Bytes of the first `count` characters (all, if there are fewer).
[[nodiscard]] inline std::size_t prefix(std::string_view text, std::size_t count) {
	std::string_view rest = text;
	while (count-- > 0 && !rest.empty())
		take(rest);
	return text.size() - rest.size();
}

[[nodiscard]] std::string lower(std::string_view text); // Latin, Greek and Cyrillic letters
// Latin letters to plain ASCII ones, lower case ("Zoë" -> "zoe", "Strauß" -> "strauss"); what has no such form is left
// out.
[[nodiscard]] std::string ascii(std::string_view text);

} // namespace confiture::mask::utf8
