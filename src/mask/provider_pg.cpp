#include "mask/provider_pg.hpp"

#include "mask/announce_pg.hpp"
#include "mask/labels_pg.hpp"
#include "mask/resolve_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/value_pg.hpp"
#include "mask/quote.hpp"

namespace confiture::mask {

namespace {

// ereport(WARNING) outside of any catch block.
void warn(Error const &problem) {
	pg::call([&] {
		ereport(WARNING, (errmsg_internal("%s", problem.message.c_str()),
						  problem.detail.empty() ? 0 : errdetail_internal("%s", problem.detail.c_str()),
						  problem.hint.empty() ? 0 : errhint("%s", problem.hint.c_str())));
	});
}

// Words of its own dictionaries come later than labels when a dump is restored: what lacks them is not refused, and
// doesn't mask before they are there.
void check_values(Call const &call, ValueTarget const &target) {
	std::optional<Error> missing;
	try {
		check_value_mask(call, target);
	} catch (Error const &error) {
		if (error.state != sqlstate::undefined_object)
			throw;
		missing = error;
	}
	if (missing)
		warn(*missing);
}

// What an entity is told by has to read the same in every session.
bool reads_alike(Type type) {
	switch (type) {
	case Type::text:
	case Type::smallint:
	case Type::integer:
	case Type::bigint:
	case Type::numeric:
	case Type::uuid:
	case Type::inet:
	case Type::macaddr:
	case Type::boolean:
		return true;
	case Type::real:
	case Type::date:
	case Type::timestamp:
	case Type::bytea:
	case Type::json:
	case Type::composite:
	case Type::other:
		return false;
	}
	return false;
}

void check_row_column(Oid relation, std::string const &name, bool is_entity) {
	AttrNumber const attribute = attribute_of(relation, name);
	if (attribute <= 0)
		throw Error(sqlstate::undefined_column,
					"column " + in_quotes(name) + " of table " + qualified_name(relation) + " does not exist", {},
					"Masking labels name columns as the catalogs do, without quotes.");
	ColumnInfo const column = column_info(relation, attribute);
	TypeInfo const type = type_info(column.type, column.typmod);
	if (is_entity && (type.array || !reads_alike(type.type_class)))
		throw Error(sqlstate::invalid_parameter_value, "column " + in_quotes(name) + " cannot be an entity",
					"Entities are numbers, texts, UUIDs or addresses.");
}

template <typename Body>
void with_locked(Oid oid, Body &&body) {
	Relation const relation = pg::call([&] { return relation_open(oid, NoLock); }); // SECURITY LABEL has locked it
	body(relation);
	pg::call([&] { relation_close(relation, NoLock); });
}

void check_table(Oid oid, std::string const &label) {
	TableRule const rule = parse_table_label(label);
	with_locked(oid, [&](Relation relation) { store_trees({oid, 0}, to_string(rule), resolve(relation, rule)); });
}

void check_column(Oid relation, AttrNumber attribute, std::string const &label) {
	ColumnInfo const column = column_info(relation, attribute);
	TypeInfo const type = type_info(column.type, column.typmod);
	Call const call = parse_column_label(label, type.type_class);
	Call const &inner = innermost(call);
	if (masks_values(inner)) {
		Joined const joined = joined_by(relation, attribute, label);
		check_values(inner, {.type = column.type,
							 .typmod = column.typmod,
							 .compile_as = joined.type_class,
							 .max_length = joined.max_length});
	}
	if (Value const *const entity = inner.find("entity"))
		if (auto const *const name = std::get_if<std::string>(entity))
			check_row_column(relation, *name, true);
	if (inner.strategy == "redact_text")
		if (Value const *const columns = inner.find("columns"))
			if (auto const *const list = std::get_if<std::string>(columns))
				for (std::string const &name : split_names(*list))
					check_row_column(relation, name, false);
	with_locked(relation, [&](Relation table) {
		store_trees({relation, attribute}, to_string(call), check_expressions(table, attribute, call));
	});
}

void check_relation(Oid relation) {
	char const kind = pg::call([&] { return get_rel_relkind(relation); });
	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE && kind != RELKIND_FOREIGN_TABLE &&
		kind != RELKIND_MATVIEW)
		throw Error(sqlstate::wrong_object_type,
					"masking labels are for tables, and not for " + qualified_name(relation),
					"Views show their tables' columns masked.", "Label the table's column.");
	if (relation < FirstNormalObjectId)
		throw Error(sqlstate::insufficient_privilege, "system catalogs cannot be masked");
}

void tell_of_role(Oid role) {
	pg::call([&] {
		HeapTuple const tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(role));
		if (!HeapTupleIsValid(tuple))
			return;
		Relation const roles = table_open(AuthIdRelationId, AccessShareLock);
		CacheInvalidateHeapTuple(roles, tuple, nullptr);
		table_close(roles, AccessShareLock);
		ReleaseSysCache(tuple);
	});
}

// The server has checked before that it is the object's owner who asks.
void check_label(ObjectAddress const &object, char const *label) {
	if (role_is_masked())
		throw Error(sqlstate::insufficient_privilege, "a masked role cannot change masking labels");
	std::optional<std::string> const text = label == nullptr ? std::nullopt : std::optional<std::string>{label};
	switch (object.classId) {
	case RelationRelationId:
		if (text) {
			check_relation(object.objectId);
			if (object.objectSubId < 0)
				throw Error(sqlstate::wrong_object_type, "system columns cannot be masked");
			if (object.objectSubId == 0)
				check_table(object.objectId, *text);
			else
				check_column(object.objectId, static_cast<AttrNumber>(object.objectSubId), *text);
		} else {
			remove_trees({object.objectId, static_cast<AttrNumber>(object.objectSubId)});
		}
		tell_of_relation(object.objectId);
		return;
	case AuthIdRelationId:
		if (text)
			parse_role_label(*text);
		tell_of_role(object.objectId);
		announce(object.objectId);
		return;
	default:
		throw Error(sqlstate::wrong_object_type, "masking labels are for columns, tables and roles");
	}
}

void relabel(ObjectAddress const *object, char const *label) {
	pg::enter([&] { check_label(*object, label); });
}

} // namespace

void install_provider() {
	pg::call([] { register_label_provider("confiture", relabel); });
}

} // namespace confiture::mask
