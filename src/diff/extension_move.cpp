#include "diff/extension_move.hpp"

#include "diff/ddl.hpp"
#include "diff/properties.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace confiture::diff {

namespace {

struct Move {
	Position old;
	Position fresh;
	std::string was; // "public."
	std::string is;
};

std::vector<Move> find_moves(Snapshot const &from, Snapshot const &to) {
	std::vector<Move> moves;
	for (Position old = 0; old < from.objects.size(); ++old) {
		Object const &extension = from.objects[old];
		if (extension.kind != Kind::extension || !extension.is("relocatable"))
			continue;
		auto const fresh = std::ranges::find_if(to.objects, [&](Object const &other) {
			return other.kind == Kind::extension && other.name == extension.name;
		});
		if (fresh == to.objects.end() || fresh->at("in_schema") == extension.at("in_schema"))
			continue;
		moves.push_back({old, static_cast<Position>(fresh - to.objects.begin()),
						 quote_name(extension.at("in_schema")) + ".", quote_name(fresh->at("in_schema")) + "."});
	}
	return moves;
}

bool is_operator(char c) { return std::string_view{"+-*/<>=~!@#%^&|`?"}.find(c) != std::string_view::npos; }

std::size_t end_of_name(std::string_view text, std::size_t at) {
	if (at < text.size() && text[at] == '"')
		return end_of_quoted(text, at);
	bool const symbol = at < text.size() && is_operator(text[at]);
	while (at < text.size() && (symbol ? is_operator(text[at]) : in_word(text[at])))
		++at;
	return at;
}

// What stands in the schemas beside the extensions.
std::set<std::string, std::less<>> own_names(Snapshot const &from) {
	std::set<std::string, std::less<>> names;
	for (Object const &object : from.objects) {
		if (!object.schema.empty() && (object.parent == nowhere || object.kind == Kind::index ||
									   object.kind == Kind::sequence || object.kind == Kind::statistics))
			names.insert(quote_name(object.schema) + "." +
						 (is_operator(object.name.front()) ? object.name : quote_name(object.name)));
		names.insert(object.at("multirange"));
	}
	return names;
}

// A text of the server's own, as it is once the extensions have moved.
std::string with_moves(std::string_view text, std::vector<Move const *> const &moves,
					   std::set<std::string, std::less<>> const &own) {
	std::string result;
	for (std::size_t at = 0; at < text.size();) {
		std::size_t end = at + 1;
		if (!in_name(at == 0 ? ' ' : text[at - 1])) {
			auto const move =
				std::ranges::find_if(moves, [&](Move const *one) { return text.substr(at).starts_with(one->was); });
			if (move != moves.end()) {
				end = end_of_name(text, at + (*move)->was.size());
				if (!own.contains(text.substr(at, end - at))) {
					result += (*move)->is;
					at += (*move)->was.size();
				}
			} else if (text[at] == '\'' || text[at] == '"')
				end = end_of_quoted(text, at);
		}
		result += text.substr(at, end - at);
		at = end;
	}
	return result;
}

// The moves that say where the extensions' own objects are which an object names; none where another extension has
// some in the same schema, and stays there: then the text is another one, and the object changes as any.
std::vector<Move const *> moves_in(Snapshot const &from, Object const &object, std::vector<Move> const &moves) {
	std::vector<Move const *> result;
	for (Move const &move : moves) {
		bool const used = std::ranges::binary_search(object.depends, move.old);
		bool const shared = std::ranges::any_of(object.depends, [&](Position other) {
			return from.objects[other].kind == Kind::extension &&
				   quote_name(from.objects[other].at("in_schema")) + "." == move.was &&
				   std::ranges::none_of(moves, [&](Move const &one) { return one.old == other && one.is == move.is; });
		});
		if (used && !shared)
			result.push_back(&move);
	}
	return result;
}

void follow_all(Snapshot &moved, Snapshot const &from, std::vector<Move> const &moves) {
	auto const own = own_names(from);
	for (Object &object : moved.objects) {
		std::vector<Move const *> here = moves_in(from, object, moves);
		if (here.empty() && object.parent != nowhere) // a view's column
			here = moves_in(from, from.objects[object.parent], moves);
		if (here.empty() || object.kind == Kind::extension)
			continue;
		object.identity = with_moves(object.identity, here, own);
		for (catalog::Attribute &attribute : object.attributes) {
			// Bodies that are kept as text say what they said before.
			std::size_t const end = object.is("text_body")
										? std::min(attribute.value.find("\nAS "), attribute.value.size())
										: attribute.value.size();
			attribute.value.replace(0, end, with_moves(std::string_view{attribute.value}.substr(0, end), here, own));
		}
	}
}

Step step_on(Side const &side, Position position, Operation operation, std::string sql, std::string reverse) {
	Step step;
	step.operation = operation;
	step.object_type = catalog::object_type(side.snapshot, side[position]);
	step.object_identity = side[position].identity;
	step.risk = operation == Operation::alter ? Risk::reversible : Risk::safe;
	step.sql = std::move(sql);
	step.reverse_sql = std::move(reverse);
	return step;
}

// A schema that the new side has, and the old one, to which it is added, has not.
void add_schema(Snapshot &from, Side const &to, Position schema, DefaultPrivileges const &defaults,
				std::vector<Step> &steps) {
	for (std::string const &sql : create(to, schema))
		steps.push_back(step_on(to, schema, Operation::create, sql, "DROP SCHEMA " + to[schema].identity));
	for (Property const &property : created_properties(to, schema, from.role, &defaults))
		steps.push_back(step_on(to, schema, property.operation, property.sql, ""));
	Object added = to[schema];
	added.depends.clear();
	from.objects.push_back(std::move(added));
}

} // namespace

bool moves_extensions(Snapshot const &from, Snapshot const &to) { return !find_moves(from, to).empty(); }

Renamed move_extensions(Snapshot const &from, Snapshot const &to) {
	std::vector<Move> const moves = find_moves(from, to);
	Side const before{from}, after{to};
	DefaultPrivileges const defaults{before, after};
	Renamed moved{from, {}};
	for (Move const &move : moves) {
		std::string const &schema = to.objects[move.fresh].at("in_schema");
		Object &extension = moved.snapshot.objects[move.old];
		std::string const alter = "ALTER EXTENSION " + extension.identity + " SET SCHEMA ";
		Step step = step_on(before, move.old, Operation::alter, alter + quote_name(schema),
							alter + quote_name(extension.at("in_schema")));
		extension.set("in_schema", schema);
		Position const target = after.find(Kind::schema, quote_name(schema));
		auto const there = [&](Object const &object) { return object.kind == Kind::schema && object.name == schema; };
		auto found = std::ranges::find_if(moved.snapshot.objects, there);
		if (found == moved.snapshot.objects.end() && target != nowhere) {
			add_schema(moved.snapshot, after, target, defaults, moved.steps);
			found = std::prev(moved.snapshot.objects.end());
		}
		auto &depends = moved.snapshot.objects[move.old].depends;
		std::erase_if(depends, [&](Position on) { return from.objects[on].kind == Kind::schema; });
		if (found != moved.snapshot.objects.end())
			depends.push_back(static_cast<Position>(found - moved.snapshot.objects.begin()));
		moved.steps.push_back(std::move(step));
	}
	follow_all(moved.snapshot, from, moves);
	catalog::sort(moved.snapshot);
	return moved;
}

} // namespace confiture::diff
