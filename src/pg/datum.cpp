#include "pg/datum.hpp"

namespace confiture::pg {

std::string to_string(Datum text) {
	auto const *value = call([&] { return PG_DETOAST_DATUM_PACKED(text); });
	return {VARDATA_ANY(value), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(value))};
}

Datum to_text(std::string_view value) {
	return call(
		[&] { return PointerGetDatum(cstring_to_text_with_len(value.data(), static_cast<int>(value.size()))); });
}

template <typename OnNull>
static std::vector<std::string> strings(Datum array, OnNull &&on_null) {
	Datum *elements;
	bool *nulls;
	int count;
	call([&] {
		deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	});
	std::vector<std::string> values;
	values.reserve(static_cast<std::size_t>(count));
	for (int i = 0; i < count; ++i) {
		if (nulls[i])
			on_null();
		else
			values.push_back(to_string(elements[i]));
	}
	return values;
}

std::vector<std::string> to_strings(Datum array, char const *what) {
	return strings(
		array, [&] { throw Error(sqlstate::invalid_parameter_value, std::string(what) + " must not contain nulls"); });
}

std::vector<std::string> to_present_strings(Datum array) {
	return strings(array, [] {});
}

Datum to_text_array(std::span<std::string const> values) {
	std::vector<Datum> elements;
	elements.reserve(values.size());
	for (std::string const &value : values)
		elements.push_back(to_text(value));
	return call([&] {
		return PointerGetDatum(
			construct_array(elements.data(), static_cast<int>(elements.size()), TEXTOID, -1, false, TYPALIGN_INT));
	});
}

JsonFields to_fields(Datum jsonb, char const *what) {
	struct Walk {
		Jsonb *root;
		JsonbIterator *iterator;
		JsonbValue value;
	};
	Walk walk;
	bool const is_object = call([&] {
		walk.root = DatumGetJsonbP(jsonb);
		walk.iterator = JsonbIteratorInit(&walk.root->root);
		return JB_ROOT_IS_OBJECT(walk.root);
	});
	Error const shape(sqlstate::invalid_parameter_value, std::string(what) + " must be a JSON object of scalar values");
	if (!is_object)
		throw shape;

	JsonFields fields;
	auto const next = [&] { return call([&] { return JsonbIteratorNext(&walk.iterator, &walk.value, true); }); };
	for (JsonbIteratorToken token = next(); token != WJB_DONE; token = next()) {
		if (token == WJB_KEY) {
			fields.emplace_back(std::string(walk.value.val.string.val, walk.value.val.string.len), std::nullopt);
		} else if (token == WJB_VALUE) {
			switch (walk.value.type) {
			case jbvNull:
				break;
			case jbvString:
				fields.back().second = std::string(walk.value.val.string.val, walk.value.val.string.len);
				break;
			case jbvBool:
				fields.back().second = walk.value.val.boolean ? "true" : "false";
				break;
			case jbvNumeric:
				fields.back().second = call([&] {
					return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(walk.value.val.numeric)));
				});
				break;
			default:
				throw shape;
			}
		}
	}
	return fields;
}

Rows::Rows(FunctionCallInfo fcinfo, std::uint32_t flags)
	: info_{reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo)} {
	call([&] { InitMaterializedSRF(fcinfo, flags); });
}

void Rows::add(std::initializer_list<Value> values) {
	std::array<Datum, 32> datums;
	std::array<bool, 32> nulls;
	std::size_t count = 0;
	for (Value const &value : values) {
		datums[count] = value.datum;
		nulls[count++] = value.is_null;
	}
	call([&] { tuplestore_putvalues(info_->setResult, info_->setDesc, datums.data(), nulls.data()); });
}

} // namespace confiture::pg
