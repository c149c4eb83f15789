// Reads a Snapshot out of a database, whichever way it is reached: the caller brings a function that runs SQL.
#pragma once

#include "catalog/snapshot.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace confiture::catalog {

using Cells = std::span<std::optional<std::string_view> const>;
using Names = std::span<std::string_view const>;
using VisitRow = std::function<void(Names columns, Cells row)>;

// Runs one query in the session to read from and visits its rows. The session must see one state of the catalogs
// throughout and have the settings of queries.hpp.
using RunQuery = std::function<void(std::string const &sql, VisitRow const &visit)>;

[[nodiscard]] Snapshot read_snapshot(RunQuery const &run);

// The elements of an array of text in its text form: {a,"b c",NULL}.
[[nodiscard]] std::vector<std::string> array_elements(std::string_view text);

} // namespace confiture::catalog
