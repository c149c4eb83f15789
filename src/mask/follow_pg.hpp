// What happens to labels with SQL when other things change. Their trees follow a new name by themselves; here their
// texts do, which dumps take. What an expression uses may not be dropped unnoticed: with RESTRICT that is refused, with
// CASCADE there is a warning, and the mask refuses from then on. A column of another type has the label resolved again.
//
// pg_depend is no help: a label is no object of its own that could depend. Its column is one, but DROP ... CASCADE
// would then drop the column, with its data.
//
// All that is a service. Where it did not run, as in sessions that lack the library, masking goes by the trees, and
// what they lack is an error.
#pragma once

#include <set>

#include "mask/label_tree_pg.hpp"

namespace confiture::mask {

class Followed {
public:
	explicit Followed(Node const *statement); // before it is run
	void end();                               // after it

private:
	struct {
		bool relations = false; // are gone, perhaps
		bool names = false;
		bool drops = false;    // of what something else may need
		bool cascades = false; // and is told to go on
		bool types = false;
		std::string column = {}; // the old name, if it is that of a column; else empty
	} changes_;
	std::set<ColumnNode> sound_; // labels that masked before

	void see_drop(DropStmt const *statement);
	void see_alter(AlterTableStmt const *statement);
	[[nodiscard]] bool may_rename(LabelTrees const &label) const;
	void after_loss(ColumnNode node, LabelTrees const &label) const;
};

// Resolves the labels that have SQL and no trees; how many. Others give warnings.
int resolve_labels();

} // namespace confiture::mask
