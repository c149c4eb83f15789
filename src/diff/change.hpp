// Which change of the table in diff/effect.hpp a step is.
#pragma once

#include "diff/effect.hpp"
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

[[nodiscard]] Change change_of(Step const &step, Subject const &subject);

// Whether a table of the old schema has a column of a domain, or of one over it.
[[nodiscard]] bool is_type_of_columns(Side const &side, Position type);

} // namespace confiture::diff
