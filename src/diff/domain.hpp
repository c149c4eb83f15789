// Domains whose values arrays, ranges or composite types hold: PostgreSQL can't check those.
#pragma once

#include "diff/comparison.hpp"

namespace confiture::diff {

inline constexpr char no_way_back_to_domain[] =
	"no way back: a constraint can't be added to a domain whose values arrays or composite types hold";

// Whether arrays, ranges or composite types hold values of the domain: PostgreSQL can't check those.
[[nodiscard]] bool is_contained(Side const &side, Position domain);

void decide_domain(Comparison &compared, Position old);

} // namespace confiture::diff
