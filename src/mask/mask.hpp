// A mask: a strategy made ready for one column. Its arguments are checked, its keys derived and its dictionaries found
// once; then it takes value after value, and appends or returns the masked one.
//
//     Keys const keys{secret};
//     auto const mask = compile(parse_column_label("email", Type::text), {.type = Type::text}, {keys, dictionaries});
//     std::string out;                                  // kept from value to value
//     for (…) { out.clear(); mask->text(value, {}, out); }
//
// Text is UTF-8 (the server part converts in databases of another encoding) and without a char(n)'s padding. Values of
// citext come in lower case, if equal ones shall have equal masks. A null never comes here: the mask of a null is null.
// Not thread-safe: a backend has its own.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mask/dictionary.hpp"
#include "mask/key.hpp"
#include "mask/label.hpp"
#include "mask/long_decimal.hpp"
#include "mask/strategy.hpp"
#include "mask/types.hpp"

namespace confiture::mask {

// The column (or value) that a mask is for.
struct Target {
	// Columns of one masking domain have one type here, or their values may part: where a bigint key is referenced by
	// integer columns, compile both for integer (masks of numbers near the end of the type are then limited alike).
	Type type = Type::text;
	// Of varchar(n) and char(n), in characters; 0: no limit. What a mask makes is never longer.
	std::size_t max_length = 0;
	// A unique index stands on the column, or it belongs to a key: masks that can then permute instead of choosing. Has
	// to be equal for all columns of one masking domain, or their values part.
	bool unique = false;
	// The masking domain: under the same, equal values have equal masks. The label's `domain` goes before it.
	std::string_view domain = {};
	std::string_view locale = "en"; // where the label names none
};

// What a mask may know of the row beside the value.
struct Row {
	std::optional<std::string_view> entity = {};  // the value of the column that the argument `entity` names, as text
	std::span<std::string_view const> words = {}; // values of the columns that redact_text's `columns` names
};

// The keys of one secret, by masking domain and purpose.
class Keys {
public:
	explicit Keys(Secret const &secret) : secret_{secret} {}
	[[nodiscard]] Key operator()(std::string_view domain, std::string_view purpose) const {
		return secret_.derive(domain, purpose);
	}

private:
	Secret secret_;
};

struct Environment {
	Keys const &keys;
	Dictionaries const &dictionaries; // outlives the masks
};

class Mask {
public:
	virtual ~Mask() = default;

	// By the representation that the server holds a value in. A mask answers for the type class that it was compiled
	// for; the others throw.
	void text(std::string_view value, Row const &row, std::string &out) const; // and json, as text
	virtual void bytea(std::string_view value, Row const &row, std::string &out) const;
	[[nodiscard]] virtual std::int64_t integer(std::int64_t value, Row const &row) const; // smallint, integer, bigint
	[[nodiscard]] virtual double real(double value, Row const &row) const;
	[[nodiscard]] virtual Decimal numeric(Decimal const &value, Row const &row) const; // of those that are short
	// Of others; without zeros at the end of the fraction, so that equal numbers have equal masks.
	[[nodiscard]] virtual LongDecimal numeric(LongDecimal const &value, Row const &row) const;
	[[nodiscard]] virtual bool boolean(bool value, Row const &row) const;
	[[nodiscard]] virtual Date date(Date value, Row const &row) const;
	[[nodiscard]] virtual Timestamp timestamp(Timestamp value, Row const &row) const;
	[[nodiscard]] virtual Uuid uuid(Uuid const &value, Row const &row) const;
	[[nodiscard]] virtual Inet inet(Inet const &value, Row const &row) const;
	[[nodiscard]] virtual Mac mac(Mac const &value, Row const &row) const;

	// Back to the value, for whoever holds the key; strategies that are reversible only. An Error if it isn't of this
	// key.
	virtual void reveal(std::string_view masked, std::string &out) const;
	[[nodiscard]] virtual std::int64_t reveal(std::int64_t masked) const;

	[[nodiscard]] virtual Uniqueness uniqueness() const = 0;

protected:
	explicit Mask(Target const &target) : type_{target.type}, max_length_{target.max_length} {}
	virtual void mask_text(std::string_view value, Row const &row, std::string &out) const;
	[[nodiscard]] std::size_t max_length() const { return max_length_; }
	[[nodiscard]] Type type() const { return type_; }

private:
	[[noreturn]] void refuse() const;

	Type const type_;
	std::size_t const max_length_;
};

// Makes the mask. An Error if the strategy is one of the server's floor, or doesn't fit the target.
[[nodiscard]] std::unique_ptr<Mask> compile(Call const &call, Target const &target, Environment const &environment);
// Throws what compile() would, without a secret: for labels as they are written.
void check(Call const &call, Target const &target, Dictionaries const &dictionaries);

} // namespace confiture::mask
