// Which tables are masked together: those that masked keys join, directly or over others, are a group.
//
// A group falls into units, each masked in a transaction of its own. Keys between units have masks that are equal
// wherever values are: whichever table is masked first, the keys match again when all are. Where that isn't certain (a
// mask that asks for the row, rows that are left out…) the tables are one unit, so that all of it is undone where a key
// turns out to be broken.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// A foreign key; those that partitions have from their parents are left out, since the parent's stands for them.
struct ForeignKey {
	Oid constraint;
	Oid referencing;
	Oid referenced;
	std::vector<AttrNumber> referencing_columns;
	std::vector<AttrNumber> referenced_columns;
	bool is_valid; // not NOT VALID
};
[[nodiscard]] std::vector<ForeignKey> foreign_keys();

// A table with storage whose rows the rules change.
struct MaskedTable {
	Oid relation;
	bool removes_rows;
	std::vector<AttrNumber> columns;
	std::vector<Oid> parents; // that it is a partition of, directly or not

	[[nodiscard]] bool stores_rows_of(Oid table) const {
		return relation == table || std::ranges::count(parents, table) > 0;
	}
	[[nodiscard]] bool masks(std::vector<AttrNumber> const &key) const {
		return std::ranges::any_of(key, [&](AttrNumber column) { return std::ranges::count(columns, column) > 0; });
	}
};
using MaskedTables = std::vector<MaskedTable>;

// In the order of schema and name; all, or those of a list.
[[nodiscard]] MaskedTables masked_tables();
[[nodiscard]] MaskedTables masked_tables(std::vector<Oid> const &relations);

struct Group {
	std::vector<MaskedTables> units;
	std::vector<ForeignKey> keys;    // that masks change: each hold when the unit is masked that has its rows
	std::vector<ForeignKey> between; // units: they hold when all of these are masked

	[[nodiscard]] MaskedTables tables() const;
};

[[nodiscard]] std::vector<Group> groups_of(MaskedTables const &tables, std::vector<ForeignKey> const &keys);

// The same of a few tables and what their own keys join them with: what is beyond that is left out.
[[nodiscard]] std::vector<Group> groups_near(MaskedTables const &tables);

} // namespace confiture::mask
