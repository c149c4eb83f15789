#include "catalog/catalog_pg.hpp"

#include "catalog/fingerprint_pg.hpp"
#include "catalog/json.hpp"
#include "catalog/kept_pg.hpp"
#include "catalog/packed.hpp"
#include "catalog/queries.hpp"
#include "catalog/read.hpp"
#include "pg/remote.hpp"
#include "pg/spi.hpp"
#include "pg/worker.hpp"
#include "pg/settings.hpp"

#include <vector>

namespace confiture::catalog {

static void visit_rows(pg::Table const &table, VisitRow const &visit) {
	std::vector<std::string_view> const names(table.columns.begin(), table.columns.end());
	std::vector<std::optional<std::string_view>> cells(names.size());
	for (pg::Row const &row : table.rows) {
		for (std::size_t i = 0; i < cells.size(); ++i)
			cells[i] = row[i] ? std::optional<std::string_view>{*row[i]} : std::nullopt;
		visit(names, cells);
	}
}

Snapshot read_this_database() {
	pg::LocalSettings settings;
	for (auto const &[name, value] : reading_settings)
		settings.set(name.data(), value.data());
	std::vector<std::string_view> names;
	std::vector<std::optional<std::string_view>> cells;
	Snapshot snapshot = read_snapshot([&](std::string const &sql, VisitRow const &visit) {
		pg::for_each_named_row(sql, [&](std::span<char const *const> columns, std::span<char const *const> values) {
			names.assign(columns.begin(), columns.end());
			cells.clear();
			for (char const *const value : values)
				cells.push_back(value == nullptr ? std::nullopt : std::optional<std::string_view>(value));
			visit(names, cells);
		});
	});
	settings.end();
	return snapshot;
}

// Read again only when a catalog has changed since; kept for each role, which may not see what others do.
static std::string packed_snapshot_of_this_database() {
	std::string const role = std::to_string(GetUserId());
	std::optional<std::string> const before = fingerprint();
	if (before)
		if (auto kept = kept_snapshot(MyDatabaseId, role, *before))
			return *std::move(kept);
	std::string packed = to_packed(read_this_database());
	if (before && fingerprint() == before) { // else nobody knows which state, or states, it was
		make_fingerprint_durable();
		keep_snapshot(MyDatabaseId, role, *before, packed);
	}
	return packed;
}

static Snapshot snapshot_of_this_database() { return from_packed(packed_snapshot_of_this_database()); }

static std::string snapshot_job(std::string const &) { return packed_snapshot_of_this_database(); }
static std::string closed_snapshot_job(std::string const &) { return to_packed(read_this_database()); }

static char *schema_path; // owned by the server

void install() {
	pg::register_job("snapshot", snapshot_job);
	pg::register_job("closed", closed_snapshot_job);
	pg::call([] {
		DefineCustomStringVariable("confiture.schema_path", "Sets the schema source that databases are compared with.",
								   "A tree of DDL files, or any other schema source.", &schema_path, "", PGC_USERSET, 0,
								   nullptr, nullptr, nullptr);
	});
}

static Reading start_reading_database(Oid database) {
	auto job = pg::start_in_worker({database, pg::Identity::current()}, "snapshot", "");
	return [job]() mutable { return from_packed(job.wait()); };
}

Snapshot snapshot_of_closed_database(unsigned database) {
	return from_packed(pg::run_in_worker({database, pg::Identity::current(), true}, "closed", ""));
}

static constexpr char unmarked[] = "-";

std::optional<Snapshot> kept(unsigned database, std::string const &name) {
	auto const packed = kept_snapshot(database, name, unmarked);
	return packed ? std::optional(from_packed(*packed)) : std::nullopt;
}

void keep(unsigned database, std::string const &name, std::string const &packed) {
	keep_snapshot(database, name, unmarked, packed);
}

static Snapshot stored_snapshot(std::string const &name) {
	pg::Table const found = pg::catalog_query("SELECT snapshot FROM confiture.snapshot WHERE name = $1", {name});
	if (found.rows.empty())
		throw Error(sqlstate::undefined_object, "schema snapshot \"" + name + "\" does not exist", {},
					"Save one with confiture_save_snapshot.");
	return from_json(found.rows.front().front().value());
}

static Reading start_reading_named_database(std::string const &name) {
	Oid const database = pg::call([&] { return get_database_oid(name.c_str(), true); });
	if (!OidIsValid(database))
		throw Error(sqlstate::undefined_database, "database \"" + name + "\" does not exist");
	return database == MyDatabaseId ? snapshot_of_this_database : start_reading_database(database);
}

// A database behind a foreign server, in one state of it; the right to read catalogs is the mapped user's.
static Snapshot snapshot_of_server(std::string const &name) {
	pg::Remote remote{name};
	std::string begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
	for (auto const &[setting, value] : reading_settings)
		begin += "; SET LOCAL " + std::string{setting} + " = '" + std::string{value} + "'";
	remote.query(begin);
	return read_snapshot([&](std::string const &sql, VisitRow const &visit) { visit_rows(remote.query(sql), visit); });
}

namespace {
struct Form {
	char const *name;
	ReadSource read;
};

// Never destroyed, as the server's processes end without unloading us.
std::vector<Form> &forms() {
	static auto *const all = new std::vector<Form>{{"server", snapshot_of_server}, {"snapshot", stored_snapshot}};
	return *all;
}
} // namespace

void register_source(char const *name, ReadSource read) { forms().push_back({name, read}); }

Snapshot snapshot_of_source(std::string const &source) { return start_reading(source)(); }

Reading start_reading(std::string const &source) {
	if (source == "current")
		return snapshot_of_this_database;
	std::size_t const colon = source.find(':');
	std::size_t const slash = source.find('/');
	// A slash before the colon is one of a path, but texts hold both.
	std::string form = colon < slash ? source.substr(0, colon) : "";
	std::string rest = form.empty() ? source : source.substr(colon + 1);
	if (form.empty() && slash != std::string::npos)
		form = "dir";
	if (form == "db")
		return start_reading_named_database(rest);
	for (Form const &known : forms())
		if (form == known.name)
			return [read = known.read, rest] { return read(rest); };
	std::string hint = R"(A schema source is "current", "db:...")";
	for (Form const &known : forms())
		hint += std::string{", \""} + known.name + ":...\"";
	throw Error(sqlstate::invalid_parameter_value, "invalid schema source \"" + source + "\"", {}, hint + ".");
}

} // namespace confiture::catalog
