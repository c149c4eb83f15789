// One table written anew with masked values.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

struct MaskedRows {
	std::int64_t kept = 0;
	std::int64_t removed = 0; // by the table's own rule
};

// A table with storage, locked AccessExclusive by the caller, who has checked that it may be rewritten. Runs code of
// the table's owner (constraints, generated columns, indexes) as the owner. Constraints that masked rows break are an
// Error; foreign keys are the caller's business.
MaskedRows rewrite_masked(Oid relation);

// Statistics of what these tables are parts or children of: they hold values of theirs. (They go whoever owns the
// parent; new ones are made if the caller may.)
void renew_statistics_of_parents(std::vector<Oid> const &tables);

} // namespace confiture::mask
