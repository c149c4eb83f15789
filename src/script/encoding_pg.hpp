// From the bytes of a file to text in the encoding of the database.
#pragma once

#include "pg/postgres.hpp"

namespace confiture::script {

// The encoding that client_encoding names now: that of the file being read.
[[nodiscard]] int file_encoding();

// How many bytes of a text are valid in an encoding, from its start. A NUL byte never is.
[[nodiscard]] std::size_t valid_length(std::string_view text, int encoding);

// Whether text in that encoding goes into this database as it is.
[[nodiscard]] bool needs_no_conversion(int encoding);

// Converts valid text; a character that this database's encoding lacks is an error.
[[nodiscard]] std::string to_database_encoding(std::string_view text, int encoding);

// Counts characters of text in this database's encoding.
[[nodiscard]] int character_count(std::string_view text);
// The same, of valid text in another encoding.
[[nodiscard]] int character_count(std::string_view text, int encoding);

// Where the character with that number (from 1) begins.
[[nodiscard]] std::size_t character_offset(std::string_view text, int number);

// What messages show of a statement: about its first 200 bytes, cut at a character.
static constexpr std::size_t shown_query_bytes = 200;
[[nodiscard]] std::string_view shown(std::string_view statement);

} // namespace confiture::script
