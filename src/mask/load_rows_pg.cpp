#include "mask/load_rows_pg.hpp"

#include "mask/column_pg.hpp"

namespace confiture::mask {

namespace {

MaskedRows *current = nullptr;

} // namespace

MaskedRows::MaskedRows(CopyFromState source, Relation relation, List *attributes, RelationRules const &rules)
	: source_{source}, attributes_{list_length(attributes)} {
	pg::call([&] {
		executor_ = CreateExecutorState();
		context_ = GetPerTupleExprContext(executor_);
		slot_ = MakeSingleTupleTableSlot(RelationGetDescr(relation), &TTSOpsVirtual);
	});
	context_->ecxt_scantuple = slot_;
	for (int i = 0; i < attributes_; ++i) {
		auto const attribute = static_cast<AttrNumber>(list_nth_int(attributes, i));
		Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
		Node *value = pg::call([&] {
			return reinterpret_cast<Node *>(
				makeVar(1, attribute, column->atttypid, column->atttypmod, column->attcollation, 0));
		});
		if (ColumnRule const *const rule = rules.find(attribute); rule != nullptr && !rule->keeps())
			value = masked_column(relation, *rule, reinterpret_cast<Var *>(value));
		value = pg::call([&] { return pg::without_virtual_columns(value, relation); });
		columns_.push_back(pg::call([&] {
			Column made;
			MemoryContext const before = MemoryContextSwitchTo(executor_->es_query_cxt);
			made.value = ExecInitExpr(expression_planner(reinterpret_cast<Expr *>(value)), nullptr);
			Oid send = InvalidOid;
			bool is_varlena = false;
			getTypeBinaryOutputInfo(column->atttypid, &send, &is_varlena);
			fmgr_info(send, &made.send);
			MemoryContextSwitchTo(before);
			return made;
		}));
	}
	source_->num_defaults = 0; // columns that are not loaded get theirs from the COPY that reads from here
	data_.assign("PGCOPY\n\377\r\n\0", 11);
	add(0, 4); // flags
	add(0, 4); // length of the header's extension
	current = this;
}

MaskedRows::~MaskedRows() { current = nullptr; }

void MaskedRows::end() {
	pg::call([&] {
		ExecDropSingleTupleTableSlot(slot_);
		FreeExecutorState(executor_);
	});
}

void MaskedRows::add(std::uint32_t number, int bytes) {
	for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
		data_.push_back(static_cast<char>(number >> shift));
}

void MaskedRows::add_row() {
	struct Value {
		bool is_null;
		bytea *bytes;
	};
	MemoryContext const before = CurrentMemoryContext;
	bool const more = pg::call([&] {
		ResetPerTupleExprContext(executor_);
		MemoryContextSwitchTo(GetPerTupleMemoryContext(executor_));
		ExecClearTuple(slot_);
		bool const found = NextCopyFrom(source_, context_, slot_->tts_values, slot_->tts_isnull);
		if (found)
			ExecStoreVirtualTuple(slot_);
		MemoryContextSwitchTo(before);
		return found;
	});
	if (!more) {
		add(0xffff, 2);
		ended_ = true;
		return;
	}
	add(static_cast<std::uint32_t>(attributes_), 2);
	for (Column &column : columns_) {
		Value const value = pg::call([&] {
			MemoryContextSwitchTo(GetPerTupleMemoryContext(executor_));
			Value made{false, nullptr};
			Datum const datum = ExecEvalExpr(column.value, context_, &made.is_null);
			if (!made.is_null)
				made.bytes = SendFunctionCall(&column.send, datum);
			MemoryContextSwitchTo(before);
			return made;
		});
		if (value.is_null) {
			add(0xffffffff, 4);
			continue;
		}
		auto const size = static_cast<std::size_t>(VARSIZE(value.bytes) - VARHDRSZ);
		add(static_cast<std::uint32_t>(size), 4);
		data_.append(VARDATA(value.bytes), size);
	}
}

int MaskedRows::read(void *out, int at_least, int at_most) {
	return pg::enter([&] {
		MaskedRows &rows = *current;
		while (!rows.ended_ && rows.data_.size() - rows.read_ < static_cast<std::size_t>(at_least)) {
			pg::check_for_interrupts();
			rows.data_.erase(0, std::exchange(rows.read_, 0));
			while (!rows.ended_ && rows.data_.size() < 65536)
				rows.add_row();
		}
		std::size_t const size = std::min(rows.data_.size() - rows.read_, static_cast<std::size_t>(at_most));
		std::memcpy(out, rows.data_.data() + rows.read_, size);
		rows.read_ += size;
		return static_cast<int>(size);
	});
}

} // namespace confiture::mask
