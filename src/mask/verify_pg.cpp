#include "mask/verify_pg.hpp"

#include <set>

#include "mask/key.hpp"
#include "mask/rule_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/datum.hpp"
#include "pg/remote.hpp"
#include "pg/spi.hpp"
#include "pg/worker.hpp"
#include "pg/settings.hpp"

namespace confiture::mask {

namespace {

// Shorter values agree by chance.
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
};

// ---- Between the databases: lines of text
// ------------------------------------------------------------------------------

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

// Names may hold any character but zero: tabs and line ends in them would break lines.
std::string in_line(std::string text) {
	std::ranges::replace_if(
		text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
	return text;
}

// ---- Reading
// -------------------------------------------------------------------------------------------------------------

struct ReadColumn {
	std::string table;  // as SQL
	std::string column; // as SQL
	Oid relation;
	AttrNumber attribute;
	Type type;
};

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
	for (pg::Row const &row : found.rows) {
		TypeInfo const type = type_info(static_cast<Oid>(std::stoul(*row[4])), std::stoi(*row[5]));
		// base types are read by their output functions, which are nobody's but the server's; composites are skipped
		if (type.type_class != Type::other && type.type_class != Type::composite && type.type_class != Type::boolean)
			columns.push_back({*row[0], *row[1], static_cast<Oid>(std::stoul(*row[2])),
							   static_cast<AttrNumber>(std::stoi(*row[3])), type.type_class});
	}
	return columns;
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
	return call.strategy != "keep" && (strategy == nullptr || strategy->category != Category::statistical ||
									   call.strategy == "partial" || call.strategy == "regex");
}

} // namespace

// "C<column><TAB><note>", then "D<digest>" for its values.
std::string read_originals(Bytes key_bytes, std::size_t sample) {
	check_reader();
	Key key;
	if (key_bytes.size() != key.bytes.size())
		throw Error(sqlstate::invalid_parameter_value, "key must have " + std::to_string(key.bytes.size()) + " bytes");
	std::ranges::copy(key_bytes, key.bytes.begin());
	Digester const digest(key);
	std::string result;
	PlainSettings settings;
	for (ReadColumn const &column : columns_of_database()) {
		std::shared_ptr<RelationRules const> const rules = rules_of(column.relation);
		ColumnRule const *const rule = rules == nullptr ? nullptr : rules->find(column.attribute);
		if (rule == nullptr || !is_comparable(rule->call))
			continue;
		result += "C" + in_line(column.table + "." + column.column) + "\t" + note_on(rule->call) + "\n";
		std::set<ValueDigest> digests;
		pg::for_each_row("SELECT " + column.column + " FROM " + column.table + " LIMIT " + std::to_string(sample),
						 [&](std::span<char const *const> values) {
							 if (values[0] == nullptr || std::strlen(values[0]) < shortest)
								 return;
							 if (ValueDigest const value = digest(values[0]); digests.insert(value).second)
								 result += "D" + to_hex(value) + "\n";
						 });
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

struct Target {
	std::int64_t rows = 0;
	std::unordered_map<ValueDigest, bool, DigestHash> values;
};

constexpr std::string_view separators = " \t\r\n,;:\"'<>()[]{}|=";

// In the target: "<number of the source column><TAB><target column><TAB><values><TAB><rows>".
std::string search_target(std::string const &request) {
	check_reader();
	Lines lines(request);
	Key key;
	key.bytes = from_hex<std::array<unsigned char, 64>>(lines.next().value_or(""));
	Digester const digest(key);
	std::unordered_map<ValueDigest, std::vector<int>, DigestHash> wanted;
	int column_number = -1;
	while (auto const line = lines.next()) {
		if (line->starts_with('C'))
			++column_number;
		else if (line->starts_with('D'))
			wanted[from_hex<ValueDigest>(line->substr(1))].push_back(column_number);
	}
	std::string result;
	PlainSettings settings;
	for (ReadColumn const &column : columns_of_database()) {
		std::map<int, Target> found;
		auto const look_up = [&](std::string_view value, std::set<int> &of_row) {
			if (value.size() < shortest)
				return;
			ValueDigest const key_of_value = digest(value);
			auto const hit = wanted.find(key_of_value);
			if (hit == wanted.end())
				return;
			for (int const number : hit->second) {
				found[number].values.emplace(key_of_value, true);
				of_row.insert(number);
			}
		};
		bool const has_words = column.type == Type::text || column.type == Type::json;
		pg::for_each_row("SELECT " + column.column + " FROM " + column.table, [&](std::span<char const *const> values) {
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
		for (auto const &[number, target] : found)
			result += std::to_string(number) + "\t" + in_line(column.table + "." + column.column) + "\t" +
					  std::to_string(target.values.size()) + "\t" + std::to_string(target.rows) + "\n";
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

std::vector<std::string> fields_of(std::string_view line) {
	std::vector<std::string> fields;
	for (std::size_t at = 0; at <= line.size();) {
		std::size_t const end = std::min(line.find('\t', at), line.size());
		fields.emplace_back(line.substr(at, end - at));
		at = end + 1;
	}
	return fields;
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
		std::int64_t compared = 0;
	};
	std::vector<Column> columns;
	for (Lines lines(digests); auto const line = lines.next();) {
		if (line->starts_with('C')) {
			std::vector<std::string> fields = fields_of(line->substr(1));
			columns.push_back({fields.at(0), fields.at(1)});
		} else if (!columns.empty()) {
			++columns.back().compared;
		}
	}
	std::string const found = search(target, key + "\n" + digests);
	std::vector<Survivors> survivors;
	for (Lines lines(found); auto const line = lines.next();) {
		std::vector<std::string> const fields = fields_of(*line);
		Column const &column = columns.at(std::stoul(fields.at(0)));
		survivors.push_back({column.name, fields.at(1), column.compared, std::stoll(fields.at(2)),
							 std::stoll(fields.at(3)), column.note});
	}
	std::ranges::sort(survivors, {}, [](Survivors const &s) { return std::tie(s.source_column, s.target_column); });
	return survivors;
}

void register_verification() {
	pg::register_job("mask source", read_requested);
	pg::register_job("mask target", search_target);
}

} // namespace confiture::mask
