// A file or a text, read front to back in blocks of whole lines, as raw bytes; what was read too far can be put back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace confiture::script {

class Descriptor { // of an open file or folder; -1 for none
	int value_;

public:
	explicit Descriptor(int value) noexcept : value_{value} {}
	Descriptor(Descriptor &&other) noexcept;
	Descriptor &operator=(Descriptor &&other) noexcept;
	~Descriptor();
	[[nodiscard]] int get() const noexcept { return value_; }
};

class Reader {
	Descriptor file_;
	std::string name_;
	std::uint64_t size_ = 0;
	std::uint64_t expected_ = 0; // bytes that are still to be read, if the file has kept its size
	bool at_end_ = false;
	std::string ahead_; // from at_ on: read, but not yet asked for
	std::size_t at_ = 0;
	std::uint64_t taken_ = 0;

	bool read_block();
	[[nodiscard]] std::string take(std::size_t end);

public:
	// Opens a file; "name" is what messages call it.
	[[nodiscard]] static Reader of_file(std::string const &location, std::string name);
	// Opens a file below a folder that is open, by its relative path; nothing where that fails, be it that the path or
	// a link in it leaves the folder.
	[[nodiscard]] static std::optional<Reader> of_file_beneath(Descriptor const &folder, std::string const &path);
	[[nodiscard]] static Reader of_text(std::string text, std::string name);

	// The next lines, as many as "bytes" holds, but at least one; empty at the end. Only the last line of the file may
	// lack its newline.
	[[nodiscard]] std::string lines(std::size_t bytes);

	// The next bytes, at most so many, whatever the lines; empty at the end.
	[[nodiscard]] std::string bytes(std::size_t most);

	// Puts back what a call of lines gave, or its end.
	void put_back(std::string_view bytes);

	// Goes on at a byte of the file that "offset" has told of a reader of it; never back.
	void skip_to(std::uint64_t offset);

	[[nodiscard]] bool is_text() const noexcept { return file_.get() < 0; }

	// Of the whole file when it was opened, or of the text.
	[[nodiscard]] std::uint64_t size() const noexcept { return size_; }

	// How many bytes were given out and not put back.
	[[nodiscard]] std::uint64_t offset() const noexcept { return taken_; }

private:
	Reader(Descriptor file, std::string name, std::string ahead);
	void expect_regular_file();
};

} // namespace confiture::script
