#include "mask/import.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "error.hpp"
#include "mask/label.hpp"
#include "mask/yaml.hpp"

namespace confiture::mask {

namespace {

// ---- Labels, built as values -------------------------------------------------------------------------------------

Call strategy(std::string_view name) { return {std::string(name), {}}; }

Call &with(Call &call, std::string_view argument, Value value) {
	call.arguments.push_back({std::string(argument), std::move(value)});
	return call;
}

std::optional<Number> to_number(std::string const &text) {
	double value = 0;
	auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
	if (error != std::errc{} || end != text.data() + text.size())
		return {};
	return Number{text, value};
}

void with_number(Call &call, std::string_view argument, std::string const &text) {
	if (auto number = to_number(text))
		with(call, argument, std::move(*number));
}

std::string sql_literal(std::string_view text) {
	std::string result = "'";
	for (char const c : text)
		result.append(c == '\'' ? "''" : std::string(1, c));
	return result + "'";
}

Translation said(Call const &call, std::string note = {}) { return {to_string(call), std::move(note)}; }
Translation missing(std::string note) { return {{}, std::move(note)}; }

std::string lower(std::string_view text) {
	std::string result(text);
	for (char &c : result)
		c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
	return result;
}

struct Counterpart {
	std::string_view name;
	std::string_view strategy;
	std::string_view note = {};
};

Counterpart const *find(std::span<Counterpart const> table, std::string_view name) {
	auto const found = std::ranges::find(table, name, &Counterpart::name);
	return found == table.end() ? nullptr : &*found;
}

constexpr std::string_view in_format = "The mask keeps the format of each value.";
constexpr std::string_view by_value = "The mask is chosen by the value: the same gives the same.";

// ---- PostgreSQL Anonymizer ---------------------------------------------------------------------------------------

constexpr Counterpart anon_functions[] = {
	{"fake_email", "email"},
	{"dummy_email", "email"},
	{"dummy_free_email", "email"},
	{"dummy_safe_email", "email"},
	{"pseudo_email", "email"},
	{"partial_email", "email", "Another address of the same shape stands for the starred one."},
	{"fake_first_name", "first_name"},
	{"dummy_first_name", "first_name"},
	{"pseudo_first_name", "first_name"},
	{"random_first_name", "first_name"},
	{"fake_last_name", "last_name"},
	{"dummy_last_name", "last_name"},
	{"pseudo_last_name", "last_name"},
	{"random_last_name", "last_name"},
	{"dummy_name", "name"},
	{"dummy_username", "username"},
	{"fake_company", "company"},
	{"dummy_company_name", "company"},
	{"pseudo_company", "company"},
	{"fake_city", "city"},
	{"dummy_city_name", "city"},
	{"pseudo_city", "city"},
	{"fake_country", "country"},
	{"dummy_country_name", "country"},
	{"pseudo_country", "country"},
	{"fake_address", "address"},
	{"dummy_street_name", "street"},
	{"fake_postcode", "postcode", in_format},
	{"random_zip", "postcode", in_format},
	{"dummy_zip_code", "postcode", in_format},
	{"fake_iban", "iban"},
	{"pseudo_iban", "iban"},
	{"random_iban", "iban"},
	{"fake_siret", "pseudonym", in_format},
	{"pseudo_siret", "pseudonym", in_format},
	{"fake_siren", "pseudonym", in_format},
	{"pseudo_siren", "pseudonym", in_format},
	{"random_siret", "pseudonym", in_format},
	{"random_string", "pseudonym", in_format},
	{"random_phone", "phone", in_format},
	{"dummy_phone_number", "phone", in_format},
	{"dummy_cell_number", "phone", in_format},
	{"random_number_with_format", "pseudonym", in_format},
	{"dummy_credit_card_number", "credit_card"},
	{"dummy_ip", "ip"},
	{"dummy_ipv4", "ip"},
	{"dummy_ipv6", "ip"},
	{"dummy_mac_address", "mac"},
	{"dummy_user_agent", "user_agent"},
	{"dummy_uuidv4", "uuid"},
	{"hash", "hash"},
	{"shuffle_column", "shuffle"},
};

std::string argument(ForeignCall const &call, std::size_t i) {
	return i < call.arguments.size() ? call.arguments[i].value_or("") : std::string{};
}

Translation translate_own(ForeignCall const &call) {
	std::string const &name = call.name;
	if (name == "partial") {
		Call label = strategy("partial");
		with_number(label, "prefix", argument(call, 1));
		with(label, "pad", argument(call, 2));
		with_number(label, "suffix", argument(call, 3));
		return said(label, "A value that is no longer than both ends together is hidden whole.");
	}
	if (name == "digest") {
		Call label = strategy("hash");
		std::string const algorithm = lower(argument(call, 2));
		if (algorithm == "sha384" || algorithm == "sha512")
			with(label, "algorithm", algorithm);
		return said(label, "The key of this server stands for the salt.");
	}
	if (name == "noise") {
		Call label = strategy("noise");
		with_number(label, "ratio", argument(call, 1));
		return said(label, "The noise of a value is always the same, so that reading twice averages nothing away.");
	}
	if (name == "dnoise") {
		Call label = strategy("noise");
		with(label, "interval", argument(call, 1));
		return said(label, "The noise of a value is always the same, so that reading twice averages nothing away.");
	}
	if (name == "random_int_between" || name == "random_bigint_between") {
		Call label = strategy("noise");
		with(label, "ratio", Number{"1", 1});
		with_number(label, "min", argument(call, 0));
		with_number(label, "max", argument(call, 1));
		return said(label, "Values keep their order of magnitude within these bounds.");
	}
	if (name == "random_date" || name == "random_date_between") {
		Call label = strategy("noise");
		with(label, "interval", std::string("10 years"));
		if (name == "random_date_between") {
			// a day at the start of what may be a timestamp
			for (std::size_t const i : {0u, 1u})
				if (std::string const day = argument(call, i).substr(0, 10); day.size() == 10 && day[4] == '-')
					with(label, i == 0 ? "earliest" : "latest", day);
		}
		return said(label, std::string(by_value));
	}
	if (name == "lorem_ipsum") {
		Call label = strategy("lorem");
		return said(label, "As long as the value.");
	}
	if (name.starts_with("generalize_")) {
		if (name.ends_with("daterange") || name.ends_with("tsrange") || name.ends_with("tstzrange")) {
			Call label = strategy("truncate_date");
			if (std::string const unit = argument(call, 1); !unit.empty())
				with(label, "unit", unit);
			return said(label, "The column keeps its type: the start of the range stands for it.");
		}
		Call label = strategy("bucket");
		if (std::string const step = argument(call, 1); !step.empty())
			with_number(label, "width", step);
		return said(label, "The column keeps its type: the start of the range stands for it.");
	}
	if (Counterpart const *const counterpart = find(anon_functions, name))
		return said(strategy(counterpart->strategy), std::string(counterpart->note));
	return missing("There is no counterpart of anon." + name + ".");
}

// ---- Greenmask ---------------------------------------------------------------------------------------------------

constexpr Counterpart transformers[] = {
	{"RandomEmail", "email"},
	{"RandomFirstName", "first_name"},
	{"RandomFirstNameMale", "first_name"},
	{"RandomFirstNameFemale", "first_name"},
	{"RandomLastName", "last_name"},
	{"RandomName", "name"},
	{"RandomUsername", "username"},
	{"RandomPhoneNumber", "phone", in_format},
	{"RandomTollFreePhoneNumber", "phone", in_format},
	{"RandomE164PhoneNumber", "phone", in_format},
	{"RandomUuid", "uuid"},
	{"RandomIP", "ip"},
	{"RandomIp", "ip"},
	{"RandomMac", "mac"},
	{"RandomMacAddress", "mac"},
	{"RandomURL", "url"},
	{"RandomDomainName", "pseudonym", in_format},
	{"RandomCCNumber", "credit_card"},
	{"RandomString", "pseudonym", in_format},
	{"RandomPassword", "redact"},
	{"RandomWord", "lorem"},
	{"RandomSentence", "lorem"},
	{"RandomParagraph", "lorem"},
	{"RandomLatitude", "noise", by_value},
	{"RandomLongitude", "noise", by_value},
	{"RandomAmount", "noise", by_value},
	{"RandomCompany", "company"},
	{"RandomCity", "city"},
	{"RandomCountry", "country"},
	{"RandomAddress", "address"},
	{"RealAddress", "address"},
	{"SetNull", "null"},
};

constexpr Counterpart masking_types[] = {
	{"password", "redact"}, {"name", "name"},    {"addr", "address"},   {"address", "address"},
	{"email", "email"},     {"mobile", "phone"}, {"tel", "phone"},      {"telephone", "phone"},
	{"id", "pseudonym"},    {"url", "url"},      {"default", "redact"}, {"credit_card", "credit_card"}};

Translation translate_transformer(std::string const &name, Yaml const &params) {
	if (name == "Replace") {
		Yaml const *const value = params.find("value");
		if (value == nullptr || value->kind != Yaml::scalar)
			return missing("It has no constant value.");
		return value->is_null() ? said(strategy("null")) : constant(sql_literal(value->text));
	}
	if (name == "Hash") {
		Call label = strategy("hash");
		std::string const function = lower(params.text_of("function"));
		std::string note;
		if (function.ends_with("384"))
			with(label, "algorithm", std::string("sha384"));
		else if (function.ends_with("512"))
			with(label, "algorithm", std::string("sha512"));
		with_number(label, "length", params.text_of("max_length"));
		return said(label, "The digest is keyed by this server.");
	}
	if (name == "Masking") {
		std::string const type = lower(params.text_of("type"));
		Counterpart const *const counterpart = find(masking_types, type.empty() ? "default" : std::string_view(type));
		if (counterpart == nullptr)
			return missing("There is no counterpart of the type \"" + type + "\".");
		Call label = strategy(counterpart->strategy);
		return said(label, counterpart->strategy == "redact"
							   ? ""
							   : "Another value of the same shape stands for the starred one.");
	}
	if (name == "RegexpReplace") {
		Call label = strategy("regex");
		with(label, "pattern", params.text_of("regexp"));
		if (std::string const replace = params.text_of("replace"); !replace.empty())
			with(label, "replacement", replace);
		return said(label, "The pattern is PostgreSQL's regular expression; $1 is written \\1.");
	}
	if (name == "NoiseInt" || name == "NoiseFloat" || name == "NoiseNumeric") {
		Call label = strategy("noise");
		with_number(label, "ratio", params.text_of("max_ratio"));
		with_number(label, "min", params.text_of("min"));
		with_number(label, "max", params.text_of("max"));
		return said(label);
	}
	if (name == "NoiseDate") {
		Call label = strategy("noise");
		std::string const ratio = params.text_of("max_ratio");
		if (!ratio.empty())
			with(label, "interval", ratio);
		return said(label);
	}
	if (name == "RandomInt" || name == "RandomFloat" || name == "RandomNumeric") {
		Call label = strategy("noise");
		with(label, "ratio", Number{"1", 1});
		with_number(label, "min", params.text_of("min"));
		with_number(label, "max", params.text_of("max"));
		return said(label, "Values keep their order of magnitude within these bounds.");
	}
	if (name == "RandomDate" || name == "RandomTimestamp") {
		Call label = strategy("noise");
		with(label, "interval", std::string("10 years"));
		for (auto const &[ours, theirs] : {std::pair("earliest", "min"), std::pair("latest", "max")})
			if (std::string const day = params.text_of(theirs).substr(0, 10); day.size() == 10 && day[4] == '-')
				with(label, ours, day);
		return said(label, std::string(by_value));
	}
	if (Counterpart const *const counterpart = find(transformers, name))
		return said(strategy(counterpart->strategy), std::string(counterpart->note));
	return missing("There is no counterpart of the transformer " + name + ".");
}

// RandomPerson and RealAddress mask many columns, each by a template.
Translation translate_template(std::string const &transformer, std::string const &text) {
	bool const first = text.find(".FirstName") != std::string::npos;
	bool const last = text.find(".LastName") != std::string::npos;
	if (transformer == "RandomPerson" && (first || last))
		return said(strategy(first && last ? "name" : first ? "first_name" : "last_name"));
	constexpr std::pair<std::string_view, std::string_view> fields[] = {
		{".City", "city"}, {".PostalCode", "postcode"}, {".Address", "address"}, {".Street", "street"}};
	if (transformer == "RealAddress")
		for (auto const &[field, ours] : fields)
			if (text.find(field) != std::string::npos)
				return said(strategy(ours));
	return missing("There is no counterpart of the template.");
}

void append(std::string &note, std::string_view text) {
	note.append(note.empty() || text.empty() ? "" : " ").append(text);
}

void add_transformer(Yaml const &table, Yaml const &transformer, std::vector<ImportedRule> &rules) {
	static Yaml const nothing{.kind = Yaml::mapping};
	std::string const name = transformer.text_of("name");
	Yaml const *const found = transformer.find("params");
	Yaml const &params = found == nullptr ? nothing : *found;
	auto const add = [&](std::string const &column, Translation translation) {
		// expressions of another language can't be left out: the rule would hold for other rows
		if (std::string const when = transformer.text_of("when"); !when.empty())
			append(translation.note,
				   "Its condition \"" + when +
					   "\" is not SQL: the mask holds for all rows, or write when(condition, strategy).");
		rules.push_back({table.text_of("schema"), table.text_of("name"), column, name, std::move(translation.label),
						 std::move(translation.note)});
	};
	if (Yaml const *const columns = params.find("columns"); columns != nullptr && columns->kind == Yaml::sequence) {
		for (Yaml const &column : columns->items) {
			std::string const column_name = column.kind == Yaml::scalar ? column.text : column.text_of("name");
			add(column_name, translate_template(name, column.text_of("template")));
		}
		return;
	}
	std::string const column = params.text_of("column");
	if (column.empty())
		rules.push_back({table.text_of("schema"), table.text_of("name"), "", name, "",
						 "Transformers of whole rows have no counterpart."});
	else
		add(column, translate_transformer(name, params));
}

// ---- Confiture -----------------------------------------------------------------------------------------------------

constexpr Counterpart strategies_of_confiture[] = {
	{"email", "email"},
	{"phone", "phone", in_format},
	{"name", "name"},
	{"hash", "hash"},
	{"redact", "redact", "Asterisks stand for [REDACTED]."},
	{"text_redaction", "redact_text"},
	{"date", "birthdate", "Another day of the same year."},
	{"address", "address"},
	{"credit_card", "credit_card"},
	{"ip_address", "ip"},
	{"ip", "ip"},
	{"preserve", "keep"},
	{"tokenization", "tokenize"},
	{"format_preserving_encryption", "fpe"},
	{"null", "null"},
};

Translation translate_strategy(std::string const &given, std::string const &seed) {
	// "text_redaction:phone_us": what comes after the colon is a pattern
	std::string const name = given.substr(0, given.find(':'));
	Counterpart const *const counterpart = find(strategies_of_confiture, name);
	if (counterpart == nullptr) {
		if (Strategy const *const ours = find_strategy(name); ours != nullptr)
			return said(strategy(name));
		return missing("There is no counterpart of the strategy \"" + given + "\".");
	}
	Call label = strategy(counterpart->strategy);
	Strategy const *const ours = find_strategy(counterpart->strategy);
	if (!seed.empty() && seed != "0" && ours != nullptr && ours->takes_key) {
		bool const beside = find_argument(*ours, "masking_domain") != nullptr;
		with(label, beside ? "masking_domain" : "domain", "seed " + seed);
	}
	return said(label, std::string(counterpart->note));
}

// "schema.table", or a table alone.
ImportedRule rule_of(std::string const &table, std::string const &column) {
	std::size_t const dot = table.find('.');
	if (dot == std::string::npos)
		return {"", table, column, "", "", ""};
	return {table.substr(0, dot), table.substr(dot + 1), column, "", "", ""};
}

void add_rule(std::string const &table, std::string const &column, std::string const &source, Translation translation,
			  std::vector<ImportedRule> &rules) {
	ImportedRule rule = rule_of(table, column);
	rule.source = source;
	rule.label = std::move(translation.label);
	rule.note = std::move(translation.note);
	rules.push_back(std::move(rule));
}

void add_table(std::string const &table, Yaml const &list, Yaml const &root, std::vector<ImportedRule> &rules) {
	Yaml const *const strategies = root.find("strategies");
	for (Yaml const &rule : list.items) {
		std::string const given = rule.text_of("strategy");
		std::string name = given;
		if (strategies != nullptr)
			if (Yaml const *const defined = strategies->find(given))
				name = defined->text_of("type");
		std::string seed = rule.text_of("seed");
		if (seed.empty())
			seed = root.text_of("global_seed");
		add_rule(table, rule.text_of("column"), given, translate_strategy(name, seed), rules);
	}
}

[[noreturn]] void refuse(std::string_view tool, std::string_view expected) {
	throw Error(sqlstate::invalid_parameter_value, "rules are not those of " + std::string(tool),
				std::string(expected));
}

} // namespace

Translation translate_anon(ForeignCall const &call) {
	if (call.schema == "anon")
		return translate_own(call);
	Call label = strategy("expression");
	with(label, "expression", Expression{call.text});
	return said(label);
}

Translation constant(std::string_view sql) {
	if (lower(sql) == "null")
		return said(strategy("null"));
	Call label = strategy("value");
	with(label, "value", Expression{std::string(sql)});
	return said(label);
}

std::vector<ImportedRule> import_greenmask(std::string_view text) {
	Yaml const root = parse_yaml(text);
	Yaml const *const dump = root.find("dump");
	Yaml const *const tables = (dump == nullptr ? root : *dump).find("transformation");
	if (tables == nullptr || tables->kind != Yaml::sequence)
		refuse("Greenmask", "A list \"transformation\" below \"dump\" is expected.");
	std::vector<ImportedRule> rules;
	for (Yaml const &table : tables->items) {
		if (Yaml const *const transformers_given = table.find("transformers"))
			for (Yaml const &transformer : transformers_given->items)
				add_transformer(table, transformer, rules);
		for (std::string_view const part : {"query", "subset_conds"})
			if (table.find(part) != nullptr)
				rules.push_back({table.text_of("schema"), table.text_of("name"), "", std::string(part), "",
								 "Label the table with where(...), or sample(...), for a part of its rows."});
	}
	return rules;
}

std::vector<ImportedRule> import_confiture(std::string_view text) {
	Yaml const root = parse_yaml(text);
	if (root.kind != Yaml::mapping)
		refuse("Confiture", "Tables, with a list of columns and strategies each, are expected.");
	std::vector<ImportedRule> rules;
	Yaml const *const anonymization = root.find("anonymization");
	Yaml const &top = anonymization == nullptr ? root : *anonymization;
	if (Yaml const *const columns = top.find("columns"); columns != nullptr && columns->kind == Yaml::mapping) {
		// without tables: the server part finds the columns of these names
		for (auto const &[column, strategy_given] : columns->fields)
			add_rule("*", column, strategy_given.text, translate_strategy(strategy_given.text, ""), rules);
		return rules;
	}
	Yaml const *const tables = top.find("tables");
	for (auto const &[name, table] : (tables == nullptr ? top : *tables).fields) {
		Yaml const *const list = table.kind == Yaml::mapping ? table.find("rules") : &table;
		if (list != nullptr && list->kind == Yaml::sequence)
			add_table(name, *list, top, rules);
	}
	if (rules.empty())
		refuse("Confiture", "Tables, with a list of columns and strategies each, are expected.");
	return rules;
}

} // namespace confiture::mask
