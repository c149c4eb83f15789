#include "script/source_pg.hpp"

#include "pg/datum.hpp"
#include "script/encoding_pg.hpp"

namespace confiture::script {

static char *root = nullptr;

void define_root_setting() {
	pg::call([] {
		DefineCustomStringVariable("confiture.root", "Sets the folder where relative paths of files start.",
								   "When it is empty, paths must be absolute.", &root, "", PGC_USERSET, 0, nullptr,
								   nullptr, nullptr);
	});
}

std::string server_path(std::string const &path) {
	bool const may_read = pg::call([] { return has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES); });
	if (!may_read)
		throw Error(sqlstate::insufficient_privilege, "permission denied to read files of the server",
					"Only roles with privileges of the \"pg_read_server_files\" role may read them.",
					"Give the files as jsonb instead: {\"path\": \"content\", ...}.");
	if (path.empty())
		throw Error(sqlstate::invalid_parameter_value, "path must not be empty");
	std::filesystem::path const given(path);
	if (given.is_absolute())
		return path;
	if (root == nullptr || *root == '\0')
		throw Error(sqlstate::invalid_parameter_value,
					"path \"" + path + "\" is relative, but confiture.root is not set", {},
					"Give an absolute path, or set confiture.root to the folder where relative paths start.");
	return (std::filesystem::path(root) / given).string();
}

// Paths come back as text, so they must be text of this database.
static void check_paths(Tree const &tree) {
	for (File const &file : tree.files()) {
		if (valid_length(file.path, GetDatabaseEncoding()) != file.path.size())
			throw Error(sqlstate::character_not_in_repertoire,
						std::string("name of a file is not valid in encoding \"") + GetDatabaseEncodingName() + '"',
						"The file is in folder \"" + folder_of(file.path) + "\".");
	}
}

Selection selection_of_arguments(FunctionCallInfo fcinfo, int first) {
	Selection selection;
	if (pg::is_given(fcinfo, first))
		selection.include = pg::to_strings(PG_GETARG_DATUM(first), "include");
	if (pg::is_given(fcinfo, first + 1))
		selection.exclude = pg::to_strings(PG_GETARG_DATUM(first + 1), "exclude");
	return selection;
}

Tree tree_of_path(std::string const &path, Selection const &selection) {
	Tree tree = Tree::of_path(server_path(path), selection);
	check_paths(tree);
	return tree;
}

Tree tree_of_files(std::string const &path, std::vector<File> files) {
	return Tree::of_files(server_path(path), std::move(files));
}

Tree tree_of_json(Datum files, Selection const &selection) {
	std::map<std::string, std::string> texts;
	for (auto &[path, text] : pg::to_fields(files, "files")) {
		if (!text)
			throw Error(sqlstate::invalid_parameter_value, "file \"" + path + "\" must not be null");
		texts[path] = std::move(*text);
	}
	return Tree::of_texts(std::move(texts), selection);
}

} // namespace confiture::script
