#include "build/options.hpp"

#include <algorithm>

namespace confiture::build {

std::vector<script::File> files_to_run(script::Tree const &tree, Options const &options) {
	std::vector<script::File> const seeds = tree.below(options.seeds);
	std::vector<script::File> files;
	for (script::File const &file : tree.files()) {
		if (std::ranges::find(seeds, file) == seeds.end())
			files.push_back(file);
	}
	files.insert(files.end(), seeds.begin(), seeds.end());
	return files;
}

} // namespace confiture::build
