// Runs the files of a tree: statements, psql commands, COPY data.
#pragma once

#include <set>

#include "build/empty_index_pg.hpp"
#include "build/execute_pg.hpp"
#include "build/options.hpp"
#include "build/progress_pg.hpp"
#include "pg/spi.hpp"
#include "script/script_pg.hpp"

namespace confiture::build {

class Runner {
public:
	enum class Mode {
		one_transaction, // all happens in the caller's transaction
		commits,         // commits as it goes, and runs alone what no transaction block takes; worker processes only
	};

	Runner(script::Tree const &tree, Options const &options, Mode mode);

	// Says how much there is to do, for those who watch.
	void begin(std::span<script::File const> files);

	// Runs files and adds a report on each. A failure is the error of the statement that failed, with its place; the
	// caller's transaction is then to be aborted.
	void run(std::span<script::File const> files);

	// After the last file: runs what was put off, or complains of what cannot be run.
	void finish();

	[[nodiscard]] std::vector<FileReport> const &reports() const noexcept { return reports_; }

	// The files that others included or copied from: the outcome depends on them too.
	[[nodiscard]] std::set<std::string> const &included_files() const noexcept { return included_files_; }

	// Whether another session could go on from here: no file left behind what lives in this one only.
	[[nodiscard]] bool can_go_on_elsewhere() const;

private:
	struct CopyPlace { // where the data of a COPY begins
		std::string file;
		std::uint64_t offset;
	};
	// A statement that waits for an object that does not exist yet.
	struct Deferred {
		script::Statement statement;
		script::Place place;
		std::optional<CopyPlace> data;
		std::vector<std::pair<std::string, std::string>> settings;
		std::size_t report; // of its file
		Error error;        // of the first attempt
		std::string last_message;
	};

	void run_file(script::File const &file);
	void end_file_in_session();
	void keep_message_encoding() const;
	void run_script(std::string const &path, script::Reader reader);
	[[nodiscard]] bool run_piece(script::Script &script);

	void run_statement(script::Script &script, script::Statement const &statement);
	void run_or_defer(script::Statement const &statement, script::Place const &place, std::function<void()> const &run);
	void run_text(script::Script &script, script::Statement const &statement);
	void run_parts(script::Statement const &statement, script::Place const &place,
				   std::function<DataSource(RawStmt const *)> const &data_of,
				   std::function<script::Place(std::size_t)> const &place_inside);
	std::uint64_t run_part(RawStmt *part, std::string const &text, script::Place const &place, DataSource const &data);
	[[nodiscard]] bool may_commit() const;
	[[nodiscard]] bool must_run_alone(script::Statement const &statement) const;
	void ignore_transaction_control(Transaction transaction, script::Place const &place);
	void commit();

	void run_deferred();
	void run_deferred_statement(Deferred const &deferred);
	[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings() const;

	[[nodiscard]] bool run_command(script::Script &script, script::Command const &command);
	void include(script::Script &script, script::Command const &command, bool from_folder);
	void connect(script::Command const &command) const;
	void copy_from_file(script::Script &script, script::Command const &command);
	[[nodiscard]] std::optional<script::Statement> take_query(script::Script &script);
	[[nodiscard]] pg::Table query_buffer(script::Script &script, char const *command);
	void store_row(script::Script &script, script::Command const &command);
	void execute_cells(script::Script &script);

	[[nodiscard]] std::string context(script::Place const &place) const;
	[[nodiscard]] std::string included_from() const;
	void explain(pg::ServerError &error, script::Statement const &statement) const;

	script::Tree const &tree_;
	Options const &options_;
	Mode const mode_;
	int const message_encoding_ = pg_get_client_encoding();
	MemoryContext const outer_;
	MemoryContext context_; // of one statement
	script::Variables variables_;
	script::Variables const given_variables_;
	std::optional<Progress> progress_;
	EmptyIndexes const empty_indexes_;
	std::uint64_t bytes_total_ = 0;
	std::uint64_t bytes_done_ = 0;     // of the files before the current one
	std::uint64_t bytes_done_now_ = 0; // and of what was read of it
	std::vector<FileReport> reports_;
	std::set<std::string> included_files_;
	std::size_t report_ = 0;              // that of the statement being run
	std::vector<script::Place> includes_; // the \i commands that lead to the current file
	std::string forbidden_with_;          // the key of \restrict, while it holds
	bool in_block_ = false;               // between BEGIN and COMMIT of a file
	bool in_subtransaction_ = false;
	int statements_since_commit_ = 0;
	std::vector<Deferred> deferred_;
	std::optional<CopyPlace> copy_data_; // of the last statement, if it had any
};

} // namespace confiture::build
