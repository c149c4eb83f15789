// What a template depends on outside its key, and whether that still is as it was.
#pragma once

#include "build/plan_pg.hpp"

namespace confiture::build {

// Kept as the comment on the template's database.
struct Facts {
	std::string roles;         // {"name": oid} of the roles that the tree names
	std::string all_roles;     // stands for all roles of the server
	std::string extensions;    // {"name": "default version"} of the extensions in it
	std::string control_files; // stands for those of the extensions; may be empty
	std::string included;      // {"path": "SHA-256"} of the files that the tree's files include or copy from
};

// For a database with these extensions, built from files that include those, with their SHA-256.
[[nodiscard]] Facts facts_now(Plan const &plan, std::vector<std::string> const &extensions,
							  script::Variables const &included);

[[nodiscard]] bool is_up_to_date(Plan const &plan, Facts const &facts);

// Stands for the names and OIDs of all roles of the server.
[[nodiscard]] std::string all_roles_now();

[[nodiscard]] script::Variables included_in(Facts const &facts);

} // namespace confiture::build
