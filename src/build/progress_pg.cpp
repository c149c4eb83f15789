#include "build/progress_pg.hpp"

#include "pg/shared_memory.hpp"

#include <atomic>

namespace confiture::build {

// Written by its owner alone; readers take what they find, guarded against a half-written name by "version".
struct Slot {
	std::atomic<int> pid; // 0: free; negative: that process is filling it in
	std::atomic<unsigned> version;
	Oid database;
	Oid role;
	TimestampTz started_at;
	std::atomic<std::uint64_t> files_done, files_total, statements, bytes_done, bytes_total;
	char file[256];
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

static constexpr std::size_t slot_count = 64;
static Slot *slots = nullptr;

static void set_up_slots(void *memory, bool is_new) {
	slots = static_cast<Slot *>(memory);
	if (is_new)
		std::memset(memory, 0, slot_count * sizeof(Slot));
}

void install_progress() { pg::share({"confiture build progress", slot_count * sizeof(Slot), set_up_slots}); }

bool progress_is_kept() { return slots != nullptr; }

std::vector<ProgressRow> all_progress() {
	std::vector<ProgressRow> rows;
	for (std::size_t i = 0; slots != nullptr && i < slot_count; ++i) {
		Slot const &slot = slots[i];
		for (int attempts = 0; attempts < 100; ++attempts) {
			unsigned const before = slot.version.load();
			int const pid = slot.pid.load();
			if (pid <= 0)
				break;
			ProgressRow row{pid,
							slot.database,
							slot.role,
							slot.started_at,
							slot.files_done,
							slot.files_total,
							slot.statements,
							slot.bytes_done,
							slot.bytes_total,
							{}};
			row.file.assign(slot.file, strnlen(slot.file, sizeof slot.file));
			if (before % 2 == 0 && slot.version.load() == before) {
				rows.push_back(std::move(row));
				break;
			}
		}
	}
	return rows;
}

// A backend that ends without running destructors (FATAL) gives its slot back here.
static void release_at_exit(int, Datum) {
	for (std::size_t i = 0; i < slot_count; ++i) {
		int mine = MyProcPid;
		slots[i].pid.compare_exchange_strong(mine, 0);
	}
}

Progress::Progress(std::uint64_t files_total, std::uint64_t bytes_total) : slot_{nullptr} {
	static bool registered = false;
	if (slots != nullptr && !registered) {
		pg::call([] { before_shmem_exit(release_at_exit, 0); });
		registered = true;
	}
	for (std::size_t i = 0; slots != nullptr && slot_ == nullptr && i < slot_count; ++i) {
		int expected = 0;
		if (slots[i].pid.compare_exchange_strong(expected, -MyProcPid))
			slot_ = &slots[i];
	}
	if (slot_ == nullptr)
		return;
	slot_->database = MyDatabaseId;
	slot_->role = GetUserId();
	slot_->started_at = GetCurrentTimestamp();
	slot_->files_done = slot_->statements = slot_->bytes_done = 0;
	slot_->files_total = files_total;
	slot_->bytes_total = bytes_total;
	slot_->file[0] = '\0';
	slot_->pid = MyProcPid;
}

Progress::~Progress() {
	if (slot_ != nullptr)
		slot_->pid = 0;
}

void Progress::begin_file(std::string const &path) noexcept {
	if (slot_ == nullptr)
		return;
	++slot_->version;
	std::size_t const length = std::min(path.size(), sizeof slot_->file - 1);
	std::memcpy(slot_->file, path.data(), length);
	slot_->file[length] = '\0';
	++slot_->version;
}

void Progress::end_file() noexcept {
	if (slot_ != nullptr)
		++slot_->files_done;
}

void Progress::add_statement() noexcept {
	if (slot_ != nullptr)
		++slot_->statements;
}

void Progress::set_bytes(std::uint64_t done) noexcept {
	if (slot_ != nullptr)
		slot_->bytes_done = done;
}

} // namespace confiture::build
