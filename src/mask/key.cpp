#include "mask/key.hpp"

#include <cstring>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "error.hpp"

namespace confiture::mask {

namespace {

[[noreturn]] void fail(char const *what) {
	throw Error(sqlstate::internal_error, std::string("could not set up ") + what + " in OpenSSL");
}

void check(int result, char const *what) {
	if (result != 1)
		fail(what);
}

struct FreeKdf {
	void operator()(EVP_KDF *kdf) const noexcept { EVP_KDF_free(kdf); }
	void operator()(EVP_KDF_CTX *context) const noexcept { EVP_KDF_CTX_free(context); }
	void operator()(EVP_CIPHER *cipher) const noexcept { EVP_CIPHER_free(cipher); }
	void operator()(EVP_MAC *mac) const noexcept { EVP_MAC_free(mac); }
};
template <typename Handle>
using Fetched = std::unique_ptr<Handle, FreeKdf>;

OSSL_PARAM bytes_parameter(char const *name, void const *data, std::size_t size) {
	return OSSL_PARAM_construct_octet_string(name, const_cast<void *>(data), size);
}

std::uint64_t load(unsigned char const *bytes) {
	std::uint64_t value;
	std::memcpy(&value, bytes, 8);
	return __builtin_bswap64(value);
}

void store(unsigned char *bytes, std::uint64_t value) {
	value = __builtin_bswap64(value);
	std::memcpy(bytes, &value, 8);
}

// Doubling in GF(2^128), for CMAC's subkeys.
AesBlock doubled(AesBlock const &block) {
	AesBlock result;
	for (std::size_t i = 0; i < 16; ++i)
		result[i] = static_cast<unsigned char>(block[i] << 1 | (i < 15 ? block[i + 1] >> 7 : 0));
	if (block[0] & 0x80)
		result[15] ^= 0x87;
	return result;
}

void exclusive_or(unsigned char *into, unsigned char const *with) {
	std::uint64_t a[2], b[2];
	std::memcpy(a, into, 16);
	std::memcpy(b, with, 16);
	a[0] ^= b[0];
	a[1] ^= b[1];
	std::memcpy(into, a, 16);
}

} // namespace

Key::~Key() { OPENSSL_cleanse(bytes.data(), bytes.size()); }

Secret::Secret(Bytes bytes) {
	if (bytes.size() < 16)
		throw Error(sqlstate::invalid_parameter_value, "masking secret is too short",
					"It has to have at least 16 bytes.", "Use 32 random bytes.");
	if (bytes.size() == bytes_.size())
		std::memcpy(bytes_.data(), bytes.data(), bytes_.size());
	else
		SHA256(bytes.data(), bytes.size(), bytes_.data());
}

Secret::~Secret() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

Secret Secret::generate() {
	std::array<unsigned char, 32> random;
	check(RAND_priv_bytes(random.data(), static_cast<int>(random.size())), "the random generator");
	Secret const secret{random};
	OPENSSL_cleanse(random.data(), random.size());
	return secret;
}

Key Secret::derive(std::string_view domain, std::string_view purpose) const {
	static constexpr std::string_view salt = "confiture mask 1";
	// The length in front keeps ("a", "bc") and ("ab", "c") apart.
	std::string info = std::to_string(purpose.size()) + ":";
	info.append(purpose).append(domain);

	Fetched<EVP_KDF> const kdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
	Fetched<EVP_KDF_CTX> const context{kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr};
	if (!context)
		fail("HKDF");
	char digest[] = "SHA256";
	OSSL_PARAM const parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		bytes_parameter(OSSL_KDF_PARAM_KEY, bytes_.data(), bytes_.size()),
		bytes_parameter(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
		bytes_parameter(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
		OSSL_PARAM_construct_end(),
	};
	Key key;
	check(EVP_KDF_derive(context.get(), key.bytes.data(), key.bytes.size(), parameters), "HKDF");
	return key;
}

Key random_key() {
	Key key;
	check(RAND_priv_bytes(key.bytes.data(), static_cast<int>(key.bytes.size())), "the random generator");
	return key;
}

Aes::Aes(Bytes key) : context_{EVP_CIPHER_CTX_new()} {
	char const *const name = key.size() == 16 ? "AES-128-ECB" : key.size() == 24 ? "AES-192-ECB" : "AES-256-ECB";
	Fetched<EVP_CIPHER> const cipher{EVP_CIPHER_fetch(nullptr, name, nullptr)};
	if (!context_ || !cipher || static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher.get())) != key.size())
		fail("AES");
	check(EVP_EncryptInit_ex2(context_.get(), cipher.get(), key.data(), nullptr, nullptr), "AES");
	check(EVP_CIPHER_CTX_set_padding(context_.get(), 0), "AES");
}

void Aes::encrypt(unsigned char const *in, unsigned char *out, int size) const {
	int written;
	if (EVP_EncryptUpdate(context_.get(), out, &written, in, size) != 1 || written != size)
		fail("AES");
}

Prf::Prf(Key const &key, Seed seed)
	: mac_{Bytes{key.bytes}.first(32)}, stream_{Bytes{key.bytes}.last(32)}, seed_{seed} {
	AesBlock zero{};
	mac_.encrypt(zero.data(), zero.data(), 16);
	whole_ = doubled(zero);
	partial_ = doubled(whole_);
}

Block Prf::operator()(std::string_view value) const {
	return seed_ == Seed::random ? next({}, ++drawn_) : keyed(value);
}

Block Prf::operator()(std::int64_t value) const {
	unsigned char bytes[8];
	store(bytes, static_cast<std::uint64_t>(value));
	return (*this)({reinterpret_cast<char const *>(bytes), sizeof bytes});
}

Block Prf::keyed(std::string_view value) const {
	AesBlock state{};
	auto bytes = reinterpret_cast<unsigned char const *>(value.data());
	std::size_t left = value.size();
	while (left > 16) {
		exclusive_or(state.data(), bytes);
		mac_.encrypt(state.data(), state.data(), 16);
		bytes += 16;
		left -= 16;
	}
	if (left == 16) {
		exclusive_or(state.data(), bytes);
		exclusive_or(state.data(), whole_.data());
	} else {
		AesBlock last{};
		if (left > 0)
			std::memcpy(last.data(), bytes, left);
		last[left] = 0x80;
		exclusive_or(state.data(), last.data());
		exclusive_or(state.data(), partial_.data());
	}
	mac_.encrypt(state.data(), state.data(), 16);
	return {load(state.data()), load(state.data() + 8)};
}

Block Prf::next(Block block, std::uint64_t count) const {
	AesBlock state;
	store(state.data(), block.high);
	store(state.data() + 8, block.low + count);
	stream_.encrypt(state.data(), state.data(), 16);
	return {load(state.data()), load(state.data() + 8)};
}

void Draws::refill(int used) {
	if (words_ == 1)
		word_ = block_.low;
	else {
		Block const following = prf_.next(block_, words_ / 2);
		word_ = words_ % 2 == 0 ? following.high : following.low;
	}
	++words_;
	used_ = used;
}

std::size_t digest_size(Digest digest) {
	switch (digest) {
	case Digest::sha256:
		return 32;
	case Digest::sha384:
		return 48;
	case Digest::sha512:
		return 64;
	}
	return 0;
}

Hmac::Hmac(Key const &key, Digest digest) : size_{digest_size(digest)} {
	Fetched<EVP_MAC> const mac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
	context_.reset(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr);
	if (!context_)
		fail("HMAC");
	std::string name = digest == Digest::sha256 ? "SHA256" : digest == Digest::sha384 ? "SHA384" : "SHA512";
	OSSL_PARAM const parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
		OSSL_PARAM_construct_end(),
	};
	check(EVP_MAC_init(context_.get(), key.bytes.data(), key.bytes.size(), parameters), "HMAC");
}

void Hmac::operator()(std::string_view value, unsigned char *out) const {
	std::size_t written;
	// Without a key, init goes back to the state behind the key: no key schedule, no fetch.
	if (EVP_MAC_init(context_.get(), nullptr, 0, nullptr) != 1 ||
		EVP_MAC_update(context_.get(), reinterpret_cast<unsigned char const *>(value.data()), value.size()) != 1 ||
		EVP_MAC_final(context_.get(), out, &written, size_) != 1)
		fail("HMAC");
}

namespace {

constexpr char siv_format = 1;
constexpr int siv_tag = 16;

Cipher siv_cipher(Key const &key, std::string_view associated, bool encrypt) {
	Fetched<EVP_CIPHER> const cipher{EVP_CIPHER_fetch(nullptr, "AES-256-SIV", nullptr)};
	Cipher context{EVP_CIPHER_CTX_new()};
	if (!cipher || !context)
		fail("AES-256-SIV");
	check(EVP_CipherInit_ex2(context.get(), cipher.get(), key.bytes.data(), nullptr, encrypt ? 1 : 0, nullptr),
		  "AES-256-SIV");
	int length;
	if (!associated.empty())
		check(EVP_CipherUpdate(context.get(), nullptr, &length,
							   reinterpret_cast<unsigned char const *>(associated.data()),
							   static_cast<int>(associated.size())),
			  "AES-256-SIV");
	return context;
}

} // namespace

Siv::Siv(Key const &key, std::string_view associated)
	: encrypt_{siv_cipher(key, associated, true)}, decrypt_{siv_cipher(key, associated, false)},
	  work_{EVP_CIPHER_CTX_new()} {
	if (!work_)
		fail("AES-256-SIV");
}

// A context is good for one text. A copy of one that has its key schedule and associated data costs a quarter of a new
// one.
EVP_CIPHER_CTX *Siv::start_from(Cipher const &prepared) const {
	check(EVP_CIPHER_CTX_copy(work_.get(), prepared.get()), "AES-256-SIV");
	return work_.get();
}

// Layout: tag, ciphertext of (format byte, value). The format byte says what a later version may do otherwise, and
// keeps the plaintext from being empty, which OpenSSL's SIV can't do.
void Siv::encrypt(std::string_view value, std::string &out) const {
	EVP_CIPHER_CTX *const context = start_from(encrypt_);
	std::size_t const start = out.size();
	out.append(siv_tag, '\0').append(1, siv_format).append(value);
	auto *const tag = reinterpret_cast<unsigned char *>(out.data() + start);
	int length;
	if (EVP_EncryptUpdate(context, tag + siv_tag, &length, tag + siv_tag, static_cast<int>(value.size() + 1)) != 1 ||
		EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, siv_tag, tag) != 1)
		fail("AES-256-SIV");
}

bool Siv::decrypt(std::string_view sealed, std::string &out) const {
	if (sealed.size() < overhead)
		return false;
	std::string plain{sealed.substr(siv_tag)};
	std::string tag{sealed.substr(0, siv_tag)};
	auto *const bytes = reinterpret_cast<unsigned char *>(plain.data());
	EVP_CIPHER_CTX *const context = start_from(decrypt_);
	int length;
	if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, siv_tag, tag.data()) != 1 ||
		EVP_DecryptUpdate(context, bytes, &length, bytes, static_cast<int>(plain.size())) != 1 ||
		plain[0] != siv_format)
		return false;
	out.append(plain, 1);
	OPENSSL_cleanse(plain.data(), plain.size());
	return true;
}

} // namespace confiture::mask
