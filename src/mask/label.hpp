// Security labels: `strategy`, `strategy(argument => value, …)`. Parsed here, written back in one canonical form,
// checked against the table of strategies. Expressions of SQL inside are only delimited (parentheses, quotes, dollar
// quotes); what they mean is the server's parser's business.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "error.hpp"
#include "mask/strategy.hpp"

namespace confiture::mask {

struct Call;

// A number as it was written, so that 0.10 stays 0.10.
struct Number {
	std::string text;
	double value;
	friend bool operator==(Number const &, Number const &) = default;
};

// What SQL in a label was resolved to when the label was written, on the server's floor (label_tree_pg.hpp). Nothing
// that the label says: labels are equal without it.
struct Resolved;
struct Resolution {
	std::shared_ptr<Resolved const> tree; // nullptr: it was not, or not kept
	friend bool operator==(Resolution const &, Resolution const &) { return true; }
};

// SQL that is for the server's parser alone. It is never pasted into other SQL.
struct Expression {
	std::string text;
	Resolution resolution = {};
	friend bool operator==(Expression const &, Expression const &) = default;
};

// A strategy inside a strategy.
struct Nested {
	std::shared_ptr<Call const> call;
	friend bool operator==(Nested const &, Nested const &);
};

using Value = std::variant<std::nullptr_t, bool, Number, std::string, Expression, Nested>;

struct Given {
	std::string name; // of the argument; a path, for json
	Value value;
	friend bool operator==(Given const &, Given const &) = default;
};

// A strategy with the arguments given to it, in the order of the label.
struct Call {
	std::string strategy;
	std::vector<Given> arguments;

	[[nodiscard]] Value const *find(std::string_view name) const;
	friend bool operator==(Call const &, Call const &) = default;
};

// What a label on a table says.
struct TableRule {
	enum Kind { keep, empty, where, sample } kind;
	std::string condition; // where
	double percent = 0;    // sample
	Resolution resolution = {};
	friend bool operator==(TableRule const &, TableRule const &) = default;
};

// A label that can't be read, or may not stand there. `position` counts characters from 1; it is in the context too.
struct LabelError : Error {
	std::size_t position;
	LabelError(SqlState state, std::string message, std::string detail, std::string hint, std::size_t position);
};

// Each throws LabelError. A column's label is checked whole: the strategy exists, takes the type, and its arguments
// have names, types and values that it allows; strategies nested in it too. What needs the catalogs (columns that
// arguments name, expressions) is left to the server part.
[[nodiscard]] Call parse_column_label(std::string_view label, std::optional<Type> type = std::nullopt);
[[nodiscard]] TableRule parse_table_label(std::string_view label);
void parse_role_label(std::string_view label); // "masked" is the only one

// The canonical form: parsing it gives an equal value, and printing that the same text.
[[nodiscard]] std::string to_string(Call const &call);
[[nodiscard]] std::string to_string(TableRule const &rule);

} // namespace confiture::mask
