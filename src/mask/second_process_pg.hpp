// A masked COPY by two processes: masks can take as long as all else that COPY does with a row. One reads, and masks
// some of the columns; the other, which is the caller's, masks the rest and writes. Just two, so that rows keep their
// order.
#pragma once

#include "pg/settings.hpp"

namespace confiture::mask {

// While it lives, what is planned runs in a second process, where it can: who sets max_parallel_workers_per_gather to
// 0, or reads what isn't parallel safe, does without.
struct SecondProcess : pg::LocalSettings {
	SecondProcess();
	SecondProcess(SecondProcess const &) = delete;
	~SecondProcess();
};

// Moves masks of a plan from the second process to this one, so that both have as much to do.
void share_masks(PlannedStmt *plan);

} // namespace confiture::mask
