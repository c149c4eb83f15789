#include "diff/not_null.hpp"

namespace confiture::diff {

using catalog::Kind;
using catalog::Object;
using catalog::Snapshot;

bool has_not_null_name(Snapshot const &snapshot, Object const &column) {
	if (snapshot.server_version < 180000 || column.kind != Kind::column || !column.is("not_null"))
		return false;
	Object const &relation = snapshot.objects[column.parent];
	return relation.kind == Kind::table && (!column.is("inherited") || relation.is("is_partition"));
}

std::string default_not_null_name(Object const &relation, Object const &column) {
	return relation.name + "_" + column.name + "_not_null";
}

std::string not_null_name(Object const &relation, Object const &column) {
	return column.is("not_null_name") ? column.at("not_null_name") : default_not_null_name(relation, column);
}

} // namespace confiture::diff
