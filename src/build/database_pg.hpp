// Databases made from trees, and dropped.
#pragma once

#include "build/options.hpp"

namespace confiture::build {

struct NewDatabase {
	std::string name;
	std::string path;
	std::string owner; // empty: the caller
	Options options;
	bool use_template = true;    // clone a template of the tree, which is made where there is none
	bool use_pool = false;       // take a clone in store, if there is one
	bool replace = false;        // a database of that name goes when the new one is there
	bool in_transaction = false; // the new one is there when the caller's transaction commits, and not if it rolls back
	bool is_whole_statement = false; // the caller's transaction ends with it
};

void create_database(NewDatabase const &wanted);

// Gives its name back at once; the files go behind the caller's back, once its transaction has committed.
void drop_database(std::string const &name, bool force);

// Databases that builds and drops left behind when they were killed.
[[nodiscard]] std::vector<std::string> orphans();

} // namespace confiture::build
