// One of the two schemas that are compared, with what must be looked up again and again.
#pragma once

#include "catalog/snapshot.hpp"

#include <string_view>
#include <vector>

namespace confiture::diff {

using catalog::Kind;
using catalog::nowhere;
using catalog::Object;
using catalog::Position;
using catalog::Snapshot;

struct Side {
	Snapshot const &snapshot;
	catalog::Index index;
	std::vector<std::vector<Position>> parts;      // of each object, those that name it as their parent
	std::vector<std::vector<Position>> dependents; // of each object, those that depend on it, without its parts

	explicit Side(Snapshot const &snapshot);

	[[nodiscard]] Object const &operator[](Position position) const { return snapshot.objects[position]; }
	[[nodiscard]] Position size() const { return static_cast<Position>(snapshot.objects.size()); }

	[[nodiscard]] Object const &parent(Object const &object) const { return snapshot.objects[object.parent]; }
	[[nodiscard]] Position find(Kind kind, std::string_view identity) const { return index.find(kind, identity); }

	// A table's or composite type's columns in their order.
	[[nodiscard]] std::vector<Position> columns(Position relation) const;

	// Whether a column is part of its table's partition key, and so can't change its type.
	[[nodiscard]] bool in_partition_key(Position column) const;

	// Whether a partitioned table has one.
	[[nodiscard]] bool has_default_partition(std::string_view table) const;

	// The one part of that kind, or nowhere: the default of a column, the identity sequence of a column.
	[[nodiscard]] Position part(Position position, Kind kind) const;
	[[nodiscard]] Position part_named(Position position, Kind kind, std::string_view name) const;
};

} // namespace confiture::diff
