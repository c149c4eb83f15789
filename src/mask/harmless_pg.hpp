// What SQL inside of labels may hold: only what is known to be harmless. Asked of the tree as it was parsed, before any
// of it is looked up (not even then may code of the label's writer run: input functions of composite types and domains
// would check constraints); and of the tree as it was analysed, when a label is written and each time it is used.
#pragma once

#include "pg/guard.hpp"

namespace confiture::mask {

// What the server's callbacks find out of place: plain, since they can't throw. The texts are palloc'd or literals.
struct Refusal {
	char const *message = nullptr;
	char const *detail = nullptr;
	char const *hint = nullptr;
	SqlState state = sqlstate::feature_not_supported;
	int location = -1;

	explicit operator bool() const { return message != nullptr; }
};

// Where an expression is read: whose columns it may name, and whose functions it may call.
struct Scope {
	Relation relation;
	bool columns;       // it may name columns
	Oid const *schemas; // trusted: pg_catalog, confiture, confiture.trusted_schemas
	std::size_t schema_count;
	Oid masks; // the schema confiture
	Refusal refusal = {};

	[[nodiscard]] bool trusts(Oid schema) const {
		return std::find(schemas, schemas + schema_count, schema) != schemas + schema_count;
	}
	bool refuse(int location, char const *message, char const *detail = nullptr, char const *hint = nullptr,
				SqlState state = sqlstate::feature_not_supported) {
		refusal = {message, detail, hint, state, location};
		return true;
	}
};

// The schemas whose functions and types may be used, and the search_path that finds names in them alone.
class Trusted {
public:
	Trusted();
	[[nodiscard]] Scope scope(Relation relation, bool columns) const {
		return {relation, columns, schemas_.data(), schemas_.size(), masks_};
	}
	[[nodiscard]] std::string const &search_path() const { return search_path_; }

private:
	void trust(std::string const &name);

	std::string search_path_;
	std::vector<Oid> schemas_;
	Oid masks_ = InvalidOid;
};

// Throws what was refused, with the place in its context.
void throw_refusal(Scope const &scope, std::string const &where);

// All that follows is called inside of pg::call; true: the scope refuses.

// Whether values of the type can be read, written and compared without code of anybody but a superuser: base types
// (only superusers make them) and what is made of them. Domains check constraints, ranges call functions of their
// maker.
[[nodiscard]] bool is_safe(Scope const &scope, Oid type);
bool refuse_type(Scope &scope, Oid type, int location);

// The parser's mode for one expression, as PL/pgSQL uses it, takes the rest of a SELECT behind it as well. nullptr:
// refused.
[[nodiscard]] Node *only_expression(Scope &scope, List *parsed);
// What isn't known there is refused.
[[nodiscard]] bool check_raw(Scope &scope, Node *node);
// Whether an analysed expression is of a form that is allowed.
[[nodiscard]] bool is_supported(Node const *node);
// A walker, with the scope as its context.
[[nodiscard]] bool check_analysed(Node *node, void *scope);

} // namespace confiture::mask
