#include "fixture.hpp"

#include "mask/label.hpp"

namespace confiture::mask {
namespace {

std::string canonical(std::string_view label, std::optional<Type> type = std::nullopt) {
	return to_string(parse_column_label(label, type));
}

std::string error(std::string_view label, std::optional<Type> type = std::nullopt) {
	return error_of([&] { (void) parse_column_label(label, type); });
}

std::size_t position(std::string_view label, std::optional<Type> type = std::nullopt) {
	try {
		(void) parse_column_label(label, type);
	} catch (LabelError const &error) {
		return error.position;
	}
	return 0;
}

testing::AssertionResult holds(std::string const &text, std::string_view part) {
	if (text.find(part) != std::string::npos)
		return testing::AssertionSuccess();
	return testing::AssertionFailure() << '"' << text << "\" lacks \"" << part << '"';
}

TEST(Label, is_a_strategy_with_or_without_arguments) {
	EXPECT_EQ(canonical("email"), "email");
	EXPECT_EQ(canonical("  Email ( ) "), "email");
	EXPECT_EQ(canonical("phone(keep_country => true)"), "phone(keep_country => true)");
	EXPECT_EQ(canonical("EMAIL(Domain=>'masked',STYLE => 'name')"), "email(domain => 'masked', style => 'name')");
	EXPECT_EQ(canonical("noise(ratio => 0.10)"), "noise(ratio => 0.10)");
	EXPECT_EQ(canonical("round(digits => -2)"), "round(digits => -2)");
	EXPECT_EQ(canonical("first_name(locale => null)"), "first_name(locale => null)");
	EXPECT_EQ(canonical("bucket(width => 1e3)"), "bucket(width => 1e3)");
}

TEST(Label, takes_arguments_by_position_too) {
	EXPECT_EQ(canonical("partial(1, '***', 2)"), "partial(prefix => 1, pad => '***', suffix => 2)");
	EXPECT_EQ(canonical("partial(1, suffix => 2)"), "partial(prefix => 1, suffix => 2)");
	EXPECT_TRUE(holds(error("partial(suffix => 2, 1)"), "positional argument after a named one"));
	EXPECT_TRUE(holds(error("partial(1, 'x', 2, 3)"), "has no name"));
}

TEST(Label, doubles_quotes_in_strings) {
	Call const quoted = parse_column_label("regex(pattern => 'it''s', replacement => '''')");
	EXPECT_EQ(std::get<std::string>(*quoted.find("pattern")), "it's");
	EXPECT_EQ(std::get<std::string>(*quoted.find("replacement")), "'");
	EXPECT_EQ(to_string(quoted), "regex(pattern => 'it''s', replacement => '''')");
}

TEST(Label, leaves_expressions_to_the_server) {
	EXPECT_EQ(canonical("value(NULL)"), "value(NULL)");
	EXPECT_EQ(canonical("expression( upper(left(tier, 1)) )"), "expression(upper(left(tier, 1)))");
	EXPECT_EQ(std::get<Expression>(*parse_column_label("value('a)b')").find("value")).text, "'a)b'");
	EXPECT_EQ(canonical("value('it''s (')"), "value('it''s (')");
	EXPECT_EQ(canonical(R"(value(E'\')('))"), R"(value(E'\')('))");
	EXPECT_EQ(canonical(R"(value('\'))"), R"(value('\'))"); // no escape without E
	EXPECT_EQ(canonical("value($$)$$)"), "value($$)$$)");
	EXPECT_EQ(canonical("value($a$ )$$ $b$ $a$)"), "value($a$ )$$ $b$ $a$)");
	EXPECT_EQ(canonical(R"~(expression("odd)""name"))~"), R"~(expression("odd)""name"))~");
	EXPECT_EQ(canonical("expression(a[1])"), "expression(a[1])");
	EXPECT_EQ(canonical("function(app.fn)"), "function(app.fn)");
	EXPECT_EQ(canonical("expression(a$b || c)"), "expression(a$b || c)");
}

TEST(Label, is_equal_whatever_its_expressions_were_resolved_to) {
	auto const owner = std::make_shared<int>(1);
	Resolution const some{{owner, reinterpret_cast<Resolved const *>(owner.get())}};
	EXPECT_EQ((Expression{"upper(a)", some}), (Expression{"upper(a)"}));
	EXPECT_NE((Expression{"upper(a)", some}), (Expression{"lower(a)", some}));
	TableRule const plain = parse_table_label("where(a > 1)");
	TableRule resolved = plain;
	resolved.resolution = some;
	EXPECT_EQ(resolved, plain);
	EXPECT_EQ(to_string(resolved), to_string(plain));
}

TEST(Label, refuses_expressions_that_end_elsewhere_or_hide_something) {
	EXPECT_TRUE(holds(error("value()"), "empty"));
	EXPECT_TRUE(holds(error("value"), "needs the argument \"value\""));
	EXPECT_TRUE(holds(error("value(1"), "has no end"));
	EXPECT_TRUE(holds(error("value('1)"), "quote in masking label has no end"));
	EXPECT_TRUE(holds(error("value(\"x)"), "quote in masking label has no end"));
	EXPECT_TRUE(holds(error("value($$x)"), "dollar quote in masking label has no end"));
	EXPECT_TRUE(holds(error("value(E'x\\')"), "quote in masking label has no end"));
	EXPECT_TRUE(holds(error("value((1])"), "do not match"));
	EXPECT_TRUE(holds(error("value(1, 2)"), "more than one expression"));
	EXPECT_TRUE(holds(error("value(1; DROP TABLE t)"), "semicolon"));
	EXPECT_TRUE(holds(error("value(1 -- )\n)"), "comment"));
	EXPECT_TRUE(holds(error("value(1 /* ) */)"), "comment"));
	EXPECT_TRUE(holds(error("value(1) OR true"), "goes on after its end"));
	EXPECT_TRUE(holds(error(std::string_view{"email\0x", 7}), "NUL"));
}

TEST(Label, nests_strategies) {
	EXPECT_EQ(canonical("when(tier = 'vip', email(domain => 'masked'))"),
			  "when(tier = 'vip', email(domain => 'masked'))");
	EXPECT_EQ(canonical("when( a in (1, 2) ,partial(2, '*', 0))"),
			  "when(a in (1, 2), partial(prefix => 2, pad => '*', suffix => 0))");
	EXPECT_EQ(canonical("when(a, when(b, email))"), "when(a, when(b, email))");
	EXPECT_EQ(
		canonical("json(user.email => 'email', tags[*] => 'hash(length => 8)', '$.a b' => 'redact(char => ''x'')')"),
		"json(user.email => 'email', tags[*] => 'hash(length => 8)', '$.a b' => 'redact(char => ''x'')')");
	EXPECT_TRUE(holds(error("when(a)"), "lacks a strategy after the condition"));
	EXPECT_TRUE(holds(error("when(a, )"), "lacks the name of a masking strategy"));
	EXPECT_TRUE(holds(error("when(a, b, email)"), "does not exist"));
	EXPECT_TRUE(holds(error("json()"), "needs the argument \"path\""));
	EXPECT_TRUE(holds(error("json(a => 1)"), "must be a strategy"));
	EXPECT_TRUE(holds(error("json(a => 'email', a => 'hash')"), "given twice"));
	EXPECT_TRUE(holds(error("json('email')"), "has no name"));
	std::string deep;
	for (int i = 0; i < 100000; ++i)
		deep += "when(a,";
	EXPECT_TRUE(holds(error(deep), "nested too deeply"));
}

TEST(Label, says_what_is_allowed) {
	EXPECT_TRUE(holds(error("emial"), "Perhaps you meant \"email\"."));
	EXPECT_TRUE(holds(error("emial", Type::date), "Strategies: birthdate, date_shift,"));
	EXPECT_TRUE(holds(error("email", Type::integer), "does not fit type class \"integer\"|It takes: text."));
	EXPECT_TRUE(holds(error("email(domian => 'x')"),
					  "has no argument \"domian\"|Its arguments are: domain text = 'example.com'"));
	EXPECT_TRUE(holds(error("hash(encoding => 'rot13')"),
					  "none of the allowed values|It is: encoding text = 'hex' (hex, base64, base64url, base32)."));
	EXPECT_TRUE(holds(error("hash(length => 'x')"), "must be an integer"));
	EXPECT_TRUE(holds(error("hash(length => 1.5)"), "must be an integer"));
	EXPECT_TRUE(holds(error("hash(length => 1000)"), "out of range"));
	EXPECT_TRUE(holds(error("phone(keep_country => 'yes')"), "must be true or false"));
	EXPECT_TRUE(holds(error("phone(keep_country => yes)"), "not quoted|Values are strings"));
	EXPECT_TRUE(holds(error("noise(interval => 'soon')"), "positive interval"));
	EXPECT_TRUE(holds(error("noise(ratio => 1e999)"), "not valid"));
	EXPECT_TRUE(holds(error("noise(ratio => 1x)"), "not valid"));
	EXPECT_TRUE(holds(error("date_shift"), "needs the argument \"entity\""));
	EXPECT_TRUE(holds(error("date_shift(entity => null)"), "may not be null"));
	EXPECT_TRUE(holds(error("fpe(seed => 'random')"), "has no argument \"seed\"")); // nothing to decrypt
	EXPECT_TRUE(holds(error("email(domain => 'a', domain => 'b')"), "given twice"));
	EXPECT_TRUE(holds(error("email(domain => 'a' style => 'name')"), "separated by commas"));
	EXPECT_TRUE(holds(error("email(domain => )"), "lacks a value"));
	EXPECT_TRUE(holds(error("email(domain => 'a"), "has no end"));
	EXPECT_TRUE(holds(error("email("), "lacks a value"));
	EXPECT_TRUE(holds(error(""), "lacks the name of a masking strategy"));
	EXPECT_TRUE(holds(error("empty"), "does not exist"));
}

TEST(Label, says_where) {
	EXPECT_EQ(position("emial"), 1u);
	EXPECT_EQ(position("email(domain => 5)"), 17u);
	EXPECT_EQ(position("email(x => 5)"), 7u);
	EXPECT_EQ(position("email x"), 7u);
	EXPECT_EQ(position("partial(pad => 'é', prefix => 'x')"), 31u); // characters, not bytes
	EXPECT_EQ(position("when(a, emial)"), 9u);
	EXPECT_EQ(position("json(a => 'emial')"), 12u);
	EXPECT_EQ(position("json(a => 'redact(char => ''x'', chr => 1)')"), 34u);
	EXPECT_TRUE(holds(error("email x"), "masking label, character 7"));
}

TEST(Label, of_a_table) {
	EXPECT_EQ(to_string(parse_table_label(" EMPTY ")), "empty");
	EXPECT_EQ(to_string(parse_table_label("keep")), "keep");
	EXPECT_EQ(to_string(parse_table_label("where( created_at > now() - '30 days' )")),
			  "where(created_at > now() - '30 days')");
	EXPECT_EQ(to_string(parse_table_label("sample(5)")), "sample(5)");
	EXPECT_EQ(to_string(parse_table_label("sample( 0.5 )")), "sample(0.5)");
	auto const error = [](std::string_view label) { return error_of([&] { (void) parse_table_label(label); }); };
	EXPECT_TRUE(holds(error("sample(0)"), "above 0"));
	EXPECT_TRUE(holds(error("sample(101)"), "at most 100"));
	EXPECT_TRUE(holds(error("sample"), "ends before ("));
	EXPECT_TRUE(holds(error("where()"), "empty"));
	EXPECT_TRUE(holds(error("where(a, b)"), "more than one expression"));
	EXPECT_TRUE(holds(error("email"), "put it on a column"));
	EXPECT_TRUE(holds(error("where(a) x"), "goes on"));
}

TEST(Label, of_a_role) {
	EXPECT_NO_THROW(parse_role_label("masked"));
	EXPECT_NO_THROW(parse_role_label(" MASKED "));
	EXPECT_TRUE(holds(error_of([] { parse_role_label("mask"); }), "must be \"masked\""));
}

TEST(Label, printed_is_read_back_equal) {
	for (char const *const label :
		 {"email", "partial(1,'it''s',2)",
		  "when(a in (1, 2), json(a.b[*] => 'when(x, email)', 'odd ''path''' => 'keep'))",
		  "noise(ratio=>+0.5,min=>-1e3)", "value($x$)$x$)", "date_shift(entity => 'patient id', max => '1 year')"}) {
		Call const call = parse_column_label(label);
		std::string const printed = to_string(call);
		EXPECT_EQ(parse_column_label(printed), call) << printed;
		EXPECT_EQ(to_string(parse_column_label(printed)), printed);
	}
}

// Labels changed at random: each is read or refused with a LabelError, and what is read is printed and read back equal.
TEST(Label, survives_mutation) {
	std::vector<std::string> const seeds = {
		"email(domain => 'original', style => 'name', entity => 'id')",
		"partial(1, '***', suffix => 2)",
		"when(a = 'it''s' AND b[1] > $$x$$, hash(length => 16))",
		"json(user.email => 'email', '$.tags[*]' => 'hash(length => 8)')",
		"expression(upper(left(E'\\'', 1)) || \"q\"\"x\")",
		"noise(interval => '1 year 2 months', seed => 'random')",
		"value($tag$ ) $tag$)",
	};
	static constexpr std::string_view pieces[] = {
		"(", ")", "'",    "''",   "\"", "$$",  "$a$",   "=>",    ",",     "--", "/*",       ";",    "\\", "E'",
		"[", "]", "null", "true", "-1", "1e9", "email", "json(", "when(", " ",  "\xC3\xA9", "\xFF", "0"};
	Random random;
	int read = 0;
	for (int i = 0; i < 50000; ++i) {
		std::string label = seeds[random.below(seeds.size())];
		for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
			std::size_t const at = random.below(label.size() + 1);
			switch (random.below(4)) {
			case 0:
				label.insert(at, pieces[random.below(std::size(pieces))]);
				break;
			case 1:
				label.erase(at, random.below(6));
				break;
			case 2:
				if (at < label.size())
					label[at] = static_cast<char>(random.below(256));
				break;
			default: {
				std::string const &other = seeds[random.below(seeds.size())];
				label.insert(at, other.substr(random.below(other.size()), random.below(12)));
			}
			}
		}
		try {
			Call const call = parse_column_label(label);
			++read;
			std::string const printed = to_string(call);
			ASSERT_EQ(parse_column_label(printed), call) << label << " printed as " << printed;
			ASSERT_EQ(to_string(parse_column_label(printed)), printed);
		} catch (LabelError const &error) {
			ASSERT_GE(error.position, 1u);
			ASSERT_LE(error.position, label.size() + 1) << label;
		}
	}
	EXPECT_GT(read, 500); // the mutations aren't all too wild to be of use
}

} // namespace
} // namespace confiture::mask
