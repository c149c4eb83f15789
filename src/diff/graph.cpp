#include "diff/graph.hpp"

#include "diff/components.hpp"

#include <functional>
#include <queue>
#include <utility>

namespace confiture::diff {

NodeId Graph::add(int priority) {
	nodes_.push_back({priority});
	return static_cast<NodeId>(nodes_.size() - 1);
}

void Graph::order(NodeId first, NodeId second, bool weak) {
	if (first != no_node && second != no_node && first != second)
		nodes_[first].edges.push_back({second, weak});
}

// Of the components of what is not done that wait for no other, the node to go first: one that only weak edges hold
// back if there is any, then by priority.
NodeId Graph::breaks_cycle(std::vector<bool> const &done) const {
	std::size_t const count = nodes_.size();
	auto const [component, components_count] = components(
		count, [&](NodeId id) -> auto const & { return nodes_[id].edges; }, [](Edge const &edge) { return edge.to; },
		[&](NodeId id) { return bool{done[id]}; });
	std::vector<bool> waits(components_count), held(count);
	for (NodeId id = 0; id < count; ++id)
		if (!done[id])
			for (Edge const &edge : nodes_[id].edges)
				if (!done[edge.to]) {
					if (component[edge.to] != component[id])
						waits[component[edge.to]] = true;
					else if (!edge.weak)
						held[edge.to] = true;
				}
	NodeId chosen = no_node;
	for (NodeId id = 0; id < count; ++id) {
		if (done[id] || waits[component[id]])
			continue;
		if (chosen == no_node ||
			std::pair{bool{held[id]}, nodes_[id].priority} < std::pair{bool{held[chosen]}, nodes_[chosen].priority})
			chosen = id;
	}
	return chosen;
}

std::vector<NodeId> Graph::sorted() const {
	std::vector<int> strong(nodes_.size()), weak(nodes_.size());
	for (Node const &node : nodes_)
		for (Edge const &edge : node.edges)
			++(edge.weak ? weak : strong)[edge.to];

	using Entry = std::pair<int, NodeId>;
	std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
	std::vector<bool> done(nodes_.size());
	for (NodeId id = 0; id < nodes_.size(); ++id)
		if (strong[id] == 0 && weak[id] == 0)
			ready.emplace(nodes_[id].priority, id);

	std::vector<NodeId> order;
	order.reserve(nodes_.size());
	while (order.size() < nodes_.size()) {
		if (ready.empty()) {
			NodeId const chosen = breaks_cycle(done);
			strong[chosen] = weak[chosen] = 0;
			ready.emplace(nodes_[chosen].priority, chosen);
		}
		NodeId const id = ready.top().second;
		ready.pop();
		if (done[id])
			continue;
		done[id] = true;
		order.push_back(id);
		for (Edge const &edge : nodes_[id].edges) {
			int &count = (edge.weak ? weak : strong)[edge.to];
			if (count > 0)
				--count;
			if (!done[edge.to] && strong[edge.to] == 0 && weak[edge.to] == 0)
				ready.emplace(nodes_[edge.to].priority, edge.to);
		}
	}
	return order;
}

} // namespace confiture::diff
