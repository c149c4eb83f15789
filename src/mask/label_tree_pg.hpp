// The trees of labels: what SQL inside of them was resolved to when they were written, in the table
// confiture.label_expression. A label's text is what people and dumps read; its trees are what masks. So a function,
// type or column that is renamed, or joined by another of its name that fits as well, changes nothing.
//
// The table is the extension's: nobody else may read or write it, it is in no dump, and it changes with the label in
// one transaction. A label of another text than its trees were made from, or of trees of another major version (whose
// form differs), has none: it masks nothing, and so reads are refused.
#pragma once

#include "mask/related_pg.hpp"

namespace confiture::mask {

struct Part {
	std::string tree;       // as the server writes trees
	std::string definition; // what it was called when it was resolved
};

// What labels carry: see label.hpp.
struct Resolved {
	ColumnNode source; // the label's column, 0: the table
	std::string tree;
};

struct LabelTrees {
	std::string label; // in its canonical form
	std::vector<Part> parts;
};

using AllTrees = std::map<ColumnNode, LabelTrees>;
// Of this version; by a snapshot, or as it is now.
[[nodiscard]] AllTrees read_trees(Snapshot snapshot = nullptr);
void store_trees(ColumnNode node, std::string const &label, std::span<Part const> parts); // instead of those it had
void remove_trees(ColumnNode node);

// Whether a label holds SQL.
[[nodiscard]] bool has_expressions(Call const &call);

// The same with its trees; as it is, if they are not as many as it has expressions.
[[nodiscard]] Call with_trees(Call const &call, ColumnNode node, std::span<Part const> parts);
[[nodiscard]] TableRule with_trees(TableRule const &rule, ColumnNode node, std::span<Part const> parts);

// Plans and rules of all sessions were made with another label: those over the table, and those over what takes its
// rules (descendants, referencing tables), which each session finds itself when it hears of pg_seclabel.
void tell_of_relation(Oid relation);

} // namespace confiture::mask
