// Rows of partitions that go.
#pragma once

#include <string>
#include <vector>

namespace confiture::diff {

// Inserts the rows of a detached partition that fit some partition of the parent. PostgreSQL knows the partitions'
// constraints only when they are there, so the statement asks for them as it runs.
[[nodiscard]] std::string move_fitting_rows(std::string const &source, std::string const &parent,
											std::vector<std::string> const &columns,
											std::vector<std::string> const &values, bool with_identity);

} // namespace confiture::diff
