// The masking strategies: one table in one place (strategy.cpp). The view confiture.strategy(), the check of labels,
// the compiler of masks and the reference in the docs are all made from it.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace confiture::mask {

class Mask;
class Arguments;
struct Target;
struct Environment;

// The classes of types that a mask tells apart. The server part maps a column's type (a domain's base type, an array's
// element type) to its class; what isn't listed is `other`, and fits strategies of the server only.
enum class Type : unsigned {
	text, // text, varchar, char, citext, name
	smallint,
	integer,
	bigint,
	real, // real, double precision
	numeric,
	boolean,
	date,
	timestamp, // with or without time zone
	uuid,
	inet,    // inet, cidr
	macaddr, // macaddr, macaddr8
	bytea,
	json, // json, jsonb, xml
	composite,
	other,
};
[[nodiscard]] std::string_view name_of(Type type);

class TypeSet {
public:
	constexpr TypeSet(std::initializer_list<Type> types) {
		for (Type const type : types)
			bits_ |= 1u << static_cast<unsigned>(type);
	}
	static constexpr TypeSet all() {
		TypeSet set{};
		set.bits_ = (2u << static_cast<unsigned>(Type::other)) - 1;
		return set;
	}
	[[nodiscard]] constexpr bool has(Type type) const { return bits_ >> static_cast<unsigned>(type) & 1; }
	friend constexpr bool operator==(TypeSet, TypeSet) = default;

private:
	unsigned bits_ = 0;
};
[[nodiscard]] std::string to_string(TypeSet types); // "text, bytea", "any"

enum class Category { removal, identity, cryptographic, statistical, structured, own, conditional };
[[nodiscard]] std::string_view name_of(Category category);

// How far different values stay different.
struct Uniqueness {
	enum Class { preserved, collision_free, lossy } kind;
	int bits = 0; // collision_free: of 2^bits different values, two agree with a probability below one half

	friend bool operator==(Uniqueness, Uniqueness) = default;
};
[[nodiscard]] std::string to_string(Uniqueness uniqueness); // "preserved", "collision-free to 2^32", "lossy"

enum class ArgumentType {
	text,
	integer,
	number,
	boolean,
	choice,     // one of `choices`
	interval,   // '30 days', '1 year 6 months', '12:00:00'
	column,     // the name of a column of the same table
	label,      // another strategy, as a string literal: 'email'
	strategy,   // another strategy, unquoted: email
	expression, // raw text, for the server's parser
};
[[nodiscard]] std::string_view name_of(ArgumentType type);

struct Argument {
	std::string_view name; // empty: any name will do (json's paths)
	ArgumentType type;
	std::string_view default_value; // as it is written in a label; empty: there is none
	std::string_view description;
	double lowest = 0; // of integers and numbers
	double highest = 0;
	std::span<std::string_view const> choices = {};
	bool required = false;
	bool repeated = false; // may be given many times (json)
};

// Where a strategy runs.
enum class Floor {
	plain,  // compile() in mask.hpp makes it
	server, // the server part does: it needs the row, the parser or the catalogs
};

using Factory = std::unique_ptr<Mask> (*)(Arguments const &, Target const &, Environment const &);

struct Strategy {
	std::string_view name;
	Category category;
	TypeSet types;
	std::span<Argument const> arguments;
	bool deterministic;
	Uniqueness uniqueness; // with default arguments; Mask::uniqueness() knows it for those given
	bool reversible;
	std::string_view description;
	Floor floor = Floor::plain;
	Factory make = nullptr;
	bool takes_key = true; // has the common arguments: domain, seed and, if takes_entity, entity
	bool takes_entity = false;
};

[[nodiscard]] std::span<Strategy const> strategies();
[[nodiscard]] Strategy const *find_strategy(std::string_view name); // nullptr: there is none
// All that a strategy may be given: its own arguments, then the common ones.
[[nodiscard]] std::span<Argument const> common_arguments(Strategy const &strategy);
[[nodiscard]] Argument const *find_argument(Strategy const &strategy, std::string_view name);
// Whether other strategies are what it is given, by path or field.
[[nodiscard]] bool holds_strategies(Strategy const &strategy);
[[nodiscard]] std::string describe(Argument const &argument); // "length integer = 64 (16 to 128)"
[[nodiscard]] std::string names_for(Type type);               // "birthdate, bucket, date_shift, …"

} // namespace confiture::mask
