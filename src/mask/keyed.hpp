// What the masks that choose have in common: a keyed function, and what it is asked about.
#pragma once

#include "mask/arguments.hpp"
#include "mask/fpe.hpp"
#include "mask/mask.hpp"

namespace confiture::mask {

// The masking domain that a label's columns share values in.
[[nodiscard]] inline std::string domain_of(Arguments const &arguments, Target const &target) {
	char const *const name = find_argument(arguments.strategy(), "masking_domain") ? "masking_domain" : "domain";
	return arguments.given(name) ? arguments.text(name) : std::string{target.domain};
}

[[nodiscard]] inline Key key_of(Arguments const &arguments, Target const &target, Environment const &environment,
								std::string_view purpose) {
	return environment.keys(domain_of(arguments, target), purpose);
}

[[nodiscard]] inline bool is_random(Arguments const &arguments) {
	return find_argument(arguments.strategy(), "seed") && arguments.text("seed") == "random";
}

[[nodiscard]] inline std::string locale_of(Arguments const &arguments, Target const &target) {
	return arguments.given("locale") ? arguments.text("locale") : std::string{target.locale};
}

class Keyed : public Mask {
protected:
	Keyed(Arguments const &arguments, Target const &target, Environment const &environment, std::string_view purpose)
		: Mask{target}, prf_{is_random(arguments) ? random_key() : key_of(arguments, target, environment, purpose),
							 is_random(arguments) ? Seed::random : Seed::keyed},
		  random_{is_random(arguments)} {}

	// By the value, or by the entity that the row gives.
	[[nodiscard]] Block choose(std::string_view value, Row const &row) const {
		return row.entity ? prf_.keyed(*row.entity) : prf_(value);
	}
	[[nodiscard]] Prf const &prf() const { return prf_; }
	[[nodiscard]] bool random() const { return random_; }

private:
	Prf prf_;
	bool random_;
};

// A Keyed that also has a permutation, for columns whose values have to stay different.
class Permuting : public Keyed {
protected:
	Permuting(Arguments const &arguments, Target const &target, Environment const &environment,
			  std::string_view purpose)
		: Keyed{arguments, target, environment, purpose},
		  permutation_{
			  Bytes{key_of(arguments, target, environment, std::string{purpose} + " permutation").bytes}.first(32)} {}

	[[nodiscard]] Permutation const &permutation() const { return permutation_; }

private:
	Permutation permutation_;
};

} // namespace confiture::mask
