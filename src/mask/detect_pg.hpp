// Detection over the tables of this database: their columns, and samples of the values that the caller may read.
#pragma once

#include "mask/detect.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Patterns of fnmatch; each is held against "schema", "schema.table" and "schema.table.column".
struct Selection {
	std::vector<std::string> include; // none: all
	std::vector<std::string> exclude;

	[[nodiscard]] bool selects(std::string const &schema, std::string const &table, std::string const &column) const;
};

struct Finding {
	Oid relation;
	AttrNumber attribute;
	std::string column; // its name
	Detection detection;
	std::optional<std::string> label; // that it has
};

// In the order of schema, table and column. Of each table up to `sample` rows are looked at, if the caller may read
// them; else, and with 0, names and types alone tell. Partitions are seen through their root.
[[nodiscard]] std::vector<Finding> detect_pii(Selection const &selection, std::size_t sample);

// SECURITY LABEL FOR confiture ON COLUMN …, with all names quoted where they have to be.
[[nodiscard]] std::string label_statement(Oid relation, std::string const &column, std::string const &label);

} // namespace confiture::mask
