// Numbers that identify: phone, postcode, iban, credit_card, ssn. Each keeps its format, and check digits are right.
#include <algorithm>
#include <charconv>

#include "mask/factories.hpp"
#include "mask/keyed.hpp"
#include "mask/shape.hpp"
#include "mask/validate.hpp"

namespace confiture::mask {

namespace {

constexpr CharacterClass any_digit{U'0', 10};
constexpr CharacterClass nonzero_digit{U'1', 9};

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char32_t c) { return is_digit(c) || is_letter(c); }

// A value that is longer than a form, or isn't what its column says: its shape, and nothing else.
void append_shape(std::string_view value, Prf const &prf, Block chosen, std::string &out) {
	Draws draws{prf, chosen};
	reshape(value, draws, out);
}

class Phone : public Permuting {
public:
	Phone(Arguments const &arguments, Target const &target, Environment const &environment)
		: Permuting{arguments, target, environment, "phone"},
		  keep_country_{arguments.boolean("keep_country")}, permute_{target.unique && !random()} {}
	Uniqueness uniqueness() const override {
		if (permute_)
			return {Uniqueness::preserved};
		return {Uniqueness::collision_free, 14}; // nine digits
	}

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Form form{value};
		Block const chosen = choose(value, row);
		if (!form.whole())
			return append_shape(value, prf(), chosen, out);
		narrow(form);
		if (permute_ && form.permute(permutation()))
			return form.append_to(out);
		Draws draws{prf(), chosen};
		form.draw(draws);
		form.append_to(out);
	}

	// Keeps the country and the trunk prefix 0, and makes the digit behind them no 0 if it was none: subscribers'
	// numbers begin with none. The words of extensions stay.
	void narrow(Form &form) const {
		char digits[Form::largest];
		std::size_t count = 0;
		for (std::size_t i = 0; i < form.size(); ++i)
			if (form.is_digit(i))
				digits[count++] = static_cast<char>(form[i]);
		std::string_view const all{digits, count};
		std::size_t kept = 0;
		if (form[0] == '+')
			kept = keep_country_ ? calling_code_length(all) : 0;
		else if (all.starts_with("00"))
			kept = 2 + (keep_country_ ? calling_code_length(all.substr(2)) : 0);
		std::size_t seen = 0;
		bool first = true;
		for (std::size_t i = 0; i < form.size(); ++i) {
			if (form.is_digit(i)) {
				if (seen++ < kept) {
					form.keep(i);
				} else if (first && form[i] == '0') {
					form.keep(i); // a trunk prefix; what follows is the first digit
				} else if (first) {
					form.narrow(i, nonzero_digit);
					first = false;
				}
			} else if (is_letter(form[i])) {
				i = keep_word(form, i) - 1;
			}
		}
	}

	static std::size_t keep_word(Form &form, std::size_t i) {
		char word[8];
		std::size_t end = i;
		while (end < form.size() && is_letter(form[end])) {
			if (end - i < sizeof word)
				word[end - i] = static_cast<char>(form[end] | 32);
			++end;
		}
		std::string_view const found{word, std::min(end - i, sizeof word)};
		for (std::string_view const known : {"x", "ext", "tel", "fax", "poste", "mob", "mobile"})
			if (found == known)
				for (std::size_t at = i; at < end; ++at)
					form.keep(at);
		return end;
	}

	bool const keep_country_;
	bool const permute_;
};

class Postcode : public Keyed {
public:
	Postcode(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "postcode"}, keep_{
																 static_cast<std::size_t>(arguments.integer("keep"))} {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Form form{value};
		Block const chosen = choose(value, row);
		if (!form.whole())
			return append_shape(value, prf(), chosen, out);
		for (std::size_t i = 0; i < keep_ && form.size() > keep_; ++i)
			form.keep(i);
		Draws draws{prf(), chosen};
		form.draw(draws);
		form.append_to(out);
	}

	std::size_t const keep_;
};

class Iban : public Permuting {
public:
	Iban(Arguments const &arguments, Target const &target, Environment const &environment)
		: Permuting{arguments, target, environment, "iban"}, unique_{target.unique && !random()} {}
	Uniqueness uniqueness() const override {
		return random() ? Uniqueness{Uniqueness::lossy} : Uniqueness{Uniqueness::preserved};
	}

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Form form{value};
		// Places of letters and digits: two of the country, two of the check, and the account.
		std::size_t places[Form::largest];
		std::size_t count = 0;
		for (std::size_t i = 0; i < form.size(); ++i)
			if (is_alphanumeric(form[i]))
				places[count++] = i;
		Block const chosen = choose(value, row);
		if (!form.whole() || count < 10 || !is_letter(form[places[0]]) || !is_letter(form[places[1]]) ||
			!is_digit(form[places[2]]) || !is_digit(form[places[3]]))
			return append_shape(value, prf(), chosen, out);
		// Where masks have to be unique, what is no valid number stays as far from one as it was: or it could meet
		// another.
		int const off = unique_ ? given_check(form, places) - check_of(form, places, count) : 0;
		for (std::size_t i = 0; i < 4; ++i)
			form.keep(places[i]);
		if (random() || !form.permute(permutation())) {
			Draws draws{prf(), chosen};
			form.draw(draws);
		}
		int const check = (check_of(form, places, count) + off + 100) % 100;
		form.set(places[2], static_cast<char32_t>('0' + check / 10));
		form.set(places[3], static_cast<char32_t>('0' + check % 10));
		form.append_to(out);
	}

	static int given_check(Form const &form, std::size_t const *places) {
		return static_cast<int>((form[places[2]] - '0') * 10 + (form[places[3]] - '0'));
	}

	static int check_of(Form const &form, std::size_t const *places, std::size_t count) {
		std::string account;
		for (std::size_t i = 4; i < count; ++i)
			account.push_back(static_cast<char>(form[places[i]]));
		account.push_back(static_cast<char>(form[places[0]]));
		account.push_back(static_cast<char>(form[places[1]]));
		account += "00";
		return 98 - modulo_97(account);
	}

	bool const unique_;
};

class CreditCard : public Permuting {
public:
	CreditCard(Arguments const &arguments, Target const &target, Environment const &environment)
		: Permuting{arguments, target, environment, "credit_card"},
		  keep_issuer_{arguments.boolean("keep_issuer")}, permute_{target.unique && !random()} {}
	Uniqueness uniqueness() const override {
		if (permute_)
			return {Uniqueness::preserved};
		return {Uniqueness::collision_free, keep_issuer_ ? 14 : 22};
	}

	std::int64_t integer(std::int64_t value, Row const &row) const override {
		char digits[24];
		auto const magnitude = value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
		std::string_view const text{
			digits, static_cast<std::size_t>(std::to_chars(digits, std::end(digits), magnitude).ptr - digits)};
		std::string masked;
		mask_text(text, row, masked);
		std::uint64_t result = 0;
		std::from_chars(masked.data(), masked.data() + masked.size(), result);
		// 19 digits may be above what there is: a permutation is walked on to what isn't.
		while (permute_ && result > INT64_MAX) {
			std::string const above = std::exchange(masked, {});
			mask_text(above, row, masked);
			std::from_chars(masked.data(), masked.data() + masked.size(), result);
		}
		result = std::min<std::uint64_t>(result, INT64_MAX);
		return value < 0 ? -static_cast<std::int64_t>(result) : static_cast<std::int64_t>(result);
	}

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Form form{value};
		std::size_t places[Form::largest];
		std::size_t count = 0;
		for (std::size_t i = 0; i < form.size(); ++i)
			if (form.is_digit(i))
				places[count++] = i;
		Block const chosen = choose(value, row);
		if (!form.whole() || count < 2)
			return append_shape(value, prf(), chosen, out);
		// Shorter numbers than a card's keep no issuer: there would be too little else.
		std::size_t const kept = keep_issuer_ && count >= 12 ? 6 : 0;
		for (std::size_t i = 0; i < kept; ++i)
			form.keep(places[i]);
		if (kept == 0 && form[places[0]] != '0')
			form.narrow(places[0], nonzero_digit);
		form.keep(places[count - 1]);
		// What is no valid number stays as far from one as it was: or it could meet the mask of another.
		int const off = permute_ ? static_cast<int>(form[places[count - 1]] - '0') - check_of(form, places, count) : 0;
		if (!permute_ || !form.permute(permutation())) {
			Draws draws{prf(), chosen};
			form.draw(draws);
		}
		int const check = (check_of(form, places, count) + off + 10) % 10;
		form.set(places[count - 1], static_cast<char32_t>('0' + check));
		form.append_to(out);
	}

	static int check_of(Form const &form, std::size_t const *places, std::size_t count) {
		char digits[Form::largest];
		for (std::size_t i = 0; i + 1 < count; ++i)
			digits[i] = static_cast<char>(form[places[i]]);
		return luhn_check_digit({digits, count - 1});
	}

	bool const keep_issuer_;
	bool const permute_;
};

// A part of a national identifier: one of some letters, or a number of fixed width.
struct Field {
	std::string_view letters; // one of them
	unsigned width = 1;       // or a number of so many digits
	unsigned lowest = 0;      // from here
	unsigned count = 0;       // so many of them
};

struct NationalId {
	std::string_view country;
	std::span<Field const> fields;
	unsigned check_size; // characters behind the fields
	void (*set_check)(char const *fields, char *check);
	bool (*valid)(std::string_view fields); // further conditions; nullptr: none
};

constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr Field us_fields[] = {{{}, 3, 1, 899}, {{}, 2, 1, 99}, {{}, 4, 1, 9999}};
constexpr Field fr_fields[] = {{{}, 1, 1, 2},  {{}, 2, 0, 100}, {{}, 2, 1, 12},
							   {{}, 2, 1, 99}, {{}, 3, 1, 989}, {{}, 3, 1, 999}};
constexpr Field de_fields[] = {{{}, 1, 1, 9}, {{}, 9, 0, 1'000'000'000}};
constexpr Field dni_fields[] = {{{}, 8, 0, 100'000'000}};
constexpr Field nie_fields[] = {{"XYZ"}, {{}, 7, 0, 10'000'000}};
constexpr Field it_fields[] = {{capitals},     {capitals}, {capitals},      {capitals},
							   {capitals},     {capitals}, {{}, 2, 0, 100}, {"ABCDEHLMPRST"},
							   {{}, 2, 1, 71}, {capitals}, {{}, 3, 0, 1000}};
constexpr Field gb_fields[] = {{"ABCEGHJKLMNOPRSTWXYZ"}, {"ABCEGHJKLMNPRSTWXYZ"}, {{}, 6, 0, 1'000'000}, {"ABCD"}};

void no_check(char const *, char *) {}

// Among the first ten digits of a German tax number one comes twice or three times, and one or two don't come at all.
bool german_tax_digits(std::string_view id) {
	int count[10] = {};
	for (char const c : id.substr(0, 10))
		if (is_digit(static_cast<unsigned char>(c)))
			++count[c - '0'];
	return *std::ranges::max_element(count) <= 3 && std::ranges::count(count, 0) >= 1 &&
		   std::ranges::count(count, 0) <= 2;
}

constexpr NationalId national_ids[] = {
	{"us", us_fields, 0, no_check, [](std::string_view id) { return !id.starts_with("666"); }},
	{"fr", fr_fields, 2,
	 [](char const *id, char *check) {
		 int const key = french_nir_key({id, 13});
		 check[0] = static_cast<char>('0' + key / 10);
		 check[1] = static_cast<char>('0' + key % 10);
	 },
	 nullptr},
	{"fr", fr_fields, 0, no_check, nullptr}, // without its key
	{"de", de_fields, 1,
	 [](char const *id, char *check) {
		 *check = static_cast<char>('0' + german_tax_check({id, 10}));
	 },
	 german_tax_digits},
	{"es", dni_fields, 1,
	 [](char const *id, char *check) {
		 std::uint32_t number = 0;
		 std::from_chars(id, id + 8, number);
		 *check = spanish_check(number);
	 },
	 nullptr},
	{"es", nie_fields, 1,
	 [](char const *id, char *check) {
		 std::uint32_t number = 0;
		 std::from_chars(id + 1, id + 8, number);
		 *check = spanish_check(static_cast<std::uint32_t>(id[0] - 'X') * 10'000'000 + number);
	 },
	 nullptr},
	{"it", it_fields, 1,
	 [](char const *id, char *check) {
		 *check = italian_check({id, 15});
	 },
	 // Days of birth are 1 to 31, and 41 to 71 for women.
	 [](std::string_view id) { return id.substr(9, 2) <= "31" || id.substr(9, 2) >= "41"; }},
	{"gb", gb_fields, 0, no_check,
	 [](std::string_view id) {
		 static constexpr std::string_view never[] = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"};
		 return std::ranges::find(never, id.substr(0, 2)) == std::end(never);
	 }},
};

struct Ranked {
	Wide rank = 0;
	Wide size = 1;
};

std::size_t width_of(std::span<Field const> fields) {
	std::size_t width = 0;
	for (Field const &field : fields)
		width += field.letters.empty() ? field.width : 1;
	return width;
}

std::optional<Ranked> rank(NationalId const &form, std::string_view id) {
	std::size_t const width = width_of(form.fields);
	if (id.size() != width + form.check_size || (form.valid && !form.valid(id)))
		return std::nullopt;
	char check[2];
	std::string_view const given_check = id.substr(width);
	char const *const fields = id.data();
	Ranked ranked;
	for (Field const &field : form.fields) {
		std::size_t index, count = field.count;
		if (!field.letters.empty()) {
			index = field.letters.find(id[0]);
			count = field.letters.size();
			if (index == std::string_view::npos)
				return std::nullopt;
			id.remove_prefix(1);
		} else {
			unsigned number = 0;
			auto const [end, error] = std::from_chars(id.data(), id.data() + field.width, number);
			if (error != std::errc{} || end != id.data() + field.width || number < field.lowest ||
				number - field.lowest >= count)
				return std::nullopt;
			index = number - field.lowest;
			id.remove_prefix(field.width);
		}
		ranked.rank = ranked.rank * count + index;
		ranked.size *= count;
	}
	form.set_check(fields, check);
	return given_check == std::string_view{check, form.check_size} ? std::optional{ranked} : std::nullopt;
}

void unrank(NationalId const &form, Wide rank, char *out) {
	std::size_t at = width_of(form.fields);
	for (std::size_t i = form.fields.size(); i-- > 0;) {
		Field const &field = form.fields[i];
		if (!field.letters.empty()) {
			out[--at] = field.letters[static_cast<std::size_t>(rank % field.letters.size())];
			rank /= field.letters.size();
			continue;
		}
		auto number = static_cast<unsigned>(rank % field.count) + field.lowest;
		rank /= field.count;
		for (unsigned digit = 0; digit < field.width; ++digit, number /= 10)
			out[--at] = static_cast<char>('0' + number % 10);
	}
	form.set_check(out, out + width_of(form.fields));
}

class Ssn : public Permuting {
public:
	Ssn(Arguments const &arguments, Target const &target, Environment const &environment)
		: Permuting{arguments, target, environment, "ssn"}, country_{arguments.text("country")} {}
	Uniqueness uniqueness() const override {
		return random() ? Uniqueness{Uniqueness::lossy} : Uniqueness{Uniqueness::preserved};
	}

private:
	struct Recognised {
		NationalId const *form;
		Ranked ranked;
	};

	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		std::string const id = value.size() <= Form::largest ? compact(value) : std::string{};
		if (auto const found = recognise(value, id)) {
			char masked[24];
			Wide next = found->ranked.rank;
			do {
				next = random() ? scale(choose(value, row).high, static_cast<std::uint64_t>(found->ranked.size))
								: permutation().forward(next, found->ranked.size);
				unrank(*found->form, next, masked);
			} while (found->form->valid && !found->form->valid({masked, id.size()}));
			return append_in_format(value, masked, out);
		}
		// What isn't valid stays invalid: so it can't meet the mask of a valid one.
		Form form{value};
		if (!form.whole() || random() || !form.permute(permutation()))
			return append_shape(value, prf(), choose(value, row), out);
		std::size_t const start = out.size();
		for (;;) {
			form.append_to(out);
			std::string_view const masked = std::string_view{out}.substr(start);
			if (!recognise(masked, compact(masked)))
				return;
			out.resize(start);
			(void) form.permute(permutation());
		}
	}

	[[nodiscard]] std::optional<Recognised> recognise(std::string_view value, std::string_view id) const {
		for (NationalId const &form : national_ids) {
			if (country_ == "auto") {
				// Nine digits are one of the US only in its format, or without any.
				if (form.country == "us" && id.size() != value.size() && !is_us_ssn(value))
					continue;
			} else if (form.country != country_) {
				continue;
			}
			if (auto const ranked = rank(form, id))
				return Recognised{&form, *ranked};
		}
		return std::nullopt;
	}

	// The characters where the value has letters and digits, in its case.
	static void append_in_format(std::string_view value, char const *characters, std::string &out) {
		for (char const c : value) {
			if (!is_alphanumeric(static_cast<unsigned char>(c))) {
				out.push_back(c);
				continue;
			}
			char const masked = *characters++;
			out.push_back(c >= 'a' && c <= 'z' && masked >= 'A' ? static_cast<char>(masked + 32) : masked);
		}
	}

	std::string const country_;
};

} // namespace

std::unique_ptr<Mask> make_phone(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Phone>(arguments, target, environment);
}
std::unique_ptr<Mask> make_postcode(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Postcode>(arguments, target, environment);
}
std::unique_ptr<Mask> make_iban(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Iban>(arguments, target, environment);
}
std::unique_ptr<Mask> make_credit_card(Arguments const &arguments, Target const &target,
									   Environment const &environment) {
	return std::make_unique<CreditCard>(arguments, target, environment);
}
std::unique_ptr<Mask> make_ssn(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Ssn>(arguments, target, environment);
}

} // namespace confiture::mask
