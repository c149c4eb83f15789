// The data behind a COPY ... FROM stdin in a file: bytes up to the line "\.", read in blocks.
#pragma once

#include "script/reader.hpp"

namespace confiture::script {

class CopyData {
	Reader &reader_; // stands at the first line of the data, and behind "\." in the end
	std::string block_;
	std::size_t at_ = 0;
	std::size_t limit_ = 0;
	int lines_ = 0;
	bool ended_ = false;
	bool terminated_ = false;

	void read_block();

public:
	explicit CopyData(Reader &reader) : reader_{reader} {}

	// Gives 0 at the end.
	[[nodiscard]] std::size_t read(char *buffer, std::size_t size);

	// Passes over the next block of what was not read; false at the end.
	bool pass_over();

	// Whether "\." came, and not just the end of the file.
	[[nodiscard]] bool terminated() const noexcept { return terminated_; }
	// Lines read so far, that of "\." among them.
	[[nodiscard]] int lines() const noexcept { return lines_; }
};

} // namespace confiture::script
