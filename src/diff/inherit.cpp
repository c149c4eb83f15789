#include "diff/inherit.hpp"

#include "diff/ddl.hpp"
#include "diff/not_null.hpp"
#include "diff/quote.hpp"
#include "diff/retype.hpp"
#include "diff/typed_table.hpp"

#include <algorithm>
#include <string_view>

namespace confiture::diff {

namespace {

// The parents of a table that are its parents on both sides.
std::vector<Position> kept_parents(Comparison const &compared, Position table) {
	std::vector<Position> parents;
	for (Position const link : compared.to.parts[table])
		if (compared.to[link].kind == Kind::inheritance && compared.from_of[link] != nowhere &&
			compared.new_fate[link] != Fate::rebuild)
			if (Position const parent = compared.to.find(Kind::table, compared.to[link].at("parent_table"));
				parent != nowhere)
				parents.push_back(parent);
	return parents;
}

std::string suffix(std::string const &sql) {
	for (std::string_view const words :
		 {" ALTER COLUMN ", " RENAME CONSTRAINT ", " ADD CONSTRAINT ", " VALIDATE CONSTRAINT ", " ALTER CONSTRAINT "})
		if (std::size_t const at = sql.find(words); at != std::string::npos)
			return sql.substr(at);
	return sql;
}

// SET NOT NULL of a parent gives its children constraints of the same name.
bool comes_with_not_null(Comparison const &compared, Position column, Position source, Alteration const &change) {
	Object const &child = compared.to[column], &parent = compared.to[source];
	return change.sql.find(" NOT NULL") != std::string::npos &&
		   !compared.from[compared.from_of[column]].is("not_null") &&
		   !compared.from[compared.from_of[source]].is("not_null") && child.is("not_null") && parent.is("not_null") &&
		   has_not_null_name(compared.to.snapshot, child) &&
		   not_null_name(compared.to.parent(child), child) == not_null_name(compared.to.parent(parent), parent);
}

bool recurses(std::string const &sql) { return sql.find("ONLY ") == std::string::npos; }

void comment_partitions(Comparison const &compared, Position index, bool commented, Alteration &change) {
	for (Position const attachment : compared.from.dependents[index]) {
		Position const child = compared.from[attachment].parent;
		if (compared.from[attachment].kind != Kind::index_attachment || compared.to_of[child] == nowhere ||
			compared.old_fate[child] == Fate::rebuild)
			continue;
		if (compared.from[child].kind == Kind::index && commented) {
			auto const statement = [](Object const &object) {
				return ";\nCOMMENT ON INDEX " + object.identity + " IS " +
					   (object.comment.empty() ? "NULL" : quote_literal(object.comment));
			};
			change.sql += statement(compared.to[compared.to_of[child]]);
			change.reverse += statement(compared.from[child]);
		}
		comment_partitions(compared, child, commented, change);
	}
}

void validate_children(Comparison const &compared, Position check, Alteration &change) {
	for (Position const link : compared.from.dependents[compared.from[check].parent]) {
		if (compared.from[link].kind != Kind::inheritance || compared.goes(link))
			continue;
		Position const own =
			compared.from.part_named(compared.from[link].parent, Kind::constraint, compared.from[check].name);
		if (own == nowhere || unvalidated_source(compared.from, own) != check)
			continue;
		change.sql += ";\n" + validate(compared.to, compared.to_of[own]);
		change.reverse += ";\n" + validate(compared.from, own);
	}
}

} // namespace

void free_clones(Comparison &compared) {
	for (Position old = 0; old < compared.from.size(); ++old) {
		Position const position = compared.to_of[old];
		Object const &key = compared.from[old];
		if (position == nowhere || key.kind != Kind::constraint || !key.is("clone"))
			continue;
		bool const detached = compared.detached(key.parent);
		Position const referenced = compared.from.find(Kind::table, key.at("references"));
		if (detached ? referenced != nowhere && compared.goes(referenced) : !compared.to[position].is("clone"))
			compared.set_fate(old, Fate::rebuild);
	}
}

void suppress_inherited(Comparison &compared) {
	compared.stands_for.assign(compared.to.size(), nowhere);
	std::vector<std::vector<Alteration>> const all = compared.alterations;
	auto const has_alteration = [&](Position position, std::string const &wanted) {
		return std::any_of(all[position].begin(), all[position].end(),
						   [&](Alteration const &change) { return suffix(change.sql) == wanted; });
	};
	for (Position position = 0; position < compared.to.size(); ++position) {
		Object const &object = compared.to[position];
		if ((object.kind != Kind::column && object.kind != Kind::constraint) || object.parent == nowhere)
			continue;
		if (Position const attribute = type_attribute(compared.to, position);
			attribute != nowhere && compared.new_fate[attribute] == Fate::alter && compared.changes_type(attribute) &&
			compared.stays_typed(compared.to, object.parent)) {
			std::erase_if(compared.alterations[position],
						  [](Alteration const &change) { return change.reason == "type"; });
			compared.stands_for[position] = attribute;
		}
		if (compared.to[object.parent].kind != Kind::table || !object.is("inherited"))
			continue;
		for (Position const parent : kept_parents(compared, object.parent)) {
			Position const source = compared.to.part_named(parent, object.kind, object.name);
			if (source == nowhere)
				continue;
			if (compared.comes(source)) {
				bool const own_too = !object.is("not_local") && !compared.to[object.parent].is("is_partition") &&
									 (object.kind == Kind::column || object.at("form") == "check");
				if (compared.comes(position) && !own_too)
					compared.stands_for[position] = source;
			} else if (compared.new_fate[source] == Fate::alter && compared.new_fate[position] == Fate::alter) {
				bool retyped = false;
				std::erase_if(compared.alterations[position], [&](Alteration const &change) {
					bool const same = recurses(change.sql) && (has_alteration(source, suffix(change.sql)) ||
															   comes_with_not_null(compared, position, source, change));
					retyped = retyped || (same && change.reason == "type");
					return same;
				});
				if (retyped)
					for (Alteration &change : compared.alterations[source])
						if (change.reason == "type")
							for (std::string const &statement :
								 storage_statements(compared.from, compared.from_of[position]))
								change.reverse += ";\n" + statement;
				compared.stands_for[position] = source;
			}
		}
	}
}

void keep_comments_of_partitions(Comparison &compared) {
	for (Position column = 0; column < compared.to.size(); ++column)
		if (compared.to[column].kind == Kind::column && compared.to.parent(compared.to[column]).is("partition_key") &&
			compared.from_of[column] != nowhere)
			for (Alteration &change : compared.alterations[column])
				if (change.reason == "type")
					for (Position const index : compared.from.dependents[compared.from_of[column]])
						comment_partitions(compared, index, !compared.from[index].comment.empty(), change);
}

Position unvalidated_source(Side const &side, Position check) {
	Object const &own = side[check];
	if (own.kind != Kind::constraint || own.at("form") != "check" || !own.is("inherited") || own.is("not_valid"))
		return nowhere;
	for (Position const link : side.parts[own.parent])
		if (side[link].kind == Kind::inheritance)
			if (Position const parent = side.find(Kind::table, side[link].at("parent_table")); parent != nowhere)
				if (Position const source = side.part_named(parent, Kind::constraint, own.name);
					source != nowhere && side[source].is("not_valid"))
					return source;
	return nowhere;
}

void keep_children_validated(Comparison &compared) {
	for (Position column = 0; column < compared.to.size(); ++column)
		for (Alteration &change : compared.alterations[column])
			if (change.reason == "type" && compared.to[column].kind == Kind::column)
				for (Position const check : compared.from.dependents[compared.from_of[column]])
					if (compared.from[check].is("not_valid") && !compared.goes(check))
						validate_children(compared, check, change);
}

std::string validate(Side const &side, Position constraint) {
	return alter_table(side, side[constraint].parent, false) + " VALIDATE CONSTRAINT " +
		   quote_name(side[constraint].name);
}

std::vector<std::string> unlike_parent(Side const &side, Position column, Position source) {
	std::vector<std::string> statements;
	std::string const alter = alter_table(side, side[column].parent) + " ALTER COLUMN " + quote_name(side[column].name);
	Position const own = side.part(column, Kind::default_value), theirs = side.part(source, Kind::default_value);
	if (own != nowhere && (theirs == nowhere || side[own].at("expression") != side[theirs].at("expression")))
		statements.push_back(alter + " SET DEFAULT " + side[own].at("expression"));
	if (own == nowhere && theirs != nowhere)
		statements.push_back(alter + " DROP DEFAULT");
	if (side[column].is("not_null") && !side[source].is("not_null"))
		statements.push_back(alter + " SET NOT NULL");
	return statements;
}

} // namespace confiture::diff
