#include "script/encoding_pg.hpp"

#include "pg/guard.hpp"

namespace confiture::script {

int file_encoding() {
	// the setting, not what messages are sent in: a build keeps these two apart
	int const encoding = pg::call([] { return pg_char_to_encoding(GetConfigOption("client_encoding", false, false)); });
	return encoding == PG_SQL_ASCII ? GetDatabaseEncoding() : encoding;
}

std::size_t valid_length(std::string_view text, int encoding) {
	return static_cast<std::size_t>(
		pg::call([&] { return pg_encoding_verifymbstr(encoding, text.data(), static_cast<int>(text.size())); }));
}

bool needs_no_conversion(int encoding) {
	return encoding == GetDatabaseEncoding() || GetDatabaseEncoding() == PG_SQL_ASCII;
}

std::string to_database_encoding(std::string_view text, int encoding) {
	if (needs_no_conversion(encoding))
		return std::string(text);
	// The result is the argument itself where nothing had to change, and then not terminated.
	auto const *const argument = reinterpret_cast<unsigned char const *>(text.data());
	unsigned char *const result = pg::call([&] {
		return pg_do_encoding_conversion(const_cast<unsigned char *>(argument), static_cast<int>(text.size()), encoding,
										 GetDatabaseEncoding());
	});
	if (result == argument)
		return std::string(text);
	std::string converted(reinterpret_cast<char const *>(result));
	pg::call([&] { pfree(result); });
	return converted;
}

// These two are asked while the server reports, so they use only what does not report itself.
int character_count(std::string_view text) { return character_count(text, GetDatabaseEncoding()); }

int character_count(std::string_view text, int encoding) {
	int count = 0;
	for (std::size_t at = 0; at < text.size(); ++count)
		at += static_cast<std::size_t>(pg_encoding_mblen(encoding, text.data() + at));
	return count;
}

std::size_t character_offset(std::string_view text, int number) {
	std::size_t at = 0;
	while (--number > 0 && at < text.size())
		at += static_cast<std::size_t>(pg_encoding_mblen(GetDatabaseEncoding(), text.data() + at));
	return std::min(at, text.size());
}

std::string_view shown(std::string_view statement) {
	if (statement.size() <= shown_query_bytes)
		return statement;
	return statement.substr(0, static_cast<std::size_t>(pg::call([&] {
								return pg_mbcliplen(statement.data(), static_cast<int>(statement.size()),
													shown_query_bytes);
							})));
}

} // namespace confiture::script
