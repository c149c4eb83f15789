// The strategy json(path => 'strategy', …) on xml: masks of texts and attributes.
//
// Paths are names of elements from the root element on, without prefixes: they match whatever prefix a document uses.
// @name is an attribute. A path to an element stands for all texts and attributes in and below it; comments and
// processing instructions there go. White space around a text stays.
//
// Values of the type xml are well-formed, since the server has parsed them; this walks over them with that in mind, and
// refuses what it doesn't understand, entities that a document defines for itself among it.
#pragma once

#include "mask/leaves.hpp"

namespace confiture::mask {

class XmlMask {
public:
	explicit XmlMask(Leaves leaves); // an Error for paths with indexes or prefixes

	// Stands for a document that can't be masked with certainty: with a document type or entities of its own, or not
	// well-formed.
	static constexpr std::string_view uncertain = "<redacted/>";

	// `document` is UTF-8.
	[[nodiscard]] std::string operator()(std::string_view document, Row const &row) const;

private:
	Leaves leaves_;
};

} // namespace confiture::mask
