// Decimals of any number of digits, for those that a Decimal can't hold exactly. They are rare, and much slower.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/bn.h>

#include "mask/types.hpp"

namespace confiture::mask {

// A whole number of any size.
class Big {
public:
	Big(std::int64_t value = 0);
	Big(Big const &other);
	Big(Big &&other) noexcept = default;
	Big &operator=(Big const &other) { return *this = Big{other}; }
	Big &operator=(Big &&other) noexcept = default;
	[[nodiscard]] static Big of_digits(std::string_view digits); // "123", maybe with a minus
	[[nodiscard]] static Big power_of_ten(int digits);

	friend Big operator+(Big const &a, Big const &b);
	friend Big operator-(Big const &a, Big const &b);
	friend Big operator*(Big const &a, Big const &b);
	[[nodiscard]] Big floor_divided(Big const &by) const; // by is above 0
	[[nodiscard]] Big remainder(Big const &by) const;     // from 0 to below by
	[[nodiscard]] Big magnitude() const;
	[[nodiscard]] bool negative() const { return BN_is_negative(number_.get()) != 0; }
	[[nodiscard]] std::string digits() const;
	[[nodiscard]] std::string bytes() const; // of the magnitude
	[[nodiscard]] int most_digits() const;   // that it may have, or one more
	friend bool operator==(Big const &a, Big const &b) { return BN_cmp(a.number_.get(), b.number_.get()) == 0; }
	friend bool operator<(Big const &a, Big const &b) { return BN_cmp(a.number_.get(), b.number_.get()) < 0; }

private:
	struct Free {
		void operator()(BIGNUM *number) const noexcept { BN_clear_free(number); }
	};
	std::unique_ptr<BIGNUM, Free> number_;
};

// mantissa / 10^scale, scale from 0.
struct LongDecimal {
	Big mantissa;
	int scale = 0;

	// At another scale; digits that have no room are rounded half away from zero, as the server does.
	[[nodiscard]] LongDecimal at(int other_scale) const;
};
[[nodiscard]] LongDecimal parse_long_decimal(std::string_view text); // as the server writes a finite numeric
[[nodiscard]] LongDecimal to_long(Decimal const &value);
[[nodiscard]] LongDecimal to_long(double value); // exactly what its shortest form says
void append(std::string &out, LongDecimal const &value);

// Whether masks compute it as a Decimal without overflows.
[[nodiscard]] bool is_short(Decimal const &value);

} // namespace confiture::mask
