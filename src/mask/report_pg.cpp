#include "mask/report_pg.hpp"

#include "mask/check_pg.hpp"
#include "mask/state_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"
#include "mask/related_pg.hpp"

namespace confiture::mask {

namespace {

ReportSection section(std::string title, std::string text, std::string const &sql) {
	pg::Table const found = pg::catalog_query(sql);
	ReportSection result{std::move(title), std::move(text), found.columns, {}};
	for (pg::Row const &row : found.rows) {
		std::vector<std::string> &cells = result.rows.emplace_back();
		for (std::optional<std::string> const &cell : row)
			cells.push_back(cell.value_or(""));
	}
	return result;
}

ReportSection problems_section() {
	ReportSection result{"Problems", "", {"severity", "problem", "object", "message"}, {}};
	for (Problem const &problem : check_rules({}, 1000))
		result.rows.push_back({std::string(qualified_name(problem.severity)), std::string(problem.kind),
							   (OidIsValid(problem.relation) ? qualified_name(problem.relation) : "") +
								   (problem.column.empty() ? "" : "." + problem.column),
							   problem.message});
	if (result.rows.empty())
		return {"Problems", "None was found.", {}, {}};
	return result;
}

Oid relation_named(std::string const &name) {
	return pg::call([&] { return DatumGetObjectId(DirectFunctionCall1(regclassin, CStringGetDatum(name.c_str()))); });
}

ReportSection anonymity_section(QuasiIdentifiers const &quasi_identifiers, int k) {
	ReportSection result{
		"K-anonymity",
		"Rows that agree in all of the columns, as they are read masked. Groups smaller than " + std::to_string(k) +
			" may tell who a row is about.",
		{"table", "columns", "smallest group", "groups", "rows", "small groups", "rows in small groups"},
		{}};
	for (auto const &[table, columns] : quasi_identifiers) {
		Anonymity const found = anonymity(relation_named(table), columns, k);
		std::string list;
		for (std::string const &column : columns)
			list += (list.empty() ? "" : ", ") + column;
		result.rows.push_back({table, list, std::to_string(found.smallest), std::to_string(found.groups),
							   std::to_string(found.rows), std::to_string(found.groups_below),
							   std::to_string(found.rows_below)});
	}
	return result;
}

} // namespace

Anonymity anonymity(Oid relation, std::vector<std::string> const &columns, int k) {
	if (columns.empty())
		throw Error(sqlstate::invalid_parameter_value, "columns must not be empty");
	if (k < 1)
		throw Error(sqlstate::invalid_parameter_value, "k must be positive");
	std::string list;
	for (std::string const &column : columns) {
		if (pg::call([&] { return get_attnum(relation, column.c_str()); }) <= 0)
			throw Error(sqlstate::undefined_column,
						"column \"" + column + "\" of relation " + qualified_name(relation) + " does not exist");
		list += (list.empty() ? "" : ", ") + std::string(pg::call([&] { return quote_identifier(column.c_str()); }));
	}
	MaskedReads reads;
	pg::Table const found = pg::catalog_query(
		"SELECT coalesce(min(n), 0), count(*), coalesce(sum(n), 0), count(*) FILTER (WHERE n < $1::int),"
		" coalesce(sum(n) FILTER (WHERE n < $1::int), 0) FROM (SELECT count(*) AS n FROM " +
			qualified_name(relation) + " GROUP BY " + list + ") AS groups",
		{std::to_string(k)});
	reads.end();
	pg::Row const &row = found.rows.at(0);
	auto const number = [&](std::size_t i) { return std::stoll(*row[i]); };
	return {number(0), number(1), number(2), number(3), number(4)};
}

std::vector<ReportSection> masking_report(QuasiIdentifiers const &quasi_identifiers, int k) {
	std::vector<ReportSection> sections;
	sections.push_back(section("Database", "", R"(
		SELECT current_database() AS database, current_setting('server_version') AS server,
			(SELECT extversion FROM pg_extension WHERE extname = 'confiture') AS confiture,
			to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS "made at", current_user AS "made by",
			current_setting('confiture.masking') AS "confiture.masking",
			current_setting('confiture.unclassified') AS "confiture.unclassified")"));
	sections.push_back(section("Masked roles", "They and their members read masked values, whatever they do.", R"(
		SELECT r.rolname AS role,
			coalesce((SELECT string_agg(m.rolname, ', ' ORDER BY m.rolname) FROM pg_auth_members AS a
				JOIN pg_roles AS m ON m.oid = a.member WHERE a.roleid = r.oid), '') AS members
		FROM pg_shseclabel AS l JOIN pg_roles AS r ON r.oid = l.objoid AND l.classoid = 'pg_authid'::regclass
		WHERE l.provider = 'confiture' ORDER BY 1)"));
	sections.push_back(section("Rules", "Equal values have equal masks where a strategy is deterministic.", R"(
		SELECT r.relation::text AS "table", coalesce(r.column_name, '') AS "column", coalesce(r.data_type, '') AS type,
			r.label AS rule, r.source, coalesce(s.category, '') AS category, coalesce(s.deterministic::text, '') AS deterministic,
			coalesce(s.uniqueness, '') AS uniqueness, coalesce(s.reversible::text, '') AS reversible
		FROM confiture.masking_rule AS r LEFT JOIN confiture.strategy() AS s ON s.name = r.strategy
		WHERE r.label <> 'keep' ORDER BY 1, 2)"));
	sections.push_back(section("In clear by decision", "Columns labelled keep.", R"(
		SELECT r.relation::text AS "table", r.column_name AS "column", coalesce(r.data_type, '') AS type
		FROM confiture.masking_rule AS r WHERE r.label = 'keep' AND r.column_name IS NOT NULL ORDER BY 1, 2)"));
	sections.push_back(problems_section());
	if (!quasi_identifiers.empty())
		sections.push_back(anonymity_section(quasi_identifiers, k));
	if (pg::catalog_query("SELECT 1 WHERE has_table_privilege('confiture.masking_run', 'SELECT')").rows.size() == 1) {
		ReportSection runs = section("Static masking", "Runs of confiture_mask_database.", R"(
			SELECT r.id AS run, to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') AS started, r.started_by AS by,
				CASE WHEN r.finished_at IS NULL THEN 'no' ELSE 'yes' END AS finished,
				(SELECT count(*) FROM confiture.masked_table AS t WHERE t.run = r.id) AS tables
			FROM confiture.masking_run AS r ORDER BY r.id)");
		if (!runs.rows.empty())
			sections.push_back(std::move(runs));
	}
	return sections;
}

} // namespace confiture::mask
