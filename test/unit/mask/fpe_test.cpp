#include "fixture.hpp"

#include <bit>
#include <numeric>
#include <set>

#include "mask/fpe.hpp"

namespace confiture::mask {
namespace {

constexpr std::string_view base36 = "0123456789abcdefghijklmnopqrstuvwxyz";

std::vector<unsigned char> unhex(std::string_view text) {
	std::vector<unsigned char> bytes;
	for (std::size_t i = 0; i < text.size(); i += 2)
		bytes.push_back(static_cast<unsigned char>(std::stoi(std::string{text.substr(i, 2)}, nullptr, 16)));
	return bytes;
}

std::vector<std::uint32_t> numerals(std::string_view text) {
	std::vector<std::uint32_t> result;
	for (char const c : text)
		result.push_back(static_cast<std::uint32_t>(base36.find(c)));
	return result;
}

std::string text(std::vector<std::uint32_t> const &numerals) {
	std::string result;
	for (std::uint32_t const n : numerals)
		result.push_back(base36[n]);
	return result;
}

std::string view(std::vector<unsigned char> const &bytes) { return {bytes.begin(), bytes.end()}; }

struct Sample {
	char const *key;
	std::uint32_t radix;
	char const *tweak, *plain, *cipher;
};

constexpr char key_128[] = "2B7E151628AED2A6ABF7158809CF4F3C";
constexpr char key_192[] = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F";
constexpr char key_256[] = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94";

// The samples that NIST published with SP 800-38G ("FF1samples").
constexpr Sample samples[] = {
	{key_128, 10, "", "0123456789", "2433477484"},
	{key_128, 10, "39383736353433323130", "0123456789", "6124200773"},
	{key_128, 36, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum"},
	{key_192, 10, "", "0123456789", "2830668132"},
	{key_192, 10, "39383736353433323130", "0123456789", "2496655549"},
	{key_192, 36, "3737373770717273373737", "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"},
	{key_256, 10, "", "0123456789", "6657667009"},
	{key_256, 10, "39383736353433323130", "0123456789", "1001623463"},
	{key_256, 36, "3737373770717273373737", "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"},
};

TEST(Ff1, gives_the_samples_of_nist) {
	for (Sample const &sample : samples) {
		Ff1 const ff1{unhex(sample.key), sample.radix, view(unhex(sample.tweak))};
		auto value = numerals(sample.plain);
		ff1.encrypt(value);
		EXPECT_EQ(text(value), sample.cipher);
		ff1.decrypt(value);
		EXPECT_EQ(text(value), sample.plain);
	}
}

// FF1 straight from the publication, on 128-bit numbers, for lengths that the implementation does on large numbers.
std::vector<std::uint32_t> reference(Bytes key, std::uint32_t radix, std::string const &tweak,
									 std::vector<std::uint32_t> const &x) {
	Aes const aes{key};
	std::size_t const n = x.size(), u = n / 2, v = n - u;
	auto const power = [&](std::size_t count) {
		Wide result = 1;
		while (count-- > 0)
			result *= radix;
		return result;
	};
	Wide a = 0, b = 0;
	for (std::size_t i = 0; i < n; ++i)
		(i < u ? a : b) = (i < u ? a : b) * radix + x[i];
	std::size_t bytes = 0;
	for (Wide rest = power(v) - 1; rest > 0; rest >>= 8)
		++bytes;
	std::size_t const d = 4 * ((bytes + 3) / 4) + 4;
	for (unsigned round = 0; round < 10; ++round) {
		std::string message{1,
							2,
							1,
							static_cast<char>(radix >> 16),
							static_cast<char>(radix >> 8),
							static_cast<char>(radix),
							10,
							static_cast<char>(u),
							0,
							0,
							0,
							static_cast<char>(n)};
		message.append({0, 0, 0, static_cast<char>(tweak.size())}).append(tweak);
		while ((message.size() + bytes + 1) % 16 != 0)
			message.push_back('\0');
		message.push_back(static_cast<char>(round));
		for (std::size_t i = bytes; i-- > 0;)
			message.push_back(static_cast<char>(b >> (8 * i)));
		AesBlock r{};
		for (std::size_t at = 0; at < message.size(); at += 16) {
			for (std::size_t i = 0; i < 16; ++i)
				r[i] = static_cast<unsigned char>(r[i] ^ static_cast<unsigned char>(message[at + i]));
			aes.encrypt(r.data(), r.data(), 16);
		}
		std::string s{reinterpret_cast<char const *>(r.data()), 16};
		for (unsigned j = 1; s.size() < d; ++j) {
			AesBlock next = r;
			next[15] = static_cast<unsigned char>(next[15] ^ j);
			aes.encrypt(next.data(), next.data(), 16);
			s.append(reinterpret_cast<char const *>(next.data()), 16);
		}
		Wide const modulus = power(round % 2 == 0 ? u : v);
		Wide y = 0; // modulo as the bytes come in: d bytes may be more than 128 bits
		for (std::size_t i = 0; i < d; ++i)
			y = (y * 256 + static_cast<unsigned char>(s[i])) % modulus;
		Wide const c = (a + y) % modulus;
		a = b;
		b = c;
	}
	std::vector<std::uint32_t> result(n);
	for (std::size_t i = n; i-- > 0;) {
		Wide &half = i < u ? a : b;
		result[i] = static_cast<std::uint32_t>(half % radix);
		half /= radix;
	}
	return result;
}

TEST(Ff1, agrees_with_the_publication_for_every_length_and_radix) {
	Random random;
	auto const key = unhex(key_256);
	for (std::uint32_t const radix : {2u, 3u, 10u, 16u, 26u, 36u, 62u, 256u, 1000u, 65536u}) {
		for (std::string const &tweak : {std::string{}, std::string{"tweak"}, std::string(40, 't')}) {
			Ff1 const ff1{key, radix, tweak};
			for (std::size_t length = ff1.shortest(); length * std::bit_width(radix - 1) <= 230; ++length) {
				std::vector<std::uint32_t> value(length);
				for (auto &numeral : value)
					numeral = static_cast<std::uint32_t>(random.below(radix));
				auto const expected = reference(key, radix, tweak, value);
				auto actual = value;
				ff1.encrypt(actual);
				ASSERT_EQ(actual, expected) << radix << " " << length;
				ff1.decrypt(actual);
				ASSERT_EQ(actual, value);
			}
		}
	}
}

TEST(Ff1, gives_back_long_texts) {
	Random random;
	Ff1 const ff1{unhex(key_256), 36, "t"};
	for (std::size_t const length : {100u, 257u, 1000u}) {
		auto const value = numerals(random.from(base36, length));
		auto changed = value;
		ff1.encrypt(changed);
		EXPECT_NE(changed, value);
		ff1.decrypt(changed);
		EXPECT_EQ(changed, value);
	}
}

TEST(Ff1, refuses_domains_below_a_million) {
	Ff1 const digits{unhex(key_256), 10};
	EXPECT_EQ(digits.shortest(), 6u);
	auto five = numerals("12345");
	std::string const error = error_of([&] { digits.encrypt(five); });
	EXPECT_NE(error.find("too short"), std::string::npos);
	EXPECT_NE(error.find("tokenize"), std::string::npos);
	EXPECT_EQ((Ff1{unhex(key_256), 2}.shortest()), 20u);
	EXPECT_EQ((Ff1{unhex(key_256), 26}.shortest()), 5u);
	EXPECT_EQ((Ff1{unhex(key_256), 1000}.shortest()), 2u);
	EXPECT_EQ((Ff1{unhex(key_256), 999}.shortest()), 3u);
	EXPECT_EQ((Ff1{unhex(key_256), 65536}.shortest()), 2u);
}

TEST(Ff1, is_a_permutation) {
	Ff1 const ff1{unhex(key_256), 10};
	std::vector<bool> seen(1'000'000);
	for (std::uint32_t i = 0; i < 1'000'000; ++i) {
		std::uint32_t value[6], number = i;
		for (std::size_t at = 6; at-- > 0; number /= 10)
			value[at] = number % 10;
		ff1.encrypt(value);
		std::uint32_t const result =
			std::accumulate(value, value + 6, 0u, [](std::uint32_t n, std::uint32_t d) { return n * 10 + d; });
		ASSERT_FALSE(seen[result]);
		seen[result] = true;
	}
}

TEST(Permutation, permutes_any_size) {
	Permutation const permutation{unhex(key_256)};
	std::vector<bool> seen(1'000'003);
	for (std::uint32_t i = 0; i < 1'000'003; ++i) {
		auto const result = static_cast<std::uint32_t>(permutation.forward(i, 1'000'003));
		ASSERT_LT(result, 1'000'003u);
		ASSERT_FALSE(seen[result]);
		seen[result] = true;
	}
	Random random;
	for (int bits = 20; bits <= 126; ++bits) {
		Wide const size = (Wide{1} << bits) - (bits == 126 ? 0 : random.below(1000) % 3);
		if (!Permutation::takes(size))
			continue;
		Wide const value = (Wide{random.engine()} << 64 | random.engine()) % size;
		EXPECT_TRUE(permutation.backward(permutation.forward(value, size), size) == value);
	}
	EXPECT_FALSE(Permutation::takes(999'999));
	EXPECT_FALSE(Permutation::takes(Permutation::largest + 1));
	EXPECT_NE(error_of([&] { (void) permutation.forward(0, 10); }), "");
	EXPECT_NE(error_of([&] { (void) permutation.forward(1'000'000, 1'000'000); }), "");
}

TEST(Alphabet, holds_any_characters) {
	Alphabet const greek{"αβγδεζηθικλμνξοπρστυφχψω0123456789"};
	EXPECT_EQ(greek.radix(), 34u);
	EXPECT_EQ(greek.numeral(U'β'), 1);
	EXPECT_EQ(greek.numeral(U'0'), 24);
	EXPECT_EQ(greek.numeral(U'a'), -1);
	EXPECT_EQ(greek.numeral(U'Ω'), -1);
	EXPECT_EQ(greek.character(1), U'β');
	EXPECT_NE(error_of([] { Alphabet{"a"}; }), "");
	EXPECT_NE(error_of([] { Alphabet{""}; }), "");
	EXPECT_NE(error_of([] { Alphabet{"abca"}; }), "");
	EXPECT_NE(error_of([] { Alphabet{"αβα"}; }), "");
	EXPECT_NE(error_of([] { Alphabet{"ab\xFF"}; }), "");
}

} // namespace
} // namespace confiture::mask
