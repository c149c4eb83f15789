#include "mask/strategy.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "mask/factories.hpp"

namespace confiture::mask {

namespace {

using A = ArgumentType;
using T = Type;

constexpr TypeSet any = TypeSet::all();
constexpr TypeSet text_only{T::text};
constexpr TypeSet text_or_bytes{T::text, T::bytea};
constexpr TypeSet whole_numbers{T::smallint, T::integer, T::bigint};
constexpr TypeSet numbers{T::smallint, T::integer, T::bigint, T::real, T::numeric};
constexpr TypeSet times{T::date, T::timestamp};

constexpr Uniqueness preserved{Uniqueness::preserved};
constexpr Uniqueness lossy{Uniqueness::lossy};
constexpr Uniqueness collision_free(int bits) { return {Uniqueness::collision_free, bits}; }

constexpr std::string_view seeds[] = {"keyed", "random"};
constexpr std::string_view email_styles[] = {"shape", "name"};
constexpr std::string_view ssn_countries[] = {"auto", "us", "fr", "de", "es", "it", "gb"};
constexpr std::string_view birthdate_keeps[] = {"year", "decade", "none"};
constexpr std::string_view encodings[] = {"hex", "base64", "base64url", "base32"};
constexpr std::string_view algorithms[] = {"sha256", "sha384", "sha512"};
constexpr std::string_view units[] = {"minute", "hour", "day", "week", "month", "quarter", "year", "decade", "century"};

#define LOCALE                                                                                                         \
	{ "locale", A::text, "", "locale of the dictionary, as 'en'; the database's default if not given" }

constexpr Argument common[] = {
	{"domain", A::text, "", "columns of one domain give equal values equal masks"},
	{"seed", A::choice, "'keyed'", "random: every value is masked anew, so that nothing can be joined", 0, 0, seeds},
	{"entity", A::column, "",
	 "column whose value, and not that of this column, chooses the fake: fakes of one entity belong "
	 "together"},
};
constexpr Argument common_beside_domain[] = {
	// of those whose own "domain" is one of the internet
	{"masking_domain", A::text, "", "columns of one masking domain give equal values equal masks"},
	common[1],
	common[2],
};

constexpr Argument value_arguments[] = {{"value", A::expression, "", "constant expression", 0, 0, {}, true}};
constexpr Argument redact_arguments[] = {
	{"char", A::text, "'*'", "what stands for each character"},
	{"keep_length", A::boolean, "false", "as many as the value has characters, rather than eight"},
};
constexpr Argument email_arguments[] = {
	{"domain", A::text, "'example.com'",
	 "the address's domain: original, masked (one made up for each) or one to use for all"},
	{"style", A::choice, "'shape'",
	 "shape: letters, digits and dots stay such; name: a fake name (always so with entity)", 0, 0, email_styles},
	LOCALE,
};
constexpr Argument locale_arguments[] = {LOCALE};
constexpr Argument phone_arguments[] = {
	{"keep_country", A::boolean, "true", "keep the calling code of +44… and 0044…"}};
constexpr Argument postcode_arguments[] = {{"keep", A::integer, "0", "characters to keep at the start", 0, 4}};
constexpr Argument card_arguments[] = {{"keep_issuer", A::boolean, "false", "keep the first six digits"}};
constexpr Argument ssn_arguments[] = {
	{"country", A::choice, "'auto'", "whose national identifier it is; auto: as the value looks", 0, 0, ssn_countries}};
constexpr Argument mac_arguments[] = {{"keep_vendor", A::boolean, "false", "keep the first three bytes"}};
constexpr Argument url_arguments[] = {
	{"domain", A::text, "'example.com'", "the host: original, masked (one made up for each) or one to use for all"}};
constexpr Argument lorem_arguments[] = {
	{"words", A::integer, "0", "number of words; 0: the length of the value", 0, 10000}};
constexpr Argument birthdate_arguments[] = {
	{"keep", A::choice, "'year'", "what of the date stays; none: an adult's, chosen freely", 0, 0, birthdate_keeps}};
constexpr Argument hash_arguments[] = {
	{"length", A::integer, "0", "characters (bytes, for bytea) to give; 0: all of the digest", 0, 128},
	{"encoding", A::choice, "'hex'", "how the digest is written", 0, 0, encodings},
	{"algorithm", A::choice, "'sha256'", "digest of the HMAC", 0, 0, algorithms},
};
constexpr Argument fpe_arguments[] = {
	{"alphabet", A::text, "'digits'",
	 "characters that are encrypted, others stay: digits, lower, upper, letters, alphanumeric, or the characters "
	 "themselves"},
	{"tweak", A::text, "''", "makes a permutation of its own"},
};
constexpr Argument tokenize_arguments[] = {{"vault", A::text, "'confiture.vault'", "table that holds the tokens"}};
constexpr Argument noise_arguments[] = {
	{"ratio", A::number, "0.1", "largest change as a part of the value; numbers", 0, 10},
	{"amount", A::number, "", "largest change; numbers", 0, 1e18},
	{"interval", A::interval, "'30 days'", "largest change; dates and timestamps"},
	{"min", A::number, "", "no result is below; numbers"},
	{"max", A::number, "", "no result is above; numbers"},
	{"earliest", A::text, "", "no result is before this day, as '1900-01-01'; dates and timestamps"},
	{"latest", A::text, "", "no result is after this day; dates and timestamps"},
};
constexpr Argument date_shift_arguments[] = {
	{"entity",
	 A::column,
	 "",
	 "column whose value chooses the shift, so that intervals between its dates survive",
	 0,
	 0,
	 {},
	 true},
	{"max", A::interval, "'30 days'", "largest shift, in whole days either way"},
};
constexpr Argument truncate_arguments[] = {{"unit", A::choice, "'month'", "what to truncate to", 0, 0, units}};
constexpr Argument generalize_arguments[] = {
	{"step", A::number, "10", "width of the ranges of numbers", 0, 1e15},
	{"unit", A::choice, "'year'", "length of the ranges of dates", 0, 0, units},
};
constexpr Argument bucket_arguments[] = {
	{"width", A::number, "10", "width of a bucket", 0, 1e15},
	{"origin", A::number, "0", "where a bucket starts"},
};
constexpr Argument round_arguments[] = {
	{"digits", A::integer, "0", "digits after the point; negative: before it", -18, 18},
	{"to", A::number, "", "round to a multiple of this instead", 0, 1e15},
};
constexpr Argument partial_arguments[] = {
	{"prefix", A::integer, "0", "characters to keep at the start", 0, 1e6},
	{"pad", A::text, "'****'", "what stands for the rest"},
	{"suffix", A::integer, "0", "characters to keep at the end", 0, 1e6},
};
constexpr Argument regex_arguments[] = {
	{"pattern", A::text, "", "POSIX regular expression", 0, 0, {}, true},
	{"replacement", A::text, "''", "what stands for each match; \\1 is its first group"},
	{"flags", A::text, "'g'", "as of regexp_replace"},
};
constexpr Argument json_arguments[] = {
	{"", A::label, "", "path of a leaf, as user.emails[*], and its strategy", 0, 0, {}, true, true}};
constexpr Argument fields_arguments[] = {
	{"", A::label, "", "name of a field, and its strategy; all have to be named", 0, 0, {}, true, true}};
constexpr Argument redact_text_arguments[] = {
	{"columns", A::text, "''", "columns of the row, separated by commas, whose words are redacted too, as names"},
	{"replacement", A::text, "''", "what stands for a find; empty: its kind, as [EMAIL]"},
};
constexpr Argument expression_arguments[] = {
	{"expression", A::expression, "", "over the row's columns", 0, 0, {}, true}};
constexpr Argument function_arguments[] = {
	{"function", A::expression, "", "name of a function of one argument", 0, 0, {}, true}};
constexpr Argument when_arguments[] = {
	{"condition", A::expression, "", "over the row's columns", 0, 0, {}, true},
	{"strategy",
	 A::strategy,
	 "",
	 "what masks the value where the condition holds; elsewhere it is kept",
	 0,
	 0,
	 {},
	 true},
};

constexpr auto removal = Category::removal;
constexpr auto identity = Category::identity;
constexpr auto cryptographic = Category::cryptographic;
constexpr auto statistical = Category::statistical;
constexpr auto structured = Category::structured;
constexpr auto own = Category::own;
constexpr auto conditional = Category::conditional;
constexpr auto plain = Floor::plain;
constexpr auto server = Floor::server;

// name, category, types, arguments, deterministic, uniqueness, reversible, description, floor, factory, key, entity
constexpr Strategy table[] = {
	{"keep",
	 removal,
	 any,
	 {},
	 true,
	 preserved,
	 true,
	 "leaves the value in clear: decided, not forgotten",
	 plain,
	 make_keep,
	 false},
	{"null", removal, any, {}, true, lossy, false, "null", server, nullptr, false},
	{"value", removal, any, value_arguments, true, lossy, false, "a constant", server, nullptr, false},
	{"redact", removal, text_only, redact_arguments, true, lossy, false, "asterisks, or another character", plain,
	 make_redact, false},
	{"empty_string",
	 removal,
	 text_or_bytes,
	 {},
	 true,
	 lossy,
	 false,
	 "the empty string",
	 plain,
	 make_empty_string,
	 false},

	{"email", identity, text_only, email_arguments, true, collision_free(31), false,
	 "an address of the same shape, or of a fake name, at a domain that delivers nothing", plain, make_email, true,
	 true},
	{"first_name", identity, text_only, locale_arguments, true, lossy, false, "a common first name", plain,
	 make_first_name, true, true},
	{"last_name", identity, text_only, locale_arguments, true, lossy, false, "a common last name", plain,
	 make_last_name, true, true},
	{"name", identity, text_only, locale_arguments, true, lossy, false, "first and last name, in the value's order",
	 plain, make_name, true, true},
	{"username", identity, text_only, locale_arguments, true, collision_free(31), false,
	 "a name and a suffix that is its own", plain, make_username, true, true},
	{"phone", identity, text_only, phone_arguments, true, collision_free(14), false,
	 "other digits in the same format and country; a permutation where the column is unique and from seven digits on",
	 plain, make_phone},
	{"address", identity, text_only, locale_arguments, true, lossy, false, "street, number, postcode and city", plain,
	 make_address},
	{"street", identity, text_only, locale_arguments, true, lossy, false,
	 "a street, with a number if the value has one", plain, make_street},
	{"city", identity, text_only, locale_arguments, true, lossy, false, "a city", plain, make_city},
	{"postcode", identity, text_only, postcode_arguments, true, lossy, false,
	 "other digits and letters in the same format", plain, make_postcode},
	{"country", identity, text_only, locale_arguments, true, lossy, false,
	 "a country: a code of two or three letters if the value is one, or a name", plain, make_country},
	{"company", identity, text_only, locale_arguments, true, lossy, false, "a made-up company", plain, make_company},
	{"iban",
	 identity,
	 text_only,
	 {},
	 true,
	 preserved,
	 false,
	 "an account of the same country and format, with valid check digits",
	 plain,
	 make_iban},
	{"credit_card",
	 identity,
	 {T::text, T::bigint},
	 card_arguments,
	 true,
	 collision_free(22),
	 false,
	 "a number of the same length that passes Luhn's check; a permutation of valid numbers where the column is unique",
	 plain,
	 make_credit_card},
	{"ssn", identity, text_only, ssn_arguments, true, preserved, false,
	 "a national identifier of the same country and format: US SSN, French NIR, German tax number, Spanish DNI and "
	 "NIE, Italian "
	 "codice fiscale, British NINO, with valid check characters; what is none of them keeps its shape",
	 plain, make_ssn},
	{"ip",
	 identity,
	 {T::inet, T::text},
	 {},
	 true,
	 preserved,
	 false,
	 "another address; addresses that share a prefix go on sharing one of the same length (Crypto-PAn)",
	 plain,
	 make_ip},
	{"mac",
	 identity,
	 {T::macaddr, T::text},
	 mac_arguments,
	 true,
	 preserved,
	 false,
	 "another hardware address",
	 plain,
	 make_mac},
	{"url", identity, text_only, url_arguments, true, lossy, false,
	 "same scheme, depth and parameter names; host, path and values of the same shape, no credentials", plain,
	 make_url},
	{"uuid",
	 identity,
	 {T::uuid, T::text},
	 {},
	 true,
	 collision_free(61),
	 false,
	 "a UUID of version 4",
	 plain,
	 make_uuid},
	{"user_agent", identity, text_only, {}, true, lossy, false, "a common browser", plain, make_user_agent},
	{"lorem", identity, text_only, lorem_arguments, true, lossy, false, "words without meaning", plain, make_lorem},
	{"birthdate",
	 identity,
	 {T::date, T::timestamp, T::text},
	 birthdate_arguments,
	 true,
	 lossy,
	 false,
	 "another day of the same year or decade",
	 plain,
	 make_birthdate},

	{"hash",
	 cryptographic,
	 {T::text, T::bytea, T::uuid},
	 hash_arguments,
	 true,
	 collision_free(128),
	 false,
	 "HMAC under the key",
	 plain,
	 make_hash},
	{"pseudonym",
	 cryptographic,
	 text_only,
	 {},
	 true,
	 lossy,
	 false,
	 "letters for letters and digits for digits; a permutation where the column is unique and the value has a million "
	 "forms",
	 plain,
	 make_pseudonym},
	{"encrypt",
	 cryptographic,
	 text_or_bytes,
	 {},
	 true,
	 preserved,
	 true,
	 "AES-256-SIV, in base64url for text; decrypted by who holds the key",
	 plain,
	 make_encrypt},
	{"fpe",
	 cryptographic,
	 {T::text, T::integer, T::bigint},
	 fpe_arguments,
	 true,
	 preserved,
	 true,
	 "format-preserving encryption (FF1 of NIST SP 800-38G, AES-256), and a keyed permutation of texts of fewer than a "
	 "million forms; decrypted by who holds the key",
	 plain,
	 make_fpe},
	{"tokenize",
	 cryptographic,
	 {T::text, T::integer, T::bigint, T::uuid},
	 tokenize_arguments,
	 true,
	 preserved,
	 true,
	 "a random token, kept with the value in a vault table",
	 server},

	{"noise",
	 statistical,
	 {T::smallint, T::integer, T::bigint, T::real, T::numeric, T::date, T::timestamp},
	 noise_arguments,
	 true,
	 lossy,
	 false,
	 "a change of limited size, fixed for each value",
	 plain,
	 make_noise},
	{"date_shift", statistical, times, date_shift_arguments, true, lossy, false,
	 "a shift by days, fixed for each entity, never none", plain, make_date_shift},
	{"truncate_date", statistical, times, truncate_arguments, true, lossy, false,
	 "the start of the month, or another unit", plain, make_truncate_date, false},
	{"generalize", statistical, text_only, generalize_arguments, true, lossy, false,
	 "the range that a number or date lies in, as [20,30); as a function also of those types, to ranges", plain,
	 make_generalize, false},
	{"bucket", statistical, numbers, bucket_arguments, true, lossy, false, "the lower end of the bucket of a number",
	 plain, make_bucket, false},
	{"round", statistical, numbers, round_arguments, true, lossy, false, "the number rounded", plain, make_round,
	 false},
	{"shuffle",
	 statistical,
	 any,
	 {},
	 false,
	 preserved,
	 false,
	 "the column's values among its rows; static masking only, and no function: it needs the table",
	 server},
	{"partial", statistical, text_only, partial_arguments, true, lossy, false,
	 "start and end of a value that is longer than both together; otherwise nothing of it", plain, make_partial, false},
	{"regex", statistical, text_only, regex_arguments, true, lossy, false, "matches of a pattern replaced", server,
	 nullptr, false},

	{"json",
	 structured,
	 {T::json},
	 json_arguments,
	 true,
	 lossy,
	 false,
	 "strategies by path, on leaves and elements of arrays",
	 server,
	 nullptr,
	 false},
	{"fields",
	 structured,
	 {T::composite},
	 fields_arguments,
	 true,
	 lossy,
	 false,
	 "strategies by field, of composite types",
	 server,
	 nullptr,
	 false},
	{"redact_text", structured, text_only, redact_text_arguments, true, lossy, false,
	 "e-mail addresses, phone numbers, cards, IBANs, IP addresses and given words inside free text", plain,
	 make_redact_text, false},

	{"expression", own, any, expression_arguments, true, lossy, false,
	 "an expression over the row's columns; no function: in SQL, write the expression itself", server, nullptr, false},
	{"function", own, any, function_arguments, true, lossy, false,
	 "a function of a trusted schema; in SQL, call that function itself", server, nullptr, false},

	{"when", conditional, any, when_arguments, true, lossy, false, "a strategy for rows that meet a condition", server,
	 nullptr, false},
};

#undef LOCALE

template <typename Items, typename Name>
std::string join(Items const &items, Name &&name) {
	std::string list;
	for (auto const &item : items)
		list.append(list.empty() ? "" : ", ").append(name(item));
	return list;
}

} // namespace

std::span<Strategy const> strategies() { return table; }

Strategy const *find_strategy(std::string_view name) {
	auto const *const found = std::ranges::find(table, name, &Strategy::name);
	return found == std::end(table) ? nullptr : found;
}

std::span<Argument const> common_arguments(Strategy const &strategy) {
	std::span<Argument const> const all =
		strategy.name == "email" || strategy.name == "url" ? common_beside_domain : common;
	bool const random = !strategy.reversible && strategy.name != "date_shift";
	return all.first(!strategy.takes_key ? 0u : strategy.takes_entity ? 3u : random ? 2u : 1u);
}

Argument const *find_argument(Strategy const &strategy, std::string_view name) {
	for (Argument const &argument : strategy.arguments)
		if (argument.name == name || argument.name.empty())
			return &argument;
	for (Argument const &argument : common_arguments(strategy))
		if (argument.name == name)
			return &argument;
	return nullptr;
}

bool holds_strategies(Strategy const &strategy) {
	return !strategy.arguments.empty() && strategy.arguments.front().type == ArgumentType::label;
}

std::string describe(Argument const &argument) {
	std::string text{argument.name.empty() ? std::string_view{"path"} : argument.name};
	text.append(" ").append(name_of(argument.type));
	if (!argument.default_value.empty())
		text.append(" = ").append(argument.default_value);
	if (argument.lowest < argument.highest) {
		auto const print = [](double number) {
			char buffer[64];
			auto const format = number < 1e15 ? std::chars_format::fixed : std::chars_format::scientific;
			return std::string(buffer, std::to_chars(buffer, std::end(buffer), number, format).ptr);
		};
		text.append(" (").append(print(argument.lowest)).append(" to ").append(print(argument.highest)).append(")");
	}
	if (!argument.choices.empty())
		text.append(" (").append(join(argument.choices, [](auto const &choice) { return choice; })).append(")");
	return text;
}

std::string names_for(Type type) {
	std::vector<std::string_view> names;
	for (Strategy const &strategy : table)
		if (strategy.types.has(type))
			names.push_back(strategy.name);
	std::ranges::sort(names);
	return join(names, [](auto const &name) { return name; });
}

std::string_view name_of(Type type) {
	switch (type) {
	case Type::text:
		return "text";
	case Type::smallint:
		return "smallint";
	case Type::integer:
		return "integer";
	case Type::bigint:
		return "bigint";
	case Type::real:
		return "double precision";
	case Type::numeric:
		return "numeric";
	case Type::boolean:
		return "boolean";
	case Type::date:
		return "date";
	case Type::timestamp:
		return "timestamp";
	case Type::uuid:
		return "uuid";
	case Type::inet:
		return "inet";
	case Type::macaddr:
		return "macaddr";
	case Type::bytea:
		return "bytea";
	case Type::json:
		return "json";
	case Type::composite:
		return "composite";
	case Type::other:
		return "other";
	}
	return {};
}

std::string to_string(TypeSet types) {
	if (types == TypeSet::all())
		return "any";
	std::string list;
	for (unsigned i = 0; i <= static_cast<unsigned>(Type::other); ++i)
		if (types.has(static_cast<Type>(i)))
			list.append(list.empty() ? "" : ", ").append(name_of(static_cast<Type>(i)));
	return list;
}

std::string_view name_of(Category category) {
	switch (category) {
	case Category::removal:
		return "removal";
	case Category::identity:
		return "identity";
	case Category::cryptographic:
		return "cryptographic";
	case Category::statistical:
		return "statistical";
	case Category::structured:
		return "structured";
	case Category::own:
		return "own";
	case Category::conditional:
		return "conditional";
	}
	return {};
}

std::string to_string(Uniqueness uniqueness) {
	switch (uniqueness.kind) {
	case Uniqueness::preserved:
		return "preserved";
	case Uniqueness::collision_free:
		return "collision-free to 2^" + std::to_string(uniqueness.bits);
	case Uniqueness::lossy:
		return "lossy";
	}
	return {};
}

std::string_view name_of(ArgumentType type) {
	switch (type) {
	case ArgumentType::text:
		return "text";
	case ArgumentType::integer:
		return "integer";
	case ArgumentType::number:
		return "number";
	case ArgumentType::boolean:
		return "boolean";
	case ArgumentType::choice:
		return "text";
	case ArgumentType::interval:
		return "interval";
	case ArgumentType::column:
		return "column";
	case ArgumentType::label:
		return "strategy";
	case ArgumentType::strategy:
		return "strategy";
	case ArgumentType::expression:
		return "expression";
	}
	return {};
}

} // namespace confiture::mask
