#include "diff/edges.hpp"

#include "diff/bodies.hpp"
#include "diff/drop_edges.hpp"
#include "diff/link_edges.hpp"
#include "diff/make_edges.hpp"
#include "diff/partition.hpp"
#include "diff/persistence.hpp"
#include "diff/quote.hpp"
#include "diff/table_aside.hpp"

#include <unordered_map>

namespace confiture::diff {

namespace {

// A name must be free before it is given again.
void add_name_edges(Draft &draft) {
	std::unordered_map<std::string, std::vector<NodeId>> freed;
	auto const name_of = [](Side const &side, Object const &object) -> std::string {
		switch (object.kind) {
		case Kind::table:
		case Kind::view:
		case Kind::materialized_view:
		case Kind::sequence:
		case Kind::index:
		case Kind::type:
			return "relation " + quote_name(object.schema, object.name);
		case Kind::constraint:
			if (object.at("form") == "primary key" || object.at("form") == "unique" || object.at("form") == "exclude")
				return "relation " + quote_name(object.schema, object.name);
			return "constraint " + side.parent(object).identity + " " + object.name;
		case Kind::function:
		case Kind::procedure:
		case Kind::aggregate:
			return "routine " + object.identity;
		default:
			return {};
		}
	};
	for (Position old = 0; old < draft.from.size(); ++old)
		if (!draft.drops[old].empty())
			if (std::string const name = name_of(draft.from, draft.from[old]); !name.empty())
				freed[name].push_back(draft.drops[old].last);
	for (Position position = 0; position < draft.to.size(); ++position) {
		if (draft.makes[position].empty() || draft.new_fate[position] == Fate::alter)
			continue;
		std::string const name = name_of(draft.to, draft.to[position]);
		auto const found = freed.find(name);
		if (name.empty() || found == freed.end())
			continue;
		for (NodeId const id : found->second)
			if (id != draft.makes[position].first)
				draft.graph.order(id, draft.makes[position].first);
	}
}

// A table has one primary key.
void add_primary_key_edges(Draft &draft) {
	for (Position old = 0; old < draft.from.size(); ++old) {
		Object const &key = draft.from[old];
		if (key.at("form") != "primary key" || draft.drops[old].empty() || draft.to_of[key.parent] == nowhere)
			continue;
		for (Position const part : draft.to.parts[draft.to_of[key.parent]])
			if (draft.to[part].at("form") == "primary key" && !draft.makes[part].empty() &&
				draft.makes[part].first != draft.drops[old].last)
				draft.graph.order(draft.drops[old].last, draft.makes[part].first);
	}
}

// On the way back a column's sequence has the owner that its table has again.
void add_sequence_owner_edges(Draft &draft) {
	for (Position position = 0; position < draft.from.size(); ++position) {
		Object const &sequence = draft.from[position];
		if (sequence.kind != Kind::sequence || !sequence.is("owned_by"))
			continue;
		Position const column = draft.from.find(Kind::column, sequence.at("owned_by"));
		Position const table = column == nowhere ? nowhere : draft.to_of[draft.from[column].parent];
		auto const owner = draft.owners.find(table);
		if (table == nowhere || owner == draft.owners.end())
			continue;
		for (Position const goes : {column, position})
			if (!draft.drops[goes].empty())
				draft.graph.order(draft.drops[goes].last, owner->second, true);
	}
}

} // namespace

void add_edges(Draft &draft) {
	for (Position old = 0; old < draft.from.size(); ++old)
		if (draft.from[old].kind == Kind::table && draft.old_fate[old] == Fate::drop)
			add_rehoming(draft, old);
	for (Position old = 0; old < draft.from.size(); ++old)
		add_drop_edges(draft, old);
	for (Position position = 0; position < draft.to.size(); ++position)
		add_make_edges(draft, position);
	add_name_edges(draft);
	add_primary_key_edges(draft);
	add_sequence_owner_edges(draft);
	add_link_edges(draft);
	add_clone_edges(draft);
	add_persistence_edges(draft);
	add_table_edges(draft);
	add_body_edges(draft);
}

} // namespace confiture::diff
