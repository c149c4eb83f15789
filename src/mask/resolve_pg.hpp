// SQL of labels, from text to trees: when a label is written, and then no more. Names and literals mean the same for
// everybody: they are looked up in pg_catalog, confiture and confiture.trusted_schemas alone.
#pragma once

#include "mask/label_tree_pg.hpp"

namespace confiture::mask {

// The expressions of a label in the order in which they stand there. The relation is open and locked. An Error if one
// is not allowed.
[[nodiscard]] std::vector<Part> resolve(Relation relation, AttrNumber attribute, Call const &call);
[[nodiscard]] std::vector<Part> resolve(Relation relation, TableRule const &rule);

// resolve(), and all that the use of the label would be refused for.
std::vector<Part> check_expressions(Relation relation, AttrNumber attribute, Call const &call);

// Not locked: only what the catalogs say of it is asked. Nothing is done if there is none.
template <typename Body>
void with_relation(Oid oid, Body &&body) {
	Relation const relation = pg::call([&] { return RelationIdGetRelation(oid); });
	if (!RelationIsValid(relation))
		return;
	body(relation);
	pg::call([&] { RelationClose(relation); });
}

// Why a rule with SQL doesn't mask the relation, which is looked at without a lock; nothing: it does, or has none.
[[nodiscard]] std::optional<Error> problem_of(Oid relation, AttrNumber attribute, Call const &call);
[[nodiscard]] std::optional<Error> problem_of(Oid relation, TableRule const &rule);

// What a part is called now, as SQL: names that changed since are the new ones.
[[nodiscard]] std::string definition_now(Oid relation, Part const &part, bool is_function);

} // namespace confiture::mask
