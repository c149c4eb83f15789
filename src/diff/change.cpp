#include "diff/change.hpp"

#include "diff/bound.hpp"
#include "diff/quote.hpp"
#include "diff/type_change.hpp"
#include "diff/volatility.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace confiture::diff {

namespace {

bool says(std::string_view sql, std::string_view words) { return sql.find(words) != std::string_view::npos; }

bool has_columns_of(Side const &side, Position type, int depth) {
	return std::ranges::any_of(side.dependents[type], [&](Position position) {
		Object const &object = side[position];
		if (object.kind == Kind::column)
			return side.parent(object).kind == Kind::table || side.parent(object).kind == Kind::materialized_view;
		return object.kind == Kind::type && depth < 8 && has_columns_of(side, position, depth + 1);
	});
}

bool is_type_of_tables(Side const &side, std::string_view type) {
	return std::ranges::any_of(side.snapshot.objects, [&](Object const &object) {
		return object.kind == Kind::table && object.at("of_type") == type;
	});
}

// The table or materialized view that an object is or is a part of, or nowhere.
Position table_of(Side const &side, Position position) {
	while (side[position].kind != Kind::table && side[position].kind != Kind::materialized_view &&
		   side[position].parent != nowhere)
		position = side[position].parent;
	bool const stores = side[position].kind == Kind::table || side[position].kind == Kind::materialized_view;
	return stores ? position : nowhere;
}

bool is_foreign(Object const &table) { return table.at("form") == "foreign"; }
bool has_rows_of_its_own(Object const &table) { return !table.is("partition_key") && !is_foreign(table); }

// What stands in both schemas under the same name.
Position same_in(Side const &side, Object const &object) { return side.find(object.kind, object.identity); }

// A check that holds for all rows, and that the new schema has as well.
template <typename Fits>
bool has_check(Subject const &subject, Position old_table, Fits fits) {
	return std::ranges::any_of(subject.before.parts[old_table], [&](Position part) {
		Object const &check = subject.before[part];
		return check.kind == Kind::constraint && check.at("form") == "check" && !check.is("not_valid") &&
			   !check.is("not_enforced") && !check.is("no_inherit") && same_in(subject.side, check) != nowhere &&
			   fits(check.at("definition"));
	});
}

// What else is done when a type changes under rows that stay as they are.
Change type_change_of_kept_rows(Subject const &subject) {
	Side const &before = subject.before;
	bool const collates = before[subject.old].at("collation") != subject.side[subject.position].at("collation");
	bool checks = false;
	for (Position const position : before.dependents[subject.old]) {
		Object const &object = before[position];
		std::string const &definition = object.at("definition");
		bool const plain = object.kind != Kind::index || (!says(definition, " WHERE ") && !says(definition, "(("));
		bool const key =
			object.kind == Kind::constraint && object.at("form") != "check" && object.at("form") != "foreign key";
		if ((object.kind == Kind::index && (collates || !plain)) || (key && collates))
			return "ALTER COLUMN TYPE, rows kept, indexes anew";
		checks = checks || (object.kind == Kind::constraint && object.at("form") == "check" && !object.is("not_valid"));
	}
	if (checks)
		return "ALTER COLUMN TYPE, rows kept, checks anew";
	return "ALTER COLUMN TYPE, rows kept";
}

Change change_of_column(Step const &step, Subject const &subject, Object const &table) {
	std::string_view const sql = step.sql;
	Object const &column = subject.side[subject.position];
	if (step.operation == Operation::drop)
		return says(sql, " DROP COLUMN ") ? Change{"DROP COLUMN"} : Change{"ALTER COLUMN"};
	if (says(sql, " ADD COLUMN ")) {
		std::string const &generated = column.at("generated");
		Position const value = subject.side.part(subject.position, Kind::default_value);
		bool const computed = generated == "STORED" || column.is("is_identity") ||
							  (value != nowhere && generated.empty() && says(sql, " DEFAULT ") &&
							   is_volatile(subject.side, subject.side[value].at("expression"))) ||
							  (generated != "VIRTUAL" && constrained(subject.side, column.at("type"))) ||
							  has_volatile_default(subject.side, column.at("type"));
		return computed && !is_foreign(table) ? Change{"ADD COLUMN, computed for each row"} : Change{"ADD COLUMN"};
	}
	if (says(sql, " TYPE ")) {
		if (is_foreign(table))
			return "ALTER COLUMN";
		bool const goes_by_text = says(sql, "::text::") || says(sql, "::text[]::");
		bool const kept = subject.old != nowhere && !goes_by_text &&
						  keeps_rows_as_they_are(subject.before, subject.before[subject.old].at("type"), subject.side,
												 column.at("type"));
		return kept ? type_change_of_kept_rows(subject) : Change{"ALTER COLUMN TYPE"};
	}
	if (says(sql, " SET EXPRESSION "))
		return column.at("generated") == "STORED" ? Change{"SET EXPRESSION"} : Change{"SET EXPRESSION, virtual"};
	if (says(sql, " VALIDATE CONSTRAINT "))
		return "VALIDATE CHECK";
	if (says(sql, " NOT VALID"))
		return "ADD NOT NULL NOT VALID";
	if (says(sql, " SET NOT NULL") || says(sql, " NOT NULL ")) {
		Position const old_table = same_in(subject.before, table);
		bool const proved = old_table != nowhere && says(sql, " SET NOT NULL") &&
							has_check(subject, old_table, [&](std::string const &check) {
								return check_says(check, {quote_name(column.name) + " IS NOT NULL"}, false);
							});
		return proved || is_foreign(table) ? Change{"SET NOT NULL, proved"} : Change{"SET NOT NULL"};
	}
	if (says(sql, " SET STATISTICS ") || says(sql, " SET (") || says(sql, " RESET ("))
		return "ALTER COLUMN SET (...)";
	return "ALTER COLUMN";
}

// Whether a partition has a foreign key of its own already that is the same.
bool partitions_have_key(Side const &before, Object const &key, std::string_view table) {
	return std::ranges::any_of(before.snapshot.objects, [&](Object const &link) {
		if (link.kind != Kind::inheritance || !link.is("bound") || link.at("parent_table") != table)
			return false;
		return std::ranges::any_of(before.parts[link.parent],
								   [&](Position part) {
									   return before[part].kind == Kind::constraint &&
											  before[part].at("form") == "foreign key" &&
											  before[part].at("references") == key.at("references");
								   }) ||
			   partitions_have_key(before, key, before.parent(link).identity);
	});
}

Change change_of_constraint(Step const &step, Subject const &subject, Object const &table) {
	std::string_view const sql = step.sql;
	Object const &constraint = subject.side[subject.position];
	bool const foreign_key = constraint.at("form") == "foreign key";
	if (step.operation == Operation::drop)
		return foreign_key ? Change{"DROP FOREIGN KEY"} : Change{"DROP CONSTRAINT"};
	if (says(sql, " VALIDATE CONSTRAINT "))
		return foreign_key ? Change{"VALIDATE FOREIGN KEY"} : Change{"VALIDATE CHECK"};
	if (!says(sql, " ADD CONSTRAINT "))
		return "ALTER CONSTRAINT";
	bool const unchecked = constraint.is("not_valid") || constraint.is("not_enforced") || is_foreign(table);
	if (foreign_key) {
		if (unchecked)
			return "ADD FOREIGN KEY NOT VALID";
		return table.is("partition_key") && partitions_have_key(subject.before, constraint, table.identity)
				   ? Change{"ADD FOREIGN KEY, partitions have it"}
				   : Change{"ADD FOREIGN KEY"};
	}
	if (constraint.at("form") == "check")
		return unchecked ? Change{"ADD CHECK NOT VALID"} : Change{"ADD CHECK"};
	// A partitioned table has no rows of its own to index.
	return says(sql, " USING INDEX ") && !says(sql, " USING INDEX TABLESPACE ") ? Change{"ADD UNIQUE USING INDEX"}
		   : table.is("partition_key") && says(sql, " ONLY ")                   ? Change{"ADD UNIQUE ON ONLY"}
																				: Change{"ADD UNIQUE"};
}

Change change_of_index(Step const &step, Object const &table) {
	std::string_view const sql = step.sql;
	if (step.operation == Operation::drop)
		return "DROP INDEX";
	if (sql.starts_with("CREATE "))
		return says(sql, " ON ONLY ") && table.is("partition_key") ? Change{"CREATE INDEX ON ONLY"}
																   : Change{"CREATE INDEX"};
	if (says(sql, " SET TABLESPACE "))
		return table.is("partition_key") ? Change{"ALTER INDEX, heeded by readers"}
										 : Change{"ALTER INDEX SET TABLESPACE"};
	constexpr std::array<std::string_view, 5> heeded{"buffering", "fastupdate", "gin_pending_list_limit",
													 "pages_per_range", "autosummarize"};
	if ((says(sql, " SET (") || says(sql, " RESET (")) &&
		std::ranges::any_of(heeded, [&](std::string_view parameter) { return says(sql, parameter); }))
		return "ALTER INDEX, heeded by readers";
	return "ALTER INDEX";
}

Change change_of_table(Step const &step, Object const &table) {
	std::string_view const sql = step.sql;
	if (says(sql, " SET LOGGED") || says(sql, " SET UNLOGGED"))
		return has_rows_of_its_own(table) ? Change{"SET LOGGED"} : Change{"ALTER TABLE"};
	if (says(sql, " SET ACCESS METHOD "))
		return has_rows_of_its_own(table) ? Change{"SET ACCESS METHOD"} : Change{"ALTER TABLE"};
	if (says(sql, " SET TABLESPACE "))
		return has_rows_of_its_own(table) ? Change{"SET TABLESPACE"} : Change{"ALTER TABLE"};
	if (says(sql, " SET (") || says(sql, " RESET ("))
		return says(sql, "user_catalog_table") ? Change{"ALTER TABLE"} : Change{"ALTER TABLE SET (...)"};
	if (says(sql, " CLUSTER ON ") || says(sql, " SET WITHOUT CLUSTER"))
		return "ALTER TABLE SET (...)";
	return "ALTER TABLE";
}

bool has_foreign_key(Side const &side, Position table) {
	return std::ranges::any_of(side.parts[table], [&](Position part) {
		return side[part].kind == Kind::constraint && side[part].at("form") == "foreign key";
	});
}

bool has_foreign_key_like(Side const &side, Position table, std::string_view references) {
	return std::ranges::any_of(side.parts[table], [&](Position part) {
		return side[part].kind == Kind::constraint && side[part].at("form") == "foreign key" &&
			   side[part].at("references") == references;
	});
}

// Whether a check of the default partition says that none of the rows there belongs to the new one.
bool default_is_proved(Subject const &subject, std::string const &parent, std::vector<std::string> const &conditions) {
	Side const &before = subject.before;
	std::string all = "(" + join({conditions.begin() + 1, conditions.end()}, ") AND (") + ")";
	for (Object const &link : before.snapshot.objects)
		if (link.kind == Kind::inheritance && link.at("parent_table") == parent && link.at("bound") == "DEFAULT")
			return has_check(subject, link.parent, [&](std::string const &check) {
				return check == "CHECK ((NOT (" + all + ")))" ||
					   check == "CHECK ((NOT ((" + conditions.front() + ") AND " + all + ")))";
			});
	return true;
}

// Whether no row has to be looked at: checks say that those of the table belong there and no others do.
bool is_proved(Subject const &subject, Object const &link, Position parent, Position table) {
	Side const &before = subject.before;
	auto const conditions = conditions_of_bound(before[parent].at("partition_key"), link.at("bound"));
	if (has_foreign_key(before, parent))
		return false;
	if (before.has_default_partition(link.at("parent_table")) &&
		(!conditions || !default_is_proved(subject, link.at("parent_table"), *conditions)))
		return false;
	if (table == nowhere)
		return true; // it is new, and empty
	if (!conditions)
		return false;
	std::string const key = conditions->front().substr(0, conditions->front().find(' '));
	bool const not_null = std::ranges::any_of(before.columns(table), [&](Position column) {
		return quote_name(before[column].name) == key && before[column].is("not_null");
	});
	return has_check(subject, table,
					 [&](std::string const &check) { return check_says(check, *conditions, not_null); });
}

// Attaching gives a partition what the parent has: foreign keys are checked, and indexes built, unless it has them.
Change change_of_link(Step const &step, Subject const &subject) {
	Object const &link = subject.side[subject.position];
	bool const drops = step.operation == Operation::drop;
	if (!link.is("bound"))
		return drops ? Change{"NO INHERIT"} : Change{"INHERIT"};
	if (drops)
		return "DETACH PARTITION";
	Side const &before = subject.before;
	Position const parent = before.find(Kind::table, link.at("parent_table"));
	Position const table = before.find(Kind::table, subject.side.parent(link).identity);
	if (parent == nowhere)
		return "ATTACH PARTITION";
	for (Position const part : before.parts[parent])
		if (table != nowhere && before[part].kind == Kind::constraint && before[part].at("form") == "foreign key" &&
			has_foreign_key_like(before, table, before[part].at("references")))
			return "ATTACH PARTITION, keys joined";
	return is_proved(subject, link, parent, table) ? Change{"ATTACH PARTITION, proved"} : Change{"ATTACH PARTITION"};
}

} // namespace

bool is_type_of_columns(Side const &side, Position type) { return has_columns_of(side, type, 0); }

Change change_of(Step const &step, Subject const &subject) {
	Side const &side = subject.side;
	Object const &object = side[subject.position];
	std::string_view const sql = step.sql;
	Position const position = table_of(side, subject.position);
	bool const drops = step.operation == Operation::drop;
	if (step.operation == Operation::comment || step.operation == Operation::label) {
		if (position == nowhere)
			return "OTHERS";
		if (object.kind == Kind::table || object.kind == Kind::materialized_view || object.kind == Kind::column)
			return "COMMENT ON TABLE";
		if (object.kind == Kind::index)
			return "COMMENT ON INDEX";
		bool const part = object.kind == Kind::constraint || object.kind == Kind::trigger ||
						  object.kind == Kind::policy || object.kind == Kind::rule;
		return part ? Change{"COMMENT ON CONSTRAINT"} : Change{"OTHERS"};
	}
	if (step.operation == Operation::grant || step.operation == Operation::revoke)
		return position == nowhere ? Change{"OTHERS"} : Change{"GRANT"};
	switch (object.kind) {
	case Kind::type:
		if (object.at("form") == "domain")
			return says(sql, " SET NOT NULL") ? Change{"ALTER DOMAIN, values looked at"} : Change{"ALTER DOMAIN"};
		return "ALTER TYPE";
	case Kind::domain_constraint:
		return drops || says(sql, " NOT VALID") ? Change{"ALTER DOMAIN"} : Change{"ALTER DOMAIN, values looked at"};
	case Kind::sequence:
		if (sql.starts_with("ALTER TABLE "))
			return "ALTER COLUMN";
		return says(sql, " OWNED BY ") && !says(sql, " OWNED BY NONE") ? Change{"ALTER SEQUENCE OWNED BY"}
																	   : Change{"ALTER SEQUENCE"};
	case Kind::view:
		return "CREATE VIEW";
	case Kind::publication_relation:
		return "CREATE PUBLICATION";
	case Kind::statistics:
		return sql.starts_with("ALTER ") ? Change{"ALTER STATISTICS"} : Change{"CREATE STATISTICS"};
	default:
		break;
	}
	if (position == nowhere) {
		// Composite types have no rows but those of tables that are of them.
		if (!sql.starts_with("ALTER TYPE ") || !is_type_of_tables(subject.before, side.parent(object).identity))
			return "OTHERS";
		return says(sql, " ALTER ATTRIBUTE ") && says(sql, " TYPE ") ? Change{"ALTER TYPE OF TABLES, rows anew"}
																	 : Change{"ALTER TYPE OF TABLES"};
	}
	Object const &table = side[position];
	switch (object.kind) {
	case Kind::table:
	case Kind::materialized_view:
		if (drops)
			return "DROP TABLE";
		if (sql.starts_with("CREATE "))
			return object.kind == Kind::table ? Change{"CREATE TABLE INHERITS"} : Change{"CREATE MATERIALIZED VIEW"};
		if (sql.starts_with("INSERT ") || sql.starts_with("DO "))
			return "INSERT";
		return change_of_table(step, table);
	case Kind::column:
		return change_of_column(step, subject, table);
	case Kind::default_value:
		return "ALTER COLUMN";
	case Kind::inheritance:
		return change_of_link(step, subject);
	case Kind::constraint:
		if (sql.starts_with("ALTER INDEX "))
			return change_of_index(step, table);
		return change_of_constraint(step, subject, table);
	case Kind::index:
		return change_of_index(step, table);
	case Kind::index_attachment:
		return "ALTER INDEX ATTACH PARTITION";
	case Kind::trigger:
		return drops ? Change{"DROP TRIGGER"} : Change{"CREATE TRIGGER"};
	case Kind::policy:
		return "CREATE POLICY";
	case Kind::rule:
		return "CREATE RULE";
	default:
		return "OTHERS";
	}
}

} // namespace confiture::diff
