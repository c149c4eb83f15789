#include "diff/online.hpp"

#include "diff/ddl.hpp"
#include "diff/online_partition.hpp"
#include "diff/properties.hpp"
#include "diff/quick.hpp"
#include "diff/quote.hpp"
#include "diff/risk.hpp"

#include <algorithm>
#include <iterator>

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
		for (Step &step : steps) {
			bool const done =
				!step.lock.empty() &&
				(invalid_index(step) || index(step) || dropped_index(step) || moved_index(step) || constraint(step) ||
				 not_null(step) || volatile_default(step) || retype(step) || dropped_partition(step) ||
				 add_all(attached_online(step, from_, to_)) || add_all(detached_online(step, from_)) ||
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
		return std::move(steps_);
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

	// PRIMARY KEY (a, b) INCLUDE (c) WITH (fillfactor='70') DEFERRABLE: the index is built first.
	bool by_index(Step const &step, Object const &object) {
		std::string const name = quote_name(object.name);
		std::string_view definition =
			std::string_view{step.sql}.substr(step.sql.find(name, step.sql.find(" ADD CONSTRAINT ")) + name.size() + 1);
		if (says(step.sql, "WITHOUT OVERLAPS") || says(step.sql, " USING INDEX "))
			return false;
		std::string_view const words = object.at("form") == "unique" ? "UNIQUE " : "PRIMARY KEY ";
		if (!definition.starts_with(words))
			return false;
		definition.remove_prefix(words.size());
		constexpr std::string_view distinct = "NULLS NOT DISTINCT ";
		bool const not_distinct = definition.starts_with(distinct);
		if (not_distinct)
			definition.remove_prefix(distinct.size());
		std::string columns{definition}, timing;
		if (std::size_t const at = columns.find(" DEFERRABLE"); at != std::string::npos) {
			timing = columns.substr(at);
			columns.resize(at);
		}
		if (not_distinct) {
			std::size_t const with = columns.find(" WITH (");
			columns.insert(with == std::string::npos ? columns.size() : with, " NULLS NOT DISTINCT");
		}
		add(concurrent(
			step, "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + to_.parent(object).identity + " " + columns,
			"DROP INDEX CONCURRENTLY IF EXISTS " + quote_name(to_.parent(object).schema, object.name)));
		add(quick(step,
				  alter_table(to_, object.parent) + " ADD CONSTRAINT " + name + " " + std::string{words} +
					  "USING INDEX " + name + timing,
				  step.reverse_sql, "ADD UNIQUE USING INDEX"));
		return true;
	}

	// A check that has been validated spares SET NOT NULL its scan.
	bool not_null(Step const &step) {
		std::size_t const at = step.sql.find(" SET NOT NULL");
		std::size_t const column_at = step.sql.find(" ALTER COLUMN ");
		if (at == std::string::npos || column_at == std::string::npos || !step.sql.starts_with("ALTER TABLE ") ||
			!is_one_statement(step.sql))
			return false;
		std::string const alter = step.sql.substr(0, column_at);
		std::string const column = step.sql.substr(column_at + 14, at - column_at - 14);
		std::string const check = quote_name("confiture_not_null");
		prove(step, alter, column, check);
		return true;
	}

	// The way back of what is done to a column that is there for a while only is to drop it.
	void prove(Step const &step, std::string const &alter, std::string const &column, std::string const &check,
			   bool for_a_while = false) {
		std::string const drop = alter + " DROP CONSTRAINT ";
		add(quick(step, alter + " ADD CONSTRAINT " + check + " CHECK (" + column + " IS NOT NULL) NOT VALID",
				  drop + "IF EXISTS " + check, "ADD CHECK NOT VALID"));
		add(quick(step, alter + " VALIDATE CONSTRAINT " + check, "", "VALIDATE CHECK"));
		add(quick(step, alter + " ALTER COLUMN " + column + " SET NOT NULL",
				  for_a_while ? "" : alter + " ALTER COLUMN " + column + " DROP NOT NULL", "SET NOT NULL, proved"));
		add(quick(step, drop + check, "", "DROP CONSTRAINT"));
	}

	// The column comes empty, gets its default for new rows, and is filled in batches.
	bool volatile_default(Step const &step) {
		if (!step.rewrites || step.operation != Operation::create || !says(step.sql, " ADD COLUMN ") ||
			!is_one_statement(step.sql))
			return false;
		Position const position = to_.find(Kind::column, step.object_identity);
		if (position == nowhere || to_[position].is("generated") || to_[position].is("is_identity") ||
			constrained(to_, to_[position].at("type")))
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
		Step fill =
			quick(step, backfill(to_.parent(column).identity, name, expression, name + " IS NULL"), "", "INSERT");
		fill.operation = Operation::alter;
		fill.transactional = false;
		fill.reason = "fills the rows that are there in batches, each committed";
		add(std::move(fill));
		if (column.is("not_null"))
			prove(step, alter, name, quote_name("confiture_not_null"));
		return true;
	}

	// Goes through the table's blocks, those of its children too, so that it ends whatever the expression gives. Rows
	// that others hold come in a second round, which waits for them: a batch that waits would keep all its rows.
	static std::string backfill(std::string const &table, std::string const &column, std::string const &expression,
								std::string const &where) {
		std::string const set = "UPDATE " + table + " SET " + column + " = " + expression;
		std::string const batch = "ctid >= format('(%s,0)', first)::tid AND ctid < format('(%s,0)', first + 256)::tid";
		return "DO $confiture$\nDECLARE\n\tfirst bigint;\n\tlast bigint;\nBEGIN\n"
			   "\tWITH RECURSIVE tree AS (SELECT " +
			   quote_literal(table) +
			   "::regclass::oid AS oid UNION ALL SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid)\n"
			   "\tSELECT max(pg_relation_size(oid)) / current_setting('block_size')::bigint INTO last FROM tree;\n"
			   "\tFOR turn IN 1 .. 2 LOOP\n\t\tfirst := 0;\n\t\tWHILE first <= last LOOP\n\t\t\tIF turn = 1 "
			   "THEN\n\t\t\t\t" +
			   set + "\n\t\t\t\tFROM (SELECT tableoid AS confiture_table, ctid AS confiture_row FROM " + table +
			   "\n\t\t\t\t\tWHERE " + batch + " AND " + where +
			   " FOR UPDATE SKIP LOCKED) AS confiture_free\n\t\t\t\tWHERE " + batch +
			   "\n\t\t\t\t\tAND tableoid = confiture_table AND ctid = confiture_row;\n\t\t\tELSE\n\t\t\t\t" + set +
			   "\n\t\t\t\tWHERE " + batch + " AND " + where +
			   ";\n\t\t\tEND IF;\n\t\t\tCOMMIT;\n\t\t\tfirst := first + 256;\n\t\tEND LOOP;\n\tEND LOOP;\nEND "
			   "$confiture$";
	}

	// A new column takes the place of the old one: a trigger keeps both alike while the rows are filled in batches.
	bool retype(Step const &step) {
		std::size_t const at = step.sql.find(" TYPE ");
		if (!step.rewrites || step.operation != Operation::alter || !step.sql.starts_with("ALTER TABLE ") ||
			at == std::string::npos || !says(step.sql, " ALTER COLUMN ") || !is_one_statement(step.sql))
			return false;
		Position const position = to_.find(Kind::column, step.object_identity);
		Position const old = from_.find(Kind::column, step.object_identity);
		if (position == nowhere || old == nowhere || !stands_alone(from_, old) || !stands_alone(to_, position) ||
			constrained(to_, to_[position].at("type")))
			return false;
		Object const &column = to_[position];
		Object const &table = to_.parent(column);
		std::string const name = quote_name(column.name);
		std::string const fresh = quote_name(beside(column.name, "__new"));
		std::string const alter = alter_table(to_, column.parent, false);
		std::size_t const with = step.sql.find(" USING ", at);
		std::string const expression =
			with == std::string::npos ? name + "::" + column.at("type") : step.sql.substr(with + 7);
		std::string const type = step.sql.substr(at + 6, with == std::string::npos ? with : with - at - 6);
		std::string const function = quote_name(table.schema, beside(table.name, "__sync"));
		std::string const trigger = quote_name("confiture_sync");
		std::string const drop_sync = "DROP TRIGGER IF EXISTS " + trigger + " ON " + table.identity +
									  ";\nDROP FUNCTION IF EXISTS " + function + "()";

		add(quick(step, alter + " ADD COLUMN " + fresh + " " + type, alter + " DROP COLUMN IF EXISTS " + fresh,
				  "ADD COLUMN"));
		add(quick(step,
				  "CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS $confiture$\nBEGIN\n\tNEW." +
					  fresh + " := (SELECT " + expression + " FROM (SELECT NEW." + name + ") AS changed (" + name +
					  "));\n\tRETURN NEW;\nEND $confiture$;\nCREATE TRIGGER " + trigger +
					  " BEFORE INSERT OR UPDATE ON " + table.identity + " FOR EACH ROW EXECUTE FUNCTION " + function +
					  "()",
				  drop_sync, "CREATE TRIGGER"));
		Step fill =
			quick(step, backfill(table.identity, fresh, expression, fresh + " IS NULL AND " + name + " IS NOT NULL"),
				  "", "INSERT");
		fill.transactional = false;
		fill.reason = "fills the new column in batches, each committed";
		add(std::move(fill));
		if (from_[old].is("not_null") && column.is("not_null"))
			prove(step, alter, fresh, quote_name("confiture_not_null"), true);
		std::string swap = drop_sync + ";\n" + alter + " DROP COLUMN " + name + ";\n" + alter + " RENAME COLUMN " +
						   fresh + " TO " + name;
		for (std::string const &statement : finish(to_, position))
			swap += ";\n" + statement;
		for (Property const &property : created_properties(to_, position, from_.snapshot.role))
			swap += ";\n" + property.sql;
		Step last = quick(step, std::move(swap), step.reverse_sql, "DROP COLUMN");
		last.reason = "the new column takes the place of the old one; the way back writes the table anew";
		add(std::move(last));
		return true;
	}

	// Whether nothing but its default hangs on the column, and no other table has it too.
	[[nodiscard]] static bool stands_alone(Side const &side, Position position) {
		Object const &column = side[position];
		Object const &table = side.parent(column);
		if (column.is("generated") || column.is("is_identity") || column.is("inherited") || table.is("of_type") ||
			table.is("partition_key") || table.is("is_partition") || column.is("not_null_name"))
			return false;
		for (Object const &link : side.snapshot.objects)
			if (link.kind == Kind::inheritance && link.at("parent_table") == table.identity)
				return false;
		for (Position const dependent : side.dependents[position]) {
			Kind const kind = side[dependent].kind;
			if (kind == Kind::index || kind == Kind::constraint || kind == Kind::statistics || kind == Kind::column ||
				kind == Kind::sequence)
				return false;
		}
		for (Object const &sequence : side.snapshot.objects)
			if (sequence.kind == Kind::sequence && sequence.at("owned_by") == column.identity)
				return false;
		return true;
	}

	// A name that is not longer than names may be.
	static std::string beside(std::string const &name, std::string_view suffix) {
		std::string stem = name.substr(0, 63 - suffix.size());
		while (!stem.empty() && stem.size() < name.size() && (static_cast<unsigned char>(stem.back()) & 0xc0) == 0x80)
			stem.pop_back();
		return stem + std::string{suffix};
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
		if (old_parent == nowhere || parent == nowhere ||
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

	// With a default partition there is no DETACH ... CONCURRENTLY.
	Side const &from_;
	Side const &to_;
	std::vector<Step> steps_;
};

} // namespace

std::vector<Step> make_online(std::vector<Step> steps, Side const &from, Side const &to) {
	return Online{from, to}.rewrite(std::move(steps));
}

} // namespace confiture::diff
