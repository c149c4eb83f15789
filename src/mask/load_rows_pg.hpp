// The rows of a COPY FROM, masked, as the binary data of another: for masks that ask for the whole row, or make nulls,
// which no input function could.
#pragma once

#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

class MaskedRows {
public:
	// Takes the rows from "source", whose attributes are given. One at a time, since COPY's callback knows of nothing.
	MaskedRows(CopyFromState source, Relation relation, List *attributes, RelationRules const &rules);
	MaskedRows(MaskedRows const &) = delete;
	~MaskedRows();

	[[nodiscard]] static int read(void *out, int at_least, int at_most); // for BeginCopyFrom
	void end();                                                          // on success

private:
	struct Column {
		ExprState *value;
		FmgrInfo send;
	};
	void add_row();
	void add(std::uint32_t number, int bytes);

	CopyFromState const source_;
	int const attributes_;
	EState *executor_;
	ExprContext *context_;
	TupleTableSlot *slot_;
	std::vector<Column> columns_;
	std::string data_;
	std::size_t read_ = 0;
	bool ended_ = false;
};

} // namespace confiture::mask
