// What the tests of masks share: one secret, the dictionaries of the repository, and masks by their labels.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>

#include <regex.h>

#include <gtest/gtest.h>

#include "mask/mask.hpp"
#include "mask/utf8.hpp"

namespace confiture::mask {

inline std::string read_file(std::filesystem::path const &path) {
	std::ifstream file{path};
	EXPECT_TRUE(file) << path;
	std::ostringstream text;
	text << file.rdbuf();
	return text.str();
}

inline std::filesystem::path repository() { return std::filesystem::path{__FILE__}.parent_path() / "../../.."; }

inline Dictionaries const &dictionaries() {
	static Dictionaries const all = [] {
		Dictionaries result;
		for (char const *const locale : {"de", "en", "es", "fr", "it"})
			result.add_lines(locale, read_file(repository() / "src/mask/dictionary" / (std::string{locale} + ".tsv")));
		return result;
	}();
	return all;
}

inline Secret secret(char fill = 7) {
	std::string const bytes(32, fill);
	return Secret{{reinterpret_cast<unsigned char const *>(bytes.data()), bytes.size()}};
}

inline Keys const &keys() {
	static Keys const all{secret()};
	return all;
}

inline std::unique_ptr<Mask> mask_of(std::string_view label, Target const &target = {}, Keys const &under = keys()) {
	return compile(parse_column_label(label, target.type), target, {under, dictionaries()});
}

inline std::string masked(Mask const &mask, std::string_view value, Row const &row = {}) {
	std::string out;
	mask.text(value, row, out);
	return out;
}

inline std::string masked(std::string_view label, std::string_view value, Target const &target = {},
						  Row const &row = {}) {
	return masked(*mask_of(label, target), value, row);
}

inline std::string revealed(Mask const &mask, std::string_view value) {
	std::string out;
	mask.reveal(value, out);
	return out;
}

// The error that a body throws, as a message with detail and hint; empty if none.
template <typename Body>
std::string error_of(Body &&body) {
	try {
		body();
	} catch (Error const &error) {
		return error.message + "|" + error.detail + "|" + error.hint + "|" + error.context;
	}
	return {};
}

// Whether a text as a whole has the form of a POSIX extended regular expression.
inline bool matches(std::string const &text, std::string const &pattern) {
	regex_t compiled;
	EXPECT_EQ(regcomp(&compiled, ("^(" + pattern + ")$").c_str(), REG_EXTENDED | REG_NOSUB), 0) << pattern;
	bool const found = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
	regfree(&compiled);
	return found;
}

inline bool valid_utf8(std::string_view text) {
	while (!text.empty())
		if (utf8::take(text) >= utf8::invalid)
			return false;
	return true;
}

// Random texts, the same in every run.
struct Random {
	std::mt19937_64 engine{42};

	std::uint64_t below(std::uint64_t size) { return engine() % size; }
	std::string from(std::string_view characters, std::size_t size) {
		std::string text;
		while (size-- > 0)
			text.push_back(characters[below(characters.size())]);
		return text;
	}
	std::string digits(std::size_t size) { return from("0123456789", size); }
	std::string letters(std::size_t size) { return from("abcdefghijklmnopqrstuvwxyz", size); }
	std::string bytes(std::size_t size) {
		std::string text;
		while (size-- > 0)
			text.push_back(static_cast<char>(below(256)));
		return text;
	}
};

} // namespace confiture::mask
