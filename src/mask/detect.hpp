// Which columns hold personal data, by what they are called (in several languages), their type, and a sample of their
// values. Says why, how sure it is, and which label would do. A guess, to be looked at: what it misses stays in clear.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mask/dictionary.hpp"
#include "mask/strategy.hpp"

namespace confiture::mask {

struct Column {
	std::string_view table;
	std::string_view name;
	Type type = Type::text;
	std::span<std::string_view const> samples = {}; // values as text, without nulls; may be none
};

enum class Subject {
	email,
	phone,
	first_name,
	last_name,
	name,
	username,
	address,
	street,
	city,
	postcode,
	birthdate,
	credit_card,
	iban,
	national_id,
	document, // passport, licence, insurance number
	ip,
	mac,
	device,
	location,
	salary,
	special, // of article 9 GDPR: health, religion, origin…; and gender
	credential,
	user_agent,
	url,
	image,
	free_text,
};
[[nodiscard]] std::string_view name_of(Subject subject);

struct Detection {
	Subject subject;
	double confidence;    // 0.5 to 1
	std::string evidence; // never a value
	std::string label;    // that fits the type
};

class Detector {
public:
	// The names in the dictionaries are those that values are compared with.
	explicit Detector(Dictionaries const &dictionaries);
	~Detector();

	[[nodiscard]] std::optional<Detection> detect(Column const &column) const; // nothing: probably not personal

private:
	struct Words;
	std::unique_ptr<Words> words_;
};

} // namespace confiture::mask
