// Two schemas side by side: which object is which, and what becomes of each. Filled in by match, compare, propagate and
// their like, one after the other; steps are made of it only then.
#pragma once

#include "diff/alter.hpp"
#include "diff/properties.hpp"
#include "diff/side.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace confiture::diff {

// What becomes of an object that stands on one side or on both.
enum class Fate { keep, alter, drop, create, rebuild };

struct Comparison {
	Comparison(Snapshot from, Snapshot to);
	Comparison(Comparison const &) = delete; // the sides refer to the snapshots

	Snapshot old_snapshot; // but for names of NOT NULL not changed any more
	Snapshot new_snapshot;
	Side from;
	Side to;
	std::vector<Position> to_of;   // of each old object, the new one that it is, or nowhere
	std::vector<Position> from_of; // likewise of each new one
	std::vector<Fate> old_fate;
	std::vector<Fate> new_fate;
	std::vector<std::vector<Alteration>> alterations; // of new objects
	std::vector<Position> stands_for;                 // of a child's part, the parent's that does its work
	std::vector<bool> made_later;                     // parts that come after what they are parts of
	std::vector<bool> dropped_first;                  // old parts that go before what they are parts of
	std::vector<bool> cyclic_old, cyclic_new;         // objects that need themselves, and so have a stand-in
	std::vector<bool> default_goes;                   // old domains that stay, while what their default calls goes
	std::unordered_map<Position, std::string> maybe_renamed_old, maybe_renamed_new; // the suggestion as a reason
	std::unordered_map<Position, std::vector<Position>> old_body_needs, body_needs; // of functions with a text body
	DefaultPrivileges defaults;

	void pair(Position old, Position position);
	void unpair(Position old);
	void set_fate(Position old, Fate fate);

	// Whether the old object is dropped, for good or to be made anew.
	[[nodiscard]] bool goes(Position old) const {
		return old_fate[old] == Fate::drop || old_fate[old] == Fate::rebuild;
	}
	// Whether the new object is created.
	[[nodiscard]] bool comes(Position position) const {
		return new_fate[position] == Fate::create || new_fate[position] == Fate::rebuild;
	}
	[[nodiscard]] bool changes_type(Position column) const;

	// Whether the old table is made anew with its rows; those of a foreign table are elsewhere.
	[[nodiscard]] bool keeps_rows(Position old) const;
	// Whether the old table leaves its partitioned parent.
	[[nodiscard]] bool detached(Position table) const;
	// Whether a table is of one composite type before and after, and so follows its changes.
	[[nodiscard]] bool stays_typed(Side const &side, Position table) const;
};

} // namespace confiture::diff
