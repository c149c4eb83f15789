// Random pairs of schemas: a schema made of most kinds of objects, and what a few random changes make of it.
#pragma once

#include <string>

namespace confiture::test {

struct RandomPair {
	std::string before;
	std::string after;
};

// The same seed gives the same pair everywhere.
[[nodiscard]] RandomPair random_pair(unsigned seed);

// The roles that own objects and have privileges in random schemas and in the cases.
inline constexpr char const *roles[]{"alice", "bob", "carol", "readonly", "app_user"};

} // namespace confiture::test
