#include "fixture.hpp"

#include <set>

namespace confiture::mask {
namespace {

TEST(Street, has_a_number_where_the_value_has_one) {
	EXPECT_FALSE(matches(masked("street", "High Street"), ".*[0-9].*"));
	EXPECT_TRUE(matches(masked("street", "12 High Street"), "[0-9]+ .+"));
	EXPECT_TRUE(matches(masked("street(locale => 'de')", "Hauptstr. 12"), ".+ [0-9]+"));
	EXPECT_TRUE(matches(masked("street(locale => 'it')", "Via Roma, 12"), ".+, [0-9]+"));
}

TEST(Address, has_the_parts_that_the_value_has) {
	EXPECT_TRUE(matches(masked("address", "12 High Street"), "[0-9]+ [^,]+"));
	EXPECT_TRUE(matches(masked("address", "12 High Street, London"), "[0-9]+ [^,]+, .+ [0-9]{5}"));
	EXPECT_TRUE(matches(masked("address(locale => 'de')", "Hauptstr. 12\n10115 Berlin"), "[^\n]+ [0-9]+\n[0-9]{5} .+"));
}

TEST(Country, keeps_names_names_and_codes_codes) {
	EXPECT_TRUE(matches(masked("country", "DE"), "[A-Z]{2}"));
	EXPECT_TRUE(matches(masked("country", "de"), "[a-z]{2}"));
	EXPECT_TRUE(matches(masked("country", "DEU"), "[A-Z]{3}"));
	EXPECT_GT(masked("country", "Germany").size(), 3u);
	// The two lists of codes are of the same countries: a row's two codes agree in kind, not in country, but all are
	// real.
	std::set<std::string> codes;
	auto const mask = mask_of("country");
	for (char a = 'A'; a <= 'Z'; ++a)
		for (char b = 'A'; b <= 'Z'; ++b)
			codes.insert(masked(*mask, std::string{a, b}));
	EXPECT_EQ(codes.size(), 39u);
	EXPECT_TRUE(codes.contains("AR") && codes.contains("ZA") && codes.contains("VN"));
}

TEST(Company, has_a_name_and_a_form) { EXPECT_NE(masked("company", "Acme Ltd").find(' '), std::string::npos); }

TEST(City, comes_from_the_dictionary) {
	std::set<std::string> cities;
	auto const mask = mask_of("city(locale => 'fr')");
	for (int i = 0; i < 5000; ++i)
		cities.insert(masked(*mask, std::to_string(i)));
	EXPECT_EQ(cities.size(), dictionaries().get("fr", "city").size());
}

TEST(UserAgent, is_a_browser) { EXPECT_TRUE(masked("user_agent", "curl/8").starts_with("Mozilla/5.0 (")); }

TEST(Dictionary, holds_enough_words_in_each_locale) {
	EXPECT_EQ(dictionaries().locales(), (std::vector<std::string>{"de", "en", "es", "fr", "it"}));
	for (std::string const &locale : dictionaries().locales()) {
		for (auto const &[kind, least] : {std::pair{"first_name", 300},
										  {"last_name", 300},
										  {"city", 200},
										  {"street", 150},
										  {"country", 50},
										  {"company", 30}}) {
			Dictionary const &words = dictionaries().get(locale, kind);
			EXPECT_GE(words.size(), static_cast<std::size_t>(least)) << locale << " " << kind;
			std::set<std::string_view> different;
			for (std::size_t i = 0; i < words.size(); ++i) {
				EXPECT_TRUE(valid_utf8(words[i]));
				EXPECT_FALSE(words[i].empty() || words[i].front() == ' ' || words[i].back() == ' ') << words[i];
				EXPECT_LE(utf8::length(words[i]), 40u) << words[i];
				different.insert(words[i]);
			}
			EXPECT_EQ(different.size(), words.size()) << locale << " " << kind;
		}
	}
}

TEST(Dictionary, says_what_there_is) {
	EXPECT_EQ(dictionaries().find("en", "planet"), nullptr);
	EXPECT_NE(error_of([] { (void) dictionaries().get("en", "planet"); }).find("No locale has one."),
			  std::string::npos);
	Dictionaries mine;
	mine.add_lines("xx", "# comment\n\nplanet\tMars, Venus\nplanet\tPluto");
	mine.add("xx", "planet", "Ceres");
	ASSERT_EQ(mine.get("xx", "planet").size(), 4u);
	EXPECT_EQ(mine.get("xx", "planet")[2], "Pluto");
	EXPECT_EQ(mine.get("xx", "planet")[3], "Ceres");
}

} // namespace
} // namespace confiture::mask
