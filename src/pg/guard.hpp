// The boundary between C++ and the server.
//
// ereport(ERROR) is a longjmp and runs no destructor; a C++ exception that reaches the server's C frames ends the
// process. So the two meet here and nowhere else:
//   enter(body)  what the server calls in us (SQL function, hook, callback, worker main) runs inside it;
//                exceptions come out of it as ereport.
//   call(body)   what may ereport runs inside it; a server error comes out of it as ServerError.
//   try_in_subtransaction(body)  to go on after an error: nothing else releases the locks and pins it left behind.
// Inside the body of call: server calls and locals without destructors only, and no throw.
#pragma once

#include "error.hpp"
#include "pg/postgres.hpp"

namespace confiture::pg {

// A server error on its way through C++ frames. Only enter and try_in_subtransaction catch it.
struct ServerError {
	ErrorData
		*data; // a copy, in a memory context of its own below the one that was current when the guarded call began
};

[[noreturn]] void throw_current_server_error(MemoryContext context);

// Puts the server's error handlers back, whichever way the scope is left.
struct Handlers {
	sigjmp_buf *const exceptions = PG_exception_stack;
	ErrorContextCallback *const contexts = error_context_stack;

	void restore() const noexcept {
		PG_exception_stack = exceptions;
		error_context_stack = contexts;
	}
	~Handlers() { restore(); }
};

template <typename Body>
auto call(Body &&body) -> std::invoke_result_t<Body &> {
	using Result = std::invoke_result_t<Body &>;
	static_assert(std::is_void_v<Result> || std::is_trivially_copyable_v<Result>,
				  "a guarded server call returns a plain value: convert to std:: types outside the guard");

	Handlers const outer;
	MemoryContext const context = CurrentMemoryContext;
	sigjmp_buf here;
	if (sigsetjmp(here, 0) == 0) {
		PG_exception_stack = &here;
		return body();
	}
	outer.restore();
	throw_current_server_error(context);
}

// Query cancel, termination and the like end the statement here.
inline void check_for_interrupts() {
	if (INTERRUPTS_PENDING_CONDITION())
		call([] { CHECK_FOR_INTERRUPTS(); });
}

// What enter caught, held until no C++ frame and no exception is left; a plain value, safe to longjmp over.
class Caught {
	ErrorData *server_ = nullptr;
	Error *ours_ = nullptr;

public:
	void hold(ServerError const &error) noexcept { server_ = error.data; }
	void hold(Error const &error) noexcept;
	void hold(std::exception const &error) noexcept;
	void hold_out_of_memory() noexcept {}

	[[noreturn]] void raise();
};

template <typename Body>
auto enter(Body &&body) -> std::invoke_result_t<Body &> {
	static_assert(std::is_trivially_destructible_v<Caught>);
	Caught caught;
	try {
		return body();
	} catch (ServerError const &error) {
		caught.hold(error);
	} catch (Error const &error) {
		caught.hold(error);
	} catch (std::bad_alloc const &) {
		caught.hold_out_of_memory();
	} catch (std::exception const &error) {
		caught.hold(error);
	}
	caught.raise();
}

// Our form of a server error, for those who look into it or send it on.
[[nodiscard]] Error to_error(ServerError const &error);

// Runs server code that holds nothing but memory (a scanner, a conversion) and returns its error instead of throwing
// it. For all else there is try_in_subtransaction.
template <typename Body>
std::optional<ServerError> attempt(Body &&body) {
	Handlers const outer;
	error_context_stack = nullptr; // our callers might take a position in the error for one in their query
	try {
		call(body);
	} catch (ServerError const &error) {
		return error;
	}
	return {};
}

// Adds to an error on its way out: a further context line; the query at fault, unless a deeper one is known.
void add_context(ServerError &error, std::string const &context);
void add_query(ServerError &error, std::string_view query);
void set_hint(ServerError &error, std::string const &hint);

// While it lives, every message of the server, from an error to a notice, says where it happened. A position in the
// statement being run becomes one in its internal query, so that nobody further out takes it for one in theirs.
class MessageContext {
public:
	// Gives the context for a position in the statement (from 1, in characters; 0: none). Runs while the server
	// reports: it may not call what reports itself.
	using Describe = std::function<std::string(int position)>;

	// "query" is the part of the statement that messages show.
	MessageContext(std::string_view query, Describe describe);
	MessageContext(MessageContext const &) = delete;
	~MessageContext() { error_context_stack = link_.previous; }

private:
	static void add(void *self) noexcept;

	ErrorContextCallback link_;
	std::string_view const query_;
	Describe const describe_;
};

// Runs body in a subtransaction and keeps what it did; when it fails, undoes all it did and returns the error.
// Interrupts (query cancelled, connection terminated) are never returned but go on outwards.
template <typename Body>
std::optional<Error> try_in_subtransaction(Body &&body);

class Subtransaction {
	MemoryContext const context_ = CurrentMemoryContext;
	ResourceOwner const owner_ = CurrentResourceOwner;

public:
	Subtransaction();
	void commit();
	void roll_back();
	void roll_back(ServerError const &error); // which outlives it
};

[[nodiscard]] bool is_interrupt(ServerError const &error);

template <typename Body>
std::optional<Error> try_in_subtransaction(Body &&body) {
	Subtransaction subtransaction;
	Handlers const outer;
	error_context_stack =
		nullptr; // whoever gets the error is further in than these callers, who speak when it goes out
	try {
		body();
	} catch (ServerError const &error) {
		subtransaction.roll_back(error);
		if (is_interrupt(error))
			throw;
		Error result = to_error(error);
		call([&] { MemoryContextDelete(error.data->assoc_context); });
		return result;
	} catch (Error const &error) {
		subtransaction.roll_back();
		return error;
	} catch (...) {
		subtransaction.roll_back();
		throw;
	}
	subtransaction.commit();
	return {};
}

// Runs body and undoes what it did, whether it succeeds or fails.
template <typename Body>
void run_and_undo(Body &&body) {
	Subtransaction subtransaction;
	try {
		body();
	} catch (ServerError const &error) {
		subtransaction.roll_back(error);
		throw;
	} catch (...) {
		subtransaction.roll_back();
		throw;
	}
	subtransaction.roll_back();
}

} // namespace confiture::pg

// Defines the C entry point of a SQL function; the body follows and may throw.
#define CONFITURE_FUNCTION(name)                                                                                       \
	static Datum name##_body(FunctionCallInfo fcinfo);                                                                 \
	extern "C" {                                                                                                       \
	PG_FUNCTION_INFO_V1(name);                                                                                         \
	PGDLLEXPORT Datum name(PG_FUNCTION_ARGS) {                                                                         \
		return confiture::pg::enter([&] { return name##_body(fcinfo); });                                              \
	}                                                                                                                  \
	}                                                                                                                  \
	static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)
