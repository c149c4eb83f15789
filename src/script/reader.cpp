#include "script/reader.hpp"

#include "error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace confiture::script {

static constexpr std::size_t block_bytes = 65536;
static constexpr std::size_t least_block_bytes = 1024; // where a file's size is not known, or was wrong

static SqlState state_of_errno(int number) {
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return sqlstate::undefined_file;
	case EACCES:
	case EPERM:
		return sqlstate::insufficient_privilege;
	default:
		return sqlstate::io_error;
	}
}

Descriptor::Descriptor(Descriptor &&other) noexcept : value_{std::exchange(other.value_, -1)} {}

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept {
	std::swap(value_, other.value_);
	return *this;
}

Descriptor::~Descriptor() {
	if (value_ >= 0)
		close(value_);
}

Reader::Reader(Descriptor file, std::string name, std::string ahead)
	: file_{std::move(file)}, name_{std::move(name)}, ahead_{std::move(ahead)} {}

Reader Reader::of_file(std::string const &location, std::string name) {
	Descriptor file(open(location.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
	if (file.get() < 0) {
		int const number = errno;
		throw Error(state_of_errno(number), "could not open file \"" + name + "\": " + std::strerror(number));
	}
	Reader reader(std::move(file), std::move(name), {});
	reader.expect_regular_file();
	return reader;
}

std::optional<Reader> Reader::of_file_beneath(Descriptor const &folder, std::string const &path) {
	open_how how{};
	how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
	how.resolve = RESOLVE_BENEATH;
	Descriptor file(static_cast<int>(syscall(SYS_openat2, folder.get(), path.c_str(), &how, sizeof how)));
	if (file.get() < 0)
		return {};
	Reader reader(std::move(file), path, {});
	reader.expect_regular_file();
	return reader;
}

void Reader::expect_regular_file() {
	struct stat status;
	if (fstat(file_.get(), &status) != 0)
		return;
	if (!S_ISREG(status.st_mode))
		throw Error(sqlstate::invalid_parameter_value, "\"" + name_ + "\" is not a regular file");
	size_ = expected_ = static_cast<std::uint64_t>(status.st_size);
}

Reader Reader::of_text(std::string text, std::string name) {
	Reader reader(Descriptor(-1), std::move(name), std::move(text));
	reader.size_ = reader.ahead_.size();
	return reader;
}

bool Reader::read_block() {
	if (file_.get() < 0 || at_end_)
		return false;
	std::size_t const had = ahead_.size();
	std::size_t const wanted = std::clamp<std::uint64_t>(expected_ + 1, least_block_bytes, block_bytes);
	ahead_.resize(had + wanted);
	ssize_t const count = read(file_.get(), ahead_.data() + had, wanted);
	int const number = errno;
	expected_ -= std::min<std::uint64_t>(expected_, static_cast<std::uint64_t>(std::max<ssize_t>(count, 0)));
	ahead_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
	if (count < 0 && number != EINTR)
		throw Error(sqlstate::io_error, "could not read file \"" + name_ + "\": " + std::strerror(number));
	at_end_ = count == 0;
	return !at_end_;
}

// Gives out what is ahead up to there. A text stays whole, since taking its start away would move all of it each time.
std::string Reader::take(std::size_t end) {
	std::string result;
	if (end == ahead_.size() && at_ == 0) {
		result.swap(ahead_);
	} else {
		result = ahead_.substr(at_, end - at_);
		at_ = end;
	}
	if (file_.get() >= 0) {
		ahead_.erase(0, at_);
		at_ = 0;
	}
	taken_ += result.size();
	return result;
}

std::string Reader::lines(std::size_t bytes) {
	while (ahead_.size() - at_ < bytes && read_block())
		;
	auto const ahead = [&] { return std::string_view(ahead_).substr(at_); };
	std::size_t newline = ahead().substr(0, bytes).rfind('\n');
	std::size_t searched = bytes;
	while (newline == std::string_view::npos) { // a longer line
		newline = ahead().find('\n', searched);
		searched = ahead().size();
		if (newline == std::string_view::npos && !read_block())
			return take(ahead_.size());
	}
	return take(at_ + newline + 1);
}

std::string Reader::bytes(std::size_t most) {
	while (ahead_.size() == at_ && read_block())
		;
	return take(at_ + std::min(most, ahead_.size() - at_));
}

void Reader::put_back(std::string_view bytes) {
	std::size_t const over = std::min(at_, bytes.size()); // what was taken from a text is still there
	ahead_.replace(at_ - over, over, bytes);
	at_ -= over;
	taken_ -= bytes.size();
}

void Reader::skip_to(std::uint64_t offset) {
	if (file_.get() < 0) {
		std::uint64_t const start = taken_ - at_; // of what is ahead
		at_ = std::min<std::size_t>(offset - start, ahead_.size());
	} else {
		ahead_.clear();
		at_end_ = false;
		if (lseek(file_.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
			throw Error(sqlstate::io_error, "could not seek in file \"" + name_ + "\": " + std::strerror(errno));
	}
	taken_ = offset;
}

} // namespace confiture::script
