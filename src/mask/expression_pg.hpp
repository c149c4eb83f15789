// SQL inside labels: value(…), expression(…), function(…), when(…, …), regex(…), and a table's where(…).
//
// A label is written by a table's owner and runs in the queries of others, dumps of a superuser among them. So its text
// is never pasted into other SQL: it is parsed by itself as one expression, under a search_path of pg_catalog,
// confiture and confiture.trusted_schemas (the same for everybody), and only what is known to be harmless comes
// through: columns of the row, constants, and functions, operators, casts and types of those schemas; nothing volatile,
// no sub-selects, aggregates, set-returning functions or parameters. All of this is done anew at every use: the stored
// text is not trusted. Not even while it is analysed does code of the owner run (input functions of composite types and
// domains would check constraints).
#pragma once

#include "mask/label.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// The strategy that confiture.mask() has to compile for a column: the one inside of when(…), else the call itself.
// nullptr: all of the mask is the expression (null, value, expression, function, regex).
[[nodiscard]] Call const *compiled_part(Call const &call);

// The masked value of a column, as an expression over its row: of the column's type, type modifier and collation, with
// Vars of varno 1, level 0, and the relation's attribute numbers. `compiled` stands where compiled_part() masks, as
// confiture.mask(column, rule); not read if there is none. The relation is open and locked.
// An Error if the label's text is not allowed, or no longer.
[[nodiscard]] Node *expression_of(Relation relation, AttrNumber attribute, Call const &call, Node *compiled);

// The condition of where(…), likewise: a boolean expression.
[[nodiscard]] Node *condition_of(Relation relation, std::string const &condition);

// For labels as they are written: what expression_of() would throw.
void check_expressions(Relation relation, AttrNumber attribute, Call const &call);

// The columns that the expressions of a call read, beside the column itself (entity's and redact_text's columns too).
[[nodiscard]] std::vector<AttrNumber> columns_read(Relation relation, AttrNumber attribute, Call const &call);

} // namespace confiture::mask
