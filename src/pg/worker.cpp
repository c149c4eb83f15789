#include "pg/worker.hpp"

namespace confiture::pg {

// What a worker is told when it is born, in bgw_extra.
struct Orders {
	Oid database;
	Oid login;
	Oid role;
	dsm_handle segment;  // 0: nobody waits
	TransactionId after; // the job waits for its end, if it is valid
	std::uint8_t even_if_closed;
	char job[15];
	char request[longest_detached_request + 1];
};
static_assert(sizeof(Orders) <= BGW_EXTRALEN && std::is_trivially_copyable_v<Orders>);

// The start of the segment between a worker and the process that waits for it; request and queue follow.
struct Channel {
	std::size_t request_size;
	int encoding;         // that the caller's client has set
	int message_encoding; // of the caller's database, which takes the worker's messages
	std::size_t queue_offset;
};
static constexpr std::size_t queue_bytes = 65536;
static constexpr char result_message = 'r';

struct NamedJob {
	char const *name;
	Job job;
};
// Never destroyed: a process of the server may still look for a job while it exits.
static std::vector<NamedJob> &jobs() {
	static auto *const all = new std::vector<NamedJob>;
	return *all;
}

void register_job(char const *name, Job job) { jobs().push_back({name, job}); }

Identity Identity::current() {
	Oid const user = GetUserId();
	if (bypass_login_check != 0)
		return {user, InvalidOid};
	// Before 17, a worker can only start as a role that may log in. For another, it logs in as the session did and
	// sets the role, unless that would leave more rights within reach.
	bool const may_log_in = call([&] {
		HeapTuple const tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(user));
		bool const result = HeapTupleIsValid(tuple) && ((Form_pg_authid) GETSTRUCT(tuple))->rolcanlogin;
		if (HeapTupleIsValid(tuple))
			ReleaseSysCache(tuple);
		return result;
	});
	if (may_log_in)
		return {user, InvalidOid};
	Oid const session = GetSessionUserId();
	if (InLocalUserIdChange() || call([&] { return superuser_arg(session); })) {
		std::string const name = call([&] { return GetUserNameFromId(user, false); });
		throw Error(sqlstate::insufficient_privilege, "role \"" + name + "\" is not permitted to log in",
					"Before PostgreSQL 17, a background worker can only act for a role with LOGIN.",
					"Call as a role with LOGIN, or give this one LOGIN.");
	}
	return {session, user};
}

BackgroundWorker worker_of(char const *main, char const *type, char const *name) {
	BackgroundWorker worker;
	std::memset(&worker, 0, sizeof worker);
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	std::strncpy(worker.bgw_library_name, "confiture", sizeof worker.bgw_library_name - 1);
	std::strncpy(worker.bgw_function_name, main, sizeof worker.bgw_function_name - 1);
	std::strncpy(worker.bgw_type, type, sizeof worker.bgw_type - 1);
	std::strncpy(worker.bgw_name, name, sizeof worker.bgw_name - 1);
	return worker;
}

static BackgroundWorkerHandle *launch(Orders const &orders, bool notify) {
	BackgroundWorker worker =
		worker_of("confiture_worker_main", "confiture worker", ("confiture " + std::string(orders.job)).c_str());
	std::memcpy(worker.bgw_extra, &orders, sizeof orders);
	worker.bgw_notify_pid = notify ? MyProcPid : 0;
	return call([&]() -> BackgroundWorkerHandle * {
		MemoryContext const outer = MemoryContextSwitchTo(TopMemoryContext);
		BackgroundWorkerHandle *handle = nullptr;
		bool const registered = RegisterDynamicBackgroundWorker(&worker, &handle);
		MemoryContextSwitchTo(outer);
		return registered ? handle : nullptr;
	});
}

static Orders orders_for(Session const &session, char const *job) {
	Orders orders;
	std::memset(static_cast<void *>(&orders), 0, sizeof orders);
	orders.database = session.database;
	orders.login = session.identity.login;
	orders.role = session.identity.role;
	orders.even_if_closed = session.even_if_closed;
	std::strncpy(orders.job, job, sizeof orders.job - 1);
	return orders;
}

bool start_worker(Session const &session, char const *job, std::string const &request, TransactionId after) {
	Orders orders = orders_for(session, job);
	if (request.size() > longest_detached_request)
		throw Error(sqlstate::internal_error, "request of a background worker is too long");
	std::memcpy(orders.request, request.data(), request.size());
	orders.after = after;
	BackgroundWorkerHandle *const handle = launch(orders, false);
	if (handle != nullptr)
		call([&] { pfree(handle); });
	return handle != nullptr;
}

// The waiting process is done with the segment: after the result, or because it failed. The worker then has to end.
static void stop_worker(dsm_segment *, Datum handle) {
	auto *const worker = reinterpret_cast<BackgroundWorkerHandle *>(DatumGetPointer(handle));
	TerminateBackgroundWorker(worker);
	pfree(worker);
}

// Turns a message of the worker into what it stands for; gives the result when it comes.
static std::optional<std::string> receive(void *bytes, std::size_t size) {
	auto *const text = static_cast<char *>(bytes);
	switch (size == 0 ? '\0' : text[0]) {
	case 'E':
	case 'N': {
		struct {
			StringInfoData buffer;
			ErrorData data;
		} message;
		call([&] {
			initStringInfo(&message.buffer);
			appendBinaryStringInfo(&message.buffer, text + 1, static_cast<int>(size) - 1);
			pq_parse_errornotice(&message.buffer, &message.data);
		});
		if (text[0] == 'E')
			message.data.elevel = ERROR; // FATAL there is no reason to end here
		call([&] { ThrowErrorData(&message.data); });
		return {};
	}
	case result_message:
		return std::string(text + 1, size - 1);
	default:
		return {}; // parameter status and the like
	}
}

std::optional<RunningJob> RunningJob::start(Session const &session, char const *job, std::string const &request) {
	Orders orders = orders_for(session, job);
	dsm_segment *segment = nullptr;
	shm_mq_handle *queue = nullptr;
	call([&] {
		std::size_t const queue_offset = MAXALIGN(sizeof(Channel) + request.size());
		segment = dsm_create(queue_offset + queue_bytes, 0);
		auto *const base = static_cast<char *>(dsm_segment_address(segment));
		*reinterpret_cast<Channel *>(base) = {request.size(),
											  pg_char_to_encoding(GetConfigOption("client_encoding", false, false)),
											  GetDatabaseEncoding(), queue_offset};
		std::memcpy(base + sizeof(Channel), request.data(), request.size());
		shm_mq *const made = shm_mq_create(base + queue_offset, queue_bytes);
		shm_mq_set_receiver(made, MyProc);
		queue = shm_mq_attach(made, segment, nullptr);
		orders.segment = dsm_segment_handle(segment);
	});
	RunningJob running{segment, queue};
	running.handle_ = launch(orders, true);
	if (running.handle_ == nullptr) {
		call([&] { dsm_detach(segment); });
		return {};
	}
	call([&] {
		on_dsm_detach(segment, stop_worker, PointerGetDatum(running.handle_));
		shm_mq_set_handle(queue, running.handle_);
	});
	return running;
}

std::optional<std::string> RunningJob::receive(bool waits) {
	std::optional<std::string> result;
	while (!result) {
		std::size_t size = 0;
		void *bytes = nullptr;
		shm_mq_result const outcome = call([&] { return shm_mq_receive(queue_, &size, &bytes, !waits); });
		if (outcome == SHM_MQ_WOULD_BLOCK)
			return {};
		if (outcome != SHM_MQ_SUCCESS)
			throw Error(sqlstate::internal_error, "background worker ended without an answer", {},
						"The server log may say more.");
		result = pg::receive(bytes, size);
	}
	call([&] {
		// it is about to end by itself; waiting for that frees its database
		(void) WaitForBackgroundWorkerShutdown(handle_);
		dsm_detach(segment_);
	});
	return result;
}

std::string RunningJob::wait() { return *receive(true); }

void wait_for_latch(long milliseconds) {
	call([&] {
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	});
}

void refuse_for_want_of_workers() {
	throw Error(sqlstate::configuration_limit_exceeded, "could not start a background worker", {},
				"You might need to increase \"max_worker_processes\".");
}

RunningJob start_in_worker(Session const &session, char const *job, std::string const &request) {
	// Places of workers are few and taken for short times: waiting for one is better than to fail.
	static constexpr int longest_wait_ms = 60000; // databases being dropped take one each, and a checkpoint
	static constexpr int pause_ms = 50;
	for (int waited = 0;; waited += pause_ms) {
		if (auto const running = RunningJob::start(session, job, request))
			return *running;
		if (waited >= longest_wait_ms)
			refuse_for_want_of_workers();
		wait_for_latch(pause_ms);
	}
}

std::string run_in_worker(Session const &session, char const *job, std::string const &request) {
	return start_in_worker(session, job, request).wait();
}

// ---- In the worker --------------------------------------------------------------------------------------------------

static Job find_job(char const *name) {
	for (NamedJob const &known : jobs()) {
		if (std::strcmp(known.name, name) == 0)
			return known.job;
	}
	throw Error(sqlstate::internal_error, std::string("unknown job \"") + name + '"');
}

static void connect(Orders const &orders, Channel const *channel) {
	call([&] {
		std::uint32_t const flags = bypass_login_check | (orders.even_if_closed != 0 ? BGWORKER_BYPASS_ALLOWCONN : 0);
		BackgroundWorkerInitializeConnectionByOid(orders.database, orders.login, flags);
		StartTransactionCommand();
		// as defaults, so that RESET leads back here
		if (OidIsValid(orders.role))
			SetConfigOption("role", GetUserNameFromId(orders.role, false), PGC_USERSET, PGC_S_OVERRIDE);
		if (channel != nullptr) {
			SetConfigOption("client_encoding", pg_encoding_to_char(channel->encoding), PGC_USERSET, PGC_S_OVERRIDE);
			if (PrepareClientEncoding(channel->message_encoding) == 0)
				(void) SetClientEncoding(channel->message_encoding);
		}
		CommitTransactionCommand();
	});
}

static void work(Orders const &orders) {
	dsm_segment *segment = nullptr;
	std::string request(orders.request);
	Channel const *channel = nullptr;
	MemoryContext const context =
		call([] { return AllocSetContextCreate(TopMemoryContext, "confiture worker", ALLOCSET_DEFAULT_SIZES); });
	if (orders.segment != 0) {
		call([&] {
			CurrentResourceOwner = ResourceOwnerCreate(nullptr, "confiture worker");
			MemoryContextSwitchTo(context);
			segment = dsm_attach(orders.segment);
			if (segment == nullptr)
				proc_exit(0); // whoever waited has gone
			auto *const base = static_cast<char *>(dsm_segment_address(segment));
			channel = reinterpret_cast<Channel const *>(base);
			shm_mq *const queue = reinterpret_cast<shm_mq *>(base + channel->queue_offset);
			shm_mq_set_sender(queue, MyProc);
			pq_redirect_to_shm_mq(segment, shm_mq_attach(queue, segment, nullptr));
		});
		request.assign(reinterpret_cast<char const *>(channel) + sizeof(Channel), channel->request_size);
	}
	Job const job = find_job(orders.job);
	connect(orders, channel);
	call([&] {
		StartTransactionCommand();
		if (TransactionIdIsValid(orders.after)) {
			XactLockTableWait(orders.after, nullptr, nullptr, XLTW_None);
			AcceptInvalidationMessages();
		}
		MemoryContextSwitchTo(context);
	});
	std::string const result = job(request);
	call([&] {
		CommitTransactionCommand();
		if (segment != nullptr) {
			StringInfoData message;
			pq_beginmessage(&message, result_message);
			pq_sendbytes(&message, result.data(), static_cast<int>(result.size()));
			pq_endmessage(&message);
			dsm_detach(segment);
		}
	});
}

} // namespace confiture::pg

extern "C" {
PGDLLEXPORT void confiture_worker_main(Datum argument);

void confiture_worker_main(Datum) {
	using namespace confiture::pg;
	pqsignal(SIGTERM, die);
	pqsignal(SIGINT, StatementCancelHandler);
	BackgroundWorkerUnblockSignals();
	Orders orders;
	std::memcpy(static_cast<void *>(&orders), MyBgworkerEntry->bgw_extra, sizeof orders);
	enter([&] { work(orders); });
}
}
