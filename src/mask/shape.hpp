// The shape of a text: which of its characters are digits, small or capital letters of which script, and which are
// punctuation. Masks that keep a shape replace each character by one of its own class and leave punctuation where it
// is.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "mask/fpe.hpp"
#include "mask/key.hpp"

namespace confiture::mask {

// The characters that one may become: `size` code points from `first` on. Size 0: it stays (spaces and punctuation).
struct CharacterClass {
	char32_t first;
	std::uint32_t size;
	bool stranger; // the character itself is outside of it (emoji, bytes that are no UTF-8): this can't be undone

	CharacterClass() = default; // of a Form's unused places: not worth the time
	constexpr CharacterClass(char32_t first, std::uint32_t size, bool stranger = false)
		: first{first}, size{size}, stranger{stranger} {}
};

inline constexpr std::array<CharacterClass, 128> ascii_classes = [] {
	std::array<CharacterClass, 128> classes{};
	for (char32_t c = 0; c < 128; ++c)
		classes[c] = c >= 'a' && c <= 'z'   ? CharacterClass{U'a', 26}
					 : c >= '0' && c <= '9' ? CharacterClass{U'0', 10}
					 : c >= 'A' && c <= 'Z' ? CharacterClass{U'A', 26}
											: CharacterClass{0, 0};
	return classes;
}();
[[nodiscard]] CharacterClass class_beyond_ascii(char32_t character);
[[nodiscard]] inline CharacterClass class_of(char32_t character) {
	return character < 0x80 ? ascii_classes[character] : class_beyond_ascii(character);
}

// Appends a text of the same shape with every digit and letter replaced, by choices drawn. Of any length.
void reshape(std::string_view text, Draws &draws, std::string &out);

// A short text as a form to fill in: its characters, each with the class that it may be filled from. Masks of numbers
// and identifiers narrow the classes down (a first digit that isn't 0, an issuer that stays), fill it in, and put check
// digits in place.
class Form {
public:
	static constexpr std::size_t largest = 128; // characters

	explicit Form(std::string_view text); // what is beyond `largest` is left out: see whole()
	[[nodiscard]] bool whole() const { return whole_; }
	[[nodiscard]] std::size_t size() const { return size_; }
	[[nodiscard]] char32_t operator[](std::size_t i) const { return characters_[i]; }
	[[nodiscard]] bool is_digit(std::size_t i) const { return characters_[i] >= '0' && characters_[i] <= '9'; }
	void set(std::size_t i, char32_t character) { characters_[i] = character; }
	void keep(std::size_t i) { classes_[i] = {0, 0}; }
	void narrow(std::size_t i, CharacterClass to) { classes_[i] = to; }

	// Fills it in by choice.
	void draw(Draws &draws);
	// Fills it in by a permutation of all forms like it, so that different ones stay different. False, and nothing is
	// done, if they are too few or too many, or if a character is a stranger to its class: then draw() is left.
	[[nodiscard]] bool permute(Permutation const &permutation);
	void append_to(std::string &out) const;

private:
	std::array<char32_t, largest> characters_;
	std::array<CharacterClass, largest> classes_;
	std::size_t size_ = 0;
	bool whole_ = true;
	bool ascii_ = true;
};

} // namespace confiture::mask
