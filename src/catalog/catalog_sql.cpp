#include "catalog/json.hpp"
#include "catalog/catalog_pg.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"

using namespace confiture;

static Datum to_jsonb(std::string const &text) {
	char const *const start = text.c_str();
	return pg::call([&] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(start)); });
}

CONFITURE_FUNCTION(confiture_snapshot) {
	return to_jsonb(catalog::to_json(catalog::snapshot_of_source(pg::to_string(PG_GETARG_DATUM(0)))));
}

CONFITURE_FUNCTION(confiture_save_snapshot) {
	std::string const name = pg::to_string(PG_GETARG_DATUM(0));
	catalog::Snapshot const snapshot = catalog::snapshot_of_source(pg::to_string(PG_GETARG_DATUM(1)));
	(void) pg::catalog_query("INSERT INTO confiture.snapshot (name, snapshot) VALUES ($1, $2::jsonb) "
							 "ON CONFLICT (name) DO UPDATE SET snapshot = excluded.snapshot, created_at = now(), "
							 "created_by = current_user",
							 {name, catalog::to_json(snapshot)});
	return (Datum) 0;
}
