#include "diff/restore.hpp"

#include "diff/along.hpp"
#include "diff/base_type.hpp"
#include "diff/clone_trigger.hpp"
#include "diff/ddl.hpp"
#include "diff/inherit.hpp"
#include "diff/properties.hpp"
#include "diff/quote.hpp"
#include "diff/stand_in.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace confiture::diff {

namespace {

using Statements = std::vector<std::string>;

void append(Statements &statements, Statements more) {
	statements.insert(statements.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What CREATE does not say: states, owner, privileges, comment and labels.
void add_rest(Comparison const &compared, Position old, Statements &statements) {
	append(statements, finish(compared.from, old));
	if (compared.from[old].kind == Kind::trigger)
		append(statements, own_states(compared, old));
	for (Property &property : created_properties(compared.from, old, compared.from.snapshot.role, &compared.defaults))
		statements.push_back(std::move(property.sql));
}

// What the columns that children have from this one have of their own.
void add_inherited_columns(Comparison const &compared, Position column, Statements &statements) {
	Side const &from = compared.from;
	for (Position old = 0; old < from.size(); ++old) {
		Object const &object = from[old];
		if (object.kind != Kind::column || object.name != from[column].name || old == column ||
			from.parent(object).kind != Kind::table || !inherited_part(object) ||
			compared.old_fate[object.parent] == Fate::drop || dropped_with(compared, old) != column)
			continue;
		append(statements, unlike_parent(from, old, column));
		add_rest(compared, old, statements);
		add_inherited_columns(compared, old, statements);
	}
}

// The checks of children that are valid where this one is not, for the children that are there by then.
void add_validations(Comparison const &compared, Position check, Statements &statements) {
	Side const &from = compared.from;
	for (Position const link : from.dependents[from[check].parent]) {
		if (from[link].kind != Kind::inheritance || compared.old_fate[link] == Fate::drop)
			continue;
		Position const own = from.part_named(from[link].parent, Kind::constraint, from[check].name);
		if (own != nowhere && unvalidated_source(from, own) == check)
			statements.push_back(validate(from, own));
	}
}

// Constraints come in the order in which one needs the other, and bounds when all is there.
int rank(Object const &part) {
	if (part.kind == Kind::constraint)
		return part.at("form") == "foreign key" ? 2 : 1;
	if (part.kind == Kind::inheritance && part.is("bound"))
		return 4;
	return part.kind < Kind::constraint ? 0 : 3;
}

// Whether the CREATE of what it is a part of makes the part.
bool is_inlined(Side const &from, Position position) {
	Object const &part = from[position];
	switch (part.kind) {
	case Kind::column:
		return true;
	case Kind::default_value:
		return from.parent(from.parent(part)).kind != Kind::view && !inherited_default(from, position);
	case Kind::sequence:
		return part.parent != nowhere;
	case Kind::inheritance:
		return !part.is("bound");
	case Kind::constraint:
		return inherited_part(part) && !from.parent(part).is("is_partition");
	default:
		return false;
	}
}

void add_parts(Comparison const &compared, Position old, Statements &statements) {
	Side const &from = compared.from;
	std::vector<Position> parts = from.parts[old];
	std::stable_sort(parts.begin(), parts.end(), [&](Position a, Position b) { return rank(from[a]) < rank(from[b]); });
	for (Position const part : parts) {
		Object const &object = from[part];
		if (!goes_with_parent(object.kind) || object.is("clone") || object.kind == Kind::index_attachment ||
			explicit_drop(compared, part))
			continue;
		if (!is_inlined(from, part))
			append(statements, create(from, part));
		add_rest(compared, part, statements);
		add_parts(compared, part, statements);
	}
}

void add_publications(Comparison const &compared, Position old, Statements &statements) {
	for (Position const dependent : compared.from.dependents[old]) {
		Kind const kind = compared.from[dependent].kind;
		if ((kind == Kind::publication_relation || kind == Kind::publication_schema) &&
			dropped_with(compared, dependent) == old)
			statements.push_back(create(compared.from, dependent).front());
	}
}

std::string alter_relation(Side const &side, Position relation) {
	return side[relation].kind == Kind::table ? alter_table(side, relation) : "ALTER " + phrase(side, relation);
}

// The indexes of partitions that go with their parent's.
void add_attached(Draft const &draft, Position index, Statements &statements) {
	Side const &from = draft.from;
	for (Position const attachment : from.dependents[index]) {
		if (from[attachment].kind != Kind::index_attachment)
			continue;
		Position const child = from[attachment].parent;
		bool const taken_along = dropped_with(draft, child) == index;
		bool const comes_back_before =
			draft.old_fate[from[child].parent] == Fate::drop && draft.copies.contains(from[index].parent);
		if (taken_along)
			statements.push_back(restore(draft, child, true));
		if (taken_along || comes_back_before)
			statements.push_back(create(from, attachment).front());
	}
}

// The marks that its table sets on an index.
void add_marks(Side const &from, Position index, Statements &statements) {
	Object const &table = from.parent(from[index]);
	std::string const name = quote_name(from[index].name);
	std::string const alter = alter_relation(from, from[index].parent);
	if (table.at("replica_identity") == "USING INDEX " + name)
		statements.push_back(alter + " REPLICA IDENTITY USING INDEX " + name);
	if (table.at("clustered_on") == name)
		statements.push_back(alter + " CLUSTER ON " + name);
}

// Whether it is a domain without a default, made of one that has got one by then.
bool takes_new_default(Comparison const &compared, Position old) {
	Object const &type = compared.from[old];
	if (!type.is("base") || type.is("default"))
		return false;
	Position const base = compared.from.find(Kind::type, type.at("base"));
	return base != nowhere && !compared.from[base].is("default") && compared.to_of[base] != nowhere &&
		   compared.to[compared.to_of[base]].is("default");
}

} // namespace

std::vector<Position> owned_sequences(Comparison const &compared, Position old) {
	Side const &from = compared.from;
	std::vector<Position> result;
	for (Position sequence = 0; sequence < from.size(); ++sequence) {
		Object const &object = from[sequence];
		if (object.kind != Kind::sequence || !object.is("owned_by") || compared.old_fate[sequence] != Fate::drop)
			continue;
		Position const column = from.find(Kind::column, object.at("owned_by"));
		if (column != nowhere && (column == old || from[column].parent == old))
			result.push_back(sequence);
	}
	return result;
}

std::vector<std::string> sequence_rest(Comparison const &compared, Position sequence, bool with_owner) {
	Statements statements;
	std::vector<Property> const properties =
		created_properties(compared.from, sequence, compared.from.snapshot.role, &compared.defaults);
	for (Property const &property : properties)
		if (property.owner && with_owner)
			statements.push_back(property.sql);
	append(statements, finish(compared.from, sequence));
	for (Property const &property : properties)
		if (!property.owner)
			statements.push_back(property.sql);
	return statements;
}

std::string restore(Draft const &draft, Position old, bool with_parts) {
	Side const &from = draft.from;
	Object const &object = from[old];
	Statements statements;
	std::vector<Position> const owned = with_parts ? owned_sequences(draft, old) : std::vector<Position>{};
	for (Position const sequence : owned)
		statements.push_back(create(from, sequence).front());
	if (is_base_type(from, old)) {
		statements.push_back("CREATE TYPE " + object.identity);
		for (Position const function : type_functions(from, old))
			statements.push_back(restore(draft, function, false));
	}
	if (draft.cyclic_old[old])
		statements.push_back(create_stand_in(from, old));
	else
		append(statements, create(from, old, [&](Position value) { return !explicit_drop(draft, value); }));
	if (takes_new_default(draft, old))
		statements.push_back("ALTER DOMAIN " + object.identity + " DROP DEFAULT");
	if (with_parts) {
		add_parts(draft, old, statements);
		if (object.kind == Kind::table || object.kind == Kind::schema)
			add_publications(draft, old, statements);
	}
	for (Position const sequence : owned)
		append(statements, sequence_rest(draft, sequence, object.kind == Kind::column));
	if (object.kind == Kind::sequence && object.is("owned_by"))
		append(statements, sequence_rest(draft, old, true));
	else
		add_rest(draft, old, statements);
	if (with_parts && (object.kind == Kind::table || object.kind == Kind::materialized_view)) {
		if (object.at("replica_identity").starts_with("USING INDEX "))
			statements.push_back(alter_relation(from, old) + " REPLICA IDENTITY " + object.at("replica_identity"));
		if (object.is("clustered_on"))
			statements.push_back(alter_relation(from, old) + " CLUSTER ON " + object.at("clustered_on"));
	}
	if (with_parts && object.kind == Kind::column)
		add_inherited_columns(draft, old, statements);
	if (object.kind == Kind::index || object.kind == Kind::constraint) {
		add_attached(draft, old, statements);
		add_marks(from, old, statements);
		add_validations(draft, old, statements);
	}
	return join(statements, ";\n");
}

} // namespace confiture::diff
