#include "script/reader.hpp"

#include "error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace confiture::script {

static constexpr std::size_t block_bytes = 65536;

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

Reader::Descriptor::Descriptor(Descriptor &&other) noexcept : value_{std::exchange(other.value_, -1)} {}

Reader::Descriptor &Reader::Descriptor::operator=(Descriptor &&other) noexcept {
	std::swap(value_, other.value_);
	return *this;
}

Reader::Descriptor::~Descriptor() {
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
	struct stat status;
	if (fstat(file.get(), &status) == 0 && !S_ISREG(status.st_mode))
		throw Error(sqlstate::invalid_parameter_value, "\"" + name + "\" is not a regular file");
	return Reader(std::move(file), std::move(name), {});
}

Reader Reader::of_text(std::string text, std::string name) {
	return Reader(Descriptor(-1), std::move(name), std::move(text));
}

bool Reader::read_block() {
	if (file_.get() < 0)
		return false;
	std::size_t const had = ahead_.size();
	ahead_.resize(had + block_bytes);
	ssize_t const count = read(file_.get(), ahead_.data() + had, block_bytes);
	int const number = errno;
	ahead_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
	if (count < 0 && number != EINTR)
		throw Error(sqlstate::io_error, "could not read file \"" + name_ + "\": " + std::strerror(number));
	return count != 0;
}

std::string Reader::lines(std::size_t bytes) {
	while (ahead_.size() < bytes && read_block())
		;
	std::size_t end = ahead_.rfind('\n');
	while (end == std::string::npos) {
		std::size_t const searched = ahead_.size();
		if (!read_block())
			break;
		end = ahead_.find('\n', searched);
	}
	std::string result;
	if (end == std::string::npos || end + 1 == ahead_.size()) {
		result.swap(ahead_);
	} else {
		result = ahead_.substr(0, end + 1);
		ahead_.erase(0, end + 1);
	}
	taken_ += result.size();
	return result;
}

void Reader::put_back(std::string_view bytes) {
	ahead_.insert(0, bytes);
	taken_ -= bytes.size();
}

void Reader::skip_to(std::uint64_t offset) {
	if (file_.get() < 0) {
		ahead_.erase(0, offset);
	} else {
		ahead_.clear();
		if (lseek(file_.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
			throw Error(sqlstate::io_error, "could not seek in file \"" + name_ + "\": " + std::strerror(errno));
	}
	taken_ = offset;
}

} // namespace confiture::script
