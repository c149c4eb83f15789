// What confiture's background workers do for builds.
#pragma once

#include "build/options.hpp"
#include "pg/worker.hpp"

namespace confiture::build {

// Makes the jobs known; called once, by _PG_init.
void register_jobs();

// Runs a statement as one transaction at top level, in a worker.
void run_at_top_level(std::string const &statement);

// Runs statements, each as one transaction at top level: CREATE DATABASE and the like. Waits for the end.
void run_statements(pg::Session const &session, std::vector<std::string> const &statements);

// A part of a build in a database of its own.
struct Part {
	std::string path;
	std::vector<script::File> files; // of the whole build
	script::Variables variables;
	bool resolve;
	std::size_t first_file;              // the files before it are in the database
	std::vector<std::size_t> stops = {}; // where a copy of the database may be worth keeping: before these files
	double seconds_per_byte = 0;         // what a copy takes
	double seconds_so_far = 0;           // of the build, in parts before this one
	bool reads_schema = false;           // at the end, by the process that has the catalogs at hand
};
struct PartResult {
	std::size_t next_file;
	double seconds_so_far;
	std::vector<std::string> extensions; // that the database has now
	script::Variables included;          // files that others included or copied from, and their SHA-256
	std::string schema;                  // a packed snapshot, if it was wanted and this was the last part
};
[[nodiscard]] PartResult run_part(pg::Session const &session, Part const &part);

// The bytes of a database's files.
[[nodiscard]] std::uint64_t bytes_of_database(Oid database);
[[nodiscard]] std::uint64_t files_of_database(Oid database);

// Drops the database of this name without waiting for it: at once, or once the current transaction has ended, if then
// there still is or again is one of this name.
enum class When { now, after_transaction };
void drop_in_background(pg::Session const &session, std::string const &database, When when);

// Runs body; when it fails, the database goes.
template <typename Body>
auto or_drop(pg::Session const &session, std::string const &database, Body &&body) -> std::invoke_result_t<Body &> {
	try {
		return body();
	} catch (...) {
		drop_in_background(session, database, When::now);
		throw;
	}
}

} // namespace confiture::build
