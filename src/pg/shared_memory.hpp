// Memory that all processes of the server share, for as long as it runs. Only with confiture in
// shared_preload_libraries: otherwise there is none.
#pragma once

#include "pg/guard.hpp"

namespace confiture::pg {

struct SharedMemory {
	char const *name;
	std::size_t size;
	void (*set_up)(void *memory, bool is_new); // in each process that starts the server or is started without a fork
};

// Asks for it; in _PG_init.
void share(SharedMemory const &wanted);

} // namespace confiture::pg
