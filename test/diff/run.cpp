// Round trips: for each pair of schemas, the plan run on the old one gives the new one as pg_dump sees it, run
// backwards it gives the old one again, and no row is lost on the way.
//
//   run CONNINFO [-v] [-k] [-r] [-q] [-n PREFIX] [-f NAME] [-j WORKER/WORKERS] [-s FIRST-LAST] FILE...
//   run -t
//   run -d
//
// A file holds pairs: a line "-- case: NAME", lines "-- rename: OLD -> NEW" if there are any, then "-- old" and "--
// new", each followed by DDL. -s makes random pairs from these seeds instead; -p SEED writes one. -r puts rows into the
// tables first, -q leaves pg_dump out, -n names the databases. -t lists what diff/effect.hpp says of each change,
// -d the functions that diff/volatility.hpp knows.
#include "connection.hpp"
#include "random.hpp"

#include "diff/effect.hpp"
#include "diff/plan.hpp"
#include "diff/volatility.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace confiture;

namespace {

struct Case {
	std::string name;
	std::string before;
	std::string after;
	std::vector<diff::Rename> renames{};
	int before_version = 1000000; // the servers that it is for are older
};

std::vector<Case> read_cases(std::string const &path) {
	std::ifstream in{path};
	std::vector<Case> cases;
	std::string line;
	std::string *target = nullptr;
	while (std::getline(in, line)) {
		if (line.starts_with("-- case: ")) {
			cases.push_back({path.substr(path.rfind('/') + 1) + ": " + line.substr(9), "", ""});
			target = nullptr;
		} else if (line.starts_with("-- rename: ") && !cases.empty()) {
			std::size_t const arrow = line.find(" -> ");
			cases.back().renames.emplace_back(line.substr(11, arrow - 11), line.substr(arrow + 4));
		} else if (line.starts_with("-- before: ") && !cases.empty())
			cases.back().before_version = std::atoi(line.c_str() + 11);
		else if (line == "-- old" && !cases.empty())
			target = &cases.back().before;
		else if (line == "-- new" && !cases.empty())
			target = &cases.back().after;
		else if (target)
			*target += line + "\n";
	}
	return cases;
}

struct Output {
	int status;
	std::string text;
};

Output shell(std::string const &command) {
	std::FILE *const pipe = popen((command + " 2>&1").c_str(), "r");
	std::string text;
	std::array<char, 65536> buffer;
	while (std::size_t const got = std::fread(buffer.data(), 1, buffer.size(), pipe))
		text.append(buffer.data(), got);
	return {pclose(pipe), text};
}

struct Server {
	std::string conninfo;

	[[nodiscard]] std::string database(std::string const &name) const { return conninfo + " dbname=" + name; }

	void recreate(test::Connection &admin, std::string const &name) const {
		drop_subscriptions(admin, name);
		admin.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
		admin.execute("CREATE DATABASE " + name + " TEMPLATE template0");
	}

	// A database with subscriptions can't be dropped.
	void drop_subscriptions(test::Connection &admin, std::string const &name) const {
		test::Result const names =
			admin.execute("SELECT format('%I', subname), subenabled FROM pg_subscription s JOIN pg_database d "
						  "ON d.oid = subdbid WHERE datname = '" +
						  name + "'");
		if (PQntuples(names.get()) == 0)
			return;
		test::Connection inside{database(name)};
		for (int row = 0; row < PQntuples(names.get()); ++row) {
			std::string const subscription = PQgetvalue(names.get(), row, 0);
			if (*PQgetvalue(names.get(), row, 1) == 't')
				inside.execute("ALTER SUBSCRIPTION " + subscription + " DISABLE");
			inside.execute("ALTER SUBSCRIPTION " + subscription + " SET (slot_name = NONE)");
			inside.execute("DROP SUBSCRIPTION " + subscription);
		}
	}

	void load(std::string const &name, std::string const &sql) const {
		std::string const file = "/tmp/diff_run_" + std::to_string(getpid()) + ".sql";
		std::ofstream{file} << sql;
		Output const result = shell("psql -X -q -v ON_ERROR_STOP=1 -d '" + database(name) + "' -f " + file);
		std::remove(file.c_str());
		if (result.status != 0)
			throw std::runtime_error{"bad case: " + result.text};
	}

	[[nodiscard]] std::string dump(std::string const &name) const {
		Output const result = shell("pg_dump -s -d '" + database(name) + "'");
		if (result.status != 0)
			throw std::runtime_error{"pg_dump: " + result.text};
		std::istringstream in{result.text};
		std::string text;
		std::string line;
		while (std::getline(in, line))
			// Its warnings name OIDs.
			if (!line.starts_with("--") && !line.starts_with("\\") && !line.starts_with("pg_dump: ") && !line.empty())
				text += line + "\n";
		return text;
	}
};

// The dump as a sorted list of statements, with the columns of tables sorted.
std::vector<std::string> statements(std::string const &dump) {
	std::vector<std::string> result;
	std::istringstream in{dump};
	std::string line;
	std::string current;
	while (std::getline(in, line)) {
		current += line + "\n";
		if (!line.ends_with(';'))
			continue;
		bool const table = current.starts_with("CREATE TABLE ") || current.starts_with("CREATE UNLOGGED TABLE ") ||
						   current.starts_with("CREATE FOREIGN TABLE ") || current.starts_with("CREATE TYPE ");
		if (table) {
			std::vector<std::string> lines;
			std::istringstream parts{current};
			std::string part;
			while (std::getline(parts, part)) {
				if (part.ends_with(','))
					part.pop_back();
				lines.push_back(part);
			}
			std::sort(lines.begin(), lines.end());
			current.clear();
			for (std::string const &sorted : lines)
				current += sorted + "\n";
		}
		// Columns stand there in the table's order.
		if (current.starts_with("CREATE STATISTICS "))
			std::sort(current.begin(), current.end());
		result.push_back(std::move(current));
		current.clear();
	}
	if (!current.empty())
		result.push_back(current);
	std::sort(result.begin(), result.end());
	return result;
}

std::string difference(std::string const &got, std::string const &wanted) {
	std::vector<std::string> const a = statements(got);
	std::vector<std::string> const b = statements(wanted);
	std::vector<std::string> extra, missing;
	std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(extra));
	std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(missing));
	std::string text;
	for (std::string const &statement : extra)
		text += "  has:   " + statement;
	for (std::string const &statement : missing)
		text += "  lacks: " + statement;
	return text;
}

// A row in every table that takes one, so that a lost row shows.
void fill(test::Connection &connection) {
	connection.execute(R"(DO $$
DECLARE t record; columns text; expressions text; round int;
BEGIN
	PERFORM set_config('session_replication_role', 'replica', true);
	FOR t IN SELECT c.oid::regclass AS name, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('r', 'p') AND NOT relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' LOOP
		SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
			string_agg(CASE WHEN ty.typtype = 'e' THEN format('(enum_range(NULL::%s))[1]', atttypid::regtype)
				WHEN atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype, 'float8'::regtype) THEN '1'
				WHEN atttypid IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN '''1'''
				WHEN atttypid = 'bool'::regtype THEN 'true'
				WHEN atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype) THEN '''2024-01-01'''
				WHEN atttypid = 'uuid'::regtype THEN '''00000000-0000-0000-0000-000000000001'''
				WHEN atttypid IN ('json'::regtype, 'jsonb'::regtype) THEN '''{}''' ELSE 'NULL' END, ', ' ORDER BY attnum)
			INTO columns, expressions
			FROM pg_attribute a JOIN pg_type ty ON ty.oid = atttypid WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = '';
		BEGIN
			IF columns IS NULL THEN EXECUTE format('INSERT INTO %s DEFAULT VALUES', t.name);
			ELSE EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', t.name, columns, expressions); END IF;
		EXCEPTION WHEN OTHERS THEN NULL; END;
	END LOOP;
	FOR t IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_sequence ON seqrelid = c.oid LOOP
		BEGIN PERFORM nextval(t.name); PERFORM nextval(t.name); EXCEPTION WHEN OTHERS THEN NULL; END;
	END LOOP;
END $$)");
}

struct Content {
	std::string name;
	char kind;
	long value;
};

// How many rows each table has and how far each sequence is: what may not be lost.
std::vector<Content> contents(test::Connection &connection) {
	std::vector<Content> result;
	test::Result const names = connection.execute(
		"SELECT format('%I.%I', n.nspname, relname), relkind FROM pg_class c JOIN pg_namespace n ON n.oid = "
		"relnamespace "
		"WHERE relkind IN ('r', 'p', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1");
	for (int row = 0; row < PQntuples(names.get()); ++row) {
		std::string const name = PQgetvalue(names.get(), row, 0);
		char const kind = *PQgetvalue(names.get(), row, 1);
		try {
			test::Result const value = connection.execute((kind == 'S'   ? "SELECT last_value FROM "
														   : kind == 'p' ? "SELECT count(*) FROM "
																		 : "SELECT count(*) FROM ONLY ") +
														  name);
			result.push_back({name, kind, std::atol(PQgetvalue(value.get(), 0, 0))});
		} catch (std::exception const &) {
		}
	}
	return result;
}

// A partitioned table that stays one may lose partitions.
std::string lost(std::vector<Content> const &before, std::vector<Content> const &after) {
	std::string text;
	for (Content const &had : before)
		for (Content const &has : after)
			if (had.name == has.name && (had.kind == 'S') == (has.kind == 'S') && has.value < had.value &&
				!(had.kind == 'p' && has.kind == 'p'))
				text += "  lost: " + had.name + " had " + std::to_string(had.value) + ", has " +
						std::to_string(has.value) + "\n";
	return text;
}

} // namespace

// Random pairs: two databases for all, emptied after each, since making one takes longer than all the rest. pg_dump
// looks at every 20th pair only.
static int run_random(Server const &server, unsigned first, unsigned last, int worker, int workers, bool rows,
					  bool online) {
	{
		test::Connection admin{server.database("postgres")};
		admin.execute(
			"DO $$BEGIN CREATE ROLE tester SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation "
			"THEN NULL; END$$");
	}
	Server const tester{server.conninfo + " user=tester"};
	std::string const a = "rnd" + std::to_string(worker) + "_a", b = "rnd" + std::to_string(worker) + "_b";
	int passed = 0, total = 0, bad = 0, partly = 0, with_rows = 0;
	std::optional<test::Connection> old, fresh;
	auto const recreate = [&] {
		old.reset();
		fresh.reset();
		test::Connection admin{server.database("postgres")};
		server.recreate(admin, a);
		server.recreate(admin, b);
		old.emplace(tester.database(a));
		fresh.emplace(tester.database(b));
	};
	for (unsigned seed = first; seed <= last; ++seed) {
		if (static_cast<int>(seed % static_cast<unsigned>(workers)) != worker)
			continue;
		if (!old || total % 300 == 299)
			recreate();
		test::RandomPair const pair = test::random_pair(seed);
		bool const dumps = seed % 20 == 0;
		std::string stage, current;
		try {
			bool const filled = rows && seed % 2 == 0;
			for (bool fill_it = filled;; fill_it = false) {
				for (test::Connection *const connection : {&*old, &*fresh}) {
					connection->execute("ROLLBACK");
					connection->execute("DROP SCHEMA IF EXISTS s1, \"S 2\" CASCADE");
					connection->execute("DROP OWNED BY tester, alice, bob, readonly CASCADE");
				}
				stage = "load";
				old->execute(pair.before);
				fresh->execute(pair.after);
				stage = "plan";
				std::string const dump_before = dumps ? server.dump(a) : "";
				catalog::Snapshot const from = old->snapshot(), to = fresh->snapshot();
				std::vector<diff::Step> const steps = diff::plan(from, to, {{}, {}, {}, online});
				if (fill_it)
					fill(*old);
				auto const had = contents(*old);
				stage = "apply";
				try {
					for (diff::Step const &step : steps)
						old->execute(current = step.sql);
				} catch (std::exception const &) {
					if (fill_it)
						continue; // rows may stand in the way of a new constraint
					throw;
				}
				current.clear();
				stage = "compare";
				std::string wrong = dumps ? difference(server.dump(a), server.dump(b)) : "";
				for (diff::Step const &step : diff::plan(old->snapshot(), to))
					wrong += "  again: " + step.sql + "\n";
				if (fill_it)
					wrong += lost(had, contents(*old));
				if (!wrong.empty())
					throw std::runtime_error{wrong};
				stage = "reverse";
				bool complete = true;
				try {
					for (auto step = steps.rbegin(); step != steps.rend(); ++step)
						if (step->reverse_sql)
							old->execute(current = *step->reverse_sql);
						else
							complete = false;
				} catch (std::exception const &) {
					if (fill_it)
						continue;
					throw;
				}
				current.clear();
				stage = "compare reversed";
				wrong = dumps ? difference(server.dump(a), dump_before) : "";
				for (diff::Step const &step : diff::plan(old->snapshot(), from))
					wrong += "  again: " + step.sql + "\n";
				if (!wrong.empty() && complete)
					throw std::runtime_error{wrong};
				partly += !complete;
				with_rows += fill_it;
				++passed;
				break;
			}
		} catch (std::exception const &error) {
			if (stage == "load") {
				++bad;
				continue;
			}
			std::cout << "not ok seed " << seed << ": " << stage << ": " << error.what() << "\n";
			if (!current.empty())
				std::cout << "  in: " << current << "\n";
			std::cout.flush();
			recreate();
		}
		++total;
	}
	std::printf(
		"%d of %d random pairs pass, %d of them with rows, %d without a full way back; %d were no valid schema\n",
		passed, total, with_rows, partly, bad);
	return passed == total ? 0 : 1;
}

// What a step did to the tables that were there before the plan, where it is more than it said.
class Watch {
public:
	explicit Watch(test::Connection &connection)
		: connection_{connection}, newest_{one("SELECT max(oid) FROM pg_class")} {}

	// Runs the step and says where it was wrong.
	std::string run(diff::Step const &step) {
		if (!step.transactional) {
			connection_.execute(step.sql);
			return {};
		}
		std::string const files = tables_and_files();
		connection_.execute("BEGIN");
		connection_.execute(step.sql);
		std::string const lock =
			one("SELECT coalesce((SELECT mode FROM (SELECT mode, array_position('{AccessShareLock,RowShareLock,"
				"RowExclusiveLock,ShareUpdateExclusiveLock,ShareLock,ShareRowExclusiveLock,ExclusiveLock,"
				"AccessExclusiveLock}'"
				"::text[], mode) AS strength FROM pg_locks JOIN pg_class c ON c.oid = relation WHERE pid = "
				"pg_backend_pid() "
				"AND locktype = 'relation' AND relation BETWEEN 16384 AND " +
				newest_ + " AND relkind IN ('r', 'p', 'f', 'm') ORDER BY strength DESC LIMIT 1) AS l), '')");
		bool const rewrites = tables_and_files() != files;
		connection_.execute("COMMIT");
		std::string wrong;
		// Reading a table's definition takes a lock that nothing of ours says, and only another AccessExclusiveLock
		// heeds.
		// Event triggers of the schemas write into tables of theirs.
		if (lock != "AccessShareLock" && lock != "RowExclusiveLock" && strength(lock) > strength(step.lock))
			wrong += "  lock:  said \"" + step.lock + "\", took \"" + lock + "\": " + step.sql.substr(0, 200) + "\n";
		if (rewrites && !step.rewrites && step.operation != diff::Operation::drop)
			wrong += "  file:  said kept, was rewritten: " + step.sql.substr(0, 200) + "\n";
		return wrong;
	}

private:
	std::string one(std::string const &sql) { return PQgetvalue(connection_.execute(sql).get(), 0, 0); }

	std::string tables_and_files() {
		return one(
			"SELECT coalesce(string_agg(format('%s %s', c.oid, relfilenode), ',' ORDER BY c.oid), '') FROM pg_class c "
			"WHERE relkind = 'r' AND c.oid BETWEEN 16384 AND " +
			newest_ + " AND pg_relation_filenode(c.oid) IS NOT NULL AND relnamespace <> 'pg_toast'::regnamespace");
	}

	static std::ptrdiff_t strength(std::string const &lock) {
		constexpr std::array modes{
			"",          "AccessShareLock",       "RowShareLock",  "RowExclusiveLock",   "ShareUpdateExclusiveLock",
			"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"};
		return std::find(modes.begin(), modes.end(), lock) - modes.begin();
	}

	test::Connection &connection_;
	std::string newest_;
};

static void list_effects() {
	for (diff::Effect const &effect : diff::effects) {
		std::cout << effect.change << '\t' << effect.since << '\t' << effect.before << '\t' << to_string(effect.work)
				  << '\t';
		for (diff::Locked const &one : effect.locked)
			if (one.who != diff::Who::nobody)
				std::cout << to_string(one.who) << '=' << to_string(one.lock) << ' ';
		std::cout << '\n';
	}
}

int main(int argc, char **argv) {
	if (argc == 2 && std::string_view{argv[1]} == "-t") {
		list_effects();
		return 0;
	}
	if (argc == 2 && std::string_view{argv[1]} == "-d") {
		for (std::string_view const function : diff::volatile_functions)
			std::cout << function << '\n';
		return 0;
	}
	Server server{argv[1]};
	unsigned first_seed = 0, last_seed = 0;
	bool verbose = false;
	bool keep = false;
	bool rows = false;
	bool quick = false;
	bool online = false;
	bool watch = false;
	std::string said_wrong;
	std::string filter, databases = "rt";
	int worker = 0, workers = 1;
	std::vector<Case> cases;
	for (int i = 2; i < argc; ++i) {
		std::string const argument = argv[i];
		if (argument == "-v")
			verbose = true;
		else if (argument == "-k")
			keep = true;
		else if (argument == "-r")
			rows = true;
		else if (argument == "-o")
			online = true;
		else if (argument == "-w")
			watch = true;
		else if (argument == "-q")
			quick = true;
		else if (argument == "-p") {
			test::RandomPair const pair = test::random_pair(static_cast<unsigned>(std::atoi(argv[++i])));
			std::cout << "-- case: random\n-- old\n" << pair.before << "-- new\n" << pair.after;
			return 0;
		} else if (argument == "-s") {
			std::string const range = argv[++i];
			first_seed = static_cast<unsigned>(std::atoi(range.c_str()));
			last_seed = static_cast<unsigned>(std::atoi(range.substr(range.find('-') + 1).c_str()));
		} else if (argument == "-n")
			databases = argv[++i];
		else if (argument == "-f")
			filter = argv[++i];
		else if (argument == "-j") {
			std::string const which = argv[++i];
			worker = std::atoi(which.c_str());
			workers = std::atoi(which.substr(which.find('/') + 1).c_str());
		} else
			for (Case &one : read_cases(argument))
				cases.push_back(std::move(one));
	}
	std::string const prefix = databases + std::to_string(worker);
	std::string const a = prefix + "_a", b = prefix + "_b";
	test::Connection admin{server.database("postgres")};
	for (char const *const role : test::roles)
		admin.execute("DO $$BEGIN CREATE ROLE " + std::string{role} +
					  "; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$");
	if (last_seed > 0)
		return run_random(server, first_seed, last_seed, worker, workers, rows, online);
	int const version = std::atoi(PQgetvalue(admin.execute("SHOW server_version_num").get(), 0, 0));
	int passed = 0, forward = 0, total = 0, bad = 0, null_reverse = 0;
	double plan_time = 0;
	for (std::size_t i = 0; i < cases.size(); ++i) {
		Case const &one = cases[i];
		if (static_cast<int>(i) % workers != worker || one.name.find(filter) == std::string::npos ||
			version >= one.before_version)
			continue;
		++total;
		std::vector<diff::Step> steps;
		std::string stage = "load old";
		std::string current;
		bool went_forward = false;
		bool with_rows = rows;
	again:
		try {
			server.recreate(admin, a);
			server.recreate(admin, b);
			server.load(a, one.before);
			stage = "load new";
			server.load(b, one.after);
			stage = "plan";
			test::Connection old{server.database(a)};
			test::Connection fresh{server.database(b)};
			std::string const dump_before = quick ? "" : server.dump(a);
			catalog::Snapshot const from = old.snapshot();
			catalog::Snapshot const to = fresh.snapshot();
			auto const start = std::chrono::steady_clock::now();
			steps = diff::plan(from, to, {{}, {}, one.renames, online});
			plan_time += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
			if (with_rows)
				fill(old);
			auto const had = contents(old);
			stage = "apply";
			Watch seen{old};
			for (diff::Step const &step : steps) {
				current = step.sql;
				if (watch)
					said_wrong += seen.run(step);
				else
					old.execute(step.sql);
			}
			current.clear();
			stage = "compare";
			catalog::Snapshot const reached = old.snapshot();
			std::vector<diff::Step> const again = diff::plan(reached, to);
			std::string wrong;
			if (!quick)
				wrong = difference(server.dump(a), server.dump(b));
			for (diff::Step const &step : again)
				wrong += "  again: " + step.sql + "\n";
			if (with_rows)
				wrong += lost(had, contents(old));
			if (!wrong.empty())
				throw std::runtime_error{wrong};
			went_forward = true;
			++forward;
			stage = "reverse";
			bool complete = true;
			for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
				if (!step->reverse_sql) {
					complete = false;
					continue;
				}
				current = *step->reverse_sql;
				old.execute(*step->reverse_sql);
			}
			current.clear();
			stage = "compare reversed";
			wrong.clear();
			if (!quick)
				wrong = difference(server.dump(a), dump_before);
			for (diff::Step const &step : diff::plan(old.snapshot(), from))
				wrong += "  again: " + step.sql + "\n";
			if (!wrong.empty() && complete)
				throw std::runtime_error{wrong};
			if (!complete)
				++null_reverse;
			++passed;
			if (verbose) {
				std::cout << "ok " << one.name << "\n";
				for (diff::Step const &step : steps)
					std::cout << "    " << step.sql << ";\n";
			}
		} catch (std::exception const &error) {
			// Rows may stand in the way of a new constraint: such a pair is for empty tables.
			if (with_rows && (stage == "apply" || stage == "reverse")) {
				with_rows = false;
				went_forward = false;
				if (stage == "reverse")
					--forward;
				goto again;
			}
			bool const bad_case = std::string{error.what()}.starts_with("bad case");
			if (bad_case)
				++bad;
			std::cout << "not ok " << (went_forward ? "(reverse) " : "") << one.name << ": " << stage << ": "
					  << error.what() << "\n";
			if (!current.empty())
				std::cout << "  in: " << current << "\n";
			if (verbose)
				for (diff::Step const &step : steps)
					std::cout << "    " << step.sql << ";   <== " << step.reverse_sql.value_or("(none)") << "\n";
			if (keep)
				return 1;
		}
		std::cout.flush();
	}
	std::printf("%d of %d pairs pass, %d forward; %d bad cases, %d without a full way back; %.2f ms a plan\n", passed,
				total, forward, bad, null_reverse, total ? plan_time * 1000 / total : 0);
	std::cout << said_wrong;
	return passed == total && said_wrong.empty() ? 0 : 1;
}
