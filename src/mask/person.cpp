// Names, and what is made of them: first_name, last_name, name, username, email. Those of one entity are of one person.
#include <algorithm>
#include <array>

#include "mask/factories.hpp"
#include "mask/keyed.hpp"
#include "mask/shape.hpp"
#include "mask/utf8.hpp"

namespace confiture::mask {

namespace {

constexpr char base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";

// The person that an entity, or else a value, stands for. Every strategy asks the same key, so they agree.
class Person : public Keyed {
protected:
	Person(Arguments const &arguments, Target const &target, Environment const &environment)
		: Keyed{arguments, target, environment, "person"}, first_names_{environment.dictionaries.get(
															   locale_of(arguments, target), "first_name")},
		  last_names_{environment.dictionaries.get(locale_of(arguments, target), "last_name")} {}

	[[nodiscard]] std::size_t first(Block chosen) const { return scale(chosen.high, first_names_.size()); }
	[[nodiscard]] std::size_t last(Block chosen) const { return scale(chosen.low, last_names_.size()); }

	Dictionary const &first_names_;
	Dictionary const &last_names_;
};

enum class Part { first, last, both };

template <Part part>
class Name : public Person {
public:
	using Person::Person;
	Name(Arguments const &arguments, Target const &target, Environment const &environment)
		: Person{arguments, target, environment} {}
	Uniqueness uniqueness() const override { return {Uniqueness::lossy}; }

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		Block const chosen = choose(value, row);
		if constexpr (part == Part::first) {
			out.append(first_names_[first(chosen)]);
		} else if constexpr (part == Part::last) {
			out.append(last_names_[last(chosen)]);
		} else if (value.find(',') != std::string_view::npos) { // "Last, First" stays so
			out.append(last_names_[last(chosen)]).append(", ").append(first_names_[first(chosen)]);
		} else {
			out.append(first_names_[first(chosen)]).append(1, ' ').append(last_names_[last(chosen)]);
		}
	}
};

// Names as an address has them.
Dictionary plain_names(Dictionary const &names) {
	Dictionary result;
	for (std::size_t i = 0; i < names.size(); ++i)
		result.add(utf8::ascii(names[i]));
	return result;
}

// A person's names with a suffix of the value's own: nine base-36 characters are 46 bits, and the names of some hundred
// thousand pairs 16 more, so 2^31 values stay different.
class Account : public Person {
protected:
	static constexpr std::size_t suffix_size = 9;

	Account(Arguments const &arguments, Target const &target, Environment const &environment)
		: Person{arguments, target, environment}, first_{plain_names(first_names_)}, last_{plain_names(last_names_)},
		  own_{random() ? random_key() : key_of(arguments, target, environment, "account"),
			   random() ? Seed::random : Seed::keyed} {}

	// At most `room` bytes (which are at least suffix_size): the names give way first.
	void append_account(std::string_view value, Row const &row, std::string_view between, char before_suffix,
						std::size_t room, std::string &out) const {
		Block const chosen = choose(value, row);
		std::size_t const start = out.size();
		out.append(first_[first(chosen)]).append(between).append(last_[last(chosen)]).append(1, before_suffix);
		if (out.size() - start > room - suffix_size)
			out.resize(start + room - suffix_size);
		std::uint64_t word = own_(value).high;
		for (std::size_t i = 0; i < suffix_size; ++i) {
			auto const product = static_cast<unsigned __int128>(word) * 36;
			out.push_back(base36[static_cast<std::size_t>(product >> 64)]);
			word = static_cast<std::uint64_t>(product);
		}
	}
	[[nodiscard]] Prf const &own() const { return own_; }

private:
	Dictionary const first_;
	Dictionary const last_;
	Prf const own_;
};

class Username : public Account {
public:
	Username(Arguments const &arguments, Target const &target, Environment const &environment)
		: Account{arguments, target, environment} {
		if (target.max_length != 0 && target.max_length < suffix_size)
			arguments.refuse("needs a column of at least 9 characters");
	}
	Uniqueness uniqueness() const override {
		return {Uniqueness::collision_free, max_length() != 0 && max_length() < 24 ? 23 : 31};
	}

private:
	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		append_account(value, row, "", '_', max_length() == 0 ? 256 : max_length(), out);
	}
};

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// What each character of a local part may become. Those that part it stay; letters of other scripts, and what no
// address should have, become letters. One table and no branch: a mispredicted one costs as much as three characters.
constexpr std::array<CharacterClass, 128> local_part = [] {
	std::array<CharacterClass, 128> classes{};
	for (char32_t c = 0; c < 128; ++c) {
		bool const parts = c == '.' || c == '_' || c == '-' || c == '+';
		classes[c] = parts                        ? CharacterClass{c, 1}
					 : ascii_classes[c].size != 0 ? ascii_classes[c]
												  : CharacterClass{U'a', 26};
	}
	return classes;
}();

class Email : public Account {
public:
	Email(Arguments const &arguments, Target const &target, Environment const &environment)
		: Account{arguments, target, environment}, domain_{arguments.text("domain")},
		  named_{arguments.text("style") == "name" || arguments.given("entity")} {
		if (domain_ != "original" && domain_ != "masked" &&
			(domain_.find('.') == std::string::npos || domain_.find_first_of("@ \t\n") != std::string::npos))
			arguments.refuse("needs \"original\", \"masked\" or the name of a domain as \"domain\"");
		longest_domain_ = domain_ == "original" ? 0 : domain_ == "masked" ? made_up_size : domain_.size();
		if (target.max_length != 0 && target.max_length < longest_domain_ + 1 + letters)
			arguments.refuse("needs a column of at least " + std::to_string(longest_domain_ + 1 + letters) +
							 " characters");
	}
	Uniqueness uniqueness() const override {
		if (domain_ == "original" && max_length() != 0)
			return {Uniqueness::lossy}; // what a long domain leaves isn't known
		return {Uniqueness::collision_free,
				named_ && max_length() != 0 && max_length() < longest_domain_ + 32 ? 23 : 31};
	}

private:
	static constexpr std::size_t letters = 14;      // of 26: 65 bits, so that 2^31 values stay different
	static constexpr std::size_t made_up_size = 18; // ten letters and ".example"

	void mask_text(std::string_view value, Row const &row, std::string &out) const override {
		std::size_t const at = value.rfind('@');
		std::string_view const local = value.substr(0, at);
		std::string_view const domain = at == std::string_view::npos ? std::string_view{} : value.substr(at + 1);

		// Local part: what the domain leaves of the column's length, and at most the 64 of RFC 5321.
		std::size_t room = 64;
		std::size_t const domain_size =
			domain_ == "original" ? std::max<std::size_t>(domain.size(), 1) : longest_domain_;
		if (max_length() != 0)
			room = std::min(room, max_length() > domain_size + letters ? max_length() - domain_size - 1 : letters);
		if (named_)
			append_account(value, row, ".", '.', room, out);
		else
			append_shape(value, local, room, out);

		out.push_back('@');
		if (domain_ == "original")
			out.append(domain.empty() ? std::string_view{"example.com"} : domain);
		else if (domain_ == "masked")
			append_made_up(domain, out);
		else
			out.append(domain_);
	}

	// Letters become letters and digits digits, with as many letters behind as it takes to tell 2^31 addresses apart.
	// The choice doesn't depend on the case, but the result has it: what differs in case only still does.
	void append_shape(std::string_view value, std::string_view local, std::size_t room, std::string &out) const {
		char buffer[128];
		std::string long_buffer;
		std::string_view folded;
		if (value.size() <= sizeof buffer) {
			std::ranges::transform(value, buffer, lower_ascii);
			folded = {buffer, value.size()};
		} else {
			long_buffer.resize(value.size());
			std::ranges::transform(value, long_buffer.begin(), lower_ascii);
			folded = long_buffer;
		}
		Draws draws{own(), own()(folded)};
		char made[128]; // all of it is ASCII, whatever the value is
		std::size_t size = 0;
		std::size_t bits = 0; // tenths of bits, of the letters and digits so far
		for (std::string_view rest = local; !rest.empty() && size < room; ++size) {
			char32_t const c = utf8::take(rest);
			CharacterClass const &type = local_part[c < 0x80 ? c : 0];
			bits += type.size == 26 ? 47 : type.size == 10 ? 33 : 0;
			made[size] = static_cast<char>(type.first + draws.below(type.size));
		}
		std::size_t const missing = bits < 620 ? (620 - bits + 46) / 47 : 0;
		std::size_t end = size + missing;
		if (end > room) { // a short column, or mostly punctuation: the shape gives way
			size = 0;
			end = room;
		}
		while (size < end)
			made[size++] = static_cast<char>('a' + draws.below(26));
		out.append(made, size);
	}

	// One domain for each, under a top-level domain that is nobody's (RFC 2606).
	void append_made_up(std::string_view domain, std::string &out) const {
		std::string folded{domain};
		std::ranges::transform(folded, folded.begin(), lower_ascii);
		folded.insert(folded.begin(), '@'); // apart from what addresses choose
		Draws draws{own(), own()(folded)};
		for (int i = 0; i < 10; ++i)
			out.push_back(static_cast<char>('a' + draws.below(26)));
		out.append(".example");
	}

	std::string const domain_;
	bool const named_;
	std::size_t longest_domain_;
};

} // namespace

std::unique_ptr<Mask> make_first_name(Arguments const &arguments, Target const &target,
									  Environment const &environment) {
	return std::make_unique<Name<Part::first>>(arguments, target, environment);
}
std::unique_ptr<Mask> make_last_name(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Name<Part::last>>(arguments, target, environment);
}
std::unique_ptr<Mask> make_name(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Name<Part::both>>(arguments, target, environment);
}
std::unique_ptr<Mask> make_username(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Username>(arguments, target, environment);
}
std::unique_ptr<Mask> make_email(Arguments const &arguments, Target const &target, Environment const &environment) {
	return std::make_unique<Email>(arguments, target, environment);
}

} // namespace confiture::mask
