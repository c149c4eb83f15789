#include "catalog/catalog_pg.hpp"
#include "diff/prove.hpp"
#include "diff/script.hpp"
#include "pg/datum.hpp"

using namespace confiture;

// (from_source, to_source, include, exclude, renames, online)
static std::vector<diff::Step> steps_of_arguments(FunctionCallInfo fcinfo, int first,
												  std::optional<diff::Proof> *proof = nullptr) {
	if (!pg::is_given(fcinfo, first) || !pg::is_given(fcinfo, first + 1))
		throw Error(sqlstate::invalid_parameter_value, "a schema source must not be null", {},
					"Name both, or set \"confiture.schema_path\".");
	diff::Options options;
	if (pg::is_given(fcinfo, first + 2))
		options.include = pg::to_strings(PG_GETARG_DATUM(first + 2), "include");
	if (pg::is_given(fcinfo, first + 3))
		options.exclude = pg::to_strings(PG_GETARG_DATUM(first + 3), "exclude");
	if (pg::is_given(fcinfo, first + 4))
		for (auto &[old_identity, new_identity] : pg::to_fields(PG_GETARG_DATUM(first + 4), "renames")) {
			if (!new_identity)
				throw Error(sqlstate::invalid_parameter_value, "\"" + old_identity + "\" has no new identity");
			options.renames.emplace_back(old_identity, *new_identity);
		}
	options.online = pg::is_given(fcinfo, first + 5) && PG_GETARG_BOOL(first + 5);
	catalog::Snapshot const from = catalog::snapshot_of_source(pg::to_string(PG_GETARG_DATUM(first)));
	catalog::Snapshot const to = catalog::snapshot_of_source(pg::to_string(PG_GETARG_DATUM(first + 1)));
	std::vector<diff::Step> steps = diff::plan(from, to, options);
	if (proof)
		*proof = diff::prove(from, to, steps, options);
	return steps;
}

// A proved plan says the locks that were seen, and in the reason what went wrong.
static void add_proof(std::vector<diff::Step> &steps, diff::Proof const &proof) {
	auto const say = [](diff::Step &step, std::string const &text) {
		step.reason += (step.reason.empty() ? "" : "; ") + text;
	};
	for (std::size_t i = 0; i < steps.size(); ++i) {
		diff::StepProof const &seen = proof.steps[i];
		if (seen.ran && steps[i].transactional)
			steps[i].lock = seen.lock;
		if (!seen.error.empty())
			say(steps[i], "fails: " + seen.error);
		else if (proof.holds())
			say(steps[i], "proved");
	}
	if (!steps.empty() && !proof.difference.empty())
		say(steps.back(), "not proved: " + proof.difference);
	else if (!steps.empty() && !proof.difference_back.empty())
		say(steps.back(), "proved forward, but not back: " + proof.difference_back);
}

static Datum report(FunctionCallInfo fcinfo, std::vector<diff::Step> const &steps) {
	pg::Rows rows(fcinfo);
	int ordinal = 0;
	using Value = pg::Rows::Value;
	auto const text = [](std::string const &value) { return value.empty() ? Value() : Value(pg::to_text(value)); };
	for (diff::Step const &step : steps)
		rows.add({Int32GetDatum(++ordinal), pg::to_text(to_string(step.operation)), pg::to_text(step.object_type),
				  pg::to_text(step.object_identity), pg::to_text(to_string(step.risk)), text(step.lock),
				  BoolGetDatum(step.rewrites), BoolGetDatum(step.transactional), pg::to_text(step.sql),
				  step.reverse_sql ? Value(pg::to_text(*step.reverse_sql)) : Value(), text(step.reason)});
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_diff) {
	bool const wants_proof = pg::is_given(fcinfo, 6) && PG_GETARG_BOOL(6);
	std::optional<diff::Proof> proof;
	std::vector<diff::Step> steps = steps_of_arguments(fcinfo, 0, wants_proof ? &proof : nullptr);
	if (proof)
		add_proof(steps, *proof);
	return report(fcinfo, steps);
}

CONFITURE_FUNCTION(confiture_diff_script) {
	std::string const format = pg::is_given(fcinfo, 6) ? pg::to_string(PG_GETARG_DATUM(6)) : "sql";
	return pg::to_text(diff::script(steps_of_arguments(fcinfo, 0), format));
}

CONFITURE_FUNCTION(confiture_drift) {
	catalog::Snapshot const expected = catalog::snapshot_of_source(pg::to_string(PG_GETARG_DATUM(0)));
	return report(fcinfo, diff::plan(catalog::snapshot_of_source("current"), expected, {}));
}
