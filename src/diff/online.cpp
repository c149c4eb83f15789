#include "diff/online.hpp"

#include "diff/backfill.hpp"
#include "diff/ddl.hpp"
#include "diff/key_index.hpp"
#include "diff/not_null.hpp"
#include "diff/online_partition.hpp"
#include "diff/online_retype.hpp"
#include "diff/quick.hpp"
#include "diff/quote.hpp"
#include "diff/type_change.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

namespace confiture::diff {

namespace {

bool says(std::string const &sql, std::string_view words) { return sql.find(words) != std::string::npos; }

bool is_one_statement(std::string const &sql) { return !says(sql, ";\n"); }

// The statement after "word", which is how it begins or how " INDEX" is followed.
std::string concurrently(std::string sql) {
	std::size_t const at = sql.find("INDEX ");
	return sql.insert(at + 6, "CONCURRENTLY ");
}

class Online {
public:
	Online(Side const &from, Side const &to) : from_{from}, to_{to} {}

	std::vector<Step> rewrite(std::vector<Step> steps) {
		for (Step const &step : steps)
			if (step.operation == Operation::create && step.object_type == "table" && step.sql.starts_with("CREATE "))
				made_.insert(step.object_identity);
		for (Step const &step : steps)
			if (step.operation == Operation::drop)
				dropped_.insert(step.subject());
		for (Step &step : steps) {
			if (absorbed_.contains(step.subject()))
				continue;
			bool const done =
				!step.lock.empty() &&
				(invalid_index(step) || index(step) || dropped_index(step) || moved_index(step) || constraint(step) ||
				 not_null(step) || volatile_default(step) || identity(step) || retype(step) ||
				 dropped_partition(step) || attached(step) || add_all(detached_online(step, from_)) ||
				 add_all(partitioned_key_online(step, from_, to_)));
			if (done)
				continue;
			bool const waits = step.lock == to_string(Lock::access_exclusive) ||
							   step.lock == to_string(Lock::share_row_exclusive) || step.lock == to_string(Lock::share);
			if (waits && (step.rewrites || step.risk == Risk::locking) && step.operation != Operation::drop)
				step.reason += std::string{step.reason.empty() ? "" : "; "} +
							   "takes its lock for as long as the table is read or written: there is no other way";
			steps_.push_back(std::move(step));
		}
		std::ranges::move(steps_, std::back_inserter(first_));
		return std::move(first_);
	}

private:
	void add(Step step) { steps_.push_back(std::move(step)); }

	bool add_all(std::vector<Step> steps) {
		std::ranges::move(steps, std::back_inserter(steps_));
		return !steps.empty();
	}

	// What a CREATE INDEX CONCURRENTLY left when it failed is built again.
	bool invalid_index(Step const &step) {
		if (step.object_type != "index" || (step.operation != Operation::drop && step.operation != Operation::create))
			return false;
		Position const old = from_.find(Kind::index, step.object_identity);
		Position const position = to_.find(Kind::index, step.object_identity);
		if (old == nowhere || position == nowhere || !from_[old].is("invalid") || to_[position].is("invalid") ||
			from_.parent(from_[old]).is("partition_key"))
			return false;
		for (char const *const attribute : {"definition", "options", "tablespace"})
			if (from_[old].at(attribute) != to_[position].at(attribute))
				return false;
		if (step.operation == Operation::create)
			add(concurrent(step, "REINDEX INDEX CONCURRENTLY " + step.object_identity, ""));
		return true;
	}

	// REINDEX can put the index elsewhere on its way.
	bool moved_index(Step const &step) {
		constexpr std::string_view words = " SET TABLESPACE ";
		std::size_t const at = step.sql.find(words);
		if (step.operation != Operation::alter || !step.sql.starts_with("ALTER INDEX ") || at == std::string::npos ||
			!is_one_statement(step.sql) || step.risk != Risk::locking || !step.reverse_sql)
			return false;
		Position const constraint = to_.find(Kind::constraint, step.object_identity);
		if (constraint != nowhere && to_[constraint].at("form") == "exclude")
			return false;
		auto const reindex = [&](std::string const &sql) {
			std::size_t const place = sql.find(words);
			return "REINDEX (TABLESPACE " + sql.substr(place + words.size()) + ") INDEX CONCURRENTLY " +
				   sql.substr(12, place - 12);
		};
		add(concurrent(step, reindex(step.sql), reindex(*step.reverse_sql)));
		return true;
	}

	bool index(Step const &step) {
		if (step.operation != Operation::create || step.object_type != "index" || says(step.sql, " ON ONLY ") ||
			!is_one_statement(step.sql) ||
			!(step.sql.starts_with("CREATE INDEX ") || step.sql.starts_with("CREATE UNIQUE INDEX ")))
			return false;
		Position const position = to_.find(Kind::index, step.object_identity);
		if (position == nowhere || to_.parent(to_[position]).is("partition_key"))
			return false;
		bool const back =
			step.reverse_sql && step.reverse_sql->starts_with("DROP INDEX ") && is_one_statement(*step.reverse_sql);
		add(concurrent(step, concurrently(step.sql), back ? concurrently(*step.reverse_sql) : step.reverse_sql));
		return true;
	}

	bool dropped_index(Step const &step) {
		if (step.operation != Operation::drop || step.object_type != "index" || !step.sql.starts_with("DROP INDEX ") ||
			!is_one_statement(step.sql))
			return false;
		Position const position = from_.find(Kind::index, step.object_identity);
		if (position == nowhere || from_.parent(from_[position]).is("partition_key") ||
			from_.part(position, Kind::index_attachment) != nowhere)
			return false;
		bool const back =
			step.reverse_sql && step.reverse_sql->starts_with("CREATE ") && is_one_statement(*step.reverse_sql);
		add(concurrent(step, concurrently(step.sql), back ? concurrently(*step.reverse_sql) : step.reverse_sql));
		return true;
	}

	bool constraint(Step const &step) {
		std::size_t const at = step.sql.find(" ADD CONSTRAINT ");
		if (step.operation != Operation::create || step.object_type != "table constraint" || at == std::string::npos)
			return false;
		Position const position = to_.find(Kind::constraint, step.object_identity);
		if (position == nowhere || says(step.sql, " NOT VALID") || says(step.sql, " NOT ENFORCED"))
			return false;
		Object const &object = to_[position];
		std::string const &form = object.at("form");
		bool const partitioned = to_.parent(object).is("partition_key");
		if ((form == "foreign key" && !partitioned) || form == "check") {
			bool const key = form == "foreign key";
			Step unchecked = quick(step, step.sql + " NOT VALID", step.reverse_sql,
								   key ? Change{"ADD FOREIGN KEY NOT VALID"} : Change{"ADD CHECK NOT VALID"});
			unchecked.reason = step.reason;
			add(std::move(unchecked));
			add(quick(step, alter_table(to_, object.parent, false) + " VALIDATE CONSTRAINT " + quote_name(object.name),
					  "", key ? Change{"VALIDATE FOREIGN KEY"} : Change{"VALIDATE CHECK"}));
			return true;
		}
		return (form == "unique" || form == "primary key") && !partitioned && by_index(step, object);
	}

	bool by_index(Step const &step, Object const &object) {
		std::string const name = quote_name(object.name);
		auto const key = key_index(std::string_view{step.sql}.substr(
			step.sql.find(name, step.sql.find(" ADD CONSTRAINT ")) + name.size() + 1));
		if (!key)
			return false;
		add(concurrent(step,
					   "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + to_.parent(object).identity + " " +
						   key->columns,
					   "DROP INDEX CONCURRENTLY IF EXISTS " + quote_name(to_.parent(object).schema, object.name)));
		add(quick(step,
				  alter_table(to_, object.parent) + " ADD CONSTRAINT " + name + " " + key->words + "USING INDEX " +
					  name + key->timing,
				  step.reverse_sql, "ADD UNIQUE USING INDEX"));
		return true;
	}

	// A check that has been validated spares SET NOT NULL its scan.
	bool not_null(Step const &step) {
		constexpr std::string_view add_words = " ADD CONSTRAINT ", words = " NOT NULL ";
		if (std::size_t const add_at = step.sql.find(add_words), name_at = add_at + add_words.size();
			step.object_type == "table column" && add_at != std::string::npos && says(step.sql, words) &&
			!says(step.sql, " NOT VALID") && is_one_statement(step.sql)) {
			std::string const name = step.sql.substr(name_at, step.sql.find(words) - name_at);
			add(quick(step, step.sql + " NOT VALID", step.reverse_sql, "ADD NOT NULL NOT VALID"));
			add(quick(step, step.sql.substr(0, add_at) + " VALIDATE CONSTRAINT " + name, "", "VALIDATE CHECK"));
			return true;
		}
		std::size_t const at = step.sql.find(" SET NOT NULL");
		std::size_t const column_at = step.sql.find(" ALTER COLUMN ");
		if (at == std::string::npos || column_at == std::string::npos || !step.sql.starts_with("ALTER TABLE ") ||
			!is_one_statement(step.sql))
			return false;
		std::string const alter = step.sql.substr(0, column_at);
		std::string const column = step.sql.substr(column_at + 14, at - column_at - 14);
		std::vector<Step> steps = set_not_null_online(step, alter, column);
		if (Position const position = from_.find(Kind::column, step.object_identity); position != nowhere)
			for (Step &made : steps)
				if (made.reverse_sql && made.reverse_sql->ends_with(" DROP NOT NULL"))
					for (std::string const &statement :
						 undo_own_not_null(from_, from_.parent(from_[position]).identity, column))
						*made.reverse_sql += ";\n" + statement;
		return add_all(std::move(steps));
	}

	[[nodiscard]] bool can_fill(Position column) const {
		Position const table = from_.find(Kind::table, to_.parent(to_[column]).identity);
		return table != nowhere && is_updatable(from_, table) && is_updatable(to_, to_[column].parent);
	}

	// A sequence of its own fills the column, and gives way to the real one, which goes on from there.
	bool identity(Step const &step) {
		if (!step.rewrites || step.operation != Operation::create || !says(step.sql, " ADD COLUMN ") ||
			!says(step.sql, " AS IDENTITY (") || !is_one_statement(step.sql))
			return false;
		Position const position = to_.find(Kind::column, step.object_identity);
		if (position == nowhere || to_[position].is("not_null_name") || to_[position].is("inherited") ||
			!can_fill(position))
			return false;
		Object const &column = to_[position];
		Object const &table = to_.parent(column);
		Position const sequence = to_.part(position, Kind::sequence);
		if (sequence == nowhere || table.is("partition_key") || table.is("of_type"))
			return false;
		for (Position const link : to_.dependents[column.parent])
			if (to_[link].kind == Kind::inheritance)
				return false;
		std::string const name = quote_name(column.name);
		std::string const alter = alter_table(to_, column.parent, false);
		std::string const source = quote_name(table.schema, "confiture_" + std::to_string(steps_.size()) + "_seq");
		std::string const options = sequence_options(to_[sequence]);
		std::string const next = "nextval(" + quote_literal(source) + ")";
		add(quick(step, alter + " ADD COLUMN " + name + " " + column.at("type"), step.reverse_sql, "ADD COLUMN"));
		add(quick(step,
				  "CREATE SEQUENCE " + source + " AS " + to_[sequence].at("type") +
					  (options.empty() ? "" : " " + options) + ";\n" + alter + " ALTER COLUMN " + name +
					  " SET DEFAULT " + next,
				  "DROP SEQUENCE IF EXISTS " + source + " CASCADE", "ALTER COLUMN"));
		add(filling(step, backfill(table.identity, name, next, name + " IS NULL")));
		add_all(set_not_null_online(step, alter, name, true));
		add(quick(step,
				  alter + " ALTER COLUMN " + name + " DROP DEFAULT;\n" + create(to_, sequence).front() +
					  ";\nSELECT pg_catalog.setval(" + quote_literal(to_[sequence].identity) +
					  ", last_value, is_called) FROM " + source + ";\nDROP SEQUENCE " + source,
				  "", "ALTER COLUMN"));
		return true;
	}

	static Step filling(Step const &model, std::string sql) {
		Step fill = quick(model, std::move(sql), "", "INSERT");
		fill.operation = Operation::alter;
		fill.transactional = false;
		fill.reason = "fills the rows that are there in batches, each committed";
		return fill;
	}

	// The column comes empty, gets its default for new rows, and is filled in batches.
	bool volatile_default(Step const &step) {
		if (!step.rewrites || step.operation != Operation::create || !says(step.sql, " ADD COLUMN ") ||
			!is_one_statement(step.sql))
			return false;
		Position const position = to_.find(Kind::column, step.object_identity);
		if (position == nowhere || to_[position].is("generated") || to_[position].is("is_identity") ||
			constrained(to_, to_[position].at("type")) || !can_fill(position))
			return false;
		Position const value = to_.part(position, Kind::default_value);
		Object const &column = to_[position];
		if (value == nowhere)
			return false;
		std::string const name = quote_name(column.name);
		std::string const alter = alter_table(to_, column.parent, false);
		std::string const &expression = to_[value].at("expression");
		add(quick(step,
				  alter + " ADD COLUMN " + name + " " + column.at("type") +
					  (column.is("collation") ? " COLLATE " + column.at("collation") : ""),
				  step.reverse_sql, "ADD COLUMN"));
		add(quick(step, alter + " ALTER COLUMN " + name + " SET DEFAULT " + expression, "", "ALTER COLUMN"));
		add(filling(step, backfill(to_.parent(column).identity, name, expression, name + " IS NULL")));
		if (column.is("not_null"))
			add_all(set_not_null_online(step, alter, name));
		return true;
	}

	bool attached(Step const &step) {
		Position const link = to_.find(Kind::inheritance, step.object_identity);
		return link != nowhere && !made_.contains(to_[link].at("parent_table")) &&
			   add_all(attached_online(step, from_, to_));
	}

	// A partition that is dropped leaves first: its DROP would lock the parent.
	bool dropped_partition(Step const &step) {
		if (step.operation != Operation::drop || step.object_type != "table" || !step.sql.starts_with("DROP TABLE "))
			return false;
		Position const table = from_.find(Kind::table, step.object_identity);
		if (table == nowhere || step.sql != "DROP TABLE " + from_[table].identity)
			return false;
		Position const link = from_.part(table, Kind::inheritance);
		if (link == nowhere || !from_[link].is("bound") || from_.has_default_partition(from_[link].at("parent_table")))
			return false;
		Position const old_parent = from_.find(Kind::table, from_[link].at("parent_table"));
		Position const parent = to_.find(Kind::table, from_[link].at("parent_table"));
		if (old_parent == nowhere || parent == nowhere || made_.contains(from_[link].at("parent_table")) ||
			from_[old_parent].at("partition_key") != to_[parent].at("partition_key"))
			return false;
		std::string const sql = "ALTER TABLE " + from_[link].at("parent_table") + " DETACH PARTITION " +
								from_[table].identity + " CONCURRENTLY";
		if (std::ranges::find(steps_, sql, &Step::sql) != steps_.end())
			return false; // it has left by itself
		Step detach = concurrent(step, sql, "");
		detach.operation = Operation::alter;
		add(std::move(detach));
		Step drop = step;
		add(std::move(drop));
		return true;
	}

	// The new column is there and filled before anything else begins, if it can be: what must make way for the swap is
	// back soon.
	bool retype(Step const &step) {
		auto retyped = retyped_online(step, from_, to_, dropped_, moved_);
		if (!retyped)
			return false;
		std::ranges::move(retyped->before, std::back_inserter(retyped->at_once ? first_ : steps_));
		std::erase_if(steps_, [&](Step const &other) { return retyped->along.contains(other.subject()); });
		absorbed_.merge(retyped->along);
		add(std::move(retyped->swap));
		return true;
	}

	Side const &from_;
	Side const &to_;
	std::set<std::string> made_;     // tables that the plan makes, or makes anew
	std::set<std::string> dropped_;  // type and identity of what the plan drops
	std::set<std::string> moved_;    // what has moved with a swap of columns
	std::set<std::string> absorbed_; // likewise what the plan would drop and make for it
	std::vector<Step> first_;
	std::vector<Step> steps_;
};

} // namespace

std::vector<Step> make_online(std::vector<Step> steps, Side const &from, Side const &to) {
	return Online{from, to}.rewrite(std::move(steps));
}

} // namespace confiture::diff
