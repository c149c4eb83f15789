// A tree of SQL files: a folder of the server, one file, or a set of texts; which of its files are run, in which order.
// All files that end in .sql are, except hidden ones, *.down.sql, and those in the folder "seeds" at the top.
#pragma once

#include "script/reader.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace confiture::script {

struct File {
	std::string path; // relative to the root, with "/"
	std::uint64_t bytes;

	friend bool operator==(File const &, File const &) = default;
};

// Which files of a tree are run: those that match one of "include" (or all, when it is empty) and none of "exclude".
// Patterns are fnmatch's over relative paths, where "*" matches "/" too and "**/" may be nothing; one that names a
// folder means all below it.
struct Selection {
	std::vector<std::string> include;
	std::vector<std::string> exclude;

	[[nodiscard]] bool selects(std::string const &path) const;
	[[nodiscard]] bool excludes(std::string const &path) const;
};

class Tree {
	enum class Part { schema, seeds };

	std::filesystem::path root_;               // canonical; empty for a set of texts
	std::shared_ptr<Descriptor const> folder_; // the root, open
	std::map<std::string, std::string> texts_;
	Selection selection_;
	std::vector<File> files_;
	mutable std::unordered_map<std::string, std::string> digests_; // of files that are small, by path

	void set_root(std::filesystem::path path);
	[[nodiscard]] std::filesystem::path location(std::string const &path) const;
	void list(std::string const &folder, Selection const &selection, std::vector<std::filesystem::path> &inside,
			  std::vector<File> &files) const;
	[[nodiscard]] std::string read_head(File &file) const;
	void put_dependencies_first(std::vector<File> &files, Part part) const;
	[[nodiscard]] bool exists(std::string const &path) const;
	[[nodiscard]] std::string why_not_run(std::string const &path, Part part) const;

public:
	// "path" is a folder, or one file, whose folder is then the root.
	[[nodiscard]] static Tree of_path(std::filesystem::path const &path, Selection const &selection);
	// The same where its files are known already; none is read.
	[[nodiscard]] static Tree of_files(std::filesystem::path const &path, std::vector<File> files);
	// Relative path -> content.
	[[nodiscard]] static Tree of_texts(std::map<std::string, std::string> texts, Selection const &selection);

	// In the order in which they are run.
	[[nodiscard]] std::vector<File> const &files() const noexcept { return files_; }

	// Whether it is a set of texts, not of files.
	[[nodiscard]] bool holds_texts() const noexcept { return root_.empty(); }

	// Sub-trees of this one, each by its folder or file, to be run after "files", in the order in which they are named;
	// every file of them, whatever the selection.
	[[nodiscard]] std::vector<File> below(std::vector<std::string> const &paths) const;

	// Opens a file of the tree, listed or not, by its relative path.
	[[nodiscard]] Reader open(std::string const &path) const;

	// The relative path of the file that "named" means in a file in "folder": relative to the folder if "from_folder"
	// or if only there it exists, otherwise relative to the root. A path that leaves the root is an error.
	[[nodiscard]] std::string find(std::string const &named, std::string const &folder, bool from_folder) const;

	[[nodiscard]] std::string sha256(std::string const &path) const;
};

// The files that the comment lines at the head of a file name: "-- depends: other/file.sql".
[[nodiscard]] std::vector<std::string> declared_dependencies(std::string_view head);

// Everything before the last "/", or nothing.
[[nodiscard]] std::string folder_of(std::string const &path);

} // namespace confiture::script
