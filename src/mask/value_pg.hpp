// Masks of the server's values: a rule made ready for a column's type. Arrays are masked element by element, domains
// as what they are made of, json by paths, composites field by field.
#pragma once

#include "mask/mask.hpp"
#include "mask/rule_pg.hpp"
#include "pg/guard.hpp"

namespace confiture::mask {

// The class of a type (a domain's base, an array's element), and the length that a type modifier allows.
struct TypeInfo {
	Oid base; // without domains, and of an array the element
	bool array;
	std::int32_t typmod; // a domain's own, where it has one
	Type type_class;
	std::size_t max_length;
};
[[nodiscard]] TypeInfo type_info(Oid type, std::int32_t typmod);

// A mask for values of one type. Not thread-safe, not reentrant; kept and used for value after value.
class ValueMask {
public:
	virtual ~ValueMask() = default;
	// The masked value, in the current memory context; nothing else is left there. Never null for a value, never asked
	// for a null. May throw Error and ServerError.
	[[nodiscard]] virtual Datum operator()(Datum value, Row const &row) = 0;
};

// Makes one. `call` is a strategy that masks single values (inside when(…): the strategy there).
struct ValueTarget {
	Oid type;
	std::int32_t typmod = -1;
	Type compile_as; // TypeInfo::type_class, or what the masking domain agreed on
	std::size_t max_length = 0;
	bool unique = false;
	std::string_view domain = {};
};
// Whether it is a strategy of that kind; others are expressions over the row, or static.
[[nodiscard]] bool masks_values(Call const &call);
[[nodiscard]] std::unique_ptr<ValueMask> make_value_mask(Call const &call, ValueTarget const &target);

// Throws what it would, without a secret; for labels as they are written.
void check_value_mask(Call const &call, ValueTarget const &target);

// The mask of a labelled column. An Error if the column has no rule (fail closed), or one that isn't of values (null,
// expression…). Kept per session; the pointer keeps it alive when it is made anew after a change.
// Check is_current() now and then (once per value costs nothing): labels may change while a query runs.
class ColumnMask {
public:
	explicit ColumnMask(ColumnRule const &rule);
	[[nodiscard]] Datum operator()(Datum value, Row const &row = {}) { return (*mask_)(value, row); }
	[[nodiscard]] bool is_current() const noexcept { return generation_ == generation(); }
	[[nodiscard]] static std::uint64_t generation() noexcept; // of rules, dictionaries and the secret together

private:
	std::uint64_t generation_;
	std::unique_ptr<ValueMask> mask_;
};
[[nodiscard]] std::shared_ptr<ColumnMask> mask_of(Oid relation, AttrNumber attribute);

} // namespace confiture::mask
