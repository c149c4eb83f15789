#include "mask/composite_pg.hpp"

#include "mask/quote.hpp"

namespace confiture::mask {

namespace {

struct Field {
	Call const *call; // nullptr: dropped
	ValueTarget target;
};

std::string type_name(Oid type) {
	return pg::call([&] { return format_type_be(type); });
}

// The fields of a type as it is now, each with its strategy.
std::vector<Field> fields_of(Call const &call, TypeInfo const &type, std::string_view domain) {
	if (type.type_class != Type::composite)
		throw Error(sqlstate::datatype_mismatch,
					"masking strategy \"fields\" does not fit type " + type_name(type.base));
	TupleDesc const columns = pg::call([&] { return lookup_rowtype_tupdesc_copy(type.base, -1); });
	std::vector<Field> fields;
	std::size_t used = 0;
	for (int i = 0; i < columns->natts; ++i) {
		Form_pg_attribute const column = TupleDescAttr(columns, i);
		if (column->attisdropped) {
			fields.push_back({nullptr, {}});
			continue;
		}
		std::string const name = NameStr(column->attname);
		Value const *const given = call.find(name);
		if (given == nullptr)
			throw Error(sqlstate::invalid_parameter_value,
						"masking strategy \"fields\" lacks the field " + in_quotes(name) + " of type " +
							type_name(type.base),
						"All fields have to be named.", "\"keep\" says that a field may be seen in clear.");
		++used;
		Call const &inner = *std::get<Nested>(*given).call;
		TypeInfo const field = type_info(column->atttypid, column->atttypmod);
		if (inner.find("entity") || inner.find("columns"))
			throw Error(sqlstate::feature_not_supported, "strategies of fields cannot name columns", {},
						"Leave out \"entity\" and \"columns\".");
		if (inner.strategy != "null" && !masks_values(inner))
			throw Error(sqlstate::invalid_parameter_value,
						"masking strategy \"" + inner.strategy + "\" does not fit fields", {},
						"Fields are masked by \"null\", \"keep\", and strategies of single values.");
		if (!find_strategy(inner.strategy)->types.has(field.type_class))
			throw Error(sqlstate::invalid_parameter_value,
						"masking strategy \"" + inner.strategy + "\" does not fit field " + in_quotes(name) +
							" of type " + type_name(type.base),
						{}, "Strategies for it: " + names_for(field.type_class) + ".");
		fields.push_back({&inner,
						  {.type = column->atttypid,
						   .typmod = column->atttypmod,
						   .compile_as = field.type_class,
						   .max_length = field.max_length,
						   .domain = domain}});
	}
	if (used != call.arguments.size())
		throw Error(sqlstate::undefined_column, "type " + type_name(type.base) + " has fewer fields than are named",
					"Names are as in the catalogs.");
	return fields;
}

class CompositeMask : public ValueMask {
public:
	CompositeMask(Call const &call, TypeInfo const &type, std::string_view domain)
		: columns_{columns_of(type.base)}, values_(static_cast<std::size_t>(columns_->natts)) {
		for (Field const &field : fields_of(call, type, domain))
			masks_.push_back(field.call == nullptr || field.call->strategy == "null"
								 ? nullptr
								 : make_value_mask(*field.call, field.target));
		nulls_ = std::make_unique<bool[]>(values_.size());
	}
	~CompositeMask() override { FreeTupleDesc(columns_); } // which reports no errors

	Datum operator()(Datum value, Row const &row) override {
		auto const count = static_cast<int>(masks_.size());
		pg::call([&] {
			HeapTupleHeader const header = DatumGetHeapTupleHeader(value);
			// a value of another shape than the type has now
			if (HeapTupleHeaderGetNatts(header) > count || HeapTupleHeaderGetTypeId(header) != columns_->tdtypeid)
				ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH), errmsg("cannot mask a value of another row type")));
			HeapTupleData tuple{};
			tuple.t_len = HeapTupleHeaderGetDatumLength(header);
			ItemPointerSetInvalid(&tuple.t_self);
			tuple.t_data = header;
			heap_deform_tuple(&tuple, columns_, values_.data(), nulls_.get());
		});
		for (std::size_t i = 0; i < masks_.size(); ++i) {
			if (masks_[i] == nullptr)
				nulls_[i] = true;
			else if (!nulls_[i])
				values_[i] = (*masks_[i])(values_[i], row);
		}
		return pg::call([&] { return HeapTupleGetDatum(heap_form_tuple(columns_, values_.data(), nulls_.get())); });
	}

private:
	static TupleDesc columns_of(Oid type) {
		return pg::call([&] {
			MemoryContext const outer = MemoryContextSwitchTo(TopMemoryContext);
			TupleDesc const columns = lookup_rowtype_tupdesc_copy(type, -1);
			MemoryContextSwitchTo(outer);
			return columns;
		});
	}

	TupleDesc const columns_;
	std::vector<std::unique_ptr<ValueMask>> masks_; // nullptr: null
	std::vector<Datum> values_;
	std::unique_ptr<bool[]> nulls_;
};

} // namespace

std::unique_ptr<ValueMask> make_composite_mask(Call const &call, TypeInfo const &type, std::string_view domain) {
	return std::make_unique<CompositeMask>(call, type, domain);
}

void check_composite_mask(Call const &call, TypeInfo const &type) {
	for (Field const &field : fields_of(call, type, {}))
		if (field.call != nullptr && field.call->strategy != "null" && field.call->strategy != "keep")
			check_value_mask(*field.call, field.target);
}

} // namespace confiture::mask
