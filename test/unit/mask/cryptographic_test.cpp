#include <set>
#include <cmath>
#include "fixture.hpp"

#include "mask/shape.hpp"

namespace confiture::mask {
namespace {

TEST(Hash, is_written_as_asked) {
	EXPECT_TRUE(matches(masked("hash", "x"), "[0-9a-f]{64}"));
	EXPECT_EQ(masked("hash(length => 20)", "x"), masked("hash", "x").substr(0, 20));
	EXPECT_TRUE(matches(masked("hash(encoding => 'base64')", "x"), "[A-Za-z0-9+/]{43}"));
	EXPECT_TRUE(matches(masked("hash(encoding => 'base64url')", "x"), "[A-Za-z0-9_-]{43}"));
	EXPECT_TRUE(matches(masked("hash(encoding => 'base32')", "x"), "[a-z2-7]{52}"));
	EXPECT_EQ(masked("hash(algorithm => 'sha512')", "x").size(), 128u);
	EXPECT_EQ(masked("hash(algorithm => 'sha384')", "x").size(), 96u);
	EXPECT_EQ(masked("hash", "x", {.max_length = 32}).size(), 32u);
	EXPECT_NE(error_of([] { (void) mask_of("hash(length => 65)"); }), "");
}

// One digest in all its forms: so that a text and a bytea column can be compared.
TEST(Hash, is_one_digest_in_every_form) {
	std::string bytes;
	mask_of("hash", {.type = Type::bytea})->bytea("x", {}, bytes);
	ASSERT_EQ(bytes.size(), 32u);
	std::string hex;
	for (char const c : bytes) {
		hex.push_back("0123456789abcdef"[static_cast<unsigned char>(c) >> 4]);
		hex.push_back("0123456789abcdef"[static_cast<unsigned char>(c) & 15]);
	}
	EXPECT_EQ(hex, masked("hash", "x"));
}

TEST(Hash, says_how_far_it_is_unique) {
	EXPECT_EQ(to_string(mask_of("hash")->uniqueness()), "collision-free to 2^128");
	EXPECT_EQ(to_string(mask_of("hash(length => 16)")->uniqueness()), "collision-free to 2^32");
	EXPECT_EQ(to_string(mask_of("hash(length => 16, encoding => 'base64')")->uniqueness()), "collision-free to 2^48");
	EXPECT_EQ(to_string(mask_of("hash", {.max_length = 8})->uniqueness()), "collision-free to 2^16");
	EXPECT_EQ(to_string(mask_of("hash", {.type = Type::uuid})->uniqueness()), "collision-free to 2^64");
}

TEST(Pseudonym, keeps_length_and_alphabet) {
	for (bool const unique : {false, true}) {
		std::string const out = masked("pseudonym", "Ab-12 cD/34", {.unique = unique});
		EXPECT_TRUE(matches(out, "[A-Z][a-z]-[0-9]{2} [a-z][A-Z]/[0-9]{2}")) << out;
	}
	std::string_view rest;
	std::string const greek = masked("pseudonym", "Αθήνα");
	EXPECT_EQ(utf8::length(greek), 5u);
	for (rest = greek; !rest.empty();) {
		char32_t const c = utf8::take(rest);
		EXPECT_TRUE(c >= 0x391 && c <= 0x3CE ? true : (c >= 'a' && c <= 'z')) << static_cast<unsigned>(c);
	}
	std::string const chinese = masked("pseudonym", "王小明");
	for (rest = chinese; !rest.empty();) {
		char32_t const c = utf8::take(rest);
		EXPECT_TRUE(c >= 0x4E00 && c <= 0x9FA5);
	}
	EXPECT_NE(chinese, "王小明");
}

// No letter or sign of any script stays because nobody thought of it.
TEST(Shape, keeps_nothing_but_spaces_and_punctuation) {
	for (char32_t c = 1; c < 0x110000; ++c) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		CharacterClass const type = class_of(c);
		if (type.size == 0) {
			bool const ascii_punctuation = c < 0x80 && !std::isalnum(static_cast<int>(c));
			bool const latin_punctuation = (c >= 0xA0 && c <= 0xBF) || c == 0xD7 || c == 0xF7;
			bool const general =
				(c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20C0) || (c >= 0x3000 && c <= 0x3020);
			ASSERT_TRUE(ascii_punctuation || latin_punctuation || general) << static_cast<unsigned>(c);
		} else {
			ASSERT_GT(type.size, 1u) << static_cast<unsigned>(c);
			ASSERT_TRUE(type.stranger || c - type.first < type.size) << static_cast<unsigned>(c);
			// What it becomes is of the same class, so that a masked value has the shape of the raw one.
			ASSERT_EQ(class_of(type.first).first, type.first);
			ASSERT_EQ(class_of(type.first + type.size - 1).first, type.first);
		}
	}
	ASSERT_GT(class_of(utf8::invalid + 0xFF).size, 0u);
}

TEST(Encrypt, is_decrypted_by_who_holds_the_key) {
	auto const mask = mask_of("encrypt");
	Keys const others{secret(9)};
	for (std::string const &value :
		 {std::string{}, std::string{"x"}, std::string{"Zoë 日本"}, std::string(1000, 'x')}) {
		std::string const out = masked(*mask, value);
		EXPECT_TRUE(matches(out, "[A-Za-z0-9_-]+"));
		EXPECT_EQ(revealed(*mask, out), value);
		EXPECT_NE(error_of([&] { (void) revealed(*mask_of("encrypt", {}, others), out); }), "");
		EXPECT_NE(error_of([&] { (void) revealed(*mask_of("encrypt(domain => 'other')"), out); }), "");
	}
	std::string const error = error_of([&] { (void) revealed(*mask, "sensitive raw text"); });
	EXPECT_NE(error.find("could not decrypt"), std::string::npos);
	EXPECT_EQ(error.find("sensitive"), std::string::npos);
}

TEST(Encrypt, of_bytes_is_bytes) {
	auto const mask = mask_of("encrypt", {.type = Type::bytea});
	std::string const value{"\0\1\xFF", 3};
	std::string sealed, opened;
	mask->bytea(value, {}, sealed);
	EXPECT_EQ(sealed.size(), value.size() + Siv::overhead);
	mask->reveal(sealed, opened);
	EXPECT_EQ(opened, value);
}

TEST(Encrypt, refuses_columns_that_would_cut_it_off) {
	std::string const error = error_of([] { (void) mask_of("encrypt", {.max_length = 255}); });
	EXPECT_NE(error.find("limited length"), std::string::npos);
}

TEST(Fpe, encrypts_the_alphabet_and_leaves_the_rest) {
	auto const mask = mask_of("fpe");
	std::string const out = masked(*mask, "AB 4111-1111-1111-1111");
	EXPECT_TRUE(matches(out, "AB [0-9]{4}(-[0-9]{4}){3}")) << out;
	EXPECT_EQ(revealed(*mask, out), "AB 4111-1111-1111-1111");
	auto const greek = mask_of("fpe(alphabet => 'αβγδεζηθικλμνξοπρστυφχψω')");
	std::string const hidden = masked(*greek, "αθηνα δρομος");
	EXPECT_NE(hidden, "αθηνα δρομος");
	EXPECT_EQ(utf8::length(hidden), 12u);
	EXPECT_EQ(revealed(*greek, hidden), "αθηνα δρομος");
	for (char const *const name : {"lower", "upper", "letters", "alphanumeric"}) {
		auto const named = mask_of("fpe(alphabet => '" + std::string{name} + "')");
		std::string const value = "helloWORLD42";
		EXPECT_NE(masked(*named, value), value);
		EXPECT_EQ(revealed(*named, masked(*named, value)), value);
	}
	EXPECT_NE(masked("fpe(tweak => 'a')", "123456"), masked("fpe(tweak => 'b')", "123456"));
}

TEST(Fpe, permutes_few_values_among_themselves) {
	for (char const *const label : {"fpe", "fpe(tweak => 'x')"}) {
		auto const mask = mask_of(label), again = mask_of(label);
		std::size_t same = 0;
		for (int length = 1; length <= 5; ++length) {
			std::set<std::string> seen;
			int const count = static_cast<int>(std::pow(10, length));
			for (int i = 0; i < count; ++i) {
				std::string value = std::to_string(i);
				value.insert(0, static_cast<std::size_t>(length) - value.size(), '0');
				std::string const out = masked(*mask, value);
				EXPECT_EQ(out.size(), value.size());
				EXPECT_EQ(revealed(*again, out), value);
				same += out == value;
				seen.insert(out);
			}
			EXPECT_EQ(seen.size(), static_cast<std::size_t>(count));
		}
		EXPECT_LT(same, 30u); // about one of each length, as chance has it
	}
	EXPECT_TRUE(matches(masked("fpe", "Room 12-3"), "Room [0-9]{2}-[0-9]"));
	EXPECT_NE(masked("fpe", "12345"), masked("fpe(tweak => 'a')", "12345"));
	EXPECT_NE(masked("fpe", "12345"), masked("fpe(domain => 'a')", "12345"));
	auto const binary = mask_of("fpe(alphabet => '01')");
	EXPECT_EQ(revealed(*binary, masked(*binary, "0110101")), "0110101");
}

TEST(Fpe, leaves_no_value_as_it_is_that_has_nothing_of_the_alphabet) {
	std::string const name = masked("fpe", "Ada Lovelace");
	EXPECT_TRUE(matches(name, "[A-Z][a-z]{2} [A-Z][a-z]{7}")) << name;
	EXPECT_NE(name, "Ada Lovelace");
	EXPECT_EQ(masked("fpe", ""), "");
	EXPECT_EQ(masked("fpe", "-"), "-");
}

TEST(Fpe, refuses_columns_for_fewer_than_a_million_values_and_says_what_to_use) {
	EXPECT_NE(error_of([] { (void) mask_of("fpe", {.max_length = 5}); }).find("\"tokenize\""), std::string::npos);
	EXPECT_NE(error_of([] { (void) mask_of("fpe", {.type = Type::smallint}); }), "");
	EXPECT_NE(error_of([] { (void) mask_of("fpe(alphabet => 'a')"); }), "");
}

TEST(Fpe, permutes_numbers_and_gives_equal_ones_of_both_types_equal_masks) {
	auto const integer = mask_of("fpe", {.type = Type::integer}), bigint = mask_of("fpe", {.type = Type::bigint});
	for (std::int64_t const value :
		 {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{42}, std::int64_t{INT32_MAX},
		  std::int64_t{INT32_MIN}, std::int64_t{INT32_MAX} + 1, std::int64_t{INT32_MIN} - 1, INT64_MAX, INT64_MIN}) {
		std::int64_t const out = bigint->integer(value, {});
		EXPECT_EQ(out < 0, value < 0);
		EXPECT_EQ(out >= INT32_MIN && out <= INT32_MAX, value >= INT32_MIN && value <= INT32_MAX);
		EXPECT_EQ(integer->integer(value, {}), out);
		EXPECT_EQ(bigint->reveal(out), value);
	}
}

} // namespace
} // namespace confiture::mask
