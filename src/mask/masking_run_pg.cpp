#include "mask/masking_run_pg.hpp"

#include "mask/as_owner_pg.hpp"
#include "mask/own_schema_pg.hpp"
#include "mask/related_pg.hpp"
#include "mask/secret_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"

namespace confiture::mask {

namespace {

// As the owner of our tables, whom callers have no rights of. Only for statements of ours.
std::string bookkeeping(std::string const &sql, std::vector<std::string> const &parameters) {
	Oid const owner = own_table_owner("masking_run");
	if (!OidIsValid(owner))
		throw Error(sqlstate::undefined_object, "extension \"confiture\" is not installed in this database");
	AsOwner as_owner(owner);
	pg::Table const result = pg::query(sql, parameters);
	as_owner.end();
	return result.rows.empty() ? "" : result.rows[0][0].value_or("");
}

std::string array_literal(std::vector<std::string> const &texts) {
	Datum const array = pg::to_text_array(texts);
	return pg::call([&] { return OidOutputFunctionCall(F_ARRAY_OUT, array); });
}

// Tells secrets apart, and nothing else of them: it is derived for this alone.
std::string secret_id() {
	Key const key = current_keys()("", "masking run");
	std::string id;
	for (std::size_t i = 0; i < 8; ++i) {
		id += "0123456789abcdef"[key.bytes[i] >> 4];
		id += "0123456789abcdef"[key.bytes[i] & 15];
	}
	return id;
}

} // namespace

RunId begin_run(Selection const &selection, bool resume) {
	std::vector<std::string> const selected{array_literal(selection.include), array_literal(selection.exclude)};
	std::string const secret = secret_id();
	if (resume) {
		std::string const found = bookkeeping(R"(
			SELECT secret || ' ' || id FROM confiture.masking_run
			WHERE finished_at IS NULL AND include = $1::text[] AND exclude = $2::text[] ORDER BY id DESC LIMIT 1)",
											  selected);
		if (!found.empty()) {
			RunId run = found.substr(found.find(' ') + 1);
			if (!found.starts_with(secret + " "))
				throw Error(sqlstate::object_not_in_prerequisite_state,
							"run " + run + " of confiture_mask_database was begun under another secret",
							"What it masked would not match what is masked now.",
							"Put the former secret back, or begin a run anew with resume => false.");
			return run;
		}
	}
	return bookkeeping(R"(
		INSERT INTO confiture.masking_run (include, exclude, secret) VALUES ($1::text[], $2::text[], $3) RETURNING id::text)",
					   {selected[0], selected[1], secret});
}

void finish_run(RunId const &run) {
	bookkeeping("UPDATE confiture.masking_run SET finished_at = clock_timestamp() WHERE id = $1::bigint", {run});
}

std::string full_name(RunId const &run) {
	return bookkeeping("SELECT id || ' ' || token FROM confiture.masking_run WHERE id = $1::bigint", {run});
}

bool is_open(RunId const &run, Oid relation) {
	return bookkeeping(R"(
		SELECT 'open' WHERE NOT EXISTS (
			SELECT FROM confiture.masked_table AS t WHERE t.run = $1::bigint AND t.relation = $2::oid))",
					   {run, std::to_string(relation)}) == "open";
}

void record_masked(RunId const &run, Oid relation) {
	bookkeeping("INSERT INTO confiture.masked_table (run, relation, name) VALUES ($1::bigint, $2::oid, $3)",
				{run, std::to_string(relation), qualified_name(relation)});
}

RunId other_open_run(RunId const &run, Oid relation) {
	return bookkeeping(R"(
		SELECT max(r.id)::text FROM confiture.masking_run AS r JOIN confiture.masked_table AS t ON t.run = r.id
		WHERE r.finished_at IS NULL AND r.id <> $1::bigint AND t.relation = $2::oid)",
					   {run, std::to_string(relation)});
}

void record_suspended(RunId const &run, Oid constraint) {
	bookkeeping(R"(
		INSERT INTO confiture.suspended_key (run, "constraint", name)
		SELECT $1::bigint, oid, format('%s.%I', conrelid::regclass, conname) FROM pg_constraint WHERE oid = $2::oid)",
				{run, std::to_string(constraint)});
}

bool is_suspended(RunId const &run, Oid constraint) {
	return bookkeeping(R"(
		SELECT 'suspended' FROM confiture.suspended_key WHERE run = $1::bigint AND "constraint" = $2::oid)",
					   {run, std::to_string(constraint)}) == "suspended";
}

std::vector<Oid> suspended_keys(RunId const &run) {
	return to_oids(bookkeeping(R"(
		SELECT string_agg("constraint"::text, ' ') FROM confiture.suspended_key WHERE run = $1::bigint)",
							   {run}));
}

void forget_suspended(RunId const &run, Oid constraint) {
	bookkeeping(R"(DELETE FROM confiture.suspended_key WHERE run = $1::bigint AND "constraint" = $2::oid)",
				{run, std::to_string(constraint)});
}

} // namespace confiture::mask
