// Which objects take part in a comparison.
#pragma once

#include "diff/plan.hpp"

namespace confiture::diff {

// Leaves out of both what takes no part. Only objects in schemas, and schemas, are chosen from; parts go with what they
// are parts of. What is left out but the same on both sides stays: nothing happens to it unless something that it
// depends on must be made anew.
void select(catalog::Snapshot &from, catalog::Snapshot &to, Options const &options);

} // namespace confiture::diff
