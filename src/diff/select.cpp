#include "diff/select.hpp"

#include "diff/side.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace confiture::diff {

namespace {

// '*' stands for any characters, '?' for any one.
bool matches(std::string_view pattern, std::string_view text) {
	std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
	while (t < text.size()) {
		if (p < pattern.size() && pattern[p] == '*') {
			star = p++;
			resume = t;
		} else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
			++p;
			++t;
		} else if (star != std::string_view::npos) {
			p = star + 1;
			t = ++resume;
		} else
			return false;
	}
	while (p < pattern.size() && pattern[p] == '*')
		++p;
	return p == pattern.size();
}

bool matches_any(std::vector<std::string> const &patterns, Object const &object) {
	std::string const schema = object.kind == Kind::schema ? object.name : object.schema;
	return std::any_of(patterns.begin(), patterns.end(), [&](std::string const &pattern) {
		return matches(pattern, schema) ||
			   (!object.schema.empty() && matches(pattern, object.schema + "." + object.name));
	});
}

// Whether an object and its parts are the same on both sides, whatever they depend on.
bool same(Side const &a, Position left, Side const &b, Position right) {
	Object const &x = a[left];
	Object const &y = b[right];
	if (x.attributes != y.attributes || x.owner != y.owner || x.acl != y.acl || x.comment != y.comment ||
		x.labels != y.labels || a.parts[left].size() != b.parts[right].size())
		return false;
	return std::all_of(a.parts[left].begin(), a.parts[left].end(), [&](Position part) {
		Position const other = b.find(a[part].kind, a[part].identity);
		return other != nowhere && b[other].parent == right && same(a, part, b, other);
	});
}

// The objects of "snapshot" that do not take part.
std::vector<bool> left_out(Snapshot const &snapshot, Snapshot const &other, Options const &options) {
	std::vector<bool> out(snapshot.objects.size());
	bool const selects = !options.include.empty() || !options.exclude.empty();
	std::optional<Side> here, there;
	if (selects) {
		here.emplace(snapshot);
		there.emplace(other);
	}
	for (std::size_t i = 0; i < out.size(); ++i) {
		Object const &object = snapshot.objects[i];
		bool const chosen_from = object.parent == nowhere && (object.kind == Kind::schema || !object.schema.empty());
		if (selects && chosen_from) {
			out[i] = (!options.include.empty() && !matches_any(options.include, object)) ||
					 matches_any(options.exclude, object);
			if (Position const twin = out[i] ? there->find(object.kind, object.identity) : nowhere; twin != nowhere)
				out[i] = !same(*here, static_cast<Position>(i), *there, twin);
		}
		// The tool itself is no part of the schema, unless both have it.
		if (object.kind == Kind::extension && object.name == "confiture")
			out[i] = std::none_of(other.objects.begin(), other.objects.end(), [](Object const &theirs) {
				return theirs.kind == Kind::extension && theirs.name == "confiture";
			});
	}
	return out;
}

void leave_out(Snapshot &snapshot, std::vector<bool> out) {
	if (std::ranges::find(out, true) != out.end())
		snapshot = catalog::without(std::move(snapshot), std::move(out));
}

} // namespace

void select(Snapshot &from, Snapshot &to, Options const &options) {
	std::vector<bool> out_of_from = left_out(from, to, options);
	leave_out(to, left_out(to, from, options));
	leave_out(from, std::move(out_of_from));
}

} // namespace confiture::diff
