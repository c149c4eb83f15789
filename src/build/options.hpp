// What is asked of a build.
#pragma once

#include "script/tree.hpp"
#include "script/variables.hpp"

namespace confiture::build {

struct Options {
	script::Selection selection;
	script::Variables variables;
	std::vector<std::string> seeds; // sub-trees that are run after all else
	bool dry_run = false;           // do it all, then undo it
	bool resolve = false;           // put off statements whose objects do not exist yet
};

// What was done for one file, a row of the report.
struct FileReport {
	std::string file;
	std::uint64_t statements = 0;
	std::uint64_t rows = 0;
	double seconds = 0;
	std::vector<std::string> moved; // statements that ran later than they stand

	friend bool operator==(FileReport const &, FileReport const &) = default;
};

// The files of a build in order: those selected, without the seeds, then the seeds' in the order in which they are
// named.
[[nodiscard]] std::vector<script::File> files_to_run(script::Tree const &tree, Options const &options);

} // namespace confiture::build
