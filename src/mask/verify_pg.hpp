// Proof after a run: original values of labelled columns, searched for in a database that should only have masked ones.
//
// Values are compared as digests under a key of this one call: nothing of the source is written, sent or shown. All
// columns of the target are searched, since values may have been copied to others; in texts their words as well. Short
// values, and those of strategies that change values little, are compared with the rows of the same key in the column
// of the same name: see survival.hpp for what is more than chance.
#pragma once

#include "mask/key.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

struct Survivors {
	std::string source_column; // "schema.table.column"
	std::string target_column;
	std::int64_t compared; // different values of the source column that were looked for; rows, if compared by key
	std::int64_t values;   // of them, found in the target column
	std::int64_t rows;     // of the target column that hold one
	std::string note;      // why some may be no survivors
};

// The source is "current", "db:NAME", or "server:NAME", a foreign server whose database has confiture; the target
// "current" or "db:NAME". Up to `sample` different values of each labelled column are looked for.
[[nodiscard]] std::vector<Survivors> verify(std::string const &source, std::string const &target, std::size_t sample);

// Of all labelled columns of this database that the caller may read, digests of values under a key of 64 bytes: what
// another server asks for.
[[nodiscard]] std::string read_originals(Bytes key, std::size_t sample);

// The parts that run in the source and in the target, as jobs of background workers.
void register_verification();

} // namespace confiture::mask
