// Indexes on tables that are still empty, as nearly all are when a schema is built.
//
// The server writes the pages of a new B-tree past its buffers, so before 17 it waits for an fsync of the file, however
// small: half the time of a build. While one of these lives, the index of an empty table gets its only page by way of
// the buffers, logged as every change is; the next checkpoint writes it, as it would have in any other index method.
#pragma once

namespace confiture::build {

class EmptyIndexes {
public:
	EmptyIndexes();
	EmptyIndexes(EmptyIndexes const &) = delete;
	~EmptyIndexes();
};

// Called once, by _PG_init.
void install_empty_indexes();

} // namespace confiture::build
