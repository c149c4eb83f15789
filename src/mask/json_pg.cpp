#include "mask/json_pg.hpp"

#include "mask/dictionary_pg.hpp"
#include "mask/leaves.hpp"
#include "mask/numeric_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "mask/varlena_pg.hpp"
#include "mask/xml.hpp"

namespace confiture::mask {

namespace {

Leaves leaves_of(Call const &call, Target const &target, Dictionaries const &dictionaries) {
	return {call, [&](Call const &inner, Type type) {
				return compile(inner, {.type = type, .domain = target.domain}, {current_keys(), dictionaries});
			}};
}

class JsonMask : public ValueMask {
public:
	JsonMask(Call const &call, Target const &target, bool binary)
		: binary_{binary}, dictionaries_{current_dictionaries()}, leaves_{leaves_of(call, target, *dictionaries_)} {}

	Datum operator()(Datum value, Row const &row) override {
		Jsonb *const document = binary_ ? pg::call([&] { return DatumGetJsonbP(value); }) : parse(value);
		if (document == nullptr)
			return to_varlena("null");
		Jsonb *const masked = walk(document, row);
		return pg::call([&] {
			if (binary_)
				return JsonbPGetDatum(masked);
			char *const text = DatumGetCString(DirectFunctionCall1(jsonb_out, JsonbPGetDatum(masked)));
			return PointerGetDatum(cstring_to_text(text));
		});
	}

private:
	// nullptr: jsonb cannot hold it (NUL characters, huge numbers, too deep). Nothing of it is certain then.
	static Jsonb *parse(Datum json) {
		Jsonb *document = nullptr;
		auto const error = pg::attempt([&] {
			char *const source = text_to_cstring(DatumGetTextPP(json));
			document = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(source)));
		});
		if (!error)
			return document;
		int const category = ERRCODE_TO_CATEGORY(error->data->sqlerrcode);
		if (category != ERRCODE_TO_CATEGORY(ERRCODE_DATA_EXCEPTION) && category != ERRCODE_PROGRAM_LIMIT_EXCEEDED)
			throw *error;
		pg::call([&] { MemoryContextDelete(error->data->assoc_context); });
		return nullptr;
	}

	struct Walk {
		JsonbIterator *iterator;
		JsonbParseState *state;
		JsonbValue value;
		JsonbValue *result;
	};

	Jsonb *walk(Jsonb *document, Row const &row) {
		way_.clear();
		Walk walk{};
		bool const is_scalar = pg::call([&] {
			walk.iterator = JsonbIteratorInit(&document->root);
			return static_cast<bool>(walk.iterator->isScalar);
		});
		for (;;) {
			JsonbIteratorToken const token =
				pg::call([&] { return JsonbIteratorNext(&walk.iterator, &walk.value, false); });
			if (token == WJB_DONE)
				break;
			pg::check_for_interrupts();
			switch (token) {
			case WJB_KEY:
				way_.back().name.emplace(walk.value.val.string.val,
										 static_cast<std::size_t>(walk.value.val.string.len));
				break;
			case WJB_BEGIN_OBJECT:
			case WJB_BEGIN_ARRAY:
				count_element();
				if (!(token == WJB_BEGIN_ARRAY && is_scalar))
					way_.push_back({token == WJB_BEGIN_OBJECT ? std::optional<std::string>{""} : std::nullopt, -1});
				break;
			case WJB_END_OBJECT:
			case WJB_END_ARRAY:
				if (!way_.empty())
					way_.pop_back();
				break;
			case WJB_ELEM:
				count_element();
				[[fallthrough]];
			case WJB_VALUE:
				mask(walk.value, row);
				break;
			case WJB_DONE:
				break;
			}
			bool const has_value = token == WJB_KEY || token == WJB_VALUE || token == WJB_ELEM;
			pg::call([&] { walk.result = pushJsonbValue(&walk.state, token, has_value ? &walk.value : nullptr); });
		}
		if (walk.result->type == jbvArray)
			walk.result->val.array.rawScalar = is_scalar;
		return pg::call([&] { return JsonbValueToJsonb(walk.result); });
	}

	void count_element() { // of an array that we are in
		if (!way_.empty() && !way_.back().name)
			++way_.back().index;
	}

	void mask(JsonbValue &value, Row const &row) {
		if (value.type == jbvNull)
			return;
		Leaf const *const leaf = leaves_.find(way_);
		if (!leaf || leaf->keep)
			return;
		if (value.type == jbvNumeric && leaf->number) {
			value.val.numeric =
				DatumGetNumeric(mask_numeric(*leaf->number, NumericGetDatum(value.val.numeric), row, -1));
			return;
		}
		std::string text;
		if (value.type == jbvString)
			text.assign(value.val.string.val, static_cast<std::size_t>(value.val.string.len));
		else if (value.type == jbvNumeric)
			text = pg::call(
				[&] { return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value.val.numeric))); });
		if (!leaf->text || value.type == jbvBool) {
			value.type = jbvNull;
			return;
		}
		std::string out;
		leaf->text->text(to_utf8(text), row, out);
		out = from_utf8(out);
		char *const copy = pg::call([&] { return pnstrdup(out.data(), out.size()); });
		value.type = jbvString;
		value.val.string.val = copy;
		value.val.string.len = static_cast<int>(out.size());
	}

	bool const binary_;
	std::shared_ptr<Dictionaries const> dictionaries_;
	Leaves leaves_;
	std::vector<Step> way_; // to where we are: a key, or an index from 0
};

class XmlValueMask : public ValueMask {
public:
	XmlValueMask(Call const &call, Target const &target)
		: dictionaries_{current_dictionaries()}, mask_{leaves_of(call, target, *dictionaries_)} {}

	Datum operator()(Datum value, Row const &row) override {
		std::string const document = to_utf8(view(value));
		return to_varlena(from_utf8(mask_(document, row)));
	}

private:
	std::shared_ptr<Dictionaries const> dictionaries_;
	XmlMask mask_;
};

} // namespace

std::unique_ptr<ValueMask> make_json_mask(Call const &call, Target const &target, Oid type) {
	if (call.strategy != "json")
		throw Error(sqlstate::feature_not_supported,
					"masking strategy \"" + call.strategy + "\" does not fit type json", {},
					"Strategies for it: " + names_for(Type::json) + ".");
	if (type == XMLOID)
		return std::make_unique<XmlValueMask>(call, target);
	return std::make_unique<JsonMask>(call, target, type == JSONBOID);
}

void check_json_mask(Call const &call, Oid type, Dictionaries const &dictionaries) {
	Leaves leaves{call, [&](Call const &inner, Type leaf) {
					  check(inner, {.type = leaf}, dictionaries);
					  return std::unique_ptr<Mask>{};
				  }};
	if (type != XMLOID)
		return;
#ifndef USE_LIBXML // nothing has parsed what would be a value
	throw Error(sqlstate::feature_not_supported, "masking strategy \"json\" does not fit type xml",
				"This server is built without libxml.", "Strategies for it: null, value, expression, function.");
#else
	XmlMask const mask{std::move(leaves)};
#endif
}

} // namespace confiture::mask
