#include "diff/property_steps.hpp"

#include "diff/acl.hpp"
#include "diff/ddl.hpp"
#include "diff/properties.hpp"
#include "diff/quote.hpp"

#include <string_view>
#include <utility>

namespace confiture::diff {

namespace {

// A REVOKE on a relation takes what its columns have as well.
void grant_columns_again(Comparison const &compared, std::vector<Property> &properties, Position relation) {
	std::string grants;
	for (Position const column : compared.from.parts[relation]) {
		Object const &object = compared.from[column];
		if (object.kind != Kind::column || object.acl.empty() || compared.goes(column))
			continue;
		for (PrivilegeChange const &change :
			 change_privileges({}, granted_by(parse_items(object.acl), compared.from[relation].owner),
							   all_privileges(object, compared.from.snapshot.server_version),
							   grant_phrase(compared.from, column), "(" + quote_name(object.name) + ")"))
			grants += ";\n" + change.sql;
	}
	if (!grants.empty())
		for (Property &property : properties)
			for (std::string *const sql : {&property.sql, &property.reverse})
				if (sql->starts_with("REVOKE "))
					*sql += grants;
}

} // namespace

void add_property_nodes(Draft &draft) {
	for (Position position = 0; position < draft.to.size(); ++position) {
		Object const &object = draft.to[position];
		if (object.kind == Kind::default_privileges || object.kind == Kind::system_privileges)
			continue;
		bool const made = draft.comes(position);
		Position const old = made ? nowhere : draft.from_of[position];
		std::vector<Property> properties =
			made ? created_properties(draft.to, position, draft.from.snapshot.role, &draft.defaults)
				 : changed_properties(draft.from, old, draft.to, position);
		if (old != nowhere && !properties.empty())
			grant_columns_again(draft, properties, old);
		Span &chain = draft.properties[position];
		for (Property const &property : properties) {
			Step change = draft.step(draft.to, position, property.operation, property.sql, "");
			change.reverse_sql = made && !property.undo ? "" : property.reverse;
			NodeId const id = draft.node(200 + static_cast<int>(object.kind) + 2, std::move(change));
			draft.extend(chain, id);
			if (property.owner)
				draft.owners[position] = id;
		}
		if (!chain.empty() && !draft.makes[position].empty())
			draft.graph.order(draft.makes[position].last, chain.first);
	}
	for (Position position = 0; position < draft.to.size(); ++position) {
		if (draft.to[position].kind != Kind::column || draft.properties[draft.to[position].parent].empty())
			continue;
		Span const &table = draft.properties[draft.to[position].parent];
		if (!draft.properties[position].empty())
			draft.graph.order(table.last, draft.properties[position].first);
	}
	for (Position old = 0; old < draft.from.size(); ++old)
		if (draft.from[old].kind == Kind::column && !draft.from[old].acl.empty() && !draft.drops[old].empty())
			if (Position const relation = draft.to_of[draft.from[old].parent];
				relation != nowhere && draft.drops[draft.from[old].parent].empty() &&
				!draft.properties[relation].empty())
				draft.graph.order(draft.drops[old].last, draft.properties[relation].first);
}

void add_default_privileges(Draft &draft, Position old, Position position) {
	Object const &object = position != nowhere ? draft.to[position] : draft.from[old];
	Privileges const builtin = parse_acl(acl_elements(object.at("builtin_acl")));
	Privileges const before = old != nowhere ? parse_acl(draft.from[old].acl) : builtin;
	Privileges const after = position != nowhere ? parse_acl(draft.to[position].acl) : builtin;
	bool const system = object.kind == Kind::system_privileges;
	std::string const prefix =
		system ? ""
			   : "ALTER DEFAULT PRIVILEGES FOR ROLE " + quote_name(object.at("role")) +
					 (object.is("in_schema") ? " IN SCHEMA " + quote_name(object.at("in_schema")) : "") + " ";
	std::string const on = system ? object.at("target") : object.at("on");
	std::string_view const all =
		on == "TABLES" || on.starts_with("TABLE ")
			? (draft.to.snapshot.server_version >= 170000 ? "arwdDxtm" : "arwdDxt")
		: on == "SEQUENCES" || on.starts_with("SEQUENCE ")                                                      ? "rwU"
		: on == "FUNCTIONS" || on.starts_with("FUNCTION ") || on.starts_with("PROCEDURE ")                      ? "X"
		: on == "SCHEMAS" || on.starts_with("SCHEMA ")                                                          ? "UC"
		: on == "TYPES" || on.starts_with("TYPE ") || on.starts_with("LANGUAGE ") || on.starts_with("FOREIGN ") ? "U"
																												: "rw";
	Side const &side = position != nowhere ? draft.to : draft.from;
	for (PrivilegeChange const &change : change_privileges(before, after, all, on, "", prefix)) {
		NodeId const id =
			draft.node(change.grants ? 400 : 10,
					   draft.step(side, position != nowhere ? position : old,
								  change.grants ? Operation::grant : Operation::revoke, change.sql, change.reverse));
		draft.extend(position != nowhere ? draft.makes[position] : draft.drops[old], id);
	}
}

} // namespace confiture::diff
