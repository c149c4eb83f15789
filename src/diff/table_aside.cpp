#include "diff/table_aside.hpp"

#include "diff/along.hpp"
#include "diff/aside.hpp"
#include "diff/convert.hpp"
#include "diff/ddl.hpp"
#include "diff/properties.hpp"
#include "diff/quote.hpp"
#include "diff/restore.hpp"
#include "diff/retype.hpp"
#include "diff/type_aside.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace confiture::diff {

namespace {

std::string create_aside(Comparison const &compared, Position old, std::string const &aside_identity) {
	std::string sql = replace_first(
		create(compared.from, old, [&](Position value) { return !lets_go_first(compared, value); }).front(),
		compared.from[old].identity, aside_identity);
	for (Position const link : compared.from.parts[old])
		if (compared.from[link].kind == Kind::inheritance && !compared.from[link].is("bound"))
			if (Position const parent = compared.from.find(Kind::table, compared.from[link].at("parent_table"));
				parent != nowhere && compared.keeps_rows(parent))
				sql =
					replace_name(std::move(sql), compared.from[parent].identity, identity_aside(compared.from[parent]));
	for (Position const column : compared.from.columns(old))
		if (Position const sequence = compared.from.part(column, Kind::sequence);
			sequence != nowhere && compared.old_fate[sequence] == Fate::rebuild)
			sql = replace_first(sql, "SEQUENCE NAME " + compared.from[sequence].identity,
								"SEQUENCE NAME " + identity_aside(compared.from[sequence]));
	std::vector<std::string> statements;
	for (Position const sequence : owned_sequences(compared, old))
		statements.push_back(create(compared.from, sequence).front());
	statements.push_back(sql);
	for (Position const column : compared.from.columns(old))
		for (std::string const &statement : finish(compared.from, column))
			statements.push_back(replace_first(statement, compared.from[old].identity, aside_identity));
	for (std::string const &statement : finish(compared.from, old))
		statements.push_back(replace_first(statement, compared.from[old].identity, aside_identity));
	for (Position const column : compared.from.columns(old))
		for (Property const &property :
			 created_properties(compared.from, column, compared.from.snapshot.role, &compared.defaults))
			statements.push_back(replace_first(property.sql, compared.from[old].identity, aside_identity));
	for (Property const &property :
		 created_properties(compared.from, old, compared.from.snapshot.role, &compared.defaults))
		statements.push_back(replace_first(property.sql, compared.from[old].identity, aside_identity));
	for (Position const dependent : compared.from.dependents[old])
		if (compared.from[dependent].kind == Kind::publication_relation && dropped_with(compared, dependent) == old)
			statements.push_back(
				replace_first(create(compared.from, dependent).front(), compared.from[old].identity, aside_identity));
	return join(statements, ";\n");
}

// The old table under its name again, and its sequences, for these may be ones that the way back has just made, with
// what they had.
std::string rename_back(Comparison const &compared, Position old, std::string const &alter_aside) {
	std::vector<std::string> statements{alter_aside + " RENAME TO " + quote_name(compared.from[old].name)};
	std::vector<Position> sequences = owned_sequences(compared, old);
	for (Position const column : compared.from.columns(old))
		if (Position const sequence = compared.from.part(column, Kind::sequence);
			sequence != nowhere && compared.old_fate[sequence] == Fate::drop)
			sequences.push_back(sequence);
	for (Position const sequence : sequences)
		std::ranges::move(sequence_rest(compared, sequence, true), std::back_inserter(statements));
	return join(statements, ";\n");
}

// Stops at rows that have no place to move to.
std::string refuse_rows(Object const &table) {
	return "DO " + quote_literal("BEGIN\nIF EXISTS (SELECT FROM " +
								 std::string{table.is("partition_key") ? "" : "ONLY "} + table.identity +
								 ") THEN\nRAISE EXCEPTION USING\n"
								 "ERRCODE = 'object_not_in_prerequisite_state',\nMESSAGE = " +
								 quote_literal("cannot make table " + table.identity +
											   " a foreign table without losing its rows") +
								 ",\nHINT = 'Move the rows to where the foreign table has its own, and truncate the "
								 "table.';\nEND IF;\nEND");
}

} // namespace

void add_table_stepping_aside(Draft &draft, Position old) {
	Object const &table = draft.from[old];
	Position const position = draft.to_of[old];
	std::string const aside = out_of_the_way(table.name);
	std::string const aside_identity = quote_name(table.schema, aside);
	std::string const kind = table.at("form") == "foreign" ? "FOREIGN TABLE " : "TABLE ";
	draft.extend(draft.drops[old],
				 draft.node(150, draft.step(draft.from, old, Operation::rename,
											"ALTER " + kind + table.identity + " RENAME TO " + quote_name(aside),
											rename_back(draft, old, "ALTER " + kind + aside_identity),
											"the table is made anew, and keeps its rows")));
	if (table.at("form") != "foreign" && draft.to[position].at("form") == "foreign")
		draft.graph.order(draft.node(140, draft.step(draft.from, old, Operation::error, refuse_rows(table), "",
													 "it becomes a foreign table, which has its rows elsewhere: "
													 "those that it has would be lost")),
						  draft.drops[old].first);
	std::vector<Position> const columns = draft.to.columns(position);
	std::vector<std::string> names;
	std::vector<std::string> values;
	std::vector<std::string> values_back;
	for (Position const column : columns) {
		Position const had = draft.from_of[column];
		if (had == nowhere || draft.to[column].is("generated"))
			continue;
		names.push_back(quote_name(draft.to[column].name));
		std::string const forth = conversion(draft.from, draft.from[had], draft.to, draft.to[column]);
		std::string const back = conversion(draft.to, draft.to[column], draft.from, draft.from[had]);
		// A type that stands aside as well has its successor's name, but no cast to it.
		bool const retyped = std::ranges::any_of(draft.from[had].depends, [&](Position target) {
			return draft.from[target].kind == Kind::type && steps_aside(draft, target);
		});
		auto const plain = [&](Object const &column_there) {
			return retyped ? through_text(names.back(), column_there.at("type")) : names.back();
		};
		values.push_back(forth.empty() ? plain(draft.to[column]) : forth);
		values_back.push_back(back.empty() ? plain(draft.from[had]) : back);
	}
	auto const overriding = [](Side const &side, Position table_of) {
		auto const &parts = side.columns(table_of);
		bool const identity =
			std::any_of(parts.begin(), parts.end(), [&](Position column) { return side[column].is("is_identity"); });
		return identity ? " OVERRIDING SYSTEM VALUE" : "";
	};
	auto const only = [](Object const &which) { return which.is("partition_key") ? " FROM " : " FROM ONLY "; };
	std::string copy = "INSERT INTO " + draft.to[position].identity + " (" + join(names, ", ") + ")" +
					   overriding(draft.to, position) + " SELECT " + join(values, ", ") + only(table) + aside_identity;
	std::string copy_back = "INSERT INTO " + aside_identity + " (" + join(names, ", ") + ")" +
							overriding(draft.from, old) + " SELECT " + join(values_back, ", ") +
							only(draft.to[position]) + draft.to[position].identity;
	if (names.empty()) { // rows without what they had: one that needs a value stops the plan
		copy = "INSERT INTO " + draft.to[position].identity + " SELECT" + only(table) + aside_identity;
		copy_back =
			"INSERT INTO " + aside_identity + " SELECT" + only(draft.to[position]) + draft.to[position].identity;
	}
	if (table.at("form") == "foreign" || draft.to[position].at("form") == "foreign")
		copy = copy_back = "";
	draft.copies[old] =
		draft.node(240, draft.step(draft.to, position, Operation::alter, copy, copy_back, "moves the rows"));
	draft.aside[old] = draft.node(330, draft.step(draft.from, old, Operation::drop, "DROP " + kind + aside_identity,
												  create_aside(draft, old, aside_identity)));
	draft.graph.order(draft.drops[old].last, draft.copies[old]);
	draft.graph.order(draft.copies[old], draft.aside[old]);
}

namespace {

// The partitions that go, and theirs, hold the rows until these have moved.
void keep_partitions_until(Draft &draft, NodeId copy, Position table) {
	for (Position const link : draft.from.dependents[table]) {
		Position const partition = draft.from[link].parent;
		if (draft.from[link].kind != Kind::inheritance || !draft.from[link].is("bound") ||
			draft.old_fate[partition] != Fate::drop)
			continue;
		if (!draft.drops[link].empty())
			draft.graph.order(copy, draft.drops[link].first);
		keep_partitions_until(draft, copy, partition);
	}
}

} // namespace

void add_table_edges(Draft &draft) {
	for (auto const &[old, copy] : draft.copies)
		if (draft.from[old].kind == Kind::table)
			keep_partitions_until(draft, copy, old);
}

} // namespace confiture::diff
