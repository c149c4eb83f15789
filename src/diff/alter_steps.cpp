#include "diff/alter_steps.hpp"

#include "diff/aside.hpp"
#include "diff/ddl.hpp"
#include "diff/domain.hpp"
#include "diff/properties.hpp"
#include "diff/quote.hpp"
#include "diff/restore.hpp"
#include "diff/type_aside.hpp"
#include "diff/way_back.hpp"

#include <utility>

namespace confiture::diff {

namespace {

// On the way back the column is dropped and generated again, and what hangs on it with it.
std::string after_generated_again(Draft const &draft, Position column) {
	std::vector<std::string> statements = finish(draft.from, column);
	for (Property const &property : created_properties(draft.from, column, draft.from.snapshot.role, &draft.defaults))
		statements.push_back(property.sql);
	for (Position const dependent : draft.from.dependents[column]) {
		Kind const kind = draft.from[dependent].kind;
		if ((kind == Kind::index || kind == Kind::constraint || kind == Kind::statistics) &&
			(draft.old_fate[dependent] == Fate::keep || draft.old_fate[dependent] == Fate::alter) &&
			!draft.from[dependent].is("clone"))
			statements.push_back(restore(draft, dependent, true));
	}
	std::string text;
	for (std::string const &statement : statements)
		text += ";\n" + statement;
	return text;
}

// New enum values are added before anything else, so the way back starts at the old schema with these values.
std::string without_new_values(Comparison const &compared, Position position) {
	Snapshot with = compared.from.snapshot;
	with.objects[compared.from_of[position]].set("labels", compared.to[position].at("labels"));
	return statements_between(with, compared.from.snapshot);
}

} // namespace

void add_alterations(Draft &draft, Position position) {
	for (Alteration const &change : draft.alterations[position]) {
		int priority = 200 + static_cast<int>(draft.to[position].kind) + (change.late ? 60 : 0);
		if (draft.to[position].kind == Kind::event_trigger)
			priority = change.sql.ends_with(" DISABLE") ? 0 : 1000;
		std::string back = change.reverse;
		if (change.reason == "type" && draft.from_of[position] != nowhere)
			for (Position const target : draft.from[draft.from_of[position]].depends)
				if (steps_aside(draft, target)) {
					if (std::string const &multirange = draft.from[target].at("multirange"); !multirange.empty())
						back = replace_name(
							std::move(back), multirange,
							quote_name(draft.from[target].schema, out_of_the_way(multirange_name(multirange))));
					back =
						replace_name(std::move(back), draft.from[target].identity, identity_aside(draft.from[target]));
				}
		if (change.sql.ends_with(" DROP EXPRESSION"))
			back += after_generated_again(draft, draft.from_of[position]);
		Step made = draft.step(draft.to, position, change.operation, change.sql, back,
							   change.reason == "type" || change.reason == "enum value" ? "" : change.reason);
		if (change.reason == "enum value") {
			made.transactional = false;
			made.reason =
				"the new value can be used once this is committed; the way back makes the type anew and fails "
				"if rows hold the value";
			made.reverse_sql =
				&change == &draft.alterations[position].front() ? without_new_values(draft, position) : "";
		} else if (change.sql.starts_with("ALTER EXTENSION ") && change.reverse.empty()) {
			made.reverse_sql.reset();
		} else if (change.sql.starts_with("ALTER DOMAIN ") && change.sql.ends_with(" DROP NOT NULL") &&
				   is_contained(draft.to, position)) {
			made.reverse_sql.reset();
			made.reason = no_way_back_to_domain;
		} else if (change.operation == Operation::replace && change.reverse.empty())
			made.reverse_sql = former_definition(draft, position);
		NodeId const id = draft.node(change.reason == "enum value" ? 0 : priority, std::move(made));
		if (change.late || draft.cyclic_new[position])
			draft.extend(draft.late[position], id);
		else
			draft.extend(draft.makes[position], id);
	}
	if (!draft.late[position].empty())
		draft.graph.order(draft.makes[position].last, draft.late[position].first);
}

} // namespace confiture::diff
