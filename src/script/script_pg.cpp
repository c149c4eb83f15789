#include "script/script_pg.hpp"

#include "pg/guard.hpp"
#include "script/copy_command.hpp"

namespace confiture::script {

static constexpr std::size_t window_bytes = 65536;

Script::Script(std::string path, Reader reader, Variables const &variables)
	: path_{std::move(path)}, reader_{std::move(reader)}, variables_{variables}, encoding_{source_encoding()} {
	context_ = pg::call(
		[] { return AllocSetContextCreate(CurrentMemoryContext, "confiture scanner", ALLOCSET_DEFAULT_SIZES); });
	skip_mark();
}

// A byte order mark is no text. That of UTF-8 also tells the encoding.
void Script::skip_mark() {
	std::string first = reader_.bytes(3);
	if (first.starts_with("\xFF\xFE") || first.starts_with("\xFE\xFF"))
		fail(0, Error(sqlstate::character_not_in_repertoire, "file is encoded in UTF-16",
					  "It starts with the byte order mark of UTF-16.", "Convert the file to UTF-8."));
	has_utf8_mark_ = first.starts_with("\xEF\xBB\xBF");
	reader_.put_back(std::string_view(first).substr(has_utf8_mark_ ? 3 : 0));
}

// A text has come through SQL, so it is in the database's encoding, whatever its statements say.
int Script::source_encoding() const { return reader_.is_text() ? GetDatabaseEncoding() : file_encoding(); }

void Script::close() {
	pg::call([&] { MemoryContextDelete(context_); });
}

// The window is read ahead of what is done.
std::uint64_t Script::bytes_done() const noexcept {
	std::uint64_t const ahead = window_.size() - begin_;
	return reader_.offset() - std::min(ahead, reader_.offset());
}

void Script::fail(std::size_t offset, Error error) const {
	if (error.context.empty())
		error.context = place_in_window(offset).to_string();
	throw error;
}

// The place of a byte of text that begins at a given line and column.
static Place place_after(std::string const &file, int line, int column, std::string_view text) {
	line += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
	std::size_t const newline = text.rfind('\n');
	int const characters = character_count(newline == std::string_view::npos ? text : text.substr(newline + 1));
	return {file, line, characters + (newline == std::string_view::npos ? column : 1)};
}

Place Script::place_in_window(std::size_t offset) const {
	if (edits_.empty())
		return place_after(path_, line_, column_, std::string_view(window_).substr(begin_, offset - begin_));
	return place_after(path_, line_, column_,
					   std::string_view(source_).substr(0, source_offset(edits_, offset - begin_)));
}

Place Script::place(Statement const &statement, std::size_t offset) const {
	std::string_view const text = statement.original();
	return place_after(path_, statement.line, statement.column, text.substr(0, source_offset(statement.edits, offset)));
}

// ---- The window -----------------------------------------------------------------------------------------------------

// Adds lines to the window. Lines that are not valid yet (a later SET client_encoding may make them so) are left in the
// file, unless nothing else is left to add.
bool Script::extend_window() {
	if (at_end_)
		return false;
	pg::check_for_interrupts();
	std::string lines = reader_.lines(std::max(window_bytes, window_.size() - begin_));
	if (lines.empty()) {
		at_end_ = true;
		return false;
	}
	std::size_t const valid = valid_length(lines, encoding_);
	if (valid < lines.size()) {
		std::size_t const newline = valid == 0 ? std::string::npos : lines.rfind('\n', valid - 1);
		if (newline == std::string::npos) {
			Place place = place_in_window(window_.size());
			place.column += character_count(lines.substr(0, valid), encoding_);
			Error error =
				lines[valid] == '\0'
					? Error(sqlstate::character_not_in_repertoire, "file contains a NUL byte")
					: Error(sqlstate::character_not_in_repertoire,
							std::string("invalid byte sequence for encoding \"") + pg_encoding_to_char(encoding_) + '"',
							{}, "The encoding of a file is client_encoding, unless the file sets another.");
			error.context = place.to_string();
			throw error;
		}
		reader_.put_back(std::string_view(lines).substr(newline + 1));
		lines.resize(newline + 1);
	}
	if (!raw_.empty() && line_ > raw_line_) { // behind data of COPY, the rest of its line is not in raw_
		raw_ = raw_from(begin_);
		raw_line_ = line_;
	}
	window_.erase(0, begin_); // what is behind us; this and what follows makes the scanner start anew
	begin_ = 0;
	scanner_ = nullptr;
	if (window_.size() + lines.size() >= MaxAllocSize / 2)
		fail(begin_, Error(sqlstate::configuration_limit_exceeded, "statement is too long"));
	std::size_t const had = window_.size();
	if (needs_no_conversion(encoding_)) {
		window_ += lines;
	} else {
		// Line by line, so that a character which this database lacks is found in its line.
		if (raw_.empty())
			raw_line_ = place_in_window(window_.size()).line;
		raw_ += lines;
		for (std::string_view rest = lines; !rest.empty();) {
			std::string_view const line = rest.substr(0, rest.find('\n') + 1);
			std::string_view const all = line.empty() ? rest : line;
			rest.remove_prefix(all.size());
			std::string converted;
			try {
				converted = to_database_encoding(all, encoding_);
			} catch (pg::ServerError &error) {
				pg::add_context(error, place_in_window(window_.size()).to_string());
				throw;
			}
			window_ += converted;
		}
	}
	if (!edits_.empty())
		source_.append(window_, had);
	return true;
}

// The bytes of the file behind the window's text from the start of a line on.
std::string_view Script::raw_from(std::size_t offset) const {
	if (needs_no_conversion(encoding_))
		return std::string_view(window_).substr(offset);
	std::string_view rest = raw_;
	for (int line = place_in_window(offset).line - raw_line_; line > 0 && !rest.empty(); --line)
		rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
	return rest;
}

// Takes what follows the line of the last piece out of the window, to be read in another way.
void Script::give_back_lines() {
	std::size_t const newline = window_.find('\n', buffer_end_);
	std::size_t const next_line = newline == std::string::npos ? window_.size() : newline + 1;
	reader_.put_back(raw_from(next_line));
	raw_.clear();
	if (!edits_.empty())
		source_.resize(source_offset(edits_, next_line - begin_));
	window_.resize(next_line);
	at_end_ = false;
	scanner_ = nullptr;
}

// ---- Tokens ---------------------------------------------------------------------------------------------------------

// The scanner's number of a keyword; it differs between versions.
static int keyword(char const *name) { return ScanKeywordTokens[ScanKeywordLookup(name, &ScanKeywords)]; }

void Script::restart_scanner() {
	pg::call([&] {
		MemoryContextReset(context_);
		MemoryContext const outer = MemoryContextSwitchTo(context_);
		scanner_ = scanner_init(window_.c_str() + begin_, &extra_, &ScanKeywords, ScanKeywordTokens);
		extra_.escape_string_warning = false; // the parser warns
		MemoryContextSwitchTo(outer);
	});
	scan_base_ = begin_;
	progress_ = {};
}

// Whether a token that starts here is one with an end: then a complaint about its start means that the end is missing.
static char const *unterminated(std::string_view text) {
	std::size_t const prefix = std::min(text.find_first_not_of("eEbBxXnNuU&"), text.size());
	std::string_view const start = text.substr(prefix);
	if (text.starts_with("/*"))
		return "unterminated comment";
	if (text.starts_with('$'))
		return "unterminated dollar-quoted string";
	if (start.starts_with('"') && !start.starts_with("\"\""))
		return "unterminated quoted identifier";
	if (start.starts_with('\''))
		return "unterminated quoted string";
	return nullptr;
}

// Runs the scanner up to the next token that matters.
Script::Event Script::scan() {
	static int const create = keyword("create"), or_ = keyword("or"), replace = keyword("replace"),
					 function = keyword("function"), procedure = keyword("procedure"), begin = keyword("begin"),
					 case_ = keyword("case"), end = keyword("end"), copy = keyword("copy"), from = keyword("from"),
					 stdin_ = keyword("stdin");
	static constexpr int first_word = 258; // IDENT; below it are single characters

	while (true) {
		if (scanner_ == nullptr)
			restart_scanner();
		Event event{Event::end, window_.size()};
		auto const failure = pg::attempt([&] {
			MemoryContext const outer = MemoryContextSwitchTo(context_);
			core_YYSTYPE value;
			YYLTYPE location = 0;
			Progress &seen = progress_;
			while (true) {
				int const token = core_yylex(&value, &location, scanner_);
				std::size_t const offset = scan_base_ + static_cast<std::size_t>(location);
				if (token == 0)
					break;
				bool const is_plain = std::ranges::find(plain_, offset - begin_) != plain_.end();
				if (token == ';' && !is_plain && seen.parentheses <= 0 && seen.atomic_depth == 0) {
					event = {Event::semicolon, offset};
					break;
				}
				if (token == '\\' || (token == ':' && !is_plain)) {
					event = {token == ':' ? Event::colon : Event::backslash, offset};
					if (token == ':' && seen.first_token < 0)
						seen.first_token = static_cast<std::ptrdiff_t>(offset);
					break;
				}
				if (seen.first_token < 0)
					seen.first_token = static_cast<std::ptrdiff_t>(offset);
				if (token == ';' && is_plain) {
					seen.words = Progress::Words::none;
				} else if (token == '(') {
					++seen.parentheses;
				} else if (token == ')') {
					--seen.parentheses;
				} else if (token >= first_word) {
					using Words = Progress::Words;
					bool const is_routine = token == function || token == procedure;
					switch (seen.words) {
					case Words::none:
						seen.words = token == create ? Words::create : token == copy ? Words::copy : Words::other;
						break;
					case Words::create:
						seen.words = is_routine     ? Words::create_routine
									 : token == or_ ? Words::create_or
													: Words::other;
						break;
					case Words::create_or:
						seen.words = token == replace ? Words::create_or_replace : Words::other;
						break;
					case Words::create_or_replace:
						seen.words = is_routine ? Words::create_routine : Words::other;
						break;
					case Words::create_routine: // CASE has an END too
						if (seen.parentheses > 0)
							break;
						if (token == begin || (token == case_ && seen.atomic_depth > 0))
							++seen.atomic_depth;
						else if (token == end && seen.atomic_depth > 0)
							--seen.atomic_depth;
						break;
					case Words::copy: // FROM may also stand in a query to copy, in parentheses
						if (seen.parentheses <= 0 && token == from)
							seen.words = Words::copy_from;
						break;
					case Words::copy_from:
						seen.words = token == stdin_ ? Words::copy_from_stdin : Words::other;
						break;
					case Words::copy_from_stdin:
					case Words::other:
						break;
					}
				}
			}
			MemoryContextSwitchTo(outer);
		});
		if (!failure) {
			if (event.kind == Event::end && extend_window())
				continue;
			return event;
		}
		if (pg::is_interrupt(*failure))
			throw *failure;
		std::string_view const scanned = std::string_view(window_).substr(scan_base_);
		std::size_t const offset = character_offset(scanned, failure->data->cursorpos);
		bool const is_syntax_error = failure->data->sqlerrcode == ERRCODE_SYNTAX_ERROR;
		char const *const missing_end = is_syntax_error ? unterminated(scanned.substr(offset)) : nullptr;
		if (missing_end != nullptr && extend_window())
			continue;
		char &culprit = window_[std::min(scan_base_ + offset, window_.size() - 1)];
		if (missing_end == nullptr && !conditions_.active() && culprit != 'x') {
			culprit = 'x'; // what is not run need not be right: it may be meant for another version
			scanner_ = nullptr;
			continue;
		}
		Error error = pg::to_error(*failure);
		std::size_t const first =
			progress_.first_token < 0 ? scan_base_ + offset : static_cast<std::size_t>(progress_.first_token);
		error.query = shown(std::string_view(window_).substr(first));
		if (scan_base_ + offset < first + error.query.size())
			error.position = character_count(std::string_view(window_).substr(first, scan_base_ + offset - first)) + 1;
		if (missing_end != nullptr)
			error = Error(sqlstate::syntax_error, missing_end, {}, "It starts here and lasts to the end of the file.");
		fail(scan_base_ + offset, error);
	}
}

// ---- Edits ----------------------------------------------------------------------------------------------------------

// Puts other text into the current statement, and remembers what stood there.
void Script::replace(std::size_t offset, std::size_t length, std::string_view with, std::string variable) {
	if (edits_.empty())
		source_ = window_.substr(begin_);
	window_.replace(offset, length, with);
	std::size_t const at = offset - begin_;
	std::size_t const growth = with.size() - length; // modulo 2^64
	bool inside = false;
	auto const contains = [&](auto const &range, std::size_t size) { return range.at <= at && at < range.at + size; };
	for (Edit &edit : edits_) {
		if (contains(edit, edit.inserted)) {
			edit.inserted += growth;
			inside = true;
		} else if (edit.at > at) {
			edit.at += growth;
		}
	}
	if (!inside) {
		auto const next = std::ranges::find_if(edits_, [&](Edit const &edit) { return edit.at > at; });
		edits_.insert(next, {at, length, with.size()});
	}
	for (Expansion &expansion : expansions_) {
		if (contains(expansion, expansion.size))
			expansion.size += growth;
		else if (expansion.at > at)
			expansion.at += growth;
	}
	for (std::size_t &plain : plain_)
		plain += plain > at ? growth : 0;
	if (!variable.empty())
		expansions_.push_back({at, with.size(), std::move(variable)});
	scanner_ = nullptr;
}

bool Script::replace_variable(std::size_t offset) {
	auto const reference = Reference::at(std::string_view(window_).substr(offset));
	if (!reference)
		return false;
	std::size_t const at = offset - begin_;
	for (Expansion const &expansion : expansions_) { // a value that names its own variable stays as it is, as in psql
		if (expansion.at <= at && at < expansion.at + expansion.size && expansion.variable == reference->name)
			return false;
	}
	auto const value = reference->value(variables_);
	if (value)
		replace(offset, reference->length, *value, std::string(reference->name));
	return value.has_value();
}

// ---- Pieces ---------------------------------------------------------------------------------------------------------

// Goes on behind the current statement.
void Script::pass(std::size_t next_begin) {
	Place const place = place_in_window(next_begin);
	line_ = place.line;
	column_ = place.column;
	std::size_t const passed = next_begin - begin_;
	begin_ = buffer_end_ = next_begin;
	plain_.clear();
	progress_ = {};
	// A value may hold a semicolon and go on behind it.
	auto const split = std::ranges::find_if(edits_, [&](Edit const &edit) { return edit.at + edit.inserted > passed; });
	if (split == edits_.end()) {
		edits_.clear();
		expansions_.clear();
		source_.clear();
		return;
	}
	source_.erase(0, source_offset(edits_, passed));
	edits_ = {{0, split->removed, split->at + split->inserted - passed}};
	std::erase_if(expansions_, [&](Expansion const &expansion) { return expansion.at + expansion.size <= passed; });
	for (Expansion &expansion : expansions_) {
		std::size_t const gone = passed - std::min(expansion.at, passed);
		expansion = {expansion.at - std::min(expansion.at, passed), expansion.size - gone,
					 std::move(expansion.variable)};
	}
}

Statement Script::take_statement(std::size_t end, std::size_t next_begin) {
	auto const first = static_cast<std::size_t>(progress_.first_token);
	Place const place = place_in_window(first);
	Statement statement{window_.substr(first, end - first), {}, {}, place.line, place.column};
	if (!edits_.empty()) {
		std::size_t const skipped = first - begin_;
		std::size_t const from = source_offset(edits_, skipped);
		statement.source = source_.substr(from, source_offset(edits_, end - begin_) - from);
		for (Edit const &edit : edits_) {
			std::size_t const gone = skipped - std::min(edit.at, skipped);
			if (gone == 0 || edit.inserted > gone)
				statement.edits.push_back({edit.at + gone - skipped, edit.removed, edit.inserted - gone});
		}
	}
	pass(next_begin);
	return statement;
}

std::optional<Statement> Script::take_buffer() {
	if (progress_.first_token < 0)
		return {};
	Statement statement = take_statement(buffer_end_, buffer_end_);
	scanner_ = nullptr;
	return statement;
}

void Script::follow_condition(Command const &command, Place place) {
	bool value = false;
	if (conditions_.needs_value(command.name)) {
		std::string written;
		for (std::string const &argument : command.arguments)
			written += (written.empty() ? "" : " ") + argument;
		auto const decided = to_bool(written);
		if (!decided)
			throw Error(sqlstate::invalid_parameter_value, "\\" + command.name + " expects one Boolean value",
						command.arguments.empty() ? std::string() : "The value is \"" + written + "\".");
		value = *decided;
	}
	conditions_.follow(command.name, value);
	if (command.name == "if")
		open_conditions_.push_back(std::move(place));
	else if (command.name == "endif")
		open_conditions_.pop_back();
}

// Text that stands behind a command in its line is the command's, and mostly meant for the server.
static void warn_of_ignored_arguments(Command const &command, Place const &place) {
	std::string const ignored = command.ignored_arguments();
	if (ignored.empty())
		return;
	std::string const where = place.to_string();
	pg::call([&] {
		ereport(WARNING, (errmsg("extra arguments of \\%s are ignored", command.name.c_str()),
						  errdetail_internal("At %s: %s", where.c_str(), ignored.c_str()),
						  errhint("SQL goes into the next line, or behind \"\\\\\".")));
	});
}

Piece Script::next() {
	if (source_encoding() != encoding_) {
		give_back_lines();
		encoding_ = source_encoding();
	}
	if (scanner_ != nullptr && extra_.standard_conforming_strings != standard_conforming_strings)
		scanner_ = nullptr;
	bool in_statement = false;  // a branch that is not taken began inside a statement
	std::size_t skip_begin = 0; // where in the statement
	while (true) {
		Event const event = scan();
		switch (event.kind) {
		case Event::colon:
			if (conditions_.active())
				(void) replace_variable(event.offset);
			break;
		case Event::semicolon:
			if (!conditions_.active()) {
				if (!in_statement) {
					std::optional<Place> copy;
					if (progress_.words == Progress::Words::copy_from_stdin)
						copy = place_in_window(static_cast<std::size_t>(progress_.first_token));
					pass(event.offset + 1);
					if (copy)
						skip_copy_data(*copy);
				}
				// inside a statement, the text goes when the branch ends
			} else if (progress_.first_token < 0) {
				pass(event.offset + 1); // an empty statement
			} else {
				return take_statement(event.offset, event.offset + 1);
			}
			break;
		case Event::backslash: {
			Place const place = place_in_window(event.offset);
			bool const was_active = conditions_.active();
			Command command;
			try {
				command = Command::parse(std::string_view(window_).substr(event.offset), variables_, !was_active);
				if (meaning_of(command.name) == Meaning::condition)
					follow_condition(command, place);
			} catch (Error &error) {
				error.context = place.to_string();
				throw;
			}
			bool const is_condition = meaning_of(command.name) == Meaning::condition;
			if (conditions_.active())
				warn_of_ignored_arguments(command, place);
			if (was_active && meaning_of(command.name) == Meaning::plain) {
				replace(event.offset, 1, {});
				plain_.push_back(event.offset - begin_);
				break;
			}
			if (was_active && !conditions_.active()) { // from here on the text is not run
				in_statement = progress_.first_token >= 0;
				skip_begin = event.offset - begin_;
			}
			std::size_t const end = event.offset + command.length;
			if (!was_active && in_statement && is_condition && conditions_.active()) {
				replace(begin_ + skip_begin, end - begin_ - skip_begin, {});
			} else if (in_statement && !was_active) {
				; // goes with its branch
			} else if (progress_.first_token >= 0 && was_active) {
				replace(event.offset, command.length, {});
			} else {
				pass(end);
				scanner_ = nullptr;
				if (!was_active && command.name == "copy" && CopyCommand::reads_script(command.rest))
					skip_copy_data(place);
			}
			if (is_condition || !was_active)
				break;
			command_place_ = place;
			buffer_end_ = event.offset;
			return command;
		}
		case Event::end:
			if (conditions_.open()) {
				Error error(sqlstate::syntax_error, "unterminated \\if", {},
							"Each \\if needs its \\endif in the same file.");
				error.context = open_conditions_.back().to_string();
				throw error;
			}
			if (progress_.first_token < 0)
				return End{};
			return take_statement(window_.size(), window_.size());
		}
	}
}

// ---- COPY data ------------------------------------------------------------------------------------------------------

CopyData Script::copy_data() {
	give_back_lines(); // what stands behind the semicolon in the line of the COPY is read after the data
	return CopyData(reader_);
}

static Error unterminated_data(Place const &copy) {
	Error error(sqlstate::bad_copy_file_format, "unterminated COPY data", {},
				"A line that holds only \"\\.\" must end the data.");
	error.context = copy.to_string();
	return error;
}

// Goes on behind data that has been read. Its lines count, though they are not text of any statement.
bool Script::pass_lines(CopyData &data) {
	while (data.pass_over())
		pg::check_for_interrupts();
	if (progress_.first_token < 0) {
		line_ += data.lines();
	} else { // it stands inside a statement, behind its \copy
		auto const lines = static_cast<std::size_t>(data.lines());
		if (edits_.empty())
			source_ = window_.substr(begin_);
		source_.append(lines, '\n');
		edits_.push_back({window_.size() - begin_, lines, 0});
	}
	return data.terminated();
}

void Script::pass_copy_data(CopyData &data, Statement const &copy) {
	if (pass_lines(data))
		return;
	Error error = unterminated_data(place(copy));
	error.query = shown(copy.text);
	throw error;
}

// In a branch that is not taken.
void Script::skip_copy_data(Place const &copy) {
	CopyData data = copy_data();
	if (!pass_lines(data))
		throw unterminated_data(copy);
}

} // namespace confiture::script
