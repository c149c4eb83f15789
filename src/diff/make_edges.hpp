// Before an object comes or changes, what it needs is there.
#pragma once

#include "diff/draft.hpp"

#include <set>

namespace confiture::diff {

// Before an object comes or changes, what it needs is there.
void add_make_edges(Draft &draft, Position position);

// The views that an object reads, directly or through others.
void find_views(Side const &side, Position reader, std::set<Position> &views);

void wait_for_attachments(Draft &draft, Position index, NodeId node);

} // namespace confiture::diff
