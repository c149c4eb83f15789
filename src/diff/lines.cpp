#include "diff/lines.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

namespace confiture::diff {

static constexpr std::size_t most_pairs = 4'000'000; // of lines, in the middle of two texts

static std::vector<Line> split(std::string_view text) {
	std::vector<Line> lines;
	while (!text.empty()) {
		std::size_t const end = text.find('\n');
		lines.push_back({text.substr(0, end), false});
		text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
	}
	return lines;
}

static void mark_shared(std::span<Line> before, std::span<Line> after) {
	// common[i][j]: how many lines the rest of the one from i and of the other from j share
	std::size_t const width = after.size() + 1;
	std::vector<std::uint32_t> common((before.size() + 1) * width);
	for (std::size_t i = before.size(); i-- > 0;)
		for (std::size_t j = after.size(); j-- > 0;)
			common[i * width + j] = before[i].text == after[j].text
										? common[(i + 1) * width + j + 1] + 1
										: std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
	for (std::size_t i = 0, j = 0; i < before.size() && j < after.size();) {
		if (before[i].text == after[j].text)
			before[i++].shared = after[j++].shared = true;
		else if (common[(i + 1) * width + j] >= common[i * width + j + 1])
			++i;
		else
			++j;
	}
}

ComparedLines compare_lines(std::string_view before, std::string_view after) {
	ComparedLines lines{split(before), split(after)};
	std::span<Line> left(lines.before), right(lines.after);
	while (!left.empty() && !right.empty() && left.front().text == right.front().text) {
		left.front().shared = right.front().shared = true;
		left = left.subspan(1), right = right.subspan(1);
	}
	while (!left.empty() && !right.empty() && left.back().text == right.back().text) {
		left.back().shared = right.back().shared = true;
		left = left.first(left.size() - 1), right = right.first(right.size() - 1);
	}
	if (left.size() * right.size() <= most_pairs)
		mark_shared(left, right);
	return lines;
}

} // namespace confiture::diff
