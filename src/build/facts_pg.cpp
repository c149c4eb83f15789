#include "build/facts_pg.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"
#include "script/digest.hpp"
#include "script/script_pg.hpp"

#include <fstream>

namespace confiture::build {

std::string all_roles_now() {
	std::map<Oid, std::string> roles;
	pg::scan_catalog(AuthIdRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc) {
		auto const *const role = reinterpret_cast<Form_pg_authid>(GETSTRUCT(tuple));
		if (role->oid >= FirstNormalObjectId)
			roles[role->oid] = NameStr(role->rolname);
	});
	script::Digest digest;
	for (auto const &[oid, name] : roles) {
		digest.add_field(std::to_string(oid));
		digest.add_field(name);
	}
	return digest.hex();
}

static std::vector<std::string> names_in(std::string const &json_object) {
	Datum const json = pg::call([&] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(json_object.c_str())); });
	std::vector<std::string> names;
	for (auto &[name, value] : pg::to_fields(json, "extensions"))
		names.push_back(std::move(name));
	return names;
}

// Stands for the control files of extensions, which say their versions; empty where one may be elsewhere. Reading a few
// is quicker than what pg_available_extensions does, which reads those of all extensions.
static std::string control_files_now(std::vector<std::string> const &extensions) {
	char const *const path = pg::call([] { return GetConfigOption("extension_control_path", true, false); });
	if (path != nullptr && std::string_view(path) != "$system")
		return {};
	char share[MAXPGPATH];
	get_share_path(my_exec_path, share);
	script::Digest digest;
	for (std::string const &extension : extensions) {
		std::ifstream file(std::string(share) + "/extension/" + extension + ".control");
		std::string const text{std::istreambuf_iterator<char>(file), {}};
		if (!file || text.empty())
			return {};
		digest.add_field(extension);
		digest.add_field(text);
	}
	return digest.hex();
}

static std::string versions_now(std::string const &names_as_json_array) {
	return pg::catalog_query("SELECT coalesce(jsonb_object_agg(name, default_version), '{}') "
							 "FROM pg_available_extensions WHERE name <> 'plpgsql' AND $1::jsonb ? name",
							 {names_as_json_array})
		.rows.at(0)
		.at(0)
		.value();
}

// The roles of the server that the files of a plan mention anywhere.
static std::string roles_named_in(Plan const &plan) {
	script::Tree const tree = script::tree_of_path(plan.path, plan.options.selection);
	std::string text;
	for (script::File const &file : plan.files) {
		script::Reader reader = tree.open(file.path);
		for (std::string lines = reader.lines(1 << 20); !lines.empty(); lines = reader.lines(1 << 20)) {
			text += lines;
			pg::check_for_interrupts();
		}
	}
	std::string named;
	for (pg::Row const &row :
		 pg::catalog_query("SELECT rolname, to_json(rolname::text), oid FROM pg_roles WHERE oid >= 16384 ORDER BY oid")
			 .rows) {
		if (text.find(*row.at(0)) != std::string::npos)
			named += (named.empty() ? "" : ", ") + *row.at(1) + ": " + *row.at(2);
	}
	return '{' + named + '}';
}

script::Variables included_in(Facts const &facts) {
	script::Variables included;
	if (facts.included == "{}")
		return included;
	for (pg::Row const &row :
		 pg::catalog_query("SELECT key, value FROM jsonb_each_text($1::jsonb)", {facts.included}).rows)
		included[row.at(0).value()] = row.at(1).value();
	return included;
}

static std::string included_as_json(script::Variables const &included) {
	std::string json;
	for (auto const &[path, sha256] : included)
		json += (json.empty() ? "" : ", ") +
				pg::catalog_query("SELECT to_json($1::text)", {path}).rows.at(0).at(0).value() + ": \"" + sha256 + '"';
	return '{' + json + '}';
}

static bool has_changed_includes(Plan const &plan, Facts const &facts) {
	script::Variables const included = included_in(facts);
	if (included.empty())
		return false;
	script::Tree const tree = script::tree_of_path(plan.path, plan.options.selection);
	return std::ranges::any_of(included, [&](auto const &file) {
		try {
			return tree.sha256(file.first) != file.second;
		} catch (Error const &) {
			return true; // it is gone
		}
	});
}

bool is_up_to_date(Plan const &plan, Facts const &facts) {
	if (has_changed_includes(plan, facts))
		return false;
	if (facts.all_roles != all_roles_now() && facts.roles != roles_named_in(plan))
		return false;
	if (facts.extensions == "{}" ||
		(!facts.control_files.empty() && facts.control_files == control_files_now(names_in(facts.extensions))))
		return true;
	return pg::catalog_query("SELECT $1::jsonb = coalesce(jsonb_object_agg(name, default_version), '{}') "
							 "FROM pg_available_extensions WHERE $1::jsonb ? name",
							 {facts.extensions})
			   .rows.at(0)
			   .at(0) == "t";
}

Facts facts_now(Plan const &plan, std::vector<std::string> const &extensions, script::Variables const &included) {
	std::string names;
	for (std::string const &extension : extensions)
		names += (names.empty() ? "\"" : ", \"") + extension + '"';
	std::string const versions = versions_now('[' + names + ']');
	return {roles_named_in(plan), all_roles_now(), versions, control_files_now(names_in(versions)),
			included_as_json(included)};
}

} // namespace confiture::build
