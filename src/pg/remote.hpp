// A session on another server, reached through a foreign server of postgres_fdw and the caller's user mapping, with
// what postgres_fdw asks of both: USAGE on the server, and a password unless a superuser has set it free.
//
// It waits as the server waits: interrupts and the end of the postmaster end it.
#pragma once

#include "pg/guard.hpp"
#include "pg/spi.hpp"

struct pg_conn;

namespace confiture::pg {

class Remote {
	struct Close {
		void operator()(pg_conn *connection) const noexcept;
	};
	std::unique_ptr<pg_conn, Close> connection_;
	std::string const server_;

	void connect(std::vector<std::pair<std::string, std::string>> const &parameters);
	void wait_for_socket(int events) const;

public:
	explicit Remote(std::string const &foreign_server);

	// One statement or several; the rows of the last. A remote error keeps its SQLSTATE.
	Table query(std::string const &sql);
};

} // namespace confiture::pg
