#include "mask/validate.hpp"

#include <algorithm>
#include <array>

namespace confiture::mask {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

std::uint64_t number(std::string_view digits) {
	std::uint64_t value = 0;
	for (char const c : digits)
		value = value * 10 + static_cast<std::uint64_t>(c - '0');
	return value;
}

// The sum with the last digit at an undoubled (or doubled) place.
int luhn_sum(std::string_view digits, bool last_doubled) {
	int sum = 0;
	bool doubled = last_doubled;
	for (std::size_t i = digits.size(); i-- > 0;) {
		if (!is_digit(digits[i]))
			continue;
		int digit = digits[i] - '0';
		if (doubled)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
		doubled = !doubled;
	}
	return sum;
}

} // namespace

bool luhn_valid(std::string_view digits) { return luhn_sum(digits, false) % 10 == 0; }
int luhn_check_digit(std::string_view digits_before) { return (10 - luhn_sum(digits_before, true) % 10) % 10; }

bool is_card(std::string_view text) {
	std::size_t digits = 0;
	bool separated = true;
	for (char const c : text) {
		if (is_digit(c)) {
			++digits;
			separated = false;
		} else if ((c != ' ' && c != '-') || separated) {
			return false;
		} else {
			separated = true;
		}
	}
	return digits >= 12 && digits <= 19 && !separated && text[0] >= '2' && text[0] <= '6' && luhn_valid(text);
}

int modulo_97(std::string_view text) {
	unsigned rest = 0;
	for (char const c : text) {
		if (is_digit(c))
			rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
		else if (is_letter(c))
			rest = (rest * 100 + static_cast<unsigned>((c | 32) - 'a' + 10)) % 97;
		else
			return -1;
	}
	return static_cast<int>(rest);
}

std::size_t iban_length(std::string_view country) {
	static constexpr struct {
		char code[3];
		std::uint8_t length;
	} lengths[] = {
		{"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
		{"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DK", 18}, {"DO", 28},
		{"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23},
		{"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
		{"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21},
		{"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NL", 18}, {"NO", 15},
		{"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24}, {"SC", 31},
		{"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"ST", 25}, {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26},
		{"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
	};
	for (auto const &[code, length] : lengths)
		if (country == std::string_view{code, 2})
			return length;
	return 0;
}

bool is_iban(std::string_view text) {
	if (text.size() < 15 || text.size() > 42)
		return false;
	for (char const c : text)
		if (!is_digit(c) && !is_letter(c) && c != ' ')
			return false;
	std::string const iban = compact(text);
	if (iban.size() != iban_length(std::string_view{iban}.substr(0, 2)) || !is_digit(iban[2]) || !is_digit(iban[3]))
		return false;
	return modulo_97(iban.substr(4) + iban.substr(0, 4)) == 1;
}

bool is_email(std::string_view text) {
	std::size_t const at = text.find('@');
	if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254)
		return false;
	std::string_view const local = text.substr(0, at), domain = text.substr(at + 1);
	auto const in_local = [](char c) {
		return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80 ||
			   std::string_view{".!#$%&'*+/=?^_`{|}~-"}.find(c) != std::string_view::npos;
	};
	if (!std::ranges::all_of(local, in_local) || local.front() == '.' || local.back() == '.')
		return false;
	std::size_t const dot = domain.rfind('.');
	if (dot == std::string_view::npos || dot == 0 || domain.size() - dot < 3 ||
		domain.find("..") != std::string_view::npos || domain.front() == '-')
		return false;
	auto const in_domain = [](char c) {
		return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80 || c == '.' || c == '-';
	};
	return std::ranges::all_of(domain, in_domain) && !std::ranges::any_of(domain.substr(dot + 1), is_digit);
}

std::size_t calling_code_length(std::string_view digits) {
	if (digits.empty() || digits[0] < '1' || digits[0] > '9')
		return 0;
	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	static constexpr auto two_digits = [] {
		std::array<bool, 100> codes{};
		for (int const code : {20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54,
							   55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98})
			codes[static_cast<std::size_t>(code)] = true;
		return codes;
	}();
	if (digits.size() < 2 || !is_digit(digits[1]))
		return 1;
	auto const code = static_cast<std::size_t>((digits[0] - '0') * 10 + (digits[1] - '0'));
	return two_digits[code] ? 2 : std::min<std::size_t>(3, digits.size());
}

bool is_phone(std::string_view text, bool bare) {
	std::size_t digits = 0, groups = 0, opened = 0, closed = 0;
	bool in_group = false;
	for (std::size_t i = 0; i < text.size(); ++i) {
		char const c = text[i];
		if (is_digit(c)) {
			groups += in_group ? 0 : 1;
			in_group = true;
			++digits;
			continue;
		}
		in_group = false;
		if (c == '+') {
			if (i != 0)
				return false;
		} else if (c == '(') {
			if (opened++ > 0)
				return false;
		} else if (c == ')') {
			if (opened != 1 || closed++ > 0)
				return false;
		} else if (c != ' ' && c != '-' && c != '.' && c != '/') {
			return false;
		}
	}
	if (digits < 7 || digits > 15 || opened != closed || !is_digit(text.back()))
		return false;
	if (text.starts_with('+'))
		return calling_code_length(text.substr(1)) > 0 || text[1] == '(';
	if (text.starts_with("00"))
		return digits >= 10;
	if (groups == 1)
		return bare && digits >= 9 && (text[0] == '0' || digits == 10);
	return text[0] == '0' || text[0] == '(' || (groups >= 3 && digits >= 9) || (groups == 3 && digits == 10) ||
		   (groups >= 4 && digits >= 8);
}

bool is_mac(std::string_view text) {
	if (text.size() != 17 || (text[2] != ':' && text[2] != '-'))
		return false;
	for (std::size_t i = 0; i < text.size(); ++i)
		if (i % 3 == 2 ? text[i] != text[2] : !is_hex(text[i]))
			return false;
	return true;
}

bool is_url(std::string_view text) {
	std::size_t const colon = text.find("://");
	return colon != std::string_view::npos && colon >= 2 && colon <= 8 &&
		   std::ranges::all_of(text.substr(0, colon), is_letter) && text.size() > colon + 5 &&
		   text.find(' ') == std::string_view::npos && text.find('.', colon) != std::string_view::npos;
}

std::string compact(std::string_view text) {
	std::string result;
	for (char const c : text)
		if (is_digit(c) || is_capital(c))
			result.push_back(c);
		else if (is_letter(c))
			result.push_back(static_cast<char>(c - 32));
	return result;
}

bool is_us_ssn(std::string_view text) {
	if (text.size() != 11 || text[3] != '-' || text[6] != '-' || !all_digits(text.substr(0, 3)) ||
		!all_digits(text.substr(4, 2)) || !all_digits(text.substr(7)))
		return false;
	std::string_view const area = text.substr(0, 3);
	return area != "000" && area != "666" && area[0] != '9' && text.substr(4, 2) != "00" && text.substr(7) != "0000";
}

int french_nir_key(std::string_view first_13) {
	std::string digits{first_13};
	if (digits[6] == 'A' || digits[6] == 'B') { // Corsica: 2A counts as 19, 2B as 18
		digits[5] = '1';
		digits[6] = digits[6] == 'A' ? '9' : '8';
	}
	return static_cast<int>(97 - number(digits) % 97);
}

bool is_french_nir(std::string_view text) {
	std::string const nir = compact(text);
	if (nir.size() != 15 || (nir[0] != '1' && nir[0] != '2'))
		return false;
	for (std::size_t i = 0; i < nir.size(); ++i)
		if (!is_digit(nir[i]) && !(i == 6 && nir[5] == '2' && (nir[6] == 'A' || nir[6] == 'B')))
			return false;
	unsigned const month = static_cast<unsigned>(number(std::string_view{nir}.substr(3, 2)));
	return month >= 1 && (month <= 12 || (month >= 20 && month <= 42) || month >= 50) &&
		   static_cast<int>(number(std::string_view{nir}.substr(13))) ==
			   french_nir_key(std::string_view{nir}.substr(0, 13));
}

int german_tax_check(std::string_view first_10) {
	int product = 10;
	for (char const c : first_10) {
		int sum = (c - '0' + product) % 10;
		if (sum == 0)
			sum = 10;
		product = sum * 2 % 11;
	}
	return (11 - product) % 10;
}

bool is_german_tax_id(std::string_view text) {
	std::string const id = compact(text);
	if (id.size() != 11 || !all_digits(id) || id[0] == '0' ||
		german_tax_check(std::string_view{id}.substr(0, 10)) != id[10] - '0')
		return false;
	// Among the first ten digits one comes twice or three times, and at least one doesn't come at all.
	int count[10] = {};
	for (char const c : id.substr(0, 10))
		++count[c - '0'];
	return *std::ranges::max_element(count) <= 3 && std::ranges::count(count, 0) >= 1 &&
		   std::ranges::count(count, 0) <= 2;
}

char spanish_check(std::uint32_t number) { return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]; }

bool is_spanish_dni(std::string_view text) {
	std::string id = compact(text);
	if (id.size() != 9 || !is_capital(id[8]))
		return false;
	if (id[0] >= 'X' && id[0] <= 'Z')
		id[0] = static_cast<char>('0' + (id[0] - 'X'));
	return all_digits(std::string_view{id}.substr(0, 8)) &&
		   spanish_check(static_cast<std::uint32_t>(number(std::string_view{id}.substr(0, 8)))) == id[8];
}

char italian_check(std::string_view first_15) {
	static constexpr std::uint8_t odd[36] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, // digits
											 1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
											 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
	int sum = 0;
	for (std::size_t i = 0; i < first_15.size(); ++i) {
		char const c = first_15[i];
		int const value = is_digit(c) ? c - '0' : c - 'A';
		sum += i % 2 == 0 ? odd[is_digit(c) ? value : value + 10] : value;
	}
	return static_cast<char>('A' + sum % 26);
}

bool is_italian_codice_fiscale(std::string_view text) {
	std::string const code = compact(text);
	if (code.size() != 16)
		return false;
	static constexpr std::string_view form = "LLLLLLDDMDDLDDDL";
	for (std::size_t i = 0; i < 16; ++i) {
		bool const fits = form[i] == 'L'   ? is_capital(code[i])
						  : form[i] == 'D' ? is_digit(code[i])
										   : std::string_view{"ABCDEHLMPRST"}.find(code[i]) != std::string_view::npos;
		if (!fits)
			return false;
	}
	return italian_check(std::string_view{code}.substr(0, 15)) == code[15];
}

bool is_british_nino(std::string_view text) {
	std::string const id = compact(text);
	static constexpr std::string_view never_first = "DFIQUV", never_second = "DFIOQUV";
	if (id.size() != 9 || !is_capital(id[0]) || !is_capital(id[1]) || !all_digits(std::string_view{id}.substr(2, 6)) ||
		id[8] < 'A' || id[8] > 'D')
		return false;
	for (std::string_view const prefix : {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})
		if (id.starts_with(prefix))
			return false;
	return never_first.find(id[0]) == std::string_view::npos && never_second.find(id[1]) == std::string_view::npos;
}

} // namespace confiture::mask
