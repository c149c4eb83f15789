#include "diff/index_marks.hpp"

#include "diff/ddl.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <string_view>

namespace confiture::diff {

namespace {

// Whether the index or constraint that a table names so is dropped.
bool index_goes(Comparison const &compared, Side const &side, Position table, std::string const &index) {
	return !index.empty() && std::any_of(side.parts[table].begin(), side.parts[table].end(), [&](Position part) {
		return (side[part].kind == Kind::index || side[part].kind == Kind::constraint) &&
			   quote_name(side[part].name) == index && (compared.goes(part));
	});
}

} // namespace

void adjust_index_marks(Comparison &compared) {
	for (Position position = 0; position < compared.to.size(); ++position) {
		Object const &table = compared.to[position];
		if (compared.alterations[position].empty() ||
			(table.kind != Kind::table && table.kind != Kind::materialized_view))
			continue;
		Object const &old = compared.from[compared.from_of[position]];
		bool const loses_cluster =
			index_goes(compared, compared.from, compared.from_of[position], old.at("clustered_on"));
		bool const loses_identity =
			old.at("replica_identity").starts_with("USING INDEX ") &&
			index_goes(compared, compared.from, compared.from_of[position],
					   old.at("replica_identity").substr(std::string_view{"USING INDEX "}.size()));
		std::erase_if(compared.alterations[position], [&](Alteration &change) {
			if (loses_cluster && change.sql.ends_with(" SET WITHOUT CLUSTER"))
				return true;
			if ((loses_cluster && change.sql.find(" CLUSTER ON ") != std::string::npos) ||
				(loses_identity && change.sql.find(" REPLICA IDENTITY ") != std::string::npos))
				change.reverse.clear();
			return false;
		});
	}
}

void add_reapplied(Draft &draft) {
	for (Position position = 0; position < draft.to.size(); ++position) {
		Object const &table = draft.to[position];
		if ((table.kind != Kind::table && table.kind != Kind::materialized_view))
			continue;
		bool const made = draft.comes(position);
		auto const reapply = [&](std::string_view attribute, std::string_view prefix, std::string const &words) {
			std::string const &value = table.at(attribute);
			if (!value.starts_with(prefix) || value.empty())
				return;
			std::string const name = value.substr(prefix.size());
			Position found = nowhere;
			for (Position const part : draft.to.parts[position])
				if ((draft.to[part].kind == Kind::index || draft.to[part].kind == Kind::constraint) &&
					quote_name(draft.to[part].name) == name)
					found = part;
			if (found == nowhere)
				return;
			bool const already = !made && draft.from_of[position] != nowhere &&
								 draft.from[draft.from_of[position]].at(attribute) != value;
			if (!already && (made || draft.comes(found))) {
				std::string const alter =
					table.kind == Kind::table ? alter_table(draft.to, position) : "ALTER " + phrase(draft.to, position);
				NodeId const id =
					draft.node(290, draft.step(draft.to, position, Operation::alter, alter + words + value, ""));
				draft.steps[id].reverse_sql = "";
				draft.extend(draft.late[position], id);
			}
			if (!draft.late[position].empty()) {
				draft.graph.order(draft.makes[position].last, draft.late[position].first);
				draft.graph.order(draft.makes[found].last, draft.late[position].first);
			}
		};
		reapply("replica_identity", "USING INDEX ", " REPLICA IDENTITY ");
		reapply("clustered_on", "", " CLUSTER ON ");
	}
}

} // namespace confiture::diff
