// Puts steps into an order.
#pragma once

#include <cstdint>
#include <vector>

namespace confiture::diff {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = ~NodeId{0};

// Which node comes after which; of those that may come next, the one with the lowest priority does, then the one that
// was added first. So the order depends on nothing but the nodes and edges.
class Graph {
public:
	NodeId add(int priority);

	// A weak edge is one that may be given up to break a cycle.
	void order(NodeId first, NodeId second, bool weak = false);

	[[nodiscard]] std::vector<NodeId> sorted() const;

private:
	struct Edge {
		NodeId to;
		bool weak;
	};
	struct Node {
		int priority;
		std::vector<Edge> edges{};
	};
	[[nodiscard]] NodeId breaks_cycle(std::vector<bool> const &done) const;

	std::vector<Node> nodes_;
};

} // namespace confiture::diff
