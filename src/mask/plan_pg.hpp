// The planner's and the executor's hooks: queries are rewritten before they are planned, plans bear a mark of it, and a
// plan over labelled relations that has none does not run while reads are masked.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

enum class Mark : uint32 {
	none,
	masked,      // reads masked values
	expressions, // and computes labels' expressions
	exempt,      // is a check of a foreign key, which compares raw values
};

[[nodiscard]] Mark mark_of(PlannedStmt const *plan) noexcept;

// The last line of defence: a plan over labelled relations that was made before masking began is an Error.
void refuse_stale(PlannedStmt const *plan);

// While it lives, ALTER TABLE may check whether rows meet a new foreign key, on raw values. Not for masked roles.
class KeysAreChecked {
public:
	explicit KeysAreChecked(bool checked);
	KeysAreChecked(KeysAreChecked const &) = delete;
	~KeysAreChecked();

private:
	bool const before_;
};

void install_plan();

} // namespace confiture::mask
