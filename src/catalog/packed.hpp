// Snapshots as bytes, for other processes of the same library and for files that it keeps: several times as fast as
// JSON.
#pragma once

#include "catalog/snapshot.hpp"

#include <string>
#include <string_view>

namespace confiture::catalog {

[[nodiscard]] std::string to_packed(Snapshot const &snapshot);

// Throws Error if the bytes are not those of a snapshot.
[[nodiscard]] Snapshot from_packed(std::string_view bytes);

} // namespace confiture::catalog
