#include "catalog/snapshot.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <numeric>

namespace confiture::catalog {

namespace {

constexpr std::array<std::string_view, kind_count> kind_names{
	"schema",
	"extension",
	"language",
	"access method",
	"collation",
	"conversion",
	"type",
	"function",
	"procedure",
	"aggregate",
	"operator",
	"operator family",
	"operator class",
	"cast",
	"transform",
	"text search parser",
	"text search template",
	"text search dictionary",
	"text search configuration",
	"foreign-data wrapper",
	"server",
	"user mapping",
	"sequence",
	"table",
	"view",
	"materialized view",
	"column",
	"default value",
	"inheritance",
	"constraint",
	"domain constraint",
	"index",
	"index attachment",
	"statistics object",
	"rule",
	"trigger",
	"policy",
	"publication",
	"publication relation",
	"publication namespace",
	"subscription",
	"event trigger",
	"default acl",
	"system privileges",
};

} // namespace

std::string const &Object::at(std::string_view attribute) const {
	static std::string const none;
	for (Attribute const &candidate : attributes)
		if (candidate.name == attribute)
			return candidate.value;
	return none;
}

void Object::set(std::string_view attribute, std::string value) {
	for (auto candidate = attributes.begin(); candidate != attributes.end(); ++candidate) {
		if (candidate->name != attribute)
			continue;
		if (value.empty())
			attributes.erase(candidate);
		else
			candidate->value = std::move(value);
		return;
	}
	if (!value.empty())
		attributes.insert(std::lower_bound(attributes.begin(), attributes.end(), attribute,
										   [](Attribute const &a, std::string_view name) { return a.name < name; }),
						  {std::string{attribute}, std::move(value)});
}

std::string_view to_string(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_of(std::string_view name) {
	for (std::size_t i = 0; i < kind_names.size(); ++i)
		if (kind_names[i] == name)
			return static_cast<Kind>(i);
	return std::nullopt;
}

std::string object_type(Snapshot const &snapshot, Object const &object) {
	switch (object.kind) {
	case Kind::table:
		return object.at("form") == "foreign" ? "foreign table" : "table";
	case Kind::column: {
		Object const &relation = snapshot.objects[object.parent];
		if (relation.kind == Kind::type)
			return "composite type column";
		return object_type(snapshot, relation) + " column";
	}
	case Kind::constraint:
		return "table constraint";
	case Kind::inheritance:
		return object_type(snapshot, snapshot.objects[object.parent]);
	case Kind::index_attachment:
		return "index";
	case Kind::system_privileges:
		return object.at("type");
	default:
		return std::string{to_string(object.kind)};
	}
}

std::string key(Object const &object) {
	std::string result{to_string(object.kind)};
	result += ' ';
	result += object.identity;
	return result;
}

void sort(Snapshot &snapshot) {
	std::vector<Position> order(snapshot.objects.size());
	std::iota(order.begin(), order.end(), Position{0});
	std::sort(order.begin(), order.end(), [&](Position a, Position b) {
		Object const &left = snapshot.objects[a];
		Object const &right = snapshot.objects[b];
		if (left.kind != right.kind)
			return left.kind < right.kind;
		return left.identity < right.identity;
	});

	std::vector<Position> moved(order.size());
	std::vector<Object> sorted;
	sorted.reserve(order.size());
	for (Position to = 0; to < order.size(); ++to) {
		moved[order[to]] = to;
		sorted.push_back(std::move(snapshot.objects[order[to]]));
	}
	for (Object &object : sorted) {
		if (object.parent != nowhere)
			object.parent = moved[object.parent];
		for (Position &position : object.depends)
			position = moved[position];
		std::sort(object.depends.begin(), object.depends.end());
		std::sort(object.attributes.begin(), object.attributes.end(),
				  [](Attribute const &a, Attribute const &b) { return a.name < b.name; });
		std::sort(object.labels.begin(), object.labels.end(),
				  [](Label const &a, Label const &b) { return a.provider < b.provider; });
	}
	snapshot.objects = std::move(sorted);
}

Snapshot without(Snapshot snapshot, std::vector<bool> out) {
	std::size_t const count = snapshot.objects.size();
	for (bool more = true; more;) {
		more = false;
		for (std::size_t i = 0; i < count; ++i)
			if (Position const parent = snapshot.objects[i].parent; !out[i] && parent != nowhere && out[parent])
				out[i] = more = true;
	}
	std::vector<Position> moved(count, nowhere);
	Snapshot result{snapshot.server_version, std::move(snapshot.role), {}};
	for (std::size_t i = 0; i < count; ++i)
		if (!out[i]) {
			moved[i] = static_cast<Position>(result.objects.size());
			result.objects.push_back(std::move(snapshot.objects[i]));
		}
	for (Object &object : result.objects) {
		if (object.parent != nowhere)
			object.parent = moved[object.parent];
		std::vector<Position> depends;
		for (Position const position : object.depends)
			if (moved[position] != nowhere)
				depends.push_back(moved[position]);
		object.depends = std::move(depends);
	}
	return result;
}

Index::Index(Snapshot const &snapshot)
	: objects_{&snapshot.objects}, slots_(std::bit_ceil(snapshot.objects.size() * 2 + 1), nowhere) {
	for (Position position = 0; position < snapshot.objects.size(); ++position)
		if (Position &found = slots_[slot(snapshot.objects[position].kind, snapshot.objects[position].identity)];
			found == nowhere)
			found = position;
}

std::size_t Index::slot(Kind kind, std::string_view identity) const {
	std::size_t const mask = slots_.size() - 1;
	std::size_t at = (std::hash<std::string_view>{}(identity) + static_cast<std::size_t>(kind)) & mask;
	for (; slots_[at] != nowhere; at = (at + 1) & mask)
		if (Object const &object = (*objects_)[slots_[at]]; object.kind == kind && object.identity == identity)
			break;
	return at;
}

Position Index::find(Kind kind, std::string_view identity) const { return slots_[slot(kind, identity)]; }

Position Index::find(std::string_view key) const {
	for (std::size_t i = 0; i < kind_names.size(); ++i) // one name may begin another: "index", "index attachment"
		if (key.starts_with(kind_names[i]) && key.substr(kind_names[i].size()).starts_with(' '))
			if (Position const found = find(static_cast<Kind>(i), key.substr(kind_names[i].size() + 1));
				found != nowhere)
				return found;
	return nowhere;
}

} // namespace confiture::catalog
