// The library is loaded here: settings, hooks, shared memory; nothing else.
#include "build/empty_index_pg.hpp"
#include "build/jobs_pg.hpp"
#include "build/launcher_pg.hpp"
#include "build/pool_pg.hpp"
#include "build/progress_pg.hpp"
#include "build/schema_source_pg.hpp"
#include "build/scratch_pg.hpp"
#include "catalog/catalog_pg.hpp"
#include "mask/install_pg.hpp"
#include "pg/guard.hpp"
#include "script/digest.hpp"
#include "script/script_pg.hpp"

extern "C" {
PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void _PG_init(void) {
	using namespace confiture;
	pg::enter([] {
		script::Digest::prepare();
		script::define_root_setting();
		build::define_pool_setting();
		build::install_progress();
		build::install_launcher();
		build::install_empty_indexes();
		build::register_jobs();
		catalog::install();
		build::register_schema_source();
		mask::install();
		build::install_scratch();
		pg::call([] { MarkGUCPrefixReserved("confiture"); });
	});
}
}
