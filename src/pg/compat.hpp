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

// 16 took the magic block number from ReadBuffer. The buffer is locked, its page zero.
inline Buffer extend_by_a_page(Relation relation) {
#if PG_VERSION_NUM >= 160000
	return ExtendBufferedRel(BMR_REL(relation), MAIN_FORKNUM, nullptr, EB_LOCK_FIRST);
#else
	return ReadBufferExtended(relation, MAIN_FORKNUM, P_NEW, RBM_ZERO_AND_LOCK, nullptr);
#endif
}

} // namespace confiture::pg
