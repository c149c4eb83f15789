// Where PostgreSQL 15, 17 and 18 differ, and nowhere else. Included by pg/postgres.hpp.
#pragma once

namespace confiture::pg {

// 18 took run_once away.
inline bool portal_run(Portal portal, bool top_level, DestReceiver *receiver, QueryCompletion *completion) {
#if PG_VERSION_NUM >= 180000
	return PortalRun(portal, FETCH_ALL, top_level, receiver, receiver, completion);
#else
	return PortalRun(portal, FETCH_ALL, top_level, true, receiver, receiver, completion);
#endif
}

} // namespace confiture::pg
