#include "mask/utf8.hpp"

namespace confiture::mask::utf8 {

namespace {

char32_t lower(char32_t c) {
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 32;
	if (c >= 0x400 && c <= 0x40F)
		return c + 80;
	if (c == 0x178)
		return 0xFF;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) // upper case is odd here, and even in the rest
		return c % 2 == 1 ? c + 1 : c;
	if (c >= 0x100 && c <= 0x177 && c != 0x130 && c != 0x138)
		return c % 2 == 0 ? c + 1 : c;
	return c;
}

// By code point from U+00DF on, the letters that lower() leaves there.
constexpr std::string_view latin_1[] = {"ss", "a",  "a", "a", "a", "ae", "a", "ae", "c", "e",  "e",
										"e",  "e",  "i", "i", "i", "i",  "d", "n",  "o", "o",  "o",
										"o",  "oe", "",  "o", "u", "u",  "u", "ue", "y", "th", "y"};
// U+0100 to U+017F.
constexpr std::string_view extended_a = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
										"lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(extended_a.size() == 128);

} // namespace

std::string lower(std::string_view text) {
	std::string out;
	out.reserve(text.size());
	while (!text.empty())
		append(out, lower(take(text)));
	return out;
}

std::string ascii(std::string_view text) {
	std::string out;
	while (!text.empty()) {
		char32_t const c = lower(take(text));
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out.push_back(static_cast<char>(c));
		else if (c >= 0xDF && c <= 0xFF)
			out.append(latin_1[c - 0xDF]);
		else if (c == 0x153)
			out.append("oe");
		else if (c >= 0x100 && c <= 0x17F)
			out.push_back(extended_a[c - 0x100]);
	}
	return out;
}

} // namespace confiture::mask::utf8
