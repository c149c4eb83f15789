// SQL inside labels: value(…), expression(…), function(…), when(…, …), regex(…), and a table's where(…).
//
// A label is written by a table's owner and runs in the queries of others, dumps of a superuser among them. So its text
// is never pasted into other SQL. It is parsed by itself as one expression when the label is written (resolve_pg.hpp),
// and only what is known to be harmless comes through (harmless_pg.hpp): columns of the row, constants, and functions,
// operators, casts and types of pg_catalog, confiture and confiture.trusted_schemas; nothing volatile, no sub-selects,
// aggregates, set-returning functions or parameters. What it was resolved to is kept (label_tree_pg.hpp), and is what
// masks. That it is harmless is asked again at every use: a schema may be trusted no more.
#pragma once

#include "mask/label.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// The strategy that confiture.mask() has to compile for a column: the one inside of when(…), else the call itself.
// nullptr: all of the mask is the expression (null, value, expression, function, regex).
[[nodiscard]] Call const *compiled_part(Call const &call);

// The masked value of a column, as an expression over its row: of the column's type, type modifier and collation, with
// Vars of varno 1, level 0, and the relation's attribute numbers, whatever relation has the label. `compiled` stands
// where compiled_part() masks, as confiture.mask(column, rule); not read if there is none. The relation is open and
// locked. An Error if the label has no trees, or what they use is not there or not allowed any more.
[[nodiscard]] Node *expression_of(Relation relation, AttrNumber attribute, Call const &call, Node *compiled);

// The condition of where(…), likewise: a boolean expression.
[[nodiscard]] Node *condition_of(Relation relation, TableRule const &rule);

// The columns that the expressions of a call read, beside the column itself (entity's and redact_text's columns too).
[[nodiscard]] std::vector<AttrNumber> columns_read(Relation relation, AttrNumber attribute, Call const &call);

// Whether it has its trees.
[[nodiscard]] bool is_resolved(Call const &call);

// An Error if it is a regex that the server can't read.
void check_pattern(Call const &call);

// Where in messages: the rule of a column, or, for 0, of the relation.
[[nodiscard]] std::string place_of(Relation relation, AttrNumber attribute);

} // namespace confiture::mask
