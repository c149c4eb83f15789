#include "build/pool_pg.hpp"

#include "build/build_lock_pg.hpp"
#include "build/message.hpp"
#include "build/names.hpp"
#include "build/own_databases_pg.hpp"
#include "build/template_pg.hpp"

namespace confiture::build {

static int pool_size_setting = 0;

void define_pool_setting() {
	pg::call([] {
		DefineCustomIntVariable(
			"confiture.pool_size", "Sets how many clones of each recently used template are kept ready.",
			"Zero keeps none.", &pool_size_setting, 0, 0, 1000, PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
	});
}

int pool_size() { return pool_size_setting; }

template <typename Predicate>
static std::vector<std::string> pool_databases_whose_owner(std::string const &key, Predicate &&is_wanted) {
	std::vector<std::string> names;
	for (OwnDatabase const &database : own_databases(std::string(pool_prefix) + key + '_')) {
		if (pg::call([&] { return is_wanted(database.owner); }))
			names.push_back(database.name);
	}
	return names;
}

std::vector<std::string> droppable_pool_databases(std::string const &key) {
	return pool_databases_whose_owner(key, [](Oid owner) { return has_privs_of_role(GetUserId(), owner); });
}

// Those of the current role: what another has made is not to be trusted.
static std::vector<std::string> pool_databases(std::string const &key) {
	return pool_databases_whose_owner(key, [](Oid owner) { return owner == GetUserId(); });
}

std::optional<std::string> take_from_pool(std::string const &key) {
	for (std::string const &name : pool_databases(key)) {
		bool const taken = pg::call([&] {
			Oid const database = get_database_oid(name.c_str(), true);
			if (!OidIsValid(database))
				return false;
			LOCKTAG tag;
			SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, database, 0);
			if (LockAcquire(&tag, AccessExclusiveLock, false, true) == LOCKACQUIRE_NOT_AVAIL)
				return false;
			AcceptInvalidationMessages();
			return get_database_oid(name.c_str(), true) == database; // still in store
		});
		if (taken)
			return name;
	}
	return {};
}

std::string claim_job(std::string const &request) {
	std::vector<std::string> const fields = unpack(request);
	auto const taken = take_from_pool(fields.at(0));
	if (!taken)
		return {};
	run_at_top_level("ALTER DATABASE " + script::quoted_identifier(*taken) + " RENAME TO " +
					 script::quoted_identifier(fields.at(1)));
	return *taken;
}

bool claim_from_pool(pg::Session const &session, std::string const &key, std::string const &name) {
	return !pool_databases(key).empty() && // starting a process only to find none costs some milliseconds
		   !pg::run_in_worker(session, "claim", pack(std::vector{key, name})).empty();
}

void refill_pool(pg::Session const &session, std::string const &key) {
	if (pool_size_setting > 0)
		(void) pg::start_worker(session, "refill", key, GetTopTransactionIdIfAny());
}

std::string refill_job(std::string const &key) {
	BuildLock const lock(key, BuildLock::Purpose::refill); // one at a time; this process ends with the job
	for (int number = 0;; ++number) {
		std::vector<std::string> const ready = pool_databases(key);
		auto const all = all_templates();
		auto const source = std::ranges::find(all, key, &TemplateRow::key);
		if (static_cast<int>(ready.size()) >= pool_size_setting || source == all.end())
			return {};
		std::string const name = std::string(pool_prefix) + key + '_' + std::to_string(number);
		if (std::ranges::find(ready, name) != ready.end() ||
			OidIsValid(pg::call([&] { return get_database_oid(name.c_str(), true); })))
			continue;
		for (std::string const &statement :
			 clone_statements(name, source->database, source->bytes, "ALLOW_CONNECTIONS false"))
			run_at_top_level(statement);
	}
}

} // namespace confiture::build
