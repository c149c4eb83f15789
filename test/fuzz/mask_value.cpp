// libFuzzer on the masks of text: whatever the bytes, a mask gives a text that is valid UTF-8 where the value was, the
// same again, and no longer than the column takes.
//
//     clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -Isrc test/fuzz/mask_value.cpp src/mask/*.cpp
//     -lcrypto -o fuzz
//     ./fuzz -max_len=200 -max_total_time=60
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "mask/detect.hpp"
#include "mask/mask.hpp"
#include "mask/utf8.hpp"

using namespace confiture::mask;

namespace {

bool valid(std::string_view text) {
	while (!text.empty())
		if (utf8::take(text) >= utf8::invalid)
			return false;
	return true;
}

struct Masks {
	Dictionaries dictionaries;
	Keys keys{Secret{std::vector<unsigned char>(32, 7)}};
	std::vector<std::unique_ptr<Mask>> limited, unique;

	Masks() {
		dictionaries.add_lines("en",
							   "first_name\tEmma, Zoë\nlast_name\tSmith, O'Neill\nstreet\tHigh Street\ncity\tYork\n"
							   "country\tItaly\ncompany\tLtd");
		for (Strategy const &strategy : strategies()) {
			if (strategy.floor != Floor::plain || !strategy.types.has(Type::text) || strategy.name == "keep" ||
				strategy.name == "fpe" || strategy.name == "encrypt")
				continue;
			Call const call = parse_column_label(strategy.name);
			limited.push_back(compile(call, {.max_length = 70}, {keys, dictionaries}));
			unique.push_back(compile(call, {.unique = true}, {keys, dictionaries}));
		}
	}
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size) {
	static Masks const masks;
	static Detector const detector{masks.dictionaries};
	std::string_view const value{reinterpret_cast<char const *>(data), size};
	bool const was_valid = valid(value);
	std::string once, again;
	for (auto const *const all : {&masks.limited, &masks.unique})
		for (auto const &mask : *all) {
			once.clear();
			again.clear();
			mask->text(value, {}, once);
			mask->text(value, {}, again);
			if (once != again || (was_valid && !valid(once)) || (all == &masks.limited && utf8::length(once) > 70))
				std::abort();
		}
	std::string_view const samples[] = {value, value, "x"};
	(void) detector.detect({value, value, Type::text, samples});
	return 0;
}
