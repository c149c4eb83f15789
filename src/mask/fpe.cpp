#include "mask/fpe.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <openssl/bn.h>

#include "error.hpp"
#include "mask/utf8.hpp"

namespace confiture::mask {

Alphabet::Alphabet(std::string_view characters) {
	std::fill(std::begin(ascii_), std::end(ascii_), std::int16_t{-1});
	while (!characters.empty()) {
		char32_t const character = utf8::take(characters);
		if (character >= utf8::invalid)
			throw Error(sqlstate::character_not_in_repertoire, "alphabet is not valid UTF-8");
		auto const numeral = static_cast<std::uint32_t>(characters_.size());
		characters_.push_back(character);
		if (character < 128 && ascii_[character] == -1)
			ascii_[character] = static_cast<std::int16_t>(numeral);
		else
			others_.emplace_back(character, numeral);
	}
	std::ranges::sort(others_);
	for (std::size_t i = 0; i < others_.size(); ++i)
		if (others_[i].first < 128 || (i > 0 && others_[i].first == others_[i - 1].first))
			throw Error(sqlstate::invalid_parameter_value, "alphabet has a character twice");
	if (characters_.size() < 2 || characters_.size() > 65536)
		throw Error(sqlstate::invalid_parameter_value, "alphabet must have between 2 and 65536 characters");
}

int Alphabet::numeral(char32_t character) const {
	if (character < 128)
		return ascii_[character];
	auto const found = std::ranges::lower_bound(others_, character, {}, &std::pair<char32_t, std::uint32_t>::first);
	return found != others_.end() && found->first == character ? static_cast<int>(found->second) : -1;
}

namespace {

// radix^count, or 0 if it does not fit 63 bits.
std::uint64_t power(std::uint64_t radix, std::size_t count) {
	Wide result = 1;
	for (std::size_t i = 0; i < count; ++i) {
		result *= radix;
		if (result >> 63)
			return 0;
	}
	return static_cast<std::uint64_t>(result);
}

std::size_t bytes_for(std::uint32_t radix, std::size_t count) { // of radix^count - 1
	if (std::has_single_bit(radix))
		return (count * static_cast<std::size_t>(std::countr_zero(radix)) + 7) / 8;
	if (std::uint64_t const size = power(radix, count))
		return (static_cast<std::size_t>(std::bit_width(size - 1)) + 7) / 8;
	// No power of a radix that isn't one of two is so near a power of two that long double could err.
	return static_cast<std::size_t>(std::ceil(std::ceil(count * std::log2(static_cast<long double>(radix))) / 8));
}

} // namespace

Ff1::Ff1(Bytes key, std::uint32_t radix, std::string_view tweak)
	: aes_{key}, radix_{radix}, tweak_{tweak}, shortest_{2} {
	if (radix < 2 || radix > 65536)
		throw Error(sqlstate::invalid_parameter_value, "radix must be between 2 and 65536");
	for (std::uint64_t size = std::uint64_t{radix} * radix; size < smallest_domain; size *= radix)
		++shortest_;
}

void Ff1::set_length(std::uint32_t length) const {
	if (length == length_)
		return;
	std::uint32_t const u = length / 2;
	number_size_ = bytes_for(radix_, length - u);
	output_size_ = 4 * ((number_size_ + 3) / 4) + 4;
	auto const tweak = static_cast<std::uint32_t>(tweak_.size());
	AesBlock const p = {1,
						2,
						1,
						static_cast<unsigned char>(radix_ >> 16),
						static_cast<unsigned char>(radix_ >> 8),
						static_cast<unsigned char>(radix_),
						10,
						static_cast<unsigned char>(u),
						static_cast<unsigned char>(length >> 24),
						static_cast<unsigned char>(length >> 16),
						static_cast<unsigned char>(length >> 8),
						static_cast<unsigned char>(length),
						static_cast<unsigned char>(tweak >> 24),
						static_cast<unsigned char>(tweak >> 16),
						static_cast<unsigned char>(tweak >> 8),
						static_cast<unsigned char>(tweak)};
	aes_.encrypt(p.data(), first_.data(), 16);
	std::size_t const used = tweak_.size() + 1 + number_size_;
	message_.assign((used + 15) / 16 * 16, '\0');
	std::memcpy(message_.data(), tweak_.data(), tweak_.size());
	length_ = length;
}

// CBC-MAC of P || Q, stretched to output_size_ bytes; `out` has room for whole blocks of it.
void Ff1::round_function(unsigned round, unsigned char const *number, unsigned char *out) const {
	auto *const message = reinterpret_cast<unsigned char *>(message_.data());
	message[message_.size() - number_size_ - 1] = static_cast<unsigned char>(round);
	std::memcpy(message + message_.size() - number_size_, number, number_size_);

	AesBlock state = first_;
	for (std::size_t at = 0; at < message_.size(); at += 16) {
		for (std::size_t i = 0; i < 16; ++i)
			state[i] ^= message[at + i];
		aes_.encrypt(state.data(), state.data(), 16);
	}
	std::memcpy(out, state.data(), 16);
	for (std::size_t at = 16, count = 1; at < output_size_; at += 16, ++count) {
		AesBlock next = state;
		for (std::size_t i = 0; i < 8; ++i)
			next[15 - i] ^= static_cast<unsigned char>(static_cast<std::uint64_t>(count) >> (8 * i));
		aes_.encrypt(next.data(), out + at, 16);
	}
}

template <bool forward>
Ff1::Halves Ff1::rounds(Halves halves, std::uint32_t length, std::uint64_t modulus_u, std::uint64_t modulus_v) const {
	set_length(length);
	auto [a, b] = halves;
	for (unsigned step = 0; step < 10; ++step) {
		unsigned const round = forward ? step : 9 - step;
		unsigned char number[8], output[16];
		std::uint64_t const swapped = __builtin_bswap64(forward ? b : a);
		std::memcpy(number, &swapped, 8);
		round_function(round, number + 8 - number_size_, output);
		std::uint64_t high, low;
		std::memcpy(&high, output, 8);
		std::memcpy(&low, output + 8, 8);
		Wide const y = (Wide{__builtin_bswap64(high)} << 64 | __builtin_bswap64(low)) >> (128 - 8 * output_size_);
		std::uint64_t const modulus = round % 2 == 0 ? modulus_u : modulus_v;
		auto const add = static_cast<std::uint64_t>(radix_ == 2 ? y & (modulus - 1) : y % modulus);
		if constexpr (forward) {
			std::uint64_t c = a + add; // below 2^64, as both are below 2^63
			if (c >= modulus)
				c -= modulus;
			a = b;
			b = c;
		} else {
			std::uint64_t const c = b >= add ? b - add : b + modulus - add;
			b = a;
			a = c;
		}
	}
	return {a, b};
}

template <bool forward>
void Ff1::run(std::span<std::uint32_t> numerals) const {
	if (!takes(numerals.size()))
		throw Error(sqlstate::invalid_parameter_value, "value is too short for format-preserving encryption",
					"Values over an alphabet of " + std::to_string(radix_) + " characters need at least " +
						std::to_string(shortest_) + " of them, since below " + std::to_string(smallest_domain) +
						" different values all can be tried.",
					"Use \"hash\", \"pseudonym\" or \"tokenize\", or a larger alphabet.");
	std::size_t const u = numerals.size() / 2;
	std::uint64_t const modulus_u = power(radix_, u), modulus_v = power(radix_, numerals.size() - u);
	if (modulus_v == 0)
		return run_large<forward>(numerals);

	Halves halves{0, 0};
	for (std::size_t i = 0; i < numerals.size(); ++i)
		(i < u ? halves.left : halves.right) = (i < u ? halves.left : halves.right) * radix_ + numerals[i];
	halves = rounds<forward>(halves, static_cast<std::uint32_t>(numerals.size()), modulus_u, modulus_v);
	for (std::size_t i = numerals.size(); i-- > 0;) {
		std::uint64_t &half = i < u ? halves.left : halves.right;
		numerals[i] = static_cast<std::uint32_t>(half % radix_);
		half /= radix_;
	}
}

namespace {

struct FreeNumber {
	void operator()(BIGNUM *number) const noexcept { BN_clear_free(number); }
	void operator()(BN_CTX *context) const noexcept { BN_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, FreeNumber>;

void require(bool done) {
	if (!done)
		throw Error(sqlstate::out_of_memory, "out of memory");
}

Number number_of(std::span<std::uint32_t const> numerals, std::uint32_t radix) {
	Number number{BN_new()};
	require(number != nullptr);
	BN_zero(number.get());
	for (std::uint32_t const numeral : numerals)
		require(BN_mul_word(number.get(), radix) == 1 && BN_add_word(number.get(), numeral) == 1);
	return number;
}

} // namespace

// Halves of more than 63 bits: the same rounds on OpenSSL's numbers.
template <bool forward>
void Ff1::run_large(std::span<std::uint32_t> numerals) const {
	set_length(static_cast<std::uint32_t>(numerals.size()));
	std::size_t const u = numerals.size() / 2;
	std::unique_ptr<BN_CTX, FreeNumber> const context{BN_CTX_new()};
	Number modulus[2] = {Number{BN_new()}, Number{BN_new()}};
	Number const base{BN_new()}, exponent{BN_new()}, y{BN_new()};
	require(context && modulus[0] && modulus[1] && base && exponent && y && BN_set_word(base.get(), radix_) == 1);
	for (std::size_t half = 0; half < 2; ++half) {
		require(BN_set_word(exponent.get(), half == 0 ? u : numerals.size() - u) == 1 &&
				BN_exp(modulus[half].get(), base.get(), exponent.get(), context.get()) == 1);
	}
	Number a = number_of(numerals.first(u), radix_);
	Number b = number_of(numerals.subspan(u), radix_);

	std::vector<unsigned char> number(number_size_), output((output_size_ + 15) / 16 * 16);
	for (unsigned step = 0; step < 10; ++step) {
		unsigned const round = forward ? step : 9 - step;
		require(BN_bn2binpad((forward ? b : a).get(), number.data(), static_cast<int>(number.size())) >= 0);
		round_function(round, number.data(), output.data());
		require(BN_bin2bn(output.data(), static_cast<int>(output_size_), y.get()) != nullptr);
		BIGNUM const *const m = modulus[round % 2].get();
		if constexpr (forward) {
			require(BN_mod_add(a.get(), a.get(), y.get(), m, context.get()) == 1);
		} else {
			require(BN_mod_sub(b.get(), b.get(), y.get(), m, context.get()) == 1);
		}
		std::swap(a, b);
	}
	for (std::size_t i = numerals.size(); i-- > 0;) {
		BN_ULONG const numeral = BN_div_word((i < u ? a : b).get(), radix_);
		require(numeral != static_cast<BN_ULONG>(-1));
		numerals[i] = static_cast<std::uint32_t>(numeral);
	}
}

void Ff1::encrypt(std::span<std::uint32_t> numerals) const { run<true>(numerals); }
void Ff1::decrypt(std::span<std::uint32_t> numerals) const { run<false>(numerals); }

template <bool forward>
Wide Permutation::walk(Wide value, Wide size) const {
	if (!takes(size) || value >= size)
		throw Error(sqlstate::invalid_parameter_value, "too few or too many values to permute");
	std::uint32_t length = 20; // 2^20 is the first power of two from smallest_domain on
	while (length < 126 && (Wide{1} << length) < size)
		++length;
	std::uint32_t const u = length / 2, v = length - u;
	std::uint64_t const modulus_u = std::uint64_t{1} << u, modulus_v = std::uint64_t{1} << v;
	do {
		auto const [left, right] = ff1_.rounds<forward>(
			{static_cast<std::uint64_t>(value >> v), static_cast<std::uint64_t>(value & (modulus_v - 1))}, length,
			modulus_u, modulus_v);
		value = Wide{left} << v | right;
	} while (value >= size);
	return value;
}

template Wide Permutation::walk<true>(Wide, Wide) const;
template Wide Permutation::walk<false>(Wide, Wide) const;

} // namespace confiture::mask
