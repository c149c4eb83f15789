#include "diff/match.hpp"

#include "catalog/json.hpp"
#include "diff/rename.hpp"

namespace confiture::diff {

namespace {

std::string quote_json(std::string const &text) {
	std::string result;
	catalog::append_json_string(result, text);
	return result;
}

// The sequence behind an identity column is the column's, whatever its name.
void match_identities(Comparison &compared) {
	for (Position position = 0; position < compared.to.size(); ++position) {
		Object const &sequence = compared.to[position];
		if (sequence.kind != Kind::sequence || sequence.parent == nowhere)
			continue;
		Position const column = compared.from_of[sequence.parent];
		if (column == nowhere)
			continue;
		Position const old = compared.from.part(column, Kind::sequence);
		if (old == nowhere || compared.to_of[old] == position)
			continue;
		if (compared.to_of[old] != nowhere || compared.from_of[position] != nowhere)
			continue;
		compared.pair(old, position);
	}
}

} // namespace

void match(Comparison &compared) {
	Position next = 0; // most objects follow each other on both sides
	for (Position position = 0; position < compared.to.size(); ++position) {
		Object const &object = compared.to[position];
		Position const old = next < compared.from.size() && compared.from[next].kind == object.kind &&
									 compared.from[next].identity == object.identity
								 ? next
								 : compared.from.find(object.kind, object.identity);
		if (old == nowhere)
			continue;
		compared.pair(old, position);
		next = old + 1;
	}
	// A part of one thing is no part of another that happens to have its name.
	for (bool more = true; more;) {
		more = false;
		for (Position old = 0; old < compared.from.size(); ++old) {
			Position const position = compared.to_of[old];
			if (position == nowhere || compared.from[old].kind == Kind::sequence)
				continue;
			Position const parent = compared.from[old].parent;
			if (parent != nowhere && compared.to_of[parent] != compared.to[position].parent) {
				compared.unpair(old);
				more = true;
			}
		}
	}
	match_identities(compared);
}

void suggest(Comparison &compared) {
	std::vector<bool> gone(compared.from.size()), fresh(compared.to.size());
	for (Position old = 0; old < compared.from.size(); ++old)
		gone[old] = compared.to_of[old] == nowhere;
	for (Position position = 0; position < compared.to.size(); ++position)
		fresh[position] = compared.from_of[position] == nowhere;
	for (Suggestion const &found : suggest_renames(compared.from, gone, compared.to, fresh)) {
		std::string const percent = std::to_string(static_cast<int>(found.score * 100 + 0.5));
		std::string const reason = "may be a rename (" + percent + " of 100): renames => '{" +
								   quote_json(compared.from[found.old].identity) + ": " +
								   quote_json(compared.to[found.fresh].identity) + "}'";
		compared.maybe_renamed_old[found.old] = reason;
		compared.maybe_renamed_new[found.fresh] = reason;
	}
}

} // namespace confiture::diff
