// What makes a text an e-mail address, a card number, an IBAN…: check digits and forms. Used to make valid fakes, to
// find personal data in free text, and to recognise columns by their values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace confiture::mask {

// Luhn's sum (ISO/IEC 7812-1) over the digits of a text; other characters don't count.
[[nodiscard]] bool luhn_valid(std::string_view digits);
[[nodiscard]] int luhn_check_digit(std::string_view digits_before); // 0 to 9

// 12 to 19 digits, blanks or hyphens between groups, Luhn, and a first digit that issuers use.
[[nodiscard]] bool is_card(std::string_view text);

// ISO 13616: known country, its length, and 1 modulo 97. Blanks between groups are taken.
[[nodiscard]] bool is_iban(std::string_view text);
// Of letters and digits; -1 if there is anything else.
[[nodiscard]] int modulo_97(std::string_view text);
[[nodiscard]] std::size_t iban_length(std::string_view country); // 0: none

[[nodiscard]] bool is_email(std::string_view text);
// With a country code, or national in a common format: 7 to 15 digits, grouped. `bare` also takes digits alone.
[[nodiscard]] bool is_phone(std::string_view text, bool bare = false);
[[nodiscard]] std::size_t calling_code_length(std::string_view digits); // of E.164: 1 to 3; 0: none begins so
[[nodiscard]] bool is_mac(std::string_view text);
[[nodiscard]] bool is_url(std::string_view text);

[[nodiscard]] bool is_us_ssn(std::string_view text);        // 078-05-1120
[[nodiscard]] bool is_french_nir(std::string_view text);    // 13 digits and a key of two
[[nodiscard]] bool is_german_tax_id(std::string_view text); // 11 digits, ISO 7064
[[nodiscard]] bool is_spanish_dni(std::string_view text);   // DNI and NIE
[[nodiscard]] bool is_italian_codice_fiscale(std::string_view text);
[[nodiscard]] bool is_british_nino(std::string_view text);

// Check characters, each from the characters before it (digits and capital letters).
[[nodiscard]] char italian_check(std::string_view first_15);
[[nodiscard]] char spanish_check(std::uint32_t number);
[[nodiscard]] int german_tax_check(std::string_view first_10);
[[nodiscard]] int french_nir_key(std::string_view first_13);

// Only digits and letters, letters in capitals.
[[nodiscard]] std::string compact(std::string_view text);

} // namespace confiture::mask
