// Snapshots as JSON, without loss: what is read is equal to what was written, and equal snapshots are equal texts.
#pragma once

#include "catalog/snapshot.hpp"

#include <string>
#include <string_view>

namespace confiture::catalog {

// One object a line, so that a text diff of two snapshots is readable.
[[nodiscard]] std::string to_json(Snapshot const &snapshot);

// Throws Error if the text is no snapshot.
[[nodiscard]] Snapshot from_json(std::string_view text);

// The text as a JSON string with its quotes.
void append_json_string(std::string &out, std::string_view text);

} // namespace confiture::catalog
