// The labels of this database, read once: which column or table bears which. What they mean for a relation is
// rule_pg.hpp's matter.
#pragma once

#include "mask/related_pg.hpp"

namespace confiture::mask {

// A label, read; an unreadable one (of another version of confiture) is kept with its error, which comes when it
// counts.
struct Labelled {
	std::string text;   // in its canonical form, so that equal labels are equal texts
	std::string domain; // the argument "domain"; empty: none
	std::variant<Call, TableRule, Error> meaning;

	[[nodiscard]] Call const &call() const;
	[[nodiscard]] TableRule const &table_rule() const;
};

// Reads a label; attribute 0 is the table.
[[nodiscard]] Labelled read_label(AttrNumber attribute, std::string const &text);

class Labels {
public:
	// With the trees of their SQL, which masks need, or without, which is quicker.
	enum Trees { with_trees, without_trees };
	[[nodiscard]] static Labels read(Trees trees);
	[[nodiscard]] bool have_trees() const { return have_trees_; }
	[[nodiscard]] bool empty() const { return labels_.empty(); }
	[[nodiscard]] bool has(Oid relation) const;
	[[nodiscard]] Labelled const *find(Oid relation, AttrNumber attribute) const;
	[[nodiscard]] std::map<ColumnNode, Labelled> const &all() const { return labels_; }
	[[nodiscard]] std::vector<ColumnNode> const &of_domain(std::string const &domain) const;

private:
	bool have_trees_ = true;
	std::map<ColumnNode, Labelled> labels_;
	std::map<std::string, std::vector<ColumnNode>> domains_;
};

} // namespace confiture::mask
