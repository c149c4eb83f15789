#include "mask/verify_pg.hpp"

#include <charconv>
#include <cmath>
#include <set>

#include "mask/expression_pg.hpp"
#include "mask/key.hpp"
#include "mask/related_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/survival.hpp"
#include "mask/utf8_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/datum.hpp"
#include "pg/remote.hpp"
#include "pg/spi.hpp"
#include "pg/worker.hpp"
#include "pg/settings.hpp"

namespace confiture::mask {

namespace {

// Shorter values agree by chance: they are not searched for everywhere, but compared row by row in their own column.
constexpr std::size_t shortest = 5;
constexpr std::size_t digest_bytes = 16;
using ValueDigest = std::array<unsigned char, digest_bytes>;

struct DigestHash {
	std::size_t operator()(ValueDigest const &digest) const noexcept {
		std::size_t result = 0;
		std::memcpy(&result, digest.data(), sizeof result);
		return result;
	}
};

class Digester {
	Hmac hmac_;
	bool const utf8_ = is_utf8_database();

public:
	explicit Digester(Key const &key) : hmac_{key, Digest::sha256} {}
	// Of the value in UTF-8, whatever the database's encoding is.
	[[nodiscard]] ValueDigest operator()(std::string_view value) const {
		unsigned char whole[64];
		if (utf8_ || is_ascii(value))
			hmac_(value, whole);
		else
			hmac_(to_utf8(value), whole);
		ValueDigest digest;
		std::copy_n(whole, digest.size(), digest.begin());
		return digest;
	}
	// What stands for a value where few are compared.
	[[nodiscard]] std::uint64_t number(std::string_view value) const { return number_of((*this)(value)); }
	[[nodiscard]] static std::uint64_t number_of(ValueDigest const &digest) {
		std::uint64_t number = 0;
		std::memcpy(&number, digest.data(), sizeof number);
		return number;
	}
};

// ---- Between the databases: lines of text
// ------------------------------------------------------------------------------

std::string to_hex(std::uint64_t number) {
	char text[17];
	std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
	return text;
}

std::uint64_t number_from_hex(std::string_view text) {
	std::uint64_t number = 0;
	std::from_chars(text.data(), text.data() + text.size(), number, 16);
	return number;
}

std::string to_hex(Bytes bytes) {
	constexpr char const *digits = "0123456789abcdef";
	std::string text;
	text.reserve(bytes.size() * 2);
	for (unsigned char const byte : bytes) {
		text += digits[byte >> 4];
		text += digits[byte & 15];
	}
	return text;
}

int from_hex(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

template <typename Array>
Array from_hex(std::string_view text) {
	Array bytes{};
	for (std::size_t i = 0; i < bytes.size() && 2 * i + 1 < text.size(); ++i)
		bytes[i] = static_cast<unsigned char>(from_hex(text[2 * i]) << 4 | from_hex(text[2 * i + 1]));
	return bytes;
}

class Lines {
	std::string_view rest_;

public:
	explicit Lines(std::string_view text) : rest_{text} {}
	std::optional<std::string_view> next() {
		if (rest_.empty())
			return {};
		std::size_t const end = std::min(rest_.find('\n'), rest_.size());
		std::string_view const line = rest_.substr(0, end);
		rest_.remove_prefix(std::min(end + 1, rest_.size()));
		return line;
	}
};

std::vector<std::string> split(std::string_view line, char separator) {
	std::vector<std::string> fields;
	for (std::size_t at = 0; at <= line.size();) {
		std::size_t const end = std::min(line.find(separator, at), line.size());
		fields.emplace_back(line.substr(at, end - at));
		at = end + 1;
	}
	return fields;
}

// The fields of a line about a column: another server may send anything.
std::vector<std::string> column_fields(std::string_view line) {
	std::vector<std::string> fields = split(line.substr(1), '\t');
	if (fields.size() != 6 || fields[5].empty())
		throw Error(sqlstate::internal_error, "source gave no digests");
	return fields;
}

// Names may hold any character but zero: tabs and line ends in them would break lines.
std::string in_line(std::string text) {
	std::ranges::replace_if(
		text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
	return text;
}

// ---- Reading
// -------------------------------------------------------------------------------------------------------------

struct ReadColumn {
	std::string table; // as SQL
	std::string name;  // of the column, as SQL; with fields of composites behind it
	std::string from;  // what is read: the table as t, or what is in its arrays as well
	std::string value; // over that
	Oid relation;
	AttrNumber attribute;
	Type type;
	bool one_a_row = true;           // no element of an array
	std::vector<std::string> fields; // that lead to it, in a composite
};

// Adds a column, or those fields of a composite that base types have: their output functions are nobody's but the
// server's.
void add_column(std::vector<ReadColumn> &columns, ReadColumn column, Oid type_oid, std::int32_t typmod) {
	TypeInfo const type = type_info(type_oid, typmod);
	column.type = type.type_class;
	if (type.type_class == Type::other)
		return;
	if (type.type_class != Type::composite) {
		columns.push_back(std::move(column));
		return;
	}
	std::string const prefix = type.array ? "u" + std::to_string(column.fields.size()) : "(" + column.value + ")";
	if (type.array) {
		column.from += " CROSS JOIN LATERAL pg_catalog.unnest(" + column.value + ") AS " + prefix;
		column.one_a_row = false;
	}
	pg::Table const fields = pg::catalog_query(R"(
		SELECT quote_ident(a.attname), a.attname, a.atttypid, a.atttypmod
		FROM pg_type AS t JOIN pg_attribute AS a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE t.oid = $1::oid ORDER BY a.attnum)",
											   {std::to_string(type.base)});
	for (pg::Row const &row : fields.rows) {
		ReadColumn field = column;
		field.name += "." + *row[0];
		field.value = prefix + "." + *row[0];
		field.fields.push_back(*row[1]);
		add_column(columns, std::move(field), to_oid(row[2]), std::stoi(*row[3]));
	}
}

std::vector<ReadColumn> columns_of_database() {
	std::vector<ReadColumn> columns;
	pg::Table const found = pg::catalog_query(R"(
		SELECT format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), c.oid, a.attnum, a.atttypid, a.atttypmod
		FROM pg_class AS c
			JOIN pg_namespace AS n ON n.oid = c.relnamespace
			JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
			AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND n.nspname <> 'confiture'
			AND has_column_privilege(c.oid, a.attnum, 'SELECT')
		ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum)");
	for (pg::Row const &row : found.rows)
		add_column(columns,
				   {.table = *row[0],
					.name = *row[1],
					.from = *row[0] + " AS t",
					.value = "t." + *row[1],
					.relation = to_oid(row[2]),
					.attribute = static_cast<AttrNumber>(std::stoi(*row[3])),
					.type = Type::other,
					.fields = {}},
				   to_oid(row[4]), std::stoi(*row[5]));
	return columns;
}

std::string full_name(ReadColumn const &column) { return column.table + "." + column.name; }

// Columns by which rows are found again, as SQL: of the primary key, or another, if no mask changes them.
using KeyColumns = std::vector<std::string>;

KeyColumns key_of(std::vector<ReadColumn> const &columns, Oid relation, RelationRules const &rules) {
	pg::Table const indexes = pg::catalog_query(R"(
		SELECT array_to_string((i.indkey::int2[])[0:i.indnkeyatts - 1], ' ')
		FROM pg_index AS i
		WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL
			AND i.indexprs IS NULL AND NOT EXISTS (
				SELECT FROM pg_attribute AS a
				WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)
		ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid)",
												{std::to_string(relation)});
	for (pg::Row const &row : indexes.rows) {
		KeyColumns names;
		std::vector<AttrNumber> const attributes = to_columns(*row[0]);
		for (AttrNumber const attribute : attributes) {
			ColumnRule const *const rule = rules.find(attribute);
			auto const column = std::ranges::find_if(columns, [&](ReadColumn const &read) {
				return read.relation == relation && read.attribute == attribute && read.fields.empty();
			});
			if (column != columns.end() && (rule == nullptr || rule->keeps()))
				names.push_back(column->name);
		}
		if (names.size() == attributes.size())
			return names;
	}
	return {};
}

// Whether a table has columns of these names which the caller may read.
bool has_columns(std::vector<ReadColumn> const &columns, Oid relation, KeyColumns const &names) {
	return std::ranges::all_of(names, [&](std::string const &name) {
		return std::ranges::any_of(columns, [&](ReadColumn const &read) {
			return read.relation == relation && read.fields.empty() && read.name == name;
		});
	});
}

std::string query_of(ReadColumn const &column, KeyColumns const &key) {
	std::string values = column.value;
	for (std::string const &name : key)
		values += ", t." + name;
	return "SELECT " + values + " FROM " + column.from;
}

// Of the values behind the first.
std::uint64_t number_of_key(Digester const &digest, std::span<char const *const> values) {
	std::string key;
	for (char const *const value : values.subspan(1)) {
		std::string_view const text = value == nullptr ? "" : value;
		key += std::to_string(text.size()) + ":";
		key += text;
	}
	return digest.number(key);
}

// Values are the original ones and print alike in all databases, and nobody's policy runs for us.
struct PlainSettings : pg::LocalSettings {
	PlainSettings()
		: LocalSettings{{"confiture.masking", "off"}, {"search_path", "pg_catalog, pg_temp"},
						{"row_security", "off"},      {"DateStyle", "ISO, YMD"},
						{"TimeZone", "UTC"},          {"IntervalStyle", "postgres"},
						{"extra_float_digits", "1"},  {"bytea_output", "hex"}} {}
};

void check_reader() {
	if (role_is_masked())
		throw Error(sqlstate::insufficient_privilege, "masked roles may not verify masks",
					"Comparing takes the original values.");
}

// The strategy of a column, or of the field of a composite.
Call const *call_of(ColumnRule const &rule, ReadColumn const &column) {
	Call const *call = &rule.call;
	for (std::string const &field : column.fields) {
		if (call->strategy != "fields")
			break;
		Value const *const given = call->find(field);
		if (given == nullptr || !std::holds_alternative<Nested>(*given))
			return nullptr;
		call = std::get<Nested>(*given).call.get();
	}
	return call->strategy == "keep" ? nullptr : call;
}

// Why masks of a strategy may equal other values, or their own.
std::string note_on(Call const &call) {
	Strategy const *const strategy = find_strategy(call.strategy);
	if (strategy == nullptr || strategy->category == Category::conditional || strategy->category == Category::own)
		return "The rule may keep values.";
	if (strategy->category == Category::identity && strategy->uniqueness.kind == Uniqueness::lossy)
		return "Masks are common values: some are others' originals.";
	return "";
}

// Strategies that change values little, or leave them in the column.
bool is_comparable(Call const &call) {
	Strategy const *const strategy = find_strategy(call.strategy);
	return strategy == nullptr || strategy->category != Category::statistical || call.strategy == "partial" ||
		   call.strategy == "regex";
}

// A mask that is the same for all rows of one value.
bool is_by_value(ColumnRule const &rule) {
	Value const *const seed = rule.call.find("seed");
	return compiled_part(rule.call) == &rule.call && !rule.needs_row() && rule.call.strategy != "shuffle" &&
		   rule.call.strategy != "tokenize" && (seed == nullptr || *seed != Value{std::string("random")});
}

// How what is unchanged in a column's rows is told.
namespace told {
constexpr char always = 'a'; // each row: strategies that leave values in the column, or change them little
constexpr char by_value = 'v';
constexpr char by_row = 'r';
} // namespace told

constexpr char key_separator = '\x1f';

} // namespace

// "C<column><TAB><note><TAB><table><TAB><name><TAB><key><TAB><how it is told>", then of its values
// "D<digest>", those that are searched for; "R<key><value>", those of rows; "S<value> <count>", where no key tells
// rows.
std::string read_originals(Bytes key_bytes, std::size_t sample) {
	check_reader();
	Key key;
	if (key_bytes.size() != key.bytes.size())
		throw Error(sqlstate::invalid_parameter_value, "key must have " + std::to_string(key.bytes.size()) + " bytes");
	std::ranges::copy(key_bytes, key.bytes.begin());
	Digester const digest(key);
	std::string result;
	PlainSettings settings;
	std::vector<ReadColumn> const columns = columns_of_database();
	for (ReadColumn const &column : columns) {
		std::shared_ptr<RelationRules const> const rules = rules_of(column.relation);
		ColumnRule const *const rule = rules == nullptr ? nullptr : rules->find(column.attribute);
		Call const *const call = rule == nullptr ? nullptr : call_of(*rule, column);
		if (call == nullptr)
			continue;
		bool const is_searched = is_comparable(*call);
		KeyColumns const row_key = column.one_a_row ? key_of(columns, column.relation, *rules) : KeyColumns();
		std::string names;
		for (std::string const &name : row_key)
			names += (names.empty() ? "" : std::string(1, key_separator)) + in_line(name);
		char const how = !is_searched && call->strategy != "shuffle" ? told::always
						 : is_by_value(*rule)                        ? told::by_value
																	 : told::by_row;
		result += "C" + in_line(full_name(column)) + "\t" + note_on(*call) + "\t" + in_line(column.table) + "\t" +
				  in_line(column.name) + "\t" + names + "\t" + how + "\n";
		std::set<ValueDigest> digests;
		Counts counts;
		pg::for_each_row(
			query_of(column, row_key) + " LIMIT " + std::to_string(sample), [&](std::span<char const *const> values) {
				std::string_view const text = values[0] == nullptr ? "" : values[0];
				if (text.empty())
					return;
				ValueDigest const value = digest(text);
				if (is_searched && text.size() >= shortest) {
					if (digests.insert(value).second)
						result += "D" + to_hex(value) + "\n";
				} else if (!row_key.empty()) {
					result += "R" + to_hex(number_of_key(digest, values)) + to_hex(Digester::number_of(value)) + "\n";
				} else if (is_searched) {
					++counts[Digester::number_of(value)];
				}
			});
		for (auto const &[value, count] : counts)
			result += "S" + to_hex(value) + " " + std::to_string(count) + "\n";
	}
	settings.end();
	return result;
}

namespace {

// The same as a job: "<key>", "<sample>".
std::string read_requested(std::string const &request) {
	Lines lines(request);
	auto const key = from_hex<std::array<unsigned char, 64>>(lines.next().value_or(""));
	return read_originals(key, std::stoul(std::string(lines.next().value_or("0"))));
}

struct Found {
	std::int64_t rows = 0;
	std::set<ValueDigest> values;
};

// What of a column of the source is compared with that of the same name alone.
struct Own {
	std::string table;
	std::string name;
	KeyColumns key;
	char told = told::by_row;
	std::unordered_map<std::uint64_t, std::uint64_t> rows; // value by key
	Counts counts;
};

struct Wanted {
	std::unordered_map<ValueDigest, std::vector<int>, DigestHash> values; // the columns that have them
	std::vector<Own> columns;
};

Wanted read_wanted(Lines &lines) {
	Wanted wanted;
	while (auto const line = lines.next()) {
		pg::check_for_interrupts();
		if (line->starts_with('C')) {
			std::vector<std::string> const fields = column_fields(*line);
			wanted.columns.push_back({fields.at(2),
									  fields.at(3),
									  fields.at(4).empty() ? KeyColumns() : split(fields.at(4), key_separator),
									  fields.at(5).at(0),
									  {},
									  {}});
		} else if (wanted.columns.empty()) {
			continue;
		} else if (line->starts_with('D')) {
			wanted.values[from_hex<ValueDigest>(line->substr(1))].push_back(static_cast<int>(wanted.columns.size()) -
																			1);
		} else if (line->starts_with('R') && line->size() == 33) {
			wanted.columns.back().rows[number_from_hex(line->substr(1, 16))] = number_from_hex(line->substr(17));
		} else if (line->starts_with('S') && line->size() > 18) {
			std::int64_t count = 0;
			std::from_chars(line->data() + 18, line->data() + line->size(), count);
			wanted.columns.back().counts[number_from_hex(line->substr(1, 16))] = count;
		}
	}
	return wanted;
}

constexpr std::string_view separators = " \t\r\n,;:\"'<>()[]{}|=";

// "V<number of the source column><TAB><target column><TAB><values><TAB><rows>"
std::string search_column(ReadColumn const &column, Wanted const &wanted, Digester const &digest) {
	if (column.type == Type::boolean || wanted.values.empty())
		return {};
	std::map<int, Found> found;
	auto const look_up = [&](std::string_view value, std::set<int> &of_row) {
		if (value.size() < shortest)
			return;
		auto const hit = wanted.values.find(digest(value));
		if (hit == wanted.values.end())
			return;
		for (int const number : hit->second) {
			found[number].values.insert(hit->first);
			of_row.insert(number);
		}
	};
	bool const has_words = column.type == Type::text || column.type == Type::json;
	pg::for_each_row(query_of(column, {}), [&](std::span<char const *const> values) {
		if (values[0] == nullptr)
			return;
		std::string_view const whole = values[0];
		std::set<int> of_row;
		look_up(whole, of_row);
		for (std::size_t at = 0; has_words && at < whole.size();) {
			std::size_t const start = std::min(whole.find_first_not_of(separators, at), whole.size());
			std::size_t const end = std::min(whole.find_first_of(separators, start), whole.size());
			if (end - start < whole.size())
				look_up(whole.substr(start, end - start), of_row);
			at = end;
		}
		for (int const number : of_row)
			++found[number].rows;
	});
	std::string result;
	for (auto const &[number, of_column] : found)
		result += "V" + std::to_string(number) + "\t" + in_line(full_name(column)) + "\t" +
				  std::to_string(of_column.values.size()) + "\t" + std::to_string(of_column.rows) + "\n";
	return result;
}

// "K<number><TAB><target column><TAB><values><TAB><rows><TAB><rows of equal key><TAB><by chance>"
std::string compare_rows(ReadColumn const &column, Own const &own, std::string const &number, Digester const &digest) {
	RowsByKey rows;
	pg::for_each_row(query_of(column, own.key), [&](std::span<char const *const> values) {
		auto const source = own.rows.find(number_of_key(digest, values));
		if (source != own.rows.end())
			rows.add(source->second, values[0] == nullptr ? 0 : digest.number(values[0]));
	});
	if (own.told == told::always ? rows.unchanged() == 0 : !rows.is_beyond_chance(own.told == told::by_value))
		return {};
	return "K" + number + "\t" + in_line(full_name(column)) + "\t" + std::to_string(rows.unchanged_values()) + "\t" +
		   std::to_string(rows.unchanged()) + "\t" + std::to_string(rows.rows()) + "\t" +
		   std::to_string(std::llround(rows.by_chance())) + "\n";
}

// "S<number><TAB><target column><TAB><values><TAB><rows><TAB><percent><TAB><percent by chance>"
std::string compare_counts_of(ReadColumn const &column, Own const &own, std::string const &number,
							  Digester const &digest) {
	Counts counts;
	pg::for_each_row(query_of(column, {}), [&](std::span<char const *const> values) {
		std::string_view const text = values[0] == nullptr ? "" : values[0];
		if (!text.empty() && text.size() < shortest)
			++counts[digest.number(text)];
	});
	ByCount const compared = compare_counts(own.counts, counts);
	if (!compared.is_beyond_chance)
		return {};
	std::int64_t values = 0;
	std::int64_t rows = 0;
	for (auto const &[value, count] : counts) {
		if (own.counts.contains(value)) {
			++values;
			rows += count;
		}
	}
	return "S" + number + "\t" + in_line(full_name(column)) + "\t" + std::to_string(values) + "\t" +
		   std::to_string(rows) + "\t" + std::to_string(std::llround(compared.share * 100)) + "\t" +
		   std::to_string(std::llround(compared.by_chance * 100)) + "\n";
}

// In the target: what search_column() and its kin tell. Names from the source are only compared with those that are
// here: nothing of the source becomes SQL.
std::string search_target(std::string const &request) {
	check_reader();
	Lines lines(request);
	Key key;
	key.bytes = from_hex<std::array<unsigned char, 64>>(lines.next().value_or(""));
	Digester const digest(key);
	Wanted const wanted = read_wanted(lines);
	std::string result;
	PlainSettings settings;
	std::vector<ReadColumn> const columns = columns_of_database();
	for (ReadColumn const &column : columns) {
		result += search_column(column, wanted, digest);
		for (std::size_t i = 0; i < wanted.columns.size(); ++i) {
			Own const &own = wanted.columns[i];
			if (own.table != in_line(column.table) || own.name != in_line(column.name))
				continue;
			if (!own.rows.empty() && column.one_a_row && has_columns(columns, column.relation, own.key))
				result += compare_rows(column, own, std::to_string(i), digest);
			else if (!own.counts.empty())
				result += compare_counts_of(column, own, std::to_string(i), digest);
		}
	}
	settings.end();
	return result;
}

std::string run_in(std::string const &database, char const *job, std::string const &request) {
	Oid const oid = pg::call([&] { return get_database_oid(database.c_str(), false); });
	return pg::run_in_worker({oid, pg::Identity::current()}, job, request);
}

// Only digests leave the other server: its own confiture makes them.
std::string read_server(std::string const &server, std::string const &key, std::size_t sample) {
	pg::Remote remote{server};
	pg::Table const table =
		remote.query("SELECT confiture.original_digests('\\x" + key + "', " + std::to_string(sample) + ")");
	if (table.rows.size() != 1 || !table.rows[0].at(0))
		throw Error(sqlstate::internal_error, "server \"" + server + "\" gave no digests");
	return *table.rows[0][0];
}

std::string read_source(std::string const &source, std::string const &key, std::size_t sample) {
	std::string const request = key + "\n" + std::to_string(sample) + "\n";
	if (source == "current")
		return read_requested(request);
	if (source.starts_with("db:"))
		return run_in(source.substr(3), "mask source", request);
	if (source.starts_with("server:"))
		return read_server(source.substr(7), key, sample);
	throw Error(sqlstate::invalid_parameter_value, "unrecognized database to verify: \"" + source + "\"", "",
				"Write current, db:NAME, or server:NAME.");
}

// Whoever gets the digests and their key can try values: they are not sent to other servers.
std::string search(std::string const &target, std::string const &request) {
	if (target == "current")
		return search_target(request);
	if (target.starts_with("db:"))
		return run_in(target.substr(3), "mask target", request);
	throw Error(sqlstate::invalid_parameter_value, "unrecognized database to verify: \"" + target + "\"", "",
				"Write current, or db:NAME; verify a database of another server there.");
}

} // namespace

std::vector<Survivors> verify(std::string const &source, std::string const &target, std::size_t sample) {
	if (source == target)
		throw Error(sqlstate::invalid_parameter_value, "source and target are the same database");
	check_reader();
	std::string const key = to_hex(random_key().bytes);
	std::string const digests = read_source(source, key, sample);
	struct Column {
		std::string name;
		std::string note;
		std::string key;
		std::int64_t compared = 0;
		std::int64_t counted = 0;
	};
	std::vector<Column> columns;
	for (Lines lines(digests); auto const line = lines.next();) {
		if (line->starts_with('C')) {
			std::vector<std::string> const fields = column_fields(*line);
			std::string names;
			for (std::string const &name : split(fields.at(4), key_separator))
				names += (names.empty() ? "" : ", ") + name;
			columns.push_back({fields.at(0), fields.at(1), names});
		} else if (!columns.empty()) {
			++(line->starts_with('D') ? columns.back().compared : columns.back().counted);
		}
	}
	std::string const found = search(target, key + "\n" + digests);
	std::vector<Survivors> survivors;
	for (Lines lines(found); auto const line = lines.next();) {
		std::vector<std::string> const fields = split(line->substr(1), '\t');
		Column const &column = columns.at(std::stoul(fields.at(0)));
		Survivors of_column{
			column.name, fields.at(1), column.compared, std::stoll(fields.at(2)), std::stoll(fields.at(3)),
			column.note};
		if (line->starts_with('K')) {
			of_column.compared = std::stoll(fields.at(4));
			of_column.note = "Rows of equal " + column.key + " that keep their value; by chance it would be about " +
							 fields.at(5) + ".";
		} else if (line->starts_with('S')) {
			of_column.compared = column.counted;
			of_column.note = "No key tells rows: " + fields.at(4) +
							 " % have values as often as before, by chance it "
							 "would be about " +
							 fields.at(5) + " %.";
		}
		survivors.push_back(std::move(of_column));
	}
	std::ranges::sort(survivors, {},
					  [](Survivors const &s) { return std::tie(s.source_column, s.target_column, s.note); });
	return survivors;
}

void register_verification() {
	pg::register_job("mask source", read_requested);
	pg::register_job("mask target", search_target);
}

} // namespace confiture::mask
