// One level of a query changed: what happens to the Vars of the relations in it. Plain values and functions for the
// server's walkers, called inside of pg::call.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

inline constexpr int system_columns = -FirstLowInvalidHeapAttributeNumber - 1;

// Policies of row security and checks of views are not what the user asked for: they see raw values, so they are out
// of the tree while it is looked through.
struct Hidden {
	Query *query;
	List *checks;
	List **quals; // by entry of the range table
};
Hidden hide_policies(Query *query);
void show_policies(Hidden const &hidden);

// What happens to the Vars of one entry of the range table. Plain values: the server's walkers carry them.
struct Change {
	enum Kind { none, moved, in_place } kind;
	int columns;               // of the relation, dropped ones too
	Node **masked;             // in_place: by column, over Vars of relation 1; null: stays as it is
	Var **plain;               // by column, of relation 1; null: dropped
	bool uses[system_columns]; // moved: which system columns are read
	bool uses_whole_row;
	AttrNumber moved_to[system_columns]; // moved: where they are in the subquery
};

struct Level {
	Change *changes; // by entry
	int size;
	int depth; // of the node looked at, below the query that is changed
};

[[nodiscard]] Change describe(Relation relation, Change::Kind kind); // with a guard of its own

bool find_uses(Node *node, void *level);    // a walker
Node *change_vars(Node *node, void *level); // a mutator

} // namespace confiture::mask
