#include "mask/detect_pg.hpp"

#include <fnmatch.h>

#include "mask/dictionary_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"
#include "pg/settings.hpp"

namespace confiture::mask {

namespace {

constexpr std::size_t longest_sample = 2000; // characters of a value that are looked at

struct TableColumn {
	AttrNumber attribute;
	std::string name;
	Type type;
	bool may_read;
};

struct Candidate {
	Oid relation;
	std::string schema;
	std::string name;
	char kind;
	double rows;
	std::vector<TableColumn> columns;
};

std::vector<Candidate> candidates(Selection const &selection) {
	pg::Table const found = pg::catalog_query(R"(
		SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, a.attnum, a.attname, a.atttypid, a.atttypmod,
			has_column_privilege(c.oid, a.attnum, 'SELECT')
		FROM pg_class AS c
			JOIN pg_namespace AS n ON n.oid = c.relnamespace
			JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
			AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND n.nspname <> 'confiture'
			AND NOT EXISTS (SELECT FROM pg_depend AS d
				WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
		ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum)");
	std::vector<Candidate> result;
	for (pg::Row const &row : found.rows) {
		if (!selection.selects(*row[1], *row[2], *row[6]))
			continue;
		Oid const relation = static_cast<Oid>(std::stoul(*row[0]));
		if (result.empty() || result.back().relation != relation)
			result.push_back({relation, *row[1], *row[2], row[3]->front(), std::stod(*row[4]), {}});
		TypeInfo const type = type_info(static_cast<Oid>(std::stoul(*row[7])), std::stoi(*row[8]));
		// elements of arrays are what a label is about; but not what a sample has
		result.back().columns.push_back({static_cast<AttrNumber>(std::stoi(*row[5])), *row[6], type.type_class,
										 *row[9] == "t" && !type.array && type.type_class != Type::other &&
											 type.type_class != Type::composite && type.type_class != Type::bytea});
	}
	return result;
}

std::string quoted(std::string const &name) {
	return pg::call([&] { return quote_identifier(name.c_str()); });
}

// A column as it is sampled: no function or cast but those of pg_catalog. Output functions make texts of the rest.
std::string sampled(TableColumn const &column) {
	std::string const name = "t." + quoted(column.name);
	std::string const length = std::to_string(longest_sample);
	switch (column.type) {
	case Type::text:
		return "pg_catalog.left(" + name + ", " + length + ")";
	case Type::json:
		return "CASE WHEN pg_catalog.pg_column_size(" + name + ") < " + length + " THEN " + name + " END";
	default:
		return name;
	}
}

using Samples = std::map<AttrNumber, std::vector<std::string>>;

Samples samples_of(Candidate const &table, std::size_t sample) {
	Samples result;
	std::string columns;
	for (TableColumn const &column : table.columns) {
		if (column.may_read) {
			columns += (columns.empty() ? "" : ", ") + sampled(column);
			result[column.attribute];
		}
	}
	// what is remote stays there
	if (columns.empty() || sample == 0 || table.kind == RELKIND_FOREIGN_TABLE)
		return {};
	std::string const from = " FROM " + quoted(table.schema) + "." + quoted(table.name) + " AS t";
	std::string const limit = " LIMIT " + std::to_string(sample);
	// policies would run code of the table's owner: such a table is an error, and not sampled
	pg::LocalSettings settings{{"row_security", "off"}, {"DateStyle", "ISO, YMD"}};
	auto const read = [&](std::string const &how) {
		pg::Table const found = pg::catalog_query("SELECT " + columns + from + how + limit);
		std::size_t i = 0;
		for (auto &[attribute, values] : result) {
			for (pg::Row const &row : found.rows)
				if (row[i])
					values.push_back(*row[i]);
			++i;
		}
		return !found.rows.empty();
	};
	// from all over a large table; its pages hold neighbours
	double const percent = 300.0 * static_cast<double>(sample) / std::max(table.rows, 1.0);
	bool const is_large = (table.kind == RELKIND_RELATION || table.kind == RELKIND_MATVIEW) && percent < 50;
	if (!is_large || !read(" TABLESAMPLE pg_catalog.system (" + std::to_string(percent) + ")"))
		read("");
	settings.end();
	return result;
}

} // namespace

bool Selection::selects(std::string const &schema, std::string const &table, std::string const &column) const {
	std::string const relation = schema + "." + table;
	std::string const whole = relation + "." + column;
	auto const matches = [&](std::string const &pattern) {
		return fnmatch(pattern.c_str(), schema.c_str(), 0) == 0 || fnmatch(pattern.c_str(), relation.c_str(), 0) == 0 ||
			   fnmatch(pattern.c_str(), whole.c_str(), 0) == 0;
	};
	return (include.empty() || std::ranges::any_of(include, matches)) && std::ranges::none_of(exclude, matches);
}

std::vector<Finding> detect_pii(Selection const &selection, std::size_t sample) {
	std::shared_ptr<Dictionaries const> const dictionaries = current_dictionaries();
	Detector const detector(*dictionaries);
	std::map<std::pair<Oid, AttrNumber>, std::string> labelled;
	for (Label &label : labels())
		labelled[{label.relation, label.attribute}] = std::move(label.text);

	std::vector<Finding> findings;
	std::string unread;
	for (Candidate const &table : candidates(selection)) {
		pg::check_for_interrupts();
		Samples samples;
		// the caller's rights, or row-level security, may forbid it
		if (auto const error = pg::try_in_subtransaction([&] { samples = samples_of(table, sample); })) {
			samples.clear();
			unread += (unread.empty() ? "" : ", ") + table.schema + "." + table.name;
		}
		for (TableColumn const &column : table.columns) {
			std::vector<std::string> const &values = samples[column.attribute];
			std::vector<std::string_view> const views(values.begin(), values.end());
			std::optional<Detection> detection =
				detector.detect({.table = table.name, .name = column.name, .type = column.type, .samples = views});
			if (!detection)
				continue;
			auto const label = labelled.find({table.relation, column.attribute});
			findings.push_back({table.relation, column.attribute, column.name, std::move(*detection),
								label == labelled.end() ? std::nullopt : std::optional(label->second)});
		}
	}
	if (!unread.empty())
		pg::call([&] {
			ereport(NOTICE, (errmsg("values of some tables could not be sampled"),
							 errdetail("Only names and types of their columns were looked at: %s.", unread.c_str())));
		});
	return findings;
}

std::string label_statement(Oid relation, std::string const &column, std::string const &label) {
	return pg::call([&] {
		return psprintf(
			"SECURITY LABEL FOR confiture ON COLUMN %s.%s IS %s",
			quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), get_rel_name(relation)),
			quote_identifier(column.c_str()), quote_literal_cstr(label.c_str()));
	});
}

} // namespace confiture::mask
