// From the arguments of a SQL function to a tree, as the caller's rights allow.
#pragma once

#include "pg/postgres.hpp"
#include "script/tree.hpp"

namespace confiture::script {

// Defines confiture.root; called once, by _PG_init.
void define_root_setting();

// The absolute path that an argument means: relative ones start at confiture.root. Reading files of the server needs
// the privileges of pg_read_server_files.
[[nodiscard]] std::string server_path(std::string const &path);

// The arguments include and exclude of a SQL function, from the first of them on.
[[nodiscard]] Selection selection_of_arguments(FunctionCallInfo fcinfo, int first);

// A folder or file of the server.
[[nodiscard]] Tree tree_of_path(std::string const &path, Selection const &selection);

// The same where its files are known already; none is read.
[[nodiscard]] Tree tree_of_files(std::string const &path, std::vector<File> files);

// {"path": "content", ...}
[[nodiscard]] Tree tree_of_json(Datum files, Selection const &selection);

} // namespace confiture::script
