#include "build/build_pg.hpp"

#include "build/runner_pg.hpp"
#include "pg/datum.hpp"

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

// What a commit would check is checked now.
static void check_constraints() { execute("SET CONSTRAINTS ALL IMMEDIATE", false); }

std::vector<FileReport> run(script::Tree const &tree, Options const &options) {
	std::vector<script::File> const files = files_to_run(tree, options);
	Runner runner(tree, options, Runner::Mode::one_transaction);
	runner.begin(files);
	auto const run_all = [&] {
		runner.run(files);
		runner.finish();
	};
	if (options.dry_run) {
		pg::run_and_undo([&] {
			run_all();
			check_constraints();
		});
	} else {
		run_all();
	}
	return runner.reports();
}

} // namespace confiture::build
