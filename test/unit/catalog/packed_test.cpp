#include <gtest/gtest.h>

#include "catalog/packed.hpp"
#include "error.hpp"

namespace confiture::catalog {
namespace {

Snapshot sample() {
	Snapshot snapshot{150000, "a \"role\"", {}};
	Object table;
	table.kind = Kind::table;
	table.schema = "public";
	table.name = "t\n\x01é";
	table.identity = "public.t";
	table.owner = "bob";
	table.comment = std::string(300, 'c'); // longer than a length of one byte
	table.acl = {"=r/bob", "bob=arwdDxt/bob"};
	table.labels = {{"confiture", "email"}};
	table.attributes = {{"form", "plain"}, {"options", "fillfactor='70'"}};
	Object column;
	column.kind = Kind::column;
	column.schema = "public";
	column.name = "a";
	column.identity = "public.t.a";
	column.parent = 0;
	column.acl = {"=r/bob"};
	column.attributes = {{"form", std::string("\0x", 2)}, {"type", "integer"}};
	Object view;
	view.kind = Kind::view;
	view.identity = "public.v";
	view.depends = {0, 1};
	snapshot.objects = {table, column, view};
	return snapshot;
}

TEST(PackedSnapshot, comes_back_as_it_was) {
	EXPECT_EQ(from_packed(to_packed(sample())), sample());
	EXPECT_EQ(from_packed(to_packed({})), Snapshot{});
}

TEST(PackedSnapshot, is_refused_when_cut_anywhere) {
	std::string const packed = to_packed(sample());
	for (std::size_t size = 0; size < packed.size(); ++size)
		EXPECT_THROW((void) from_packed(std::string_view{packed}.substr(0, size)), Error) << size;
	EXPECT_THROW((void) from_packed(packed + '\0'), Error);
}

TEST(PackedSnapshot, is_read_or_refused_whatever_byte_is_damaged) {
	std::string const packed = to_packed(sample());
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
