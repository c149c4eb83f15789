// The rows of a COPY FROM, masked, as the binary data of another: for masks that ask for the whole row, or make nulls,
// which no input function could; and for tables whose label says which rows there are.
#pragma once

#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

class MaskedRows {
public:
	// Takes the rows from "source", whose attributes are given. COPY's callback knows of nothing: the last one made is
	// read, which a trigger that loads rows itself has to end first.
	MaskedRows(CopyFromState source, Relation relation, List *attributes, RelationRules const &rules);
	MaskedRows(MaskedRows const &) = delete;
	~MaskedRows();

	// The names of the columns in these rows: those that are loaded, and those whose defaults decide what is kept.
	[[nodiscard]] List *names() const { return names_; }
	[[nodiscard]] static int read(void *out, int at_least, int at_most); // for BeginCopyFrom
	void end();                                                          // on success

private:
	struct Column {
		ExprState *value;
		FmgrInfo send;
	};
	// Stored generated columns are in no line: what reads them needs them computed.
	struct Generated {
		int place;
		ExprState *value;
	};
	[[nodiscard]] ExprState *prepare(Node *expression);
	void add_filter(TableRule const &rule);
	void add_column(AttrNumber attribute, Node *value);
	void add_generated();
	[[nodiscard]] bool next();
	[[nodiscard]] bool is_kept();
	void add_row();
	void add(std::uint32_t number, int bytes);

	static MaskedRows *current;

	MaskedRows *const outer_ = current;
	CopyFromState const source_;
	Relation const relation_;
	List *names_ = nullptr;
	Bitmapset *reads_ = nullptr; // columns, by pull_varattnos()
	EState *executor_;
	ExprContext *context_;
	TupleTableSlot *slot_;
	std::vector<Column> columns_;
	std::vector<Generated> generated_;
	ExprState *keep_ = nullptr; // rows for which it is true
	double fraction_ = 1;       // of rows
	std::uint64_t row_ = 0;
	std::string data_;
	std::size_t read_ = 0;
	bool ended_ = false;
};

} // namespace confiture::mask
