#include "pg/shared_memory.hpp"

namespace confiture::pg {

static shmem_request_hook_type next_request_hook = nullptr;
static shmem_startup_hook_type next_startup_hook = nullptr;

// Never destroyed: the server's processes end without unloading us.
static std::vector<SharedMemory> &all() {
	static auto *const wanted = new std::vector<SharedMemory>;
	return *wanted;
}

static void request() {
	if (next_request_hook != nullptr)
		next_request_hook();
	for (SharedMemory const &wanted : all())
		RequestAddinShmemSpace(wanted.size);
}

static void set_up() {
	if (next_startup_hook != nullptr)
		next_startup_hook();
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	for (SharedMemory const &wanted : all()) {
		bool found;
		void *const memory = ShmemInitStruct(wanted.name, wanted.size, &found);
		wanted.set_up(memory, !found);
	}
	LWLockRelease(AddinShmemInitLock);
}

void share(SharedMemory const &wanted) {
	if (!process_shared_preload_libraries_in_progress)
		return;
	if (all().empty()) {
		next_request_hook = shmem_request_hook;
		shmem_request_hook = request;
		next_startup_hook = shmem_startup_hook;
		shmem_startup_hook = set_up;
	}
	all().push_back(wanted);
}

} // namespace confiture::pg
