#include "diff/rename.hpp"

#include "diff/ddl.hpp"
#include "diff/not_null.hpp"
#include "diff/quote.hpp"
#include "error.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace confiture::diff {

namespace {

// Replaces a name, quoted as SQL quotes it, where it is not the part of a longer one.
std::string with_name(std::string text, std::string_view old_name, std::string_view new_name) {
	for (std::size_t at = 0; (at = text.find(old_name, at)) != std::string::npos;) {
		std::size_t const end = at + old_name.size();
		bool const starts = at == 0 || !in_name(text[at - 1]) || !in_name(old_name.front());
		bool const ends = end == text.size() || !in_name(text[end]) || !in_name(old_name.back());
		if (starts && ends) {
			text.replace(at, old_name.size(), new_name);
			at += new_name.size();
		} else
			at = end;
	}
	return text;
}

// Bodies that are kept as text say what they said before.
std::string with_name_outside_body(Object const &object, std::string const &text, std::string_view old_name,
								   std::string_view new_name) {
	std::size_t const body = object.is("text_body") ? text.find("\nAS ") : std::string::npos;
	return with_name(text.substr(0, body), old_name, new_name) + (body == std::string::npos ? "" : text.substr(body));
}

constexpr std::array<std::string_view, 7> texts_with_columns{"definition", "expression", "using", "with_check",
															 "columns",    "filter",     "column"};

bool has_schema(Kind kind) {
	return kind != Kind::schema && kind != Kind::column && kind != Kind::constraint && kind != Kind::trigger &&
		   kind != Kind::policy && kind != Kind::rule && kind != Kind::index && kind != Kind::domain_constraint;
}

class Renamer {
public:
	Renamer(Snapshot const &from, Snapshot const &to) : now_{from}, to_{to}, index_{to} {}

	Renamed rename_all(std::vector<Rename> const &renames) {
		std::vector<std::pair<Position, Position>> pairs;
		for (auto const &[old_identity, new_identity] : renames)
			pairs.push_back(find_pair(old_identity, new_identity, renames));
		// Parts first, while what they are parts of has the name that the caller knows.
		std::stable_sort(pairs.begin(), pairs.end(), [&](auto const &a, auto const &b) {
			return (now_.objects[a.first].parent != nowhere) > (now_.objects[b.first].parent != nowhere);
		});
		for (auto const &[old, fresh] : pairs)
			rename(old, to_.objects[fresh]);
		rename_followers();
		catalog::sort(now_);
		return {std::move(now_), std::move(steps_)};
	}

private:
	[[nodiscard]] std::pair<Position, Position> find_pair(std::string const &old_identity,
														  std::string const &new_identity,
														  std::vector<Rename> const &renames) const {
		bool found_old = false;
		for (Position old = 0; old < now_.objects.size(); ++old) {
			if (now_.objects[old].identity != old_identity)
				continue;
			Kind const kind = now_.objects[old].kind;
			if (kind == Kind::default_value || kind == Kind::inheritance || kind == Kind::index_attachment)
				continue;
			found_old = true;
			Position fresh = index_.find(kind, new_identity);
			// A part may be given with the old name of what it is a part of.
			for (auto const &[was, is] : renames)
				if (fresh == nowhere)
					fresh = index_.find(kind, with_name(new_identity, was, is));
			if (fresh != nowhere)
				return {old, fresh};
		}
		throw Error(sqlstate::undefined_object,
					found_old ? "cannot rename to " + quoted(new_identity) : "cannot rename " + quoted(old_identity),
					found_old ? "The new schema has no object of that kind with this identity."
							  : "The old schema has no object with this identity.",
					"Write identities as confiture_diff shows them in \"object_identity\".");
	}

	static std::string quoted(std::string const &name) { return '"' + name + '"'; }

	void rename(Position position, Object const &target) {
		Object const object = now_.objects[position];
		if (object.kind == Kind::column && (now_.objects[object.parent].kind == Kind::view ||
											now_.objects[object.parent].kind == Kind::materialized_view))
			throw Error(sqlstate::feature_not_supported,
						"cannot rename column " + quoted(object.identity) + " of a view", {},
						"A view's columns follow its definition: leave it out.");
		if (object.name != target.name)
			rename_to(position, object.schema, target.name);
		if (object.schema != target.schema && has_schema(object.kind) && object.parent == nowhere)
			rename_to(position, target.schema, target.name);
		if (object.kind == Kind::table)
			renamed_.insert(position);
	}

	// One statement: either another name or another schema.
	void rename_to(Position position, std::string const &schema, std::string const &name) {
		Object const before = now_.objects[position];
		Step step;
		step.operation = Operation::rename;
		step.object_type = catalog::object_type(now_, before);
		step.object_identity = before.identity;
		step.risk = Risk::reversible;
		bool const on_table = before.kind == Kind::table || before.kind == Kind::column ||
							  before.kind == Kind::constraint || before.kind == Kind::trigger ||
							  before.kind == Kind::policy || before.kind == Kind::rule;
		step.lock = on_table ? "AccessExclusiveLock" : before.kind == Kind::index ? "ShareUpdateExclusiveLock" : "";
		step.sql = statement(position, schema, name);
		replace_texts(position, schema, name);
		step.reverse_sql = statement(position, before.schema, before.name);
		steps_.push_back(std::move(step));
	}

	[[nodiscard]] std::string statement(Position position, std::string const &schema, std::string const &name) const {
		Side const side{now_};
		Object const &object = now_.objects[position];
		if (object.schema != schema && object.name == name)
			return "ALTER " + phrase(side, position) + " SET SCHEMA " + quote_name(schema);
		std::string const to = " TO " + quote_name(name);
		if (object.kind == Kind::column) {
			if (now_.objects[object.parent].kind == Kind::type)
				return "ALTER TYPE " + now_.objects[object.parent].identity + " RENAME ATTRIBUTE " +
					   quote_name(object.name) + to + " CASCADE";
			return alter_table(side, object.parent, false) + " RENAME COLUMN " + quote_name(object.name) + to;
		}
		if (object.kind == Kind::constraint)
			return alter_table(side, object.parent, false) + " RENAME CONSTRAINT " + quote_name(object.name) + to;
		if (object.kind == Kind::domain_constraint)
			return "ALTER DOMAIN " + now_.objects[object.parent].identity + " RENAME CONSTRAINT " +
				   quote_name(object.name) + to;
		return "ALTER " + phrase(side, position) + " RENAME" + to;
	}

	// What the server's own texts say afterwards. Where that is not known, the old text stays, and differs: then the
	// object is made anew, which is right too.
	void replace_texts(Position position, std::string const &schema, std::string const &name) {
		switch (now_.objects[position].kind) {
		case Kind::column:
			return replace_column(position, name);
		case Kind::schema:
			return replace_schema(position, name);
		case Kind::constraint:
		case Kind::domain_constraint:
		case Kind::trigger:
		case Kind::policy:
		case Kind::rule:
			return replace_part(position, name);
		default:
			return replace_identity(position, schema, name);
		}
	}

	void replace_identity(Position position, std::string const &schema, std::string const &name) {
		Object &object = now_.objects[position];
		std::string const was = object.schema.empty() && !has_schema(object.kind)
									? quote_name(object.name)
									: quote_name(object.schema, object.name);
		std::string const is = quote_name(schema, name);
		std::string const old_qualifier = quote_name(object.name) + ".", new_qualifier = quote_name(name) + ".";
		bool const relation =
			object.kind == Kind::table || object.kind == Kind::view || object.kind == Kind::materialized_view;
		bool const index = object.kind == Kind::index;
		if (index)
			object.set("definition", with_name(object.at("definition"), " INDEX " + quote_name(object.name) + " ON",
											   " INDEX " + quote_name(name) + " ON"));
		if (index)
			replace_marks(object.parent, quote_name(object.name), quote_name(name));
		if (relation)
			write_not_null_names(position);
		object.schema = schema;
		object.name = name;
		for (Object &other : now_.objects) {
			other.identity = with_name(std::move(other.identity), was, is);
			for (catalog::Attribute &attribute : other.attributes) {
				attribute.value = with_name_outside_body(other, attribute.value, was, is);
				if (relation && attribute.name == "definition" &&
					(other.kind == Kind::view || other.kind == Kind::materialized_view || other.kind == Kind::rule))
					attribute.value = with_name(std::move(attribute.value), old_qualifier, new_qualifier);
			}
			if (relation && other.schema != schema && belongs_to(other, position))
				other.schema = schema;
		}
		if (relation)
			forget_not_null_names(position);
	}

	// The name of a NOT NULL stays what it was, whatever is renamed.
	void write_not_null_names(Position relation) {
		for (Object &column : now_.objects)
			if (column.parent == relation && has_not_null_name(now_, column))
				column.set("not_null_name", not_null_name(now_.objects[relation], column));
	}
	void forget_not_null_names(Position relation) {
		for (Object &column : now_.objects)
			if (column.parent == relation && has_not_null_name(now_, column) &&
				column.at("not_null_name") == default_not_null_name(now_.objects[relation], column))
				column.set("not_null_name", {});
	}

	[[nodiscard]] bool belongs_to(Object const &object, Position relation) const {
		for (Position parent = object.parent; parent != nowhere; parent = now_.objects[parent].parent)
			if (parent == relation)
				return true;
		return false;
	}

	void replace_schema(Position position, std::string const &name) {
		Object &schema = now_.objects[position];
		std::string const was = quote_name(schema.name) + ".", is = quote_name(name) + ".";
		std::string const old_name = schema.name;
		schema.name = name;
		schema.identity = quote_name(name);
		for (Object &other : now_.objects) {
			if (other.schema == old_name)
				other.schema = name;
			other.identity = with_name(std::move(other.identity), was, is);
			for (catalog::Attribute &attribute : other.attributes)
				attribute.value = with_name_outside_body(other, attribute.value, was, is);
		}
	}

	void replace_part(Position position, std::string const &name) {
		Object &object = now_.objects[position];
		std::string const was = quote_name(object.name), is = quote_name(name);
		object.identity = is + object.identity.substr(was.size());
		if (object.kind == Kind::trigger || object.kind == Kind::rule)
			object.set("definition", with_name(object.at("definition"), " " + was + " ", " " + is + " "));
		replace_marks(object.parent, was, is);
		object.name = name;
	}

	void replace_marks(Position relation, std::string const &was, std::string const &is) {
		for (char const *const mark : {"clustered_on", "replica_identity"}) {
			Object &object = now_.objects[relation];
			object.set(mark, with_name(object.at(mark), was, is));
		}
	}

	void replace_column(Position position, std::string const &name) {
		Object &column = now_.objects[position];
		std::string const old_name = column.name;
		std::string const was = quote_name(old_name), is = quote_name(name);
		Position const relation = column.parent;
		std::string const old_identity = column.identity;
		std::string const new_identity = now_.objects[relation].identity + "." + is;
		write_not_null_names(relation);
		column.name = name;
		forget_not_null_names(relation);
		for (Position other = 0; other < now_.objects.size(); ++other) {
			Object &object = now_.objects[other];
			object.identity = with_name(std::move(object.identity), old_identity, new_identity);
			object.set("owned_by", with_name(object.at("owned_by"), old_identity, new_identity));
			if (other == relation && object.is("partition_key"))
				object.set("partition_key", with_name(object.at("partition_key"), was, is));
			bool const uses =
				std::binary_search(object.depends.begin(), object.depends.end(), position) || object.parent == relation;
			if (!uses || object.kind == Kind::rule || object.kind == Kind::function || object.kind == Kind::procedure)
				continue;
			if (object.kind == Kind::view || object.kind == Kind::materialized_view) {
				if (only_one_named(object, old_name))
					object.set("definition", view_with_column(object.at("definition"), was, is));
				continue;
			}
			if (object.at("form") == "foreign key") {
				std::string const &text = object.at("definition");
				std::size_t const arrow = text.find(" REFERENCES ");
				std::string own = text.substr(0, arrow), theirs = text.substr(arrow);
				if (object.parent == relation)
					own = with_name(own, was, is);
				if (object.at("references") == now_.objects[relation].identity)
					theirs = with_name(theirs, was, is);
				object.set("definition", own + theirs);
				continue;
			}
			for (catalog::Attribute &attribute : object.attributes)
				if (std::find(texts_with_columns.begin(), texts_with_columns.end(), attribute.name) !=
					texts_with_columns.end())
					attribute.value = with_name(std::move(attribute.value), was, is);
		}
		// Children and tables of the type follow.
		for (Position other = 0; other < now_.objects.size(); ++other) {
			Object const &link = now_.objects[other];
			bool const child =
				link.kind == Kind::inheritance && link.at("parent_table") == now_.objects[relation].identity;
			bool const typed = link.kind == Kind::table && link.at("of_type") == now_.objects[relation].identity &&
							   now_.objects[relation].kind == Kind::type;
			if (!child && !typed)
				continue;
			Position const table = child ? link.parent : other;
			for (Position inherited = 0; inherited < now_.objects.size(); ++inherited)
				if (now_.objects[inherited].kind == Kind::column && now_.objects[inherited].parent == table &&
					now_.objects[inherited].name == old_name)
					replace_column(inherited, name);
		}
	}

	[[nodiscard]] bool only_one_named(Object const &view, std::string const &column) const {
		return std::count_if(view.depends.begin(), view.depends.end(), [&](Position target) {
				   return now_.objects[target].kind == Kind::column && now_.objects[target].name == column;
			   }) <= 1;
	}

	// A column of the result keeps its name: "users.mail" becomes "users.email AS mail".
	static std::string view_with_column(std::string const &definition, std::string const &was, std::string const &is) {
		std::string result;
		bool in_list = true;
		for (std::size_t start = 0; start < definition.size();) {
			std::size_t const end = std::min(definition.find('\n', start), definition.size());
			std::string line = with_name(definition.substr(start, end - start), was, is);
			if (line.starts_with("   FROM "))
				in_list = false;
			else if (line.find("SELECT ") != std::string::npos)
				in_list = true;
			std::string_view last = line;
			bool const comma = last.ends_with(',');
			if (comma)
				last.remove_suffix(1);
			std::size_t const space = last.find_last_of(' ');
			std::string_view const word = space == std::string_view::npos ? last : last.substr(space + 1);
			std::string_view const before = space == std::string_view::npos ? "" : last.substr(0, space);
			bool const alone = before.find_first_not_of(' ') == std::string_view::npos || before.ends_with("SELECT");
			if (in_list && alone && (word == is || word.ends_with("." + is)))
				line = std::string{last} + " AS " + was + (comma ? "," : "");
			result += line;
			if (end < definition.size())
				result += '\n';
			start = end + 1;
		}
		return result;
	}

	// Indexes, constraints and sequences of a renamed table, if they are the same under another name.
	void rename_followers() {
		if (renamed_.empty())
			return;
		std::set<std::string> had;
		for (Object const &object : now_.objects)
			had.insert(catalog::key(object));
		std::vector<bool> taken(now_.objects.size());
		for (Object const &target : to_.objects) {
			if (!follows(target.kind) || had.contains(catalog::key(target)))
				continue;
			for (Position old = 0; old < now_.objects.size(); ++old) {
				Object const &object = now_.objects[old];
				if (taken[old] || object.kind != target.kind || !belongs_to_renamed(object) ||
					index_.find(object.kind, object.identity) != nowhere || !same_but_name(object, target))
					continue;
				taken[old] = true;
				rename_to(old, object.schema, target.name);
				break;
			}
		}
	}

	static bool follows(Kind kind) { return kind == Kind::index || kind == Kind::constraint || kind == Kind::sequence; }

	[[nodiscard]] bool belongs_to_renamed(Object const &object) const {
		if (object.kind == Kind::sequence && object.is("owned_by"))
			return std::any_of(renamed_.begin(), renamed_.end(), [&](Position table) {
				return object.at("owned_by").starts_with(now_.objects[table].identity + ".");
			});
		return std::any_of(renamed_.begin(), renamed_.end(), [&](Position table) { return belongs_to(object, table); });
	}

	[[nodiscard]] bool same_but_name(Object const &object, Object const &target) const {
		if (object.schema != target.schema || (object.parent == nowhere) != (target.parent == nowhere))
			return false;
		if (object.parent != nowhere && now_.objects[object.parent].identity != to_.objects[target.parent].identity)
			return false;
		Object same = object;
		for (catalog::Attribute &attribute : same.attributes)
			attribute.value = with_name(std::move(attribute.value), quote_name(object.name), quote_name(target.name));
		return same.attributes == target.attributes;
	}

	Snapshot now_;
	Snapshot const &to_;
	catalog::Index index_;
	std::vector<Step> steps_;
	std::set<Position> renamed_;
};

// ---- suggestions

double alike(std::string const &a, std::string const &b) {
	auto const pairs = [](std::string const &text) {
		std::multiset<std::string> result;
		for (std::size_t i = 0; i + 1 < text.size(); ++i)
			result.insert(text.substr(i, 2));
		return result;
	};
	auto const left = pairs(a), right = pairs(b);
	if (left.empty() || right.empty())
		return a == b ? 1 : 0;
	std::vector<std::string> common;
	std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(common));
	return 2.0 * static_cast<double>(common.size()) / static_cast<double>(left.size() + right.size());
}

double column_score(Side const &from, Object const &old, Side const &to, Object const &fresh) {
	if (from.parent(old).identity != to.parent(fresh).identity || from.parent(old).kind != Kind::table ||
		old.at("type") != fresh.at("type") || old.at("collation") != fresh.at("collation") ||
		old.at("generated") != fresh.at("generated"))
		return 0;
	double score = 0.4;
	score += old.at("position") == fresh.at("position") ? 0.25 : 0;
	score += old.is("not_null") == fresh.is("not_null") ? 0.1 : 0;
	score += old.comment == fresh.comment ? 0.05 : 0;
	return score + 0.2 * alike(old.name, fresh.name);
}

double table_score(Side const &from, Position old, Side const &to, Position fresh) {
	auto const columns = [](Side const &side, Position table) {
		std::set<std::string> result;
		for (Position const column : side.columns(table))
			result.insert(side[column].name + " " + side[column].at("type"));
		return result;
	};
	auto const left = columns(from, old), right = columns(to, fresh);
	std::vector<std::string> common;
	std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(common));
	double const all = static_cast<double>(left.size() + right.size() - common.size());
	if (all == 0 || from[old].at("form") != to[fresh].at("form"))
		return 0;
	return 0.85 * static_cast<double>(common.size()) / all + 0.15 * alike(from[old].name, to[fresh].name);
}

// Types, functions and sequences: the same but for the name.
double other_score(Object const &old, Object const &fresh) {
	Object same = old;
	for (catalog::Attribute &attribute : same.attributes)
		attribute.value = with_name(std::move(attribute.value), quote_name(old.schema, old.name),
									quote_name(fresh.schema, fresh.name));
	return same.attributes == fresh.attributes ? 0.7 + 0.3 * alike(old.name, fresh.name) : 0;
}

} // namespace

Renamed apply_renames(Snapshot const &from, Snapshot const &to, std::vector<Rename> const &renames) {
	return Renamer{from, to}.rename_all(renames);
}

std::vector<Suggestion> suggest_renames(Side const &from, std::vector<bool> const &unmatched_old, Side const &to,
										std::vector<bool> const &unmatched_new) {
	// Where everything is another, nothing is worth the time to compare it.
	constexpr std::size_t most_comparisons = 100000;
	std::vector<Suggestion> found;
	std::size_t comparisons = 0;
	for (Position old = 0; old < from.size(); ++old) {
		Kind const kind = from[old].kind;
		bool const looked_at = kind == Kind::column || kind == Kind::table || kind == Kind::type ||
							   kind == Kind::function || kind == Kind::procedure || kind == Kind::sequence;
		if (!unmatched_old[old] || !looked_at || (kind == Kind::sequence && from[old].parent != nowhere))
			continue;
		for (Position fresh = 0; fresh < to.size(); ++fresh) {
			if (!unmatched_new[fresh] || to[fresh].kind != kind ||
				(from[old].parent == nowhere) != (to[fresh].parent == nowhere))
				continue;
			if (kind != Kind::column && ++comparisons > most_comparisons)
				return {};
			double const score = kind == Kind::column  ? column_score(from, from[old], to, to[fresh])
								 : kind == Kind::table ? table_score(from, old, to, fresh)
													   : other_score(from[old], to[fresh]);
			if (score >= 0.6)
				found.push_back({old, fresh, score});
		}
	}
	std::stable_sort(found.begin(), found.end(),
					 [](Suggestion const &a, Suggestion const &b) { return a.score > b.score; });
	std::vector<Suggestion> best;
	std::set<Position> olds, news;
	for (Suggestion const &suggestion : found)
		if (!olds.contains(suggestion.old) && !news.contains(suggestion.fresh)) {
			olds.insert(suggestion.old);
			news.insert(suggestion.fresh);
			best.push_back(suggestion);
		}
	return best;
}

} // namespace confiture::diff
