#include "fixture.hpp"

#include <algorithm>
#include <set>

#include "mask/label.hpp"
#include "mask/strategy.hpp"

namespace confiture::mask {
namespace {

TEST(Strategy, has_all_of_the_interface) {
	for (char const *const name :
		 {"value",      "null",      "redact",     "empty_string",  "email",      "first_name",
		  "last_name",  "name",      "username",   "phone",         "address",    "street",
		  "city",       "postcode",  "country",    "company",       "iban",       "credit_card",
		  "ssn",        "ip",        "mac",        "url",           "uuid",       "user_agent",
		  "lorem",      "birthdate", "hash",       "pseudonym",     "encrypt",    "fpe",
		  "tokenize",   "noise",     "date_shift", "truncate_date", "generalize", "bucket",
		  "round",      "shuffle",   "partial",    "regex",         "json",       "redact_text",
		  "expression", "function",  "when",       "keep",          "fields"})
		EXPECT_NE(find_strategy(name), nullptr) << name;
	EXPECT_EQ(strategies().size(), 47u);
	EXPECT_EQ(find_strategy("Email"), nullptr);
}

TEST(Strategy, is_described_whole_and_once) {
	std::set<std::string_view> names;
	for (Strategy const &strategy : strategies()) {
		SCOPED_TRACE(strategy.name);
		EXPECT_TRUE(names.insert(strategy.name).second);
		EXPECT_FALSE(strategy.description.empty());
		EXPECT_FALSE(to_string(strategy.types).empty());
		EXPECT_EQ(strategy.floor == Floor::plain, strategy.make != nullptr);
		EXPECT_FALSE(name_of(strategy.category).empty());
		std::set<std::string_view> arguments;
		for (auto const list : {strategy.arguments, common_arguments(strategy)})
			for (Argument const &argument : list) {
				EXPECT_TRUE(arguments.insert(argument.name).second) << argument.name;
				EXPECT_FALSE(argument.description.empty()) << argument.name;
				EXPECT_FALSE(argument.required && !argument.default_value.empty()) << argument.name;
			}
	}
}

// A default written out means what leaving it away means.
TEST(Strategy, has_defaults_that_a_label_may_give) {
	for (Strategy const &strategy : strategies())
		for (auto const list : {strategy.arguments, common_arguments(strategy)})
			for (Argument const &argument : list) {
				if (argument.default_value.empty())
					continue;
				std::string label = std::string{strategy.name} + "(" + std::string{argument.name} + " => " +
									std::string{argument.default_value};
				for (Argument const &other : strategy.arguments)
					if (other.required)
						label += ", " + std::string{other.name} + " => 'x'";
				EXPECT_NO_THROW((void) parse_column_label(label + ")")) << label;
			}
}

// The table says of the defaults what the masks say of themselves.
TEST(Strategy, states_the_uniqueness_that_its_mask_has) {
	for (Strategy const &strategy : strategies()) {
		if (strategy.floor != Floor::plain)
			continue;
		for (Type const type : {Type::text, Type::inet, Type::macaddr, Type::bigint, Type::date}) {
			if (!strategy.types.has(type))
				continue;
			std::string const label = strategy.name == "date_shift" ? "date_shift(entity => 'id')"
									  : strategy.name == "round"    ? "round(to => 50)"
																	: std::string{strategy.name};
			EXPECT_EQ(to_string(mask_of(label, {.type = type})->uniqueness()), to_string(strategy.uniqueness))
				<< strategy.name;
			break;
		}
	}
}

TEST(Strategy, is_reversible_as_it_states) {
	for (Strategy const &strategy : strategies()) {
		if (strategy.floor != Floor::plain || !strategy.types.has(Type::text))
			continue;
		auto const mask = mask_of(strategy.name);
		if (strategy.reversible)
			EXPECT_EQ(revealed(*mask, masked(*mask, "12345678")), "12345678") << strategy.name;
		else
			EXPECT_NE(error_of([&] { (void) revealed(*mask, "12345678"); }).find("not reversible"), std::string::npos)
				<< strategy.name;
	}
}

TEST(Strategy, describes_arguments_and_types_for_people) {
	EXPECT_EQ(describe(*find_argument(*find_strategy("hash"), "length")), "length integer = 0 (0 to 128)");
	EXPECT_EQ(describe(*find_argument(*find_strategy("email"), "style")), "style text = 'shape' (shape, name)");
	EXPECT_EQ(describe(*find_argument(*find_strategy("json"), "any.path")), "path strategy");
	EXPECT_EQ(to_string(find_strategy("hash")->types), "text, uuid, bytea");
	EXPECT_EQ(to_string(find_strategy("value")->types), "any");
	EXPECT_EQ(to_string(Uniqueness{Uniqueness::collision_free, 31}), "collision-free to 2^31");
	EXPECT_EQ(names_for(Type::boolean), "expression, function, keep, null, shuffle, value, when");
}

} // namespace
} // namespace confiture::mask
