// What must hold for the rows of a partition, and what checks say of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace confiture::diff {

// The conditions that all rows of a partition fulfil, as PostgreSQL has them in the partition's constraint: for "RANGE
// (k)" and "FOR VALUES FROM (1) TO (9)" that is "k IS NOT NULL", "k >= 1" and "k < 9". Nothing where they are not that
// simple: keys of more than one column, of expressions, by hash, and default partitions.
[[nodiscard]] std::optional<std::vector<std::string>> conditions_of_bound(std::string_view partition_key,
																		  std::string_view bound);

// The parts of a check that all must hold: of "CHECK (((a > 0) AND (b IS NOT NULL)))" these are "a > 0" and "b IS NOT
// NULL".
[[nodiscard]] std::vector<std::string> conjuncts(std::string_view check);

// Whether a check, as PostgreSQL shows it, says all of that. "k IS NOT NULL" may be left out if told.
[[nodiscard]] bool check_says(std::string_view check, std::vector<std::string> const &conditions, bool not_null);

} // namespace confiture::diff
