// A libpq connection for the test programs.
#pragma once

#include "catalog/read.hpp"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace confiture::test {

struct CloseConnection {
	void operator()(PGconn *connection) const noexcept { PQfinish(connection); }
};
struct ClearResult {
	void operator()(PGresult *result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

class Connection {
public:
	explicit Connection(std::string const &conninfo) : connection_{PQconnectdb(conninfo.c_str())} {
		if (PQstatus(connection_.get()) != CONNECTION_OK)
			throw std::runtime_error{PQerrorMessage(connection_.get())};
		PQsetNoticeProcessor(
			connection_.get(), [](void *, char const *) {}, nullptr);
	}

	Result execute(std::string const &sql) {
		Result result{PQexec(connection_.get(), sql.c_str())};
		ExecStatusType const status = PQresultStatus(result.get());
		if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
			throw std::runtime_error{PQresultErrorMessage(result.get())};
		return result;
	}

	catalog::Snapshot snapshot();

private:
	std::unique_ptr<PGconn, CloseConnection> connection_;
};

} // namespace confiture::test
