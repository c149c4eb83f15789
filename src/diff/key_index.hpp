// The index under a unique constraint or primary key, as one that can be built before.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace confiture::diff {

struct KeyIndex {
	std::string columns; // "(a, b) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor='70')": what follows the table
	std::string words;   // "PRIMARY KEY " or "UNIQUE "
	std::string timing;  // " DEFERRABLE INITIALLY DEFERRED", if it is
};

// From "PRIMARY KEY (a, b) INCLUDE (c) WITH (fillfactor='70') DEFERRABLE"; nothing for what such an index can't do.
[[nodiscard]] std::optional<KeyIndex> key_index(std::string_view definition);

} // namespace confiture::diff
