// Masks that a column's length limit changes: under one label, equal values of a column with room for more have others.
#pragma once

#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

struct MaskedColumn {
	ColumnRule const *rule;
	std::string table;  // as SQL
	std::string column; // as SQL
	bool is_read;       // values of it may be read: as the current user, who isn't masked
};

struct CutMasks {
	std::size_t column;              // in the list
	std::vector<std::size_t> others; // columns of other lengths whose masks differ
	std::size_t cut;                 // values of the sample
	std::size_t sample;
};

// Columns with the same label, type and masking domain that no key joins (those have one length for their masks) are
// held against one another, on up to `sample` values.
[[nodiscard]] std::vector<CutMasks> find_cut_masks(std::vector<MaskedColumn> const &columns, std::size_t sample);

} // namespace confiture::mask
