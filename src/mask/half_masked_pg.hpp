// Tables that masked keys join, between the first and the last transaction that masks one of them: foreign keys do not
// match meanwhile, and a crash may leave them so until the run is gone on with.
//
// For that time the keys are NOT VALID, which is what they are, and the tables take no writes: a trigger refuses them.
// A cascade of a key that matches the wrong rows would delete them, and rows of now would be masked with those of then.
#pragma once

#include "mask/masking_group_pg.hpp"
#include "mask/masking_run_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// The tables are locked, and the caller owns them and those of the keys. What is half masked already stays so.
void begin_half_masked(RunId const &run, std::vector<Oid> const &tables, std::vector<ForeignKey> const &keys);

// All tables are masked and locked: those keys that were valid are made so again, if they hold; else a warning tells.
void end_half_masked(RunId const &run, std::vector<Oid> const &tables, std::vector<ForeignKey> const &keys);

// The full name of the run that a table is half masked by, as its trigger says; empty: it is not.
[[nodiscard]] std::string half_masked_by(Oid table);
// All tables that are half masked by a run.
[[nodiscard]] std::vector<Oid> half_masked_tables(RunId const &run);

// Whether a foreign key holds: as ALTER TABLE … VALIDATE CONSTRAINT asks. An error if not; false: who owns the table
// may not read what it references.
[[nodiscard]] bool holds(ForeignKey const &key);

} // namespace confiture::mask
