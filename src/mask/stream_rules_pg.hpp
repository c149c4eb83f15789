// The rules that a stream of changes is masked by.
//
// A change is decoded long after it was made, with the catalogs as they were then: the table may have been dropped
// since, or labelled. So two rules are asked. What a column's label is *now* counts, for changes of all times; where it
// has none now, the label counts that it had when the change was made.
//
// The rules of now can't be read while a change is decoded, since the server then shows the catalogs of the past. They
// are read at once, for all tables that have any, when a transaction begins to be sent, and again after one changed.
#pragma once

#include <unordered_set>

#include "mask/rule_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

struct StreamColumn {
	AttrNumber attribute;
	std::optional<ColumnRule> rule;   // none: a generated column that reads masked ones
	std::shared_ptr<ColumnMask> mask; // of the rule's value; null where the rule has none
	// Over Vars of relation 1, and Params, each numbered as the column whose `mask` gives it; null: the mask alone.
	Node *expression = nullptr;

	[[nodiscard]] bool keeps() const { return rule && rule->keeps(); }
};

struct StreamRules {
	std::optional<Error> problem; // the rules can't be had: nothing of the table may be sent
	std::optional<TableRule> table;
	std::vector<StreamColumn> columns;
};

// Of a relation, from its rules, under the catalogs that are in force; trees are made in the current memory context.
[[nodiscard]] StreamRules stream_rules(Relation relation, RelationRules const &rules);

class CurrentRules {
public:
	explicit CurrentRules(MemoryContext parent) : parent_{parent} {}

	// Reads them anew if one may have changed. While a stream is decoded, between changes, with no relation open.
	// Whether it did.
	bool refresh();
	[[nodiscard]] StreamRules const *find(Oid relation) const; // null: none

private:
	void read();

	MemoryContext const parent_;
	MemoryContext context_ = nullptr;
	std::unordered_map<Oid, StreamRules> rules_;
};

void install_stream_rules();

} // namespace confiture::mask
