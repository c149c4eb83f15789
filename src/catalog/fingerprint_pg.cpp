#include "catalog/fingerprint_pg.hpp"

#include "pg/catalog_scan.hpp"
#include "script/digest.hpp"

namespace confiture::catalog {

namespace {

// Catalogs that no snapshot follows from, and that change without the schema: statistics, large objects, what other
// databases do. All others count, whichever release they came with.
constexpr Oid left_out[] = {
	1214, // pg_shdepend
	1262, // pg_database
	2396, // pg_shdescription
	2613, // pg_largeobject
	2619, // pg_statistic
	2964, // pg_db_role_setting
	2995, // pg_largeobject_metadata
	3429, // pg_statistic_ext_data
	6000, // pg_replication_origin
	6102, // pg_subscription_rel
};

// A version of a row: what is written there is never written again. Updates in place change only what statistics and
// VACUUM keep in pg_class.
struct Version {
	std::uint32_t writer, block, offset;
};

struct Batch {
	Version versions[1024];
	std::size_t count;
	bool ours; // among them is one that this transaction wrote
	[[nodiscard]] std::string_view bytes() const {
		return {reinterpret_cast<char const *>(versions), count * sizeof(Version)};
	}
};

// Adds what the snapshot sees of a catalog; false if this transaction wrote some of it.
bool add_catalog(script::Digest &digest, Oid catalog, Snapshot snapshot) {
	TransactionId const own = GetTopTransactionIdIfAny();
	Relation const relation = pg::call([&] { return table_open(catalog, AccessShareLock); });
	SysScanDesc const scan =
		pg::call([&] { return systable_beginscan(relation, InvalidOid, false, snapshot, 0, nullptr); });
	auto const batch = std::make_unique<Batch>();
	bool ours = false;
	do {
		pg::call([&] {
			CHECK_FOR_INTERRUPTS();
			for (batch->count = 0; batch->count < std::size(batch->versions); ++batch->count) {
				HeapTuple const tuple = systable_getnext(scan);
				if (!HeapTupleIsValid(tuple))
					break;
				TransactionId const writer = HeapTupleHeaderGetRawXmin(tuple->t_data);
				if (TransactionIdIsValid(own) && TransactionIdIsCurrentTransactionId(writer))
					batch->ours = true;
				batch->versions[batch->count] = {writer, ItemPointerGetBlockNumber(&tuple->t_self),
												 ItemPointerGetOffsetNumber(&tuple->t_self)};
			}
		});
		digest.add(batch->bytes());
		ours = batch->ours;
	} while (!ours && batch->count == std::size(batch->versions));
	std::uint32_t const file = pg::file_of(relation);
	digest.add_field(std::to_string(catalog) + ' ' + std::to_string(file)); // rewritten, its rows have other places
	pg::call([&] {
		systable_endscan(scan);
		table_close(relation, AccessShareLock);
	});
	return !ours;
}

// The catalogs of pg_catalog that count, in the order of their OIDs.
std::vector<Oid> catalogs() {
	std::vector<Oid> found;
	pg::scan_catalog(RelationRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc) {
		auto const *const relation = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
		if (relation->oid < FirstNormalObjectId && relation->relkind == RELKIND_RELATION &&
			relation->relnamespace == PG_CATALOG_NAMESPACE &&
			std::ranges::find(left_out, relation->oid) == std::end(left_out))
			found.push_back(relation->oid);
	});
	std::ranges::sort(found);
	return found;
}

// What a snapshot follows from beside the catalogs.
void add_surroundings(script::Digest &digest) {
	std::string const version = pg::call([] { return GetConfigOption("server_version", false, false); });
	for (std::uint64_t const number : {std::uint64_t{MyDatabaseId}, std::uint64_t{GetUserId()}, GetSystemIdentifier(),
									   std::uint64_t{GetWALInsertionTimeLine()}})
		digest.add_field(std::to_string(number));
	digest.add_field(version);
}

} // namespace

std::optional<std::string> fingerprint() {
	if (IsolationUsesXactSnapshot() || RecoveryInProgress())
		return {};
	script::Digest digest;
	add_surroundings(digest);
	::Snapshot const snapshot = pg::call([] { return RegisterSnapshot(GetLatestSnapshot()); });
	bool certain = true;
	for (Oid const catalog : catalogs())
		if (!(certain = add_catalog(digest, catalog, snapshot)))
			break;
	pg::call([&] { UnregisterSnapshot(snapshot); });
	return certain ? std::optional(digest.hex()) : std::nullopt;
}

void make_fingerprint_durable() {
	pg::call([] {
		XLogBeginInsert(); // the end of the log as GetXLogInsertRecPtr() tells it may be one that can't be flushed to
		XLogFlush(XLogInsert(RM_XLOG_ID, XLOG_NOOP));
	});
}

} // namespace confiture::catalog
