// How far the running builds are, in shared memory, for confiture.build_progress. Needs shared_preload_libraries;
// without it nothing is kept.
#pragma once

#include "pg/postgres.hpp"

namespace confiture::build {

// Asks for the shared memory and sets it up; called once, by _PG_init.
void install_progress();

[[nodiscard]] bool progress_is_kept();

struct ProgressRow {
	int pid;
	Oid database;
	Oid role;
	TimestampTz started_at;
	std::uint64_t files_done, files_total, statements, bytes_done, bytes_total;
	std::string file;
};
[[nodiscard]] std::vector<ProgressRow> all_progress();

struct Slot;

// The progress of this backend's build; its slot is given back when the build ends, however it ends.
class Progress {
	Slot *slot_;

public:
	Progress(std::uint64_t files_total, std::uint64_t bytes_total);
	Progress(Progress const &) = delete;
	~Progress();

	void begin_file(std::string const &path) noexcept;
	void end_file() noexcept;
	void add_statement() noexcept;
	void set_bytes(std::uint64_t done) noexcept;
};

} // namespace confiture::build
