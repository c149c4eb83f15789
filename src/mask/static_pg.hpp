// Static masking: tables rewritten with masked values in place of the original ones, for good.
//
// A table gets new files, as VACUUM FULL gives it: heap, TOAST and indexes are written anew from masked rows, and the
// old files go at commit, so no dead row keeps a value. Tables whose masked keys reference one another are done in one
// transaction, so that their foreign keys hold at any time. What lies elsewhere is not reached: WAL, slots, backups,
// replicas, dead rows of pg_statistic, materialized views; a notice says so.
#pragma once

#include "mask/detect_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Masks a table and its partitions or children, in the current transaction. Tables that its masked keys join are masked
// with it if `cascade`; else they are an Error, unless there are none. The caller owns them all.
void mask_table(Oid relation, bool cascade);

// Masks all tables with rules; commits after each group of tables where the call allows it (not in a transaction
// block). What is done is recorded in confiture.masked_table, so that an interrupted run goes on where it was
// (`resume`). With more than one worker, groups are masked by background workers at the same time, with the rights of
// the caller.
void mask_database(Selection const &selection, bool resume, int workers, bool may_commit);

void register_static_masking();

} // namespace confiture::mask
