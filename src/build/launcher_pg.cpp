#include "build/launcher_pg.hpp"

#include "build/database_pg.hpp"
#include "build/jobs_pg.hpp"
#include "build/names.hpp"
#include "build/own_databases_pg.hpp"
#include "build/pool_pg.hpp"
#include "build/template_pg.hpp"
#include "pg/catalog_scan.hpp"

namespace confiture::build {

static int retention_days = 7;

static constexpr long milliseconds_between_rounds = 60000;

void install_launcher() {
	pg::call([] {
		DefineCustomIntVariable("confiture.template_retention", "Sets how many days an unused template is kept.",
								"Zero keeps templates for ever.", &retention_days, 7, 0, 36500, PGC_SIGHUP, 0, nullptr,
								nullptr, nullptr);
		if (!process_shared_preload_libraries_in_progress)
			return;
		BackgroundWorker worker = pg::worker_of("confiture_launcher_main", "confiture launcher", "confiture launcher");
		worker.bgw_restart_time = 10;
		RegisterBackgroundWorker(&worker);
	});
}

// Where a round can connect to, if there is anything to look after.
static Oid database_for_a_round() {
	Oid home = InvalidOid;
	bool has_ours = false;
	pg::call([] { StartTransactionCommand(); });
	pg::scan_catalog(DatabaseRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc) {
		auto const *const database = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
		std::string_view const name = NameStr(database->datname);
		has_ours = has_ours || name.starts_with("confiture_");
		if (database->datallowconn && (name == "postgres" || !OidIsValid(home)) && name != "template1")
			home = database->oid;
	});
	pg::call([] { CommitTransactionCommand(); });
	return has_ours ? home : InvalidOid;
}

// Waits for the next round: some time, or less where the settings have changed.
static void wait_for_round() {
	pg::call([] {
		TimestampTz const due = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds_between_rounds);
		while (true) {
			long const left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), due);
			if (left <= 0)
				return;
			(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, left, PG_WAIT_EXTENSION);
			ResetLatch(MyLatch);
			CHECK_FOR_INTERRUPTS();
			if (ConfigReloadPending) {
				ConfigReloadPending = false;
				ProcessConfigFile(PGC_SIGHUP);
				return;
			}
		}
	});
}

static void launch_rounds() {
	pg::call([] { BackgroundWorkerInitializeConnection(nullptr, nullptr, 0); });
	while (true) {
		Oid const database = database_for_a_round();
		if (OidIsValid(database))
			(void) pg::start_worker({database, pg::Identity::of_role(InvalidOid)}, "maintain", {});
		wait_for_round();
	}
}

static void drop(std::string const &database) {
	run_at_top_level("DROP DATABASE IF EXISTS " + script::quoted_identifier(database) + " WITH (FORCE)");
}

// Keeps the store of each template in use filled, and no other.
static void look_after_pools(std::vector<TemplateRow> const &templates) {
	static constexpr std::int64_t recently = 24 * USECS_PER_HOUR;
	std::map<std::string, int> wanted;
	for (TemplateRow const &row : templates) {
		if (row.clones > 0 && GetCurrentTimestamp() - row.last_used_at < recently)
			wanted[row.key] = pool_size();
	}
	for (OwnDatabase const &database : own_databases(pool_prefix)) {
		auto const store = wanted.find(database.name.substr(pool_prefix.size(), key_length));
		if (store == wanted.end() || store->second == 0)
			drop(database.name);
		else
			--store->second;
	}
	for (TemplateRow const &row : templates) {
		if (wanted[row.key] > 0)
			refill_pool({row.home, pg::Identity::of_role(row.owner_oid)}, row.key);
	}
}

std::string maintain_job(std::string const &) {
	for (std::string const &orphan : orphans())
		drop(orphan);
	if (retention_days > 0)
		prune_templates({MyDatabaseId, pg::Identity::of_role(InvalidOid)}, retention_days * 86400.0);
	look_after_pools(all_templates());
	return {};
}

} // namespace confiture::build

extern "C" {
PGDLLEXPORT void confiture_launcher_main(Datum argument);

void confiture_launcher_main(Datum) {
	using namespace confiture;
	pqsignal(SIGTERM, die);
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	BackgroundWorkerUnblockSignals();
	pg::enter([] { build::launch_rounds(); });
}
}
