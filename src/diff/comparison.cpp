#include "diff/comparison.hpp"

#include "diff/stand_in.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <utility>

namespace confiture::diff {

Comparison::Comparison(Snapshot before, Snapshot after)
	: old_snapshot{std::move(before)}, new_snapshot{std::move(after)}, from{old_snapshot}, to{new_snapshot},
	  to_of(from.size(), nowhere), from_of(to.size(), nowhere), old_fate(from.size(), Fate::drop),
	  new_fate(to.size(), Fate::create), alterations(to.size()), made_later(to.size()),
	  dropped_first(from.size()), cyclic_old{need_themselves(from)}, cyclic_new{need_themselves(to)},
	  default_goes(from.size()), defaults{from, to} {}

void Comparison::pair(Position old, Position position) {
	to_of[old] = position;
	from_of[position] = old;
}

void Comparison::unpair(Position old) {
	from_of[to_of[old]] = nowhere;
	to_of[old] = nowhere;
}

void Comparison::set_fate(Position old, Fate fate) {
	old_fate[old] = fate;
	if (to_of[old] != nowhere)
		new_fate[to_of[old]] = fate;
}

bool Comparison::changes_type(Position column) const {
	return std::ranges::any_of(alterations[column], [](Alteration const &change) { return change.reason == "type"; });
}

bool Comparison::keeps_rows(Position old) const {
	return from[old].kind == Kind::table && old_fate[old] == Fate::rebuild &&
		   !(from[old].at("form") == "foreign" && to[to_of[old]].at("form") == "foreign");
}

bool Comparison::detached(Position table) const {
	for (Position const link : from.parts[table])
		if (from[link].kind == Kind::inheritance && from[link].is("bound"))
			return goes(link);
	return false;
}

bool Comparison::stays_typed(Side const &side, Position table) const {
	Position const other = &side == &to ? from_of[table] : to_of[table];
	return side[table].is("of_type") && other != nowhere &&
		   side[table].at("of_type") == (&side == &to ? from : to)[other].at("of_type");
}

} // namespace confiture::diff
