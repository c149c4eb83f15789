#include "diff/online_retype.hpp"

#include "diff/backfill.hpp"
#include "diff/ddl.hpp"
#include "diff/key_index.hpp"
#include "diff/not_null.hpp"
#include "diff/partition.hpp"
#include "diff/properties.hpp"
#include "diff/quick.hpp"
#include "diff/quote.hpp"
#include "diff/type_change.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace confiture::diff {

namespace {

bool says(std::string_view sql, std::string_view words) { return sql.find(words) != std::string_view::npos; }

// A name that is not longer than names may be, even with a letter before it.
std::string beside(std::string const &name, std::string_view suffix) {
	std::string stem = name.substr(0, 62 - suffix.size());
	while (!stem.empty() && stem.size() < name.size() && (static_cast<unsigned char>(stem.back()) & 0xc0) == 0x80)
		stem.pop_back();
	return stem + std::string{suffix};
}

// The definition of an index or constraint, from "start", with another column. What follows "::" or stands before "("
// is a type or a function.
std::string with_column(std::string const &text, std::size_t start, std::string const &name, std::string const &fresh) {
	std::string result = text.substr(0, start);
	for (std::size_t at = start; at < text.size();) {
		std::size_t end = at + 1;
		bool const quoted = text[at] == '\'' || text[at] == '"';
		if (quoted)
			end = std::min(text.find(text[at], at + 1), text.size() - 1) + 1;
		else if (in_word(text[at]))
			while (end < text.size() && in_word(text[end]))
				++end;
		std::string const token = text.substr(at, end - at);
		bool const column = token == name && !result.ends_with("::") && !result.ends_with('.') &&
							text.substr(end, 1) != "(" && text.substr(end, 1) != ".";
		result += column ? fresh : token;
		at = end;
	}
	return result;
}

class Retyping {
public:
	Retyping(Step const &step, Side const &from, Side const &to, std::set<std::string> const &dropped,
			 std::set<std::string> &moved, Position old, Position position)
		: step_{step}, from_{from}, to_{to}, dropped_{dropped}, moved_{moved}, old_{old}, position_{position},
		  column_{to[position]}, table_{to.parent(to[position])}, name_{quote_name(column_.name)},
		  fresh_{quote_name(beside(column_.name, "__new"))}, alter_{alter_table(to, column_.parent, false)} {}

	std::optional<Retyped> steps() {
		if (!find_tree() || !stands_alone() || !sort_dependents())
			return std::nullopt;
		// Types and collations of schemas may be made anew by the plan.
		result_.at_once = !says(column_.at("type"), ".") && !says(column_.at("collation"), ".");
		add_column();
		for (Position const dependent : kept_)
			if (!add_beside(dependent))
				return std::nullopt;
		swap();
		return std::move(result_);
	}

private:
	// The column in one table.
	struct Member {
		Position old;
		Position now;
	};

	// The column in the table, and in all partitions or children, which must be the same in both schemas.
	bool find_tree() {
		auto const is_link = [](Side const &side) {
			return [&side](Position position) { return side[position].kind == Kind::inheritance; };
		};
		tree_ = {{old_, position_}};
		for (std::size_t i = 0; i < tree_.size(); ++i) {
			auto const &links = from_.dependents[from_[tree_[i].old].parent];
			auto const &links_now = to_.dependents[to_[tree_[i].now].parent];
			if (std::ranges::count_if(links, is_link(from_)) != std::ranges::count_if(links_now, is_link(to_)))
				return false;
			for (Position const link : links) {
				if (from_[link].kind != Kind::inheritance)
					continue;
				Position const child = from_[link].parent;
				Position const same = to_.find(Kind::inheritance, from_[link].identity);
				if (same == nowhere || to_[same].attributes != from_[link].attributes || is_dropped(from_[child]) ||
					from_[child].at("form") == "foreign" ||
					std::ranges::count_if(from_.parts[child], is_link(from_)) > 1)
					return false;
				tree_.push_back({from_.part_named(child, Kind::column, column_.name),
								 to_.part_named(to_[same].parent, Kind::column, column_.name)});
				if (tree_.back().old == nowhere || tree_.back().now == nowhere)
					return false;
			}
		}
		return true;
	}

	// Whether no other table has the column too, and nothing else knows it by more than its name.
	[[nodiscard]] bool stands_alone() const {
		for (Side const *const side : {&from_, &to_})
			for (Member const &member : tree_)
				if (!is_plain(*side, side == &from_ ? member.old : member.now, &member == &tree_.front()))
					return false;
		Position const sequence = to_.part(position_, Kind::sequence);
		Position const old_sequence = from_.part(old_, Kind::sequence);
		bool const same_sequence = sequence == nowhere || old_sequence == nowhere
									   ? sequence == old_sequence
									   : to_[sequence].identity == from_[old_sequence].identity;
		return same_sequence && !(sequence != nowhere && has_tree()) && !constrained(to_, column_.at("type"));
	}

	[[nodiscard]] bool has_tree() const { return tree_.size() > 1 || table_.is("partition_key"); }

	[[nodiscard]] bool is_plain(Side const &side, Position position, bool root) const {
		Object const &column = side[position];
		Object const &table = side.parent(column);
		Object const &model = side[&side == &from_ ? old_ : position_];
		return !column.is("generated") && column.is("not_local") != root &&
			   (root ? !column.is("inherited") : column.at("not_null") == model.at("not_null")) &&
			   !column.is("not_null_name") && !table.is("of_type") && !side.in_partition_key(position) &&
			   !table.is("clustered_on") && !table.at("replica_identity").starts_with("USING") &&
			   is_updatable(side, column.parent);
	}

	[[nodiscard]] std::string subject(Object const &object) const {
		return catalog::object_type(from_.snapshot, object) + " " + object.identity;
	}
	[[nodiscard]] bool is_dropped(Object const &object) const { return dropped_.contains(subject(object)); }

	// Whether the plan drops an index or key, perhaps with that of the parent.
	[[nodiscard]] bool goes(Position index) const {
		Position const attachment = from_.part(index, Kind::index_attachment);
		return is_dropped(from_[index]) ||
			   (attachment != nowhere &&
				std::ranges::any_of(from_[attachment].depends, [&](Position parent) { return goes(parent); }));
	}

	// What hangs on the column and is the same in both schemas moves along.
	bool sort_dependents() {
		return std::ranges::all_of(tree_, [&](Member const &member) { return sort_dependents_of(member.old); });
	}

	bool sort_dependents_of(Position column) {
		for (Position const position : from_.dependents[column]) {
			Object const &object = from_[position];
			bool const own = from_[column].parent == object.parent;
			Position const same = to_.find(object.kind, object.identity);
			bool const alike = same != nowhere && object.attributes == to_[same].attributes;
			bool const anew =
				own && has_index(object) && alike && goes(position) &&
				std::ranges::none_of(object.depends, [&](Position other) { return is_dropped(from_[other]); });
			if (object.kind == Kind::default_value || (is_dropped(object) && !anew) ||
				(object.parent != nowhere && is_dropped(from_.parent(object))))
				continue;
			if (object.at("form") == "check" && object.is("inherited")) {
				if (object.is("not_local"))
					continue; // comes with the parent's
				return false;
			}
			if (!alike)
				return false;
			if (anew)
				anew_.push_back(position);
			if (!moved_.insert(object.identity).second)
				return false; // with another column
			if (own && (object.kind == Kind::index || object.kind == Kind::constraint)) {
				kept_.push_back(same);
				if (Position const attachment = to_.part(same, Kind::index_attachment); attachment != nowhere)
					attachments_.push_back(attachment);
			} else if (object.kind == Kind::statistics)
				statistics_.push_back(same);
			else if (object.kind != Kind::sequence)
				return false;
		}
		return true;
	}

	void before(Step step) { result_.before.push_back(std::move(step)); }

	void add_column() {
		std::size_t const at = step_.sql.find(" TYPE ");
		std::size_t const with = step_.sql.find(" USING ", at);
		std::string const type = step_.sql.substr(at + 6, with == std::string::npos ? with : with - at - 6);
		std::string const expression =
			with == std::string::npos ? name_ + "::" + column_.at("type") : step_.sql.substr(with + 7);
		std::string const function = quote_name(table_.schema, beside(table_.name + "_" + column_.name, "__sync"));
		// Triggers fire in the order of their names, and this one is the last.
		std::string const trigger = quote_name("~" + beside(column_.name, "__sync"));
		// Partitions get the triggers of their parent, children don't.
		std::string create_triggers;
		for (Member const &member : tree_) {
			Object const &table = to_.parent(to_[member.now]);
			if (table.is("is_partition"))
				continue;
			create_triggers += ";\nCREATE TRIGGER " + trigger + " BEFORE INSERT OR UPDATE ON " + table.identity +
							   " FOR EACH ROW EXECUTE FUNCTION " + function + "()";
			drop_sync_ += "DROP TRIGGER IF EXISTS " + trigger + " ON " + table.identity + ";\n";
		}
		drop_sync_ += "DROP FUNCTION IF EXISTS " + function + "()";
		before(quick(step_, alter_ + " ADD COLUMN " + fresh_ + " " + type, alter_ + " DROP COLUMN IF EXISTS " + fresh_,
					 "ADD COLUMN"));
		before(quick(step_,
					 "CREATE FUNCTION " + function +
						 "() RETURNS trigger LANGUAGE plpgsql AS $confiture$\nBEGIN\n\tNEW." + fresh_ + " := (SELECT " +
						 expression + " FROM (SELECT NEW." + name_ + ") AS changed (" + name_ +
						 "));\n\tRETURN NEW;\nEND $confiture$" + create_triggers,
					 drop_sync_, "CREATE TRIGGER"));
		Step fill = quick(
			step_, backfill(table_.identity, fresh_, expression, fresh_ + " IS NULL AND " + name_ + " IS NOT NULL"), "",
			"INSERT");
		fill.transactional = false;
		fill.reason = "fills the new column in batches, each committed";
		before(std::move(fill));
		if (from_[old_].is("not_null") && column_.is("not_null"))
			set_not_null();
	}

	void set_not_null() {
		if (to_.snapshot.server_version < 180000) {
			std::ranges::move(set_not_null_online(step_, alter_, fresh_, true), std::back_inserter(result_.before));
			return;
		}
		// It has a name there, after that of the column.
		std::string const name = quote_name(beside(column_.name, "__not_null"));
		before(quick(step_, alter_ + " ADD CONSTRAINT " + name + " NOT NULL " + fresh_ + " NOT VALID",
					 alter_ + " DROP CONSTRAINT IF EXISTS " + name, "ADD NOT NULL NOT VALID"));
		before(quick(step_, alter_ + " VALIDATE CONSTRAINT " + name, "", "VALIDATE CHECK"));
		after(alter_ + " RENAME CONSTRAINT " + name + " TO " + quote_name(default_not_null_name(table_, column_)));
	}

	void after(std::string sql) { after_ += ";\n" + std::move(sql); }

	void add_properties(Position position) {
		for (std::string const &statement : finish(to_, position))
			after(statement);
		for (Property const &property : created_properties(to_, position, from_.snapshot.role))
			after(property.sql);
	}

	// An index or constraint on the new column, under another name until the old one is gone. That of a partitioned
	// table has no rows, and gets those of the partitions attached in the end.
	bool add_beside(Position position) {
		Object const &object = to_[position];
		Object const &table = to_.parent(object);
		std::string const alter = alter_table(to_, object.parent, false);
		std::string const name = quote_name(object.name);
		std::string const other = quote_name(beside(object.name, "__new"));
		std::string const other_index = quote_name(table.schema, beside(object.name, "__new"));
		std::string const back = "DROP INDEX CONCURRENTLY IF EXISTS " + other_index;
		std::string const statement = create(to_, position).front();
		if (object.kind == Kind::index) {
			std::size_t const start = statement.find('(', statement.find(" USING "));
			std::size_t const on = statement.find(" INDEX " + name + " ON ");
			if (object.is("invalid") || on == std::string::npos || start == std::string::npos)
				return false;
			std::string sql = with_column(statement, start, name_, fresh_);
			if (table.is("partition_key"))
				before(quick(step_, sql.replace(on, 7 + name.size(), " INDEX " + other),
							 "DROP INDEX IF EXISTS " + other_index, "CREATE INDEX ON ONLY"));
			else
				before(concurrent(step_, sql.replace(on, 7 + name.size(), " INDEX CONCURRENTLY " + other), back));
			after("ALTER INDEX " + other_index + " RENAME TO " + name);
			add_properties(position);
			return true;
		}
		std::string const add = " ADD CONSTRAINT " + name + " ";
		std::size_t const at = statement.find(add);
		if (at == std::string::npos || object.is("not_valid") || object.is("not_enforced") || object.is("no_inherit"))
			return false;
		std::string const definition = statement.substr(at + add.size());
		if (auto key = key_index(definition)) {
			if (table.is("partition_key"))
				after(statement);
			else {
				before(concurrent(step_,
								  "CREATE UNIQUE INDEX CONCURRENTLY " + other + " ON " + table.identity + " " +
									  with_column(key->columns, 0, name_, fresh_),
								  back));
				after(alter + " ADD CONSTRAINT " + name + " " + key->words + "USING INDEX " + other + key->timing);
			}
			if (object.is("index_comment"))
				after("COMMENT ON INDEX " + quote_name(table.schema, object.name) + " IS " +
					  quote_literal(object.at("index_comment")));
			add_properties(position);
			return true;
		}
		if (object.at("form") != "check")
			return false;
		before(quick(
			step_, alter + " ADD CONSTRAINT " + other + " " + with_column(definition, 6, name_, fresh_) + " NOT VALID",
			alter + " DROP CONSTRAINT IF EXISTS " + other, "ADD CHECK NOT VALID"));
		before(quick(step_, alter + " VALIDATE CONSTRAINT " + other, "", "VALIDATE CHECK"));
		after(alter + " RENAME CONSTRAINT " + other + " TO " + name);
		add_properties(position);
		return true;
	}

	// The sequence of an identity column goes with the column, and comes back where it was.
	void move_identity(std::string &sql) {
		Position const sequence = to_.part(position_, Kind::sequence);
		if (sequence == nowhere)
			return;
		std::string const was = from_[from_.part(old_, Kind::sequence)].identity;
		std::string const setting = quote_literal("confiture_online.sequence");
		sql += ";\nSELECT pg_catalog.set_config(" + setting + ", last_value || ' ' || is_called, true) FROM " + was;
		after(create(to_, sequence).front());
		after("SELECT pg_catalog.setval(" + quote_literal(to_[sequence].identity) +
			  ", split_part(value, ' ', 1)::bigint, split_part(value, ' ', 2)::boolean) FROM current_setting(" +
			  setting + ") AS value");
		add_properties(sequence);
	}

	void move_sequences(std::string &sql) {
		for (Object const &sequence : from_.snapshot.objects) {
			if (sequence.kind != Kind::sequence || sequence.at("owned_by") != from_[old_].identity)
				continue;
			sql += ";\nALTER SEQUENCE " + sequence.identity + " OWNED BY NONE";
			after("ALTER SEQUENCE " + sequence.identity + " OWNED BY " + column_.identity);
		}
	}

	void move_default(Member const &member, Step &last) {
		Position const value = to_.part(member.now, Kind::default_value);
		Position const was = from_.part(member.old, Kind::default_value);
		if (value == nowhere || was == nowhere || !result_.at_once)
			return;
		result_.along.insert(subject(from_[was]));
		after(create(to_, value).front());
		if (last.reverse_sql)
			last.reverse_sql =
				drop(to_, value).front() + ";\n" + *last.reverse_sql + ";\n" + create(from_, was).front();
	}

	// A type change on the way back would leave these other than they were, so that the plan drops and makes them.
	void make_anew(Step &last) {
		std::string drops, creates, attaches;
		for (Position const index : anew_) {
			result_.along.insert(subject(from_[index]));
			Position const attachment = from_.part(index, Kind::index_attachment);
			if (attachment == nowhere)
				drops += drop(from_, index).front() + ";\n";
			else {
				result_.along.insert(subject(from_[attachment]));
				attaches += ";\n" + create(from_, attachment).front();
			}
			creates += ";\n" + create(from_, index).front();
			for (std::string const &statement : finish(from_, index))
				creates += ";\n" + statement;
			for (Property const &property : created_properties(from_, index, from_.snapshot.role))
				creates += ";\n" + property.sql;
		}
		if (last.reverse_sql)
			last.reverse_sql = drops + *last.reverse_sql + creates + attaches;
	}

	void swap() {
		Step last = quick(step_, "", step_.reverse_sql, "DROP COLUMN");
		std::string sql = drop_sync_;
		move_sequences(sql);
		move_identity(sql);
		sql += ";\n" + alter_ + " DROP COLUMN " + name_ + ";\n" + alter_ + " RENAME COLUMN " + fresh_ + " TO " + name_;
		for (Position const position : statistics_) {
			for (std::string const &statement : create(to_, position))
				after(statement);
			add_properties(position);
		}
		for (Position const attachment : attachments_)
			after(create(to_, attachment).front());
		for (Member const &member : tree_) {
			move_default(member, last);
			add_properties(member.now);
		}
		make_anew(last);
		last.sql = sql + after_;
		last.reason = "the new column takes the place of the old one; the way back writes the table anew";
		result_.swap = std::move(last);
	}

	Step const &step_;
	Side const &from_;
	Side const &to_;
	std::set<std::string> const &dropped_;
	std::set<std::string> &moved_;
	Position old_, position_;
	Object const &column_;
	Object const &table_;
	std::string name_, fresh_, alter_, drop_sync_;
	std::vector<Member> tree_;          // the root first
	std::vector<Position> kept_;        // indexes and constraints of the tables, in the new schema
	std::vector<Position> attachments_; // likewise
	std::vector<Position> anew_;        // those of them that the plan drops and makes, in the old schema
	std::vector<Position> statistics_;  // likewise
	std::string after_;                 // what follows once the column has its name
	Retyped result_{};
};

} // namespace

std::optional<Retyped> retyped_online(Step const &step, Side const &from, Side const &to,
									  std::set<std::string> const &dropped, std::set<std::string> &moved) {
	bool const long_work = step.rewrites || step.risk == Risk::locking;
	if (!long_work || step.operation != Operation::alter || !step.sql.starts_with("ALTER TABLE ") ||
		!says(step.sql, " TYPE ") || !says(step.sql, " ALTER COLUMN ") || says(step.sql, ";\n"))
		return std::nullopt;
	Position const position = to.find(Kind::column, step.object_identity);
	Position const old = from.find(Kind::column, step.object_identity);
	if (position == nowhere || old == nowhere)
		return std::nullopt;
	return Retyping{step, from, to, dropped, moved, old, position}.steps();
}

} // namespace confiture::diff
