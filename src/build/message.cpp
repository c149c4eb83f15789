#include "build/message.hpp"

#include "error.hpp"

#include <charconv>

namespace confiture::build {

// Each field as its length, a colon and its bytes.
std::string pack(std::span<std::string const> fields) {
	std::string packed;
	for (std::string const &field : fields)
		packed += std::to_string(field.size()) + ':' + field;
	return packed;
}

std::vector<std::string> unpack(std::string_view packed) {
	std::vector<std::string> fields;
	while (!packed.empty()) {
		std::size_t size = 0;
		auto const [end, problem] = std::from_chars(packed.data(), packed.data() + packed.size(), size);
		std::size_t const start = static_cast<std::size_t>(end - packed.data()) + 1;
		if (problem != std::errc() || start > packed.size() || size > packed.size() - start || *end != ':')
			throw Error(sqlstate::internal_error, "message between processes is damaged");
		fields.emplace_back(packed.substr(start, size));
		packed.remove_prefix(start + size);
	}
	return fields;
}

} // namespace confiture::build
