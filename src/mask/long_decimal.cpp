#include "mask/long_decimal.hpp"

#include <algorithm>
#include <charconv>
#include <new>

#include "mask/range.hpp"

namespace confiture::mask {

namespace {

// OpenSSL's numbers fail for want of memory alone.
void check(int ok) {
	if (ok == 0)
		throw std::bad_alloc();
}

BN_CTX *context() {
	static BN_CTX *const kept = BN_CTX_new(); // never freed
	check(kept != nullptr);
	return kept;
}

constexpr int short_digits = 20; // and the 16 behind the point of a step make no overflow

} // namespace

Big::Big(std::int64_t value) : number_{BN_new()} {
	check(number_ != nullptr);
	auto const magnitude = value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
	check(BN_set_word(number_.get(), magnitude));
	BN_set_negative(number_.get(), value < 0);
}

Big::Big(Big const &other) : number_{BN_dup(other.number_.get())} { check(number_ != nullptr); }

Big Big::of_digits(std::string_view digits) {
	Big result;
	BIGNUM *number = result.number_.get();
	check(BN_dec2bn(&number, std::string{digits}.c_str()));
	return result;
}

Big Big::power_of_ten(int digits) {
	Big result, exponent{digits};
	check(BN_exp(result.number_.get(), Big{10}.number_.get(), exponent.number_.get(), context()));
	return result;
}

Big operator+(Big const &a, Big const &b) {
	Big result;
	check(BN_add(result.number_.get(), a.number_.get(), b.number_.get()));
	return result;
}

Big operator-(Big const &a, Big const &b) {
	Big result;
	check(BN_sub(result.number_.get(), a.number_.get(), b.number_.get()));
	return result;
}

Big operator*(Big const &a, Big const &b) {
	Big result;
	check(BN_mul(result.number_.get(), a.number_.get(), b.number_.get(), context()));
	return result;
}

Big Big::remainder(Big const &by) const {
	Big result;
	check(BN_nnmod(result.number_.get(), number_.get(), by.number_.get(), context()));
	return result;
}

Big Big::floor_divided(Big const &by) const {
	Big result;
	check(BN_div(result.number_.get(), nullptr, (*this - remainder(by)).number_.get(), by.number_.get(), context()));
	return result;
}

Big Big::magnitude() const {
	Big result{*this};
	BN_set_negative(result.number_.get(), 0);
	return result;
}

std::string Big::digits() const {
	char *const text = BN_bn2dec(number_.get());
	check(text != nullptr);
	std::string result{text};
	OPENSSL_free(text);
	return result;
}

std::string Big::bytes() const {
	std::string result(static_cast<std::size_t>(BN_num_bytes(number_.get())), '\0');
	BN_bn2bin(number_.get(), reinterpret_cast<unsigned char *>(result.data()));
	return result;
}

int Big::most_digits() const { return static_cast<int>(BN_num_bits(number_.get()) * 0.30103) + 1; }

LongDecimal LongDecimal::at(int other_scale) const {
	if (other_scale >= scale)
		return {mantissa * Big::power_of_ten(other_scale - scale), other_scale};
	Big const unit = Big::power_of_ten(scale - other_scale);
	Big const rounded = (mantissa.magnitude() + unit.floor_divided(2)).floor_divided(unit);
	return {mantissa.negative() ? Big{} - rounded : rounded, other_scale};
}

LongDecimal parse_long_decimal(std::string_view text) {
	std::size_t const point = text.find('.');
	if (point == std::string_view::npos)
		return {Big::of_digits(text), 0};
	std::string digits{text};
	digits.erase(point, 1);
	return {Big::of_digits(digits), static_cast<int>(digits.size() - point)};
}

LongDecimal to_long(Decimal const &value) {
	std::string text;
	append(text, value);
	return parse_long_decimal(text);
}

LongDecimal to_long(double value) {
	char text[512];
	auto const end = std::to_chars(text, std::end(text), value, std::chars_format::fixed).ptr;
	return parse_long_decimal({text, static_cast<std::size_t>(end - text)});
}

void append(std::string &out, LongDecimal const &value) {
	std::string digits = value.mantissa.magnitude().digits();
	if (auto const scale = static_cast<std::size_t>(value.scale); scale > 0) {
		if (digits.size() <= scale)
			digits.insert(0, scale + 1 - digits.size(), '0');
		digits.insert(digits.size() - scale, 1, '.');
	}
	out.append(value.mantissa.negative() ? "-" : "").append(digits);
}

bool is_short(Decimal const &value) {
	return value.scale <= short_digits && value.mantissa < power_of_ten(short_digits) &&
		   value.mantissa > -power_of_ten(short_digits);
}

} // namespace confiture::mask
