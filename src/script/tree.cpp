#include "script/tree.hpp"

#include "error.hpp"
#include "script/digest.hpp"
#include "script/name_order.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fnmatch.h>
#include <functional>
#include <set>
#include <system_error>

namespace confiture::script {

namespace fs = std::filesystem;

static std::string joined(std::string const &folder, std::string const &name) {
	return folder.empty() ? name : folder + '/' + name;
}

std::string folder_of(std::string const &path) {
	std::size_t const slash = path.rfind('/');
	return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

// Seed data at the top of a tree is no part of the schema: its sub-trees run where they are asked for by name.
static constexpr std::string_view seeds_folder = "seeds";

static bool is_sql(std::string_view name) {
	return name.ends_with(".sql") && !name.ends_with(".down.sql") && !name.starts_with('.');
}

[[noreturn]] static void refuse_path(std::string const &path, std::error_code const &code) {
	SqlState const state = code == std::errc::permission_denied ? sqlstate::insufficient_privilege
						   : code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory
							   ? sqlstate::undefined_file
							   : sqlstate::io_error;
	throw Error(state, "could not open \"" + path + "\": " + code.message());
}

static fs::path canonical(fs::path const &path, std::string const &shown) {
	std::error_code code;
	fs::path result = fs::canonical(path, code);
	if (code)
		refuse_path(shown, code);
	return result;
}

static bool is_inside(fs::path const &path, fs::path const &root) {
	auto const [end, rest] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
	return end == root.end();
}

[[noreturn]] static void refuse_outside(std::string const &path) {
	throw Error(sqlstate::insufficient_privilege, "path \"" + path + "\" leaves the root of the tree",
				"Links and included files may only lead to files inside the root.");
}

static bool matches(std::string const &pattern, std::string const &path) {
	if (fnmatch(pattern.c_str(), path.c_str(), FNM_LEADING_DIR) == 0)
		return true;
	static constexpr std::string_view any_folders = "**/"; // or none: then it is as if it were not there
	for (std::size_t at = pattern.find(any_folders); at != std::string::npos; at = pattern.find(any_folders, at + 1)) {
		if ((at == 0 || pattern[at - 1] == '/') && matches(std::string(pattern).erase(at, any_folders.size()), path))
			return true;
	}
	return false;
}

static bool any_matches(std::vector<std::string> const &patterns, std::string const &path) {
	return std::ranges::any_of(patterns, [&](std::string pattern) {
		while (pattern.size() > 1 && pattern.ends_with('/'))
			pattern.pop_back();
		return matches(pattern, path);
	});
}

bool Selection::excludes(std::string const &path) const { return any_matches(exclude, path); }

bool Selection::selects(std::string const &path) const {
	return (include.empty() || any_matches(include, path)) && !excludes(path);
}

std::vector<std::string> declared_dependencies(std::string_view head) {
	static constexpr std::string_view keyword = "depends:";
	static constexpr std::string_view blank = " \t\r";
	std::vector<std::string> paths;
	if (head.starts_with("\xEF\xBB\xBF"))
		head.remove_prefix(3);
	while (!head.empty()) {
		std::string_view line = head.substr(0, head.find('\n'));
		head.remove_prefix(std::min(line.size() + 1, head.size()));
		line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
		if (line.empty())
			continue;
		if (!line.starts_with("--"))
			break;
		line.remove_prefix(2);
		line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
		if (!line.starts_with(keyword))
			continue;
		line.remove_prefix(keyword.size());
		while (!line.empty()) { // several may stand in one line, between commas
			std::string_view path = line.substr(0, line.find(','));
			line.remove_prefix(std::min(path.size() + 1, line.size()));
			path.remove_prefix(std::min(path.find_first_not_of(blank), path.size()));
			path = path.substr(0, path.find_last_not_of(blank) + 1);
			if (!path.empty())
				paths.emplace_back(path);
		}
	}
	return paths;
}

fs::path Tree::location(std::string const &path) const {
	fs::path location = canonical(root_ / path, path);
	if (!is_inside(location, root_))
		refuse_outside(path);
	return location;
}

// Adds the files below a folder, depth first. "inside" holds the canonical folders on the way here, against loops.
void Tree::list(std::string const &folder, Selection const &selection, std::vector<fs::path> &inside,
				std::vector<File> &files) const {
	std::error_code code;
	std::vector<std::pair<std::string, fs::directory_entry>> entries;
	for (fs::directory_iterator entry(root_ / folder, code), end; !code && entry != end; entry.increment(code))
		entries.emplace_back(entry->path().filename().string(), *entry);
	if (code)
		refuse_path(folder.empty() ? root_.string() : folder, code);
	std::ranges::sort(
		entries, comes_before, [](auto const &entry) -> auto const & { return entry.first; });

	for (auto const &[name, entry] : entries) {
		if (name.starts_with('.') || (folder.empty() && name == seeds_folder))
			continue;
		std::string const path = joined(folder, name);
		if (selection.excludes(path))
			continue;                                    // not even looked into
		bool const is_folder = entry.is_directory(code); // the folder has told its kind, but for links
		if (code && !is_sql(name))
			continue; // a broken link that would not be run anyway
		if (code)
			refuse_path(path, code);
		if (is_folder) {
			fs::path where = location(path);
			if (std::ranges::find(inside, where) != inside.end())
				continue;
			inside.push_back(std::move(where));
			list(path, selection, inside, files);
			inside.pop_back();
		} else if (is_sql(name) && selection.selects(path)) {
			if (entry.is_symlink(code))
				(void) location(path);
			files.push_back({path, 0});
		}
	}
}

void Tree::set_root(fs::path path) {
	folder_ = std::make_shared<Descriptor const>(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
	root_ = std::move(path);
}

static void check_patterns(std::vector<std::string> const &include, std::vector<File> const &files) {
	for (std::string const &pattern : include) {
		if (std::ranges::none_of(files, [&](File const &file) { return any_matches({pattern}, file.path); }))
			throw Error(sqlstate::undefined_file, "no SQL file matches the pattern \"" + pattern + "\" of \"include\"",
						"Patterns are matched against whole paths, relative to the root of the tree.");
	}
}

Tree Tree::of_path(fs::path const &path, Selection const &selection) {
	Tree tree;
	fs::path const target = canonical(path, path.string());
	std::error_code code;
	if (fs::is_directory(target, code)) {
		tree.set_root(target);
		std::vector<fs::path> inside{target};
		tree.selection_ = selection;
		tree.list({}, selection, inside, tree.files_);
		check_patterns(selection.include, tree.files_);
		tree.put_dependencies_first(tree.files_, Part::schema);
	} else {
		tree.set_root(target.parent_path());
		tree.files_.push_back({target.filename().string(), 0});
		(void) tree.read_head(tree.files_.front());
	}
	return tree;
}

Tree Tree::of_files(fs::path const &path, std::vector<File> files) {
	Tree tree;
	fs::path const target = canonical(path, path.string());
	std::error_code code;
	tree.set_root(fs::is_directory(target, code) ? target : target.parent_path());
	tree.files_ = std::move(files);
	return tree;
}

// The order of a folder tree over relative paths: name by name.
static bool path_comes_before(std::string_view left, std::string_view right) {
	while (true) {
		std::string_view const left_name = left.substr(0, left.find('/'));
		std::string_view const right_name = right.substr(0, right.find('/'));
		if (left_name != right_name)
			return comes_before(left_name, right_name);
		if (left_name.size() == left.size() || right_name.size() == right.size())
			return left.size() < right.size();
		left.remove_prefix(left_name.size() + 1);
		right.remove_prefix(right_name.size() + 1);
	}
}

// Whether the text of a path, relative to a tree or to a part of one, belongs to it.
static bool is_run(std::string const &path) {
	fs::path const parts(path);
	return is_sql(parts.filename().string()) && std::none_of(parts.begin(), parts.end(), [](fs::path const &part) {
			   return part.string().starts_with('.');
		   });
}

static bool is_seed(std::string const &path) { return *fs::path(path).begin() == seeds_folder; }

// Only as they are written here can other files name them.
static void check_path_of_text(std::string const &path) {
	std::string const normal = fs::path(path).lexically_normal().string();
	if (normal == ".." || normal.starts_with("../"))
		refuse_outside(path);
	if (path.empty() || path.starts_with('/') || path.ends_with('/') || path == "." || normal != path)
		throw Error(sqlstate::invalid_parameter_value, "invalid path of a file: \"" + path + '"',
					"Paths are relative to the root of the tree, names with single slashes between them.");
}

Tree Tree::of_texts(std::map<std::string, std::string> texts, Selection const &selection) {
	Tree tree;
	tree.texts_ = std::move(texts);
	tree.selection_ = selection;
	for (auto const &[path, text] : tree.texts_) {
		check_path_of_text(path);
		if (is_run(path) && !is_seed(path) && selection.selects(path))
			tree.files_.push_back({path, text.size()});
	}
	check_patterns(selection.include, tree.files_);
	std::ranges::sort(tree.files_, path_comes_before, &File::path);
	tree.put_dependencies_first(tree.files_, Part::schema);
	return tree;
}

// The lines at the start of a file. Where that is all of it, its digest costs no second reading.
std::string Tree::read_head(File &file) const {
	static constexpr std::size_t head_bytes = 65536;
	Reader reader = open(file.path);
	file.bytes = reader.size();
	std::string head = reader.lines(head_bytes);
	if (head.size() < head_bytes && reader.bytes(1).empty()) {
		Digest digest;
		digest.add(head);
		digests_[file.path] = digest.hex();
	}
	return head;
}

bool Tree::exists(std::string const &path) const {
	if (path.starts_with("..") || path.starts_with('/'))
		return false;
	std::error_code code;
	return root_.empty() ? texts_.contains(path) : fs::exists(root_ / path, code);
}

std::string Tree::why_not_run(std::string const &path, Part part) const {
	if (is_seed(path))
		return part == Part::schema ? "Seed data is run after all else."
									: "It is in none of the sub-trees that \"seeds\" names.";
	if (!is_run(path))
		return "Only files named *.sql are run, except hidden ones and *.down.sql.";
	return std::string(selection_.excludes(path) ? "\"exclude\"" : "\"include\"") + " leaves out \"" + path + "\".";
}

// Moves files behind those that they declare to depend on, and leaves the order as it is otherwise.
void Tree::put_dependencies_first(std::vector<File> &files, Part part) const {
	std::map<std::string, std::vector<std::string>> dependencies;
	std::map<std::string, File const *> listed;
	for (File const &file : files)
		listed[file.path] = &file;
	for (File &file : files) {
		for (std::string const &named : declared_dependencies(read_head(file))) {
			std::string const in_root = fs::path(named).lexically_normal().string();
			std::string const in_folder = fs::path(joined(folder_of(file.path), named)).lexically_normal().string();
			std::string const &path = listed.contains(in_root) ? in_root : in_folder;
			auto const is_named = [&](File const &done) { return done.path == in_root || done.path == in_folder; };
			if (!listed.contains(path)) {
				if (part == Part::seeds && std::ranges::any_of(files_, is_named))
					continue; // all of them are run before
				std::string const declared = "File \"" + file.path + "\" declares that it depends on it.";
				bool const is_there = exists(in_root) || exists(in_folder);
				std::string const &found = exists(in_root) ? in_root : in_folder;
				Error error = is_there ? Error(sqlstate::undefined_file,
											   "file \"" + named + "\" is not among the files to be run",
											   declared + ' ' + why_not_run(found, part))
									   : Error(sqlstate::undefined_file,
											   "file \"" + named + "\" does not exist in the tree", declared);
				error.context = "file \"" + file.path + "\"";
				throw error;
			}
			dependencies[file.path].push_back(path);
		}
	}
	if (dependencies.empty())
		return;

	std::vector<File> ordered;
	std::set<std::string> done;
	std::vector<std::string> way; // the files whose dependencies are being placed
	std::function<void(File const &)> const place = [&](File const &file) {
		if (done.contains(file.path))
			return;
		if (auto const start = std::ranges::find(way, file.path); start != way.end()) {
			std::string circle;
			for (auto step = start; step != way.end(); ++step)
				circle += '"' + *step + "\" depends on ";
			throw Error(sqlstate::invalid_parameter_value, "files depend on each other in a circle",
						"File " + circle + '"' + file.path + "\".");
		}
		way.push_back(file.path);
		for (std::string const &path : dependencies[file.path])
			place(*listed[path]);
		way.pop_back();
		done.insert(file.path);
		ordered.push_back(file);
	};
	for (File const &file : files)
		place(file);
	files = std::move(ordered);
}

std::vector<File> Tree::below(std::vector<std::string> const &paths) const {
	std::vector<File> files;
	for (std::string const &path : paths) {
		std::vector<File> part;
		if (root_.empty()) {
			std::string const folder = path.ends_with('/') ? path : path + '/';
			for (auto const &[name, text] : texts_) {
				if (name == path || (name.starts_with(folder) && is_run(name.substr(folder.size()))))
					part.push_back({name, text.size()});
			}
			std::ranges::sort(part, path_comes_before, &File::path);
		} else {
			fs::path const where = location(path);
			std::string const relative = where == root_ ? std::string() : where.lexically_relative(root_).string();
			std::error_code code;
			if (fs::is_directory(where, code)) {
				std::vector<fs::path> inside{root_, where};
				list(relative, {}, inside, part);
			} else {
				part.push_back({relative, 0});
			}
		}
		if (part.empty())
			throw Error(sqlstate::undefined_file, "no SQL files below \"" + path + '"');
		for (File &file : part) {
			if (std::ranges::find(files, file.path, &File::path) == files.end())
				files.push_back(std::move(file));
		}
	}
	put_dependencies_first(files, Part::seeds);
	return files;
}

Reader Tree::open(std::string const &path) const {
	if (!root_.empty()) {
		if (auto reader = Reader::of_file_beneath(*folder_, path))
			return std::move(*reader);
		return Reader::of_file(location(path).string(), path); // a link to an absolute path, or an error in words
	}
	auto const found = texts_.find(path);
	if (found == texts_.end())
		throw Error(sqlstate::undefined_file, "file \"" + path + "\" does not exist in the tree");
	return Reader::of_text(found->second, path);
}

std::string Tree::find(std::string const &named, std::string const &folder, bool from_folder) const {
	fs::path const written(named);
	fs::path const absolute = written.is_absolute() ? written.lexically_relative(root_) : written;
	std::string const in_folder = (fs::path(folder) / absolute).lexically_normal().string();
	std::string const in_root = absolute.lexically_normal().string();
	bool const use_folder = !written.is_absolute() && (from_folder || (!exists(in_root) && exists(in_folder)));
	std::string const &path = use_folder ? in_folder : in_root;
	if (path.empty() || path.starts_with(".."))
		refuse_outside(named);
	return path;
}

std::string Tree::sha256(std::string const &path) const {
	if (auto const known = digests_.find(path); known != digests_.end())
		return known->second;
	Digest digest;
	Reader reader = open(path);
	for (std::string block = reader.bytes(1 << 20); !block.empty(); block = reader.bytes(1 << 20))
		digest.add(block);
	return digest.hex();
}

} // namespace confiture::script
