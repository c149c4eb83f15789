// What confiture.masking_run and its kin tell about runs of confiture_mask_database: so that an interrupted one goes on
// where it was. Written by the extension itself, in the transaction that masks, so that nobody can call a table masked
// that is not.
#pragma once

#include "mask/detect_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

using RunId = std::string;

// The run of this selection that is to be gone on with, or a new one. An Error if the former had another secret, whose
// masks would be others.
[[nodiscard]] RunId begin_run(Selection const &selection, bool resume);
void finish_run(RunId const &run);
// "<run> <token>", as no run of another database is called: dumps may carry it there.
[[nodiscard]] std::string full_name(RunId const &run);

// Whether a table still has to be masked in a run. Asked when it is locked: other sessions that work at the same run
// have then masked it, or will not.
[[nodiscard]] bool is_open(RunId const &run, Oid relation);
void record_masked(RunId const &run, Oid relation);
// Another run that has masked a table and isn't finished; empty: none.
[[nodiscard]] RunId other_open_run(RunId const &run, Oid relation);

// Foreign keys that are NOT VALID until a run has masked all tables that they join.
void record_suspended(RunId const &run, Oid constraint);
[[nodiscard]] bool is_suspended(RunId const &run, Oid constraint);
[[nodiscard]] std::vector<Oid> suspended_keys(RunId const &run);
void forget_suspended(RunId const &run, Oid constraint);

} // namespace confiture::mask
