// One SQL statement, run the way the server runs what a client sends: parsed, analysed, planned and executed in a
// portal, without a cached plan. Hooks, event triggers, log_statement and statistics see it as usual.
#pragma once

#include "pg/postgres.hpp"

namespace confiture::build {

// What a statement asks of the transaction around it.
enum class Transaction {
	any,
	own,           // cannot run inside a transaction block, or may commit: CREATE INDEX CONCURRENTLY, VACUUM, CALL
	commit_after,  // what it makes can only be used after a commit: ALTER TYPE ... ADD VALUE
	begin,         // BEGIN, START TRANSACTION
	commit,        // COMMIT, END
	other_control, // ROLLBACK, SAVEPOINT, PREPARE TRANSACTION, ...
};
[[nodiscard]] Transaction transaction_of(Node const *statement);

// COPY ... FROM stdin, whose data follows.
[[nodiscard]] bool is_copy_from_stdin(Node const *statement);
// With FORMAT binary, whose data cannot stand in a text.
[[nodiscard]] bool is_binary_copy(Node const *statement);
// COPY ... TO stdout, for whose data there is no place.
[[nodiscard]] bool is_copy_to_stdout(Node const *statement);

// SET of a parameter that pg_dump of a newer server writes at the head of a dump, and this server does not have.
[[nodiscard]] bool is_for_newer_server(Node const *statement);

// Tells COPY which encoding its data is in, where it does not say so itself.
void declare_data_encoding(Node *statement, char const *encoding);

// The statements of a text, as parsed, in the current memory context.
[[nodiscard]] List *parse(std::string const &text);

// Runs one of them; "top_level" means that it may control the transaction. Gives the number of rows it processed, or 0
// for commands that do not count.
std::uint64_t execute(RawStmt *statement, std::string const &text, bool top_level);

// Runs a text of one statement.
std::uint64_t execute(std::string const &text, bool top_level);

// Gives bytes of data until it gives 0.
using DataSource = std::function<std::size_t(char *, std::size_t)>;

// Runs a COPY ... FROM stdin with that data.
std::uint64_t execute_copy(RawStmt *statement, std::string const &text, bool top_level, DataSource const &data);

} // namespace confiture::build
