// An error of ours, before the server knows of it: what ereport would say, as a value that plain C++ can throw.
// pg::enter turns it into an ereport; see src/pg/guard.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <exception>
#include <string>
#include <utility>

namespace confiture {

// The five characters of a SQLSTATE.
struct SqlState {
	std::array<char, 5> code;

	consteval SqlState(char const (&text)[6]) : code{text[0], text[1], text[2], text[3], text[4]} {}
	explicit constexpr SqlState(std::array<char, 5> text) : code{text} {}

	friend bool operator==(SqlState const &, SqlState const &) = default;
};

// Those that confiture raises itself, under PostgreSQL's names (appendix A of its manual).
namespace sqlstate {
inline constexpr SqlState connection_failure{"08006"};
inline constexpr SqlState feature_not_supported{"0A000"};
inline constexpr SqlState invalid_parameter_value{"22023"};
inline constexpr SqlState untranslatable_character{"22P05"};
inline constexpr SqlState character_not_in_repertoire{"22021"};
inline constexpr SqlState bad_copy_file_format{"22P04"};
inline constexpr SqlState active_sql_transaction{"25001"};
inline constexpr SqlState insufficient_privilege{"42501"};
inline constexpr SqlState syntax_error{"42601"};
inline constexpr SqlState undefined_column{"42703"};
inline constexpr SqlState invalid_column_reference{"42P10"};
inline constexpr SqlState undefined_object{"42704"};
inline constexpr SqlState undefined_function{"42883"};
inline constexpr SqlState duplicate_object{"42710"};
inline constexpr SqlState unique_violation{"23505"};
inline constexpr SqlState wrong_object_type{"42809"};
inline constexpr SqlState datatype_mismatch{"42804"};
inline constexpr SqlState undefined_database{"3D000"};
inline constexpr SqlState duplicate_database{"42P04"};
inline constexpr SqlState object_in_use{"55006"};
inline constexpr SqlState object_not_in_prerequisite_state{"55000"};
inline constexpr SqlState configuration_limit_exceeded{"53400"};
inline constexpr SqlState out_of_memory{"53200"};
inline constexpr SqlState io_error{"58030"};
inline constexpr SqlState undefined_file{"58P01"};
inline constexpr SqlState internal_error{"XX000"};
} // namespace sqlstate

// What of the database an error is about, as far as the server tells; the rest is empty.
struct Names {
	std::string schema, table, column, data_type, constraint;
};

// Work that cannot be done. The texts follow the manual's "Error Message Style Guide": the message is a short fact in
// lower case without a full stop, detail and hint are whole sentences; both may be empty.
struct Error : std::exception {
	SqlState state;
	std::string message;
	std::string detail;
	std::string hint;
	std::string context; // where: 'file "app/10_tables.sql", line 12, column 5'
	std::string query;   // the start of the SQL text at fault, if there is one
	int position = 0;    // of the error in it, in characters from 1; 0: not known
	Names names;         // of the object that it is about

	Error(SqlState state, std::string message, std::string detail = {}, std::string hint = {})
		: state{state}, message{std::move(message)}, detail{std::move(detail)}, hint{std::move(hint)} {}

	[[nodiscard]] char const *what() const noexcept override { return message.c_str(); }
};

} // namespace confiture
