// Rules of other tools, held against the tables of this database, and put on them.
#pragma once

#include "mask/import.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

struct ImportResult {
	std::string object_type;     // "table column", "table" or "role"
	std::string object_identity; // as pg_identify_object gives it, or the name as it was where there is no such object
	std::string source;
	std::string label;     // empty: not taken over
	std::string statement; // SECURITY LABEL …
	bool applied = false;
	std::string note;
};

// "anon": statements SECURITY LABEL FOR anon …, or without rules those labels of this database; "greenmask" and
// "confiture": YAML. Names are looked up by the caller's search_path. With `apply` the labels are set, as far as the
// caller may do so; a label that can't be is told in the note.
[[nodiscard]] std::vector<ImportResult> import_rules(std::string const &format, std::optional<std::string> const &rules,
													 bool apply);

} // namespace confiture::mask
