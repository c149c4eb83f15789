#include "diff/online.hpp"

#include "diff/ddl.hpp"
#include "diff/properties.hpp"
#include "diff/quote.hpp"

#include <optional>

namespace confiture::diff {

namespace {

constexpr char share_update_exclusive[] = "ShareUpdateExclusiveLock";
constexpr char access_exclusive[] = "AccessExclusiveLock";

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
				!step.lock.empty() && (index(step) || dropped_index(step) || constraint(step) || not_null(step) ||
									   volatile_default(step) || retype(step) || partition(step));
			if (done)
				continue;
			if (step.lock == access_exclusive && (step.rewrites || step.risk == Risk::locking) &&
				step.operation != Operation::drop)
				step.reason += std::string{step.reason.empty() ? "" : "; "} +
							   "takes its lock for as long as the table is read or written: there is no other way";
			steps_.push_back(std::move(step));
		}
		return std::move(steps_);
	}

private:
	void add(Step step) { steps_.push_back(std::move(step)); }

	// A step like "model" that holds its lock only for a moment.
	static Step quick(Step const &model, std::string sql, std::optional<std::string> reverse, char const *lock) {
		Step step = model;
		step.sql = std::move(sql);
		step.reverse_sql = std::move(reverse);
		step.lock = lock;
		step.risk = Risk::reversible;
		step.rewrites = false;
		step.reason.clear();
		return step;
	}

	bool index(Step const &step) {
		if (step.operation != Operation::create || step.object_type != "index" || says(step.sql, " ON ONLY ") ||
			!is_one_statement(step.sql) ||
			!(step.sql.starts_with("CREATE INDEX ") || step.sql.starts_with("CREATE UNIQUE INDEX ")))
			return false;
		Position const position = to_.find(Kind::index, step.object_identity);
		if (position == nowhere || to_.parent(to_[position]).is("partition_key"))
			return false;
		Step online = quick(step, concurrently(step.sql),
							step.reverse_sql && step.reverse_sql->starts_with("DROP INDEX ") &&
									is_one_statement(*step.reverse_sql)
								? concurrently(*step.reverse_sql)
								: step.reverse_sql,
							share_update_exclusive);
		online.transactional = false;
		add(std::move(online));
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
		Step online = quick(step, concurrently(step.sql), back ? concurrently(*step.reverse_sql) : step.reverse_sql,
							share_update_exclusive);
		online.transactional = false;
		add(std::move(online));
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
			add(quick(step, step.sql + " NOT VALID", step.reverse_sql, step.lock.c_str()));
			add(quick(step, alter_table(to_, object.parent, false) + " VALIDATE CONSTRAINT " + quote_name(object.name),
					  "", share_update_exclusive));
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
		Step index = quick(
			step, "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + to_.parent(object).identity + " " + columns,
			"DROP INDEX CONCURRENTLY IF EXISTS " + quote_name(to_.parent(object).schema, object.name),
			share_update_exclusive);
		index.transactional = false;
		add(std::move(index));
		add(quick(step,
				  alter_table(to_, object.parent) + " ADD CONSTRAINT " + name + " " + std::string{words} +
					  "USING INDEX " + name + timing,
				  step.reverse_sql, access_exclusive));
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
				  drop + "IF EXISTS " + check, access_exclusive));
		add(quick(step, alter + " VALIDATE CONSTRAINT " + check, "", share_update_exclusive));
		add(quick(step, alter + " ALTER COLUMN " + column + " SET NOT NULL",
				  for_a_while ? "" : alter + " ALTER COLUMN " + column + " DROP NOT NULL", access_exclusive));
		add(quick(step, drop + check, "", access_exclusive));
	}

	// The column comes empty, gets its default for new rows, and is filled in batches.
	bool volatile_default(Step const &step) {
		if (!step.rewrites || step.operation != Operation::create || !says(step.sql, " ADD COLUMN ") ||
			!is_one_statement(step.sql))
			return false;
		Position const position = to_.find(Kind::column, step.object_identity);
		if (position == nowhere || to_[position].is("generated") || to_[position].is("is_identity"))
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
				  step.reverse_sql, access_exclusive));
		add(quick(step, alter + " ALTER COLUMN " + name + " SET DEFAULT " + expression, "", access_exclusive));
		Step fill = quick(step, backfill(to_.parent(column).identity, name, expression, name + " IS NULL"), "",
						  "RowExclusiveLock");
		fill.operation = Operation::alter;
		fill.transactional = false;
		fill.reason = "fills the rows that are there in batches, each committed";
		add(std::move(fill));
		if (column.is("not_null"))
			prove(step, alter, name, quote_name("confiture_not_null"));
		return true;
	}

	// Goes through the table's blocks, those of its children too, so that it ends whatever the expression gives.
	static std::string backfill(std::string const &table, std::string const &column, std::string const &expression,
								std::string const &where) {
		return "DO $confiture$\nDECLARE\n\tfirst bigint := 0;\n\tlast bigint;\nBEGIN\n"
			   "\tWITH RECURSIVE tree AS (SELECT " +
			   quote_literal(table) +
			   "::regclass::oid AS oid UNION ALL SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid)\n"
			   "\tSELECT max(pg_relation_size(oid)) / current_setting('block_size')::bigint INTO last FROM tree;\n"
			   "\tWHILE first <= last LOOP\n\t\tUPDATE " +
			   table + " SET " + column + " = " + expression +
			   "\n\t\tWHERE ctid >= format('(%s,0)', first)::tid AND ctid < format('(%s,0)', first + 256)::tid AND " +
			   where + ";\n\t\tCOMMIT;\n\t\tfirst := first + 256;\n\tEND LOOP;\nEND $confiture$";
	}

	// A new column takes the place of the old one: a trigger keeps both alike while the rows are filled in batches.
	bool retype(Step const &step) {
		std::size_t const at = step.sql.find(" TYPE ");
		if (!step.rewrites || step.operation != Operation::alter || !step.sql.starts_with("ALTER TABLE ") ||
			at == std::string::npos || !says(step.sql, " ALTER COLUMN ") || !is_one_statement(step.sql))
			return false;
		Position const position = to_.find(Kind::column, step.object_identity);
		Position const old = from_.find(Kind::column, step.object_identity);
		if (position == nowhere || old == nowhere || !stands_alone(from_, old) || !stands_alone(to_, position))
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
				  access_exclusive));
		add(quick(step,
				  "CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS $confiture$\nBEGIN\n\tNEW." +
					  fresh + " := (SELECT " + expression + " FROM (SELECT NEW." + name + ") AS changed (" + name +
					  "));\n\tRETURN NEW;\nEND $confiture$;\nCREATE TRIGGER " + trigger +
					  " BEFORE INSERT OR UPDATE ON " + table.identity + " FOR EACH ROW EXECUTE FUNCTION " + function +
					  "()",
				  drop_sync, "ShareRowExclusiveLock"));
		Step fill =
			quick(step, backfill(table.identity, fresh, expression, fresh + " IS NULL AND " + name + " IS NOT NULL"),
				  "", "RowExclusiveLock");
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
		Step last = quick(step, std::move(swap), step.reverse_sql, access_exclusive);
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
	bool partition(Step const &step) {
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
		Step detach = quick(step,
							"ALTER TABLE " + from_[link].at("parent_table") + " DETACH PARTITION " +
								from_[table].identity + " CONCURRENTLY",
							"", share_update_exclusive);
		detach.operation = Operation::alter;
		detach.transactional = false;
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
