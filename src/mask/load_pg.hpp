// COPY FROM that masks as it loads: the input function of each labelled column is wrapped, so that no raw value ever
// reaches the table or an index. (A line that can't be read is shown in the error, as ever.)
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// Whether it was done: false if the relation has no rules, and the server may load it by itself.
bool load_masked(PlannedStmt const *planned, CopyStmt *statement, char const *text, QueryEnvironment *environment,
				 QueryCompletion *completion);

} // namespace confiture::mask
