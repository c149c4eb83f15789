// Two texts line by line: what is only in the one, only in the other, or in both.
#pragma once

#include <string_view>
#include <vector>

namespace confiture::diff {

struct Line {
	std::string_view text;
	bool shared; // the other text has it too, at the same place among the shared ones
};

struct ComparedLines {
	std::vector<Line> before, after;
};

// By a longest common subsequence. The lines point into the texts. Very long texts, which nobody reads line by line,
// share only what they begin and end with.
[[nodiscard]] ComparedLines compare_lines(std::string_view before, std::string_view after);

} // namespace confiture::diff
