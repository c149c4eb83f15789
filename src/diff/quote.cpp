#include "diff/quote.hpp"

#include <algorithm>
#include <array>

namespace confiture::diff {

namespace {

// Key words that may not stand as every name: reserved, type or function names, column names.
constexpr std::array<std::string_view, 170> keywords{"all",
													 "analyse",
													 "analyze",
													 "and",
													 "any",
													 "array",
													 "as",
													 "asc",
													 "asymmetric",
													 "authorization",
													 "between",
													 "bigint",
													 "binary",
													 "bit",
													 "boolean",
													 "both",
													 "case",
													 "cast",
													 "char",
													 "character",
													 "check",
													 "coalesce",
													 "collate",
													 "collation",
													 "column",
													 "concurrently",
													 "constraint",
													 "create",
													 "cross",
													 "current_catalog",
													 "current_date",
													 "current_role",
													 "current_schema",
													 "current_time",
													 "current_timestamp",
													 "current_user",
													 "dec",
													 "decimal",
													 "default",
													 "deferrable",
													 "desc",
													 "distinct",
													 "do",
													 "else",
													 "end",
													 "except",
													 "exists",
													 "extract",
													 "false",
													 "fetch",
													 "float",
													 "for",
													 "foreign",
													 "freeze",
													 "from",
													 "full",
													 "grant",
													 "greatest",
													 "group",
													 "grouping",
													 "having",
													 "ilike",
													 "in",
													 "initially",
													 "inner",
													 "inout",
													 "int",
													 "integer",
													 "intersect",
													 "interval",
													 "into",
													 "is",
													 "isnull",
													 "join",
													 "json",
													 "json_array",
													 "json_arrayagg",
													 "json_exists",
													 "json_object",
													 "json_objectagg",
													 "json_query",
													 "json_scalar",
													 "json_serialize",
													 "json_table",
													 "json_value",
													 "lateral",
													 "leading",
													 "least",
													 "left",
													 "like",
													 "limit",
													 "localtime",
													 "localtimestamp",
													 "merge_action",
													 "national",
													 "natural",
													 "nchar",
													 "none",
													 "normalize",
													 "not",
													 "notnull",
													 "null",
													 "nullif",
													 "numeric",
													 "offset",
													 "on",
													 "only",
													 "or",
													 "order",
													 "out",
													 "outer",
													 "overlaps",
													 "overlay",
													 "placing",
													 "position",
													 "precision",
													 "primary",
													 "real",
													 "references",
													 "returning",
													 "right",
													 "row",
													 "select",
													 "session_user",
													 "setof",
													 "similar",
													 "smallint",
													 "some",
													 "substring",
													 "symmetric",
													 "system_user",
													 "table",
													 "tablesample",
													 "then",
													 "time",
													 "timestamp",
													 "to",
													 "trailing",
													 "treat",
													 "trim",
													 "true",
													 "union",
													 "unique",
													 "user",
													 "using",
													 "values",
													 "varchar",
													 "variadic",
													 "verbose",
													 "when",
													 "where",
													 "window",
													 "with",
													 "xmlattributes",
													 "xmlconcat",
													 "xmlelement",
													 "xmlexists",
													 "xmlforest",
													 "xmlnamespaces",
													 "xmlparse",
													 "xmlpi",
													 "xmlroot",
													 "xmlserialize",
													 "xmltable"};

constexpr bool name_start(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
constexpr bool name_part(char c) { return name_start(c) || (c >= '0' && c <= '9'); }
} // namespace

std::string quote_name(std::string_view name) {
	bool const plain = !name.empty() && name_start(name.front()) && std::all_of(name.begin(), name.end(), name_part) &&
					   std::find(keywords.begin(), keywords.end(), name) == keywords.end();
	if (plain)
		return std::string{name};
	std::string quoted = "\"";
	for (char const c : name) {
		if (c == '"')
			quoted += '"';
		quoted += c;
	}
	return quoted += '"';
}

std::string quote_name(std::string_view schema, std::string_view name) {
	return quote_name(schema) + "." + quote_name(name);
}

std::string quote_literal(std::string_view text) {
	bool const escapes = text.find('\\') != std::string_view::npos;
	std::string quoted = escapes ? "E'" : "'";
	for (char const c : text) {
		if (c == '\'' || c == '\\')
			quoted += c;
		quoted += c;
	}
	return quoted += '\'';
}

std::vector<std::string> split_list(std::string_view text) {
	std::vector<std::string> parts;
	std::string current;
	char quote = 0;
	int depth = 0;
	for (std::size_t i = 0; i < text.size(); ++i) {
		char const c = text[i];
		if (quote) {
			if (c == quote)
				quote = 0;
			current += c;
			continue;
		}
		if (c == '\'' || c == '"')
			quote = c;
		else if (c == '(' || c == '[')
			++depth;
		else if (c == ')' || c == ']')
			--depth;
		else if (c == ',' && depth == 0) {
			parts.push_back(std::move(current));
			current.clear();
			while (i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '\n' || text[i + 1] == '\t'))
				++i;
			continue;
		}
		current += c;
	}
	if (!current.empty())
		parts.push_back(std::move(current));
	return parts;
}

std::string unquote_literal(std::string_view literal) {
	bool escapes = false;
	if (!literal.empty() && (literal.front() == 'E' || literal.front() == ' ')) {
		std::size_t const quote = literal.find('\'');
		escapes = quote != std::string_view::npos && quote > 0 && literal[quote - 1] == 'E';
		literal.remove_prefix(quote == std::string_view::npos ? 0 : quote);
	}
	if (literal.size() < 2)
		return std::string{literal};
	literal = literal.substr(1, literal.size() - 2);
	std::string text;
	for (std::size_t i = 0; i < literal.size(); ++i) {
		if ((literal[i] == '\'' || (escapes && literal[i] == '\\')) && i + 1 < literal.size())
			++i;
		text += literal[i];
	}
	return text;
}

std::string join(std::vector<std::string> const &parts, std::string_view separator) {
	std::string result;
	for (std::string const &part : parts) {
		if (&part != &parts.front())
			result += separator;
		result += part;
	}
	return result;
}

std::vector<Option> parse_options(std::string_view text) {
	std::vector<Option> options;
	for (std::string const &part : split_list(text)) {
		char quote = 0;
		std::size_t end = 0;
		for (; end < part.size(); ++end) {
			char const c = part[end];
			if (quote) {
				if (c == quote)
					quote = 0;
			} else if (c == '"')
				quote = c;
			else if (c == ' ' || c == '=')
				break;
		}
		options.push_back({part.substr(0, end), end < part.size() ? part.substr(end + 1) : ""});
	}
	return options;
}

namespace {

Option const *find(std::vector<Option> const &options, std::string const &name) {
	for (Option const &option : options)
		if (option.name == name)
			return &option;
	return nullptr;
}

} // namespace

std::string change_generic_options(std::string_view from, std::string_view to) {
	std::vector<Option> const before = parse_options(from);
	std::vector<Option> const after = parse_options(to);
	std::vector<std::string> changes;
	for (Option const &option : before)
		if (!find(after, option.name))
			changes.push_back("DROP " + option.name);
	for (Option const &option : after) {
		Option const *const old = find(before, option.name);
		if (!old)
			changes.push_back("ADD " + option.name + " " + option.value);
		else if (old->value != option.value)
			changes.push_back("SET " + option.name + " " + option.value);
	}
	return join(changes, ", ");
}

ParameterChange change_parameters(std::string_view from, std::string_view to) {
	std::vector<Option> const before = parse_options(from);
	std::vector<Option> const after = parse_options(to);
	std::vector<std::string> reset;
	std::vector<std::string> set;
	for (Option const &option : before)
		if (!find(after, option.name))
			reset.push_back(option.name);
	for (Option const &option : after) {
		Option const *const old = find(before, option.name);
		if (!old || old->value != option.value)
			set.push_back(option.name + "=" + option.value);
	}
	return {join(reset, ", "), join(set, ", ")};
}

std::string replace_first(std::string text, std::string_view what, std::string_view with) {
	if (std::size_t const at = text.find(what); at != std::string::npos)
		text.replace(at, what.size(), with);
	return text;
}

std::string replace_name(std::string text, std::string_view what, std::string_view with) {
	for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
		char const next = at + what.size() < text.size() ? text[at + what.size()] : ' ';
		if (in_name(next))
			at += what.size();
		else {
			text.replace(at, what.size(), with);
			at += with.size();
		}
	}
	return text;
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
	char const quote = text[at];
	for (++at; at < text.size(); ++at)
		if (text[at] == quote) {
			if (at + 1 == text.size() || text[at + 1] != quote)
				break;
			++at;
		}
	return std::min(at + 1, text.size());
}

bool mentions(std::string_view text, std::string_view word) {
	if (word.empty())
		return false;
	for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) {
		bool const starts = at == 0 || !in_word(text[at - 1]);
		std::size_t const end = at + word.size();
		if (starts && (end == text.size() || !in_word(text[end])))
			return true;
	}
	return false;
}

} // namespace confiture::diff
