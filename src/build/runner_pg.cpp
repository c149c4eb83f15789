#include "build/runner_pg.hpp"

#include "build/execute_pg.hpp"
#include "pg/guard.hpp"
#include "pg/spi.hpp"
#include "pg/transaction.hpp"
#include "script/copy_command.hpp"

#include <chrono>

namespace confiture::build {

using script::Command;
using script::Meaning;
using script::Place;
using script::Script;
using script::Statement;

static constexpr int statements_per_commit = 100; // few enough for the locks that max_locks_per_transaction allows
static constexpr std::size_t deepest_include = 32;
static constexpr std::size_t shown_includes = 4; // in messages

static script::Variables with_psql_variables(script::Variables variables) {
	auto const text = [](char const *value) { return std::string(value); };
	auto const database = pg::call([] { return get_database_name(MyDatabaseId); });
	auto const user = pg::call([] { return GetUserNameFromId(GetUserId(), false); });
	// what the caller gives wins
	variables.try_emplace("DBNAME", text(database));
	variables.try_emplace("USER", text(user));
	variables.try_emplace("ENCODING", pg::call([] { return GetConfigOption("client_encoding", false, false); }));
	variables.try_emplace("SERVER_VERSION_NAME", text(PG_VERSION));
	variables.try_emplace("SERVER_VERSION_NUM", std::to_string(PG_VERSION_NUM));
	return variables;
}

Runner::Runner(script::Tree const &tree, Options const &options, Mode mode)
	: tree_{tree}, options_{options}, mode_{mode}, outer_{CurrentMemoryContext}, context_{pg::call([] {
		  return AllocSetContextCreate(CurrentMemoryContext, "confiture statement", ALLOCSET_DEFAULT_SIZES);
	  })},
	  variables_{with_psql_variables(options.variables)}, given_variables_{variables_} {}

void Runner::begin(std::span<script::File const> files) {
	bytes_total_ = 0;
	for (script::File const &file : files)
		bytes_total_ += file.bytes;
	progress_.emplace(files.size(), bytes_total_);
}

// ---- Places in messages ---------------------------------------------------------------------------------------------

std::string Runner::context(Place const &place) const { return place.to_string() + included_from(); }

// Where in a statement its error is.
static std::string error_at(Place const &place) {
	return "error at line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

std::string Runner::included_from() const {
	std::string text;
	std::size_t shown = 0;
	for (auto include = includes_.rbegin(); include != includes_.rend() && shown < shown_includes; ++include, ++shown)
		text += "\nincluded from " + include->to_string();
	return text;
}

// One transaction holds a lock for each table and index until its end; the server's table of locks is full after this
// much of the build.
static std::string lock_hint(std::uint64_t bytes_done, std::uint64_t bytes_total) {
	double const share = std::clamp(static_cast<double>(bytes_done) / static_cast<double>(bytes_total), 0.01, 1.0);
	static constexpr double margin = 1.25;
	auto const needed = static_cast<std::int64_t>(max_locks_per_xact / share * margin) / 64 * 64 + 64;
	return "One transaction for the whole tree needs \"max_locks_per_transaction\" of about " + std::to_string(needed) +
		   " (it is " + std::to_string(max_locks_per_xact) +
		   "); confiture_create_database commits as it goes and needs no more than there is.";
}

// What only an error says, besides its place.
void Runner::explain(pg::ServerError &error, Statement const &statement) const {
	pg::add_query(error, script::shown(statement.text));
	ErrorData const &data = *error.data;
	if (data.sqlerrcode == ERRCODE_OUT_OF_MEMORY && data.hint != nullptr &&
		std::strstr(data.hint, "max_locks_per_transaction") != nullptr && mode_ == Mode::one_transaction)
		pg::set_hint(error, lock_hint(bytes_done_now_, bytes_total_));
	bool const needs_own_transaction =
		data.sqlerrcode == ERRCODE_ACTIVE_SQL_TRANSACTION || data.sqlerrcode == ERRCODE_INVALID_TRANSACTION_TERMINATION;
	if (needs_own_transaction && mode_ == Mode::one_transaction)
		pg::set_hint(error, "confiture_build runs in one transaction; confiture_create_database runs such a statement "
							"where it stands.");
}

// ---- Files ----------------------------------------------------------------------------------------------------------

void Runner::run(std::span<script::File const> files) {
	for (script::File const &file : files)
		run_file(file);
}

void Runner::run_file(script::File const &file) {
	auto const start = std::chrono::steady_clock::now();
	report_ = reports_.size();
	reports_.push_back({file.path, 0, 0, 0, {}});
	progress_->begin_file(file.path);
	// Settings of a file end with it. Where transactions end in the middle of a file, the session is reset instead.
	int const nest_level = mode_ == Mode::one_transaction ? pg::call([] { return NewGUCNestLevel(); }) : 0;
	forbidden_with_.clear();
	try {
		run_script(file.path, tree_.open(file.path));
	} catch (...) {
		if (mode_ == Mode::one_transaction)
			pg::call([&] { AtEOXact_GUC(false, nest_level); });
		keep_message_encoding();
		throw;
	}
	if (mode_ == Mode::one_transaction)
		pg::call([&] { AtEOXact_GUC(false, nest_level); });
	else
		end_file_in_session();
	keep_message_encoding();
	bytes_done_ += file.bytes;
	progress_->set_bytes(bytes_done_);
	progress_->end_file();
	run_deferred();
	reports_.back().seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// A file that sets client_encoding tells the encoding of its text; the client wants messages in its own all the same.
void Runner::keep_message_encoding() const {
	if (pg_get_client_encoding() != message_encoding_)
		pg::call([&] { (void) SetClientEncoding(message_encoding_); });
}

void Runner::end_file_in_session() {
	in_block_ = false;
	for (char const *reset : {"RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL"})
		execute(reset, false);
	pg::call([&] { MemoryContextReset(context_); });
}

void Runner::run_script(std::string const &path, script::Reader reader) {
	Script script(path, std::move(reader), variables_);
	if (script.starts_with_utf8_mark() && !script.is_text())
		pg::call([] { SetConfigOption("client_encoding", "UTF8", PGC_USERSET, PGC_S_SESSION); });
	while (run_piece(script))
		;
	script.close();
}

// Runs the next statement or command of a file; false at its end.
bool Runner::run_piece(Script &script) {
	keep_message_encoding();
	script::Piece piece = [&] {
		try {
			return script.next();
		} catch (Error &error) {
			error.context += included_from(); // it has its own place already
			throw;
		}
	}();
	if (includes_.empty()) { // an included file is a part of the one that is in the list
		bytes_done_now_ = bytes_done_ + script.bytes_done();
		progress_->set_bytes(bytes_done_now_);
	}
	if (std::holds_alternative<script::End>(piece))
		return false;
	if (auto *const statement = std::get_if<Statement>(&piece)) {
		run_statement(script, *statement);
		script.remember(std::move(*statement));
		return true;
	}
	try {
		return run_command(script, std::get<Command>(piece));
	} catch (Error &error) {
		if (error.context.empty())
			error.context = context(script.command_place());
		throw;
	}
}

// ---- Statements -----------------------------------------------------------------------------------------------------

// Errors that an object still to be made may explain.
static bool may_be_resolved(SqlState const &state) {
	static constexpr std::array states{
		SqlState{"42P01"}, // undefined_table
		SqlState{"42883"}, // undefined_function
		SqlState{"42704"}, // undefined_object
		SqlState{"42703"}, // undefined_column
		SqlState{"3F000"}, // invalid_schema_name
		SqlState{"42830"}, // invalid_foreign_key: no unique constraint yet
		SqlState{"42P10"}, // invalid_column_reference: no unique constraint yet, for ON CONFLICT
	};
	return std::ranges::find(states, state) != states.end();
}

void Runner::run_statement(Script &script, Statement const &statement) {
	run_or_defer(statement, script.place(statement), [&] { run_text(script, statement); });
}

void Runner::run_or_defer(Statement const &statement, Place const &place, std::function<void()> const &run) {
	copy_data_.reset();
	if (!options_.resolve || must_run_alone(statement)) {
		run();
		return;
	}
	in_subtransaction_ = true;
	auto failure = pg::try_in_subtransaction(run);
	in_subtransaction_ = false;
	if (!failure) {
		if (may_commit() && ++statements_since_commit_ >= statements_per_commit)
			commit();
		return;
	}
	if (!may_be_resolved(failure->state))
		throw *failure;
	deferred_.push_back({statement, place, copy_data_, settings(), report_, *failure, failure->message});
}

bool Runner::may_commit() const { return mode_ == Mode::commits && !in_block_ && !in_subtransaction_; }

// Whether a statement cannot be tried in a subtransaction.
bool Runner::must_run_alone(Statement const &statement) const {
	if (!may_commit())
		return false;
	bool alone = false;
	MemoryContextSwitchTo(context_);
	// a text that does not parse is left to the attempt to run it
	(void) pg::attempt([&] {
		ListCell *cell;
		foreach (cell, pg_parse_query(statement.text.c_str())) {
			Transaction const transaction = transaction_of(lfirst_node(RawStmt, cell)->stmt);
			alone = alone || transaction == Transaction::own || transaction == Transaction::commit_after;
		}
	});
	MemoryContextSwitchTo(outer_);
	return alone;
}

void Runner::run_text(Script &script, Statement const &statement) {
	std::optional<script::CopyData> inline_data;
	auto const data_of = [&](RawStmt const *parsed) -> DataSource {
		if (!is_copy_from_stdin(parsed->stmt))
			return {};
		inline_data.emplace(script.copy_data());
		copy_data_ = {script.path(), script.data_offset()};
		return [&](char *buffer, std::size_t size) {
			if (includes_.empty())
				progress_->set_bytes(bytes_done_ + script.bytes_done());
			return inline_data->read(buffer, size);
		};
	};
	auto const place_inside = [&](std::size_t offset) { return script.place(statement, offset); };
	try {
		run_parts(statement, script.place(statement), data_of, place_inside);
	} catch (...) {
		if (inline_data && options_.resolve)
			script.pass_copy_data(*inline_data, statement);
		throw;
	}
	if (inline_data)
		script.pass_copy_data(*inline_data, statement);
}

// Runs the statements of a text, mostly one.
void Runner::run_parts(Statement const &statement, Place const &place,
					   std::function<DataSource(RawStmt const *)> const &data_of,
					   std::function<Place(std::size_t)> const &place_inside) {
	FileReport &report = reports_[report_];
	MemoryContextSwitchTo(context_);
	pg::MessageContext const located(script::shown(statement.text), [&](int position) {
		if (position == 0)
			return context(place);
		Place const inside = place_inside(script::character_offset(statement.text, position));
		return place.to_string() + '\n' + error_at(inside) + included_from();
	});
	try {
		List *const parsed = parse(statement.text);
		ListCell *cell;
		foreach (cell, parsed) {
			auto *const part = lfirst_node(RawStmt, cell);
			DataSource const data = data_of(part);
			report.rows += run_part(part, statement.text, place, data);
			++report.statements;
			progress_->add_statement();
		}
	} catch (pg::ServerError &error) {
		explain(error, statement);
		throw;
	} catch (Error &error) {
		if (error.context.empty()) {
			error.context = context(place);
			error.query = script::shown(statement.text);
		}
		throw;
	}
	MemoryContextSwitchTo(outer_);
	pg::call([&] { MemoryContextReset(context_); });
}

std::uint64_t Runner::run_part(RawStmt *part, std::string const &text, Place const &place, DataSource const &data) {
	Transaction const transaction = transaction_of(part->stmt);
	switch (transaction) {
	case Transaction::begin:
	case Transaction::commit:
		ignore_transaction_control(transaction, place);
		return 0;
	case Transaction::other_control: {
		char const *const name = pg::call([&] { return GetCommandTagName(CreateCommandTag(part->stmt)); });
		throw Error(sqlstate::feature_not_supported, std::string(name) + " is not supported in a build",
					"A tree is built whole or not at all.");
	}
	case Transaction::any:
	case Transaction::own:
	case Transaction::commit_after:
		break;
	}
	if (is_for_newer_server(part->stmt)) {
		char const *const name = castNode(VariableSetStmt, part->stmt)->name;
		std::string const where = place.to_string();
		pg::call([&] {
			ereport(NOTICE, (errmsg("SET %s is ignored", name),
							 errdetail_internal("This server does not have the parameter. At %s.", where.c_str())));
		});
		return 0;
	}
	if (mode_ == Mode::commits && IsA(part->stmt, ListenStmt))
		return 0; // a session that ends with the build has nothing to wait for; workers are not even allowed to
	if (is_copy_to_stdout(part->stmt))
		throw Error(sqlstate::feature_not_supported, "COPY TO stdout is not supported in a build", {},
					"A build has no output to write to.");
	if (data && is_binary_copy(part->stmt))
		throw Error(sqlstate::feature_not_supported, "COPY FROM stdin in binary format is not supported in a build");
	keep_message_encoding();
	if (IsA(part->stmt, CopyStmt))
		declare_data_encoding(part->stmt, data && tree_.holds_texts() ? GetDatabaseEncodingName() : pg::call([] {
								  return GetConfigOption("client_encoding", false, false);
							  }));
	bool const alone = may_commit() && transaction == Transaction::own;
	if (alone)
		commit();
	std::uint64_t const rows = data ? execute_copy(part, text, alone, data) : execute(part, text, alone);
	if (alone || (may_commit() &&
				  (transaction == Transaction::commit_after || ++statements_since_commit_ >= statements_per_commit)))
		commit();
	return rows;
}

// A build decides itself when to commit.
void Runner::ignore_transaction_control(Transaction transaction, Place const &place) {
	bool const begins = transaction == Transaction::begin;
	if (mode_ == Mode::commits) {
		if (!begins)
			commit();
		in_block_ = begins;
	}
	std::string const where = place.to_string();
	pg::call([&] {
		ereport(NOTICE, (errmsg("%s is ignored", begins ? "BEGIN" : "COMMIT"),
						 errdetail_internal("A build is all or nothing. At %s.", where.c_str())));
	});
}

void Runner::commit() {
	MemoryContextSwitchTo(context_);
	pg::commit_and_begin();
	statements_since_commit_ = 0;
}

// ---- Statements that were put off -----------------------------------------------------------------------------------

// What a statement's meaning depends on besides its text.
static constexpr std::array setting_names{"search_path",
										  "check_function_bodies",
										  "client_encoding",
										  "default_tablespace",
										  "default_table_access_method",
										  "DateStyle",
										  "IntervalStyle",
										  "TimeZone",
										  "standard_conforming_strings",
										  "row_security",
										  "xmloption",
										  "role"};

std::vector<std::pair<std::string, std::string>> Runner::settings() const {
	std::vector<std::pair<std::string, std::string>> values;
	for (char const *name : setting_names) {
		char const *const value = pg::call([&] { return GetConfigOption(name, true, false); });
		if (value != nullptr)
			values.emplace_back(name, value);
	}
	return values;
}

void Runner::run_deferred_statement(Deferred const &deferred) {
	report_ = deferred.report;
	int const nest_level = pg::call([] { return NewGUCNestLevel(); });
	for (auto const &[name, value] : deferred.settings) {
		pg::call([&] {
			char const *const current = GetConfigOption(name.c_str(), true, false);
			if (current == nullptr || value != current)
				SetConfigOption(name.c_str(), value.c_str(), superuser() ? PGC_SUSET : PGC_USERSET, PGC_S_SESSION);
		});
	}
	std::optional<script::Reader> reader;
	std::optional<script::CopyData> data;
	if (deferred.data) {
		reader.emplace(tree_.open(deferred.data->file));
		reader->skip_to(deferred.data->offset);
		data.emplace(*reader);
	}
	auto const data_of = [&](RawStmt const *part) -> DataSource {
		if (!is_copy_from_stdin(part->stmt) || !data)
			return {};
		return [&](char *buffer, std::size_t size) { return data->read(buffer, size); };
	};
	run_parts(deferred.statement, deferred.place, data_of, [&](std::size_t) { return deferred.place; });
	pg::call([&] { AtEOXact_GUC(false, nest_level); });
}

// Tries all that waits, until none of it succeeds any more.
void Runner::run_deferred() {
	bool progress = !deferred_.empty();
	while (progress) {
		progress = false;
		for (auto deferred = deferred_.begin(); deferred != deferred_.end();) {
			in_subtransaction_ = true;
			auto const failure = pg::try_in_subtransaction([&] { run_deferred_statement(*deferred); });
			in_subtransaction_ = false;
			if (failure) {
				deferred->last_message = failure->message;
				++deferred;
				continue;
			}
			FileReport &report = reports_[deferred->report];
			Place const &place = deferred->place;
			std::string const included = place.file == report.file ? "" : "file \"" + place.file + "\", ";
			report.moved.push_back(included + "line " + std::to_string(place.line) + ", run after file \"" +
								   reports_.back().file + '"');
			deferred = deferred_.erase(deferred);
			progress = true;
		}
	}
}

void Runner::finish() {
	if (deferred_.empty())
		return;
	Error error = deferred_.front().error;
	if (std::string const &last = deferred_.front().last_message; last != error.message)
		error.detail = "The last attempt to run it, after all files, failed with: " + last;
	if (deferred_.size() > 1) {
		std::string others;
		for (auto deferred = std::next(deferred_.begin()); deferred != deferred_.end(); ++deferred)
			others += (others.empty() ? "" : "\n") + deferred->place.to_string() + ": " + deferred->error.message;
		error.detail += (error.detail.empty() ? "" : "\n") + std::to_string(deferred_.size() - 1) +
						" more statements could not be run:\n" + others;
	}
	throw error;
}

bool Runner::can_go_on_elsewhere() const {
	Oid temporary = InvalidOid;
	Oid toast = InvalidOid;
	pg::call([&] { GetTempNamespaceState(&temporary, &toast); });
	return variables_ == given_variables_ && !OidIsValid(temporary) && deferred_.empty();
}

// ---- psql commands --------------------------------------------------------------------------------------------------

// Carries out a command; false ends the file.
bool Runner::run_command(Script &script, Command const &command) {
	Meaning const meaning = script::meaning_of(command.name);
	auto const argument = [&](std::size_t i) {
		return i < command.arguments.size() ? command.arguments[i] : std::string();
	};
	auto const needs = [&](std::size_t count) {
		if (command.arguments.size() < count)
			throw Error(sqlstate::syntax_error, "\\" + command.name + " lacks an argument");
	};
	if (!forbidden_with_.empty() && meaning != Meaning::allow)
		throw Error(sqlstate::insufficient_privilege, "\\" + command.name + " is not allowed after \\restrict",
					"Until \\unrestrict, the file takes no psql commands.");
	switch (meaning) {
	case Meaning::ignore:
	case Meaning::plain:
	case Meaning::condition:
		return true;
	case Meaning::print: {
		bool const warns = command.name == "warn";
		std::string text;
		for (std::string const &word : command.arguments) {
			if (word != "-n" || !text.empty())
				text += (text.empty() ? "" : " ") + word;
		}
		pg::call([&] { ereport(warns ? WARNING : NOTICE, (errmsg_internal("%s", text.c_str()))); });
		return true;
	}
	case Meaning::set: {
		if (command.arguments.empty())
			return true;
		if (!script::is_variable_name(argument(0)))
			throw Error(sqlstate::syntax_error, "invalid variable name: \"" + argument(0) + '"');
		std::string value;
		for (std::size_t i = 1; i < command.arguments.size(); ++i)
			value += command.arguments[i];
		variables_.insert_or_assign(argument(0), std::move(value));
		return true;
	}
	case Meaning::unset:
		needs(1);
		variables_.erase(argument(0));
		return true;
	case Meaning::include:
	case Meaning::include_here:
		needs(1);
		include(script, command, meaning == Meaning::include_here);
		return true;
	case Meaning::encoding:
		needs(1);
		pg::call([&] { SetConfigOption("client_encoding", argument(0).c_str(), PGC_USERSET, PGC_S_SESSION); });
		return true;
	case Meaning::connect:
		connect(command);
		return true;
	case Meaning::forbid:
		needs(1);
		forbidden_with_ = argument(0);
		return true;
	case Meaning::allow:
		if (forbidden_with_.empty() || forbidden_with_ != argument(0))
			throw Error(sqlstate::insufficient_privilege, "\\unrestrict does not match a \\restrict");
		forbidden_with_.clear();
		return true;
	case Meaning::copy:
		copy_from_file(script, command);
		return true;
	case Meaning::execute:
		if (!command.arguments.empty() && !argument(0).starts_with('('))
			throw Error(sqlstate::feature_not_supported,
						"\\" + command.name + " to a file or program is not supported");
		if (auto statement = take_query(script)) {
			run_statement(script, *statement);
			script.remember(std::move(*statement));
		}
		return true;
	case Meaning::store:
		store_row(script, command);
		return true;
	case Meaning::execute_cells:
		execute_cells(script);
		return true;
	case Meaning::clear_buffer:
		(void) script.take_buffer();
		return true;
	case Meaning::quit:
		if (auto const statement = script.take_buffer()) // as at the end of the file
			run_statement(script, *statement);
		return false;
	case Meaning::refuse_shell:
		throw Error(sqlstate::insufficient_privilege, "psql command \\" + command.name + " is not allowed in a build",
					"It reaches programs, files or the environment outside the tree.");
	case Meaning::refuse:
		break;
	}
	throw Error(sqlstate::feature_not_supported, "psql command \\" + command.name + " is not supported in a build");
}

void Runner::include(Script &script, Command const &command, bool from_folder) {
	std::string const path = tree_.find(command.arguments[0], script::folder_of(script.path()), from_folder);
	if (includes_.size() >= deepest_include)
		throw Error(sqlstate::configuration_limit_exceeded, "files include each other too deeply",
					"The limit is " + std::to_string(deepest_include) + '.');
	script::Reader reader = tree_.open(path);
	included_files_.insert(path);
	includes_.push_back(script.command_place());
	run_script(path, std::move(reader));
	includes_.pop_back();
}

// \connect is accepted where it leads to where the build already is.
void Runner::connect(Command const &command) const {
	std::string const database = pg::call([] { return get_database_name(MyDatabaseId); });
	std::string const user = pg::call([] { return GetUserNameFromId(GetSessionUserId(), false); });
	auto const stays = [](std::string const &value, std::string const &current) {
		return value.empty() || value == "-" || value == current || value == "\"" + current + "\"";
	};
	std::vector<std::string> arguments = command.arguments;
	if (!arguments.empty() && arguments[0].starts_with("-reuse-previous"))
		arguments.erase(arguments.begin());
	arguments.resize(2);
	std::string &target = arguments[0];
	static constexpr std::string_view keyword = "dbname=";
	if (target.starts_with('"') && target.ends_with('"') && target.size() > 1)
		target = target.substr(1, target.size() - 2);
	if (target.starts_with(keyword)) {
		target.erase(0, keyword.size());
		if (target.starts_with('\'') && target.ends_with('\'') && target.size() > 1)
			target = target.substr(1, target.size() - 2);
	}
	if (!stays(target, database) || !stays(arguments[1], user))
		throw Error(sqlstate::feature_not_supported,
					"\\" + command.name + " to another database or role is not supported in a build",
					"The build is in database \"" + database + "\" as role \"" + user + "\".");
}

// \copy table from 'file' ...: the file of the tree is read as the data of COPY ... FROM stdin.
void Runner::copy_from_file(Script &script, Command const &command) {
	script::CopyCommand const copy = script::CopyCommand::parse(command.rest);
	Place const &place = script.command_place();
	Statement const statement{copy.statement, {}, {}, place.line, place.column};
	if (copy.file.empty()) {
		run_statement(script, statement); // from stdin: the data follows
		return;
	}
	std::string const file = tree_.find(copy.file, script::folder_of(script.path()), false);
	script::Reader reader = tree_.open(file);
	included_files_.insert(file);
	std::string block;
	std::size_t at = 0;
	DataSource const data = [&](char *buffer, std::size_t size) {
		if (at == block.size()) {
			block = reader.bytes(65536);
			at = 0;
		}
		std::size_t const count = std::min(size, block.size() - at);
		std::memcpy(buffer, block.data() + at, count);
		at += count;
		return count;
	};
	run_or_defer(statement, place, [&] {
		copy_data_ = {file, 0};
		run_parts(
			statement, place, [&](RawStmt const *) { return data; }, [&](std::size_t) { return place; });
	});
}

// The statement in front of \g, \gset or \gexec; without one, the last statement is run again.
std::optional<Statement> Runner::take_query(Script &script) {
	auto statement = script.take_buffer();
	return statement ? statement : script.previous();
}

pg::Table Runner::query_buffer(Script &script, char const *command) {
	auto statement = take_query(script);
	if (!statement)
		throw Error(sqlstate::syntax_error, std::string("\\") + command + " needs a query in front of it");
	pg::MessageContext const located(script::shown(statement->text),
									 [&](int) { return context(script.place(*statement)); });
	try {
		pg::Table table = pg::query(statement->text);
		++reports_[report_].statements;
		progress_->add_statement();
		script.remember(*statement);
		return table;
	} catch (pg::ServerError &error) {
		// SPI has made the position in our statement one in an internal query
		ErrorData const &data = *error.data;
		if (data.internalpos > 0 && data.internalquery != nullptr && statement->text == data.internalquery)
			pg::add_context(
				error, error_at(script.place(*statement, script::character_offset(statement->text, data.internalpos))));
		explain(error, *statement);
		throw;
	}
}

void Runner::store_row(Script &script, Command const &command) {
	pg::Table const table = query_buffer(script, "gset");
	if (table.rows.size() != 1)
		throw Error(sqlstate::invalid_parameter_value, "\\gset needs one row",
					"The query gave " + std::to_string(table.rows.size()) + " rows.");
	std::string const prefix = command.arguments.empty() ? std::string() : command.arguments[0];
	for (std::size_t i = 0; i < table.columns.size(); ++i) {
		std::string const name = prefix + table.columns[i];
		if (!script::is_variable_name(name))
			throw Error(sqlstate::syntax_error, "invalid variable name: \"" + name + '"');
		if (table.rows[0][i])
			variables_.insert_or_assign(name, *table.rows[0][i]);
		else
			variables_.erase(name);
	}
}

void Runner::execute_cells(Script &script) {
	pg::Table const table = query_buffer(script, "gexec");
	for (pg::Row const &row : table.rows) {
		for (auto const &cell : row) {
			if (cell)
				run_statement(script, {*cell, {}, {}, script.command_place().line, script.command_place().column});
		}
	}
}

} // namespace confiture::build
