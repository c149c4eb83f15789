// The stack of \if ... \elif ... \else ... \endif.
#pragma once

#include <string>
#include <vector>

namespace confiture::script {

class Conditions {
	enum class Branch {
		taken,   // its text runs
		waiting, // no branch of this \if was taken yet
		done,    // one was taken, or an outer one is not
	};
	struct Level {
		Branch branch;
		bool had_else = false;
	};
	std::vector<Level> levels_;

public:
	[[nodiscard]] bool active() const noexcept { return levels_.empty() || levels_.back().branch == Branch::taken; }
	[[nodiscard]] bool open() const noexcept { return !levels_.empty(); }

	// Whether the value after this command decides anything; where not, it must not be looked at.
	[[nodiscard]] bool needs_value(std::string const &command) const;

	// Follows \if, \elif, \else or \endif. "value" counts for the first two, where needs_value says so.
	void follow(std::string const &command, bool value);
};

} // namespace confiture::script
