#include "build/build_pg.hpp"
#include "build/database_pg.hpp"
#include "build/progress_pg.hpp"
#include "build/template_pg.hpp"
#include "pg/datum.hpp"
#include "script/script_pg.hpp"

using namespace confiture;

// (include, exclude, variables, seeds), from the first of them on
static build::Options options_of_arguments(FunctionCallInfo fcinfo, int first) {
	build::Options options;
	options.selection = script::selection_of_arguments(fcinfo, first);
	if (pg::is_given(fcinfo, first + 2))
		options.variables = build::variables_of_json(PG_GETARG_DATUM(first + 2));
	if (pg::is_given(fcinfo, first + 3))
		options.seeds = pg::to_strings(PG_GETARG_DATUM(first + 3), "seeds");
	return options;
}

static bool flag(FunctionCallInfo fcinfo, int argument) {
	return pg::is_given(fcinfo, argument) && PG_GETARG_BOOL(argument);
}

// (path or files, include, exclude, variables, seeds, dry_run, resolve)
static build::Options options_of_build(FunctionCallInfo fcinfo) {
	build::Options options = options_of_arguments(fcinfo, 1);
	options.dry_run = flag(fcinfo, 5);
	options.resolve = flag(fcinfo, 6);
	return options;
}

static Datum interval_of(double seconds) {
	return pg::call([&] {
		auto *const span = static_cast<Interval *>(palloc0(sizeof(Interval)));
		span->time = static_cast<TimeOffset>(seconds * USECS_PER_SEC);
		return IntervalPGetDatum(span);
	});
}

static Datum build_and_report(FunctionCallInfo fcinfo, script::Tree const &tree, build::Options const &options) {
	pg::Rows rows(fcinfo);
	int ordinal = 0;
	for (build::FileReport const &report : build::run(tree, options)) {
		using Value = pg::Rows::Value;
		rows.add({Int32GetDatum(++ordinal), pg::to_text(report.file),
				  Int64GetDatum(static_cast<int64>(report.statements)), Int64GetDatum(static_cast<int64>(report.rows)),
				  interval_of(report.seconds),
				  report.moved.empty() ? Value() : Value(pg::to_text_array(report.moved))});
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_build_path) {
	if (!pg::is_given(fcinfo, 0))
		throw Error(sqlstate::invalid_parameter_value, "path must not be null");
	build::Options const options = options_of_build(fcinfo);
	return build_and_report(fcinfo, script::tree_of_path(pg::to_string(PG_GETARG_DATUM(0)), options.selection),
							options);
}

CONFITURE_FUNCTION(confiture_build_files) {
	if (!pg::is_given(fcinfo, 0))
		throw Error(sqlstate::invalid_parameter_value, "files must not be null");
	build::Options const options = options_of_build(fcinfo);
	return build_and_report(fcinfo, script::tree_of_json(PG_GETARG_DATUM(0), options.selection), options);
}

CONFITURE_FUNCTION(confiture_build_progress) {
	if (!build::progress_is_kept())
		throw Error(sqlstate::object_not_in_prerequisite_state,
					"confiture must be loaded via \"shared_preload_libraries\" to keep the progress of builds", {},
					"Add confiture to \"shared_preload_libraries\" and restart the server.");
	pg::Rows rows(fcinfo);
	for (build::ProgressRow const &row : build::all_progress()) {
		using Value = pg::Rows::Value;
		auto const count = [](std::uint64_t value) { return Value(Int64GetDatum(static_cast<int64>(value))); };
		bool const may_see = pg::call([&] {
			return has_privs_of_role(GetUserId(), row.role) || has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS);
		});
		rows.add({Int32GetDatum(row.pid), ObjectIdGetDatum(row.database), ObjectIdGetDatum(row.role),
				  TimestampTzGetDatum(row.started_at), count(row.files_done), count(row.files_total),
				  count(row.statements), count(row.bytes_done), count(row.bytes_total),
				  may_see ? Value(pg::to_text(row.file)) : Value()});
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_create_database) {
	if (!pg::is_given(fcinfo, 0) || !pg::is_given(fcinfo, 1))
		throw Error(sqlstate::invalid_parameter_value, "name and path must not be null");
	build::NewDatabase wanted;
	wanted.name = NameStr(*PG_GETARG_NAME(0));
	wanted.path = pg::to_string(PG_GETARG_DATUM(1));
	if (pg::is_given(fcinfo, 2))
		wanted.owner = NameStr(*PG_GETARG_NAME(2));
	wanted.options = options_of_arguments(fcinfo, 3);
	wanted.use_template = flag(fcinfo, 7);
	wanted.replace = flag(fcinfo, 8);
	wanted.use_pool = flag(fcinfo, 9);
	wanted.options.resolve = flag(fcinfo, 10);
	bool const commits_at_once = fcinfo->context != nullptr && IsA(fcinfo->context, CallContext) &&
								 !castNode(CallContext, fcinfo->context)->atomic;
	wanted.in_transaction = !commits_at_once || TransactionIdIsValid(GetTopTransactionIdIfAny());
	wanted.is_whole_statement = !wanted.in_transaction && !SPI_inside_nonatomic_context(); // a client's own CALL
	build::create_database(wanted);
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_drop_database) {
	if (!pg::is_given(fcinfo, 0))
		throw Error(sqlstate::invalid_parameter_value, "name must not be null");
	build::drop_database(NameStr(*PG_GETARG_NAME(0)), flag(fcinfo, 1));
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_prune_templates) {
	if (!pg::is_given(fcinfo, 0))
		throw Error(sqlstate::invalid_parameter_value, "keep must not be null");
	Interval const *const keep = PG_GETARG_INTERVAL_P(0);
	static constexpr double seconds_per_day = 86400;
	double const seconds = static_cast<double>(keep->time) / USECS_PER_SEC +
						   (keep->day + static_cast<double>(keep->month) * DAYS_PER_MONTH) * seconds_per_day;
	build::prune_templates({MyDatabaseId, pg::Identity::current()}, seconds);
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_template) {
	pg::Rows rows(fcinfo);
	for (build::TemplateRow const &row : build::all_templates()) {
		auto const name = [](std::string const &text) {
			return pg::call([&] { return DirectFunctionCall1(namein, CStringGetDatum(text.c_str())); });
		};
		rows.add({pg::to_text(row.key), name(row.database), name(row.owner),
				  Int64GetDatum(static_cast<int64>(row.bytes)), TimestampTzGetDatum(row.created_at),
				  TimestampTzGetDatum(row.last_used_at), Int64GetDatum(row.clones)});
	}
	return (Datum) 0;
}
