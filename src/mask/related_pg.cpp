#include "mask/related_pg.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

namespace {

std::array<ScanKeyData, 1> key(AttrNumber attribute, Oid value) {
	std::array<ScanKeyData, 1> keys;
	pg::call([&] { ScanKeyInit(&keys[0], attribute, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(value)); });
	return keys;
}

std::span<int16 const> to_numbers(Datum array) {
	ArrayType *const value = pg::call([&] { return DatumGetArrayTypeP(array); });
	return {reinterpret_cast<int16 const *>(ARR_DATA_PTR(value)),
			ARR_NDIM(value) == 0 ? 0u : static_cast<std::size_t>(ARR_DIMS(value)[0])};
}

template <typename Number>
std::vector<Number> numbers_in(std::string const &list) {
	std::vector<Number> numbers;
	for (std::size_t at = 0; at < list.size();) {
		std::size_t const end = std::min(list.find(' ', at), list.size());
		if (end > at)
			numbers.push_back(static_cast<Number>(std::stoul(list.substr(at, end - at))));
		at = end + 1;
	}
	return numbers;
}

} // namespace

Oid to_oid(std::optional<std::string> const &text) { return static_cast<Oid>(std::stoul(*text)); }
std::vector<Oid> to_oids(std::string const &list) { return numbers_in<Oid>(list); }
std::vector<AttrNumber> to_columns(std::string const &list) { return numbers_in<AttrNumber>(list); }

ForeignKeys ForeignKeys::read() {
	ForeignKeys result;
	pg::scan_catalog(ConstraintRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc description) {
		auto const *const row = reinterpret_cast<Form_pg_constraint>(GETSTRUCT(tuple));
		if (row->contype != CONSTRAINT_FOREIGN)
			return;
		bool no_columns = false;
		bool no_keys = false;
		Datum const columns = heap_getattr(tuple, Anum_pg_constraint_conkey, description, &no_columns);
		Datum const keys = heap_getattr(tuple, Anum_pg_constraint_confkey, description, &no_keys);
		if (no_columns || no_keys)
			return;
		std::span<int16 const> const from = to_numbers(columns);
		std::span<int16 const> const to = to_numbers(keys);
		for (std::size_t i = 0; i < std::min(from.size(), to.size()); ++i) {
			ColumnNode const column{row->conrelid, from[i]};
			ColumnNode const referenced{row->confrelid, to[i]};
			result.references_[column].push_back(referenced);
			result.referenced_[referenced].push_back(column);
		}
	});
	return result;
}

std::vector<ColumnNode> const &ForeignKeys::get(Edges const &edges, ColumnNode column) {
	static std::vector<ColumnNode> const none;
	auto const at = edges.find(column);
	return at == edges.end() ? none : at->second;
}

std::vector<Oid> all_tables() {
	std::vector<Oid> tables;
	pg::scan_catalog(RelationRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc) {
		auto const *const row = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
		bool const is_table = row->relkind == RELKIND_RELATION || row->relkind == RELKIND_PARTITIONED_TABLE ||
							  row->relkind == RELKIND_FOREIGN_TABLE || row->relkind == RELKIND_MATVIEW;
		if (is_table && row->oid >= FirstNormalObjectId)
			tables.push_back(row->oid);
	});
	std::ranges::sort(tables);
	return tables;
}

std::vector<Oid> parents_of(Oid relation) {
	std::vector<Oid> parents;
	auto keys = key(Anum_pg_inherits_inhrelid, relation);
	pg::scan_catalog(InheritsRelationId, InheritsRelidSeqnoIndexId, keys, [&](HeapTuple tuple, TupleDesc) {
		parents.push_back(reinterpret_cast<Form_pg_inherits>(GETSTRUCT(tuple))->inhparent);
	});
	return parents;
}

std::vector<Oid> children_of(Oid relation) {
	if (!pg::call([&] { return SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)) && has_subclass(relation); }))
		return {};
	// Partitions being detached count as well: older snapshots read their rows.
	std::vector<Oid> children;
	auto keys = key(Anum_pg_inherits_inhparent, relation);
	pg::scan_catalog(InheritsRelationId, InheritsParentIndexId, keys, [&](HeapTuple tuple, TupleDesc) {
		children.push_back(reinterpret_cast<Form_pg_inherits>(GETSTRUCT(tuple))->inhrelid);
	});
	std::ranges::sort(children);
	return children;
}

std::set<AttrNumber> columns_of_unique_indexes(Oid relation) {
	std::set<AttrNumber> columns;
	auto keys = key(Anum_pg_index_indrelid, relation);
	pg::scan_catalog(IndexRelationId, IndexIndrelidIndexId, keys, [&](HeapTuple tuple, TupleDesc description) {
		auto const *const index = reinterpret_cast<Form_pg_index>(GETSTRUCT(tuple));
		if (!index->indisunique || !index->indislive)
			return;
		for (int i = 0; i < index->indnkeyatts; ++i)
			if (index->indkey.values[i] > 0)
				columns.insert(index->indkey.values[i]);
		bool no_expressions = false;
		Datum const expressions = heap_getattr(tuple, Anum_pg_index_indexprs, description, &no_expressions);
		if (no_expressions)
			return;
		Bitmapset *read = pg::call([&] {
			Bitmapset *attributes = nullptr;
			pull_varattnos(static_cast<Node *>(stringToNode(TextDatumGetCString(expressions))), 1, &attributes);
			return attributes;
		});
		for (int member = -1; (member = bms_next_member(read, member)) >= 0;)
			if (int const attribute = member + FirstLowInvalidHeapAttributeNumber; attribute > 0)
				columns.insert(static_cast<AttrNumber>(attribute));
	});
	return columns;
}

ColumnInfo column_info(Oid relation, AttrNumber attribute) {
	HeapTuple const tuple =
		pg::call([&] { return SearchSysCache2(ATTNUM, ObjectIdGetDatum(relation), Int16GetDatum(attribute)); });
	if (!HeapTupleIsValid(tuple))
		return {};
	auto const *const column = reinterpret_cast<Form_pg_attribute>(GETSTRUCT(tuple));
	ColumnInfo info;
	if (!column->attisdropped)
		info = {NameStr(column->attname), column->atttypid, column->atttypmod};
	pg::call([&] { ReleaseSysCache(tuple); });
	return info;
}

int column_count(Oid relation) {
	return pg::call([&] {
		HeapTuple const tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
		if (!HeapTupleIsValid(tuple))
			return 0;
		int const count = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relnatts;
		ReleaseSysCache(tuple);
		return count;
	});
}

AttrNumber attribute_of(Oid relation, std::string const &column) {
	return pg::call([&] { return get_attnum(relation, column.c_str()); });
}

std::string qualified_name(Oid relation) {
	char const *const name = pg::call([&] {
		char *const table = get_rel_name(relation);
		return table == nullptr ? psprintf("%u", relation)
								: quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), table);
	});
	return name;
}

std::string key_name(Oid relation, std::string const &column) {
	return qualified_name(relation) + "." + pg::call([&] { return quote_identifier(pstrdup(column.c_str())); });
}

std::vector<std::string> split_names(std::string const &list) {
	std::vector<std::string> names;
	for (std::size_t at = 0; at <= list.size();) {
		std::size_t const comma = std::min(list.find(',', at), list.size());
		std::string_view name = std::string_view{list}.substr(at, comma - at);
		while (name.starts_with(' '))
			name.remove_prefix(1);
		while (name.ends_with(' '))
			name.remove_suffix(1);
		if (!name.empty())
			names.emplace_back(name);
		at = comma + 1;
	}
	return names;
}

} // namespace confiture::mask
