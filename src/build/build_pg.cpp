#include "build/build_pg.hpp"

#include "build/runner_pg.hpp"
#include "pg/datum.hpp"

#include <numeric>

namespace confiture::build {

script::Variables variables_of_json(Datum json) {
	script::Variables variables;
	for (auto &[name, value] : pg::to_fields(json, "variables")) {
		if (!script::is_variable_name(name))
			throw Error(sqlstate::invalid_parameter_value, "invalid variable name: \"" + name + '"');
		if (value)
			variables[name] = std::move(*value);
	}
	return variables;
}

std::vector<FileReport> run(script::Tree const &tree, Options const &options) {
	std::vector<script::File> const files = files_to_run(tree, options);
	std::uint64_t bytes = 0;
	for (script::File const &file : files)
		bytes += file.bytes;

	std::optional<pg::Subtransaction> undone;
	if (options.dry_run)
		undone.emplace();
	Runner runner(tree, options, Runner::Mode::one_transaction);
	runner.begin(files.size(), bytes);
	runner.run(files);
	runner.finish();
	if (undone) {
		// what a commit would check is checked now
		std::string const check = "SET CONSTRAINTS ALL IMMEDIATE";
		List *const parsed = parse(check);
		execute(linitial_node(RawStmt, parsed), check, false);
		undone->roll_back();
	}
	return runner.reports();
}

} // namespace confiture::build
