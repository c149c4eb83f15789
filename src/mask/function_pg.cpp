#include "mask/function_pg.hpp"

#include <charconv>
#include <cmath>

#include "mask/arguments.hpp"
#include "mask/dictionary_pg.hpp"
#include "mask/numeric_pg.hpp"
#include "mask/range.hpp"
#include "mask/secret_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "mask/value_pg.hpp"
#include "mask/vault_pg.hpp"
#include "pg/datum.hpp"

namespace confiture::mask {

namespace {

// An argument that is not given has its default, or, where the strategy has none, a value that stands for it: the
// functions are strict, so that cannot be null.
constexpr std::string_view no_number = "'NaN'";

std::string literal(std::string_view text) {
	std::string result = "'";
	for (char const c : text)
		result.append(c == '\'' ? 2 : 1, c);
	return result + "'";
}

bool is_words(Strategy const &strategy, Argument const &argument) { // of the row, which a function is given itself
	return strategy.name == "redact_text" && argument.name == "columns";
}

std::string declare(Strategy const &strategy, Argument const &argument) {
	if (is_words(strategy, argument))
		return "words pg_catalog.text[] DEFAULT '{}'";
	std::string const name{argument.name};
	std::string const given{argument.default_value};
	switch (argument.type) {
	case ArgumentType::text:
	case ArgumentType::choice:
		return "\"" + name + "\" pg_catalog.text DEFAULT " + (given.empty() ? "''" : given);
	case ArgumentType::column:
		return "\"" + name + "\" pg_catalog.text" + (argument.required ? "" : " DEFAULT ''");
	case ArgumentType::integer:
		return "\"" + name + "\" pg_catalog.int4 DEFAULT " + given;
	case ArgumentType::number:
		return "\"" + name + "\" pg_catalog.float8 DEFAULT " + (given.empty() ? std::string{no_number} : given);
	case ArgumentType::boolean:
		return "\"" + name + "\" pg_catalog.bool DEFAULT " + given;
	case ArgumentType::interval:
		return "\"" + name + "\" pg_catalog.interval DEFAULT " + given;
	case ArgumentType::label:
	case ArgumentType::strategy:
	case ArgumentType::expression:
		break;
	}
	throw Error(sqlstate::internal_error, "argument \"" + name + "\" cannot be one of a function");
}

// Others are in functions.sql.
bool is_defined_here(Strategy const &strategy) { return strategy.floor == Floor::plain; }

// Under the key, by itself or by a strategy inside.
bool needs_key(Call const &call) {
	Strategy const *const strategy = find_strategy(call.strategy);
	return strategy == nullptr || strategy->takes_key || std::ranges::any_of(call.arguments, [](Given const &given) {
			   auto const *const nested = std::get_if<Nested>(&given.value);
			   return nested != nullptr && needs_key(*nested->call);
		   });
}

[[noreturn]] void refuse_masked_role(std::string const &function) {
	throw Error(sqlstate::insufficient_privilege, "a masked role cannot call \"confiture." + function + "\"",
				"It could mask guesses and compare.");
}

// A function's arguments behind the value, in order.
std::vector<Argument const *> arguments_of(Strategy const &strategy) {
	std::vector<Argument const *> all;
	for (auto const list : {strategy.arguments, common_arguments(strategy)})
		for (Argument const &argument : list)
			if (std::ranges::find(all, argument.name, &Argument::name) == all.end())
				all.push_back(&argument);
	// those that have to be given come first
	std::ranges::stable_partition(all, [](Argument const *argument) { return argument->required; });
	return all;
}

void define(Strategy const &strategy, std::string const &type, std::string const &library,
			std::vector<std::string> &out) {
	std::string const name = "confiture.\"" + std::string{strategy.name} + "\"";
	std::string signature = "value " + type;
	for (Argument const *const argument : arguments_of(strategy))
		signature += ", " + declare(strategy, *argument);
	out.push_back("CREATE FUNCTION " + name + "(" + signature + ") RETURNS " + type +
				  " LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS " + literal(library) + ", 'confiture_strategy'");
	std::string types = type; // of the signature, as COMMENT wants it
	for (Argument const *const argument : arguments_of(strategy)) {
		std::string declared = declare(strategy, *argument);
		declared = declared.substr(0, declared.find(" DEFAULT"));
		types += ", " + declared.substr(declared.find(' ') + 1);
	}
	out.push_back(
		"COMMENT ON FUNCTION " + name + "(" + types + ") IS " +
		literal("masks by the strategy " + std::string{strategy.name} + ": " + std::string{strategy.description}));
}

// ---- Calls

struct Prepared {
	Strategy const *strategy = nullptr;
	std::vector<Argument const *> arguments; // by position behind the value
	Oid type = InvalidOid;                   // of the value
	bool stable = true;                      // the arguments don't change from call to call
	int entity = -1;                         // positions of what tells of the row
	int words = -1;

	std::optional<Call> call; // what is compiled
	bool with_entity = false;
	std::uint64_t generation = 0;
	std::unique_ptr<ValueMask> mask; // by call_strategy
	std::shared_ptr<Dictionaries const> dictionaries;
	std::unique_ptr<Mask> revealing; // by reveal
	VaultName vault;                 // by tokenize
};

std::string function_name(FunctionCallInfo fcinfo) {
	char const *const name = pg::call([&] { return get_func_name(fcinfo->flinfo->fn_oid); });
	if (name == nullptr)
		throw Error(sqlstate::undefined_function, "masking function does not exist any more");
	return name;
}

std::unique_ptr<Prepared> prepare(FunctionCallInfo fcinfo, std::string const &strategy) {
	auto prepared = std::make_unique<Prepared>();
	prepared->strategy = find_strategy(strategy);
	if (!prepared->strategy)
		throw Error(sqlstate::undefined_object, "masking strategy \"" + strategy + "\" does not exist");
	if (prepared->strategy->takes_key && role_is_masked())
		refuse_masked_role(function_name(fcinfo));
	prepared->type = pg::call([&] { return get_fn_expr_argtype(fcinfo->flinfo, 0); });
	if (!OidIsValid(prepared->type))
		throw Error(sqlstate::feature_not_supported, "could not determine the type of the value to mask");

	struct Names {
		char **names;
		int count;
	};
	Names const names = pg::call([&] {
		HeapTuple const tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(fcinfo->flinfo->fn_oid));
		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "cache lookup failed for function %u", fcinfo->flinfo->fn_oid);
		Oid *types = nullptr;
		char *modes = nullptr;
		Names found{nullptr, 0};
		found.count = get_func_arg_info(tuple, &types, &found.names, &modes);
		ReleaseSysCache(tuple);
		return found;
	});
	for (int i = 1; i < std::min<int>(names.count, PG_NARGS()); ++i) {
		std::string_view const name = names.names[i];
		bool const words = name == "words";
		Argument const *const argument = find_argument(*prepared->strategy, words ? "columns" : name);
		if (argument == nullptr)
			throw Error(sqlstate::internal_error, "masking function has an argument too many");
		if (words)
			prepared->words = i;
		else if (argument->type == ArgumentType::column)
			prepared->entity = i;
		else if (!pg::call([&] { return get_fn_expr_arg_stable(fcinfo->flinfo, i); }))
			prepared->stable = false;
		prepared->arguments.push_back(argument);
	}
	return prepared;
}

std::string shortest(double number) {
	char text[64];
	return {text, std::to_chars(text, std::end(text), number).ptr};
}

// Leaves out what is as if not given, so that the arguments of a label are the same.
void add_given(Call &call, Argument const &argument, Datum datum) {
	std::string const name{argument.name};
	switch (argument.type) {
	case ArgumentType::text:
	case ArgumentType::choice: {
		std::string const text = to_utf8(pg::to_string(datum));
		if (literal(text) == argument.default_value || (text.empty() && argument.default_value.empty()))
			return;
		call.arguments.push_back({name, text});
		return;
	}
	case ArgumentType::integer:
	case ArgumentType::number: {
		double const number = argument.type == ArgumentType::integer ? DatumGetInt32(datum) : DatumGetFloat8(datum);
		if (std::isnan(number))
			return;
		if (std::string text = shortest(number); text != argument.default_value)
			call.arguments.push_back({name, Number{std::move(text), number}});
		return;
	}
	case ArgumentType::boolean:
		if ((argument.default_value == "true") != DatumGetBool(datum))
			call.arguments.push_back({name, DatumGetBool(datum)});
		return;
	case ArgumentType::interval: {
		auto const &interval = *reinterpret_cast<::Interval const *>(DatumGetPointer(datum));
		std::string text = std::to_string(interval.month) + " months " + std::to_string(interval.day) + " days " +
						   std::to_string(interval.time / USECS_PER_SEC) + " seconds";
		auto const standard = parse_interval(argument.default_value.substr(1, argument.default_value.size() - 2));
		if (parse_interval(text) != standard)
			call.arguments.push_back({name, std::move(text)});
		return;
	}
	case ArgumentType::column:
	case ArgumentType::label:
	case ArgumentType::strategy:
	case ArgumentType::expression:
		return;
	}
}

Call call_of(FunctionCallInfo fcinfo, Prepared const &prepared, bool entity_is_given) {
	Call call{std::string{prepared.strategy->name}, {}};
	for (std::size_t i = 0; i < prepared.arguments.size(); ++i) {
		int const position = static_cast<int>(i) + 1;
		if (position != prepared.entity && position != prepared.words)
			add_given(call, *prepared.arguments[i], PG_GETARG_DATUM(position));
	}
	// As in a label: of some strategies an entity changes more than the choice. What is named is no matter here.
	if (entity_is_given)
		call.arguments.push_back({"entity", std::string{"value"}});
	// Checked as a label's are: bounds, choices, and what else the parser knows.
	std::optional<Error> problem;
	try {
		call = parse_column_label(holds_strategies(*prepared.strategy)
									  ? call.strategy + "(" + to_utf8(pg::to_string(PG_GETARG_DATUM(1))) + ")"
									  : to_string(call));
	} catch (LabelError const &error) {
		problem.emplace(error.state, error.message, error.detail, error.hint); // without the place in a label
	}
	if (problem)
		throw *problem;
	if (needs_key(call) && role_is_masked()) // a strategy inside may be
		refuse_masked_role(function_name(fcinfo));
	return call;
}

// The rest of compiling, where something has changed since the last call.
template <typename Compile>
void refresh(FunctionCallInfo fcinfo, Prepared &prepared, bool entity_is_given, Compile &&compile_it) {
	bool const outdated = prepared.generation != ColumnMask::generation();
	if (prepared.call && !outdated && prepared.stable && prepared.with_entity == entity_is_given)
		return;
	prepared.with_entity = entity_is_given;
	Call call = call_of(fcinfo, prepared, entity_is_given);
	if (prepared.call && !outdated && call == *prepared.call)
		return;
	prepared.generation = ColumnMask::generation();
	compile_it(call);
	prepared.call = std::move(call);
}

void check_type(Call const &call, Prepared const &prepared, TypeInfo const &type) {
	if (prepared.strategy->types.has(type.type_class))
		return;
	throw Error(sqlstate::datatype_mismatch,
				"masking strategy \"" + call.strategy + "\" does not fit type " +
					pg::call([&] { return format_type_be(prepared.type); }),
				"It takes: " + to_string(prepared.strategy->types) + ".",
				"Strategies for it: " + names_for(type.type_class) + ".");
}

} // namespace

std::vector<std::string> function_definitions(std::string const &library) {
	std::vector<std::string> definitions;
	for (Strategy const &strategy : strategies()) {
		if (!is_defined_here(strategy))
			continue;
		if (strategy.types.has(Type::text)) // for literals, which have no type
			define(strategy, "pg_catalog.text", library, definitions);
		define(strategy, "pg_catalog.anyelement", library, definitions);
	}
	return definitions;
}

Datum call_strategy(FunctionCallInfo fcinfo) {
	auto *prepared = static_cast<Prepared *>(fcinfo->flinfo->fn_extra);
	if (prepared == nullptr)
		prepared = pg::keep(fcinfo->flinfo, prepare(fcinfo, function_name(fcinfo)));
	Row row;
	std::string entity;
	if (prepared->entity > 0) {
		entity = to_utf8(pg::to_string(PG_GETARG_DATUM(prepared->entity)));
		if (!entity.empty() || prepared->arguments[static_cast<std::size_t>(prepared->entity) - 1]->required)
			row.entity = entity;
	}
	refresh(fcinfo, *prepared, row.entity.has_value(), [&](Call const &call) {
		TypeInfo const type = type_info(prepared->type, -1);
		check_type(call, *prepared, type);
		prepared->mask = make_value_mask(call, {.type = prepared->type,
												.typmod = type.typmod,
												.compile_as = type.type_class,
												.max_length = type.max_length});
	});

	std::vector<std::string> words;
	std::vector<std::string_view> views;
	if (prepared->words > 0) {
		words = pg::to_strings(PG_GETARG_DATUM(prepared->words), "words");
		for (std::string &word : words) {
			word = to_utf8(word);
			views.emplace_back(word);
		}
		row.words = views;
	}
	return (*prepared->mask)(PG_GETARG_DATUM(0), row);
}

Datum tokenize(FunctionCallInfo fcinfo) {
	auto *prepared = static_cast<Prepared *>(fcinfo->flinfo->fn_extra);
	if (prepared == nullptr)
		prepared = pg::keep(fcinfo->flinfo, prepare(fcinfo, "tokenize"));
	TypeInfo const type = type_info(prepared->type, -1);
	refresh(fcinfo, *prepared, false, [&](Call const &call) {
		check_type(call, *prepared, type);
		if (type.array)
			throw Error(sqlstate::feature_not_supported, "elements of arrays cannot be tokenized");
		prepared->vault = vault_of(call);
	});
	VaultName const &vault = prepared->vault;
	Datum const value = PG_GETARG_DATUM(0);
	return pg::call([&] {
		Tokens tokens{.table = vault.table.c_str(),
					  .domain = vault.domain.c_str(),
					  .owner = vault.owner,
					  .type = type.base,
					  .typmod = type.typmod,
					  .type_class = type.type_class,
					  .max_length = type.max_length};
		tokens.begin();
		Datum const token = tokens(value);
		tokens.end();
		return token;
	});
}

Datum reveal(FunctionCallInfo fcinfo) {
	auto *prepared = static_cast<Prepared *>(fcinfo->flinfo->fn_extra);
	if (prepared == nullptr)
		prepared = pg::keep(fcinfo->flinfo, prepare(fcinfo, function_name(fcinfo) == "decrypt" ? "encrypt" : "fpe"));
	refresh(fcinfo, *prepared, false, [&](Call const &call) {
		prepared->dictionaries = current_dictionaries();
		prepared->revealing = compile(call, {.type = type_info(prepared->type, -1).type_class},
									  {current_keys(), *prepared->dictionaries});
	});
	Datum const value = PG_GETARG_DATUM(0);
	switch (prepared->type) {
	case INT4OID:
		return Int32GetDatum(static_cast<int32>(prepared->revealing->reveal(std::int64_t{DatumGetInt32(value)})));
	case INT8OID:
		return Int64GetDatum(prepared->revealing->reveal(std::int64_t{DatumGetInt64(value)}));
	default: {
		std::string out;
		bool const text = prepared->type != BYTEAOID;
		std::string const masked = pg::to_string(value);
		prepared->revealing->reveal(text ? to_utf8(masked) : masked, out);
		return pg::to_text(text ? from_utf8(out) : out); // bytea and text are laid out alike
	}
	}
}

Datum generalize_to_range(FunctionCallInfo fcinfo) {
	Oid const type = pg::call([&] { return get_fn_expr_argtype(fcinfo->flinfo, 0); });
	Oid const range_type = pg::call([&] { return get_fn_expr_rettype(fcinfo->flinfo); });
	struct Bounds {
		Datum lower, upper;
		bool endless = false; // the type ends before the range does
	} bounds{0, 0};
	Datum const value = PG_GETARG_DATUM(0);
	auto const step = [&]() -> double {
		double const given = PG_GETARG_FLOAT8(1);
		if (!(given > 0) || given > 1e15)
			throw Error(sqlstate::invalid_parameter_value, "step must be above 0 and at most 1e15");
		return given;
	};
	auto const whole_step = [&]() -> std::int64_t {
		double const given = step();
		if (given != std::floor(given))
			throw Error(sqlstate::invalid_parameter_value, "step must be a whole number for whole numbers");
		return static_cast<std::int64_t>(given);
	};
	auto const unit = [&](bool days) -> Unit {
		std::string const name = pg::to_string(PG_GETARG_DATUM(1));
		auto const found = unit_of(name);
		if (!found || (days && (*found == Unit::minute || *found == Unit::hour)))
			throw Error(sqlstate::invalid_parameter_value, "unit \"" + name + "\" is not valid",
						days ? "Units are: day, week, month, quarter, year, decade, century."
							 : "Units are: minute, hour, day, week, month, quarter, year, decade, century.");
		return *found;
	};
	switch (type) {
	case INT4OID: {
		auto const range = generalize(std::int64_t{DatumGetInt32(value)}, whole_step());
		bounds = {Int32GetDatum(static_cast<int32>(std::max<std::int64_t>(range.lower, INT32_MIN))),
				  Int32GetDatum(static_cast<int32>(range.upper)), range.upper > INT32_MAX};
		break;
	}
	case INT8OID: {
		auto const range = generalize(std::int64_t{DatumGetInt64(value)}, whole_step());
		bounds = {Int64GetDatum(range.lower), Int64GetDatum(range.upper), range.upper == INT64_MAX};
		break;
	}
	case NUMERICOID: {
		auto const number = to_decimal(value);
		if (!number)
			throw Error(sqlstate::invalid_parameter_value, "number lies in no range",
						"It is NaN, infinite, or of more than 38 digits.");
		auto const width = parse_decimal(shortest(step()));
		auto const range = generalize(*number, width.value_or(Decimal{10, 0}));
		bounds = {to_numeric(range.lower, -1), to_numeric(range.upper, -1)};
		break;
	}
	case DATEOID: {
		Date const day{DatumGetDateADT(value)};
		Unit const length = unit(true);
		if (!day.finite())
			throw Error(sqlstate::invalid_parameter_value, "infinity lies in no range");
		auto const range = generalize(day, length);
		bounds = {DateADTGetDatum(range.lower.days), DateADTGetDatum(range.upper.days)};
		break;
	}
	default: {
		Timestamp const time{DatumGetTimestamp(value)};
		Unit const length = unit(false);
		if (!time.finite())
			throw Error(sqlstate::invalid_parameter_value, "infinity lies in no range");
		auto const range = generalize(time, length);
		bounds = {TimestampGetDatum(range.lower.microseconds), TimestampGetDatum(range.upper.microseconds)};
		break;
	}
	}
	return pg::call([&] {
		TypeCacheEntry *const cache = range_get_typcache(fcinfo, range_type);
		RangeBound const lower{bounds.lower, false, true, true};
		RangeBound const upper{bounds.upper, bounds.endless, false, false};
		return RangeTypePGetDatum(pg::make_range(cache, lower, upper));
	});
}

} // namespace confiture::mask
