// A snapshot with something in every field.
#pragma once

#include "catalog/snapshot.hpp"

namespace confiture::catalog {

inline Snapshot sample() {
	Snapshot snapshot{150000, "a \"role\"", {}};
	Object table;
	table.kind = Kind::table;
	table.schema = "public";
	table.name = "t\n\x01é";
	table.identity = "public.t";
	table.owner = "bob";
	table.comment = "line\nline \\ \"quoted\"";
	table.acl = {"=r/bob", "bob=arwdDxt/bob"};
	table.labels = {{"confiture", "email"}};
	table.attributes = {{"form", "plain"}, {"options", "fillfactor='70'"}};
	Object column;
	column.kind = Kind::column;
	column.name = "a";
	column.identity = "public.t.a";
	column.parent = 0;
	column.attributes = {{"type", "integer"}};
	Object view;
	view.kind = Kind::view;
	view.identity = "public.v";
	view.depends = {0, 1};
	snapshot.objects = {table, column, view};
	sort(snapshot);
	return snapshot;
}

} // namespace confiture::catalog
