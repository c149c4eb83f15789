// SQL functions that drive errors through src/pg in every direction, for test/tap/guard.pl. Each C++ frame on the way
// holds an object that is counted: after an error as after a success, none may be left.
#include "pg/catalog_scan.hpp"
#include "pg/datum.hpp"
#include "pg/spi.hpp"
#include "pg/worker.hpp"

#include <chrono>
#include <new>
#include <stdexcept>

using namespace confiture;
using namespace confiture::pg;

namespace {

struct Counted {
	static inline std::int64_t made = 0;
	static inline std::int64_t alive = 0;
	std::string memory = std::string(1000, 'x'); // what a frame that is jumped over would leak

	Counted() {
		++made;
		++alive;
	}
	Counted(Counted const &) = delete;
	~Counted() { --alive; }
};

// Runs body below a few C++ frames.
void deep(std::function<void()> const &body, int frames = 5) {
	Counted const counted;
	if (frames == 0)
		body();
	else
		deep(body, frames - 1);
}

std::string text_argument(FunctionCallInfo fcinfo, int argument) {
	return is_given(fcinfo, argument) ? to_string(PG_GETARG_DATUM(argument)) : std::string();
}

Datum text_result(FunctionCallInfo fcinfo, std::optional<std::string> const &value) {
	if (value)
		return to_text(*value);
	PG_RETURN_NULL();
}

std::optional<std::string> first_cell(std::string const &sql) {
	Table const table = query(sql);
	return table.rows.empty() || table.rows[0].empty() ? std::nullopt : table.rows[0][0];
}

std::string described(Error const &error) {
	return std::string(error.state.code.data(), error.state.code.size()) + '|' + error.message + '|' + error.detail +
		   '|' + error.hint + '|' + error.context + '|' + error.query;
}

Error error_from(FunctionCallInfo fcinfo) {
	std::string const state = text_argument(fcinfo, 0);
	std::array<char, 5> code{};
	std::copy_n(state.begin(), code.size(), code.begin());
	Error error(SqlState(code), text_argument(fcinfo, 1), text_argument(fcinfo, 2), text_argument(fcinfo, 3));
	error.context = text_argument(fcinfo, 4);
	error.query = text_argument(fcinfo, 5);
	return error;
}

void throw_std(std::string const &kind) {
	if (kind == "bad_alloc")
		throw std::bad_alloc();
	if (kind == "real bad_alloc") {
		::operator delete(::operator new(SIZE_MAX / 4));
	}
	if (kind == "length_error")
		std::string().reserve(SIZE_MAX);
	if (kind == "out_of_range")
		(void) std::string("short").at(99);
	throw std::runtime_error(kind);
}

// Computes, as C++ does, and calls nothing of the server but check_for_interrupts.
std::uint64_t compute(double seconds) {
	auto const end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
	std::uint64_t hash = 14695981039346656037u;
	while (std::chrono::steady_clock::now() < end) {
		std::vector<std::string> const texts(100, std::string(100, static_cast<char>('a' + hash % 26)));
		for (std::string const &text : texts)
			for (char const c : text)
				hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
		check_for_interrupts();
	}
	return hash;
}

std::string job_query(std::string const &sql) {
	std::optional<std::string> result;
	deep([&] { result = first_cell(sql); });
	return result.value_or("null");
}
std::string job_compute(std::string const &) { return std::to_string(compute(60)); }
std::string job_echo(std::string const &request) { return request; }
std::string job_throw(std::string const &kind) {
	deep([&] { throw_std(kind); });
	return {};
}

} // namespace

extern "C" {
PG_MODULE_MAGIC;
PGDLLEXPORT void _PG_init(void);

void _PG_init(void) {
	enter([] {
		register_job("query", job_query);
		register_job("compute", job_compute);
		register_job("echo", job_echo);
		register_job("throw", job_throw);
	});
}
}

CONFITURE_FUNCTION(alive) { PG_RETURN_INT64(Counted::alive); }
CONFITURE_FUNCTION(made) { PG_RETURN_INT64(Counted::made); }

// run(sql): the first cell of a query that C++ runs below some frames.
CONFITURE_FUNCTION(run) {
	std::optional<std::string> result;
	deep([&] { result = first_cell(text_argument(fcinfo, 0)); });
	return text_result(fcinfo, result);
}

// throw_error(state, message, detail, hint, context, query)
CONFITURE_FUNCTION(throw_error) {
	deep([&] { throw error_from(fcinfo); });
	PG_RETURN_VOID();
}

// throw_standard(kind): an exception that is not ours.
CONFITURE_FUNCTION(throw_standard) {
	deep([&] { throw_std(text_argument(fcinfo, 0)); });
	PG_RETURN_VOID();
}

// run_annotated(sql, context, query, hint)
CONFITURE_FUNCTION(run_annotated) {
	std::optional<std::string> result;
	try {
		deep([&] { result = first_cell(text_argument(fcinfo, 0)); });
	} catch (ServerError &error) {
		add_context(error, text_argument(fcinfo, 1));
		add_query(error, text_argument(fcinfo, 2));
		if (std::string const hint = text_argument(fcinfo, 3); !hint.empty())
			set_hint(error, hint);
		throw;
	}
	return text_result(fcinfo, result);
}

// attempt_numeric(text): the error that the server has for a bad number, returned.
CONFITURE_FUNCTION(attempt_numeric) {
	std::string const text = text_argument(fcinfo, 0);
	std::optional<ServerError> const error = attempt([&] {
		(void) DirectFunctionCall3(numeric_in, CStringGetDatum(text.c_str()), ObjectIdGetDatum(InvalidOid),
								   Int32GetDatum(-1));
	});
	if (!error)
		PG_RETURN_NULL();
	return to_text(described(to_error(*error)));
}

// try_run(sql, kind): in a subtransaction, runs the query, then throws an exception of a kind if one is given; the
// error that came, or null.
CONFITURE_FUNCTION(try_run) {
	std::string const kind = text_argument(fcinfo, 1);
	std::optional<Error> const error = try_in_subtransaction([&] {
		deep([&] {
			(void) first_cell(text_argument(fcinfo, 0));
			if (kind == "ours")
				throw Error(sqlstate::undefined_object, "ours", "Detail.", "Hint.");
			if (!kind.empty())
				throw_std(kind);
		});
	});
	if (!error)
		PG_RETURN_NULL();
	return to_text(described(*error));
}

// run_undone(sql): the first cell, and no trace of what the query did.
CONFITURE_FUNCTION(run_undone) {
	std::optional<std::string> result;
	run_and_undo([&] { deep([&] { result = first_cell(text_argument(fcinfo, 0)); }); });
	return text_result(fcinfo, result);
}

// growth(sql, count): how many bytes the server's memory grows while a query fails so many times, one subtransaction
// each, within this one call.
CONFITURE_FUNCTION(growth) {
	std::string const sql = text_argument(fcinfo, 0);
	std::int32_t const count = PG_GETARG_INT32(1);
	std::int64_t failed = 0;
	std::size_t before = 0;
	for (std::int32_t i = -100; i < count; ++i) {
		if (i == 0)
			before = call([] { return MemoryContextMemAllocated(TopMemoryContext, true); });
		if (try_in_subtransaction([&] { deep([&] { (void) first_cell(sql); }); }) && i >= 0)
			++failed;
	}
	if (failed != count)
		throw Error(sqlstate::internal_error, "only " + std::to_string(failed) + " queries failed");
	std::size_t const after = call([] { return MemoryContextMemAllocated(TopMemoryContext, true); });
	PG_RETURN_INT64(static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before));
}

// scan_until(name): reads pg_class with a scan that is left by an exception at a relation of that name.
CONFITURE_FUNCTION(scan_until) {
	std::string const name = text_argument(fcinfo, 0);
	std::int32_t count = 0;
	deep([&] {
		scan_catalog(RelationRelationId, InvalidOid, {}, [&](HeapTuple tuple, TupleDesc) {
			++count;
			if (name == NameStr(((Form_pg_class) GETSTRUCT(tuple))->relname))
				throw Error(sqlstate::duplicate_object, "found " + name);
		});
	});
	PG_RETURN_INT32(count);
}

// busy(seconds, way): long work without the server; way says what it is in.
CONFITURE_FUNCTION(busy) {
	std::string const way = text_argument(fcinfo, 1);
	auto const work = [&] { deep([&] { (void) compute(PG_GETARG_FLOAT8(0)); }); };
	if (way == "subtransaction") {
		if (try_in_subtransaction(work))
			PG_RETURN_BOOL(false); // an interrupt was swallowed
	} else if (way == "undone") {
		run_and_undo(work);
	} else if (way == "query") {
		(void) first_cell("SELECT guard.busy(60, '')");
	} else {
		work();
	}
	PG_RETURN_BOOL(true);
}

// in_worker(job, request)
CONFITURE_FUNCTION(in_worker) {
	std::optional<std::string> result;
	deep([&] {
		result = run_in_worker({MyDatabaseId, Identity::current()}, text_argument(fcinfo, 0).c_str(),
							   text_argument(fcinfo, 1));
	});
	return text_result(fcinfo, result);
}

// alone(job, request): whether a worker was started, which nobody waits for.
CONFITURE_FUNCTION(alone) {
	PG_RETURN_BOOL(
		start_worker({MyDatabaseId, Identity::current()}, text_argument(fcinfo, 0).c_str(), text_argument(fcinfo, 1)));
}

CONFITURE_FUNCTION(same_texts) { return to_text_array(to_strings(PG_GETARG_DATUM(0), "argument")); }
CONFITURE_FUNCTION(same_text) { return to_text(to_string(PG_GETARG_DATUM(0))); }

CONFITURE_FUNCTION(fields) {
	Rows rows(fcinfo);
	for (auto const &[name, value] : to_fields(PG_GETARG_DATUM(0), "argument"))
		rows.add({to_text(name), value ? Rows::Value(to_text(*value)) : Rows::Value()});
	return Datum(0);
}

// cells(sql, parameters): the result of a query as rows of column name and value; path => 'catalog' runs it as ours.
CONFITURE_FUNCTION(cells) {
	std::vector<std::string> const parameters = to_strings(PG_GETARG_DATUM(1), "parameters");
	std::string const sql = text_argument(fcinfo, 0);
	Table const table = text_argument(fcinfo, 2) == "catalog" ? catalog_query(sql, parameters) : query(sql, parameters);
	Rows rows(fcinfo);
	for (Row const &row : table.rows)
		for (std::size_t i = 0; i < row.size(); ++i)
			rows.add({to_text(table.columns[i]), row[i] ? Rows::Value(to_text(*row[i])) : Rows::Value()});
	return Datum(0);
}
