#include "mask/shape.hpp"

#include <algorithm>
#include <array>

#include "mask/utf8.hpp"

namespace confiture::mask {

namespace {

struct Range {
	char32_t first;
	char32_t last;
	CharacterClass replaced_by;
};

constexpr CharacterClass kept{0, 0};
constexpr CharacterClass stranger{U'a', 26, true};

constexpr Range itself(char32_t first, char32_t last) { return {first, last, {first, last - first + 1}}; }

// What is beyond ASCII, sorted. What isn't listed may be a letter of some script, so it is replaced, by a Latin one.
constexpr Range ranges[] = {
	{0x00A0, 0x00A9, kept}, itself(0x00AA, 0x00AA), {0x00AB, 0x00B1, kept}, {0x00B4, 0x00B4, kept},
	{0x00B6, 0x00B8, kept}, {0x00BB, 0x00BB, kept}, {0x00BF, 0x00BF, kept}, itself(0x00C0, 0x00D6),
	{0x00D7, 0x00D7, kept}, itself(0x00D8, 0x00DE), itself(0x00DF, 0x00F6), {0x00F7, 0x00F7, kept},
	itself(0x00F8, 0x00FF),                                                 // Latin-1
	itself(0x0100, 0x017F),                                                 // Latin Extended-A, both cases
	itself(0x0391, 0x03A1), itself(0x03A3, 0x03A9), itself(0x03B1, 0x03C9), // Greek
	itself(0x0410, 0x042F), itself(0x0430, 0x044F),                         // Cyrillic
	itself(0x0531, 0x0556), itself(0x0561, 0x0586),                         // Armenian
	itself(0x05D0, 0x05EA),                                                 // Hebrew
	itself(0x0621, 0x063A), itself(0x0641, 0x064A), itself(0x0660, 0x0669), // Arabic
	itself(0x0905, 0x0939), itself(0x0966, 0x096F),                         // Devanagari
	itself(0x0E01, 0x0E2E),                                                 // Thai
	itself(0x10D0, 0x10F0),                                                 // Georgian
	{0x2000, 0x206F, kept},                                                 // general punctuation
	{0x20A0, 0x20C0, kept},                                                 // currency signs
	{0x3000, 0x3003, kept}, {0x3008, 0x3020, kept},                         // CJK punctuation
	itself(0x3041, 0x3096), itself(0x30A1, 0x30FA),                         // Hiragana, Katakana
	itself(0x4E00, 0x9FA5),                                                 // CJK ideographs
	itself(0xAC00, 0xD7A3),                                                 // Hangul
	itself(0xFF10, 0xFF19),                                                 // full-width digits
};
static_assert(std::ranges::is_sorted(ranges, {}, &Range::first));

} // namespace

CharacterClass class_beyond_ascii(char32_t character) {
	auto const after = std::ranges::upper_bound(ranges, character, {}, &Range::first);
	if (after == std::begin(ranges))
		return stranger;
	Range const &range = *(after - 1);
	if (character > range.last)
		return stranger;
	// A class of one would show the character.
	return range.replaced_by.size == 1 ? stranger : range.replaced_by;
}

void reshape(std::string_view text, Draws &draws, std::string &out) {
	std::size_t ascii = 0; // the text so far, at the start of what is appended
	std::size_t const start = out.size();
	out.resize(start + text.size());
	for (char *at = out.data() + start; ascii < text.size() && static_cast<unsigned char>(text[ascii]) < 0x80;
		 ++ascii) {
		CharacterClass const type = ascii_classes[static_cast<unsigned char>(text[ascii])];
		*at++ = type.size == 0 ? text[ascii] : static_cast<char>(type.first + draws.below(type.size));
	}
	if (ascii == text.size())
		return;
	out.resize(start + ascii);
	text.remove_prefix(ascii);
	while (!text.empty()) {
		char32_t const character = utf8::take(text);
		CharacterClass const type = class_of(character);
		utf8::append(out, type.size == 0 ? character : type.first + draws.below(type.size));
	}
}

Form::Form(std::string_view text) {
	while (!text.empty()) {
		if (size_ == largest) {
			whole_ = false;
			return;
		}
		if (auto const byte = static_cast<unsigned char>(text.front()); byte < 0x80) {
			characters_[size_] = byte;
			classes_[size_++] = ascii_classes[byte];
			text.remove_prefix(1);
			continue;
		}
		ascii_ = false;
		characters_[size_] = utf8::take(text);
		classes_[size_] = class_beyond_ascii(characters_[size_]);
		++size_;
	}
}

void Form::draw(Draws &draws) {
	for (std::size_t i = 0; i < size_; ++i)
		if (classes_[i].size != 0)
			characters_[i] = classes_[i].first + draws.below(classes_[i].size);
}

bool Form::permute(Permutation const &permutation) {
	Wide rank = 0, size = 1;
	for (std::size_t i = 0; i < size_; ++i) {
		CharacterClass const &type = classes_[i];
		if (type.size == 0)
			continue;
		if (type.stranger || characters_[i] - type.first >= type.size || size > Permutation::largest / type.size)
			return false;
		rank = rank * type.size + (characters_[i] - type.first);
		size *= type.size;
	}
	if (!Permutation::takes(size))
		return false;
	rank = permutation.forward(rank, size);
	for (std::size_t i = size_; i-- > 0;) {
		if (classes_[i].size == 0)
			continue;
		// Most ranks fit 64 bits, whose division is several times faster.
		if (rank >> 64 == 0) {
			auto const small = static_cast<std::uint64_t>(rank);
			characters_[i] = classes_[i].first + static_cast<char32_t>(small % classes_[i].size);
			rank = small / classes_[i].size;
		} else {
			characters_[i] = classes_[i].first + static_cast<char32_t>(rank % classes_[i].size);
			rank /= classes_[i].size;
		}
	}
	return true;
}

void Form::append_to(std::string &out) const {
	if (ascii_) {
		std::size_t const start = out.size();
		out.resize(start + size_);
		for (std::size_t i = 0; i < size_; ++i)
			out[start + i] = static_cast<char>(characters_[i]);
		return;
	}
	for (std::size_t i = 0; i < size_; ++i)
		utf8::append(out, characters_[i]);
}

} // namespace confiture::mask
