// Roles that may have become masked, told to the streams of changes that run: a walsender reads no catalogs while it
// streams, so it can't notice by itself. By shared memory; only with confiture in shared_preload_libraries, without
// which no walsender is masked at all.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// Told when the transaction commits.
void announce(Oid role);
// The roles that a command makes members of others.
void announce_members(Node const *command);

// How many were told so far.
[[nodiscard]] std::uint64_t announcements() noexcept;
// Whether one of these roles was told after so many; also if there were too many to say.
[[nodiscard]] bool was_announced(std::vector<Oid> const &roles, std::uint64_t after) noexcept;

void install_announcements();

} // namespace confiture::mask
