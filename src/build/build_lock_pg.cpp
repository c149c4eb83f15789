#include "build/build_lock_pg.hpp"

#include "pg/guard.hpp"

namespace confiture::build {

BuildLock::BuildLock(std::string const &key, Purpose purpose) : of_session_{purpose == Purpose::refill} {
	auto const part = [&](std::size_t start) {
		return static_cast<std::uint32_t>(std::stoul(key.substr(start, 8), nullptr, 16));
	};
	// no database, and apart from the advisory locks of users, which are of kind 1 and 2
	auto const kind = static_cast<std::uint16_t>(0xC0F0 + (of_session_ ? 1 : 0));
	SET_LOCKTAG_ADVISORY(tag_, InvalidOid, part(0), part(8), kind);
	pg::call([&] { (void) LockAcquire(&tag_, ExclusiveLock, of_session_, false); });
}

void BuildLock::release() {
	pg::call([&] { (void) LockRelease(&tag_, ExclusiveLock, of_session_); });
}

} // namespace confiture::build
