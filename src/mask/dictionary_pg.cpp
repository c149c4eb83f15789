#include "mask/dictionary_pg.hpp"

#include "mask/own_schema_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

namespace {

std::uint64_t generation = 1;
Oid table = InvalidOid; // that the dictionaries were read from

std::shared_ptr<Dictionaries const> &kept() {
	static auto *const dictionaries = new std::shared_ptr<Dictionaries const>; // never destroyed
	return *dictionaries;
}

Oid find_table() {
	Oid const schema = own_schema();
	Oid const found =
		pg::call([&] { return OidIsValid(schema) ? get_relname_relid("dictionary", schema) : InvalidOid; });
	if (!OidIsValid(found))
		throw Error(sqlstate::undefined_object, "table \"confiture.dictionary\" does not exist", {},
					"Run CREATE EXTENSION confiture in this database.");
	return found;
}

struct Word {
	std::string locale, kind, value;
	auto operator<=>(Word const &) const = default;
};

// Read directly, as a catalog: no privilege of the reader counts, and no row security or rule can change what is read.
std::vector<Word> read(Oid relation_id) {
	struct Scan {
		Relation relation;
		Snapshot snapshot;
		TableScanDesc scan;
		TupleTableSlot *slot;
	};
	Scan const scan = pg::call([&] {
		Relation const relation = table_open(relation_id, AccessShareLock);
		Snapshot const snapshot = RegisterSnapshot(GetCatalogSnapshot(relation_id));
		return Scan{relation, snapshot, table_beginscan(relation, snapshot, 0, nullptr),
					table_slot_create(relation, nullptr)};
	});
	std::vector<Word> words;
	if (RelationGetDescr(scan.relation)->natts >= 3)
		while (pg::call([&] { return table_scan_getnextslot(scan.scan, ForwardScanDirection, scan.slot); })) {
			pg::check_for_interrupts();
			pg::call([&] { slot_getsomeattrs(scan.slot, 3); });
			if (!scan.slot->tts_isnull[0] && !scan.slot->tts_isnull[1] && !scan.slot->tts_isnull[2])
				words.push_back({pg::to_string(scan.slot->tts_values[0]), pg::to_string(scan.slot->tts_values[1]),
								 to_utf8(pg::to_string(scan.slot->tts_values[2]))});
		}
	pg::call([&] {
		ExecDropSingleTupleTableSlot(scan.slot);
		table_endscan(scan.scan);
		UnregisterSnapshot(scan.snapshot);
		table_close(scan.relation, AccessShareLock);
	});
	return words;
}

void forget(Datum, Oid relation) {
	if (kept() && (relation == table || relation == InvalidOid)) {
		++generation;
		kept().reset();
	}
}

} // namespace

std::shared_ptr<Dictionaries const> current_dictionaries() {
	if (auto dictionaries = kept())
		return dictionaries;
	Oid const relation = find_table();
	std::uint64_t const before = generation;
	table = relation;
	std::vector<Word> words = read(relation);
	std::ranges::sort(words); // words decide by their number: the same order in every database
	auto dictionaries = std::make_shared<Dictionaries>();
	for (Word const &word : words)
		dictionaries->add(word.locale, word.kind, word.value);
	if (generation == before)
		kept() = dictionaries;
	return dictionaries;
}

std::uint64_t dictionary_generation() noexcept { return generation; }

void forget_dictionaries() {
	Oid const relation = find_table();
	pg::call([&] { CacheInvalidateRelcacheByRelid(relation); });
}

void install_dictionary() {
	pg::call([] { CacheRegisterRelcacheCallback(forget, 0); });
}

} // namespace confiture::mask
