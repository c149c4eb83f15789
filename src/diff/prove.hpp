// What running a plan on a scratch copy of the old schema showed.
#pragma once

#include "catalog/snapshot.hpp"
#include "diff/plan.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

struct StepProof {
	bool ran{};
	std::string lock;  // the strongest on a table that was there before, as pg_locks showed it; empty: none
	std::string error; // why it did not run, or why its way back did not
};

struct Proof {
	std::vector<StepProof> steps;
	std::string difference;      // what was left to do once all had run; empty: nothing, as it should be
	std::string difference_back; // the same after the way back

	[[nodiscard]] bool holds() const { return difference.empty() && difference_back.empty(); }
};

// How plans are proved; another room knows how to make a scratch copy, and says so in _PG_init.
using Prove = Proof (*)(catalog::Snapshot const &from, catalog::Snapshot const &to, std::vector<Step> const &steps,
						Options const &options);
void register_prover(Prove prove);
[[nodiscard]] Proof prove(catalog::Snapshot const &from, catalog::Snapshot const &to, std::vector<Step> const &steps,
						  Options const &options);

} // namespace confiture::diff
