// The leaves of documents (json, xml) that a label names, each with its mask.
//
// A path is keys and indexes from the root, as user.emails[*].address: a name or * for a member of an object, [2] or
// [*] for an element of an array; a leading $ may stand for the root. It takes the leaf that it names, or all leaves
// below what it names; of several paths that match, the first.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mask/mask.hpp"

namespace confiture::mask {

inline constexpr int any_index = -1;

// A step of a path in a label, and of the way to a leaf.
struct Step {
	std::optional<std::string> name; // nothing: an index; "*": any name
	int index = any_index;
};

// What masks the leaves at a path; without a mask for a kind of leaf, that is null.
struct Leaf {
	std::vector<Step> path;
	bool keep = false;
	std::unique_ptr<Mask> text;
	std::unique_ptr<Mask> number;
};

class Leaves {
public:
	// Makes the mask of a strategy for leaves of a type; or only checks it, and gives none.
	using Make = std::function<std::unique_ptr<Mask>(Call const &, Type)>;
	Leaves(Call const &call, Make const &make);

	// What masks a leaf; nullptr: nothing, it stays.
	[[nodiscard]] Leaf const *find(std::span<Step const> way) const;

	[[nodiscard]] std::vector<Leaf> &all() { return leaves_; }

private:
	std::vector<Leaf> leaves_;
};

} // namespace confiture::mask
