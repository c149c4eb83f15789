#include "script/copy_command.hpp"

#include "error.hpp"

#include <algorithm>
#include <cctype>

namespace confiture::script {

static bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

static bool equals(std::string_view word, std::string_view lower) {
	return std::ranges::equal(word, lower, [](unsigned char l, unsigned char r) { return std::tolower(l) == r; });
}

// Where the word, quoted name or parenthesis that starts here ends.
static std::size_t end_of_token(std::string_view text, std::size_t at) {
	auto const past = [&](std::size_t closing) { return std::min(closing, text.size() - 1) + 1; };
	if (char const quote = text[at]; quote == '"' || quote == '\'') {
		std::size_t closing = text.find(quote, at + 1);
		while (closing != std::string_view::npos && text.substr(closing + 1).starts_with(quote)) // doubled: one of it
			closing = text.find(quote, closing + 2);
		return past(closing);
	}
	if (text[at] == '(') {
		int depth = 0;
		do {
			if (text[at] == '(')
				++depth;
			else if (text[at] == ')')
				--depth;
			at = text[at] == '"' || text[at] == '\'' ? end_of_token(text, at) : at + 1;
		} while (depth > 0 && at < text.size());
		return at;
	}
	while (at < text.size() && !is_blank(text[at]) && text[at] != '(' && text[at] != '"' && text[at] != '\'')
		++at;
	return at;
}

CopyCommand CopyCommand::parse(std::string_view text) {
	std::size_t at = 0;
	auto const skip_blanks = [&] {
		while (at < text.size() && is_blank(text[at]))
			++at;
	};
	auto const next = [&] {
		skip_blanks();
		std::size_t const start = at;
		if (at < text.size())
			at = end_of_token(text, at);
		return text.substr(start, at - start);
	};
	while (true) {
		std::string_view const word = next();
		if (word.empty())
			throw Error(sqlstate::syntax_error, "\\copy lacks FROM");
		if (equals(word, "to"))
			throw Error(sqlstate::feature_not_supported, "\\copy ... to is not supported in a build");
		if (equals(word, "from"))
			break;
	}
	std::string_view const target = text.substr(0, at); // up to and with FROM
	std::string_view const source = next();
	if (source.empty())
		throw Error(sqlstate::syntax_error, "\\copy lacks a file name");
	if (equals(source, "program"))
		throw Error(sqlstate::insufficient_privilege, "\\copy ... from program is not allowed in a build",
					"Nothing in a tree of SQL files may run a program.");

	CopyCommand command;
	command.statement = "COPY" + std::string(target) + " STDIN" + std::string(text.substr(at));
	while (!command.statement.empty() && (is_blank(command.statement.back()) || command.statement.back() == ';'))
		command.statement.pop_back();
	if (source.front() == '\'') {
		std::string_view const inner = source.substr(1, source.size() - (source.size() > 1 ? 2 : 1));
		for (std::size_t i = 0; i < inner.size(); ++i) {
			command.file += inner[i];
			if (inner[i] == '\'' && i + 1 < inner.size() && inner[i + 1] == '\'')
				++i;
		}
	} else if (equals(source, "pstdin")) {
		throw Error(sqlstate::feature_not_supported, "\\copy ... from pstdin is not supported in a build", {},
					"A build has no standard input; data in the script comes from stdin.");
	} else if (!equals(source, "stdin")) {
		command.file = source;
	}
	return command;
}

bool CopyCommand::reads_script(std::string_view text) {
	try {
		return parse(text).file.empty();
	} catch (Error const &) {
		return false;
	}
}

} // namespace confiture::script
