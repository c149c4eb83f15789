// Since PostgreSQL 18 a NOT NULL is a constraint with a name. A snapshot's attribute "not_null_name" has it where it is
// not the one that the server chooses.
#pragma once

#include "diff/side.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace confiture::diff {

struct Comparison;

// Whether the name of the column's NOT NULL is its own: what is inherited shows none, except in partitions.
[[nodiscard]] bool has_not_null_name(catalog::Snapshot const &snapshot, catalog::Object const &column);

[[nodiscard]] std::string default_not_null_name(catalog::Object const &relation, catalog::Object const &column);
[[nodiscard]] std::string not_null_name(catalog::Object const &relation, catalog::Object const &column);

// Since 18 a key that a partition gets by itself makes its NOT NULL its own, which then stays without the parent's. The
// statements that undo that where a column of the table, quoted, is nullable again in all of its partitions.
[[nodiscard]] std::vector<std::string> undo_own_not_null(Side const &before, std::string_view table,
														 std::string const &column);

// Where the name that the server would choose for a NOT NULL is taken while the table is made, it is written out.
void write_not_null_names(Comparison &compared);

} // namespace confiture::diff
