// A plan as text: SQL to run, Markdown for a pull request, JSON, a page of HTML.
#pragma once

#include "catalog/snapshot.hpp"
#include "diff/step.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace confiture::diff {

// "format" is sql, markdown, json or html; throws Error for another. The SQL of an online plan sets lock_timeout.
[[nodiscard]] std::string script(std::vector<Step> const &steps, catalog::Snapshot const &from,
								 catalog::Snapshot const &to, std::string_view format, bool online = false);

} // namespace confiture::diff
