#include "catalog/catalog_pg.hpp"

#include "catalog/json.hpp"
#include "catalog/queries.hpp"
#include "catalog/read.hpp"
#include "pg/spi.hpp"
#include "pg/worker.hpp"

#include <vector>

namespace confiture::catalog {

static Snapshot snapshot_of_this_database() {
	int const nest_level = pg::call([] { return NewGUCNestLevel(); });
	for (auto const &[name, value] : reading_settings) {
		char const *const name_text = name.data();
		char const *const value_text = value.data();
		pg::call([&] {
			(void) set_config_option(name_text, value_text, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
									 false);
		});
	}
	Snapshot snapshot = read_snapshot([](std::string const &sql, VisitRow const &visit) {
		pg::check_for_interrupts();
		pg::Table const table = pg::query(sql);
		std::vector<std::string_view> const names(table.columns.begin(), table.columns.end());
		std::vector<std::optional<std::string_view>> cells(names.size());
		for (pg::Row const &row : table.rows) {
			for (std::size_t i = 0; i < cells.size(); ++i)
				cells[i] = row[i] ? std::optional<std::string_view>{*row[i]} : std::nullopt;
			visit(names, cells);
		}
	});
	pg::call([&] { AtEOXact_GUC(true, nest_level); });
	return snapshot;
}

static std::string snapshot_job(std::string const &) { return to_json(snapshot_of_this_database()); }

static char *schema_path; // owned by the server

void install() {
	pg::register_job("snapshot", snapshot_job);
	pg::call([] {
		DefineCustomStringVariable("confiture.schema_path", "Sets the schema source that databases are compared with.",
								   "A tree of DDL files, or any other schema source.", &schema_path, "", PGC_USERSET, 0,
								   nullptr, nullptr, nullptr);
	});
}

Snapshot snapshot_of_database(unsigned database, bool even_if_closed) {
	return from_json(pg::run_in_worker({database, pg::Identity::current(), even_if_closed}, "snapshot", ""));
}

static Snapshot stored_snapshot(std::string const &name) {
	pg::Table const found = pg::catalog_query("SELECT snapshot FROM confiture.snapshot WHERE name = $1", {name});
	if (found.rows.empty())
		throw Error(sqlstate::undefined_object, "schema snapshot \"" + name + "\" does not exist", {},
					"Save one with confiture_save_snapshot.");
	return from_json(found.rows.front().front().value());
}

static Snapshot snapshot_of_named_database(std::string const &name) {
	Oid const database = pg::call([&] { return get_database_oid(name.c_str(), true); });
	if (!OidIsValid(database))
		throw Error(sqlstate::undefined_database, "database \"" + name + "\" does not exist");
	return database == MyDatabaseId ? snapshot_of_this_database() : snapshot_of_database(database, false);
}

namespace {
struct Form {
	char const *name;
	ReadSource read;
};
constexpr std::size_t most_forms = 8;
Form forms[most_forms]{{"db", snapshot_of_named_database}, {"snapshot", stored_snapshot}};
} // namespace

void register_source(char const *name, ReadSource read) {
	for (Form &form : forms)
		if (form.name == nullptr) {
			form = {name, read};
			return;
		}
}

Snapshot snapshot_of_source(std::string const &source) {
	if (source == "current")
		return snapshot_of_this_database();
	std::size_t const colon = source.find(':');
	std::size_t const slash = source.find('/');
	// A slash before the colon is one of a path, but texts hold both.
	std::string form = colon < slash ? source.substr(0, colon) : "";
	std::string rest = form.empty() ? source : source.substr(colon + 1);
	if (form.empty() && slash != std::string::npos)
		form = "dir";
	for (Form const &known : forms)
		if (known.name != nullptr && form == known.name)
			return known.read(rest);
	std::string hint = "A schema source is \"current\"";
	for (Form const &known : forms)
		if (known.name != nullptr)
			hint += std::string{", \""} + known.name + ":...\"";
	throw Error(sqlstate::invalid_parameter_value, "invalid schema source \"" + source + "\"", {}, hint + ".");
}

} // namespace confiture::catalog
