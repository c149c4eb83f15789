// Code of a table's owner (constraints, casts, generated columns) run as the owner, whoever calls; and statements over
// tables that callers have no rights of.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// While it lives, in a restricted context: nothing that is set there stays, or the owner's code would choose the
// search_path of a superuser. After an error the end of the transaction, or subtransaction, puts all back.
class AsOwner {
	Oid user_ = InvalidOid;
	int security_ = 0;
	int settings_ = 0;

public:
	explicit AsOwner(Oid owner) {
		pg::call([&] {
			GetUserIdAndSecContext(&user_, &security_);
			SetUserIdAndSecContext(owner, security_ | SECURITY_RESTRICTED_OPERATION);
			settings_ = NewGUCNestLevel();
			static_cast<void>(set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
												GUC_ACTION_SAVE, true, 0, false));
		});
	}
	AsOwner(AsOwner const &) = delete;

	void end() { // on success
		pg::call([&] {
			AtEOXact_GUC(false, settings_);
			SetUserIdAndSecContext(user_, security_);
		});
	}
};

} // namespace confiture::mask
