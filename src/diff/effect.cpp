#include "diff/effect.hpp"

#include <algorithm>
#include <iterator>

namespace confiture::diff {

Effect const &effect_of(Change change, int server_version) {
	Effect const *const found = std::ranges::find_if(effects, [&](Effect const &effect) {
		return effect.change == change.name() && server_version >= effect.since && server_version < effect.before;
	});
	if (found != std::end(effects))
		return *found;
	// a snapshot of a version that doesn't have the change
	return *std::ranges::find(effects, change.name(), &Effect::change);
}

std::string_view to_string(Lock lock) {
	constexpr std::array<std::string_view, 9> modes{
		"",          "AccessShareLock",       "RowShareLock",  "RowExclusiveLock",   "ShareUpdateExclusiveLock",
		"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"};
	return modes[static_cast<std::size_t>(lock)];
}

std::string_view to_string(Who who) {
	constexpr std::array<std::string_view, 11> names{"",       "table",        "index",   "referenced", "referencing",
													 "parent", "parent_index", "default", "partition",  "user",
													 "read"};
	return names[static_cast<std::size_t>(who)];
}

std::string_view to_string(Work work) {
	constexpr std::array<std::string_view, 4> names{"none", "scan", "build", "rewrite"};
	return names[static_cast<std::size_t>(work)];
}

} // namespace confiture::diff
