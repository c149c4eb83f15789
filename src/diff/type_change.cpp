#include "diff/type_change.hpp"

#include "diff/convert.hpp"

#include <charconv>
#include <string>

namespace confiture::diff {

namespace {

long modifier(std::string_view type, int which) {
	std::size_t at = type.find('(');
	if (at == std::string_view::npos)
		return -1;
	for (; which > 0; --which) {
		at = type.find(',', at + 1);
		if (at == std::string_view::npos)
			return 0;
	}
	long value = -1;
	std::from_chars(type.data() + at + 1, type.data() + type.size(), value);
	return value;
}

Object const *domain(Side const &side, std::string_view type) {
	Position const position = side.find(Kind::type, without_modifier(type));
	return position != nowhere && side[position].at("form") == "domain" ? &side[position] : nullptr;
}

std::string base(Side const &side, std::string_view type) {
	std::string name{type};
	while (Object const *const object = domain(side, name))
		name = object->at("base");
	return name;
}

} // namespace

bool constrained(Side const &side, std::string_view type) {
	for (Object const *object = domain(side, type); object; object = domain(side, object->at("base"))) {
		if (object->is("not_null"))
			return true;
		for (Position const part : side.parts[static_cast<Position>(object - side.snapshot.objects.data())])
			if (side[part].kind == Kind::domain_constraint)
				return true;
	}
	return false;
}

bool keeps_rows_as_they_are(Side const &from, std::string_view before, Side const &to, std::string_view after) {
	if (constrained(to, after))
		return base(from, before) == base(to, after) && without_modifier(before) == without_modifier(after);
	std::string const old_type = base(from, before);
	std::string const new_type = base(to, after);
	// A column of a domain has no length of its own, and the elements of an array are looked at for theirs.
	bool const has_length = modifier(new_type, 0) >= 0;
	if (has_length && (domain(from, before) || new_type.ends_with("[]")) && before != after)
		return false;
	if (old_type == new_type)
		return true;
	std::string const a = without_modifier(old_type);
	std::string const b = without_modifier(new_type);
	long const old_length = modifier(old_type, 0);
	long const new_length = modifier(new_type, 0);
	bool const string_before = a == "character varying" || a == "text";
	if (string_before && b == "text")
		return true;
	if ((string_before || a == "character") && b == "bpchar")
		return true;
	if ((a == "bit" && b == "bit varying" && new_length < 0) || (a == "xml" && b == "text"))
		return true;
	if (string_before && b == "character varying")
		return new_length < 0 || (a == b && old_length >= 0 && old_length <= new_length);
	if (a != b)
		return a == "cidr" && b == "inet";
	if (a == "numeric")
		return new_length < 0 ||
			   (old_length >= 0 && old_length <= new_length && modifier(old_type, 1) == modifier(new_type, 1));
	if (a == "character" || a == "bit")
		return false;
	constexpr long all_digits_of_a_second = 6;
	if (new_length == all_digits_of_a_second && a.starts_with("time"))
		return true;
	return new_length < 0 || (old_length >= 0 && old_length <= new_length);
}

} // namespace confiture::diff
