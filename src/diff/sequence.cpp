#include "diff/sequence.hpp"

#include "diff/aside.hpp"
#include "diff/ddl.hpp"
#include "diff/quote.hpp"
#include "diff/restore.hpp"

#include <algorithm>
#include <iterator>

namespace confiture::diff {

namespace {

// The old sequence under its name again, with what it had, for it may be one that the way back has just made.
std::string rename_back(Comparison const &compared, Position old) {
	std::string const alter = "ALTER SEQUENCE " + identity_aside(compared.from[old]);
	std::vector<std::string> statements{alter + " RENAME TO " + quote_name(compared.from[old].name)};
	std::ranges::move(sequence_rest(compared, old, true), std::back_inserter(statements));
	return join(statements, ";\n");
}

} // namespace

bool hands_over(Comparison const &compared, Position old) {
	return compared.from[old].kind == Kind::sequence && compared.old_fate[old] == Fate::rebuild;
}

void add_handover(Draft &draft, Position old) {
	Object const &sequence = draft.from[old];
	std::string const aside = out_of_the_way(sequence.name);
	std::string const aside_identity = quote_name(sequence.schema, aside);
	std::string const options = sequence_options(sequence);
	Object const &fresh = draft.to[draft.to_of[old]];
	auto const setval = [](std::string const &target, std::string const &source) {
		return "SELECT pg_catalog.setval(" + quote_literal(target) + ", last_value, is_called) FROM " + source;
	};
	auto const plain = [&](Object const &which, std::string const &name) {
		std::string const text = sequence_options(which);
		return std::string{"CREATE "} + (which.is("unlogged") ? "UNLOGGED " : "") + "SEQUENCE " + name +
			   (which.at("type") == "bigint" ? "" : " AS " + which.at("type")) + (text.empty() ? "" : " " + text);
	};
	if (sequence.parent != nowhere && draft.keeps_rows(draft.from.parent(sequence).parent)) {
		// An identity of a table that is made anew, which takes it along when it goes.
		draft.extend(draft.drops[old], draft.node(149, draft.step(draft.from, old, Operation::rename,
																  "ALTER SEQUENCE " + sequence.identity +
																	  " RENAME TO " + quote_name(aside),
																  rename_back(draft, old))));
		draft.copies[old] = draft.node(
			240, draft.step(draft.to, draft.to_of[old], Operation::alter, setval(fresh.identity, aside_identity),
							setval(aside_identity, fresh.identity), "hands the sequence's value over"));
		draft.graph.order(draft.drops[old].last, draft.copies[old]);
		draft.graph.order(draft.copies[old], draft.aside.at(draft.from.parent(sequence).parent));
		return;
	}
	if (sequence.parent == nowhere) {
		draft.extend(
			draft.drops[old],
			draft.node(149, draft.step(draft.from, old, Operation::rename,
									   "ALTER SEQUENCE " + sequence.identity + " RENAME TO " + quote_name(aside),
									   rename_back(draft, old),
									   "keeps the sequence until the identity column has its value")));
		draft.copies[old] = draft.node(
			240, draft.step(draft.to, draft.to_of[old], Operation::alter, setval(fresh.identity, aside_identity),
							setval(aside_identity, fresh.identity), "hands the sequence's value over"));
		draft.aside[old] =
			draft.node(310, draft.step(draft.from, old, Operation::drop, "DROP SEQUENCE " + aside_identity,
									   plain(sequence, aside_identity)));
		draft.graph.order(draft.drops[old].last, draft.copies[old]);
		draft.graph.order(draft.copies[old], draft.aside[old]);
		return;
	}
	// From identity to a sequence of its own: the new one is made under another name first.
	NodeId const made = draft.node(140, draft.step(draft.to, draft.to_of[old], Operation::create,
												   plain(fresh, aside_identity), "DROP SEQUENCE " + aside_identity));
	NodeId const copied = draft.node(
		141, draft.step(draft.to, draft.to_of[old], Operation::alter, setval(aside_identity, sequence.identity),
						setval(sequence.identity, aside_identity), "hands the sequence's value over"));
	draft.extend(draft.drops[old], made);
	draft.extend(draft.drops[old], copied);
	std::vector<std::string> back{create(draft.from, old).front()};
	std::ranges::move(sequence_rest(draft, old, true), std::back_inserter(back));
	draft.extend(draft.drops[old], draft.node(142, draft.step(draft.from, old, Operation::drop,
															  drop(draft.from, old).front(), join(back, ";\n"))));
	draft.renamed_in[draft.to_of[old]] = aside_identity;
}

void add_moved_ownerships(Draft &draft) {
	for (Position position = 0; position < draft.to.size(); ++position) {
		Object const &sequence = draft.to[position];
		Position const old = draft.from_of[position];
		if (sequence.kind != Kind::sequence || old == nowhere || !draft.from[old].is("owned_by") ||
			!sequence.is("owned_by") || !draft.late[position].empty())
			continue;
		Position const held = draft.from.find(Kind::column, draft.from[old].at("owned_by"));
		if (held == nowhere || !draft.aside.contains(draft.from[held].parent))
			continue;
		Object const &table = draft.from.parent(draft.from[held]);
		std::string const alter = "ALTER SEQUENCE " + sequence.identity + " OWNED BY ";
		draft.extend(
			draft.late[position],
			draft.node(245, draft.step(draft.to, position, Operation::alter, alter + sequence.at("owned_by"),
									   alter + identity_aside(table) + "." + quote_name(draft.from[held].name))));
	}
}

} // namespace confiture::diff
