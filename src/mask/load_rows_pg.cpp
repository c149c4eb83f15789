#include "mask/load_rows_pg.hpp"

#include "mask/column_pg.hpp"
#include "mask/expression_pg.hpp"
#include "mask/quote.hpp"

namespace confiture::mask {

MaskedRows *MaskedRows::current = nullptr;

MaskedRows::MaskedRows(CopyFromState source, Relation relation, List *attributes, RelationRules const &rules)
	: source_{source}, relation_{relation} {
	pg::call([&] {
		executor_ = CreateExecutorState();
		context_ = GetPerTupleExprContext(executor_);
		slot_ = MakeSingleTupleTableSlot(RelationGetDescr(relation), &TTSOpsVirtual);
	});
	context_->ecxt_scantuple = slot_;
	auto const read = [&](AttrNumber attribute) {
		Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
		return pg::call(
			[&] { return makeVar(1, attribute, column->atttypid, column->atttypmod, column->attcollation, 0); });
	};
	for (int i = 0; i < list_length(attributes); ++i) {
		auto const attribute = static_cast<AttrNumber>(list_nth_int(attributes, i));
		Var *const value = read(attribute);
		ColumnRule const *const rule = rules.find(attribute);
		bool const is_masked = rule != nullptr && !rule->keeps();
		add_column(attribute, is_masked ? masked_column(relation, *rule, value) : reinterpret_cast<Node *>(value));
	}
	// Columns that are not loaded get their defaults from the COPY that reads from here; but where a condition may read
	// them, what it read has to be what is stored.
	if (rules.table && rules.table->kind == TableRule::where)
		for (int i = 0; i < source->num_defaults; ++i)
			add_column(static_cast<AttrNumber>(source->defmap[i] + 1),
					   reinterpret_cast<Node *>(read(static_cast<AttrNumber>(source->defmap[i] + 1))));
	else
		source->num_defaults = 0;
	if (rules.table)
		add_filter(*rules.table);
	add_generated();
	data_.assign("PGCOPY\n\377\r\n\0", 11);
	add(0, 4); // flags
	add(0, 4); // length of the header's extension
	current = this;
}

ExprState *MaskedRows::prepare(Node *expression) {
	return pg::call([&] {
		MemoryContext const before = MemoryContextSwitchTo(executor_->es_query_cxt);
		Node *const stored = pg::without_virtual_columns(expression, relation_);
		pull_varattnos(stored, 1, &reads_);
		ExprState *const state = ExecInitExpr(expression_planner(reinterpret_cast<Expr *>(stored)), nullptr);
		MemoryContextSwitchTo(before);
		return state;
	});
}

void MaskedRows::add_filter(TableRule const &rule) {
	switch (rule.kind) {
	case TableRule::keep:
		break;
	case TableRule::empty:
		fraction_ = 0;
		break;
	case TableRule::where:
		keep_ = prepare(condition_of(relation_, rule));
		break;
	case TableRule::sample:
		fraction_ = rule.percent / 100;
		break;
	}
}

void MaskedRows::add_column(AttrNumber attribute, Node *value) {
	Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation_), attribute - 1);
	Column made{prepare(value), {}};
	pg::call([&] {
		MemoryContext const before = MemoryContextSwitchTo(executor_->es_query_cxt);
		Oid send = InvalidOid;
		bool is_varlena = false;
		getTypeBinaryOutputInfo(column->atttypid, &send, &is_varlena);
		fmgr_info(send, &made.send);
		names_ = lappend(names_, makeString(pstrdup(NameStr(column->attname))));
		MemoryContextSwitchTo(before);
	});
	columns_.push_back(made);
}

namespace {

bool is_not_built_in(Oid function, void *) { return function >= FirstNormalObjectId; }

// Whether an expression may run code of others than superusers.
bool runs_own_code(Node *node, void *) {
	if (node == nullptr)
		return false;
	return IsA(node, CoerceToDomain) || check_functions_in_node(node, is_not_built_in, nullptr) ||
		   pg::walk_expression(node, runs_own_code, nullptr);
}

} // namespace

// From rows as they are before masks, which the owner's functions are not to see.
void MaskedRows::add_generated() {
	TupleDesc const description = RelationGetDescr(relation_);
	for (int i = 0; i < description->natts; ++i) {
		auto const attribute = static_cast<AttrNumber>(i + 1);
		bool const is_read = bms_is_member(attribute - FirstLowInvalidHeapAttributeNumber, reads_);
		if (!is_read || TupleDescAttr(description, i)->attgenerated != ATTRIBUTE_GENERATED_STORED)
			continue;
		Node *const expression = pg::call([&] { return pg::generation_expression(relation_, attribute); });
		if (pg::call([&] { return runs_own_code(expression, nullptr); }))
			throw Error(sqlstate::feature_not_supported,
						"cannot read generated column " + in_quotes(NameStr(TupleDescAttr(description, i)->attname)) +
							" of a row before it is masked",
						"It calls functions that are not built in, and a label reads it.",
						"Load it with confiture.mask_load off, then mask it.");
		generated_.push_back({i, prepare(expression)});
	}
}

MaskedRows::~MaskedRows() { current = outer_; }

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

// The next row as it is in the source, in slot_: whether there is one.
bool MaskedRows::next() {
	return pg::call([&] {
		MemoryContext const before = CurrentMemoryContext;
		ResetPerTupleExprContext(executor_);
		MemoryContextSwitchTo(GetPerTupleMemoryContext(executor_));
		ExecClearTuple(slot_);
		bool const found = NextCopyFrom(source_, context_, slot_->tts_values, slot_->tts_isnull);
		if (found) {
			ExecStoreVirtualTuple(slot_);
			for (Generated const &column : generated_)
				slot_->tts_values[column.place] =
					ExecEvalExpr(column.value, context_, &slot_->tts_isnull[column.place]);
		}
		MemoryContextSwitchTo(before);
		return found;
	});
}

// As rewrite_table_pg decides for rows that are there already.
bool MaskedRows::is_kept() {
	++row_;
	return pg::call([&] {
		if (fraction_ < 1 &&
			hash_bytes(reinterpret_cast<unsigned char const *>(&row_), sizeof row_) >= fraction_ * 4294967296.0)
			return false;
		if (keep_ == nullptr)
			return true;
		bool is_null = false;
		Datum const result = ExecEvalExprSwitchContext(keep_, context_, &is_null);
		return !is_null && DatumGetBool(result);
	});
}

void MaskedRows::add_row() {
	struct Value {
		bool is_null;
		bytea *bytes;
	};
	MemoryContext const before = CurrentMemoryContext;
	pg::check_for_interrupts();
	if (!next()) {
		add(0xffff, 2);
		ended_ = true;
		return;
	}
	if (!is_kept())
		return;
	add(static_cast<std::uint32_t>(columns_.size()), 2);
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
