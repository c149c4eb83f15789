#include "diff/risk.hpp"

#include "diff/convert.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace confiture::diff {

namespace {

enum class Effect { nothing, scan, rewrite, loss };

// What a statement says, its lock, and what it does under it. The first entry that fits counts.
struct Entry {
	std::string_view says;
	std::string_view lock;
	Effect effect;
};

constexpr std::string_view access_exclusive = "AccessExclusiveLock";
constexpr std::string_view share_row_exclusive = "ShareRowExclusiveLock";
constexpr std::string_view share_update_exclusive = "ShareUpdateExclusiveLock";
constexpr std::string_view share = "ShareLock";
constexpr std::string_view access_share = "AccessShareLock";

constexpr Entry entries[]{
	{"VALIDATE CONSTRAINT", share_update_exclusive, Effect::scan},
	{" ATTACH PARTITION ", access_exclusive, Effect::scan}, // of the table that becomes one
	{" DETACH PARTITION ", access_exclusive, Effect::nothing},
	{" DROP COLUMN ", access_exclusive, Effect::loss},
	{" SET EXPRESSION ", access_exclusive, Effect::rewrite},
	{" SET NOT NULL", access_exclusive, Effect::scan},
	{" SET UNLOGGED", access_exclusive, Effect::rewrite},
	{" SET LOGGED", access_exclusive, Effect::rewrite},
	{" SET ACCESS METHOD ", access_exclusive, Effect::rewrite},
	{" SET TABLESPACE ", access_exclusive, Effect::rewrite},
	{" SET STATISTICS ", share_update_exclusive, Effect::nothing},
	{" SET (", share_update_exclusive, Effect::nothing},
	{" RESET (", share_update_exclusive, Effect::nothing},
	{" CLUSTER ON ", share_update_exclusive, Effect::nothing},
	{" SET WITHOUT CLUSTER", share_update_exclusive, Effect::nothing},
	{" TRIGGER ", share_row_exclusive, Effect::nothing},
	{" ADD CONSTRAINT ", access_exclusive, Effect::scan},
};

std::string_view first_word(std::string_view sql) { return sql.substr(0, sql.find(' ')); }

bool says(std::string_view sql, std::string_view words) { return sql.find(words) != std::string_view::npos; }

// A default that is computed for each row that is there. Of the functions only these are known to be stable.
bool volatile_default(std::string_view sql) {
	std::size_t const at = sql.find(" DEFAULT ");
	if (at == std::string_view::npos)
		return false;
	std::string_view expression = sql.substr(at + 9);
	for (std::size_t open = 0; (open = expression.find('(', open)) != std::string_view::npos; ++open) {
		std::size_t start = open;
		while (start > 0 && expression[start - 1] != ' ' && expression[start - 1] != '(' &&
			   expression[start - 1] != ',' && expression[start - 1] != ':')
			--start;
		std::string_view const function = expression.substr(start, open - start);
		constexpr std::array<std::string_view, 22> stable{"now",
														  "transaction_timestamp",
														  "statement_timestamp",
														  "current_setting",
														  "timezone",
														  "lower",
														  "upper",
														  "length",
														  "to_timestamp",
														  "date_trunc",
														  "age",
														  "abs",
														  "coalesce",
														  "COALESCE",
														  "numeric",
														  "varying",
														  "character",
														  "timestamp",
														  "time",
														  "bit",
														  "varbit",
														  "interval"};
		if (!function.empty() && std::find(stable.begin(), stable.end(), function) == stable.end())
			return true;
	}
	return false;
}

long modifier(std::string_view type, int which) {
	std::size_t at = type.find('(');
	if (at == std::string_view::npos)
		return -1;
	for (; which > 0; --which) {
		at = type.find(',', at + 1);
		if (at == std::string_view::npos)
			return 0;
	}
	long value = -1;
	std::from_chars(type.data() + at + 1, type.data() + type.size(), value);
	return value;
}

Object const *domain(Side const &side, std::string_view type) {
	Position const position = side.find(Kind::type, without_modifier(type));
	return position != nowhere && side[position].at("form") == "domain" ? &side[position] : nullptr;
}

bool constrained(Side const &side, std::string_view type) {
	for (Object const *object = domain(side, type); object; object = domain(side, object->at("base"))) {
		if (object->is("not_null"))
			return true;
		for (Position const part : side.parts[static_cast<Position>(object - side.snapshot.objects.data())])
			if (side[part].kind == Kind::domain_constraint)
				return true;
	}
	return false;
}

std::string base(Side const &side, std::string_view type) {
	std::string name{type};
	while (Object const *const object = domain(side, name))
		name = object->at("base");
	return name;
}

bool is_table(Side const &side, std::string_view identity) { return side.find(Kind::table, identity) != nowhere; }

// Whether a new table inherits from one that is there.
bool inherits_from_old(Subject const &subject) {
	return std::ranges::any_of(subject.side.parts[subject.position], [&](Position part) {
		Object const &link = subject.side[part];
		return link.kind == Kind::inheritance && !link.is("bound") && is_table(subject.before, link.at("parent_table"));
	});
}

bool is_type_of_tables(Side const &side, std::string_view type) {
	return std::ranges::any_of(side.snapshot.objects, [&](Object const &object) {
		return object.kind == Kind::table && object.at("of_type") == type;
	});
}

// A foreign key of a table, or to it.
bool has_foreign_key(Side const &side, std::string_view table) {
	return std::ranges::any_of(side.snapshot.objects, [&](Object const &object) {
		return object.kind == Kind::constraint && object.at("form") == "foreign key" &&
			   (object.at("references") == table || side.parent(object).identity == table);
	});
}

// What is done to a new table may take locks on others.
void assess_new_table(Step &step, Subject const &subject) {
	Object const &object = subject.side[subject.position];
	if (step.operation != Operation::create)
		return;
	if (object.kind == Kind::table && inherits_from_old(subject)) {
		step.lock = share_update_exclusive;
		step.risk = Risk::reversible;
	} else if (object.kind == Kind::constraint && is_table(subject.before, object.at("references"))) {
		step.lock = share_row_exclusive;
		step.risk = Risk::reversible;
	} else if (object.kind == Kind::inheritance && is_table(subject.before, object.at("parent_table"))) {
		bool const reads_default = subject.before.has_default_partition(object.at("parent_table"));
		// a partition gets its parent's keys, on both ends
		step.lock = reads_default                                                ? access_exclusive
					: has_foreign_key(subject.before, object.at("parent_table")) ? share_row_exclusive
																				 : share_update_exclusive;
		step.risk = reads_default ? Risk::locking : Risk::reversible;
	}
}

void assess_table_change(Step &step, Subject const &subject) {
	std::string_view const sql = step.sql;
	step.lock = access_exclusive;
	Effect effect = Effect::nothing;
	if (says(sql, " ADD COLUMN ")) {
		if (says(sql, ") STORED") || says(sql, " AS IDENTITY") || volatile_default(sql))
			effect = Effect::rewrite;
		else if (subject.side[subject.position].kind == Kind::column &&
				 constrained(subject.side, subject.side[subject.position].at("type")))
			effect = Effect::rewrite;
	} else if (says(sql, " ALTER COLUMN ") && says(sql, " TYPE ")) {
		Object const &column = subject.side[subject.position];
		bool const goes_by_text = says(sql, "::text::") || says(sql, "::text[]::");
		bool const kept = subject.old != nowhere && column.kind == Kind::column && !goes_by_text &&
						  keeps_rows_as_they_are(subject.before, subject.before[subject.old].at("type"), subject.side,
												 column.at("type"));
		effect = kept || sql.starts_with("ALTER FOREIGN TABLE ") ? Effect::nothing : Effect::rewrite;
	} else if (says(sql, " ADD CONSTRAINT ") && says(sql, " FOREIGN KEY ")) {
		// partitions that have such a key already give it up, under the strongest lock
		Object const &key = subject.side[subject.position];
		Position const table = subject.before.find(Kind::table, subject.side.parent(key).identity);
		bool const partitioned = table != nowhere && subject.before[table].is("partition_key");
		step.lock = partitioned ? access_exclusive : share_row_exclusive;
		effect = says(sql, " NOT VALID") ? Effect::nothing : Effect::scan;
	} else if (says(sql, " NOT VALID") || says(sql, " NOT ENFORCED")) {
		effect = Effect::nothing;
	} else
		for (Entry const &entry : entries)
			if (says(sql, entry.says)) {
				step.lock = entry.lock;
				effect = entry.effect;
				break;
			}
	step.rewrites = effect == Effect::rewrite;
	step.risk = effect == Effect::loss      ? Risk::destructive
				: effect == Effect::rewrite ? Risk::rewrite
				: effect == Effect::scan    ? Risk::locking
											: Risk::reversible;
}

} // namespace

bool keeps_rows_as_they_are(Side const &from, std::string_view before, Side const &to, std::string_view after) {
	if (constrained(to, after))
		return base(from, before) == base(to, after) && without_modifier(before) == without_modifier(after);
	std::string const old_type = base(from, before);
	std::string const new_type = base(to, after);
	if (old_type == new_type)
		return true;
	std::string const a = without_modifier(old_type);
	std::string const b = without_modifier(new_type);
	long const old_length = modifier(old_type, 0);
	long const new_length = modifier(new_type, 0);
	bool const string_before = a == "character varying" || a == "text";
	if (string_before && b == "text")
		return true;
	if (string_before && b == "character varying")
		return new_length < 0 || (a == b && old_length >= 0 && old_length <= new_length);
	if (a != b)
		return a == "cidr" && b == "inet";
	if (a == "numeric")
		return new_length < 0 ||
			   (old_length >= 0 && old_length <= new_length && modifier(old_type, 1) == modifier(new_type, 1));
	if (a == "character" || a == "bit")
		return false;
	return new_length < 0 || (old_length >= 0 && old_length <= new_length);
}

void assess(Step &step, Subject const &subject) {
	Object const &object = subject.side[subject.position];
	std::string_view const verb = first_word(step.sql);
	step.risk = Risk::safe;
	switch (step.operation) {
	case Operation::comment:
	case Operation::label:
		if (!subject.on_new_table && (object.kind == Kind::table || object.kind == Kind::column))
			step.lock = share_update_exclusive;
		return;
	case Operation::grant:
	case Operation::revoke:
		step.risk = Risk::reversible;
		if (!subject.on_new_table && subject.side.snapshot.server_version >= 180000 &&
			(object.kind == Kind::table || object.kind == Kind::column))
			step.lock = access_share;
		return;
	default:
		break;
	}
	if (subject.on_new_table)
		return assess_new_table(step, subject);
	if (step.sql.starts_with("ALTER MATERIALIZED VIEW "))
		return assess_table_change(step, subject);
	bool const drops = step.operation == Operation::drop;
	switch (object.kind) {
	case Kind::table:
	case Kind::sequence:
		if (drops) {
			step.risk = Risk::destructive;
			if (object.kind == Kind::table || step.sql.starts_with("ALTER TABLE "))
				step.lock = access_exclusive;
			return;
		}
		if (verb == "CREATE")
			return assess_new_table(step, subject);
		if (verb == "INSERT") {
			step.risk = Risk::rewrite;
			step.lock = "RowExclusiveLock";
			step.rewrites = true;
			return;
		}
		if (object.kind == Kind::sequence && !step.sql.starts_with("ALTER TABLE")) {
			step.risk = Risk::reversible;
			return;
		}
		break;
	case Kind::column:
	case Kind::default_value:
	case Kind::inheritance:
	case Kind::constraint:
		break;
	case Kind::index:
		step.risk = drops ? Risk::reversible : verb == "CREATE" ? Risk::locking : Risk::reversible;
		step.lock = drops ? access_exclusive : verb == "CREATE" ? share : "";
		return;
	case Kind::trigger:
		step.risk = Risk::reversible;
		step.lock = drops ? access_exclusive : share_row_exclusive;
		return;
	case Kind::policy:
	case Kind::rule:
		step.risk = Risk::reversible;
		step.lock = access_exclusive;
		return;
	case Kind::statistics:
	case Kind::publication_relation:
		step.risk = Risk::reversible;
		step.lock = share_update_exclusive;
		return;
	case Kind::domain_constraint:
	case Kind::type:
		step.risk = drops ? Risk::reversible : Risk::safe;
		if (object.kind == Kind::domain_constraint || says(step.sql, " SET NOT NULL")) {
			step.risk = says(step.sql, " NOT VALID") || drops ? Risk::reversible : Risk::locking;
			step.lock = says(step.sql, " NOT VALID") || drops ? "" : share;
		}
		return;
	default:
		step.risk = verb == "CREATE" && step.operation == Operation::create ? Risk::safe : Risk::reversible;
		return;
	}
	// Columns of composite types and views have no rows of their own.
	Object const *relation = &object;
	while (relation->kind != Kind::table && relation->parent != nowhere)
		relation = &subject.side[relation->parent];
	if (relation->kind != Kind::table) {
		step.risk = Risk::reversible;
		if (step.sql.starts_with("ALTER TYPE ") && is_type_of_tables(subject.before, relation->identity)) {
			step.lock = access_exclusive;
			if (says(step.sql, " ALTER ATTRIBUTE ") && says(step.sql, " TYPE ")) {
				step.risk = Risk::rewrite;
				step.rewrites = true;
			}
		}
		return;
	}
	assess_table_change(step, subject);
}

} // namespace confiture::diff
