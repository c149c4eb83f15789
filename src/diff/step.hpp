// A step of a plan: one row of confiture_diff.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace confiture::diff {

// An error stops the plan where it would throw away rows, and the reason says which.
enum class Operation : std::uint8_t { create, alter, drop, replace, rename, comment, grant, revoke, label, error };

// Each includes the ones before it.
enum class Risk : std::uint8_t {
	safe,        // nothing that runs now notices
	reversible,  // changes what a query sees or may do, without loss
	locking,     // keeps others waiting for as long as a scan or an index build takes
	rewrite,     // writes the table anew
	destructive, // data is lost
};

[[nodiscard]] std::string_view to_string(Operation operation);
[[nodiscard]] std::string_view to_string(Risk risk);

struct Step {
	Operation operation{};
	std::string object_type;     // as pg_identify_object says it
	std::string object_identity; // likewise
	Risk risk{};
	std::string lock; // the strongest lock mode taken on a table that exists, as in pg_locks; empty: none
	bool rewrites{};
	bool transactional{true};
	std::string sql;
	// Nothing: the step can't be undone, and the reason says why. Empty: another step's way back undoes this one too.
	std::optional<std::string> reverse_sql;
	std::string reason;

	// Type and identity of its object.
	[[nodiscard]] std::string subject() const { return object_type + " " + object_identity; }
};

} // namespace confiture::diff
