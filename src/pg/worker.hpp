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

// A job under way, while its caller does something else.
class RunningJob {
public:
	RunningJob(Session const &session, char const *job, std::string const &request);
	RunningJob(RunningJob const &) = delete;
	RunningJob &operator=(RunningJob const &) = delete;
	~RunningJob(); // stops it, unless it has ended

	[[nodiscard]] std::string result(); // waits for it; once

private:
	dsm_segment *segment_ = nullptr;
	shm_mq_handle *queue_ = nullptr;
	BackgroundWorkerHandle *handle_ = nullptr;
};

// Runs a job and gives its result.
std::string run_in_worker(Session const &session, char const *job, std::string const &request);

// The request of a job that nobody waits for is at most this long.
inline constexpr std::size_t longest_detached_request = 76;

// Starts a job, which begins when the transaction "after" has ended, if one is given. Whether a worker was free for it.
bool start_worker(Session const &session, char const *job, std::string const &request,
				  TransactionId after = InvalidTransactionId);

} // namespace confiture::pg
