// The words that fakes are made of: first names, last names, streets, cities… by locale, as the table
// confiture.dictionary(locale, kind, value) holds them, read once into memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace confiture::mask {

// Words in one arena; a word is found by its number without a comparison.
class Dictionary {
public:
	void add(std::string_view word);
	[[nodiscard]] std::size_t size() const { return ends_.size(); }
	[[nodiscard]] bool empty() const { return ends_.empty(); }
	[[nodiscard]] std::string_view operator[](std::size_t i) const {
		std::uint32_t const start = i == 0 ? 0 : ends_[i - 1];
		return std::string_view{arena_}.substr(start, ends_[i] - start);
	}

private:
	std::string arena_;
	std::vector<std::uint32_t> ends_;
};

class Dictionaries {
public:
	// In any order; words of one dictionary keep theirs, and with it fakes keep theirs: feed them sorted.
	void add(std::string_view locale, std::string_view kind, std::string_view word);
	// Lines of `kind<TAB>word, word, …`, the form of src/mask/dictionary/<locale>.tsv; empty lines and # comments are
	// skipped.
	void add_lines(std::string_view locale, std::string_view lines);

	// An Error that lists the locales or kinds there are, if there is no such dictionary.
	[[nodiscard]] Dictionary const &get(std::string_view locale, std::string_view kind) const;
	[[nodiscard]] Dictionary const *find(std::string_view locale, std::string_view kind) const;
	[[nodiscard]] std::vector<std::string> locales() const;

private:
	std::map<std::string, std::map<std::string, Dictionary, std::less<>>, std::less<>> locales_;
};

} // namespace confiture::mask
