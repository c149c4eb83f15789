#include "fixture.hpp"

#include <cstring>

#include "mask/key.hpp"

namespace confiture::mask {
namespace {

std::string hex(std::string_view bytes) {
	std::string text;
	for (char const c : bytes) {
		text.push_back("0123456789abcdef"[static_cast<unsigned char>(c) >> 4]);
		text.push_back("0123456789abcdef"[static_cast<unsigned char>(c) & 15]);
	}
	return text;
}

std::string unhex(std::string_view text) {
	std::string bytes;
	for (std::size_t i = 0; i < text.size(); i += 2)
		bytes.push_back(static_cast<char>(std::stoi(std::string{text.substr(i, 2)}, nullptr, 16)));
	return bytes;
}

Key key_with(std::string_view bytes) {
	Key key;
	key.bytes.fill(0);
	std::memcpy(key.bytes.data(), bytes.data(), bytes.size());
	return key;
}

std::string text(Block block) {
	std::string bytes;
	for (std::uint64_t const word : {block.high, block.low})
		for (int shift = 56; shift >= 0; shift -= 8)
			bytes.push_back(static_cast<char>(word >> shift));
	return hex(bytes);
}

// NIST SP 800-38B, appendix D.3 (CMAC with AES-256).
TEST(Prf, is_aes_cmac) {
	Prf const prf{key_with(unhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"))};
	std::string const message =
		unhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc119"
			  "1a0a52eff69f2445df4f9b17ad2b417be66c3710");
	EXPECT_EQ(text(prf("")), "028962f61b7bf89efc6b551f4667d983");
	EXPECT_EQ(text(prf(std::string_view{message}.substr(0, 16))), "28a7023f452e8f82bd4bf28d8c37c35c");
	EXPECT_EQ(text(prf(std::string_view{message}.substr(0, 40))), "aaf3d8f1de5640c232f5b169b9c911e6");
	EXPECT_EQ(text(prf(message)), "e1992190549f6ed5696a2c056c315410");
}

TEST(Prf, of_a_number_is_that_of_its_bytes) {
	Prf const prf{secret().derive("", "test")};
	EXPECT_EQ(prf(std::int64_t{1}), prf(std::string_view{"\0\0\0\0\0\0\0\1", 8}));
}

TEST(Prf, draws_anew_each_time_when_random) {
	Prf const prf{random_key(), Seed::random};
	Block const first = prf("value");
	EXPECT_NE(first, prf("value"));
	EXPECT_EQ(prf.keyed("value"), prf.keyed("value"));
}

// RFC 4231, test case 2, its key padded with zeros as HMAC does itself.
TEST(Hmac, is_hmac) {
	Key const key = key_with("Jefe");
	unsigned char digest[64];
	Hmac const sha256{key, Digest::sha256};
	for (int i = 0; i < 3; ++i) { // the kept state doesn't change
		sha256("what do ya want for nothing?", digest);
		EXPECT_EQ(hex({reinterpret_cast<char const *>(digest), 32}),
				  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	}
	// A key of 64 bytes is a whole block of SHA-256, and half a one of SHA-512.
	Hmac const sha512{key, Digest::sha512};
	sha512("what do ya want for nothing?", digest);
	EXPECT_EQ(hex({reinterpret_cast<char const *>(digest), 64}),
			  "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a3"
			  "4d4a6b4b636e"
			  "070a38bce737");
}

// HKDF of RFC 5869, done by hand with HMAC.
TEST(Secret, derives_by_hkdf) {
	unsigned char pseudorandom[32], block[32];
	Hmac{key_with("confiture mask 1"), Digest::sha256}(std::string(32, 7), pseudorandom);
	std::string const info = "4:testdomain";
	Hmac const expand{key_with({reinterpret_cast<char const *>(pseudorandom), 32}), Digest::sha256};
	expand(info + '\1', block);
	std::string expected{reinterpret_cast<char const *>(block), 32};
	expand(expected + info + '\2', block);
	expected.append(reinterpret_cast<char const *>(block), 32);

	Key const key = secret().derive("domain", "test");
	EXPECT_EQ(hex({reinterpret_cast<char const *>(key.bytes.data()), 64}), hex(expected));
}

TEST(Secret, keeps_domains_and_purposes_apart) {
	EXPECT_EQ(secret().derive("a", "b"), secret().derive("a", "b"));
	EXPECT_NE(secret().derive("a", "b"), secret().derive("b", "a"));
	EXPECT_NE(secret().derive("bc", "a"), secret().derive("c", "ab"));
	EXPECT_NE(secret(1).derive("a", "b"), secret(2).derive("a", "b"));
	EXPECT_NE(Secret::generate().derive("a", "b"), Secret::generate().derive("a", "b"));
}

TEST(Secret, is_long_enough) {
	unsigned char const few[15] = {};
	EXPECT_NE(error_of([&] { (void) Secret{few}; }).find("too short"), std::string::npos);
	unsigned char const many[100] = {1};
	EXPECT_NO_THROW((void) Secret{many}.derive("", ""));
}

TEST(Draws, spread_evenly_and_depend_on_all_of_the_block) {
	Prf const prf{secret().derive("", "test")};
	std::vector<int> count(26);
	for (std::int64_t value = 0; value < 2000; ++value) {
		Draws draws{prf, prf(value)};
		for (int i = 0; i < 50; ++i) // over several blocks
			++count[draws.below(26)];
	}
	double chi_square = 0;
	for (int const n : count)
		chi_square += (n - 100000.0 / 26) * (n - 100000.0 / 26) / (100000.0 / 26);
	EXPECT_LT(chi_square, 52.6); // 99.9 % of 25 degrees of freedom
}

TEST(Draws, take_large_sizes) {
	Prf const prf{secret().derive("", "test")};
	Draws draws{prf, prf("value")};
	bool high = false;
	for (int i = 0; i < 100; ++i) {
		std::uint32_t const drawn = draws.below(20902);
		EXPECT_LT(drawn, 20902u);
		high = high || drawn > 10000;
	}
	EXPECT_TRUE(high);
}

TEST(Siv, gives_back_what_it_took) {
	Key const key = secret().derive("", "encrypt");
	Siv const siv{key, "domain"};
	Random random;
	for (std::size_t size = 0; size < 100; ++size) {
		std::string const value = random.bytes(size);
		std::string sealed, again, fresh, opened;
		siv.encrypt(value, sealed);
		siv.encrypt(value, again);
		Siv{key, "domain"}.encrypt(value, fresh); // a context used before gives what a new one does
		EXPECT_EQ(sealed.size(), size + Siv::overhead);
		EXPECT_EQ(sealed, again);
		EXPECT_EQ(sealed, fresh);
		EXPECT_TRUE(siv.decrypt(sealed, opened));
		EXPECT_EQ(opened, value);
	}
}

// RFC 5297: S2V over the associated data and the plaintext under the first half of the key, then AES-CTR under the
// second.
TEST(Siv, is_aes_siv) {
	Key const key = secret().derive("", "encrypt");
	auto const cmac = [&](std::string_view message) {
		Block const block = Prf{key}.keyed(message);
		std::string bytes = unhex(text(block));
		return bytes;
	};
	auto const doubled = [](std::string block) {
		bool const carry = block[0] & 0x80;
		for (std::size_t i = 0; i < 16; ++i)
			block[i] = static_cast<char>(static_cast<unsigned char>(block[i]) << 1 |
										 (i < 15 ? static_cast<unsigned char>(block[i + 1]) >> 7 : 0));
		if (carry)
			block[15] = static_cast<char>(block[15] ^ 0x87);
		return block;
	};
	auto const mix = [](std::string a, std::string const &b) {
		for (std::size_t i = 0; i < 16; ++i)
			a[a.size() - 16 + i] = static_cast<char>(a[a.size() - 16 + i] ^ b[i]);
		return a;
	};
	std::string const value = "a value of some length";
	std::string const plain = '\1' + value;
	std::string d = cmac(std::string(16, '\0'));
	d = mix(doubled(d), cmac("domain"));
	std::string const tag = cmac(mix(plain, d));
	std::string counter = tag;
	counter[8] = static_cast<char>(counter[8] & 0x7F);
	counter[12] = static_cast<char>(counter[12] & 0x7F);
	Aes const aes{Bytes{key.bytes}.last(32)};
	std::string stream(32, '\0'), next = counter;
	++next[15]; // the test's counter has no carry
	ASSERT_NE(counter[15], '\xFF');
	aes.encrypt(reinterpret_cast<unsigned char const *>(counter.data()),
				reinterpret_cast<unsigned char *>(stream.data()), 16);
	aes.encrypt(reinterpret_cast<unsigned char const *>(next.data()),
				reinterpret_cast<unsigned char *>(stream.data() + 16), 16);
	std::string expected = plain;
	for (std::size_t i = 0; i < plain.size(); ++i)
		expected[i] = static_cast<char>(plain[i] ^ stream[i]);
	std::string sealed;
	Siv{key, "domain"}.encrypt(value, sealed);
	EXPECT_EQ(hex(sealed), hex(tag + expected));
}

TEST(Siv, refuses_what_was_changed_or_made_under_another_key_or_domain) {
	Key const key = secret().derive("", "encrypt");
	Siv const siv{key, "domain"};
	std::string sealed, opened;
	siv.encrypt("value", sealed);
	for (std::size_t i = 0; i < sealed.size(); ++i) {
		std::string changed = sealed;
		changed[i] = static_cast<char>(changed[i] ^ 1);
		EXPECT_FALSE(siv.decrypt(changed, opened));
	}
	EXPECT_FALSE(siv.decrypt(sealed.substr(1), opened));
	EXPECT_FALSE(siv.decrypt("", opened));
	EXPECT_FALSE((Siv{key, "other"}.decrypt(sealed, opened)));
	EXPECT_FALSE((Siv{secret(1).derive("", "encrypt"), "domain"}.decrypt(sealed, opened)));
	EXPECT_EQ(opened, "");
	EXPECT_TRUE(siv.decrypt(sealed, opened)); // and goes on after that
	EXPECT_EQ(opened, "value");
}

} // namespace
} // namespace confiture::mask
