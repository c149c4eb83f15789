// What dictionaries hold of places and companies: street, address, city, country, company; and user_agent.
#include <charconv>

#include "mask/factories.hpp"
#include "mask/keyed.hpp"

namespace confiture::mask {

namespace {

void append_number(std::string &out, std::uint64_t value) {
	char buffer[24];
	out.append(buffer, std::to_chars(buffer, std::end(buffer), value).ptr);
}

// A word of one dictionary.
class Word : public Keyed {
public:
	Word(Arguments const &arguments, Target const &target, Environment const &environment, std::string_view kind)
		: Keyed{arguments, target, environment, kind}, words_{environment.dictionaries.get(locale_of(arguments, target),
																						   kind)} {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		out.append(words_[scale(choose(value, row).high, words_.size())]);
	}

	Dictionary const &words_;
};

// Streets and addresses. Where the number stands is the locale's custom: behind the street in most of Europe.
class Street : public Keyed {
public:
	Street(Arguments const &arguments, Target const &target, Environment const &environment, bool whole)
		: Keyed{arguments, target, environment, "address"}, whole_{whole}, streets_{environment.dictionaries.get(
																			   locale_of(arguments, target), "street")},
		  cities_{environment.dictionaries.get(locale_of(arguments, target), "city")} {
		std::string const locale = locale_of(arguments, target);
		number_first_ = locale == "en" || locale == "fr";
		comma_ = locale == "es" || locale == "it";
		postcode_first_ = locale != "en";
	}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Block const chosen = choose(value, row);
		std::string_view const street = streets_[scale(chosen.high, streets_.size())];
		std::uint64_t const number = 1 + (chosen.low & 0xFF);
		bool const numbered = whole_ || value.find_first_of("0123456789") != std::string_view::npos;
		if (numbered && number_first_) {
			append_number(out, number);
			out.push_back(' ');
		}
		out.append(street);
		if (numbered && !number_first_) {
			out.append(comma_ ? ", " : " ");
			append_number(out, number);
		}
		// An address of more than the street has a comma or a line break.
		if (!whole_ || value.find_first_of(",\n") == std::string_view::npos)
			return;
		out.append(value.find('\n') != std::string_view::npos ? "\n" : ", ");
		std::uint64_t const postcode = 10000 + scale((chosen.low >> 8) << 8, 90000);
		std::string_view const city = cities_[scale(chosen.high << 24 | chosen.low >> 40, cities_.size())];
		if (postcode_first_) {
			append_number(out, postcode);
			out.append(1, ' ').append(city);
		} else {
			out.append(city).append(1, ' ');
			append_number(out, postcode);
		}
	}

	bool const whole_;
	Dictionary const &streets_;
	Dictionary const &cities_;
	bool number_first_, comma_, postcode_first_;
};

class Country : public Keyed {
public:
	Country(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "country"}, names_{environment.dictionaries.get(
																locale_of(arguments, target), "country")} {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		// ISO 3166: alpha-2 and alpha-3 codes of the same countries.
		static constexpr std::string_view two =
			"ARATAUBEBRCACHCLCNCODEDKEGESFIFRGBGRHUIEINITJPKRMAMXNLNONZPEPLPTROSETRUSUYVNZA";
		static constexpr std::string_view three = "ARGAUTAUSBELBRACANCHECHLCHNCOLDEUDNKEGYESPFINFRAGBRGRCHUNIRLINDITAJP"
												  "NKORMARMEXNLDNORNZLPERPOLPRTROUSWETURUSAURYVNMZAF";
		static_assert(two.size() / 2 == three.size() / 3);
		std::uint64_t const chosen = choose(value, row).high;
		bool capitals = !value.empty(), small = capitals;
		for (char const c : value) {
			capitals = capitals && c >= 'A' && c <= 'Z';
			small = small && c >= 'a' && c <= 'z';
		}
		if ((capitals || small) && (value.size() == 2 || value.size() == 3)) {
			std::string_view const codes = value.size() == 2 ? two : three;
			for (char const c : codes.substr(scale(chosen, codes.size() / value.size()) * value.size(), value.size()))
				out.push_back(small ? static_cast<char>(c + 32) : c);
			return;
		}
		out.append(names_[scale(chosen, names_.size())]);
	}

	Dictionary const &names_;
};

// A last name and a made-up word around it: "Keller Logistik GmbH".
class Company : public Keyed {
public:
	Company(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "company"}, names_{environment.dictionaries.get(
																locale_of(arguments, target), "last_name")},
		  trades_{environment.dictionaries.get(locale_of(arguments, target), "company")} {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Block const chosen = choose(value, row);
		out.append(names_[scale(chosen.high, names_.size())])
			.append(1, ' ')
			.append(trades_[scale(chosen.low, trades_.size())]);
	}

	Dictionary const &names_;
	Dictionary const &trades_;
};

constexpr std::string_view user_agents[] = {
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 "
	"Edg/126.0.0.0",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0",
	"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
	"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
	"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
	"Safari/537.36",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
	"Safari/605.1.15",
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
	"Mobile/15E148 "
	"Safari/604.1",
	"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 "
	"Safari/604.1",
	"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 "
	"Mobile "
	"Safari/537.36",
	"Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
};

class UserAgent : public Keyed {
public:
	UserAgent(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "user_agent"} {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		out.append(user_agents[scale(choose(value, row).high, std::size(user_agents))]);
	}
};

} // namespace

std::unique_ptr<Mask> make_street(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Street>(arguments, target, environment, false);
}
std::unique_ptr<Mask> make_address(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Street>(arguments, target, environment, true);
}
std::unique_ptr<Mask> make_city(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Word>(arguments, target, environment, "city");
}
std::unique_ptr<Mask> make_country(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Country>(arguments, target, environment);
}
std::unique_ptr<Mask> make_company(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Company>(arguments, target, environment);
}
std::unique_ptr<Mask> make_user_agent(Arguments const &arguments, Target const &target,
									  Environment const &environment) {
	return std::make_unique<UserAgent>(arguments, target, environment);
}

} // namespace confiture::mask
