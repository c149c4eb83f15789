#include "mask/announce_pg.hpp"

#include "pg/shared_memory.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

namespace confiture::mask {

namespace {

constexpr std::size_t kept = 64;

struct Board {
	std::atomic_flag busy; // a writer is at it; held for a few instructions, in which nothing can fail
	std::atomic<std::uint64_t> count;
	std::atomic<Oid> latest[kept]; // the last ones, by their number
};
Board *board = nullptr;

std::vector<Oid> &pending() {
	static auto *const roles = new std::vector<Oid>; // never destroyed
	return *roles;
}

void set_up_board(void *memory, bool is_new) {
	board = static_cast<Board *>(memory);
	if (is_new)
		new (board) Board{};
}

void tell(std::vector<Oid> const &roles) noexcept {
	while (board->busy.test_and_set())
		std::this_thread::yield();
	for (Oid const role : roles) {
		std::uint64_t const number = board->count.load();
		board->latest[number % kept].store(role);
		board->count.store(number + 1);
	}
	board->busy.clear();
}

void at_end(XactEvent event, void *) {
	std::vector<Oid> &roles = pending();
	if (roles.empty())
		return;
	switch (event) {
	case XACT_EVENT_PRE_PREPARE: // whoever commits it does not know of them
		pg::enter([] {
			throw Error(sqlstate::feature_not_supported,
						"cannot PREPARE a transaction that has labelled roles or made members of them");
		});
		break;
	case XACT_EVENT_COMMIT:
		if (board != nullptr)
			tell(roles);
		roles.clear();
		break;
	case XACT_EVENT_ABORT:
		roles.clear();
		break;
	default:
		break;
	}
}

void announce_all(List const *roles) {
	for (int i = 0; i < list_length(roles); ++i) {
		auto const *const role = list_nth_node(RoleSpec, roles, i);
		announce(pg::call([&] { return get_rolespec_oid(role, true); }));
	}
}

} // namespace

void announce(Oid role) { pending().push_back(role); }

void announce_members(Node const *command) {
	if (IsA(command, GrantRoleStmt)) {
		announce_all(reinterpret_cast<GrantRoleStmt const *>(command)->grantee_roles);
	} else if (IsA(command, AlterRoleStmt)) { // ALTER GROUP … ADD USER
		List const *const options = reinterpret_cast<AlterRoleStmt const *>(command)->options;
		for (int i = 0; i < list_length(options); ++i)
			if (auto const *const option = list_nth_node(DefElem, options, i);
				std::strcmp(option->defname, "rolemembers") == 0)
				announce_all(castNode(List, option->arg));
	}
}

std::uint64_t announcements() noexcept { return board == nullptr ? 0 : board->count.load(); }

bool was_announced(std::vector<Oid> const &roles, std::uint64_t after) noexcept {
	std::uint64_t const now = announcements();
	bool found = false;
	for (std::uint64_t number = after; number < now && now - after <= kept; ++number)
		found = found || std::ranges::find(roles, board->latest[number % kept].load()) != roles.end();
	return found || announcements() - after > kept; // overwritten meanwhile
}

void install_announcements() {
	pg::call([] { RegisterXactCallback(at_end, nullptr); });
	pg::share({"confiture masked roles", sizeof(Board), set_up_board});
}

} // namespace confiture::mask
