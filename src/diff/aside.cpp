#include "diff/aside.hpp"

#include "diff/quote.hpp"

namespace confiture::diff {

std::string out_of_the_way(std::string const &name) {
	std::string result = name.substr(0, 58);
	while (!result.empty() && result.size() < name.size() && (static_cast<unsigned char>(result.back()) & 0xc0) == 0x80)
		result.pop_back();
	return result + "__old";
}

std::string identity_aside(Object const &object) { return quote_name(object.schema, out_of_the_way(object.name)); }

} // namespace confiture::diff
