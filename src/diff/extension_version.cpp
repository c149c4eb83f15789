#include "diff/extension_version.hpp"

#include <cstring>

namespace confiture::diff {

bool is_update(Object const &old, Object const &fresh) {
	return strverscmp(old.at("version").c_str(), fresh.at("version").c_str()) < 0;
}

std::vector<std::string> newer_extensions(Comparison const &compared) {
	std::vector<std::string> newer;
	for (Position old = 0; old < compared.from.size(); ++old)
		if (Position const position = compared.to_of[old]; position != nowhere &&
														   compared.from[old].kind == Kind::extension &&
														   is_update(compared.to[position], compared.from[old]))
			newer.push_back(compared.from[old].identity);
	return newer;
}

} // namespace confiture::diff
