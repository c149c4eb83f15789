#include "pg/datum.hpp"
#include "script/digest.hpp"
#include "script/source_pg.hpp"

using namespace confiture;

// (path, include, exclude)
static script::Tree tree_of_arguments(FunctionCallInfo fcinfo) {
	if (!pg::is_given(fcinfo, 0))
		throw Error(sqlstate::invalid_parameter_value, "path must not be null");
	return script::tree_of_path(pg::to_string(PG_GETARG_DATUM(0)), script::selection_of_arguments(fcinfo, 1));
}

CONFITURE_FUNCTION(confiture_files) {
	script::Tree const tree = tree_of_arguments(fcinfo);
	pg::Rows rows(fcinfo);
	int ordinal = 0;
	for (script::File const &file : tree.files()) {
		pg::check_for_interrupts();
		rows.add({Int32GetDatum(++ordinal), pg::to_text(file.path), Int64GetDatum(static_cast<int64>(file.bytes)),
				  pg::to_text(tree.sha256(file.path))});
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_schema_hash) {
	script::Tree const tree = tree_of_arguments(fcinfo);
	script::Digest digest;
	for (script::File const &file : tree.files()) {
		pg::check_for_interrupts();
		digest.add_field(file.path);
		digest.add_field(tree.sha256(file.path));
	}
	return pg::to_text(digest.hex());
}
