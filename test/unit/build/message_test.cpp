#include "build/message.hpp"

#include "error.hpp"

#include <gtest/gtest.h>

namespace confiture::build {
namespace {

using Fields = std::vector<std::string>;

TEST(Message, comes_back_as_it_went) {
	std::string every_byte;
	for (int byte = 0; byte < 256; ++byte)
		every_byte += static_cast<char>(byte);
	for (Fields const &fields : {Fields{}, Fields{""}, Fields{"", ""}, Fields{"a"}, Fields{"3:abc", ":", "1:", "0"},
								 Fields{every_byte, every_byte}, Fields{std::string(1000000, 'x'), "y"}})
		EXPECT_EQ(unpack(pack(fields)), fields);
}

TEST(Message, that_is_damaged_is_an_error) {
	for (std::string const damaged : {"x", "3", "3:", "3:ab", ":", ":a", "-1:a", " 1:a", "+1:a", "1x:a", "1:ab",
									  "99999999999999999999999:a", "18446744073709551615:a", "18446744073709551614:a"})
		EXPECT_THROW((void) unpack(damaged), Error) << damaged;
}

TEST(Message, cut_anywhere_but_between_fields_is_an_error) {
	std::string const packed = pack(Fields{"first", "second: 2", std::string(20, 'x')});
	int whole = 0;
	for (std::size_t size = 0; size < packed.size(); ++size) {
		try {
			Fields const fields = unpack(std::string_view(packed).substr(0, size));
			EXPECT_EQ(pack(fields), packed.substr(0, size));
			++whole;
		} catch (Error const &error) {
			EXPECT_EQ(error.message, "message between processes is damaged");
		}
	}
	EXPECT_EQ(whole, 3); // nothing, one field, two fields
}

} // namespace
} // namespace confiture::build
