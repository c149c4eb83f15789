// What a step does to those who use the database meanwhile: the lock it takes on a table that exists, whether it writes
// the table anew, what may be lost. After what PostgreSQL 15 to 18 were seen to do.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

namespace confiture::diff {

struct Subject {
	Side const &side; // whose object the step is about
	Position position;
	Side const &before; // the old schema
	Position old;       // where the object stands there, if it does
	bool on_new_table;  // the table it is about is created in the same plan, so nobody waits for it
};

// Fills in risk, lock and rewrites by what the step's SQL says.
void assess(Step &step, Subject const &subject);

// Whether the type is a domain that refuses some values, so that a column of it is looked at row by row.
[[nodiscard]] bool constrained(Side const &side, std::string_view type);

// Whether ALTER COLUMN ... TYPE leaves the table's rows as they are.
[[nodiscard]] bool keeps_rows_as_they_are(Side const &from, std::string_view before, Side const &to,
										  std::string_view after);

} // namespace confiture::diff
