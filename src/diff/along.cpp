#include "diff/along.hpp"

#include "diff/base_type.hpp"
#include "diff/ddl.hpp"
#include "diff/partition.hpp"
#include "diff/separate_parts.hpp"
#include "diff/typed_table.hpp"

#include <algorithm>

namespace confiture::diff {

bool inherited_default(Side const &side, Position value) {
	Object const &column = side.parent(side[value]);
	return column.is("not_local") && !side[column.parent].is("is_partition");
}

bool goes_with_parent(Kind kind) {
	switch (kind) {
	case Kind::column:
	case Kind::default_value:
	case Kind::inheritance:
	case Kind::constraint:
	case Kind::domain_constraint:
	case Kind::index:
	case Kind::index_attachment:
	case Kind::statistics:
	case Kind::rule:
	case Kind::trigger:
	case Kind::policy:
	case Kind::publication_relation:
	case Kind::publication_schema:
	case Kind::sequence:
		return true;
	default:
		return false;
	}
}

Position dropped_with(Comparison const &compared, Position old) {
	Object const &object = compared.from[old];
	auto const goes = [&](Position position) { return position != nowhere && compared.goes(position); };
	if (compared.dropped_first[old]) {
		Position const source = source_of(compared.from, old);
		return source != nowhere && compared.dropped_first[source] ? source : nowhere;
	}
	if (explicit_drop(compared, old))
		return nowhere;
	bool const bare = object.kind == Kind::column || object.kind == Kind::default_value ||
					  (object.kind == Kind::inheritance && !object.is("bound")) ||
					  object.kind == Kind::index_attachment ||
					  (object.kind == Kind::constraint && object.at("form") == "check" && object.is("inherited"));
	bool const made_anew = object.parent != nowhere && compared.keeps_rows(object.parent);
	if (lets_go_first(compared, old))
		return nowhere;
	if (object.kind == Kind::sequence && object.parent != nowhere &&
		compared.keeps_rows(compared.from.parent(object).parent) && compared.old_fate[old] == Fate::rebuild)
		return nowhere;
	if (object.parent != nowhere && goes_with_parent(object.kind) && goes(object.parent) && (!made_anew || bare))
		return object.parent;
	if (object.kind == Kind::sequence && object.is("owned_by") && compared.old_fate[old] == Fate::drop) {
		Position const column = compared.from.find(Kind::column, object.at("owned_by"));
		if (goes(column))
			return column;
	}
	if (object.kind == Kind::function)
		for (Position const type : object.depends)
			if (is_base_type(compared.from, type) && goes(type) &&
				(compared.old_fate[old] == Fate::drop || compared.old_fate[old] == compared.old_fate[type]))
				for (Position const function : type_functions(compared.from, type))
					if (function == old)
						return type;
	if (object.kind == Kind::publication_relation || object.kind == Kind::publication_schema)
		for (Position const target : object.depends)
			if ((compared.from[target].kind == Kind::table || compared.from[target].kind == Kind::schema) &&
				goes(target) && !compared.keeps_rows(target))
				return target;
	if (object.kind == Kind::index_attachment)
		return goes(object.parent) ? object.parent : object.depends.empty() ? nowhere : object.depends.front();
	if (Position const attribute = type_attribute(compared.from, old);
		attribute != nowhere && goes(attribute) && compared.stays_typed(compared.from, object.parent))
		return attribute;
	// An attached index goes with the parent's.
	if (object.kind == Kind::index || object.kind == Kind::constraint)
		for (Position const part : compared.from.parts[old])
			if (compared.from[part].kind == Kind::index_attachment)
				for (Position const parent : compared.from[part].depends)
					if (goes(parent) && !compared.detached(object.parent))
						return parent;
	// So does what a child has from its parent.
	if ((object.kind == Kind::column || object.kind == Kind::constraint) && inherited_part(object) &&
		object.parent != nowhere && compared.from[object.parent].kind == Kind::table)
		for (Position const link : compared.from.parts[object.parent]) {
			if (compared.from[link].kind != Kind::inheritance || compared.goes(link))
				continue;
			Position const parent = compared.from.find(Kind::table, compared.from[link].at("parent_table"));
			if (parent == nowhere)
				continue;
			Position const source = compared.from.part_named(parent, object.kind, object.name);
			if (goes(source))
				return source;
		}
	return nowhere;
}

Position made_with(Comparison const &compared, Position position) {
	Object const &object = compared.to[position];
	auto const comes = [&](Position other) { return other != nowhere && compared.comes(other); };
	if (compared.stands_for[position] != nowhere && (object.kind == Kind::column || object.kind == Kind::constraint))
		return compared.stands_for[position];
	switch (object.kind) {
	case Kind::column:
		if (comes(object.parent) || compared.to.parent(object).kind == Kind::view)
			return object.parent;
		// A typed table has the type's columns.
		if (Object const &table = compared.to[object.parent]; compared.stays_typed(compared.to, object.parent))
			if (Position const type = compared.to.find(Kind::type, table.at("of_type")); type != nowhere)
				return compared.to.part_named(type, Kind::column, object.name);
		return nowhere;
	case Kind::default_value:
		if (!comes(object.parent))
			return nowhere;
		if (compared.stands_for[object.parent] != nowhere)
			return object.parent; // what differs from the parent's is said when the column is there
		return compared.made_later[position] || inherited_default(compared.to, position) ? nowhere : object.parent;
	case Kind::sequence:
		return object.parent != nowhere && comes(object.parent) && compared.stands_for[object.parent] == nowhere
				   ? object.parent
				   : nowhere;
	case Kind::inheritance:
		return !object.is("bound") && comes(object.parent) ? object.parent : nowhere;
	case Kind::constraint:
		if (Position const source = source_of(compared.to, position); compared.made_later[position] && comes(source))
			return source;
		// CREATE TABLE ... INHERITS takes the parent's checks over.
		if (inherited_part(object) && comes(object.parent) && !compared.to[object.parent].is("is_partition"))
			return object.parent;
		return nowhere;
	default:
		return nowhere;
	}
}

bool explicit_drop(Comparison const &compared, Position old) {
	Object const &object = compared.from[old];
	if (compared.dropped_first[old] || leaves_first(compared, old))
		return true;
	if (object.kind == Kind::constraint && object.at("form") == "foreign key" && !object.is("clone")) {
		Position const referenced = compared.from.find(Kind::table, object.at("references"));
		// Even its own table's: a partition that goes before its parent is referenced by it too.
		return referenced != nowhere && compared.goes(referenced) &&
			   (referenced != object.parent || compared.from[referenced].is("partition_key"));
	}
	return false;
}

bool lets_go_first(Comparison const &compared, Position old) {
	Object const &object = compared.from[old];
	if (object.kind != Kind::default_value || !compared.keeps_rows(compared.from.parent(object).parent))
		return false;
	return std::any_of(object.depends.begin(), object.depends.end(),
					   [&](Position target) { return compared.goes(target); });
}

} // namespace confiture::diff
