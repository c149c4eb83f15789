// src/pg/worker.cpp as a part of this module: its workers load this library, not confiture's.
#include "pg/postgres.hpp"

static bool register_in_this_library(BackgroundWorker *worker, BackgroundWorkerHandle **handle) {
	std::strncpy(worker->bgw_library_name, "confiture_guard_test", sizeof worker->bgw_library_name - 1);
	return RegisterDynamicBackgroundWorker(worker, handle);
}

#define RegisterDynamicBackgroundWorker register_in_this_library
#include "pg/worker.cpp"
