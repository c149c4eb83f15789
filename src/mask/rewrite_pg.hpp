// Queries changed so that they read masked values: what a planner hook does to the tree before it is planned.
//
// A relation with rules becomes a subquery whose columns are masked: SELECT id, confiture.mask(email, rule), … FROM
// users. It needs no security barrier: raw values go into our own functions and the label's expressions only, so that
// the planner may pull it up, and plans stay as good as those of raw reads. The target of INSERT, UPDATE, DELETE and
// MERGE can't be a subquery; what reads it is masked where it stands. Row security and foreign keys' checks see raw
// values.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

struct Rewriting {
	bool reads = false;         // of labelled columns are masked
	bool statistics = false;    // on labelled columns are left out
	bool labels = false;        // of ours are left out
	bool refuse_writes = false; // of labelled columns: the role is masked
};

struct Rewritten {
	bool masked = false;      // a labelled relation is read or written
	bool expressions = false; // of labels are computed on raw values; their errors may show them
};

// Changes the tree in place, all levels of it.
Rewritten rewrite(Query *query, Rewriting what);

} // namespace confiture::mask
