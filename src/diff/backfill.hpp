// Long work of online plans, in pieces that keep nobody waiting.
#pragma once

#include "diff/side.hpp"
#include "diff/step.hpp"

#include <string>
#include <vector>

namespace confiture::diff {

// Whether rows can be updated: tables that publish updates need a replica identity for that.
[[nodiscard]] bool is_updatable(Side const &side, Position table);

// A statement that sets a column in batches, each committed, of the rows for which "where" holds.
[[nodiscard]] std::string backfill(std::string const &table, std::string const &column, std::string const &expression,
								   std::string const &where);

// SET NOT NULL after a check that spares it its scan. The way back of what is done to a column that is there for a
// while only is to drop it.
[[nodiscard]] std::vector<Step> set_not_null_online(Step const &model, std::string const &alter,
													std::string const &column, bool for_a_while = false);

} // namespace confiture::diff
