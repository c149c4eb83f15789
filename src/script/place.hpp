// A place in a file of a tree, as messages name it: file "10_tables/users.sql", line 12, column 5.
#pragma once

#include <string>

namespace confiture::script {

struct Place {
	std::string file;
	int line = 1;
	int column = 1; // in characters

	friend bool operator==(Place const &, Place const &) = default;

	[[nodiscard]] std::string to_string() const {
		return "file \"" + file + "\", line " + std::to_string(line) + ", column " + std::to_string(column);
	}
};

} // namespace confiture::script
