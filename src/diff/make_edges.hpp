// Before an object comes or changes, what it needs is there.
#pragma once

#include "diff/draft.hpp"

namespace confiture::diff {

// Before an object comes or changes, what it needs is there.
void add_make_edges(Draft &draft, Position position);

void wait_for_attachments(Draft &draft, Position index, NodeId node);

} // namespace confiture::diff
