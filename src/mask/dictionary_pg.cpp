#include "mask/dictionary_pg.hpp"

#include "mask/own_schema_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "pg/catalog_scan.hpp"
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
std::vector<Word> read(Oid relation) {
	std::vector<Word> words;
	pg::scan_catalog(relation, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc description) {
		std::array<std::string, 3> values;
		for (std::size_t i = 0; i < values.size(); ++i) {
			bool is_null = false;
			Datum const value = heap_getattr(tuple, static_cast<int>(i + 1), description, &is_null);
			if (is_null)
				return;
			values[i] = pg::to_string(value);
		}
		words.push_back({values[0], values[1], to_utf8(values[2])});
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
