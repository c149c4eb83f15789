// keep, redact, empty_string.
#include "mask/factories.hpp"
#include "mask/utf8.hpp"

namespace confiture::mask {

namespace {

class Keep : public Mask {
public:
	explicit Keep(Target const &target) : Mask{target} {}

	void bytea(std::string_view value, Row const &, std::string &out) const override { out.append(value); }
	std::int64_t integer(std::int64_t value, Row const &) const override { return value; }
	double real(double value, Row const &) const override { return value; }
	Decimal numeric(Decimal const &value, Row const &) const override { return value; }
	LongDecimal numeric(LongDecimal const &value, Row const &) const override { return value; }
	bool boolean(bool value, Row const &) const override { return value; }
	Date date(Date value, Row const &) const override { return value; }
	Timestamp timestamp(Timestamp value, Row const &) const override { return value; }
	Uuid uuid(Uuid const &value, Row const &) const override { return value; }
	Inet inet(Inet const &value, Row const &) const override { return value; }
	Mac mac(Mac const &value, Row const &) const override { return value; }
	void reveal(std::string_view masked, std::string &out) const override { out.append(masked); }
	std::int64_t reveal(std::int64_t masked) const override { return masked; }
	Uniqueness uniqueness() const override { return {Uniqueness::preserved}; }

private:
	void mask_text(std::string_view value, Row const &, std::string &out) const override { out.append(value); }
};

class Redact : public Mask {
public:
	Redact(Arguments const &arguments, Target const &target)
		: Mask{target}, character_{arguments.text("char")}, keep_length_{arguments.boolean("keep_length")} {
		if (utf8::length(character_) != 1)
			arguments.refuse("needs one character as \"char\"");
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &, std::string &out) const override {
		for (std::size_t left = keep_length_ ? utf8::length(value) : 8; left > 0; --left)
			out.append(character_);
	}

	std::string const character_;
	bool const keep_length_;
};

class EmptyString : public Mask {
public:
	explicit EmptyString(Target const &target) : Mask{target} {}
	void bytea(std::string_view, Row const &, std::string &) const override {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view, Row const &, std::string &) const override {}
};

} // namespace

std::unique_ptr<Mask> make_keep(Arguments const &, Target const &target, Environment const &) {
	return std::make_unique<Keep>(target);
}
std::unique_ptr<Mask> make_redact(Arguments const &arguments, Target const &target, Environment const &) {
	return std::make_unique<Redact>(arguments, target);
}
std::unique_ptr<Mask> make_empty_string(Arguments const &, Target const &target, Environment const &) {
	return std::make_unique<EmptyString>(target);
}

} // namespace confiture::mask
