// The replication protocol as a masked role may use it. It has no queries that could be rewritten, and no hooks: so
// what a walsender of such a role sends is looked at. It may send results of SQL, which are masked as ever, and streams
// of changes that confiture_decode has masked; no base backup, no WAL, no stream of another output plugin.
//
// A subscription always asks for the plugin "pgoutput". In these walsenders that name finds confiture_decode, so an
// ordinary CREATE SUBSCRIPTION over a masked role receives masked rows, those of its first copy too.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// Whether this is the walsender of a role that was masked when it logged in.
[[nodiscard]] bool is_masked_walsender() noexcept;

// The output plugin of the slot in use is confiture_decode, under whatever name it was loaded.
void plugin_masks(NameData const &plugin);

void install_walsender();

} // namespace confiture::mask
