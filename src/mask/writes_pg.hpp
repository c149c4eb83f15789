// Writes to labelled relations while reads are masked: which are refused, since they would confirm guesses, show raw
// rows to triggers, or replace raw values by masked ones.
#pragma once

#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Of a query's target, the entry of that index. "by_masked_role": not only the reads, but the role is masked.
void refuse_write(Query *query, int index, Relation relation, RelationRules const &rules, bool by_masked_role);

// A foreign key's cascade into a labelled table, by a masked role: an Error if triggers would see its rows.
void refuse_cascade(Query const *query);

} // namespace confiture::mask
