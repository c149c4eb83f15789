// The rules of a relation: what the labels say, its own and those that it has from elsewhere.
//
// A column's rule is its own label; or else that of the column of the same name in the nearest ancestor (inheritance,
// partitions); or else that of a descendant, since a query of the parent reads its rows too; or else that of the key
// which the column references by a foreign key, so that masked keys match. Labels that contradict one another are an
// Error: nothing is read until they agree. "keep" is a rule too: the column is decided to be clear.
//
// Columns that foreign keys join, directly or over others, are compiled alike: one type, one length, unique or not. All
// columns share the common masking domain, unless their labels name one: so equal values have equal masks wherever
// labels are equal. Where a label's mask is another one for unique columns, one such column counts for all with that
// label.
#pragma once

#include "mask/mask.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

struct ColumnRule {
	enum class Source { own, ancestor, descendant, key };

	AttrNumber attribute;
	Call call; // "keep" included
	std::string label;
	Source source;
	Oid source_relation; // whose label it is

	// What its mask is compiled for; Target::domain and ::locale are set where it is compiled.
	Oid type; // the column's: a domain, an array…
	std::int32_t typmod;
	Type type_class;
	std::size_t max_length;
	bool unique;        // a unique index is on it, or on a column that is masked alike
	bool key;           // a foreign key is on it, or leads to it
	std::string domain; // that the label names; empty: the common one

	// Columns of the row that the mask asks for, beside the value.
	AttrNumber entity = InvalidAttrNumber; // argument "entity"
	std::vector<AttrNumber> words;         // argument "columns" of redact_text
	[[nodiscard]] bool needs_row() const { return entity != InvalidAttrNumber || !words.empty(); }
	[[nodiscard]] bool keeps() const { return call.strategy == "keep"; }
};

// The strategy that masks values: that inside of when(…), or the call itself.
[[nodiscard]] Call const &innermost(Call const &call);

struct RelationRules {
	Oid relation;
	std::optional<TableRule> table; // its own, or its nearest ancestor's
	std::vector<ColumnRule> columns;
	bool labelled; // it, or what it inherits from, has labels itself: its other columns are then unclassified

	[[nodiscard]] ColumnRule const *find(AttrNumber attribute) const;
};

// nullptr: the relation has none. Kept per session, dropped when a label, a foreign key, an index or the inheritance of
// what it was made from changes. The fast answer for relations without rules is one look-up.
// An Error if labels contradict one another, or can't be read any more.
[[nodiscard]] std::shared_ptr<RelationRules const> rules_of(Oid relation);

// For labels as they are written: what a column's mask has in common with those of the columns that it is joined with,
// or would be, if it had the label.
struct Joined {
	Type type_class;
	std::size_t max_length;
};
[[nodiscard]] Joined joined_by(Oid relation, AttrNumber attribute, std::string const &label);

// Whether rules_of() gives any, or an Error: for those who only want to know whether labels are concerned.
[[nodiscard]] bool is_ruled(Oid relation);

// Whether this database has any label of ours on a table or column; so that all else costs nothing where it has none.
[[nodiscard]] bool has_rules();

// The labels of this database as they are, in the order of relation and column (0: the table's own).
struct Label {
	Oid relation;
	AttrNumber attribute;
	std::string text;
};
[[nodiscard]] std::vector<Label> labels();

// Changes whenever a rule may have.
[[nodiscard]] std::uint64_t rule_generation() noexcept;

// The value of type confiture.rule that stands for a column's rule in expressions: confiture.mask(value, rule).
// It can't be written in SQL, so nobody can mask values of their own to compare.
[[nodiscard]] constexpr std::int64_t to_number(Oid relation, AttrNumber attribute) {
	return static_cast<std::int64_t>(relation) << 16 | static_cast<std::uint16_t>(attribute);
}
struct RuleNumber {
	Oid relation;
	AttrNumber attribute;
};
[[nodiscard]] constexpr RuleNumber from_number(std::int64_t number) {
	return {static_cast<Oid>(number >> 16), static_cast<AttrNumber>(number & 0xffff)};
}

// The call that masks a column in a query: confiture.mask(value, rule) of the column's type, type modifier and
// collation; or confiture.mask(value, rule, entity, words) where the mask needs the row, whose columns are read by Vars
// like `value`. `value` is a Var of the column.
[[nodiscard]] Node *mask_call(ColumnRule const &rule, Relation relation, Var const *value);

// confiture.mask(anyelement, confiture.rule) and the one with the row; InvalidOid where the extension isn't installed.
struct MaskFunctions {
	Oid of_value;
	Oid of_row;
	Oid rule_type;
};
[[nodiscard]] MaskFunctions mask_functions();

// Calls these when something changes that rules are made from: a relation (pg_seclabel stands for all labels), a
// foreign key, the name of a schema.
void watch_sources(RelcacheCallbackFunction relation, SyscacheCallbackFunction constraint,
				   SyscacheCallbackFunction schema);

void install_rules();

} // namespace confiture::mask
