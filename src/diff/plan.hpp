// Two Snapshots to the ordered steps that turn the one into the other.
#pragma once

#include "catalog/snapshot.hpp"
#include "diff/step.hpp"

#include <vector>

namespace confiture::diff {

struct Options {
	bool online = false;
};

[[nodiscard]] std::vector<Step> plan(catalog::Snapshot const &from, catalog::Snapshot const &to, Options const &options = {});

} // namespace confiture::diff
