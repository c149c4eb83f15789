// Tarjan's strongly connected components, without recursion.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace confiture::diff {

struct Components {
	std::vector<std::uint32_t> of; // of each node, its component
	std::uint32_t count = 0;
};

// "edges(node)" are the edges of a node in a vector, and "target(edge)" says where one leads to. Nodes that are "out"
// are left alone.
template <typename Edges, typename Target, typename Out>
[[nodiscard]] Components components(std::size_t size, Edges const &edges, Target const &target, Out const &out) {
	constexpr std::uint32_t unseen = 0, none = ~std::uint32_t{0};
	Components result{std::vector<std::uint32_t>(size, none)};
	std::vector<std::uint32_t> number(size, unseen), low(size), stack;
	std::vector<std::pair<std::uint32_t, std::size_t>> path;
	std::uint32_t next = 1;
	for (std::uint32_t root = 0; root < size; ++root) {
		if (out(root) || number[root] != unseen)
			continue;
		path.emplace_back(root, 0);
		while (!path.empty()) {
			auto &[id, edge] = path.back();
			if (edge == 0) {
				number[id] = low[id] = next++;
				stack.push_back(id);
			}
			bool deeper = false;
			while (edge < edges(id).size()) {
				std::uint32_t const to = target(edges(id)[edge++]);
				if (out(to))
					continue;
				if (number[to] == unseen) {
					path.emplace_back(to, 0);
					deeper = true;
					break;
				}
				if (result.of[to] == none)
					low[id] = std::min(low[id], number[to]);
			}
			if (deeper)
				continue;
			std::uint32_t const finished = id;
			if (low[finished] == number[finished]) {
				for (std::uint32_t member = none; member != finished;) {
					member = stack.back();
					stack.pop_back();
					result.of[member] = result.count;
				}
				++result.count;
			}
			path.pop_back();
			if (!path.empty())
				low[path.back().first] = std::min(low[path.back().first], low[finished]);
		}
	}
	return result;
}

} // namespace confiture::diff
