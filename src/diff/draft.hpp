// A comparison with the steps that it asks for, and what comes after what among them.
#pragma once

#include "diff/comparison.hpp"
#include "diff/graph.hpp"
#include "diff/step.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace confiture::diff {

// The first and last of the nodes that do one thing to an object.
struct Span {
	NodeId first = no_node;
	NodeId last = no_node;

	[[nodiscard]] bool empty() const { return first == no_node; }
};

struct Draft : Comparison {
	Draft(Snapshot from, Snapshot to);

	Graph graph;
	std::vector<Step> steps; // by node
	std::vector<Span> drops; // of old objects
	std::vector<Span> makes; // of new objects: created or altered
	std::vector<Span> late;  // likewise, what is done to them once others are there
	std::vector<Span> properties;
	std::unordered_map<Position, NodeId> aside;           // old types and tables that stand aside: the final DROP
	std::unordered_map<Position, NodeId> copies;          // old tables and sequences: where the rows or the value move
	std::unordered_map<Position, NodeId> rehomed;         // old partitions: where rows move to other partitions
	std::unordered_map<Position, NodeId> shells;          // new types: where the bare name is made
	std::unordered_map<Position, NodeId> owners;          // new objects: where they get their owner
	std::unordered_map<Position, std::string> renamed_in; // new sequences that are made under another name: that name

	NodeId node(int priority, Step step);
	// Adds a node to the end of a span.
	void extend(Span &span, NodeId id);

	// A step about an object of one side, with its risk and lock.
	[[nodiscard]] Step step(Side const &side, Position position, Operation operation, std::string sql,
							std::string reverse, std::string reason = {}) const;
};

} // namespace confiture::diff
