// One pass over a system catalog.
#pragma once

#include "pg/guard.hpp"

namespace confiture::pg {

// Calls visit(tuple, description) for each row that the keys select; without an index, for each row of the catalog.
// Without a snapshot, of the catalog as it is now.
template <typename Visitor>
void scan_catalog(Oid catalog, Oid index, std::span<ScanKeyData> keys, Visitor &&visit, Snapshot snapshot = nullptr) {
	Relation const relation = call([&] { return table_open(catalog, AccessShareLock); });
	SysScanDesc const scan = call([&] {
		return systable_beginscan(relation, index, OidIsValid(index), snapshot, static_cast<int>(keys.size()),
								  keys.data());
	});
	while (HeapTuple const tuple = call([&] { return systable_getnext(scan); }))
		visit(tuple, RelationGetDescr(relation)); // outside the guard: std:: types and throw are fine here
	call([&] {
		systable_endscan(scan);
		table_close(relation, AccessShareLock);
	});
}

} // namespace confiture::pg
