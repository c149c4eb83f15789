// What holds for every mask, whatever its strategy.
#include "fixture.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <unordered_set>

#include "mask/validate.hpp"

namespace confiture::mask {
namespace {

std::string label_for(Strategy const &strategy) {
	return strategy.name == "date_shift" ? "date_shift(entity => 'id')"
		   : strategy.name == "round"    ? "round(to => 50)"
										 : std::string{strategy.name};
}

// Every pair of a plain strategy and a type that it takes.
template <typename Body>
void for_all(Body &&body) {
	for (Strategy const &strategy : strategies())
		if (strategy.floor == Floor::plain)
			for (unsigned type = 0; type <= static_cast<unsigned>(Type::other); ++type)
				if (strategy.types.has(static_cast<Type>(type))) {
					SCOPED_TRACE(std::string{strategy.name} + " of " + std::string{name_of(static_cast<Type>(type))});
					body(strategy, static_cast<Type>(type));
				}
}

std::vector<std::string> texts() {
	Random random;
	std::vector<std::string> all = {"",
									"a",
									" ",
									"@",
									"é",
									"日本語",
									"John Smith",
									"john.smith@example.org",
									"+44 20 7946 0958",
									"DE89370400440532013000",
									"4111 1111 1111 1111",
									"078-05-1120",
									"192.0.2.7",
									"2001:db8::1",
									"00:1a:2b:3c:4d:5e",
									"https://u:p@host.org/a/b?c=d#e",
									"1985-04-12",
									"12345678Z",
									std::string(300, 'x'),
									std::string(5000, '7'),
									"\xFF\xFE\x80",
									"a\xC3",
									std::string(3, '\0')};
	for (int i = 0; i < 200; ++i) {
		all.push_back(random.bytes(random.below(40)));
		all.push_back(random.letters(random.below(30)));
		all.push_back(random.digits(random.below(25)));
		std::string unicode;
		for (std::uint64_t left = random.below(20); left > 0; --left) {
			char32_t c = static_cast<char32_t>(random.below(0x11000));
			utf8::append(unicode, c >= 0xD800 && c <= 0xDFFF ? U'x' : c);
		}
		all.push_back(unicode);
	}
	return all;
}

TEST(Mask, of_any_text_is_text_that_repeats_and_fits) {
	auto const values = texts();
	for_all([&](Strategy const &strategy, Type type) {
		if (type != Type::text)
			return;
		auto const mask = mask_of(label_for(strategy), {.type = type});
		auto const again = mask_of(label_for(strategy), {.type = type});
		for (std::string const &value : values) {
			std::string const once = masked(*mask, value);
			ASSERT_EQ(masked(*mask, value), once) << "the same mask, again";
			ASSERT_EQ(masked(*again, value), once) << "another of the same label";
			ASSERT_TRUE(valid_utf8(once) || !valid_utf8(value)) << value << " -> " << once;
			std::string appended = "before ";
			mask->text(value, {}, appended);
			ASSERT_EQ(appended, "before " + once) << "what is in the buffer stays";
		}
	});
}

TEST(Mask, is_never_longer_than_the_column_takes) {
	auto const values = texts();
	for_all([&](Strategy const &strategy, Type type) {
		if (type != Type::text || strategy.name == "keep" || strategy.name == "encrypt" || strategy.name == "hash")
			return;
		for (std::size_t const limit : {32u, 60u}) {
			auto const mask = mask_of(label_for(strategy), {.type = type, .max_length = limit});
			for (std::string const &value : values) {
				if (utf8::length(value) > limit)
					continue;
				ASSERT_LE(utf8::length(masked(*mask, value)), limit) << value;
			}
		}
	});
}

TEST(Mask, depends_on_the_secret_and_the_domain_but_not_on_the_table) {
	Keys const other{secret(9)};
	for (char const *const label : {"email", "phone", "iban", "credit_card", "ip", "mac", "url", "uuid", "hash",
									"pseudonym", "encrypt", "lorem", "username", "postcode"}) {
		SCOPED_TRACE(label);
		std::string const value = std::string_view{label} == "ip" ? "192.0.2.77" : "4111 1111 1111 1111 a@b.example";
		bool const beside = find_argument(*find_strategy(label), "masking_domain");
		std::string const domain = beside ? "(masking_domain => 'x')" : "(domain => 'x')";
		std::string const plain = masked(label, value);
		EXPECT_NE(masked(*mask_of(label, {}, other), value), plain);
		EXPECT_NE(masked(label + domain, value), plain);
		EXPECT_EQ(masked(label + domain, value), masked(label, value, {.domain = "x"}));
	}
}

TEST(Mask, is_drawn_anew_for_each_value_when_seeded_so) {
	for (char const *const label :
		 {"email", "phone", "hash", "pseudonym", "uuid", "lorem", "iban", "credit_card", "ssn", "mac", "ip", "url"}) {
		SCOPED_TRACE(label);
		auto const mask = mask_of(label + std::string{"(seed => 'random')"}, {.unique = true});
		std::string const value = std::string_view{label} == "ip" ? "2001:db8::1" : "123456789 123 456 789 012";
		EXPECT_NE(masked(*mask, value), masked(*mask, value));
	}
}

// Different values stay different, as the mask says of itself.
TEST(Mask, keeps_values_apart_as_far_as_it_says) {
	struct Case {
		char const *label;
		std::function<std::string(std::uint64_t)> value;
		bool unique = false;
		std::size_t max_length = 0;
	};
	auto const number = [](std::uint64_t i, std::size_t width) {
		std::string text = std::to_string(i);
		return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
	};
	std::vector<Case> const cases = {
		{"email", [&](std::uint64_t i) { return "u" + std::to_string(i) + "@x.org"; }},
		{"email", [&](std::uint64_t i) { return std::to_string(i) + "@x.org"; }, false, 30},
		{"email(domain => 'original')", [&](std::uint64_t i) { return "a@" + std::to_string(i) + ".org"; }},
		{"email(style => 'name')", [&](std::uint64_t i) { return "u" + std::to_string(i) + "@x.org"; }},
		{"username", [&](std::uint64_t i) { return "user" + std::to_string(i); }},
		{"username", [&](std::uint64_t i) { return "user" + std::to_string(i); }, false, 9},
		{"phone", [&](std::uint64_t i) { return "+4420" + number(i, 8); }, true},
		{"phone", [&](std::uint64_t i) { return "(555) " + number(i, 7); }, true},
		{"phone", [&](std::uint64_t i) { return "0171" + number(i, 7); }, true},
		{"credit_card",
		 [&](std::uint64_t i) {
			 std::string const c = "4" + number(i, 14);
			 return c + std::to_string(luhn_check_digit(c));
		 },
		 true},
		{"credit_card(keep_issuer => true)",
		 [&](std::uint64_t i) {
			 std::string const c = "411111" + number(i, 9);
			 return c + std::to_string(luhn_check_digit(c));
		 },
		 true},
		{"credit_card", [&](std::uint64_t i) { return "4" + number(i, 15); }, true}, // most are none
		{"credit_card(keep_issuer => true)", [&](std::uint64_t i) { return "411111" + number(i, 10); }, true},
		{"iban", [&](std::uint64_t i) { return "DE" + number(i % 100, 2) + number(i / 100, 18); },
		 true}, // most are none
		{"iban", [&](std::uint64_t i) { return "DE00" + number(i, 18); }},
		{"iban", [&](std::uint64_t i) { return "GB00NWBK" + number(i, 14); }},
		{"ssn", [&](std::uint64_t i) { return number(i + 100000000, 9); }},
		{"ssn(country => 'us')", [&](std::uint64_t i) { return number(i, 9); }}, // most are none
		{"ssn", [&](std::uint64_t i) { return number(i, 8) + spanish_check(static_cast<std::uint32_t>(i)); }},
		{"ip",
		 [&](std::uint64_t i) {
			 return "10." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + "." +
					std::to_string(i & 255);
		 }},
		{"mac",
		 [&](std::uint64_t i) {
			 std::string const d = number(i, 6);
			 return "00:11:22:" + d.substr(0, 2) + ":" + d.substr(2, 2) + ":" + d.substr(4);
		 }},
		{"mac(keep_vendor => true)", [&](std::uint64_t i) { return "001122" + number(i, 6); }},
		{"uuid", [&](std::uint64_t i) { return "00000000-0000-0000-0000-" + number(i, 12); }},
		{"hash", [&](std::uint64_t i) { return std::to_string(i); }},
		{"hash(length => 12)", [&](std::uint64_t i) { return std::to_string(i); }},
		{"pseudonym", [&](std::uint64_t i) { return "ab-" + number(i, 6); }, true},
		{"encrypt", [&](std::uint64_t i) { return std::to_string(i); }},
		{"fpe", [&](std::uint64_t i) { return number(i, 7); }},
	};
	for (Case const &c : cases) {
		SCOPED_TRACE(c.label);
		auto const mask = mask_of(c.label, {.max_length = c.max_length, .unique = c.unique});
		Uniqueness const said = mask->uniqueness();
		ASSERT_NE(said.kind, Uniqueness::lossy);
		std::uint64_t const count = said.kind == Uniqueness::preserved
										? 30000
										: std::min<std::uint64_t>(30000, 1ull << std::min(said.bits, 40));
		std::unordered_set<std::string> seen;
		for (std::uint64_t i = 0; i < count; ++i)
			ASSERT_TRUE(seen.insert(masked(*mask, c.value(i))).second) << c.value(i);
	}
}

TEST(Mask, of_numbers_and_times_repeats_and_stays_in_range) {
	Random random;
	std::vector<std::int64_t> integers = {0,         1,         -1,        42,        INT16_MAX,
										  INT16_MIN, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
	for (int i = 0; i < 1000; ++i)
		integers.push_back(static_cast<std::int64_t>(random.engine() >> random.below(64)));
	for_all([&](Strategy const &strategy, Type type) {
		auto const mask = mask_of(label_for(strategy), {.type = type});
		for (std::int64_t const value : integers) {
			switch (type) {
			case Type::smallint:
			case Type::integer:
			case Type::bigint: {
				std::int64_t const lowest = type == Type::smallint  ? INT16_MIN
											: type == Type::integer ? INT32_MIN
																	: INT64_MIN;
				std::int64_t const highest = type == Type::smallint  ? INT16_MAX
											 : type == Type::integer ? INT32_MAX
																	 : INT64_MAX;
				if (value < lowest || value > highest)
					break;
				std::int64_t const result = mask->integer(value, {});
				ASSERT_EQ(mask->integer(value, {}), result);
				ASSERT_GE(result, lowest) << value;
				ASSERT_LE(result, highest) << value;
				break;
			}
			case Type::real:
				for (double const real : {static_cast<double>(value), std::bit_cast<double>(value)}) {
					double const result = mask->real(real, {});
					ASSERT_EQ(std::isfinite(result), std::isfinite(real));
					ASSERT_TRUE(!std::isfinite(real) || mask->real(real, {}) == result);
				}
				break;
			case Type::numeric: {
				Decimal const decimal{static_cast<__int128>(value) * 1000, static_cast<int>(random.below(20))};
				ASSERT_EQ(mask->numeric(decimal, {}), mask->numeric(decimal, {}));
				break;
			}
			case Type::date: {
				Date const date{
					static_cast<std::int32_t>(std::clamp<std::int64_t>(value, Date::earliest, Date::latest))};
				Date const result = mask->date(date, {});
				ASSERT_EQ(mask->date(date, {}), result);
				ASSERT_GE(result.days, Date::earliest);
				ASSERT_LE(result.days, Date::latest);
				ASSERT_EQ(mask->date({Date::infinity}, {}).days, Date::infinity);
				break;
			}
			case Type::timestamp: {
				Timestamp const time{std::clamp(value, Timestamp::earliest, Timestamp::latest)};
				Timestamp const result = mask->timestamp(time, {});
				ASSERT_EQ(mask->timestamp(time, {}), result);
				ASSERT_GE(result.microseconds, Timestamp::earliest);
				ASSERT_LE(result.microseconds, Timestamp::latest);
				ASSERT_EQ(mask->timestamp({Timestamp::minus_infinity}, {}).microseconds, Timestamp::minus_infinity);
				break;
			}
			default:
				break;
			}
		}
	});
}

TEST(Mask, refuses_a_type_that_it_was_not_made_for) {
	auto const mask = mask_of("email");
	EXPECT_NE(error_of([&] { (void) mask->integer(1, {}); }), "");
	EXPECT_NE(error_of([&] { (void) mask->date({1}, {}); }), "");
	std::string out;
	EXPECT_NE(error_of([&] { mask->bytea("x", {}, out); }), "");
	EXPECT_NE(error_of([&] { mask->reveal("x", out); }), "");
	EXPECT_NE(error_of([&] { (void) mask_of("noise", {.type = Type::text}); }), "");
	EXPECT_NE(
		error_of([&] {
			(void) compile(parse_column_label("json(a => 'email')"), {.type = Type::json}, {keys(), dictionaries()});
		}).find("not one of single values"),
		std::string::npos);
}

TEST(Mask, is_checked_without_a_secret) {
	EXPECT_NO_THROW(check(parse_column_label("email"), {}, dictionaries()));
	EXPECT_NE(error_of([] { check(parse_column_label("email(domain => 'nowhere')"), {}, dictionaries()); }), "");
	EXPECT_NE(error_of([] {
				  check(parse_column_label("first_name(locale => 'xx')"), {}, dictionaries());
			  }).find("Locales that have one: de, en, es, fr, it."),
			  std::string::npos);
	EXPECT_NE(error_of([] { check(parse_column_label("hash(length => 40)"), {.max_length = 32}, dictionaries()); }),
			  "");
	EXPECT_NE(error_of([] { check(parse_column_label("encrypt"), {.max_length = 20}, dictionaries()); }), "");
	EXPECT_NE(error_of([] { check(parse_column_label("email"), {.max_length = 20}, dictionaries()); }), "");
}

} // namespace
} // namespace confiture::mask
