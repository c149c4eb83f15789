#include "mask/leaves.hpp"

#include <algorithm>
#include <cstdlib>

namespace confiture::mask {

namespace {

std::vector<Step> parse_path(std::string_view text) {
	std::vector<Step> steps;
	std::string_view rest = text;
	auto const fail = [&] {
		throw Error(sqlstate::syntax_error, "path \"" + std::string{text} + "\" in masking label is not valid",
					"A path is keys and indexes from the root, as user.emails[*].address.");
	};
	if (rest.starts_with('$'))
		rest.remove_prefix(1);
	while (!rest.empty()) {
		if (rest.starts_with('[')) {
			std::size_t const end = rest.find(']');
			if (end == std::string_view::npos)
				fail();
			std::string_view const index = rest.substr(1, end - 1);
			Step step;
			if (index != "*") {
				if (index.empty() || index.size() > 9 ||
					index.find_first_not_of("0123456789") != std::string_view::npos)
					fail();
				step.index = std::atoi(std::string{index}.c_str());
			}
			steps.push_back(step);
			rest.remove_prefix(end + 1);
			continue;
		}
		if (rest.starts_with('.'))
			rest.remove_prefix(1);
		std::size_t const end = std::min(rest.find_first_of(".["), rest.size());
		if (end == 0)
			fail();
		steps.push_back({std::string{rest.substr(0, end)}, any_index});
		rest.remove_prefix(end);
	}
	return steps;
}

bool matches(Step const &wanted, Step const &here) {
	return wanted.name ? here.name && (*wanted.name == "*" || *wanted.name == *here.name)
					   : !here.name && (wanted.index == any_index || wanted.index == here.index);
}

} // namespace

Leaves::Leaves(Call const &call, Make const &make) {
	for (Given const &given : call.arguments) {
		Call const &inner = *std::get<Nested>(given.value).call;
		Strategy const &strategy = *find_strategy(inner.strategy);
		Leaf leaf{parse_path(given.name), inner.strategy == "keep", nullptr, nullptr};
		if (inner.find("entity") || inner.find("columns"))
			throw Error(sqlstate::feature_not_supported, "strategies inside json(…) cannot name columns", {},
						"Leave out \"entity\" and \"columns\".");
		if (!leaf.keep && inner.strategy != "null") {
			if (strategy.floor == Floor::server ||
				!(strategy.types.has(Type::text) || strategy.types.has(Type::numeric)))
				throw Error(sqlstate::invalid_parameter_value,
							"masking strategy \"" + inner.strategy + "\" does not fit leaves of json", {},
							"Strategies for them: null, " + names_for(Type::text) + ".");
			if (strategy.types.has(Type::text))
				leaf.text = make(inner, Type::text);
			if (strategy.types.has(Type::numeric))
				leaf.number = make(inner, Type::numeric);
		}
		leaves_.push_back(std::move(leaf));
	}
}

Leaf const *Leaves::find(std::span<Step const> way) const {
	auto const found = std::ranges::find_if(leaves_, [&](Leaf const &leaf) {
		return leaf.path.size() <= way.size() && std::equal(leaf.path.begin(), leaf.path.end(), way.begin(), matches);
	});
	return found == leaves_.end() ? nullptr : &*found;
}

} // namespace confiture::mask
