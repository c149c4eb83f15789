#include "diff/compare.hpp"

#include "diff/convert.hpp"
#include "diff/ddl.hpp"
#include "diff/domain.hpp"
#include "diff/quote.hpp"
#include "diff/typed_table.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace confiture::diff {

namespace {

void rebuild_family(Comparison &compared, Position table) {
	if (compared.to_of[table] == nowhere || compared.old_fate[table] == Fate::rebuild)
		return;
	compared.set_fate(table, Fate::rebuild);
	compared.alterations[compared.to_of[table]].clear();
	for (Position const link : compared.from.dependents[table])
		if (compared.from[link].kind == Kind::inheritance && compared.to_of[link] != nowhere)
			rebuild_family(compared, compared.from[link].parent);
}

// Whether the new table still has a parent that the old one has.
bool stays_child(Comparison const &compared, Position table) {
	auto const &links = compared.from.parts[table];
	return std::any_of(links.begin(), links.end(), [&](Position link) {
		return compared.from[link].kind == Kind::inheritance && compared.to_of[link] != nowhere;
	});
}

// Whether a column or check is inherited only or also the table's own can't be changed while it is inherited, nor
// does a child keep what it has from a parent only when that drops it.
void decide_inherited(Comparison &compared, Position old) {
	Position const position = compared.to_of[old];
	Object const &part = compared.from[old];
	if ((part.kind != Kind::column && part.at("form") != "check") || part.parent == nowhere ||
		compared.from[part.parent].kind != Kind::table ||
		compared.to[compared.to[position].parent].is("is_partition") ||
		part.is("not_local") == compared.to[position].is("not_local"))
		return;
	if (compared.to[position].is("inherited") || (inherited_part(part) && stays_child(compared, part.parent)))
		rebuild_family(compared, part.parent);
}

// Nor can a table that is there be given a column that it has from a new parent only.
void decide_new_inherited(Comparison &compared, Position position) {
	Object const &column = compared.to[position];
	Position const table = column.parent;
	if (column.kind != Kind::column || compared.from_of[position] != nowhere ||
		compared.to[table].kind != Kind::table || compared.from_of[table] == nowhere || !column.is("inherited") ||
		!column.is("not_local") || compared.to[table].is("is_partition"))
		return;
	for (Position const link : compared.to.parts[table])
		if (compared.to[link].kind == Kind::inheritance && compared.from_of[link] != nowhere)
			if (Position const parent = compared.to.find(Kind::table, compared.to[link].at("parent_table"));
				parent != nowhere && compared.to.part_named(parent, Kind::column, column.name) != nowhere)
				return; // comes with the parent's
	rebuild_family(compared, compared.from_of[table]);
}

void decide_partition_key(Comparison &compared, Position old) {
	if (!compared.changes_type(compared.to_of[old]) || !compared.from.in_partition_key(old))
		return;
	compared.set_fate(compared.from[old].parent, Fate::rebuild);
	compared.alterations[compared.to_of[compared.from[old].parent]].clear();
}

// How the values of a column that stays are stored; a new type brings its own way. On the way back the column is made
// anew.
void add_storage(std::vector<Alteration> &changes, std::string const &alter, Object const &column,
				 Object const &fresh) {
	auto const storage = [](Object const &object) {
		return object.is("storage") ? object.at("storage") : object.at("type_storage");
	};
	bool const retyped = column.at("type") != fresh.at("type") || column.at("collation") != fresh.at("collation");
	if (storage(fresh) != (retyped ? fresh.at("type_storage") : storage(column)) && !storage(fresh).empty())
		changes.push_back({Operation::alter, alter + " SET STORAGE " + storage(fresh), ""});
	if (fresh.at("compression") != (retyped ? "" : column.at("compression")))
		changes.push_back(
			{Operation::alter,
			 alter + " SET COMPRESSION " + (fresh.is("compression") ? fresh.at("compression") : "default"), ""});
	if (fresh.at("statistics") != column.at("statistics"))
		changes.push_back({Operation::alter,
						   alter + " SET STATISTICS " + (fresh.is("statistics") ? fresh.at("statistics") : "-1"), ""});
}

// A column that stops being generated keeps its values.
void decide_column(Comparison &compared, Position old) {
	Position const position = compared.to_of[old];
	Object const &column = compared.from[old];
	if (column.kind != Kind::column || compared.from.parent(column).kind != Kind::table)
		return;
	Object const &fresh = compared.to[position];
	if (column.at("generated") != "STORED" || fresh.is("generated"))
		return;
	Object ungenerated = column;
	ungenerated.set("generated", "");
	ungenerated.set("expression", "");
	std::string const alter = alter_table(compared.to, fresh.parent, false) + " ALTER COLUMN " + quote_name(fresh.name);
	std::vector<Alteration> changes{{Operation::alter, alter + " DROP EXPRESSION",
									 drop(compared.from, old).front() + ";\n" + create(compared.from, old).front()}};
	if (column.at("type") != fresh.at("type") || column.at("collation") != fresh.at("collation")) {
		std::string const expression = conversion(compared.from, ungenerated, compared.to, fresh);
		changes.push_back({Operation::alter,
						   alter + " TYPE " + fresh.at("type") +
							   (fresh.is("collation") ? " COLLATE " + fresh.at("collation") : "") +
							   (expression.empty() ? "" : " USING " + expression),
						   "", false, "type"});
	}
	if (column.is("not_null") != fresh.is("not_null"))
		changes.push_back({Operation::alter, alter + (fresh.is("not_null") ? " SET NOT NULL" : " DROP NOT NULL"), ""});
	add_storage(changes, alter, column, fresh);
	compared.alterations[position] = std::move(changes);
	compared.set_fate(old, Fate::alter);
}

} // namespace

void compare(Comparison &compared) {
	for (Position old = 0; old < compared.from.size(); ++old) {
		Position const position = compared.to_of[old];
		if (position == nowhere)
			continue;
		std::optional<std::vector<Alteration>> changes = alterations(compared.from, old, compared.to, position);
		if (!changes)
			compared.set_fate(old, Fate::rebuild);
		else {
			compared.set_fate(old, changes->empty() ? Fate::keep : Fate::alter);
			compared.alterations[position] = std::move(*changes);
		}
	}
	for (Position old = 0; old < compared.from.size(); ++old)
		if (compared.to_of[old] != nowhere && compared.old_fate[old] != Fate::rebuild)
			decide_domain(compared, old);
	for (Position old = 0; old < compared.from.size(); ++old)
		if (compared.to_of[old] != nowhere)
			decide_inherited(compared, old);
	for (Position position = 0; position < compared.to.size(); ++position)
		decide_new_inherited(compared, position);
	for (Position old = 0; old < compared.from.size(); ++old)
		if (compared.old_fate[old] == Fate::rebuild)
			decide_column(compared, old);
		else if (compared.from[old].kind == Kind::column && compared.old_fate[old] == Fate::alter) {
			decide_attribute(compared, old);
			decide_partition_key(compared, old);
		}
}

} // namespace confiture::diff
