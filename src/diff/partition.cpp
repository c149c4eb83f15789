#include "diff/partition.hpp"

#include "diff/convert.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace confiture::diff {

namespace {

// Inserts the rows of a detached partition that fit some partition of the parent. PostgreSQL knows the partitions'
// constraints only when they are there, so the statement asks for them as it runs.
std::string move_fitting_rows(std::string const &source, std::string const &parent,
							  std::vector<std::string> const &columns, std::vector<std::string> const &values,
							  bool with_identity) {
	std::string const insert = "INSERT INTO " + parent + " (" + join(columns, ", ") + ")" +
							   (with_identity ? " OVERRIDING SYSTEM VALUE" : "") + " SELECT " + join(values, ", ") +
							   " FROM " + source + " WHERE ";
	return "DO " + quote_literal("DECLARE fits text;\nBEGIN\n"
								 "SELECT string_agg(coalesce(pg_catalog.pg_get_partition_constraintdef(relid), "
								 "'true'), ' OR ') INTO fits\n"
								 "FROM pg_catalog.pg_partition_tree(" +
								 quote_literal(parent) + ") WHERE isleaf;\nEXECUTE " + quote_literal(insert) +
								 " || coalesce(fits, 'false');\nEND");
}

// Whether each partition has a share in the index.
bool is_whole(Side const &side, Position index) {
	auto const &links = side.dependents[side[index].parent];
	return std::all_of(links.begin(), links.end(), [&](Position link) {
		return side[link].kind != Kind::inheritance || !side[link].is("bound") ||
			   side.parent(side[link]).at("form") == "foreign" || shares_index(side, side[link].parent, index);
	});
}

bool gets_partitions(Comparison const &compared, Position parent) {
	return std::any_of(
		compared.to.dependents[parent].begin(), compared.to.dependents[parent].end(), [&](Position link) {
			return compared.to[link].kind == Kind::inheritance && compared.to[link].is("bound") && compared.comes(link);
		});
}

} // namespace

bool has_index(Object const &part) {
	return part.kind == Kind::index ||
		   (part.kind == Kind::constraint &&
			(part.at("form") == "primary key" || part.at("form") == "unique" || part.at("form") == "exclude"));
}

bool shares_index(Side const &side, Position partition, Position index) {
	return std::any_of(side.parts[partition].begin(), side.parts[partition].end(), [&](Position part) {
		Position const attachment = has_index(side[part]) ? side.part(part, Kind::index_attachment) : nowhere;
		return attachment != nowhere && std::ranges::binary_search(side[attachment].depends, index) &&
			   is_whole(side, part);
	});
}

bool is_spare(Side const &side, Position index) {
	auto const what = [&](Position position) {
		std::string_view const definition = side[position].at("definition");
		return definition.substr(std::min(definition.find(" ON "), definition.size()));
	};
	if (side[index].kind != Kind::index || side.part(index, Kind::index_attachment) != nowhere)
		return false;
	auto const &parts = side.parts[side[index].parent];
	return std::any_of(parts.begin(), parts.end(), [&](Position part) {
		return side[part].kind == Kind::index && side.part(part, Kind::index_attachment) != nowhere &&
			   what(part) == what(index);
	});
}

void remake_unshared_indexes(Comparison &compared) {
	auto const remake = [&](Position index) {
		compared.set_fate(compared.from_of[index], Fate::rebuild);
		compared.alterations[index].clear();
	};
	for (Position link = 0; link < compared.to.size(); ++link) {
		Object const &object = compared.to[link];
		if (object.kind != Kind::inheritance || !object.is("bound") || !compared.comes(link) ||
			compared.to.parent(object).at("form") == "foreign")
			continue;
		if (!compared.comes(object.parent))
			for (Position const part : compared.to.parts[object.parent])
				if (is_spare(compared.to, part) && !compared.comes(part))
					remake(part);
		Position const parent = compared.to.find(Kind::table, object.at("parent_table"));
		if (parent == nowhere || compared.comes(parent))
			continue;
		for (Position const part : compared.to.parts[parent])
			if (has_index(compared.to[part]) && !compared.comes(part) &&
				!shares_index(compared.to, object.parent, part))
				remake(part);
	}
}

bool leaves_first(Comparison const &compared, Position link) {
	Object const &object = compared.from[link];
	if (object.kind != Kind::inheritance || !object.is("bound") || compared.old_fate[object.parent] != Fate::drop)
		return false;
	Position const parent = compared.from.find(Kind::table, object.at("parent_table"));
	if (parent == nowhere || compared.goes(parent))
		return false;
	if (gets_partitions(compared, compared.to_of[parent]))
		return true;
	for (Position key = 0; key < compared.from.size(); ++key)
		if (compared.from[key].kind == Kind::constraint &&
			compared.from[key].at("references") == compared.from[parent].identity && !compared.goes(key))
			return true;
	return false;
}

void add_rehoming(Draft &draft, Position old) {
	for (Position const link : draft.from.parts[old]) {
		if (!leaves_first(draft, link))
			continue;
		Position const former = draft.from.find(Kind::table, draft.from[link].at("parent_table"));
		Position const parent = draft.to_of[former];
		if (!gets_partitions(draft, parent) || draft.from[old].at("form") == "foreign")
			continue;
		std::vector<std::string> names, values;
		bool identity = false;
		for (Position const column : draft.to.columns(parent)) {
			Position const had = draft.from_of[column];
			if (had == nowhere || draft.to[column].is("generated"))
				continue;
			identity = identity || draft.to[column].is("is_identity");
			names.push_back(quote_name(draft.to[column].name));
			std::string const value = conversion(draft.from, draft.from[had], draft.to, draft.to[column]);
			values.push_back(value.empty() ? names.back() : value);
		}
		if (names.empty())
			continue;
		Step moves =
			draft.step(draft.to, parent, Operation::alter,
					   move_fitting_rows(draft.from[old].identity, draft.to[parent].identity, names, values, identity),
					   "", "moves the rows of " + draft.from[old].identity + " that belong to other partitions now");
		draft.rehomed[old] = draft.node(305, std::move(moves));
		draft.graph.order(draft.drops[link].last, draft.rehomed[old]);
		draft.graph.order(draft.rehomed[old], draft.drops[old].first);
		for (Position const fresh : draft.to.dependents[parent])
			if (draft.to[fresh].kind == Kind::inheritance)
				draft.graph.order(draft.makes[fresh].last, draft.rehomed[old]);
	}
}

} // namespace confiture::diff
