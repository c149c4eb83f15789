// libFuzzer on masking labels: each is read or refused with a LabelError, and what is read is printed and read back
// equal.
//
//     clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -Isrc test/fuzz/mask_label.cpp src/mask/*.cpp
//     -lcrypto -o fuzz
//     ./fuzz -max_len=200 -dict=test/fuzz/mask_label.dict -max_total_time=60
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mask/label.hpp"

using namespace confiture::mask;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size) {
	std::string_view const label{reinterpret_cast<char const *>(data), size};
	try {
		Call const call = parse_column_label(label);
		std::string const printed = to_string(call);
		if (parse_column_label(printed) != call || to_string(parse_column_label(printed)) != printed)
			std::abort();
	} catch (LabelError const &error) {
		if (error.position < 1 || error.position > size + 1)
			std::abort();
	}
	try {
		TableRule const rule = parse_table_label(label);
		if (parse_table_label(to_string(rule)) != rule)
			std::abort();
	} catch (LabelError const &) {
	}
	return 0;
}
