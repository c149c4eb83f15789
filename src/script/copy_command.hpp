// psql's \copy, taken apart.
#pragma once

#include <string>
#include <string_view>

namespace confiture::script {

struct CopyCommand {
	std::string statement; // the COPY ... FROM stdin that does it
	std::string file;      // whose contents are its data; empty: the data follows in the script

	// Parses what stands behind "\copy". TO and PROGRAM are refused.
	[[nodiscard]] static CopyCommand parse(std::string_view text);

	// Whether its data follows in the script; without complaint about what is no such command.
	[[nodiscard]] static bool reads_script(std::string_view text);
};

} // namespace confiture::script
