// Personal data inside free text: where it is, and what. When in doubt it is found: redacting a number too many does
// less harm than one too few.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace confiture::mask {

enum class Personal { email, phone, card, iban, ip, name };

struct Find {
	std::size_t start; // bytes
	std::size_t end;
	Personal kind;
	friend bool operator==(Find const &, Find const &) = default;
};

[[nodiscard]] std::string_view tag_of(Personal kind); // "[EMAIL]"

// Appends what is found, in the order of the text and without overlaps. `words` are names that the row holds; they are
// found as whole words, whatever their case, each word of several for itself. Time is linear in the text.
void find_personal(std::string_view text, std::span<std::string_view const> words, std::vector<Find> &finds);

} // namespace confiture::mask
