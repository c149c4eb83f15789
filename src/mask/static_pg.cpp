#include "mask/static_pg.hpp"

#include "mask/rewrite_table_pg.hpp"
#include "mask/rule_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/state_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"
#include "pg/worker.hpp"
#include "mask/related_pg.hpp"

namespace confiture::mask {

namespace {

// A foreign key; those that partitions have from their parents are left out, since the parent's stands for them.
struct ForeignKey {
	Oid constraint;
	Oid referencing;
	Oid referenced;
	std::vector<AttrNumber> referencing_columns;
	std::vector<AttrNumber> referenced_columns;
};

std::vector<AttrNumber> to_columns(std::string const &list) { // "1 2 3"
	std::vector<AttrNumber> columns;
	for (std::size_t at = 0; at < list.size();) {
		std::size_t const end = std::min(list.find(' ', at), list.size());
		columns.push_back(static_cast<AttrNumber>(std::stoi(list.substr(at, end - at))));
		at = end + 1;
	}
	return columns;
}

Oid to_oid(std::optional<std::string> const &text) { return static_cast<Oid>(std::stoul(*text)); }

std::vector<Oid> to_oids(std::string const &list) { // "16384 16390"
	std::vector<Oid> oids;
	for (std::size_t at = 0; at < list.size();) {
		std::size_t const end = std::min(list.find(' ', at), list.size());
		oids.push_back(static_cast<Oid>(std::stoul(list.substr(at, end - at))));
		at = end + 1;
	}
	return oids;
}

std::vector<ForeignKey> foreign_keys() {
	std::vector<ForeignKey> keys;
	pg::Table const found = pg::catalog_query(R"(
		SELECT oid, conrelid, confrelid, array_to_string(conkey, ' '), array_to_string(confkey, ' ')
		FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY oid)");
	for (pg::Row const &row : found.rows)
		keys.push_back({to_oid(row[0]), to_oid(row[1]), to_oid(row[2]), to_columns(*row[3]), to_columns(*row[4])});
	return keys;
}

// A table whose rows the rules change.
struct MaskedTable {
	Oid relation;
	bool removes_rows;
	std::vector<AttrNumber> columns;
	std::vector<Oid> parents; // that it is a partition of, directly or not

	[[nodiscard]] bool stores_rows_of(Oid table) const {
		return relation == table || std::ranges::count(parents, table) > 0;
	}

	[[nodiscard]] bool masks(std::vector<AttrNumber> const &key) const {
		return std::ranges::any_of(key, [&](AttrNumber column) { return std::ranges::count(columns, column) > 0; });
	}
};

std::optional<MaskedTable> masked_table(Oid relation) {
	std::shared_ptr<RelationRules const> const rules = rules_of(relation);
	if (rules == nullptr)
		return {};
	MaskedTable table{relation, rules->table && rules->table->kind != TableRule::keep, {}, {}};
	for (ColumnRule const &rule : rules->columns)
		if (!rule.keeps())
			table.columns.push_back(rule.attribute);
	if (table.columns.empty() && !table.removes_rows)
		return {};
	return table;
}

// Tables with storage that are masked, in the order of schema and name.
std::vector<MaskedTable> masked_tables() {
	std::vector<MaskedTable> tables;
	pg::Table const found = pg::catalog_query(R"(
		SELECT c.oid, array_to_string(ARRAY(SELECT relid::oid FROM pg_partition_ancestors(c.oid) WHERE relid <> c.oid), ' ')
		FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
			AND n.nspname <> 'confiture'
		ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C")");
	for (pg::Row const &row : found.rows) {
		pg::check_for_interrupts();
		if (auto table = masked_table(to_oid(row[0]))) {
			table->parents = to_oids(*row[1]);
			tables.push_back(std::move(*table));
		}
	}
	return tables;
}

using Group = std::vector<MaskedTable>;

// Whether masks, or rows that are left out, change what a foreign key compares.
bool is_touched(ForeignKey const &key) {
	std::optional<MaskedTable> const referencing = masked_table(key.referencing);
	std::optional<MaskedTable> const referenced = masked_table(key.referenced);
	return (referencing && referencing->masks(key.referencing_columns)) ||
		   (referenced && (referenced->masks(key.referenced_columns) || referenced->removes_rows));
}

// Tables that masked keys join, directly or over others; partitions of a joined table all together.
std::vector<Group> groups_of(std::vector<MaskedTable> const &tables, std::vector<ForeignKey> const &keys) {
	std::vector<std::size_t> leader(tables.size());
	for (std::size_t i = 0; i < tables.size(); ++i)
		leader[i] = i;
	auto const find = [&](std::size_t i) {
		while (leader[i] != i)
			i = leader[i];
		return i;
	};
	for (ForeignKey const &key : keys) {
		if (!is_touched(key))
			continue;
		std::optional<std::size_t> first;
		for (std::size_t i = 0; i < tables.size(); ++i) {
			if (!tables[i].stores_rows_of(key.referencing) && !tables[i].stores_rows_of(key.referenced))
				continue;
			if (first)
				leader[std::max(find(*first), find(i))] = std::min(find(*first), find(i));
			else
				first = i;
		}
	}
	std::map<std::size_t, Group> groups;
	for (std::size_t i = 0; i < tables.size(); ++i)
		groups[find(i)].push_back(tables[i]);
	std::vector<Group> result;
	for (auto &[first, group] : groups)
		result.push_back(std::move(group));
	return result;
}

// What others have masked meanwhile has to be seen, or it would be masked twice.
void check_isolation() {
	if (IsolationUsesXactSnapshot())
		throw Error(sqlstate::object_not_in_prerequisite_state,
					"masking a database needs the isolation level READ COMMITTED");
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

// Locks a table, and sees that nothing of this session stands in the way.
void lock(Oid relation) {
	pg::call([&] {
		Relation const table = table_open(relation, AccessExclusiveLock);
		CheckTableNotInUse(table, "confiture_mask_table()");
		table_close(table, NoLock);
	});
}

// As ALTER TABLE … VALIDATE CONSTRAINT does, with masked rows now in both tables.
void validate(ForeignKey const &key) {
	bool const could = pg::call([&] {
		Oid user = InvalidOid;
		int security = 0;
		Relation const referencing = table_open(key.referencing, AccessShareLock);
		Relation const referenced = table_open(key.referenced, AccessShareLock);
		GetUserIdAndSecContext(&user, &security);
		if (!superuser())
			SetUserIdAndSecContext(referencing->rd_rel->relowner, security | SECURITY_RESTRICTED_OPERATION);
		Trigger trigger{};
		trigger.tgname = get_constraint_name(key.constraint);
		trigger.tgenabled = TRIGGER_FIRES_ON_ORIGIN;
		trigger.tgisinternal = true;
		trigger.tgconstrrelid = key.referenced;
		trigger.tgconstrindid = get_constraint_index(key.constraint);
		trigger.tgconstraint = key.constraint;
		PushActiveSnapshot(GetLatestSnapshot());
		bool const checked = RI_Initial_Check(&trigger, referencing, referenced);
		PopActiveSnapshot();
		SetUserIdAndSecContext(user, security);
		table_close(referenced, NoLock);
		table_close(referencing, NoLock);
		return checked;
	});
	if (!could)
		pg::call([&] {
			ereport(WARNING, (errmsg("foreign key \"%s\" of table %s was not validated",
									 get_constraint_name(key.constraint), qualified_name(key.referencing).c_str()),
							  errdetail("The owner of the table may not read the table that it references.")));
		});
}

void lock(Group const &group) {
	for (MaskedTable const &table : group)
		check_owner(table.relation);
	for (MaskedTable const &table : group)
		lock(table.relation);
}

// Masks the tables of a group, which are locked, in this transaction, and sees that their foreign keys hold.
std::int64_t mask_group(Group const &group, std::vector<ForeignKey> const &keys) {
	// the tables are ours now; reads of constraints' checks are of what stands in them
	int const settings = pg::call([] {
		int const level = NewGUCNestLevel();
		static_cast<void>(
			set_config_option("confiture.masking", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false));
		return level;
	});
	std::int64_t rows = 0;
	for (MaskedTable const &table : group) {
		pg::check_for_interrupts();
		rows += rewrite_masked(table.relation).kept;
	}
	for (ForeignKey const &key : keys) {
		bool const is_ours = std::ranges::any_of(group, [&](MaskedTable const &table) {
			return table.stores_rows_of(key.referencing) || table.stores_rows_of(key.referenced);
		});
		if (is_ours && is_touched(key))
			validate(key);
	}
	pg::call([&] { AtEOXact_GUC(false, settings); });
	// new statistics, of masked values
	for (MaskedTable const &table : group)
		pg::catalog_query("ANALYZE " + qualified_name(table.relation));
	return rows;
}

// Where the original values still are.
void tell_the_rest() {
	std::string views;
	pg::Table const found = pg::catalog_query(R"(
		SELECT format('%I.%I', n.nspname, c.relname)
		FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE c.relkind = 'm' AND EXISTS (
			SELECT FROM pg_rewrite AS r JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
				JOIN pg_seclabel AS l ON l.provider = 'confiture' AND l.classoid = d.refclassid AND l.objoid = d.refobjid
			WHERE r.ev_class = c.oid)
		ORDER BY 1)");
	for (pg::Row const &row : found.rows)
		views += (views.empty() ? "" : ", ") + *row[0];
	pg::call([&] {
		ereport(NOTICE,
				(errmsg("original values may be left outside of the tables"),
				 errdetail("They are in WAL, replication slots, backups, replicas and dead rows of pg_statistic%s%s.",
						   views.empty() ? "" : ", and in materialized views: ", views.c_str()),
				 errhint("Run VACUUM FULL pg_statistic, refresh materialized views, and take new backups.")));
	});
}

// What tells about runs is written by the extension itself, so that nobody can call a table masked that is not.
std::string bookkeeping(std::string const &sql, std::vector<std::string> const &parameters) {
	struct User {
		Oid id;
		int security;
	};
	User const user = pg::call([] {
		User now{};
		GetUserIdAndSecContext(&now.id, &now.security);
		SetUserIdAndSecContext(BOOTSTRAP_SUPERUSERID, now.security | SECURITY_LOCAL_USERID_CHANGE);
		return now;
	});
	pg::Table const result = pg::catalog_query(sql, parameters);
	pg::call([&] { SetUserIdAndSecContext(user.id, user.security); });
	return result.rows.empty() ? "" : result.rows[0][0].value_or("");
}

// The run that is to be gone on with, or a new one.
std::string begin_run(bool resume) {
	std::string run;
	if (resume)
		run = bookkeeping(
			"SELECT id::text FROM confiture.masking_run WHERE finished_at IS NULL ORDER BY id DESC LIMIT 1", {});
	if (run.empty())
		run = bookkeeping("INSERT INTO confiture.masking_run DEFAULT VALUES RETURNING id::text", {});
	return run;
}

// Whether a table still has to be masked in a run. Asked when it is locked: other sessions that work at the same run
// have then masked it, or will not.
bool is_open(std::string const &run, Oid relation) {
	return bookkeeping(R"(
		SELECT 'open' WHERE NOT EXISTS (
			SELECT FROM confiture.masked_table AS t WHERE t.run = $1::bigint AND t.relation = $2::oid))",
					   {run, std::to_string(relation)}) == "open";
}

void record(std::string const &run, Group const &group) {
	for (MaskedTable const &table : group)
		bookkeeping("INSERT INTO confiture.masked_table (run, relation, name) VALUES ($1::bigint, $2::oid, $3)",
					{run, std::to_string(table.relation), qualified_name(table.relation)});
}

// Masks what is still open of a group, in this transaction.
void mask_in_run(std::string const &run, Group const &group, std::vector<ForeignKey> const &keys) {
	lock(group);
	Group open;
	for (MaskedTable const &table : group)
		if (is_open(run, table.relation))
			open.push_back(table);
	if (open.empty())
		return;
	mask_group(open, keys);
	record(run, open);
}

// ---- In background workers: "<run> <tables of a group>"

std::string request_for(std::string const &run, Group const &group) {
	std::string request = run;
	for (MaskedTable const &table : group)
		request += " " + std::to_string(table.relation);
	return request;
}

std::string mask_requested(std::string const &request) {
	check_session();
	check_isolation();
	std::size_t const space = request.find(' ');
	std::vector<Oid> const wanted = to_oids(request.substr(space + 1));
	Group group;
	for (MaskedTable &table : masked_tables())
		if (std::ranges::count(wanted, table.relation) > 0)
			group.push_back(std::move(table));
	mask_in_run(request.substr(0, space), group, foreign_keys());
	return {};
}

// Tokens of different transactions wait for one another in the vault.
bool has_tokens(Group const &group) {
	return std::ranges::any_of(group, [](MaskedTable const &table) {
		std::shared_ptr<RelationRules const> const rules = rules_of(table.relation);
		return rules != nullptr && std::ranges::any_of(rules->columns, [](ColumnRule const &rule) {
				   return rule.call.strategy == "tokenize";
			   });
	});
}

double pages_of(Group const &group) {
	double pages = 0;
	for (MaskedTable const &table : group)
		pages += std::stod(
			pg::catalog_query("SELECT relpages FROM pg_class WHERE oid = $1::oid", {std::to_string(table.relation)})
				.rows.at(0)
				.at(0)
				.value());
	return pages;
}

// An error of one ends the others with this transaction; what was committed stays.
void mask_at_once(std::string const &run, std::vector<Group> const &groups, std::size_t workers) {
	pg::Session const session{MyDatabaseId, pg::Identity::current()};
	constexpr long longest_wait_ms = 1000;
	std::vector<pg::RunningJob> running;
	for (std::size_t next = 0; next < groups.size() || !running.empty();) {
		while (next < groups.size() && running.size() < workers) {
			auto job = pg::RunningJob::start(session, "mask tables", request_for(run, groups[next]));
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

void mask_by_workers(std::string const &run, std::vector<Group> groups, std::size_t workers) {
	std::map<Oid, double> pages; // of a group, by its first table
	for (Group const &group : groups)
		pages[group.front().relation] = pages_of(group);
	std::ranges::stable_sort(groups, [&](Group const &a, Group const &b) { // the largest first
		return pages.at(a.front().relation) > pages.at(b.front().relation);
	});
	auto const with_tokens =
		std::ranges::stable_partition(groups, [](Group const &group) { return !has_tokens(group); });
	mask_at_once(run, {groups.begin(), with_tokens.begin()}, workers);
	mask_at_once(run, {with_tokens.begin(), with_tokens.end()}, 1);
}

bool is_selected(Selection const &selection, Oid relation) {
	std::string const schema = pg::call([&] { return get_namespace_name(get_rel_namespace(relation)); });
	std::string const table = pg::call([&] { return get_rel_name(relation); });
	return selection.selects(schema, table, "");
}

} // namespace

void mask_table(Oid relation, bool cascade) {
	check_session();
	check_owner(relation);
	List *const family = pg::call([&] { return find_all_inheritors(relation, AccessExclusiveLock, nullptr); });
	std::vector<MaskedTable> const tables = masked_tables();
	std::vector<ForeignKey> const keys = foreign_keys();
	Group chosen;
	std::string others;
	for (Group const &group : groups_of(tables, keys)) {
		auto const in_family = [&](MaskedTable const &table) { return list_member_oid(family, table.relation); };
		if (std::ranges::none_of(group, in_family))
			continue;
		for (MaskedTable const &table : group) {
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
	lock(chosen);
	mask_group(chosen, keys);
	tell_the_rest();
}

void mask_database(Selection const &selection, bool resume, int workers, bool may_commit) {
	check_session();
	check_isolation();
	if (workers < 1)
		throw Error(sqlstate::invalid_parameter_value, "number of workers must be at least 1");
	if (workers > 1 && !may_commit)
		throw Error(sqlstate::active_sql_transaction, "tables cannot be masked by workers inside a transaction block",
					"Workers have transactions of their own.", "Call outside of a block, or with workers => 1.");
	if (workers > 1 && has_session_secret())
		throw Error(sqlstate::object_not_in_prerequisite_state, "background workers do not have the session's secret",
					"confiture.secret is set in this session.",
					"Mask with workers => 1, or put the secret into the file of confiture.secret_file.");
	auto const commit = [&] {
		if (may_commit)
			pg::call([] { SPI_commit(); });
	};
	// tables may come and go between transactions; the list is made once
	std::vector<ForeignKey> const keys = foreign_keys();
	std::vector<Group> groups = groups_of(masked_tables(), keys);
	std::erase_if(groups, [&](Group const &group) {
		return std::ranges::none_of(group,
									[&](MaskedTable const &table) { return is_selected(selection, table.relation); });
	});
	std::string const run = begin_run(resume);
	commit();
	if (workers > 1) {
		mask_by_workers(run, std::move(groups), static_cast<std::size_t>(workers));
	} else {
		for (Group const &group : groups) {
			mask_in_run(run, group, keys);
			commit();
		}
	}
	bookkeeping("UPDATE confiture.masking_run SET finished_at = clock_timestamp() WHERE id = $1::bigint", {run});
	tell_the_rest();
}

void register_static_masking() { pg::register_job("mask tables", mask_requested); }

} // namespace confiture::mask
