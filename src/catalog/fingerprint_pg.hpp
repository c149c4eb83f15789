// Whether the schema of this database is still what it was, without reading it.
#pragma once

#include "pg/guard.hpp"

namespace confiture::catalog {

// A digest of all that a snapshot read now would follow from: which version of each catalog row the current role sees
// (by the transaction that wrote it and its place, not by its contents), the role and the server. Equal fingerprints
// mean equal snapshots. Takes some ten nanoseconds a row.
//
// Nothing where that would not be so: in a transaction that has changed catalogs itself or sees an older state of them,
// and in recovery.
[[nodiscard]] std::optional<std::string> fingerprint();

// Makes all that has a fingerprint outlive a crash: a transaction seen as committed may still be lost in one, and its
// number be given to another.
void make_fingerprint_durable();

} // namespace confiture::catalog
