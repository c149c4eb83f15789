#include "mask/find.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "mask/types.hpp"
#include "mask/utf8.hpp"
#include "mask/validate.hpp"

namespace confiture::mask {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool in_word(char c) { return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

class Finder {
public:
	Finder(std::string_view text, std::vector<Find> &finds) : text_{text}, finds_{finds} {}

	void emails() {
		auto const in_local = [](char c) {
			return in_word(c) || std::string_view{".!#$%&'*+/=?^_`{|}~-"}.find(c) != std::string_view::npos;
		};
		auto const in_domain = [](char c) { return in_word(c) || c == '.' || c == '-'; };
		for (std::size_t at = text_.find('@'); at != std::string_view::npos; at = text_.find('@', at + 1)) {
			std::size_t start = at, end = at + 1;
			while (start > 0 && at - start < 64 && in_local(text_[start - 1]))
				--start;
			while (end < text_.size() && end - at < 254 && in_domain(text_[end]))
				++end;
			while (start < at && !in_word(text_[start])) // a quote or bracket before it
				++start;
			while (end > at + 1 && !in_word(text_[end - 1])) // the full stop behind it
				--end;
			if (is_email(text_.substr(start, end - start)))
				finds_.push_back({start, end, Personal::email});
		}
	}

	void ibans() {
		for (std::size_t i = 0; i + 15 <= text_.size(); ++i) {
			if (!is_letter(text_[i]) || !is_letter(text_[i + 1]) || !is_digit(text_[i + 2]) ||
				!is_digit(text_[i + 3]) || (i > 0 && in_word(text_[i - 1])))
				continue;
			std::size_t const length = iban_length(compact(text_.substr(i, 2)));
			std::size_t count = 0, end = i;
			for (; end < text_.size() && count < length; ++end) {
				if (is_digit(text_[end]) || is_letter(text_[end]))
					++count;
				else if (text_[end] != ' ' && text_[end] != '-')
					break;
			}
			if (length == 0 || count != length || (end < text_.size() && in_word(text_[end])))
				continue;
			if (is_iban(compact(text_.substr(i, end - i)))) {
				finds_.push_back({i, end, Personal::iban});
				i = end - 1;
			}
		}
	}

	void v6_addresses() {
		for (std::size_t colon = text_.find(':'); colon != std::string_view::npos; colon = text_.find(':', colon + 1)) {
			std::size_t start = colon, end = colon;
			while (start > 0 && colon - start < 4 && is_hex(text_[start - 1]))
				--start;
			while (end < text_.size() && end - start < 46 &&
				   (is_hex(text_[end]) || text_[end] == ':' || text_[end] == '.'))
				++end;
			while (end > start &&
				   (text_[end - 1] == '.' || (text_[end - 1] == ':' && (end < start + 2 || text_[end - 2] != ':'))))
				--end;
			if ((start > 0 && in_word(text_[start - 1])) || (end < text_.size() && in_word(text_[end])))
				continue;
			if (end > start + 2 && parse_inet(text_.substr(start, end - start))) {
				finds_.push_back({start, end, Personal::ip});
				colon = end - 1;
			}
		}
	}

	// Cards, IPv4 addresses and phone numbers are groups of digits with little between.
	void numbers() {
		for (std::size_t i = 0; i < text_.size();) {
			if (!is_digit(text_[i])) {
				++i;
				continue;
			}
			groups_.clear();
			for (std::size_t at = i; at < text_.size() && groups_.size() < 24;) {
				std::size_t end = at;
				while (end < text_.size() && is_digit(text_[end]))
					++end;
				groups_.push_back({at, end});
				at = end;
				while (at < text_.size() && at - end < 2 &&
					   std::string_view{" -./()"}.find(text_[at]) != std::string_view::npos)
					++at;
				if (at == end || at >= text_.size() || !is_digit(text_[at]))
					break;
			}
			i = first_number();
		}
	}

	void names(std::span<std::string_view const> words) {
		if (words.empty())
			return;
		std::string const text = utf8::lower(text_); // of the same length: lower() keeps each letter's
		for (std::string_view const all : words) {
			std::string const lowered = utf8::lower(all);
			for (std::string_view rest = lowered; !rest.empty();) {
				std::size_t const end = std::min(rest.find_first_of(" ,;\t\n"), rest.size());
				occurrences(text, rest.substr(0, end));
				rest.remove_prefix(std::min(end + 1, rest.size()));
			}
		}
	}

private:
	struct Group {
		std::size_t start, end;
	};

	// Looks at the groups from the first one on. Returns where to go on.
	std::size_t first_number() {
		std::size_t start = groups_[0].start;
		while (start > 0 && groups_[0].start - start < 2 && (text_[start - 1] == '+' || text_[start - 1] == '('))
			--start;
		std::size_t const next = groups_.size() > 1 ? groups_[1].start : groups_[0].end;
		if (start > 0 && in_word(text_[start - 1]))
			return groups_[0].end;
		if (groups_.size() >= 3 && is_date(text_.substr(groups_[0].start, groups_[2].end - groups_[0].start)))
			return groups_[2].end;
		for (std::size_t last = groups_.size(); last-- > 0;) {
			std::size_t const end = groups_[last].end;
			if (end - start > 40 || (end < text_.size() && in_word(text_[end])))
				continue;
			if (auto const kind = number_kind(text_.substr(start, end - start))) {
				finds_.push_back({start, end, *kind});
				return end;
			}
			// A parenthesis that isn't part of the number: "(0171 2345678)".
			if (text_[start] == '(') {
				if (auto const kind = number_kind(text_.substr(start + 1, end - start - 1))) {
					finds_.push_back({start + 1, end, *kind});
					return end;
				}
			}
		}
		return next;
	}

	static std::optional<Personal> number_kind(std::string_view text) {
		if (is_card(text))
			return Personal::card;
		if (auto const address = parse_inet(text); address && !address->v6)
			return Personal::ip;
		return is_phone(text, true) ? std::optional{Personal::phone} : std::nullopt;
	}

	// 2024-01-31, 31.01.2024, 1/31/2024
	static bool is_date(std::string_view text) {
		std::size_t sizes[3] = {}, part = 0;
		for (char const c : text) {
			if (is_digit(c))
				++sizes[part];
			else if (++part > 2 || (c != '-' && c != '.' && c != '/'))
				return false;
		}
		return part == 2 && sizes[1] <= 2 &&
			   ((sizes[0] == 4 && sizes[2] <= 2) || (sizes[0] <= 2 && (sizes[2] == 4 || sizes[2] == 2)));
	}

	void occurrences(std::string_view text, std::string_view word) {
		if (utf8::length(word) < 2)
			return;
		// Scripts without spaces between words have no word's ends either.
		bool const bounded = static_cast<unsigned char>(word[0]) < 0xE3;
		for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
			std::size_t const end = at + word.size();
			if (bounded && ((at > 0 && in_word(text[at - 1])) || (end < text.size() && in_word(text[end]))))
				continue;
			finds_.push_back({at, end, Personal::name});
		}
	}

	std::string_view const text_;
	std::vector<Find> &finds_;
	std::vector<Group> groups_;
};

} // namespace

std::string_view tag_of(Personal kind) {
	switch (kind) {
	case Personal::email:
		return "[EMAIL]";
	case Personal::phone:
		return "[PHONE]";
	case Personal::card:
		return "[CARD]";
	case Personal::iban:
		return "[IBAN]";
	case Personal::ip:
		return "[IP]";
	case Personal::name:
		return "[NAME]";
	}
	return {};
}

void find_personal(std::string_view text, std::span<std::string_view const> words, std::vector<Find> &finds) {
	std::size_t const before = finds.size();
	Finder finder{text, finds};
	finder.emails();
	finder.ibans();
	finder.v6_addresses();
	finder.numbers();
	finder.names(words);
	// Of those that overlap, one remains, over both.
	std::sort(finds.begin() + static_cast<std::ptrdiff_t>(before), finds.end(),
			  [](Find const &a, Find const &b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
	std::size_t kept = before;
	for (std::size_t i = before; i < finds.size(); ++i) {
		if (kept > before && finds[i].start < finds[kept - 1].end)
			finds[kept - 1].end = std::max(finds[kept - 1].end, finds[i].end);
		else
			finds[kept++] = finds[i];
	}
	finds.resize(kept);
}

} // namespace confiture::mask
