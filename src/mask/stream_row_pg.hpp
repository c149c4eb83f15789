// The rows of one table, masked as changes carry them: whole ones, and old ones of which only the replica identity is
// known. What a change doesn't carry can't be masked by: where a mask asks for it, that is an Error.
#pragma once

#include "mask/stream_rules_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

class StreamRow {
public:
	// Of the relation as it was. What the rules need is made in a context below "parent", which the caller deletes.
	StreamRow(MemoryContext parent, Relation relation, std::vector<StreamColumn> columns);
	StreamRow(StreamRow const &) = delete;

	// The new row; "old" is the row before, if the change carries all of it, and gives values that didn't change and
	// that the new row therefore leaves out. The result is in the current memory context.
	[[nodiscard]] HeapTuple mask(HeapTuple row, HeapTuple old);
	// Of an old row, the replica identity.
	[[nodiscard]] HeapTuple mask_identity(HeapTuple row);
	// Throws if rows can't be found again by their masked identity: asked before updates and deletes.
	void check_identity() const;

	[[nodiscard]] bool is_masked(AttrNumber attribute) const;
	[[nodiscard]] bool changes_nothing() const { return columns_.empty(); }

private:
	struct Column {
		StreamColumn what;
		ExprState *expression = nullptr;
		std::vector<AttrNumber> reads; // other columns
		bool repeats;                  // equal rows have equal masks
	};
	struct Values {
		Datum *values;
		bool *nulls;
		bool *missing; // on disk only: it didn't change
	};

	void add(StreamColumn column);
	void check_type(StreamColumn &column) const;
	[[nodiscard]] Values deform(HeapTuple row) const;
	[[nodiscard]] HeapTuple mask(Values const &from, bool identity_only);
	[[nodiscard]] Datum masked_value(Column const &column, Values const &from);
	[[nodiscard]] std::string text_of(AttrNumber attribute, Values const &from) const;
	[[nodiscard]] std::string name(AttrNumber attribute) const;
	[[nodiscard]] bool in_identity(AttrNumber attribute) const;

	TupleDesc description_ = nullptr;
	std::string table_;
	Bitmapset *identity_ = nullptr; // of a key; null: the whole row
	bool whole_row_identifies_;
	std::vector<Column> columns_;
	EState *executor_ = nullptr;
	ExprContext *context_ = nullptr;
	TupleTableSlot *slot_ = nullptr;
	ParamListInfo masks_ = nullptr; // by column
	FmgrInfo *outputs_ = nullptr;   // by column, of those that are read as text
};

} // namespace confiture::mask
