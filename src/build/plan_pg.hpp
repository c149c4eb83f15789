// What is to be built, and the keys under which it, and each prefix of its files, may be kept.
#pragma once

#include "build/options.hpp"
#include "pg/worker.hpp"
#include "script/tree.hpp"

namespace confiture::build {

// A build in a new database, as the calling role.
struct Plan {
	std::string path; // absolute
	Options options;
	pg::Session session; // in the caller's database
	std::vector<script::File> files;
	std::vector<std::string> keys; // see prefix_keys
	bool use_pool = false;         // build on a clone in store, if there is one
};

// What the meaning of any DDL depends on beside its text: server, role, settings, variables.
[[nodiscard]] std::vector<std::string> key_base(Options const &options, pg::Session const &session);

// Reads the tree and computes the keys.
[[nodiscard]] Plan plan_of(std::string const &path, Options options);

// Complains when the tree is no longer what it was when the plan was made.
void check_unchanged(Plan const &plan);

} // namespace confiture::build
