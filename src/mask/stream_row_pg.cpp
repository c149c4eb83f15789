#include "mask/stream_row_pg.hpp"

#include "mask/quote.hpp"
#include "mask/related_pg.hpp"
#include "mask/utf8_pg.hpp"

namespace confiture::mask {

namespace {

// Functions in SQL and other languages run queries, which the server can't do while it decodes.
bool needs_queries(Oid function, void *) {
	HeapTuple const tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return true;
	Oid const language = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->prolang;
	ReleaseSysCache(tuple);
	return language != INTERNALlanguageId && language != ClanguageId;
}

bool runs_queries(Node *node, void *) {
	return node != nullptr &&
		   (check_functions_in_node(node, needs_queries, nullptr) || pg::walk_expression(node, runs_queries, nullptr));
}

// The columns whose masks an expression takes.
bool pull_masks(Node *node, void *found) {
	if (node == nullptr)
		return false;
	if (IsA(node, Param)) {
		auto **const columns = static_cast<Bitmapset **>(found);
		*columns =
			bms_add_member(*columns, reinterpret_cast<Param *>(node)->paramid - FirstLowInvalidHeapAttributeNumber);
		return false;
	}
	return pg::walk_expression(node, pull_masks, found);
}

bool is_random(Call const &call) {
	Value const *const seed = innermost(call).find("seed");
	return seed != nullptr && *seed == Value{std::string("random")};
}

} // namespace

StreamRow::StreamRow(MemoryContext parent, Relation relation, std::vector<StreamColumn> columns)
	: table_{in_quotes(RelationGetRelationName(relation))}, whole_row_identifies_{relation->rd_rel->relreplident ==
																				  REPLICA_IDENTITY_FULL} {
	MemoryContext const outer = MemoryContextSwitchTo(parent);
	pg::call([&] {
		description_ = CreateTupleDescCopyConstr(RelationGetDescr(relation));
		identity_ = RelationGetIndexAttrBitmap(relation, INDEX_ATTR_BITMAP_IDENTITY_KEY);
		executor_ = CreateExecutorState();
		context_ = CreateExprContext(executor_);
		slot_ = MakeSingleTupleTableSlot(description_, &TTSOpsVirtual);
		masks_ = makeParamList(description_->natts);
		context_->ecxt_param_list_info = masks_;
		outputs_ = static_cast<FmgrInfo *>(palloc0(sizeof(FmgrInfo) * static_cast<Size>(description_->natts + 1)));
		for (int i = 0; i < description_->natts; ++i) {
			FormData_pg_attribute const *const column = TupleDescAttr(description_, i);
			if (column->attisdropped)
				continue;
			masks_->params[i].ptype = column->atttypid;
			masks_->params[i].isnull = true;
			Oid output = InvalidOid;
			bool is_varlena = false;
			getTypeOutputInfo(column->atttypid, &output, &is_varlena);
			fmgr_info(output, &outputs_[i]);
		}
	});
	for (StreamColumn &column : columns)
		if (!column.keeps())
			add(std::move(column));
	MemoryContextSwitchTo(outer);
}

// A change may be of a time when the column had another type: the mask is made for that one.
void StreamRow::check_type(StreamColumn &column) const {
	FormData_pg_attribute const *const attribute = TupleDescAttr(description_, column.attribute - 1);
	if (!column.rule || (attribute->atttypid == column.rule->type && attribute->atttypmod == column.rule->typmod))
		return;
	if (column.expression != nullptr)
		throw Error(sqlstate::datatype_mismatch,
					"cannot mask column " + name(column.attribute) + " of table " + table_ + " in an older change",
					"Its type has changed, and its label is an expression.");
	ColumnRule rule = *column.rule;
	TypeInfo const was = type_info(attribute->atttypid, attribute->atttypmod);
	if (was.type_class != type_info(rule.type, rule.typmod).type_class)
		rule.type_class = was.type_class;
	if (was.max_length != 0)
		rule.max_length = rule.max_length == 0 ? was.max_length : std::min(rule.max_length, was.max_length);
	rule.type = attribute->atttypid;
	rule.typmod = attribute->atttypmod;
	if (column.mask)
		column.mask = std::make_shared<ColumnMask>(rule);
	column.rule = std::move(rule);
}

void StreamRow::add(StreamColumn column) {
	check_type(column);
	Column made{std::move(column), nullptr, {}, true};
	Bitmapset *read = nullptr;
	if (made.what.rule) {
		made.reads = made.what.rule->words;
		if (made.what.rule->entity != InvalidAttrNumber)
			made.reads.push_back(made.what.rule->entity);
		made.repeats = !is_random(made.what.rule->call);
	}
	if (made.what.expression != nullptr) {
		struct Planned {
			ExprState *state;
			bool repeats, runs_queries;
		};
		Planned const planned = pg::call([&]() -> Planned {
			MemoryContext const outer = MemoryContextSwitchTo(executor_->es_query_cxt);
			Expr *const expression = expression_planner(static_cast<Expr *>(copyObjectImpl(made.what.expression)));
			auto *const node = reinterpret_cast<Node *>(expression);
			pull_varattnos(node, 1, &read);
			pull_masks(node, &read);
			Planned const result{ExecInitExpr(expression, nullptr), !contain_mutable_functions(node),
								 runs_queries(node, nullptr)};
			MemoryContextSwitchTo(outer);
			return result;
		});
		if (planned.runs_queries)
			throw Error(sqlstate::feature_not_supported,
						"cannot mask column " + name(made.what.attribute) + " of table " + table_ +
							" in a stream of changes",
						"Its label calls a function that is written in SQL or a procedural language.",
						"Use functions of pg_catalog, or written in C.");
		made.expression = planned.state;
		made.repeats = made.repeats && planned.repeats;
	}
	for (int member = -1; (member = bms_next_member(read, member)) >= 0;)
		made.reads.push_back(static_cast<AttrNumber>(member + FirstLowInvalidHeapAttributeNumber));
	// The expression was made for the table as it is now, or was.
	for (AttrNumber const attribute : made.reads)
		if (attribute <= 0 || attribute > description_->natts ||
			TupleDescAttr(description_, attribute - 1)->attisdropped)
			throw Error(sqlstate::undefined_column,
						"cannot mask column " + name(made.what.attribute) + " of table " + table_ +
							" in an older change",
						"Its label reads a column that was not there.");
	std::erase(made.reads, made.what.attribute);
	columns_.push_back(std::move(made));
}

std::string StreamRow::name(AttrNumber attribute) const {
	return in_quotes(NameStr(TupleDescAttr(description_, attribute - 1)->attname));
}

bool StreamRow::is_masked(AttrNumber attribute) const {
	return std::ranges::any_of(columns_, [&](Column const &column) { return column.what.attribute == attribute; });
}

bool StreamRow::in_identity(AttrNumber attribute) const {
	return bms_is_member(attribute - FirstLowInvalidHeapAttributeNumber, identity_);
}

void StreamRow::check_identity() const {
	for (Column const &column : columns_) {
		AttrNumber const attribute = column.what.attribute;
		if (!whole_row_identifies_ && !in_identity(attribute))
			continue;
		auto const refuse = [&](char const *detail) {
			throw Error(sqlstate::object_not_in_prerequisite_state,
						"cannot mask updates and deletes of table " + table_, detail,
						"Give column " + name(attribute) + " a label that makes one mask of one value, alone.");
		};
		if (!column.repeats)
			refuse("The mask of its replica identity is another one each time, so that no subscriber finds the row.");
		if (!whole_row_identifies_ && !column.reads.empty())
			refuse("The mask of its replica identity asks for other columns, which an old row does not carry.");
	}
}

StreamRow::Values StreamRow::deform(HeapTuple row) const {
	return pg::call([&] {
		auto const count = static_cast<Size>(description_->natts + 1);
		Values all{static_cast<Datum *>(palloc0(sizeof(Datum) * count)), static_cast<bool *>(palloc0(count)),
				   static_cast<bool *>(palloc0(count))};
		heap_deform_tuple(row, description_, all.values, all.nulls);
		for (int i = 0; i < description_->natts; ++i)
			all.missing[i] = !all.nulls[i] && TupleDescAttr(description_, i)->attlen == -1 &&
							 VARATT_IS_EXTERNAL_ONDISK(DatumGetPointer(all.values[i]));
		return all;
	});
}

HeapTuple StreamRow::mask(HeapTuple row, HeapTuple old) {
	Values from = deform(row);
	if (old != nullptr) {
		Values const before = deform(old);
		for (int i = 0; i < description_->natts; ++i)
			if (from.missing[i] && !before.missing[i]) {
				from.values[i] = before.values[i];
				from.nulls[i] = before.nulls[i];
				from.missing[i] = false;
			}
	}
	return mask(from, false);
}

HeapTuple StreamRow::mask_identity(HeapTuple row) { return mask(deform(row), !whole_row_identifies_); }

std::string StreamRow::text_of(AttrNumber attribute, Values const &from) const {
	char const *const text =
		pg::call([&] { return OutputFunctionCall(&outputs_[attribute - 1], from.values[attribute - 1]); });
	return to_utf8(text);
}

Datum StreamRow::masked_value(Column const &column, Values const &from) {
	Row row;
	std::string entity;
	std::vector<std::string> words;
	std::vector<std::string_view> views;
	if (ColumnRule const &rule = *column.what.rule; rule.needs_row()) {
		if (rule.entity != InvalidAttrNumber && !from.nulls[rule.entity - 1]) {
			entity = text_of(rule.entity, from);
			row.entity = entity;
		}
		for (AttrNumber const attribute : rule.words)
			if (!from.nulls[attribute - 1])
				words.push_back(text_of(attribute, from));
		views.assign(words.begin(), words.end());
		row.words = views;
	}
	return (*column.what.mask)(from.values[column.what.attribute - 1], row);
}

HeapTuple StreamRow::mask(Values const &from, bool identity_only) {
	auto const count = static_cast<std::size_t>(description_->natts);
	std::vector<Datum> values(from.values, from.values + count);
	std::unique_ptr<bool[]> const nulls{new bool[count + 1]};
	std::copy_n(from.nulls, count, nulls.get());
	std::vector<Column const *> expressions;
	for (Column const &column : columns_) {
		auto const i = static_cast<std::size_t>(column.what.attribute - 1);
		bool const is_generated = !column.what.rule;
		if (identity_only && (from.nulls[i] || !in_identity(column.what.attribute)))
			continue;
		bool const unchanged = from.missing[i] && !is_generated;
		if (unchanged && column.reads.empty())
			continue; // it keeps the mask that it was sent with
		bool const lacks =
			unchanged || std::ranges::any_of(column.reads, [&](AttrNumber read) { return from.missing[read - 1]; });
		if (lacks && !is_generated)
			throw Error(sqlstate::object_not_in_prerequisite_state,
						"cannot mask column " + name(column.what.attribute) + " of table " + table_ +
							" in a change that lacks a value",
						"Its label asks for a value that is stored out of line and did not change.",
						"Set REPLICA IDENTITY FULL, so that changes carry all values, or change the label.");
		ParamExternData &param = masks_->params[i];
		param.isnull = from.nulls[i] || !column.what.mask;
		if (!param.isnull)
			param.value = masked_value(column, from);
		values[i] = param.value;
		nulls[i] = param.isnull;
		if (column.expression != nullptr && !lacks)
			expressions.push_back(&column);
		else if (lacks)
			nulls[i] = true;
	}
	if (!expressions.empty())
		pg::call([&] {
			ExecClearTuple(slot_);
			std::copy_n(from.values, count, slot_->tts_values);
			std::copy_n(from.nulls, count, slot_->tts_isnull);
			ExecStoreVirtualTuple(slot_);
			context_->ecxt_scantuple = slot_;
		});
	for (Column const *const column : expressions) {
		auto const i = static_cast<std::size_t>(column->what.attribute - 1);
		pg::call([&] { values[i] = ExecEvalExpr(column->expression, context_, &nulls[i]); });
	}
	return pg::call([&] { return heap_form_tuple(description_, values.data(), nulls.get()); });
}

} // namespace confiture::mask
