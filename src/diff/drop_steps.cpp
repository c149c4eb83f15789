#include "diff/drop_steps.hpp"

#include "diff/along.hpp"
#include "diff/aside.hpp"
#include "diff/base_type.hpp"
#include "diff/clone_trigger.hpp"
#include "diff/ddl.hpp"
#include "diff/domain.hpp"
#include "diff/property_steps.hpp"
#include "diff/quote.hpp"
#include "diff/restore.hpp"
#include "diff/separate_parts.hpp"
#include "diff/sequence.hpp"
#include "diff/stand_in.hpp"
#include "diff/table_aside.hpp"
#include "diff/type_aside.hpp"
#include "diff/way_back.hpp"

#include <algorithm>
#include <utility>

namespace confiture::diff {

namespace {

// Whether another function of the name stays or comes: calls might not know which is meant.
bool is_overloaded(Comparison const &compared, Position old) {
	Object const &routine = compared.from[old];
	auto const &objects = compared.to.snapshot.objects;
	return (routine.kind == Kind::function || routine.kind == Kind::procedure) &&
		   std::any_of(objects.begin(), objects.end(), [&](Object const &object) {
			   return object.kind == routine.kind && object.name == routine.name && object.schema == routine.schema;
		   });
}

Span drops_of(Draft const &draft, Position old, int depth) {
	if (!draft.drops[old].empty() || depth > 8)
		return draft.drops[old];
	Position const with = dropped_with(draft, old);
	return with == nowhere ? Span{} : drops_of(draft, with, depth + 1);
}

// All objects; of a table's columns the last one first, so that on the way back they come in their order.
std::vector<Position> from_the_last_column(Side const &side) {
	std::vector<Position> order;
	std::vector<bool> seen(side.size()); // tables
	for (Position position = 0; position < side.size(); ++position) {
		if (side[position].kind != Kind::column) {
			order.push_back(position);
			continue;
		}
		Position const table = side[position].parent;
		if (seen[table])
			continue;
		seen[table] = true;
		std::vector<Position> const columns = side.columns(table);
		order.insert(order.end(), columns.rbegin(), columns.rend());
	}
	return order;
}

// What needs itself, or calls what goes, becomes its stand-in, which nothing holds up.
void add_hollowing(Draft &draft, Position old, int priority) {
	Object const &object = draft.from[old];
	Operation const how = object.kind == Kind::type ? Operation::alter : Operation::replace;
	draft.extend(
		draft.drops[old],
		draft.node(priority, draft.step(draft.from, old, how, hollow_out(draft.from, old), complete(draft.from, old),
										"lets its " + std::string{spared_part(object)} + " go first")));
}

} // namespace

void add_drop_nodes(Draft &draft) {
	find_parts_dropped_first(draft);
	find_defaults_dropped_first(draft);
	for (Position old = 0; old < draft.from.size(); ++old)
		if (draft.keeps_rows(old))
			add_table_stepping_aside(draft, old);
	for (Position const old : from_the_last_column(draft.from)) {
		if (!draft.goes(old)) {
			if (draft.default_goes[old] && draft.old_fate[old] == Fate::alter)
				draft.extend(draft.drops[old],
							 draft.node(100, draft.step(draft.from, old, Operation::alter, hollow_out(draft.from, old),
														complete(draft.from, old))));
			continue;
		}
		if (dropped_with(draft, old) != nowhere)
			continue;
		if (is_clone_trigger(draft.from[old])) {
			add_state_of_parent(draft, old);
			continue;
		}
		if (draft.from[old].is("clone") && !draft.detached(draft.from[old].parent))
			continue;
		if (draft.from[old].kind == Kind::default_privileges || draft.from[old].kind == Kind::system_privileges) {
			add_default_privileges(draft, old, nowhere);
			continue;
		}
		if (steps_aside(draft, old)) {
			if (draft.cyclic_old[old])
				add_hollowing(draft, old, 150);
			add_stepping_aside(draft, old);
			continue;
		}
		if (draft.keeps_rows(old))
			continue;
		if (hands_over(draft, old)) {
			add_handover(draft, old);
			continue;
		}
		Kind const kind = draft.from[old].kind;
		bool const soon = draft.old_fate[old] == Fate::rebuild || kind > Kind::column || kind == Kind::view ||
						  kind == Kind::materialized_view || is_overloaded(draft, old);
		// An event trigger that goes sees none of the other steps.
		int const priority = kind == Kind::event_trigger
								 ? 0
								 : (soon ? 100 : 300) + static_cast<int>(catalog::kind_count) - static_cast<int>(kind);
		std::vector<std::string> statements = drop(draft.from, old);
		if (is_base_type(draft.from, old))
			statements.back() += " CASCADE"; // its functions: the rest has gone before
		std::string back = restore(draft, old, true);
		if (kind == Kind::inheritance && child_comes_anew(draft, old))
			back = former_child(draft, old);
		if (draft.cyclic_old[old])
			add_hollowing(draft, old, priority);
		// A partition comes back to its parent while that still stands aside.
		for (Position const link : draft.from.parts[old])
			if (draft.from[link].kind == Kind::inheritance && draft.from[link].is("bound"))
				if (Position const parent = draft.from.find(Kind::table, draft.from[link].at("parent_table"));
					draft.aside.contains(parent))
					back = replace_first(back, "ALTER TABLE " + draft.from[parent].identity + " ATTACH",
										 "ALTER TABLE " + identity_aside(draft.from[parent]) + " ATTACH");
		for (std::string const &sql : statements) {
			bool const last = &sql == &statements.back();
			Step goes = draft.step(draft.from, old, Operation::drop, sql, last ? back : "");
			if (kind == Kind::domain_constraint && is_contained(draft.from, draft.from[old].parent)) {
				goes.reverse_sql.reset();
				goes.reason = no_way_back_to_domain;
			}
			draft.extend(draft.drops[old], draft.node(priority, std::move(goes)));
		}
	}
	for (Position old = 0; old < draft.from.size(); ++old)
		if (draft.drops[old].empty() && draft.goes(old))
			draft.drops[old] = drops_of(draft, old, 0);
}

} // namespace confiture::diff
