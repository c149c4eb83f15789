// Random tokens in the place of values, and the table that keeps which token stands for which value. For static
// masking, and confiture.tokenize().
#pragma once

#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// The table of a label `tokenize(vault => …)`, quoted, and the masking domain that its tokens belong to.
struct VaultName {
	std::string table;
	std::string domain; // that the label names; empty: one of the type
	Oid owner;          // of confiture.vault, which the extension alone writes; InvalidOid: the caller writes it
};
[[nodiscard]] VaultName vault_of(Call const &call);
[[nodiscard]] inline VaultName vault_of(ColumnRule const &rule) { return vault_of(rule.call); }

// The tokens of one column. Made and used inside of one pg::call, between begin() and end(): it has no destructor.
// confiture.vault is written by the extension; a table of the label's choice with the rights of the masked table's
// owner, who is the current user.
struct Tokens {
	char const *table;
	char const *domain; // empty: one of the type
	Oid owner;          // as whom it is written; InvalidOid: the current user
	Oid type;           // the column's base type
	std::int32_t typmod;
	Type type_class;
	std::size_t max_length;

	SPIPlanPtr find = nullptr;
	SPIPlanPtr add = nullptr;
	MemoryContext memory = nullptr;
	Oid output = InvalidOid;
	Oid input = InvalidOid;
	Oid input_parameter = InvalidOid;

	void begin();
	[[nodiscard]] Datum operator()(Datum value); // in the current memory context
	void end();

private:
	[[nodiscard]] char *look_up(Datum const *parameters) const;
	[[nodiscard]] char *random_token(Type made_for) const;
	[[nodiscard]] char *domain_of(Type made_for) const;
};

} // namespace confiture::mask
