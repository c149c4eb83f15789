#include "mask/mask.hpp"

#include "mask/arguments.hpp"
#include "mask/utf8.hpp"

namespace confiture::mask {

void Mask::refuse() const {
	throw Error(sqlstate::internal_error, "mask was made for type class \"" + std::string{name_of(type_)} + "\"");
}

void Mask::text(std::string_view value, Row const &row, std::string &out) const {
	std::size_t const start = out.size();
	mask_text(value, row, out);
	if (max_length_ != 0 && out.size() - start > max_length_)
		out.resize(start + utf8::prefix(std::string_view{out}.substr(start), max_length_));
}

void Mask::mask_text(std::string_view, Row const &, std::string &) const { refuse(); }
void Mask::bytea(std::string_view, Row const &, std::string &) const { refuse(); }
std::int64_t Mask::integer(std::int64_t, Row const &) const { refuse(); }
double Mask::real(double, Row const &) const { refuse(); }
Decimal Mask::numeric(Decimal const &, Row const &) const { refuse(); }
LongDecimal Mask::numeric(LongDecimal const &, Row const &) const { refuse(); }
bool Mask::boolean(bool, Row const &) const { refuse(); }
Date Mask::date(Date, Row const &) const { refuse(); }
Timestamp Mask::timestamp(Timestamp, Row const &) const { refuse(); }
Uuid Mask::uuid(Uuid const &, Row const &) const { refuse(); }
Inet Mask::inet(Inet const &, Row const &) const { refuse(); }
Mac Mask::mac(Mac const &, Row const &) const { refuse(); }

void Mask::reveal(std::string_view, std::string &) const {
	throw Error(sqlstate::feature_not_supported, "masking strategy is not reversible");
}
std::int64_t Mask::reveal(std::int64_t) const {
	throw Error(sqlstate::feature_not_supported, "masking strategy is not reversible");
}

std::unique_ptr<Mask> compile(Call const &call, Target const &target, Environment const &environment) {
	Strategy const *const strategy = find_strategy(call.strategy);
	if (!strategy)
		throw Error(sqlstate::undefined_object, "masking strategy \"" + call.strategy + "\" does not exist");
	if (!strategy->make)
		throw Error(sqlstate::feature_not_supported,
					"masking strategy \"" + call.strategy + "\" is not one of single values");
	if (!strategy->types.has(target.type))
		throw Error(sqlstate::invalid_parameter_value,
					"masking strategy \"" + call.strategy + "\" does not fit type class \"" +
						std::string{name_of(target.type)} + "\"",
					"It takes: " + to_string(strategy->types) + ".",
					"Strategies for it: " + names_for(target.type) + ".");
	return strategy->make(Arguments{*strategy, call}, target, environment);
}

void check(Call const &call, Target const &target, Dictionaries const &dictionaries) {
	// A key of no secret: the mask is never used.
	static constexpr unsigned char nothing[32] = {};
	Keys const keys{Secret{nothing}};
	(void) compile(call, target, {keys, dictionaries});
}

} // namespace confiture::mask
