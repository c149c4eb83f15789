// Keys, and the keyed functions that every mask is built on. All cryptography is OpenSSL's; contexts are set up once
// per mask and used for every value, so that a value costs neither a fetch, nor a key schedule, nor an allocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace confiture::mask {

using Bytes = std::span<unsigned char const>;

// Key material of one masking domain and purpose: two AES-256 keys, or one AES-256-SIV or HMAC key. Wiped when it goes.
struct Key {
	std::array<unsigned char, 64> bytes;

	Key() = default;
	Key(Key const &) = default;
	Key &operator=(Key const &) = default;
	~Key();

	friend bool operator==(Key const &, Key const &) = default;
};

// The secret that all keys are derived from (HKDF-SHA-256, RFC 5869), so that no domain or purpose tells of another.
class Secret {
public:
	explicit Secret(Bytes bytes); // at least 16 bytes, or an Error
	Secret(Secret const &) = default;
	Secret &operator=(Secret const &) = default;
	~Secret();

	[[nodiscard]] static Secret generate(); // 256 bits from the system's generator
	[[nodiscard]] Key derive(std::string_view domain, std::string_view purpose) const;
	[[nodiscard]] Bytes bytes() const & { return bytes_; }
	Bytes bytes() const && = delete; // they are wiped with it

private:
	std::array<unsigned char, 32> bytes_; // longer secrets are hashed down to this
};

[[nodiscard]] Key random_key(); // for `seed => 'random'`

struct FreeCipher {
	void operator()(EVP_CIPHER_CTX *context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
struct FreeMac {
	void operator()(EVP_MAC_CTX *context) const noexcept { EVP_MAC_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

using AesBlock = std::array<unsigned char, 16>;

// AES on single blocks. Key length 16, 24 or 32 bytes.
class Aes {
public:
	explicit Aes(Bytes key);
	// size is a multiple of 16; in and out may be the same.
	void encrypt(unsigned char const *in, unsigned char *out, int size) const;

private:
	Cipher context_;
};

// 128 pseudorandom bits.
struct Block {
	std::uint64_t high;
	std::uint64_t low;

	friend bool operator==(Block const &, Block const &) = default;
};

// The keyed function that chooses: which dictionary entry, which digit, which offset. It is AES-256-CMAC (NIST
// SP 800-38B), a pseudorandom function on values of any length up to the birthday bound of 2^64 blocks under one key,
// so without the key its choices tell nothing of the value, and with one AES call for values up to 16 bytes it costs a
// seventh of an HMAC.
// A Prf made with Seed::random ignores the value and draws anew at each call: nothing can be joined or repeated.
enum class Seed { keyed, random };

class Prf {
public:
	explicit Prf(Key const &key, Seed seed = Seed::keyed);

	[[nodiscard]] Block operator()(std::string_view value) const;
	[[nodiscard]] Block operator()(std::int64_t value) const; // as if on its eight bytes, big endian
	// Same as operator(), also under Seed::random: for what must agree within a row or an entity.
	[[nodiscard]] Block keyed(std::string_view value) const;
	// The following blocks of the stream that starts with `block`: AES under a second key, in counter mode from it.
	[[nodiscard]] Block next(Block block, std::uint64_t count) const;

private:
	Aes mac_;
	Aes stream_;
	AesBlock whole_;   // CMAC's K1, for a last block that is full
	AesBlock partial_; // CMAC's K2, for one that is padded
	Seed seed_;
	mutable std::uint64_t drawn_ = 0;
};

// A number below `size` from 64 pseudorandom bits; the bias is below size / 2^64.
[[nodiscard]] inline std::uint64_t scale(std::uint64_t random, std::uint64_t size) {
	return static_cast<std::uint64_t>((static_cast<unsigned __int128>(random) * size) >> 64);
}

// As many small choices as a value has characters, from one block of a Prf and, if need be, those after it.
class Draws {
public:
	Draws(Prf const &prf, Block block) : prf_{prf}, block_{block}, word_{block.high} {}

	// A number below `size`, where size is at most 2^16. A word serves eight choices of a letter or digit, or three
	// large ones: the bias stays below 2^-15.
	[[nodiscard]] std::uint32_t below(std::uint32_t size) {
		used_ += size <= 64 ? 6 : 16;
		if (used_ > 48)
			refill(size <= 64 ? 6 : 16);
		auto const product = static_cast<unsigned __int128>(word_) * size;
		word_ = static_cast<std::uint64_t>(product);
		return static_cast<std::uint32_t>(product >> 64);
	}

private:
	void refill(int used);

	Prf const &prf_;
	Block const block_;
	std::uint64_t word_;
	std::uint64_t words_ = 1;
	int used_ = 0;
};

enum class Digest { sha256, sha384, sha512 };
[[nodiscard]] std::size_t digest_size(Digest digest);

// HMAC (FIPS 198-1) under one key, its inner and outer states kept.
class Hmac {
public:
	Hmac(Key const &key, Digest digest);
	// Writes digest_size() bytes.
	void operator()(std::string_view value, unsigned char *out) const;
	[[nodiscard]] std::size_t size() const { return size_; }

private:
	std::unique_ptr<EVP_MAC_CTX, FreeMac> context_;
	std::size_t size_;
};

// Deterministic authenticated encryption, AES-256-SIV (RFC 5297): equal values give equal texts and nothing else shows.
class Siv {
public:
	// `associated` binds the texts to their use: they decrypt under the same only.
	Siv(Key const &key, std::string_view associated);
	static constexpr std::size_t overhead = 17; // a format byte, encrypted with the value, and the synthetic IV

	void encrypt(std::string_view value, std::string &out) const;                // appends size() + overhead bytes
	[[nodiscard]] bool decrypt(std::string_view sealed, std::string &out) const; // false: not made under this key

private:
	[[nodiscard]] EVP_CIPHER_CTX *start_from(Cipher const &prepared) const;

	Cipher encrypt_;
	Cipher decrypt_;
	Cipher work_;
};

} // namespace confiture::mask
