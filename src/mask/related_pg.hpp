// What joins columns: inheritance, partitions, foreign keys; and what is known of a column. Read from the catalogs
// without locks: whoever uses a relation has locked it, and changes of the others send invalidations.
#pragma once

#include <set>

#include "mask/mask.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

struct ColumnNode {
	Oid relation;
	AttrNumber attribute;
	friend auto operator<=>(ColumnNode const &, ColumnNode const &) = default;
};

class ForeignKeys {
public:
	[[nodiscard]] static ForeignKeys read();
	// Columns that a column references, and that reference it, pairwise for keys of several columns.
	[[nodiscard]] std::vector<ColumnNode> const &referenced_by(ColumnNode column) const {
		return get(references_, column);
	}
	[[nodiscard]] std::vector<ColumnNode> const &referencing(ColumnNode column) const {
		return get(referenced_, column);
	}

private:
	using Edges = std::map<ColumnNode, std::vector<ColumnNode>>;
	[[nodiscard]] static std::vector<ColumnNode> const &get(Edges const &edges, ColumnNode column);

	Edges references_;
	Edges referenced_;
};

// Tables of all kinds and materialized views, outside the system's catalogs, by OID.
[[nodiscard]] std::vector<Oid> all_tables();
[[nodiscard]] std::vector<Oid> parents_of(Oid relation);
[[nodiscard]] std::vector<Oid> children_of(Oid relation);

// Key columns and columns in expressions of unique indexes, primary keys among them.
[[nodiscard]] std::set<AttrNumber> columns_of_unique_indexes(Oid relation);

struct ColumnInfo {
	std::string name; // empty: dropped, or not there
	Oid type = InvalidOid;
	std::int32_t typmod = -1;
};
[[nodiscard]] ColumnInfo column_info(Oid relation, AttrNumber attribute);
[[nodiscard]] int column_count(Oid relation);
[[nodiscard]] AttrNumber attribute_of(Oid relation, std::string const &column); // InvalidAttrNumber: none

// Numbers in texts of the catalogs: "16384", "1 2 3".
[[nodiscard]] Oid to_oid(std::optional<std::string> const &text);
[[nodiscard]] std::vector<Oid> to_oids(std::string const &list);
[[nodiscard]] std::vector<AttrNumber> to_columns(std::string const &list);

[[nodiscard]] std::string qualified_name(Oid relation); // quoted where SQL needs it
[[nodiscard]] std::string key_name(Oid relation,
								   std::string const &column); // "schema.table.column", as domains are named
[[nodiscard]] std::vector<std::string> split_names(std::string const &list); // "first_name, last_name"

} // namespace confiture::mask
