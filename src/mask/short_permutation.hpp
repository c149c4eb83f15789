// A permutation of fewer than a million numbers, by a key: what FF1 is not allowed for. They are sorted by pseudorandom
// numbers, so no permutation is better; but so few can all be tried or counted by who sees many of them, and no method
// helps against that. Made at first use for each size, and kept.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "mask/key.hpp"

namespace confiture::mask {

class ShortPermutation {
public:
	static constexpr std::uint32_t largest = 1'000'000;

	// The tweak makes a permutation of its own.
	ShortPermutation(Key const &key, std::string_view tweak) : prf_{key}, tweak_{tweak} {}

	// value < size <= largest
	[[nodiscard]] std::uint32_t forward(std::uint32_t value, std::uint32_t size) const;
	[[nodiscard]] std::uint32_t backward(std::uint32_t value, std::uint32_t size) const;

private:
	[[nodiscard]] std::vector<std::uint32_t> const &sorted(std::uint32_t size) const;

	Prf prf_;
	std::string tweak_;
	mutable std::map<std::uint32_t, std::vector<std::uint32_t>> sorted_;
	mutable std::map<std::uint32_t, std::vector<std::uint32_t>> places_; // the inverse
};

} // namespace confiture::mask
