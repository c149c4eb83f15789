// Background workers of ours: a job run in a process of its own, connected to a database as a role with that role's
// rights alone.
//
// A job is a function of a text, registered under a name; its result is a text. run waits for it: the job's notices
// come through, its error is raised here as it was there, and it is stopped when the caller is. start leaves it alone.
#pragma once

#include "pg/guard.hpp"

namespace confiture::pg {

// Whom a worker acts for: a role that may log in, and what SET ROLE had made of it.
struct Identity {
	Oid login;
	Oid role; // InvalidOid: the same

	// That of the current user, so that the worker has its rights and no more.
	[[nodiscard]] static Identity current();
	[[nodiscard]] static Identity of_role(Oid role) { return {role, InvalidOid}; }
};

struct Session {
	Oid database;
	Identity identity;
	bool even_if_closed = false; // the database does not allow connections
};

using Job = std::string (*)(std::string const &request);

// A worker of this library, to be registered: with a database connection, not restarted.
[[nodiscard]] BackgroundWorker worker_of(char const *main, char const *type, char const *name);

// Makes a job known; in _PG_init. Names are short.
void register_job(char const *name, Job job);

// A job that runs while its caller goes on. Given up with the transaction that started it.
class RunningJob {
public:
	// Nothing if no worker is free for it.
	[[nodiscard]] static std::optional<RunningJob> start(Session const &session, char const *job,
														 std::string const &request);
	// The result, if it has come. The latch is set when it does, or when a notice or an error comes.
	[[nodiscard]] std::optional<std::string> poll() { return receive(false); }
	[[nodiscard]] std::string wait();

private:
	RunningJob(dsm_segment *segment, shm_mq_handle *queue) : segment_{segment}, queue_{queue} {}
	std::optional<std::string> receive(bool waits);

	dsm_segment *segment_;
	shm_mq_handle *queue_;
	BackgroundWorkerHandle *handle_ = nullptr;
};

// Waits until the latch is set or a while has passed.
void wait_for_latch(long milliseconds);

[[noreturn]] void refuse_for_want_of_workers();

// Starts a job, once a worker is free for it.
[[nodiscard]] RunningJob start_in_worker(Session const &session, char const *job, std::string const &request);

// Runs a job and gives its result.
std::string run_in_worker(Session const &session, char const *job, std::string const &request);

// The request of a job that nobody waits for is at most this long.
inline constexpr std::size_t longest_detached_request = 76;

// Starts a job, which begins when the transaction "after" has ended, if one is given. Whether a worker was free for it.
bool start_worker(Session const &session, char const *job, std::string const &request,
				  TransactionId after = InvalidTransactionId);

} // namespace confiture::pg
