#include "diff/parent_order.hpp"

#include "diff/ddl.hpp"
#include "diff/quote.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

namespace confiture::diff {

namespace {

using Links = std::vector<Position>;

// To a table's parents, in their order.
Links links_of(Side const &side, Position table) {
	Links links;
	for (Position const part : side.parts[table])
		if (side[part].kind == Kind::inheritance && !side[part].is("bound"))
			links.push_back(part);
	std::ranges::sort(links, {}, [&](Position link) { return std::stoi(side[link].at("position")); });
	return links;
}

// How many of the wanted ones may stay where they are if the others are put behind them one by one.
std::size_t in_place(Links const &wanted, Links const &present) {
	std::size_t count = 0;
	for (Position const link : present)
		if (count < wanted.size() && link == wanted[count])
			++count;
	return count;
}

bool has_not_null_of_its_own(Side const &side, Object const &column) {
	return side.snapshot.server_version < 180000 || column.is("not_null_name");
}

// Whether a table is the same once it has let the parent go and inherits from it again.
bool can_part(Side const &side, Position link) {
	Position const table = side[link].parent;
	Position const parent = side.find(Kind::table, side[link].at("parent_table"));
	if (parent == nowhere)
		return false;
	auto const has_from_another = [&](Object const &part, bool not_null) {
		return std::ranges::any_of(links_of(side, table), [&](Position other) {
			Position const from = side.find(Kind::table, side[other].at("parent_table"));
			Position const source = from == nowhere ? nowhere : side.part_named(from, part.kind, part.name);
			return other != link && source != nowhere && (!not_null || side[source].is("not_null"));
		});
	};
	return std::ranges::all_of(side.parts[table], [&](Position position) {
		Object const &part = side[position];
		Position const source = side.part_named(parent, part.kind, part.name);
		if ((part.kind != Kind::column && part.kind != Kind::constraint) || source == nowhere)
			return true;
		bool const not_null = side[source].is("not_null");
		return (!part.is("not_local") || has_from_another(part, false)) && (!not_null || part.is("not_null")) &&
			   (!not_null || has_not_null_of_its_own(side, part) || has_from_another(part, true));
	});
}

bool can_part(Side const &side, Links const &links, std::size_t first) {
	return std::all_of(links.begin() + static_cast<std::ptrdiff_t>(first), links.end(),
					   [&](Position link) { return can_part(side, link); });
}

std::string inherit_again(Side const &side, Position link) {
	return drop(side, link).front() + ";\n" + create(side, link).front();
}

class Parents {
public:
	Parents(Draft &draft, Position table)
		: draft_{draft}, before_{links_of(draft.from, draft.from_of[table])}, after_{links_of(draft.to, table)} {
		for (Position const link : before_)
			(draft.to_of[link] == nowhere ? dropped_ : kept_).push_back(link);
	}

	void order() {
		if (std::ranges::any_of(before_, [&](Position link) { return draft_.old_fate[link] == Fate::rebuild; }))
			return;
		// INHERIT comes in the new order, and on the way back in the old one.
		for (std::size_t i = 1; i < dropped_.size(); ++i)
			draft_.graph.order(draft_.drops[dropped_[i]].last, draft_.drops[dropped_[i - 1]].first, true);
		std::size_t const first = in_place(after_, present());
		std::size_t const first_back = in_place(before_, present_on_the_way_back());
		bool const moves = can_part(draft_.to, after_, first) && can_part(draft_.from, before_, first_back);
		std::vector<std::string> back;
		for (std::size_t i = first_back; moves && i < before_.size(); ++i)
			back.push_back(inherit_again(draft_.from, before_[i]));
		if (!dropped_.empty() && !back.empty())
			if (auto &reverse = draft_.steps[draft_.drops[dropped_.back()].last].reverse_sql) {
				*reverse += ";\n" + join(back, ";\n");
				back.clear();
			}
		NodeId last = no_node;
		for (std::size_t i = 0; i < after_.size(); ++i) {
			Position const link = after_[i];
			Span span = draft_.makes[link];
			if (draft_.from_of[link] != nowhere) {
				if (!moves || i < first)
					continue;
				span.first = span.last =
					draft_.node(500, draft_.step(draft_.to, link, Operation::alter, inherit_again(draft_.to, link),
												 join(back, ";\n"), "keeps the parents in their order"));
				back.clear();
			}
			if (last != no_node)
				draft_.graph.order(last, span.first, true);
			last = span.last;
		}
	}

private:
	// Those that stay, in the old order, and then the new ones.
	[[nodiscard]] Links present() const {
		Links links;
		for (Position const link : kept_)
			links.push_back(draft_.to_of[link]);
		std::ranges::copy_if(after_, std::back_inserter(links),
							 [&](Position link) { return draft_.from_of[link] == nowhere; });
		return links;
	}

	[[nodiscard]] Links present_on_the_way_back() const {
		Links links;
		for (Position const link : after_)
			if (draft_.from_of[link] != nowhere)
				links.push_back(draft_.from_of[link]);
		links.insert(links.end(), dropped_.begin(), dropped_.end());
		return links;
	}

	Draft &draft_;
	Links before_, after_;
	Links kept_, dropped_; // of the ones before
};

} // namespace

void order_parents(Draft &draft) {
	for (Position table = 0; table < draft.to.size(); ++table)
		if (draft.to[table].kind == Kind::table && draft.from_of[table] != nowhere && !draft.comes(table))
			Parents{draft, table}.order();
}

} // namespace confiture::diff
