// SQL run from C++, for what has no better way. Parameters are text; results come as text.
#pragma once

#include "pg/guard.hpp"

namespace confiture::pg {

using Row = std::vector<std::optional<std::string>>;

struct Table {
	std::vector<std::string> columns;
	std::vector<Row> rows;
};

// Runs one query in the current transaction as the current role. "parameters" are $1, $2, ... of type text.
Table query(std::string const &sql, std::span<std::string const> parameters = {});

// The same for a query of ours: names mean those of pg_catalog, whatever the caller's search_path.
Table catalog_query(std::string const &sql, std::vector<std::string> const &parameters = {});

// Calls visit for each row of a query, a thousand of them in memory at a time. The texts live as long as the call.
using VisitRow = std::function<void(std::span<char const *const> values)>; // nullptr: null
void for_each_row(std::string const &sql, VisitRow const &visit);
using VisitNamedRow = std::function<void(std::span<char const *const> columns, std::span<char const *const> values)>;
void for_each_named_row(std::string const &sql, VisitNamedRow const &visit);

} // namespace confiture::pg
