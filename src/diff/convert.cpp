#include "diff/convert.hpp"

#include "diff/quote.hpp"

#include <algorithm>
#include <iterator>

namespace confiture::diff {

namespace {

struct Cast {
	std::string_view from;
	std::string_view to;
	char context; // as in pg_cast: i implicit, a assignment, e explicit
	bool binary;
};

// pg_cast of PostgreSQL, without the types of its own catalogs.
constexpr Cast casts[]{
	{"\"char\"", "character", 'a', false},
	{"\"char\"", "character varying", 'a', false},
	{"\"char\"", "integer", 'e', false},
	{"\"char\"", "text", 'i', false},
	{"bigint", "bit", 'e', false},
	{"bigint", "double precision", 'i', false},
	{"bigint", "integer", 'a', false},
	{"bigint", "money", 'a', false},
	{"bigint", "numeric", 'i', false},
	{"bigint", "real", 'i', false},
	{"bigint", "smallint", 'a', false},
	{"bit", "bigint", 'e', false},
	{"bit", "bit varying", 'i', true},
	{"bit", "integer", 'e', false},
	{"bit varying", "bit", 'i', true},
	{"boolean", "character", 'a', false},
	{"boolean", "character varying", 'a', false},
	{"boolean", "integer", 'e', false},
	{"boolean", "text", 'a', false},
	{"box", "circle", 'e', false},
	{"box", "lseg", 'e', false},
	{"box", "point", 'e', false},
	{"box", "polygon", 'a', false},
	{"character", "\"char\"", 'a', false},
	{"character", "character varying", 'i', false},
	{"character", "name", 'i', false},
	{"character", "text", 'i', false},
	{"character", "xml", 'e', false},
	{"character varying", "\"char\"", 'a', false},
	{"character varying", "character", 'i', true},
	{"character varying", "name", 'i', false},
	{"character varying", "text", 'i', true},
	{"character varying", "xml", 'e', false},
	{"cidr", "character", 'a', false},
	{"cidr", "character varying", 'a', false},
	{"cidr", "inet", 'i', true},
	{"cidr", "text", 'a', false},
	{"circle", "box", 'e', false},
	{"circle", "point", 'e', false},
	{"circle", "polygon", 'e', false},
	{"date", "timestamp with time zone", 'i', false},
	{"date", "timestamp without time zone", 'i', false},
	{"daterange", "datemultirange", 'e', false},
	{"double precision", "bigint", 'a', false},
	{"double precision", "integer", 'a', false},
	{"double precision", "numeric", 'a', false},
	{"double precision", "real", 'a', false},
	{"double precision", "smallint", 'a', false},
	{"inet", "character", 'a', false},
	{"inet", "character varying", 'a', false},
	{"inet", "cidr", 'a', false},
	{"inet", "text", 'a', false},
	{"int4range", "int4multirange", 'e', false},
	{"int8range", "int8multirange", 'e', false},
	{"integer", "\"char\"", 'e', false},
	{"integer", "bigint", 'i', false},
	{"integer", "bit", 'e', false},
	{"integer", "boolean", 'e', false},
	{"integer", "double precision", 'i', false},
	{"integer", "money", 'a', false},
	{"integer", "numeric", 'i', false},
	{"integer", "real", 'i', false},
	{"integer", "smallint", 'a', false},
	{"interval", "time without time zone", 'a', false},
	{"json", "jsonb", 'a', false},
	{"jsonb", "bigint", 'e', false},
	{"jsonb", "boolean", 'e', false},
	{"jsonb", "double precision", 'e', false},
	{"jsonb", "integer", 'e', false},
	{"jsonb", "json", 'a', false},
	{"jsonb", "numeric", 'e', false},
	{"jsonb", "real", 'e', false},
	{"jsonb", "smallint", 'e', false},
	{"lseg", "point", 'e', false},
	{"macaddr", "macaddr8", 'i', false},
	{"macaddr8", "macaddr", 'i', false},
	{"money", "numeric", 'a', false},
	{"name", "character", 'a', false},
	{"name", "character varying", 'a', false},
	{"name", "text", 'i', false},
	{"numeric", "bigint", 'a', false},
	{"numeric", "double precision", 'i', false},
	{"numeric", "integer", 'a', false},
	{"numeric", "money", 'a', false},
	{"numeric", "real", 'i', false},
	{"numeric", "smallint", 'a', false},
	{"numrange", "nummultirange", 'e', false},
	{"path", "polygon", 'a', false},
	{"point", "box", 'a', false},
	{"polygon", "box", 'e', false},
	{"polygon", "circle", 'e', false},
	{"polygon", "path", 'a', false},
	{"polygon", "point", 'e', false},
	{"real", "bigint", 'a', false},
	{"real", "double precision", 'i', false},
	{"real", "integer", 'a', false},
	{"real", "numeric", 'a', false},
	{"real", "smallint", 'a', false},
	{"smallint", "bigint", 'i', false},
	{"smallint", "double precision", 'i', false},
	{"smallint", "integer", 'i', false},
	{"smallint", "numeric", 'i', false},
	{"smallint", "real", 'i', false},
	{"text", "\"char\"", 'a', false},
	{"text", "character", 'i', true},
	{"text", "character varying", 'i', true},
	{"text", "name", 'i', false},
	{"text", "xml", 'e', false},
	{"time with time zone", "time without time zone", 'a', false},
	{"time without time zone", "interval", 'i', false},
	{"time without time zone", "time with time zone", 'i', false},
	{"timestamp with time zone", "date", 'a', false},
	{"timestamp with time zone", "time with time zone", 'a', false},
	{"timestamp with time zone", "time without time zone", 'a', false},
	{"timestamp with time zone", "timestamp without time zone", 'a', false},
	{"timestamp without time zone", "date", 'a', false},
	{"timestamp without time zone", "time without time zone", 'a', false},
	{"timestamp without time zone", "timestamp with time zone", 'i', false},
	{"tsrange", "tsmultirange", 'e', false},
	{"tstzrange", "tstzmultirange", 'e', false},
	{"xml", "character", 'a', true},
	{"xml", "character varying", 'a', true},
	{"xml", "text", 'a', true},
};

constexpr std::string_view integers[]{"smallint", "integer", "bigint"};
constexpr std::string_view numbers[]{"smallint", "integer", "bigint", "numeric", "real", "double precision"};
constexpr std::string_view strings[]{"text", "character varying", "character"};

template <std::size_t Size>
bool in(std::string_view const (&list)[Size], std::string_view type) {
	return std::find(std::begin(list), std::end(list), type) != std::end(list);
}

Cast const *find_cast(std::string_view from, std::string_view to) {
	for (Cast const &cast : casts)
		if (cast.from == from && cast.to == to)
			return &cast;
	return nullptr;
}

Object const *find_type(Side const &side, std::string_view name) {
	Position const position = side.find(Kind::type, name);
	return position == nowhere ? nullptr : &side[position];
}

// Domains stand for what they are made of.
std::string base_type(Side const &side, std::string_view type) {
	std::string name = without_modifier(type);
	for (int depth = 0; depth < 32; ++depth) {
		Object const *const object = find_type(side, name);
		if (!object || object->at("form") != "domain")
			break;
		name = without_modifier(object->at("base"));
	}
	return name;
}

bool is_enum(Side const &side, std::string_view type) {
	Object const *const object = find_type(side, type);
	return object && object->at("form") == "enum";
}

// An enum whose labels are all numbers is its numbers; another is its positions.
bool numeric_labels(Side const &side, std::string_view type) {
	for (std::string const &label : split_list(find_type(side, type)->at("labels"))) {
		std::string const text = unquote_literal(label);
		if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
			return false;
	}
	return true;
}

} // namespace

std::string without_modifier(std::string_view type) {
	std::string name;
	int depth = 0;
	char quote = 0;
	for (char const c : type) {
		if (quote)
			quote = c == '"' ? char{0} : quote;
		else if (c == '"')
			quote = c;
		else if (c == '(') {
			++depth;
			continue;
		} else if (c == ')') {
			--depth;
			continue;
		}
		if (depth == 0)
			name += c;
	}
	return name;
}

bool binary_coercible(std::string_view from, std::string_view to) {
	if (from == to)
		return true;
	Cast const *const cast = find_cast(from, to);
	return cast && cast->binary;
}

// Scalars of base types: how "expression" becomes a value of "type", whose base type is "target".
static std::string converted(std::string const &expression, Side const &from, std::string const &source, Side const &to,
							 std::string const &target, std::string const &type) {
	std::string const cast = expression + "::" + type;
	std::string const through_text = expression + "::text::" + type;
	if (source == target || find_cast(source, target))
		return cast;
	for (Side const *const side : {&to, &from})
		if (side->find(Kind::cast, "(" + source + " AS " + target + ")") != nowhere)
			return cast;
	if (source == "bytea" && (target == "jsonb" || target == "json" || in(strings, target)))
		return "convert_from(" + expression + ", 'UTF8')::" + type;
	if (target == "bytea")
		return "convert_to(" + expression + "::text, 'UTF8')";
	if (in(strings, source) || in(strings, target))
		return cast;

	if (is_enum(from, source) && in(integers, target) && !numeric_labels(from, source))
		return "array_position(enum_range(" + expression + "), " + expression + ")::" + type;
	if (in(integers, source) && is_enum(to, target) && !numeric_labels(to, target))
		return "(enum_range(NULL::" + target + "))[" + expression + "]::" + type;
	if (in(integers, source) && target == "uuid")
		return "lpad(to_hex(" + expression + (source == "smallint" ? "::integer" : "") + "), 32, '0')::" + type;
	if (source == "uuid" && target == "bigint")
		return "('x' || right(replace(" + expression + "::text, '-', ''), 16))::bit(64)::bigint";
	if (source == "uuid" && (target == "integer" || target == "smallint"))
		return "('x' || right(replace(" + expression + "::text, '-', ''), 8))::bit(32)::integer::" + type;
	bool const number = in(numbers, source);
	if (number && target == "boolean")
		return "(" + expression + " <> 0)";
	if (source == "boolean" && in(numbers, target))
		return expression + "::integer::" + type;
	bool const moment = target.starts_with("timestamp") || target == "date";
	if (number && moment)
		return "to_timestamp(" + expression + ")::" + type;
	if (in(numbers, target) && (source == "date" || source == "interval" || source.starts_with("time")))
		return "extract(epoch FROM " + expression + ")::" + type;
	if (target == "jsonb" || target == "json")
		return "to_json(" + expression + ")::" + type;
	return through_text;
}

std::string conversion(Side const &from, Object const &before, Side const &to, Object const &after) {
	std::string const column = quote_name(after.name);
	std::string const source = base_type(from, before.at("type"));
	std::string const target = base_type(to, after.at("type"));
	std::string const &type = after.at("type");
	std::string const name = without_modifier(type);
	bool const same_name = without_modifier(before.at("type")) == name;
	bool const source_array = source.ends_with("[]");
	bool const target_array = target.ends_with("[]");
	std::string const source_element = source_array ? base_type(from, source.substr(0, source.size() - 2)) : source;
	std::string const target_element = target_array ? base_type(to, target.substr(0, target.size() - 2)) : target;

	if (source_array && target_array) {
		bool const made_anew = same_name && find_type(to, target.substr(0, target.size() - 2));
		if (source == target && !made_anew)
			return {};
		bool const casts = source_element == target_element || find_cast(source_element, target_element) ||
						   in(strings, target_element);
		return column + (casts && !made_anew && !is_enum(to, target_element) ? "::" : "::text[]::") + type;
	}
	if (source_array && (target == "jsonb" || target == "json"))
		return "to_json(" + column + ")::" + type;
	if (source_array)
		return in(strings, target) ? "" : converted(column + "[1]", from, source_element, to, target, type);
	if (target_array) {
		std::string const element = source == target_element ? column
															 : converted(column, from, source, to, target_element,
																		 name.substr(0, name.size() - 2));
		return "ARRAY[" + (element.empty() ? column : element) + "]::" + type;
	}

	// Two types of one name that are not the same: the old one was renamed out of the way.
	if (is_enum(from, source) && is_enum(to, target))
		return column + "::text::" + type;
	if (source == target)
		return same_name || find_type(from, source) == nullptr ? "" : column + "::" + type;
	Cast const *const cast = find_cast(source, target);
	if (cast && cast->context != 'e')
		return {};
	if (!cast)
		for (Side const *const side : {&to, &from})
			if (Position const own = side->find(Kind::cast, "(" + source + " AS " + target + ")");
				own != nowhere && (*side)[own].is("context"))
				return {};
	if (!cast && in(strings, target) && source != "bytea")
		return {};
	bool const domain_of_enum = is_enum(from, source) && without_modifier(before.at("type")) != source;
	return converted(domain_of_enum ? column + "::" + source : column, from, source, to, target, type);
}

} // namespace confiture::diff
