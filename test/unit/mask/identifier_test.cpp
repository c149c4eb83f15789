#include <set>

#include "fixture.hpp"

#include "mask/validate.hpp"

namespace confiture::mask {
namespace {

std::string only_punctuation(std::string_view text) {
	std::string rest;
	for (char const c : text)
		rest.push_back((c >= '0' && c <= '9') ? '9' : (c >= 'a' && c <= 'z') ? 'a' : (c >= 'A' && c <= 'Z') ? 'A' : c);
	return rest;
}

TEST(Phone, keeps_format_and_country) {
	for (Target const target : {Target{}, Target{.unique = true}})
		for (char const *const value : {"+44 20 7946 0958", "(555) 123-4567", "0171/2345678", "+1-555-123-4567",
										"0033 1 23 45 67 89", "555.123.4567", "+49 (0)171 2345678", "1234567"}) {
			std::string const out = masked("phone", value, target);
			EXPECT_EQ(only_punctuation(out), only_punctuation(value)) << value << " -> " << out;
			EXPECT_NE(out, value);
		}
	EXPECT_TRUE(masked("phone", "+44 20 7946 0958").starts_with("+44 "));
	EXPECT_TRUE(masked("phone", "+351 21 123 4567").starts_with("+351 "));
	EXPECT_TRUE(masked("phone", "+1-555-123-4567").starts_with("+1-"));
	EXPECT_TRUE(masked("phone", "0033 1 23 45 67 89").starts_with("0033 "));
	EXPECT_TRUE(masked("phone", "0171 2345678").starts_with("0"));
	EXPECT_TRUE(masked("phone", "+49 (0)171 2345678").starts_with("+49 (0)"));
	EXPECT_FALSE(masked("phone(keep_country => false)", "+44 20 7946 0958").starts_with("+44 2"));
}

TEST(Phone, keeps_a_first_digit_from_becoming_zero) {
	for (bool const unique : {false, true}) {
		auto const mask = mask_of("phone", {.unique = unique});
		for (int i = 0; i < 2000; ++i) {
			EXPECT_NE(masked(*mask, "+44 20 " + std::to_string(10000000 + i))[4], '0');
			EXPECT_NE(masked(*mask, "017" + std::to_string(10000000 + i))[1], '0');
		}
	}
}

TEST(Phone, keeps_extensions_and_hides_words) {
	std::string const out = masked("phone", "555-123-4567 ext 89");
	EXPECT_TRUE(matches(out, "[0-9]{3}-[0-9]{3}-[0-9]{4} ext [0-9]{2}")) << out;
	EXPECT_EQ(masked("phone", "call Anna 0171 2345678").find("Anna"), std::string::npos);
}

TEST(Postcode, keeps_format_and_as_much_as_asked) {
	EXPECT_EQ(only_punctuation(masked("postcode", "SW1A 1AA")), "AA9A 9AA");
	EXPECT_TRUE(masked("postcode(keep => 2)", "75011").starts_with("75"));
	EXPECT_EQ(masked("postcode(keep => 4)", "SW1A 1AA").substr(0, 4), "SW1A");
	EXPECT_NE(masked("postcode(keep => 4)", "1010"), "1010"); // nothing of it is kept
}

TEST(Iban, is_valid_and_of_the_same_country) {
	for (char const *const value :
		 {"GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "FR1420041010050500013M02606", "NL91ABNA0417164300",
		  "NO9386011117947", "MT84MALT011000012345MTLCAST001S", "de89 3704 0044 0532 0130 00"}) {
		ASSERT_TRUE(is_iban(value)) << value;
		std::string const out = masked("iban", value);
		EXPECT_TRUE(is_iban(out)) << value << " -> " << out;
		EXPECT_EQ(out.substr(0, 2), std::string{value}.substr(0, 2));
		EXPECT_EQ(only_punctuation(out), only_punctuation(value));
		EXPECT_NE(out, value);
	}
	EXPECT_TRUE(is_iban(masked("iban", "DE00370400440532013000"))); // also where the value isn't
	EXPECT_EQ(only_punctuation(masked("iban", "none")), "aaaa");
}

TEST(CreditCard, passes_luhn_and_keeps_the_format) {
	for (Target const target : {Target{}, Target{.unique = true}})
		for (char const *const value :
			 {"4111-1111-1111-1111", "5500 0000 0000 0004", "340000000000009", "6011000000000004", "30000000000004"}) {
			std::string const out = masked("credit_card", value, target);
			EXPECT_TRUE(luhn_valid(out)) << out;
			EXPECT_EQ(only_punctuation(out), only_punctuation(value));
			EXPECT_NE(out, value);
			std::string const kept = masked("credit_card(keep_issuer => true)", value, target);
			EXPECT_TRUE(luhn_valid(kept)) << kept;
			EXPECT_EQ(compact(kept).substr(0, 6), compact(value).substr(0, 6));
			EXPECT_NE(kept, value);
		}
	EXPECT_TRUE(luhn_valid(masked("credit_card", "1234 5678 9012 3456")));
}

TEST(CreditCard, may_be_a_number) {
	auto const mask = mask_of("credit_card", {.type = Type::bigint});
	std::int64_t const out = mask->integer(4111111111111111, {});
	EXPECT_EQ(std::to_string(out).size(), 16u);
	EXPECT_TRUE(luhn_valid(std::to_string(out)));
	EXPECT_EQ(std::to_string(out), masked("credit_card", "4111111111111111")); // as it is as text
	EXPECT_NO_THROW((void) mask->integer(INT64_MIN, {}));

	// nineteen digits, of which some are above what there is
	auto const unique = mask_of("credit_card", {.type = Type::bigint, .unique = true});
	std::set<std::int64_t> seen;
	for (std::int64_t i = 0; i < 5000; ++i)
		EXPECT_TRUE(seen.insert(unique->integer(9'100'000'000'000'000'000 + i, {})).second) << i;
}

TEST(Ssn, is_valid_for_its_country) {
	struct Case {
		char const *country, *value;
		bool (*valid)(std::string_view);
	};
	for (auto const &[country, value, valid] :
		 {Case{"us", "078-05-1120", is_us_ssn}, Case{"fr", "1 85 05 78 006 084 91", is_french_nir},
		  Case{"de", "65929970489", is_german_tax_id}, Case{"es", "12345678Z", is_spanish_dni},
		  Case{"es", "X-1234567-L", is_spanish_dni}, Case{"it", "RSSMRA85T10A562S", is_italian_codice_fiscale},
		  Case{"it", "rssmra85t10a562s", is_italian_codice_fiscale}, Case{"gb", "AB 12 34 56 C", is_british_nino}}) {
		ASSERT_TRUE(valid(value)) << value;
		for (std::string const &label : {std::string{"ssn"}, "ssn(country => '" + std::string{country} + "')"}) {
			std::string const out = masked(label, value);
			EXPECT_TRUE(valid(out)) << value << " -> " << out;
			EXPECT_EQ(only_punctuation(out), only_punctuation(value));
			EXPECT_NE(out, value);
		}
		EXPECT_TRUE(valid(masked("ssn(seed => 'random')", value)));
	}
}

TEST(Ssn, that_is_none_keeps_its_shape_and_stays_none) {
	Random random;
	auto const mask = mask_of("ssn");
	for (int i = 0; i < 20000; ++i) {
		std::string const value = "666-" + random.digits(2) + "-" + random.digits(4);
		std::string const out = masked(*mask, value);
		ASSERT_EQ(only_punctuation(out), "999-99-9999");
		ASSERT_FALSE(is_us_ssn(out)) << out;
	}
}

} // namespace
} // namespace confiture::mask
