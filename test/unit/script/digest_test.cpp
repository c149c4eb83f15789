#include "script/digest.hpp"

#include <gtest/gtest.h>

namespace confiture::script {
namespace {

std::string digest_of(std::string_view text) {
	Digest digest;
	digest.add(text);
	return digest.hex();
}

// The examples of FIPS 180-2 and of NIST's "Cryptographic Standards: Examples with Intermediate Values".
TEST(Digest, is_sha_256) {
	EXPECT_EQ(digest_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	EXPECT_EQ(digest_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	EXPECT_EQ(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
			  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	EXPECT_EQ(
		digest_of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
				  "mnopqrstnopqrstu"),
		"cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
	EXPECT_EQ(digest_of(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, may_be_fed_in_pieces) {
	Digest digest;
	for (int i = 0; i < 1000; ++i)
		digest.add(std::string(1000, 'a'));
	digest.add("");
	EXPECT_EQ(digest.hex(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, tells_lists_of_fields_apart) {
	auto const of_fields = [](std::initializer_list<std::string_view> fields) {
		Digest digest;
		for (std::string_view const field : fields)
			digest.add_field(field);
		return digest.hex();
	};
	EXPECT_EQ(of_fields({"ab", "c"}), of_fields({"ab", "c"}));
	EXPECT_NE(of_fields({"ab", "c"}), of_fields({"a", "bc"}));
	EXPECT_NE(of_fields({"abc"}), of_fields({"abc", ""}));
	EXPECT_NE(of_fields({"", "abc"}), of_fields({"abc", ""}));
	EXPECT_NE(of_fields({"1:a"}), of_fields({"a"}));
	EXPECT_NE(of_fields({"a1:b"}), of_fields({"a", "b"}));
}

} // namespace
} // namespace confiture::script
