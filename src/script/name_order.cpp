#include "script/name_order.hpp"

#include <algorithm>
#include <cctype>
#include <compare>

namespace confiture::script {

std::string_view number_prefix(std::string_view name) {
	if (name.empty() || name[0] < '0' || name[0] > '9')
		return {};
	auto const is_hex = [](unsigned char c) { return std::isxdigit(c) != 0; };
	auto const end = std::find_if_not(name.begin(), name.end(), is_hex);
	std::string_view const rest = name.substr(static_cast<std::size_t>(end - name.begin()));
	if (!rest.empty() && std::string_view("_-. ").find(rest[0]) == std::string_view::npos)
		return {};
	return name.substr(0, name.size() - rest.size());
}

// Compares hexadecimal numbers of any length by value.
static std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
	auto const strip = [](std::string_view digits) {
		return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
	};
	left = strip(left);
	right = strip(right);
	if (left.size() != right.size())
		return left.size() <=> right.size();
	for (std::size_t i = 0; i < left.size(); ++i) {
		int const l = std::tolower(static_cast<unsigned char>(left[i]));
		int const r = std::tolower(static_cast<unsigned char>(right[i]));
		if (l != r)
			return l <=> r;
	}
	return std::strong_ordering::equal;
}

bool comes_before(std::string_view left, std::string_view right) {
	std::string_view const left_number = number_prefix(left);
	std::string_view const right_number = number_prefix(right);
	if (left_number.empty() != right_number.empty())
		return right_number.empty();
	if (auto const order = compare_numbers(left_number, right_number); order != 0)
		return order < 0;
	return left < right;
}

} // namespace confiture::script
