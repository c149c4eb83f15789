#include "diff/graph.hpp"

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
			// A cycle: first give up weak edges, of the node that has no others; then whatever comes first.
			NodeId chosen = no_node;
			for (bool const strict : {true, false}) {
				for (NodeId id = 0; id < nodes_.size(); ++id)
					if (!done[id] && (!strict || strong[id] == 0) &&
						(chosen == no_node || nodes_[id].priority < nodes_[chosen].priority))
						chosen = id;
				if (chosen != no_node)
					break;
			}
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
