#include "pg/remote.hpp"

#include <libpq-fe.h>

#include <set>

namespace confiture::pg {

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct ClearResult {
	void operator()(PGresult *result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

struct FreeOptions {
	void operator()(PQconninfoOption *options) const noexcept { PQconninfoFree(options); }
};

// What libpq knows; the rest of the options is postgres_fdw's own.
std::set<std::string> known_parameters() {
	std::unique_ptr<PQconninfoOption, FreeOptions> const options{PQconndefaults()};
	std::set<std::string> names;
	if (options)
		for (PQconninfoOption const *option = options.get(); option->keyword != nullptr; ++option)
			names.insert(option->keyword);
	return names;
}

void add_options(Parameters &parameters, List *options, std::set<std::string> const &known) {
	for (int i = 0; i < list_length(options); ++i) {
		auto *const option = static_cast<DefElem *>(list_nth(options, i));
		char const *const value = call([&] { return defGetString(option); });
		if (known.contains(option->defname))
			parameters.emplace_back(option->defname, value);
	}
}

std::string option_of(List *options, char const *name) {
	for (int i = 0; i < list_length(options); ++i) {
		auto *const option = static_cast<DefElem *>(list_nth(options, i));
		if (std::strcmp(option->defname, name) == 0)
			return call([&] { return defGetString(option); });
	}
	return {};
}

bool may_use(std::string const &server) {
	return catalog_query("SELECT has_server_privilege(current_user, $1, 'USAGE')", {server}).rows.at(0).at(0) == "t";
}

} // namespace

void Remote::Close::operator()(pg_conn *connection) const noexcept { PQfinish(connection); }

Remote::Remote(std::string const &foreign_server) : server_{foreign_server} {
	ForeignServer const *const server = call([&] { return GetForeignServerByName(foreign_server.c_str(), true); });
	if (server == nullptr)
		throw Error(sqlstate::undefined_object, "server \"" + foreign_server + "\" does not exist");
	ForeignDataWrapper const *const wrapper = call([&] { return GetForeignDataWrapper(server->fdwid); });
	if (std::strcmp(wrapper->fdwname, "postgres_fdw") != 0)
		throw Error(sqlstate::feature_not_supported, "server \"" + foreign_server + "\" is not one of postgres_fdw");
	if (!may_use(foreign_server))
		throw Error(sqlstate::insufficient_privilege, "permission denied for foreign server " + foreign_server);
	UserMapping const *const mapping = call([&] { return GetUserMapping(GetUserId(), server->serverid); });

	std::set<std::string> const known = known_parameters();
	Parameters parameters;
	add_options(parameters, server->options, known);
	add_options(parameters, mapping->options, known);
	parameters.emplace_back("client_encoding", GetDatabaseEncodingName());
	parameters.emplace_back("fallback_application_name", "confiture");

	// The server's own rights (its operating system user, its password file) are not for everyone.
	bool const needs_password =
		!call([] { return superuser(); }) && option_of(mapping->options, "password_required") != "false";
	if (needs_password && option_of(mapping->options, "password").empty())
		throw Error(sqlstate::insufficient_privilege, "password is required",
					"Non-superusers must provide a password in the user mapping.");
	connect(parameters);
	if (needs_password && !PQconnectionUsedPassword(connection_.get()))
		throw Error(sqlstate::insufficient_privilege, "password is required",
					"Non-superuser cannot connect if the server does not request a password.",
					"Target server's authentication method must be changed or password_required=false set in the user "
					"mapping attributes.");
}

void Remote::connect(Parameters const &parameters) {
	std::vector<char const *> names, values;
	for (auto const &[name, value] : parameters) {
		names.push_back(name.c_str());
		values.push_back(value.c_str());
	}
	names.push_back(nullptr);
	values.push_back(nullptr);
	connection_.reset(PQconnectStartParams(names.data(), values.data(), 0));
	bool const begun = connection_ && PQstatus(connection_.get()) != CONNECTION_BAD;
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;
	while (begun && state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
		wait_for_socket(state == PGRES_POLLING_READING ? WL_SOCKET_READABLE : WL_SOCKET_WRITEABLE);
		state = PQconnectPoll(connection_.get());
	}
	if (!begun || state == PGRES_POLLING_FAILED) {
		std::string reason = connection_ ? PQerrorMessage(connection_.get()) : "out of memory";
		while (!reason.empty() && reason.back() == '\n')
			reason.pop_back();
		throw Error(sqlstate::connection_failure, "could not connect to server \"" + server_ + "\"", reason);
	}
}

void Remote::wait_for_socket(int events) const {
	int const socket = PQsocket(connection_.get());
	call([&] {
		(void) WaitLatchOrSocket(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH | events, socket, -1, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	});
}

Table Remote::query(std::string const &sql) {
	PGconn *const connection = connection_.get();
	auto const fail = [&](PGresult const *result) {
		char const *const state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
		char const *const message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
		std::string text = message ? message : PQerrorMessage(connection);
		while (!text.empty() && text.back() == '\n')
			text.pop_back();
		SqlState code = sqlstate::connection_failure;
		if (state && std::strlen(state) == 5)
			code = SqlState{std::array<char, 5>{state[0], state[1], state[2], state[3], state[4]}};
		Error error(code, text);
		error.context = "remote SQL command on server \"" + server_ + "\": " + sql.substr(0, 200);
		throw error;
	};
	if (!PQsendQuery(connection, sql.c_str()))
		fail(nullptr);
	Table table;
	Result failed;
	for (;;) {
		while (PQisBusy(connection)) {
			wait_for_socket(WL_SOCKET_READABLE);
			if (!PQconsumeInput(connection))
				fail(nullptr);
		}
		Result result{PQgetResult(connection)};
		if (!result)
			break;
		ExecStatusType const status = PQresultStatus(result.get());
		if (status == PGRES_TUPLES_OK) {
			table = {};
			int const width = PQnfields(result.get());
			for (int column = 0; column < width; ++column)
				table.columns.emplace_back(PQfname(result.get(), column));
			for (int row = 0; row < PQntuples(result.get()); ++row) {
				Row &values = table.rows.emplace_back();
				for (int column = 0; column < width; ++column)
					values.push_back(PQgetisnull(result.get(), row, column)
										 ? std::nullopt
										 : std::optional<std::string>{PQgetvalue(result.get(), row, column)});
			}
		} else if (status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY && !failed)
			failed = std::move(result);
	}
	if (failed)
		fail(failed.get());
	return table;
}

} // namespace confiture::pg
