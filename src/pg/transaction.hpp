// Transactions of our own processes, which no client commits.
#pragma once

#include "pg/guard.hpp"

namespace confiture::pg {

// Commits and begins the next; the current memory context stays the current one, so it must outlive transactions.
inline void commit_and_begin() {
	call([] {
		MemoryContext const context = CurrentMemoryContext;
		CommitTransactionCommand();
		StartTransactionCommand();
		MemoryContextSwitchTo(context);
	});
}

} // namespace confiture::pg
