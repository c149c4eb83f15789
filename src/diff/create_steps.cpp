#include "diff/create_steps.hpp"

#include "diff/along.hpp"
#include "diff/alter_steps.hpp"
#include "diff/base_type.hpp"
#include "diff/clone_trigger.hpp"
#include "diff/bodies.hpp"
#include "diff/ddl.hpp"
#include "diff/index_marks.hpp"
#include "diff/inherit.hpp"
#include "diff/property_steps.hpp"
#include "diff/quote.hpp"
#include "diff/restore.hpp"
#include "diff/separate_parts.hpp"
#include "diff/sequence.hpp"
#include "diff/stand_in.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace confiture::diff {

namespace {

Span makes_of(Draft const &draft, Position position, int depth) {
	if (!draft.makes[position].empty() || depth > 8)
		return draft.makes[position];
	Position with = made_with(draft, position);
	if (with == nowhere && draft.stands_for[position] != nowhere)
		with = draft.stands_for[position];
	return with == nowhere ? Span{} : makes_of(draft, with, depth + 1);
}

bool descends(Comparison const &compared, Position table, Position from) {
	for (Position const link : compared.to.parts[table])
		if (compared.to[link].kind == Kind::inheritance)
			if (Position const parent = compared.to.find(Kind::table, compared.to[link].at("parent_table"));
				parent != nowhere && (parent == from || descends(compared, parent, from)))
				return true;
	return false;
}

// What partitions had by themselves and their parent has made its own: it goes with the parent's on the way back.
void add_taken_over(Draft const &draft, Position position, std::vector<std::string> &statements) {
	auto const stood_alone = [&](Position part) { return draft.from_of[part] != nowhere && !draft.comes(part); };
	for (Position const attachment : draft.to.dependents[position])
		if (draft.to[attachment].kind == Kind::index_attachment && draft.from_of[attachment] == nowhere &&
			stood_alone(draft.to[attachment].parent))
			statements.push_back(restore(draft, draft.from_of[draft.to[attachment].parent], true));
	Position const parent = draft.to[position].parent;
	if (draft.to[position].at("form") == "check" && draft.from_of[parent] != nowhere &&
		draft.keeps_rows(draft.from_of[parent]))
		for (Position const link : draft.to.dependents[parent])
			if (draft.to[link].kind == Kind::inheritance && draft.to[link].is("bound"))
				if (Position const own =
						draft.to.part_named(draft.to[link].parent, Kind::constraint, draft.to[position].name);
					own != nowhere && stood_alone(own))
					statements.push_back(restore(draft, draft.from_of[own], true));
	if (draft.to[position].at("form") != "foreign key")
		return;
	for (Position part = 0; part < draft.to.size(); ++part)
		if (draft.to[part].kind == Kind::constraint && draft.to[part].is("clone") && stood_alone(part) &&
			!draft.from[draft.from_of[part]].is("clone") &&
			draft.to[part].at("definition") == draft.to[position].at("definition") &&
			descends(draft, draft.to[part].parent, parent))
			statements.push_back(restore(draft, draft.from_of[part], true));
}

// Whether the index of an attachment is one of a table that is a partition on the way back as well.
bool stays_partition(Draft const &draft, Position attachment) {
	auto const &links = draft.to.parts[draft.to[draft.to[attachment].parent].parent];
	return std::any_of(links.begin(), links.end(), [&](Position link) {
		return draft.to[link].kind == Kind::inheritance && draft.to[link].is("bound") && !draft.comes(link);
	});
}

// An index can't be detached: its parent's is made anew, with those that were attached to it before.
void add_detached_index(Draft const &draft, Position attachment, std::vector<std::string> &statements) {
	if (!stays_partition(draft, attachment))
		return;
	for (Position const index : draft.to[attachment].depends) {
		Position const old = draft.from_of[index];
		if (old == nowhere || draft.goes(old) || draft.to.part(index, Kind::index_attachment) != nowhere)
			continue;
		bool first = true; // of those that are undone
		std::vector<std::string> again, attached;
		for (Position const other : draft.to.dependents[index]) {
			if (draft.to[other].kind != Kind::index_attachment)
				continue;
			if (draft.comes(other) && other > attachment && stays_partition(draft, other))
				first = false;
			Position const child = draft.from_of[draft.to[other].parent];
			if (child == nowhere || draft.goes(child))
				continue;
			again.push_back(restore(draft, child, true));
			if (draft.from_of[other] != nowhere)
				attached.push_back(create(draft.from, draft.from_of[other]).front());
		}
		if (!first)
			continue;
		statements.push_back(drop(draft.to, index).front());
		statements.insert(statements.end(), again.begin(), again.end());
		statements.push_back(restore(draft, old, true));
		statements.insert(statements.end(), attached.begin(), attached.end());
	}
}

// What else the way back does once a partition is detached or before an index stands alone again.
void add_parting(Draft const &draft, Position position, std::vector<std::string> &statements) {
	Object const &object = draft.to[position];
	// A detached partition keeps the foreign keys that it had from its parent.
	if (object.kind == Kind::inheritance && object.is("bound") && draft.from_of[object.parent] != nowhere)
		for (Position const part : draft.to.parts[object.parent])
			if (draft.to[part].kind == Kind::constraint && draft.to[part].is("clone") && draft.from_of[part] == nowhere)
				statements.push_back(alter_table(draft.to, object.parent, false) + " DROP CONSTRAINT IF EXISTS " +
									 quote_name(draft.to[part].name));
	if (object.kind == Kind::index_attachment)
		add_detached_index(draft, position, statements);
}

void add_creation(Draft &draft, Position position) {
	Object const &object = draft.to[position];
	// An event trigger that comes sees none of the other steps.
	int const priority = object.kind == Kind::event_trigger
							 ? 1000
							 : 200 + static_cast<int>(object.kind) + (object.at("form") == "foreign key" ? 20 : 0);
	if (auto const renamed = draft.renamed_in.find(position); renamed != draft.renamed_in.end()) {
		draft.extend(draft.makes[position],
					 draft.node(priority, draft.step(draft.to, position, Operation::rename,
													 "ALTER SEQUENCE " + renamed->second + " RENAME TO " +
														 quote_name(object.name),
													 "ALTER SEQUENCE " + object.identity + " RENAME TO " +
														 renamed->second.substr(renamed->second.rfind('.') + 1))));
		return;
	}
	if (object.kind == Kind::type && needs_shell(draft, position)) {
		draft.shells[position] = draft.node(
			priority - 100, draft.step(draft.to, position, Operation::create, "CREATE TYPE " + object.identity, ""));
	}
	if (object.kind == Kind::index && object.is("invalid"))
		return;
	if (draft.cyclic_new[position]) {
		draft.extend(
			draft.makes[position],
			draft.node(priority, draft.step(draft.to, position, Operation::create, create_stand_in(draft.to, position),
											drop(draft.to, position).front(),
											"needs itself: its " + std::string{spared_part(object)} + " comes later")));
		Operation const how = object.kind == Kind::type ? Operation::alter : Operation::replace;
		draft.extend(draft.late[position],
					 draft.node(priority, draft.step(draft.to, position, how, complete(draft.to, position),
													 hollow_out(draft.to, position))));
		return;
	}
	std::vector<std::string> const statements =
		create(draft.to, position, [&](Position value) { return !draft.made_later[value]; });
	std::vector<std::string> backwards = drop(draft.to, position);
	// An attached index may have gone with the parent's.
	if (draft.to.part(position, Kind::index_attachment) != nowhere)
		backwards = {object.kind == Kind::index ? "DROP INDEX IF EXISTS " + object.identity
												: alter_table(draft.to, object.parent, false) +
													  " DROP CONSTRAINT IF EXISTS " + quote_name(object.name)};
	// So may a check of a partition, which is the parent's once it is attached.
	if (object.kind == Kind::constraint && object.at("form") == "check" && object.is("inherited"))
		backwards = draft.comes(object.parent) && !draft.to[object.parent].is("is_partition")
						? std::vector<std::string>{} // goes with the table: by itself it can't while that is a child
						: std::vector<std::string>{alter_table(draft.to, object.parent, false) +
												   " DROP CONSTRAINT IF EXISTS " + quote_name(object.name)};
	add_taken_over(draft, position, backwards);
	add_parting(draft, position, backwards);
	for (std::string const &sql : statements) {
		bool const first = &sql == &statements.front();
		std::string back = first ? join(backwards, ";\n") : "";
		if (first && draft.shells.contains(position))
			back += " CASCADE"; // takes the functions along that need the type as well
		if (first && made_for_shell(draft, position))
			back = "";
		draft.extend(draft.makes[position],
					 draft.node(priority, draft.step(draft.to, position, Operation::create, sql, back)));
	}
	if (draft.shells.contains(position)) {
		draft.graph.order(draft.shells[position], draft.makes[position].first);
		if (Position const old = draft.from_of[position]; old != nowhere && !draft.drops[old].empty())
			draft.graph.order(draft.drops[old].last, draft.shells[position]);
	}
}

// The object goes when its creation is undone; only ties to others need a way back of their own.
std::optional<std::string> undo_finish(Comparison const &compared, Position position, std::string const &sql) {
	if (compared.to[position].kind == Kind::sequence && sql.find(" OWNED BY ") != std::string::npos)
		return "ALTER SEQUENCE " + compared.to[position].identity + " OWNED BY NONE";
	if (is_clone_trigger(compared.to[position]))
		return undo_own_state(compared, position);
	return "";
}

// The parent's check that comes down to a table which is there by then.
Position comes_down_unvalidated(Comparison const &compared, Position check) {
	Position const source = unvalidated_source(compared.to, check);
	if (source == nowhere || !compared.comes(source))
		return nowhere;
	Position const parent = compared.from_of[compared.to[source].parent];
	bool const waits_for_rows = parent != nowhere && compared.keeps_rows(parent);
	return waits_for_rows || compared.new_fate[compared.to[check].parent] != Fate::create ? source : nowhere;
}

void add_finish(Draft &draft, Position position) {
	bool const last = draft.to[position].kind == Kind::event_trigger;
	int const priority = last ? 1000 : 200 + static_cast<int>(draft.to[position].kind);
	std::vector<std::string> statements;
	if (Position const source = draft.stands_for[position];
		source != nowhere && draft.to[position].kind == Kind::column && draft.to[source].kind == Kind::column &&
		draft.to.parent(draft.to[source]).kind == Kind::table)
		statements = unlike_parent(draft.to, position, source);
	Position const source = comes_down_unvalidated(draft, position);
	if (source != nowhere)
		statements.push_back(validate(draft.to, position));
	for (std::string &sql : finish(draft.to, position))
		statements.push_back(std::move(sql));
	for (std::string const &sql : statements) {
		NodeId const id = draft.node(priority + 1, draft.step(draft.to, position, Operation::alter, sql, ""));
		// Undone by the object's own way back.
		draft.steps[id].reverse_sql = undo_finish(draft, position, sql);
		draft.extend(draft.late[position], id);
	}
	if (draft.late[position].empty())
		return;
	draft.graph.order(draft.makes[position].last, draft.late[position].first);
	if (source != nowhere)
		draft.graph.order(draft.makes[source].last, draft.late[position].first);
}

} // namespace

void add_make_nodes(Draft &draft) {
	find_body_needs(draft.to, draft.new_fate, draft.body_needs);
	find_body_needs(draft.from, draft.old_fate, draft.old_body_needs);
	find_parts_made_later(draft);
	for (Position position = 0; position < draft.to.size(); ++position) {
		Fate const fate = draft.new_fate[position];
		if (fate == Fate::keep)
			continue;
		if (draft.to[position].kind == Kind::default_privileges || draft.to[position].kind == Kind::system_privileges ||
			(draft.to[position].kind == Kind::constraint && draft.to[position].is("clone")))
			continue;
		if (fate == Fate::alter)
			add_alterations(draft, position);
		else if (made_with(draft, position) == nowhere)
			add_creation(draft, position);
	}
	for (Position position = 0; position < draft.to.size(); ++position)
		if (draft.makes[position].empty() && draft.new_fate[position] != Fate::keep)
			draft.makes[position] = makes_of(draft, position, 0);
	for (Position position = 0; position < draft.to.size(); ++position)
		if (draft.comes(position))
			add_finish(draft, position);
	add_moved_ownerships(draft);
	add_reapplied(draft);
	for (Position position = 0; position < draft.to.size(); ++position)
		if (draft.to[position].kind == Kind::default_privileges || draft.to[position].kind == Kind::system_privileges)
			add_default_privileges(draft, draft.from_of[position], position);
}

} // namespace confiture::diff
