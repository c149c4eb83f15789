// The library is loaded here: settings, hooks, shared memory; nothing else.
#include "build/progress_pg.hpp"
#include "pg/guard.hpp"
#include "script/source_pg.hpp"

extern "C" {
PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void _PG_init(void) {
	using namespace confiture;
	pg::enter([] {
		script::define_root_setting();
		build::install_progress();
		pg::call([] { MarkGUCPrefixReserved("confiture"); });
	});
}
}
