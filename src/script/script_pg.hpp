// The door of the room for code that knows the server; and one SQL file as a sequence of statements and psql commands.
//
// The server's own scanner finds the tokens; a statement ends at a semicolon outside parentheses and outside the body
// of a BEGIN ATOMIC function, as in psql. The file is read in windows of whole lines, which grow only as far as one
// statement is long; the data of COPY ... FROM stdin passes through in blocks.
#pragma once

#include "error.hpp"
#include "pg/postgres.hpp"
#include "script/command.hpp"
#include "script/conditions.hpp"
#include "script/copy_data.hpp"
#include "script/encoding_pg.hpp"
#include "script/place.hpp"
#include "script/reader.hpp"
#include "script/source_pg.hpp"
#include "script/statement.hpp"
#include "script/variables.hpp"

namespace confiture::script {

struct End {};
using Piece = std::variant<End, Statement, Command>;

class Script {
public:
	// "variables" are read while the file is; commands that set them are the caller's to carry out.
	Script(std::string path, Reader reader, Variables const &variables);

	// The next statement, or the next command outside branches of \if that are not taken. Pieces are what the file
	// means at this point: the caller carries each out before it asks for the next.
	[[nodiscard]] Piece next();

	// The statement in front of the command that next gave, if there is one; it is then no longer in front of it.
	[[nodiscard]] std::optional<Statement> take_buffer();

	// The last statement that was run, which \g and its like run again when there is none in front of them.
	void remember(Statement statement) { previous_ = std::move(statement); }
	[[nodiscard]] std::optional<Statement> const &previous() const noexcept { return previous_; }

	// Gives back the server's memory; after the last piece. After an error, its transaction does.
	void close();

	// After a COPY ... FROM stdin: its data, and when it was read, the end of it. Complains of data without an end.
	[[nodiscard]] CopyData copy_data();
	void pass_copy_data(CopyData &data, Statement const &copy);
	// Where the data begins in the file, for a second reading; to be asked before the data is read.
	[[nodiscard]] std::uint64_t data_offset() const noexcept { return reader_.offset(); }

	[[nodiscard]] std::string const &path() const noexcept { return path_; }
	[[nodiscard]] std::uint64_t bytes_done() const noexcept;
	[[nodiscard]] Place place(Statement const &statement) const { return {path_, statement.line, statement.column}; }
	// Where a byte of a statement's text stands in the file.
	[[nodiscard]] Place place(Statement const &statement, std::size_t offset) const;
	// Where the command that next gave stands.
	[[nodiscard]] Place const &command_place() const noexcept { return command_place_; }
	[[nodiscard]] bool starts_with_utf8_mark() const noexcept { return has_utf8_mark_; }
	// Whether it is a text in the encoding of the database, whatever client_encoding says.
	[[nodiscard]] bool is_text() const noexcept { return reader_.is_text(); }

private:
	struct Event {
		enum Kind { semicolon, backslash, colon, end } kind;
		std::size_t offset; // in the window
	};
	// What the scanner has seen of the current statement.
	struct Progress {
		std::ptrdiff_t first_token = -1;
		int parentheses = 0;
		int atomic_depth = 0; // of BEGIN ATOMIC and CASE
		enum class Words {
			none,
			create,
			create_or,
			create_or_replace,
			create_routine,
			copy,
			copy_from,
			copy_from_stdin,
			other
		} words = Words::none;
	};

	// A value in the text; while the scanner is in it, its variable stays as it is written.
	struct Expansion {
		std::size_t at; // relative to begin_
		std::size_t size;
		std::string variable;
	};

	[[nodiscard]] Event scan();
	void restart_scanner();
	[[nodiscard]] bool extend_window();
	[[nodiscard]] std::string_view raw_from(std::size_t offset) const;
	void give_back_lines();
	[[nodiscard]] bool pass_lines(CopyData &data); // whether "\." ends it
	void skip_copy_data(Place const &copy);
	void skip_mark();
	[[nodiscard]] int source_encoding() const;
	void replace(std::size_t offset, std::size_t length, std::string_view with, std::string variable = {});
	[[nodiscard]] bool replace_variable(std::size_t offset);
	[[nodiscard]] Statement take_statement(std::size_t end, std::size_t next_begin);
	void pass(std::size_t next_begin);
	void follow_condition(Command const &command, Place place);
	[[nodiscard]] Place place_in_window(std::size_t offset) const;
	[[noreturn]] void fail(std::size_t offset, Error error) const;

	std::string path_;
	Reader reader_;
	Variables const &variables_;
	Conditions conditions_;
	std::vector<Place> open_conditions_; // where each \if stands
	int encoding_;
	bool has_utf8_mark_ = false;
	bool at_end_ = false; // all of the file is in the window

	std::string window_;      // in the encoding of the database
	std::string raw_;         // the same lines as in the file, where that differs; otherwise empty
	int raw_line_ = 1;        // the number of the first line in raw_
	std::size_t begin_ = 0;   // of the current statement, in the window
	int line_ = 1;            // of begin_
	int column_ = 1;          // of begin_
	std::string source_;      // of the current statement and all behind it, before the first edit
	std::vector<Edit> edits_; // in the current statement, relative to begin_
	std::vector<Expansion> expansions_;
	std::vector<std::size_t> plain_; // characters that a backslash made plain text, relative to begin_
	std::size_t buffer_end_ = 0;     // where the current statement ends in front of the last command, or begin_

	Place command_place_;
	std::optional<Statement> previous_;

	// The server's scanner over window_ from scan_base_ on; in memory that is given back with the caller's context.
	MemoryContext context_ = nullptr;
	core_yyscan_t scanner_ = nullptr;
	core_yy_extra_type extra_;
	std::size_t scan_base_ = 0;
	Progress progress_;
};

} // namespace confiture::script
