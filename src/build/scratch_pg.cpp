#include "build/scratch_pg.hpp"

#include "build/build_pg.hpp"
#include "build/execute_pg.hpp"
#include "build/facts_pg.hpp"
#include "build/jobs_pg.hpp"
#include "build/message.hpp"
#include "build/own_databases_pg.hpp"
#include "build/template_pg.hpp"
#include "catalog/catalog_pg.hpp"
#include "catalog/json.hpp"
#include "catalog/packed.hpp"
#include "diff/prove.hpp"
#include "pg/spi.hpp"
#include "pg/transaction.hpp"
#include "script/digest.hpp"
#include "script/script_pg.hpp"

namespace confiture::build {

// Runs a job in a new, empty, closed database, which goes when the job has ended.
static std::string run_in_scratch(char const *job, std::string const &request) {
	pg::Session const session{MyDatabaseId, pg::Identity::current()};
	std::string const name = new_building_name("scratch");
	run_statements(session, clone_statements(name, "template0", 0, "ALLOW_CONNECTIONS false"));
	return or_drop(session, name, [&] {
		Oid const database = pg::call([&] {
			AcceptInvalidationMessages();
			return get_database_oid(name.c_str(), false);
		});
		std::string result = pg::run_in_worker({database, session.identity, true}, job, request);
		drop_in_background(session, name, When::now);
		return result;
	});
}

// ---- Schemas of texts

static std::string texts_job(std::string const &files) {
	char const *const text = files.c_str();
	Datum const json = pg::call([&] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(text)); });
	Options const options;
	(void) run(script::tree_of_json(json, options.selection), options);
	return catalog::to_packed(catalog::read_this_database());
}

// All that the meaning of texts depends on; nothing where that is more: extensions have versions of their own.
static std::optional<std::string> key_of(std::string const &files) {
	static constexpr std::string_view word = "extension";
	auto const same = [](char a, char b) { return pg_ascii_tolower(static_cast<unsigned char>(a)) == b; };
	if (!std::ranges::search(files, word, same).empty())
		return {};
	script::Digest digest;
	digest.add_field(files);
	digest.add_field(all_roles_now());
	for (std::string const &field : key_base({}, {MyDatabaseId, pg::Identity::current()}))
		digest.add_field(field);
	return "text" + digest.hex();
}

static catalog::Snapshot snapshot_of_files(std::string const &files) {
	std::optional<std::string> const key = key_of(files);
	if (key)
		if (auto snapshot = catalog::kept(MyDatabaseId, *key))
			return *std::move(snapshot);
	std::string const packed = run_in_scratch("texts", files);
	if (key)
		catalog::keep(MyDatabaseId, *key, packed);
	return catalog::from_packed(packed);
}

static catalog::Snapshot snapshot_of_sql(std::string const &sql) {
	std::string files = "{\"source.sql\": ";
	catalog::append_json_string(files, sql);
	return snapshot_of_files(files + "}");
}

// ---- Plans proved

// Runs body, which reads, with a snapshot of its own.
template <typename Body>
static auto with_snapshot(Body &&body) {
	pg::call([] { PushActiveSnapshot(GetTransactionSnapshot()); });
	auto result = body();
	pg::call([] { PopActiveSnapshot(); });
	return result;
}

static catalog::Snapshot snapshot_here() {
	return with_snapshot([] { return catalog::read_this_database(); });
}

// The statements of a text, one after the other.
static void run_text(std::string const &text, bool top_level) {
	List *const statements = parse(text);
	for (int i = 0; i < list_length(statements); ++i)
		execute(static_cast<RawStmt *>(list_nth(statements, i)), text, top_level && list_length(statements) == 1);
}

// As a transaction; nothing of it stays if it fails.
static std::optional<Error> run_step(std::string const &text, bool transactional, std::string *lock) {
	std::string const newest = lock == nullptr ? std::string() : with_snapshot([] {
		return *pg::catalog_query("SELECT coalesce(max(oid), 0)::text FROM pg_class").rows.at(0).at(0);
	});
	pg::commit_and_begin();
	if (!transactional) {
		run_text(text, true); // an error ends the proof: it can't be undone here
		pg::commit_and_begin();
		return {};
	}
	std::optional<Error> error = pg::try_in_subtransaction([&] { run_text(text, false); });
	if (!error && lock) {
		pg::Table const held = with_snapshot([&] {
			return pg::catalog_query(
				"SELECT mode FROM (SELECT mode, array_position('{AccessShareLock,RowShareLock,RowExclusiveLock,"
				"ShareUpdateExclusiveLock,ShareLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}'::text[], "
				"mode) "
				"AS strength FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation >= "
				"16384 "
				"AND relation <= $1::oid AND EXISTS (SELECT FROM pg_class c WHERE c.oid = relation "
				"AND c.relkind IN ('r', 'p', 'f', 'm'))) AS locks ORDER BY strength DESC LIMIT 1",
				{newest});
		});
		if (!held.rows.empty())
			*lock = *held.rows[0][0];
	}
	pg::commit_and_begin();
	return error;
}

// What is left to do, as text: nothing, or the first few statements.
static std::string left_over(catalog::Snapshot const &wanted, diff::Options const &options) {
	catalog::Snapshot const reached = snapshot_here();
	std::string text;
	for (diff::Step const &step : diff::plan(reached, wanted, options))
		if (text.size() < 1000)
			text += (text.empty() ? "" : "; ") + step.sql;
	return text;
}

static std::vector<std::string> steps_to(catalog::Snapshot const &wanted) {
	catalog::Snapshot const empty = snapshot_here();
	std::vector<std::string> result;
	for (diff::Step &step : diff::plan(empty, wanted))
		result.push_back(std::move(step.sql));
	return result;
}

static std::string prove_job(std::string const &request) {
	std::vector<std::string> const fields = unpack(request);
	catalog::Snapshot const from = catalog::from_packed(fields.at(0)), to = catalog::from_packed(fields.at(1));
	diff::Options const options{unpack(fields.at(2)), unpack(fields.at(3))};
	struct Planned {
		std::string sql, reverse;
		bool transactional, has_reverse;
	};
	std::vector<Planned> steps;
	for (std::size_t i = 4; i + 3 < fields.size(); i += 4)
		steps.push_back({fields[i], fields[i + 1], !fields[i + 2].empty(), !fields[i + 3].empty()});

	pg::call([] { SetConfigOption("synchronous_commit", "off", PGC_USERSET, PGC_S_OVERRIDE); });
	for (std::string const &sql : steps_to(from))
		if (std::optional<Error> const error = run_step(sql, true, nullptr))
			throw Error(error->state, "could not make a scratch copy of the old schema: " + error->message,
						error->detail, "The statement was: " + sql);
	std::string difference = left_over(from, options), difference_back;
	std::vector<std::string> result;
	bool all_ran = difference.empty(), all_back = true;
	if (!all_ran)
		difference = "the scratch copy is not the old schema: " + difference;
	std::vector<diff::StepProof> proofs(steps.size());
	for (std::size_t i = 0; i < steps.size() && all_ran; ++i) {
		if (auto const error = run_step(steps[i].sql, steps[i].transactional, &proofs[i].lock))
			proofs[i].error = error->message;
		proofs[i].ran = all_ran = proofs[i].error.empty();
	}
	if (all_ran)
		difference = left_over(to, options);
	for (std::size_t i = steps.size(); i-- > 0 && all_ran && difference.empty() && all_back;) {
		if (!steps[i].has_reverse) {
			all_back = false;
			difference_back = "a step has no way back";
		} else if (!steps[i].reverse.empty())
			if (auto const error =
					run_step(steps[i].reverse, steps[i].reverse.find(" CONCURRENTLY ") == std::string::npos, nullptr)) {
				proofs[i].error = "the way back fails: " + error->message;
				all_back = false;
				difference_back = proofs[i].error;
			}
	}
	if (all_ran && difference.empty() && all_back)
		difference_back = left_over(from, options);
	if (!all_ran && difference.empty())
		difference = "a step fails";
	result = {difference, difference_back};
	for (diff::StepProof const &proof : proofs) {
		result.push_back(proof.ran ? "1" : "");
		result.push_back(proof.lock);
		result.push_back(proof.error);
	}
	return pack(result);
}

static diff::Proof prove(catalog::Snapshot const &from, catalog::Snapshot const &to,
						 std::vector<diff::Step> const &steps, diff::Options const &options) {
	std::vector<std::string> fields{catalog::to_packed(from), catalog::to_packed(to), pack(options.include),
									pack(options.exclude)};
	for (diff::Step const &step : steps) {
		fields.push_back(step.sql);
		fields.push_back(step.reverse_sql.value_or(""));
		fields.push_back(step.transactional ? "1" : "");
		fields.push_back(step.reverse_sql ? "1" : "");
	}
	std::vector<std::string> const answer = unpack(run_in_scratch("prove", pack(fields)));
	diff::Proof proof;
	proof.difference = answer.at(0);
	proof.difference_back = answer.at(1);
	for (std::size_t i = 2; i + 2 < answer.size(); i += 3)
		proof.steps.push_back({!answer[i].empty(), answer[i + 1], answer[i + 2]});
	return proof;
}

void install_scratch() {
	pg::register_job("texts", texts_job);
	pg::register_job("prove", prove_job);
	catalog::register_source("files", snapshot_of_files);
	catalog::register_source("sql", snapshot_of_sql);
	diff::register_prover(prove);
}

} // namespace confiture::build
