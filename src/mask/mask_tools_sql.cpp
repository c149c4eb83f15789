#include "mask/check_pg.hpp"
#include "mask/detect_pg.hpp"
#include "mask/import_pg.hpp"
#include "mask/report_pg.hpp"
#include "mask/static_pg.hpp"
#include "mask/verify_pg.hpp"
#include "report/report.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"

using namespace confiture;

// (include, exclude)
static mask::Selection selection_of_arguments(FunctionCallInfo fcinfo) {
	mask::Selection selection;
	if (pg::is_given(fcinfo, 0))
		selection.include = pg::to_strings(PG_GETARG_DATUM(0), "include");
	if (pg::is_given(fcinfo, 1))
		selection.exclude = pg::to_strings(PG_GETARG_DATUM(1), "exclude");
	return selection;
}

static pg::Rows::Value text_or_null(std::optional<std::string> const &text) {
	return text ? pg::Rows::Value(pg::to_text(*text)) : pg::Rows::Value();
}

static pg::Rows::Value text_if_any(std::string const &text) {
	return text.empty() ? pg::Rows::Value() : pg::Rows::Value(pg::to_text(text));
}

static Datum to_name(std::string const &text) {
	return pg::call([&] { return DirectFunctionCall1(namein, CStringGetDatum(text.c_str())); });
}

static Datum to_numeric(double value, int digits) {
	return pg::call([&] {
		Datum const numeric = DirectFunctionCall1(float8_numeric, Float8GetDatum(value));
		return DirectFunctionCall2(numeric_round, numeric, Int32GetDatum(digits));
	});
}

static std::size_t sample_of_argument(FunctionCallInfo fcinfo, int argument) {
	int const sample = pg::is_given(fcinfo, argument) ? PG_GETARG_INT32(argument) : 1000;
	if (sample < 0)
		throw Error(sqlstate::invalid_parameter_value, "sample must not be negative");
	return static_cast<std::size_t>(sample);
}

CONFITURE_FUNCTION(confiture_detect_pii) {
	std::size_t const sample = sample_of_argument(fcinfo, 2);
	mask::Selection const selection = selection_of_arguments(fcinfo);
	pg::Rows rows(fcinfo);
	for (mask::Finding const &finding : mask::detect_pii(selection, sample)) {
		rows.add({ObjectIdGetDatum(finding.relation), to_name(finding.column),
				  pg::to_text(mask::name_of(finding.detection.subject)), to_numeric(finding.detection.confidence, 2),
				  pg::to_text(finding.detection.evidence), pg::to_text(finding.detection.label),
				  text_or_null(finding.label),
				  pg::to_text(mask::label_statement(finding.relation, finding.column, finding.detection.label))});
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_import_rules) {
	if (!pg::is_given(fcinfo, 0))
		throw Error(sqlstate::invalid_parameter_value, "format must not be null");
	std::optional<std::string> rules;
	if (pg::is_given(fcinfo, 1))
		rules = pg::to_string(PG_GETARG_DATUM(1));
	bool const apply = pg::is_given(fcinfo, 2) && PG_GETARG_BOOL(2);
	pg::Rows rows(fcinfo);
	for (mask::ImportResult const &result : mask::import_rules(pg::to_string(PG_GETARG_DATUM(0)), rules, apply)) {
		rows.add({text_if_any(result.object_type), text_if_any(result.object_identity), pg::to_text(result.source),
				  text_if_any(result.label), text_if_any(result.statement), BoolGetDatum(result.applied),
				  text_if_any(result.note)});
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_mask_table) {
	if (!pg::is_given(fcinfo, 0))
		throw Error(sqlstate::invalid_parameter_value, "relation must not be null");
	mask::mask_table(PG_GETARG_OID(0), pg::is_given(fcinfo, 1) && PG_GETARG_BOOL(1),
					 pg::is_given(fcinfo, 2) && PG_GETARG_BOOL(2));
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_mask_database) {
	mask::Selection const selection = selection_of_arguments(fcinfo);
	mask::DatabaseRun how;
	how.may_commit = fcinfo->context != nullptr && IsA(fcinfo->context, CallContext) &&
					 !castNode(CallContext, fcinfo->context)->atomic;
	how.resume = !pg::is_given(fcinfo, 2) || PG_GETARG_BOOL(2);
	how.workers = pg::is_given(fcinfo, 3) ? PG_GETARG_INT32(3) : 1;
	how.force = pg::is_given(fcinfo, 4) && PG_GETARG_BOOL(4);
	pg::call([&] { SPI_connect_ext(how.may_commit ? SPI_OPT_NONATOMIC : 0); });
	mask::mask_database(selection, how);
	pg::call([] { SPI_finish(); });
	return (Datum) 0;
}

// A trigger: (run)
CONFITURE_FUNCTION(confiture_refuse_write) {
	if (!CALLED_AS_TRIGGER(fcinfo))
		throw Error(sqlstate::object_not_in_prerequisite_state, "confiture.refuse_write() is for triggers alone");
	auto const *const data = reinterpret_cast<TriggerData const *>(fcinfo->context);
	throw Error(sqlstate::object_not_in_prerequisite_state,
				"table \"" + std::string(RelationGetRelationName(data->tg_relation)) +
					"\" takes no writes while it is half masked",
				"Some of the tables that its keys join are masked, and others are not yet.",
				"Wait until confiture_mask_database has ended; if it was interrupted, call it again.");
}

CONFITURE_FUNCTION(confiture_mask_check) {
	mask::Selection const selection = selection_of_arguments(fcinfo);
	std::size_t const sample = sample_of_argument(fcinfo, 2);
	pg::Rows rows(fcinfo);
	for (mask::Problem const &problem : mask::check_rules(selection, sample)) {
		rows.add(
			{pg::to_text(mask::name_of(problem.severity)), pg::to_text(problem.kind),
			 OidIsValid(problem.relation) ? pg::Rows::Value(ObjectIdGetDatum(problem.relation)) : pg::Rows::Value(),
			 problem.column.empty() ? pg::Rows::Value() : pg::Rows::Value(to_name(problem.column)),
			 pg::to_text(problem.message), text_if_any(problem.hint)});
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_k_anonymity) {
	std::vector<std::string> const columns = pg::to_strings(PG_GETARG_DATUM(1), "columns");
	pg::Rows rows(fcinfo);
	mask::Anonymity const found = mask::anonymity(PG_GETARG_OID(0), columns, PG_GETARG_INT32(2));
	rows.add({Int64GetDatum(found.smallest), Int64GetDatum(found.groups), Int64GetDatum(found.rows),
			  Int64GetDatum(found.groups_below), Int64GetDatum(found.rows_below)});
	return (Datum) 0;
}

// {"schema.table": ["column", ...], ...}
static mask::QuasiIdentifiers quasi_identifiers_of(Datum json) {
	std::string const text = pg::call([&] { return DatumGetCString(DirectFunctionCall1(jsonb_out, json)); });
	mask::QuasiIdentifiers result;
	for (pg::Row const &row : pg::catalog_query("SELECT t.key, c.value FROM jsonb_each($1::jsonb) AS t, "
												"jsonb_array_elements_text(t.value) WITH ORDINALITY AS c"
												" ORDER BY t.key, c.ordinality",
												{text})
								  .rows) {
		if (result.empty() || result.back().first != *row[0])
			result.push_back({*row[0], {}});
		result.back().second.push_back(row[1].value_or(""));
	}
	return result;
}

CONFITURE_FUNCTION(confiture_masking_report) {
	report::Format const format =
		report::parse_format(pg::is_given(fcinfo, 0) ? pg::to_string(PG_GETARG_DATUM(0)) : "text");
	mask::QuasiIdentifiers columns;
	if (pg::is_given(fcinfo, 1))
		columns = quasi_identifiers_of(PG_GETARG_DATUM(1));
	report::Report report{"Masking report", {}};
	for (mask::ReportSection &section : mask::masking_report(columns, pg::is_given(fcinfo, 2) ? PG_GETARG_INT32(2) : 5))
		report.sections.push_back(
			{std::move(section.title), std::move(section.text), std::move(section.columns), std::move(section.rows)});
	return pg::to_text(report::render(report, format));
}

CONFITURE_FUNCTION(confiture_original_digests) {
	std::string_view const key = pg::call([&] {
		bytea *const bytes = PG_GETARG_BYTEA_PP(0);
		return std::string_view{VARDATA_ANY(bytes), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(bytes))};
	});
	return pg::to_text(mask::read_originals({reinterpret_cast<unsigned char const *>(key.data()), key.size()},
											sample_of_argument(fcinfo, 1)));
}

CONFITURE_FUNCTION(confiture_mask_verify) {
	std::string const source = pg::to_string(PG_GETARG_DATUM(0));
	std::string const target = pg::to_string(PG_GETARG_DATUM(1));
	std::size_t const sample = sample_of_argument(fcinfo, 2);
	pg::Rows rows(fcinfo);
	for (mask::Survivors const &found : mask::verify(source, target, sample))
		rows.add({pg::to_text(found.source_column), pg::to_text(found.target_column), Int64GetDatum(found.compared),
				  Int64GetDatum(found.values), Int64GetDatum(found.rows), text_if_any(found.note)});
	return (Datum) 0;
}
