// What a step does to those who use the database meanwhile: the lock it takes on a table that exists, whether it writes
// the table anew, what may be lost. After what PostgreSQL 15 to 18 were seen to do.
#pragma once

#include "diff/change.hpp"

namespace confiture::diff {

// Fills in risk, lock and rewrites, and adds to the reason.
void assess(Step &step, Subject const &subject);

} // namespace confiture::diff
