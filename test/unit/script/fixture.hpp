// What the tests of scripts share: folders of their own, and errors as values.
#pragma once

#include "error.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace confiture {

// The error that a body throws, as "SQLSTATE message|detail|hint|context"; empty if none.
template <typename Body>
std::string error_of(Body &&body) {
	try {
		body();
	} catch (Error const &error) {
		return std::string(error.state.code.data(), error.state.code.size()) + ' ' + error.message + '|' +
			   error.detail + '|' + error.hint + '|' + error.context;
	}
	return {};
}

inline testing::AssertionResult holds(std::string const &text, std::string_view part) {
	if (text.find(part) != std::string::npos)
		return testing::AssertionSuccess();
	return testing::AssertionFailure() << '"' << text << "\" lacks \"" << part << '"';
}

// A folder that goes with its test.
class Folder {
	std::filesystem::path path_;

public:
	Folder() {
		std::string name = (std::filesystem::temp_directory_path() / "confiture_unit.XXXXXX").string();
		EXPECT_NE(mkdtemp(name.data()), nullptr);
		path_ = std::filesystem::canonical(name);
	}
	Folder(Folder const &) = delete;
	~Folder() { std::filesystem::remove_all(path_); }

	[[nodiscard]] std::filesystem::path const &path() const { return path_; }
	[[nodiscard]] std::string operator/(std::string const &name) const { return (path_ / name).string(); }

	void write(std::string const &name, std::string_view text = "SELECT 1;\n") const {
		std::filesystem::create_directories((path_ / name).parent_path());
		std::ofstream file(path_ / name, std::ios::binary);
		file << text;
		ASSERT_TRUE(file);
	}
	void make_folder(std::string const &name) const { std::filesystem::create_directories(path_ / name); }
	void link(std::string const &name, std::filesystem::path const &target) const {
		std::filesystem::create_directories((path_ / name).parent_path());
		std::filesystem::create_symlink(target, path_ / name);
	}
};

} // namespace confiture
