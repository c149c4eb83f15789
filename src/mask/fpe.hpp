// Format-preserving encryption: FF1 of NIST SP 800-38G on AES. FF3 is withdrawn, so there
// is one mode. It permutes the strings of one length over one alphabet, so what was unique stays unique, and it can be
// undone by whoever holds the key.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mask/key.hpp"

namespace confiture::mask {

using Wide = unsigned __int128;

// The characters that a format has, in the order of their numerals; any Unicode characters, given in UTF-8.
class Alphabet {
public:
	explicit Alphabet(std::string_view characters); // 2 to 65,536 different ones, or an Error
	[[nodiscard]] std::uint32_t radix() const { return static_cast<std::uint32_t>(characters_.size()); }
	[[nodiscard]] int numeral(char32_t character) const; // -1: not one of them
	[[nodiscard]] char32_t character(std::uint32_t numeral) const { return characters_[numeral]; }

private:
	std::vector<char32_t> characters_;
	std::int16_t ascii_[128];
	std::vector<std::pair<char32_t, std::uint32_t>> others_; // sorted
};

class Ff1 {
public:
	// The smallest number of strings that a length may have: below, whoever can mask can list them all.
	static constexpr std::uint32_t smallest_domain = 1'000'000;

	// radix 2 to 65,536; key of 16, 24 or 32 bytes; the tweak makes a permutation of its own.
	Ff1(Bytes key, std::uint32_t radix, std::string_view tweak = {});

	// Whether strings of this length are at least smallest_domain many.
	[[nodiscard]] bool takes(std::size_t length) const { return length >= shortest_; }
	[[nodiscard]] std::size_t shortest() const { return shortest_; }

	// In place, on numerals below the radix. An Error if the length isn't taken.
	void encrypt(std::span<std::uint32_t> numerals) const;
	void decrypt(std::span<std::uint32_t> numerals) const;

private:
	friend class Permutation;
	struct Halves {
		std::uint64_t left, right;
	};
	template <bool forward>
	void run(std::span<std::uint32_t> numerals) const;
	template <bool forward>
	void run_large(std::span<std::uint32_t> numerals) const;
	// The ten rounds on halves of u and v numerals that fit 64 bits.
	template <bool forward>
	[[nodiscard]] Halves rounds(Halves halves, std::uint32_t length, std::uint64_t modulus_u,
								std::uint64_t modulus_v) const;
	void set_length(std::uint32_t length) const;
	void round_function(unsigned round, unsigned char const *number, unsigned char *out) const;

	Aes aes_;
	std::uint32_t radix_;
	std::string tweak_;
	std::size_t shortest_;
	// What depends on the length only, kept from value to value.
	mutable std::uint32_t length_ = 0;
	mutable std::size_t number_size_ = 0; // b: bytes of a half's number
	mutable std::size_t output_size_ = 0; // d: bytes of the round function's output that count
	mutable AesBlock first_{};            // AES(P)
	mutable std::string message_;         // Q, with room for round and number
};

// A permutation of the numbers below any size from smallest_domain up to 2^126: FF1 in radix 2 over the next power of
// two, repeated until it falls below the size ("cycle walking": fewer than two turns on average).
class Permutation {
public:
	Permutation(Bytes key, std::string_view tweak = {}) : ff1_{key, 2, tweak} {}
	static constexpr Wide largest = Wide{1} << 126;

	[[nodiscard]] static bool takes(Wide size) { return size >= Ff1::smallest_domain && size <= largest; }
	[[nodiscard]] Wide forward(Wide value, Wide size) const { return walk<true>(value, size); }
	[[nodiscard]] Wide backward(Wide value, Wide size) const { return walk<false>(value, size); }

private:
	template <bool forward>
	[[nodiscard]] Wide walk(Wide value, Wide size) const;

	Ff1 ff1_;
};

} // namespace confiture::mask
