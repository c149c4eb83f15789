#include "mask/masking_group_pg.hpp"

#include <set>

#include "mask/expression_pg.hpp"
#include "mask/related_pg.hpp"
#include "mask/rule_pg.hpp"
#include "pg/spi.hpp"

namespace confiture::mask {

namespace {

std::optional<MaskedTable> masked_table(Oid relation) {
	std::shared_ptr<RelationRules const> const rules = rules_of(relation);
	if (rules == nullptr)
		return {};
	MaskedTable table{relation, rules->table && rules->table->kind != TableRule::keep, {}, {}};
	for (ColumnRule const &rule : rules->columns)
		if (!rule.keeps())
			table.columns.push_back(rule.attribute);
	if (table.columns.empty() && !table.removes_rows)
		return {};
	return table;
}

// Whether masks, or rows that are left out, change what a foreign key compares.
bool is_touched(ForeignKey const &key) {
	std::optional<MaskedTable> const referencing = masked_table(key.referencing);
	std::optional<MaskedTable> const referenced = masked_table(key.referenced);
	return (referencing && referencing->masks(key.referencing_columns)) ||
		   (referenced && (referenced->masks(key.referenced_columns) || referenced->removes_rows));
}

bool stores_rows_of(MaskedTable const &table, ForeignKey const &key) {
	return table.stores_rows_of(key.referencing) || table.stores_rows_of(key.referenced);
}

// The label of a column in a table: "keep" too where it has none; nullopt: its mask is not of the value alone.
std::optional<Call> label_of_value(Oid table, std::string const &column) {
	std::shared_ptr<RelationRules const> const rules = rules_of(table);
	ColumnRule const *const rule = rules == nullptr ? nullptr : rules->find(attribute_of(table, column));
	if (rule == nullptr || rule->keeps())
		return Call{"keep", {}};
	Value const *const seed = rule->call.find("seed");
	bool const is_of_value = compiled_part(rule->call) == &rule->call && !rule->needs_row() &&
							 rule->call.strategy != "shuffle" && rule->call.strategy != "tokenize" &&
							 (seed == nullptr || *seed != Value{std::string("random")});
	return is_of_value ? std::optional(rule->call) : std::nullopt;
}

// Adds the labels of a column wherever its rows are stored: other tables keep what they have.
void add_labels(std::vector<std::optional<Call>> &labels, MaskedTables const &tables, Oid of, AttrNumber column) {
	std::string const name = column_info(of, column).name;
	bool is_stored = false;
	for (MaskedTable const &table : tables) {
		if (!table.stores_rows_of(of))
			continue;
		is_stored = true;
		labels.push_back(label_of_value(table.relation, name));
	}
	if (!is_stored)
		labels.push_back(Call{"keep", {}});
}

// Whether a key that held before holds again when all tables are masked, in whatever order.
bool holds_for_certain(ForeignKey const &key, MaskedTables const &tables) {
	if (std::ranges::any_of(tables, [&](MaskedTable const &table) {
			return table.removes_rows && table.stores_rows_of(key.referenced);
		}))
		return false;
	for (std::size_t i = 0; i < key.referencing_columns.size(); ++i) {
		std::vector<std::optional<Call>> labels;
		add_labels(labels, tables, key.referencing, key.referencing_columns[i]);
		add_labels(labels, tables, key.referenced, key.referenced_columns[i]);
		if (!labels.front() || std::ranges::any_of(labels, [&](auto const &label) { return label != labels.front(); }))
			return false;
	}
	return true;
}

// Numbers that are joined have one leader, which is the least of them.
class Clusters {
	std::vector<std::size_t> leader_;

public:
	explicit Clusters(std::size_t size) : leader_(size) {
		for (std::size_t i = 0; i < size; ++i)
			leader_[i] = i;
	}
	[[nodiscard]] std::size_t leader(std::size_t i) const {
		while (leader_[i] != i)
			i = leader_[i];
		return i;
	}
	void join(std::size_t a, std::size_t b) {
		a = leader(a);
		b = leader(b);
		leader_[std::max(a, b)] = std::min(a, b);
	}
};

// All tables that have rows of a key; partitions of a joined table all together.
void join(Clusters &clusters, MaskedTables const &tables, ForeignKey const &key) {
	std::optional<std::size_t> first;
	for (std::size_t i = 0; i < tables.size(); ++i) {
		if (!stores_rows_of(tables[i], key))
			continue;
		if (first)
			clusters.join(*first, i);
		else
			first = i;
	}
}

MaskedTables read_masked_tables(std::string const &condition, std::vector<std::string> const &parameters) {
	MaskedTables tables;
	pg::Table const found = pg::catalog_query(R"(
		SELECT c.oid, array_to_string(ARRAY(SELECT relid::oid FROM pg_partition_ancestors(c.oid) WHERE relid <> c.oid), ' ')
		FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
			AND n.nspname <> 'confiture' AND )" + condition +
												  R"(
		ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")",
											  parameters);
	for (pg::Row const &row : found.rows) {
		pg::check_for_interrupts();
		if (auto table = masked_table(to_oid(row[0]))) {
			table->parents = to_oids(*row[1]);
			tables.push_back(std::move(*table));
		}
	}
	return tables;
}

// The table, or its partitions that have storage.
std::vector<Oid> stored_in(Oid table) {
	return to_oids(pg::catalog_query(R"(
		SELECT string_agg(oid::text, ' ') FROM (
			SELECT relid::oid AS oid FROM pg_partition_tree($1::oid) WHERE isleaf UNION SELECT $1::oid) AS stored)",
									 {std::to_string(table)})
					   .rows.at(0)
					   .at(0)
					   .value_or(""));
}

} // namespace

std::vector<Group> groups_near(MaskedTables const &tables) {
	std::vector<ForeignKey> keys = foreign_keys();
	std::erase_if(keys, [&](ForeignKey const &key) {
		return std::ranges::none_of(tables, [&](MaskedTable const &table) { return stores_rows_of(table, key); });
	});
	std::set<Oid> ends;
	for (ForeignKey const &key : keys)
		ends.insert({key.referencing, key.referenced});
	std::vector<Oid> near;
	for (MaskedTable const &table : tables)
		near.push_back(table.relation);
	for (Oid const end : ends)
		for (Oid const stored : stored_in(end))
			near.push_back(stored);
	return groups_of(masked_tables(near), keys);
}

std::vector<ForeignKey> foreign_keys() {
	std::vector<ForeignKey> keys;
	pg::Table const found = pg::catalog_query(R"(
		SELECT oid, conrelid, confrelid, array_to_string(conkey, ' '), array_to_string(confkey, ' '), convalidated
		FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY oid)");
	for (pg::Row const &row : found.rows)
		keys.push_back(
			{to_oid(row[0]), to_oid(row[1]), to_oid(row[2]), to_columns(*row[3]), to_columns(*row[4]), *row[5] == "t"});
	return keys;
}

MaskedTables masked_tables() { return read_masked_tables("true", {}); }

MaskedTables masked_tables(std::vector<Oid> const &relations) {
	std::string list = "{";
	for (Oid const relation : relations)
		list += (list.size() > 1 ? "," : "") + std::to_string(relation);
	return read_masked_tables("c.oid = ANY ($1::oid[])", {list + "}"});
}

MaskedTables Group::tables() const {
	MaskedTables all;
	for (MaskedTables const &unit : units)
		all.insert(all.end(), unit.begin(), unit.end());
	return all;
}

std::vector<Group> groups_of(MaskedTables const &tables, std::vector<ForeignKey> const &keys) {
	Clusters groups(tables.size());
	Clusters units(tables.size());
	std::vector<ForeignKey const *> touched;
	for (ForeignKey const &key : keys) {
		if (!is_touched(key))
			continue;
		touched.push_back(&key);
		join(groups, tables, key);
		if (!holds_for_certain(key, tables))
			join(units, tables, key);
	}
	std::map<std::size_t, std::map<std::size_t, MaskedTables>> found;
	for (std::size_t i = 0; i < tables.size(); ++i)
		found[groups.leader(i)][units.leader(i)].push_back(tables[i]);
	std::map<std::size_t, Group> result;
	for (auto &[group, members] : found)
		for (auto &[unit, of_unit] : members)
			result[group].units.push_back(std::move(of_unit));
	for (ForeignKey const *const key : touched) {
		std::set<std::size_t> units_of_key;
		std::size_t group = 0;
		for (std::size_t i = 0; i < tables.size(); ++i) {
			if (!stores_rows_of(tables[i], *key))
				continue;
			units_of_key.insert(units.leader(i));
			group = groups.leader(i);
		}
		if (units_of_key.empty()) // a table without storage of its own and without partitions
			continue;
		(units_of_key.size() == 1 ? result[group].keys : result[group].between).push_back(*key);
	}
	std::vector<Group> list;
	for (auto &[leader, group] : result)
		list.push_back(std::move(group));
	return list;
}

} // namespace confiture::mask
