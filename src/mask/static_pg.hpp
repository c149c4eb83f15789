// Static masking: tables rewritten with masked values in place of the original ones, for good.
//
// A table gets new files, as VACUUM FULL gives it: heap, TOAST and indexes are written anew from masked rows, and the
// old files go at commit, so no dead row keeps a value. What lies elsewhere is not reached: WAL, slots, backups,
// replicas, dead rows of pg_statistic, materialized views; a notice says so.
#pragma once

#include "mask/detect_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Masks a table and its partitions or children, in the current transaction. Tables that its masked keys join are masked
// with it if `cascade`; else they are an Error, unless there are none. The caller owns them all. Problems
// that check_rules() calls errors stop it before anything is touched, unless it is forced.
void mask_table(Oid relation, bool cascade, bool force);

struct DatabaseRun {
	bool resume = true; // an interrupted run of the same selection, instead of beginning anew
	int workers = 1;
	bool force = false;      // in spite of such problems
	bool may_commit = false; // not in a transaction block
};

// Masks all tables with rules. Where it may commit, each is masked in a transaction of its own, which records that in
// confiture.masked_table, so that an interrupted run goes on where it was; see half_masked_pg.hpp for keys meanwhile.
// With more than one worker, background workers mask tables at the same time, with the rights of the caller.
void mask_database(Selection const &selection, DatabaseRun const &how);

void register_static_masking();

} // namespace confiture::mask
