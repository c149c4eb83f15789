// The keys of templates: one for each prefix of the files of a build, so that what two versions of a tree have in
// common at their start is found under one key.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace confiture::build {

struct HashedFile {
	std::string path;
	std::string sha256;
};

// keys[i] stands for a database in which the first i files were run; keys[0] for an empty one. "base" is all else that
// the outcome depends on.
[[nodiscard]] std::vector<std::string> prefix_keys(std::vector<std::string> const &base,
												   std::vector<HashedFile> const &files);

} // namespace confiture::build
