// Domains whose values arrays, ranges or composite types hold: PostgreSQL can't check those.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

inline constexpr char no_way_back_to_domain[] =
	"no way back: a constraint can't be added to a domain whose values arrays or composite types hold";

// Whether arrays, ranges or composite types hold values of the domain: PostgreSQL can't check those.
[[nodiscard]] bool is_contained(Side const &side, Position domain);

// Whether a domain that depends on something of the kind does so by its default.
[[nodiscard]] bool is_of_default(Kind kind);

// Keeps a domain whose default calls something that is made anew: the default goes before that, and comes after it.
void let_default_go(Comparison &compared, Position old);

// Old domains that stand aside, and whose default must go before that since it calls something that goes.
void find_defaults_dropped_first(Comparison &compared);

void decide_domain(Comparison &compared, Position old);

} // namespace confiture::diff
