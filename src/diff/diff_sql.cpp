#include "catalog/catalog_pg.hpp"
#include "diff/prove.hpp"
#include "diff/quote.hpp"
#include "diff/script.hpp"
#include "pg/datum.hpp"

using namespace confiture;

struct Arguments {
	catalog::Snapshot from, to;
	diff::Options options;
	bool prove;
};

// (from_source, to_source, include, exclude, renames, online, prove)
static Arguments read_arguments(FunctionCallInfo fcinfo) {
	if (!pg::is_given(fcinfo, 0) || !pg::is_given(fcinfo, 1))
		throw Error(sqlstate::invalid_parameter_value, "a schema source must not be null", {},
					"Name both, or set \"confiture.schema_path\".");
	diff::Options options;
	if (pg::is_given(fcinfo, 2))
		options.include = pg::to_strings(PG_GETARG_DATUM(2), "include");
	if (pg::is_given(fcinfo, 3))
		options.exclude = pg::to_strings(PG_GETARG_DATUM(3), "exclude");
	if (pg::is_given(fcinfo, 4))
		for (auto &[old_identity, new_identity] : pg::to_fields(PG_GETARG_DATUM(4), "renames")) {
			if (!new_identity)
				throw Error(sqlstate::invalid_parameter_value, "\"" + old_identity + "\" has no new identity");
			options.renames.emplace_back(old_identity, *new_identity);
		}
	options.online = pg::is_given(fcinfo, 5) && PG_GETARG_BOOL(5);
	catalog::Reading const from = catalog::start_reading(pg::to_string(PG_GETARG_DATUM(0)));
	catalog::Reading const to = catalog::start_reading(pg::to_string(PG_GETARG_DATUM(1)));
	return {from(), to(), std::move(options), pg::is_given(fcinfo, 6) && PG_GETARG_BOOL(6)};
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

static std::vector<diff::Step> plan_and_report_unchanged(catalog::Snapshot from, catalog::Snapshot to,
														 diff::Options const &options) {
	diff::Unchanged unchanged;
	std::vector<diff::Step> steps = diff::plan(std::move(from), std::move(to), options, &unchanged);
	if (!unchanged.reordered_tables.empty()) {
		std::string const tables = diff::join(unchanged.reordered_tables, ", ");
		pg::call([&] {
			ereport(NOTICE, (errmsg("some tables keep their columns in another order"),
							 errdetail("The second schema has the columns of %s in another order.", tables.c_str()),
							 errhint("PostgreSQL can't move columns.")));
		});
	}
	if (!unchanged.newer_extensions.empty()) {
		std::string const extensions = diff::join(unchanged.newer_extensions, ", ");
		pg::call([&] {
			ereport(NOTICE, (errmsg("some extensions keep their newer versions"),
							 errdetail("The second schema has older versions of %s.", extensions.c_str()),
							 errhint("Extensions have no way back to an older version.")));
		});
	}
	return steps;
}

static std::vector<diff::Step> plan_of(Arguments arguments) {
	if (!arguments.prove)
		return plan_and_report_unchanged(std::move(arguments.from), std::move(arguments.to), arguments.options);
	std::vector<diff::Step> steps = plan_and_report_unchanged(arguments.from, arguments.to, arguments.options);
	add_proof(steps, diff::prove(arguments.from, arguments.to, steps, arguments.options));
	return steps;
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

CONFITURE_FUNCTION(confiture_diff) { return report(fcinfo, plan_of(read_arguments(fcinfo))); }

CONFITURE_FUNCTION(confiture_diff_script) {
	Arguments const arguments = read_arguments(fcinfo);
	std::string const format = pg::is_given(fcinfo, 7) ? pg::to_string(PG_GETARG_DATUM(7)) : "sql";
	return pg::to_text(
		diff::script(plan_of(arguments), arguments.from, arguments.to, format, arguments.options.online));
}

CONFITURE_FUNCTION(confiture_drift) {
	catalog::Reading const expected = catalog::start_reading(pg::to_string(PG_GETARG_DATUM(0)));
	catalog::Snapshot current = catalog::snapshot_of_source("current");
	return report(fcinfo, plan_and_report_unchanged(std::move(current), expected(), {}));
}
