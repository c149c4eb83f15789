#include "mask/rule_pg.hpp"

#include <set>
#include <unordered_set>

#include "mask/labels_pg.hpp"
#include "mask/own_schema_pg.hpp"
#include "mask/related_pg.hpp"
#include "mask/state_pg.hpp"
#include "mask/value_pg.hpp"
#include "mask/quote.hpp"

namespace confiture::mask {

namespace {

// ---- What is kept per session

// What the columns have in common that foreign keys, inheritance or the argument "domain" join.
struct Component {
	std::optional<Type> smallest; // of whole numbers
	std::size_t max_length = 0;
	bool unique = false;
	bool key = false;
};
using Components = std::map<ColumnNode, std::shared_ptr<Component const>>;

struct State {
	std::shared_ptr<Labels const> labels;
	std::shared_ptr<ForeignKeys const> foreign_keys;
	struct Entry {
		std::shared_ptr<RelationRules const> rules;
		std::optional<Error> problem;
	};
	std::unordered_map<Oid, Entry> rules;
	Components components;
	std::unordered_set<Oid> depends; // relations that the rules were made from
	std::uint64_t generation = 1;
};

State &state() {
	static auto *const kept = new State; // never destroyed: exit handlers may still ask
	return *kept;
}

// Plans in other queries may hold the rules: a foreign key hands them on to tables that didn't change themselves.
void forget_rules() {
	State &kept = state();
	++kept.generation;
	kept.rules.clear();
	kept.components.clear();
	kept.depends.clear();
	if (last_masking() != Masking::off)
		ResetPlanCache();
}

void on_relation(Datum, Oid relation) {
	State &kept = state();
	// The provider names pg_seclabel when a label changes: pg_seclabel has no cache that would tell.
	if (relation == InvalidOid || relation == SecLabelRelationId) {
		kept.labels.reset();
		kept.foreign_keys.reset();
		forget_rules();
	} else if (kept.depends.contains(relation)) {
		forget_rules();
	}
}

void on_constraint(Datum, int, uint32) {
	State &kept = state();
	if (kept.foreign_keys) {
		kept.foreign_keys.reset();
		forget_rules();
	}
}

void on_schema(Datum, int, uint32) { // masking domains bear names of schemas
	if (!state().depends.empty())
		forget_rules();
}

std::shared_ptr<Labels const> current_labels(Labels::Trees trees) {
	State &kept = state();
	auto const is_enough = [&] { return kept.labels && (trees == Labels::without_trees || kept.labels->have_trees()); };
	for (int tries = 0; !is_enough(); ++tries) { // an invalidation may come while they are read
		std::uint64_t const before = kept.generation;
		auto labels = std::make_shared<Labels const>(Labels::read(trees));
		if (kept.generation == before || tries == 8)
			kept.labels = labels;
	}
	return kept.labels;
}

std::shared_ptr<ForeignKeys const> current_foreign_keys() {
	State &kept = state();
	for (int tries = 0; !kept.foreign_keys; ++tries) {
		std::uint64_t const before = kept.generation;
		auto keys = std::make_shared<ForeignKeys const>(ForeignKeys::read());
		if (kept.generation == before || tries == 8)
			kept.foreign_keys = keys;
	}
	return kept.foreign_keys;
}

// ---- Rules made

class Maker {
	static constexpr char own_hint[] = "Give the column a label of its own, or the same to both of these.";

public:
	Maker(Labels const &labels, ForeignKeys const &keys, Components const &known)
		: labels_{labels}, keys_{keys}, known_components_{known} {}

	std::shared_ptr<RelationRules const> make(Oid relation) {
		RelationRules rules{relation, table_rule(relation), {}, false};
		rules.labelled =
			labels_.has(relation) || std::ranges::any_of(family(relation), [&](Oid r) { return labels_.has(r); });
		int const count = column_count(relation);
		for (AttrNumber attribute = 1; attribute <= count; ++attribute) {
			ColumnInfo const column = column_info(relation, attribute);
			if (column.name.empty())
				continue;
			std::set<ColumnNode> asked;
			if (auto const found = label_of({relation, attribute}, column.name, asked))
				rules.columns.push_back(rule({relation, attribute}, column, *found));
		}
		if (!rules.table && rules.columns.empty() && !rules.labelled)
			return nullptr;
		return std::make_shared<RelationRules const>(std::move(rules));
	}

	// As join() would, if the column had the label.
	Joined joined(ColumnNode node, Labelled const &label) {
		ColumnInfo const column = column_info(node.relation, node.attribute);
		TypeInfo const type = type_info(column.type, column.typmod);
		std::shared_ptr<Component const> const component = find_component(node, labels_.of_domain(label.domain));
		return {is_whole(type.type_class) ? component->smallest.value_or(type.type_class) : type.type_class,
				component->max_length};
	}

	[[nodiscard]] std::set<Oid> const &seen() const { return seen_; }
	[[nodiscard]] Components &components() { return components_; }

private:
	struct Found {
		Labelled const *label;
		Oid relation;
		ColumnRule::Source source;
	};

	// Parents, nearest first, without the relation itself; the same for children.
	std::vector<Oid> ancestors(Oid relation) { return reach(relation, parents_); }
	std::vector<Oid> descendants(Oid relation) { return reach(relation, children_); }
	std::vector<Oid> family(Oid relation) {
		std::vector<Oid> all = ancestors(relation);
		std::ranges::copy(descendants(relation), std::back_inserter(all));
		return all;
	}

	std::vector<Oid> reach(Oid relation, std::map<Oid, std::vector<Oid>> &known) {
		std::vector<Oid> all;
		std::vector<Oid> level{relation};
		seen_.insert(relation);
		while (!level.empty()) {
			std::vector<Oid> next;
			for (Oid const one : level)
				for (Oid const related : neighbours(one, known))
					if (std::ranges::find(all, related) == all.end()) {
						seen_.insert(related);
						all.push_back(related);
						next.push_back(related);
					}
			level = std::move(next);
		}
		return all;
	}

	std::vector<Oid> const &neighbours(Oid relation, std::map<Oid, std::vector<Oid>> &known) {
		auto [at, is_new] = known.try_emplace(relation);
		if (is_new)
			at->second = &known == &parents_ ? parents_of(relation) : children_of(relation);
		return at->second;
	}

	[[noreturn]] static void contradiction(Oid relation, std::string const &column, Oid one, Oid other,
										   std::string hint = "Give the column the same label in both.") {
		throw Error(sqlstate::object_not_in_prerequisite_state,
					"masking labels of column " + in_quotes(column) + " of table " + qualified_name(relation) +
						" contradict one another",
					"That of table " + qualified_name(one) + " and that of table " + qualified_name(other) + " differ.",
					std::move(hint));
	}

	Labelled const *own_label(Oid relation, std::string const &column) {
		if (!labels_.has(relation))
			return nullptr;
		AttrNumber const attribute = attribute_of(relation, column);
		return attribute == InvalidAttrNumber ? nullptr : labels_.find(relation, attribute);
	}

	// The label that decides a column, wherever it stands. "asked" ends circles of foreign keys.
	std::optional<Found> label_of(ColumnNode node, std::string const &name, std::set<ColumnNode> &asked) {
		if (!asked.insert(node).second)
			return {};
		std::optional<Found> found;
		if (Labelled const *const own = labels_.find(node.relation, node.attribute))
			found = Found{own, node.relation, ColumnRule::Source::own};
		std::vector<Oid> const above = ancestors(node.relation);
		if (!found)
			for (Oid const ancestor : above)
				if (Labelled const *const label = own_label(ancestor, name)) {
					found = Found{label, ancestor, ColumnRule::Source::ancestor};
					break;
				}
		// With several parents none is nearer than the other: they have to agree.
		if (found && found->source == ColumnRule::Source::ancestor)
			for (Oid const parent : neighbours(node.relation, parents_))
				if (Labelled const *const label = own_label(parent, name); label && label->text != found->label->text)
					contradiction(node.relation, name, found->relation, parent, own_hint);
		// Rows of descendants are read through this relation.
		std::vector<Oid> const below = descendants(node.relation);
		for (Oid const descendant : below)
			if (Labelled const *const label = own_label(descendant, name)) {
				if (!found)
					found = Found{label, descendant, ColumnRule::Source::descendant};
				else if (label->text != found->label->text)
					contradiction(node.relation, name, found->relation, descendant);
			}
		if (found)
			return found;
		// The key that it references; foreign keys of a parent or child count for it too, as their labels do.
		for (Oid const relation : related(node.relation, above, below)) {
			AttrNumber const attribute = relation == node.relation ? node.attribute : attribute_of(relation, name);
			for (ColumnNode const &key : keys_.referenced_by({relation, attribute})) {
				seen_.insert(key.relation);
				auto const other = label_of(key, column_info(key.relation, key.attribute).name, asked);
				if (!other)
					continue;
				if (!found)
					found = Found{other->label, other->relation, ColumnRule::Source::key};
				else if (other->label->text != found->label->text)
					contradiction(node.relation, name, found->relation, other->relation, own_hint);
			}
		}
		return found;
	}

	static std::vector<Oid> related(Oid relation, std::vector<Oid> const &above, std::vector<Oid> const &below) {
		std::vector<Oid> all{relation};
		all.insert(all.end(), above.begin(), above.end());
		all.insert(all.end(), below.begin(), below.end());
		return all;
	}

	std::optional<TableRule> table_rule(Oid relation) {
		Labelled const *rule = labels_.find(relation, 0);
		Oid from = relation;
		if (!rule)
			for (Oid const ancestor : ancestors(relation))
				if ((rule = labels_.find(ancestor, 0)) != nullptr) {
					from = ancestor;
					break;
				}
		for (Oid const descendant : descendants(relation))
			if (Labelled const *const other = labels_.find(descendant, 0);
				other && (!rule || other->text != rule->text))
				throw Error(sqlstate::object_not_in_prerequisite_state,
							"masking labels of table " + qualified_name(from) + " and of its descendant " +
								qualified_name(descendant) + " differ",
							{}, "Give both tables the same label.");
		if (!rule)
			return {};
		return rule->table_rule();
	}

	ColumnRule rule(ColumnNode node, ColumnInfo const &column, Found const &found) {
		TypeInfo const type = type_info(column.type, column.typmod);
		see_fields(type);
		ColumnRule rule{.attribute = node.attribute,
						.call = found.label->call(),
						.label = found.label->text,
						.source = found.source,
						.source_relation = found.relation,
						.type = column.type,
						.typmod = column.typmod,
						.type_class = type.type_class,
						.max_length = type.max_length,
						.unique = false,
						.key = false,
						.domain = found.label->domain,
						.words = {}};
		join(node, rule);
		Call const &inner = innermost(rule.call);
		auto const column_named = [&](std::string const &name) {
			AttrNumber const attribute = attribute_of(node.relation, name);
			if (attribute <= 0)
				throw Error(sqlstate::undefined_column,
							"column " + in_quotes(name) + " of table " + qualified_name(node.relation) +
								" does not exist",
							"The masking label of its column " + in_quotes(column.name) + " names it.");
			return attribute;
		};
		if (Value const *const entity = inner.find("entity"))
			if (auto const *const name = std::get_if<std::string>(entity))
				rule.entity = column_named(*name);
		if (inner.strategy == "redact_text")
			if (Value const *const columns = inner.find("columns"))
				if (auto const *const list = std::get_if<std::string>(columns))
					for (std::string const &name : split_names(*list))
						rule.words.push_back(column_named(name));
		return rule;
	}

	// A composite type that changes makes other rules of its columns, and so do those of its fields.
	void see_fields(TypeInfo const &type) {
		if (type.type_class != Type::composite)
			return;
		Oid const relation = pg::call([&] { return get_typ_typrelid(type.base); });
		seen_.insert(relation);
		if (!types_.insert(relation).second)
			return;
		int const count = column_count(relation);
		for (AttrNumber attribute = 1; attribute <= count; ++attribute)
			if (ColumnInfo const field = column_info(relation, attribute); !field.name.empty())
				see_fields(type_info(field.type, field.typmod));
	}

	// Whether another column with the label is unique, which makes it another mask.
	bool is_unique_elsewhere(ColumnRule const &rule) {
		constexpr std::string_view permuted_if_unique[] = {"phone", "credit_card", "iban", "pseudonym"};
		if (std::ranges::find(permuted_if_unique, innermost(rule.call).strategy) == std::end(permuted_if_unique))
			return false;
		return std::ranges::any_of(labels_.all(), [&](auto const &entry) {
			auto const *const call = std::get_if<Call>(&entry.second.meaning);
			return call != nullptr && innermost(*call) == innermost(rule.call) && component_of(entry.first)->unique;
		});
	}

	// Columns are compiled alike that foreign keys, inheritance or the label's argument "domain" join.
	void join(ColumnNode start, ColumnRule &rule) {
		std::shared_ptr<Component const> const component = component_of(start);
		if (is_whole(rule.type_class) && component->smallest)
			rule.type_class = *component->smallest;
		rule.max_length = component->max_length;
		rule.unique = component->unique || is_unique_elsewhere(rule);
		rule.key = component->key;
	}

	std::shared_ptr<Component const> component_of(ColumnNode start) {
		for (Components const *const known : {&std::as_const(components_), &known_components_})
			if (auto const found = known->find(start); found != known->end())
				return found->second;
		return find_component(start);
	}

	std::shared_ptr<Component const> find_component(ColumnNode start, std::vector<ColumnNode> const &also = {}) {
		auto component = std::make_shared<Component>();
		std::vector<ColumnNode> open{start};
		std::ranges::copy(also, std::back_inserter(open));
		std::set<ColumnNode> seen{open.begin(), open.end()};
		while (!open.empty()) {
			pg::check_for_interrupts();
			ColumnNode const node = open.back();
			open.pop_back();
			seen_.insert(node.relation);
			ColumnInfo const column = column_info(node.relation, node.attribute);
			if (column.name.empty())
				continue;
			TypeInfo const type = type_info(column.type, column.typmod);
			if (is_whole(type.type_class))
				component->smallest = std::min(component->smallest.value_or(Type::bigint), type.type_class);
			if (type.max_length != 0)
				component->max_length =
					component->max_length == 0 ? type.max_length : std::min(component->max_length, type.max_length);
			component->unique = component->unique || unique_columns(node.relation).contains(node.attribute);

			auto const go = [&](ColumnNode next) {
				if (seen.insert(next).second)
					open.push_back(next);
			};
			auto const &out = keys_.referenced_by(node);
			auto const &in = keys_.referencing(node);
			std::ranges::for_each(out, go);
			std::ranges::for_each(in, go);
			for (auto *const known : {&parents_, &children_})
				for (Oid const relation : neighbours(node.relation, *known))
					if (AttrNumber const attribute = attribute_of(relation, column.name);
						attribute != InvalidAttrNumber)
						go({relation, attribute});
			if (Labelled const *const label = labels_.find(node.relation, node.attribute))
				std::ranges::for_each(labels_.of_domain(label->domain), go);
			component->key = component->key || !out.empty() || !in.empty();
		}
		for (ColumnNode const &node :
			 seen) // so that a thousand tables that reference one are not walked a thousand times
			components_[node] = component;
		return component;
	}

	static bool is_whole(Type type) { return type == Type::smallint || type == Type::integer || type == Type::bigint; }

	std::set<AttrNumber> const &unique_columns(Oid relation) {
		auto [at, is_new] = unique_.try_emplace(relation);
		if (is_new)
			at->second = columns_of_unique_indexes(relation);
		return at->second;
	}

	Labels const &labels_;
	ForeignKeys const &keys_;
	Components const &known_components_; // of the session
	Components components_;              // found here
	std::map<Oid, std::vector<Oid>> parents_;
	std::map<Oid, std::vector<Oid>> children_;
	std::map<Oid, std::set<AttrNumber>> unique_;
	std::set<Oid> seen_;
	std::set<Oid> types_; // composite ones, by their relations
};

} // namespace

Call const &innermost(Call const &call) {
	Call const *inner = &call;
	while (inner->strategy == "when")
		inner = std::get<Nested>(*inner->find("strategy")).call.get();
	return *inner;
}

ColumnRule const *RelationRules::find(AttrNumber attribute) const {
	auto const found = std::ranges::find(columns, attribute, &ColumnRule::attribute);
	return found == columns.end() ? nullptr : &*found;
}

bool has_rules() { return !current_labels(Labels::without_trees)->empty(); }

std::vector<Label> labels() {
	std::vector<Label> all;
	for (auto const &[node, label] : current_labels(Labels::without_trees)->all())
		all.push_back({node.relation, node.attribute, label.text});
	return all;
}

namespace {

State::Entry entry_of(Oid relation) {
	if (relation < FirstNormalObjectId || !has_rules())
		return {};
	State &kept = state();
	for (int tries = 0;; ++tries) {
		if (auto const found = kept.rules.find(relation); found != kept.rules.end())
			return found->second;
		auto const labels = current_labels(Labels::with_trees);
		auto const keys = current_foreign_keys();
		std::uint64_t const before = kept.generation;
		Maker maker{*labels, *keys, kept.components};
		State::Entry entry;
		try {
			entry.rules = maker.make(relation);
		} catch (Error const &error) { // no scan is open where rules contradict one another
			entry.problem = error;
		}
		if (kept.generation == before) {
			kept.depends.insert(relation);
			kept.depends.insert(maker.seen().begin(), maker.seen().end());
			kept.components.merge(maker.components());
			kept.rules.emplace(relation, entry);
			return entry;
		}
		if (tries == 8)
			return entry; // labels change faster than they are read
	}
}

} // namespace

std::shared_ptr<RelationRules const> rules_of(Oid relation) {
	State::Entry const entry = entry_of(relation);
	if (entry.problem)
		throw *entry.problem;
	return entry.rules;
}

bool is_ruled(Oid relation) {
	State::Entry const entry = entry_of(relation);
	return entry.rules || entry.problem;
}

Joined joined_by(Oid relation, AttrNumber attribute, std::string const &label) {
	auto const labels = current_labels(Labels::without_trees);
	auto const keys = current_foreign_keys();
	return Maker{*labels, *keys, {}}.joined({relation, attribute}, read_label(attribute, label));
}

std::uint64_t rule_generation() noexcept { return state().generation; }

MaskFunctions mask_functions() {
	MaskFunctions found{};
	Oid const schema = own_schema();
	if (!OidIsValid(schema))
		return found;
	found.rule_type = pg::call([&] {
		return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("rule"), ObjectIdGetDatum(schema));
	});
	if (!OidIsValid(found.rule_type))
		return found;
	std::array<Oid, 4> const arguments{ANYELEMENTOID, found.rule_type, TEXTOID, TEXTARRAYOID};
	found.of_value = own_function("mask", std::span{arguments}.first(2));
	found.of_row = own_function("mask", arguments);
	return found;
}

Node *mask_call(ColumnRule const &rule, Relation relation, Var const *value) {
	MaskFunctions const functions = mask_functions();
	if (!OidIsValid(functions.of_value) || !OidIsValid(functions.of_row))
		throw Error(sqlstate::undefined_function, "cannot mask in a database without the extension confiture",
					"Labels of masking are here, but not its functions.",
					"Run CREATE EXTENSION confiture in this database.");
	std::vector<AttrNumber> const &words = rule.words;
	return pg::call([&] {
		auto const column_text = [&](AttrNumber attribute) {
			Form_pg_attribute const column = TupleDescAttr(RelationGetDescr(relation), attribute - 1);
			Var *const var = static_cast<Var *>(copyObjectImpl(value));
			var->varattno = attribute;
			var->vartype = column->atttypid;
			var->vartypmod = column->atttypmod;
			var->varcollid = column->attcollation;
			var->varattnosyn = 0;
			var->varnosyn = 0;
			CoerceViaIO *const text = makeNode(CoerceViaIO);
			text->arg = reinterpret_cast<Expr *>(var);
			text->resulttype = TEXTOID;
			text->resultcollid = DEFAULT_COLLATION_OID;
			text->coerceformat = COERCE_EXPLICIT_CAST;
			text->location = -1;
			return reinterpret_cast<Node *>(text);
		};
		Const *const which =
			makeConst(functions.rule_type, -1, InvalidOid, sizeof(int64),
					  Int64GetDatum(to_number(RelationGetRelid(relation), rule.attribute)), false, true);
		List *arguments = list_make2(copyObjectImpl(value), which);
		if (rule.needs_row()) {
			ArrayExpr *const array = makeNode(ArrayExpr);
			array->array_typeid = TEXTARRAYOID;
			array->array_collid = DEFAULT_COLLATION_OID;
			array->element_typeid = TEXTOID;
			array->location = -1;
			for (AttrNumber const attribute : words)
				array->elements = lappend(array->elements, column_text(attribute));
			arguments =
				lappend(arguments, rule.entity != InvalidAttrNumber
									   ? column_text(rule.entity)
									   : reinterpret_cast<Node *>(makeNullConst(TEXTOID, -1, DEFAULT_COLLATION_OID)));
			arguments = lappend(arguments, array);
		}
		Node *call = reinterpret_cast<Node *>(makeFuncExpr(rule.needs_row() ? functions.of_row : functions.of_value,
														   value->vartype, arguments, value->varcollid,
														   value->varcollid, COERCE_EXPLICIT_CALL));
		if (value->vartypmod >= 0)
			call = reinterpret_cast<Node *>(makeRelabelType(reinterpret_cast<Expr *>(call), value->vartype,
															value->vartypmod, value->varcollid, COERCE_IMPLICIT_CAST));
		return call;
	});
}

void watch_sources(RelcacheCallbackFunction relation, SyscacheCallbackFunction constraint,
				   SyscacheCallbackFunction schema) {
	pg::call([&] {
		CacheRegisterRelcacheCallback(relation, 0);
		CacheRegisterSyscacheCallback(CONSTROID, constraint, 0);
		CacheRegisterSyscacheCallback(NAMESPACEOID, schema, 0);
	});
}

void install_rules() { watch_sources(on_relation, on_constraint, on_schema); }

} // namespace confiture::mask
