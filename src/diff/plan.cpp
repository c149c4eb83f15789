#include "diff/plan.hpp"

#include "catalog/json.hpp"
#include "diff/acl.hpp"
#include "diff/alter.hpp"
#include "diff/convert.hpp"
#include "diff/ddl.hpp"
#include "diff/graph.hpp"
#include "diff/not_null.hpp"
#include "diff/online.hpp"
#include "diff/partition.hpp"
#include "diff/properties.hpp"
#include "diff/quote.hpp"
#include "diff/risk.hpp"
#include "diff/side.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

namespace confiture::diff {

namespace {

// What becomes of an object that stands on one side or on both.
enum class Fate { keep, alter, drop, create, rebuild };

// The first and last of the nodes that do one thing to an object.
struct Span {
	NodeId first = no_node;
	NodeId last = no_node;

	[[nodiscard]] bool empty() const { return first == no_node; }
};

std::string replace_first(std::string text, std::string_view what, std::string_view with) {
	if (std::size_t const at = text.find(what); at != std::string::npos)
		text.replace(at, what.size(), with);
	return text;
}

// Replaces a name where it is a name of its own and not the beginning of another.
std::string replace_all(std::string text, std::string_view what, std::string_view with) {
	for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
		char const next = at + what.size() < text.size() ? text[at + what.size()] : ' ';
		bool const longer = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') ||
							(next >= '0' && next <= '9') || next == '_' || next == '$' || next == '"' ||
							static_cast<unsigned char>(next) >= 0x80;
		if (longer)
			at += what.size();
		else {
			text.replace(at, what.size(), with);
			at += with.size();
		}
	}
	return text;
}

// Creates functions whose bodies use what is there only later.
std::string unchecked(std::string const &sql) {
	if (sql.starts_with("SET check_function_bodies"))
		return sql;
	return "SET check_function_bodies = off;\n" + sql + ";\nRESET check_function_bodies";
}

std::string out_of_the_way(std::string const &name) {
	std::string result = name.substr(0, 58);
	while (!result.empty() && result.size() < name.size() && (static_cast<unsigned char>(result.back()) & 0xc0) == 0x80)
		result.pop_back();
	return result + "__old";
}

constexpr char no_way_back_to_domain[] =
	"no way back: a constraint can't be added to a domain whose values arrays or composite types hold";

// Parts that go with their parent and that the parent's DROP drops.
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

bool is_relation(Kind kind) {
	return kind == Kind::table || kind == Kind::view || kind == Kind::materialized_view || kind == Kind::sequence;
}

// The views that need themselves: by a function over their rows that they call, or by another view that reads them.
std::vector<bool> cyclic_views(Side const &side) {
	std::vector<bool> result(side.size());
	if (std::none_of(side.snapshot.objects.begin(), side.snapshot.objects.end(),
					 [](Object const &object) { return object.kind == Kind::view; }))
		return result;
	std::vector<std::uint32_t> needs(side.size()), wanted(side.size());
	std::vector<std::vector<Position>> needed_by(side.size());
	auto const targets = [&](Position position, auto const &visit) {
		Object const &object = side[position];
		if (object.parent != nowhere)
			visit(object.parent);
		for (Position const target : object.depends)
			visit(target);
	};
	for (Position position = 0; position < side.size(); ++position)
		targets(position, [&](Position target) {
			needed_by[target].push_back(position);
			++needs[position];
			++wanted[target];
		});
	std::vector<bool> out(side.size());
	std::vector<Position> work;
	auto const peel = [&](std::vector<std::uint32_t> &counts, auto const &neighbours) {
		for (Position position = 0; position < side.size(); ++position)
			if (!out[position] && counts[position] == 0)
				work.push_back(position);
		while (!work.empty()) {
			Position const position = work.back();
			work.pop_back();
			if (out[position])
				continue;
			out[position] = true;
			neighbours(position, [&](Position other) {
				if (!out[other] && --counts[other] == 0)
					work.push_back(other);
			});
		}
	};
	peel(needs, [&](Position position, auto const &visit) {
		for (Position const other : needed_by[position])
			visit(other);
		targets(position, [&](Position target) { --wanted[target]; });
	});
	peel(wanted, targets);
	for (Position position = 0; position < side.size(); ++position)
		result[position] = !out[position] && side[position].kind == Kind::view;
	return result;
}

// A view with the columns of the real one, for as long as that can't be there.
std::string placeholder(Side const &side, Position view) {
	std::vector<std::string> columns;
	for (Position const column : side.columns(view))
		columns.push_back("NULL::" + side[column].at("type") +
						  (side[column].is("collation") ? " COLLATE " + side[column].at("collation") : "") + " AS " +
						  quote_name(side[column].name));
	return "CREATE VIEW " + side[view].identity + " AS\n SELECT " + join(columns, ",\n    ");
}

std::string or_replace(std::string sql) { return sql.replace(0, 6, "CREATE OR REPLACE"); }

class Planner {
public:
	Planner(Snapshot from, Snapshot to)
		: old_{std::move(from)}, new_{std::move(to)}, from_{old_}, to_{new_}, to_of_(from_.size(), nowhere),
		  from_of_(to_.size(), nowhere), old_fate_(from_.size(), Fate::drop), new_fate_(to_.size(), Fate::create),
		  alterations_(to_.size()), drops_(from_.size()), makes_(to_.size()), late_(to_.size()),
		  properties_(to_.size()), cyclic_old_{cyclic_views(from_)}, cyclic_new_{cyclic_views(to_)}, defaults_{from_,
																											   to_} {}
	Planner(Planner const &) = delete;

	std::vector<Step> plan() {
		match();
		suggest();
		compare();
		propagate();
		free_clones();
		write_not_null_names();
		suppress_inherited();
		keep_comments_of_partitions();
		adjust_index_marks();
		add_drop_nodes();
		add_make_nodes();
		add_property_nodes();
		add_edges();
		std::vector<NodeId> const order = graph_.sorted();
		leave_bodies_unchecked(order);
		name_types_aside(order);
		std::vector<Step> steps;
		for (NodeId const id : order)
			if (!steps_[id].sql.empty())
				steps.push_back(std::move(steps_[id]));
		return steps;
	}

private:
	// ---- which object is which

	void match() {
		for (Position position = 0; position < to_.size(); ++position) {
			Position const old = from_.index.find(catalog::key(to_[position]));
			if (old != nowhere)
				pair(old, position);
		}
		// A part of one thing is no part of another that happens to have its name.
		for (bool more = true; more;) {
			more = false;
			for (Position old = 0; old < from_.size(); ++old) {
				Position const position = to_of_[old];
				if (position == nowhere || from_[old].kind == Kind::sequence)
					continue;
				Position const parent = from_[old].parent;
				if (parent != nowhere && to_of_[parent] != to_[position].parent) {
					unpair(old);
					more = true;
				}
			}
		}
		match_identities();
	}

	// What one side lacks and the other has may be the same thing under another name.
	void suggest() {
		std::vector<bool> gone(from_.size()), fresh(to_.size());
		for (Position old = 0; old < from_.size(); ++old)
			gone[old] = to_of_[old] == nowhere;
		for (Position position = 0; position < to_.size(); ++position)
			fresh[position] = from_of_[position] == nowhere;
		for (Suggestion const &found : suggest_renames(from_, gone, to_, fresh)) {
			std::string const percent = std::to_string(static_cast<int>(found.score * 100 + 0.5));
			std::string const reason = "may be a rename (" + percent + " of 100): renames => '{" +
									   json_string(from_[found.old].identity) + ": " +
									   json_string(to_[found.fresh].identity) + "}'";
			maybe_renamed_old_[found.old] = reason;
			maybe_renamed_new_[found.fresh] = reason;
		}
	}

	static std::string json_string(std::string const &text) {
		std::string result;
		catalog::append_json_string(result, text);
		return result;
	}

	// The sequence behind an identity column is the column's, whatever its name.
	void match_identities() {
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &sequence = to_[position];
			if (sequence.kind != Kind::sequence || sequence.parent == nowhere)
				continue;
			Position const column = from_of_[sequence.parent];
			if (column == nowhere)
				continue;
			Position const old = from_.part(column, Kind::sequence);
			if (old == nowhere || to_of_[old] == position)
				continue;
			if (to_of_[old] != nowhere || from_of_[position] != nowhere)
				continue;
			pair(old, position);
		}
	}

	void pair(Position old, Position position) {
		to_of_[old] = position;
		from_of_[position] = old;
	}

	void unpair(Position old) {
		from_of_[to_of_[old]] = nowhere;
		to_of_[old] = nowhere;
	}

	// ---- what must be done to it

	void compare() {
		for (Position old = 0; old < from_.size(); ++old) {
			Position const position = to_of_[old];
			if (position == nowhere)
				continue;
			std::optional<std::vector<Alteration>> changes = alterations(from_, old, to_, position);
			if (!changes)
				set_fate(old, Fate::rebuild);
			else {
				set_fate(old, changes->empty() ? Fate::keep : Fate::alter);
				alterations_[position] = std::move(*changes);
			}
		}
		for (Position old = 0; old < from_.size(); ++old)
			if (to_of_[old] != nowhere && old_fate_[old] != Fate::rebuild)
				decide_domain(old);
		for (Position old = 0; old < from_.size(); ++old)
			if (to_of_[old] != nowhere)
				decide_inherited(old);
		for (Position position = 0; position < to_.size(); ++position)
			decide_new_inherited(position);
		for (Position old = 0; old < from_.size(); ++old)
			if (old_fate_[old] == Fate::rebuild)
				decide_column(old);
			else if (from_[old].kind == Kind::column && old_fate_[old] == Fate::alter) {
				decide_attribute(old);
				decide_partition_key(old);
			}
	}

	// Whether a column or check is inherited only or also the table's own can't be changed while it is inherited.
	void decide_inherited(Position old) {
		Position const position = to_of_[old];
		Object const &part = from_[old];
		if ((part.kind != Kind::column && part.at("form") != "check") || part.parent == nowhere ||
			from_[part.parent].kind != Kind::table || !to_[position].is("inherited") ||
			to_[to_[position].parent].is("is_partition") || part.is("not_local") == to_[position].is("not_local"))
			return;
		rebuild_family(part.parent);
	}

	// Nor can a table that is there be given a column that it has from a new parent only.
	void decide_new_inherited(Position position) {
		Object const &column = to_[position];
		Position const table = column.parent;
		if (column.kind != Kind::column || from_of_[position] != nowhere || to_[table].kind != Kind::table ||
			from_of_[table] == nowhere || !column.is("inherited") || !column.is("not_local") ||
			to_[table].is("is_partition"))
			return;
		for (Position const link : to_.parts[table])
			if (to_[link].kind == Kind::inheritance && from_of_[link] != nowhere)
				if (Position const parent = to_.find(Kind::table, to_[link].at("parent_table"));
					parent != nowhere && part_named(to_, parent, Kind::column, column.name) != nowhere)
					return; // comes with the parent's
		rebuild_family(from_of_[table]);
	}

	void rebuild_family(Position table) {
		if (to_of_[table] == nowhere || old_fate_[table] == Fate::rebuild)
			return;
		set_fate(table, Fate::rebuild);
		alterations_[to_of_[table]].clear();
		for (Position const link : from_.dependents[table])
			if (from_[link].kind == Kind::inheritance && to_of_[link] != nowhere)
				rebuild_family(from_[link].parent);
	}

	// Whether arrays, ranges or composite types hold values of the domain: PostgreSQL can't check those.
	[[nodiscard]] static bool is_contained(Side const &side, Position domain) {
		return std::any_of(side.dependents[domain].begin(), side.dependents[domain].end(), [&](Position user) {
			Object const &object = side[user];
			return (object.kind == Kind::column &&
					(object.at("type").ends_with("[]") || side.parent(object).kind == Kind::type)) ||
				   (object.kind == Kind::type && object.at("form") != "domain");
		});
	}

	void decide_domain(Position old) {
		Position const position = to_of_[old];
		if (from_[old].kind != Kind::type || from_[old].at("form") != "domain" ||
			to_[position].at("form") != "domain" || !is_contained(from_, old))
			return;
		bool tightened = to_[position].is("not_null") && !from_[old].is("not_null");
		for (Position const part : to_.parts[position])
			if (to_[part].kind == Kind::domain_constraint &&
				(from_of_[part] == nowhere || old_fate_[from_of_[part]] != Fate::keep))
				tightened = true;
		if (tightened) {
			set_fate(old, Fate::rebuild);
			alterations_[position].clear();
		}
	}

	// The type of a partition key is fixed.
	[[nodiscard]] bool in_partition_key(Position column) const {
		Object const &table = from_.parent(from_[column]);
		return table.is("partition_key") && mentions(table.at("partition_key"), quote_name(from_[column].name));
	}

	void decide_partition_key(Position old) {
		if (!changes_type(to_of_[old]) || !in_partition_key(old))
			return;
		set_fate(from_[old].parent, Fate::rebuild);
		alterations_[to_of_[from_[old].parent]].clear();
	}

	// A composite type in use can't have the type of an attribute changed in place, unless by tables of the type.
	void decide_attribute(Position old) {
		Position const type = from_[old].parent;
		if (from_[type].kind != Kind::type)
			return;
		if (!changes_type(to_of_[old]))
			return;
		for (Position const dependent : from_.dependents[type])
			if (!(from_[dependent].kind == Kind::table && from_[dependent].is("of_type"))) {
				set_fate(type, Fate::rebuild);
				alterations_[to_of_[type]].clear();
				return;
			}
	}

	void set_fate(Position old, Fate fate) {
		old_fate_[old] = fate;
		if (to_of_[old] != nowhere)
			new_fate_[to_of_[old]] = fate;
	}

	// A column that stops being generated keeps its values.
	void decide_column(Position old) {
		Position const position = to_of_[old];
		Object const &column = from_[old];
		if (column.kind != Kind::column || from_.parent(column).kind != Kind::table)
			return;
		Object const &fresh = to_[position];
		if (column.at("generated") != "STORED" || fresh.is("generated"))
			return;
		Object ungenerated = column;
		ungenerated.set("generated", "");
		ungenerated.set("expression", "");
		std::string const alter = alter_table(to_, fresh.parent, false) + " ALTER COLUMN " + quote_name(fresh.name);
		std::vector<Alteration> changes{{Operation::alter, alter + " DROP EXPRESSION",
										 drop(from_, old).front() + ";\n" + create(from_, old).front()}};
		if (column.at("type") != fresh.at("type") || column.at("collation") != fresh.at("collation")) {
			std::string const expression = conversion(from_, ungenerated, to_, fresh);
			changes.push_back({Operation::alter,
							   alter + " TYPE " + fresh.at("type") +
								   (fresh.is("collation") ? " COLLATE " + fresh.at("collation") : "") +
								   (expression.empty() ? "" : " USING " + expression),
							   "", false, "type"});
		}
		if (column.is("not_null") != fresh.is("not_null"))
			changes.push_back(
				{Operation::alter, alter + (fresh.is("not_null") ? " SET NOT NULL" : " DROP NOT NULL"), ""});
		alterations_[position] = std::move(changes);
		set_fate(old, Fate::alter);
	}

	[[nodiscard]] bool changes_type(Position position) const {
		for (Alteration const &change : alterations_[position])
			if (change.reason == "type")
				return true;
		return false;
	}

	// ---- what that does to what depends on it

	void propagate() {
		std::vector<Position> work;
		for (Position old = 0; old < from_.size(); ++old)
			if (old_fate_[old] == Fate::drop || old_fate_[old] == Fate::rebuild)
				work.push_back(old);
			else if (from_[old].kind == Kind::column && old_fate_[old] == Fate::alter && changes_type(to_of_[old]))
				disturb(old, work);
		while (!work.empty()) {
			Position const old = work.back();
			work.pop_back();
			for (Position const part : from_.parts[old])
				if (goes_with_parent(from_[part].kind) || from_[part].kind == Kind::user_mapping)
					rebuild(part, work);
			for (Position const dependent : from_.dependents[old])
				affect(dependent, old, work);
			if (from_[old].kind == Kind::index || from_[old].kind == Kind::constraint)
				rebuild_attached(old, work);
		}
	}

	void rebuild(Position old, std::vector<Position> &work) {
		if (old_fate_[old] == Fate::drop || old_fate_[old] == Fate::rebuild)
			return;
		if (from_[old].is("clone") && from_[old].kind == Kind::constraint)
			return;
		set_fate(old, Fate::rebuild);
		alterations_[to_of_[old]].clear();
		work.push_back(old);
	}

	// An index that is attached to a parent's can't be dropped without it.
	void rebuild_attached(Position old, std::vector<Position> &work) {
		for (Position const part : from_.parts[old]) {
			if (from_[part].kind != Kind::index_attachment || from_[part].depends.empty())
				continue;
			Position const table = from_[old].parent;
			bool linked = false;
			for (Position const link : from_.parts[table])
				if (from_[link].kind == Kind::inheritance && old_fate_[link] != Fate::drop &&
					old_fate_[table] != Fate::drop)
					linked = true;
			if (linked)
				for (Position const parent : from_[part].depends)
					rebuild(parent, work);
		}
	}

	// A type change is refused while these exist.
	void disturb(Position column, std::vector<Position> &work) {
		for (Position const dependent : from_.dependents[column]) {
			Object const &object = from_[dependent];
			switch (object.kind) {
			case Kind::view:
			case Kind::materialized_view:
			case Kind::rule:
			case Kind::policy:
			case Kind::trigger:
			case Kind::function:
			case Kind::procedure:
			case Kind::publication_relation:
				rebuild(dependent, work);
				break;
			case Kind::constraint:
				if (object.at("form") == "foreign key")
					rebuild(dependent, work);
				break;
			case Kind::column:
				if (object.is("generated"))
					rebuild(dependent, work);
				break;
			case Kind::statistics: // PostgreSQL makes them anew itself, but forgets their targets
			case Kind::index:
				if (object.is("statistics"))
					rebuild(dependent, work);
				break;
			default:
				break;
			}
		}
		if (Position const value = from_.part(column, Kind::default_value); value != nowhere)
			rebuild(value, work);
	}

	// Something that "dependent" depends on goes away or is made anew.
	void affect(Position dependent, Position on, std::vector<Position> &work) {
		// An attached index goes with the parent's, even if it shall stand alone.
		if (from_[dependent].kind == Kind::index_attachment && !detached(from_[from_[dependent].parent].parent))
			rebuild(from_[dependent].parent, work);
		if (old_fate_[dependent] == Fate::drop || old_fate_[dependent] == Fate::rebuild)
			return;
		Object const &object = from_[dependent];
		Position const position = to_of_[dependent];
		Position const on_now = to_of_[on];
		bool const still = on_now != nowhere && depends_on(position, on_now);
		if (object.kind == Kind::column) {
			Kind const relation = from_.parent(object).kind;
			if (relation == Kind::view || relation == Kind::materialized_view)
				rebuild(object.parent, work);
			else if (object.is("generated"))
				rebuild(dependent, work);
			else if (relation == Kind::type) {
				if (still)
					rebuild(object.parent, work);
			} else if (still && in_partition_key(dependent))
				rebuild(object.parent, work);
			else if (still && from_[on].kind == Kind::collation)
				recollate(dependent, on, work);
			else if (still && !changes_type(position))
				retype(dependent, work);
			return;
		}
		if (object.kind == Kind::index_attachment) {
			rebuild(dependent, work);
			rebuild(object.parent, work);
			return;
		}
		if (object.kind == Kind::table) {
			if (still && object.is("of_type"))
				retype_table(dependent);
			else if (still && object.at("form") == "foreign")
				rebuild(dependent, work);
			return;
		}
		bool const altered_away = old_fate_[dependent] == Fate::alter && !still;
		if (!altered_away)
			rebuild(dependent, work);
	}

	[[nodiscard]] bool depends_on(Position position, Position on) const {
		auto const &depends = to_[position].depends;
		return std::binary_search(depends.begin(), depends.end(), on);
	}

	// The column's type is made anew under its name: its values must move to it.
	void retype(Position old, std::vector<Position> &work) {
		Position const position = to_of_[old];
		Object const &column = to_[position];
		std::string const alter =
			alter_table(to_, column.parent, false) + " ALTER COLUMN " + quote_name(column.name) + " TYPE ";
		std::string const collate = column.is("collation") ? " COLLATE " + column.at("collation") : "";
		bool const array = column.at("type").ends_with("[]");
		std::string const through = quote_name(column.name) + (array ? "::text[]::" : "::text::");
		std::string const former = aside_type(from_[old]);
		Alteration change{
			Operation::alter, alter + column.at("type") + collate + " USING " + through + column.at("type"),
			alter + former + (from_[old].is("collation") ? " COLLATE " + from_[old].at("collation") : "") + " USING " +
				through + former,
			false, "type"};
		alterations_[position].insert(alterations_[position].begin(), change);
		store_again(old);
		set_fate(old, Fate::alter);
		disturb(old, work);
	}

	// A type change forgets how the column is stored.
	void store_again(Position old) {
		Position const position = to_of_[old];
		std::vector<Alteration> &changes = alterations_[position];
		std::erase_if(changes, [](Alteration const &change) {
			return change.sql.find(" SET STORAGE ") != std::string::npos ||
				   change.sql.find(" SET COMPRESSION ") != std::string::npos;
		});
		for (std::string const &statement : storage_statements(to_, position))
			changes.push_back({Operation::alter, statement, ""});
		for (std::string const &statement : storage_statements(from_, old))
			changes.front().reverse += ";\n" + statement;
	}

	static std::vector<std::string> storage_statements(Side const &side, Position column) {
		Object const &object = side[column];
		std::string const alter = alter_table(side, object.parent) + " ALTER COLUMN " + quote_name(object.name);
		std::vector<std::string> result;
		if (object.is("storage"))
			result.push_back(alter + " SET STORAGE " + object.at("storage"));
		if (object.is("compression"))
			result.push_back(alter + " SET COMPRESSION " + object.at("compression"));
		return result;
	}

	// The same for a collation made anew; the values stay as they are.
	void recollate(Position old, Position collation, std::vector<Position> &work) {
		Position const position = to_of_[old];
		Object const &column = to_[position];
		std::string const alter =
			alter_table(to_, column.parent, false) + " ALTER COLUMN " + quote_name(column.name) + " TYPE ";
		std::string const aside = quote_name(from_[collation].schema, out_of_the_way(from_[collation].name));
		std::erase_if(alterations_[position], [](Alteration const &change) { return change.reason == "type"; });
		alterations_[position].insert(
			alterations_[position].begin(),
			{Operation::alter,
			 alter + column.at("type") + (column.is("collation") ? " COLLATE " + column.at("collation") : ""),
			 alter + from_[old].at("type") + " COLLATE " + aside, false, "type"});
		store_again(old);
		set_fate(old, Fate::alter);
		disturb(old, work);
	}

	// What the column's old type is called while its successor has the name.
	[[nodiscard]] std::string aside_type(Object const &column) const {
		std::string type = column.at("type");
		for (Position const target : column.depends)
			if (Object const &object = from_[target]; object.kind == Kind::type && type.starts_with(object.identity))
				type.replace(0, object.identity.size(), quote_name(object.schema, out_of_the_way(object.name)));
		return type;
	}

	void retype_table(Position old) {
		Position const position = to_of_[old];
		std::string const alter = alter_table(to_, position);
		alterations_[position].insert(alterations_[position].begin(),
									  {Operation::alter, alter + " NOT OF", alter + " OF " + from_[old].at("of_type")});
		alterations_[position].push_back(
			{Operation::alter, alter + " OF " + to_[position].at("of_type"), alter + " NOT OF", true});
		set_fate(old, Fate::alter);
	}

	// An index takes the marks that a table sets on it along, and brings them back with it.
	void adjust_index_marks() {
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &table = to_[position];
			if (alterations_[position].empty() || (table.kind != Kind::table && table.kind != Kind::materialized_view))
				continue;
			Object const &old = from_[from_of_[position]];
			bool const loses_cluster = goes(from_, from_of_[position], old.at("clustered_on"));
			bool const loses_identity =
				old.at("replica_identity").starts_with("USING INDEX ") &&
				goes(from_, from_of_[position],
					 old.at("replica_identity").substr(std::string_view{"USING INDEX "}.size()));
			std::erase_if(alterations_[position], [&](Alteration &change) {
				if (loses_cluster && change.sql.ends_with(" SET WITHOUT CLUSTER"))
					return true;
				if ((loses_cluster && change.sql.find(" CLUSTER ON ") != std::string::npos) ||
					(loses_identity && change.sql.find(" REPLICA IDENTITY ") != std::string::npos))
					change.reverse.clear();
				return false;
			});
		}
	}

	// Whether the index or constraint that a table names so is dropped.
	[[nodiscard]] bool goes(Side const &side, Position table, std::string const &index) const {
		return !index.empty() && std::any_of(side.parts[table].begin(), side.parts[table].end(), [&](Position part) {
			return (side[part].kind == Kind::index || side[part].kind == Kind::constraint) &&
				   quote_name(side[part].name) == index &&
				   (old_fate_[part] == Fate::drop || old_fate_[part] == Fate::rebuild);
		});
	}

	// ---- what PostgreSQL does to children by itself

	// The foreign key of a partition that was its parent's and shall be its own goes with the parent's.
	void free_clones() {
		for (Position old = 0; old < from_.size(); ++old)
			if (Position const position = to_of_[old]; position != nowhere && from_[old].is("clone") &&
													   from_[old].kind == Kind::constraint &&
													   !to_[position].is("clone") && !detached(from_[old].parent))
				set_fate(old, Fate::rebuild);
	}

	// The parents of a table that are its parents on both sides.
	[[nodiscard]] std::vector<Position> kept_parents(Position table) const {
		std::vector<Position> parents;
		for (Position const link : to_.parts[table])
			if (to_[link].kind == Kind::inheritance && from_of_[link] != nowhere && new_fate_[link] != Fate::rebuild)
				if (Position const parent = to_.find(Kind::table, to_[link].at("parent_table")); parent != nowhere)
					parents.push_back(parent);
		return parents;
	}

	[[nodiscard]] Position part_named(Side const &side, Position table, Kind kind, std::string const &name) const {
		for (Position const part : side.parts[table])
			if (side[part].kind == kind && side[part].name == name)
				return part;
		return nowhere;
	}

	// Where the name that the server would choose for a NOT NULL is taken while the table is made, it is written out.
	void write_not_null_names() {
		if (old_.server_version < 180000 || new_.server_version < 180000)
			return;
		auto const names_of = [](Snapshot const &snapshot, auto const &counts) {
			std::unordered_multimap<std::string, std::string> names;
			for (Object const &object : snapshot.objects)
				if (object.parent == nowhere || !counts(object.parent))
					continue;
				else if (has_not_null_name(snapshot, object))
					names.emplace(quote_name(object.schema, not_null_name(snapshot.objects[object.parent], object)),
								  object.identity);
				else if (object.kind == Kind::constraint)
					names.emplace(quote_name(object.schema, object.name), object.identity);
			return names;
		};
		auto const write = [](Snapshot &snapshot, std::vector<Fate> const &fates, auto const &others) {
			for (Object &column : snapshot.objects) {
				if (!has_not_null_name(snapshot, column))
					continue;
				std::string const name = not_null_name(snapshot.objects[column.parent], column);
				auto const [first, last] = others.equal_range(quote_name(column.schema, name));
				if (fates[column.parent] == Fate::rebuild ||
					std::any_of(first, last, [&](auto const &other) { return other.second != column.identity; }))
					column.set("not_null_name", name);
			}
		};
		auto const any = [](Position) { return true; };
		auto const old_names = names_of(old_, any), new_names = names_of(new_, any);
		write(old_, old_fate_, new_names);
		write(new_, new_fate_, old_names);

		auto made_names = names_of(new_, [&](Position table) {
			return new_fate_[table] == Fate::create || new_fate_[table] == Fate::rebuild;
		});
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &column = to_[position];
			std::string const words = " ALTER COLUMN " + quote_name(column.name) + " SET NOT NULL";
			if (alterations_[position].empty() || !has_not_null_name(new_, column))
				continue;
			std::string const name = not_null_name(to_.parent(column), column);
			if (!made_names.contains(quote_name(column.schema, name)))
				continue;
			for (Alteration &change : alterations_[position])
				if (change.sql.ends_with(words))
					change.sql =
						replace_first(change.sql, words,
									  " ADD CONSTRAINT " + quote_name(name) + " NOT NULL " + quote_name(column.name));
		}
	}

	// In what a child has from its parent, the parent's step stands for the child's.
	void suppress_inherited() {
		stands_for_.assign(to_.size(), nowhere);
		std::vector<std::vector<Alteration>> const all = alterations_;
		auto const has_alteration = [&](Position position, std::string const &wanted) {
			return std::any_of(all[position].begin(), all[position].end(),
							   [&](Alteration const &change) { return suffix(change.sql) == wanted; });
		};
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &object = to_[position];
			if ((object.kind != Kind::column && object.kind != Kind::constraint) || object.parent == nowhere)
				continue;
			if (Position const attribute = type_attribute(to_, position);
				attribute != nowhere && new_fate_[attribute] == Fate::alter && changes_type(attribute) &&
				stays_typed(to_, object.parent)) {
				std::erase_if(alterations_[position], [](Alteration const &change) { return change.reason == "type"; });
				stands_for_[position] = attribute;
			}
			if (to_[object.parent].kind != Kind::table || !object.is("inherited"))
				continue;
			for (Position const parent : kept_parents(object.parent)) {
				Position const source = part_named(to_, parent, object.kind, object.name);
				if (source == nowhere)
					continue;
				if (new_fate_[source] == Fate::create || new_fate_[source] == Fate::rebuild) {
					if (new_fate_[position] == Fate::create || new_fate_[position] == Fate::rebuild)
						stands_for_[position] = source;
				} else if (new_fate_[source] == Fate::alter && new_fate_[position] == Fate::alter) {
					bool retyped = false;
					std::erase_if(alterations_[position], [&](Alteration const &change) {
						bool const same = recurses(change.sql) && (has_alteration(source, suffix(change.sql)) ||
																   comes_with_not_null(position, source, change));
						retyped = retyped || (same && change.reason == "type");
						return same;
					});
					if (retyped)
						for (Alteration &change : alterations_[source])
							if (change.reason == "type")
								for (std::string const &statement : storage_statements(from_, from_of_[position]))
									change.reverse += ";\n" + statement;
					stands_for_[position] = source;
				}
			}
		}
	}

	// A type change makes indexes anew, and gives those of partitions the comment of their parent's.
	void keep_comments_of_partitions() {
		for (Position column = 0; column < to_.size(); ++column)
			if (to_[column].kind == Kind::column && to_.parent(to_[column]).is("partition_key") &&
				from_of_[column] != nowhere)
				for (Alteration &change : alterations_[column])
					if (change.reason == "type")
						for (Position const index : from_.dependents[from_of_[column]])
							comment_partitions(index, !from_[index].comment.empty(), change);
	}

	void comment_partitions(Position index, bool commented, Alteration &change) const {
		for (Position const attachment : from_.dependents[index]) {
			Position const child = from_[attachment].parent;
			if (from_[attachment].kind != Kind::index_attachment || to_of_[child] == nowhere ||
				old_fate_[child] == Fate::rebuild)
				continue;
			if (from_[child].kind == Kind::index && commented) {
				auto const statement = [](Object const &object) {
					return ";\nCOMMENT ON INDEX " + object.identity + " IS " +
						   (object.comment.empty() ? "NULL" : quote_literal(object.comment));
				};
				change.sql += statement(to_[to_of_[child]]);
				change.reverse += statement(from_[child]);
			}
			comment_partitions(child, commented, change);
		}
	}

	// The attribute of the composite type that a typed table has its column from.
	[[nodiscard]] static Position type_attribute(Side const &side, Position column) {
		Object const &object = side[column];
		if (object.kind != Kind::column || !side.parent(object).is("of_type"))
			return nowhere;
		Position const type = side.find(Kind::type, side.parent(object).at("of_type"));
		if (type == nowhere)
			return nowhere;
		for (Position const part : side.parts[type])
			if (side[part].kind == Kind::column && side[part].name == object.name)
				return part;
		return nowhere;
	}

	// Whether a table is of one composite type before and after, and so follows its changes.
	[[nodiscard]] bool stays_typed(Side const &side, Position table) const {
		Position const other = &side == &to_ ? from_of_[table] : to_of_[table];
		return side[table].is("of_type") && other != nowhere &&
			   side[table].at("of_type") == (&side == &to_ ? from_ : to_)[other].at("of_type");
	}

	static std::string suffix(std::string const &sql) {
		for (std::string_view const words : {" ALTER COLUMN ", " RENAME CONSTRAINT ", " ADD CONSTRAINT ",
											 " VALIDATE CONSTRAINT ", " ALTER CONSTRAINT "})
			if (std::size_t const at = sql.find(words); at != std::string::npos)
				return sql.substr(at);
		return sql;
	}
	// SET NOT NULL of a parent gives its children constraints of the same name.
	[[nodiscard]] bool comes_with_not_null(Position column, Position source, Alteration const &change) const {
		Object const &child = to_[column], &parent = to_[source];
		return change.sql.find(" NOT NULL") != std::string::npos && !from_[from_of_[column]].is("not_null") &&
			   !from_[from_of_[source]].is("not_null") && child.is("not_null") && parent.is("not_null") &&
			   has_not_null_name(to_.snapshot, child) &&
			   not_null_name(to_.parent(child), child) == not_null_name(to_.parent(parent), parent);
	}
	static bool recurses(std::string const &sql) { return sql.find("ONLY ") == std::string::npos; }

	// ---- nodes

	static int priority_of(Kind kind) { return static_cast<int>(kind); }

	NodeId node(int priority, Step step) {
		NodeId const id = graph_.add(priority);
		steps_.push_back(std::move(step));
		return id;
	}

	Step step(Side const &side, Position position, Operation operation, std::string sql, std::string reverse,
			  std::string reason = {}) const {
		Step result;
		result.operation = operation;
		result.object_type = catalog::object_type(side.snapshot, side[position]);
		result.object_identity = side[position].identity;
		result.sql = std::move(sql);
		result.reverse_sql = std::move(reverse);
		result.reason = std::move(reason);
		bool const fresh = &side == &to_;
		if (result.reason.empty() && (operation == Operation::create || operation == Operation::drop)) {
			auto const &maybe = fresh ? maybe_renamed_new_ : maybe_renamed_old_;
			if (auto const found = maybe.find(position); found != maybe.end())
				result.reason = found->second;
		}
		Position relation = position;
		while (side[relation].parent != nowhere && side[relation].kind != Kind::table)
			relation = side[relation].parent;
		bool const on_new = fresh && side[relation].kind == Kind::table && new_fate_[relation] == Fate::create;
		Position const old = fresh ? from_of_[position] : nowhere;
		assess(result, {side, position, from_, old, on_new});
		if (result.risk == Risk::destructive && result.reason.empty())
			result.reason = "loses data, which the way back does not bring back";
		return result;
	}

	void extend(Span &span, NodeId id) {
		if (span.empty())
			span.first = id;
		else
			graph_.order(span.last, id);
		span.last = id;
	}

	// Everything that makes an old object and its parts what they were: the way back from a DROP.
	[[nodiscard]] std::string script(Side const &side, Position position, bool with_parts) const {
		std::vector<std::string> statements;
		std::vector<Position> const owned = with_parts ? owned_sequences(side, position) : std::vector<Position>{};
		for (Position const sequence : owned)
			statements.push_back(create(side, sequence).front());
		if (is_base_type(side, position))
			add_base_type_script(side, position, statements);
		for (std::string const &statement : create(side, position))
			statements.push_back(statement);
		if (with_parts)
			add_part_scripts(side, position, statements);
		if (with_parts && (side[position].kind == Kind::table || side[position].kind == Kind::schema))
			for (Position const dependent : side.dependents[position])
				if ((side[dependent].kind == Kind::publication_relation ||
					 side[dependent].kind == Kind::publication_schema) &&
					dropped_with(dependent) == position)
					statements.push_back(create(side, dependent).front());
		for (Position const sequence : owned) {
			std::vector<Property> const properties =
				created_properties(side, sequence, from_.snapshot.role, &defaults_);
			// It has the owner of its table, which gets its own last if it is made anew.
			bool const table_stands = side[position].kind == Kind::column;
			for (Property const &property : properties)
				if (property.owner && table_stands)
					statements.push_back(property.sql);
			for (std::string const &statement : finish(side, sequence))
				statements.push_back(statement);
			for (Property const &property : properties)
				if (!property.owner)
					statements.push_back(property.sql);
		}
		for (std::string const &statement : finish(side, position))
			statements.push_back(statement);
		for (Property const &property : created_properties(side, position, from_.snapshot.role, &defaults_))
			statements.push_back(property.sql);
		if (with_parts && (side[position].kind == Kind::table || side[position].kind == Kind::materialized_view)) {
			Object const &relation = side[position];
			std::string const alter =
				relation.kind == Kind::table ? alter_table(side, position) : "ALTER " + phrase(side, position);
			if (relation.at("replica_identity").starts_with("USING INDEX "))
				statements.push_back(alter + " REPLICA IDENTITY " + relation.at("replica_identity"));
			if (relation.is("clustered_on"))
				statements.push_back(alter + " CLUSTER ON " + relation.at("clustered_on"));
		}
		if (with_parts && side[position].kind == Kind::column)
			add_inherited_scripts(position, statements);
		if (side[position].kind == Kind::index || side[position].kind == Kind::constraint) {
			for (Position const attachment : side.dependents[position]) {
				if (side[attachment].kind != Kind::index_attachment)
					continue;
				Position const child = side[attachment].parent;
				Position const table = side[child].parent;
				bool const taken_along = dropped_with(child) == position;
				bool const comes_back_before =
					old_fate_[table] == Fate::drop && copies_.contains(side[position].parent);
				if (!taken_along && !comes_back_before)
					continue;
				if (taken_along)
					statements.push_back(script(side, child, true));
				statements.push_back(create(side, attachment).front());
			}
			Object const &table = side.parent(side[position]);
			std::string const name = quote_name(side[position].name);
			std::string const alter = table.kind == Kind::table ? alter_table(side, side[position].parent)
																: "ALTER " + phrase(side, side[position].parent);
			if (table.at("replica_identity") == "USING INDEX " + name)
				statements.push_back(alter + " REPLICA IDENTITY USING INDEX " + name);
			if (table.at("clustered_on") == name)
				statements.push_back(alter + " CLUSTER ON " + name);
		}
		return join(statements, ";\n");
	}

	// What the columns that children have from this one have of their own.
	void add_inherited_scripts(Position column, std::vector<std::string> &statements) const {
		for (Position old = 0; old < from_.size(); ++old) {
			if (from_[old].kind != Kind::column || from_[old].name != from_[column].name || old == column ||
				from_[from_[old].parent].kind != Kind::table || !inherited_part(from_[old]) ||
				old_fate_[from_[old].parent] == Fate::drop || dropped_with(old) != column)
				continue;
			for (std::string const &statement : unlike_parent(from_, old, column))
				statements.push_back(statement);
			for (std::string const &statement : finish(from_, old))
				statements.push_back(statement);
			for (Property const &property : created_properties(from_, old, from_.snapshot.role, &defaults_))
				statements.push_back(property.sql);
			add_inherited_scripts(old, statements);
		}
	}

	// What a column that a table has got from its parent's new one must be given or freed of.
	[[nodiscard]] static std::vector<std::string> unlike_parent(Side const &side, Position column, Position source) {
		std::vector<std::string> statements;
		std::string const alter =
			alter_table(side, side[column].parent) + " ALTER COLUMN " + quote_name(side[column].name);
		Position const own = side.part(column, Kind::default_value), theirs = side.part(source, Kind::default_value);
		if (own != nowhere && (theirs == nowhere || side[own].at("expression") != side[theirs].at("expression")))
			statements.push_back(alter + " SET DEFAULT " + side[own].at("expression"));
		if (own == nowhere && theirs != nowhere)
			statements.push_back(alter + " DROP DEFAULT");
		if (side[column].is("not_null") && !side[source].is("not_null"))
			statements.push_back(alter + " SET NOT NULL");
		return statements;
	}

	// The sequences that go with the column or table.
	[[nodiscard]] std::vector<Position> owned_sequences(Side const &side, Position position) const {
		std::vector<Position> result;
		for (Position sequence = 0; sequence < side.size(); ++sequence) {
			Object const &object = side[sequence];
			if (object.kind != Kind::sequence || !object.is("owned_by") || old_fate_[sequence] != Fate::drop)
				continue;
			Position const column = side.find(Kind::column, object.at("owned_by"));
			if (column != nowhere && (column == position || side[column].parent == position))
				result.push_back(sequence);
		}
		return result;
	}

	[[nodiscard]] static bool is_base_type(Side const &side, Position position) {
		return side[position].kind == Kind::type && side[position].at("form") == "base";
	}

	// The functions of a base type go with it, and need its name before it is there.
	[[nodiscard]] static std::vector<Position> type_functions(Side const &side, Position type) {
		std::vector<Position> result;
		for (Position const target : side[type].depends) {
			auto const &depends = side[target].depends;
			if (side[target].kind == Kind::function && std::binary_search(depends.begin(), depends.end(), type))
				result.push_back(target);
		}
		return result;
	}

	void add_base_type_script(Side const &side, Position position, std::vector<std::string> &statements) const {
		statements.push_back("CREATE TYPE " + side[position].identity);
		for (Position const function : type_functions(side, position))
			statements.push_back(script(side, function, false));
	}

	void add_part_scripts(Side const &side, Position position, std::vector<std::string> &statements) const {
		std::vector<Position> parts = side.parts[position];
		std::stable_sort(parts.begin(), parts.end(), [&](Position a, Position b) {
			auto const rank = [&](Position part) {
				if (side[part].kind == Kind::constraint)
					return side[part].at("form") == "foreign key" ? 2 : 1;
				return side[part].kind == Kind::inheritance && side[part].is("bound") ? 4
					   : side[part].kind < Kind::constraint                           ? 0
																					  : 3;
			};
			return rank(a) < rank(b);
		});
		for (Position const part : parts) {
			Object const &object = side[part];
			if (!goes_with_parent(object.kind) || object.is("clone") || explicit_drop(part))
				continue;
			bool const of_view = object.kind == Kind::default_value && side.parent(side[position]).kind == Kind::view;
			bool const inlined = object.kind == Kind::column || (object.kind == Kind::default_value && !of_view) ||
								 (object.kind == Kind::sequence && object.parent != nowhere) ||
								 (object.kind == Kind::inheritance && !object.is("bound"));
			if (object.kind == Kind::index_attachment)
				continue;
			if (!inlined)
				if (!(object.kind == Kind::constraint && inherited_part(object) && !side[position].is("is_partition")))
					for (std::string const &statement : create(side, part))
						statements.push_back(statement);
			for (std::string const &statement : finish(side, part))
				statements.push_back(statement);
			for (Property const &property : created_properties(side, part, from_.snapshot.role, &defaults_))
				statements.push_back(property.sql);
			add_part_scripts(side, part, statements);
		}
	}

	// Whether the part of a table that goes calls a function over that table's rows: the function can go only after the
	// part, and the table only after the function.
	[[nodiscard]] bool calls_over_own_rows(Position old) const {
		Object const &object = from_[old];
		if (object.kind < Kind::default_value || object.kind == Kind::inheritance || object.parent == nowhere)
			return false;
		Position table = object.parent;
		if (from_[table].kind == Kind::column)
			table = from_[table].parent;
		if (from_[table].kind != Kind::table)
			return false;
		return std::any_of(object.depends.begin(), object.depends.end(), [&](Position target) {
			if (from_[target].kind != Kind::function ||
				(old_fate_[target] != Fate::drop && old_fate_[target] != Fate::rebuild))
				return false;
			auto const &depends = from_[target].depends;
			return std::binary_search(depends.begin(), depends.end(), table);
		});
	}

	// A partition that goes is detached first if keys refer to it through its parent, or if others come in its place.
	[[nodiscard]] bool leaves_first(Position link) const {
		Object const &object = from_[link];
		if (object.kind != Kind::inheritance || !object.is("bound") || old_fate_[object.parent] != Fate::drop)
			return false;
		Position const parent = from_.find(Kind::table, object.at("parent_table"));
		if (parent == nowhere || old_fate_[parent] == Fate::drop || old_fate_[parent] == Fate::rebuild)
			return false;
		if (gets_partitions(to_of_[parent]))
			return true;
		for (Position key = 0; key < from_.size(); ++key)
			if (from_[key].kind == Kind::constraint && from_[key].at("references") == from_[parent].identity &&
				old_fate_[key] != Fate::drop && old_fate_[key] != Fate::rebuild)
				return true;
		return false;
	}

	[[nodiscard]] bool gets_partitions(Position parent) const {
		return std::any_of(to_.dependents[parent].begin(), to_.dependents[parent].end(), [&](Position link) {
			return to_[link].kind == Kind::inheritance && to_[link].is("bound") &&
				   (new_fate_[link] == Fate::create || new_fate_[link] == Fate::rebuild);
		});
	}

	// Foreign keys between tables that both go are dropped first, and links to parents likewise.
	[[nodiscard]] bool explicit_drop(Position old) const {
		Object const &object = from_[old];
		if (calls_over_own_rows(old) || leaves_first(old))
			return true;
		if (object.kind == Kind::constraint && object.at("form") == "foreign key" && !object.is("clone")) {
			Position const referenced = from_.find(Kind::table, object.at("references"));
			return referenced != nowhere && referenced != object.parent &&
				   (old_fate_[referenced] == Fate::drop || old_fate_[referenced] == Fate::rebuild);
		}
		return false;
	}

	// A default of a table that stands aside for a while, of which something that it needs goes meanwhile.
	[[nodiscard]] bool lets_go_first(Position old) const {
		Object const &object = from_[old];
		if (object.kind != Kind::default_value || !keeps_rows(from_.parent(object).parent))
			return false;
		return std::any_of(object.depends.begin(), object.depends.end(), [&](Position target) {
			return old_fate_[target] == Fate::drop || old_fate_[target] == Fate::rebuild;
		});
	}

	// The old object whose DROP drops this one too; nowhere: it needs its own.
	[[nodiscard]] Position dropped_with(Position old) const {
		Object const &object = from_[old];
		auto const goes = [&](Position position) {
			return position != nowhere && (old_fate_[position] == Fate::drop || old_fate_[position] == Fate::rebuild);
		};
		if (explicit_drop(old))
			return nowhere;
		bool const bare = object.kind == Kind::column || object.kind == Kind::default_value ||
						  (object.kind == Kind::inheritance && !object.is("bound")) ||
						  object.kind == Kind::index_attachment ||
						  (object.kind == Kind::constraint && object.at("form") == "check" && object.is("inherited"));
		bool const made_anew = object.parent != nowhere && keeps_rows(object.parent);
		if (lets_go_first(old))
			return nowhere;
		if (object.kind == Kind::sequence && object.parent != nowhere && keeps_rows(from_.parent(object).parent) &&
			old_fate_[old] == Fate::rebuild)
			return nowhere;
		if (object.parent != nowhere && goes_with_parent(object.kind) && goes(object.parent) && (!made_anew || bare))
			return object.parent;
		if (object.kind == Kind::sequence && object.is("owned_by") && old_fate_[old] == Fate::drop) {
			Position const column = from_.find(Kind::column, object.at("owned_by"));
			if (goes(column))
				return column;
		}
		if (object.kind == Kind::function)
			for (Position const type : object.depends)
				if (is_base_type(from_, type) && goes(type) && old_fate_[old] == old_fate_[type])
					for (Position const function : type_functions(from_, type))
						if (function == old)
							return type;
		if (object.kind == Kind::publication_relation || object.kind == Kind::publication_schema)
			for (Position const target : object.depends)
				if ((from_[target].kind == Kind::table || from_[target].kind == Kind::schema) && goes(target) &&
					!keeps_rows(target))
					return target;
		if (object.kind == Kind::index_attachment)
			return goes(object.parent) ? object.parent : object.depends.empty() ? nowhere : object.depends.front();
		if (Position const attribute = type_attribute(from_, old);
			attribute != nowhere && goes(attribute) && stays_typed(from_, object.parent))
			return attribute;
		// An attached index goes with the parent's.
		if (object.kind == Kind::index || object.kind == Kind::constraint)
			for (Position const part : from_.parts[old])
				if (from_[part].kind == Kind::index_attachment)
					for (Position const parent : from_[part].depends)
						if (goes(parent) && !detached(object.parent))
							return parent;
		// So does what a child has from its parent.
		if ((object.kind == Kind::column || object.kind == Kind::constraint) && inherited_part(object) &&
			object.parent != nowhere && from_[object.parent].kind == Kind::table)
			for (Position const link : from_.parts[object.parent]) {
				if (from_[link].kind != Kind::inheritance || old_fate_[link] == Fate::drop ||
					old_fate_[link] == Fate::rebuild)
					continue;
				Position const parent = from_.find(Kind::table, from_[link].at("parent_table"));
				if (parent == nowhere)
					continue;
				Position const source = part_named(from_, parent, object.kind, object.name);
				if (goes(source))
					return source;
			}
		return nowhere;
	}

	// A table that is made anew; the rows of a foreign table are elsewhere.
	[[nodiscard]] bool keeps_rows(Position old) const {
		return from_[old].kind == Kind::table && old_fate_[old] == Fate::rebuild &&
			   !(from_[old].at("form") == "foreign" && to_[to_of_[old]].at("form") == "foreign");
	}

	// Whether the table leaves its partitioned parent.
	[[nodiscard]] bool detached(Position table) const {
		for (Position const link : from_.parts[table])
			if (from_[link].kind == Kind::inheritance && from_[link].is("bound"))
				return old_fate_[link] == Fate::drop || old_fate_[link] == Fate::rebuild;
		return false;
	}

	// A type under whose name another comes while columns hold its values: it steps aside until they have moved.
	[[nodiscard]] bool steps_aside(Position old) const {
		if ((from_[old].kind != Kind::type && from_[old].kind != Kind::collation) || old_fate_[old] != Fate::rebuild)
			return false;
		for (Position const dependent : from_.dependents[old]) {
			Object const &object = from_[dependent];
			if (object.kind == Kind::column && from_.parent(object).kind == Kind::table &&
				((to_of_[dependent] != nowhere && old_fate_[dependent] == Fate::alter) || keeps_rows(object.parent)))
				return true;
			if (object.kind == Kind::type && steps_aside(dependent))
				return true;
		}
		return false;
	}

	void add_drop_nodes() {
		for (Position old = 0; old < from_.size(); ++old)
			if (keeps_rows(old))
				add_table_stepping_aside(old);
		for (Position old = 0; old < from_.size(); ++old) {
			if (old_fate_[old] != Fate::drop && old_fate_[old] != Fate::rebuild)
				continue;
			if (dropped_with(old) != nowhere)
				continue;
			if (from_[old].is("clone") && (from_[old].kind == Kind::trigger || !detached(from_[old].parent)))
				continue;
			if (from_[old].kind == Kind::default_privileges || from_[old].kind == Kind::system_privileges) {
				add_default_privileges(old, nowhere);
				continue;
			}
			if (steps_aside(old)) {
				add_stepping_aside(old);
				continue;
			}
			if (keeps_rows(old))
				continue;
			if (hands_over(old)) {
				add_handover(old);
				continue;
			}
			Kind const kind = from_[old].kind;
			bool const soon = old_fate_[old] == Fate::rebuild || kind > Kind::column || kind == Kind::view ||
							  kind == Kind::materialized_view || is_overloaded(old);
			int const priority = (soon ? 100 : 300) + static_cast<int>(catalog::kind_count) - priority_of(kind);
			std::vector<std::string> statements = drop(from_, old);
			if (is_base_type(from_, old))
				statements.back() += " CASCADE"; // its functions: the rest has gone before
			std::string back = script(from_, old, true);
			if (kind == Kind::inheritance && !from_[old].is("bound"))
				back = former_child(old, std::move(back));
			if (cyclic_old_[old]) {
				std::string const real = create(from_, old).front(), stand_in = placeholder(from_, old);
				extend(drops_[old], node(priority, step(from_, old, Operation::replace, or_replace(stand_in),
														or_replace(real), "needs itself: lets its query go first")));
				back = replace_first(std::move(back), real, stand_in);
			}
			// A partition comes back to its parent while that still stands aside.
			for (Position const link : from_.parts[old])
				if (from_[link].kind == Kind::inheritance && from_[link].is("bound"))
					if (Position const parent = from_.find(Kind::table, from_[link].at("parent_table"));
						aside_.contains(parent))
						back = replace_first(back, "ALTER TABLE " + from_[parent].identity + " ATTACH",
											 "ALTER TABLE " +
												 quote_name(from_[parent].schema, out_of_the_way(from_[parent].name)) +
												 " ATTACH");
			for (std::string const &sql : statements) {
				bool const last = &sql == &statements.back();
				Step goes = step(from_, old, Operation::drop, sql, last ? back : "");
				if (kind == Kind::domain_constraint && is_contained(from_, from_[old].parent)) {
					goes.reverse_sql.reset();
					goes.reason = no_way_back_to_domain;
				}
				extend(drops_[old], node(priority, std::move(goes)));
			}
		}
		for (Position old = 0; old < from_.size(); ++old)
			if (drops_[old].empty() && (old_fate_[old] == Fate::drop || old_fate_[old] == Fate::rebuild))
				drops_[old] = drops_of(old, 0);
	}

	// Whether another function of the name stays or comes: calls might not know which is meant.
	[[nodiscard]] bool is_overloaded(Position old) const {
		Object const &routine = from_[old];
		auto const &objects = to_.snapshot.objects;
		return (routine.kind == Kind::function || routine.kind == Kind::procedure) &&
			   std::any_of(objects.begin(), objects.end(), [&](Object const &object) {
				   return object.kind == routine.kind && object.name == routine.name && object.schema == routine.schema;
			   });
	}

	[[nodiscard]] Span drops_of(Position old, int depth) const {
		if (!drops_[old].empty() || depth > 8)
			return drops_[old];
		Position const with = dropped_with(old);
		return with == nowhere ? Span{} : drops_of(with, depth + 1);
	}

	// The plain name in "schema.name", as SQL writes it.
	static std::string multirange_name(std::string const &identity) {
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

	// The functions that make values of a range and its multirange have their names.
	void rename_constructors(Position range, std::string const &multirange, std::string &forth,
							 std::string &undo) const {
		Object const &type = from_[range];
		std::string const &subtype = type.at("subtype");
		std::string const range_aside = quote_name(type.schema, out_of_the_way(type.name));
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

	void add_stepping_aside(Position old) {
		Object const &type = from_[old];
		std::string const aside = out_of_the_way(type.name);
		std::string const aside_identity = quote_name(type.schema, aside);
		std::string const alter = "ALTER " + phrase(from_, old);
		std::string forth = alter + " RENAME TO " + quote_name(aside);
		std::string undo = replace_first(alter, type.identity, aside_identity) + " RENAME TO " + quote_name(type.name);
		std::string back = script(from_, old, true);
		// A range has a second type with a name.
		if (std::string const &multirange = type.at("multirange"); !multirange.empty()) {
			std::string const name = multirange_name(multirange);
			std::string const multirange_aside = quote_name(type.schema, out_of_the_way(name));
			forth += ";\nALTER TYPE " + multirange + " RENAME TO " + quote_name(out_of_the_way(name));
			undo += ";\nALTER TYPE " + multirange_aside + " RENAME TO " + quote_name(name);
			rename_constructors(old, name, forth, undo);
			back = replace_all(std::move(back), multirange, multirange_aside);
		}
		extend(drops_[old], node(150, step(from_, old, Operation::rename, forth, undo,
										   "keeps the old type until its columns have moved to the new one")));
		back = replace_all(std::move(back), type.identity, aside_identity);
		// A domain over a type that is aside as well.
		auto const aside_as_well = [&](Object const &part) {
			for (Position const target : part.depends)
				if (from_[target].kind == Kind::type && steps_aside(target))
					back = replace_all(std::move(back), from_[target].identity,
									   quote_name(from_[target].schema, out_of_the_way(from_[target].name)));
		};
		aside_as_well(type);
		for (Position const part : from_.parts[old])
			aside_as_well(from_[part]);
		aside_[old] = node(320, step(from_, old, Operation::drop,
									 "DROP " + replace_first(phrase(from_, old), type.identity, aside_identity), back));
		graph_.order(drops_[old].last, aside_[old]);
	}

	// ---- tables that must be made anew keep their rows

	void add_table_stepping_aside(Position old) {
		Object const &table = from_[old];
		Position const position = to_of_[old];
		std::string const aside = out_of_the_way(table.name);
		std::string const aside_identity = quote_name(table.schema, aside);
		std::string const kind = table.at("form") == "foreign" ? "FOREIGN TABLE " : "TABLE ";
		extend(drops_[old], node(150, step(from_, old, Operation::rename,
										   "ALTER " + kind + table.identity + " RENAME TO " + quote_name(aside),
										   "ALTER " + kind + aside_identity + " RENAME TO " + quote_name(table.name),
										   "the table is made anew, and keeps its rows")));
		std::vector<Position> const columns = to_.columns(position);
		std::vector<std::string> names;
		std::vector<std::string> values;
		std::vector<std::string> values_back;
		for (Position const column : columns) {
			Position const had = from_of_[column];
			if (had == nowhere || to_[column].is("generated"))
				continue;
			names.push_back(quote_name(to_[column].name));
			std::string const forth = conversion(from_, from_[had], to_, to_[column]);
			std::string const back = conversion(to_, to_[column], from_, from_[had]);
			values.push_back(forth.empty() ? names.back() : forth);
			values_back.push_back(back.empty() ? names.back() : back);
		}
		auto const overriding = [](Side const &side, Position table_of) {
			auto const &parts = side.columns(table_of);
			bool const identity = std::any_of(parts.begin(), parts.end(),
											  [&](Position column) { return side[column].is("is_identity"); });
			return identity ? " OVERRIDING SYSTEM VALUE" : "";
		};
		auto const only = [](Object const &which) { return which.is("partition_key") ? " FROM " : " FROM ONLY "; };
		std::string copy = "INSERT INTO " + to_[position].identity + " (" + join(names, ", ") + ")" +
						   overriding(to_, position) + " SELECT " + join(values, ", ") + only(table) + aside_identity;
		std::string copy_back = "INSERT INTO " + aside_identity + " (" + join(names, ", ") + ")" +
								overriding(from_, old) + " SELECT " + join(values_back, ", ") + only(to_[position]) +
								to_[position].identity;
		if (names.empty()) { // rows without what they had: one that needs a value stops the plan
			copy = "INSERT INTO " + to_[position].identity + " SELECT" + only(table) + aside_identity;
			copy_back = "INSERT INTO " + aside_identity + " SELECT" + only(to_[position]) + to_[position].identity;
		}
		if (table.at("form") == "foreign" || to_[position].at("form") == "foreign")
			copy = copy_back = "";
		copies_[old] = node(240, step(to_, position, Operation::alter, copy, copy_back, "moves the rows"));
		std::string back = script(from_, old, false);
		back = replace_first(back, table.identity, aside_identity);
		aside_[old] = node(
			330, step(from_, old, Operation::drop, "DROP " + kind + aside_identity, create_aside(old, aside_identity)));
		graph_.order(drops_[old].last, copies_[old]);
		graph_.order(copies_[old], aside_[old]);
	}

	// The rows of a partition that goes move to those that come, as far as they have a place there.
	void add_rehoming(Position old) {
		for (Position const link : from_.parts[old]) {
			if (!leaves_first(link))
				continue;
			Position const former = from_.find(Kind::table, from_[link].at("parent_table"));
			Position const parent = to_of_[former];
			if (!gets_partitions(parent) || from_[old].at("form") == "foreign")
				continue;
			std::vector<std::string> names, values;
			bool identity = false;
			for (Position const column : to_.columns(parent)) {
				Position const had = from_of_[column];
				if (had == nowhere || to_[column].is("generated"))
					continue;
				identity = identity || to_[column].is("is_identity");
				names.push_back(quote_name(to_[column].name));
				std::string const value = conversion(from_, from_[had], to_, to_[column]);
				values.push_back(value.empty() ? names.back() : value);
			}
			if (names.empty())
				continue;
			Step moves = step(to_, parent, Operation::alter,
							  move_fitting_rows(from_[old].identity, to_[parent].identity, names, values, identity), "",
							  "moves the rows of " + from_[old].identity + " that belong to other partitions now");
			rehomed_[old] = node(305, std::move(moves));
			graph_.order(drops_[link].last, rehomed_[old]);
			graph_.order(rehomed_[old], drops_[old].first);
			for (Position const fresh : to_.dependents[parent])
				if (to_[fresh].kind == Kind::inheritance)
					graph_.order(makes_[fresh].last, rehomed_[old]);
		}
	}

	[[nodiscard]] std::string create_aside(Position old, std::string const &aside_identity) const {
		std::string sql =
			replace_first(create(from_, old, [&](Position value) { return !lets_go_first(value); }).front(),
						  from_[old].identity, aside_identity);
		for (Position const link : from_.parts[old])
			if (from_[link].kind == Kind::inheritance && !from_[link].is("bound"))
				if (Position const parent = from_.find(Kind::table, from_[link].at("parent_table"));
					parent != nowhere && keeps_rows(parent))
					sql = replace_all(std::move(sql), from_[parent].identity,
									  quote_name(from_[parent].schema, out_of_the_way(from_[parent].name)));
		for (Position const column : from_.columns(old))
			if (Position const sequence = from_.part(column, Kind::sequence);
				sequence != nowhere && old_fate_[sequence] == Fate::rebuild)
				sql = replace_first(sql, "SEQUENCE NAME " + from_[sequence].identity,
									"SEQUENCE NAME " +
										quote_name(from_[sequence].schema, out_of_the_way(from_[sequence].name)));
		std::vector<std::string> statements{sql};
		for (Position const column : from_.columns(old))
			for (std::string const &statement : finish(from_, column))
				statements.push_back(replace_first(statement, from_[old].identity, aside_identity));
		for (std::string const &statement : finish(from_, old))
			statements.push_back(replace_first(statement, from_[old].identity, aside_identity));
		for (Position const column : from_.columns(old))
			for (Property const &property : created_properties(from_, column, from_.snapshot.role, &defaults_))
				statements.push_back(replace_first(property.sql, from_[old].identity, aside_identity));
		for (Property const &property : created_properties(from_, old, from_.snapshot.role, &defaults_))
			statements.push_back(replace_first(property.sql, from_[old].identity, aside_identity));
		for (Position const dependent : from_.dependents[old])
			if (from_[dependent].kind == Kind::publication_relation && dropped_with(dependent) == old)
				statements.push_back(
					replace_first(create(from_, dependent).front(), from_[old].identity, aside_identity));
		return join(statements, ";\n");
	}

	// ---- sequences that become, or stop being, an identity keep their value

	[[nodiscard]] bool hands_over(Position old) const {
		if (from_[old].kind != Kind::sequence || old_fate_[old] != Fate::rebuild)
			return false;
		return true;
	}

	void add_handover(Position old) {
		Object const &sequence = from_[old];
		std::string const aside = out_of_the_way(sequence.name);
		std::string const aside_identity = quote_name(sequence.schema, aside);
		std::string const options = sequence_options(sequence);
		Object const &fresh = to_[to_of_[old]];
		auto const setval = [](std::string const &target, std::string const &source) {
			return "SELECT pg_catalog.setval(" + quote_literal(target) + ", last_value, is_called) FROM " + source;
		};
		auto const plain = [&](Object const &which, std::string const &name) {
			std::string const text = sequence_options(which);
			return std::string{"CREATE "} + (which.is("unlogged") ? "UNLOGGED " : "") + "SEQUENCE " + name +
				   (which.at("type") == "bigint" ? "" : " AS " + which.at("type")) + (text.empty() ? "" : " " + text);
		};
		if (sequence.parent != nowhere && fresh.parent != nowhere) {
			// An identity of a table that is made anew.
			extend(drops_[old],
				   node(149, step(from_, old, Operation::rename,
								  "ALTER SEQUENCE " + sequence.identity + " RENAME TO " + quote_name(aside),
								  "ALTER SEQUENCE " + aside_identity + " RENAME TO " + quote_name(sequence.name))));
			copies_[old] = node(240, step(to_, to_of_[old], Operation::alter, setval(fresh.identity, aside_identity),
										  setval(aside_identity, fresh.identity), "hands the sequence's value over"));
			graph_.order(drops_[old].last, copies_[old]);
			graph_.order(copies_[old], aside_.at(from_.parent(sequence).parent));
			return;
		}
		if (sequence.parent == nowhere) {
			extend(drops_[old],
				   node(150, step(from_, old, Operation::rename,
								  "ALTER SEQUENCE " + sequence.identity + " RENAME TO " + quote_name(aside),
								  "ALTER SEQUENCE " + aside_identity + " RENAME TO " + quote_name(sequence.name),
								  "keeps the sequence until the identity column has its value")));
			std::string back = plain(sequence, aside_identity);
			if (sequence.is("owned_by"))
				back += ";\nALTER SEQUENCE " + aside_identity + " OWNED BY " + sequence.at("owned_by");
			copies_[old] = node(240, step(to_, to_of_[old], Operation::alter, setval(fresh.identity, aside_identity),
										  setval(aside_identity, fresh.identity), "hands the sequence's value over"));
			aside_[old] = node(310, step(from_, old, Operation::drop, "DROP SEQUENCE " + aside_identity, back));
			graph_.order(drops_[old].last, copies_[old]);
			graph_.order(copies_[old], aside_[old]);
			return;
		}
		// From identity to a sequence of its own: the new one is made under another name first.
		NodeId const made = node(140, step(to_, to_of_[old], Operation::create, plain(fresh, aside_identity),
										   "DROP SEQUENCE " + aside_identity));
		NodeId const copied =
			node(141, step(to_, to_of_[old], Operation::alter, setval(aside_identity, sequence.identity),
						   setval(sequence.identity, aside_identity), "hands the sequence's value over"));
		extend(drops_[old], made);
		extend(drops_[old], copied);
		extend(drops_[old],
			   node(142, step(from_, old, Operation::drop, drop(from_, old).front(), create(from_, old).front())));
		renamed_in_[to_of_[old]] = aside_identity;
	}

	// The new object whose CREATE makes this one too; nowhere: it needs its own.
	[[nodiscard]] Position made_with(Position position) const {
		Object const &object = to_[position];
		auto const comes = [&](Position other) {
			return other != nowhere && (new_fate_[other] == Fate::create || new_fate_[other] == Fate::rebuild);
		};
		if (stands_for_[position] != nowhere && (object.kind == Kind::column || object.kind == Kind::constraint))
			return stands_for_[position];
		switch (object.kind) {
		case Kind::column:
			if (comes(object.parent) || to_.parent(object).kind == Kind::view)
				return object.parent;
			// A typed table has the type's columns.
			if (Object const &table = to_[object.parent]; stays_typed(to_, object.parent))
				if (Position const type = to_.find(Kind::type, table.at("of_type")); type != nowhere)
					return part_named(to_, type, Kind::column, object.name);
			return nowhere;
		case Kind::default_value:
			if (!comes(object.parent))
				return nowhere;
			if (stands_for_[object.parent] != nowhere)
				return object.parent; // what differs from the parent's is said when the column is there
			return separate_[position] || inherited_default(position) ? nowhere : object.parent;
		case Kind::sequence:
			return object.parent != nowhere && comes(object.parent) && stands_for_[object.parent] == nowhere
					   ? object.parent
					   : nowhere;
		case Kind::inheritance:
			return !object.is("bound") && comes(object.parent) ? object.parent : nowhere;
		case Kind::constraint:
			// CREATE TABLE ... INHERITS takes the parent's checks over.
			if (inherited_part(object) && comes(object.parent) && !to_[object.parent].is("is_partition"))
				return object.parent;
			return nowhere;
		default:
			return nowhere;
		}
	}

	// The default of a column that CREATE TABLE does not write.
	[[nodiscard]] bool inherited_default(Position position) const {
		Object const &column = to_.parent(to_[position]);
		return column.is("not_local") && !to_[column.parent].is("is_partition");
	}

	// Whether what the object needs needs the table in turn.
	[[nodiscard]] bool reaches(Position position, Position table, std::set<Position> &seen) const {
		if (position == table)
			return true;
		if (!seen.insert(position).second)
			return false;
		Object const &object = to_[position];
		if (object.parent != nowhere && reaches(object.parent, table, seen))
			return true;
		for (Position const target : object.depends)
			if (reaches(target, table, seen))
				return true;
		if (auto const found = body_needs_.find(position); found != body_needs_.end())
			for (Position const target : found->second)
				if (reaches(target, table, seen))
					return true;
		return false;
	}

	void find_separate_defaults() {
		separate_.assign(to_.size(), false);
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &object = to_[position];
			if (object.kind != Kind::default_value || object.depends.empty())
				continue;
			Position const relation = to_.parent(object).parent;
			if (to_[relation].kind != Kind::table) {
				separate_[position] = true;
				continue;
			}
			std::set<Position> seen;
			for (Position const target : object.depends)
				if (reaches(target, relation, seen))
					separate_[position] = true;
		}
		for (Position position = 0; position < to_.size(); ++position)
			if (to_[position].kind == Kind::default_value && to_[to_.parent(to_[position]).parent].kind != Kind::table)
				separate_[position] = true;
	}

	// Which new or changed objects the text of a function's body names.
	void find_body_needs(Side const &side, std::unordered_map<Position, std::vector<Position>> &needs) const {
		std::unordered_map<std::string_view, std::vector<Position>> named;
		for (Position position = 0; position < side.size(); ++position) {
			Kind const kind = side[position].kind;
			if (is_relation(kind) || kind == Kind::type || kind == Kind::function || kind == Kind::procedure ||
				kind == Kind::aggregate || kind == Kind::column)
				named[side[position].name].push_back(position);
		}
		for (Position position = 0; position < side.size(); ++position) {
			Object const &function = side[position];
			if (!function.is("text_body"))
				continue;
			std::set<Position> found;
			std::string_view const text = function.at("definition");
			std::set<std::string_view> words;
			for (std::size_t i = 0; i < text.size();) {
				auto const part = [](char c) {
					return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
						   static_cast<unsigned char>(c) >= 0x80;
				};
				if (!part(text[i])) {
					++i;
					continue;
				}
				std::size_t end = i;
				while (end < text.size() && part(text[end]))
					++end;
				words.insert(text.substr(i, end - i));
				i = end;
			}
			for (std::string_view const word : words) {
				auto const candidates = named.find(word);
				if (candidates == named.end())
					continue;
				for (Position const candidate : candidates->second) {
					if (candidate == position)
						continue;
					// Column names are too common to mean much, unless their table is named as well.
					if (side[candidate].kind == Kind::column &&
						(side[candidate].parent == nowhere || !words.contains(side.parent(side[candidate]).name)))
						continue;
					found.insert(candidate);
				}
			}
			needs.emplace(position, std::vector<Position>{found.begin(), found.end()});
		}
	}

	void add_make_nodes() {
		find_body_needs(to_, body_needs_);
		find_body_needs(from_, old_body_needs_);
		find_separate_defaults();
		for (Position position = 0; position < to_.size(); ++position) {
			Fate const fate = new_fate_[position];
			if (fate == Fate::keep)
				continue;
			if (to_[position].kind == Kind::default_privileges || to_[position].kind == Kind::system_privileges ||
				(to_[position].kind == Kind::constraint && to_[position].is("clone")))
				continue;
			if (fate == Fate::alter)
				add_alterations(position);
			else if (made_with(position) == nowhere)
				add_creation(position);
		}
		for (Position position = 0; position < to_.size(); ++position)
			if (makes_[position].empty() && new_fate_[position] != Fate::keep)
				makes_[position] = makes_of(position, 0);
		for (Position position = 0; position < to_.size(); ++position)
			if (new_fate_[position] == Fate::create || new_fate_[position] == Fate::rebuild)
				add_finish(position);
		add_moved_ownerships();
		add_reapplied();
		for (Position position = 0; position < to_.size(); ++position)
			if (to_[position].kind == Kind::default_privileges || to_[position].kind == Kind::system_privileges)
				add_default_privileges(from_of_[position], position);
	}

	[[nodiscard]] Span makes_of(Position position, int depth) const {
		if (!makes_[position].empty() || depth > 8)
			return makes_[position];
		Position with = made_with(position);
		if (with == nowhere && stands_for_[position] != nowhere)
			with = stands_for_[position];
		return with == nowhere ? Span{} : makes_of(with, depth + 1);
	}

	void add_creation(Position position) {
		Object const &object = to_[position];
		int const priority = 200 + priority_of(object.kind) + (object.at("form") == "foreign key" ? 20 : 0);
		if (auto const renamed = renamed_in_.find(position); renamed != renamed_in_.end()) {
			extend(makes_[position],
				   node(priority, step(to_, position, Operation::rename,
									   "ALTER SEQUENCE " + renamed->second + " RENAME TO " + quote_name(object.name),
									   "ALTER SEQUENCE " + object.identity + " RENAME TO " +
										   renamed->second.substr(renamed->second.rfind('.') + 1))));
			return;
		}
		if (object.kind == Kind::type && needs_shell(position)) {
			shells_[position] =
				node(priority - 100, step(to_, position, Operation::create, "CREATE TYPE " + object.identity,
										  "DROP TYPE " + object.identity + " CASCADE"));
		}
		if (object.kind == Kind::index && object.is("invalid"))
			return;
		if (cyclic_new_[position]) {
			std::string const stand_in = placeholder(to_, position);
			extend(makes_[position],
				   node(priority, step(to_, position, Operation::create, stand_in, drop(to_, position).front(),
									   "needs itself: its query comes later")));
			extend(late_[position],
				   node(priority, step(to_, position, Operation::replace, or_replace(create(to_, position).front()),
									   or_replace(stand_in))));
			return;
		}
		std::vector<std::string> const statements =
			create(to_, position, [&](Position value) { return !separate_[value]; });
		std::vector<std::string> backwards = drop(to_, position);
		// An attached index may have gone with the parent's.
		if (to_.part(position, Kind::index_attachment) != nowhere)
			backwards = {object.kind == Kind::index ? "DROP INDEX IF EXISTS " + object.identity
													: alter_table(to_, object.parent, false) +
														  " DROP CONSTRAINT IF EXISTS " + quote_name(object.name)};
		// So may a check of a partition, which is the parent's once it is attached.
		if (object.kind == Kind::constraint && object.at("form") == "check" && object.is("inherited"))
			backwards = {alter_table(to_, object.parent, false) + " DROP CONSTRAINT IF EXISTS " +
						 quote_name(object.name)};
		add_taken_over(position, backwards);
		for (std::string const &sql : statements) {
			bool const first = &sql == &statements.front();
			std::string back = first ? join(backwards, ";\n") : "";
			if (first && (shells_.contains(position) || made_for_shell(position)))
				back = ""; // goes with the shell
			extend(makes_[position], node(priority, step(to_, position, Operation::create, sql, back)));
		}
		if (shells_.contains(position))
			graph_.order(shells_[position], makes_[position].first);
	}

	// What partitions had by themselves and their parent has made its own: it goes with the parent's on the way back.
	void add_taken_over(Position position, std::vector<std::string> &statements) const {
		auto const stood_alone = [&](Position part) {
			return from_of_[part] != nowhere && new_fate_[part] != Fate::rebuild && new_fate_[part] != Fate::create;
		};
		for (Position const attachment : to_.dependents[position])
			if (to_[attachment].kind == Kind::index_attachment && from_of_[attachment] == nowhere &&
				stood_alone(to_[attachment].parent))
				statements.push_back(script(from_, from_of_[to_[attachment].parent], true));
		if (to_[position].at("form") != "foreign key")
			return;
		for (Position part = 0; part < to_.size(); ++part)
			if (to_[part].kind == Kind::constraint && to_[part].is("clone") && stood_alone(part) &&
				!from_[from_of_[part]].is("clone") && to_[part].at("definition") == to_[position].at("definition") &&
				descends(to_[part].parent, to_[position].parent))
				statements.push_back(script(from_, from_of_[part], true));
	}

	[[nodiscard]] bool descends(Position table, Position from) const {
		for (Position const link : to_.parts[table])
			if (to_[link].kind == Kind::inheritance)
				if (Position const parent = to_.find(Kind::table, to_[link].at("parent_table"));
					parent != nowhere && (parent == from || descends(parent, from)))
					return true;
		return false;
	}

	[[nodiscard]] bool made_for_shell(Position function) const {
		if (to_[function].kind != Kind::function)
			return false;
		for (Position const type : to_[function].depends)
			if (to_[type].kind == Kind::type && (new_fate_[type] == Fate::create || new_fate_[type] == Fate::rebuild) &&
				needs_shell(type))
				for (Position const other : type_functions(to_, type))
					if (other == function)
						return true;
		return false;
	}

	// A base type needs its input and output functions, which need the type's name.
	[[nodiscard]] bool needs_shell(Position position) const {
		Object const &type = to_[position];
		if (type.at("form") == "base")
			return true;
		return type.at("form") == "range" && (type.is("canonical") || type.is("subtype_diff")) &&
			   std::any_of(type.depends.begin(), type.depends.end(), [&](Position target) {
				   auto const &depends = to_[target].depends;
				   return std::find(depends.begin(), depends.end(), position) != depends.end();
			   });
	}

	void add_alterations(Position position) {
		for (Alteration const &change : alterations_[position]) {
			int const priority = 200 + priority_of(to_[position].kind) + (change.late ? 60 : 0);
			std::string back = change.reverse;
			if (change.reason == "type" && from_of_[position] != nowhere)
				for (Position const target : from_[from_of_[position]].depends)
					if (steps_aside(target)) {
						if (std::string const &multirange = from_[target].at("multirange"); !multirange.empty())
							back = replace_all(
								std::move(back), multirange,
								quote_name(from_[target].schema, out_of_the_way(multirange_name(multirange))));
						back = replace_all(std::move(back), from_[target].identity,
										   quote_name(from_[target].schema, out_of_the_way(from_[target].name)));
					}
			if (change.sql.ends_with(" DROP EXPRESSION"))
				back += after_generated_again(from_of_[position]);
			Step made = step(to_, position, change.operation, change.sql, back,
							 change.reason == "type" || change.reason == "enum value" ? "" : change.reason);
			if (change.reason == "enum value") {
				made.transactional = false;
				made.reason =
					"the new value can be used once this is committed; the way back makes the type anew and fails "
					"if rows hold the value";
				made.reverse_sql = &change == &alterations_[position].front() ? without_new_values(position) : "";
			} else if (change.sql.starts_with("ALTER DOMAIN ") && change.sql.ends_with(" DROP NOT NULL") &&
					   is_contained(to_, position)) {
				made.reverse_sql.reset();
				made.reason = no_way_back_to_domain;
			} else if (change.operation == Operation::replace && change.reverse.empty())
				made.reverse_sql = former_definition(position);
			NodeId const id = node(change.reason == "enum value" ? 0 : priority, std::move(made));
			if (change.late || cyclic_new_[position])
				extend(late_[position], id);
			else
				extend(makes_[position], id);
		}
		if (!late_[position].empty())
			graph_.order(makes_[position].last, late_[position].first);
	}

	// On the way back the column is dropped and generated again, and what hangs on it with it.
	[[nodiscard]] std::string after_generated_again(Position column) const {
		std::vector<std::string> statements = finish(from_, column);
		for (Property const &property : created_properties(from_, column, from_.snapshot.role, &defaults_))
			statements.push_back(property.sql);
		for (Position const dependent : from_.dependents[column]) {
			Kind const kind = from_[dependent].kind;
			if ((kind == Kind::index || kind == Kind::constraint || kind == Kind::statistics) &&
				(old_fate_[dependent] == Fate::keep || old_fate_[dependent] == Fate::alter) &&
				!from_[dependent].is("clone"))
				statements.push_back(script(from_, dependent, true));
		}
		std::string text;
		for (std::string const &statement : statements)
			text += ";\n" + statement;
		return text;
	}

	// New enum values are added before anything else, so the way back starts at the old schema with these values.
	[[nodiscard]] std::string without_new_values(Position position) const {
		Snapshot with = from_.snapshot;
		with.objects[from_of_[position]].set("labels", to_[position].at("labels"));
		return statements_between(with, from_.snapshot);
	}

	// CREATE OR REPLACE can't take columns from a view, nor defaults from a function: on the way back it is dropped,
	// with all that hangs on it and is there at that time.
	[[nodiscard]] std::string former_definition(Position position) const {
		Position const old = from_of_[position];
		std::vector<bool> out(from_.size());
		for (Position other = 0; other < from_.size(); ++other)
			out[other] = old_fate_[other] == Fate::drop || old_fate_[other] == Fate::rebuild;
		Snapshot const base = catalog::without(from_.snapshot, out);
		Snapshot with = base;
		Position const view = Side{base}.find(from_[old].kind, from_[old].identity);
		with.objects[view].set("definition", to_[position].at("definition"));
		with.objects[view].set("defaults", to_[position].at("defaults"));
		for (Position const column : to_.columns(position)) {
			if (Side{with}.find(Kind::column, to_[column].identity) != nowhere)
				continue;
			Object added = to_[column];
			added.parent = view;
			added.depends.clear();
			with.objects.push_back(std::move(added));
		}
		catalog::sort(with);
		return statements_between(with, base);
	}

	// What a child had from its parent only is its own after NO INHERIT, and stays so after INHERIT: on the way back
	// the child is made anew.
	[[nodiscard]] std::string former_child(Position link, std::string plain) const {
		Position const child = from_[link].parent;
		Position const parent = from_.find(Kind::table, from_[link].at("parent_table"));
		auto const only_inherited = [&](Object const &part) {
			return (part.kind == Kind::column || part.at("form") == "check") && part.is("not_local") &&
				   parent != nowhere && part_named(from_, parent, part.kind, part.name) != nowhere;
		};
		auto const &parts = from_.parts[child];
		bool const has_other =
			to_of_[child] != nowhere && std::any_of(to_.parts[to_of_[child]].begin(), to_.parts[to_of_[child]].end(),
													[&](Position part) { return to_[part].kind == Kind::inheritance; });
		if (has_other || from_[child].is("is_partition") || old_fate_[child] == Fate::drop ||
			old_fate_[child] == Fate::rebuild ||
			std::none_of(parts.begin(), parts.end(), [&](Position part) { return only_inherited(from_[part]); }))
			return plain;
		std::vector<bool> out(from_.size());
		// Columns that the child gives up when it is none any more are there again by then.
		auto const there_again = [&](Position part) {
			return from_[part].parent == child && from_[part].kind == Kind::column && only_inherited(from_[part]);
		};
		for (Position other = 0; other < from_.size(); ++other)
			out[other] = (old_fate_[other] == Fate::drop || old_fate_[other] == Fate::rebuild) && other != parent &&
						 other != link && from_[other].parent != parent && !there_again(other) &&
						 !(from_[other].kind == Kind::default_value && there_again(from_[other].parent));
		Snapshot const base = catalog::without(from_.snapshot, out);
		Snapshot with = base;
		std::vector<bool> gone(with.objects.size());
		Side const here{base};
		gone[here.find(Kind::inheritance, from_[link].identity)] = true;
		for (Position const part : here.parts[here.find(Kind::table, from_[child].identity)])
			if (only_inherited(base.objects[part])) {
				with.objects[part].set("not_local", "");
				with.objects[part].set("inherited", "");
			}
		return statements_between(catalog::without(with, gone), base);
	}

	[[nodiscard]] static std::string statements_between(Snapshot const &from, Snapshot const &to) {
		std::vector<std::string> statements;
		for (Step const &step : Planner{from, to}.plan())
			statements.push_back(step.sql);
		return join(statements, ";\n");
	}

	// A sequence owned by a column of a table that is made anew moves over to the new column.
	void add_moved_ownerships() {
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &sequence = to_[position];
			Position const old = from_of_[position];
			if (sequence.kind != Kind::sequence || old == nowhere || !from_[old].is("owned_by") ||
				!sequence.is("owned_by") || !late_[position].empty())
				continue;
			Position const held = from_.find(Kind::column, from_[old].at("owned_by"));
			if (held == nowhere || !aside_.contains(from_[held].parent))
				continue;
			Object const &table = from_.parent(from_[held]);
			std::string const alter = "ALTER SEQUENCE " + sequence.identity + " OWNED BY ";
			extend(late_[position], node(245, step(to_, position, Operation::alter, alter + sequence.at("owned_by"),
												   alter + quote_name(table.schema, out_of_the_way(table.name)) + "." +
													   quote_name(from_[held].name))));
		}
	}

	void add_finish(Position position) {
		int const priority = 200 + priority_of(to_[position].kind);
		std::vector<std::string> statements;
		if (Position const source = stands_for_[position]; source != nowhere && to_[position].kind == Kind::column &&
														   to_[source].kind == Kind::column &&
														   to_.parent(to_[source]).kind == Kind::table)
			statements = unlike_parent(to_, position, source);
		for (std::string &sql : finish(to_, position))
			statements.push_back(std::move(sql));
		for (std::string const &sql : statements) {
			NodeId const id = node(priority + 1, step(to_, position, Operation::alter, sql, ""));
			// Undone by the object's own way back.
			steps_[id].reverse_sql = undo_finish(position, sql);
			extend(late_[position], id);
		}
		if (!late_[position].empty())
			graph_.order(makes_[position].last, late_[position].first);
	}

	// The object goes when its creation is undone; only ties to others need a way back of their own.
	[[nodiscard]] std::optional<std::string> undo_finish(Position position, std::string const &sql) const {
		if (to_[position].kind == Kind::sequence && sql.find(" OWNED BY ") != std::string::npos)
			return "ALTER SEQUENCE " + to_[position].identity + " OWNED BY NONE";
		return "";
	}

	// Dropping an index takes the table's replica identity and clustering along.
	void add_reapplied() {
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &table = to_[position];
			if ((table.kind != Kind::table && table.kind != Kind::materialized_view))
				continue;
			bool const made = new_fate_[position] == Fate::create || new_fate_[position] == Fate::rebuild;
			auto const reapply = [&](std::string_view attribute, std::string_view prefix, std::string const &words) {
				std::string const &value = table.at(attribute);
				if (!value.starts_with(prefix) || value.empty())
					return;
				std::string const name = value.substr(prefix.size());
				Position found = nowhere;
				for (Position const part : to_.parts[position])
					if ((to_[part].kind == Kind::index || to_[part].kind == Kind::constraint) &&
						quote_name(to_[part].name) == name)
						found = part;
				if (found == nowhere)
					return;
				bool const already =
					!made && from_of_[position] != nowhere && from_[from_of_[position]].at(attribute) != value;
				if (!already && (made || new_fate_[found] == Fate::rebuild)) {
					std::string const alter =
						table.kind == Kind::table ? alter_table(to_, position) : "ALTER " + phrase(to_, position);
					NodeId const id = node(290, step(to_, position, Operation::alter, alter + words + value, ""));
					steps_[id].reverse_sql = "";
					extend(late_[position], id);
				}
				if (!late_[position].empty()) {
					graph_.order(makes_[position].last, late_[position].first);
					graph_.order(makes_[found].last, late_[position].first);
				}
			};
			reapply("replica_identity", "USING INDEX ", " REPLICA IDENTITY ");
			reapply("clustered_on", "", " CLUSTER ON ");
		}
	}

	void add_default_privileges(Position old, Position position) {
		Object const &object = position != nowhere ? to_[position] : from_[old];
		Privileges const builtin = parse_acl(catalog_elements(object.at("builtin_acl")));
		Privileges const before = old != nowhere ? parse_acl(from_[old].acl) : builtin;
		Privileges const after = position != nowhere ? parse_acl(to_[position].acl) : builtin;
		bool const system = object.kind == Kind::system_privileges;
		std::string const prefix =
			system ? ""
				   : "ALTER DEFAULT PRIVILEGES FOR ROLE " + quote_name(object.at("role")) +
						 (object.is("in_schema") ? " IN SCHEMA " + quote_name(object.at("in_schema")) : "") + " ";
		std::string const on = system ? object.at("target") : object.at("on");
		std::string_view const all =
			on == "TABLES" || on.starts_with("TABLE ")
				? (to_.snapshot.server_version >= 170000 ? "arwdDxtm" : "arwdDxt")
			: on == "SEQUENCES" || on.starts_with("SEQUENCE ")                                 ? "rwU"
			: on == "FUNCTIONS" || on.starts_with("FUNCTION ") || on.starts_with("PROCEDURE ") ? "X"
			: on == "SCHEMAS" || on.starts_with("SCHEMA ")                                     ? "UC"
			: on == "TYPES" || on.starts_with("TYPE ") || on.starts_with("LANGUAGE ") || on.starts_with("FOREIGN ")
				? "U"
				: "rw";
		Side const &side = position != nowhere ? to_ : from_;
		for (PrivilegeChange const &change : change_privileges(before, after, all, on, "", prefix)) {
			NodeId const id = node(change.grants ? 400 : 10, step(side, position != nowhere ? position : old,
																  change.grants ? Operation::grant : Operation::revoke,
																  change.sql, change.reverse));
			extend(position != nowhere ? makes_[position] : drops_[old], id);
		}
	}

	static std::vector<std::string> catalog_elements(std::string const &text);

	// PostgreSQL checks a body when it gets it. That is left out where not all that the body names is as it shall be:
	// for functions that call each other, and for those whose tables and types are still to change.
	void leave_bodies_unchecked(std::vector<NodeId> const &order) {
		std::vector<std::size_t> place(order.size());
		for (std::size_t i = 0; i < order.size(); ++i)
			place[order[i]] = i;
		auto const any = [&](Span const &span, auto const &holds) {
			return !span.empty() && (holds(place[span.first]) || holds(place[span.last]));
		};
		// Other languages than SQL look at declared types only.
		auto const touched = [&](Side const &side, Position target, bool sql, auto const &holds) {
			bool const fresh = &side == &to_;
			Position const now = fresh ? target : to_of_[target];
			Position const old = fresh ? from_of_[target] : target;
			bool const whole = now == nowhere || old == nowhere || old_fate_[old] == Fate::rebuild;
			if (!sql && !whole)
				return false;
			if (now != nowhere && (any(makes_[now], holds) || any(late_[now], holds)))
				return true;
			if (old != nowhere && any(drops_[old], holds))
				return true;
			if (sql && now != nowhere)
				for (Position const part : to_.parts[now])
					if (to_[part].kind == Kind::column && any(makes_[part], holds))
						return true;
			if (sql && old != nowhere)
				for (Position const part : from_.parts[old])
					if (from_[part].kind == Kind::column && any(drops_[part], holds))
						return true;
			return false;
		};
		for (auto const &[function, needs] : body_needs_) {
			if (makes_[function].empty())
				continue;
			NodeId const id = makes_[function].first;
			auto const later = [&](std::size_t where) { return where > place[id]; };
			bool const sql = to_[function].at("language") == "sql";
			if (std::any_of(needs.begin(), needs.end(),
							[&](Position target) { return touched(to_, target, sql, later); }) ||
				(sql && returns_reordered(to_, function)))
				steps_[id].sql = unchecked(steps_[id].sql);
		}
		for (auto const &[function, needs] : old_body_needs_) {
			Position const now = to_of_[function];
			NodeId const id = !drops_[function].empty()                ? drops_[function].last
							  : now != nowhere && !makes_[now].empty() ? makes_[now].first
																	   : no_node;
			if (id == no_node || !steps_[id].reverse_sql || steps_[id].reverse_sql->empty())
				continue;
			auto const earlier = [&](std::size_t where) { return where < place[id]; };
			bool const sql = from_[function].at("language") == "sql";
			if (std::any_of(needs.begin(), needs.end(),
							[&](Position target) { return touched(from_, target, sql, earlier); }) ||
				(sql && returns_reordered(from_, function)))
				steps_[id].reverse_sql = unchecked(*steps_[id].reverse_sql);
		}
	}

	// Whether a table that the function may return rows of will have its columns in another order than it should.
	[[nodiscard]] bool returns_reordered(Side const &side, Position function) const {
		Side const &other = &side == &to_ ? from_ : to_;
		auto const &partner = &side == &to_ ? from_of_ : to_of_;
		return std::any_of(side[function].depends.begin(), side[function].depends.end(), [&](Position table) {
			if (side[table].kind != Kind::table || partner[table] == nowhere)
				return false;
			// What stays comes first, as it stood, then what is new.
			std::vector<Position> expected, wanted = side.columns(table);
			for (Position const column : other.columns(partner[table]))
				if (Position const here = (&side == &to_ ? to_of_ : from_of_)[column]; here != nowhere)
					expected.push_back(here);
			for (Position const column : wanted)
				if (partner[column] == nowhere)
					expected.push_back(column);
			return expected != wanted;
		});
	}

	// While an old type is aside, what goes has that type on the way back.
	void name_types_aside(std::vector<NodeId> const &order) {
		std::vector<std::size_t> place(order.size());
		for (std::size_t i = 0; i < order.size(); ++i)
			place[order[i]] = i;
		for (auto const &[type, last] : aside_) {
			if (from_[type].kind != Kind::type && from_[type].kind != Kind::collation)
				continue;
			std::string const aside = quote_name(from_[type].schema, out_of_the_way(from_[type].name));
			auto const rename = [&](NodeId id) {
				if (place[id] > place[drops_[type].last] && place[id] < place[last] && steps_[id].reverse_sql)
					steps_[id].reverse_sql = replace_all(*steps_[id].reverse_sql, from_[type].identity, aside);
			};
			for (Position old = 0; old < from_.size(); ++old) {
				if (from_[old].kind != Kind::table && from_[old].kind != Kind::column)
					continue;
				bool const own = !drops_[old].empty() && dropped_with(old) == nowhere;
				if (own)
					for (NodeId id = drops_[old].first; id <= drops_[old].last; ++id)
						rename(id);
				for (auto const *const moved : {&aside_, &copies_})
					if (auto const found = moved->find(old); found != moved->end())
						rename(found->second);
			}
		}
	}

	// ---- owner, privileges, comment, labels

	void add_property_nodes() {
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &object = to_[position];
			if (object.kind == Kind::default_privileges || object.kind == Kind::system_privileges)
				continue;
			bool const made = new_fate_[position] == Fate::create || new_fate_[position] == Fate::rebuild;
			Position const old = made ? nowhere : from_of_[position];
			std::vector<Property> properties = made ? created_properties(to_, position, from_.snapshot.role, &defaults_)
													: changed_properties(from_, old, to_, position);
			if (old != nowhere && !properties.empty())
				grant_columns_again(properties, old);
			Span &chain = properties_[position];
			for (Property const &property : properties) {
				Step change = step(to_, position, property.operation, property.sql, "");
				change.reverse_sql = made && !property.undo ? "" : property.reverse;
				NodeId const id = node(200 + priority_of(object.kind) + 2, std::move(change));
				extend(chain, id);
				if (property.owner)
					owners_[position] = id;
			}
			if (!chain.empty() && !makes_[position].empty())
				graph_.order(makes_[position].last, chain.first);
		}
		for (Position position = 0; position < to_.size(); ++position) {
			if (to_[position].kind != Kind::column || properties_[to_[position].parent].empty())
				continue;
			Span const &table = properties_[to_[position].parent];
			if (!properties_[position].empty())
				graph_.order(table.last, properties_[position].first);
		}
		for (Position old = 0; old < from_.size(); ++old)
			if (from_[old].kind == Kind::column && !from_[old].acl.empty() && !drops_[old].empty())
				if (Position const relation = to_of_[from_[old].parent];
					relation != nowhere && drops_[from_[old].parent].empty() && !properties_[relation].empty())
					graph_.order(drops_[old].last, properties_[relation].first);
	}

	// A REVOKE on a relation takes what its columns have as well.
	void grant_columns_again(std::vector<Property> &properties, Position relation) const {
		std::string grants;
		for (Position const column : from_.parts[relation]) {
			Object const &object = from_[column];
			if (object.kind != Kind::column || object.acl.empty() || old_fate_[column] == Fate::drop ||
				old_fate_[column] == Fate::rebuild)
				continue;
			for (PrivilegeChange const &change :
				 change_privileges({}, granted_by(parse_items(object.acl), from_[relation].owner),
								   all_privileges(object, from_.snapshot.server_version), grant_phrase(from_, column),
								   "(" + quote_name(object.name) + ")"))
				grants += ";\n" + change.sql;
		}
		if (!grants.empty())
			for (Property &property : properties)
				for (std::string *const sql : {&property.sql, &property.reverse})
					if (sql->starts_with("REVOKE "))
						*sql += grants;
	}

	// ---- what comes after what

	void add_edges() {
		for (Position old = 0; old < from_.size(); ++old)
			if (from_[old].kind == Kind::table && old_fate_[old] == Fate::drop)
				add_rehoming(old);
		for (Position old = 0; old < from_.size(); ++old)
			add_drop_edges(old);
		for (Position position = 0; position < to_.size(); ++position)
			add_make_edges(position);
		add_name_edges();
		add_link_edges();
		add_clone_edges();
		add_persistence_edges();
		add_table_edges();
		add_body_edges();
	}

	// Before an object goes or changes, what depends on it goes or lets go.
	void add_drop_edges(Position old) {
		Position const position = to_of_[old];
		auto const visit = [&](Position dependent, bool is_part) {
			// A partition's share in its parent's foreign key goes with that.
			if (from_[dependent].is("clone") && from_[dependent].kind == Kind::constraint && !is_part &&
				!detached_first(from_[dependent].parent))
				return;
			Span const gone = drops_[dependent];
			Position const now = to_of_[dependent];
			Span const changed = now != nowhere && new_fate_[now] == Fate::alter ? makes_[now] : Span{};
			if (!drops_[old].empty()) {
				if (!gone.empty() && gone.last != drops_[old].last) {
					// A partition that goes hands its rows over first.
					bool const partition = from_[dependent].kind == Kind::inheritance && from_[dependent].is("bound") &&
										   copies_.contains(old) && old_fate_[from_[dependent].parent] == Fate::drop;
					graph_.order(cyclic_old_[dependent] ? gone.first : gone.last,
								 partition ? aside_[old] : drop_starts(old));
					Position const whole =
						from_[dependent].kind == Kind::column && !is_part ? from_[dependent].parent : dependent;
					if (from_[dependent].kind == Kind::inheritance && aside_.contains(old) &&
						aside_.contains(from_[dependent].parent))
						graph_.order(aside_[from_[dependent].parent], aside_[old]);
					if (aside_.contains(old) && aside_.contains(whole) && whole != old)
						graph_.order(aside_[whole], aside_[old]);
				}
				if (!changed.empty()) {
					auto const aside = aside_.find(old);
					graph_.order(changed.last, aside != aside_.end() ? aside->second : drop_starts(old));
				}
				if (changed.empty() && now != nowhere && !late_[now].empty() && new_fate_[now] == Fate::alter)
					graph_.order(late_[now].last, drop_starts(old));
			}
			if (position != nowhere && new_fate_[position] == Fate::alter && !makes_[position].empty() &&
				!gone.empty() && !(is_part && from_[dependent].kind == Kind::column) && !adds_values(position))
				graph_.order(gone.last, makes_[position].first);
		};
		for (Position const dependent : from_.dependents[old])
			visit(dependent, false);
		for (Position const part : from_.parts[old])
			visit(part, true);
		if (position != nowhere && new_fate_[position] == Fate::rebuild && !makes_[position].empty()) {
			graph_.order(drops_[old].last, makes_[position].first);
			if (auto const aside = aside_.find(old); aside != aside_.end())
				graph_.order(makes_[position].last, aside->second);
			if (auto const copy = copies_.find(old); copy != copies_.end())
				graph_.order(makes_[position].last, copy->second);
		}
	}

	[[nodiscard]] bool detached_first(Position table) const {
		return std::any_of(from_.parts[table].begin(), from_.parts[table].end(), [&](Position link) {
			return from_[link].kind == Kind::inheritance && from_[link].is("bound") && !drops_[link].empty() &&
				   drops_[link].first != drops_[table].first;
		});
	}

	// What depends on a view that needs itself may do so until the view itself goes.
	[[nodiscard]] NodeId drop_starts(Position old) const {
		Position const view = from_[old].kind == Kind::column ? from_[old].parent : old;
		return cyclic_old_[view] ? drops_[old].last : drops_[old].first;
	}

	[[nodiscard]] bool adds_values(Position position) const {
		return !alterations_[position].empty() && alterations_[position].front().reason == "enum value";
	}

	// Before an object comes or changes, what it needs is there.
	void add_make_edges(Position position) {
		Span const make = makes_[position];
		Object const &object = to_[position];
		auto const need = [&](Position target, Span const &span) {
			if (span.empty())
				return;
			auto const shell = shells_.find(target);
			if (shell != shells_.end() && is_type_function(position, target)) {
				graph_.order(shell->second, span.first);
				return;
			}
			if (!makes_[target].empty() && makes_[target].last != span.last)
				graph_.order(makes_[target].last, span.first);
			// A domain is complete before it is used.
			if (to_[target].at("form") == "domain" && target != object.parent)
				for (Position const part : to_.parts[target])
					if (to_[part].kind == Kind::domain_constraint && !makes_[part].empty())
						graph_.order(makes_[part].last, span.first, true);
			if (auto const copied = from_of_[target]; copied != nowhere)
				if (auto const copy = copies_.find(copied); copy != copies_.end() && waits_for_rows(object))
					graph_.order(copy->second, span.first);
		};
		if (cyclic_new_[position]) {
			for (Position const column : to_.columns(position))
				for (Position const target : to_[column].depends)
					need(target, make);
			for (Position other = 0; other < to_.size(); ++other)
				if (to_[other].kind == Kind::materialized_view && !makes_[other].empty())
					graph_.order(late_[position].last, makes_[other].first, true);
		}
		for (Span const &span : {cyclic_new_[position] ? Span{} : make, late_[position]}) {
			if (span.empty())
				continue;
			for (Position const target : object.depends) {
				need(target, span);
				// A view that is replaced is so before others read it.
				if (to_[target].kind == Kind::column && to_.parent(to_[target]).kind == Kind::view &&
					to_[target].parent != position)
					need(to_[target].parent, span);
			}
			if (object.parent != nowhere)
				need(object.parent, span);
		}
		if (object.kind == Kind::sequence && object.is("owned_by") && !late_[position].empty()) {
			Position const column = to_.find(Kind::column, object.at("owned_by"));
			if (column != nowhere) {
				Position const table = to_[column].parent;
				if (!makes_[column].empty())
					graph_.order(makes_[column].last, late_[position].first);
				for (Position const owned : {position, table})
					if (auto const owner = owners_.find(owned); owner != owners_.end())
						graph_.order(owner->second, late_[position].first);
				// It must let go of a table that is dropped.
				if (Position const old = from_of_[position]; old != nowhere && from_[old].is("owned_by"))
					if (Position const held = from_.find(Kind::column, from_[old].at("owned_by")); held != nowhere) {
						Position const holder = from_[held].parent;
						auto const aside = aside_.find(holder);
						NodeId const goes = aside != aside_.end() ? aside->second : drops_[held].first;
						if (goes != no_node)
							graph_.order(late_[position].last, goes);
					}
			}
		} else if (object.kind == Kind::sequence && from_of_[position] != nowhere && !late_[position].empty() &&
				   from_[from_of_[position]].is("owned_by")) {
			if (Position const held = from_.find(Kind::column, from_[from_of_[position]].at("owned_by"));
				held != nowhere)
				graph_.order(late_[position].last, drops_[held].first);
		}
		// What is left to a child's column comes after what the parent's does to it.
		if (Position const source = stands_for_[position]; source != nowhere && object.kind == Kind::column &&
														   new_fate_[position] == Fate::alter && !make.empty() &&
														   makes_[source].last != make.last)
			graph_.order(makes_[source].last, make.first);
		if (object.is("of_type") && !late_[position].empty()) {
			for (Position const column : to_.columns(position))
				graph_.order(makes_[column].last, late_[position].first);
			if (Position const old = from_of_[position]; old != nowhere)
				for (Position const column : from_.columns(old))
					graph_.order(drops_[column].last, late_[position].first);
		}
		// A column is an identity or has a default.
		if (object.kind == Kind::default_value && !make.empty())
			if (Position const column = from_of_[object.parent]; column != nowhere)
				if (Position const sequence = from_.part(column, Kind::sequence);
					sequence != nowhere && !drops_[sequence].empty())
					graph_.order(drops_[sequence].last, make.first);
		// A foreign key needs the referenced index to be valid, and so attached everywhere.
		if (object.at("form") == "foreign key" && !make.empty())
			for (Position const target : object.depends)
				wait_for_attachments(target, make.first);
	}

	void wait_for_attachments(Position index, NodeId node) {
		for (Position const attachment : to_.dependents[index]) {
			if (to_[attachment].kind != Kind::index_attachment)
				continue;
			if (!makes_[attachment].empty())
				graph_.order(makes_[attachment].last, node);
			wait_for_attachments(to_[attachment].parent, node);
		}
	}

	// Rows are moved into a bare table.
	static bool waits_for_rows(Object const &object) {
		return object.kind == Kind::constraint || object.kind == Kind::index || object.kind == Kind::trigger ||
			   object.kind == Kind::rule || object.kind == Kind::policy || object.kind == Kind::materialized_view;
	}

	[[nodiscard]] bool is_type_function(Position function, Position type) const {
		Kind const kind = to_[function].kind;
		if (kind != Kind::function)
			return false;
		auto const &depends = to_[type].depends;
		return std::find(depends.begin(), depends.end(), function) != depends.end();
	}

	// A name must be free before it is given again.
	void add_name_edges() {
		std::unordered_map<std::string, std::vector<NodeId>> freed;
		auto const name_of = [](Side const &side, Object const &object) -> std::string {
			switch (object.kind) {
			case Kind::table:
			case Kind::view:
			case Kind::materialized_view:
			case Kind::sequence:
			case Kind::index:
			case Kind::type:
				return "relation " + quote_name(object.schema, object.name);
			case Kind::constraint:
				if (object.at("form") == "primary key" || object.at("form") == "unique" ||
					object.at("form") == "exclude")
					return "relation " + quote_name(object.schema, object.name);
				return "constraint " + side.parent(object).identity + " " + object.name;
			case Kind::function:
			case Kind::procedure:
			case Kind::aggregate:
				return "routine " + object.identity;
			default:
				return {};
			}
		};
		for (Position old = 0; old < from_.size(); ++old)
			if (!drops_[old].empty())
				if (std::string const name = name_of(from_, from_[old]); !name.empty())
					freed[name].push_back(drops_[old].last);
		for (Position position = 0; position < to_.size(); ++position) {
			if (makes_[position].empty() || new_fate_[position] == Fate::alter)
				continue;
			std::string const name = name_of(to_, to_[position]);
			auto const found = freed.find(name);
			if (name.empty() || found == freed.end())
				continue;
			for (NodeId const id : found->second)
				if (id != makes_[position].first)
					graph_.order(id, makes_[position].first);
		}
	}

	// A child is attached when it has all that the parent has, and detached before the parent changes.
	void add_link_edges() {
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &object = to_[position];
			if (object.kind == Kind::index_attachment && !makes_[position].empty()) {
				// Undone, the parent's index takes the child's along.
				for (Position const parent : object.depends)
					if (!makes_[parent].empty() && !makes_[object.parent].empty())
						graph_.order(makes_[object.parent].last, makes_[parent].first);
				Position const child = to_[object.parent].parent;
				if (child != nowhere)
					for (Position const link : to_.parts[child])
						if (to_[link].kind == Kind::inheritance && !makes_[link].empty())
							graph_.order(makes_[link].last, makes_[position].first);
				continue;
			}
			if (object.kind != Kind::inheritance || makes_[position].empty())
				continue;
			NodeId const attach = makes_[position].first;
			Position const child = object.parent;
			Position const parent = to_.find(Kind::table, object.at("parent_table"));
			bool const inlined = made_with(position) != nowhere;
			if (!inlined)
				for (Position const part : to_.parts[child]) {
					Object const &own = to_[part];
					bool const wanted = own.kind == Kind::column || own.kind == Kind::index ||
										(own.kind == Kind::constraint && own.at("form") != "foreign key");
					if (wanted && !makes_[part].empty())
						graph_.order(makes_[part].last, attach);
					// An index that is not whole is none to attach: PostgreSQL would make another.
					if (wanted && object.is("bound") && own.kind != Kind::column)
						wait_for_attachments(part, attach);
				}
			if (parent == nowhere)
				continue;
			if (inlined)
				for (Position const part : to_.parts[parent])
					if (to_[part].at("form") == "check" && !makes_[part].empty())
						graph_.order(makes_[part].last, attach, true);
			for (Position const part : to_.parts[parent])
				if (to_[part].kind == Kind::column && !makes_[part].empty() && makes_[part].last != attach)
					graph_.order(makes_[part].last, attach);
			if (Position const old_parent = from_of_[parent]; old_parent != nowhere) {
				for (Position const part : from_.parts[old_parent])
					if (from_[part].kind == Kind::column && !drops_[part].empty())
						graph_.order(drops_[part].last, attach);
				if (auto const copy = copies_.find(old_parent); copy != copies_.end())
					graph_.order(attach, copy->second);
			}
			// Of the child, what the parent does not have must have gone.
			if (Position const old_child = from_of_[child]; old_child != nowhere && !inlined)
				for (Position const part : from_.parts[old_child])
					if ((from_[part].kind == Kind::column || from_[part].kind == Kind::constraint) &&
						!drops_[part].empty())
						graph_.order(drops_[part].last, attach);
		}
		for (Position old = 0; old < from_.size(); ++old) {
			Object const &object = from_[old];
			if (object.kind != Kind::inheritance || drops_[old].empty())
				continue;
			// Another parent comes first, so that what the child has from both stays inherited.
			if (Position const child = to_of_[object.parent]; child != nowhere && !object.is("bound"))
				for (Position const link : to_.parts[child])
					if (to_[link].kind == Kind::inheritance && !to_[link].is("bound") && !makes_[link].empty() &&
						made_with(link) == nowhere)
						graph_.order(makes_[link].last, drops_[old].first, true);
			// A child goes, or lets go, while its parent is still itself.
			if (!object.is("bound"))
				if (Position const parent = from_.find(Kind::table, object.at("parent_table"));
					parent != nowhere && keeps_rows(parent) && !keeps_rows(object.parent))
					graph_.order(drops_[old].last, drops_[parent].first);
			if (dropped_with(old) != nowhere) {
				// It goes as it is: on the way back it fits its parent.
				if (Position const parent = from_.find(Kind::table, object.at("parent_table"));
					parent != nowhere && object.is("bound") && !copies_.contains(parent) &&
					!keeps_rows(object.parent)) {
					for (Position key = 0; key < from_.size(); ++key)
						if (from_[key].kind == Kind::constraint &&
							from_[key].at("references") == from_[parent].identity && !from_[key].is("clone") &&
							drops_[key].first != drops_[old].first)
							graph_.order(drops_[key].last, drops_[old].first);
					for (Position const part : from_.parts[parent])
						if (from_[part].kind == Kind::column) {
							if (!drops_[part].empty() && drops_[part].last != drops_[old].last)
								graph_.order(drops_[old].last, drops_[part].first);
							if (Position const now = to_of_[part]; now != nowhere)
								graph_.order(drops_[old].last, makes_[now].first);
						}
				}
				continue;
			}
			// What a child has from its parent can be dropped once it is no child any more.
			for (Position const part : from_.parts[object.parent])
				if ((from_.part(part, Kind::index_attachment) != nowhere ||
					 (from_[part].kind == Kind::constraint && from_[part].is("inherited"))) &&
					!drops_[part].empty() && dropped_with(part) == nowhere)
					graph_.order(drops_[old].last, drops_[part].first);
			Position const parent = from_.find(Kind::table, object.at("parent_table"));
			if (parent == nowhere)
				continue;
			// An index that stays is no part of the parent's any more when that goes.
			for (Position const part : from_.parts[object.parent])
				for (Position const attachment : from_.parts[part])
					if (from_[attachment].kind == Kind::index_attachment && drops_[part].empty())
						for (Position const index : from_[attachment].depends)
							graph_.order(drops_[old].last, drops_[index].first);
			// Partitions that come need the room of those that go.
			if (object.is("bound") && to_of_[parent] != nowhere)
				for (Position const link : to_.dependents[to_of_[parent]])
					if (to_[link].kind == Kind::inheritance && to_[link].is("bound") && !copies_.contains(parent))
						graph_.order(drops_[old].last, makes_[link].first);
			// A check that is a partition's as well goes there by itself.
			for (Position const part : from_.parts[parent])
				if (from_[part].kind == Kind::constraint && !drops_[part].empty() &&
					drops_[part].last != drops_[old].last)
					graph_.order(drops_[old].last, drops_[part].first);
			// Rows of a partitioned table that is made anew are moved while the partitions are attached.
			if (auto const copy = copies_.find(parent); copy != copies_.end())
				continue;
			for (Position const part : from_.parts[parent]) {
				if (from_[part].kind != Kind::column && from_[part].kind != Kind::constraint)
					continue;
				if (!drops_[part].empty() && drops_[part].last != drops_[old].last)
					graph_.order(drops_[old].last, drops_[part].first);
				if (Position const now = to_of_[part]; now != nowhere && !makes_[now].empty())
					graph_.order(drops_[old].last, makes_[now].first);
			}
			if (Position const now = to_of_[parent]; now != nowhere)
				for (Position const part : to_.parts[now])
					if (to_[part].kind == Kind::column && from_of_[part] == nowhere && !makes_[part].empty())
						graph_.order(drops_[old].last, makes_[part].first);
		}
	}

	// What a partition has of its parent's foreign keys stays behind, and goes then.
	void add_clone_edges() {
		for (Position old = 0; old < from_.size(); ++old)
			if (from_[old].kind == Kind::constraint && from_[old].is("clone")) {
				if (!drops_[old].empty())
					for (Position const link : from_.parts[from_[old].parent])
						if (from_[link].kind == Kind::inheritance && !drops_[link].empty())
							graph_.order(drops_[link].last, drops_[old].first);
				if (Position const position = to_of_[old]; position != nowhere && old_fate_[old] == Fate::rebuild)
					for (Position other = 0; other < from_.size(); ++other)
						if (from_[other].kind == Kind::constraint && !from_[other].is("clone") &&
							from_[other].at("definition") == from_[old].at("definition"))
							graph_.order(drops_[other].last, makes_[position].first);
			}
	}

	// A logged table references logged tables only.
	void add_persistence_edges() {
		for (Position position = 0; position < to_.size(); ++position) {
			Object const &key = to_[position];
			if (key.at("form") != "foreign key" || new_fate_[position] == Fate::create ||
				new_fate_[position] == Fate::rebuild)
				continue;
			Position const referenced = to_.find(Kind::table, key.at("references"));
			if (referenced == nowhere || makes_[referenced].empty() || makes_[key.parent].empty() ||
				referenced == key.parent)
				continue;
			if (to_[key.parent].is("unlogged"))
				graph_.order(makes_[key.parent].last, makes_[referenced].first);
			else
				graph_.order(makes_[referenced].last, makes_[key.parent].first);
		}
	}

	// Rows that a table takes over from partitions are there before those are dropped.
	void add_table_edges() {
		for (auto const &[old, copy] : copies_) {
			if (from_[old].kind != Kind::table)
				continue;
			for (Position const link : from_.dependents[old])
				if (from_[link].kind == Kind::inheritance && from_[link].is("bound") && !drops_[link].empty() &&
					old_fate_[from_[link].parent] == Fate::drop)
					graph_.order(copy, drops_[link].first);
		}
	}

	void add_body_edges() {
		for (auto const &[function, needs] : body_needs_) {
			if (makes_[function].empty())
				continue;
			for (Position const target : needs)
				if (!makes_[target].empty() && makes_[target].last != makes_[function].last)
					graph_.order(makes_[target].last, makes_[function].first, true);
			for (Position const target : needs)
				if (to_[target].kind == Kind::table)
					for (Position const column : to_.columns(target))
						if (!makes_[column].empty() && makes_[column].last != makes_[function].last)
							graph_.order(makes_[column].last, makes_[function].first, true);
		}
		for (auto const &[function, needs] : old_body_needs_) {
			Position const now = to_of_[function];
			Span const lets_go = !drops_[function].empty() ? drops_[function] : now != nowhere ? makes_[now] : Span{};
			if (lets_go.empty())
				continue;
			for (Position const target : needs)
				if (!drops_[target].empty() && drops_[target].first != lets_go.first)
					graph_.order(lets_go.last, drops_[target].first, true);
		}
	}

	Snapshot old_; // but for names of NOT NULL not changed any more
	Snapshot new_;
	Side from_;
	Side to_;
	std::vector<Position> to_of_;
	std::vector<Position> from_of_;
	std::vector<Fate> old_fate_;
	std::vector<Fate> new_fate_;
	std::vector<std::vector<Alteration>> alterations_;
	std::vector<Position> stands_for_; // of a child's part, the parent's that does its work
	std::vector<bool> separate_;       // defaults that are set after the table is there

	std::unordered_map<Position, std::string> maybe_renamed_old_;
	std::unordered_map<Position, std::string> maybe_renamed_new_;
	Graph graph_;
	std::vector<Step> steps_; // by node
	std::vector<Span> drops_;
	std::vector<Span> makes_;
	std::vector<Span> late_;
	std::vector<Span> properties_;
	std::vector<bool> const cyclic_old_, cyclic_new_;
	DefaultPrivileges const defaults_;
	std::unordered_map<Position, NodeId> aside_;  // old types and tables: the final DROP
	std::unordered_map<Position, NodeId> copies_; // old tables: where the rows move
	std::unordered_map<Position, NodeId> rehomed_;
	std::unordered_map<Position, NodeId> shells_;
	std::unordered_map<Position, NodeId> owners_;
	std::unordered_map<Position, std::string> renamed_in_; // sequences made under another name
	std::unordered_map<Position, std::vector<Position>> body_needs_;
	std::unordered_map<Position, std::vector<Position>> old_body_needs_;
};

std::vector<std::string> Planner::catalog_elements(std::string const &text) { return acl_elements(text); }

} // namespace

// '*' stands for any characters, '?' for any one.
static bool matches(std::string_view pattern, std::string_view text) {
	std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
	while (t < text.size()) {
		if (p < pattern.size() && pattern[p] == '*') {
			star = p++;
			resume = t;
		} else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
			++p;
			++t;
		} else if (star != std::string_view::npos) {
			p = star + 1;
			t = ++resume;
		} else
			return false;
	}
	while (p < pattern.size() && pattern[p] == '*')
		++p;
	return p == pattern.size();
}

static bool matches_any(std::vector<std::string> const &patterns, Object const &object) {
	std::string const schema = object.kind == Kind::schema ? object.name : object.schema;
	return std::any_of(patterns.begin(), patterns.end(), [&](std::string const &pattern) {
		return matches(pattern, schema) ||
			   (!object.schema.empty() && matches(pattern, object.schema + "." + object.name));
	});
}

// Whether an object and its parts are the same on both sides, whatever they depend on.
static bool same(Side const &a, Position left, Side const &b, Position right) {
	Object const &x = a[left];
	Object const &y = b[right];
	if (x.attributes != y.attributes || x.owner != y.owner || x.acl != y.acl || x.comment != y.comment ||
		x.labels != y.labels || a.parts[left].size() != b.parts[right].size())
		return false;
	return std::all_of(a.parts[left].begin(), a.parts[left].end(), [&](Position part) {
		Position const other = b.index.find(catalog::key(a[part]));
		return other != nowhere && b[other].parent == right && same(a, part, b, other);
	});
}

// Only objects in schemas, and schemas, are chosen from; parts go with what they are parts of. What is left out but the
// same on both sides stays: nothing happens to it unless something that it depends on must be made anew.
static Snapshot selected(Snapshot const &snapshot, Snapshot const &other, Options const &options) {
	std::vector<bool> out(snapshot.objects.size());
	bool const selects = !options.include.empty() || !options.exclude.empty();
	std::optional<Side> here, there;
	if (selects) {
		here.emplace(snapshot);
		there.emplace(other);
	}
	for (std::size_t i = 0; i < out.size(); ++i) {
		Object const &object = snapshot.objects[i];
		bool const chosen_from = object.parent == nowhere && (object.kind == Kind::schema || !object.schema.empty());
		if (selects && chosen_from) {
			out[i] = (!options.include.empty() && !matches_any(options.include, object)) ||
					 matches_any(options.exclude, object);
			if (Position const twin = out[i] ? there->index.find(catalog::key(object)) : nowhere; twin != nowhere)
				out[i] = !same(*here, static_cast<Position>(i), *there, twin);
		}
		// The tool itself is no part of the schema, unless both have it.
		if (object.kind == Kind::extension && object.name == "confiture")
			out[i] = std::none_of(other.objects.begin(), other.objects.end(), [](Object const &theirs) {
				return theirs.kind == Kind::extension && theirs.name == "confiture";
			});
	}
	if (std::find(out.begin(), out.end(), true) == out.end())
		return snapshot;
	return catalog::without(snapshot, std::move(out));
}

std::vector<Step> plan(Snapshot const &from, Snapshot const &to, Options const &options) {
	Snapshot const old = selected(from, to, options);
	Snapshot const fresh = selected(to, from, options);
	auto const planned = [&](Snapshot const &before) {
		std::vector<Step> steps = Planner{before, fresh}.plan();
		return options.online ? make_online(std::move(steps), Side{before}, Side{fresh}) : steps;
	};
	if (options.renames.empty())
		return planned(old);
	Renamed renamed = apply_renames(old, fresh, options.renames);
	std::vector<Step> steps = std::move(renamed.steps);
	for (Step &step : planned(renamed.snapshot)) {
		// On the way back the names that an old body uses come last.
		if (step.reverse_sql && step.reverse_sql->find("\n LANGUAGE sql\n") != std::string::npos)
			step.reverse_sql = unchecked(*step.reverse_sql);
		steps.push_back(std::move(step));
	}
	return steps;
}

} // namespace confiture::diff
