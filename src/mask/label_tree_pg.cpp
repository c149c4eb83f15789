#include "mask/label_tree_pg.hpp"

#include "mask/own_schema_pg.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

namespace {

enum Column {
	column_relation = 1,
	column_attribute,
	column_part,
	column_version,
	column_label,
	column_definition,
	column_expression
};
constexpr int columns = column_expression;

Oid relation_named(char const *name) {
	Oid const schema = own_schema();
	return OidIsValid(schema) ? pg::call([&] { return get_relname_relid(name, schema); }) : InvalidOid;
}

Oid table() { return relation_named("label_expression"); }

void remove_from(Relation relation, ColumnNode node) {
	Oid const index = relation_named("label_expression_pkey");
	pg::call([&] {
		std::array<ScanKeyData, 2> keys;
		ScanKeyInit(&keys[0], column_relation, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(node.relation));
		ScanKeyInit(&keys[1], column_attribute, BTEqualStrategyNumber, F_INT2EQ, Int16GetDatum(node.attribute));
		SysScanDesc const scan =
			systable_beginscan(relation, index, OidIsValid(index), nullptr, keys.size(), keys.data());
		while (HeapTuple const tuple = systable_getnext(scan))
			CatalogTupleDelete(relation, &tuple->t_self);
		systable_endscan(scan);
	});
}

// Calls visit for each expression of a label, in its order.
template <typename Visit>
Call mapped(Call const &call, Visit const &visit) {
	Call result{call.strategy, {}};
	for (Given const &given : call.arguments) {
		Given copy = given;
		if (auto const *const expression = std::get_if<Expression>(&given.value))
			copy.value = visit(*expression);
		else if (auto const *const nested = std::get_if<Nested>(&given.value))
			copy.value = Nested{std::make_shared<Call const>(mapped(*nested->call, visit))};
		result.arguments.push_back(std::move(copy));
	}
	return result;
}

Resolution resolution_of(ColumnNode node, Part const &part) {
	return {std::make_shared<Resolved const>(Resolved{node, part.tree})};
}

} // namespace

AllTrees read_trees(Snapshot snapshot) {
	AllTrees all;
	Oid const relation = table();
	if (!OidIsValid(relation))
		return all;
	std::map<ColumnNode, std::map<int, Part>> found;
	pg::scan_catalog(
		relation, InvalidOid, {},
		[&](HeapTuple tuple, TupleDesc description) {
			std::array<Datum, columns + 1> values{};
			for (int i = 1; i <= columns; ++i) {
				bool is_null = false;
				values[static_cast<std::size_t>(i)] = heap_getattr(tuple, i, description, &is_null);
				if (is_null)
					return;
			}
			if (DatumGetInt32(values[column_version]) != PG_MAJORVERSION_NUM)
				return;
			ColumnNode const node{DatumGetObjectId(values[column_relation]), DatumGetInt16(values[column_attribute])};
			all[node].label = pg::to_string(values[column_label]);
			found[node][DatumGetInt16(values[column_part])] = {pg::to_string(values[column_expression]),
															   pg::to_string(values[column_definition])};
		},
		snapshot);
	for (auto &[node, parts] : found)
		for (auto &[number, part] : parts)
			all[node].parts.push_back(std::move(part));
	return all;
}

void store_trees(ColumnNode node, std::string const &label, std::span<Part const> parts) {
	Oid const oid = table();
	if (!OidIsValid(oid) || IsBinaryUpgrade) // pg_upgrade brings the table along
		return;
	Relation const relation = pg::call([&] { return table_open(oid, RowExclusiveLock); });
	remove_from(relation, node);
	for (std::size_t i = 0; i < parts.size(); ++i) {
		pg::call([&] {
			auto const text = [](std::string const &value) {
				return PointerGetDatum(cstring_to_text_with_len(value.data(), static_cast<int>(value.size())));
			};
			Datum values[columns] = {ObjectIdGetDatum(node.relation),
									 Int16GetDatum(node.attribute),
									 Int16GetDatum(static_cast<int16>(i)),
									 Int32GetDatum(PG_MAJORVERSION_NUM),
									 text(label),
									 text(parts[i].definition),
									 text(parts[i].tree)};
			bool nulls[columns] = {};
			CatalogTupleInsert(relation, heap_form_tuple(RelationGetDescr(relation), values, nulls));
		});
	}
	pg::call([&] { table_close(relation, NoLock); });
}

void remove_trees(ColumnNode node) {
	Oid const oid = table();
	if (!OidIsValid(oid) || IsBinaryUpgrade)
		return;
	Relation const relation = pg::call([&] { return table_open(oid, RowExclusiveLock); });
	remove_from(relation, node);
	pg::call([&] { table_close(relation, NoLock); });
}

bool has_expressions(Call const &call) {
	return std::ranges::any_of(call.arguments, [](Given const &given) {
		auto const *const nested = std::get_if<Nested>(&given.value);
		return std::holds_alternative<Expression>(given.value) || (nested != nullptr && has_expressions(*nested->call));
	});
}

Call with_trees(Call const &call, ColumnNode node, std::span<Part const> parts) {
	std::size_t count = 0;
	static_cast<void>(mapped(call, [&](Expression const &expression) {
		++count;
		return expression;
	}));
	if (count != parts.size())
		return call;
	std::size_t next = 0;
	return mapped(call, [&](Expression const &expression) {
		return Expression{expression.text, resolution_of(node, parts[next++])};
	});
}

TableRule with_trees(TableRule const &rule, ColumnNode node, std::span<Part const> parts) {
	TableRule result = rule;
	if (rule.kind == TableRule::where && parts.size() == 1)
		result.resolution = resolution_of(node, parts.front());
	return result;
}

void tell_of_relation(Oid relation) {
	pg::call([&] {
		CacheInvalidateRelcacheByRelid(relation);
		CacheInvalidateRelcacheByRelid(SecLabelRelationId);
	});
}

} // namespace confiture::mask
