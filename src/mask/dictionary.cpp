#include "mask/dictionary.hpp"

#include "error.hpp"

namespace confiture::mask {

void Dictionary::add(std::string_view word) {
	arena_.append(word);
	ends_.push_back(static_cast<std::uint32_t>(arena_.size()));
}

void Dictionaries::add(std::string_view locale, std::string_view kind, std::string_view word) {
	locales_[std::string{locale}][std::string{kind}].add(word);
}

void Dictionaries::add_lines(std::string_view locale, std::string_view lines) {
	while (!lines.empty()) {
		std::size_t const end = std::min(lines.find('\n'), lines.size());
		std::string_view const line = lines.substr(0, end);
		lines.remove_prefix(std::min(end + 1, lines.size()));
		std::size_t const tab = line.find('\t');
		if (line.starts_with('#') || tab == std::string_view::npos)
			continue;
		for (std::string_view words = line.substr(tab + 1); !words.empty();) {
			std::size_t const comma = std::min(words.find(','), words.size());
			std::string_view word = words.substr(0, comma);
			words.remove_prefix(std::min(comma + 1, words.size()));
			while (word.starts_with(' '))
				word.remove_prefix(1);
			if (!word.empty())
				add(locale, line.substr(0, tab), word);
		}
	}
}

Dictionary const *Dictionaries::find(std::string_view locale, std::string_view kind) const {
	auto const kinds = locales_.find(locale);
	if (kinds == locales_.end())
		return nullptr;
	auto const dictionary = kinds->second.find(kind);
	return dictionary == kinds->second.end() ? nullptr : &dictionary->second;
}

Dictionary const &Dictionaries::get(std::string_view locale, std::string_view kind) const {
	if (Dictionary const *const dictionary = find(locale, kind))
		return *dictionary;
	std::string known;
	for (auto const &[name, kinds] : locales_)
		if (kinds.find(kind) != kinds.end())
			known += (known.empty() ? "" : ", ") + name;
	throw Error(sqlstate::undefined_object,
				"there is no dictionary of kind \"" + std::string{kind} + "\" for locale \"" + std::string{locale} +
					"\"",
				known.empty() ? "No locale has one." : "Locales that have one: " + known + ".",
				"Add words to the table confiture.dictionary.");
}

std::vector<std::string> Dictionaries::locales() const {
	std::vector<std::string> names;
	for (auto const &[name, kinds] : locales_)
		names.push_back(name);
	return names;
}

} // namespace confiture::mask
