#include "build/template_key.hpp"

#include "build/names.hpp"
#include "script/digest.hpp"

namespace confiture::build {

std::vector<std::string> prefix_keys(std::vector<std::string> const &base, std::vector<HashedFile> const &files) {
	std::vector<std::string> keys;
	keys.reserve(files.size() + 1);
	script::Digest digest;
	for (std::string const &field : base)
		digest.add_field(field);
	std::string chain = digest.hex();
	keys.push_back(chain.substr(0, key_length));
	for (HashedFile const &file : files) {
		script::Digest next;
		next.add_field(chain);
		next.add_field(file.path);
		next.add_field(file.sha256);
		chain = next.hex();
		keys.push_back(chain.substr(0, key_length));
	}
	return keys;
}

} // namespace confiture::build
