// A psql command in a script: "\set name 'value'", and which of them mean something here.
#pragma once

#include "script/variables.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace confiture::script {

struct Command {
	std::string name;                   // without the backslash
	std::vector<std::string> arguments; // unquoted, variables replaced
	std::string rest;                   // all after the name, as it stands in the line
	std::vector<std::size_t> starts;    // of the arguments, in "rest"
	std::size_t length;                 // bytes from the backslash to the end of the line, or to the next command

	// Parses the command at the start of a line, which begins with the backslash. Backquotes are refused. Where
	// "inactive" (in a branch of \if that is not taken), nothing is replaced or refused.
	[[nodiscard]] static Command parse(std::string_view line, Variables const &variables, bool inactive = false);

	// The text behind the arguments that the command takes; as in psql, it means nothing.
	[[nodiscard]] std::string ignored_arguments() const;
};

// What a build does about a command.
enum class Meaning {
	ignore,        // settings of psql's display: \pset, \timing, ...
	print,         // \echo, \qecho, \warn
	set,           // \set
	unset,         // \unset
	include,       // \i, \include: relative to the root
	include_here,  // \ir, \include_relative: relative to the file
	encoding,      // \encoding
	connect,       // \c, \connect: to the same database only
	forbid,        // \restrict: no command until \unrestrict with the same key
	allow,         // \unrestrict
	copy,          // \copy ... from
	execute,       // \g, \gx: as a semicolon
	store,         // \gset
	execute_cells, // \gexec
	clear_buffer,  // \r, \reset
	quit,          // \q, \quit: the rest of the file is not run
	condition,     // \if, \elif, \else, \endif
	plain,         // \; and \: : the character without its meaning to psql
	refuse_shell,  // \!, \setenv, \getenv, ...: they reach outside the server
	refuse,        // all else
};

[[nodiscard]] Meaning meaning_of(std::string_view command);

} // namespace confiture::script
