#include "mask/json_pg.hpp"

#include "mask/dictionary_pg.hpp"
#include "mask/numeric_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/utf8_pg.hpp"

namespace confiture::mask {

namespace {

constexpr int any_index = -1;

// A step of a path in a label, and of the way to a leaf.
struct Step {
	std::optional<std::string> name; // nothing: an index; "*": any name
	int index = any_index;
};

std::vector<Step> parse_path(std::string_view text) {
	std::vector<Step> steps;
	std::string_view rest = text;
	auto const fail = [&] {
		throw Error(sqlstate::syntax_error, "path \"" + std::string{text} + "\" in masking label is not valid",
					"A path is keys and indexes from the root, as user.emails[*].address.");
	};
	if (rest.starts_with('$'))
		rest.remove_prefix(1);
	while (!rest.empty()) {
		if (rest.starts_with('[')) {
			std::size_t const end = rest.find(']');
			if (end == std::string_view::npos)
				fail();
			std::string_view const index = rest.substr(1, end - 1);
			Step step;
			if (index != "*") {
				if (index.empty() || index.size() > 9 ||
					index.find_first_not_of("0123456789") != std::string_view::npos)
					fail();
				step.index = std::atoi(std::string{index}.c_str());
			}
			steps.push_back(step);
			rest.remove_prefix(end + 1);
			continue;
		}
		if (rest.starts_with('.'))
			rest.remove_prefix(1);
		std::size_t const end = std::min(rest.find_first_of(".["), rest.size());
		if (end == 0)
			fail();
		steps.push_back({std::string{rest.substr(0, end)}, any_index});
		rest.remove_prefix(end);
	}
	return steps;
}

// What masks the leaves at a path; without a mask for a kind of leaf, that is null.
struct Leaf {
	std::vector<Step> path;
	bool keep = false;
	std::unique_ptr<Mask> text;
	std::unique_ptr<Mask> number;
};

template <typename Make>
std::vector<Leaf> make_leaves(Call const &call, Make &&make) {
	std::vector<Leaf> leaves;
	for (Given const &given : call.arguments) {
		Call const &inner = *std::get<Nested>(given.value).call;
		Strategy const &strategy = *find_strategy(inner.strategy);
		Leaf leaf{parse_path(given.name), inner.strategy == "keep", nullptr, nullptr};
		if (inner.find("entity") || inner.find("columns"))
			throw Error(sqlstate::feature_not_supported, "strategies inside json(…) cannot name columns", {},
						"Leave out \"entity\" and \"columns\".");
		if (!leaf.keep && inner.strategy != "null") {
			if (strategy.floor == Floor::server ||
				!(strategy.types.has(Type::text) || strategy.types.has(Type::numeric)))
				throw Error(sqlstate::invalid_parameter_value,
							"masking strategy \"" + inner.strategy + "\" does not fit leaves of json", {},
							"Strategies for them: null, " + names_for(Type::text) + ".");
			if (strategy.types.has(Type::text))
				leaf.text = make(inner, Type::text);
			if (strategy.types.has(Type::numeric))
				leaf.number = make(inner, Type::numeric);
		}
		leaves.push_back(std::move(leaf));
	}
	return leaves;
}

class JsonMask : public ValueMask {
public:
	JsonMask(Call const &call, Target const &target, bool binary)
		: binary_{binary}, dictionaries_{current_dictionaries()}, leaves_{make_leaves(call, [&](Call const &inner,
																								Type type) {
			  return compile(inner, {.type = type, .domain = target.domain}, {current_keys(), *dictionaries_});
		  })} {}

	Datum operator()(Datum value, Row const &row) override {
		Jsonb *const document = binary_ ? pg::call([&] { return DatumGetJsonbP(value); }) : parse(value);
		Jsonb *const masked = walk(document, row);
		return pg::call([&] {
			if (binary_)
				return JsonbPGetDatum(masked);
			char *const text = DatumGetCString(DirectFunctionCall1(jsonb_out, JsonbPGetDatum(masked)));
			return PointerGetDatum(cstring_to_text(text));
		});
	}

private:
	// What jsonb cannot hold (NUL characters, huge numbers) is an error, which must not show what it is about.
	static Jsonb *parse(Datum json) {
		Jsonb *document = nullptr;
		if (pg::attempt([&] {
				char *const source = text_to_cstring(DatumGetTextPP(json));
				document = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(source)));
			}))
			throw Error(sqlstate::feature_not_supported, "cannot mask a json value that jsonb cannot hold");
		return document;
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

	[[nodiscard]] Leaf const *find() const {
		for (Leaf const &leaf : leaves_) {
			if (leaf.path.size() > way_.size())
				continue;
			bool matches = true;
			for (std::size_t i = 0; matches && i < leaf.path.size(); ++i) {
				Step const &wanted = leaf.path[i];
				Step const &here = way_[i];
				matches = wanted.name ? here.name && (*wanted.name == "*" || *wanted.name == *here.name)
									  : !here.name && (wanted.index == any_index || wanted.index == here.index);
			}
			if (matches)
				return &leaf;
		}
		return nullptr;
	}

	void mask(JsonbValue &value, Row const &row) {
		if (value.type == jbvNull)
			return;
		Leaf const *const leaf = find();
		if (!leaf || leaf->keep)
			return;
		if (value.type == jbvNumeric && leaf->number) {
			if (auto const number = to_decimal(NumericGetDatum(value.val.numeric)))
				value.val.numeric = DatumGetNumeric(to_numeric(leaf->number->numeric(*number, row), -1));
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
	std::vector<Leaf> leaves_;
	std::vector<Step> way_; // to where we are: a key, or an index from 0
};

} // namespace

std::unique_ptr<ValueMask> make_json_mask(Call const &call, Target const &target, bool binary) {
	if (call.strategy != "json")
		throw Error(sqlstate::feature_not_supported,
					"masking strategy \"" + call.strategy + "\" does not fit type json", {},
					"Strategies for it: " + names_for(Type::json) + ".");
	return std::make_unique<JsonMask>(call, target, binary);
}

void check_json_mask(Call const &call, Oid type, Dictionaries const &dictionaries) {
	if (type == XMLOID)
		throw Error(sqlstate::feature_not_supported, "masking strategy \"json\" does not fit type xml", {},
					"Strategies for it: null, value, expression, function.");
	(void) make_leaves(call, [&](Call const &inner, Type leaf) {
		check(inner, {.type = leaf}, dictionaries);
		return std::unique_ptr<Mask>{};
	});
}

} // namespace confiture::mask
