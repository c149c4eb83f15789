// Templates: databases that hold a built tree, sealed, under a key of all that their contents depend on.
#pragma once

#include "build/jobs_pg.hpp"
#include "build/plan_pg.hpp"

namespace confiture::build {

struct Template {
	std::string key;
	std::string database;
	std::uint64_t bytes;
};

// The template of the whole tree, built if there is none or if it is out of date; one caller at a time builds. Where
// the template of a prefix makes the build short, and nobody has asked for this tree before, it is not worth one: then
// the name of the built, closed database, which is to be renamed or dropped.
[[nodiscard]] std::variant<Template, std::string> find_or_build(Plan const &plan);
// The same for the schema of the tree: always a template, and while it is built, its schema is read and kept. It keeps
// no copies of parts, which would make who waits for the schema wait longer.
[[nodiscard]] Template find_or_build_schema(Plan const &plan);

// The template of the whole tree, if there is one that is up to date.
[[nodiscard]] std::optional<Template> find_template(Plan const &plan);

// Builds the tree into a new, closed database, on the longest prefix that a template holds. Gives the database's name;
// it is to be renamed or dropped.
[[nodiscard]] std::string build_database(Plan const &plan);

// The statement that clones a database, in the way that is faster for its size.
[[nodiscard]] std::vector<std::string> clone_statements(std::string const &name, std::string const &source,
														std::uint64_t bytes, std::string const &options);

// Notes that a template was used.
void note_use(std::string const &key);

struct TemplateRow {
	std::string key, database, owner;
	Oid owner_oid;
	Oid home; // the database in which it was first asked for
	std::uint64_t bytes;
	TimestampTz created_at, last_used_at;
	std::int64_t clones;
};
[[nodiscard]] std::vector<TemplateRow> all_templates();

// Drops a template and its clones in store.
void drop_template(pg::Session const &session, std::string const &key);

// Drops the templates of the current role (all of them, for a superuser) that were not used for so long, and their
// clones in store. Gives their number.
int prune_templates(pg::Session const &session, double seconds_to_keep);

} // namespace confiture::build
