#include "mask/dictionary_pg.hpp"
#include "mask/follow_pg.hpp"
#include "mask/function_pg.hpp"
#include "mask/labels_pg.hpp"
#include "mask/resolve_pg.hpp"
#include "mask/secret_pg.hpp"
#include "mask/utf8_pg.hpp"
#include "mask/value_pg.hpp"
#include "pg/datum.hpp"

using namespace confiture;
using namespace confiture::mask;

CONFITURE_FUNCTION(confiture_dictionary_changed) {
	forget_dictionaries();
	return PointerGetDatum(nullptr);
}

CONFITURE_FUNCTION(confiture_rule_in) {
	throw Error(sqlstate::feature_not_supported, "values of type confiture.rule cannot be written");
}

CONFITURE_FUNCTION(confiture_rule_out) {
	auto const [relation, attribute] = from_number(PG_GETARG_INT64(0));
	std::string const text = qualified_name(relation) + "." + column_info(relation, attribute).name;
	return pg::call([&] { return CStringGetDatum(pstrdup(text.c_str())); });
}

// The mask of a column, found once per query and kept with the expression.
struct KeptMask {
	std::int64_t rule;
	std::shared_ptr<ColumnMask> mask;
};

static void prepare(FunctionCallInfo fcinfo, KeptMask &kept, std::int64_t rule) {
	auto const [relation, attribute] = from_number(rule);
	Oid const given = pg::call([&] { return get_fn_expr_argtype(fcinfo->flinfo, 0); });
	if (given != column_info(relation, attribute).type)
		throw Error(sqlstate::datatype_mismatch, "masking rule is of a column of another type");
	kept = {rule, mask_of(relation, attribute)};
}

static ColumnMask &kept_mask(FunctionCallInfo fcinfo) {
	std::int64_t const rule = PG_GETARG_INT64(1);
	auto *kept = static_cast<KeptMask *>(fcinfo->flinfo->fn_extra);
	if (kept != nullptr && kept->rule == rule && kept->mask->is_current()) [[likely]]
		return *kept->mask;
	if (kept == nullptr) {
		auto fresh = std::make_unique<KeptMask>();
		prepare(fcinfo, *fresh, rule);
		kept = pg::keep(fcinfo->flinfo, std::move(fresh));
	} else {
		prepare(fcinfo, *kept, rule);
	}
	return *kept->mask;
}

CONFITURE_FUNCTION(confiture_mask) { return kept_mask(fcinfo)(PG_GETARG_DATUM(0)); }

CONFITURE_FUNCTION(confiture_mask_in_row) {
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	ColumnMask &mask = kept_mask(fcinfo);
	Row row;
	std::string entity;
	if (pg::is_given(fcinfo, 2)) {
		entity = to_utf8(pg::to_string(PG_GETARG_DATUM(2)));
		row.entity = entity;
	}
	std::vector<std::string> words;
	if (pg::is_given(fcinfo, 3)) {
		words = pg::to_present_strings(PG_GETARG_DATUM(3));
		std::ranges::for_each(words, [](std::string &word) { word = to_utf8(word); });
	}
	std::vector<std::string_view> const views(words.begin(), words.end());
	row.words = views;
	return mask(PG_GETARG_DATUM(0), row);
}

CONFITURE_FUNCTION(confiture_strategies) {
	pg::Rows rows(fcinfo);
	for (Strategy const &strategy : strategies()) {
		std::string arguments;
		for (auto const list : {strategy.arguments, common_arguments(strategy)})
			for (Argument const &argument : list)
				arguments += (arguments.empty() ? "" : ", ") + describe(argument);
		rows.add({pg::to_text(strategy.name), pg::to_text(name_of(strategy.category)),
				  pg::to_text(to_string(strategy.types)), pg::to_text(arguments), BoolGetDatum(strategy.deterministic),
				  pg::to_text(to_string(strategy.uniqueness)), BoolGetDatum(strategy.reversible),
				  pg::to_text(strategy.description)});
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_function_definitions) {
	std::string const library = pg::to_string(PG_GETARG_DATUM(0));
	pg::Rows rows(fcinfo, pg::Rows::of_one_column);
	for (std::string const &definition : function_definitions(library))
		rows.add({pg::to_text(definition)});
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_strategy) { return call_strategy(fcinfo); }

CONFITURE_FUNCTION(confiture_tokenize) { return tokenize(fcinfo); }

CONFITURE_FUNCTION(confiture_reveal) { return reveal(fcinfo); }

CONFITURE_FUNCTION(confiture_generalize) { return generalize_to_range(fcinfo); }

CONFITURE_FUNCTION(confiture_masking_rules) {
	using Value = pg::Rows::Value;
	pg::Rows rows(fcinfo);
	auto const text = [](std::string_view value) { return value.empty() ? Value() : Value(pg::to_text(value)); };
	auto const problem = [](std::optional<Error> const &error) {
		return error ? Value(pg::to_text(error->message + (error->detail.empty() ? "" : ". " + error->detail)))
					 : Value();
	};
	for (Oid const relation : has_rules() ? all_tables() : std::vector<Oid>{}) {
		pg::check_for_interrupts();
		std::shared_ptr<RelationRules const> rules;
		try {
			rules = rules_of(relation);
		} catch (Error const &error) {
			rows.add({ObjectIdGetDatum(relation), {}, {}, {}, {}, {}, {}, {}, {}, problem(error)});
			continue;
		}
		if (!rules)
			continue;
		if (rules->table)
			rows.add({ObjectIdGetDatum(relation),
					  {},
					  {},
					  pg::to_text(to_string(*rules->table)),
					  {},
					  {},
					  {},
					  {},
					  {},
					  problem(problem_of(relation, *rules->table))});
		for (ColumnRule const &rule : rules->columns) {
			ColumnInfo const column = column_info(relation, rule.attribute);
			Datum const type =
				pg::call([&] { return CStringGetTextDatum(format_type_with_typemod(column.type, column.typmod)); });
			Datum const name =
				pg::call([&] { return DirectFunctionCall1(namein, CStringGetDatum(column.name.c_str())); });
			static constexpr std::string_view sources[] = {"own", "ancestor", "descendant", "key"};
			rows.add({ObjectIdGetDatum(relation), name, type, pg::to_text(rule.label), pg::to_text(rule.call.strategy),
					  pg::to_text(sources[static_cast<std::size_t>(rule.source)]),
					  ObjectIdGetDatum(rule.source_relation), text(rule.domain), BoolGetDatum(rule.unique),
					  problem(problem_of(relation, rule.attribute, rule.call))});
		}
	}
	return (Datum) 0;
}

CONFITURE_FUNCTION(confiture_resolve_labels) { PG_RETURN_INT32(resolve_labels()); }

CONFITURE_FUNCTION(confiture_rotate_secret) {
	if (!pg::call([] { return superuser(); }))
		throw Error(sqlstate::insufficient_privilege, "permission denied to rotate the masking secret",
					"Only superusers may.");
	return pg::to_text(rotate_secret());
}
