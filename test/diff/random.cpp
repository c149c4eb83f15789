#include "random.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <vector>

namespace confiture::test {

namespace {

// std:: distributions differ between libraries, so that a seed would not be the same pair everywhere.
class Random {
public:
	explicit Random(unsigned seed) : state_{seed * 0x9E3779B97F4A7C15u + 0x1234567u} {}

	unsigned below(unsigned limit) {
		state_ ^= state_ << 13;
		state_ ^= state_ >> 7;
		state_ ^= state_ << 17;
		return limit == 0 ? 0 : static_cast<unsigned>((state_ >> 20) % limit);
	}
	bool once_in(unsigned times) { return below(times) == 0; }
	template <typename T>
	T const &of(std::vector<T> const &list) {
		return list[below(static_cast<unsigned>(list.size()))];
	}
	std::string of(std::initializer_list<char const *> list) {
		return list.begin()[below(static_cast<unsigned>(list.size()))];
	}

private:
	std::uint64_t state_;
};

using Id = int;
constexpr Id none = 0;

std::string quoted(std::string const &name) { return '"' + name + '"'; }

std::string joined(std::vector<std::string> const &parts) {
	std::string text;
	for (std::string const &part : parts)
		text += (text.empty() ? "" : ", ") + part;
	return text;
}

// What all objects have alike.
struct Thing {
	Id id{};
	std::string schema;
	std::string name;
	std::string owner;
	std::string comment;
	std::string grant; // "SELECT", to readonly

	[[nodiscard]] std::string sql() const { return quoted(schema) + "." + quoted(name); }
};

struct Type : Thing {
	enum class Form { enum_, domain, composite, range } form{};
	std::vector<std::string> labels;     // of an enum
	std::string base;                    // of a domain, or a range's subtype
	bool not_null{}, check{}, preset{};  // of a domain
	std::vector<std::string> attributes; // types of a composite's
};

struct Column {
	Id id{};
	std::string name;
	std::string type; // empty: that of type_id
	Id type_id = none;
	bool array{};
	bool not_null{};
	int preset{}; // default: none, a constant, a sequence, a function, a volatile function
	std::string identity;
	bool generated{};
	std::string collation, storage, compression, comment, grant;
	int statistics = -1;
	std::string options;
};

struct Index {
	std::string name;
	std::vector<Id> columns;
	bool unique{}, partial{}, descending{}, expression{}, include{};
	std::string options, comment;
};

struct Check {
	std::string name;
	Id column{};
	int limit{};
	bool not_valid{}, no_inherit{};
	std::string comment;
};

struct Reference {
	std::string name;
	Id column{};
	Id table{};
	std::string action;
	bool deferrable{}, not_valid{};
};

struct Trigger {
	std::string name, event, when, enabled, level;
};

struct Policy {
	std::string name, command, role;
	Id column{};
	int limit{};
	bool restrictive{};
};

struct Table : Thing {
	std::vector<Column> columns;
	std::string persistence; // "UNLOGGED "
	Id inherits = none;
	std::string partitioning; // LIST, RANGE or HASH of the first column
	int partitions{};
	std::vector<Id> key;
	std::vector<Index> indexes, uniques;
	std::vector<Check> checks;
	std::vector<Reference> references;
	std::vector<Trigger> triggers;
	std::vector<Policy> policies;
	std::string options, statistics, replica_identity, rule;
	bool row_security{}, force_row_security{}, clustered{};
};

struct View : Thing {
	Id over = none; // a table or another view
	std::vector<Id> columns;
	bool materialized{}, expression{}, filtered{}, unique_index{};
	std::string options;
	Id function = none;
};

struct Function : Thing {
	enum class Form { number, rows, typed, procedure, aggregate } form{};
	Id table = none, type = none, calls = none;
	int constant{};
	std::string arguments, language, volatility;
};

struct Sequence : Thing {
	std::string options;
	Id owned_by_table = none;
};

struct Model {
	std::vector<Type> types;
	std::vector<Sequence> sequences;
	std::vector<Function> functions;
	std::vector<Table> tables;
	std::vector<View> views;
	std::vector<Id> published;
	bool publication{}, configuration{}, operators{}, default_privileges{};
	std::string configuration_options;
};

template <typename T>
T const *find(std::vector<T> const &list, Id id) {
	for (T const &one : list)
		if (one.id == id)
			return &one;
	return nullptr;
}

// ---- a model as DDL; what names something that is gone is left out

class Writer {
public:
	explicit Writer(Model const &model) : model_{model} {}

	std::string write() {
		out_ = "SET client_min_messages = error;\nCREATE SCHEMA s1;\nCREATE SCHEMA \"S 2\";\n";
		if (model_.default_privileges)
			out_ += "ALTER DEFAULT PRIVILEGES IN SCHEMA s1 GRANT SELECT ON TABLES TO readonly;\n";
		out_ += "CREATE FUNCTION s1.on_change() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;\n";
		for (Type const &type : model_.types)
			write(type);
		for (Sequence const &sequence : model_.sequences)
			write(sequence);
		for (Function const &function : model_.functions)
			if (function.form == Function::Form::number || function.form == Function::Form::aggregate)
				write(function);
		for (Table const &table : model_.tables)
			write(table);
		for (Table const &table : model_.tables)
			write_references(table);
		for (Sequence const &sequence : model_.sequences)
			if (Table const *const table = find(model_.tables, sequence.owned_by_table);
				table && table->owner == sequence.owner && table->schema == sequence.schema)
				line("ALTER SEQUENCE " + sequence.sql() + " OWNED BY " + table->sql() + "." +
					 quoted(table->columns.front().name));
		for (Function const &function : model_.functions)
			if (function.form != Function::Form::number && function.form != Function::Form::aggregate)
				write(function);
		for (View const &view : model_.views)
			write(view);
		if (model_.publication) {
			std::vector<std::string> names;
			for (Id const id : model_.published)
				if (Table const *const table = find(model_.tables, id); table && table->persistence.empty())
					names.push_back(table->sql());
			line("CREATE PUBLICATION random_publication" + (names.empty() ? "" : " FOR TABLE " + joined(names)));
		}
		if (model_.configuration)
			line("CREATE TEXT SEARCH DICTIONARY s1.words (TEMPLATE = simple" + model_.configuration_options +
				 ");\nCREATE TEXT SEARCH CONFIGURATION s1.language (COPY = simple);\n"
				 "ALTER TEXT SEARCH CONFIGURATION s1.language ALTER MAPPING FOR word WITH s1.words, simple");
		if (model_.operators)
			line("CREATE FUNCTION s1.near(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';\n"
				 "CREATE OPERATOR s1.~~~ (FUNCTION = s1.near, LEFTARG = int, RIGHTARG = int, COMMUTATOR = "
				 "OPERATOR(s1.~~~))");
		return std::move(out_);
	}

private:
	void line(std::string const &sql) { out_ += sql + ";\n"; }

	void finish(Thing const &thing, std::string const &phrase, char const *privilege, std::string const &grant_phrase) {
		if (!thing.owner.empty())
			line("ALTER " + phrase + " OWNER TO " + thing.owner);
		if (!thing.comment.empty())
			line("COMMENT ON " + phrase + " IS '" + thing.comment + "'");
		if (!thing.grant.empty())
			line("GRANT " + std::string{privilege} + " ON " + grant_phrase + " TO " + thing.grant);
	}

	void write(Type const &type) {
		switch (type.form) {
		case Type::Form::enum_: {
			std::vector<std::string> labels;
			for (std::string const &label : type.labels)
				labels.push_back("'" + label + "'");
			line("CREATE TYPE " + type.sql() + " AS ENUM (" + joined(labels) + ")");
			break;
		}
		case Type::Form::domain:
			line("CREATE DOMAIN " + type.sql() + " AS " + type.base +
				 (type.preset ? type.base == "integer" ? " DEFAULT 7" : " DEFAULT 'x'" : "") +
				 (type.not_null ? " NOT NULL" : "") +
				 (type.check ? " CONSTRAINT proper CHECK (VALUE IS DISTINCT FROM '9')" : ""));
			finish(type, "DOMAIN " + type.sql(), "USAGE", "TYPE " + type.sql());
			return;
		case Type::Form::composite: {
			std::vector<std::string> attributes;
			for (std::size_t i = 0; i < type.attributes.size(); ++i)
				attributes.push_back("f" + std::to_string(i) + " " + type.attributes[i]);
			line("CREATE TYPE " + type.sql() + " AS (" + joined(attributes) + ")");
			break;
		}
		case Type::Form::range:
			line("CREATE TYPE " + type.sql() + " AS RANGE (SUBTYPE = " + type.base + ")");
			break;
		}
		finish(type, "TYPE " + type.sql(), "USAGE", "TYPE " + type.sql());
	}

	void write(Sequence const &sequence) {
		line("CREATE SEQUENCE " + sequence.sql() + sequence.options);
		finish(sequence, "SEQUENCE " + sequence.sql(), "USAGE", "SEQUENCE " + sequence.sql());
	}

	[[nodiscard]] std::optional<std::string> type_of(Column const &column) const {
		if (column.type_id == none)
			return column.type + (column.array ? "[]" : "");
		Type const *const type = find(model_.types, column.type_id);
		if (!type)
			return std::nullopt;
		return type->sql() + (column.array ? "[]" : "");
	}

	// Columns whose type is gone are gone.
	[[nodiscard]] Column const *column(Table const &table, Id id) const {
		Column const *const found = find(table.columns, id);
		return found && type_of(*found) ? found : nullptr;
	}

	[[nodiscard]] bool is_number(Column const &column) const {
		return !column.array && column.type_id == none && (column.type == "integer" || column.type == "bigint");
	}
	[[nodiscard]] bool is_text(Column const &column) const {
		return !column.array && column.type_id == none && (column.type == "text" || column.type.starts_with("varchar"));
	}
	[[nodiscard]] bool has_order(Column const &column) const {
		if (column.type_id == none)
			return true;
		Type const *const type = find(model_.types, column.type_id);
		return type && type->form != Type::Form::composite;
	}

	[[nodiscard]] std::string preset(Column const &column) const {
		if (column.preset == 0 || column.generated || !column.identity.empty())
			return {};
		if (is_number(column)) {
			if (column.preset == 2 && !model_.sequences.empty())
				return " DEFAULT nextval('" + model_.sequences.front().sql() + "')";
			if (column.preset == 3)
				for (Function const &function : model_.functions)
					if (function.form == Function::Form::number)
						return " DEFAULT " + function.sql() + "(" + std::to_string(column.preset) + ")";
			return " DEFAULT " + std::to_string(40 + column.preset);
		}
		if (is_text(column))
			return column.preset == 1   ? " DEFAULT 'it''s'"
				   : column.preset == 2 ? " DEFAULT upper('a')"
										: " DEFAULT CURRENT_USER";
		if (column.array)
			return " DEFAULT '{}'";
		if (column.type == "boolean")
			return column.preset == 1 ? " DEFAULT true" : " DEFAULT false";
		if (column.type == "timestamptz")
			return column.preset == 1 ? " DEFAULT now()" : " DEFAULT clock_timestamp()";
		if (column.type == "uuid")
			return " DEFAULT gen_random_uuid()";
		if (column.type == "jsonb")
			return " DEFAULT '{}'";
		if (Type const *const type = find(model_.types, column.type_id); type && type->form == Type::Form::enum_)
			return " DEFAULT '" + type->labels.front() + "'";
		return {};
	}

	[[nodiscard]] Column const *first_number(Table const &table) const {
		for (Column const &column : table.columns)
			if (is_number(column) && !column.generated)
				return &column;
		return nullptr;
	}

	void write(Table const &table) {
		bool const partitioned = !table.partitioning.empty();
		Table const *const parent = partitioned ? nullptr : find(model_.tables, table.inherits);
		bool const child = parent && parent->id < table.id && parent->partitioning.empty() &&
						   parent->owner == table.owner && parent->persistence == table.persistence;
		std::vector<std::string> parts;
		Column const *const number = first_number(table);
		for (Column const &column : table.columns) {
			auto const type = type_of(column);
			if (!type)
				continue;
			std::string part = quoted(column.name) + " " + *type;
			if (!column.collation.empty() && is_text(column))
				part += " COLLATE " + column.collation;
			if (column.generated && number && number != &column && is_number(column))
				part += " GENERATED ALWAYS AS (" + quoted(number->name) + " * 2) STORED";
			else if (!column.identity.empty() && is_number(column))
				part += " GENERATED " + column.identity + " AS IDENTITY";
			else
				part += preset(column);
			if (column.not_null || (!column.identity.empty() && is_number(column)))
				part += " NOT NULL";
			parts.push_back(part);
		}
		std::string sql =
			"CREATE " + (partitioned ? "" : table.persistence) + "TABLE " + table.sql() + " (" + joined(parts) + ")";
		if (child)
			sql += " INHERITS (" + parent->sql() + ")";
		if (partitioned)
			sql += " PARTITION BY " + table.partitioning + " (" + quoted(table.columns.front().name) + ")";
		if (!table.options.empty() && !partitioned)
			sql += " WITH (" + table.options + ")";
		line(sql);
		for (int i = 0; partitioned && i < table.partitions; ++i) {
			std::string const low = std::to_string(i * 10), high = std::to_string(i * 10 + 10);
			line("CREATE TABLE " + quoted(table.schema) + "." + quoted(table.name + "_" + std::to_string(i)) +
				 " PARTITION OF " + table.sql() +
				 (table.partitioning == "LIST" ? " FOR VALUES IN (" + low + ")"
				  : table.partitioning == "RANGE"
					  ? " FOR VALUES FROM (" + low + ") TO (" + high + ")"
					  : " FOR VALUES WITH (MODULUS 8, REMAINDER " + std::to_string(i) + ")"));
		}
		for (Column const &column : table.columns) {
			if (!type_of(column))
				continue;
			std::string const alter = "ALTER TABLE " + table.sql() + " ALTER COLUMN " + quoted(column.name);
			if (!column.storage.empty() && is_text(column))
				line(alter + " SET STORAGE " + column.storage);
			if (!column.compression.empty() && is_text(column))
				line(alter + " SET COMPRESSION " + column.compression);
			if (column.statistics >= 0)
				line(alter + " SET STATISTICS " + std::to_string(column.statistics));
			if (!column.options.empty())
				line(alter + " SET (" + column.options + ")");
			if (!column.comment.empty())
				line("COMMENT ON COLUMN " + table.sql() + "." + quoted(column.name) + " IS '" + column.comment + "'");
			if (!column.grant.empty())
				line("GRANT " + column.grant + " (" + quoted(column.name) + ") ON " + table.sql() + " TO bob");
		}
		finish(table, "TABLE " + table.sql(), "SELECT", "TABLE " + table.sql());
		write_parts(table, partitioned);
	}

	[[nodiscard]] std::vector<std::string> names(Table const &table, std::vector<Id> const &ids) const {
		std::vector<std::string> result;
		for (Id const id : ids)
			if (Column const *const found = column(table, id); found && has_order(*found))
				result.push_back(quoted(found->name));
		return result;
	}

	[[nodiscard]] bool has_key(Table const &table) const {
		return !table.key.empty() && column(table, table.key.front()) && has_order(*column(table, table.key.front())) &&
			   (table.partitioning.empty() || table.key.front() == table.columns.front().id);
	}

	void write_parts(Table const &table, bool partitioned) {
		std::string const alter = "ALTER TABLE " + table.sql();
		if (has_key(table))
			line(alter + " ADD CONSTRAINT " + quoted(table.name + "_key") + " PRIMARY KEY (" +
				 (partitioned ? quoted(table.columns.front().name) : joined(names(table, table.key))) + ")");
		for (Index const &unique : table.uniques) {
			auto const columns = names(table, unique.columns);
			if (!columns.empty() && !partitioned)
				line(alter + " ADD CONSTRAINT " + quoted(unique.name) + " UNIQUE " +
					 (unique.descending ? "NULLS NOT DISTINCT " : "") + "(" + joined(columns) + ")" +
					 (unique.partial ? " DEFERRABLE" : ""));
		}
		for (Check const &check : table.checks)
			if (Column const *const found = column(table, check.column)) {
				std::string const name = quoted(found->name);
				line(alter + " ADD CONSTRAINT " + quoted(check.name) + " CHECK (" +
					 (is_number(*found) ? name + " <> -" + std::to_string(check.limit)
					  : is_text(*found) ? "length(" + name + ") < " + std::to_string(check.limit + 100)
										: name + " IS NOT NULL OR true") +
					 ")" + (check.no_inherit && !partitioned ? " NO INHERIT" : "") +
					 (check.not_valid && !partitioned ? " NOT VALID" : ""));
				if (!check.comment.empty())
					line("COMMENT ON CONSTRAINT " + quoted(check.name) + " ON " + table.sql() + " IS '" +
						 check.comment + "'");
			}
		for (Index const &index : table.indexes) {
			auto columns = names(table, index.columns);
			if (columns.empty())
				continue;
			if (index.descending)
				columns.front() += " DESC NULLS LAST";
			if (Column const *const found = column(table, index.columns.front());
				index.expression && found && is_text(*found))
				columns = {"lower(" + quoted(found->name) + ")"};
			line(std::string{"CREATE "} + (index.unique && !partitioned ? "UNIQUE " : "") + "INDEX " +
				 quoted(index.name) + " ON " + table.sql() + " (" + joined(columns) + ")" +
				 (index.include ? " INCLUDE (" + quoted(table.columns.front().name) + ")" : "") +
				 (index.options.empty() ? "" : " WITH (" + index.options + ")") +
				 (index.partial ? " WHERE " + quoted(table.columns.front().name) + " IS NOT NULL" : ""));
			if (!index.comment.empty())
				line("COMMENT ON INDEX " + quoted(table.schema) + "." + quoted(index.name) + " IS '" + index.comment +
					 "'");
			if (table.clustered && !partitioned && !index.partial)
				line(alter + " CLUSTER ON " + quoted(index.name));
		}
		for (Trigger const &trigger : table.triggers) {
			line("CREATE TRIGGER " + quoted(trigger.name) + " " + trigger.event + " ON " + table.sql() + " FOR EACH " +
				 trigger.level + " " + (trigger.level == "ROW" ? trigger.when : "") +
				 "EXECUTE FUNCTION s1.on_change()");
			if (!trigger.enabled.empty())
				line(alter + " " + trigger.enabled + " TRIGGER " + quoted(trigger.name));
		}
		for (Policy const &policy : table.policies)
			if (Column const *const found = column(table, policy.column))
				line("CREATE POLICY " + quoted(policy.name) + " ON " + table.sql() +
					 (policy.restrictive ? " AS RESTRICTIVE" : "") + " FOR " + policy.command + " TO " + policy.role +
					 (policy.command == "INSERT" ? " WITH CHECK (" : " USING (") + quoted(found->name) + "::text <> '" +
					 std::to_string(policy.limit) + "')");
		if (table.row_security)
			line(alter + " ENABLE ROW LEVEL SECURITY");
		if (table.force_row_security)
			line(alter + " FORCE ROW LEVEL SECURITY");
		if (!table.replica_identity.empty())
			line(alter + " REPLICA IDENTITY " + table.replica_identity);
		if (!table.statistics.empty() && table.columns.size() > 1) {
			auto const columns = names(table, {table.columns[0].id, table.columns[1].id});
			if (columns.size() == 2)
				line("CREATE STATISTICS " + quoted(table.schema) + "." + quoted(table.name + "_stat") + " (" +
					 table.statistics + ") ON " + joined(columns) + " FROM " + table.sql());
		}
		if (!table.rule.empty())
			line("CREATE RULE " + quoted(table.rule) + " AS ON DELETE TO " + table.sql() + " WHERE OLD." +
				 quoted(table.columns.front().name) + " IS NULL DO INSTEAD NOTHING");
	}

	void write_references(Table const &table) {
		for (Reference const &reference : table.references) {
			Table const *const target = find(model_.tables, reference.table);
			Column const *const own = column(table, reference.column);
			if (!target || !own || !has_key(*target) || own->generated ||
				(target->partitioning.empty() && names(*target, target->key).size() != 1))
				continue;
			Column const *const theirs = column(*target, target->key.front());
			if (type_of(*own) != type_of(*theirs) ||
				(target->persistence != table.persistence && table.persistence.empty() && table.partitioning.empty()))
				continue;
			if (!target->persistence.empty() && !table.partitioning.empty())
				continue;
			line("ALTER TABLE " + table.sql() + " ADD CONSTRAINT " + quoted(reference.name) + " FOREIGN KEY (" +
				 quoted(own->name) + ") REFERENCES " + target->sql() + " (" + quoted(theirs->name) + ")" +
				 reference.action + (reference.deferrable ? " DEFERRABLE INITIALLY DEFERRED" : "") +
				 (reference.not_valid && table.partitioning.empty() ? " NOT VALID" : ""));
		}
	}

	// The columns that a view has, as names.
	[[nodiscard]] std::vector<std::string> view_columns(View const &view) const {
		std::vector<std::string> result;
		if (Table const *const table = find(model_.tables, view.over)) {
			for (Id const id : view.columns)
				if (Column const *const found = column(*table, id))
					result.push_back(quoted(found->name));
			if (result.empty())
				result.push_back(quoted(table->columns.front().name));
		} else if (View const *const below = find(model_.views, view.over);
				   below && below->id < view.id && written(*below))
			result = view_columns(*below);
		return result;
	}

	[[nodiscard]] bool written(View const &view) const {
		if (find(model_.tables, view.over))
			return true;
		View const *const below = find(model_.views, view.over);
		return below && below->id < view.id && written(*below);
	}

	void write(View const &view) {
		if (!written(view))
			return;
		std::vector<std::string> columns = view_columns(view);
		Thing const *over = find(model_.tables, view.over);
		if (!over)
			over = find(model_.views, view.over);
		std::string const first = columns.front();
		std::string extra;
		Function const *const function = find(model_.functions, view.function);
		if (view.expression)
			extra =
				", " +
				(function && function->form == Function::Form::number ? function->sql() + "(1)" : std::string{"42"}) +
				" AS \"extra " + std::to_string(view.id) + "\"";
		std::string const kind = view.materialized ? "MATERIALIZED VIEW " : "VIEW ";
		line("CREATE " + kind + view.sql() +
			 (view.options.empty() || view.materialized ? "" : " WITH (" + view.options + ")") + " AS SELECT " +
			 joined(columns) + extra + " FROM " + over->sql() +
			 (view.filtered ? " WHERE " + first + " IS NOT NULL" : ""));
		if (view.materialized && view.unique_index)
			line("CREATE INDEX " + quoted(view.name + "_idx") + " ON " + view.sql() + " ((" + first + " IS NULL))");
		finish(view, kind + view.sql(), "SELECT", "TABLE " + view.sql());
	}

	void write(Function const &function) {
		Table const *const table = find(model_.tables, function.table);
		Type const *const type = find(model_.types, function.type);
		std::string const create =
			"CREATE " + std::string{function.form == Function::Form::procedure ? "PROCEDURE " : "FUNCTION "} +
			function.sql();
		std::string arguments = function.arguments;
		std::string signature = function.sql();
		switch (function.form) {
		case Function::Form::number: {
			std::string body = "SELECT $1 + " + std::to_string(function.constant);
			if (Function const *const called = find(model_.functions, function.calls);
				called && called->form == Function::Form::number && called->id < function.id)
				body = "SELECT " + called->sql() + "($1) + 1";
			line(create + "(" + arguments + "integer" + ") RETURNS integer LANGUAGE sql " + function.volatility +
				 " AS $$" + body + "$$");
			signature += "(integer)";
			break;
		}
		case Function::Form::aggregate:
			line("CREATE AGGREGATE " + function.sql() + "(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '" +
				 std::to_string(function.constant) + "')");
			finish(function, "AGGREGATE " + function.sql() + "(integer)", "EXECUTE",
				   "FUNCTION " + function.sql() + "(integer)");
			return;
		case Function::Form::rows:
			if (!table)
				return;
			line(create + "(" + arguments + "integer) RETURNS SETOF " + table->sql() +
				 " LANGUAGE sql STABLE AS $$SELECT * FROM " + table->sql() + " LIMIT " +
				 std::to_string(function.constant) + "$$");
			signature += "(integer)";
			break;
		case Function::Form::typed:
			if (!type)
				return;
			line(create + "(" + arguments + type->sql() + ") RETURNS " + type->sql() +
				 " LANGUAGE plpgsql AS $$BEGIN /* " + std::to_string(function.constant) + " */ RETURN $1; END$$");
			signature += "(" + type->sql() + ")";
			break;
		case Function::Form::procedure:
			line(create + "(" + arguments + "integer) LANGUAGE plpgsql AS $$BEGIN PERFORM count(*) FROM " +
				 (table ? table->sql() : "pg_class") + "; END$$");
			signature += "(integer)";
			break;
		}
		finish(function, "ROUTINE " + signature, "EXECUTE", "ROUTINE " + signature);
	}

	Model const &model_;
	std::string out_;
};

// ---- making and changing models

class Maker {
public:
	explicit Maker(unsigned seed) : random_{seed} {
		for (int i = 0; i < 20; ++i)
			random_.below(2);
	}

	Model make() {
		Model model;
		for (unsigned n = random_.below(4); n > 0; --n)
			model.types.push_back(type());
		for (unsigned n = random_.below(3); n > 0; --n)
			model.sequences.push_back(sequence(model));
		for (unsigned n = 1 + random_.below(4); n > 0; --n)
			model.tables.push_back(table(model));
		for (unsigned n = random_.below(4); n > 0; --n)
			model.functions.push_back(function(model));
		for (unsigned n = random_.below(4); n > 0; --n)
			model.views.push_back(view(model));
		model.publication = random_.once_in(5);
		for (Table const &table : model.tables)
			if (random_.once_in(2))
				model.published.push_back(table.id);
		model.configuration = random_.once_in(8);
		model.operators = random_.once_in(8);
		model.default_privileges = random_.once_in(8);
		return model;
	}

	void change(Model &model) {
		for (unsigned n = 1 + random_.below(6); n > 0; --n)
			change_once(model);
	}

private:
	std::string name(char const *stem) { return stem + std::to_string(++names_) + (random_.once_in(8) ? " Ü'" : ""); }

	void fill(Thing &thing, char const *stem) {
		thing.id = ++ids_;
		thing.name = name(stem);
		thing.schema = random_.once_in(4) ? "S 2" : "s1";
		change_thing(thing);
	}

	void change_thing(Thing &thing) {
		thing.owner = random_.once_in(6) ? "alice" : "";
		thing.comment = random_.once_in(4) ? random_.of({"a word", "it''s", "two\nlines"}) : "";
		thing.grant = random_.once_in(5) ? random_.of({"readonly", "bob WITH GRANT OPTION", "PUBLIC"}) : "";
	}

	Type type() {
		Type type;
		fill(type, "ty");
		type.form = static_cast<Type::Form>(random_.below(4));
		for (unsigned n = 1 + random_.below(4); n > 0; --n)
			type.labels.push_back(name("l"));
		type.base = type.form == Type::Form::range ? random_.of({"integer", "date"})
												   : random_.of({"integer", "text", "varchar(10)"});
		type.not_null = random_.once_in(3);
		type.check = random_.once_in(2);
		type.preset = random_.once_in(2);
		for (unsigned n = 1 + random_.below(3); n > 0; --n)
			type.attributes.push_back(random_.of({"integer", "text", "timestamptz", "numeric(8,2)"}));
		return type;
	}

	Sequence sequence(Model const &) {
		Sequence sequence;
		fill(sequence, "sq");
		sequence.options = random_.of({"", " AS integer", " INCREMENT 5 CACHE 3", " MINVALUE -10 START 7 CYCLE"});
		return sequence;
	}

	void set_type(Column &column, Model const &model) {
		column.type_id = none;
		column.array = random_.once_in(10);
		if (!model.types.empty() && random_.once_in(4))
			column.type_id = random_.of(model.types).id;
		else
			column.type = random_.of({"integer", "integer", "bigint", "text", "text", "varchar(20)", "varchar(40)",
									  "boolean", "timestamptz", "date", "numeric(10,2)", "uuid", "jsonb"});
	}

	Column column(Model const &model) {
		Column column;
		column.id = ++ids_;
		column.name = name("c");
		set_type(column, model);
		column.not_null = random_.once_in(4);
		column.preset = random_.once_in(2) ? static_cast<int>(random_.below(4)) : 0;
		if (random_.once_in(10))
			column.identity = random_.of({"ALWAYS", "BY DEFAULT"});
		column.generated = random_.once_in(10);
		if (random_.once_in(6))
			column.collation = "\"C\"";
		if (random_.once_in(6))
			column.storage = random_.of({"EXTERNAL", "MAIN"});
		if (random_.once_in(8))
			column.compression = "pglz";
		if (random_.once_in(8))
			column.statistics = static_cast<int>(random_.below(300));
		if (random_.once_in(10))
			column.options = random_.of({"n_distinct = 5", "n_distinct_inherited = -0.5"});
		if (random_.once_in(6))
			column.comment = "on a column";
		if (random_.once_in(10))
			column.grant = random_.of({"SELECT", "UPDATE"});
		return column;
	}

	Id column_of(Table const &table) { return random_.of(table.columns).id; }

	Index index(Table const &table, char const *stem) {
		Index index;
		index.name = name(stem);
		for (unsigned n = 1 + random_.below(2); n > 0; --n)
			if (Id const id = column_of(table);
				std::find(index.columns.begin(), index.columns.end(), id) == index.columns.end())
				index.columns.push_back(id);
		change_index(index);
		return index;
	}

	void change_index(Index &index) {
		index.unique = random_.once_in(5);
		index.partial = random_.once_in(4);
		index.descending = random_.once_in(4);
		index.expression = random_.once_in(4);
		index.include = random_.once_in(6);
		index.options =
			random_.once_in(5) ? random_.of({"fillfactor = 70", "fillfactor = 90, deduplicate_items = off"}) : "";
		index.comment = random_.once_in(5) ? "on an index" : "";
	}

	Check check(Table const &table) {
		return {name("ck"),         column_of(table),   static_cast<int>(random_.below(50) + 1),
				random_.once_in(5), random_.once_in(6), random_.once_in(5) ? "on a check" : ""};
	}

	void add_reference(Table &table, Model const &model) {
		if (!model.tables.empty())
			table.references.push_back({name("fk"), column_of(table), random_.of(model.tables).id,
										random_.of({"", " ON DELETE CASCADE", " ON UPDATE SET NULL"}),
										random_.once_in(4), random_.once_in(5)});
	}

	Trigger trigger() {
		return {name("tr"), random_.of({"BEFORE INSERT", "AFTER UPDATE", "AFTER INSERT OR DELETE"}),
				random_.once_in(3) ? "WHEN (pg_trigger_depth() = 0) " : "",
				random_.once_in(4) ? random_.of({"DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"}) : "",
				random_.of({"ROW", "STATEMENT"})};
	}

	Policy policy(Table const &table) {
		return {name("po"),
				random_.of({"ALL", "SELECT", "INSERT", "DELETE"}),
				random_.of({"PUBLIC", "readonly", "alice, bob"}),
				column_of(table),
				static_cast<int>(random_.below(9)),
				random_.once_in(4)};
	}

	void partition(Table &table) {
		if (!table.partitioning.empty() || !random_.once_in(2)) {
			table.partitioning = "";
			return;
		}
		table.partitioning = random_.of({"LIST", "RANGE", "HASH"});
		table.partitions = static_cast<int>(random_.below(3));
		Column &first = table.columns.front();
		first.type_id = none;
		first.array = false;
		first.type = "integer";
		first.generated = false;
		for (Column &column : table.columns) // not in a partitioned table before 17
			column.identity = "";
	}

	Table table(Model const &model) {
		Table table;
		fill(table, "t");
		for (unsigned n = 1 + random_.below(5); n > 0; --n)
			table.columns.push_back(column(model));
		if (random_.once_in(8))
			table.persistence = "UNLOGGED ";
		if (random_.once_in(8) && !model.tables.empty())
			table.inherits = random_.of(model.tables).id;
		if (random_.once_in(4))
			partition(table);
		if (random_.once_in(2))
			table.key = {column_of(table)};
		for (unsigned n = random_.below(3); n > 0; --n)
			table.indexes.push_back(index(table, "ix"));
		if (random_.once_in(4))
			table.uniques.push_back(index(table, "un"));
		if (random_.once_in(3))
			table.checks.push_back(check(table));
		if (random_.once_in(3))
			add_reference(table, model);
		if (random_.once_in(4))
			table.triggers.push_back(trigger());
		if (random_.once_in(5))
			table.policies.push_back(policy(table));
		change_table_flags(table);
		return table;
	}

	void change_table_flags(Table &table) {
		table.options = random_.once_in(4)
							? random_.of({"fillfactor = 70", "autovacuum_enabled = false, fillfactor = 50",
										  "toast.autovacuum_enabled = off"})
							: "";
		table.statistics = random_.once_in(5) ? random_.of({"ndistinct", "dependencies, mcv"}) : "";
		table.replica_identity = random_.once_in(6) ? random_.of({"FULL", "NOTHING"}) : "";
		table.rule = random_.once_in(8) ? "keep" : "";
		table.row_security = random_.once_in(4);
		table.force_row_security = random_.once_in(6);
		table.clustered = random_.once_in(6);
	}

	View view(Model const &model) {
		View view;
		fill(view, "v");
		if (!model.views.empty() && random_.once_in(2))
			view.over = random_.of(model.views).id;
		else if (!model.tables.empty()) {
			Table const &table = random_.of(model.tables);
			view.over = table.id;
			for (Column const &column : table.columns)
				if (random_.once_in(2))
					view.columns.push_back(column.id);
		}
		view.materialized = random_.once_in(4);
		change_view(view, model);
		return view;
	}

	void change_view(View &view, Model const &model) {
		view.expression = random_.once_in(2);
		view.filtered = random_.once_in(2);
		view.unique_index = random_.once_in(2);
		view.options = random_.once_in(4) ? random_.of({"security_barrier", "security_invoker = true"}) : "";
		if (!model.functions.empty())
			view.function = random_.of(model.functions).id;
	}

	Function function(Model const &model) {
		Function function;
		fill(function, "f");
		function.form = static_cast<Function::Form>(random_.below(5));
		function.volatility = random_.of({"IMMUTABLE", "STABLE", "VOLATILE"});
		change_function(function, model);
		return function;
	}

	void change_function(Function &function, Model const &model) {
		if (!model.tables.empty())
			function.table = random_.of(model.tables).id;
		if (!model.types.empty())
			function.type = random_.of(model.types).id;
		if (!model.functions.empty())
			function.calls = random_.of(model.functions).id;
		function.constant = static_cast<int>(random_.below(100));
		function.arguments = random_.once_in(4) ? "\"Arg\" " : "";
	}

	template <typename T>
	void drop_one(std::vector<T> &list) {
		if (!list.empty())
			list.erase(list.begin() + random_.below(static_cast<unsigned>(list.size())));
	}

	template <typename T>
	T *one_of(std::vector<T> &list) {
		return list.empty() ? nullptr : &list[random_.below(static_cast<unsigned>(list.size()))];
	}

	void change_once(Model &model) {
		switch (random_.below(12)) {
		case 0:
			switch (random_.below(5)) {
			case 0:
				return drop_one(model.types);
			case 1:
				return drop_one(model.sequences);
			case 2:
				return drop_one(model.functions);
			case 3:
				return model.tables.size() > 1 ? drop_one(model.tables) : void();
			default:
				return drop_one(model.views);
			}
		case 1:
			switch (random_.below(5)) {
			case 0:
				return model.types.push_back(type());
			case 1:
				return model.sequences.push_back(sequence(model));
			case 2:
				return model.functions.push_back(function(model));
			case 3:
				return model.tables.push_back(table(model));
			default:
				return model.views.push_back(view(model));
			}
		case 2:
			if (Type *const type = one_of(model.types))
				change(*type);
			return;
		case 3:
			if (Sequence *const sequence = one_of(model.sequences)) {
				sequence->options =
					random_.of({"", " AS integer", " INCREMENT 5 CACHE 3", " MINVALUE -10 START 7 CYCLE"});
				sequence->owned_by_table = random_.once_in(2) ? random_.of(model.tables).id : none;
			}
			return;
		case 4:
			if (Function *const function = one_of(model.functions))
				change_function(*function, model);
			return;
		case 5:
			if (View *const view = one_of(model.views))
				change_view(*view, model);
			return;
		case 6:
			model.publication = !model.publication;
			model.configuration_options = random_.of({"", ", ACCEPT = false"});
			return;
		case 7: {
			Thing *const thing = random_.once_in(2) ? static_cast<Thing *>(one_of(model.tables)) : one_of(model.views);
			if (thing)
				change_thing(*thing);
			return;
		}
		default:
			if (Table *const table = one_of(model.tables))
				change(*table, model);
		}
	}

	void change(Type &type) {
		switch (random_.below(6)) {
		case 0:
			type.labels.insert(type.labels.begin() + random_.below(static_cast<unsigned>(type.labels.size() + 1)),
							   name("l"));
			break;
		case 1:
			if (type.labels.size() > 1)
				drop_one(type.labels);
			break;
		case 2:
			std::reverse(type.labels.begin(), type.labels.end());
			break;
		case 3:
			type.base = type.form == Type::Form::range ? random_.of({"integer", "date"})
													   : random_.of({"integer", "text", "varchar(10)"});
			break;
		case 4:
			type.not_null = random_.once_in(3);
			type.check = random_.once_in(2);
			type.preset = random_.once_in(2);
			break;
		default:
			change_thing(type);
		}
		if (random_.once_in(2))
			type.attributes.push_back(random_.of({"integer", "text", "date"}));
		else
			type.attributes[random_.below(static_cast<unsigned>(type.attributes.size()))] =
				random_.of({"integer", "text", "date"});
	}

	void change(Table &table, Model const &model) {
		Column &column = table.columns[random_.below(static_cast<unsigned>(table.columns.size()))];
		switch (random_.below(24)) {
		case 0:
		case 1:
			table.columns.push_back(this->column(model));
			break;
		case 2:
			if (table.columns.size() > 1 && table.partitioning.empty())
				drop_one(table.columns);
			break;
		case 3:
		case 4:
			if (table.partitioning.empty() || &column != &table.columns.front())
				set_type(column, model);
			break;
		case 5:
			column.not_null = !column.not_null;
			break;
		case 6:
			column.preset = static_cast<int>(random_.below(4));
			break;
		case 7:
			if (table.partitioning.empty())
				column.identity = column.identity.empty() ? random_.of({"ALWAYS", "BY DEFAULT"}) : "";
			break;
		case 8:
			if (table.partitioning.empty())
				column.generated = !column.generated;
			break;
		case 9:
			column.storage = random_.of({"", "EXTERNAL", "MAIN"});
			column.compression = random_.of({"", "pglz"});
			break;
		case 10:
			column.statistics = static_cast<int>(random_.below(300)) - 1;
			column.options = random_.of({"", "n_distinct = 5", "n_distinct = 7"});
			break;
		case 11:
			column.comment = random_.of({"", "another"});
			column.grant = random_.of({"", "SELECT", "INSERT"});
			break;
		case 12:
			column.name = name("c");
			break;
		case 13:
			column.collation = random_.of({"", "\"C\"", "\"POSIX\""});
			break;
		case 14:
			table.indexes.push_back(index(table, "ix"));
			break;
		case 15:
			if (Index *const index = one_of(table.indexes))
				change_index(*index);
			else
				table.uniques.push_back(this->index(table, "un"));
			break;
		case 16:
			random_.once_in(2) ? drop_one(table.indexes) : drop_one(table.uniques);
			break;
		case 17:
			table.key = table.key.empty() ? std::vector<Id>{column_of(table)} : std::vector<Id>{};
			break;
		case 18:
			random_.once_in(2) ? drop_one(table.checks) : table.checks.push_back(check(table));
			if (Check *const check = one_of(table.checks)) {
				check->not_valid = random_.once_in(3);
				check->limit = static_cast<int>(random_.below(50) + 1);
			}
			break;
		case 19:
			add_reference(table, model);
			if (Reference *const reference = one_of(table.references)) {
				reference->deferrable = random_.once_in(2);
				reference->not_valid = random_.once_in(4);
			}
			break;
		case 20:
			random_.once_in(2) ? drop_one(table.triggers) : table.triggers.push_back(trigger());
			if (Trigger *const trigger = one_of(table.triggers))
				trigger->enabled = random_.of({"", "DISABLE", "ENABLE ALWAYS"});
			break;
		case 21:
			random_.once_in(2) ? drop_one(table.policies) : table.policies.push_back(policy(table));
			if (Policy *const policy = one_of(table.policies))
				policy->limit = static_cast<int>(random_.below(9));
			break;
		case 22:
			if (random_.once_in(2))
				partition(table);
			else if (!table.partitioning.empty())
				table.partitions = static_cast<int>(random_.below(4));
			else {
				table.persistence = table.persistence.empty() ? "UNLOGGED " : "";
				table.inherits = random_.once_in(2) && !model.tables.empty() ? random_.of(model.tables).id : none;
			}
			break;
		default:
			change_table_flags(table);
		}
	}

	Random random_;
	int ids_{};
	int names_{};
};

} // namespace

RandomPair random_pair(unsigned seed) {
	Maker maker{seed};
	Model model = maker.make();
	RandomPair pair;
	pair.before = Writer{model}.write();
	maker.change(model);
	pair.after = Writer{model}.write();
	return pair;
}

} // namespace confiture::test
