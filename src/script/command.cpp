#include "script/command.hpp"

#include "error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <strings.h>

namespace confiture::script {

static constexpr std::string_view blank = " \t\r\n\f\v";

static bool is_blank(char c) { return blank.find(c) != std::string_view::npos; }

// The rest of a command's line belongs to it whole, backslashes and quotes included.
static bool takes_whole_line(std::string_view name) { return name == "copy" || name == "!"; }

// One psql escape in a single-quoted argument, at text[i] == '\\': the byte it stands for; moves i to its last byte.
static char escaped(std::string_view text, std::size_t &i) {
	if (i + 1 >= text.size())
		return '\\';
	char const c = text[++i];
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case 'r':
		return '\r';
	case 'f':
		return '\f';
	default:
		break;
	}
	int value = 0;
	auto const digits = [&](std::size_t most, int base, std::size_t start) {
		std::size_t end = start;
		while (end < text.size() && end - start < most && std::isxdigit(static_cast<unsigned char>(text[end])) &&
			   (base == 16 || (text[end] >= '0' && text[end] <= '7'))) {
			value = value * base + std::stoi(std::string(1, text[end]), nullptr, 16);
			++end;
		}
		return end;
	};
	if (c == 'x') {
		std::size_t const end = digits(2, 16, i + 1);
		bool const has_digits = end > i + 1;
		i = end - 1;
		return has_digits ? static_cast<char>(value) : c;
	}
	if (c >= '0' && c <= '7') {
		std::size_t const end = digits(3, 8, i);
		i = end - 1;
		return static_cast<char>(value);
	}
	return c;
}

Command Command::parse(std::string_view line, Variables const &variables, bool inactive) {
	line = line.substr(0, line.find('\n'));
	Command command;
	std::size_t at = 1;
	if (at < line.size() && std::string_view("!;:?").find(line[at]) != std::string_view::npos)
		++at;
	else
		while (at < line.size() && !is_blank(line[at]) && line[at] != '\\')
			++at;
	command.name = line.substr(1, at - 1);
	if (strcasecmp(command.name.c_str(), "copy") == 0)
		command.name = "copy"; // the one command that psql takes in any case
	if (takes_whole_line(command.name)) {
		command.rest = line.substr(at);
		command.length = line.size();
		return command;
	}
	if (meaning_of(command.name) == Meaning::plain) {
		command.length = at;
		return command;
	}

	std::size_t const rest_start = at;
	while (true) {
		while (at < line.size() && is_blank(line[at]))
			++at;
		if (at >= line.size() || line[at] == '\\')
			break;
		command.starts.push_back(at - rest_start);
		std::string argument;
		for (; at < line.size() && !is_blank(line[at]) && line[at] != '\\'; ++at) {
			char const c = line[at];
			if (c == '\'') {
				std::size_t i = at + 1;
				for (; i < line.size(); ++i) {
					if (line[i] == '\\')
						argument += escaped(line, i);
					else if (line[i] == '\'' && i + 1 < line.size() && line[i + 1] == '\'')
						argument += line[i++];
					else if (line[i] == '\'')
						break;
					else
						argument += line[i];
				}
				if (i >= line.size() && !inactive)
					throw Error(sqlstate::syntax_error, "unterminated quoted string in \\" + command.name);
				at = std::min(i, line.size() - 1);
			} else if (c == '"') {
				std::size_t const end = line.find('"', at + 1);
				if (end == std::string_view::npos && !inactive)
					throw Error(sqlstate::syntax_error, "unterminated quoted string in \\" + command.name);
				std::size_t const last = std::min(end, line.size() - 1);
				argument += line.substr(at, last + 1 - at); // psql keeps these quotes
				at = last;
			} else if (c == '`' && !inactive) {
				throw Error(sqlstate::insufficient_privilege, "backquoted shell command is not allowed",
							"Nothing in a tree of SQL files may run a program.");
			} else if (std::optional<Reference> const reference =
						   c == ':' ? Reference::at(line.substr(at)) : std::nullopt) {
				argument += reference->value(variables).value_or(std::string(line.substr(at, reference->length)));
				at += reference->length - 1;
			} else {
				argument += c;
			}
		}
		command.arguments.push_back(std::move(argument));
	}
	command.rest = line.substr(rest_start, at - rest_start);
	command.length = line.substr(at).starts_with("\\\\") ? at + 2 : at;
	return command;
}

namespace {

constexpr std::size_t any_number = std::string_view::npos;

struct Entry {
	std::string_view name;
	Meaning meaning;
	std::size_t most_arguments; // that it looks at
};

constexpr std::array entries{
	Entry{"a", Meaning::ignore, 0},
	Entry{"C", Meaning::ignore, 1},
	Entry{"errverbose", Meaning::ignore, 0},
	Entry{"f", Meaning::ignore, 1},
	Entry{"H", Meaning::ignore, 0},
	Entry{"html", Meaning::ignore, 0},
	Entry{"pset", Meaning::ignore, 2},
	Entry{"t", Meaning::ignore, 1},
	Entry{"T", Meaning::ignore, 1},
	Entry{"timing", Meaning::ignore, 1},
	Entry{"x", Meaning::ignore, 1},
	Entry{"echo", Meaning::print, any_number},
	Entry{"qecho", Meaning::print, any_number},
	Entry{"warn", Meaning::print, any_number},
	Entry{"set", Meaning::set, any_number},
	Entry{"unset", Meaning::unset, 1},
	Entry{"i", Meaning::include, 1},
	Entry{"include", Meaning::include, 1},
	Entry{"ir", Meaning::include_here, 1},
	Entry{"include_relative", Meaning::include_here, 1},
	Entry{"encoding", Meaning::encoding, 1},
	Entry{"c", Meaning::connect, 5}, // -reuse-previous, database, role, host, port
	Entry{"connect", Meaning::connect, 5},
	Entry{"restrict", Meaning::forbid, 1},
	Entry{"unrestrict", Meaning::allow, 1},
	Entry{"copy", Meaning::copy, any_number},
	Entry{"g", Meaning::execute, any_number},
	Entry{"gx", Meaning::execute, any_number},
	Entry{"gset", Meaning::store, 1},
	Entry{"gexec", Meaning::execute_cells, 0},
	Entry{"r", Meaning::clear_buffer, 0},
	Entry{"reset", Meaning::clear_buffer, 0},
	Entry{"q", Meaning::quit, 0},
	Entry{"quit", Meaning::quit, 0},
	Entry{"if", Meaning::condition, any_number},
	Entry{"elif", Meaning::condition, any_number},
	Entry{"else", Meaning::condition, 0},
	Entry{"endif", Meaning::condition, 0},
	Entry{";", Meaning::plain, any_number},
	Entry{":", Meaning::plain, any_number},
	Entry{"!", Meaning::refuse_shell, any_number},
	Entry{"setenv", Meaning::refuse_shell, any_number},
	Entry{"getenv", Meaning::refuse_shell, any_number},
	Entry{"cd", Meaning::refuse_shell, any_number},
	Entry{"o", Meaning::refuse_shell, any_number},
	Entry{"out", Meaning::refuse_shell, any_number},
	Entry{"w", Meaning::refuse_shell, any_number},
	Entry{"write", Meaning::refuse_shell, any_number},
	Entry{"s", Meaning::refuse_shell, any_number},
};

Entry const *find_entry(std::string_view command) {
	auto const *const found = std::ranges::find(entries, command, &Entry::name);
	return found == entries.end() ? nullptr : found;
}

} // namespace

Meaning meaning_of(std::string_view command) {
	Entry const *const entry = find_entry(command);
	return entry == nullptr ? Meaning::refuse : entry->meaning;
}

std::string Command::ignored_arguments() const {
	Entry const *const entry = find_entry(name);
	if (entry == nullptr || entry->most_arguments >= starts.size())
		return {};
	std::string const ignored = rest.substr(starts[entry->most_arguments]);
	return ignored.substr(0, ignored.find_last_not_of(blank) + 1);
}

} // namespace confiture::script
