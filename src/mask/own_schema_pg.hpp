// The schema confiture, and what is ours in it.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// InvalidOid if there is none, or if it isn't the extension's: labels count in databases without the extension too, and
// there anybody may make a schema of that name, with functions that would be called in the queries of others.
[[nodiscard]] Oid own_schema();

// The owner of a table in it, as whom the extension writes what nobody else may; InvalidOid if there is no such table.
[[nodiscard]] Oid own_table_owner(char const *table);

// A function in it; InvalidOid if there is none.
[[nodiscard]] Oid own_function(char const *name, std::span<Oid const> arguments);

void install_own_schema();

} // namespace confiture::mask
