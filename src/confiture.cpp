// The library is loaded here: settings, hooks, shared memory; nothing else.
#include "pg/guard.hpp"

extern "C" {
PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void _PG_init(void) {
	confiture::pg::enter([] { confiture::pg::call([] { MarkGUCPrefixReserved("confiture"); }); });
}
}
