#include "diff/propagate.hpp"

#include "diff/along.hpp"
#include "diff/domain.hpp"
#include "diff/made_index.hpp"
#include "diff/retype.hpp"
#include "diff/typed_table.hpp"

#include <algorithm>
#include <set>

namespace confiture::diff {

namespace {

void rebuild(Comparison &compared, Position old, std::vector<Position> &work) {
	if (compared.goes(old))
		return;
	if (compared.from[old].is("clone") && compared.from[old].kind == Kind::constraint)
		return;
	compared.set_fate(old, Fate::rebuild);
	compared.alterations[compared.to_of[old]].clear();
	work.push_back(old);
}

// An index that is attached to a parent's can't be dropped without it.
void rebuild_attached(Comparison &compared, Position old, std::vector<Position> &work) {
	for (Position const part : compared.from.parts[old]) {
		if (compared.from[part].kind != Kind::index_attachment || compared.from[part].depends.empty())
			continue;
		Position const table = compared.from[old].parent;
		bool linked = false;
		for (Position const link : compared.from.parts[table])
			if (compared.from[link].kind == Kind::inheritance && compared.old_fate[link] != Fate::drop &&
				compared.old_fate[table] != Fate::drop)
				linked = true;
		if (linked)
			for (Position const parent : compared.from[part].depends)
				rebuild(compared, parent, work);
	}
}

// A type change is refused while these exist, or leaves them other than they were.
void disturb(Comparison &compared, Position column, std::vector<Position> &work) {
	for (Position const dependent : compared.from.dependents[column]) {
		Object const &object = compared.from[dependent];
		switch (object.kind) {
		case Kind::view:
		case Kind::materialized_view:
		case Kind::rule:
		case Kind::policy:
		case Kind::trigger:
		case Kind::function:
		case Kind::procedure:
		case Kind::publication_relation:
			rebuild(compared, dependent, work);
			break;
		case Kind::constraint:
			if (object.at("form") == "foreign key" || !comes_back_alike(compared.from, dependent))
				rebuild(compared, dependent, work);
			break;
		case Kind::column:
			if (object.is("generated"))
				rebuild(compared, dependent, work);
			break;
		case Kind::statistics: // PostgreSQL makes them anew itself, but forgets their targets
		case Kind::index:
			if (object.is("statistics") || !comes_back_alike(compared.from, dependent))
				rebuild(compared, dependent, work);
			break;
		default:
			break;
		}
	}
	if (Position const value = compared.from.part(column, Kind::default_value); value != nowhere)
		rebuild(compared, value, work);
}

bool depends_on(Comparison const &compared, Position position, Position on) {
	auto const &depends = compared.to[position].depends;
	return std::binary_search(depends.begin(), depends.end(), on);
}

// Whether the new form of a view reads something that is made anew, through other views, too.
bool reads_anew(Comparison const &compared, Position view, std::set<Position> &seen) {
	for (Position const target : compared.to[view].depends) {
		Position const read = compared.to[target].kind == Kind::column ? compared.to[target].parent : target;
		if (compared.new_fate[read] == Fate::rebuild)
			return true;
		if (compared.to[read].kind == Kind::view && seen.insert(read).second && reads_anew(compared, read, seen))
			return true;
	}
	return false;
}

// Something that "dependent" depends on goes away or is made anew.
void affect(Comparison &compared, Position dependent, Position on, std::vector<Position> &work) {
	// An attached index goes with the parent's, even if it shall stand alone.
	if (compared.from[dependent].kind == Kind::index_attachment &&
		!compared.detached(compared.from[compared.from[dependent].parent].parent))
		rebuild(compared, compared.from[dependent].parent, work);
	if (compared.goes(dependent))
		return;
	Object const &object = compared.from[dependent];
	Position const position = compared.to_of[dependent];
	Position const on_now = compared.to_of[on];
	bool const still = on_now != nowhere && depends_on(compared, position, on_now);
	if (object.kind == Kind::column) {
		Kind const relation = compared.from.parent(object).kind;
		if (relation == Kind::view || relation == Kind::materialized_view)
			rebuild(compared, object.parent, work);
		else if (object.is("generated"))
			rebuild(compared, dependent, work);
		else if (relation == Kind::type) {
			if (still)
				rebuild(compared, object.parent, work);
		} else if (still && compared.from.in_partition_key(dependent))
			rebuild(compared, object.parent, work);
		else if (still && compared.from[on].kind == Kind::collation) {
			recollate(compared, dependent, on);
			disturb(compared, dependent, work);
		} else if (still && !compared.changes_type(position)) {
			retype(compared, dependent);
			disturb(compared, dependent, work);
		}
		return;
	}
	if (object.kind == Kind::index_attachment) {
		rebuild(compared, dependent, work);
		rebuild(compared, object.parent, work);
		return;
	}
	if (object.kind == Kind::table) {
		if (still && object.is("of_type"))
			retype_table(compared, dependent);
		else if (still && object.at("form") == "foreign")
			rebuild(compared, dependent, work);
		return;
	}
	// What needs it no more is changed before it goes, unless the change needs what comes after it.
	bool const altered_away = compared.old_fate[dependent] == Fate::alter && !still;
	if (!altered_away && object.at("form") == "domain" && is_of_default(compared.from[on].kind)) {
		let_default_go(compared, dependent);
		return;
	}
	std::set<Position> seen;
	if (!altered_away || (object.kind == Kind::view && reads_anew(compared, position, seen)))
		rebuild(compared, dependent, work);
}

} // namespace

void propagate(Comparison &compared) {
	std::vector<Position> work;
	for (Position old = 0; old < compared.from.size(); ++old)
		if (compared.goes(old))
			work.push_back(old);
		else if (compared.from[old].kind == Kind::column && compared.old_fate[old] == Fate::alter &&
				 compared.changes_type(compared.to_of[old]))
			disturb(compared, old, work);
	while (!work.empty()) {
		Position const old = work.back();
		work.pop_back();
		for (Position const part : compared.from.parts[old])
			if (goes_with_parent(compared.from[part].kind) || compared.from[part].kind == Kind::user_mapping)
				rebuild(compared, part, work);
		for (Position const dependent : compared.from.dependents[old])
			affect(compared, dependent, old, work);
		if (compared.from[old].kind == Kind::index || compared.from[old].kind == Kind::constraint)
			rebuild_attached(compared, old, work);
	}
}

} // namespace confiture::diff
