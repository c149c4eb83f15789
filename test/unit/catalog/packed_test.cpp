#include <gtest/gtest.h>

#include "catalog/packed.hpp"
#include "error.hpp"
#include "sample.hpp"

namespace confiture::catalog {
namespace {

Snapshot long_sample() {
	Snapshot snapshot = sample();
	snapshot.objects.front().comment = std::string(300, 'c'); // longer than a length of one byte
	snapshot.objects.back().acl = snapshot.objects.front().acl = {"=r/bob"};
	snapshot.objects.back().set("definition", std::string("\0x", 2));
	return snapshot;
}

TEST(PackedSnapshot, comes_back_as_it_was) {
	EXPECT_EQ(from_packed(to_packed(long_sample())), long_sample());
	EXPECT_EQ(from_packed(to_packed({})), Snapshot{});
}

TEST(PackedSnapshot, is_refused_when_cut_anywhere) {
	std::string const packed = to_packed(long_sample());
	for (std::size_t size = 0; size < packed.size(); ++size)
		EXPECT_THROW((void) from_packed(std::string_view{packed}.substr(0, size)), Error) << size;
	EXPECT_THROW((void) from_packed(packed + '\0'), Error);
}

TEST(PackedSnapshot, is_read_or_refused_whatever_byte_is_damaged) {
	std::string const packed = to_packed(long_sample());
	for (std::size_t at = 0; at < packed.size(); ++at)
		for (char const byte : {'\x00', '\x7f', '\xff'}) {
			std::string damaged = packed;
			damaged[at] = byte;
			try {
				for (Object const &object : from_packed(damaged).objects)
					EXPECT_LE(object.depends.size(), damaged.size());
			} catch (Error const &) {
			}
		}
}

} // namespace
} // namespace confiture::catalog
