// Builds a tree in the current transaction of the current database.
#pragma once

#include "build/options.hpp"
#include "pg/postgres.hpp"

namespace confiture::build {

// psql variables out of a JSON object.
[[nodiscard]] script::Variables variables_of_json(Datum json);

// All or nothing; with options.dry_run, nothing, but with the same report and the same errors.
std::vector<FileReport> run(script::Tree const &tree, Options const &options);

} // namespace confiture::build
