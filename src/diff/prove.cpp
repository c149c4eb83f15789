#include "diff/prove.hpp"

namespace confiture::diff {

static Prove prover;

void register_prover(Prove prove) { prover = prove; }

Proof prove(catalog::Snapshot const &from, catalog::Snapshot const &to, std::vector<Step> const &steps,
			Options const &options) {
	return prover(from, to, steps, options);
}

} // namespace confiture::diff
