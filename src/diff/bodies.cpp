#include "diff/bodies.hpp"

#include "diff/body_names.hpp"
#include "diff/column_order.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace confiture::diff {

namespace {

bool is_relation(Kind kind) {
	return kind == Kind::table || kind == Kind::view || kind == Kind::materialized_view || kind == Kind::sequence;
}

// Whether a table that the function may return rows of will have its columns in another order than it should.
bool returns_reordered(Comparison const &compared, Side const &side, Position function) {
	auto const &partner = &side == &compared.to ? compared.from_of : compared.to_of;
	return std::ranges::any_of(side[function].depends, [&](Position table) {
		return side[table].kind == Kind::table && partner[table] != nowhere && in_another_order(compared, side, table);
	});
}

} // namespace

std::string unchecked(std::string const &sql) {
	if (sql.starts_with("SET check_function_bodies"))
		return sql;
	return "SET check_function_bodies = off;\n" + sql + ";\nRESET check_function_bodies";
}

void find_body_needs(Side const &side, std::vector<Fate> const &fate,
					 std::unordered_map<Position, std::vector<Position>> &needs) {
	// Bodies of functions that stay matter to the defaults that use them.
	bool by_default = false;
	for (Position position = 0; position < side.size() && !by_default; ++position)
		by_default = side[position].kind == Kind::default_value && fate[position] != Fate::keep &&
					 !side[position].depends.empty();
	auto const matters = [&](Position position) {
		return (by_default || fate[position] != Fate::keep) && side[position].is("text_body");
	};
	bool any = false;
	for (Position position = 0; position < side.size() && !any; ++position)
		any = matters(position);
	if (!any)
		return;
	std::unordered_map<std::string_view, std::vector<Position>> named;
	for (Position position = 0; position < side.size(); ++position) {
		Kind const kind = side[position].kind;
		if (is_relation(kind) || kind == Kind::type || kind == Kind::function || kind == Kind::procedure ||
			kind == Kind::aggregate || kind == Kind::column)
			named[side[position].name].push_back(position);
	}
	for (Position position = 0; position < side.size(); ++position) {
		Object const &function = side[position];
		if (!matters(position))
			continue;
		std::set<Position> found;
		std::string_view const text = function.at("definition");
		std::set<std::string_view> words;
		for (std::size_t i = 0; i < text.size();) {
			auto const part = [](char c) {
				return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
					   static_cast<unsigned char>(c) >= 0x80;
			};
			if (!part(text[i])) {
				if (text[i] == '"')
					if (std::size_t const close = text.find('"', i + 1); close != std::string_view::npos)
						words.insert(text.substr(i + 1, close - i - 1));
				++i;
				continue;
			}
			std::size_t end = i;
			while (end < text.size() && part(text[end]))
				++end;
			words.insert(text.substr(i, end - i));
			i = end;
		}
		for (std::string_view const word : words) {
			auto const candidates = named.find(word);
			if (candidates == named.end())
				continue;
			for (Position const candidate : candidates->second) {
				if (candidate == position)
					continue;
				// Column names are too common to mean much, unless their table is named as well.
				if (side[candidate].kind == Kind::column &&
					(side[candidate].parent == nowhere || !words.contains(side.parent(side[candidate]).name)))
					continue;
				found.insert(candidate);
			}
		}
		needs.emplace(position, std::vector<Position>{found.begin(), found.end()});
	}
}

void add_body_edges(Draft &draft) {
	for (auto const &[function, needs] : draft.body_needs) {
		if (draft.makes[function].empty())
			continue;
		for (Position const target : needs)
			if (!draft.makes[target].empty() && draft.makes[target].last != draft.makes[function].last)
				draft.graph.order(draft.makes[target].last, draft.makes[function].first, true);
		for (Position const target : needs)
			if (draft.to[target].kind == Kind::table)
				for (Position const column : draft.to.columns(target))
					if (!draft.makes[column].empty() && draft.makes[column].last != draft.makes[function].last)
						draft.graph.order(draft.makes[column].last, draft.makes[function].first, true);
	}
	for (auto const &[function, needs] : draft.old_body_needs) {
		Position const now = draft.to_of[function];
		Span const lets_go = !draft.drops[function].empty() ? draft.drops[function]
							 : now != nowhere               ? draft.makes[now]
															: Span{};
		if (lets_go.empty())
			continue;
		for (Position const target : needs)
			if (!draft.drops[target].empty() && draft.drops[target].first != lets_go.first)
				draft.graph.order(lets_go.last, draft.drops[target].first, true);
	}
}

void leave_bodies_unchecked(Draft &draft, std::vector<NodeId> const &order) {
	std::vector<std::size_t> place(order.size());
	for (std::size_t i = 0; i < order.size(); ++i)
		place[order[i]] = i;
	auto const any = [&](Span const &span, auto const &holds) {
		return !span.empty() && (holds(place[span.first]) || holds(place[span.last]));
	};
	// Other languages than SQL look at declared types only.
	auto const touched = [&](Side const &side, Position target, bool sql, auto const &holds) {
		bool const fresh = &side == &draft.to;
		Position const now = fresh ? target : draft.to_of[target];
		Position const old = fresh ? draft.from_of[target] : target;
		bool const whole = now == nowhere || old == nowhere || draft.old_fate[old] == Fate::rebuild;
		if (!sql && !whole)
			return false;
		if (now != nowhere && (any(draft.makes[now], holds) || any(draft.late[now], holds)))
			return true;
		if (old != nowhere && any(draft.drops[old], holds))
			return true;
		if (sql && now != nowhere)
			for (Position const part : draft.to.parts[now])
				if (draft.to[part].kind == Kind::column && any(draft.makes[part], holds))
					return true;
		if (sql && old != nowhere)
			for (Position const part : draft.from.parts[old])
				if (draft.from[part].kind == Kind::column && any(draft.drops[part], holds))
					return true;
		return false;
	};
	for (auto const &[function, needs] : draft.body_needs) {
		if (draft.makes[function].empty())
			continue;
		NodeId const id = draft.makes[function].first;
		auto const later = [&](std::size_t where) { return where > place[id]; };
		bool const sql = draft.to[function].at("language") == "sql";
		if (std::any_of(needs.begin(), needs.end(),
						[&](Position target) { return touched(draft.to, target, sql, later); }) ||
			(sql && returns_reordered(draft, draft.to, function)) ||
			needs_more_than_is_there(draft.to, function, needs))
			draft.steps[id].sql = unchecked(draft.steps[id].sql);
	}
	for (auto const &[function, needs] : draft.old_body_needs) {
		Position const now = draft.to_of[function];
		NodeId const id = !draft.drops[function].empty()                ? draft.drops[function].last
						  : now != nowhere && !draft.makes[now].empty() ? draft.makes[now].first
																		: no_node;
		if (id == no_node || !draft.steps[id].reverse_sql || draft.steps[id].reverse_sql->empty())
			continue;
		auto const earlier = [&](std::size_t where) { return where < place[id]; };
		bool const sql = draft.from[function].at("language") == "sql";
		if (std::any_of(needs.begin(), needs.end(),
						[&](Position target) { return touched(draft.from, target, sql, earlier); }) ||
			(sql && returns_reordered(draft, draft.from, function)) ||
			needs_more_than_is_there(draft.from, function, needs))
			draft.steps[id].reverse_sql = unchecked(*draft.steps[id].reverse_sql);
	}
}

} // namespace confiture::diff
