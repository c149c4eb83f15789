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

} // namespace confiture::mask
