#include "mask/static_pg.hpp"

#include <set>

#include "mask/check_pg.hpp"
#include "mask/half_masked_pg.hpp"
#include "mask/masking_group_pg.hpp"
#include "mask/masking_run_pg.hpp"
#include "mask/related_pg.hpp"
#include "mask/rewrite_table_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/state_pg.hpp"
#include "pg/settings.hpp"
#include "pg/spi.hpp"
#include "pg/transaction.hpp"
#include "pg/worker.hpp"

namespace confiture::mask {

namespace {

// What others have done meanwhile has to be seen: tables that they masked, keys that they made.
void check_isolation() {
	if (IsolationUsesXactSnapshot())
		throw Error(sqlstate::object_not_in_prerequisite_state,
					"masking for good needs the isolation level READ COMMITTED");
}

void check_session() {
	if (role_is_masked())
		throw Error(sqlstate::insufficient_privilege, "masked roles may not mask tables",
					"Their reads are masked, and rewriting reads the original values.");
	pg::call([] {
		PreventCommandIfReadOnly("confiture_mask_table()");
		PreventCommandIfParallelMode("confiture_mask_table()");
	});
}

void check_owner(Oid relation) {
	if (!pg::call([&] { return pg::owns_relation(relation, GetUserId()); }))
		throw Error(sqlstate::insufficient_privilege, "must be owner of table " + qualified_name(relation));
}

// Locks a table, and sees that nothing of this session stands in the way. While it waited, the owner may have changed.
void lock(Oid relation, LOCKMODE mode) {
	pg::call([&] {
		Relation const table = table_open(relation, mode);
		CheckTableNotInUse(table, "confiture_mask_table()");
		table_close(table, NoLock);
	});
	check_owner(relation);
}

void lock(MaskedTables const &tables, LOCKMODE mode) {
	for (MaskedTable const &table : tables)
		check_owner(table.relation);
	for (MaskedTable const &table : tables)
		lock(table.relation, mode);
}

void validate(ForeignKey const &key) {
	if (!holds(key)) {
		std::string const table = qualified_name(key.referencing);
		pg::call([&] {
			ereport(WARNING, (errmsg("foreign key \"%s\" of table %s was not validated",
									 get_constraint_name(key.constraint), table.c_str()),
							  errdetail("The owner of the table may not read the table that it references.")));
		});
	}
}

std::vector<Oid> oids_of(MaskedTables const &tables) {
	std::vector<Oid> oids;
	for (MaskedTable const &table : tables)
		oids.push_back(table.relation);
	return oids;
}

// Masks tables, which are locked, in this transaction, and sees that their keys hold.
void mask_tables(MaskedTables const &tables, std::vector<ForeignKey> const &keys) {
	pg::LocalSettings settings{{"confiture.masking", "off"}}; // what constraints read is what stands there
	for (MaskedTable const &table : tables) {
		pg::check_for_interrupts();
		rewrite_masked(table.relation);
	}
	settings.end();
	for (ForeignKey const &key : keys)
		validate(key);
	// new statistics, of masked values
	for (MaskedTable const &table : tables)
		pg::catalog_query("ANALYZE " + qualified_name(table.relation));
}

bool contains(MaskedTables const &tables, MaskedTable const &table) {
	return std::ranges::any_of(tables, [&](MaskedTable const &other) { return other.relation == table.relation; });
}

// The foreign keys that masks of these tables change, as they are now that the tables are locked. An Error if one joins
// them with others and isn't suspended: it was made after the call had looked, and would silently break.
std::vector<ForeignKey> keys_of(MaskedTables const &tables) {
	std::vector<ForeignKey> keys;
	for (Group const &group : groups_near(tables)) {
		MaskedTables const all = group.tables();
		std::vector<ForeignKey> touched = group.keys;
		touched.insert(touched.end(), group.between.begin(), group.between.end());
		for (ForeignKey const &key : touched) {
			MaskedTables joined;
			std::ranges::copy_if(all, std::back_inserter(joined), [&](MaskedTable const &table) {
				return table.stores_rows_of(key.referencing) || table.stores_rows_of(key.referenced);
			});
			auto const is_ours = [&](MaskedTable const &table) { return contains(tables, table); };
			if (!key.is_valid || std::ranges::none_of(joined, is_ours))
				continue;
			if (!std::ranges::all_of(joined, is_ours))
				throw Error(sqlstate::object_not_in_prerequisite_state,
							"a foreign key of table " + qualified_name(key.referencing) +
								" joins tables that are not "
								"masked together",
							"It was made, or its labels were changed, after the call began.", "Call again.");
			keys.push_back(key);
		}
	}
	return keys;
}

// Where the original values still are.
void tell_the_rest() {
	std::string const places = pg::catalog_query(R"(
		SELECT coalesce(', and in materialized views: ' || string_agg(name, ', ' ORDER BY name) FILTER (WHERE kind = 'm'), '')
			|| coalesce(', and in foreign tables: ' || string_agg(name, ', ' ORDER BY name) FILTER (WHERE kind = 'f'), '')
		FROM (
			SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relkind AS kind
			FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
			WHERE (c.relkind = 'm' AND EXISTS (
					SELECT FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
						JOIN pg_seclabel AS l ON l.provider = 'confiture' AND l.classoid = d.refclassid AND l.objoid = d.refobjid
					WHERE r.ev_class = c.oid))
				OR (c.relkind IN ('m', 'f') AND EXISTS (
					SELECT FROM pg_seclabel AS l WHERE l.provider = 'confiture' AND l.classoid = 'pg_class'::regclass
						AND l.objoid = c.oid AND l.label <> 'keep'))) AS places)")
								   .rows.at(0)
								   .at(0)
								   .value_or("");
	pg::call([&] {
		ereport(NOTICE, (errmsg("original values may be left outside of the tables"),
						 errdetail("They are in WAL, replication slots, backups, replicas and dead rows of "
								   "pg_statistic%s.",
								   places.c_str()),
						 errhint("Run VACUUM FULL pg_statistic, refresh materialized views, and take new backups.")));
	});
}

// ---- Runs -------------------------------------------------------------------------------------------------------

bool has_open(RunId const &run, MaskedTables const &tables) {
	return std::ranges::any_of(tables, [&](MaskedTable const &table) { return is_open(run, table.relation); });
}

// Masks what is still open of some tables, in this transaction.
void mask_in_run(RunId const &run, MaskedTables const &tables) {
	lock(tables, AccessExclusiveLock);
	MaskedTables open;
	for (MaskedTable const &table : tables)
		if (is_open(run, table.relation))
			open.push_back(table);
	if (open.empty())
		return;
	mask_tables(open, keys_of(tables));
	for (MaskedTable const &table : open)
		record_masked(run, table.relation);
}

// Before the first of a group's units is masked, if it has several.
void begin_group(RunId const &run, Group const &group) {
	if (group.units.size() < 2)
		return;
	for (ForeignKey const &key : group.between)
		check_owner(key.referencing);
	MaskedTables const tables = group.tables();
	lock(tables, ShareRowExclusiveLock);
	if (has_open(run, tables))
		begin_half_masked(run, oids_of(tables), group.between);
}

// After the last.
void end_group(RunId const &run, Group const &group) {
	MaskedTables const tables = group.tables();
	renew_statistics_of_parents(oids_of(tables));
	if (group.units.size() < 2)
		return;
	lock(tables, AccessExclusiveLock);
	end_half_masked(run, oids_of(tables), group.between);
}

// What an earlier call began, and no group has now: labels and foreign keys may have changed since.
void end_leftovers(RunId const &run) {
	std::vector<Oid> const tables = half_masked_tables(run);
	std::vector<Oid> const suspended = suspended_keys(run);
	if (tables.empty() && suspended.empty())
		return;
	for (Oid const table : tables)
		lock(table, AccessExclusiveLock);
	std::vector<ForeignKey> keys = foreign_keys();
	std::erase_if(keys, [&](ForeignKey const &key) { return std::ranges::count(suspended, key.constraint) == 0; });
	end_half_masked(run, tables, keys);
	for (Oid const dropped : suspended)
		forget_suspended(run, dropped);
}

// What is half masked has to be finished by the run that began it: masked twice, keys would match no more.
void check_half_masked(RunId const &run, MaskedTables const &tables) {
	std::string const own = run.empty() ? "" : full_name(run);
	for (MaskedTable const &table : tables)
		if (std::string const other = half_masked_by(table.relation); !other.empty() && other != own)
			throw Error(sqlstate::object_not_in_prerequisite_state,
						"table " + qualified_name(table.relation) + " is half masked by run " +
							other.substr(0, other.find(' ')),
						"Some of the tables that its keys join are masked by that run, and others are not.",
						"Call confiture_mask_database with the arguments include and exclude of that run, which "
						"confiture.masking_run has.");
}

void check_masked_once(RunId const &run, MaskedTables const &tables) {
	for (MaskedTable const &table : tables)
		if (RunId const other = other_open_run(run, table.relation); !other.empty())
			throw Error(sqlstate::object_not_in_prerequisite_state,
						"table " + qualified_name(table.relation) + " was masked by run " + other +
							", which is not finished",
						"It would be masked twice.",
						"Finish that run, by a call with its arguments include and exclude, or begin anew with resume "
						"=> false.");
}

// ---- Rules are checked before anything is touched -----------------------------------------------------------------

// What concerns reads under masks, or the server, does not hinder masking for good.
bool hinders(Problem const &problem) {
	return problem.severity == Problem::error && OidIsValid(problem.relation) && problem.kind != "materialized_copy";
}

void check_before(Selection const &selection, std::function<bool(Oid)> const &concerns) {
	constexpr std::size_t sample = 1000;
	constexpr int most = 5;
	std::string told;
	int count = 0;
	for (Problem const &problem : check_rules(selection, sample))
		if (hinders(problem) && concerns(problem.relation) && ++count <= most)
			told += (told.empty() ? "" : "\n") +
					(problem.column.empty() ? qualified_name(problem.relation)
											: key_name(problem.relation, problem.column)) +
					": " + problem.message;
	if (count > most)
		told += "\nAnd " + std::to_string(count - most) + " more.";
	if (count > 0)
		throw Error(sqlstate::object_not_in_prerequisite_state, "masking rules have problems", told,
					"See confiture_mask_check(). Solve them, or go on in spite of them with force => true.");
}

// The table that checks know a table by: for partitions, their root.
Oid root_of(MaskedTable const &table) {
	Oid root = table.relation;
	for (Oid const parent : table.parents)
		if (!pg::call([&] { return get_rel_relispartition(parent); }))
			root = parent;
	return root;
}

// Tables by their names, whatever these are, as patterns.
Selection selection_of(MaskedTables const &tables) {
	Selection selection;
	for (MaskedTable const &table : tables) {
		Oid const root = root_of(table);
		std::string const name = pg::call([&] { return get_namespace_name(get_rel_namespace(root)); }) +
								 std::string(".") + pg::call([&] { return get_rel_name(root); });
		std::string pattern;
		for (char const c : name) {
			if (std::string_view("*?[]\\").find(c) != std::string_view::npos)
				pattern += '\\';
			pattern += c;
		}
		selection.include.push_back(std::move(pattern));
	}
	return selection;
}

// ---- In background workers: "<run> <tables of a unit>;<tables of the next>…" -------------------------------------

// Units that one worker masks, one after another, each in a transaction of its own: a process has to read all rules
// before it masks, which takes longer than to mask a small table.
using Batch = std::vector<MaskedTables>;

std::string request_for(RunId const &run, Batch const &batch) {
	std::string request = run;
	for (MaskedTables const &unit : batch) {
		request += &unit == &batch.front() ? " " : ";";
		for (MaskedTable const &table : unit)
			request += (request.back() == ' ' || request.back() == ';' ? "" : " ") + std::to_string(table.relation);
	}
	return request;
}

std::string mask_requested(std::string const &request) {
	check_session();
	check_isolation();
	std::size_t const space = request.find(' ');
	RunId const run = request.substr(0, space);
	for (std::size_t at = space + 1; at < request.size();) {
		std::size_t const end = std::min(request.find(';', at), request.size());
		mask_in_run(run, masked_tables(to_oids(request.substr(at, end - at))));
		at = end + 1;
		if (at < request.size())
			pg::commit_and_begin();
	}
	return {};
}

// Tokens of different transactions wait for one another in the vault.
bool has_tokens(MaskedTables const &unit) {
	return std::ranges::any_of(unit, [](MaskedTable const &table) {
		std::shared_ptr<RelationRules const> const rules = rules_of(table.relation);
		return rules != nullptr && std::ranges::any_of(rules->columns, [](ColumnRule const &rule) {
				   return rule.call.strategy == "tokenize";
			   });
	});
}

double pages_of(MaskedTables const &unit) {
	double pages = 0;
	for (MaskedTable const &table : unit)
		pages += std::stod(
			pg::catalog_query("SELECT relpages FROM pg_class WHERE oid = $1::oid", {std::to_string(table.relation)})
				.rows.at(0)
				.at(0)
				.value());
	return pages;
}

// An error of one ends the others with this transaction; what was committed stays.
void mask_at_once(RunId const &run, std::vector<Batch> const &batches, std::size_t workers) {
	pg::Session const session{MyDatabaseId, pg::Identity::current()};
	constexpr long longest_wait_ms = 1000;
	std::vector<pg::RunningJob> running;
	for (std::size_t next = 0; next < batches.size() || !running.empty();) {
		while (next < batches.size() && running.size() < workers) {
			auto job = pg::RunningJob::start(session, "mask tables", request_for(run, batches[next]));
			if (!job && running.empty())
				pg::refuse_for_want_of_workers();
			if (!job)
				break;
			running.push_back(*job);
			++next;
		}
		if (std::erase_if(running, [](pg::RunningJob &job) { return job.poll().has_value(); }) == 0)
			pg::wait_for_latch(longest_wait_ms);
	}
}

void mask_by_workers(RunId const &run, std::vector<MaskedTables> units, std::size_t workers) {
	std::map<Oid, double> pages; // of a unit, by its first table
	double total = 0;
	for (MaskedTables const &unit : units)
		total += pages[unit.front().relation] = std::max(pages_of(unit), 1.0);
	auto const size_of = [&](MaskedTables const &unit) { return pages.at(unit.front().relation); };
	std::ranges::stable_sort(units, std::ranges::greater{}, size_of); // the largest first
	auto const with_tokens =
		std::ranges::stable_partition(units, [](MaskedTables const &unit) { return !has_tokens(unit); });

	// so many that all workers have something to do to the end
	double const enough = total / (8.0 * static_cast<double>(workers));
	std::vector<Batch> batches;
	double size = 0;
	for (auto unit = units.begin(); unit != with_tokens.begin(); ++unit) {
		if (batches.empty() || size + size_of(*unit) > enough) {
			batches.emplace_back();
			size = 0;
		}
		size += size_of(*unit);
		batches.back().push_back(std::move(*unit));
	}
	mask_at_once(run, batches, workers);
	if (!with_tokens.empty())
		mask_at_once(run, {Batch(with_tokens.begin(), with_tokens.end())}, 1);
}

bool is_selected(Selection const &selection, Oid relation) {
	std::string const schema = pg::call([&] { return get_namespace_name(get_rel_namespace(relation)); });
	std::string const table = pg::call([&] { return get_rel_name(relation); });
	return selection.selects(schema, table, "");
}

// Groups with a selected table.
std::vector<Group> selected_groups(Selection const &selection) {
	std::vector<Group> groups = groups_of(masked_tables(), foreign_keys());
	std::erase_if(groups, [&](Group const &group) {
		return std::ranges::none_of(group.tables(),
									[&](MaskedTable const &table) { return is_selected(selection, table.relation); });
	});
	return groups;
}

} // namespace

void mask_table(Oid relation, bool cascade, bool force) {
	check_session();
	check_isolation();
	check_owner(relation);
	List *const family = pg::call([&] { return find_all_inheritors(relation, AccessExclusiveLock, nullptr); });
	MaskedTables chosen;
	std::string others;
	for (Group const &group : groups_of(masked_tables(), foreign_keys())) {
		auto const in_family = [&](MaskedTable const &table) { return list_member_oid(family, table.relation); };
		MaskedTables const tables = group.tables();
		if (std::ranges::none_of(tables, in_family))
			continue;
		for (MaskedTable const &table : tables) {
			if (!in_family(table))
				others += (others.empty() ? "" : ", ") + qualified_name(table.relation);
			chosen.push_back(table);
		}
	}
	if (chosen.empty())
		throw Error(sqlstate::object_not_in_prerequisite_state,
					"table " + qualified_name(relation) + " has no masking rules", "", "Label its columns first.");
	if (!others.empty() && !cascade)
		throw Error(sqlstate::object_not_in_prerequisite_state,
					"table " + qualified_name(relation) + " can't be masked without others",
					"Masked keys join it with these tables: " + others + ".",
					"Mask them together with cascade => true, or all tables with confiture_mask_database.");
	lock(chosen, AccessExclusiveLock);
	check_half_masked({}, chosen);
	if (!force)
		check_before(selection_of(chosen), [&](Oid problem) {
			return std::ranges::any_of(chosen, [&](MaskedTable const &table) { return root_of(table) == problem; });
		});
	mask_tables(chosen, keys_of(chosen));
	renew_statistics_of_parents(oids_of(chosen));
	tell_the_rest();
}

void mask_database(Selection const &selection, DatabaseRun const &how) {
	check_session();
	check_isolation();
	if (how.workers < 1)
		throw Error(sqlstate::invalid_parameter_value, "number of workers must be at least 1");
	if (how.workers > 1 && !how.may_commit)
		throw Error(sqlstate::active_sql_transaction, "tables cannot be masked by workers inside a transaction block",
					"Workers have transactions of their own.", "Call outside of a block, or with workers => 1.");
	if (how.workers > 1 && has_session_secret())
		throw Error(sqlstate::object_not_in_prerequisite_state, "background workers do not have the session's secret",
					"confiture.secret is set in this session.",
					"Mask with workers => 1, or put the secret into the file of confiture.secret_file.");
	auto const commit = [&] {
		if (how.may_commit)
			pg::call([] { SPI_commit(); });
	};
	// tables may come and go between transactions; the list is made once
	std::vector<Group> groups = selected_groups(selection);
	if (!how.may_commit) // nobody sees what is half masked
		for (Group &group : groups) {
			group.between.clear();
			group.units = {group.tables()};
		}
	MaskedTables all;
	for (Group const &group : groups)
		for (MaskedTable const &table : group.tables()) {
			check_owner(table.relation);
			all.push_back(table);
		}
	RunId const run = begin_run(selection, how.resume);
	check_half_masked(run, all);
	if (how.resume)
		check_masked_once(run, all);
	if (!how.force) {
		std::set<Oid> done;
		MaskedTables joined; // by keys, with those that are selected
		for (MaskedTable const &table : all) {
			if (!is_open(run, table.relation))
				done.insert(root_of(table));
			if (!is_selected(selection, root_of(table)))
				joined.push_back(table);
		}
		auto const is_still_open = [&](Oid relation) { return !done.contains(relation); };
		check_before(selection, is_still_open);
		if (!joined.empty())
			check_before(selection_of(joined), is_still_open);
	}
	commit();
	if (how.workers > 1) {
		std::vector<MaskedTables> units;
		for (Group const &group : groups) {
			begin_group(run, group);
			commit();
			units.insert(units.end(), group.units.begin(), group.units.end());
		}
		mask_by_workers(run, std::move(units), static_cast<std::size_t>(how.workers));
	}
	for (Group const &group : groups) {
		if (how.workers == 1) {
			begin_group(run, group);
			commit();
			for (MaskedTables const &unit : group.units) {
				mask_in_run(run, unit);
				commit();
			}
		}
		end_group(run, group);
		commit();
	}
	end_leftovers(run);
	finish_run(run);
	tell_the_rest();
}

void register_static_masking() { pg::register_job("mask tables", mask_requested); }

} // namespace confiture::mask
