// Whether values that a source and a target have both are more than chance gives. Values come as numbers that stand for
// them (digests); which they are is nobody's business here.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>

namespace confiture::mask {

// The chance that at least `count` rare and independent events happen where `expected` do on average (Poisson's).
[[nodiscard]] double chance_of(std::int64_t count, double expected);

// What is less likely than this isn't chance.
inline constexpr double least_chance = 0.01;

// One column's values in rows of the source, each held against that in the row of the same key in the target.
class RowsByKey {
public:
	void add(std::uint64_t source, std::uint64_t target);

	[[nodiscard]] std::int64_t rows() const { return rows_; }
	[[nodiscard]] std::int64_t unchanged() const { return unchanged_; }
	[[nodiscard]] std::int64_t unchanged_values() const; // different ones that some row still has
	// Rows that would be unchanged if the values of the target were dealt out to the rows at random.
	[[nodiscard]] double by_chance() const;
	// `by_value`: a mask depends on the value alone, so all rows of one value change, or none does. A mask that is its
	// own value is chance, as one of a few countries may be masked by itself; more of them than that, a value that only
	// some rows kept, or a column that nothing changed, are not.
	[[nodiscard]] bool is_beyond_chance(bool by_value) const;

private:
	struct Value {
		std::int64_t source = 0;
		std::int64_t target = 0;
		std::int64_t unchanged = 0;
	};
	std::unordered_map<std::uint64_t, Value> values_;
	std::int64_t rows_ = 0;
	std::int64_t unchanged_ = 0;
};

// Where no key tells which rows are the same: how far the values are there as often as in the source. Masks that take
// others' places deal the counts anew.
struct ByCount {
	double share;     // of rows, from 0 to 1, that the two have in common
	double by_chance; // on average, if the counts are dealt out to the values at random
	bool is_beyond_chance;
};
using Counts = std::map<std::uint64_t, std::int64_t>;
[[nodiscard]] ByCount compare_counts(Counts const &source, Counts const &target);

} // namespace confiture::mask
