#include "diff/online_partition.hpp"

#include "diff/bound.hpp"
#include "diff/ddl.hpp"
#include "diff/quick.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace confiture::diff {

namespace {

bool says(std::string const &sql, std::string_view words) { return sql.find(words) != std::string::npos; }

bool is_foreign_key(Object const &object) {
	return object.kind == Kind::constraint && object.at("form") == "foreign key";
}

bool has_key(Side const &side, Position table, std::string const &definition) {
	return std::ranges::any_of(side.parts[table], [&](Position part) {
		return is_foreign_key(side[part]) && side[part].at("definition") == definition;
	});
}

// What the key of the parent is called in the partition; empty: it has none.
std::string name_in_partition(Side const &side, Position partition, std::string const &definition) {
	for (Position const part : side.parts[partition])
		if (is_foreign_key(side[part]) && side[part].is("clone") && side[part].at("definition") == definition)
			return side[part].name;
	return {};
}

// Adds a constraint without a look at the rows, then looks at them under a weak lock.
void add_validated(std::vector<Step> &steps, Step const &model, std::string const &alter, std::string const &name,
				   std::string const &definition, Change add, Change validate) {
	steps.push_back(quick(model, alter + " ADD CONSTRAINT " + name + " " + definition + " NOT VALID",
						  alter + " DROP CONSTRAINT IF EXISTS " + name, add));
	steps.push_back(quick(model, alter + " VALIDATE CONSTRAINT " + name, "", validate));
}

// The partitions that hold the rows, in both schemas; false if one is not in both.
bool leaves(Side const &from, Side const &to, std::string const &parent, std::vector<Position> &result) {
	for (Object const &link : from.snapshot.objects) {
		if (link.kind != Kind::inheritance || !link.is("bound") || link.at("parent_table") != parent)
			continue;
		Object const &child = from.parent(link);
		Position const fresh = to.find(Kind::table, child.identity);
		if (fresh == nowhere || child.at("partition_key") != to[fresh].at("partition_key"))
			return false;
		if (!child.is("partition_key"))
			result.push_back(link.parent);
		else if (!leaves(from, to, child.identity, result))
			return false;
	}
	return true;
}

} // namespace

std::vector<Step> attached_online(Step const &step, Side const &from, Side const &to) {
	if (step.operation != Operation::create || step.risk != Risk::locking || !says(step.sql, " ATTACH PARTITION "))
		return {};
	Position const link = to.find(Kind::inheritance, step.object_identity);
	if (link == nowhere || !to[link].is("bound"))
		return {};
	std::string const &parent_name = to[link].at("parent_table");
	Position const parent = from.find(Kind::table, parent_name);
	Position const table = from.find(Kind::table, to.parent(to[link]).identity);
	Position const new_parent = to.find(Kind::table, parent_name);
	if (parent == nowhere || new_parent == nowhere ||
		from[parent].at("partition_key") != to[new_parent].at("partition_key"))
		return {};
	auto const conditions = conditions_of_bound(from[parent].at("partition_key"), to[link].at("bound"));
	if (!conditions)
		return {};
	std::string const all = join(*conditions, " AND ");
	std::string const check = "confiture_bound";
	std::vector<Step> steps, after;
	std::string joined;
	auto const prove = [&](Position relation, std::string const &condition) {
		std::string const alter = alter_table(from, relation, false);
		add_validated(steps, step, alter, check, "CHECK (" + condition + ")", "ADD CHECK NOT VALID", "VALIDATE CHECK");
		after.push_back(quick(step, alter + " DROP CONSTRAINT " + check, "", "DROP CONSTRAINT"));
	};
	if (table != nowhere) {
		if (from[table].at("form") == "foreign")
			return {};
		prove(table, all);
		for (Position const key : from.parts[parent]) {
			std::string const &definition = from[key].at("definition");
			if (!is_foreign_key(from[key]) || has_key(from, table, definition))
				continue;
			std::string const name = name_in_partition(to, to[link].parent, definition);
			if (name.empty())
				return {};
			add_validated(steps, step, alter_table(from, table, false), quote_name(name), definition,
						  "ADD FOREIGN KEY NOT VALID", "VALIDATE FOREIGN KEY");
			joined = ", for its keys: " + std::string{to_string(Lock::access_exclusive)};
		}
	}
	for (Object const &other : from.snapshot.objects)
		if (other.kind == Kind::inheritance && other.at("parent_table") == parent_name &&
			other.at("bound") == "DEFAULT")
			prove(other.parent, "NOT (" + all + ")");
	Step attach = step;
	attach.risk = Risk::reversible;
	attach.reason += joined;
	steps.push_back(std::move(attach));
	std::ranges::move(after, std::back_inserter(steps));
	return steps;
}

std::vector<Step> detached_online(Step const &step, Side const &from) {
	if (step.operation != Operation::drop || !says(step.sql, " DETACH PARTITION "))
		return {};
	Position const link = from.find(Kind::inheritance, step.object_identity);
	if (link == nowhere || from.has_default_partition(from[link].at("parent_table")))
		return {};
	// PostgreSQL leaves the table a check that says what the bound said.
	Object const &table = from.parent(from[link]);
	std::string own;
	for (Position const part : from.parts[from[link].parent])
		if (from[part].kind == Kind::constraint && from[part].at("form") == "check")
			own += (own.empty() ? "" : ", ") + quote_literal(from[part].name);
	std::string const tidy =
		"DO $confiture$\nDECLARE\n\tleft_behind name;\nBEGIN\n\tFOR left_behind IN SELECT conname FROM "
		"pg_constraint WHERE contype = 'c' AND conrelid = " +
		quote_literal(table.identity) + "::regclass AND conname <> ALL (ARRAY[" + own +
		"]::name[]) LOOP\n\t\tEXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', " + quote_literal(table.identity) +
		"::regclass, left_behind);\n\tEND LOOP;\nEND $confiture$";
	return {concurrent(step, step.sql + " CONCURRENTLY", step.reverse_sql), quick(step, tidy, "", "DROP CONSTRAINT")};
}

std::vector<Step> partitioned_key_online(Step const &step, Side const &from, Side const &to) {
	if (step.operation != Operation::create || step.object_type != "table constraint" || step.risk != Risk::locking)
		return {};
	Position const key = to.find(Kind::constraint, step.object_identity);
	if (key == nowhere || !is_foreign_key(to[key]) || !to.parent(to[key]).is("partition_key") || to[key].is("clone"))
		return {};
	std::vector<Position> partitions;
	if (!leaves(from, to, to.parent(to[key]).identity, partitions))
		return {};
	std::string const &definition = to[key].at("definition");
	std::vector<Step> steps;
	for (Position const partition : partitions) {
		if (has_key(from, partition, definition))
			continue;
		std::string const name = name_in_partition(to, to.find(Kind::table, from[partition].identity), definition);
		if (name.empty())
			return {};
		add_validated(steps, step, alter_table(from, partition, false), quote_name(name), definition,
					  "ADD FOREIGN KEY NOT VALID", "VALIDATE FOREIGN KEY");
	}
	Step last = quick(step, step.sql, step.reverse_sql, "ADD FOREIGN KEY, partitions have it");
	last.reason = "locks " + to[key].at("references") + " as well: " + std::string{to_string(Lock::access_exclusive)};
	steps.push_back(std::move(last));
	return steps;
}

} // namespace confiture::diff
