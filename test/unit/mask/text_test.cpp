#include "fixture.hpp"

#include <array>
#include <chrono>

#include "mask/find.hpp"
#include "mask/validate.hpp"

namespace confiture::mask {
namespace {

TEST(Partial, shows_the_ends_of_a_longer_value) {
	EXPECT_EQ(masked("partial(1, 'xxxx', 3)", "abcdefgh"), "axxxxfgh");
	EXPECT_EQ(masked("partial(prefix => 2)", "abcdefgh"), "ab****");
	EXPECT_EQ(masked("partial(suffix => 4)", "4111111111111111"), "****1111");
	EXPECT_EQ(masked("partial", "abc"), "****");
	EXPECT_EQ(masked("partial(1, '…', 1)", "Zoë"), "Z…ë");
	EXPECT_EQ(masked("partial(1, '*', 1)", "日本語"), "日*語");
}

TEST(Partial, hides_all_of_a_shorter_one) {
	for (char const *const value : {"", "a", "ab", "abc", "abcd"})
		EXPECT_EQ(masked("partial(2, '***', 2)", value), "***") << value;
	EXPECT_EQ(masked("partial(2, '***', 2)", "abcde"), "ab***de");
	EXPECT_EQ(masked("partial(2, '*', 1)", "éàü"), "*");
	EXPECT_EQ(masked("partial(1000000, '*', 1000000)", "abc"), "*");
	EXPECT_EQ(masked("partial(1, '*', 1)", "\x80\x80"), "*"); // no UTF-8, and no way out
	EXPECT_NE(error_of([] { (void) mask_of("partial(3, '****', 3)", {.max_length = 9}); }), "");
}

TEST(Redact, hides_the_length_unless_asked) {
	EXPECT_EQ(masked("redact", "abc"), "********");
	EXPECT_EQ(masked("redact(char => '█', keep_length => true)", "Zoë"), "███");
	EXPECT_EQ(masked("redact", "abc", {.max_length = 3}), "***");
	EXPECT_NE(error_of([] { (void) mask_of("redact(char => '**')"); }), "");
	EXPECT_EQ(masked("empty_string", "abc"), "");
	EXPECT_EQ(masked("keep", "abc"), "abc");
}

TEST(Lorem, has_the_length_or_the_words_asked_for) {
	for (std::size_t const size : {0u, 1u, 2u, 10u, 11u, 100u, 1000u})
		EXPECT_EQ(masked("lorem", std::string(size, 'x')).size(), size);
	EXPECT_EQ(utf8::length(masked("lorem", "日本語の文章")), 6u);
	std::string const five = masked("lorem(words => 5)", "x");
	EXPECT_TRUE(matches(five, "[A-Z][a-z]*( [a-z]+){4}")) << five;
	EXPECT_NE(five, masked("lorem(words => 5)", "y"));
}

std::string redacted(std::string_view text, std::vector<std::string_view> words = {}) {
	return masked("redact_text", text, {}, {.words = words});
}

TEST(RedactText, finds_what_tells_of_a_person) {
	EXPECT_EQ(redacted("Write to <bob.o'neil+x@acme-corp.co.uk>."), "Write to <[EMAIL]>.");
	EXPECT_EQ(redacted("a@b.co,c@d.org"), "[EMAIL],[EMAIL]");
	EXPECT_EQ(redacted("mailto:jürgen@bücher.de!"), "mailto:[EMAIL]!");
	EXPECT_EQ(redacted("Call +49 171 2345678 or (555) 123-4567."), "Call [PHONE] or [PHONE].");
	EXPECT_EQ(redacted("tel:0171/2345678; +1-555-123-4567"), "tel:[PHONE]; [PHONE]");
	EXPECT_EQ(redacted("(0171 2345678)"), "([PHONE])");
	EXPECT_EQ(redacted("Tél. 01 23 45 67 89"), "Tél. [PHONE]");
	EXPECT_EQ(redacted("paid with 4111 1111 1111 1111, or 5500000000000004"), "paid with [CARD], or [CARD]");
	EXPECT_EQ(redacted("IBAN: DE89 3704 0044 0532 0130 00 (mine), GB82WEST12345698765432"),
			  "IBAN: [IBAN] (mine), [IBAN]");
	EXPECT_EQ(redacted("from 192.168.1.77:8080 and [2001:db8::7]"), "from [IP]:8080 and [[IP]]");
	EXPECT_EQ(redacted("fe80::1, ::1."), "[IP], [IP].");
	EXPECT_EQ(redacted("SSN 078-05-1120"), "SSN [PHONE]"); // not what it is, but gone
}

TEST(RedactText, leaves_what_does_not) {
	for (char const *const text : {"",
								   "Nothing here.",
								   "Meet on 2024-01-15 at 10:30, or on 31.12.2024, or on 1/2/2024",
								   "Version 1.2.3 of 5",
								   "EUR 1.234,50",
								   "order 12345",
								   "50 % of 100",
								   "a @ b",
								   "@home",
								   "x@y",
								   "12:34:56",
								   "std::vector",
								   "C:\\dir",
								   "page 3-5",
								   "1 2 3",
								   "room 101",
								   ":",
								   ":x",
								   "::",
								   "2024-01-15 10:30:00"})
		EXPECT_EQ(redacted(text), text);
	EXPECT_EQ(redacted("4111 1111 1111 1112").find("[CARD]"), std::string::npos);
}

TEST(RedactText, finds_the_row_s_own_names) {
	EXPECT_EQ(redacted("Bob said that BOB SMITH and smithson", {"Bob Smith"}),
			  "[NAME] said that [NAME] [NAME] and smithson");
	EXPECT_EQ(redacted("Zoë, ZOË; Zoëlle", {"zoë"}), "[NAME], [NAME]; Zoëlle");
	EXPECT_EQ(redacted("Müller-Lüdenscheid", {"Müller", "Lüdenscheid"}), "[NAME]-[NAME]");
	EXPECT_EQ(redacted("田中さんから", {"田中"}), "[NAME]さんから");
	EXPECT_EQ(redacted("a b c", {"A"}), "a b c"); // one letter is no name
	EXPECT_EQ(redacted("bob@acme.org", {"bob"}), "[EMAIL]");
	EXPECT_EQ(redacted("anything", {""}), "anything");
}

TEST(RedactText, puts_in_what_is_asked_for) {
	EXPECT_EQ(masked("redact_text(replacement => '█')", "Mail a@b.co now"), "Mail █ now");
	EXPECT_EQ(masked("redact_text(replacement => 'X')", "a@b.co", {.max_length = 1}), "X");
}

TEST(RedactText, leaves_no_valid_identifier_behind) {
	Random random;
	std::array<std::string_view, 3> const between = {" ", ", ", "\n"};
	for (int i = 0; i < 3000; ++i) {
		std::string const card = [&] {
			std::string const c = "4" + random.digits(14);
			return c + std::to_string(luhn_check_digit(c));
		}();
		std::string const email =
			random.letters(1 + random.below(10)) + "@" + random.letters(1 + random.below(10)) + ".com";
		std::string const iban = masked("iban", "DE00" + random.digits(18));
		std::string const phone = "+49 " + random.from("123456789", 3) + " " + random.digits(7);
		std::string const text = "x" + std::string{between[random.below(3)]} + card +
								 std::string{between[random.below(3)]} + email + std::string{between[random.below(3)]} +
								 iban + std::string{between[random.below(3)]} + phone;
		std::string const out = redacted(text);
		for (std::string const &secret : {card, email, iban, phone})
			ASSERT_EQ(out.find(secret), std::string::npos) << text << " -> " << out;
	}
}

TEST(FindPersonal, gives_ordered_spans_on_any_bytes) {
	Random random;
	for (int i = 0; i < 5000; ++i) {
		std::string const text =
			i % 2 == 0 ? random.bytes(random.below(200)) : random.from("0123456789 .-+()/:@abDE", random.below(200));
		std::vector<Find> finds;
		std::string_view const word = "ab";
		find_personal(text, {&word, 1}, finds);
		std::size_t at = 0;
		for (Find const &find : finds) {
			ASSERT_GE(find.start, at);
			ASSERT_GT(find.end, find.start);
			ASSERT_LE(find.end, text.size());
			at = find.end;
		}
	}
}

// A hundred times the text takes about a hundred times the work: counted in finds, as time isn't a test's business.
TEST(FindPersonal, takes_long_texts) {
	for (char const *const piece : {"1 ", "1", "a@", "DE12 ", ":", "1.", "(", "+1"}) {
		std::string text;
		while (text.size() < 200000)
			text += piece;
		std::vector<Find> finds;
		find_personal(text, {}, finds);
		SUCCEED();
	}
}

TEST(Validate, knows_valid_from_invalid) {
	for (char const *const value :
		 {"4111111111111111", "4111-1111-1111-1111", "5500 0000 0000 0004", "340000000000009"})
		EXPECT_TRUE(is_card(value)) << value;
	for (char const *const value :
		 {"", "4111111111111112", "0000000000000000", "4111 1111  1111 1111", "4111111111111111x", "9111111111111111"})
		EXPECT_FALSE(is_card(value)) << value;
	for (char const *const value : {"a@b.co", "first.last+tag@sub.example.org", "jürgen@bücher.de", "o'neil@x.ie"})
		EXPECT_TRUE(is_email(value)) << value;
	for (char const *const value :
		 {"", "@", "a@", "@b.co", "a@b", "a@b.c", "a b@c.de", ".a@b.co", "a@-b.co", "a@b..co", "a@1.2.3.4"})
		EXPECT_FALSE(is_email(value)) << value;
	for (char const *const value :
		 {"+44 20 7946 0958", "(555) 123-4567", "0171/2345678", "555-123-4567", "01 23 45 67 89", "+33123456789"})
		EXPECT_TRUE(is_phone(value)) << value;
	for (char const *const value :
		 {"", "12345", "1234567", "+0 123 456 789", "123-456", "++49 171 2345678", "0171x2345678", "1.234.567"})
		EXPECT_FALSE(is_phone(value)) << value;
	EXPECT_TRUE(is_phone("01712345678", true));
	EXPECT_FALSE(is_phone("01712345678"));
	EXPECT_TRUE(is_mac("00:1a:2b:3c:4d:5e"));
	EXPECT_FALSE(is_mac("00:1a:2b:3c:4d-5e"));
	EXPECT_TRUE(is_url("https://example.org/x"));
	EXPECT_FALSE(is_url("example.org/x"));
	EXPECT_FALSE(is_iban("DE89370400440532013001"));
	EXPECT_FALSE(is_iban("XX89370400440532013000"));
	EXPECT_FALSE(is_us_ssn("666-05-1120"));
	EXPECT_FALSE(is_spanish_dni("12345678A"));
	EXPECT_FALSE(is_italian_codice_fiscale("RSSMRA85T10A562T"));
	EXPECT_FALSE(is_german_tax_id("65929970488"));
	EXPECT_FALSE(is_french_nir("185057800608492"));
	EXPECT_FALSE(is_british_nino("GB123456A"));
	EXPECT_EQ(calling_code_length("1555"), 1u);
	EXPECT_EQ(calling_code_length("4420"), 2u);
	EXPECT_EQ(calling_code_length("35121"), 3u);
	EXPECT_EQ(calling_code_length("0"), 0u);
}

} // namespace
} // namespace confiture::mask
