#include "diff/not_null.hpp"

#include "diff/comparison.hpp"
#include "diff/ddl.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace confiture::diff {

bool has_not_null_name(Snapshot const &snapshot, Object const &column) {
	if (snapshot.server_version < 180000 || column.kind != Kind::column || !column.is("not_null"))
		return false;
	Object const &relation = snapshot.objects[column.parent];
	return relation.kind == Kind::table && (!column.is("inherited") || relation.is("is_partition"));
}

std::string default_not_null_name(Object const &relation, Object const &column) {
	return relation.name + "_" + column.name + "_not_null";
}

std::string not_null_name(Object const &relation, Object const &column) {
	return column.is("not_null_name") ? column.at("not_null_name") : default_not_null_name(relation, column);
}

std::vector<std::string> undo_own_not_null(Side const &before, std::string_view table, std::string const &column) {
	std::vector<std::string> statements;
	if (before.snapshot.server_version < 180000)
		return statements;
	for (Object const &link : before.snapshot.objects) {
		if (link.kind != Kind::inheritance || !link.is("bound") || link.at("parent_table") != table)
			continue;
		for (Position const part : before.parts[link.parent])
			if (before[part].kind == Kind::column && quote_name(before[part].name) == column &&
				!before[part].is("not_null"))
				statements.push_back(alter_table(before, link.parent, false) + " ALTER COLUMN " + column +
									 " DROP NOT NULL");
		std::ranges::move(undo_own_not_null(before, before.parent(link).identity, column),
						  std::back_inserter(statements));
	}
	return statements;
}

void write_not_null_names(Comparison &compared) {
	if (compared.old_snapshot.server_version < 180000 || compared.new_snapshot.server_version < 180000)
		return;
	auto const names_of = [](Snapshot const &snapshot, auto const &counts) {
		std::unordered_multimap<std::string, std::string> names;
		for (Object const &object : snapshot.objects)
			if (object.parent == nowhere || !counts(object.parent))
				continue;
			else if (has_not_null_name(snapshot, object))
				names.emplace(quote_name(object.schema, not_null_name(snapshot.objects[object.parent], object)),
							  object.identity);
			else if (object.kind == Kind::constraint)
				names.emplace(quote_name(object.schema, object.name), object.identity);
		return names;
	};
	auto const write = [](Snapshot &snapshot, std::vector<Fate> const &fates, auto const &others) {
		for (Object &column : snapshot.objects) {
			if (!has_not_null_name(snapshot, column))
				continue;
			std::string const name = not_null_name(snapshot.objects[column.parent], column);
			auto const [first, last] = others.equal_range(quote_name(column.schema, name));
			if (fates[column.parent] == Fate::rebuild ||
				std::any_of(first, last, [&](auto const &other) { return other.second != column.identity; }))
				column.set("not_null_name", name);
		}
	};
	auto const any = [](Position) { return true; };
	auto const old_names = names_of(compared.old_snapshot, any), new_names = names_of(compared.new_snapshot, any);
	write(compared.old_snapshot, compared.old_fate, new_names);
	write(compared.new_snapshot, compared.new_fate, old_names);

	auto made_names = names_of(compared.new_snapshot, [&](Position table) { return compared.comes(table); });
	for (Position position = 0; position < compared.to.size(); ++position) {
		Object const &column = compared.to[position];
		std::string const words = " ALTER COLUMN " + quote_name(column.name) + " SET NOT NULL";
		if (compared.alterations[position].empty() || !has_not_null_name(compared.new_snapshot, column))
			continue;
		std::string const name = not_null_name(compared.to.parent(column), column);
		if (!made_names.contains(quote_name(column.schema, name)))
			continue;
		for (Alteration &change : compared.alterations[position])
			if (change.sql.ends_with(words))
				change.sql = replace_first(
					change.sql, words, " ADD CONSTRAINT " + quote_name(name) + " NOT NULL " + quote_name(column.name));
	}
}

} // namespace confiture::diff
