#include "script/copy_data.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace confiture::script {

static constexpr std::size_t block_bytes = 65536;

// Where the line "\." begins in a block of lines, and where it ends.
static std::optional<std::pair<std::size_t, std::size_t>> find_end_of_data(std::string_view block) {
	for (std::size_t at = block.find("\\."); at != std::string_view::npos; at = block.find("\\.", at + 2)) {
		if (at > 0 && block[at - 1] != '\n')
			continue;
		std::string_view const rest = block.substr(at + 2);
		if (rest.empty() || rest == "\r")
			return std::pair{at, block.size()};
		if (rest.starts_with('\n'))
			return std::pair{at, at + 3};
		if (rest.starts_with("\r\n"))
			return std::pair{at, at + 4};
	}
	return {};
}

void CopyData::read_block() {
	block_ = reader_.lines(block_bytes);
	at_ = 0;
	limit_ = block_.size();
	std::size_t end_of_lines = block_.size();
	if (auto const end = find_end_of_data(block_)) {
		limit_ = end->first;
		end_of_lines = end->second;
		reader_.put_back(std::string_view(block_).substr(end_of_lines));
		ended_ = terminated_ = true;
	} else if (block_.empty()) {
		ended_ = true;
	}
	lines_ += static_cast<int>(std::count(block_.data(), block_.data() + end_of_lines, '\n'));
}

std::size_t CopyData::read(char *buffer, std::size_t size) {
	if (at_ == limit_ && !ended_)
		read_block();
	std::size_t const count = std::min(size, limit_ - at_);
	std::memcpy(buffer, block_.data() + at_, count);
	at_ += count;
	return count;
}

bool CopyData::pass_over() {
	at_ = limit_;
	if (!ended_)
		read_block();
	return !ended_;
}

} // namespace confiture::script
