#include "build/plan_pg.hpp"

#include "build/template_key.hpp"
#include "script/script_pg.hpp"

namespace confiture::build {

// Settings of a new session that the meaning of DDL depends on.
static constexpr std::array settings_in_key{"search_path",
											"default_tablespace",
											"default_table_access_method",
											"default_toast_compression",
											"DateStyle",
											"IntervalStyle",
											"TimeZone",
											"check_function_bodies",
											"row_security",
											"xmloption",
											"standard_conforming_strings",
											"default_text_search_config",
											"lc_monetary",
											"lc_numeric",
											"lc_time",
											"array_nulls",
											"transform_null_equals"};

std::vector<std::string> key_base(Options const &options, pg::Session const &session) {
	std::vector<std::string> base{pg::call([] { return GetConfigOption("server_version", false, false); }),
								  std::to_string(session.identity.login), std::to_string(session.identity.role),
								  pg::call([] { return pg_get_client_encoding_name(); }),
								  options.resolve ? "resolve" : ""};
	for (auto const &[name, value] : options.variables) {
		base.push_back(name);
		base.push_back(value);
	}
	for (char const *name : settings_in_key) {
		char const *const value = pg::call([&] { return GetConfigOptionResetString(name); });
		base.emplace_back(value == nullptr ? "" : value);
	}
	return base;
}

static std::vector<HashedFile> hashed_files(script::Tree const &tree, std::vector<script::File> const &files) {
	std::vector<HashedFile> hashed;
	hashed.reserve(files.size());
	for (script::File const &file : files) {
		pg::check_for_interrupts();
		hashed.push_back({file.path, tree.sha256(file.path)});
	}
	return hashed;
}

Plan plan_of(std::string const &path, Options options) {
	Plan plan{script::server_path(path), std::move(options), {MyDatabaseId, pg::Identity::current()}, {}, {}};
	script::Tree const tree = script::tree_of_path(plan.path, plan.options.selection);
	plan.files = files_to_run(tree, plan.options);
	plan.keys = prefix_keys(key_base(plan.options, plan.session), hashed_files(tree, plan.files));
	return plan;
}

void check_unchanged(Plan const &plan) {
	if (plan_of(plan.path, plan.options).keys != plan.keys)
		throw Error(sqlstate::object_in_use, "the tree has changed while it was built", {}, "Build it again.");
}

} // namespace confiture::build
