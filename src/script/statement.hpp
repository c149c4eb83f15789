// A statement of a file: its text as the server gets it, and how places in that text lead back into the file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace confiture::script {

// A piece of the file's text that was replaced: a variable by its value, a psql command by nothing. Edits do not
// overlap: what is replaced inside a value changes the edit that inserted it.
struct Edit {
	std::size_t at;       // in the text as it is after all edits
	std::size_t removed;  // bytes of the file
	std::size_t inserted; // bytes that stand there instead
};

// Where a byte of the edited text stood in the file's; inside a value, where the reference to it begins.
[[nodiscard]] inline std::size_t source_offset(std::vector<Edit> const &edits, std::size_t offset) {
	std::size_t result = offset;
	for (Edit const &edit : edits) {
		if (edit.at + edit.inserted <= offset)
			result += edit.removed - edit.inserted;
		else if (edit.at <= offset)
			result -= offset - edit.at;
	}
	return result;
}

struct Statement {
	std::string text;        // in the encoding of the database, from its first token, without the semicolon
	std::string source;      // the same in the file, where edits make it differ; otherwise empty
	std::vector<Edit> edits; // from left to right
	int line = 1;            // of its first token
	int column = 1;

	[[nodiscard]] std::string_view original() const { return edits.empty() ? text : source; }
};

} // namespace confiture::script
