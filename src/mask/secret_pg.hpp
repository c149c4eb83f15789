// The secret that masks are keyed with. The first of these that is set gives it:
//   confiture.secret          a setting of the session, for tests; superusers only, shown to nobody
//   confiture.secret_command  what it prints; for vaults
//   confiture.secret_file     a file elsewhere
//   confiture_secret          in the data directory, made at first use: 256 bits, mode 0600, in base backups
// No SQL shows it. It is read once per session, and again after it was rotated or a setting of it changed.
#pragma once

#include "mask/mask.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// Keys of the current secret. The reference holds until the next call.
[[nodiscard]] Keys const &current_keys();

// Changes when another secret comes into force: what was compiled under the former one is out of date.
[[nodiscard]] std::uint64_t secret_generation() noexcept;

// Whether this session has a secret of its own, which no other process has.
[[nodiscard]] bool has_session_secret() noexcept;

// Puts a new secret into the data directory's file, and keeps the former beside it. Gives the former's file name.
std::string rotate_secret();

void install_secret();

} // namespace confiture::mask
