#include "fixture.hpp"

#include <algorithm>
#include <map>

#include "mask/validate.hpp"

namespace confiture::mask {
namespace {

TEST(Email, keeps_its_shape) {
	EXPECT_TRUE(matches(masked("email", "john.smith@acme.org"), "[a-z]{4}\\.[a-z]{10,}@example\\.com"));
	EXPECT_TRUE(matches(masked("email", "John+News2024@acme.org"),
						"[A-Z][a-z]{3}\\+[A-Z][a-z]{3}[0-9]{4}[a-z]*@example\\.com"));
	EXPECT_TRUE(is_email(masked("email", "a@b.c")));
	EXPECT_TRUE(is_email(masked("email", "no address at all")));
	EXPECT_TRUE(is_email(masked("email", "jürgen.müller@bücher.de")));
	EXPECT_TRUE(is_email(masked("email", "")));
	EXPECT_TRUE(is_email(masked("email", std::string(300, 'x') + "@acme.org")));
}

TEST(Email, has_the_domain_that_is_asked_for) {
	auto const domain = [](std::string const &address) { return address.substr(address.rfind('@') + 1); };
	EXPECT_EQ(domain(masked("email", "a@acme.org")), "example.com");
	EXPECT_EQ(domain(masked("email(domain => 'test.invalid')", "a@acme.org")), "test.invalid");
	EXPECT_EQ(domain(masked("email(domain => 'original')", "a@acme.org")), "acme.org");
	std::string const made_up = domain(masked("email(domain => 'masked')", "a@acme.org"));
	EXPECT_TRUE(matches(made_up, "[a-z]{10}\\.example")) << made_up;
	EXPECT_EQ(domain(masked("email(domain => 'masked')", "b@ACME.org")), made_up); // one organisation stays one
	EXPECT_NE(domain(masked("email(domain => 'masked')", "b@acme.com")), made_up);
}

TEST(Email, of_another_case_differs_in_case_only) {
	std::string const lower = masked("email", "john.smith@acme.org"), mixed = masked("email", "John.Smith@ACME.org");
	EXPECT_NE(lower, mixed);
	EXPECT_EQ(lower, utf8::lower(mixed));
}

TEST(Email, shows_nothing_of_the_address) {
	std::string const out = masked("email", "canary.value@secret.org");
	EXPECT_EQ(out.find("canary"), std::string::npos);
	EXPECT_EQ(out.find("secret"), std::string::npos);
}

TEST(Fakes, of_one_entity_belong_together) {
	Row const row{.entity = "customer 7"}, other{.entity = "customer 8"};
	std::string const first = masked("first_name(entity => 'id')", "x", {}, row);
	std::string const last = masked("last_name(entity => 'id')", "y", {}, row);
	EXPECT_EQ(masked("name(entity => 'id')", "Old Name", {}, row), first + " " + last);
	EXPECT_EQ(masked("name(entity => 'id')", "Name, Old", {}, row), last + ", " + first);
	std::string const email = masked("email(entity => 'id')", "old@acme.org", {}, row);
	EXPECT_TRUE(email.starts_with(utf8::ascii(first) + "." + utf8::ascii(last) + ".")) << email;
	EXPECT_TRUE(masked("username(entity => 'id')", "old", {}, row).starts_with(utf8::ascii(first) + utf8::ascii(last)));
	// Two addresses of one person stay two.
	EXPECT_NE(masked("email(entity => 'id')", "new@acme.org", {}, row), email);
	EXPECT_NE(masked("name(entity => 'id')", "Old Name", {}, other), first + " " + last);
	// Under a random seed too.
	Target const target;
	auto const name = mask_of("name(entity => 'id', seed => 'random')");
	EXPECT_EQ(masked(*name, "a", row), masked(*name, "b", row));
}

TEST(Fakes, come_from_the_locale_s_dictionary) {
	for (char const *const locale : {"de", "en", "es", "fr", "it"}) {
		auto const mask = mask_of("first_name", {.locale = locale});
		std::string const fake = masked(*mask, "x");
		Dictionary const &words = dictionaries().get(locale, "first_name");
		bool found = false;
		for (std::size_t i = 0; i < words.size(); ++i)
			found = found || words[i] == fake;
		EXPECT_TRUE(found) << locale << " " << fake;
		EXPECT_EQ(masked("first_name(locale => '" + std::string{locale} + "')", "x"), fake);
	}
}

TEST(Fakes, use_the_whole_dictionary_evenly) {
	auto const mask = mask_of("last_name");
	std::map<std::string, int> count;
	std::size_t const size = dictionaries().get("en", "last_name").size();
	for (std::size_t i = 0; i < size * 100; ++i)
		++count[masked(*mask, std::to_string(i))];
	EXPECT_EQ(count.size(), size);
	for (auto const &[name, n] : count) {
		EXPECT_GT(n, 50) << name;
		EXPECT_LT(n, 160) << name;
	}
}

TEST(Username, gives_way_to_a_short_column) {
	std::string const name = masked("username", "x", {.max_length = 12});
	EXPECT_EQ(name.size(), 12u);
	EXPECT_NE(name, masked("username", "y", {.max_length = 12}));
	EXPECT_NE(error_of([] { (void) mask_of("username", {.max_length = 8}); }), "");
}

TEST(Ascii, writes_names_as_addresses_do) {
	EXPECT_EQ(utf8::ascii("Zoë"), "zoe");
	EXPECT_EQ(utf8::ascii("Strauß"), "strauss");
	EXPECT_EQ(utf8::ascii("O'Neill"), "oneill");
	EXPECT_EQ(utf8::ascii("Łukasz Żółć"), "lukaszzolc");
	EXPECT_EQ(utf8::ascii("Ærøskøbing Œuvre"), "aeroskobingoeuvre");
	EXPECT_EQ(utf8::ascii("日本"), "");
	EXPECT_EQ(utf8::lower("ÀÉÎÕÜ ŻŁ ΩΣ ЖЯЁ İ"), "àéîõü żł ωσ жяё İ");
}

// Whatever a user puts into the dictionary, its form in an address is ASCII.
TEST(Ascii, has_only_ascii) {
	for (char const *const locale : {"de", "en", "es", "fr", "it"})
		for (char const *const kind : {"first_name", "last_name"}) {
			Dictionary const &words = dictionaries().get(locale, kind);
			for (std::size_t i = 0; i < words.size(); ++i) {
				std::string const plain = utf8::ascii(words[i]);
				EXPECT_GE(plain.size() + 3, utf8::length(words[i])) << words[i] << " " << plain;
				EXPECT_TRUE(std::ranges::all_of(plain, [](char c) { return c >= 'a' && c <= 'z'; })) << words[i];
			}
		}
}

} // namespace
} // namespace confiture::mask
