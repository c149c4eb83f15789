// A statement of a file: its text as the server gets it, and how places in that text lead back into the file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace confiture::script {

// A piece of the file's text that was replaced: a variable by its value, a psql command by nothing.
struct Edit {
	std::size_t at;       // in the text as it is after this edit
	std::size_t removed;  // bytes of the file
	std::size_t inserted; // bytes that stand there instead
	std::string variable; // the variable that was replaced, if one was
};

struct Statement {
	std::string text;        // in the encoding of the database, from its first token, without the semicolon
	std::string source;      // the same in the file, where edits make it differ; otherwise empty
	std::vector<Edit> edits; // from left to right
	int line = 1;            // of its first token
	int column = 1;

	// Where a byte of the text stood in source.
	[[nodiscard]] std::size_t source_offset(std::size_t offset) const {
		std::size_t result = offset;
		for (Edit const &edit : edits) {
			if (edit.at + edit.inserted <= offset)
				result += edit.removed - edit.inserted;
			else if (edit.at <= offset)
				result -= offset - edit.at; // inside what was inserted: where the reference to it begins
		}
		return result;
	}
	[[nodiscard]] std::string_view original() const { return edits.empty() ? text : source; }
};

} // namespace confiture::script
