#include <gtest/gtest.h>

#include "catalog/json.hpp"
#include "catalog/read.hpp"
#include "error.hpp"
#include "sample.hpp"

namespace confiture::catalog {
namespace {

TEST(SnapshotJson, comes_back_as_it_was) {
	Snapshot const snapshot = sample();
	std::string const text = to_json(snapshot);
	EXPECT_EQ(from_json(text), snapshot);
	EXPECT_EQ(to_json(from_json(text)), text);
}

TEST(SnapshotJson, reads_escapes_of_other_writers) {
	Snapshot const snapshot = from_json(
		R"({"objects": [{"name": "\u00e9\ud83d\ude00\/", "kind": "schema", "identity": "x"}], "format": 1, "role": "r", "server_version": 1})");
	EXPECT_EQ(snapshot.objects.at(0).name, "é😀/");
}

TEST(SnapshotJson, refuses_what_is_no_snapshot) {
	for (char const *text :
		 {"", "{", "[]", R"({"format": 2})", R"({"format": 1} x)", R"({"objects": [{"kind": "nothing"}]})",
		  R"({"objects": [{"kind": "table", "identity": "t", "depends": ["table u"]}]})", R"({"role": "\x"})"})
		EXPECT_THROW((void) from_json(text), Error) << text;
}

TEST(Snapshot, without_an_object_loses_its_parts_and_dependencies_on_it) {
	Snapshot const snapshot = sample();
	std::vector<bool> out(snapshot.objects.size());
	out[Index{snapshot}.find(Kind::table, "public.t")] = true;
	Snapshot const rest = without(snapshot, out);
	ASSERT_EQ(rest.objects.size(), 1u);
	EXPECT_EQ(rest.objects[0].identity, "public.v");
	EXPECT_TRUE(rest.objects[0].depends.empty());
}

TEST(ArrayElements, are_unquoted) {
	EXPECT_EQ(array_elements("{}"), std::vector<std::string>{});
	EXPECT_EQ(array_elements(R"({a=r/b,"\"x y\"=r/b"})"), (std::vector<std::string>{"a=r/b", "\"x y\"=r/b"}));
}

} // namespace
} // namespace confiture::catalog
