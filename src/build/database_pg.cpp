#include "build/database_pg.hpp"

#include "build/execute_pg.hpp"
#include "build/jobs_pg.hpp"
#include "build/names.hpp"
#include "build/own_databases_pg.hpp"
#include "build/pool_pg.hpp"
#include "build/template_pg.hpp"

namespace confiture::build {

using script::quoted_identifier;

// Runs a command in the current transaction, as the caller would.
static void run_here(std::string const &command) { execute(command, false); }

static Oid oid_of(std::string const &database) {
	return pg::call([&] {
		AcceptInvalidationMessages();
		return get_database_oid(database.c_str(), true);
	});
}

static bool may_create_databases() {
	return pg::call([] {
		HeapTuple const tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(GetUserId()));
		if (!HeapTupleIsValid(tuple))
			return false;
		auto const *const role = reinterpret_cast<Form_pg_authid>(GETSTRUCT(tuple));
		bool const may = role->rolsuper || role->rolcreatedb;
		ReleaseSysCache(tuple);
		return may;
	});
}

// Takes the name of a database away and has it dropped, if this transaction commits. Its sessions must have ended,
// or are ended when "force" is given.
static void set_aside(pg::Session const &session, std::string const &name, bool force) {
	Oid const database = oid_of(name);
	std::string const aside = std::string(dropping_prefix) + std::to_string(database);
	if (force)
		pg::call([&] { TerminateOtherDBBackends(database); });
	run_here("ALTER DATABASE " + quoted_identifier(name) + " RENAME TO " + quoted_identifier(aside));
	run_here("ALTER DATABASE " + quoted_identifier(aside) + " ALLOW_CONNECTIONS false");
	drop_in_background(session, aside, When::after_transaction);
}

// Gives a closed database of ours its name, and opens it.
static void hand_over(NewDatabase const &wanted, pg::Session const &session, std::string const &database) {
	if (OidIsValid(oid_of(wanted.name)))
		set_aside(session, wanted.name, false);
	std::string const name = quoted_identifier(wanted.name);
	run_here("ALTER DATABASE " + quoted_identifier(database) + " RENAME TO " + name);
	run_here("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
	if (!wanted.owner.empty())
		run_here("ALTER DATABASE " + name + " OWNER TO " + quoted_identifier(wanted.owner));
}

static void check(NewDatabase const &wanted) {
	if (!may_create_databases())
		throw Error(sqlstate::insufficient_privilege, "permission denied to create database", {},
					"The role needs the attribute CREATEDB.");
	if (wanted.name.empty())
		throw Error(sqlstate::invalid_parameter_value, "name of a database must not be empty");
	if (wanted.name.starts_with("confiture_"))
		throw Error(sqlstate::invalid_parameter_value, "database name \"" + wanted.name + "\" is reserved",
					"Names that start with \"confiture_\" are for confiture's own databases.");
	if (!wanted.replace && OidIsValid(oid_of(wanted.name)))
		throw Error(sqlstate::duplicate_database, "database \"" + wanted.name + "\" already exists", {},
					"Use replace => true to put the new database in its place.");
	if (OidIsValid(oid_of(wanted.name)) && oid_of(wanted.name) == MyDatabaseId)
		throw Error(sqlstate::object_in_use, "cannot replace the currently open database");
	if (wanted.options.dry_run)
		throw Error(sqlstate::feature_not_supported, "a database cannot be created in a dry run");
}

void create_database(NewDatabase const &wanted) {
	check(wanted);
	Plan plan = plan_of(wanted.path, wanted.options);
	plan.use_pool = wanted.use_pool;
	for (std::string const &orphan : orphans()) {
		if (orphan.starts_with(building_prefix)) // those to be dropped are mostly being dropped
			drop_in_background(plan.session, orphan, When::now);
	}
	bool const replaces = OidIsValid(oid_of(wanted.name));
	auto const hand_over_built = [&](std::string const &database) {
		or_drop(plan.session, database, [&] { hand_over(wanted, plan.session, database); });
		if (wanted.in_transaction) // if it rolls back, the database has its old name again
			drop_in_background(plan.session, database, When::after_transaction);
	};
	if (!wanted.use_template) {
		hand_over_built(build_database(plan));
		return;
	}
	auto const ready_made = find_template(plan);
	if (ready_made && wanted.use_pool) {
		if (auto const ready = take_from_pool(plan.keys.back())) {
			hand_over(wanted, plan.session, *ready);
			note_use(plan.keys.back());
			refill_pool(plan.session, plan.keys.back());
			return;
		}
	}
	auto const found = ready_made ? *ready_made : find_or_build(plan);
	if (auto const *const built = std::get_if<std::string>(&found)) {
		hand_over_built(*built);
		return;
	}
	auto const &source = std::get<Template>(found);
	if (replaces || wanted.in_transaction) {
		std::string const clone = new_building_name("clone");
		run_statements(plan.session, clone_statements(clone, source.database, source.bytes, "ALLOW_CONNECTIONS false"));
		hand_over_built(clone);
	} else {
		std::string const owner = wanted.owner.empty() ? "" : "OWNER " + quoted_identifier(wanted.owner);
		auto const statements = clone_statements(wanted.name, source.database, source.bytes, owner);
		if (wanted.is_whole_statement && statements.size() == 1)
			execute(statements.front(), true); // nothing after it may fail: its files would stay
		else
			run_statements(plan.session, statements);
	}
	note_use(source.key);
	refill_pool(plan.session, source.key);
}

void drop_database(std::string const &name, bool force) {
	Oid const database = oid_of(name);
	if (!OidIsValid(database))
		throw Error(sqlstate::undefined_database, "database \"" + name + "\" does not exist");
	if (database == MyDatabaseId)
		throw Error(sqlstate::object_in_use, "cannot drop the currently open database");
	pg::Session const session{MyDatabaseId, pg::Identity::current()};
	if (may_create_databases())
		set_aside(session, name, force);
	else // no right to rename it: the caller has to wait
		run_statements(session, {"DROP DATABASE " + quoted_identifier(name) + (force ? " WITH (FORCE)" : "")});
}

std::vector<std::string> orphans() {
	std::vector<std::string> names;
	for (std::string_view const prefix : {building_prefix, dropping_prefix}) {
		for (OwnDatabase const &database : own_databases(prefix)) {
			int const builder = builder_of(database.name);
			bool const is_built = builder != 0 && (builder == MyProcPid ||
												   pg::call([&] { return BackendPidGetProc(builder) != nullptr; }));
			if (!is_built && pg::call([&] { return has_privs_of_role(GetUserId(), database.owner); }))
				names.push_back(database.name);
		}
	}
	return names;
}

} // namespace confiture::build
