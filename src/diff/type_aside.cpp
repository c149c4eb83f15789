#include "diff/type_aside.hpp"

#include "diff/along.hpp"
#include "diff/aside.hpp"
#include "diff/ddl.hpp"
#include "diff/quote.hpp"
#include "diff/restore.hpp"

#include <utility>

namespace confiture::diff {

namespace {

// The functions that make values of a range and its multirange have their names.
void rename_constructors(Comparison const &compared, Position range, std::string const &multirange, std::string &forth,
						 std::string &undo) {
	Object const &type = compared.from[range];
	std::string const &subtype = type.at("subtype");
	std::string const range_aside = identity_aside(type);
	auto const rename = [&](std::string const &name, std::string const &arguments, std::string const &own) {
		std::string const aside = out_of_the_way(name);
		forth += ";\nALTER FUNCTION " + quote_name(type.schema, name) + "(" + arguments + own + ") RENAME TO " +
				 quote_name(aside);
		undo += ";\nALTER FUNCTION " + quote_name(type.schema, aside) + "(" + arguments +
				(own.empty()          ? ""
				 : own == range_aside ? type.identity
									  : type.identity + "[]") +
				") RENAME TO " + quote_name(name);
	};
	rename(type.name, subtype + ", " + subtype, "");
	rename(type.name, subtype + ", " + subtype + ", pg_catalog.text", "");
	rename(multirange, "", "");
	rename(multirange, "", range_aside);
	rename(multirange, "VARIADIC ", range_aside + "[]");
}

} // namespace

bool steps_aside(Comparison const &compared, Position old) {
	if ((compared.from[old].kind != Kind::type && compared.from[old].kind != Kind::collation) ||
		compared.old_fate[old] != Fate::rebuild)
		return false;
	for (Position const dependent : compared.from.dependents[old]) {
		Object const &object = compared.from[dependent];
		if (object.kind == Kind::column && compared.from.parent(object).kind == Kind::table &&
			((compared.to_of[dependent] != nowhere && compared.old_fate[dependent] == Fate::alter) ||
			 compared.keeps_rows(object.parent)))
			return true;
		if (object.kind == Kind::type && steps_aside(compared, dependent))
			return true;
		if (object.kind == Kind::column && compared.from.parent(object).kind == Kind::type &&
			steps_aside(compared, object.parent))
			return true;
	}
	return false;
}

std::string multirange_name(std::string const &identity) {
	std::string name;
	bool quoted = false;
	for (std::size_t i = 0; i < identity.size(); ++i) {
		if (identity[i] == '"' && quoted && i + 1 < identity.size() && identity[i + 1] == '"')
			name += identity[i++];
		else if (identity[i] == '"')
			quoted = !quoted;
		else if (identity[i] == '.' && !quoted)
			name.clear();
		else
			name += identity[i];
	}
	return name;
}

void add_stepping_aside(Draft &draft, Position old) {
	Object const &type = draft.from[old];
	std::string const aside = out_of_the_way(type.name);
	std::string const aside_identity = quote_name(type.schema, aside);
	std::string const alter = "ALTER " + phrase(draft.from, old);
	std::string forth = alter + " RENAME TO " + quote_name(aside);
	std::string undo = replace_first(alter, type.identity, aside_identity) + " RENAME TO " + quote_name(type.name);
	std::string back = restore(draft, old, true);
	// A range has a second type with a name.
	if (std::string const &multirange = type.at("multirange"); !multirange.empty()) {
		std::string const name = multirange_name(multirange);
		std::string const multirange_aside = quote_name(type.schema, out_of_the_way(name));
		forth += ";\nALTER TYPE " + multirange + " RENAME TO " + quote_name(out_of_the_way(name));
		undo += ";\nALTER TYPE " + multirange_aside + " RENAME TO " + quote_name(name);
		rename_constructors(draft, old, name, forth, undo);
		back = replace_name(std::move(back), multirange, multirange_aside);
	}
	draft.extend(draft.drops[old],
				 draft.node(150, draft.step(draft.from, old, Operation::rename, forth, undo,
											"keeps the old type until its columns have moved to the new one")));
	back = replace_name(std::move(back), type.identity, aside_identity);
	// A domain over a type that is aside as well.
	auto const aside_as_well = [&](Object const &part) {
		for (Position const target : part.depends)
			if (draft.from[target].kind == Kind::type && steps_aside(draft, target))
				back = replace_name(std::move(back), draft.from[target].identity, identity_aside(draft.from[target]));
	};
	aside_as_well(type);
	for (Position const part : draft.from.parts[old])
		aside_as_well(draft.from[part]);
	draft.aside[old] = draft.node(
		320, draft.step(draft.from, old, Operation::drop,
						"DROP " + replace_first(phrase(draft.from, old), type.identity, aside_identity), back));
	draft.graph.order(draft.drops[old].last, draft.aside[old]);
}

void name_types_aside(Draft &draft, std::vector<NodeId> const &order) {
	std::vector<std::size_t> place(order.size());
	for (std::size_t i = 0; i < order.size(); ++i)
		place[order[i]] = i;
	for (auto const &[type, last] : draft.aside) {
		if (draft.from[type].kind != Kind::type && draft.from[type].kind != Kind::collation)
			continue;
		std::string const aside = identity_aside(draft.from[type]);
		auto const rename = [&](NodeId id) {
			if (place[id] > place[draft.drops[type].last] && place[id] < place[last] && draft.steps[id].reverse_sql)
				draft.steps[id].reverse_sql =
					replace_name(*draft.steps[id].reverse_sql, draft.from[type].identity, aside);
		};
		for (Position old = 0; old < draft.from.size(); ++old) {
			if (draft.from[old].kind != Kind::table && draft.from[old].kind != Kind::column)
				continue;
			bool const own = !draft.drops[old].empty() && dropped_with(draft, old) == nowhere;
			if (own)
				for (NodeId id = draft.drops[old].first; id <= draft.drops[old].last; ++id)
					rename(id);
			for (auto const *const moved : {&draft.aside, &draft.copies})
				if (auto const found = moved->find(old); found != moved->end())
					rename(found->second);
		}
	}
}

} // namespace confiture::diff
